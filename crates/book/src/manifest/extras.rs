//! `[import]`.

use anthology_base::{Diagnostic, Diagnostics};

use crate::read::Table;

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
    /// The id of the essay that this one is merged with: `CAPTURE:LINE`. Given with [`Decision::MergeWith`] alone.
    pub with: Option<String>,
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
    /// The essay that begins here is no copy of another.
    NotDuplicate,
    /// The essay that begins here is the same text as [`Overrule::with`].
    MergeWith,
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
    let decisions = [
        ("split", Decision::Split),
        ("join", Decision::Join),
        ("keep", Decision::Keep),
        ("drop", Decision::Drop),
        ("not-duplicate", Decision::NotDuplicate),
        ("merge-with", Decision::MergeWith),
    ];
    let span = table.span();
    let capture = table.string("capture", d);
    let line = table.get("line").and_then(|v| v.integer(1..=u32::MAX, d));
    let decision = table.choice("decision", &decisions, d);
    let with = table.string("with", d);
    let reason = table.string("reason", d);
    table.finish(d);
    if with.is_some() != (decision == Some(Decision::MergeWith)) && decision.is_some() {
        d.push(
            Diagnostic::error("missing-key", "decision = \"merge-with\" and `with` go together")
                .at(span)
                .hint("write decision = \"merge-with\", with = \"b.txt:14\": the id of the other essay"),
        );
        return None;
    }
    if let (Some(capture), Some(line), Some(decision)) = (capture, line, decision) {
        return Some(Overrule { capture, line, decision, with, reason });
    }
    d.push(
        Diagnostic::error("missing-key", "[[import.overrule]] needs `capture`, `line` and `decision`")
            .at(span)
            .hint("write capture = \"a.txt\", line = 120, decision = \"split\""),
    );
    None
}
