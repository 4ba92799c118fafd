//! Books for tests: the sample book, and a torture book that uses every construct.

use std::path::{Path, PathBuf};

use anthology_base::{Diagnostics, MemoryWorld, Severity, SourceMap};
use anthology_typeset::SetText;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder's book in memory: its `book.toml`, `chapters/` and `fonts/`.
pub(crate) fn world_of(folder: &Path) -> MemoryWorld {
    let mut world = MemoryWorld::new();
    let mut waiting = vec![PathBuf::from("book.toml"), PathBuf::from("chapters"), PathBuf::from("fonts")];
    while let Some(path) = waiting.pop() {
        let full = folder.join(&path);
        if full.is_dir() {
            waiting.extend(std::fs::read_dir(&full).unwrap().map(|entry| path.join(entry.unwrap().file_name())));
        } else if full.is_file() {
            world = world.with(&path.to_string_lossy().replace('\\', "/"), std::fs::read(&full).unwrap());
        }
    }
    world
}

/// A book with every construct that the manuscript may hold.
pub(crate) fn torture() -> MemoryWorld {
    world_of(&root().join("tests/suite/torture"))
}

/// Loads and sets a book; fails on any error, and returns the rest of what was found.
pub(crate) fn set(world: &MemoryWorld) -> (SetText, Diagnostics) {
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
