//! The outline: sections, and the headings within them.

use anthology_typeset::{SectionKind, SetText, words};

use crate::blocks::vertical_list::Heading;
use crate::page::{Node, OutlineEntry, Role};

/// The headings of a section, or of several that run on after one another.
pub(crate) struct SectionHeadings<'d> {
    pub(crate) nodes: &'d [Node],
    pub(crate) headings: Vec<Heading<'d>>,
}

/// Makes the outline. `headings` gives what holds those of a section, by its index.
pub(crate) fn outline<'d>(text: &SetText, headings: impl Fn(usize) -> SectionHeadings<'d>) -> Vec<OutlineEntry> {
    let mut entries: Vec<OutlineEntry> = Vec::new();
    for (number, section) in text.sections.iter().enumerate() {
        if !section.in_contents && !matches!(section.kind, SectionKind::Title | SectionKind::Contents) {
            continue;
        }
        let title = match &section.label {
            Some(label) if !section.title.is_empty() => format!("{label} {}", section.title),
            Some(label) => label.clone(),
            None => section.title.clone(),
        };
        let author = section.author.as_ref().filter(|_| text.names_authors && !title.trim().is_empty());
        let title = match author {
            Some(author) => format!("{title}{}{author}", words(section.lang).comma),
            None => title,
        };
        push(&mut entries, title, section.depth, section.slug.to_string());
        let SectionHeadings { nodes, headings } = headings(number);
        let is_own =
            |key: &str| key.strip_prefix(section.slug.as_str()).is_some_and(|rest| rest.starts_with([':', '#']));
        for heading in headings.into_iter().filter(|heading| is_own(heading.key)) {
            let node = &nodes[heading.node.0 as usize];
            let Role::Heading(level) = node.role else { continue };
            if level > 1 {
                let title = node.title.clone().unwrap_or_default();
                push(&mut entries, title, section.depth + level - 1, heading.key.to_owned());
            }
        }
    }
    entries
}

/// Adds an entry, no deeper than one below the one before it.
fn push(entries: &mut Vec<OutlineEntry>, title: String, depth: u8, destination: String) {
    let deepest = entries.last().map_or(0, |last| last.depth + 1);
    if !title.trim().is_empty() {
        entries.push(OutlineEntry { title, depth: depth.min(deepest), destination });
    }
}
