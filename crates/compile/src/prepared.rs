//! A book that is read and checked, with the fonts, themes and record that its outputs need, and the layouts of those that
//! were requested.

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, SourceMap, World};
use anthology_book::{Book, DraftItem, Edition, ImageFormat, MissingGlyphs};
use anthology_group::Lock;
use anthology_layout::fonts::Fonts;
use anthology_typeset::Theme;

use crate::compilation::{Progress, Request};
use crate::editions;
use crate::group_names::group_named;
use crate::layouts::{self, ForEpub, LayoutId, Layouts};
use crate::levels::Levels;
use crate::log::Log;

/// A book that is read, with the fonts and themes of what was requested of it.
pub(crate) struct Prepared {
    pub(crate) book: Book,
    pub(crate) editions: Vec<Edition>,
    pub(crate) fonts: Fonts,
    pub(crate) themes: BTreeMap<String, Theme>,
    /// The addresses of paragraphs in copies that were handed out.
    pub(crate) lock: Lock,
    /// True if an EPUB is made without any PDF.
    pub(crate) epub_alone: bool,
    /// The only group whose files are made, by its index; `None` for all.
    pub(crate) group: Option<usize>,
}

/// Reads the book, its fonts and its themes. A draft gets the list of what it lacks.
pub(crate) fn prepare(
    world: &dyn World,
    request: &Request,
    list: Option<Vec<DraftItem>>,
    sources: &mut SourceMap,
    log: &mut Log<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Option<Prepared> {
    let mut book = load(world, request.draft, sources, log)?;
    let wanted = if request.site.is_some() { editions::for_readers(&book) } else { request.editions.clone() };
    if wanted.is_empty() || request.draft {
        // The reading system has fonts of its own, and a draft shows boxes.
        book.typesetting.missing_glyphs = MissingGlyphs::Warn;
    }
    if let Some(items) = list {
        book.put_draft_list(world.today(), &items);
    }
    progress(Progress::Typesetting { title: &book.metadata.title, chapters: book.chapters.len() });
    let editions = editions::select(&wanted, &book, log);
    let fonts = fonts(world, sources, log);
    let wants_epub = request.epub || !request.devices.is_empty();
    let themes = layouts::themes(&book, &editions, wants_epub, sources, log);
    let mut lock = lock(&mut book, world, log);
    if request.site.as_ref().is_some_and(|site| site.new_printing) {
        lock = lock.new_printing();
        book.printing = lock.printing;
    }
    let group = request.site.as_ref().and_then(|site| site.group.as_deref());
    let group = match group.map(|name| group_named(&book, name)).transpose() {
        Ok(group) => group,
        Err(finding) => {
            log.report_of_book([finding].into_iter().collect());
            return None;
        }
    };
    Some(Prepared { book, editions, fonts, themes, lock, epub_alone: wanted.is_empty(), group })
}

/// The layouts that were requested.
pub(crate) struct LaidOut<'p> {
    pub(crate) layouts: Layouts<'p>,
    pub(crate) epub: Option<ForEpub>,
    pub(crate) pdfs: Vec<(&'p Edition, LayoutId)>,
}

/// Lays out what was requested of a book, which is that of `prepared` or one made of it.
pub(crate) fn lay_out<'p>(
    request: &Request,
    book: &'p Book,
    editions: &'p [Edition],
    prepared: &'p Prepared,
    sources: &'p SourceMap,
    log: &mut Log<'_>,
) -> LaidOut<'p> {
    let Prepared { fonts, themes, lock, epub_alone, .. } = prepared;
    let mut layouts = Layouts::new(book, fonts, sources, themes, lock);
    let wants_epub = request.epub || !request.devices.is_empty();
    let epub = match (wants_epub, epub_alone) {
        (false, _) => None,
        (true, true) => layouts.map_for_epub(log),
        (true, false) => layouts.lay_out_for_epub(log),
    };
    let mut pdfs = Vec::new();
    for edition in editions {
        let Some(layout) = layouts.edition(edition, log) else { continue };
        if log.report(anthology_check::preflight(book, edition, &layouts.get(layout).pages)) {
            pdfs.push((edition, layout));
        }
    }
    LaidOut { layouts, epub, pdfs }
}

/// The record of the copies that were handed out, from which the book takes the number of its printing.
pub(crate) fn lock(book: &mut Book, world: &dyn World, log: &mut Log<'_>) -> Lock {
    let mut found = Diagnostics::new();
    let lock = Lock::read(world, &mut found).unwrap_or_default();
    log.report_of_book(found);
    book.printing = lock.printing;
    lock
}

/// Reads the book and checks it. From here on, findings have the levels that the book sets.
pub(crate) fn load(world: &dyn World, draft: bool, sources: &mut SourceMap, log: &mut Log<'_>) -> Option<Book> {
    load_changed(world, draft, &|_| {}, sources, log)
}

/// [`load`], with a change to the book before it is checked.
pub(crate) fn load_changed(
    world: &dyn World,
    draft: bool,
    change: &dyn Fn(&mut Book),
    sources: &mut SourceMap,
    log: &mut Log<'_>,
) -> Option<Book> {
    let start = world.elapsed();
    let mut found = Diagnostics::new();
    let mut book = match draft {
        true => anthology_book::load_draft(world, world.today(), sources, &mut found).map(lenient),
        false => anthology_book::load(world, sources, &mut found),
    };
    if let Some(book) = &mut book {
        change(book);
        found.append(anthology_check::check(book, sources));
        let (levels, faults) = Levels::of(&book.levels, draft);
        found.append(faults);
        log.set_levels(levels);
    }
    log.report_of_book(found);
    log.record_time("load", world.elapsed().saturating_sub(start));
    book
}

/// A draft without what would leave it without a file.
fn lenient(mut book: Book) -> Book {
    if book.metadata.title.trim().is_empty() {
        book.metadata.title = "Untitled".to_owned();
    }
    book.cover = book.cover.filter(|cover| matches!(cover.format, ImageFormat::Png | ImageFormat::Jpeg));
    book.epub.embed_fonts = false;
    book.epub.size_cap = None;
    book
}

/// The bundled fonts and the book's own.
pub(crate) fn fonts(world: &dyn World, sources: &mut SourceMap, log: &mut Log<'_>) -> Fonts {
    let mut found = Diagnostics::new();
    let fonts = Fonts::load(world, sources, &mut found);
    log.report_of_book(found);
    fonts
}
