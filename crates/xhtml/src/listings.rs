//! Contents and indexes as nested lists.

use anthology_typeset::{ContentsEntry, ParagraphStyle, SetBlock, SetBlockKind};

use crate::attributes::Attributes;
use crate::section::SectionWriter;

impl SectionWriter<'_, '_> {
    /// Entries of an index as a list; those under an entry as a list in its item.
    pub(crate) fn index(&mut self, blocks: &[SetBlock], attributes: &Attributes<'_>) {
        let mut attributes = attributes.clone();
        attributes.add_class("index");
        self.m.open("ul", &attributes.with(&[]));
        self.m.newline();
        let mut entries = blocks.iter().peekable();
        while let Some(entry) = entries.next() {
            let SetBlockKind::Paragraph(paragraph) = &entry.kind else { continue };
            self.m.open("li", &[("class", paragraph.style.name())]);
            self.inline(paragraph, entry.lang);
            let is_under = |block: &&SetBlock| matches!(&block.kind, SetBlockKind::Paragraph(p) if p.style == ParagraphStyle::IndexSubentry);
            if paragraph.style == ParagraphStyle::IndexEntry && entries.peek().is_some_and(is_under) {
                self.m.open("ul", &[("class", "index")]);
                self.m.newline();
                while let Some(under) = entries.next_if(is_under) {
                    let SetBlockKind::Paragraph(paragraph) = &under.kind else { continue };
                    self.m.open("li", &[("class", paragraph.style.name())]);
                    self.inline(paragraph, under.lang);
                    self.m.close_line("li");
                }
                self.m.close_line("ul");
            }
            self.m.close_line("li");
        }
        self.m.close_line("ul");
    }

    pub(crate) fn contents(&mut self, entries: &[ContentsEntry]) {
        let mut depth = None;
        for entry in entries {
            while depth.is_some_and(|d| d > entry.depth) {
                self.m.close("li");
                self.m.close_line("ol");
                depth = depth.map(|d| d - 1);
            }
            if depth == Some(entry.depth) {
                self.m.close_line("li");
            }
            while depth.is_none_or(|d| d < entry.depth) {
                let class = if depth.is_none() { "contents" } else { "" };
                self.m.newline();
                self.m.open("ol", &[("class", class)]);
                depth = Some(depth.map_or(0, |d| d + 1));
                if depth.is_some_and(|d| d < entry.depth) {
                    self.m.open("li", &[]);
                }
            }
            self.m.open("li", &[]);
            self.contents_entry(entry);
        }
        while let Some(d) = depth {
            self.m.close("li");
            self.m.close_line("ol");
            depth = d.checked_sub(1);
        }
    }

    fn contents_entry(&mut self, entry: &ContentsEntry) {
        let href = self.publication.href(&entry.target);
        self.m.open("a", &[("href", &href), ("class", entry.title.style.name())]);
        if let Some(label) = &entry.label {
            self.m.open("span", &[("class", "label")]);
            self.m.text(label);
            self.m.close("span");
            self.m.raw(" ");
        }
        self.inline(&entry.title, entry.title.lang);
        if entry.title.text.trim().is_empty() && entry.label.is_none() {
            let sections = &self.publication.text.sections;
            let target = sections.iter().find(|section| section.slug == entry.target.section);
            self.m.text(&target.map(|section| self.publication.name(section)).unwrap_or_default());
        }
        self.m.close("a");
        if let Some(author) = &entry.author {
            self.m.raw(" ");
            self.m.open("span", &[("class", author.style.name())]);
            self.inline(author, author.lang);
            self.m.close("span");
        }
    }
}
