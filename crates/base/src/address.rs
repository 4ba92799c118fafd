//! Slugs and paragraph addresses, which readers can say aloud: `trust.12`.

use std::fmt;
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

/// A paragraph's address, the same in both formats and every edition: chapter and ordinal, `trust.12`. Ordinals count
/// from 1 over the paragraphs of one chapter, so that nothing outside the chapter can change them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The chapter.
    pub chapter: Slug,
    /// The paragraph in it, from 1.
    pub ordinal: u32,
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
        write!(f, "{}.{}", self.chapter, self.ordinal)
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
}
