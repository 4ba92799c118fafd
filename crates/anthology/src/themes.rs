//! `anthology themes`: the themes that come with the program, and a file to begin one's own with.

use std::path::{Path, PathBuf};

use anthology_base::nearest;
use anthology_typeset::{BundledTheme, new_theme, themes, token_reference};

use crate::cli::{ThemesAction, ThemesArgs};
use crate::console::Console;
use crate::exit::Failure;
use crate::global::Global;
use crate::output::{Output, write_all};
use crate::world::FileWorld;

pub(crate) fn run(args: &ThemesArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    if let Some(ThemesAction::New { name, from }) = &args.action {
        return begin(name, find(from)?, global, console);
    }
    if let Some(name) = &args.show {
        console.print(find(name)?.source.trim_end());
    } else if args.tokens {
        console.print(token_reference().trim_end());
    } else {
        for theme in themes() {
            console.print(&format!("{:<12} {}", theme.name, theme.description));
        }
    }
    Ok(())
}

/// Writes a theme file into the book's folder, or here where there is no book.
fn begin(name: &str, from: &BundledTheme, global: &Global, console: &Console) -> Result<(), Failure> {
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if name.is_empty() || !is_name || themes().iter().any(|theme| theme.name == name) {
        return Err(Failure::Usage(format!(
            "a theme can't be called `{name}`\nhelp: use letters, digits and hyphens, and no name of a theme that comes \
             with the program"
        )));
    }
    let folder = match &global.book {
        Some(folder) => folder.clone(),
        None => FileWorld::open(None).map_or_else(|_| PathBuf::new(), |world| world.root().to_owned()),
    };
    let file = format!("{name}.toml");
    let path = folder.join(Path::new(&file));
    if path.exists() {
        return Err(Failure::Usage(format!("`{}` is there already\nhelp: choose another name", path.display())));
    }
    write_all(&[Output { path: path.clone(), bytes: new_theme(name, from).into_bytes() }])?;
    console.progress("Wrote", &format!("{}: to use it, write theme = \"{file}\" under [typesetting]", path.display()));
    Ok(())
}

fn find(name: &str) -> Result<&'static BundledTheme, Failure> {
    themes().iter().find(|theme| theme.name == name).ok_or_else(|| {
        let names = themes().iter().map(|theme| theme.name);
        let hint = match nearest(name, names.clone()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("use one of {}", names.collect::<Vec<_>>().join(", ")),
        };
        Failure::Usage(format!("no theme `{name}`\nhelp: {hint}"))
    })
}
