//! The forms of titles and names that catalogues sort by.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use anthology_base::Lang;

use crate::{Sorting, language, languages};

/// A title in the form for sorting, with its article at the end: `Castle, The`; `None` if it has no article.
pub fn sort_title(title: &str, lang: Lang) -> Option<String> {
    language(lang).sorting.articles.iter().find_map(|article| {
        let elided = article.ends_with('’');
        let rest = match title.strip_prefix(article.as_str()) {
            Some(rest) if elided => rest,
            Some(rest) => rest.strip_prefix(' ')?,
            None if elided => title.strip_prefix(article.trim_end_matches('’'))?.strip_prefix('\'')?,
            None => return None,
        };
        (!rest.trim().is_empty()).then(|| format!("{rest}, {article}"))
    })
}

/// A person's or body's name in the form for sorting, in a book of a language: `Chesterton, G. K.`
///
/// The family name is the last word, with what the language's file adds to it; lower-case particles before it go after
/// the forenames (`Beethoven, Ludwig van`), as most European catalogues have it. `Jr.` and Roman numerals come last; a
/// leading article goes to the end. Names that begin with the family name stay as they are: those in Chinese, Japanese
/// and Korean characters, Vietnamese ones, and Hungarian ones in a Hungarian book; so do Icelandic ones, which have none.
pub fn sort_name(name: &str, lang: Lang) -> String {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let sorting = &language(lang).sorting;
    if name.contains(',') || words.len() < 2 || begins_with_family_name(name, &words, sorting) {
        return words.join(" ");
    }
    if matches!(words[0], "The" | "A" | "An") {
        return format!("{}, {}", words[1..].join(" "), words[0]);
    }
    let suffix = words.pop_if(|word| matches!(*word, "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV"));
    let at = surname_start(&words, sorting);
    let (before, surname) = words.split_at(at);
    let mut sorted = surname.join(" ");
    for part in [before.join(" "), suffix.unwrap_or_default().to_owned()] {
        if !part.is_empty() {
            sorted.push_str(", ");
            sorted.push_str(&part);
        }
    }
    sorted
}

/// Returns true if a name is sorted by its first word.
fn begins_with_family_name(name: &str, words: &[&str], sorting: &Sorting) -> bool {
    static LEADING: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    let leading = || languages().flat_map(|l| &l.sorting.leading_family_names).map(String::as_str).collect();
    let is_cjk = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3fffd}');
    let last = words[words.len() - 1];
    name.contains(is_cjk)
        || LEADING.get_or_init(leading).contains(words[0])
        || sorting.family_name_first && sorting.forenames.iter().any(|forename| forename == last)
        || sorting.patronymics.iter().any(|ending| last.ends_with(ending.as_str()))
}

/// The index of the word at which the family name begins.
fn surname_start(words: &[&str], sorting: &Sorting) -> usize {
    let is = |list: &[String], word: &str| list.iter().any(|known| known == word);
    let mut at = words.len().saturating_sub(1);
    if at > 1 && is(&sorting.after_surname, words[at]) {
        at -= 1;
    }
    // Ortega y Gasset; García Márquez, but Borges after Jorge Luis.
    if at > 2 && is(&sorting.joining, words[at - 1]) {
        at -= 2;
    } else if sorting.two_surnames
        && at > 1
        && words[at - 1].starts_with(char::is_uppercase)
        && !words[at - 1].ends_with('.')
        && !is(&sorting.forenames, words[at - 1])
    {
        at -= 1;
    }
    while at > 1 && (is_capitalised_particle(words[at - 1]) || is(&sorting.with_surname, words[at - 1])) {
        at -= 1;
    }
    at
}

fn is_capitalised_particle(word: &str) -> bool {
    matches!(
        word,
        "Da" | "De" | "Del" | "Della" | "Der" | "Des" | "Di" | "Du" | "La" | "Le" | "Les" | "Van" | "Von" | "Vander"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_as_their_readers_sort_them() {
        for (lang, name, sorted) in [
            ("en", "G. K. Chesterton", "Chesterton, G. K."),
            ("en", "Ludwig van Beethoven", "Beethoven, Ludwig van"),
            ("de", "Annette von Droste-Hülshoff", "Droste-Hülshoff, Annette von"),
            ("de", "Friedrich zur Linde", "zur Linde, Friedrich"),
            ("fr", "Honoré de Balzac", "Balzac, Honoré de"),
            ("fr", "Jean de La Fontaine", "La Fontaine, Jean de"),
            ("fr", "Joachim du Bellay", "du Bellay, Joachim"),
            ("en", "Thomas De Quincey", "De Quincey, Thomas"),
            ("en", "Martin Luther King Jr.", "King, Martin Luther, Jr."),
            ("en", "The Editors", "Editors, The"),
            ("en", "Plato", "Plato"),
            ("en", "Doe, Jane", "Doe, Jane"),
            ("nl", "Vincent van Gogh", "Gogh, Vincent van"),
            ("nl-BE", "Rudy van den Broeck", "van den Broeck, Rudy"),
            ("it", "Gabriele D’Annunzio", "D’Annunzio, Gabriele"),
            ("es", "Gabriel García Márquez", "García Márquez, Gabriel"),
            ("es", "Jorge Luis Borges", "Borges, Jorge Luis"),
            ("es", "José Ortega y Gasset", "Ortega y Gasset, José"),
            ("es", "Miguel de Cervantes Saavedra", "Cervantes Saavedra, Miguel de"),
            ("pt", "Joaquim Maria Machado de Assis", "Assis, Joaquim Maria Machado de"),
            ("pt-BR", "Paulo Coelho Neto", "Coelho Neto, Paulo"),
            ("hu", "Petőfi Sándor", "Petőfi Sándor"),
            ("hu", "William Shakespeare", "Shakespeare, William"),
            ("en", "Sándor Petőfi", "Petőfi, Sándor"),
            ("ja", "村上 春樹", "村上 春樹"),
            ("en", "Nguyễn Du", "Nguyễn Du"),
            ("ko", "박 경리", "박 경리"),
            ("is", "Yrsa Sigurðardóttir", "Yrsa Sigurðardóttir"),
            ("is", "Astrid Lindgren", "Lindgren, Astrid"),
            ("ru", "Лев Николаевич Толстой", "Толстой, Лев Николаевич"),
            ("", "", ""),
        ] {
            let lang = lang.parse().unwrap_or(Lang::UND);
            assert_eq!(sort_name(name, lang), sorted, "{lang}");
        }
    }

    #[test]
    fn articles_are_sorted_last() {
        for (lang, title, sorted) in [
            ("en", "The Castle", Some("Castle, The")),
            ("en", "Theory of Colours", None),
            ("en", "The", None),
            ("fr", "L’Étranger", Some("Étranger, L’")),
            ("fr", "L'Étranger", Some("Étranger, L’")),
            ("fr", "Les Misérables", Some("Misérables, Les")),
            ("nl", "De avonden", Some("avonden, De")),
            ("hu", "Az arany ember", Some("arany ember, Az")),
            ("cy", "Y Mabinogi", Some("Mabinogi, Y")),
            ("pl", "Lalka", None),
        ] {
            assert_eq!(sort_title(title, lang.parse().expect("a tag")).as_deref(), sorted, "{title}");
        }
    }
}
