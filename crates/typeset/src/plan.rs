//! The reading plan of each `[[group]]`: which chapters for which meeting, and how long they take to read.

use anthology_base::{Date, Lang, Span};
use anthology_book::{Anchor, Every, EveryUnit, Group, Matter, SectionKind};
use anthology_document::{InlineKind, Node};
use anthology_language::{date_in_words, words};

use crate::costs::WORDS_PER_MINUTE;
use crate::draft::Draft;
use crate::inline::Setter;
use crate::section::block;
use crate::set::{GroupRole, ObjectKind, ParagraphStyle, SetBlock, SetBlockKind, SetLink};

const NOWHERE: Span = Span { file: anthology_base::FileId(0), start: 0, end: 0 };

/// A meeting: the numbers of its sections and the minutes that they take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Meeting {
    sections: Vec<usize>,
    minutes: u32,
}

/// Fills meetings in the order of the chapters, each up to `limit` minutes; a chapter that is longer has a
/// meeting to itself. Without a limit, every chapter has.
fn meetings(chapters: &[(usize, u32)], limit: Option<u32>) -> Vec<Meeting> {
    let mut out: Vec<Meeting> = Vec::new();
    for &(section, minutes) in chapters {
        match out.last_mut() {
            Some(last) if last.minutes + minutes <= limit.unwrap_or(0) => {
                last.sections.push(section);
                last.minutes += minutes;
            }
            _ => out.push(Meeting { sections: vec![section], minutes }),
        }
    }
    out
}

/// The date of the meeting with a number from 0; `None` where the first one's day isn't known.
fn meets(group: &Group, number: u32) -> Option<Date> {
    let start = group.starts?;
    let (month, day) = (start.month?, start.day?);
    let Every { count, unit } = group.every;
    let steps = i64::from(count) * i64::from(number);
    match unit {
        EveryUnit::Day => Some(later(start.year, month, day, steps)),
        EveryUnit::Week => Some(later(start.year, month, day, steps * 7)),
        EveryUnit::Month => {
            let months = i64::from(start.year) * 12 + i64::from(month) - 1 + steps;
            let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
            // The 31st is the last day of a shorter month.
            (1..=day).rev().find_map(|day| format!("{year:04}-{month:02}-{day:02}").parse().ok())
        }
    }
}

/// So many days after a date. (Civil to days: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".)
fn later(year: i32, month: u8, day: u8, days: i64) -> Date {
    let (month, day) = (i64::from(month), i64::from(day));
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    Date::from_unix((era * 146_097 + doe - 719_468 + days) * 86_400)
}

impl Setter<'_> {
    /// A plan for each reading group: its meetings with their dates, chapters, pages and minutes.
    pub(crate) fn reading_plans(&mut self, lang: Lang) -> Vec<SetBlock> {
        let context = self.context;
        if context.book.groups.is_empty() {
            return Vec::new();
        }
        let chapters: Vec<(usize, u32)> = (context.book.sections.iter().enumerate())
            .filter(|(_, section)| section.matter == Matter::Body)
            .filter_map(|(number, section)| match section.kind {
                SectionKind::Chapter(chapter) => Some((number, self.minutes(chapter))),
                _ => None,
            })
            .collect();
        let mut blocks = Vec::new();
        for group in &context.book.groups {
            let paragraph = self.paragraph(&crate::index::plain(&group.name), ParagraphStyle::Heading2, lang, NOWHERE);
            let mut plan = vec![block(SetBlockKind::Heading { level: 2, paragraph }, lang, NOWHERE)];
            for (meeting, number) in meetings(&chapters, group.minutes).iter().zip(0..) {
                plan.push(self.meeting(group, meeting, number, lang));
            }
            blocks.push(block(SetBlockKind::Group { role: GroupRole::Questions, blocks: plan }, lang, NOWHERE));
        }
        blocks
    }

    /// `Meeting 1, 4 March 2027: A Title (page 3), Another (page 9); 42 min.`
    fn meeting(&mut self, group: &Group, meeting: &Meeting, number: u32, lang: Lang) -> SetBlock {
        let context = self.context;
        let words = words(lang);
        let mut draft = Draft::new(lang);
        let date = meets(group, number)
            .map_or_else(String::new, |date| format!("{}{}", words.comma, date_in_words(date, words.lang)));
        draft.text(&format!("{}{date}: ", words.meeting(number + 1)), NOWHERE);
        for (n, &section) in meeting.sections.iter().enumerate() {
            if n > 0 {
                draft.text(&words.comma, NOWHERE);
            }
            let anchor = Anchor { section: context.book.sections[section].slug.clone(), id: None };
            draft.begin_link(SetLink::Internal(anchor.clone()));
            self.reference(&mut draft, &anchor, NOWHERE);
            draft.state.link = None;
            draft.text(&words.parentheses.open, NOWHERE);
            draft.begin_link(SetLink::Internal(anchor.clone()));
            let (before, after) = words.around_page();
            draft.text(before, NOWHERE);
            draft.object(ObjectKind::PageNumber(anchor), NOWHERE);
            draft.text(after, NOWHERE);
            draft.state.link = None;
            draft.text(&words.parentheses.close, NOWHERE);
        }
        draft.text(&format!("{}{}{}", words.semicolon, words.minutes(meeting.minutes), words.full_stop), NOWHERE);
        self.draft_block(draft, ParagraphStyle::Entry, lang)
    }

    /// Minutes that a chapter takes to read, at least one.
    fn minutes(&self, chapter: usize) -> u32 {
        let mut count = 0;
        self.context.book.chapters[chapter].chapter.walk(&mut |node| {
            if let Node::Inline(inline) = node
                && let InlineKind::Text(text) = &inline.kind
            {
                count += text.split_whitespace().count();
            }
        });
        (count.div_ceil(WORDS_PER_MINUTE) as u32).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_filled_and_dated() {
        let chapters = [(3, 10), (4, 15), (5, 40), (6, 5)];
        let found: Vec<(Vec<usize>, u32)> =
            meetings(&chapters, Some(30)).into_iter().map(|m| (m.sections, m.minutes)).collect();
        assert_eq!(found, [(vec![3, 4], 25), (vec![5], 40), (vec![6], 5)]);
        assert_eq!(meetings(&chapters, None).len(), 4);
        let group = |starts: &str, every: &str| Group {
            name: "Us".into(),
            starts: starts.parse().ok(),
            every: every.parse().expect("a pace"),
            minutes: None,
        };
        let date = |starts: &str, every: &str, n| meets(&group(starts, every), n).map(|d| d.to_string());
        assert_eq!(date("2027-12-30", "week", 1).as_deref(), Some("2028-01-06"));
        assert_eq!(date("2028-02-20", "10 days", 1).as_deref(), Some("2028-03-01"));
        assert_eq!(date("2027-01-31", "month", 1).as_deref(), Some("2027-02-28"));
        assert_eq!(date("2027-11-15", "2 months", 2).as_deref(), Some("2028-03-15"));
        assert_eq!(date("2027-11", "week", 1), None);
    }
}
