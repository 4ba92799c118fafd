//! Decisions made before the captures are read: the last import's and the editor's.

use crate::boundaries::FixedBoundaries;
use crate::decide::PriorDecision;
use crate::essay::Essay;
use crate::ledger::{Action, DroppedEntry, EssayEntry, Ledger, OverrideEntry};
use crate::request::Options;
use crate::source_file::{CaptureRecord, SourceFile};
use anthology_base::{Diagnostic, Diagnostics};
use std::collections::{BTreeMap, BTreeSet};

/// The last ledger, indexed by capture and line.
pub(crate) struct PreviousImport<'a> {
    pub(crate) ledger: &'a Ledger,
    essays: BTreeMap<(&'a str, usize), &'a EssayEntry>,
    pub(crate) dropped: BTreeMap<(&'a str, usize), &'a DroppedEntry>,
}

impl<'a> PreviousImport<'a> {
    pub(crate) fn new(ledger: &'a Ledger) -> Self {
        let essays = ledger.essay.iter().map(|e| ((e.capture.as_str(), e.lines.first), e)).collect();
        let dropped = ledger.dropped.iter().map(|d| ((d.capture.as_str(), d.lines.first), d)).collect();
        Self { ledger, essays, dropped }
    }

    pub(crate) fn essay(&self, capture: &str, line: usize) -> Option<&'a EssayEntry> {
        self.essays.get(&(capture, line)).copied()
    }

    /// The first lines of a capture's essays.
    fn starts(&self, capture: &str) -> BTreeSet<usize> {
        self.essays.range((capture, 0)..=(capture, usize::MAX)).map(|((_, line), _)| *line).collect()
    }
}

/// All earlier decisions, by capture.
pub(crate) struct Decisions<'a> {
    previous: &'a PreviousImport<'a>,
    pub(crate) fixed: Vec<FixedBoundaries>,
    pub(crate) keep_lines: Vec<BTreeSet<usize>>,
    pub(crate) drop_lines: Vec<BTreeSet<usize>>,
    /// By capture and line.
    actions: BTreeMap<(usize, usize), Action>,
    /// Lines that `book.toml` joins, which the ledger need not remember.
    manifest_joins: BTreeSet<(usize, usize)>,
    captures: Vec<&'a str>,
    by_name: BTreeMap<&'a str, usize>,
}

impl<'a> Decisions<'a> {
    pub(crate) fn new(
        captures: &'a [SourceFile],
        previous: &'a PreviousImport<'a>,
        options: &Options,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let before = previous.ledger;
        let names: Vec<&str> = captures.iter().map(|c| c.file.name.as_str()).collect();
        let mut decisions = Self {
            previous,
            fixed: vec![FixedBoundaries::default(); captures.len()],
            keep_lines: vec![BTreeSet::new(); captures.len()],
            drop_lines: vec![BTreeSet::new(); captures.len()],
            actions: BTreeMap::new(),
            manifest_joins: BTreeSet::new(),
            by_name: names.iter().enumerate().map(|(i, &name)| (name, i)).collect(),
            captures: names,
        };
        let known: BTreeSet<(&str, &str)> = before.capture.iter().map(|c| (c.name.as_str(), c.hash.as_str())).collect();
        for (i, capture) in captures.iter().enumerate() {
            let name = capture.file.name.as_str();
            if known.contains(&(name, capture.hash.as_str())) {
                decisions.fixed[i].frozen = Some(previous.starts(name));
            }
        }
        for entry in &before.essay {
            if let Some(text) = &entry.overrule {
                match Action::parse(text) {
                    Ok(action) => decisions.apply(&entry.capture, entry.lines.first, action, diagnostics),
                    Err(error) => diagnostics.push(*error),
                }
            }
        }
        for entry in before.dropped.iter().filter(|d| d.overrule.as_deref() == Some("keep")) {
            if let Some(i) = decisions.find(&entry.capture) {
                decisions.keep_lines[i].insert(entry.lines.first);
            }
        }
        for entry in &before.overrides {
            let Some(i) = decisions.find(&entry.capture) else { continue };
            match entry.overrule.as_str() {
                "join" => drop(decisions.fixed[i].joined.insert(entry.line)),
                _ => drop(decisions.keep_lines[i].insert(entry.line)),
            }
        }
        for proposal in before.proposal.iter().filter(|p| p.accept || options.accept_all && !p.possible) {
            decisions.apply(&proposal.capture, proposal.line, Action::Split, diagnostics);
        }
        for place in &options.accept {
            decisions.apply(&place.capture, place.line, Action::Split, diagnostics);
        }
        for overrule in &options.overrules {
            if let (Action::Join, Some(i)) = (&overrule.action, decisions.find(&overrule.capture)) {
                decisions.manifest_joins.insert((i, overrule.line));
            }
            decisions.apply(&overrule.capture, overrule.line, overrule.action.clone(), diagnostics);
        }
        decisions
    }

    /// The names of the captures.
    pub(crate) fn names(&self) -> &[&'a str] {
        &self.captures
    }

    /// The last ledger.
    pub(crate) fn previous(&self) -> &'a PreviousImport<'a> {
        self.previous
    }

    /// The capture with a name, or the only one whose name begins so.
    fn find(&self, name: &str) -> Option<usize> {
        let mut starting = self.by_name.range(name..).take_while(|(c, _)| !name.is_empty() && c.starts_with(name));
        let (first, &i) = starting.next()?;
        (*first == name || starting.next().is_none()).then_some(i)
    }

    fn apply(&mut self, name: &str, line: usize, action: Action, diagnostics: &mut Diagnostics) {
        let Some(i) = self.find(name) else {
            diagnostics.push(
                Diagnostic::warning("import-overrule", format!("no capture, or more than one, is called `{name}`"))
                    .hint("give the whole file name"),
            );
            return;
        };
        let fixed = &mut self.fixed[i];
        match action {
            Action::Split => {
                fixed.joined.remove(&line);
                fixed.split.insert(line);
            }
            Action::Join => {
                fixed.split.remove(&line);
                fixed.joined.insert(line);
            }
            Action::Keep => {
                self.keep_lines[i].insert(line);
                self.actions.insert((i, line), Action::Keep);
            }
            Action::Drop => {
                self.drop_lines[i].insert(line);
                self.actions.insert((i, line), Action::Drop);
            }
            other => {
                self.actions.insert((i, line), other);
            }
        }
    }

    /// The decisions that stand, with those of this import.
    pub(crate) fn overrides(&self) -> Vec<OverrideEntry> {
        let mut out = Vec::new();
        for (i, capture) in self.captures.iter().enumerate() {
            let entry = |line: usize, overrule: &str| OverrideEntry {
                capture: (*capture).to_owned(),
                line,
                overrule: overrule.to_owned(),
            };
            let joined = self.fixed[i].joined.iter().filter(|&&line| !self.manifest_joins.contains(&(i, line)));
            out.extend(joined.map(|&line| entry(line, "join")));
            let kept = self.keep_lines[i].iter().filter(|&&line| !self.actions.contains_key(&(i, line)));
            out.extend(kept.map(|&line| entry(line, "keep")));
        }
        out
    }

    pub(crate) fn entry(&self, essay: &Essay) -> Option<&'a EssayEntry> {
        self.previous.essay(self.captures[essay.capture], essay.lines.first)
    }

    pub(crate) fn prior(&self, essay: &Essay) -> PriorDecision {
        PriorDecision {
            kept_before: self.entry(essay).is_some_and(|e| e.decision == "kept"),
            overrule: self.actions.get(&(essay.capture, essay.lines.first)).cloned(),
        }
    }

    /// An essay by its id, whose capture's name may be shortened.
    pub(crate) fn resolve(&self, ids: &BTreeMap<String, usize>, id: &str) -> Option<usize> {
        let (name, line) = id.rsplit_once(':')?;
        let capture = self.find(name)?;
        ids.get(&format!("{}:{line}", self.captures[capture])).copied()
    }

    /// True if an essay began at a line at the last import.
    pub(crate) fn begins_essay(&self, capture: usize, line: usize) -> bool {
        self.previous.essay(self.captures[capture], line).is_some()
    }
}

/// `CAPTURE:LINE`.
pub(crate) fn essay_id(captures: &[CaptureRecord], essay: &Essay) -> String {
    format!("{}:{}", captures[essay.capture].name, essay.lines.first)
}
