//! `[[group]]`: reading groups and the pace at which they meet.

use std::fmt;
use std::str::FromStr;

use anthology_base::{Date, Diagnostic, Diagnostics, LocalDateTime, Slug, Span};

use crate::read::{Located, Table};

/// `[[group]]`: a reading group and its pace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: String,
    /// The source of the table's header.
    pub span: Span,
    /// The day, and the time if it is known, of the first meeting.
    pub starts: Option<LocalDateTime>,
    /// The IANA name of the time zone that the times are in.
    pub time_zone: Option<String>,
    /// The source of the time zone's name.
    pub time_zone_span: Option<Span>,
    /// The interval between meetings.
    pub every: Every,
    /// Minutes that a meeting lasts.
    pub lasts: Option<u32>,
    /// The number of meetings, or what decides it.
    pub division: Division,
    /// The source of the key that decides the number of meetings.
    pub division_span: Option<Span>,
    /// True if a meeting may end at a heading within an essay.
    pub cut_at_headings: bool,
    /// Days of the series on which nobody meets.
    pub skip: Vec<SkippedDate>,
    /// The place of the meetings. For members only.
    pub place: Option<String>,
    /// The address of a video meeting. For members only.
    pub link: Option<String>,
    /// The name of who calls the meetings.
    pub convenor: Option<String>,
    /// True to mark in the group's own edition how far to read for each meeting.
    pub stops: bool,
    /// True to make an EPUB and a PDF of the group's own.
    pub own_edition: bool,
    /// True if its plan, its meetings' pages and its questions are on the book's web pages too, where everybody sees them.
    pub listed: bool,
    /// `[[group.meeting]]`: meetings that differ from the series, in the order of the file.
    pub meetings: Vec<MeetingChange>,
}

/// The decision about the number of meetings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Division {
    /// A meeting for each essay.
    #[default]
    Essays,
    /// As few meetings as possible with no more minutes of reading for each.
    Minutes(u32),
    /// So many meetings.
    Meetings(u32),
    /// As many as there are dates until this one.
    Finish(Date),
}

/// A day on which nobody meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkippedDate {
    /// The day.
    pub date: Date,
    /// Its source.
    pub span: Span,
}

/// `[[group.meeting]]`: how one meeting differs from the series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingChange {
    /// The number of the meeting, from 1.
    pub number: u32,
    /// The source of the table's header.
    pub span: Span,
    /// Its day, and its time if that is another too.
    pub date: Option<LocalDateTime>,
    /// The paths of the essays that it is about.
    pub chapters: Option<Vec<MeetingChapter>>,
    /// Who leads it.
    pub leader: Option<String>,
    /// Its place, where that is another.
    pub place: Option<String>,
    /// Whether it is still to come.
    pub status: MeetingStatus,
}

/// An essay that a meeting is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingChapter {
    /// The path of its file as the manifest writes it.
    pub path: String,
    /// The source of the path.
    pub span: Span,
}

/// The status of a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MeetingStatus {
    /// It is to come.
    #[default]
    Planned,
    /// It has taken place, so nothing about it changes any more.
    Held,
    /// It is called off; it keeps its number and its date.
    Cancelled,
}

/// An interval: `week`, `2 weeks`, `month`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every {
    /// The number of units.
    pub count: u32,
    /// The unit.
    pub unit: EveryUnit,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EveryUnit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
}

/// The error for a text that is not an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseEveryError {
    text: String,
}

impl fmt::Display for ParseEveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not an interval: write week, 2 weeks, month or 10 days", self.text)
    }
}
impl std::error::Error for ParseEveryError {}

impl FromStr for Every {
    type Err = ParseEveryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseEveryError { text: text.to_owned() };
        let words: Vec<&str> = text.split_whitespace().collect();
        let (count, unit) = match words.as_slice() {
            [unit] => (1, *unit),
            [count, unit] => (count.parse().map_err(|_| err())?, *unit),
            _ => return Err(err()),
        };
        let unit = match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => EveryUnit::Day,
            "week" => EveryUnit::Week,
            "month" => EveryUnit::Month,
            _ => return Err(err()),
        };
        if (1..=366).contains(&count) { Ok(Self { count, unit }) } else { Err(err()) }
    }
}

pub(super) fn groups(root: &mut Table<'_>, d: &mut Diagnostics) -> Vec<Group> {
    let tables = root.tables("group", d);
    let mut groups: Vec<Group> = Vec::new();
    for mut table in tables {
        let name = table.get("name");
        let name_span = name.as_ref().map_or(table.span(), |value| value.span());
        let name = name.and_then(|value| value.string(d)).map(|name| name.trim().to_owned());
        match &name {
            None => d.push(Diagnostic::error("missing-key", "[[group]] has no `name`").at(table.span())),
            Some(name) if groups.iter().any(|group| is_same_folder(&group.name, name)) => d.push(
                Diagnostic::error(
                    "duplicate-group",
                    format!("two groups have the name `{name}`, or one that gives the same folder"),
                )
                .at(name_span)
                .hint("give each group a name of its own: their files are named for it"),
            ),
            Some(_) => {}
        }
        groups.push(group(name.unwrap_or_default(), table, d));
    }
    groups
}

/// True if the files of two groups would be in one folder.
fn is_same_folder(one: &str, other: &str) -> bool {
    one == other || Slug::from_text(one) == Slug::from_text(other)
}

fn group(name: String, mut table: Table<'_>, d: &mut Diagnostics) -> Group {
    let span = table.span();
    let starts = table.parsed("starts", "bad-date", d);
    let time_zone = table.get("time-zone");
    let time_zone_span = time_zone.as_ref().map(|value| value.span());
    let time_zone = time_zone.and_then(|value| value.string(d));
    let every = table.parsed("every", "bad-pace", d).unwrap_or(Every { count: 1, unit: EveryUnit::Week });
    let lasts = table.parsed::<Minutes>("lasts", "bad-duration", d).map(|Minutes(minutes)| minutes);
    let (division, division_span) = division(&mut table, d);
    let skip = table.get("skip").and_then(|value| value.array(d)).unwrap_or_default();
    let skip = skip.iter().filter_map(|value| {
        let LocalDateTime { date, .. } = value.parsed("bad-date", d)?;
        Some(SkippedDate { date, span: value.span() })
    });
    let skip = skip.collect();
    let group = Group {
        name,
        span,
        starts,
        time_zone,
        time_zone_span,
        every,
        lasts,
        division,
        division_span,
        cut_at_headings: table.bool("cut-at-headings", d).unwrap_or(false),
        skip,
        place: table.string("place", d),
        link: table.string("link", d),
        convenor: table.string("convenor", d),
        stops: table.bool("stops", d).unwrap_or(false),
        own_edition: table.bool("own-edition", d).unwrap_or(false),
        listed: table.bool("listed", d).unwrap_or(false),
        meetings: meetings(&mut table, d),
    };
    table.finish(d);
    group
}

/// `minutes`, `meetings` or `finish`: one of them decides.
fn division(table: &mut Table<'_>, d: &mut Diagnostics) -> (Division, Option<Span>) {
    let mut found: Vec<(Located<&str>, Option<Division>)> = Vec::new();
    for key in ["minutes", "meetings", "finish"] {
        let Some(value) = table.get(key) else { continue };
        let division = match key {
            "minutes" => value.integer(1..=10_000, d).map(Division::Minutes),
            "meetings" => value.integer(1..=1000, d).map(Division::Meetings),
            _ => value.parsed("bad-date", d).map(|LocalDateTime { date, .. }| Division::Finish(date)),
        };
        found.push((Located { value: key, span: value.span() }, division));
    }
    if let [(first, _), (second, _), ..] = found.as_slice() {
        d.push(
            Diagnostic::error(
                "two-divisions",
                format!("`{}` and `{}` contradict each other", first.value, second.value),
            )
            .at(second.span)
            .label(first.span, "also given here")
            .hint("keep one of them: it decides how many meetings there are"),
        );
    }
    match found.into_iter().next() {
        Some((key, division)) => (division.unwrap_or_default(), Some(key.span)),
        None => (Division::Essays, None),
    }
}

fn meetings(table: &mut Table<'_>, d: &mut Diagnostics) -> Vec<MeetingChange> {
    const STATUS: [(&str, MeetingStatus); 3] =
        [("planned", MeetingStatus::Planned), ("held", MeetingStatus::Held), ("cancelled", MeetingStatus::Cancelled)];
    let mut changes: Vec<MeetingChange> = Vec::new();
    for mut table in table.tables("meeting", d) {
        let span = table.span();
        let number = table.get("number");
        let number_span = number.as_ref().map_or(span, |value| value.span());
        if number.is_none() {
            let finding = Diagnostic::error("missing-key", "[[group.meeting]] has no `number`").at(span);
            d.push(finding.hint("add number = 3, counted from the group's first meeting"));
        }
        let number = number.and_then(|value| value.integer(1..=1000, d));
        let chapters = table.get("chapters").map(|value| {
            let paths = value.strings(d).into_iter();
            paths.map(|Located { value, span }| MeetingChapter { path: value, span }).collect()
        });
        let change = MeetingChange {
            number: number.unwrap_or(0),
            span,
            date: table.parsed("date", "bad-date", d),
            chapters,
            leader: table.string("leader", d),
            place: table.string("place", d),
            status: table.choice("status", &STATUS, d).unwrap_or_default(),
        };
        table.finish(d);
        if let Some(first) = changes.iter().find(|first| number == Some(first.number)) {
            d.push(
                Diagnostic::error("duplicate-meeting", format!("meeting {} is described twice", change.number))
                    .at(number_span)
                    .label(first.span, "first described here")
                    .hint("write all that differs about a meeting into one [[group.meeting]]"),
            );
        } else if number.is_some() {
            changes.push(change);
        }
    }
    changes
}

/// A duration in minutes: `90 min`, `2 h`, `1 h 30 min`.
struct Minutes(u32);

/// The error for a text that is not a duration.
struct ParseMinutesError(String);

impl fmt::Display for ParseMinutesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a duration: write \"90 min\" or \"1 h 30 min\"", self.0)
    }
}

impl FromStr for Minutes {
    type Err = ParseMinutesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseMinutesError(text.to_owned());
        let mut total = 0_u32;
        let mut rest = text.trim();
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let number: u32 = rest[..digits].parse().map_err(|_| err())?;
            let unit = rest[digits..].trim_start();
            let letters = unit.len() - unit.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            let minutes = match &unit[..letters] {
                "min" | "mins" | "minutes" | "minute" | "m" => 1,
                "h" | "hour" | "hours" => 60,
                _ => return Err(err()),
            };
            total = number.checked_mul(minutes).and_then(|part| total.checked_add(part)).ok_or_else(err)?;
            rest = unit[letters..].trim_start();
        }
        if (1..=24 * 60).contains(&total) { Ok(Self(total)) } else { Err(err()) }
    }
}
