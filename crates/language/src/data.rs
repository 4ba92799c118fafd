//! The keys of a language file.

use std::collections::BTreeMap;

use anthology_base::Lang;
use serde::Deserialize;

use crate::dates::Dates;
use crate::lists::ListWords;
use crate::proof_words::ProofWords;
use crate::site_words::SiteWords;
use crate::words::Words;

/// The data of a language, or of one of its variants.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Language {
    /// Its tag: `de`, `de-CH`; `und` for languages without a file.
    #[serde(skip, default = "undetermined")]
    pub tag: Lang,
    /// Its English name.
    pub name: String,
    /// Its name in itself.
    #[serde(default)]
    pub own_name: String,
    /// True if the capital of ß is ẞ, where a font has one.
    #[serde(default)]
    pub capital_sharp_s: bool,
    /// Quotation marks, dashes and the spaces at marks.
    pub marks: Marks,
    /// Spaces at which no line breaks.
    pub ties: Ties,
    /// Words that begin with an apostrophe.
    pub elisions: Elisions,
    /// The hyphenation patterns, minima and exceptions.
    pub hyphenation: Hyphenation,
    /// The form of numbers.
    pub numbers: Numbers,
    /// Properties on which the costs of line breaks depend.
    pub line_breaking: LineBreaking,
    /// The forms of titles and names for sorting.
    #[serde(default)]
    pub sorting: Sorting,
    /// The generated words; `None` where only English is known.
    pub words: Option<Words>,
    /// What a book's web pages say; `None` where only English is known.
    pub site: Option<SiteWords>,
    /// The words of indexes and other lists; `None` where only English is known.
    pub lists: Option<ListWords>,
    /// The words of the form that goes with an author's proof; `None` where only English is known.
    pub proof: Option<ProofWords>,
    /// Dates in words; `None` where they are written as `2027-03-04`.
    pub dates: Option<Dates>,
    /// The wording of web pages.
    #[serde(default)]
    pub import: WebPhrases,
}

/// An opening and a closing quotation mark, with the spaces that belong inside them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "(String, String)")]
pub struct QuotePair {
    /// The opening mark.
    pub open: String,
    /// The closing mark.
    pub close: String,
}

impl From<(String, String)> for QuotePair {
    fn from((open, close): (String, String)) -> Self {
        Self { open, close }
    }
}

/// Quotation marks, dashes and the spaces at marks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Marks {
    /// Replaces straight double marks.
    pub double: QuotePair,
    /// Replaces straight single marks.
    pub single: QuotePair,
    /// The space inside guillemets, if any.
    #[serde(default, deserialize_with = "optional_char")]
    pub space_inside_guillemets: Option<char>,
    /// The space before `;`, `!` and `?`, if any.
    #[serde(default, deserialize_with = "optional_char")]
    pub space_before_high_marks: Option<char>,
    /// The space before `:`, if any.
    #[serde(default, deserialize_with = "optional_char")]
    pub space_before_colon: Option<char>,
    /// The space between two quotation marks that open or close together, if any: “ ‘.
    #[serde(default, deserialize_with = "optional_char")]
    pub space_between_marks: Option<char>,
    /// The dash between words, where one or two hyphens are typed between spaces.
    pub word_dash: String,
    /// True if an em dash typed between spaces loses them.
    pub em_dash_closes_up: bool,
    /// The dash before speech, where two hyphens are typed at a paragraph's beginning.
    #[serde(default)]
    pub dialogue_dash: Option<String>,
    /// True if the dialogue dash also encloses the narrator's insertions, without spaces inside: —No —dijo—.
    #[serde(default)]
    pub dash_hugs: bool,
    /// The dash that two or three hyphens become beside full-width characters.
    #[serde(default)]
    pub long_dash: Option<String>,
    /// The ellipsis of two characters that three full stops become, in languages that have one.
    #[serde(default)]
    pub long_ellipsis: Option<String>,
    /// Letters that are typed for want of others, and the right ones: Romanian ţ with a cedilla for ț with a comma.
    #[serde(default)]
    pub letters: BTreeMap<char, char>,
    /// A letter between two of which a full stop is a middle dot: Catalan col·legi.
    #[serde(default)]
    pub middle_dot: Option<char>,
    /// True if speech may be in single marks, so that a paragraph may open with one that another paragraph closes.
    #[serde(default)]
    pub speech_in_single: bool,
    /// Around titles of books in lists of sources, where they aren't in quotation marks.
    #[serde(default)]
    pub works: Option<QuotePair>,
    /// The source of the quotation marks: the national authority, or CLDR with its version.
    pub source: String,
}

/// Spaces at which no line breaks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ties {
    /// The space between groups of thousands, if they are written with one.
    #[serde(default, deserialize_with = "optional_char")]
    pub thousands: Option<char>,
    /// Words of one letter that don't end a line.
    pub letters: String,
    /// Words that stay with a number after them.
    pub before_numbers: Vec<String>,
    /// Words that stay with a number before them.
    pub after_numbers: Vec<String>,
    /// Words that stay with a number before them, and with one after them: `12 h 30`.
    #[serde(default)]
    pub between_numbers: Vec<String>,
    /// True if ordinals in figures have a full stop and stay with the lower-case word after them: `96. místo`.
    #[serde(default)]
    pub ordinals: bool,
    /// True if initials stay with the surname after them.
    #[serde(default)]
    pub initials: bool,
    /// Words that stay with a capitalised word after them.
    pub before_names: Vec<String>,
    /// Abbreviations of several words.
    pub abbreviations: Vec<String>,
    /// Units that stay with the number before them.
    pub units: Vec<String>,
}

/// Words that begin with an apostrophe, without it and in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Elisions {
    /// Words that are elided whatever follows.
    pub words: Vec<String>,
    /// Words that are elided where no closing mark follows.
    pub unpaired: Vec<String>,
    /// Endings of words that lose their last sound and end in an apostrophe: `in` of fightin’.
    #[serde(default)]
    pub endings: Vec<String>,
    /// Whole words that do: `ol` of ol’ man.
    #[serde(default)]
    pub final_words: Vec<String>,
}

/// The hyphenation patterns, minima and exceptions of a language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hyphenation {
    /// The patterns by the code of the `hyphenation` crate; the language's own tag where it isn't given.
    pub patterns: Option<String>,
    /// Letters that stay together at a word's start; at least what the patterns were made for.
    pub start: Option<usize>,
    /// Letters that stay together at a word's end.
    pub end: Option<usize>,
    /// Letters of the shortest word that is broken.
    pub word: usize,
    /// Words with their only breaks: `ta-ble`.
    #[serde(default)]
    pub exceptions: Vec<String>,
    /// True if the hyphen of a compound that is broken at it is repeated on the next line.
    #[serde(default)]
    pub repeated_hyphen: bool,
    /// Vowels, one of which every fragment of a word has; empty where patterns alone decide.
    #[serde(default)]
    pub vowels: String,
    /// Breaks that change the spelling.
    #[serde(default)]
    pub respellings: Vec<Respelling>,
    /// Seams of compounds, at which a break is better than within a part. `heits-`: after these letters, if the patterns
    /// have the point; `student=examen`: in any case. A full stop is a word's edge.
    #[serde(default)]
    pub seams: Vec<String>,
    /// Breaks of the patterns that mislead the reader: `.gen-tle`.
    #[serde(default)]
    pub misleading: Vec<String>,
}

/// A break that changes the spelling.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Respelling {
    /// Letters with `|` at the break, as they are written in the whole word: `c|k`.
    pub word: String,
    /// The same when broken: `k|k`. The hyphen isn't written.
    pub broken: String,
    /// Letters of which one is on either side of them; empty for any.
    #[serde(default)]
    pub between: String,
    /// The patterns' part in it.
    #[serde(default)]
    pub points: PatternPoints,
}

/// The part that the patterns have in a break that changes the spelling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatternPoints {
    /// The word is broken there where the patterns have a point.
    #[default]
    Needed,
    /// It is broken there in any case.
    Ignored,
    /// It is broken there where they have none; where they have one, the spelling stays: Hungarian vas-szeg, a compound.
    Absent,
}

/// The form of numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Numbers {
    /// The decimal mark.
    pub decimal: String,
    /// Endings of ordinals in figures that may be raised.
    #[serde(default)]
    pub ordinals: Vec<Ordinal>,
}

/// An ending of ordinals in figures: the `nd` of 2nd.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ordinal {
    /// The letters after the figures.
    pub ending: String,
    /// Ends of the numbers that have it; empty for any.
    #[serde(default)]
    pub after: Vec<String>,
    /// Ends of numbers that don't, though `after` has a shorter one.
    #[serde(default)]
    pub except: Vec<String>,
    /// The only numbers that have it, whole; Roman ones among them.
    #[serde(default)]
    pub only: Vec<String>,
    /// True if Roman numbers of two digits or more have it.
    #[serde(default)]
    pub roman: bool,
}

/// Properties of a language on which the costs of line breaks depend.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LineBreaking {
    /// True if words are so long that lines without hyphens are uneven.
    pub long_words: bool,
    /// True if nouns have capitals, so that a capital doesn't mark a name.
    pub capitalised_nouns: bool,
    /// True if a fragment of two letters at a line's edge is usual.
    pub short_fragments: bool,
}

/// The forms of titles and names for sorting.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sorting {
    /// Articles at a title's beginning, which are sorted last. After one with an apostrophe there is no space.
    pub articles: Vec<String>,
    /// Words before a family name that belong to it.
    pub with_surname: Vec<String>,
    /// Words after a family name that belong to it: Filho.
    pub after_surname: Vec<String>,
    /// Words between two parts of a family name: Ortega y Gasset.
    pub joining: Vec<String>,
    /// Endings of names that aren't family names, so that people are sorted by their first names.
    pub patronymics: Vec<String>,
    /// True if people have two family names, unless the word before the last is one of `forenames`.
    pub two_surnames: bool,
    /// True if a name whose last word is one of `forenames` begins with the family name.
    pub family_name_first: bool,
    /// Forenames, as far as they decide where a family name begins.
    pub forenames: Vec<String>,
    /// Family names with which names begin, in books of any language.
    pub leading_family_names: Vec<String>,
}

/// The wording of web pages, in lower case and without punctuation but for apostrophes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct WebPhrases {
    /// Whole lines that are boilerplate wherever they are a paragraph by themselves.
    pub lines: Vec<String>,
    /// Lines that count the comments where there are none.
    pub no_comments: Vec<String>,
    /// Beginnings of boilerplate lines, and how many words such a line has at most.
    pub openings: BTreeMap<String, usize>,
    /// Beginnings of lines that ask readers to subscribe or to share.
    pub invitations: Vec<String>,
    /// Beginnings of lines about the post beside them.
    pub about_the_post: Vec<String>,
    /// Lines that are boilerplate beside other boilerplate or at an edge of the capture; elsewhere they may be
    /// headings.
    pub weak_lines: Vec<String>,
    /// Headings of the lists beside or under a page.
    pub list_headings: Vec<String>,
    /// Beginnings of the headings of listing pages.
    pub listing_pages: Vec<String>,
    /// Post formats and standing categories under titles.
    pub labels: Vec<String>,
    /// Buttons under a comment.
    pub reply: Vec<String>,
    /// Verbs after a commenter's name.
    pub said: Vec<String>,
    /// First words of a line that gives the day of a post.
    pub posted: Vec<String>,
    /// Words before an author's name.
    pub by: Vec<String>,
    /// Beginnings of a line that names the author.
    pub bylines: Vec<String>,
    /// Words that no name contains.
    pub never_in_names: Vec<String>,
    /// Lower-case words within names.
    pub name_particles: Vec<String>,
    /// Words beside a date that don't make the line a sentence.
    pub date_words: Vec<String>,
    /// Days of the week.
    pub weekdays: Vec<String>,
    /// Months in short, or in other forms than those of `[dates]`, with their numbers.
    pub short_months: BTreeMap<String, u8>,
    /// Units of time in `3 days ago`.
    pub time_units: Vec<String>,
    /// Begins `il y a 3 jours`.
    pub ago_before: Option<String>,
    /// Ends `3 days ago`.
    pub ago_after: Option<String>,
    /// Words that are frequent in this language and rare in others.
    pub stop_words: Vec<String>,
    /// Words of four letters or more that tell no subject.
    pub common_words: Vec<String>,
    /// Beginnings of words in this variant's spelling.
    pub spelling_beginnings: Vec<String>,
    /// Whole words in this variant's spelling.
    pub spelling_words: Vec<String>,
    /// Joins two subjects in a proposed title.
    pub and: Option<String>,
    /// The wording of beginnings, endings and headings of essays.
    pub signals: SignalPhrases,
}

/// The wording of beginnings, endings and headings of essays, in lower case and without punctuation but for
/// apostrophes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignalPhrases {
    /// Times that only a fresh start names.
    pub times: Vec<String>,
    /// Talk about the blog itself.
    pub about_the_blog: Vec<String>,
    /// The start of a story that the writer was part of.
    pub events: Vec<String>,
    /// First words that refer to a text before them.
    pub leaning: Vec<String>,
    /// Beginnings that look as if they referred to a text before them and don't.
    pub fresh: Vec<String>,
    /// Invitations and farewells.
    pub farewells: Vec<String>,
    /// Less certain ends.
    pub ends: Vec<String>,
    /// Headings that are inside essays everywhere.
    pub section_headings: Vec<String>,
    /// Words that announce headings or a list.
    pub announcing: Vec<String>,
}

/// `und`, until the file's name is known.
pub(crate) const fn undetermined() -> Lang {
    Lang::UND
}

/// A string of one character; an empty one takes away what a language inherits.
fn optional_char<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<char>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (first, None) => Ok(first),
        _ => Err(serde::de::Error::custom(format!("`{text}` is more than one character"))),
    }
}

impl Language {
    /// Sections and keys that a complete file has and this one doesn't, in the order of `languages/README.md`.
    pub fn lacks(&self) -> Vec<&'static str> {
        let import = &self.import;
        let parts = [
            ("words", self.words.is_none()),
            ("words.numbers", self.words.as_ref().is_some_and(|words| !words.has_numbers())),
            ("words.parts", self.words.as_ref().is_some_and(|words| !words.has_parts())),
            ("site", self.site.is_none()),
            ("lists", self.lists.is_none()),
            ("dates", self.dates.is_none()),
            ("dates.month", self.dates.as_ref().is_some_and(|dates| dates.month.is_none())),
            ("import.lines", import.lines.is_empty()),
            ("import.openings", import.openings.is_empty()),
            ("import.posted", import.posted.is_empty()),
            ("import.weekdays", import.weekdays.is_empty()),
            ("import.stop-words", import.stop_words.is_empty()),
            ("import.common-words", import.common_words.is_empty()),
        ];
        parts.into_iter().filter(|(_, lacks)| *lacks).map(|(name, _)| name).collect()
    }
}
