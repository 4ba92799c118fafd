//! The words that the program itself puts into a book, in the languages that books are made in. A form such as
//! `Chapter {}` has `{}` where the number stands; what counts is worded so that it is right after any number.

use anthology_base::Lang;

mod asia;
mod europe;
mod germanic;
mod romance;
mod slavic;

use asia::{ARABIC, CHINESE, CHINESE_TRADITIONAL, HEBREW, JAPANESE, KOREAN};
use europe::{BASQUE, ESTONIAN, FINNISH, GREEK, HUNGARIAN, IRISH, LATVIAN, LITHUANIAN, TURKISH, WELSH};
use germanic::{
    AFRIKAANS, AMERICAN, DANISH, DUTCH, ENGLISH, GERMAN, ICELANDIC, NORWEGIAN_BOKMAAL, NORWEGIAN_NYNORSK, SWEDISH,
};
use romance::{CATALAN, EUROPEAN_PORTUGUESE, FRENCH, GALICIAN, ITALIAN, LATIN, PORTUGUESE, ROMANIAN, SPANISH};
use slavic::{
    BELARUSIAN, BULGARIAN, CROATIAN, CZECH, MACEDONIAN, POLISH, RUSSIAN, SERBIAN, SERBIAN_LATIN, SLOVAK, SLOVENIAN,
    UKRAINIAN,
};

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    /// The language they are in: English where those of the book's language aren't known.
    pub lang: Lang,
    /// Title of the table of contents.
    pub contents: &'static str,
    chapter: &'static str,
    part: &'static str,
    figure: &'static str,
    table: &'static str,
    page: &'static str,
    meeting: &'static str,
    minutes: &'static str,
    /// Title of the endnotes.
    pub notes: &'static str,
    /// Title of the list of sources.
    pub sources: &'static str,
    /// Title of the reading guide.
    pub questions: &'static str,
    /// Title of the notes on contributors.
    pub contributors: &'static str,
    /// Title of the colophon.
    pub colophon: &'static str,
    /// Before editors' names.
    pub edited_by: &'static str,
    /// Before translators' names.
    pub translated_by: &'static str,
    /// Before illustrators' names.
    pub illustrated_by: &'static str,
    /// Before the name of who wrote the introduction.
    pub introduced_by: &'static str,
    /// Before a designer's name.
    pub designed_by: &'static str,
    /// Before other contributors' names.
    pub with: &'static str,
    /// Between two of a list, with its spaces.
    pub comma: &'static str,
    /// Between the last two of a list, with its spaces.
    pub and: &'static str,
    /// Between a chapter's title and the source that it reprints.
    pub reprints: &'static str,
    /// Between a chapter's title and the source that it answers.
    pub answers: &'static str,
    /// Between a chapter's title and a source that it uses.
    pub uses: &'static str,
    /// The colophon's sentence, with `{font}`, `{size}` and `{leading}`.
    pub set_in: &'static str,
    /// The colophon's sentence about the tool.
    pub made_with: &'static str,
    /// Heading of the EPUB's list of landmarks.
    pub landmarks: &'static str,
    /// Heading of the EPUB's list of pages.
    pub pages: &'static str,
    /// Whether parts are numbered in roman numerals.
    roman: bool,
    cardinals: &'static [&'static str],
    parts: &'static [&'static str],
}

/// What most languages share, and nothing that is said.
const BASE: Words = Words {
    lang: Lang::UND,
    contents: "",
    chapter: "",
    part: "",
    figure: "",
    table: "",
    page: "",
    meeting: "",
    minutes: "",
    notes: "",
    sources: "",
    questions: "",
    contributors: "",
    colophon: "",
    edited_by: "",
    translated_by: "",
    illustrated_by: "",
    introduced_by: "",
    designed_by: "",
    with: "",
    comma: ", ",
    and: "",
    reprints: "",
    answers: "",
    uses: "",
    set_in: "",
    made_with: "",
    landmarks: "",
    pages: "",
    roman: true,
    cardinals: &[],
    parts: &[],
};

/// A form with its number.
fn fill(form: &str, number: &str) -> String {
    form.replace("{}", number)
}

impl Words {
    /// A number in words where the language's are known, else in figures.
    pub fn number(&self, n: u32) -> String {
        self.cardinals.get(n as usize - 1).map_or_else(|| n.to_string(), |&word| word.to_owned())
    }

    /// "Part One", "Première partie"; with a numeral where the words run out.
    pub fn part(&self, n: u32) -> String {
        self.parts.get(n as usize - 1).map_or_else(|| fill(self.part, &self.part_number(n)), |&words| words.to_owned())
    }

    /// A part's number alone: in roman numerals where books of the language have them, else in figures.
    pub fn part_number(&self, n: u32) -> String {
        if self.roman { roman(n) } else { n.to_string() }
    }

    /// "Chapter 3", "3. fejezet", "第3章".
    pub fn chapter(&self, n: u32) -> String {
        fill(self.chapter, &n.to_string())
    }

    /// "Figure 3".
    pub fn figure(&self, n: u32) -> String {
        fill(self.figure, &n.to_string())
    }

    /// "Table 3".
    pub fn table(&self, n: u32) -> String {
        fill(self.table, &n.to_string())
    }

    /// What a table without a number is called: "Table".
    pub fn table_name(&self) -> &'static str {
        let (before, after) = self.table.split_once("{}").unwrap_or((self.table, ""));
        let name = if before.is_empty() { after } else { before };
        name.trim_matches(|c: char| !c.is_alphabetic())
    }

    /// What stands before and after the number of a page in running text, with its spaces.
    pub fn around_page(&self) -> (&'static str, &'static str) {
        self.page.split_once("{}").unwrap_or((self.page, ""))
    }

    /// "Meeting 3" of a reading group.
    pub fn meeting(&self, n: u32) -> String {
        fill(self.meeting, &n.to_string())
    }

    /// "15 min": worded so that it is right after any number.
    pub fn minutes(&self, n: u32) -> String {
        fill(self.minutes, &n.to_string())
    }

    /// Names as a list.
    pub fn list(&self, names: &[&str]) -> String {
        match names.split_last() {
            None => String::new(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{}{}{last}", others.join(self.comma), self.and),
        }
    }
}

/// What is said before something, and the space that parts them; wide marks bring theirs along.
pub(crate) fn lead(before: &str) -> String {
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
    let region = lang.region();
    match lang.primary() {
        "af" => &AFRIKAANS,
        "ar" => &ARABIC,
        "be" => &BELARUSIAN,
        "bg" => &BULGARIAN,
        "ca" => &CATALAN,
        "cs" => &CZECH,
        "cy" => &WELSH,
        "da" => &DANISH,
        "de" => &GERMAN,
        "el" => &GREEK,
        "es" => &SPANISH,
        "et" => &ESTONIAN,
        "eu" => &BASQUE,
        "fi" => &FINNISH,
        "fr" => &FRENCH,
        "ga" => &IRISH,
        "gl" => &GALICIAN,
        "he" => &HEBREW,
        "hr" | "bs" => &CROATIAN,
        "hu" => &HUNGARIAN,
        "is" => &ICELANDIC,
        "it" => &ITALIAN,
        "ja" => &JAPANESE,
        "ko" => &KOREAN,
        "la" => &LATIN,
        "lt" => &LITHUANIAN,
        "lv" => &LATVIAN,
        "mk" => &MACEDONIAN,
        "nb" | "no" => &NORWEGIAN_BOKMAAL,
        "nl" => &DUTCH,
        "nn" => &NORWEGIAN_NYNORSK,
        "pl" => &POLISH,
        "pt" if matches!(region, Some("PT" | "AO" | "MZ")) => &EUROPEAN_PORTUGUESE,
        "pt" => &PORTUGUESE,
        "ro" => &ROMANIAN,
        "ru" => &RUSSIAN,
        "sk" => &SLOVAK,
        "sl" => &SLOVENIAN,
        "sr" | "sh" if lang.script() == Some("Latn") => &SERBIAN_LATIN,
        "sr" | "sh" => &SERBIAN,
        "sv" => &SWEDISH,
        "tr" => &TURKISH,
        "uk" => &UKRAINIAN,
        "zh" if lang.script() == Some("Hant") => &CHINESE_TRADITIONAL,
        "zh" if lang.script().is_none() && matches!(region, Some("TW" | "HK" | "MO")) => &CHINESE_TRADITIONAL,
        "zh" => &CHINESE,
        _ if region == Some("US") => &AMERICAN,
        _ => &ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every language that has words, English first.
    static ALL: [&Words; 46] = [
        &ENGLISH,
        &AMERICAN,
        &AFRIKAANS,
        &ARABIC,
        &BASQUE,
        &BELARUSIAN,
        &BULGARIAN,
        &CATALAN,
        &CHINESE,
        &CHINESE_TRADITIONAL,
        &CROATIAN,
        &CZECH,
        &DANISH,
        &DUTCH,
        &ESTONIAN,
        &EUROPEAN_PORTUGUESE,
        &FINNISH,
        &FRENCH,
        &GALICIAN,
        &GERMAN,
        &GREEK,
        &HEBREW,
        &HUNGARIAN,
        &ICELANDIC,
        &IRISH,
        &ITALIAN,
        &JAPANESE,
        &KOREAN,
        &LATIN,
        &LATVIAN,
        &LITHUANIAN,
        &MACEDONIAN,
        &NORWEGIAN_BOKMAAL,
        &NORWEGIAN_NYNORSK,
        &POLISH,
        &PORTUGUESE,
        &ROMANIAN,
        &RUSSIAN,
        &SERBIAN,
        &SERBIAN_LATIN,
        &SLOVAK,
        &SLOVENIAN,
        &SPANISH,
        &SWEDISH,
        &TURKISH,
        &UKRAINIAN,
    ];

    /// Everything that a language says, by what it says it of.
    fn said(words: &Words) -> Vec<(&'static str, String)> {
        let (before, after) = words.around_page();
        let mut said = vec![
            ("number 1", words.number(1)),
            ("part 1", words.part(1)),
            ("part 40", words.part(40)),
            ("chapter", words.chapter(3)),
            ("figure", words.figure(3)),
            ("table", words.table(3)),
            ("table name", words.table_name().to_owned()),
            ("page", format!("{before}3{after}")),
            ("meeting", words.meeting(3)),
            ("minutes", words.minutes(3)),
            ("list", words.list(&["A", "B", "C"])),
        ];
        let plain = [
            ("contents", words.contents),
            ("notes", words.notes),
            ("sources", words.sources),
            ("questions", words.questions),
            ("contributors", words.contributors),
            ("colophon", words.colophon),
            ("edited by", words.edited_by),
            ("translated by", words.translated_by),
            ("illustrated by", words.illustrated_by),
            ("introduced by", words.introduced_by),
            ("designed by", words.designed_by),
            ("with", words.with),
            ("reprints", words.reprints),
            ("answers", words.answers),
            ("uses", words.uses),
            ("set in", words.set_in),
            ("made with", words.made_with),
            ("landmarks", words.landmarks),
            ("pages", words.pages),
        ];
        said.extend(plain.map(|(what, text)| (what, text.to_owned())));
        said
    }

    #[test]
    fn every_language_says_everything() {
        for all in ALL {
            assert_eq!(words(all.lang).lang, all.lang, "a book of the language has its words");
            for (what, text) in said(all) {
                assert!(!text.trim().is_empty(), "{}: {what}", all.lang);
            }
            for (what, text) in [
                ("part", all.part),
                ("chapter", all.chapter),
                ("figure", all.figure),
                ("table", all.table),
                ("page", all.page),
                ("meeting", all.meeting),
                ("minutes", all.minutes),
            ] {
                assert_eq!(text.matches("{}").count(), 1, "{}: {what}", all.lang);
                assert!(!text.contains(' '), "{}: {what}: a number stays with its word", all.lang);
            }
            for field in ["{font}", "{size}", "{leading}"] {
                assert_eq!(all.set_in.matches(field).count(), 1, "{}: {field}", all.lang);
            }
            assert!(all.made_with.contains("anthology"), "{}", all.lang);
        }
    }

    /// What English shares with others: its words from French and Latin, and signs.
    const SHARED: [(&str, &[&str]); 10] = [
        ("notes", &["fr", "ca"]),
        ("sources", &["fr"]),
        ("colophon", &["fr", "it", "la"]),
        ("figure", &["fr"]),
        ("page", &["fr"]),
        ("pages", &["fr"]),
        ("part 40", &["ca"]),
        ("part 1", &[]),
        ("minutes", &["*"]),
        ("list", &["*"]),
    ];

    #[test]
    fn no_english_is_left() {
        let english = said(&ENGLISH);
        for other in ALL.into_iter().filter(|words| words.lang.primary() != "en") {
            for ((what, own), (_, english)) in said(other).iter().zip(&english) {
                let shared = SHARED.iter().find(|(name, _)| name == what).map_or(&[][..], |(_, tags)| tags);
                let shared = shared.iter().any(|tag| *tag == "*" || *tag == other.lang.primary());
                assert!(own != english || shared, "{}: {what}: {own}", other.lang);
            }
        }
    }

    /// The scripts of what is said are the language's own.
    #[test]
    fn words_are_in_their_script() {
        let of = |tag: &str| words(tag.parse().expect("a tag"));
        let cases: [(&str, std::ops::RangeInclusive<char>); 9] = [
            ("ru", 'Ѐ'..='ӿ'),
            ("uk", 'Ѐ'..='ӿ'),
            ("sr", 'Ѐ'..='ӿ'),
            ("el", 'Ͱ'..='Ͽ'),
            ("he", '\u{590}'..='\u{5ff}'),
            ("ar", '\u{600}'..='\u{6ff}'),
            ("ko", '가'..='힣'),
            ("zh", '一'..='鿿'),
            ("zh-TW", '一'..='鿿'),
        ];
        for (tag, script) in cases {
            let words = of(tag);
            for (what, text) in said(words).iter().filter(|(what, _)| !["number 1", "list"].contains(what)) {
                let left = ["anthology", "font", "size", "leading"].iter().fold(text.clone(), |t, w| t.replace(w, ""));
                let left = if what.starts_with("part") { left.replace(['I', 'X', 'L'], "") } else { left };
                let foreign: String = left.chars().filter(|c| c.is_alphabetic() && !script.contains(c)).collect();
                assert_eq!(foreign, "", "{tag}: {what}: {text}");
            }
        }
    }

    #[test]
    fn forms_have_their_number_where_the_language_has_it() {
        let of = |tag: &str| words(tag.parse().expect("a tag"));
        assert_eq!(of("hu").chapter(3), "3.\u{a0}fejezet");
        assert_eq!(of("ja").chapter(3), "第3章");
        assert_eq!(of("zh-HK").contents, "目錄");
        assert_eq!(of("zh-Hans-HK").contents, "目录");
        assert_eq!(of("sr-Latn-RS").contents, "Sadržaj");
        assert_eq!(of("ko").around_page(), ("", "쪽"));
        assert_eq!(of("hu").table_name(), "táblázat");
        assert_eq!((of("ar").part_number(4), of("cs").part_number(4)), ("4".to_owned(), "IV".to_owned()));
        assert_eq!(of("ar").list(&["أحمد", "سلمى", "محمد"]), "أحمد، سلمى ومحمد");
        assert_eq!(of("ja").list(&["甲", "乙"]), "甲、乙");
        assert_eq!((lead("Redakce:"), lead("編集：")), ("Redakce: ".to_owned(), "編集：".to_owned()));
    }
}
