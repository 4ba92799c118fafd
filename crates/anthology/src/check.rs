//! `anthology check`: everything that a build would say, and notes.

use crate::build;
use crate::cli::{CheckArgs, Global};
use crate::console::Console;
use crate::edition::{self, Workshop};
use crate::exit::Failure;
use crate::pipeline::Run;
use crate::world::FileWorld;

pub(crate) fn run(args: &CheckArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?;
    let mut run = Run::new(&world, console);
    if let Some(book) = run.load() {
        let editions = edition::named(&args.edition, &book, &mut run);
        let mut workshop = Workshop::new(book, &mut run);
        for edition in &editions {
            // For what only shows on a page, such as characters that no font has.
            let Some(laid) = workshop.lay(edition, &mut run) else { continue };
            run.report(anthology_check::preflight(&workshop.book, edition, &workshop.laid(laid).pages));
            run.report(build::wrap(&workshop, edition, laid).err().into_iter().collect());
        }
    }
    if run.findings.is_empty() {
        console.progress("Checked", "nothing is wrong");
    }
    run.finish(true)
}
