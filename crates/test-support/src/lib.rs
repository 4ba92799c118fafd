//! Books for the tests of other crates: the sample book, and a torture book that uses every construct; and what a
//! paragraph by itself is set with; and invented sentences. No crate
//! depends on this one but for its tests and benches. It reads files, and panics where one can't be read.

mod invented;
mod paragraph;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anthology_base::{Diagnostics, MemoryWorld, Severity, SourceMap};
use anthology_layout::fonts::Fonts;
use anthology_layout::page::Pages;
use anthology_typeset::SetText;

pub use invented::sentences;
pub use paragraph::{font_tokens, micro_tokens, text_style};

/// The repository's root, which is the sample book's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of a folder's book by path: its `book.toml`, `chapters/` and `fonts/`.
///
/// # Panics
/// Where a file can't be read.
pub fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![PathBuf::from("book.toml"), PathBuf::from("chapters"), PathBuf::from("fonts")];
    while let Some(path) = waiting.pop() {
        let full = folder.join(&path);
        if full.is_dir() {
            let entries = std::fs::read_dir(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()));
            waiting.extend(entries.map(|entry| path.join(entry.expect("an entry").file_name())));
        } else if full.is_file() {
            let bytes = std::fs::read(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()));
            files.insert(path.to_string_lossy().replace('\\', "/"), bytes);
        }
    }
    files
}

/// A folder's book in memory.
///
/// # Panics
/// Where a file can't be read.
pub fn world_of(folder: &Path) -> MemoryWorld {
    files_of(folder).into_iter().fold(MemoryWorld::new(), |world, (path, bytes)| world.with(&path, bytes))
}

/// The sample book.
pub fn sample() -> MemoryWorld {
    world_of(&root())
}

/// A book with every construct that a manuscript may hold.
pub fn torture() -> MemoryWorld {
    world_of(&root().join("tests/suite/torture"))
}

/// Loads and sets a book. Gives the rest of what was found.
///
/// # Panics
/// On any error in the book.
pub fn set(world: &MemoryWorld) -> (SetText, Diagnostics) {
    let mut sources = SourceMap::new();
    let mut diagnostics = Diagnostics::new();
    let book = anthology_book::load(world, &mut sources, &mut diagnostics);
    let book = book.unwrap_or_else(|| panic!("the book can't be loaded: {diagnostics:#?}"));
    let theme = anthology_typeset::theme(&book.typesetting.theme, None, world, &mut sources, &mut diagnostics)
        .expect("a theme");
    let theme = theme.with(&book.print, book.typesetting.font.as_deref());
    let text = anthology_typeset::set(&book, theme, &mut diagnostics);
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .map(|d| match d.span {
            Some(span) => {
                let file = sources.file(span.file);
                let place = file.line_col(span.start as usize);
                format!("{}:{}:{}: {}", file.path(), place.line, place.column, d.message)
            }
            None => d.message.clone(),
        })
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    (text, diagnostics)
}

/// Lays a set book out, in the fonts that come with the program.
///
/// # Panics
/// On any error in the book.
pub fn lay_out(text: &SetText) -> Pages {
    let mut found = Diagnostics::new();
    let pages = anthology_layout::layout(text, &Fonts::bundled(), &mut found);
    assert!(!found.has_errors(), "{found:#?}");
    pages
}
