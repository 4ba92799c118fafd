//! The pages of each edition. Editions that are styled alike share them.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, FileId, Length, SourceMap, Span};
use anthology_book::{Book, Edition, EditionBase, EditionTheme, Margins, PrintProfile};
use anthology_images::Cache;
use anthology_layout::LayoutOptions;
use anthology_layout::fonts::Fonts;
use anthology_layout::page::Pages;
use anthology_typeset::{PageMap, SetText, Theme};

use crate::cover::Cover;
use crate::log::{Log, timed};

/// A layout's place in [`Layouts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LayoutId(usize);

/// The layouts of one book, made when an edition first needs them.
pub(crate) struct Layouts<'a> {
    book: &'a Book,
    fonts: &'a Fonts,
    sources: &'a SourceMap,
    /// The themes of all editions that were asked for, by name; without those that can't be used.
    themes: BTreeMap<String, Theme>,
    made: Vec<Layout>,
}

/// A book's text in one style, and its pages.
pub(crate) struct Layout {
    style: EditionTheme,
    concordance: bool,
    pub(crate) text: SetText,
    pub(crate) pages: Pages,
}

/// The pages that the EPUB's page list names.
pub(crate) enum EpubPages {
    /// Those of the main edition.
    Layout(LayoutId),
    /// Only where they start, for an EPUB without any PDF.
    Map(Box<MappedText>),
}

/// A set text and where its pages start.
pub(crate) struct MappedText {
    text: SetText,
    map: PageMap,
}

/// What the EPUB needs besides the book.
pub(crate) struct ForEpub {
    pub(crate) pages: EpubPages,
    pub(crate) cover: Result<Cover, Diagnostic>,
}

/// Reads the themes of `editions`, and that of the main edition where its pages are needed: for the EPUB's page list or
/// for a concordance. What is wrong with a theme is reported, and the theme left out.
pub(crate) fn themes(
    book: &Book,
    editions: &[Edition],
    epub: bool,
    sources: &mut SourceMap,
    log: &mut Log<'_>,
) -> BTreeMap<String, Theme> {
    let main = book.edition(Edition::MAIN).filter(|_| epub || editions.iter().any(|edition| edition.concordance));
    let mut themes = BTreeMap::new();
    for edition in main.iter().chain(editions) {
        let source = edition.source().and_then(|name| book.edition(name));
        let EditionTheme { theme: name, theme_span, .. } = book.edition_theme(source.as_ref().unwrap_or(edition));
        if themes.contains_key(&name) {
            continue;
        }
        let mut found = Diagnostics::new();
        let theme = anthology_typeset::theme(&name, theme_span, log.world(), sources, &mut found);
        log.report(found);
        themes.insert(name, theme);
    }
    themes.into_iter().filter_map(|(name, theme)| Some((name, theme?))).collect()
}

impl<'a> Layouts<'a> {
    /// No layouts yet. `themes` are those that [`themes`] has read.
    pub(crate) fn new(
        book: &'a Book,
        fonts: &'a Fonts,
        sources: &'a SourceMap,
        themes: BTreeMap<String, Theme>,
    ) -> Self {
        Self { book, fonts, sources, themes, made: Vec::new() }
    }

    /// A layout that was made.
    pub(crate) fn get(&self, id: LayoutId) -> &Layout {
        &self.made[id.0]
    }

    /// The text of the EPUB and where its pages start.
    pub(crate) fn epub_pages<'p>(&'p self, pages: &'p EpubPages) -> (&'p SetText, &'p PageMap) {
        match pages {
            EpubPages::Layout(id) => (&self.get(*id).text, &self.get(*id).pages.map),
            EpubPages::Map(mapped) => (&mapped.text, &mapped.map),
        }
    }

    /// Lays out the main edition, whose pages the EPUB names, while the EPUB's cover is drawn.
    pub(crate) fn lay_out_for_epub(&mut self, log: &mut Log<'_>) -> Option<ForEpub> {
        let style = self.main_style()?;
        let (book, fonts, cache) = (self.book, self.fonts, Cache::new(log.world()));
        let lay_out = |text: &SetText, found: &mut Diagnostics| anthology_layout::layout(text, fonts, found);
        let made = self.make(&style, log, lay_out, |text| Cover::make(book, text, fonts, cache))?;
        let id = self.keep(Layout { style, concordance: false, text: made.text, pages: made.layout });
        Some(ForEpub { pages: EpubPages::Layout(id), cover: made.meanwhile })
    }

    /// Finds where the pages of the main edition start, while the cover is drawn: nobody sees the pages of an EPUB
    /// that is made without a PDF.
    pub(crate) fn map_for_epub(&mut self, log: &mut Log<'_>) -> Option<ForEpub> {
        let style = self.main_style()?;
        let (book, fonts, cache) = (self.book, self.fonts, Cache::new(log.world()));
        let map = |text: &SetText, found: &mut Diagnostics| anthology_layout::page_map(text, fonts, found);
        let made = self.make(&style, log, map, |text| Cover::make(book, text, fonts, cache))?;
        let mapped = MappedText { text: made.text, map: made.layout };
        Some(ForEpub { pages: EpubPages::Map(Box::new(mapped)), cover: made.meanwhile })
    }

    /// The pages that an edition shows: its own, or those of the edition that it is made from. `None` where there are
    /// errors.
    pub(crate) fn edition(&mut self, edition: &Edition, log: &mut Log<'_>) -> Option<LayoutId> {
        if let Some(source) = edition.source() {
            let source = self.book.edition(source)?;
            return self.edition(&source, log);
        }
        let mut style = self.book.edition_theme(edition);
        let margins_are_given = style.print.margins.is_some();
        // A wider gutter makes more pages, which may ask for a wider gutter. It ends: printers' tables have few steps.
        loop {
            let id = self.styled(&style, edition.concordance, log)?;
            let layout = self.get(id);
            let page = &layout.text.theme.page;
            let margins = Margins { inner: page.inner, outer: page.outer, top: page.top, bottom: page.bottom };
            let wider = match edition.base {
                EditionBase::Print => edition.profile.wider_margins(margins, layout.pages.pages.len(), edition.bleed),
                _ => None,
            };
            let Some(wider) = wider else { return Some(id) };
            log.report([narrow_margins(edition, layout, wider.inner, margins_are_given)].into_iter().collect());
            if margins_are_given {
                return None;
            }
            style.print.margins = Some(wider);
        }
    }

    fn main_style(&self) -> Option<EditionTheme> {
        Some(self.book.edition_theme(&self.book.edition(Edition::MAIN)?))
    }

    /// The pages of a style, with the main edition's page numbers in the margin where `concordance` is set and they
    /// are others.
    fn styled(&mut self, style: &EditionTheme, concordance: bool, log: &mut Log<'_>) -> Option<LayoutId> {
        let main = self.main_style();
        let concordance = concordance && main.as_ref() != Some(style);
        let known = |made: &Layout| made.style == *style && made.concordance == concordance;
        if let Some(known) = self.made.iter().position(known) {
            return Some(LayoutId(known));
        }
        let main = if concordance { self.styled(&main?, false, log) } else { None };
        let main = main.map(|main| self.get(main).pages.map.clone());
        let (options, fonts) = (LayoutOptions { concordance: main.as_ref() }, self.fonts);
        let lay_out =
            |text: &SetText, found: &mut Diagnostics| anthology_layout::layout_with(text, fonts, options, found);
        let made = self.make(style, log, lay_out, |_| ())?;
        Some(self.keep(Layout { style: style.clone(), concordance, text: made.text, pages: made.layout }))
    }

    fn keep(&mut self, layout: Layout) -> LayoutId {
        self.made.push(layout);
        LayoutId(self.made.len() - 1)
    }

    /// The same finding about a font family at the line of the manifest or the theme that names it.
    fn at_font(&self, mut finding: Diagnostic, theme: &str) -> Diagnostic {
        let theme = self.sources.files().find(|(_, file)| file.path() == theme).map(|(id, _)| id);
        let places = [Some(self.book.manifest), theme];
        finding.span = finding
            .span
            .or_else(|| places.into_iter().flatten().find_map(|file| font_line(self.sources, file, &finding.message)));
        finding
    }

    /// Sets the book's text in a style and lays it out, while `meanwhile` works on the set text. `None` where there
    /// are errors: the pages of a book with holes would only repeat them.
    fn make<L: Send, M: Send>(
        &self,
        style: &EditionTheme,
        log: &mut Log<'_>,
        lay_out: impl FnOnce(&SetText, &mut Diagnostics) -> L + Send,
        meanwhile: impl FnOnce(&SetText) -> M + Send,
    ) -> Option<Made<L, M>> {
        let theme = self.themes.get(&style.theme)?.clone();
        let theme = theme.with(&style.print, self.book.typesetting.font.as_deref());
        let mut found = Diagnostics::new();
        let text = log.timed("typeset", || {
            let text = anthology_typeset::set(self.book, theme, &mut found);
            let mut unknown = Diagnostics::new();
            self.fonts.check(&text.theme.fonts, &mut unknown);
            found.append(unknown.into_iter().map(|finding| self.at_font(finding, &style.theme)).collect());
            text
        });
        if !log.report(found) || log.book_failed() {
            return None;
        }
        let mut found = Diagnostics::new();
        let world = log.world();
        let (layout, meanwhile) = rayon::join(|| timed(world, || lay_out(&text, &mut found)), || meanwhile(&text));
        log.record_time("layout", layout.time);
        log.report(found).then_some(Made { text, layout: layout.value, meanwhile })
    }
}

/// The line of a TOML file that names a font family of a message: a string that the message quotes.
fn font_line(sources: &SourceMap, file: FileId, message: &str) -> Option<Span> {
    let text = sources.file(file).text();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let quoted = line.split_once('=').map(|(_, value)| value.trim());
        let value = quoted.and_then(|value| value.strip_prefix(['"', '\'']));
        let name = value.and_then(|value| value.split(['"', '\'']).next()).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| message.contains(&format!("`{name}`"))) {
            let at = start + line.find(name).unwrap_or_default();
            return Some(Span::new(file, at..at + name.len()));
        }
        start += line.len();
    }
    None
}

/// A set text, its layout, and what was made of the text at the same time.
struct Made<L, M> {
    text: SetText,
    layout: L,
    meanwhile: M,
}

/// The finding about margins that are narrower than a printer takes: an error where the book gives them, else a note
/// that they were made wider.
fn narrow_margins(edition: &Edition, layout: &Layout, inner: Length, given: bool) -> Diagnostic {
    let printer = match edition.profile {
        PrintProfile::Plain => "the printer",
        PrintProfile::Kdp => "KDP",
        PrintProfile::Ingram => "IngramSpark",
    };
    let (pages, inches) = (layout.pages.pages.len(), |length: Length| length.pt() / 72.0);
    let own = layout.text.theme.page.inner;
    let mut finding = if given {
        let message = format!(
            "margins are narrower than {printer} takes of a book of {pages} pages: {:.3}in at the spine, {:.3}in at \
             least",
            inches(own),
            inches(inner)
        );
        Diagnostic::error("narrow-margins", message).hint(format!(
            "write margins with inner = \"{:.3}in\" or more, or leave `margins` out and they are made wide enough",
            inches(inner)
        ))
    } else {
        let message = format!(
            "the inner margin of edition `{}` is {:.3}in instead of the theme's {:.3}in, as {printer} asks of {pages} \
             pages",
            edition.name,
            inches(inner),
            inches(own)
        );
        Diagnostic::note("wider-margins", message)
    };
    finding.span = edition.span;
    finding
}
