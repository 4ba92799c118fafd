//! Markdown in a capture: html2text and its like write the links, images and emphasis of a page as Markdown, and break
//! them at the width of a line like everything else.

use crate::line::{Line, join};
use crate::shape::{hashes, normalised_words, word_count};

/// A capture with fewer links has brackets of its own.
const LEAST: usize = 3;
/// Links in a line of fewer words are those of a menu.
const PROSE_WORDS: usize = 14;
/// An open bracket is looked for over so many lines.
const LINES: usize = 12;
/// A link or passage of emphasis ends within so many bytes: a line of open brackets must not be read again for each.
const REACH: usize = 4096;

/// True if a capture has links in Markdown.
pub(crate) fn are_in(lines: &[Line]) -> bool {
    lines.iter().map(|line| line.text.matches("](").count()).sum::<usize>() >= LEAST
}

/// Joins the lines of links that are broken over several.
pub(crate) fn join_open(lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut joined = 0;
    for line in lines {
        match out.last_mut() {
            Some(last) if line.before == 0 && joined < LINES && is_open(&last.text) => {
                join(last, line);
                joined += 1;
            }
            _ => {
                out.push(line);
                joined = 0;
            }
        }
    }
    out
}

/// True if a link begins in a text and doesn't end in it.
fn is_open(text: &str) -> bool {
    let Some(at) =
        text.rfind("](").map(|at| at + 2).filter(|&at| !text[at..].contains(')')).or_else(|| text.rfind('['))
    else {
        return false;
    };
    let rest = &text[at..];
    if rest.starts_with('[') { !rest.contains(']') } else { true }
}

/// Replaces the Markdown of each line by what it means: in prose links and emphasis, elsewhere their words. A line that
/// is nothing but images stays as it is, to be listed.
pub(crate) fn resolve(lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|line| line.text.contains(['[', '_', '*', '\\'])) {
        let plain = read(&line.text, false);
        if plain.trim().is_empty() || plain.trim() == "#" {
            continue;
        }
        line.normalised = normalised_words(&plain);
        line.words = word_count(&plain);
        let prose = line.words >= PROSE_WORDS && hashes(&plain).is_none();
        line.text = if prose { read(&line.text, true) } else { plain };
    }
}

/// True if a line is one image or several and nothing else.
pub(crate) fn is_image(text: &str) -> bool {
    text.contains("![") && text.contains("](") && !read(text, false).contains(char::is_alphanumeric)
}

/// A text without Markdown: with the tags of HTML in its place, or without anything.
fn read(text: &str, tags: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['[', '!', '_', '*', '\\', '`']) {
        let before = rest[..at].chars().next_back().or(out.chars().next_back());
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(code) = rest.strip_prefix('`').and_then(|code| code.find('`')) {
            out.push_str(&rest[..code + 2]);
            rest = &rest[code + 2..];
        } else if let Some(escaped) =
            rest.strip_prefix('\\').filter(|r| r.starts_with(|c: char| c.is_ascii_punctuation()))
        {
            out.push_str(&escaped[..1]);
            rest = &escaped[1..];
        } else if let Some(link) = rest.strip_prefix('!').and_then(Link::read) {
            rest = &rest[1 + link.length..];
        } else if let Some(link) = Link::read(rest) {
            let words = read(link.text, tags);
            let words = words.trim();
            if tags && link.address.starts_with("http") && !words.is_empty() {
                out.push_str(&format!("<a href=\"{}\">{words}</a>", link.address));
            } else {
                out.push_str(words);
            }
            rest = &rest[link.length..];
        } else if let Some((mark, inner)) = emphasis(rest, before) {
            let words = read(inner, tags);
            let tag = if mark.len() == 2 { "strong" } else { "em" };
            out.push_str(&if tags { format!("<{tag}>{words}</{tag}>") } else { words });
            rest = &rest[inner.len() + 2 * mark.len()..];
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    out.push_str(rest);
    crate::documents::one_line(&out)
}

struct Link<'a> {
    text: &'a str,
    /// Without the spaces at which it was broken.
    address: String,
    /// In bytes.
    length: usize,
}

impl<'a> Link<'a> {
    /// Reads `[text](address "title")` at the beginning of a text.
    fn read(text: &'a str) -> Option<Self> {
        text.strip_prefix('[')?;
        let text = &text[..text.floor_char_boundary(REACH)];
        let close = closing(text, '[', ']')?;
        let target = text[close + 1..].strip_prefix('(')?;
        let end = closing(&text[close + 1..], '(', ')')? - 1;
        let address = target[..end].split(" \"").next().unwrap_or_default();
        let address: String =
            address.chars().filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '\\')).collect();
        Some(Self { text: &text[1..close], address, length: close + 2 + end + 1 })
    }
}

/// The bracket that closes the one at the beginning of a text; those after a backslash are text.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    text.char_indices().find_map(|(at, c)| {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == open => depth += 1,
            _ if c == close => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// The mark of emphasis at the beginning of a text and the words in it, by the flanking rule of CommonMark, section 6.2.
fn emphasis(text: &str, before: Option<char>) -> Option<(&str, &str)> {
    let mark = ["**", "__", "*", "_"].into_iter().find(|mark| text.starts_with(mark))?;
    let text = &text[..text.floor_char_boundary(REACH)];
    let inner = &text[mark.len()..];
    let opens = before.is_none_or(|c| !c.is_alphanumeric()) && inner.starts_with(|c: char| !c.is_whitespace());
    let end = inner.match_indices(mark).map(|(at, _)| at).find(|&at| {
        let after = inner[at + mark.len()..].chars().next();
        at > 0 && !inner[..at].ends_with(char::is_whitespace) && after.is_none_or(|c| !c.is_alphanumeric())
    });
    opens.then_some(())?;
    Some((&text[..mark.len()], &inner[..end?]))
}

#[cfg(test)]
mod tests {
    use crate::capture::{CaptureFile, read as read_capture};
    use anthology_base::Diagnostics;

    #[test]
    fn markdown_becomes_what_it_means() {
        let text = "  * [Upper Farm](/farm \"Go home\")\n  * [Walks](/walks)\n\n# [A _ferry_ in place of the\nbridge](https://a.example/a-\nferry)\n\n[![logo](/l.png)](/)\n\nThe ferry was last seen by [the pilot](https://a.example/the-\npilot_2), who had _borrowed_ its rope \\- for\nthe bell\\_tower \\- and did **not** mention it to snake_case_people.\n";
        let file = CaptureFile { name: "a".into(), bytes: text.as_bytes().to_vec() };
        let lines = read_capture(&file, &mut Diagnostics::new()).lines;
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "* Upper Farm",
                "* Walks",
                "# A ferry in place of the bridge",
                "[![logo](/l.png)](/)",
                "The ferry was last seen by <a href=\"https://a.example/the-pilot_2\">the pilot</a>, who had <em>borrowed</em> its rope - for the bell_tower - and did <strong>not</strong> mention it to snake_case_people."
            ]
        );
        // Brackets of the author's own are no links.
        let file = CaptureFile { name: "a".into(), bytes: b"See [1] and f(x)[i](j), _so_.\n".to_vec() };
        assert_eq!(read_capture(&file, &mut Diagnostics::new()).lines[0].text, "See [1] and f(x)[i](j), _so_.");
    }
}
