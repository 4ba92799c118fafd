//! Lists of what the text itself says: notes on the text, and the glossary.

use anthology_base::Lang;
use anthology_document::{Block, BlockKind, plain_text};

use super::NOWHERE;
use crate::block::Around;
use crate::collate::Collation;
use crate::draft::Draft;
use crate::inline::Setter;
use crate::marks::{GlossaryEntry, TextNote};
use crate::section::block;
use crate::set::{ObjectKind, ParagraphStyle, SetBlock, SetBlockKind, SetDefinition, SetLink};

impl Setter<'_> {
    /// Notes by page and phrase, under the titles of their chapters.
    pub(super) fn text_notes(&mut self) -> Vec<SetBlock> {
        let context = self.context;
        let mut blocks = Vec::new();
        let mut last = None;
        for TextNote { at, anchor, phrase } in &context.index.marks.text_notes {
            let chapter = &context.book.chapters[at.chapter];
            let lang = chapter.lang;
            if last != Some(at.chapter) {
                last = Some(at.chapter);
                let title = context.index.sections.iter().zip(&context.book.sections);
                let title = title.filter(|(_, section)| section.slug == chapter.slug).map(|(title, _)| title).next();
                let title = title.map(|title| title.title.clone()).unwrap_or_default();
                let paragraph = self.title_again(&title, ParagraphStyle::Heading2, lang);
                blocks.push(block(SetBlockKind::Heading { level: 2, paragraph }, lang, NOWHERE));
            }
            let Some(note) = chapter.chapter.notes.get(at.note) else { continue };
            let mut draft = Draft::new(lang);
            draft.begin_link(SetLink::Internal(anchor.clone()));
            draft.object(ObjectKind::PageNumber(anchor.clone()), NOWHERE);
            draft.state.link = None;
            draft.text("\u{2003}", NOWHERE);
            draft.state.style.emphasis = true;
            self.inlines(&mut draft, phrase);
            draft.state.style.emphasis = false;
            draft.literal("]", NOWHERE);
            draft.text(" ", NOWHERE);
            // Its links and images are those of its chapter.
            let own = self.chapter.replace(at.chapter);
            let rest = match note.blocks.split_first() {
                Some((Block { kind: BlockKind::Paragraph(content), .. }, rest)) => {
                    self.inlines(&mut draft, content);
                    rest
                }
                _ => note.blocks.as_slice(),
            };
            blocks.push(self.draft_block(draft, ParagraphStyle::Entry, lang));
            blocks.extend(self.blocks(rest, Around::body(lang).style(ParagraphStyle::Entry)));
            self.chapter = own;
        }
        blocks
    }

    /// The definitions of the chapters, in alphabetical order.
    pub(super) fn glossary(&mut self, lang: Lang) -> Vec<SetBlock> {
        let collation = Collation::of(lang);
        let mut entries: Vec<&GlossaryEntry> = self.context.index.marks.glossary.iter().collect();
        let term = |entry: &GlossaryEntry| plain_text(&entry.definition.term);
        entries.sort_by(|a, b| collation.compare(&term(a), &term(b)));
        let mut definitions = Vec::new();
        for GlossaryEntry { chapter, id, definition } in entries {
            let lang = self.context.book.chapters[*chapter].lang;
            let own = self.chapter.replace(*chapter);
            let mut draft = Draft::new(lang);
            draft.id(id);
            self.inlines(&mut draft, &definition.term);
            let term = self.finish(draft, ParagraphStyle::Term, lang, definition.span);
            let around = Around::body(lang).style(ParagraphStyle::Detail);
            let details = definition.details.iter().map(|blocks| self.blocks(blocks, around)).collect();
            self.chapter = own;
            definitions.push(SetDefinition { term, details });
        }
        vec![block(SetBlockKind::Definitions(definitions), lang, NOWHERE)]
    }
}
