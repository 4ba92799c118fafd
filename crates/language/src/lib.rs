//! Language data: a BCP 47 tag in; that language's marks, ties, words, dates, hyphenation and web-page phrases out.
//!
//! One TOML file per language in `languages/`, read at first use and once. `languages/README.md` describes the keys;
//! a new file needs no other change.
//!
//! ```
//! use anthology_language::{date_in_words, language, words};
//!
//! let danish = language("da".parse()?);
//! assert_eq!(danish.marks.double.open, "»");
//! assert_eq!(words("da-DK".parse()?).chapter(3), "Kapitel\u{a0}3");
//! assert_eq!(date_in_words("2027-03-04".parse()?, "da".parse()?), "4.\u{a0}marts 2027");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod data;
mod dates;
mod file;
mod site_words;
mod sorting;
mod words;

pub use data::{
    Elisions, Hyphenation, Language, LineBreaking, Marks, Numbers, Ordinal, PatternPoints, QuotePair, Respelling,
    SignalPhrases, Sorting, Ties, WebPhrases,
};
pub use dates::Dates;
pub use site_words::SiteWords;
pub use sorting::sort_title;
pub use words::{Words, lead, roman};

use anthology_base::{Date, Lang};

use crate::file::{FILES, LanguageFile, find};

/// The data of a language or of its regional variant; for a language without a file, those of `und.toml`.
pub fn language(lang: Lang) -> &'static Language {
    find(lang.primary()).unwrap_or_else(file::undetermined).variant(lang)
}

/// The data of every language that has a file, by tag, without the regional variants. The first use reads all files.
pub fn languages() -> impl Iterator<Item = &'static Language> {
    FILES.iter().map(|file| file.base())
}

/// The regional variants of a language that its file describes.
pub fn variants(lang: Lang) -> impl Iterator<Item = &'static Language> {
    find(lang.primary()).into_iter().flat_map(LanguageFile::variants)
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

/// The words of a book's web pages in a language; English where they aren't known.
pub fn site_words(lang: Lang) -> &'static SiteWords {
    let own = |lang| -> Option<&'static SiteWords> {
        let language: &'static Language = language(lang);
        language.site.as_ref()
    };
    own(lang).or_else(|| own(Lang::EN_GB)).expect("English has words")
}

/// `4 March 2027`, `March 4, 2027`, `4. März 2027`, with the day tied to the month; `March 2027` without a day. As it
/// is stored, `2027-03-04`, where the language's form isn't known.
pub fn date_in_words(date: Date, lang: Lang) -> String {
    let dates = language(lang).dates.as_ref();
    dates.and_then(|dates| dates.write(date)).unwrap_or_else(|| date.to_string())
}
