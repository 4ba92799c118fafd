//! The plan of a reading group: its meetings and what is read for each.

use anthology_base::LocalDateTime;

use crate::manifest::MeetingStatus;

/// The schedule of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// An index into [`Book::groups`](crate::Book::groups).
    pub group: usize,
    /// The meetings by number, cancelled ones among them.
    pub meetings: Vec<Meeting>,
}

/// A meeting of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// From 1.
    pub number: u32,
    /// The day, and the time where it is known.
    pub time: Option<LocalDateTime>,
    /// What is read for it, in the order of the book.
    pub readings: Vec<Reading>,
    /// Minutes that the reading takes.
    pub minutes: u32,
    /// Who leads it.
    pub leader: Option<String>,
    /// The place. For members only.
    pub place: Option<String>,
    /// Whether it is still to come.
    pub status: MeetingStatus,
}

/// An essay, or a stretch of one, that is read for a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// An index into [`Book::sections`](crate::Book::sections).
    pub section: usize,
    /// The id of the heading from which it is read; `None` from the beginning.
    pub from: Option<String>,
    /// The id of the heading before which the reading ends; `None` for the essay's end.
    pub until: Option<String>,
    /// Minutes that it takes to read, at least 1.
    pub minutes: u32,
}
