//! The ledger and the report: every decision with its reason.

use crate::decide::{Decision, differences};
use crate::ledger::{CaptureEntry, EssayEntry, Ledger};
use crate::left_out::because;
use crate::report::{Report, ReportDiff, ReportDropped, ReportEssay, ReportHunk, ReportProposal, ReportStated};
use crate::state::{ImportState, Written};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

impl ImportState<'_> {
    pub(crate) fn ledger(&self, chapters: &BTreeMap<usize, Written>, removed: &BTreeSet<String>) -> Ledger {
        let capture = self.captures.iter().map(|c| CaptureEntry {
            name: c.name.clone(),
            hash: c.hash.clone(),
            size: c.size,
            lines: c.line_count,
        });
        let essay = (0..self.found.essays.len()).map(|i| self.essay_entry(i, chapters.get(&i), removed));
        Ledger {
            version: 1,
            capture: capture.collect(),
            proposal: self.found.proposals.clone(),
            essay: essay.collect(),
            image: self.images.to_vec(),
            overrides: self.overrides.to_vec(),
            dropped: self.found.dropped.clone(),
        }
    }

    fn essay_entry(&self, i: usize, written: Option<&Written>, removed: &BTreeSet<String>) -> EssayEntry {
        let essay = &self.found.essays[i];
        let before = self.entry(i);
        let (decision, duplicate_of) = match self.decided[i].decision {
            Decision::Kept => ("kept", None),
            Decision::Duplicate(kept) => ("duplicate", Some(self.id(kept))),
            Decision::SetAside => ("set-aside", None),
        };
        // What showed the boundary when it was made stays on record; a later import sees other evidence.
        let because = match before {
            Some(entry) => entry.because.clone(),
            None => because(&essay.evidence),
        };
        // A chapter that the importer itself took away is forgotten: wanted again, it is made anew.
        let known = before.filter(|e| e.chapter.as_ref().is_none_or(|c| !removed.contains(c)));
        EssayEntry {
            id: self.id(i),
            capture: self.captures[essay.capture].name.clone(),
            lines: essay.lines,
            bytes: essay.bytes.clone().into(),
            words: essay.words,
            title: essay.title.clone(),
            title_source: essay.title_source.as_str().to_owned(),
            kind: essay.kind.as_str().to_owned(),
            decision: decision.to_owned(),
            reason: self.reason(i),
            duplicate_of,
            chapter: written.map(|w| w.path.clone()).or_else(|| known.and_then(|e| e.chapter.clone())),
            written: written.map(|w| w.hash.clone()).or_else(|| known.and_then(|e| e.written.clone())),
            because,
            author: essay.stated.author.clone(),
            author_from: essay.found_in.author.clone(),
            date: essay.stated.date.map(|d| d.to_string()),
            date_from: essay.found_in.date.clone(),
            source: essay.url.clone(),
            source_from: essay.found_in.url.clone(),
            licence: essay.licence.clone(),
            licence_from: essay.found_in.licence.clone(),
            set_author: before.and_then(|e| e.set_author.clone()),
            set_date: before.and_then(|e| e.set_date.clone()),
            set_source: before.and_then(|e| e.set_source.clone()),
            permission: before.and_then(|e| e.permission.clone()),
            overrule: before.and_then(|e| e.overrule.clone()),
            set_title: before.and_then(|e| e.set_title.clone()),
        }
    }

    /// A standing decision keeps the reason it was made for.
    fn reason(&self, i: usize) -> String {
        let standing = anthology_dedupe::Reason::KeptBefore.as_str();
        let new = &self.decided[i].reason;
        match self.entry(i) {
            Some(before) if before.decision == "kept" && self.decided[i].decision == Decision::Kept => {
                before.reason.clone()
            }
            Some(before) if before.decision == "duplicate" && new.contains(standing) => before.reason.clone(),
            _ => new.clone(),
        }
    }

    pub(crate) fn report(&self, ledger: &Ledger) -> Report {
        let essays = self.found.essays.iter().zip(self.decided).zip(&ledger.essay).map(|((essay, decided), entry)| {
            ReportEssay {
                id: entry.id.clone(),
                capture: entry.capture.clone(),
                start_line: essay.lines.first,
                end_line: essay.lines.last,
                title: essay.title.clone(),
                title_source: essay.title_source.as_str(),
                kind: essay.kind.as_str(),
                decision: match decided.decision {
                    Decision::Kept => "kept",
                    Decision::Duplicate(_) => "duplicate",
                    Decision::SetAside => "set-aside",
                },
                reason: entry.reason.clone(),
                duplicate_of: entry.duplicate_of.clone(),
                chapter: entry.chapter.clone().filter(|_| decided.decision == Decision::Kept),
                words: essay.words,
                because: entry.because.clone(),
                author: stated(&entry.author, &entry.author_from),
                date: stated(&entry.date, &entry.date_from),
                source: stated(&entry.source, &entry.source_from),
                licence: stated(&entry.licence, &entry.licence_from),
                permission: entry.permission.as_ref().map(|p| p.status().to_owned()),
            }
        });
        let lines = ledger.dropped.iter().map(|d| ReportDropped {
            capture: d.capture.clone(),
            start_line: d.lines.first,
            end_line: d.lines.last,
            reason: d.reason.clone(),
            text: d.text.clone(),
        });
        let invisible = self.captures.iter().flat_map(|c| {
            c.invisible.iter().map(|&line| ReportDropped {
                capture: c.name.clone(),
                start_line: line,
                end_line: line,
                reason: "blank: invisible characters only".into(),
                text: String::new(),
            })
        });
        let proposals = ledger.proposal.iter().map(|p| ReportProposal {
            capture: p.capture.clone(),
            line: p.line,
            text: p.text.clone(),
            score: p.score,
            likely: !p.possible,
            because: p.because.clone(),
        });
        Report {
            skipped: Vec::new(),
            essays: essays.collect(),
            dropped: lines.chain(invisible).collect(),
            proposals: proposals.collect(),
            variants: self.variants(),
        }
    }

    fn variants(&self) -> Vec<ReportDiff> {
        let pairs = self.decided.iter().enumerate().filter_map(|(i, d)| match d.decision {
            Decision::Duplicate(kept) => Some((kept, i)),
            _ => None,
        });
        let pairs: Vec<(usize, usize)> = pairs.collect();
        pairs
            .into_par_iter()
            .map(|(kept, other)| {
                let found = differences(&self.found.essays[kept], &self.found.essays[other]);
                ReportDiff {
                    kept: self.id(kept),
                    other: self.id(other),
                    kept_words: found.a_words,
                    other_words: found.b_words,
                    same_words: found.same_words,
                    differences: found.hunks.into_iter().map(|h| ReportHunk { kept: h.a, other: h.b }).collect(),
                }
            })
            .collect()
    }
}

fn stated(value: &Option<String>, place: &Option<String>) -> Option<ReportStated> {
    let value = value.clone()?;
    Some(ReportStated { value, found_in: place.clone().unwrap_or_default() })
}
