//! What an import leaves out of a capture, and what it proposes: records that need the capture's lines.

use crate::boilerplate::Boilerplate;
use crate::boundaries::{Boundary, Thresholds};
use crate::capture::Capture;
use crate::decisions::PreviousImport;
use crate::essay::Essay;
use crate::evidence::Evidence;
use crate::ledger::{ByteRange, DroppedEntry, LineRange, ProposalEntry};

/// The lines of a capture that no essay has, in their order.
pub(crate) fn dropped(
    capture: &Capture,
    marks: &[Option<Boilerplate>],
    essays: &[Essay],
    previous: &PreviousImport<'_>,
) -> Vec<DroppedEntry> {
    let entry = |lines: LineRange, bytes: ByteRange, text: &str, reason: &str| DroppedEntry {
        capture: capture.name.clone(),
        lines,
        bytes,
        text: text.to_owned(),
        reason: reason.to_owned(),
        overrule: previous.dropped.get(&(capture.name.as_str(), lines.first)).and_then(|d| d.overrule.clone()),
    };
    let mut list: Vec<DroppedEntry> = Vec::new();
    for (line, mark) in capture.lines.iter().zip(marks) {
        if let Some(mark) = mark {
            let lines = LineRange { first: line.number, last: line.last_number };
            list.push(entry(lines, line.bytes.clone().into(), &line.text, mark.reason()));
        }
    }
    for essay in essays {
        if let Some((number, text)) = &essay.body.alt_text {
            let at = capture.lines.partition_point(|l| l.number < *number);
            let start = capture.lines.get(at).map_or(0, |l| l.bytes.start);
            let bytes = ByteRange { start, end: start + text.len() };
            list.push(entry(LineRange { first: *number, last: *number }, bytes, text, Boilerplate::AltText.reason()));
        }
    }
    for essay in essays {
        for dropped in &essay.body.dropped {
            list.push(entry(essay.lines, essay.bytes.clone().into(), &dropped.text, &dropped.reason));
        }
    }
    list.sort_by_key(|d| d.lines);
    list
}

/// A boundary that waits for the editor.
pub(crate) fn proposal(capture: &Capture, boundary: &Boundary, thresholds: Thresholds) -> ProposalEntry {
    let line = &capture.lines[boundary.line];
    ProposalEntry {
        capture: capture.name.clone(),
        line: line.number,
        text: beginning(&line.text),
        score: boundary.score,
        because: because(&boundary.evidence),
        possible: !thresholds.likely(boundary.titled, boundary.score),
        accept: false,
    }
}

/// Evidence as the ledger has it.
pub(crate) fn because(evidence: &[Evidence]) -> Vec<String> {
    evidence.iter().map(|e| format!("{:+} {}", e.points, e.text)).collect()
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(70) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
