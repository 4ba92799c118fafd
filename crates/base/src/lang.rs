//! Language tags.

use std::fmt;
use std::str::FromStr;

/// The longest tag in bytes.
const LONGEST: usize = 22;

/// A BCP 47 language tag in its conventional case: `en-GB`, `zh-Hant`, `sr-Latn-RS`. At most 22 bytes,
/// which holds language, script, region and a variant, or a tag of private use (`x-…`); `Copy`, so that every run can carry one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Lang {
    bytes: [u8; LONGEST],
    len: u8,
}

impl Lang {
    /// British English.
    pub const EN_GB: Self = Self::literal("en-GB");
    /// American English.
    pub const EN_US: Self = Self::literal("en-US");
    /// German.
    pub const DE: Self = Self::literal("de");
    /// French.
    pub const FR: Self = Self::literal("fr");
    /// Spanish.
    pub const ES: Self = Self::literal("es");
    /// Italian.
    pub const IT: Self = Self::literal("it");
    /// Dutch.
    pub const NL: Self = Self::literal("nl");
    /// Polish.
    pub const PL: Self = Self::literal("pl");
    /// Russian.
    pub const RU: Self = Self::literal("ru");
    /// Portuguese.
    pub const PT: Self = Self::literal("pt");
    /// Swedish.
    pub const SV: Self = Self::literal("sv");
    /// Undetermined (ISO 639-2 `und`).
    pub const UND: Self = Self::literal("und");

    /// A tag in its conventional case, at most 22 bytes long.
    pub const fn literal(tag: &'static str) -> Self {
        Self::of(tag.as_bytes())
    }

    const fn of(source: &[u8]) -> Self {
        let mut bytes = [0; LONGEST];
        let mut i = 0;
        while i < source.len() {
            bytes[i] = source[i];
            i += 1;
        }
        Self { bytes, len: source.len() as u8 }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len as usize]).unwrap_or("und")
    }

    /// The primary language subtag: `en` of `en-GB`.
    pub fn primary(&self) -> &str {
        self.as_str().split('-').next().unwrap_or("und")
    }

    /// The script subtag where there is one: `Hant` of `zh-Hant`.
    pub fn script(&self) -> Option<&str> {
        self.as_str().split('-').skip(1).find(|s| s.len() == 4 && s.as_bytes()[0].is_ascii_alphabetic())
    }

    /// The region subtag where there is one: `GB` of `en-GB`.
    pub fn region(&self) -> Option<&str> {
        self.as_str().split('-').skip(1).find(|s| s.len() == 2 || s.len() == 3 && s.bytes().all(|b| b.is_ascii_digit()))
    }

    /// True if its usual script is written from right to left: that of the script subtag, else the language's.
    pub fn is_rtl(&self) -> bool {
        match self.script() {
            Some(script) => matches!(script, "Arab" | "Hebr" | "Syrc" | "Thaa" | "Nkoo" | "Adlm" | "Rohg"),
            None => matches!(
                self.primary(),
                "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "syr" | "ckb" | "arc" | "nqo"
            ),
        }
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({self})")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is not a language tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLangError {
    text: String,
}

impl fmt::Display for ParseLangError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a language tag: write one such as en-GB, de, fr-CA (BCP 47)", self.text)
    }
}
impl std::error::Error for ParseLangError {}

impl FromStr for Lang {
    type Err = ParseLangError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseLangError { text: text.to_owned() };
        if text.len() > LONGEST || !text.is_ascii() {
            return Err(err());
        }
        let mut tag = String::with_capacity(text.len());
        // Subtags of private use have no conventional case.
        let mut is_private = false;
        for (i, part) in text.split(['-', '_']).enumerate() {
            let well_formed = (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
            let alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
            // A tag that begins with `x` is for private use (RFC 5646, 2.2.7).
            let language = (2..=3).contains(&part.len()) && alphabetic;
            let private = part.eq_ignore_ascii_case("x") && text.len() > 2;
            if !well_formed || i == 0 && !language && !private {
                return Err(err());
            }
            let mut part = part.to_ascii_lowercase();
            is_private |= part == "x";
            if is_private {
                // As it is.
            } else if i > 0 && part.len() == 2 && alphabetic {
                part = part.to_ascii_uppercase();
            } else if i > 0 && part.len() == 4 && alphabetic {
                part[..1].make_ascii_uppercase();
            }
            if i > 0 {
                tag.push('-');
            }
            tag.push_str(&part);
        }
        Ok(Self::of(tag.as_bytes()))
    }
}

/// For files that serde reads.
impl TryFrom<String> for Lang {
    type Error = ParseLangError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction() {
        let rtl = |tag: &str| tag.parse::<Lang>().unwrap().is_rtl();
        assert!(["he", "ar-EG", "fa", "az-Arab", "yi"].into_iter().all(rtl));
        assert!(!["en", "az", "ku-Latn", "ar-Latn", "und"].into_iter().any(rtl));
    }

    #[test]
    fn parts_and_case() {
        let tag: Lang = "SR_latn-rs".parse().unwrap();
        assert_eq!(tag.as_str(), "sr-Latn-RS");
        assert_eq!((tag.primary(), tag.script(), tag.region()), ("sr", Some("Latn"), Some("RS")));
        assert_eq!("en-gb".parse(), Ok(Lang::EN_GB));
        assert_eq!("x-local".parse::<Lang>().map(|lang| lang.to_string()), Ok("x-local".to_owned()));
        assert_eq!(
            "x-klingon-and-more".parse::<Lang>().map(|lang| lang.to_string()),
            Ok("x-klingon-and-more".to_owned())
        );
        assert_eq!("en-x-quixotic".parse::<Lang>().map(|lang| lang.primary().to_owned()), Ok("en".to_owned()));
        for bad in ["", "e", "x", "x-", "english!", "en--GB", "x-klingon-and-more-besides", "日本"] {
            assert!(bad.parse::<Lang>().is_err(), "{bad}");
        }
    }
}
