//! What sheets, pages and mails say of a meeting, before any of them writes it.

use anthology_base::{Diagnostics, LocalDateTime, LocalTime, Span};
use anthology_book::{Anchor, Meeting, Reading, SectionKind};
use anthology_document::{Inline, Question, parse_inline, plain_text};
use anthology_language::{date_in_words, list_words, words};
use anthology_typeset::SetBlock;

use crate::places::Place;
use crate::sheet::source::SheetSource;

/// Reads off what is said of a meeting.
#[derive(Clone, Copy)]
pub(crate) struct SheetText<'a> {
    source: SheetSource<'a>,
}

/// A question about what is read for a meeting.
pub(crate) struct MeetingQuestion<'a> {
    /// Its words.
    pub(crate) content: Vec<Inline>,
    /// The same without markup.
    pub(crate) text: String,
    /// The passage that it is about.
    pub(crate) place: Option<&'a Place>,
}

/// A question without markup, as a mail or an annotation has it.
pub fn question_text(question: &Question) -> String {
    plain_text(&content_of(question, Span::default()))
}

/// A question with its markup, whose faults are found where the book is set.
fn content_of(question: &Question, span: Span) -> Vec<Inline> {
    parse_inline(span, &question.text, &mut Diagnostics::new())
}

impl<'a> SheetText<'a> {
    pub(crate) fn new(source: SheetSource<'a>) -> Self {
        Self { source }
    }

    /// `4 March 2027, 19:30–21:00`; the name of the meeting where it has no date.
    pub(crate) fn when(&self, meeting: &Meeting) -> String {
        let words = words(self.source.text.metadata.language);
        let group = &self.source.book.groups[self.source.plan.group];
        let Some(LocalDateTime { date, time }) = meeting.time else { return words.meeting(meeting.number) };
        let mut text = date_in_words(date, words.lang);
        if let Some(time) = time {
            text += &format!("{}{time}", words.comma);
            if let Some(end) = group.lasts.and_then(|minutes| after(time, minutes)) {
                text += &format!("–{end}");
            }
        }
        text
    }

    /// The reference pages of a reading: `42–48`. `None` where there are none.
    pub(crate) fn pages(&self, reading: &Reading) -> Option<String> {
        let section = self.source.text.sections.get(reading.section)?;
        let folio = |id: &Option<String>| {
            let anchor = Anchor { section: section.slug.clone(), id: id.clone() };
            self.source.map.folios.get(&anchor).map(String::as_str)
        };
        let first = folio(&reading.from).or_else(|| folio(&None))?;
        let pages = &self.source.places.pages;
        let last = match &reading.until {
            Some(_) => folio(&reading.until),
            None => pages.iter().rev().find(|page| page.section == reading.section).map(|page| page.label.as_str()),
        };
        Some(match last.filter(|last| *last != first) {
            Some(last) => format!("{first}–{last}"),
            None => first.to_owned(),
        })
    }

    /// `pp. 42–48`
    pub(crate) fn named_pages(&self, reading: &Reading) -> Option<String> {
        let lists = list_words(self.source.text.metadata.language);
        self.pages(reading).map(|pages| lists.pages(&pages))
    }

    /// The questions about what is read. Where a meeting reads a part of a chapter, those about a passage of another
    /// part are left out.
    pub(crate) fn questions(&self, meeting: &Meeting) -> Vec<MeetingQuestion<'a>> {
        let mut found = Vec::new();
        for reading in &meeting.readings {
            let section = self.source.book.sections.get(reading.section);
            let Some(SectionKind::Chapter(chapter)) = section.map(|section| &section.kind) else { continue };
            let chapter = &self.source.book.chapters[*chapter].chapter;
            for question in &chapter.front.questions {
                let place = question.passage.as_ref().and_then(|passage| self.source.places.find(passage));
                if place.is_some_and(|place| place.section == reading.section && !self.is_read(place, reading)) {
                    continue;
                }
                let content = content_of(question, chapter.front_span);
                found.push(MeetingQuestion { text: plain_text(&content), content, place });
            }
        }
        found
    }

    /// True if a place of a reading's section is in the part of it that is read.
    fn is_read(&self, place: &Place, reading: &Reading) -> bool {
        let Some(section) = self.source.text.sections.get(reading.section) else { return true };
        let at = |id: &String| section.blocks.iter().position(|block| block.id.as_ref() == Some(id));
        let start = reading.from.as_ref().and_then(at).unwrap_or(0);
        let end = reading.until.as_ref().and_then(at).unwrap_or(section.blocks.len());
        let mut read = section.blocks[start.min(end)..end].iter().flat_map(SetBlock::paragraphs);
        read.any(|paragraph| paragraph.address.as_ref() == Some(&place.address))
    }
}

/// The time so many minutes later; `None` on another day.
fn after(time: LocalTime, minutes: u32) -> Option<LocalTime> {
    let total = u32::from(time.hour) * 60 + u32::from(time.minute) + minutes;
    let (hour, minute) = (u8::try_from(total / 60).ok().filter(|hour| *hour < 24)?, (total % 60) as u8);
    Some(LocalTime { hour, minute })
}
