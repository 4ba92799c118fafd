//! Findings and times of one compilation.

use std::collections::BTreeSet;
use std::time::Duration;

use anthology_base::{Diagnostic, Diagnostics, World};

use crate::compilation::StageTime;

/// The findings of a compilation and the time of each stage, so far.
pub(crate) struct Log<'a> {
    world: &'a dyn World,
    findings: Diagnostics,
    /// Those that [`Log::report`] has added, to know them again.
    reported: BTreeSet<Diagnostic>,
    /// True if an error was found that concerns every output.
    book_failed: bool,
    timings: Vec<StageTime>,
}

impl<'a> Log<'a> {
    pub(crate) fn new(world: &'a dyn World) -> Self {
        Self { world, findings: Diagnostics::new(), reported: BTreeSet::new(), book_failed: false, timings: Vec::new() }
    }

    /// True if an error was found that concerns every output.
    pub(crate) fn book_failed(&self) -> bool {
        self.book_failed
    }

    /// Adds findings that concern every output, before any edition is laid out.
    pub(crate) fn report_of_book(&mut self, found: Diagnostics) {
        self.book_failed |= found.has_errors();
        self.reported.extend(found.iter().cloned());
        self.findings.append(found);
    }

    /// Adds findings of one output, except those that an earlier output has brought already. True if none is an error.
    pub(crate) fn report(&mut self, found: Diagnostics) -> bool {
        let sound = !found.has_errors();
        for finding in found {
            if self.reported.insert(finding.clone()) {
                self.findings.push(finding);
            }
        }
        sound
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

    pub(crate) fn finish(self) -> (Diagnostics, Vec<StageTime>) {
        (self.findings, self.timings)
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
