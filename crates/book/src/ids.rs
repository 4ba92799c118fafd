//! The ids of a chapter that links can refer to.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, Slug, Span};
use anthology_document::{Attrs, Block, BlockKind, Chapter, InlineKind, Node, PartMut, plain_text};

/// The ids of a chapter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    /// Every id, and where it is.
    places: BTreeMap<String, Span>,
    /// Other ways to write a heading's id, as other tools make them: `3-reasons` for `s-3-reasons`.
    aliases: BTreeMap<String, String>,
    /// Names that mean the chapter's start: its title's.
    starts: Vec<String>,
    /// For each name that several headings have, the number that is tried next: all below it are taken, and stay so.
    /// Without it, n equal headings would try n²/2 numbers.
    next: BTreeMap<String, usize>,
    /// Ids by their letters and digits; `None` for those that several ids have.
    by_letters: BTreeMap<String, Option<String>>,
}

impl Ids {
    /// Collects the ids that the author gave and gives one to every heading without.
    pub(crate) fn assign(chapter: &mut Chapter, d: &mut Diagnostics) -> Self {
        let mut ids = Self::default();
        chapter.walk(&mut |node| ids.collect(node, d));
        ids.name_headings(&mut chapter.blocks);
        for note in &mut chapter.notes {
            ids.name_headings(&mut note.blocks);
        }
        ids.index_letters();
        ids
    }

    /// Tools differ in what they make of capitals and of characters that are neither letters nor digits.
    fn index_letters(&mut self) {
        let own = self.places.keys().map(|id| (id, id));
        for (name, id) in own.chain(&self.aliases) {
            let letters = letters(name);
            if letters.is_empty() {
                continue;
            }
            let entry = self.by_letters.entry(letters).or_insert_with(|| Some(id.clone()));
            if entry.as_ref().is_some_and(|known| known != id) {
                *entry = None;
            }
        }
    }

    /// Makes `title`, and the ids that it has, mean the chapter's start.
    pub(crate) fn start_at(&mut self, title: &str, ids: Vec<String>) {
        self.starts.extend([github_slug(title), Slug::from_text(title).as_str().to_owned()]);
        self.starts.extend(ids);
    }

    /// Resolves a fragment: `Some(None)` is the chapter's start.
    pub(crate) fn find(&self, fragment: &str) -> Option<Option<&str>> {
        if let Some((id, _)) = self.places.get_key_value(fragment) {
            return Some(Some(id));
        }
        if let Some(id) = self.aliases.get(fragment) {
            return Some(Some(id));
        }
        if self.starts.iter().any(|start| start == fragment) {
            return Some(None);
        }
        let alike = self.by_letters.get(&letters(fragment))?.as_deref()?;
        Some(Some(alike))
    }

    /// Returns true for an id of the chapter, as it is written there.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// All ids, for suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    fn collect(&mut self, node: Node<'_>, d: &mut Diagnostics) {
        match node {
            Node::Block(block) => {
                self.explicit(&block.attrs, block.span, d);
                if let BlockKind::Figure { image, .. } = &block.kind
                    && image.attrs.id != block.attrs.id
                {
                    self.explicit(&image.attrs, image.span, d);
                }
            }
            Node::Inline(inline) => match &inline.kind {
                InlineKind::Span { attrs, .. } | InlineKind::Link { attrs, .. } => self.explicit(attrs, inline.span, d),
                InlineKind::Image(image) => self.explicit(&image.attrs, image.span, d),
                _ => {}
            },
        }
    }

    fn explicit(&mut self, attrs: &Attrs, span: Span, d: &mut Diagnostics) {
        let Some(id) = &attrs.id else { return };
        match self.places.get(id) {
            None => {
                self.places.insert(id.clone(), span);
            }
            Some(&first) => d.push(
                Diagnostic::error("duplicate-id", format!("duplicate id `#{id}` in this chapter"))
                    .at(span)
                    .label(first, "first used here")
                    .hint("rename one of them"),
            ),
        }
    }

    fn name_headings(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            if let BlockKind::Heading { content, .. } = &mut block.kind
                && block.attrs.id.is_none()
            {
                block.attrs.id = Some(self.heading_id(&plain_text(content), block.span));
            }
            block.kind.parts_mut(&mut |part| {
                if let PartMut::Blocks(blocks) = part {
                    self.name_headings(blocks);
                }
            });
        }
    }

    fn heading_id(&mut self, text: &str, span: Span) -> String {
        let mut slug = Slug::from_text(text);
        if is_made_elsewhere(slug.as_str()) {
            slug = Slug::from_text(&format!("s-{slug}"));
        }
        let id = free_name(slug.as_str(), &mut self.next, |id| self.places.contains_key(id));
        self.places.insert(id.clone(), span);
        let theirs = github_slug(text);
        // A key that no id can be.
        let key = format!("#{theirs}");
        let n = self.next.entry(key).or_default();
        let theirs = numbered_from(&theirs, n, |alias| self.aliases.contains_key(alias));
        self.aliases.insert(theirs, id.clone());
        id
    }
}

/// A name that isn't taken: itself, or with the least number from 1 on.
fn free_name(name: &str, next: &mut BTreeMap<String, usize>, taken: impl Fn(&str) -> bool) -> String {
    numbered_from(name, next.entry(name.to_owned()).or_default(), taken)
}

/// The first name that isn't taken from the number `n` on, where 0 is the name without a number; `n` becomes the next.
fn numbered_from(name: &str, n: &mut usize, taken: impl Fn(&str) -> bool) -> String {
    loop {
        let tried = if *n == 0 { name.to_owned() } else { format!("{name}-{n}") };
        *n += 1;
        if !taken(&tried) {
            return tried;
        }
    }
}

fn letters(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns true for ids that the formats generate themselves: `p12`, `note-3`, `mark-3`, `page-42`.
fn is_made_elsewhere(id: &str) -> bool {
    ["p", "note-", "mark-", "page-"]
        .iter()
        .filter_map(|prefix| id.strip_prefix(prefix))
        .any(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// The id that GitHub, mdBook and others give a heading: letters and digits of any script in lower case,
/// hyphens for spaces, everything else gone.
fn github_slug(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => Some(c),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}
