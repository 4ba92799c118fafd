//! Findings and times of one compilation.

use std::collections::BTreeSet;
use std::time::Duration;

use anthology_base::{Diagnostic, Diagnostics, SourceMap, World};

use crate::compilation::{Compilation, StageTime};
use crate::levels::Levels;

/// The findings of a compilation and the time of each stage, so far.
pub(crate) struct Log<'a> {
    world: &'a dyn World,
    findings: Diagnostics,
    /// Those that [`Log::report`] has added, to know them again.
    reported: BTreeSet<Diagnostic>,
    /// True if an error was found that concerns every output.
    book_failed: bool,
    levels: Levels,
    excused: usize,
    timings: Vec<StageTime>,
}

impl<'a> Log<'a> {
    pub(crate) fn new(world: &'a dyn World) -> Self {
        Self {
            world,
            findings: Diagnostics::new(),
            reported: BTreeSet::new(),
            book_failed: false,
            levels: Levels::default(),
            excused: 0,
            timings: Vec::new(),
        }
    }

    /// Sets the levels of all findings that are reported from now on.
    pub(crate) fn set_levels(&mut self, levels: Levels) {
        self.levels = levels;
    }

    /// Findings so far.
    pub(crate) fn findings(&self) -> &Diagnostics {
        &self.findings
    }

    /// True if an error was found that concerns every output.
    pub(crate) fn book_failed(&self) -> bool {
        self.book_failed
    }

    /// Adds findings that concern every output, before any edition is laid out.
    pub(crate) fn report_of_book(&mut self, found: Diagnostics) {
        self.excused += self.levels.excused(&found);
        let found = self.levels.adjust(found);
        self.book_failed |= found.has_errors();
        self.reported.extend(found.iter().cloned());
        self.findings.append(found);
    }

    /// Adds findings of one output, except those that an earlier output has brought already. True if none is an error.
    pub(crate) fn report(&mut self, found: Diagnostics) -> bool {
        let excused = self.levels.excused(&found);
        let adjusted = self.levels.adjust(found);
        let sound = !adjusted.has_errors();
        let before = self.findings.iter().len();
        self.add(adjusted);
        // What an earlier output has brought already was counted then.
        self.excused += excused.min(self.findings.iter().len() - before);
        sound
    }

    /// Adds the finding that a file can't be made, whatever the levels are.
    pub(crate) fn report_unmade(&mut self, finding: Diagnostic) {
        self.add([finding].into_iter().collect());
    }

    fn add(&mut self, found: Diagnostics) {
        for finding in found {
            if self.reported.insert(finding.clone()) {
                self.findings.push(finding);
            }
        }
    }

    /// Records the time that a stage took.
    pub(crate) fn record_time(&mut self, stage: &'static str, time: Duration) {
        self.timings.push(StageTime { stage, time });
    }

    /// Runs a stage and records its time.
    pub(crate) fn timed<T>(&mut self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let Timed { value, time } = timed(self.world, work);
        self.record_time(stage, time);
        value
    }

    pub(crate) fn world(&self) -> &'a dyn World {
        self.world
    }

    /// The compilation of what was found.
    pub(crate) fn finish(self, sources: SourceMap) -> Compilation {
        let Self { findings, excused, levels, timings, .. } = self;
        Compilation {
            files: Vec::new(),
            site: Vec::new(),
            groups: Vec::new(),
            lock: None,
            makeable: Vec::new(),
            findings,
            excused,
            levels,
            sources,
            timings,
        }
    }
}

/// A value and the time that its making took.
pub(crate) struct Timed<T> {
    pub(crate) value: T,
    pub(crate) time: Duration,
}

/// Runs a function and measures it by the world's clock.
pub(crate) fn timed<T>(world: &dyn World, work: impl FnOnce() -> T) -> Timed<T> {
    let start = world.elapsed();
    let value = work();
    Timed { value, time: world.elapsed().saturating_sub(start) }
}
