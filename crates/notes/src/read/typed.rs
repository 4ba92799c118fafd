//! Lines that the convenor types: a place, a name, and a note: `42.3 Ben: isn't this the weir again?`

use super::read_file::{LineFault, ReadFile};
use crate::mark::{BookMarks, Hints, Mark, WrittenPlace};
use crate::places::PlaceFinder;

/// Words for a page, in the languages of the site, and their abbreviations.
const PAGE_WORDS: [&str; 27] = [
    "p",
    "pp",
    "pg",
    "page",
    "pages",
    "s",
    "seite",
    "pag",
    "pagina",
    "página",
    "pág",
    "strona",
    "str",
    "strana",
    "side",
    "sida",
    "sidan",
    "bl",
    "blz",
    "bladzijde",
    "с",
    "стр",
    "страница",
    "f",
    "folio",
    "頁",
    "页",
];

/// Reads the lines; `None` if most of them are of another kind.
pub(super) fn read(text: &str, finder: &PlaceFinder<'_>) -> Option<ReadFile> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut faults = Vec::new();
    let mut places = 0;
    let is_chapter = |slug: &str| finder.text.chapter_of_file(slug).is_some();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start_matches('\u{feff}');
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') && !trimmed.starts_with("#private") {
            continue;
        }
        let continues = line.starts_with([' ', '\t']);
        if let Some(last) = marks.last_mut().filter(|_| continues) {
            last.note.push('\n');
            last.note.push_str(trimmed);
            continue;
        }
        match typed_line(trimmed.trim_start_matches(['-', '*', '•']).trim_start(), &is_chapter) {
            Some(mark) => {
                places += usize::from(mark.hints.written.as_ref().is_some_and(|place| finder.is_place(place)));
                marks.push(Mark { line: Some(number), ..mark });
            }
            None => faults.push(LineFault {
                line: number,
                message: format!("no place at the beginning of `{}`", shortened(trimmed)),
            }),
        }
    }
    // Another text may have a line that begins with a number.
    if places == 0 && marks.is_empty() || faults.len() > marks.len() {
        return None;
    }
    Some(ReadFile { source: "typed", books: vec![BookMarks { title: None, marks }], faults })
}

fn shortened(text: &str) -> String {
    /// Characters that a message quotes.
    const QUOTED: usize = 40;
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A line with its place; `None` without one.
fn typed_line(line: &str, is_chapter: &impl Fn(&str) -> bool) -> Option<Mark> {
    // A quotation may have a colon in it.
    if let Some((place, rest)) = quoted_place(line) {
        let (head, note) = rest.split_once(':').unwrap_or(("", rest));
        return mark(place, head, note);
    }
    if let Some((head, note)) = line.split_once([':', '：'])
        && let Some((place, name)) = place_and_name(head, is_chapter)
    {
        return mark(place, &name, note);
    }
    // `42.3 isn't this the weir again?`: only where the place can be nothing else.
    let (first, note) = line.split_once(char::is_whitespace)?;
    let place = single_word(first.trim_end_matches([',', ';']))?;
    let is_plain = matches!(&place, WrittenPlace::Page { paragraph: None, .. });
    if is_plain { None } else { mark(place, "", note) }
}

fn mark(place: WrittenPlace, name: &str, note: &str) -> Option<Mark> {
    let name = name.trim().trim_matches([',', ';']).trim();
    let lower = name.to_lowercase();
    let private = lower.ends_with("(private)") || lower == "private";
    let name = if private { name.split('(').next().unwrap_or_default().trim() } else { name };
    let hints = Hints { written: Some(place), ..Hints::default() };
    let who = (!name.is_empty() && lower != "private").then(|| name.to_owned());
    Some(Mark { note: note.trim().to_owned(), who, private, hints, ..Mark::default() })
}

/// `"isn't this the weir" Ben: …`
fn quoted_place(line: &str) -> Option<(WrittenPlace, &str)> {
    let open = line.chars().next()?;
    let close = match open {
        '"' => '"',
        '“' | '„' => '”',
        '«' => '»',
        _ => return None,
    };
    let inner = &line[open.len_utf8()..];
    let end = inner.find(|c| c == close || open == '„' && c == '“')?;
    let rest = &inner[end..];
    let rest = &rest[rest.chars().next()?.len_utf8()..];
    (end > 0).then(|| (WrittenPlace::Words(inner[..end].to_owned()), rest))
}

/// The place in the words before the colon, and the name: `42.3 Ben`, `p. xii, ¶ 2, Ben`, `Ben, trust 12`.
fn place_and_name(head: &str, is_chapter: &impl Fn(&str) -> bool) -> Option<(WrittenPlace, String)> {
    let words: Vec<&str> = head.split_whitespace().collect();
    /// Words of a name and a place at most.
    const MOST_WORDS: usize = 12;
    if words.len() > MOST_WORDS {
        return None;
    }
    for start in 0..words.len() {
        let Some((place, used)) = place(&words[start..], is_chapter) else { continue };
        // Between other words a number is none.
        if start > 0 && start + used < words.len() {
            continue;
        }
        let name = [&words[..start], &words[start + used..]].concat().join(" ");
        // A name has no figures; with them it is a text with a colon.
        return (!name.contains(|c: char| c.is_ascii_digit())).then_some((place, name));
    }
    None
}

/// A place at the beginning of words, and how many it takes.
fn place(words: &[&str], is_chapter: &impl Fn(&str) -> bool) -> Option<(WrittenPlace, usize)> {
    let bare = |word: &str| word.trim_matches([',', ';', '(', ')']).to_owned();
    let first = bare(words.first()?);
    let is_page_word = |word: &str| PAGE_WORDS.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    let glued = first.split_once('.').filter(|(word, rest)| is_page_word(word) && !rest.is_empty());
    let (label_at, label) = match glued {
        Some((_, rest)) if page_label(rest.split('.').next().unwrap_or_default()) => (0, rest.to_owned()),
        _ if is_page_word(&first) && words.len() > 1 => (1, bare(words[1])),
        _ => (0, first.clone()),
    };
    if let Some(place) = single_word(&label) {
        let mut used = label_at + 1;
        if let WrittenPlace::Page { label, paragraph: None } = &place {
            let number = paragraph_number(&words[used..]);
            // A number alone is a page where a word says so, or a paragraph follows.
            if let Some((number, more)) = number {
                used += more;
                return Some((WrittenPlace::Page { label: label.clone(), paragraph: Some(number) }, used));
            }
        }
        return Some((place, used));
    }
    // `trust 12`
    let number = bare(words.get(1)?);
    let address = format!("{}.{number}", first.to_lowercase());
    // Any word may be before a number.
    (is_chapter(&first.to_lowercase()) && is_address(&address)).then_some((WrittenPlace::Address(address), 2))
}

/// `¶ 3`, `¶3`, `par. 3`
fn paragraph_number(words: &[&str]) -> Option<(u32, usize)> {
    let first = words.first()?.trim_matches([',', ';', '(', ')']);
    let lower = first.to_lowercase();
    for sign in ["paragraph", "para.", "para", "par.", "par", "absatz", "abs.", "§", "¶"] {
        let Some(rest) = lower.strip_prefix(sign) else { continue };
        if let Ok(number) = rest.parse() {
            return Some((number, 1));
        }
        if rest.is_empty() {
            let number = words.get(1)?.trim_matches([',', ';', '(', ')']).parse().ok()?;
            return Some((number, 2));
        }
    }
    None
}

/// `42`, `42.3`, `xii`, `xii.2`, `trust.12`
fn single_word(word: &str) -> Option<WrittenPlace> {
    if let Some((label, number)) = word.split_once(['.', ','])
        && page_label(label)
        && let Ok(number) = number.parse()
    {
        return Some(WrittenPlace::Page { label: label.to_owned(), paragraph: Some(number) });
    }
    if page_label(word) {
        return Some(WrittenPlace::Page { label: word.to_owned(), paragraph: None });
    }
    let address = word.trim_start_matches('#').to_lowercase();
    is_address(&address).then_some(WrittenPlace::Address(address))
}

fn is_address(text: &str) -> bool {
    text.parse::<anthology_base::Address>().is_ok()
}

/// A number, or a roman one.
fn page_label(text: &str) -> bool {
    !text.is_empty() && text.len() <= 8 && (text.bytes().all(|c| c.is_ascii_digit()) || is_roman(text))
}

/// True for a roman number as it is written: `mill` has its letters, too.
fn is_roman(text: &str) -> bool {
    let mut rest = text.trim_start_matches('m');
    for [one, five, ten] in [["c", "d", "m"], ["x", "l", "c"], ["i", "v", "x"]] {
        let before = [format!("{one}{ten}"), format!("{one}{five}")];
        if let Some(after) = before.iter().find_map(|pair| rest.strip_prefix(pair.as_str())) {
            rest = after;
            continue;
        }
        rest = rest.strip_prefix(five).unwrap_or(rest);
        for _ in 0..3 {
            rest = rest.strip_prefix(one).unwrap_or(rest);
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Option<String> {
        let mark = typed_line(line, &|slug| slug == "trust")?;
        let place = match mark.hints.written? {
            WrittenPlace::Page { label, paragraph } => format!("page {label} ¶ {}", paragraph.unwrap_or_default()),
            WrittenPlace::Address(address) => address,
            WrittenPlace::Words(words) => format!("“{words}”"),
        };
        let private = if mark.private { " private" } else { "" };
        Some(format!("{place} | {} | {}{private}", mark.who.unwrap_or_default(), mark.note))
    }

    #[test]
    fn places_names_and_notes() {
        for (line, meant) in [
            ("42.3 Ben: isn't this the weir again?", "page 42 ¶ 3 | Ben | isn't this the weir again?"),
            ("trust.12 Ben: it's 10:30", "trust.12 | Ben | it's 10:30"),
            ("trust 12 Anna Roe: yes", "trust.12 | Anna Roe | yes"),
            ("p. xii: dedication", "page xii ¶ 0 |  | dedication"),
            ("p. 42, ¶ 3, Ben: x", "page 42 ¶ 3 | Ben | x"),
            ("p.42.3 Ben: x", "page 42 ¶ 3 | Ben | x"),
            ("Seite 42 Absatz 3 Ben: x", "page 42 ¶ 3 | Ben | x"),
            ("Ben, 42.3: x", "page 42 ¶ 3 | Ben | x"),
            ("42 Ben (private): x", "page 42 ¶ 0 | Ben | x private"),
            ("\"isn't this: the weir\" Ben: x", "“isn't this: the weir” | Ben | x"),
            ("„das Wehr“ Ben: x", "“das Wehr” | Ben | x"),
            ("42.3 isn't this the weir again?", "page 42 ¶ 3 |  | isn't this the weir again?"),
        ] {
            assert_eq!(said(line).as_deref(), Some(meant), "{line}");
        }
        for line in ["It was 42 degrees: hot", "Note: x", "42 people came", "Ben: x", ""] {
            assert_eq!(said(line), None, "{line}");
        }
    }
}
