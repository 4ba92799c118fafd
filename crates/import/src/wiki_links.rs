//! Wiki links in manuscripts (`[[Old mill|the mill]]`, as Obsidian has them): those to other imported notes become links
//! to their chapters, the rest of the text stays as it is.

use crate::markdown::lines;
use std::collections::BTreeMap;

/// The key of a note among the targets of links, by the name of its file or by its title.
pub(crate) fn key(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let last = last.rsplit("--").next().unwrap_or(last);
    let stem = last.strip_suffix(".md").unwrap_or(last);
    format!("[[{}]]", stem.trim().to_lowercase())
}

/// A text with links for its wiki links; `targets` has the files of chapters by [`key`].
pub(crate) fn resolve(text: &str, targets: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    for (line, prose) in lines(text) {
        if prose && line.contains("[[") { in_line(line, targets, &mut out) } else { out.push_str(line) }
    }
    out
}

fn in_line(line: &str, targets: &BTreeMap<String, String>, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['[', '`']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if let Some(code) = rest.strip_prefix('`') {
            code.find('`').map_or(rest.len(), |end| end + 2)
        } else if let Some((link, length)) = link(rest, targets).filter(|_| !out.ends_with('!')) {
            out.push_str(&link);
            rest = &rest[length..];
            continue;
        } else {
            1
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
}

/// The link for a wiki link at the beginning of a text, and the length of that; `None` if its note is no chapter.
fn link(text: &str, targets: &BTreeMap<String, String>) -> Option<(String, usize)> {
    let inner = text.strip_prefix("[[")?;
    let end = inner.find("]]")?;
    let (note, label) = inner[..end].split_once('|').unwrap_or((&inner[..end], &inner[..end]));
    let note = note.split('#').next().unwrap_or(note);
    let file = targets.get(&key(note))?;
    Some((format!("[{}]({file})", label.trim()), end + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_chapters_and_nothing_else() {
        let targets = BTreeMap::from([(key("notes--Old mill.md"), "old-mill.md".to_owned())]);
        let text = "See [[Old mill]],  [[old mill#Wheel|the wheel]], [[Gone]] and ![[Old mill]].\r\n`[[Old mill]]`\n```\n[[Old mill]]\n```\n";
        assert_eq!(
            resolve(text, &targets),
            "See [Old mill](old-mill.md),  [the wheel](old-mill.md), [[Gone]] and ![[Old mill]].\r\n`[[Old mill]]`\n```\n[[Old mill]]\n```\n"
        );
    }
}
