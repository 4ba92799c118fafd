//! `anthology check`: everything that a build would say, and notes.

use crate::cli::Global;
use crate::console::Console;
use crate::exit::Failure;
use crate::pipeline::Run;
use crate::world::FileWorld;

pub(crate) fn run(global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?;
    let mut run = Run::new(&world, console);
    let set = run.load().and_then(|book| run.set(&book));
    if let Some((text, fonts)) = set {
        // For what only shows on a page, such as characters that no font has.
        anthology_layout::layout(&text, &fonts, &mut run.findings);
    }
    if run.findings.is_empty() {
        console.progress("Checked", "nothing is wrong");
    }
    run.finish(true)
}
