//! What a preview shows: the web pages and the reference pages of a book, its findings, and the source of each paragraph.
//! What nobody looks at isn't made, and what an earlier version of the book had in common with this one is kept.

use std::sync::{Arc, OnceLock};

use anthology_base::{Date, Diagnostics, SourceMap, World};
use anthology_group::Places;
use anthology_images::{Cache, ImageFile};
use anthology_layout::fonts::Fonts;
use anthology_layout::page::Pages;
use anthology_layout::{BreakCache, PaginatedBook};
use anthology_site::{Site, SiteFile};
use anthology_typeset::{PageMap, SetText};

use crate::compilation::Compilation;
use crate::layouts::{self, Layouts};
use crate::log::Log;
use crate::prepared;

/// What previews of one book have in common: its fonts, and the line breaks of paragraphs that stay as they are.
#[derive(Debug, Default)]
pub struct PreviewCache {
    fonts: Option<Arc<Fonts>>,
    /// The book has fonts of its own, which may change.
    own_fonts: bool,
    breaks: BreakCache,
}

impl PreviewCache {
    /// The fonts of the book; line breaks hold for one set of them.
    fn fonts(&mut self, world: &dyn World, sources: &mut SourceMap, log: &mut Log<'_>) -> Arc<Fonts> {
        let has_own = world.list("fonts").iter().any(|name| name.ends_with(".toml"));
        if let Some(known) = self.fonts.as_ref().filter(|_| !has_own && !self.own_fonts) {
            return Arc::clone(known);
        }
        self.own_fonts = has_own;
        let fonts = Arc::new(prepared::fonts(world, sources, log));
        if !self.fonts.as_ref().is_some_and(|known| known.sets_like(&fonts)) {
            self.breaks = BreakCache::default();
        }
        self.fonts = Some(Arc::clone(&fonts));
        fonts
    }
}

/// A preview of a book.
#[derive(Debug)]
pub struct Preview {
    /// Everything found about the book.
    pub findings: Diagnostics,
    /// The files that spans of the findings point into.
    pub sources: SourceMap,
    /// `None` where errors leave the book without pages.
    book: Option<PreviewedBook>,
}

/// A reference page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewPage {
    /// Its label.
    pub label: String,
    /// The path of the web page on which it begins.
    pub web_page: String,
}

/// A book with pages.
#[derive(Debug)]
struct PreviewedBook {
    text: SetText,
    fonts: Arc<Fonts>,
    paginated: PaginatedBook,
    /// The pages of each section, once one of them was looked at.
    sections: Vec<OnceLock<Pages>>,
    /// The images as web pages show them; empty where one is damaged.
    images: OnceLock<Vec<ImageFile>>,
    /// Every web page, once one was asked for that isn't of the text.
    files: OnceLock<Vec<SiteFile>>,
    date: Date,
}

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// The path of the file.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is written there.
    pub text: String,
}

/// Makes a preview. It divides the reference edition into pages, and writes neither EPUB nor PDF.
pub fn preview(world: &dyn World, cache: &mut PreviewCache) -> Preview {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    let book = show(world, cache, &mut sources, &mut log);
    let Compilation { findings, sources, .. } = log.finish(sources);
    Preview { findings, sources, book }
}

fn show(
    world: &dyn World,
    cache: &mut PreviewCache,
    sources: &mut SourceMap,
    log: &mut Log<'_>,
) -> Option<PreviewedBook> {
    let mut book = prepared::load(world, false, sources, log)?;
    let fonts = cache.fonts(world, sources, log);
    let reference = book.reference_edition();
    let themes = layouts::themes(&book, std::slice::from_ref(&reference), false, sources, log);
    let lock = prepared::lock(&mut book, world, log);
    let layouts = Layouts::new(&book, &fonts, sources, &themes, &lock);
    let (text, paginated) = layouts.paginate(&reference, &mut cache.breaks, log)?;
    Some(PreviewedBook {
        sections: text.sections.iter().map(|_| OnceLock::new()).collect(),
        images: OnceLock::new(),
        files: OnceLock::new(),
        date: world.today(),
        text,
        fonts,
        paginated,
    })
}

impl Preview {
    /// The reference pages in order; none where errors leave the book without.
    pub fn pages(&self) -> Vec<PreviewPage> {
        let Some(PreviewedBook { text, paginated, .. }) = &self.book else { return Vec::new() };
        let page = |page: &anthology_typeset::MappedPage| {
            let slug = text.sections.get(page.section as usize).map_or("", |section| section.slug.as_str());
            PreviewPage { label: page.label.clone(), web_page: format!("read/{slug}.html") }
        };
        paginated.map().pages.iter().map(page).collect()
    }

    /// Calls `draw` with a reference page: pages, and the index of this one in them.
    pub fn page<T>(&self, index: usize, draw: impl FnOnce(&Pages, usize) -> T) -> Option<T> {
        let PreviewedBook { text, fonts, paginated, sections, .. } = self.book.as_ref()?;
        match paginated.place(index) {
            Some(place) => {
                let pages = sections[place.section].get_or_init(|| paginated.section(text, fonts, place.section));
                Some(draw(pages, place.page))
            }
            None if index < paginated.map().pages.len() => Some(draw(&paginated.blank(text, fonts, index), 0)),
            None => None,
        }
    }

    /// The paths of the images, in the order of [`Pages::images`]. `world` is the one that the preview was made of.
    pub fn image_paths(&self, world: &dyn World) -> Vec<String> {
        let Some(book) = &self.book else { return Vec::new() };
        book.site(&Places::default(), |site| anthology_site::image_paths(&site, book.images(world)))
    }

    /// A file of the web pages by its path.
    pub fn file(&self, path: &str, world: &dyn World) -> Option<SiteFile> {
        let book = self.book.as_ref()?;
        let images = book.images(world);
        if images.len() < book.text.images.len() {
            return None;
        }
        // The names of places are only in pages that aren't of the text.
        let one = book.site(&Places::default(), |site| anthology_site::write_one(&site, images, path));
        one.or_else(|| {
            let all = || {
                let places = Places::new(&book.text, book.paginated.map());
                let write = |site: Site<'_>| anthology_site::write(&site, Vec::new(), Cache::new(world));
                book.site(&places, write).unwrap_or_default()
            };
            book.files.get_or_init(all).iter().find(|file| file.path == path).cloned()
        })
    }

    /// The source of a paragraph by its address.
    pub fn source(&self, address: &str) -> Option<SourcePlace> {
        let mut paragraphs = self.book.as_ref()?.text.paragraphs();
        let found = |own: &anthology_base::Address| own.to_string() == address;
        let span = paragraphs.find(|paragraph| paragraph.address.as_ref().is_some_and(found))?.span;
        let file = self.sources.file(span.file);
        Some(SourcePlace {
            path: file.path().to_owned(),
            line: file.line_col(span.start as usize).line,
            text: self.sources.text(span).to_owned(),
        })
    }
}

impl PreviewedBook {
    fn images(&self, world: &dyn World) -> &[ImageFile] {
        self.images.get_or_init(|| anthology_site::images(&self.text, Cache::new(world)).unwrap_or_default())
    }

    fn site<T>(&self, places: &Places, then: impl FnOnce(Site<'_>) -> T) -> T {
        let map: &PageMap = self.paginated.map();
        let (text, date) = (&self.text, self.date);
        then(Site { text, map, places, cover: None, url: None, listed: false, changes: None, date, groups: &[] })
    }
}
