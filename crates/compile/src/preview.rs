//! What a preview shows: the web pages and the reference pages of a book, its findings, and the source of each paragraph.

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, SourceMap, World};
use anthology_group::Places;
use anthology_images::Cache;
use anthology_layout::page::Pages;
use anthology_site::{Site, SiteFile};
use anthology_typeset::{PageMap, SetText};

use crate::compilation::Compilation;
use crate::layouts::{self, Layouts};
use crate::log::Log;

/// A preview of a book.
#[derive(Debug)]
pub struct Preview {
    /// The web pages and their images; empty where errors leave the book without pages.
    pub files: Vec<SiteFile>,
    /// The reference pages.
    pub pages: Option<Pages>,
    /// For each page, the web page and the place in it at which it begins.
    pub page_places: Vec<String>,
    /// The sources of paragraphs by address.
    pub paragraphs: BTreeMap<String, SourcePlace>,
    /// Everything found about the book.
    pub findings: Diagnostics,
    /// The files that spans of the findings point into.
    pub sources: SourceMap,
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

/// Makes a preview. It lays out the reference pages, and writes neither EPUB nor PDF.
pub fn preview(world: &dyn World) -> Preview {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    let shown = show(world, &mut sources, &mut log).unwrap_or_default();
    let Compilation { findings, sources, .. } = log.finish(sources);
    let Shown { files, pages, page_places, paragraphs } = shown;
    Preview { files, pages, page_places, paragraphs, findings, sources }
}

#[derive(Default)]
struct Shown {
    files: Vec<SiteFile>,
    pages: Option<Pages>,
    page_places: Vec<String>,
    paragraphs: BTreeMap<String, SourcePlace>,
}

fn show(world: &dyn World, sources: &mut SourceMap, log: &mut Log<'_>) -> Option<Shown> {
    let mut book = crate::load(world, false, sources, log)?;
    let fonts = crate::fonts(world, sources, log);
    let reference = book.reference_edition();
    let themes = layouts::themes(&book, std::slice::from_ref(&reference), false, sources, log);
    let sources = &*sources;
    let lock = crate::lock(&mut book, world, log);
    let mut layouts = Layouts::new(&book, &fonts, sources, &themes, &lock);
    let id = layouts.edition(&reference, log)?;
    let layout = layouts.take(id);
    let (text, map) = (&layout.text, &layout.pages.map);
    let places = Places::new(text, map);
    let changes = None;
    let date = world.today();
    let site = Site { text, map, places: &places, cover: None, url: None, listed: false, changes, date, groups: &[] };
    let files = anthology_site::write(&site, Vec::new(), Cache::new(world)).unwrap_or_default();
    let (page_places, paragraphs) = (page_places(text, map), paragraphs(text, sources));
    Some(Shown { files, pages: Some(layout.pages), page_places, paragraphs })
}

fn paragraphs(text: &SetText, sources: &SourceMap) -> BTreeMap<String, SourcePlace> {
    let written = text.paragraphs().filter_map(|paragraph| {
        let address = paragraph.address.as_ref()?.to_string();
        let file = sources.file(paragraph.span.file);
        let start = paragraph.span.start as usize;
        let place = SourcePlace {
            path: file.path().to_owned(),
            line: file.line_col(start).line,
            text: sources.text(paragraph.span).to_owned(),
        };
        Some((address, place))
    });
    written.collect()
}

fn page_places(text: &SetText, map: &PageMap) -> Vec<String> {
    let place = |page: &anthology_typeset::MappedPage| {
        let slug = text.sections.get(page.section as usize).map_or("", |section| section.slug.as_str());
        format!("read/{slug}.html")
    };
    map.pages.iter().map(place).collect()
}
