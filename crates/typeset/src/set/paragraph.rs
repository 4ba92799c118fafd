//! A paragraph of the set text: its final characters, their runs, and the objects, links and hyphenation points in it.

use std::sync::Arc;

use anthology_base::{Address, Lang, Span};
use anthology_book::Anchor;

use super::image::SetImage;
use super::style::ParagraphStyle;

/// A paragraph's place in the set text: section, and number within it in document order (notes after
/// the blocks).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParagraphId {
    /// Index into [`SetText::sections`](crate::SetText::sections).
    pub section: u32,
    /// From 0.
    pub index: u32,
}

/// A paragraph: one string of final characters, with the properties of its parts by byte offset.
///
/// Invariants: `runs` cover `text` without gap or overlap; every offset is on a character boundary;
/// `hyphens`, `discretionaries` and `objects` are sorted. `text` has no U+00AD. A forced line break is `\n`. An
/// object is U+FFFC. Spaces are U+0020 where the layout may stretch and break, U+00A0 where it may stretch
/// and not break, U+202F or U+2009 where they are fixed.
#[derive(Clone, Debug, PartialEq)]
pub struct SetParagraph {
    /// Its place.
    pub id: ParagraphId,
    /// Its style.
    pub style: ParagraphStyle,
    /// Its language.
    pub lang: Lang,
    /// The characters.
    pub text: String,
    /// The runs.
    pub runs: Vec<Run>,
    /// Hyphenation points at which the spelling stays.
    pub hyphens: Vec<HyphenationPoint>,
    /// Those at which it changes. Only a format that breaks lines itself has a use for them.
    pub discretionaries: Vec<Discretionary>,
    /// Objects in the text, such as images.
    pub objects: Vec<Object>,
    /// The targets of its links; [`Run::link`] is an index into this list.
    pub links: Vec<SetLink>,
    /// Ids within the paragraph (of spans), by byte offset.
    pub ids: Vec<(u32, String)>,
    /// Its address, where it is one of the numbered paragraphs.
    pub address: Option<Address>,
    /// Its place in the source.
    pub span: Span,
}

impl SetParagraph {
    /// A paragraph of one run, for text that a backend adds: it has no address, no hyphenation points and no place in the
    /// sources.
    pub fn plain(text: &str, style: ParagraphStyle, lang: Lang) -> Self {
        let run = Run {
            end: text.len() as u32,
            style: RunStyle::default(),
            lang,
            link: None,
            expansion: None,
            class: None,
            span: Span::default(),
        };
        Self {
            id: ParagraphId::default(),
            style,
            lang,
            text: text.to_owned(),
            runs: if text.is_empty() { Vec::new() } else { vec![run] },
            hyphens: Vec::new(),
            discretionaries: Vec::new(),
            objects: Vec::new(),
            links: Vec::new(),
            ids: Vec::new(),
            address: None,
            span: Span::default(),
        }
    }

    /// Checks the invariants; for tests and for backends that doubt their input.
    ///
    /// # Errors
    /// The first invariant that doesn't hold, in words.
    pub fn check(&self) -> Result<(), String> {
        let text = self.text.as_str();
        let fail = |what: &str| Err(format!("{what} in paragraph {:?}: {text:?}", self.id));
        let mut start = 0;
        for run in &self.runs {
            let end = run.end as usize;
            if end <= start || end > text.len() || !text.is_char_boundary(end) {
                return fail("a run is empty, overlaps, or ends inside a character");
            }
            if run.link.is_some_and(|link| link as usize >= self.links.len()) {
                return fail("a run's link doesn't exist");
            }
            start = end;
        }
        if start != text.len() {
            return fail("the runs don't cover the text");
        }
        if text.contains('\u{ad}') {
            return fail("a soft hyphen is left");
        }
        let inside = |at: u32| at > 0 && (at as usize) < text.len() && text.is_char_boundary(at as usize);
        let hyphens = &self.hyphens;
        if !hyphens.iter().all(|point| inside(point.at)) || !hyphens.windows(2).all(|pair| pair[0].at < pair[1].at) {
            return fail("hyphenation points are out of order or outside the text");
        }
        let discretionaries = &self.discretionaries;
        if !discretionaries.iter().all(|d| inside(d.start) && inside(d.end) && d.start <= d.end)
            || !discretionaries.windows(2).all(|pair| pair[0].end < pair[1].end)
        {
            return fail("discretionaries are out of order or outside the text");
        }
        let objects: Vec<u32> = text.match_indices('\u{fffc}').map(|(at, _)| at as u32).collect();
        if !self.objects.iter().map(|object| object.at).eq(objects) {
            return fail("objects and their characters differ");
        }
        if !self.ids.iter().all(|&(at, _)| text.is_char_boundary(at as usize))
            || !self.ids.is_sorted_by_key(|&(at, _)| at)
        {
            return fail("ids are out of order or inside a character");
        }
        Ok(())
    }

    /// The links and objects that lead to a place in the book.
    pub fn targets(&self) -> impl Iterator<Item = &Anchor> {
        let links =
            self.links.iter().filter_map(|link| if let SetLink::Internal(anchor) = link { Some(anchor) } else { None });
        links.chain(self.objects.iter().flat_map(|object| match &object.kind {
            ObjectKind::PageNumber(anchor) => vec![anchor],
            ObjectKind::Locators(places) => {
                places.iter().flat_map(|place| [Some(&place.from), place.to.as_ref()]).flatten().collect()
            }
            ObjectKind::ParagraphPage(_) | ObjectKind::ParagraphOnPage(_) | ObjectKind::Image(_) => Vec::new(),
        }))
    }
}

/// A place where a word may be broken with a hyphen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HyphenationPoint {
    /// Byte offset of the first character after the break.
    pub at: u32,
    /// How good the break is.
    pub quality: PointQuality,
}

impl From<u32> for HyphenationPoint {
    /// A plain point.
    fn from(at: u32) -> Self {
        Self { at, quality: PointQuality::Plain }
    }
}

/// The quality of a hyphenation point, which layout weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PointQuality {
    /// At the seam of a compound.
    Seam,
    /// As the patterns have it.
    Plain,
    /// Its fragments mislead the reader: `gen-tlemen`.
    Misleading,
}

/// A break that changes the spelling: TeX's `\discretionary`, whose no-break text is the paragraph's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Discretionary {
    /// Byte offset of the text that is replaced if a line ends here; it may be empty.
    pub start: u32,
    /// One past its last byte, and the start of the next line's text.
    pub end: u32,
    /// The pre-break text, without its hyphen.
    pub before: Box<str>,
    /// The post-break text.
    pub after: Box<str>,
    /// True if a hyphen is added after the pre-break text; false where the paragraph has one already.
    pub hyphen: bool,
}

/// Text of one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// One past its last byte; it begins where the run before it ends.
    pub end: u32,
    /// Its style.
    pub style: RunStyle,
    /// Its language.
    pub lang: Lang,
    /// An index into [`SetParagraph::links`].
    pub link: Option<u32>,
    /// The long form of an abbreviation.
    pub expansion: Option<Arc<str>>,
    /// Its classes that are the author's own, with spaces between them: `ship`.
    pub class: Option<Arc<str>>,
    /// Its place in the source.
    pub span: Span,
}

/// The style of a run, beside that of its paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunStyle {
    /// Emphasised: italic in roman text, roman in italic text.
    pub emphasis: bool,
    /// Strongly emphasised: bold.
    pub strong: bool,
    /// The title of a work: italic.
    pub cite: bool,
    /// Set off in italics without stress, as the name of a ship is: `<i>`.
    pub italic: bool,
    /// Set off in bold without stress, as a keyword is: `<b>`.
    pub bold: bool,
    /// Small capitals; the text keeps the author's case.
    pub small_caps: bool,
    /// Code.
    pub code: bool,
    /// Struck through.
    pub strike: bool,
    /// Underlined.
    pub underline: bool,
    /// Not to be broken across lines.
    pub no_break: bool,
    /// The number of inline quotations (`<q>`) around it.
    pub quoted: u8,
    /// On the line, above or below it.
    pub position: Position,
    /// The look that its classes have in the theme.
    pub look: RunLook,
}

/// The look that a theme gives to the classes of a run; the EPUB's style sheet has it by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunLook {
    /// Italic, or roman in italic text; upright in any where it is false.
    pub italic: Option<bool>,
    /// Bold or not.
    pub bold: Option<bool>,
    /// In small capitals or not.
    pub small_caps: Option<bool>,
    /// In capitals or not.
    pub uppercase: Option<bool>,
    /// Letter-spacing, thousandths of an em.
    pub tracking: Option<i32>,
}

impl RunLook {
    /// The look of a class within text of another.
    pub(crate) fn within(self, outer: Self) -> Self {
        Self {
            italic: self.italic.or(outer.italic),
            bold: self.bold.or(outer.bold),
            small_caps: self.small_caps.or(outer.small_caps),
            uppercase: self.uppercase.or(outer.uppercase),
            tracking: self.tracking.or(outer.tracking),
        }
    }
}

/// On the line, above or below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// On the line.
    #[default]
    Normal,
    /// Superior.
    Super,
    /// Inferior.
    Sub,
}

/// The target of a link of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetLink {
    /// Out of the book.
    External(String),
    /// Within it.
    Internal(Anchor),
    /// To a numbered paragraph.
    Paragraph(Address),
    /// To a note: an index into [`SetSection::notes`](crate::SetSection::notes). The run is the footnote reference.
    Note(u32),
    /// From a note back to its reference: the same index.
    NoteBack(u32),
}

/// An object in the text that is not a character: U+FFFC at `at`.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Byte offset of its U+FFFC.
    pub at: u32,
    /// Its kind, with its content.
    pub kind: ObjectKind,
}

/// The kinds of object.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectKind {
    /// The folio of the page that has the target.
    PageNumber(Anchor),
    /// The folio of the page on which a numbered paragraph begins.
    ParagraphPage(Address),
    /// Which paragraph of that page it is.
    ParagraphOnPage(Address),
    /// The pages of the places, as ranges (see [`page_ranges`](fn@crate::page_ranges)).
    Locators(Vec<Locator>),
    /// An image in the line.
    Image(SetImage),
}

/// A place that an index refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locator {
    /// The place, or the beginning of a range.
    pub from: Anchor,
    /// The end of a range.
    pub to: Option<Anchor>,
    /// True for the main passage about its subject.
    pub main: bool,
}
