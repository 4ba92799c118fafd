//! A book to look passages up in.

use anthology_base::{MemoryWorld, Slug, SourceMap};
use anthology_group::{ChapterPassages, Lock, Places, Roster, passages};
use anthology_notes::{Export, Imported, NotesBook, NotesTarget, import};
use anthology_test_support::set;
use anthology_typeset::{PageMap, SetText};

/// A book, without files.
pub(crate) struct Fixture {
    pub(crate) title: String,
    pub(crate) places: Places,
    pub(crate) chapters: Vec<ChapterPassages>,
    pub(crate) lock: Lock,
    pub(crate) roster: Roster,
}

impl Fixture {
    /// A book with these pages.
    pub(crate) fn new(world: &MemoryWorld, pages: impl FnOnce(&SetText) -> PageMap) -> Self {
        let (text, _) = set(world);
        let places = Places::new(&text, &pages(&text));
        Self::of(text.metadata.title.clone(), places, passages(&text))
    }

    fn of(title: String, places: Places, chapters: Vec<ChapterPassages>) -> Self {
        Self { title, places, chapters, lock: Lock::default(), roster: Roster::default() }
    }

    /// Imports files into the notes so far.
    pub(crate) fn import(&self, files: &[(&str, &[u8])], from: Option<&str>, notes: Option<&str>) -> Imported {
        let exports: Vec<Export<'_>> = files.iter().map(|(name, bytes)| Export { name, bytes }).collect();
        let titles = [self.title.clone()];
        let book = NotesBook {
            titles: &titles,
            authors: &["Anna Roe".to_owned()],
            chapters: &self.chapters,
            places: &self.places,
            lock: &self.lock,
        };
        let group = Slug::from_text("circle");
        let target = NotesTarget { group: &group, roster: &self.roster, from, notes };
        import(&exports, book, target, &mut SourceMap::new())
    }
}
