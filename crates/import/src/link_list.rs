//! The link list of a text browser: lynx and its like number the links of a page and list their addresses under it.

use crate::line::Line;
use crate::shape::{normalised_words, word_count};
use std::collections::BTreeMap;

/// Headings of such lists.
const HEADINGS: &[&str] = &["references", "visible links", "hidden links", "links", "verweise", "références"];
/// A list of fewer addresses may be the author's own.
const LEAST: usize = 3;
/// Links of one or two words are those of a menu, in a line that is no prose.
const PROSE_WORDS: usize = 14;

/// The first line of the link list under a page, if it has one. Some addresses are no addresses: nine lines in ten must be.
pub(crate) fn start(lines: &[Line]) -> Option<usize> {
    let heading = |line: &Line| HEADINGS.contains(&line.normalised.trim());
    let listed = |line: &&Line| entry(&line.text).is_some();
    let is_list = |first: usize| {
        let (headings, rest): (Vec<&Line>, Vec<&Line>) = lines[first..].iter().partition(|line| heading(line));
        let count = rest.iter().filter(|line| listed(line)).count();
        !headings.is_empty() && count >= LEAST && count * 10 >= rest.len() * 9
    };
    (0..lines.len()).filter(|&i| heading(&lines[i])).find(|&i| is_list(i))
}

/// `12. https://a.example/`: the number and the address.
fn entry(text: &str) -> Option<(u32, &str)> {
    let (number, address) = text.split_once(['.', ']'])?;
    let address = address.trim();
    let known = ["http:", "https:", "mailto:", "file:", "javascript:", "ftp:", "data:"];
    let whole = known.iter().any(|scheme| address.starts_with(scheme)) && !address.contains(' ');
    whole.then(|| Some((number.trim_start_matches('[').parse().ok()?, address)))?
}

/// Replaces the numbers before linked words: in prose by links to the listed addresses, elsewhere by nothing.
pub(crate) fn resolve(lines: &mut [Line]) {
    let Some(start) = start(lines) else { return };
    let (text, list) = lines.split_at_mut(start);
    let addresses: BTreeMap<u32, &str> = list.iter().filter_map(|line| entry(&line.text)).collect();
    for line in text.iter_mut().filter(|line| line.text.contains('[')) {
        let plain = replaced(&line.text, &addresses, false);
        line.normalised = normalised_words(&plain);
        line.words = word_count(&plain);
        line.text = if line.words >= PROSE_WORDS { replaced(&line.text, &addresses, true) } else { plain };
    }
}

fn replaced(text: &str, addresses: &BTreeMap<u32, &str>, linked: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let number = rest.find(']').and_then(|end| Some((rest[1..end].parse::<u32>().ok()?, end)));
        let Some((address, end)) = number.and_then(|(n, end)| Some((*addresses.get(&n)?, end))) else {
            out.push('[');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[end + 1..];
        // The list doesn't say where a link ends: its first word stands for all of it.
        let length = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’')).unwrap_or(rest.len());
        if linked && length > 0 && !out.trim().is_empty() && address.starts_with("http") && !address.contains('"') {
            out.push_str(&format!("<a href=\"{address}\">{}</a>", &rest[..length]));
            rest = &rest[length..];
        }
    }
    (out + rest).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::capture::{CaptureFile, read};
    use anthology_base::Diagnostics;

    #[test]
    fn numbers_become_links() {
        let text = "[1]Upper Farm\n\nThe ferry was last seen by [2]the pilot, who had borrowed its rope for the bell and did not mention it.\n\nReferences\n\n   Visible links:\n   1. https://a.example/\n   2. https://a.example/pilot\n   3. mailto:b@a.example\n";
        let file = CaptureFile { name: "a".into(), bytes: text.as_bytes().to_vec() };
        let capture = read(&file, &mut Diagnostics::new());
        assert_eq!(capture.lines[0].text, "Upper Farm");
        assert_eq!(
            capture.lines[1].text,
            "The ferry was last seen by <a href=\"https://a.example/pilot\">the</a> pilot, who had borrowed its rope for the bell and did not mention it."
        );
        assert_eq!(super::start(&capture.lines), Some(2));
    }
}
