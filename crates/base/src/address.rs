//! Slugs and paragraph addresses, which readers can say aloud: `trust.12`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A chapter's identifier in addresses, anchors and file names: lower-case ASCII letters, digits and hyphens, beginning
/// with a letter. Cheap to clone.
///
/// ```
/// use anthology_base::Slug;
///
/// assert_eq!(Slug::from_text("Ça va? L’été!").as_str(), "ca-va-l-ete");
/// assert_eq!(Slug::of_letters("日本"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// The slug of a text: letters are lower-cased and stripped of their marks where ASCII has the base
    /// letter, Cyrillic and Greek ones are romanised (BGN/PCGN 1947 and 1996, without their marks), everything
    /// else becomes a hyphen. `section` where nothing is left.
    pub fn from_text(text: &str) -> Self {
        Self::of_letters(text).unwrap_or_else(|| Self("section".into()))
    }

    /// The slug of a text as in [`Slug::from_text`]; `None` where nothing is left, as of a title in Hebrew.
    pub fn of_letters(text: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in text.chars().flat_map(char::to_lowercase) {
            if let Some(letters) = romanised(c) {
                slug.push_str(letters);
                continue;
            }
            match c {
                'a'..='z' | '0'..='9' => slug.push(c),
                'à'..='å' | 'ā' | 'ă' | 'ą' => slug.push('a'),
                'æ' => slug.push_str("ae"),
                'ç' | 'ć' | 'č' => slug.push('c'),
                'ď' | 'đ' | 'ð' => slug.push('d'),
                'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => slug.push('e'),
                'ğ' | 'ģ' => slug.push('g'),
                'ì'..='ï' | 'ī' | 'į' | 'ı' => slug.push('i'),
                'ł' | 'ļ' | 'ĺ' | 'ľ' => slug.push('l'),
                'ñ' | 'ń' | 'ņ' | 'ň' => slug.push('n'),
                'ò'..='ö' | 'ø' | 'ō' | 'ő' => slug.push('o'),
                'œ' => slug.push_str("oe"),
                'ř' | 'ŕ' => slug.push('r'),
                'ś' | 'š' | 'ş' | 'ș' => slug.push('s'),
                'ß' => slug.push_str("ss"),
                'ť' | 'ţ' | 'ț' | 'þ' => slug.push('t'),
                'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => slug.push('u'),
                'ý' | 'ÿ' => slug.push('y'),
                'ź' | 'ż' | 'ž' => slug.push('z'),
                '\'' | '’' if ends_with_elision(&slug) => slug.push('-'),
                '\'' | '’' | '‘' | '\u{300}'..='\u{36f}' => {}
                _ if slug.ends_with('-') || slug.is_empty() => {}
                _ => slug.push('-'),
            }
        }
        while slug.ends_with('-') {
            slug.pop();
        }
        if !slug.as_bytes().first()?.is_ascii_lowercase() {
            slug.insert_str(0, "s-");
        }
        Some(Self(slug.into()))
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug with a number appended, for a second chapter of the same name.
    pub fn numbered(&self, n: usize) -> Self {
        Self(format!("{}-{n}", self.0).into())
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A paragraph's address, the same in both formats and every edition: chapter and number, `trust.12`. Numbers count
/// from 1 over the paragraphs of one chapter, so that nothing outside the chapter can change them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The chapter.
    pub chapter: Slug,
    /// The paragraph in it.
    pub number: ParagraphNumber,
}

/// A paragraph's number in its chapter, from 1. A paragraph that was added after copies had been handed out has the
/// number of one before it and a letter: `4a`.
///
/// ```
/// use anthology_base::ParagraphNumber;
///
/// let added: ParagraphNumber = "4a".parse().expect("a number");
/// assert_eq!(added, ParagraphNumber { ordinal: 4, insertion: 1 });
/// assert!(ParagraphNumber::from(4) < added && added < ParagraphNumber::from(5));
/// assert_eq!(ParagraphNumber { ordinal: 4, insertion: 28 }.to_string(), "4ab");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParagraphNumber {
    /// From 1; 0 before the first.
    pub ordinal: u32,
    /// 0 for a paragraph of the first copy, 1 for `a`, 27 for `aa`.
    pub insertion: u32,
}

impl From<u32> for ParagraphNumber {
    fn from(ordinal: u32) -> Self {
        Self { ordinal, insertion: 0 }
    }
}

impl fmt::Display for ParagraphNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ordinal)?;
        let mut letters = Vec::new();
        let mut rest = self.insertion;
        while rest > 0 {
            letters.push(char::from(b'a' + ((rest - 1) % 26) as u8));
            rest = (rest - 1) / 26;
        }
        letters.iter().rev().try_for_each(|letter| write!(f, "{letter}"))
    }
}

/// A text that is not the number or the address of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseAddressError {
    text: String,
}

impl fmt::Display for ParseAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a paragraph's address: write chapter and number, as in trust.12", self.text)
    }
}
impl std::error::Error for ParseAddressError {}

impl FromStr for ParagraphNumber {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseAddressError { text: text.to_owned() };
        let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let ordinal = text[..text.len() - letters.len()].parse().map_err(|_| err())?;
        let mut insertion = 0_u32;
        for letter in letters.bytes() {
            let digit = u32::from(letter.checked_sub(b'a').filter(|d| *d < 26).ok_or_else(err)?) + 1;
            insertion = insertion.checked_mul(26).and_then(|n| n.checked_add(digit)).ok_or_else(err)?;
        }
        Ok(Self { ordinal, insertion })
    }
}

impl FromStr for Address {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseAddressError { text: text.to_owned() };
        let (chapter, number) = text.rsplit_once('.').ok_or_else(err)?;
        let slug = Slug::of_letters(chapter).filter(|slug| slug.as_str() == chapter).ok_or_else(err)?;
        Ok(Self { chapter: slug, number: number.parse().map_err(|ParseAddressError { .. }| err())? })
    }
}

/// True if the last word is an article or particle that has lost its vowel: `l’horloge`, `d’accord`.
fn ends_with_elision(slug: &str) -> bool {
    matches!(slug.rsplit('-').next(), Some("l" | "d" | "j" | "qu" | "dell" | "all" | "nell" | "sull" | "un"))
}

/// The romanisation of a Cyrillic or Greek letter.
fn romanised(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'α' | 'ά' => "a",
        'б' => "b",
        'в' | 'β' => "v",
        'г' | 'ґ' | 'γ' => "g",
        'д' | 'δ' => "d",
        'е' | 'э' | 'ё' | 'ε' | 'έ' => "e",
        'є' => "ye",
        'ж' => "zh",
        'з' | 'ζ' => "z",
        'и' | 'і' | 'ι' | 'η' | 'ί' | 'ή' | 'ϊ' | 'ΐ' => "i",
        'ї' => "yi",
        'й' | 'ы' | 'υ' | 'ύ' | 'ϋ' | 'ΰ' => "y",
        'ј' => "j",
        'к' | 'κ' => "k",
        'л' | 'λ' => "l",
        'љ' => "lj",
        'м' | 'μ' => "m",
        'н' | 'ν' => "n",
        'њ' => "nj",
        'о' | 'ο' | 'ω' | 'ό' | 'ώ' => "o",
        'п' | 'π' => "p",
        'р' | 'ρ' => "r",
        'с' | 'σ' | 'ς' => "s",
        'т' | 'τ' => "t",
        'у' | 'ў' => "u",
        'ф' | 'φ' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' | 'ћ' => "ch",
        'џ' => "dz",
        'ђ' => "dj",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        'θ' => "th",
        'ξ' => "x",
        'χ' => "ch",
        'ψ' => "ps",
        'ъ' | 'ь' => "",
        _ => return None,
    })
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.chapter, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for (text, slug) in [
            ("Why We Write", "why-we-write"),
            ("  Ça va? Déjà vu!  ", "ca-va-deja-vu"),
            ("3 days of learning", "s-3-days-of-learning"),
            ("Don’t", "dont"),
            ("L’Horloge d'Anne", "l-horloge-d-anne"),
            ("Часы на площади", "chasy-na-ploshchadi"),
            ("Τι είναι", "ti-einai"),
            ("日本", "section"),
        ] {
            assert_eq!(Slug::from_text(text).as_str(), slug);
        }
        assert_eq!(Slug::of_letters("日本"), None);
    }

    #[test]
    fn addresses() {
        for good in ["trust.12", "a-little-echo.4a", "x-2.0b", "x.7zz"] {
            assert_eq!(good.parse::<Address>().map(|address| address.to_string()).as_deref(), Ok(good));
        }
        for bad in ["trust", "trust.", "Trust.1", "trust.a", "trust.1A", ".1", "trust.1é", "trust.99999999999"] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }
}
