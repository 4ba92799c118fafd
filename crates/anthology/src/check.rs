//! `anthology check`: everything that a build would say, and notes.

use anthology_base::{Diagnostics, SourceMap};

use crate::cli::Global;
use crate::console::Console;
use crate::exit::Failure;
use crate::report;
use crate::world::FileWorld;

pub(crate) fn run(global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?;
    let mut sources = SourceMap::new();
    let mut findings = Diagnostics::new();
    let book = anthology_book::load(&world, &mut sources, &mut findings);
    if let Some(book) = &book {
        findings.append(anthology_check::check(book, &sources));
    }
    let failed = findings.has_errors();
    if findings.is_empty() {
        console.progress("Checked", "nothing is wrong");
    }
    report::show(findings, &sources, world.root(), true, console);
    if failed { Err(Failure::Book) } else { Ok(()) }
}
