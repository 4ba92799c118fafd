//! `editions.lock`: what was handed out, so that places keep their names when the text is corrected.

mod addresses;
mod changes;
mod format;

use std::collections::BTreeMap;

use anthology_base::{Address, Date, LocalDateTime, ParagraphNumber, Slug};
use anthology_book::MeetingStatus;
use anthology_dedupe::Sketch;

use crate::places::Places;

pub use self::changes::{Changes, MeetingChanges};

/// The name of the lock file in the book's folder.
pub const LOCK: &str = "editions.lock";

/// The copies that were handed out, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The number of the printing, from 1. A new one numbers paragraphs anew.
    pub printing: u32,
    /// The copies of this printing, and the meetings that calendars of earlier ones have.
    pub copies: Vec<HandedOut>,
}

/// What was handed out at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOut {
    /// The day.
    pub date: Date,
    /// BLAKE3 of each file, in hexadecimal, by name.
    pub files: BTreeMap<String, String>,
    /// The paragraphs of each chapter in their order, deleted ones at the end.
    pub chapters: BTreeMap<Slug, Vec<LockedParagraph>>,
    /// The reference pages.
    pub pages: Vec<LockedPage>,
    /// The meetings that calendars were told of.
    pub meetings: Vec<LockedMeeting>,
}

/// A paragraph of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedParagraph {
    /// Its number in the chapter.
    pub number: ParagraphNumber,
    /// A record of its words; `None` for one that earlier copies had and this one doesn't.
    pub sketch: Option<Sketch>,
    /// The label of the page on which it begins.
    pub page: Option<String>,
}

/// A reference page of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedPage {
    /// Its label.
    pub label: String,
    /// The first paragraph that is on it, if only its end.
    pub first: Option<Address>,
}

/// A meeting as the calendars of a copy have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedMeeting {
    /// The group's name.
    pub group: String,
    /// The number of the meeting.
    pub number: u32,
    /// Its day and time.
    pub time: Option<LocalDateTime>,
    /// Whether it is still to come.
    pub status: MeetingStatus,
    /// How often calendars have been told of a change.
    pub sequence: u32,
    /// The day on which they were told last.
    pub stamp: Date,
    /// A record of what they were told.
    pub content: String,
}

impl Default for Lock {
    /// A book of which nothing was handed out.
    fn default() -> Self {
        Self { printing: 1, copies: Vec::new() }
    }
}

impl Lock {
    /// The copy of this printing that was handed out last.
    pub fn last(&self) -> Option<&HandedOut> {
        self.copies.last().filter(|copy| !copy.chapters.is_empty())
    }

    /// The meetings as members' calendars have them.
    pub fn meetings(&self) -> &[LockedMeeting] {
        self.copies.last().map_or(&[], |copy| &copy.meetings)
    }

    /// A new printing: paragraphs are numbered from 1 again, and nothing is compared with the copies so far. Meetings
    /// keep their places in calendars.
    pub fn new_printing(&self) -> Self {
        let meetings = |copy: &HandedOut| HandedOut { chapters: BTreeMap::new(), pages: Vec::new(), ..copy.clone() };
        Self { printing: self.printing + 1, copies: self.copies.last().map(meetings).into_iter().collect() }
    }

    /// The lock after a copy was handed out: `files` are the names and bytes of what members get. A copy with the same
    /// text and pages as the last one replaces it.
    pub fn hand_out(&self, date: Date, files: &[(&str, &[u8])], places: &Places, meetings: &[LockedMeeting]) -> Self {
        let mut chapters: BTreeMap<Slug, Vec<LockedParagraph>> = BTreeMap::new();
        for place in &places.paragraphs {
            chapters.entry(place.address.chapter.clone()).or_default().push(LockedParagraph {
                number: place.address.number,
                sketch: Some(Sketch::of(&place.text)),
                page: place.page.clone(),
            });
        }
        for (slug, before) in self.last().into_iter().flat_map(|copy| &copy.chapters) {
            let now = chapters.entry(slug.clone()).or_default();
            let kept: Vec<ParagraphNumber> = now.iter().map(|paragraph| paragraph.number).collect();
            let gone = before.iter().filter(|paragraph| !kept.contains(&paragraph.number));
            now.extend(gone.map(|gone| LockedParagraph { number: gone.number, sketch: None, page: None }));
        }
        let page = |page: &crate::places::PagePlace| LockedPage {
            label: page.label.clone(),
            first: page.paragraphs.first().map(|&first| places.paragraphs[first].address.clone()),
        };
        let copy = HandedOut {
            date,
            files: files.iter().map(|(name, bytes)| ((*name).to_owned(), blake3::hash(bytes).to_string())).collect(),
            chapters,
            pages: places.pages.iter().map(page).collect(),
            meetings: meetings.to_vec(),
        };
        let mut lock = self.clone();
        lock.copies.retain(|before| before.chapters != copy.chapters || before.pages != copy.pages);
        lock.copies.push(copy);
        lock
    }
}
