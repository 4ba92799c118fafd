//! A group's sheets: books of one chapter each, set and written as the book itself is.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use anthology_base::{Date, Diagnostic, Diagnostics, SourceMap, World};
use anthology_book::{Book, Edition, MANIFEST, MissingGlyphs, NotePlacement, RunningHeads, Typesetting};
use anthology_group::{CODE_IMAGE, LINES, LINES_IMAGE, Lock, SHEET_PATH, SHEET_THEME, Sheet, SheetForm};
use anthology_images::Cache;
use anthology_layout::fonts::Fonts;
use anthology_typeset::SetText;

use crate::layouts::{self, Layouts};
use crate::log::Log;
use crate::write::{PdfJob, write_pdf};

/// What all sheets of a book share.
#[derive(Clone, Copy)]
pub(crate) struct SheetPress<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) book: &'a Book,
    pub(crate) fonts: &'a Fonts,
    /// The image of the code that leads to the book.
    pub(crate) code: Option<&'a str>,
}

/// The files of a sheet's own book; what its theme inherits from is a file of the book's.
struct SheetWorld<'a> {
    world: &'a dyn World,
    files: BTreeMap<&'static str, Vec<u8>>,
}

impl World for SheetWorld<'_> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().map_or_else(|| self.world.read(path), Ok)
    }

    /// Nothing: a sheet's folder has no files that its manifest doesn't name.
    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn today(&self) -> Date {
        self.world.today()
    }

    fn cached(&self, key: &str) -> Option<Vec<u8>> {
        self.world.cached(key)
    }

    fn cache(&self, key: &str, value: &[u8]) {
        self.world.cache(key, value);
    }

    fn elapsed(&self) -> Duration {
        self.world.elapsed()
    }
}

/// A sheet's book, which is read.
struct SheetBook<'a> {
    world: SheetWorld<'a>,
    sources: SourceMap,
    book: Book,
}

impl<'a> SheetPress<'a> {
    /// A sheet's text, for a web page.
    pub(crate) fn text(&self, sheet: &Sheet) -> Result<SetText, Diagnostic> {
        let SheetBook { world, mut sources, book } = self.read(sheet, SheetForm::Usual)?;
        let mut log = Log::new(&world);
        let edition = book.reference_edition();
        let themes = layouts::themes(&book, std::slice::from_ref(&edition), false, &mut sources, &mut log);
        let style = book.edition_theme(&edition);
        let Some(theme) = themes.get(&style.theme) else { return Err(failure(&log)) };
        let theme = theme.clone().with(&style.print, book.typesetting.font.as_deref());
        Ok(anthology_typeset::set(&book, theme, &mut Diagnostics::new()))
    }

    /// A sheet as a tagged PDF, and the findings about characters that no font has.
    pub(crate) fn pdf(&self, sheet: &Sheet, form: SheetForm) -> Result<(Vec<u8>, Diagnostics), Diagnostic> {
        let SheetBook { world, mut sources, book } = self.read(sheet, form)?;
        let mut log = Log::new(&world);
        let edition = book.edition(Edition::MAIN).unwrap_or_else(|| book.reference_edition());
        let themes = layouts::themes(&book, std::slice::from_ref(&edition), false, &mut sources, &mut log);
        let lock = Lock::default();
        let mut layouts = Layouts::new(&book, self.fonts, &sources, &themes, &lock);
        let Some(layout) = layouts.edition(&edition, &mut log) else { return Err(failure(&log)) };
        let job = PdfJob { edition: &edition, layout: layouts.get(layout) };
        let bytes = write_pdf(&book, self.fonts, &job, &sources, Cache::new(&world)).map_err(unplaced)?;
        let missing = log.findings().iter().filter(|finding| finding.code == "missing-glyph");
        Ok((bytes, missing.cloned().map(unplaced).collect()))
    }

    fn read(&self, sheet: &Sheet, form: SheetForm) -> Result<SheetBook<'a>, Diagnostic> {
        let Self { book, code, .. } = *self;
        let theme = form.theme(sheet, &book.edition_theme(&book.reference_edition()).theme);
        let mut files: BTreeMap<&'static str, Vec<u8>> = [
            (MANIFEST, form.manifest(sheet, book.metadata.language)),
            (SHEET_PATH, sheet.markdown.clone()),
            (SHEET_THEME, theme),
            (LINES_IMAGE, LINES.to_owned()),
        ]
        .into_iter()
        .map(|(path, text)| (path, text.into_bytes()))
        .collect();
        files.extend(code.map(|code| (CODE_IMAGE, code.as_bytes().to_vec())));
        let world = SheetWorld { world: self.world, files };
        let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
        let read = anthology_book::load(&world, &mut sources, &mut found);
        let errors = || found.iter().find(|finding| finding.severity == anthology_base::Severity::Error);
        let mut read = match (read, errors()) {
            (Some(read), None) => read,
            (_, error) => return Err(error.cloned().map_or_else(unknown, unplaced)),
        };
        read.metadata.modified = book.metadata.modified;
        read.typesetting = Typesetting {
            theme: read.typesetting.theme.clone(),
            font: book.typesetting.font.clone().filter(|_| form != SheetForm::LargePrint),
            notes: NotePlacement::Foot,
            paragraph_numbers: 0,
            missing_glyphs: MissingGlyphs::Warn,
            running_heads: RunningHeads::default(),
            ..book.typesetting.clone()
        };
        Ok(SheetBook { world, sources, book: read })
    }
}

/// The first error of a log.
fn failure(log: &Log<'_>) -> Diagnostic {
    let mut errors = log.findings().iter().filter(|finding| finding.severity == anthology_base::Severity::Error);
    errors.next().cloned().map_or_else(unknown, unplaced)
}

fn unknown() -> Diagnostic {
    Diagnostic::error("broken-sheet", "a sheet of a reading group can't be set")
}

/// A finding about a sheet without its source, which is not a file that anybody can edit.
fn unplaced(finding: Diagnostic) -> Diagnostic {
    Diagnostic { span: None, labels: Vec::new(), ..finding }
}
