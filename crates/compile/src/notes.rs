//! Members' notes: from the files of their devices to the notes of their group, and the notebook that is made of them.

use anthology_base::{Diagnostics, Slug, SourceMap, World};
use anthology_book::{Book, MEMBER_NOTES, MemberNote, parse_member_notes};
use anthology_group::{Places, Roster, group_folder, passages};
use anthology_notes::{Export, Imported, NotesBook, NotesTarget, import, notebook};

use crate::compilation::{Compilation, OutputFile};
use crate::file_names::FileNames;
use crate::group_names::folder_of_group;
use crate::layouts::{self, Layouts};
use crate::log::Log;
use crate::prepared;

/// The files of members, and whose they are.
#[derive(Clone, Copy, Debug)]
pub struct NotesRequest<'a> {
    /// The files.
    pub exports: &'a [Export<'a>],
    /// The reader of all of them, where they don't say it.
    pub from: Option<&'a str>,
    /// The name of the group; `None` for the book's only one.
    pub group: Option<&'a str>,
}

/// What became of the files.
#[derive(Debug, Default)]
pub struct NotesOutcome {
    /// The new or changed files, by their paths from the book's folder. None where nothing has changed.
    pub files: Vec<OutputFile>,
    /// The notebook, by its path in the folder of the groups: `thursday-circle/notebook.html`.
    pub notebook: Option<OutputFile>,
    /// The counts, and the notes that are new.
    pub imported: Imported,
    /// The folder of the group; `None` where it isn't known.
    pub group: Option<Slug>,
    /// Everything found about the book and the files.
    pub findings: Diagnostics,
    /// The files that spans of the findings point into.
    pub sources: SourceMap,
}

/// Finds the passages of members' files in the book, and adds them to the notes of their group.
pub fn notes(world: &dyn World, request: &NotesRequest<'_>) -> NotesOutcome {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    let made = make(world, request, &mut sources, &mut log).unwrap_or_default();
    let Compilation { findings, sources, .. } = log.finish(sources);
    NotesOutcome { findings, sources, ..made }
}

fn make(
    world: &dyn World,
    request: &NotesRequest<'_>,
    sources: &mut SourceMap,
    log: &mut Log<'_>,
) -> Option<NotesOutcome> {
    let mut book = prepared::load(world, false, sources, log)?;
    let group = match folder_of_group(&book, request.group) {
        Ok(group) => group,
        Err(finding) => {
            log.report([finding].into_iter().collect());
            return None;
        }
    };
    let mut found = Diagnostics::new();
    let roster = Roster::read(world, &group, sources, &mut found);
    if !log.report(found) {
        return None;
    }
    let fonts = prepared::fonts(world, sources, log);
    let reference = book.reference_edition();
    let themes = layouts::themes(&book, std::slice::from_ref(&reference), false, sources, log);
    let lock = prepared::lock(&mut book, world, log);
    let mut layouts = Layouts::new(&book, &fonts, sources, &themes, &lock);
    let id = layouts.edition(&reference, log)?;
    let layout = layouts.take(id);
    let places = Places::new(&layout.text, &layout.pages.map);
    let chapters = passages(&layout.text);
    let path = notes_path(&group);
    let existing = world.read(&path).ok();
    let existing = existing.as_deref().map(String::from_utf8_lossy);
    let (titles, authors) = names(&book);
    let view = NotesBook { titles: &titles, authors: &authors, chapters: &chapters, places: &places, lock: &lock };
    let target = NotesTarget { group: &group, roster: &roster, from: request.from, notes: existing.as_deref() };
    let mut imported = import(request.exports, view, target, sources);
    // A file that can't be read leaves the notes of the others.
    log.report(std::mem::take(&mut imported.findings));
    let mut outcome = NotesOutcome { imported, group: Some(group.clone()), ..NotesOutcome::default() };
    let text = outcome.imported.text.as_deref().or(existing.as_deref());
    if let Some(text) = text {
        let mut found = Diagnostics::new();
        let all = parse_member_notes(&path, text, sources, &mut found);
        let html = notebook(&all, &places, &book.metadata.title, book.metadata.language);
        outcome.notebook = Some(OutputFile { name: format!("{group}/{NOTEBOOK}"), bytes: html.into_bytes() });
    }
    if let Some(text) = &outcome.imported.text {
        outcome.files.push(OutputFile { name: path, bytes: text.clone().into_bytes() });
    }
    Some(outcome)
}

/// The path of a group's notes from the book's folder.
pub fn notes_path(group: &Slug) -> String {
    format!("{}/{MEMBER_NOTES}", group_folder(group))
}

/// The name of the notebook in a group's folder.
const NOTEBOOK: &str = "notebook.html";

/// The notebooks of all groups with notes, by path.
pub(crate) fn notebooks(book: &Book, places: &Places) -> Vec<OutputFile> {
    let with_notes = book.member_notes.iter().filter(|(_, notes)| !notes.is_empty());
    let file = |(group, notes): (&Slug, &Vec<MemberNote>)| OutputFile {
        name: format!("{group}/{NOTEBOOK}"),
        bytes: notebook(notes, places, &book.metadata.title, book.metadata.language).into_bytes(),
    };
    with_notes.map(file).collect()
}

/// The titles that devices may have for the book, and the names of its authors.
fn names(book: &Book) -> (Vec<String>, Vec<String>) {
    let metadata = &book.metadata;
    let files = FileNames::of(book);
    let mut titles = vec![metadata.title.clone(), files.stem().to_owned()];
    titles.extend(metadata.subtitle.as_ref().map(|subtitle| format!("{} {subtitle}", metadata.title)));
    titles.extend(metadata.short_title.clone());
    titles.extend(files.epub().strip_suffix(".epub").map(str::to_owned));
    (titles, metadata.people.iter().map(|person| person.name.clone()).collect())
}
