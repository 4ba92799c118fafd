//! What the program says about itself: explanations of diagnostics, shell completions, manual pages.

use std::io::stdout;

use anthology_base::nearest;
use anthology_explain::{Entry, entries, entry};
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Cli, ExplainArgs, ManArgs};
use crate::console::Console;
use crate::exit::Failure;

/// Prints the entry of a code, or a list of all codes.
pub(crate) fn explain(args: &ExplainArgs, console: &Console) -> Result<(), Failure> {
    let Some(code) = &args.code else {
        for Entry { code, text, .. } in entries() {
            let first = text.split_inclusive(['.', ':']).next().unwrap_or(text).trim_end_matches(':');
            console.print(&format!("{code:<22} {first}"));
        }
        return Ok(());
    };
    // As it is printed: `error[missing-alt]`.
    let bare = code.rsplit('[').next().unwrap_or(code).trim_end_matches(']');
    let Some(found) = entry(bare) else {
        let hint = match nearest(bare, entries().map(|entry| entry.code)) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "`anthology explain` lists all codes".to_owned(),
        };
        return Err(Failure::Usage(format!("no diagnostic is called `{bare}`\nhelp: {hint}")));
    };
    console.print(&format!("{}\n\n{}", found.code, found.text));
    if let Some(mend) = found.mend {
        console.print(&format!("\nTo mend it: {mend}"));
    }
    if let Some(example) = found.example {
        console.print(&format!("\n    {}", example.replace('`', "")));
    }
    if !found.fixed {
        let code = found.code;
        console.print(&format!("\nIts level can be set in book.toml:\n\n    [diagnostics]\n    {code} = \"warn\""));
    }
    Ok(())
}

/// Prints a completion script.
pub(crate) fn completions(shell: Shell) {
    clap_complete::generate(shell, &mut Cli::command(), "anthology", &mut stdout());
}

/// Prints a manual page in roff.
pub(crate) fn man(args: &ManArgs) -> Result<(), Failure> {
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => {
            let names: Vec<String> = program.get_subcommands().map(|c| c.get_name().to_owned()).collect();
            let Some(command) = program.find_subcommand(name) else {
                return Err(Failure::Usage(format!("no command `{name}`\nhelp: use one of {}", names.join(", "))));
            };
            command.clone()
        }
    };
    // A closed pipe is not an error.
    let _ = clap_mangen::Man::new(page).render(&mut stdout());
    Ok(())
}
