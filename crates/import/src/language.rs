//! Which language a text is in, by its commonest words.

use crate::shape::plain_words;
use anthology_base::Lang;

/// Words that are frequent in one of these languages and rare in the others.
const STOP_WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "and", "of", "to", "that", "is", "was", "with", "for", "this", "have", "are", "it", "not", "you",
            "be", "which", "from",
        ],
    ),
    (
        "fr",
        &[
            "le", "les", "des", "est", "et", "une", "dans", "que", "qui", "pour", "pas", "sur", "avec", "du", "ce",
            "au", "nous", "mais",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "und", "das", "ist", "nicht", "ein", "eine", "zu", "mit", "den", "von", "auf", "für", "sich",
            "dem", "auch", "wir",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "y", "es", "una", "por", "con", "para", "como", "más", "pero", "del", "al", "muy",
            "este", "lo", "su",
        ],
    ),
    (
        "it",
        &[
            "il", "che", "di", "è", "non", "per", "una", "con", "sono", "gli", "della", "anche", "come", "più", "nel",
            "questo", "ma", "dei",
        ],
    ),
    (
        "nl",
        &[
            "het", "een", "van", "en", "niet", "dat", "zijn", "voor", "met", "ook", "maar", "aan", "bij", "deze",
            "wordt", "naar", "ik", "wij",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "não", "uma", "em", "para", "com", "mais", "como", "mas", "foi", "ao", "ele", "das", "dos",
            "seu", "pelo", "são",
        ],
    ),
];

/// Spellings of one side of the Atlantic: British, American.
const SPELLINGS: &[(&str, &str)] = &[
    ("colour", "color"),
    ("organis", "organiz"),
    ("realis", "realiz"),
    ("recognis", "recogniz"),
    ("behaviour", "behavior"),
    ("centre", "center"),
    ("favour", "favor"),
    ("programme", "program"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("honour", "honor"),
    ("theatre", "theater"),
    ("travell", "traveling"),
    ("grey", "gray"),
    ("defence", "defense"),
    ("analys", "analyz"),
    ("catalogue", "catalog"),
    ("towards", "toward"),
    ("whilst", "while"),
    ("learnt", "learned"),
    ("prioritis", "prioritiz"),
    ("criticis", "criticiz"),
    ("emphasis", "emphasiz"),
];

/// So many bytes of a text show its language.
const SAMPLE: usize = 4096;

/// The language of a text, by its beginning; `None` where no language has clearly the most of its words.
pub(crate) fn detect(text: &str) -> Option<Lang> {
    let end = (0..=text.len().min(SAMPLE)).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    let words = plain_words(&text[..end]);
    let mut counts: Vec<(usize, &str)> = STOP_WORDS
        .iter()
        .map(|(tag, list)| (words.iter().filter(|w| list.contains(&w.as_str())).count(), *tag))
        .collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let (best, tag) = counts[0];
    if best < 3 || best * 20 < words.len() || best * 2 < counts[1].0 * 3 {
        return None;
    }
    match tag {
        "en" => Some(variety(&words)),
        _ => tag.parse().ok(),
    }
}

/// British or American English by spelling; British where nothing tells.
fn variety(words: &[String]) -> Lang {
    let count = |pick: fn(&(&'static str, &'static str)) -> &'static str| {
        words.iter().filter(|w| SPELLINGS.iter().any(|pair| matches(w, pick(pair)))).count()
    };
    if count(|p| p.1) > count(|p| p.0) { Lang::EN_US } else { Lang::EN_GB }
}

/// Whole words for those that begin other words, stems for the rest.
fn matches(word: &str, spelling: &str) -> bool {
    match spelling {
        "program" | "toward" | "towards" | "while" | "learned" | "catalog" | "emphasis" => {
            word == spelling && !matches!(spelling, "while" | "learned" | "emphasis")
        }
        _ => word.starts_with(spelling),
    }
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
            ("Xyzzy plugh.", None),
        ] {
            assert_eq!(detect(text).map(|l| l.to_string()).as_deref(), tag, "{text}");
        }
    }
}
