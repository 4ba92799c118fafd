//! The words of a reading group's pages and sheets.

use serde::Deserialize;

/// The words of a reading group's pages and sheets in one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct GroupWords {
    /// Title of the plan.
    pub plan: String,
    /// Heading of a column.
    pub date: String,
    /// Heading of a column.
    pub leader: String,
    /// Who leads a meeting, with `{name}`.
    pub led_by: String,
    /// Heading of a meeting's reading.
    pub what_to_read: String,
    /// The time that all of it takes, with `{minutes}` (`15 minutes`).
    pub total: String,
    /// The mark in the text, with `{date}`.
    pub read_to_here: String,
    /// Title of a sheet.
    pub leaders_sheet: String,
    /// Title of a sheet.
    pub question_sheet: String,
    /// Heading of the passages that members have marked.
    pub most_marked: String,
    /// Heading of the questions that members ask.
    pub members_questions: String,
    /// Heading of the space to write in.
    pub space: String,
    /// Heading of the meeting after this one.
    pub next: String,
    /// In place of it, at the last meeting.
    pub last: String,
    /// The status of a meeting.
    pub cancelled: String,
    /// Names the calendar file.
    pub calendar: String,
    /// Heading of the list of sheets.
    pub sheets: String,
    /// Names the group's own edition.
    pub own_edition: String,
    /// Names a form of a sheet.
    pub large_print: String,
    /// The number of a paragraph beside the text, with `{number}`.
    pub margin: String,
    /// A sheet.
    pub poster: String,
    /// A sheet.
    pub bookmark: String,
    /// Before the QR code that leads to the book.
    pub scan: String,
    /// Heading of the list of groups.
    pub groups: String,
    /// The first sentence of a reminder, with `{group}` and `{date}`.
    pub reminder: String,
    /// Names the file of questions for a reading app.
    pub annotations: String,
    /// In place of questions.
    pub no_questions: String,
    /// Before the place of a meeting.
    #[serde(rename = "where")]
    pub place: String,
}
