//! Capitals by language: Greek ones lose their accents, the Turkish i keeps its dot, ß becomes ẞ in German.

use anthology_base::Lang;
use icu_casemap::CaseMapper;
use icu_locale_core::LanguageIdentifier;

use crate::language;

/// The capitals of a text, each with the byte offset of the character that it stands for.
///
/// The mapping is that of Unicode for the language (SpecialCasing and CLDR's `Upper` transforms, by ICU4X). `has` tells
/// whether a font has a character: without a capital ẞ, German has SS.
pub fn capitals(text: &str, lang: Lang, has: impl Fn(char) -> bool) -> Vec<(usize, char)> {
    let sharp_s = language(lang).capital_sharp_s && has('ẞ');
    let capitals_of =
        |c: char| -> Vec<char> { if sharp_s && c == 'ß' { vec!['ẞ'] } else { c.to_uppercase().collect() } };
    if !depends_on_context(lang) {
        return text.char_indices().flat_map(|(at, c)| capitals_of(c).into_iter().map(move |c| (at, c))).collect();
    }
    // A capital may depend on the letters around it, so that the text is mapped as a whole. Where the number of
    // characters differs, each gets as many as it has by itself.
    let mapped = upper(text, lang);
    let same = mapped.chars().count() == text.chars().count();
    let mut rest = mapped.chars();
    let mut found: Vec<(usize, char)> = Vec::with_capacity(mapped.len());
    for (at, c) in text.char_indices() {
        let count = if same { 1 } else { upper(c.encode_utf8(&mut [0; 4]), lang).chars().count() };
        found.extend(rest.by_ref().take(count).map(|c| (at, c)));
    }
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    found.extend(rest.map(|c| (last, c)));
    found
}

/// The small letters of small capitals, each with the byte offset of the character that it stands for: those of
/// [`capitals`] in lower case, so that Greek small capitals have no accents. Capitals stay what they are.
pub fn small_capitals(text: &str, lang: Lang) -> Vec<(usize, char)> {
    if !depends_on_context(lang) || lang.primary() != "el" {
        return text.char_indices().collect();
    }
    let small = |(at, c): (usize, char)| {
        let is_capital = text[at..].starts_with(char::is_uppercase);
        (at, if is_capital { c } else { c.to_lowercase().next().unwrap_or(c) })
    };
    capitals(text, lang, |_| false).into_iter().map(small).collect()
}

/// Returns true for languages whose capitals aren't those of each letter by itself.
fn depends_on_context(lang: Lang) -> bool {
    matches!(lang.primary(), "az" | "el" | "hy" | "lt" | "tr")
}

fn upper(text: &str, lang: Lang) -> String {
    let id = LanguageIdentifier::try_from_str(lang.as_str()).unwrap_or(LanguageIdentifier::UNKNOWN);
    CaseMapper::new().uppercase_to_string(text, &id).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, lang: &str) -> String {
        capitals(text, lang.parse().expect("a tag"), |_| true).into_iter().map(|(_, c)| c).collect()
    }

    #[test]
    fn capitals_are_those_of_the_language() {
        for (lang, text, capitals) in [
            ("el", "καλό γάιδαρος Μαΐου", "ΚΑΛΟ ΓΑΪΔΑΡΟΣ ΜΑΪΟΥ"),
            ("el", "ή ήταν", "Ή ΗΤΑΝ"),
            ("tr", "istanbul ısı", "İSTANBUL ISI"),
            ("az", "bir", "BİR"),
            ("de", "Straße", "STRAẞE"),
            ("de-CH", "Strasse", "STRASSE"),
            ("en", "straße", "STRASSE"),
            ("nl", "ijs", "IJS"),
            ("hy", "և", "ԵՎ"),
            ("fr", "élève", "ÉLÈVE"),
            ("lt", "i\u{307}\u{301}", "I\u{301}"),
        ] {
            assert_eq!(shown(text, lang), capitals, "{lang}");
        }
        let without = capitals("ß", "de".parse().expect("a tag"), |_| false);
        assert_eq!(without, [(0, 'S'), (0, 'S')], "a font without ẞ");
    }

    #[test]
    fn greek_small_capitals_have_no_accents() {
        let shown = |text: &str, lang: &str| -> String {
            small_capitals(text, lang.parse().expect("a tag")).into_iter().map(|(_, c)| c).collect()
        };
        assert_eq!(shown("Καλό", "el"), "Καλο");
        assert_eq!(shown("élève", "fr"), "élève");
        assert_eq!(shown("istanbul", "tr"), "istanbul");
    }

    #[test]
    fn every_capital_has_its_letter() {
        for (lang, text) in [("el", "γάιδαρος"), ("hy", "և ա"), ("tr", "iı"), ("de", "ßa")] {
            let found = capitals(text, lang.parse().expect("a tag"), |_| true);
            assert!(found.is_sorted_by_key(|&(at, _)| at) && found.iter().all(|&(at, _)| text.is_char_boundary(at)));
        }
    }
}
