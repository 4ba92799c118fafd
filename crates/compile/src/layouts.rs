//! The pages of each edition. Editions that are styled alike share them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, FileId, Length, SourceMap, Span};
use anthology_book::{Book, Edition, EditionBase, EditionTheme, Margins, PaperForm, PrintProfile};
use anthology_group::Lock;
use anthology_images::Cache;
use anthology_layout::fonts::Fonts;
use anthology_layout::page::Pages;
use anthology_layout::{BreakCache, LayoutOptions, PaginatedBook};
use anthology_typeset::{MissingFamily, PageMap, SetText, Theme};

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
    themes: &'a BTreeMap<String, Theme>,
    /// The addresses of paragraphs in copies that were handed out.
    lock: &'a Lock,
    made: Vec<Layout>,
}

/// A book's text in one style, and its pages.
pub(crate) struct Layout {
    style: EditionTheme,
    concordance: bool,
    pub(crate) text: SetText,
    pub(crate) pages: Pages,
}

/// The text of the EPUB and where its pages start. The pages are those of the reference edition, which may be set in
/// another style than the text.
pub(crate) struct EpubPages {
    text: Shared<SetText>,
    map: Shared<PageMap>,
}

/// What a layout has too, or what there is no layout for.
enum Shared<T> {
    Of(LayoutId),
    Own(Box<T>),
}

/// The EPUB's inputs besides the book.
pub(crate) struct ForEpub {
    pub(crate) pages: EpubPages,
    pub(crate) cover: Result<Cover, Diagnostic>,
}

/// Reads the themes of `editions`, and those of the EPUB and of the reference pages where they are needed: for the
/// EPUB or for a concordance. What is wrong with a theme is reported, and the theme left out.
pub(crate) fn themes(
    book: &Book,
    editions: &[Edition],
    epub: bool,
    sources: &mut SourceMap,
    log: &mut Log<'_>,
) -> BTreeMap<String, Theme> {
    let reference = (epub || editions.iter().any(|edition| edition.concordance)).then(|| book.reference_edition());
    let main = book.edition(Edition::MAIN).filter(|_| epub);
    let mut themes = BTreeMap::new();
    for edition in main.iter().chain(&reference).chain(editions) {
        let source = edition.source().and_then(|name| book.edition(name));
        let EditionTheme { theme: name, theme_span, .. } = book.edition_theme(source.as_ref().unwrap_or(edition));
        if themes.contains_key(&name) {
            continue;
        }
        let mut found = Diagnostics::new();
        let mut theme = anthology_typeset::theme(&name, theme_span, log.world(), sources, &mut found);
        if theme.is_none() && book.draft.is_some() {
            theme = anthology_typeset::theme("classic", None, log.world(), sources, &mut Diagnostics::new());
        }
        log.report(found);
        themes.insert(name, theme);
    }
    themes.into_iter().filter_map(|(name, theme)| Some((name, theme?))).collect()
}

impl Layout {
    /// Where its pages start in the text of the book itself, `own`, if its own is another one for paper.
    fn off_paper(&self, own: &SetText) -> Option<PageMap> {
        let is_other = self.style.paper != PaperForm::default();
        is_other.then(|| anthology_typeset::map_onto(&self.pages.map, &self.text, own))
    }
}

impl<'a> Layouts<'a> {
    /// No layouts yet. `themes` are those that [`themes`] has read.
    pub(crate) fn new(
        book: &'a Book,
        fonts: &'a Fonts,
        sources: &'a SourceMap,
        themes: &'a BTreeMap<String, Theme>,
        lock: &'a Lock,
    ) -> Self {
        Self { book, fonts, sources, themes, lock, made: Vec::new() }
    }

    /// A layout that was made.
    pub(crate) fn get(&self, id: LayoutId) -> &Layout {
        &self.made[id.0]
    }

    /// Takes a layout out. The others are no longer needed.
    pub(crate) fn take(mut self, id: LayoutId) -> Layout {
        self.made.swap_remove(id.0)
    }

    /// The text of the EPUB and where its pages start.
    pub(crate) fn epub_pages<'p>(&'p self, pages: &'p EpubPages) -> (&'p SetText, &'p PageMap) {
        let text = match &pages.text {
            Shared::Of(id) => &self.get(*id).text,
            Shared::Own(text) => text,
        };
        let map = match &pages.map {
            Shared::Of(id) => &self.get(*id).pages.map,
            Shared::Own(map) => map,
        };
        (text, map)
    }

    /// Lays out the reference edition, whose pages the EPUB names, while the EPUB's cover is drawn.
    pub(crate) fn lay_out_for_epub(&mut self, log: &mut Log<'_>) -> Option<ForEpub> {
        let reference = self.book.reference_edition();
        let style = self.book.edition_theme(&reference);
        let own_text = self.text_for_epub(&style, log)?;
        let (book, fonts, cache) = (self.book, self.fonts, Cache::new(log.world()));
        let lay_out = |text: &SetText, found: &mut Diagnostics| anthology_layout::layout(text, fonts, found);
        let cover = |text: &SetText| Cover::make(book, own_text.as_deref().unwrap_or(text), fonts, cache);
        let made = self.make(&style, log, lay_out, cover)?;
        let first = self.keep(Layout { style, concordance: false, text: made.text, pages: made.layout });
        // A printer may ask for wider margins, which make more pages.
        let id = self.edition(&reference, log)?;
        let map = match &own_text {
            Some(text) => self.get(id).off_paper(text).map_or(Shared::Of(id), |map| Shared::Own(Box::new(map))),
            None => Shared::Of(id),
        };
        let text = own_text.map_or(Shared::Of(first), Shared::Own);
        Some(ForEpub { pages: EpubPages { text, map }, cover: made.meanwhile })
    }

    /// Finds where the reference pages start, while the cover is drawn: nobody sees the pages of an EPUB that is made
    /// without a PDF.
    pub(crate) fn map_for_epub(&mut self, log: &mut Log<'_>) -> Option<ForEpub> {
        let reference = self.book.reference_edition();
        let mut style = self.book.edition_theme(&reference);
        let own_text = self.text_for_epub(&style, log)?;
        let (book, fonts, cache) = (self.book, self.fonts, Cache::new(log.world()));
        let map = |text: &SetText, found: &mut Diagnostics| anthology_layout::page_map(text, fonts, found);
        let cover = |text: &SetText| Cover::make(book, own_text.as_deref().unwrap_or(text), fonts, cache);
        let made = self.make(&style, log, map, cover)?;
        let (text, mut pages, mut theme) = (made.text, made.layout, None);
        while let Some(wider) = wider_margins(&reference, theme.as_ref().unwrap_or(&text.theme), pages.pages.len()) {
            if style.print.margins.is_some() && theme.is_none() {
                // An error of the edition, which is found where that is made.
                break;
            }
            style.print.margins = Some(wider);
            let made = self.make(&style, log, map, |_| ())?;
            (pages, theme) = (made.layout, Some(made.text.theme));
        }
        if let Some(own) = &own_text
            && style.paper != PaperForm::default()
        {
            pages = anthology_typeset::map_onto(&pages, &text, own);
        }
        let pages = EpubPages {
            text: Shared::Own(own_text.unwrap_or_else(|| Box::new(text))),
            map: Shared::Own(Box::new(pages)),
        };
        Some(ForEpub { pages, cover: made.meanwhile })
    }

    /// The text of the EPUB, where the reference pages are set in another style. The outer `None` is for errors.
    fn text_for_epub(&self, reference: &EditionTheme, log: &mut Log<'_>) -> Option<Option<Box<SetText>>> {
        let main = self.book.edition_theme(&self.book.edition(Edition::MAIN)?);
        // An EPUB has links and images, whatever an edition on paper makes of them.
        let style = EditionTheme { paper: PaperForm::default(), ..main };
        if style == *reference {
            return Some(None);
        }
        self.set(&style, log).map(|text| Some(Box::new(text)))
    }

    /// The pages that an edition shows: its own, or those of the edition that it is made from. `None` where there are
    /// errors.
    pub(crate) fn edition(&mut self, edition: &Edition, log: &mut Log<'_>) -> Option<LayoutId> {
        if let Some(source) = edition.source() {
            let source = self.book.edition(source)?;
            return self.edition(&source, log);
        }
        let reference = self.book.reference_edition();
        let concordance = match edition.concordance && edition.name != reference.name {
            true => Some(self.edition(&reference, log)?),
            false => None,
        };
        let mut style = self.book.edition_theme(edition);
        let margins_are_given = style.print.margins.is_some();
        // A wider gutter makes more pages, which may ask for a wider gutter. It ends: printers' tables have few steps.
        loop {
            let id = self.styled(&style, concordance, log)?;
            let layout = self.get(id);
            let Some(wider) = wider_margins(edition, &layout.text.theme, layout.pages.pages.len()) else {
                return Some(id);
            };
            let pages = layout.pages.pages.len();
            let finding = narrow_margins(edition, &layout.text.theme, pages, wider.inner, margins_are_given);
            log.report([finding].into_iter().collect());
            if margins_are_given {
                return None;
            }
            style.print.margins = Some(wider);
        }
    }

    /// The text of an edition and where its pages begin, without what stands on them. `None` where there are errors.
    pub(crate) fn paginate(
        &self,
        edition: &Edition,
        cache: &mut BreakCache,
        log: &mut Log<'_>,
    ) -> Option<(SetText, PaginatedBook)> {
        let mut style = self.book.edition_theme(edition);
        let margins_are_given = style.print.margins.is_some();
        loop {
            let fonts = self.fonts;
            let divide = |text: &SetText, found: &mut Diagnostics| PaginatedBook::new(text, fonts, cache, found);
            let Made { text, layout: book, .. } = self.make(&style, log, divide, |_| ())?;
            let pages = book.map().pages.len();
            let Some(wider) = wider_margins(edition, &text.theme, pages) else { return Some((text, book)) };
            let finding = narrow_margins(edition, &text.theme, pages, wider.inner, margins_are_given);
            log.report([finding].into_iter().collect());
            if margins_are_given {
                return None;
            }
            style.print.margins = Some(wider);
        }
    }

    /// Warns of editions in which "page 42" is another page than in the EPUB, which names those of `reference`.
    pub(crate) fn compare_pages(&self, reference: &PageMap, editions: &[(&Edition, LayoutId)], log: &mut Log<'_>) {
        let of = self.book.reference_edition();
        for (edition, id) in editions.iter().filter(|(edition, _)| edition.source().is_none()) {
            let layout = self.get(*id);
            if layout.concordance || layout.pages.map.pages == reference.pages {
                continue;
            }
            let message = format!(
                "page numbers differ: the EPUB has the {} pages of edition `{}`, edition `{}` has {}",
                reference.pages.len(),
                of.name,
                edition.name,
                layout.pages.map.pages.len()
            );
            // That large print has other pages is no surprise.
            let mut finding = match edition.base {
                EditionBase::LargePrint => Diagnostic::note("other-pages", message),
                _ => Diagnostic::warning("other-pages", message),
            };
            finding.span = edition.span.or(of.span);
            finding = finding.hint(format!(
                "write concordance = true in [edition.{}] to print the numbers of `{}` in its margin",
                edition.name, of.name
            ));
            if edition.base != EditionBase::LargePrint {
                finding = finding.hint(format!("or pages-of = \"{}\" in [book] if people hold that one", edition.name));
            }
            log.report([finding].into_iter().collect());
        }
    }

    /// The pages of a style, with the numbers of the pages of `concordance` in the margin where they are others.
    fn styled(&mut self, style: &EditionTheme, concordance: Option<LayoutId>, log: &mut Log<'_>) -> Option<LayoutId> {
        let concordance = concordance.filter(|id| self.get(*id).style != *style);
        let known = |made: &Layout| made.style == *style && made.concordance == concordance.is_some();
        if let Some(known) = self.made.iter().position(known) {
            return Some(LayoutId(known));
        }
        let main = concordance.map(|id| self.get(id));
        let fonts = self.fonts;
        let lay_out = |text: &SetText, found: &mut Diagnostics| {
            let main = main.map(|main| match main.style.paper == style.paper {
                true => Cow::Borrowed(&main.pages.map),
                false => Cow::Owned(anthology_typeset::map_onto(&main.pages.map, &main.text, text)),
            });
            anthology_layout::layout_with(
                text,
                fonts,
                LayoutOptions { concordance: main.as_deref(), ..LayoutOptions::default() },
                found,
            )
        };
        let made = self.make(style, log, lay_out, |_| ())?;
        let concordance = concordance.is_some();
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

    /// Sets the book's text in a style. `None` where there are errors: the pages of a book with holes would only repeat
    /// them. What is missing from the fonts is reported all the same, or it would be news in the next run.
    fn set(&self, style: &EditionTheme, log: &mut Log<'_>) -> Option<SetText> {
        let theme = self.themes.get(&style.theme)?.clone();
        let theme = theme.with(&style.print, self.book.typesetting.font.as_deref());
        let mut found = Diagnostics::new();
        let (theme, missing) = theme.with_families(|family| self.fonts.has_family(family));
        found.append(
            missing.iter().map(|family| self.at_font(missing_family(&style.theme, family), &style.theme)).collect(),
        );
        let text = log.timed("typeset", || {
            let mut text = anthology_typeset::set(&self.book.on_paper(style.paper), theme, &mut found);
            self.lock.apply(&mut text);
            let mut unknown = Diagnostics::new();
            self.fonts.check(&text.theme.fonts, &mut unknown);
            found.append(unknown.into_iter().map(|finding| self.at_font(finding, &style.theme)).collect());
            text
        });
        if log.report(found) && !log.book_failed() {
            return Some(text);
        }
        let mut found = Diagnostics::new();
        anthology_layout::page_map(&text, self.fonts, &mut found);
        found.append(anthology_check::svg_text(&text, self.fonts));
        let glyphs = found.into_iter().filter(|finding| finding.code == "missing-glyph");
        log.report(glyphs.map(|finding| self.at_character(finding)).collect());
        None
    }

    /// The same finding about a character that no font has at the character itself, where the source has it as it is.
    fn at_character(&self, mut finding: Diagnostic) -> Diagnostic {
        let quoted = finding.message.split('`').nth(1).filter(|_| finding.code == "missing-glyph");
        if let (Some(character), Some(span)) = (quoted, finding.span)
            && let Some(at) = self.sources.text(span).find(character)
        {
            let start = span.start as usize + at;
            finding.span = Some(Span::new(span.file, start..start + character.len()));
        }
        finding
    }

    /// Sets the book's text in a style and lays it out, while `meanwhile` works on the set text. `None` where there
    /// are errors.
    fn make<L: Send, M: Send>(
        &self,
        style: &EditionTheme,
        log: &mut Log<'_>,
        lay_out: impl FnOnce(&SetText, &mut Diagnostics) -> L + Send,
        meanwhile: impl FnOnce(&SetText) -> M + Send,
    ) -> Option<Made<L, M>> {
        let text = self.set(style, log)?;
        let mut found = Diagnostics::new();
        let world = log.world();
        let (layout, meanwhile) = rayon::join(|| timed(world, || lay_out(&text, &mut found)), || meanwhile(&text));
        log.record_time("layout", layout.time);
        found.append(anthology_check::svg_text(&text, self.fonts));
        let found = found.into_iter().map(|finding| self.at_character(finding)).collect();
        log.report(found).then_some(Made { text, layout: layout.value, meanwhile })
    }
}

/// A theme is designed for a family that the book doesn't have.
fn missing_family(theme: &str, family: &MissingFamily) -> Diagnostic {
    let MissingFamily { name, instead } = family;
    let message = format!("theme `{theme}` is designed for the font `{name}`; it is set in `{instead}` instead");
    Diagnostic::warning("missing-family", message)
        .hint(format!("`anthology fonts add \"{name}\"` adds the font to the book, if this computer has it"))
        .hint("`missing-family = \"off\"` under [diagnostics] keeps it as it is")
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

/// The margins that the printer of an edition asks for, where they are wider than the theme's.
fn wider_margins(edition: &Edition, theme: &Theme, pages: usize) -> Option<Margins> {
    let page = &theme.page;
    let margins = Margins { inner: page.inner, outer: page.outer, top: page.top, bottom: page.bottom };
    match edition.base {
        EditionBase::Print => edition.profile.wider_margins(margins, pages, edition.bleed),
        _ => None,
    }
}

/// The finding about margins that are narrower than a printer takes: an error where the book gives them, else a note
/// that they were made wider.
fn narrow_margins(edition: &Edition, theme: &Theme, pages: usize, inner: Length, given: bool) -> Diagnostic {
    let printer = match edition.profile {
        PrintProfile::Plain => "the printer",
        PrintProfile::Kdp => "KDP",
        PrintProfile::Ingram => "IngramSpark",
    };
    let inches = |length: Length| length.pt() / 72.0;
    let own = theme.page.inner;
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
