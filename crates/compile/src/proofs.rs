//! Proofs for authors: a PDF of each piece, with line numbers, wide margins and a form to sign.

use std::collections::BTreeSet;

use anthology_base::{Diagnostic, Diagnostics, Length, SourceMap, World, nearest, readable_stem};
use anthology_book::{Book, PageSize, SectionKind, Sheet};
use anthology_images::Cache;
use anthology_layout::LayoutOptions;
use anthology_layout::fonts::Fonts;
use anthology_pdf::Options;
use anthology_typeset::{SetText, Theme};
use rayon::prelude::*;

use crate::compilation::{Compilation, OutputFile};
use crate::layouts;
use crate::log::Log;
use crate::prepared;
use crate::write::{PRODUCER, broken_image};

/// From the spine to the text: room for a punch and the numbers of lines.
const INNER: Length = Length::from_pt(72);

/// From the text to the fore-edge, at least: room for a sentence in handwriting.
const LEAST_OUTER: Length = Length::from_pt(144);

/// Makes a proof of each piece that `pieces` name by file, id, title or author; of all chapters of the book where they
/// name none. The finished files are in [`Compilation::files`].
pub fn proofs(world: &dyn World, pieces: &[String]) -> Compilation {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    let files = make(world, pieces, &mut sources, &mut log).unwrap_or_default();
    Compilation { files, ..log.finish(sources) }
}

fn make(world: &dyn World, pieces: &[String], sources: &mut SourceMap, log: &mut Log<'_>) -> Option<Vec<OutputFile>> {
    let ProofBook { book, theme } = ProofBook::load(world, sources, log)?;
    let sections = select(&book, pieces, log)?;
    let fonts = prepared::fonts(world, sources, log);
    let mut found = Diagnostics::new();
    fonts.check(&theme.fonts, &mut found);
    let texts = anthology_typeset::proofs(&book, theme, &sections, world.today(), &mut found);
    if !log.report(found) || log.book_failed() {
        return None;
    }
    let cache = Cache::new(world);
    let made: Vec<_> = texts.par_iter().map(|text| write(&book, text, &fonts, cache)).collect();
    let mut files = Vec::new();
    let mut names = BTreeSet::new();
    for (text, (bytes, found)) in texts.iter().zip(made) {
        let sound = log.report(found);
        match bytes {
            Ok(bytes) if sound => files.push(OutputFile { name: file_name(text, &mut names), bytes }),
            Ok(_) => {}
            Err(finding) => log.report_unmade(finding),
        }
    }
    Some(files)
}

/// A book as its authors read it in proof.
pub(crate) struct ProofBook {
    pub(crate) book: Book,
    pub(crate) theme: Theme,
}

impl ProofBook {
    /// Reads the book. The text is that of the reference edition, on larger pages.
    pub(crate) fn load(world: &dyn World, sources: &mut SourceMap, log: &mut Log<'_>) -> Option<Self> {
        // A proof is what the permission is asked with.
        let ask = |book: &mut Book| book.permissions_required = false;
        let book = prepared::load_changed(world, false, &ask, sources, log)?;
        let edition = book.reference_edition();
        let style = book.edition_theme(&edition);
        let themes = layouts::themes(&book, std::slice::from_ref(&edition), false, sources, log);
        if log.book_failed() {
            return None;
        }
        let theme = themes.get(&style.theme)?.clone().with(&style.print, book.typesetting.font.as_deref());
        let sheet = Sheet::A4.size();
        let page = PageSize { width: sheet.height, height: sheet.width };
        let theme = theme.with_wide_margins(page, INNER, LEAST_OUTER);
        Some(Self { book: book.on_paper(style.paper).into_owned(), theme })
    }
}

/// The sections that are meant, in the order of the book. `None` where a name is of none, which is reported.
fn select(book: &Book, pieces: &[String], log: &mut Log<'_>) -> Option<Vec<usize>> {
    let all = anthology_typeset::provable(book);
    if pieces.is_empty() {
        return Some(all);
    }
    let names = |section: usize| -> Vec<&str> {
        let SectionKind::Chapter(chapter) = book.sections[section].kind else { return Vec::new() };
        let chapter = &book.chapters[chapter];
        let authors = chapter.authors.iter().map(|&person| book.metadata.people[person].name.as_str());
        let own = [chapter.path.as_str(), chapter.slug.as_str(), chapter.chapter.front.title.as_str()];
        own.into_iter().filter(|name| !name.is_empty()).chain(authors).collect()
    };
    let mut found = Diagnostics::new();
    let mut chosen = BTreeSet::new();
    for piece in pieces {
        let is_meant = |section: &usize| names(*section).iter().any(|name| name.to_lowercase() == piece.to_lowercase());
        let known: Vec<usize> = all.iter().copied().filter(is_meant).collect();
        if known.is_empty() {
            let finding = Diagnostic::error("unknown-piece", format!("no piece `{piece}`"));
            found.push(match nearest(piece, all.iter().flat_map(|&section| names(section))) {
                Some(name) => finding.hint(format!("did you mean `{name}`?")),
                None => finding.hint("name a chapter by its file, its id, its title or its author"),
            });
        }
        chosen.extend(known);
    }
    log.report(found).then(|| chosen.into_iter().collect())
}

fn write(book: &Book, text: &SetText, fonts: &Fonts, cache: Cache<'_>) -> (Result<Vec<u8>, Diagnostic>, Diagnostics) {
    let mut found = Diagnostics::new();
    let options = LayoutOptions { proof: true, ..LayoutOptions::default() };
    let pages = anthology_layout::layout_with(text, fonts, options, &mut found);
    // The heads of a proof say more than those of the book, and are cut.
    let found = found.into_iter().filter(|finding| finding.code != "long-title").collect();
    let options = Options { producer: PRODUCER, svg_fonts: fonts.list(), cache, ..Options::default() };
    let written = anthology_pdf::write(&pages, &options).map_err(|error| match &error {
        anthology_pdf::WriteError::Image { path, .. } => broken_image(book, path, error.to_string()),
        _ => Diagnostic::error("pdf", error.to_string()),
    });
    (written, found)
}

/// `Ann-Other-The-Gate-proof.pdf`. No two names of a book differ in case only.
fn file_name(text: &SetText, taken: &mut BTreeSet<String>) -> String {
    let Some(piece) = text.sections.first() else { return "proof.pdf".to_owned() };
    let words = format!("{} {}", piece.author.as_deref().unwrap_or_default(), piece.title);
    let mut stem = readable_stem(&words).unwrap_or_else(|| piece.slug.to_string());
    if !taken.insert(stem.to_lowercase()) {
        stem = format!("{stem}-{}", piece.slug);
        taken.insert(stem.to_lowercase());
    }
    format!("{stem}-proof.pdf")
}
