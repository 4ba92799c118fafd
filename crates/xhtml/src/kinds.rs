//! Verse and galleries as XHTML.

use anthology_base::{Address, Lang};
use anthology_typeset::{SetBlock, SetBlockKind, SetStanza, SetVerseLine};

use crate::attributes::Attributes;
use crate::section::SectionWriter;

impl SectionWriter<'_, '_> {
    pub(crate) fn verse(&mut self, stanzas: &[SetStanza], attributes: &Attributes<'_>, lang: Lang) {
        let mut attributes = attributes.clone();
        attributes.add_class("verse");
        let mut lines = stanzas.iter().flat_map(|stanza| &stanza.lines);
        attributes.add_class(if lines.any(|line| line.number.is_some()) { "numbered" } else { "" });
        self.m.open(
            "div",
            &attributes.with(&[("epub:type", if attributes.kind.is_empty() { "z3998:verse" } else { "" })]),
        );
        self.m.newline();
        for stanza in stanzas {
            let id = stanza.address.as_ref().map(Address::to_string).unwrap_or_default();
            // Blocks rather than a paragraph with line breaks, which print blank lines where the style sheet makes blocks of
            // the lines between them.
            self.m.open("div", &[("id", &id), ("class", "stanza")]);
            self.m.newline();
            if let Some(label) = &stanza.label {
                self.m.open("div", &[("class", "stanza-label")]);
                self.inline(label, lang);
                self.m.close_line("div");
            }
            for line in &stanza.lines {
                self.verse_line(line, lang);
            }
            self.m.close_line("div");
        }
        self.m.close_line("div");
    }

    /// A line of verse. Its number, and the words before which it begins where it goes on from another line, are
    /// attributes that the style sheet shows, so that neither is part of the text.
    fn verse_line(&mut self, line: &SetVerseLine, lang: Lang) {
        let before = if line.shared { std::mem::take(&mut self.verse_before) } else { String::new() };
        let shared = if before.is_empty() { "" } else { " shared" };
        let class = format!("line indent{}{shared}", line.indent.min(9));
        self.m.open("div", &[("class", &class), ("data-before", &before)]);
        if let Some(number) = line.number {
            let number = number.to_string();
            self.m.open("span", &[("class", "line-number"), ("aria-hidden", "true"), ("data-number", &number)]);
            self.m.close("span");
        }
        self.inline(&line.paragraph, if line.paragraph.lang == lang { lang } else { line.paragraph.lang });
        self.m.close_line("div");
        let text = line.paragraph.text.replace(['\n', '\u{fffc}'], " ");
        self.verse_before = if before.is_empty() { text } else { format!("{before} {text}") };
    }

    /// Images with their own captions, and the caption of all of them.
    pub(crate) fn gallery(&mut self, blocks: &[SetBlock], attributes: &Attributes<'_>, lang: Lang) {
        let is_image = |block: &&SetBlock| matches!(block.kind, SetBlockKind::Figure { .. });
        self.m.open("figure", &attributes.with(&[]));
        self.m.newline();
        self.m.open("div", &[("class", "images")]);
        self.m.newline();
        blocks.iter().filter(is_image).for_each(|block| self.block(block, lang));
        self.m.close_line("div");
        if blocks.iter().any(|block| !is_image(&block)) {
            self.m.open("figcaption", &[]);
            self.m.newline();
            blocks.iter().filter(|block| !is_image(block)).for_each(|block| self.block(block, lang));
            self.m.close_line("figcaption");
        }
        self.m.close_line("figure");
    }
}
