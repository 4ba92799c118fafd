//! The schedule of a reading group as a table, in that group's own edition.

use anthology_base::{Lang, Span};
use anthology_book::{Anchor, Meeting, MeetingStatus, Reading};
use anthology_language::{date_in_words, site_words, words};

use crate::draft::Draft;
use crate::index::plain;
use crate::inline::{Setter, without_marks};
use crate::section::block;
use crate::set::{
    ObjectKind, ParagraphStyle, SetBlock, SetBlockKind, SetCell, SetLink, SetParagraph, SetTable, TextAlign,
};

/// The class of the marks that say how far to read, for themes and reading systems.
const READ_TO_HERE: &str = "read-to-here";

impl Setter<'_> {
    /// The meetings of the group with their dates, chapters, pages and minutes: a row for each chapter.
    pub(crate) fn reading_plan(&mut self, lang: Lang) -> Option<SetBlock> {
        let book = self.context.book;
        let plan = book.plans.get(book.own_edition_of?)?;
        let words = words(lang);
        let heads = [words.meeting_name(), words.chapter_name(), &words.pages, &words.minutes_heading];
        let head = heads.map(|head| self.paragraph(&plain(head), ParagraphStyle::TableHead, lang, Span::default()));
        let mut rows = Vec::new();
        for meeting in &plan.meetings {
            let mut name = vec![self.meeting_cell(meeting, lang)];
            for reading in &meeting.readings {
                let first = name.pop().unwrap_or_else(|| self.cell("", lang));
                rows.push(SetCell::row(self.reading_row(first, reading, lang)));
            }
            if let Some(name) = name.pop() {
                rows.push(SetCell::row([name, self.cell("", lang), self.cell("", lang), self.cell("", lang)]));
            }
        }
        let align = vec![TextAlign::Start, TextAlign::Start, TextAlign::End, TextAlign::End];
        let table = SetTable { caption: None, align, head: vec![SetCell::row(head)], rows };
        Some(block(SetBlockKind::Table(table), lang, Span::default()))
    }

    /// Puts the marks that say how far a group reads for its meetings into a chapter's blocks: after the last one, or
    /// before the heading at which a reading ends. They are in the language of the book.
    pub(crate) fn stops(&mut self, blocks: &mut Vec<SetBlock>) {
        let book = self.context.book;
        let Some(plan) = book.own_edition_of.and_then(|group| book.plans.get(group)) else { return };
        if !book.groups[plan.group].stops {
            return;
        }
        let (section, lang) = (self.section as usize, book.metadata.language);
        let said = site_words(lang);
        let lang = if said.lang.primary() == lang.primary() { lang } else { said.lang };
        for meeting in plan.meetings.iter().filter(|meeting| meeting.status != MeetingStatus::Cancelled) {
            let last = meeting.readings.last().filter(|reading| reading.section == section);
            let (Some(last), Some(time)) = (last, meeting.time) else { continue };
            let text = said.group.read_to_here.replace("{date}", &date_in_words(time.date, words(lang).lang));
            let mut mark = self.plain_block(&plain(&text), ParagraphStyle::ChapterCredit, lang, Span::default());
            mark.classes.push(READ_TO_HERE.to_owned());
            let is_end = |block: &SetBlock| last.until.is_some() && block.id == last.until;
            let at = blocks.iter().position(is_end).unwrap_or(blocks.len());
            blocks.insert(at, mark);
        }
    }

    fn cell(&mut self, text: &str, lang: Lang) -> SetParagraph {
        self.paragraph(&plain(text), ParagraphStyle::TableCell, lang, Span::default())
    }

    /// `1, 4 March 2027, 19:30`; struck through where the meeting is cancelled.
    fn meeting_cell(&mut self, meeting: &Meeting, lang: Lang) -> SetParagraph {
        let words = words(lang);
        let mut text = meeting.number.to_string();
        if let Some(time) = meeting.time {
            text += &format!("{}{}", words.comma, date_in_words(time.date, words.lang));
            text += &time.time.map_or_else(String::new, |time| format!("{}{time}", words.comma));
        }
        let mut draft = Draft::new(lang);
        draft.state.style.strike = meeting.status == MeetingStatus::Cancelled;
        draft.text(&text, Span::default());
        self.finish(draft, ParagraphStyle::TableCell, lang, Span::default())
    }

    fn reading_row(&mut self, meeting: SetParagraph, reading: &Reading, lang: Lang) -> Vec<SetParagraph> {
        let section = self.context.book.sections[reading.section].slug.clone();
        let start = Anchor { section, id: reading.from.clone() };
        let mut essay = Draft::new(lang);
        essay.begin_link(SetLink::Internal(start.clone()));
        self.inlines(&mut essay, &without_marks(&self.context.index.sections[reading.section].title, None));
        essay.state.link = None;
        if reading.from.is_some() {
            essay.text(&words(lang).comma, Span::default());
            essay.begin_link(SetLink::Internal(start.clone()));
            self.reference(&mut essay, &start, Span::default());
            essay.state.link = None;
        }
        let essay = self.finish(essay, ParagraphStyle::TableCell, lang, Span::default());
        let mut page = Draft::new(lang);
        page.begin_link(SetLink::Internal(start.clone()));
        page.object(ObjectKind::PageNumber(start), Span::default());
        page.state.link = None;
        let page = self.finish(page, ParagraphStyle::TableCell, lang, Span::default());
        vec![meeting, essay, page, self.cell(&reading.minutes.to_string(), lang)]
    }
}
