//! Alphabetical order, as dictionaries of a language have it.

use std::cmp::Ordering;

use anthology_base::Lang;
use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

/// The alphabetical order of a language: Čapek after Cyran, Ärmel with Arm in German and at the end in Swedish.
pub(crate) struct Collation {
    exact: Option<CollatorBorrowed<'static>>,
    /// Tells letters apart and nothing else: `a` is `A` and, in German, `ä`.
    letters: Option<CollatorBorrowed<'static>>,
}

impl Collation {
    pub(crate) fn of(lang: Lang) -> Self {
        let locale = Locale::try_from_str(lang.as_str()).unwrap_or(Locale::UNKNOWN);
        let mut base = CollatorOptions::default();
        base.strength = Some(Strength::Primary);
        Self {
            exact: Collator::try_new((&locale).into(), CollatorOptions::default()).ok(),
            letters: Collator::try_new((&locale).into(), base).ok(),
        }
    }

    /// Compares two texts. Marks before their first letter or figure don't count.
    pub(crate) fn compare(&self, a: &str, b: &str) -> Ordering {
        let by_letters = match &self.exact {
            Some(collator) => collator.compare(without_marks(a), without_marks(b)),
            None => without_marks(a).cmp(without_marks(b)),
        };
        by_letters.then_with(|| a.cmp(b))
    }

    /// The letter under which a text stands, in capitals; `None` for a figure or a sign. `before` is the letter of the
    /// text before it, which is kept where this one begins with a form of the same letter.
    pub(crate) fn letter(&self, text: &str, before: Option<&str>) -> Option<String> {
        let first = without_marks(text).chars().next().filter(|c| c.is_alphabetic())?;
        let letter = first.to_uppercase().to_string();
        let same = |before: &str| match &self.letters {
            Some(collator) => collator.compare(before, &letter) == Ordering::Equal,
            None => before == letter,
        };
        Some(before.filter(|before| same(before)).map_or(letter, str::to_owned))
    }
}

fn without_marks(text: &str) -> &str {
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { text } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(lang: &str, names: &[&str]) -> String {
        let collation = Collation::of(lang.parse().expect("a tag"));
        let mut names = names.to_vec();
        names.sort_by(|a, b| collation.compare(a, b));
        names.join(" ")
    }

    #[test]
    fn names_are_sorted_as_the_language_sorts() {
        assert_eq!(sorted("cs", &["Ibsen", "Čapek", "Chalupa", "Cyran", "Hus"]), "Cyran Čapek Hus Chalupa Ibsen");
        assert_eq!(sorted("de", &["Zorn", "Ärmel", "Arm"]), "Arm Ärmel Zorn");
        assert_eq!(sorted("sv", &["Zorn", "Ärmel", "Arm"]), "Arm Zorn Ärmel");
        for (lang, words) in [
            ("cy", "Dylan Ddu Lupus Lloyd"),
            ("da", "Zorn Æble Ødegård Åse"),
            ("eo", "Cent Ĉapo Dom"),
            ("es", "Nuez Ñandú Oso"),
            ("et", "Sirje Zoja Žanna Tiit Õnne"),
            ("hr", "Cvetko Čačić Ćosić Dvorak Džaja Đuro Luka Ljerka Nušić Njegoš"),
            ("hu", "Cica Cukor Csaba"),
            ("is", "Zorn Þór Ægir Örn"),
            ("pl", "Cyran Ćwik Lucyna Łukasz Zenon"),
            ("ro", "Sorin Șerban Toma Țepeș"),
            ("ru", "Егоров Ёлкин Жуков"),
            ("sk", "Hviezdoslav Chalupka Ivan Sládkovič Šafárik"),
            ("tr", "Cemal Çelik Işık İlhan Zeki"),
            ("uk", "Гнат Ґалаґан Дмитро"),
        ] {
            let reversed: Vec<&str> = words.split(' ').rev().collect();
            assert_eq!(sorted(lang, &reversed), words, "{lang}");
        }
        assert_eq!(sorted("es", &["Nuñez", "Nuzo", "Nuevo"]), "Nuevo Nuñez Nuzo");
        assert_eq!(sorted("en", &["“zebra”", "ant", "(bee)"]), "ant (bee) “zebra”");
    }

    #[test]
    fn forms_of_a_letter_stand_together_where_the_language_has_them_together() {
        let letter = |lang: &str| Collation::of(lang.parse().expect("a tag")).letter("ärmel", Some("A"));
        assert_eq!(letter("de").as_deref(), Some("A"));
        assert_eq!(letter("sv").as_deref(), Some("Ä"));
        assert_eq!(Collation::of(Lang::EN_GB).letter("1984", Some("A")), None);
    }
}
