//! The words that the program itself puts into a book. A form such as `Chapter {}` has `{}` where the number stands;
//! counts are worded so that they are right after any number.

use anthology_base::Lang;
use serde::Deserialize;

use crate::data::undetermined;
use crate::{Language, language};

/// The words of one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Words {
    /// The language they are in: English where those of the book's language aren't known.
    #[serde(default = "undetermined")]
    pub lang: Lang,
    /// Title of the table of contents.
    pub contents: String,
    chapter: String,
    part: String,
    figure: String,
    table: String,
    page: String,
    meeting: String,
    minutes: String,
    /// Title of the endnotes.
    pub notes: String,
    /// Title of the list of sources.
    pub sources: String,
    /// Title of the reading guide.
    pub questions: String,
    /// Title of the notes on contributors.
    pub contributors: String,
    /// Title of the colophon.
    pub colophon: String,
    /// Before editors' names.
    pub edited_by: String,
    /// Before translators' names.
    pub translated_by: String,
    /// Before illustrators' names.
    pub illustrated_by: String,
    /// Before the name of who wrote the introduction.
    pub introduced_by: String,
    /// Before a designer's name.
    pub designed_by: String,
    /// Before other contributors' names.
    pub with: String,
    /// Between two of a list, with its spaces.
    #[serde(default = "comma")]
    pub comma: String,
    /// Between the last two of a list, with its spaces.
    pub and: String,
    /// Between a chapter's title and the source that it reprints.
    pub reprints: String,
    /// Between a chapter's title and the source that it answers.
    pub answers: String,
    /// Between a chapter's title and a source that it uses.
    pub uses: String,
    /// The colophon's sentence, with `{font}`, `{size}` and `{leading}`.
    pub set_in: String,
    /// The colophon's sentence about the tool.
    pub made_with: String,
    /// Heading of the EPUB's list of landmarks.
    pub landmarks: String,
    /// Heading of the EPUB's list of pages.
    pub pages: String,
    /// Whether parts are numbered in roman numerals.
    #[serde(default = "yes")]
    roman_parts: bool,
    #[serde(default)]
    numbers: Vec<String>,
    #[serde(default)]
    parts: Vec<String>,
}

const fn yes() -> bool {
    true
}

fn comma() -> String {
    ", ".to_owned()
}

/// A form with its number.
fn fill(form: &str, number: &str) -> String {
    form.replace("{}", number)
}

impl Words {
    /// Whether chapters can be numbered in words.
    pub(crate) fn has_numbers(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// Whether parts can be numbered in words.
    pub(crate) fn has_parts(&self) -> bool {
        !self.parts.is_empty()
    }

    /// A number in words where the language's are known, else in figures.
    pub fn number(&self, n: u32) -> String {
        self.numbers.get(n as usize - 1).cloned().unwrap_or_else(|| n.to_string())
    }

    /// "Part One", "Première partie"; with a numeral where the words run out.
    pub fn part(&self, n: u32) -> String {
        self.parts.get(n as usize - 1).cloned().unwrap_or_else(|| fill(&self.part, &self.part_number(n)))
    }

    /// A part's number alone: in roman numerals where books of the language have them, else in figures.
    pub fn part_number(&self, n: u32) -> String {
        if self.roman_parts { roman(n) } else { n.to_string() }
    }

    /// "Chapter 3", "3. fejezet", "第3章".
    pub fn chapter(&self, n: u32) -> String {
        fill(&self.chapter, &n.to_string())
    }

    /// "Figure 3".
    pub fn figure(&self, n: u32) -> String {
        fill(&self.figure, &n.to_string())
    }

    /// "Table 3".
    pub fn table(&self, n: u32) -> String {
        fill(&self.table, &n.to_string())
    }

    /// What a table without a number is called: "Table".
    pub fn table_name(&self) -> &str {
        let (before, after) = self.table.split_once("{}").unwrap_or((&self.table, ""));
        let name = if before.is_empty() { after } else { before };
        name.trim_matches(|c: char| !c.is_alphabetic())
    }

    /// What stands before and after the number of a page in running text, with its spaces.
    pub fn around_page(&self) -> (&str, &str) {
        self.page.split_once("{}").unwrap_or((&self.page, ""))
    }

    /// "Meeting 3" of a reading group.
    pub fn meeting(&self, n: u32) -> String {
        fill(&self.meeting, &n.to_string())
    }

    /// "15 min": worded so that it is right after any number.
    pub fn minutes(&self, n: u32) -> String {
        fill(&self.minutes, &n.to_string())
    }

    /// Names as a list.
    pub fn list(&self, names: &[&str]) -> String {
        match names.split_last() {
            None => String::new(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{}{}{last}", others.join(&self.comma), self.and),
        }
    }
}

/// A phrase and the space after it; full-width punctuation brings its own.
pub fn lead(before: &str) -> String {
    let gap = if before.is_empty() || before.ends_with('：') { "" } else { " " };
    format!("{before}{gap}")
}

/// A number from 1 in capital roman numerals.
pub fn roman(mut n: u32) -> String {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    for (value, digits) in DIGITS {
        while n >= value {
            text.push_str(digits);
            n -= value;
        }
    }
    text
}

/// The words of a language; English where they aren't known.
pub fn words(lang: Lang) -> &'static Words {
    let english = if lang.region() == Some("US") { Lang::EN_US } else { Lang::EN_GB };
    let own = |lang| -> Option<&'static Words> {
        let language: &'static Language = language(lang);
        language.words.as_ref()
    };
    own(lang).or_else(|| own(english)).expect("English has words")
}
