//! The notes of a reading group's members, by chapter and paragraph.

use anthology_base::{Address, Lang, Slug};
use anthology_book::{A_READER, Confidence, MemberNote};
use anthology_language::{list_words, words};

use super::NOWHERE;
use crate::draft::Draft;
use crate::inline::Setter;
use crate::section::block;
use crate::set::{ObjectKind, ParagraphStyle, SetBlock, SetBlockKind, SetLink};

impl Setter<'_> {
    /// An entry for each note that isn't private and has a place, under the titles of the chapters. A group's own edition
    /// has the notes of that group.
    pub(super) fn notebook(&mut self, lang: Lang) -> Vec<SetBlock> {
        let context = self.context;
        let own = context.book.own_edition_of.and_then(|group| context.book.groups.get(group));
        let own = own.map(|group| Slug::from_text(&group.name));
        let groups = context.book.member_notes.iter().filter(|(slug, _)| own.as_ref().is_none_or(|own| own == *slug));
        let mut notes: Vec<(&Address, &MemberNote)> = groups
            .flat_map(|(_, notes)| notes)
            .filter(|note| !note.private)
            .filter_map(|note| Some((note.address.as_ref()?, note)))
            .collect();
        notes.sort_by_key(|(address, _)| address.number);
        let mut blocks = Vec::new();
        for (title, section) in context.index.sections.iter().zip(&context.book.sections) {
            let of_chapter = notes.iter().filter(|(address, _)| address.chapter == section.slug);
            let mut entries: Vec<SetBlock> = Vec::new();
            let mut last = None;
            for (address, note) in of_chapter {
                entries.push(self.member_note(address, note, last != Some(address), lang));
                last = Some(address);
            }
            if !entries.is_empty() {
                let paragraph = self.title_again(&title.title, ParagraphStyle::Heading2, lang);
                blocks.push(block(SetBlockKind::Heading { level: 2, paragraph }, lang, NOWHERE));
                blocks.append(&mut entries);
            }
        }
        blocks
    }

    /// `page 42, ¶ 3 · trust.12  *the words that were marked*  The note. (Ben)`. Notes on one paragraph name it once.
    fn member_note(&mut self, address: &Address, note: &MemberNote, is_first: bool, lang: Lang) -> SetBlock {
        let words = list_words(lang);
        let mut draft = Draft::new(lang);
        if is_first {
            self.names_of_paragraph(&mut draft, address, lang);
            draft.text("\u{2003}", NOWHERE);
        }
        if note.confidence == Confidence::Perhaps {
            draft.text(&format!("({}) ", words.perhaps), NOWHERE);
        }
        if !note.quote.is_empty() {
            draft.state.style.emphasis = true;
            draft.literal(&note.quote, NOWHERE);
            draft.state.style.emphasis = false;
            draft.text(" ", NOWHERE);
        }
        for line in note.note.lines().filter(|line| !line.trim().is_empty()) {
            draft.text(line.trim(), NOWHERE);
            draft.text(" ", NOWHERE);
        }
        let who = if note.who == A_READER { words.a_reader.as_str() } else { note.who.as_str() };
        draft.text(&format!("({who})"), NOWHERE);
        self.draft_block(draft, ParagraphStyle::Entry, lang)
    }

    /// `page 42, ¶ 3 · trust.12`, both as links to the paragraph. The words that are quoted after them are another name of
    /// it.
    fn names_of_paragraph(&self, draft: &mut Draft, address: &Address, lang: Lang) {
        let words = words(lang);
        let (before, after) = words.around_page();
        draft.begin_link(SetLink::Paragraph(address.clone()));
        draft.literal(before, NOWHERE);
        draft.object(ObjectKind::ParagraphPage(address.clone()), NOWHERE);
        draft.literal(&format!("{after}{}¶\u{a0}", words.comma), NOWHERE);
        draft.object(ObjectKind::ParagraphOnPage(address.clone()), NOWHERE);
        draft.state.link = None;
        draft.literal(" · ", NOWHERE);
        draft.begin_link(SetLink::Paragraph(address.clone()));
        // An address is typed as it is, so it is neither hyphenated nor broken.
        draft.state.style.no_break = true;
        draft.literal(&address.to_string(), NOWHERE);
        draft.state.style.no_break = false;
        draft.state.link = None;
    }
}
