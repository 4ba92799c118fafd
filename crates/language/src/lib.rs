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

mod capitals;
mod data;
mod dates;
mod file;
mod group_words;
mod lists;
mod plurals;
mod proof_words;
mod site_words;
mod sorting;
mod words;

pub use capitals::{capitals, small_capitals};
pub use data::{
    Elisions, Hyphenation, Language, LineBreaking, Marks, Numbers, Ordinal, PatternPoints, QuotePair, Respelling,
    SignalPhrases, Sorting, Ties, WebPhrases,
};
pub use dates::Dates;
pub use group_words::GroupWords;
pub use lists::ListWords;
pub use proof_words::ProofWords;
pub use site_words::{MailWords, SiteWords};
pub use sorting::{sort_name, sort_title};
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

/// The English of a reader: American where a tag names the United States.
fn english(lang: Lang) -> Lang {
    if lang.region() == Some("US") { Lang::EN_US } else { Lang::EN_GB }
}

/// The words of lists in a language; English where they aren't known.
pub fn list_words(lang: Lang) -> &'static ListWords {
    let own = |lang| -> Option<&'static ListWords> {
        let language: &'static Language = language(lang);
        language.lists.as_ref()
    };
    own(lang).or_else(|| own(english(lang))).expect("English has the words of lists")
}

/// The words of a proof's form in a language; English where they aren't known.
pub fn proof_words(lang: Lang) -> &'static ProofWords {
    let own = |lang| -> Option<&'static ProofWords> {
        let language: &'static Language = language(lang);
        language.proof.as_ref()
    };
    own(lang).or_else(|| own(english(lang))).expect("English has the words of proofs")
}

/// The words of a language; English where they aren't known.
pub fn words(lang: Lang) -> &'static Words {
    let english = english(lang);
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
    if date.month.is_none() {
        // Not as ISO 8601 has it, which pads years before 1000.
        return date.year.to_string();
    }
    let dates = language(lang).dates.as_ref();
    dates.and_then(|dates| dates.write(date)).unwrap_or_else(|| date.to_string())
}
