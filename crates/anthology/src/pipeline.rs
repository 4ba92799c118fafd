//! The road from a book's folder to finished files, and how long each stage of it took.

use std::time::{Duration, Instant};

use anthology_base::{Diagnostics, SourceMap};
use anthology_book::Book;
use anthology_layout::font::Fonts;
use anthology_typeset::SetText;

use crate::console::Console;
use crate::exit::Failure;
use crate::report;
use crate::world::FileWorld;

/// A run over one book: what was read, what was found, what it cost.
pub(crate) struct Run<'a> {
    pub(crate) world: &'a FileWorld,
    pub(crate) console: &'a Console,
    pub(crate) sources: SourceMap,
    pub(crate) findings: Diagnostics,
    timings: Vec<(&'static str, Duration)>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(world: &'a FileWorld, console: &'a Console) -> Self {
        let (sources, findings) = (SourceMap::new(), Diagnostics::new());
        Self { world, console, sources, findings, timings: Vec::new() }
    }

    /// Reads the book and looks it over.
    pub(crate) fn load(&mut self) -> Option<Book> {
        let start = Instant::now();
        let book = anthology_book::load(self.world, &mut self.sources, &mut self.findings);
        if let Some(book) = &book {
            self.findings.append(anthology_check::check(book, &self.sources));
        }
        self.took("load", start.elapsed());
        book
    }

    /// Sets the book. `None` where its theme or fonts can't be used; also after errors so far, since what
    /// is set of a book with holes would only repeat them.
    pub(crate) fn set(&mut self, book: &Book) -> Option<(SetText, Fonts)> {
        let start = Instant::now();
        let name = &book.typesetting.theme;
        let theme = anthology_typeset::theme(name, book.theme_span, self.world, &mut self.sources, &mut self.findings)?;
        let fonts = Fonts::load(self.world, &mut self.sources, &mut self.findings);
        let text = anthology_typeset::set(book, theme, &mut self.findings);
        fonts.check(&text.theme.fonts, &mut self.findings);
        self.took("typeset", start.elapsed());
        (!self.findings.has_errors()).then_some((text, fonts))
    }

    /// Notes what a stage took.
    pub(crate) fn took(&mut self, stage: &'static str, time: Duration) {
        self.timings.push((stage, time));
    }

    /// Shows what was found. A failure where one of the findings is an error.
    pub(crate) fn finish(&mut self, notes: bool) -> Result<(), Failure> {
        let findings = std::mem::take(&mut self.findings);
        let failed = findings.has_errors();
        report::show(findings, &self.sources, self.world.root(), notes, self.console);
        if failed { Err(Failure::Book) } else { Ok(()) }
    }

    /// Prints the seconds of each stage, and the greatest memory so far where the system tells.
    pub(crate) fn print_timings(&self, total: Duration) {
        for (stage, time) in self.timings.iter().chain([&("total", total)]) {
            self.console.say(&format!("{stage:>10} {:7.3} s", time.as_secs_f64()));
        }
        if let Some(kilobytes) = peak_memory() {
            self.console.say(&format!("{:>10} {:7.1} MB", "memory", kilobytes as f64 / 1000.0));
        }
    }
}

/// The most memory that was resident, in kilobytes. Linux only.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
