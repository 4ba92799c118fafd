//! Names of files that every system accepts.

use crate::Slug;

/// Bytes of a stem at most: with an edition's name and an ending, a file name stays below 100 bytes.
const MOST_BYTES: usize = 55;

/// Names that Windows keeps for devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// The stem of the name of a file with this title: its [`Slug`] where that has anything to go by, else the title's own
/// letters; `None` for a title without letters or figures. At most 55 bytes, and no name that a system reserves.
///
/// ```
/// use anthology_base::file_stem;
///
/// assert_eq!(file_stem("Tides & Times").as_deref(), Some("tides-times"));
/// assert_eq!(file_stem("時の流れ").as_deref(), Some("時の流れ"));
/// assert_eq!(file_stem("Aux").as_deref(), Some("aux-book"));
/// assert_eq!(file_stem("…"), None);
/// ```
pub fn file_stem(title: &str) -> Option<String> {
    let stem = match Slug::of_letters(title) {
        Some(slug) => slug.as_str().to_owned(),
        None => own_letters(title)?,
    };
    let stem = shortened(&stem);
    Some(if is_reserved(stem) { format!("{stem}-book") } else { stem.to_owned() })
}

/// The stem of the name of a file that people are handed: the words of a title in ASCII, with their capitals, since some
/// devices show it in place of the title. `None` for a title without a letter or figure that ASCII can stand for.
///
/// ```
/// use anthology_base::readable_stem;
///
/// assert_eq!(readable_stem("The Second Post: 3 Replies").as_deref(), Some("The-Second-Post-3-Replies"));
/// assert_eq!(readable_stem("L’Été d’Anne").as_deref(), Some("L-Ete-d-Anne"));
/// assert_eq!(readable_stem("時の流れ"), None);
/// ```
pub fn readable_stem(title: &str) -> Option<String> {
    let words = title.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}'));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).filter_map(readable_word).collect();
    let stem = words.join("-");
    let stem = shortened(&stem);
    if stem.is_empty() {
        return None;
    }
    Some(if is_reserved(&stem.to_lowercase()) { format!("{stem}-book") } else { stem.to_owned() })
}

fn readable_word(word: &str) -> Option<String> {
    if word.is_ascii() {
        return Some(word.to_owned());
    }
    let slug = Slug::of_letters(word)?;
    let slug = slug.as_str();
    if !word.starts_with(char::is_uppercase) {
        return Some(slug.to_owned());
    }
    Some(format!("{}{}", slug[..1].to_ascii_uppercase(), &slug[1..]))
}

/// The letters, figures and combining marks of a text, with a hyphen for what is between them.
fn own_letters(text: &str) -> Option<String> {
    let mut stem = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        // A mark belongs to the letter before it: without a virama or a vowel sign a word would be another one.
        if c.is_alphanumeric() || is_joined_mark(c) && !stem.is_empty() && !stem.ends_with('-') {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    stem.truncate(stem.trim_end_matches('-').len());
    (!stem.is_empty()).then_some(stem)
}

/// True for a character that is part of a letter without being one: a mark or a joiner. Above ASCII and Latin-1, what
/// is neither a letter nor punctuation, a symbol or a space of the general blocks is a mark of some script.
fn is_joined_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{6d6}'..='\u{6ed}' | '\u{730}'..='\u{74a}' | '\u{900}'..='\u{963}'
        | '\u{980}'..='\u{df4}' | '\u{e31}'..='\u{e4e}' | '\u{eb1}'..='\u{ecd}' | '\u{f71}'..='\u{f84}'
        | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{200c}' | '\u{200d}')
}

/// A stem's beginning of at most [`MOST_BYTES`]: whole words if the first one isn't longer than that.
fn shortened(stem: &str) -> &str {
    if stem.len() <= MOST_BYTES {
        return stem;
    }
    let end = (0..=MOST_BYTES).rev().find(|&at| stem.is_char_boundary(at)).unwrap_or(0);
    let words = if stem[end..].starts_with('-') { end } else { stem[..end].rfind('-').unwrap_or(end) };
    &stem[..words]
}

fn is_reserved(stem: &str) -> bool {
    let numbered = |name: &str| {
        stem.strip_prefix(name).is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
    };
    RESERVED.contains(&stem) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_of_any_title() {
        for (title, stem) in [
            ("Why We Write", "why-we-write"),
            ("日本 Journey", "journey"),
            ("ספר הזמן", "ספר-הזמן"),
            ("हिन्दी की किताब", "हिन्दी-की-किताब"),
            ("COM1", "com1-book"),
            ("Nul", "nul-book"),
            ("Console", "console"),
        ] {
            assert_eq!(file_stem(title).as_deref(), Some(stem), "{title}");
        }
        assert_eq!(file_stem("?!"), None);
    }

    #[test]
    fn stems_are_short_and_end_with_a_word() {
        let long = "A Title of a Great Many Words That Nobody Would Ever Want to Read on a Cover";
        assert_eq!(file_stem(long).as_deref(), Some("a-title-of-a-great-many-words-that-nobody-would-ever"));
        for unit in ["x", "é", "漢", "𝄞", "भि"] {
            let stem = file_stem(&unit.repeat(300));
            assert!(stem.is_none_or(|stem| stem.len() <= MOST_BYTES && !stem.is_empty()), "{unit}");
        }
    }
}
