//! `anthology new`: a small book to start from.

use anthology_book::MANIFEST;

use crate::cli::NewArgs;
use crate::console::{Console, shell_quoted};
use crate::exit::Failure;
use crate::output::{Output, write_all};

const FILES: [(&str, &str); 3] = [
    (MANIFEST, include_str!("../templates/book.toml")),
    ("chapters/the-first-chapter.md", include_str!("../templates/chapters/the-first-chapter.md")),
    ("chapters/the-second-chapter.md", include_str!("../templates/chapters/the-second-chapter.md")),
];

pub(crate) fn run(args: &NewArgs, console: &Console) -> Result<(), Failure> {
    let taken = FILES.iter().map(|(path, _)| args.dir.join(path)).find(|path| path.exists());
    if let Some(path) = taken {
        return Err(Failure::Usage(format!("`{}` is there already\nhelp: name a new folder", path.display())));
    }
    let outputs: Vec<Output> = FILES
        .iter()
        .map(|(path, text)| Output { path: args.dir.join(path), bytes: text.as_bytes().to_vec() })
        .collect();
    write_all(&outputs)?;
    let (dir, manifest) = (args.dir.display(), args.dir.join(MANIFEST));
    let quoted = shell_quoted(&args.dir);
    console
        .progress("Made", &format!("{dir}: read {}, then try `anthology build --book {quoted}`", manifest.display()));
    Ok(())
}
