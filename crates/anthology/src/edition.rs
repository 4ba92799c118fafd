//! The editions of a book: which are asked for, and the pages of each. Editions that look alike share them.

use anthology_base::{Diagnostic, Diagnostics, nearest};
use anthology_book::{Book, Edition, EditionBase, Look, PrintProfile};
use anthology_layout::LayoutOptions;
use anthology_layout::fonts::Fonts;
use anthology_layout::page::Pages;
use anthology_typeset::{PageMap, SetText};

use crate::cover::Cover;
use crate::pipeline::{Run, timed};

/// The editions of these names, `all` of which is every one; the main one where there are none. An unknown name
/// is an error, and left out.
pub(crate) fn named(names: &[String], book: &Book, run: &mut Run<'_>) -> Vec<Edition> {
    let every = book.edition_names();
    let mut asked: Vec<&str> = Vec::new();
    for name in names {
        asked.extend(if name == "all" { every.clone() } else { vec![name.as_str()] });
    }
    if asked.is_empty() {
        asked.push(Edition::MAIN);
    }
    let mut editions: Vec<Edition> = Vec::new();
    for name in asked {
        if editions.iter().any(|edition| edition.name == name) {
            continue;
        }
        match book.edition(name) {
            Some(edition) => editions.push(edition),
            None => run.findings.push(unknown(name, &every)),
        }
    }
    editions
}

fn unknown(name: &str, every: &[&str]) -> Diagnostic {
    let finding = Diagnostic::error("unknown-edition", format!("no edition `{name}`"));
    match nearest(name, every.iter().copied()) {
        Some(known) => finding.hint(format!("did you mean `{known}`?")),
        None => finding.hint(format!("name one of {}, or describe [edition.{name}] in book.toml", every.join(", "))),
    }
}

/// A book with the pages that were laid out of it so far.
pub(crate) struct Workshop {
    pub(crate) book: Book,
    pub(crate) fonts: Fonts,
    laid: Vec<Laid>,
    epub: Option<EpubPages>,
    cover: EpubCover,
}

/// The pages that the EPUB names.
enum EpubPages {
    /// Those of a layout.
    Laid(usize),
    /// No more than where they start, for an EPUB alone.
    Mapped(Box<(SetText, PageMap)>),
}

/// The EPUB's cover.
enum EpubCover {
    Unwanted,
    /// To be made while pages are laid out: both need no more than the text.
    Wanted,
    Made(Result<Cover, Diagnostic>),
}

/// The pages of one look.
pub(crate) struct Laid {
    look: Look,
    concordance: bool,
    pub(crate) text: SetText,
    pub(crate) pages: Pages,
}

impl Workshop {
    pub(crate) fn new(book: Book, run: &mut Run<'_>) -> Self {
        let fonts = run.fonts();
        Self { book, fonts, laid: Vec::new(), epub: None, cover: EpubCover::Unwanted }
    }

    /// Pages by what [`Workshop::lay`] gave.
    pub(crate) fn laid(&self, index: usize) -> &Laid {
        &self.laid[index]
    }

    /// Lays the main edition out, whose pages the EPUB names, and makes the EPUB's cover meanwhile. Of an EPUB `alone`
    /// nobody sees these pages: it is enough to know where they start.
    pub(crate) fn lay_for_epub(&mut self, alone: bool, run: &mut Run<'_>) {
        self.cover = EpubCover::Wanted;
        self.epub = if alone { self.map_main(run) } else { self.lay_main(run).map(EpubPages::Laid) };
    }

    /// The text of the EPUB and where the pages start; `None` before [`Workshop::lay_for_epub`].
    pub(crate) fn epub(&self) -> Option<(&SetText, &PageMap)> {
        Some(match self.epub.as_ref()? {
            EpubPages::Laid(index) => (&self.laid[*index].text, &self.laid[*index].pages.map),
            EpubPages::Mapped(mapped) => (&mapped.0, &mapped.1),
        })
    }

    /// The EPUB's cover; `None` before [`Workshop::lay_for_epub`].
    pub(crate) fn cover(&self) -> Option<&Result<Cover, Diagnostic>> {
        match &self.cover {
            EpubCover::Made(cover) => Some(cover),
            EpubCover::Unwanted | EpubCover::Wanted => None,
        }
    }

    fn map_main(&mut self, run: &mut Run<'_>) -> Option<EpubPages> {
        let look = self.book.look(&self.book.edition(Edition::MAIN)?);
        let mapped = self.set(&look, run, anthology_layout::page_map)?;
        Some(EpubPages::Mapped(Box::new(mapped)))
    }

    fn lay_main(&mut self, run: &mut Run<'_>) -> Option<usize> {
        let main = self.book.edition(Edition::MAIN)?;
        self.lay(&main, run)
    }

    /// Lays out the pages that an edition shows: its own, or those of the edition that it is made of. `None`
    /// where there are errors.
    pub(crate) fn lay(&mut self, edition: &Edition, run: &mut Run<'_>) -> Option<usize> {
        if let Some(source) = edition.source() {
            let source = self.book.edition(source)?;
            return self.lay(&source, run);
        }
        let mut look = self.book.look(edition);
        let margins_are_given = look.print.margins.is_some();
        // More white at the spine makes more pages, which may ask for more white.
        loop {
            let index = self.look(&look, edition.concordance, run)?;
            let laid = &self.laid[index];
            let page = &laid.text.theme.page;
            let margins = [page.inner, page.outer, page.top, page.bottom];
            let wider = match edition.base {
                EditionBase::Print => edition.profile.wider_margins(margins, laid.pages.pages.len(), edition.bleed),
                _ => None,
            };
            let Some(wider) = wider else { return Some(index) };
            run.report([narrow(edition, laid, wider[0], margins_are_given)].into_iter().collect());
            if margins_are_given {
                return None;
            }
            look.print.margins = Some(wider);
        }
    }

    fn look(&mut self, look: &Look, concordance: bool, run: &mut Run<'_>) -> Option<usize> {
        let main = self.book.edition(Edition::MAIN).map(|main| self.book.look(&main));
        let concordance = concordance && main.as_ref() != Some(look);
        if let Some(known) = self.laid.iter().position(|laid| laid.look == *look && laid.concordance == concordance) {
            return Some(known);
        }
        let main = if concordance { self.lay_main(run) } else { None };
        let main = main.map(|main| self.laid[main].pages.map.clone());
        let options = LayoutOptions { concordance: main.as_ref() };
        let lay = |text: &SetText, fonts: &Fonts, found: &mut Diagnostics| {
            anthology_layout::layout_with(text, fonts, options, found)
        };
        let (text, pages) = self.set(look, run, lay)?;
        self.laid.push(Laid { look: look.clone(), concordance, text, pages });
        Some(self.laid.len() - 1)
    }

    /// Sets the book's text in a look and lays it out, while the EPUB's cover is made where that is wanted. `None`
    /// where there are errors.
    fn set<T: Send>(
        &mut self,
        look: &Look,
        run: &mut Run<'_>,
        lay: impl FnOnce(&SetText, &Fonts, &mut Diagnostics) -> T + Send,
    ) -> Option<(SetText, T)> {
        let text = run.set(&self.book, look, &self.fonts)?;
        let mut found = Diagnostics::new();
        let wanted = matches!(self.cover, EpubCover::Wanted);
        let ((laid, time), cover) = rayon::join(
            || timed(|| lay(&text, &self.fonts, &mut found)),
            || wanted.then(|| Cover::make(&self.book, &text, &self.fonts)),
        );
        if let Some(cover) = cover {
            self.cover = EpubCover::Made(cover);
        }
        run.report(found);
        run.took("layout", time);
        (!run.findings.has_errors()).then_some((text, laid))
    }
}

/// What is said of margins that are narrower than a printer takes: an error where the book gives them, else a
/// note that they were made wider.
fn narrow(edition: &Edition, laid: &Laid, inner: anthology_base::Length, given: bool) -> Diagnostic {
    let printer = match edition.profile {
        PrintProfile::Plain => "the printer",
        PrintProfile::Kdp => "KDP",
        PrintProfile::Ingram => "IngramSpark",
    };
    let (pages, inches) = (laid.pages.pages.len(), |length: anthology_base::Length| length.pt() / 72.0);
    let own = laid.text.theme.page.inner;
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
