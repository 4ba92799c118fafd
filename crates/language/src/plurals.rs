//! Counted phrases: a form for each plural category of the language.

use anthology_base::Lang;
use icu_locale_core::LanguageIdentifier;
use icu_plurals::{PluralCategory, PluralOperands, PluralRules};
use serde::Deserialize;

/// The forms of a counted phrase by plural category, with `{}` in the place of the number. A form may do without the
/// number: Arabic دقيقتان is “two minutes”.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CountForms {
    zero: Option<String>,
    one: Option<String>,
    two: Option<String>,
    few: Option<String>,
    many: Option<String>,
    /// The form of every number that has none of its own.
    other: String,
}

impl CountForms {
    /// The phrase with a number as it is written, in the category that CLDR's cardinal rules give `value`.
    pub(crate) fn write(&self, value: impl Into<PluralOperands>, written: &str, lang: Lang) -> String {
        let form = match category(value.into(), lang) {
            PluralCategory::Zero => &self.zero,
            PluralCategory::One => &self.one,
            PluralCategory::Two => &self.two,
            PluralCategory::Few => &self.few,
            PluralCategory::Many => &self.many,
            PluralCategory::Other => &None,
        };
        form.as_ref().unwrap_or(&self.other).replace("{}", written)
    }

    /// The names of the categories that the phrase has forms for, and those forms.
    pub(crate) fn forms(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let other = Some(&self.other);
        let all = [&self.zero, &self.one, &self.two, &self.few, &self.many].map(Option::as_ref).into_iter();
        let names = ["zero", "one", "two", "few", "many", "other"];
        names.into_iter().zip(all.chain([other])).filter_map(|(name, form)| Some((name, form?.as_str())))
    }
}

/// The plural category of a number; `Other` in languages that CLDR has no rules for.
fn category(value: PluralOperands, lang: Lang) -> PluralCategory {
    let id = LanguageIdentifier::try_from_str(lang.as_str()).unwrap_or(LanguageIdentifier::UNKNOWN);
    PluralRules::try_new_cardinal(id.into()).map_or(PluralCategory::Other, |rules| rules.category_for(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn minutes(number: &str, tag: &str) -> String {
        let lang: Lang = tag.parse().expect("a tag");
        let value: fixed_decimal::Decimal = number.parse().expect("a number");
        words(lang).minutes_forms().write(&value, &number.replace('.', ","), lang).replace('\u{a0}', " ")
    }

    #[test]
    fn forms_follow_the_number() {
        let numbers = ["0", "1", "2", "3", "5", "11", "21", "22", "100", "1.5"];
        for (tag, expected) in [
            (
                "pl",
                "0 minut, 1 minuta, 2 minuty, 3 minuty, 5 minut, 11 minut, 21 minut, 22 minuty, 100 minut, 1,5 minuty",
            ),
            (
                "ru",
                "0 минут, 1 минута, 2 минуты, 3 минуты, 5 минут, 11 минут, 21 минута, 22 минуты, 100 минут, 1,5 минуты",
            ),
            ("ar", "0 دقيقة, دقيقة, دقيقتان, 3 دقائق, 5 دقائق, 11 دقيقة, 21 دقيقة, 22 دقيقة, 100 دقيقة, 1,5 دقيقة"),
            (
                "sl",
                "0 minut, 1 minuta, 2 minuti, 3 minute, 5 minut, 11 minut, 21 minut, 22 minut, 100 minut, 1,5 minute",
            ),
            (
                "lt",
                "0 minučių, 1 minutė, 2 minutės, 3 minutės, 5 minutės, 11 minučių, 21 minutė, 22 minutės, \
                 100 minučių, 1,5 minutės",
            ),
            ("cy", "0 munud, 1 munud, 2 funud, 3 munud, 5 munud, 11 munud, 21 munud, 22 munud, 100 munud, 1,5 munud"),
            (
                "cs",
                "0 minut, 1 minuta, 2 minuty, 3 minuty, 5 minut, 11 minut, 21 minut, 22 minut, 100 minut, 1,5 minuty",
            ),
            (
                "ro",
                "0 minute, 1 minut, 2 minute, 3 minute, 5 minute, 11 minute, 21 de minute, 22 de minute, \
                 100 de minute, 1,5 minute",
            ),
            (
                "lv",
                "0 minūšu, 1 minūte, 2 minūtes, 3 minūtes, 5 minūtes, 11 minūšu, 21 minūte, 22 minūtes, \
                 100 minūšu, 1,5 minūtes",
            ),
            (
                "fr",
                "0 minute, 1 minute, 2 minutes, 3 minutes, 5 minutes, 11 minutes, 21 minutes, 22 minutes, \
                 100 minutes, 1,5 minute",
            ),
        ] {
            let written: Vec<String> = numbers.iter().map(|number| minutes(number, tag)).collect();
            assert_eq!(written.join(", "), expected, "{tag}");
        }
    }

    #[test]
    fn languages_without_rules_have_one_form() {
        assert_eq!(minutes("1", "la"), "1 min");
        assert_eq!(minutes("2", "la"), "2 min");
    }
}
