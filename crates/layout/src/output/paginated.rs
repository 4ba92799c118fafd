//! A book divided into pages whose glyphs are placed when somebody looks at them.

use anthology_base::Diagnostics;
use anthology_typeset::{PageMap, SetText};

use crate::blocks::break_cache::BreakCache;
use crate::blocks::references::Folios;
use crate::blocks::setter::ParagraphSetter;
use crate::fonts::Fonts;
use crate::output::bind::{blank, section_pages, set_heads};
use crate::output::book::{Purpose, arrange, page_map_of, type_area};
use crate::output::context::EmitContext;
use crate::page::Pages;
use crate::page::plan::PagePlan;

/// The pages of a book: where each begins. What stands on them is made a section at a time, from the same text and fonts.
///
/// ```
/// use anthology_base::{Diagnostics, MemoryWorld};
/// use anthology_layout::{BreakCache, PaginatedBook, fonts::Fonts, layout};
/// use anthology_test_support::set;
///
/// let world = MemoryWorld::new()
///     .with("book.toml", "[book]\ntitle = \"Gates\"\nlanguage = \"en-GB\"\nchapters = [\"gate.md\"]\n")
///     .with("gate.md", "# The Gate\n\nIt was shut.\n");
/// let (text, _) = set(&world);
/// let (fonts, mut cache, mut found) = (Fonts::bundled(), BreakCache::default(), Diagnostics::new());
/// let book = PaginatedBook::new(&text, &fonts, &mut cache, &mut found);
/// let last = book.map().pages.len() - 1;
/// let place = book.place(last).expect("a page of the text");
/// let pages = book.section(&text, &fonts, place.section);
/// let whole = layout(&text, &fonts, &mut found);
/// assert_eq!(pages.pages[place.page].label, whole.pages[last].label);
/// assert_eq!(pages.pages[place.page].items.len(), whole.pages[last].items.len());
/// ```
#[derive(Debug)]
pub struct PaginatedBook {
    folios: Folios,
    sections: Vec<PaginatedSection>,
    map: PageMap,
}

/// The pages of a section.
#[derive(Debug)]
pub(crate) struct PaginatedSection {
    /// Index of its first page in the book.
    pub(crate) first: usize,
    /// A label for each page.
    pub(crate) labels: Vec<String>,
    pub(crate) plans: Vec<PagePlan>,
}

/// The place of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PagePlace {
    /// Index into the sections of the text.
    pub section: usize,
    /// Index into the pages of the section.
    pub page: usize,
}

impl PaginatedBook {
    /// Divides a book into pages, as [`layout`](crate::layout) does. Line breaks that an earlier call found are taken from
    /// the cache.
    pub fn new(text: &SetText, fonts: &Fonts, cache: &mut BreakCache, diagnostics: &mut Diagnostics) -> Self {
        cache.begin(text);
        let setter = ParagraphSetter::with_cache(text, fonts, cache);
        let area = type_area(text, &setter);
        let arranged = arrange(text, &setter, &area, Purpose::Map, diagnostics);
        let context = EmitContext { text, fonts, setter: &setter, area: &area, folios: &arranged.folios, proof: false };
        set_heads(context, &arranged.places, diagnostics);
        let map = page_map_of(text, &arranged.laid, &arranged.places);
        let sections = arranged.laid.into_iter().zip(arranged.places);
        let sections = sections.map(|(laid, placed)| PaginatedSection {
            first: placed.first,
            labels: placed.labels,
            plans: placed.plans.unwrap_or(laid.plans),
        });
        Self { sections: sections.collect(), folios: arranged.folios, map }
    }

    /// Where the pages begin.
    pub fn map(&self) -> &PageMap {
        &self.map
    }

    /// The section that a page is of; `None` for a blank page before a section, and for one that isn't there.
    pub fn place(&self, page: usize) -> Option<PagePlace> {
        let after = self.sections.partition_point(|section| section.first <= page);
        // A section that runs on has no pages of its own.
        let section = self.sections[..after].iter().rposition(|section| !section.labels.is_empty())?;
        let page = page - self.sections[section].first;
        (page < self.sections[section].labels.len()).then_some(PagePlace { section, page })
    }

    /// The pages of a section, without a structure tree. The text and the fonts are those that the book was made of.
    pub fn section(&self, text: &SetText, fonts: &Fonts, section: usize) -> Pages {
        let setter = ParagraphSetter::new(text, fonts);
        let area = type_area(text, &setter);
        let context = EmitContext { text, fonts, setter: &setter, area: &area, folios: &self.folios, proof: false };
        let pages = section_pages(context, &self.sections[section], section);
        Pages { pages, ..self.without_pages(text, fonts) }
    }

    /// A blank page.
    pub fn blank(&self, text: &SetText, fonts: &Fonts, page: usize) -> Pages {
        let label = self.map.pages.get(page).map_or_else(String::new, |page| page.label.clone());
        Pages { pages: vec![blank(text, label)], ..self.without_pages(text, fonts) }
    }

    fn without_pages(&self, text: &SetText, fonts: &Fonts) -> Pages {
        Pages {
            metadata: text.metadata.clone(),
            pages: Vec::new(),
            fonts: fonts.list().to_vec(),
            images: text.images.clone(),
            structure: Vec::new(),
            outline: Vec::new(),
            destinations: Default::default(),
            map: PageMap::default(),
        }
    }
}
