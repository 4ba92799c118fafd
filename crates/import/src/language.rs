//! Which language a text is in, by its commonest words.

use crate::shape::plain_words;
use anthology_base::Lang;
use anthology_language::{Language, WebPhrases, languages, variants};

/// So many bytes of a text show its language.
const SAMPLE: usize = 4096;

/// The language of a text, by its beginning; `None` where no language has clearly the most of its words.
pub(crate) fn detect(text: &str) -> Option<Lang> {
    let end = (0..=text.len().min(SAMPLE)).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let words = plain_words(&text[..end]);
    let mut counts: Vec<(usize, Lang)> = languages()
        .filter(|language| !language.import.stop_words.is_empty())
        .map(|language| (words.iter().filter(|w| language.import.stop_words.contains(w)).count(), language.tag))
        .collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let (best, lang) = *counts.first()?;
    let second = counts.get(1).map_or(0, |(count, _)| *count);
    if best < 3 || best * 20 < words.len() || best * 2 < second * 3 {
        return None;
    }
    Some(variety(lang, &words))
}

/// The variant of a language whose spelling a text has, the first of several; the language itself where spelling
/// doesn't distinguish its variants.
fn variety(lang: Lang, words: &[String]) -> Lang {
    let count = |variant: &Language| words.iter().filter(|w| is_spelling(variant, w)).count();
    let spelled = variants(lang).filter(|variant| !variant.import.spelling_beginnings.is_empty());
    let best = spelled.map(|variant| (count(variant), variant.tag)).reduce(|a, b| if b.0 > a.0 { b } else { a });
    best.map_or(lang, |(_, tag)| tag)
}

fn is_spelling(variant: &Language, word: &str) -> bool {
    let WebPhrases { spelling_beginnings, spelling_words, .. } = &variant.import;
    spelling_words.iter().any(|known| known == word) || spelling_beginnings.iter().any(|known| word.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (text, tag) in [
            ("The bread that was on the table is gone, and the colour of the cloth with it.", Some("en-GB")),
            ("The bread that was on the table is gone, and the color of the cloth with it.", Some("en-US")),
            ("Le pain est sur la table et les enfants ne sont pas dans la cuisine pour le manger.", Some("fr")),
            ("Das Brot ist nicht auf dem Tisch, und die Kinder sind mit der Mutter zu Hause.", Some("de")),
            ("Brödet är inte på bordet, och barnen har ätit det som var kvar i köket.", Some("sv")),
            ("Chleb nie jest na stole, ale dzieci się nie martwią, że już go nie ma.", Some("pl")),
            ("Хлеба нет на столе, но дети не плачут, как и вчера, из-за того что он был.", Some("ru")),
            ("A kenyér nem az asztalon van, hogy a gyerekek már nem eszik, csak és mint.", Some("hu")),
            ("Xyzzy plugh.", None),
        ] {
            assert_eq!(detect(text).map(|l| l.to_string()).as_deref(), tag, "{text}");
        }
    }
}
