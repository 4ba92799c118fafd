//! `[[group]]` and `[import]`.

use std::fmt;
use std::str::FromStr;

use anthology_base::{Date, Diagnostic, Diagnostics};

use crate::read::Table;

/// `[[group]]`: a reading group and its pace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: String,
    /// The date of the first meeting.
    pub starts: Option<Date>,
    /// The interval between meetings.
    pub every: Every,
    /// Minutes of reading for each meeting.
    pub minutes: Option<u32>,
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

/// `[import]`: overrides for the importer's decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The share of an essay, in thousandths, that must be in another for the two to be the same text; the
    /// importer's own threshold where not set.
    pub similarity: Option<u32>,
    /// Points of evidence from which an essay begins; the importer's own bar where not set.
    pub split_threshold: Option<u32>,
    /// Points of evidence from which a boundary is proposed; the importer's own bar where not set.
    pub propose_threshold: Option<u32>,
    /// `[[import.overrule]]`, in order; the last one about a line decides.
    pub overrules: Vec<Overrule>,
}

/// A decision about a line of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrule {
    /// The capture's file name.
    pub capture: String,
    /// The line, from 1.
    pub line: u32,
    /// The decision.
    pub decision: Decision,
    /// Why, for the ledger.
    pub reason: Option<String>,
}

/// An editor's decision about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// An essay begins here.
    Split,
    /// No essay begins here.
    Join,
    /// The essay that begins here, or the line, stays.
    Keep,
    /// The essay that begins here, or the line, goes.
    Drop,
}

pub(super) fn groups(root: &mut Table<'_>, d: &mut Diagnostics) -> Vec<Group> {
    let tables = root.tables("group", d);
    let mut groups = Vec::new();
    for mut table in tables {
        let name = table.string("name", d);
        if name.is_none() {
            d.push(Diagnostic::error("missing-key", "[[group]] has no `name`").at(table.span()));
        }
        groups.push(Group {
            name: name.unwrap_or_default(),
            starts: table.parsed("starts", "bad-date", d),
            every: table.parsed("every", "bad-pace", d).unwrap_or(Every { count: 1, unit: EveryUnit::Week }),
            minutes: table.get("minutes").and_then(|v| v.integer(1..=10_000, d)),
        });
        table.finish(d);
    }
    groups
}

pub(super) fn import(root: &mut Table<'_>, d: &mut Diagnostics) -> ImportOptions {
    let Some(mut table) = root.table("import", d) else { return ImportOptions::default() };
    let similarity = table.get("similarity").and_then(|v| v.per_mille(d));
    let split_threshold = table.get("split-threshold").and_then(|v| v.integer(1..=1000, d));
    let propose_threshold = table.get("propose-threshold").and_then(|v| v.integer(1..=1000, d));
    let overrules = table.tables("overrule", d).into_iter().filter_map(|table| overrule(table, d)).collect();
    table.finish(d);
    ImportOptions { similarity, split_threshold, propose_threshold, overrules }
}

fn overrule(mut table: Table<'_>, d: &mut Diagnostics) -> Option<Overrule> {
    let decisions =
        [("split", Decision::Split), ("join", Decision::Join), ("keep", Decision::Keep), ("drop", Decision::Drop)];
    let span = table.span();
    let capture = table.string("capture", d);
    let line = table.get("line").and_then(|v| v.integer(1..=u32::MAX, d));
    let decision = table.choice("decision", &decisions, d);
    let reason = table.string("reason", d);
    table.finish(d);
    if let (Some(capture), Some(line), Some(decision)) = (capture, line, decision) {
        return Some(Overrule { capture, line, decision, reason });
    }
    d.push(
        Diagnostic::error("missing-key", "[[import.overrule]] needs `capture`, `line` and `decision`")
            .at(span)
            .hint("write capture = \"a.txt\", line = 120, decision = \"split\""),
    );
    None
}
