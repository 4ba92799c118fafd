//! Dates in words.

use anthology_base::Date;
use serde::Deserialize;

/// The forms of dates in a language. A form has `{day}`, `{month}` (or `{number}` for the month as a number) and
/// `{year}` (`{year-ko}` in Basque).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Dates {
    /// The source of the months, if it isn't CLDR.
    pub source: Option<String>,
    /// The months as they are in a date, genitive where the language has one; none where they are numbers.
    #[serde(default)]
    pub months: Vec<String>,
    /// The months where no day precedes them, if they have another form then.
    #[serde(default)]
    pub months_alone: Vec<String>,
    /// The form of a day.
    pub day: String,
    /// The form of the first day of a month, where it is another.
    pub first_of_month: Option<String>,
    /// The form of a month of a year; `None` where it isn't known.
    pub month: Option<String>,
}

impl Dates {
    /// Returns true if days are written after their month.
    pub fn has_month_first(&self) -> bool {
        self.day.find("{month}") < self.day.find("{day}")
    }

    pub(crate) fn write(&self, date: Date) -> Option<String> {
        let month = date.month?;
        let form = match date.day {
            Some(1) => self.first_of_month.as_ref().unwrap_or(&self.day),
            Some(_) => &self.day,
            None => self.month.as_ref()?,
        };
        let alone = date.day.is_none() && !self.months_alone.is_empty();
        let names = if alone { &self.months_alone } else { &self.months };
        let name = names.get(usize::from(month).checked_sub(1)?).map_or("", String::as_str);
        let form = form.replace("{month}", name).replace("{number}", &month.to_string());
        let day = date.day.map_or_else(String::new, |day| day.to_string());
        let form =
            form.replace("{day}", &day).replace("{year-ko}", &format!("{}{}", date.year, basque_ending(date.year)));
        Some(form.replace("{year}", &date.year.to_string()))
    }
}

/// The ending `-(e)ko` of a year in Basque, whose numbers count in twenties: bat, bost, hamar, hamabost and ehun end in
/// a consonant (2021eko, 1900eko), the others in a vowel (2027ko, 2000ko).
fn basque_ending(year: i32) -> &'static str {
    match year.rem_euclid(100) {
        0 if year.rem_euclid(1000) != 0 => "eko",
        tens if matches!(tens % 20, 1 | 5 | 10 | 15) => "eko",
        _ => "ko",
    }
}
