//! The generated words of a book. A form such as `Chapter {}` has `{}` in the place of the number.

use anthology_base::Lang;
use serde::Deserialize;

use crate::data::{QuotePair, undetermined};
use crate::plurals::CountForms;

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
    listing: String,
    figure_in_text: Option<String>,
    table_in_text: Option<String>,
    listing_in_text: Option<String>,
    page: String,
    meeting: String,
    /// Heading of a column of minutes.
    pub minutes_heading: String,
    minutes: CountForms,
    printing: Option<String>,
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
    /// Before an editor's name.
    edited_by: String,
    /// Before the names of several editors, where that is another word.
    edited_by_several: Option<String>,
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
    /// Between the last two of three or more, where it isn't `and`: the serial comma of American English.
    and_last: Option<String>,
    /// Other forms of `and`, by the sounds around it. The first that fits is taken.
    #[serde(default)]
    and_forms: Vec<AndForm>,
    /// Between groups of a list, with its space.
    #[serde(default = "semicolon")]
    pub semicolon: String,
    /// Between a chapter's title and the source that it reprints.
    pub reprints: String,
    /// Between a chapter's title and the source that it answers.
    pub answers: String,
    /// Between a chapter's title and a source that it uses.
    pub uses: String,
    /// Between a work's title and its author; `None` where the author is named first.
    pub by: Option<String>,
    /// Around a remark, with their spaces.
    #[serde(default = "parentheses")]
    pub parentheses: QuotePair,
    /// Ends a sentence.
    #[serde(default = "full_stop")]
    pub full_stop: String,
    /// Between the parts of a source, with its space, where it is another than between names.
    source_comma: Option<String>,
    /// The colophon's sentence, with `{font}`, `{size}` and `{leading}`.
    pub set_in: String,
    /// The colophon's sentence about the tool.
    pub made_with: String,
    /// Heading of the EPUB's list of landmarks.
    pub landmarks: String,
    /// Heading of the EPUB's list of pages.
    pub pages: String,
    /// A printed book, beside its ISBN.
    #[serde(default = "print_format")]
    pub print_format: String,
    /// A book in large print, beside its ISBN.
    #[serde(default = "large_print_format")]
    pub large_print_format: String,
    /// True if parts are numbered in roman numerals.
    #[serde(default = "yes")]
    roman_parts: bool,
    #[serde(default)]
    numbers: Vec<String>,
    #[serde(default)]
    parts: Vec<String>,
}

/// A form of `and` by what precedes and follows it, in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AndForm {
    and: String,
    /// Letters of which the word before ends in one; empty for any.
    #[serde(default)]
    after: String,
    /// Beginnings of which the word after has one.
    before: Vec<String>,
    /// Beginnings that it has none of.
    #[serde(default)]
    except: Vec<String>,
}

impl AndForm {
    fn fits(&self, before: &str, after: &str) -> bool {
        let ends = before.chars().next_back().is_some_and(|c| c.to_lowercase().any(|c| self.after.contains(c)));
        let after = after.to_lowercase();
        let begins = |list: &[String]| list.iter().any(|beginning| after.starts_with(beginning.as_str()));
        (self.after.is_empty() || ends) && begins(&self.before) && !begins(&self.except)
    }
}

fn parentheses() -> QuotePair {
    QuotePair { open: " (".to_owned(), close: ")".to_owned() }
}

fn print_format() -> String {
    "print".to_owned()
}

fn large_print_format() -> String {
    "large print".to_owned()
}

fn full_stop() -> String {
    ".".to_owned()
}

fn semicolon() -> String {
    "; ".to_owned()
}

const fn yes() -> bool {
    true
}

fn comma() -> String {
    ", ".to_owned()
}

/// A form without its number, and without what parts the two.
fn name_of(form: &str) -> &str {
    let (before, after) = form.split_once("{}").unwrap_or((form, ""));
    let name = if before.is_empty() { after } else { before };
    name.trim_matches(|c: char| !c.is_alphabetic())
}

/// A form with its number.
fn fill(form: &str, number: &str) -> String {
    form.replace("{}", number)
}

impl Words {
    /// Returns true if chapters can be numbered in words.
    pub(crate) fn has_numbers(&self) -> bool {
        !self.numbers.is_empty()
    }

    /// Returns true if parts can be numbered in words.
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

    /// "Part II", "Part 2": a part with a numeral.
    pub fn part_with(&self, numeral: &str) -> String {
        fill(&self.part, numeral)
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

    /// "Listing 3": of code.
    pub fn listing(&self, n: u32) -> String {
        fill(&self.listing, &n.to_string())
    }

    /// "figure 3" as running text refers to it.
    pub fn figure_in_text(&self, n: u32) -> String {
        fill(self.figure_in_text.as_ref().unwrap_or(&self.figure), &n.to_string())
    }

    /// "table 3" as running text refers to it.
    pub fn table_in_text(&self, n: u32) -> String {
        fill(self.table_in_text.as_ref().unwrap_or(&self.table), &n.to_string())
    }

    /// "listing 3" as running text refers to it.
    pub fn listing_in_text(&self, n: u32) -> String {
        fill(self.listing_in_text.as_ref().unwrap_or(&self.listing), &n.to_string())
    }

    /// The separator of the parts of a source, with its space.
    pub fn source_comma(&self) -> &str {
        self.source_comma.as_ref().unwrap_or(&self.comma)
    }

    /// The words before the names of editors, by their number.
    pub fn edited_by(&self, editors: usize) -> &str {
        self.edited_by_several.as_ref().filter(|_| editors > 1).unwrap_or(&self.edited_by)
    }

    /// The name of a table without a number: "Table".
    pub fn table_name(&self) -> &str {
        name_of(&self.table)
    }

    /// What a chapter without a number is called: "Chapter".
    pub fn chapter_name(&self) -> &str {
        name_of(&self.chapter)
    }

    /// What a meeting without a number is called: "Meeting".
    pub fn meeting_name(&self) -> &str {
        name_of(&self.meeting)
    }

    /// The text before and after the number of a page in running text, with its spaces.
    pub fn around_page(&self) -> (&str, &str) {
        self.page.split_once("{}").unwrap_or((&self.page, ""))
    }

    /// "Meeting 3" of a reading group.
    pub fn meeting(&self, n: u32) -> String {
        fill(&self.meeting, &n.to_string())
    }

    /// "Printing 2", for the copyright page; `None` where the language's words aren't known.
    pub fn printing(&self, n: u32) -> Option<String> {
        self.printing.as_ref().map(|form| fill(form, &n.to_string()))
    }

    /// "15 minutes", "21 минута": in the form that the number asks for.
    pub fn minutes(&self, n: u32) -> String {
        self.minutes.write(n, &n.to_string(), self.lang)
    }

    /// The plural categories that minutes have forms for, and those forms, with `{}` in the place of the number.
    pub fn minutes_by_category(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.minutes.forms()
    }

    #[cfg(test)]
    pub(crate) fn minutes_forms(&self) -> &CountForms {
        &self.minutes
    }

    /// Names as a list.
    pub fn list(&self, names: &[&str]) -> String {
        match names.split_last() {
            None => String::new(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => {
                let before = others.last().copied().unwrap_or_default();
                let usual = self.and_last.as_ref().filter(|_| others.len() > 1).unwrap_or(&self.and);
                let and = self.and_forms.iter().find(|form| form.fits(before, last)).map_or(usual, |form| &form.and);
                format!("{}{and}{last}", others.join(&self.comma))
            }
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
