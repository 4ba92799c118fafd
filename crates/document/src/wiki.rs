//! Wiki links: `[[Page]]`, `[[Page#Heading|text]]`. Which pages there are, the caller knows.

use anthology_base::Span;

use crate::{Attrs, Block, Chapter, Inline, InlineKind, PartMut};

/// Finds the address of a page by its name; of the chapter itself by the empty one. `None` where there is no such page:
/// the wiki link stays as it is.
pub type ResolvePage<'a> = dyn FnMut(&str) -> Option<String> + 'a;

impl Chapter {
    /// Makes links of the wiki links whose pages there are. `text` is the file that the chapter was parsed from. Returns
    /// their places in it.
    pub fn link_pages(&mut self, text: &str, resolve: &mut ResolvePage<'_>) -> Vec<Span> {
        let mut pass = Pass { text, resolve, linked: Vec::new() };
        if text.contains("[[") {
            pass.blocks(&mut self.blocks);
            self.notes.iter_mut().for_each(|note| pass.blocks(&mut note.blocks));
        }
        pass.linked
    }
}

struct Pass<'t, 'r> {
    text: &'t str,
    resolve: &'t mut ResolvePage<'r>,
    linked: Vec<Span>,
}

impl Pass<'_, '_> {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            block.kind.parts_mut(&mut |part| match part {
                PartMut::Inlines(content) => self.inlines(content),
                PartMut::Blocks(blocks) => self.blocks(blocks),
            });
        }
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline>) {
        for mut inline in std::mem::take(inlines) {
            match &mut inline.kind {
                InlineKind::Text(text) if text.contains("[[") => self.text(text, inline.span, inlines),
                InlineKind::Link { .. } => inlines.push(inline),
                kind => {
                    if let Some(content) = kind.content_mut() {
                        self.inlines(content);
                    }
                    inlines.push(inline);
                }
            }
        }
    }

    /// A piece of text with links in it.
    fn text(&mut self, text: &str, span: Span, inlines: &mut Vec<Inline>) {
        let written = self.text.get(span.range()).unwrap_or_default();
        let (mut done, mut at, mut seen) = (0, 0, 0);
        let push = |inlines: &mut Vec<Inline>, text: &str| {
            if !text.is_empty() {
                inlines.push(Inline { kind: InlineKind::Text(text.to_owned()), span });
            }
        };
        while let Some(start) = text[at..].find("[[").map(|offset| at + offset) {
            at = start + 2;
            // Escapes in the source, as of a bar in a table's cell, make it longer than the text.
            let place = written[seen..].find("[[").map(|offset| seen + offset);
            seen = place.map_or(seen, |place| place + 2);
            let Some(length) = text[at..].find("]]") else { break };
            let inside = &text[at..at + length];
            if text[..start].ends_with('!') || inside.contains(['[', ']', '\n']) {
                continue;
            }
            let (target, label) = inside.split_once('|').unwrap_or((inside, ""));
            let (page, heading) = target.split_once('#').unwrap_or((target, ""));
            let Some(mut address) = (self.resolve)(page.trim()).filter(|_| !target.trim().is_empty()) else { continue };
            if !heading.is_empty() {
                address.push('#');
                address.push_str(&heading.rsplit('#').next().unwrap_or_default().replace('%', "%25"));
            }
            let label = match (label.trim(), page.trim()) {
                ("", "") => heading,
                ("", page) => page.rsplit('/').next().unwrap_or(page),
                (label, _) => label,
            };
            push(inlines, &text[done..start]);
            let place = place.unwrap_or(0) + span.start as usize;
            let link = Span::new(span.file, place..(place + 2).min(span.end as usize).max(place));
            self.linked.push(link);
            let content = vec![Inline { kind: InlineKind::Text(label.to_owned()), span: link }];
            let kind = InlineKind::Link { target: address, attrs: Attrs::default(), content };
            inlines.push(Inline { kind, span: link });
            at += length + 2;
            done = at;
        }
        push(inlines, &text[done..]);
    }
}
