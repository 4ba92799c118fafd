//! From files to the notes of a group.

use anthology_base::{Address, Diagnostic, Diagnostics, FileId, Slug, SourceMap, Span};
use anthology_book::{A_READER, Confidence, MEMBER_NOTES, MemberNote};
use anthology_group::{ChapterPassages, Lock, Places, Roster, group_folder};

use crate::book_text::BookText;
use crate::costs::{MOST_BYTES, MOST_MARKS};
use crate::fold::{Folded, fold};
use crate::mark::{BookMarks, Mark};
use crate::notes_file::{Added, NotesFile};
use crate::placed::{Placed, place, without_parts};
use crate::places::PlaceFinder;
use crate::read::{ReadFile, Unreadable, read};
use crate::titles::{BookNames, TitleFit};

/// A file of a device or a program.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// Its name, for messages and for telling readers apart.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// The book in which passages are looked for.
#[derive(Clone, Copy, Debug)]
pub struct NotesBook<'a> {
    /// Its titles: with and without the subtitle, and the stems of the names of its files.
    pub titles: &'a [String],
    /// The names of its authors and editors.
    pub authors: &'a [String],
    /// All its words.
    pub chapters: &'a [ChapterPassages],
    /// Its paragraphs and pages.
    pub places: &'a Places,
    /// The copies that members have.
    pub lock: &'a Lock,
}

/// Whose notes they are, and where they go.
#[derive(Clone, Copy, Debug)]
pub struct NotesTarget<'a> {
    /// The group's folder.
    pub group: &'a Slug,
    /// Its members.
    pub roster: &'a Roster,
    /// The name of the reader of all files.
    pub from: Option<&'a str>,
    /// The text of the group's notes so far; `None` where there are none.
    pub notes: Option<&'a str>,
}

/// The result of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// The new text of `notes.toml`; `None` where nothing has changed, or where an error was found.
    pub text: Option<String>,
    /// Notes that are new, in the order of the files.
    pub added: Vec<MemberNote>,
    /// Passages that were longer than before.
    pub extended: usize,
    /// Notes that were there already.
    pub known: usize,
    /// Passages of other books: of them, nothing but the number is known.
    pub of_other_books: usize,
    /// Notes that their readers keep to themselves.
    pub private: usize,
    /// Names that were left out, since the roster doesn't allow them.
    pub unnamed: usize,
    /// Files that don't say whose they are.
    pub anonymous: usize,
    /// What was found about the files.
    pub findings: Diagnostics,
}

/// Finds the passages of files in the book and adds them to the notes of a group. The same files added twice change
/// nothing. Files that can't be read are reported, and the others read.
pub fn import(
    exports: &[Export<'_>],
    book: NotesBook<'_>,
    target: NotesTarget<'_>,
    sources: &mut SourceMap,
) -> Imported {
    let mut imported = Imported::default();
    let mut file = match NotesFile::parse(target.notes) {
        Ok(file) => file,
        Err(error) => {
            let path = format!("{}/{MEMBER_NOTES}", group_folder(target.group));
            let id = sources.add(path, target.notes.unwrap_or_default());
            let span = Span::new(id, error.span().unwrap_or(0..0));
            let finding = Diagnostic::error("bad-notes", error.message().to_owned()).at(span);
            imported.findings.push(finding.hint("correct the line; the file is TOML"));
            return imported;
        }
    };
    let finder = PlaceFinder {
        text: BookText::new(book.chapters),
        places: book.places,
        lock: book.lock,
        names: BookNames::new(book.titles.iter().map(String::as_str), book.authors.iter().map(String::as_str)),
    };
    let order = |address: &str| -> usize {
        let address = address.parse::<Address>().ok();
        let at = address.and_then(|address| book.places.paragraphs.iter().position(|place| place.address == address));
        at.unwrap_or(usize::MAX)
    };
    for export in exports {
        let Some(read) = read_export(export, &finder, sources, &mut imported) else { continue };
        for book in read.books {
            let placed = of_this_book(book, &finder, &mut imported);
            let is_anonymous = target.from.is_none() && placed.iter().any(|placed| placed.mark.who.is_none());
            imported.anonymous += usize::from(is_anonymous);
            for placed in placed {
                let note = note(placed, export, read.source, target, &mut imported);
                match file.add(&note, &order) {
                    Added::New => imported.added.push(note),
                    Added::Extended => imported.extended += 1,
                    Added::Known => imported.known += 1,
                }
            }
        }
    }
    file.withdraw_names(&|name| {
        let member = target.roster.member(name)?;
        (!member.name_in_notes).then(|| A_READER.to_owned())
    });
    imported.text = file.finish(target.notes.is_none());
    imported
}

fn read_export(
    export: &Export<'_>,
    finder: &PlaceFinder<'_>,
    sources: &mut SourceMap,
    imported: &mut Imported,
) -> Option<ReadFile> {
    let d = &mut imported.findings;
    let name = export.name;
    if export.bytes.len() > MOST_BYTES {
        let message = format!("`{name}` is larger than {} MB", MOST_BYTES >> 20);
        d.push(Diagnostic::error("unreadable-notes", message).hint("pass only the file of notes"));
        return None;
    }
    match read(export.bytes, finder) {
        Ok(read) => {
            if !read.faults.is_empty() {
                let text = String::from_utf8_lossy(export.bytes).into_owned();
                let file = sources.add(name, text);
                report_lines(&read, file, sources, d);
            }
            Some(read)
        }
        Err(Unreadable::Unknown) => {
            // Its content may be another book's: nothing of it is shown.
            d.push(Diagnostic::error("unreadable-notes", format!("`{name}` has no notes about this book that can be read")).hint(
                "the program reads typed lines (42.3 Ben: a note), Kindle clippings and notebooks, files of KOReader, \
                 Kobo, Thorium, Hypothesis and Readwise, and marked PDFs of the book",
            ));
            None
        }
        Err(Unreadable::Damaged { source, message }) => {
            let message = format!("`{name}` is damaged ({source}): {message}");
            d.push(Diagnostic::error("unreadable-notes", message).hint("export or copy it again"));
            None
        }
    }
}

fn report_lines(read: &ReadFile, file: FileId, sources: &SourceMap, d: &mut Diagnostics) {
    for fault in &read.faults {
        let range = sources.file(file).line_range(fault.line).unwrap_or(0..0);
        let finding = Diagnostic::warning("note-without-place", fault.message.clone()).at(Span::new(file, range));
        d.push(finding.hint("begin the line with a place and a name: 42.3 Ben: or trust.12 Ben:"));
    }
}

/// The marks of this book in their places; those of other books are counted.
fn of_this_book(book: BookMarks, finder: &PlaceFinder<'_>, imported: &mut Imported) -> Vec<Placed> {
    let BookMarks { title, mut marks } = book;
    if marks.len() > MOST_MARKS {
        let message = format!("more than {MOST_MARKS} notes in one book: the rest is left out");
        imported.findings.push(Diagnostic::warning("too-many-notes", message).hint("divide the file"));
        marks.truncate(MOST_MARKS);
    }
    if !is_ours(title.as_deref(), &marks, finder) {
        imported.of_other_books += marks.len();
        return Vec::new();
    }
    let (private, marks): (Vec<Mark>, Vec<Mark>) = marks.into_iter().map(Mark::checked).partition(|mark| mark.private);
    imported.private += private.len();
    without_parts(place(marks, finder))
}

/// Passages of six words or more in a book of another title that must be in this one for it to be the same.
const SAME_PASSAGES: usize = 2;

fn is_ours(title: Option<&str>, marks: &[Mark], finder: &PlaceFinder<'_>) -> bool {
    /// Passages that are looked for.
    const LOOKED_AT: usize = 200;
    let quotes: Vec<&str> = marks.iter().map(|mark| mark.quote.as_str()).filter(|quote| !quote.is_empty()).collect();
    let points_into_book = || marks.iter().take(LOOKED_AT).any(|mark| finder.points_into_book(mark));
    match title.map(|title| finder.names.fits(title)) {
        Some(TitleFit::TitleAndAuthor) => return true,
        Some(TitleFit::Title) => {
            let mut found = quotes.iter().take(LOOKED_AT).filter(|quote| finder.is_in_book(quote));
            return quotes.is_empty() || found.next().is_some() || points_into_book();
        }
        None if quotes.is_empty() || points_into_book() => return true,
        None | Some(TitleFit::Other) => {}
    }
    let long = quotes.iter().filter(|quote| Folded::of(quote).word_count() >= 6).take(LOOKED_AT);
    let (found, others): (Vec<&&str>, Vec<&&str>) = long.partition(|quote| finder.is_certain(quote));
    let enough = found.len() >= SAME_PASSAGES || others.is_empty() && !found.is_empty();
    // Those that have been edited since take longer to find.
    let edited = if enough { others.iter().filter(|quote| finder.is_in_book(quote)).count() } else { 0 };
    // A book that quotes this one is another book.
    enough && found.len() + edited >= 2 * (others.len() - edited)
}

/// A note as the file has it.
fn note(
    placed: Placed,
    export: &Export<'_>,
    source: &str,
    target: NotesTarget<'_>,
    imported: &mut Imported,
) -> MemberNote {
    let Placed { mark, placement } = placed;
    let name = mark.who.as_deref().or(target.from);
    let member = name.and_then(|name| target.roster.member(name));
    let printed = member.filter(|member| member.name_in_notes).map(|member| member.name.clone());
    imported.unnamed += usize::from(name.is_some() && printed.is_none());
    let identity = match (member, name) {
        (Some(member), _) => format!("name\0{}", fold(&member.name)),
        (None, Some(name)) => format!("name\0{}", fold(name)),
        (None, None) => format!("file\0{}", export.name),
    };
    let reader = hash(&[target.group.as_str(), &identity]);
    let (address, confidence) = match placement {
        Some(found) => (Some(found.address), found.confidence),
        None => (None, Confidence::Unplaced),
    };
    let written = match &mark.hints.written {
        Some(place) => format!("{place:?}"),
        None => String::new(),
    };
    let id = hash(&[&reader, &fold(&mark.quote), &fold(&mark.note), &written]);
    MemberNote {
        id,
        address,
        quote: tidied(&mark.quote),
        note: mark.note.trim().to_owned(),
        who: printed.unwrap_or_else(|| A_READER.to_owned()),
        reader,
        source: source.to_owned(),
        confidence,
        private: false,
        span: Span::default(),
    }
}

/// A passage on one line, and no longer than a page.
fn tidied(quote: &str) -> String {
    /// Characters of a passage.
    const MOST: usize = 4000;
    let text = quote.split_whitespace().collect::<Vec<_>>().join(" ").replace('\u{ad}', "");
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

/// A short name for what the parts say together.
fn hash(parts: &[&str]) -> String {
    /// Hexadecimal figures: two of ten thousand notes have the same ones once in twenty thousand books.
    const FIGURES: usize = 10;
    blake3::hash(parts.join("\0").as_bytes()).to_hex()[..FIGURES].to_owned()
}
