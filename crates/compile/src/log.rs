//! Findings and times of one compilation.

use std::time::Duration;

use anthology_base::{Diagnostics, World};

use crate::compilation::StageTime;

/// What a compilation has found and how long its stages took, so far.
pub(crate) struct Log<'a> {
    world: &'a dyn World,
    findings: Diagnostics,
    timings: Vec<StageTime>,
}

impl<'a> Log<'a> {
    pub(crate) fn new(world: &'a dyn World) -> Self {
        Self { world, findings: Diagnostics::new(), timings: Vec::new() }
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.findings.has_errors()
    }

    /// Adds findings that nothing before can have brought.
    pub(crate) fn extend(&mut self, found: Diagnostics) {
        self.findings.append(found);
    }

    /// Adds findings, except those that an earlier edition has brought already.
    pub(crate) fn report(&mut self, found: Diagnostics) {
        for finding in found {
            if !self.findings.iter().any(|known| *known == finding) {
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
