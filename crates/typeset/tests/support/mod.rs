//! Books in memory for tests.

use anthology_base::{Diagnostics, MemoryWorld, SourceMap, World};
use anthology_typeset::{SetText, set, theme};

/// The repository's root.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Sets the book of a world in its own theme. Returns the diagnostics too.
pub(crate) fn set_book(world: &dyn World) -> (SetText, Vec<String>) {
    let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(world, &mut sources, &mut diagnostics).expect("a usable manifest");
    let theme = theme(&book.typesetting.theme, None, world, &mut sources, &mut diagnostics).expect("a theme");
    let theme = theme.with(&book.print, book.typesetting.font.as_deref());
    let text = set(&book, theme, &mut diagnostics);
    let found = diagnostics.iter().map(|d| format!("{:?} {}", d.severity, d.message)).collect();
    (text, found)
}

/// A book of one chapter.
pub(crate) fn one_chapter(lang: &str, chapter: &str) -> SetText {
    let manifest = format!("[book]\ntitle = \"T\"\nlanguage = \"{lang}\"\n[[part]]\nchapters = [\"a.md\"]\n");
    let world = MemoryWorld::new().with("book.toml", manifest).with("a.md", chapter);
    set_book(&world).0
}
