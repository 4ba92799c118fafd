//! `anthology check`: every finding of a build, and notes.

use crate::cli::CheckArgs;
use crate::console::Console;
use crate::exit::Failure;
use crate::global::Global;
use crate::report;
use crate::world::FileWorld;

pub(crate) fn run(args: &CheckArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?;
    let mut compilation = anthology_compile::check(&world, &args.editions());
    compilation.report(world.links_out_of_the_book());
    if compilation.findings.is_empty() {
        console.progress("Checked", "no problems found");
    }
    report::finish(compilation.findings, &compilation.sources, world.root(), true, console)
}
