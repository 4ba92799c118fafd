//! The road from a book's folder to finished files, and how long each stage of it took.

use std::time::{Duration, Instant};

use anthology_base::{Diagnostics, SourceMap};
use anthology_book::{Book, Look};
use anthology_layout::fonts::Fonts;
use anthology_typeset::{SetText, Theme};

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
    /// The themes that were read, by name.
    themes: Vec<(String, Theme)>,
    timings: Vec<(&'static str, Duration)>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(world: &'a FileWorld, console: &'a Console) -> Self {
        let (sources, findings) = (SourceMap::new(), Diagnostics::new());
        Self { world, console, sources, findings, themes: Vec::new(), timings: Vec::new() }
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

    /// The fonts that the book may use.
    pub(crate) fn fonts(&mut self) -> Fonts {
        let mut found = Diagnostics::new();
        let fonts = Fonts::load(self.world, &mut self.sources, &mut found);
        self.report(found);
        fonts
    }

    /// Sets the book. `None` where its theme or fonts can't be used; also after errors so far, since what
    /// is set of a book with holes would only repeat them.
    pub(crate) fn set(&mut self, book: &Book, look: &Look, fonts: &Fonts) -> Option<SetText> {
        let start = Instant::now();
        let theme = self.theme(look)?.with(&look.print, book.typesetting.font.as_deref());
        let mut found = Diagnostics::new();
        let text = anthology_typeset::set(book, theme, &mut found);
        fonts.check(&text.theme.fonts, &mut found);
        self.report(found);
        self.took("typeset", start.elapsed());
        (!self.findings.has_errors()).then_some(text)
    }

    /// A look's theme as its file describes it. It is read once.
    fn theme(&mut self, look: &Look) -> Option<Theme> {
        let name = &look.theme;
        if let Some((_, theme)) = self.themes.iter().find(|(known, _)| known == name) {
            return Some(theme.clone());
        }
        let mut found = Diagnostics::new();
        let theme = anthology_typeset::theme(name, look.theme_span, self.world, &mut self.sources, &mut found);
        self.report(found);
        self.themes.extend(theme.clone().map(|theme| (name.clone(), theme)));
        theme
    }

    /// Takes findings in, but for those that an edition before has brought already.
    pub(crate) fn report(&mut self, found: Diagnostics) {
        for finding in found {
            if !self.findings.iter().any(|known| *known == finding) {
                self.findings.push(finding);
            }
        }
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

/// A value, and how long it took to come by.
pub(crate) fn timed<T>(stage: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = stage();
    (value, start.elapsed())
}

/// The most memory that was resident, in kilobytes. Linux only.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
