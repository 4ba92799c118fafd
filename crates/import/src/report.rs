//! The report of an import, for programs: `anthology import --report FILE.json`.

use serde::Serialize;

/// The whole report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Files that were not imported.
    pub skipped: Vec<ReportSkipped>,
    /// Every essay found, by capture and line.
    pub essays: Vec<ReportEssay>,
    /// Every line left out.
    pub dropped: Vec<ReportDropped>,
    /// Every boundary that waits for the editor.
    pub proposals: Vec<ReportProposal>,
    /// Differences between each duplicate and the variant that was kept.
    pub variants: Vec<ReportDiff>,
}

/// A file that was not imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportSkipped {
    /// Its name, with the archive that it is in.
    pub file: String,
    /// Why.
    pub reason: String,
}

/// An essay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportEssay {
    /// `CAPTURE:LINE`.
    pub id: String,
    /// The capture's file name.
    pub capture: String,
    /// Its first line, from 1: its title's, where it has one.
    pub start_line: usize,
    /// Its last line.
    pub end_line: usize,
    /// Its title.
    pub title: String,
    /// `capture`, `proposed` or `editor`.
    pub title_source: &'static str,
    /// `essay`, `stub`, `short` or `teaser`.
    pub kind: &'static str,
    /// `kept`, `duplicate` or `set-aside`.
    pub decision: &'static str,
    /// Why.
    pub reason: String,
    /// The id of the variant that was kept.
    pub duplicate_of: Option<String>,
    /// Its chapter's file, from the book's folder.
    pub chapter: Option<String>,
    /// Words of its text.
    pub words: usize,
    /// Why it begins where it begins.
    pub because: Vec<String>,
    /// Its author.
    pub author: Option<ReportStated>,
    /// Its date.
    pub date: Option<ReportStated>,
    /// The address at which it was published.
    pub source: Option<ReportStated>,
    /// The licence that its source states.
    pub licence: Option<ReportStated>,
    /// The status of the right to print it, where the ledger records one.
    pub permission: Option<String>,
}

/// A statement of a source about a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportStated {
    /// What it says.
    pub value: String,
    /// Where it says it; a guess is called one.
    pub found_in: String,
}

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportDropped {
    /// The capture's file name.
    pub capture: String,
    /// First line.
    pub start_line: usize,
    /// Last line.
    pub end_line: usize,
    /// Why.
    pub reason: String,
    /// The text.
    pub text: String,
}

/// A boundary that waits for the editor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportProposal {
    /// The capture's file name.
    pub capture: String,
    /// The line where an essay would begin.
    pub line: usize,
    /// The beginning of that line.
    pub text: String,
    /// Its points.
    pub score: i32,
    /// False if as much speaks against it as for it.
    pub likely: bool,
    /// The evidence.
    pub because: Vec<String>,
}

/// Differences between a duplicate and the variant that was kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportDiff {
    /// The id of the variant that was kept.
    pub kept: String,
    /// The id of the duplicate.
    pub other: String,
    /// Words of the kept variant.
    pub kept_words: usize,
    /// Words of the duplicate.
    pub other_words: usize,
    /// Words that both have, in the same order.
    pub same_words: usize,
    /// The differing passages, in order.
    pub differences: Vec<ReportHunk>,
}

/// A place where two variants differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportHunk {
    /// The kept variant's words there.
    pub kept: String,
    /// The duplicate's words there.
    pub other: String,
}

impl Report {
    /// The report as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
