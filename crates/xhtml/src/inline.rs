//! A paragraph's runs as inline markup. Runs are flat; elements are nested in one fixed order, and an
//! element that two neighbouring runs share is opened once.

use anthology_base::{Lang, ParagraphNumber};
use anthology_typeset::{Locator, ObjectKind, PointQuality, Position, Run, SetLink, SetParagraph, page_ranges, words};

use crate::address;
use crate::classes;
use crate::costs::OPENING_CHARACTERS;
use crate::kobo::Sentences;
use crate::markup::Markup;
use crate::publication::{Device, Publication, page_id};

/// An inline element with the author's own classes, if it carries them.
#[derive(Clone, Debug, PartialEq)]
struct Element {
    kind: ElementKind,
    class: Option<std::sync::Arc<str>>,
}

/// The kind of an inline element, outermost first in the order of the enum.
#[derive(Clone, Debug, PartialEq)]
enum ElementKind {
    Link(u32),
    Language(Lang),
    Abbreviation(std::sync::Arc<str>),
    Strong,
    Emphasis,
    Cite,
    Italic,
    Bold,
    /// Of the author's own classes, where no element before it carries them.
    Own,
    Class(&'static str),
    Strike,
    Super,
    Sub,
    Code,
}

impl ElementKind {
    fn name(&self) -> &'static str {
        match self {
            Self::Link(_) => "a",
            Self::Language(_) | Self::Own | Self::Class(_) => "span",
            Self::Abbreviation(_) => "abbr",
            Self::Strong => "strong",
            Self::Emphasis => "em",
            Self::Cite => "cite",
            Self::Italic => "i",
            Self::Bold => "b",
            Self::Strike => "s",
            Self::Super => "sup",
            Self::Sub => "sub",
            Self::Code => "code",
        }
    }
}

/// The hyphenation of a paragraph's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breaking {
    /// With U+00AD at its hyphenation points.
    SoftHyphens,
    /// Without.
    None,
}

/// The context of a paragraph.
pub(crate) struct InlineContext<'a> {
    pub(crate) publication: &'a Publication<'a>,
    /// Index of the section, whose notes the marks call.
    pub(crate) section: usize,
    /// Index of the section whose file this is.
    pub(crate) file: usize,
    /// Language of the element around it.
    pub(crate) lang: Lang,
    pub(crate) breaking: Breaking,
    /// The paragraph's number, if it has one.
    pub(crate) number: Option<ParagraphNumber>,
}

fn elements(run: &Run, paragraph: &SetParagraph, outer: Lang) -> Vec<Element> {
    let style = run.style;
    let note_mark = run.link.is_some_and(|l| matches!(paragraph.links.get(l as usize), Some(SetLink::Note(_))));
    let mut list = Vec::new();
    list.extend(run.link.map(ElementKind::Link));
    if run.lang != outer {
        list.push(ElementKind::Language(run.lang));
    }
    list.extend(run.expansion.clone().map(ElementKind::Abbreviation));
    // The classes stand at what is marked with them: `<i class="ship">`.
    let meaningful = [style.italic, style.bold, style.cite, style.emphasis, style.strong];
    let own = run.class.is_some() && !meaningful.contains(&true);
    let flags = [
        (style.strong, ElementKind::Strong),
        (style.emphasis, ElementKind::Emphasis),
        (style.cite, ElementKind::Cite),
        (style.italic, ElementKind::Italic),
        (style.bold, ElementKind::Bold),
        (own, ElementKind::Own),
        (style.small_caps, ElementKind::Class("smallcaps")),
        (style.underline, ElementKind::Class("underline")),
        (style.no_break, ElementKind::Class("nobreak")),
        (style.strike, ElementKind::Strike),
        (style.position == Position::Super && !note_mark, ElementKind::Super),
        (style.position == Position::Sub, ElementKind::Sub),
        (style.code, ElementKind::Code),
    ];
    list.extend(flags.into_iter().filter(|(on, _)| *on).map(|(_, element)| element));
    let mut list: Vec<Element> = list.into_iter().map(|kind| Element { kind, class: None }).collect();
    let carries = |kind: &ElementKind| {
        use ElementKind as E;
        matches!(kind, E::Strong | E::Emphasis | E::Cite | E::Italic | E::Bold | E::Own)
    };
    if let Some(innermost) = list.iter_mut().rev().find(|element| carries(&element.kind)) {
        innermost.class.clone_from(&run.class);
    }
    list
}

/// Writes a paragraph's content: text, markup, page breaks, ids.
pub(crate) fn write(m: &mut Markup, context: &InlineContext<'_>, paragraph: &SetParagraph) {
    let markers = markers(context, paragraph);
    let sentences = (context.publication.device() == Device::Kobo).then(|| Sentences::of(paragraph, context.file));
    let mut writer =
        Writer { m, context, paragraph, open: Vec::new(), markers, next_marker: 0, called: Vec::new(), sentences };
    let mut start = 0;
    for run in &paragraph.runs {
        writer.switch(&elements(run, paragraph, context.lang));
        writer.text(start, run.end as usize, run.style.code);
        start = run.end as usize;
    }
    writer.switch(&[]);
    writer.markers_at(paragraph.text.len(), true);
}

/// An empty element in the text.
struct Marker<'a> {
    /// Byte offset in the text.
    at: usize,
    kind: MarkerKind<'a>,
}

enum MarkerKind<'a> {
    Page(&'a str),
    Id(&'a str),
    Number(ParagraphNumber),
}

/// Ids and page breaks by byte offset, ids first: the target of a link to the first word of a page is the word.
fn markers<'a>(context: &InlineContext<'a>, paragraph: &'a SetParagraph) -> Vec<Marker<'a>> {
    let ids = paragraph.ids.iter().map(|(at, id)| Marker { at: *at as usize, kind: MarkerKind::Id(id) });
    let mut markers: Vec<Marker<'a>> = ids.collect();
    if let Some(breaks) = context.publication.breaks.get(&paragraph.id) {
        // A number inside a word would part it.
        let visible = context.publication.device() == Device::Kindle;
        let start = |at: usize| if visible { word_start(&paragraph.text, at) } else { at };
        markers.extend(breaks.iter().map(|b| Marker { at: start(b.at as usize), kind: MarkerKind::Page(&b.label) }));
    }
    markers
        .extend(context.number.map(|number| Marker { at: number_offset(paragraph), kind: MarkerKind::Number(number) }));
    markers.sort_by_key(|marker| marker.at);
    markers
}

/// The start of the word that an offset is in.
fn word_start(text: &str, at: usize) -> usize {
    let before = &text[..at];
    before.len() - before.chars().rev().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>()
}

struct Writer<'m, 'a> {
    m: &'m mut Markup,
    context: &'m InlineContext<'a>,
    paragraph: &'a SetParagraph,
    open: Vec<Element>,
    markers: Vec<Marker<'a>>,
    next_marker: usize,
    /// The notes that the paragraph has called so far.
    called: Vec<u32>,
    /// For Kobo.
    sentences: Option<Sentences>,
}

impl Writer<'_, '_> {
    fn switch(&mut self, wanted: &[Element]) {
        let shared = self.open.iter().zip(wanted).take_while(|(a, b)| a == b).count();
        if shared < self.open.len() || shared < wanted.len() || wanted.is_empty() {
            self.end_sentence();
        }
        for element in self.open.drain(shared..).rev() {
            self.m.close(element.kind.name());
        }
        for element in &wanted[shared..] {
            self.open_element(element);
            self.open.push(element.clone());
        }
    }

    fn end_sentence(&mut self) {
        if let Some(sentences) = &mut self.sentences {
            sentences.end(self.m);
        }
    }

    /// Writes bytes of the text without objects and line breaks.
    fn characters(&mut self, start: usize, end: usize) {
        let text = &self.paragraph.text;
        let Some(sentences) = &mut self.sentences else { return self.m.text(&text[start..end]) };
        let mut at = start;
        while at < end {
            if sentences.begins_at(at) {
                sentences.end(self.m);
            }
            let next = sentences.part(at, end);
            sentences.begin(self.m);
            self.m.text(&text[at..next]);
            at = next;
        }
    }

    fn open_element(&mut self, element: &Element) {
        let name = element.kind.name();
        let class = element.class.as_deref().unwrap_or_default();
        match &element.kind {
            ElementKind::Link(link) => self.open_link(*link),
            ElementKind::Language(lang) => self.m.open(name, &[("lang", lang.as_str()), ("xml:lang", lang.as_str())]),
            ElementKind::Abbreviation(expansion) => self.m.open(name, &[("title", expansion)]),
            ElementKind::Class(class) => self.m.open(name, &[("class", class)]),
            _ => self.m.open(name, &[("epub:type", classes::meaning(class)), ("class", &classes::attribute(class))]),
        }
    }

    fn open_link(&mut self, link: u32) {
        let publication = self.context.publication;
        let notes = &publication.text.sections[self.context.section].notes;
        match self.paragraph.links.get(link as usize) {
            Some(SetLink::External(url)) => {
                let href = address::external(url).unwrap_or_default();
                self.m.open("a", &[("href", &href)]);
            }
            Some(SetLink::Internal(anchor)) => self.m.open("a", &[("href", &publication.href(anchor))]),
            Some(SetLink::Paragraph(address)) => {
                let href = publication.paragraph_href(address).unwrap_or_default();
                self.m.open("a", &[("href", &href)]);
            }
            Some(SetLink::Note(n)) if (*n as usize) < notes.len() => {
                let note = &notes[*n as usize];
                let (_, href) = publication.note(self.context.section, note);
                let first =
                    publication.calls_first(self.context.section, *n, self.paragraph.id) && !self.called.contains(n);
                self.called.push(*n);
                let id = if first { publication.mark_id(self.context.section, note) } else { String::new() };
                self.m.open(
                    "a",
                    &[
                        ("epub:type", "noteref"),
                        ("role", "doc-noteref"),
                        ("class", "noteref"),
                        ("href", &href),
                        ("id", &id),
                    ],
                );
            }
            Some(SetLink::NoteBack(n)) if (*n as usize) < notes.len() => {
                let href = publication.mark(self.context.section, &notes[*n as usize]);
                self.m.open("a", &[("role", "doc-backlink"), ("href", &href)]);
            }
            _ => self.m.open("a", &[]),
        }
    }

    /// Writes bytes `start..end`, stopping at hyphenation points, markers and objects.
    fn text(&mut self, start: usize, end: usize, code: bool) {
        let paragraph = self.paragraph;
        let soft = self.context.breaking == Breaking::SoftHyphens && !code;
        // A reading system takes whichever point fits, so that it gets none that mislead.
        let points = paragraph.hyphens.iter().filter(|point| point.quality != PointQuality::Misleading);
        let mut hyphens = points.map(|point| point.at as usize).skip_while(|&h| h < start).peekable();
        let mut at = start;
        while at < end {
            self.markers_at(at, false);
            let mut stop = end;
            if let Some(marker) = self.markers.get(self.next_marker) {
                stop = stop.min(marker.at);
            }
            while hyphens.next_if(|&h| h <= at).is_some_and(|h| soft && h == at) {
                self.m.raw("\u{ad}");
            }
            if let Some(&h) = hyphens.peek() {
                stop = stop.min(h);
            }
            self.plain(at, stop);
            at = stop;
        }
    }

    fn plain(&mut self, start: usize, end: usize) {
        let mut at = start;
        let text = &self.paragraph.text;
        for (i, c) in text[start..end].char_indices().filter(|&(_, c)| c == '\n' || c == '\u{fffc}') {
            self.characters(at, start + i);
            self.end_sentence();
            if c == '\n' {
                self.m.empty("br", &[]);
            } else {
                self.object(start + i);
            }
            at = start + i + c.len_utf8();
        }
        self.characters(at, end);
    }

    fn object(&mut self, at: usize) {
        let Ok(object) = self.paragraph.objects.binary_search_by_key(&at, |o| o.at as usize) else { return };
        let publication = self.context.publication;
        match &self.paragraph.objects[object].kind {
            ObjectKind::PageNumber(anchor) => {
                let folio = publication.folio(anchor).unwrap_or_else(|| publication.title_of(anchor));
                self.m.text(folio);
            }
            ObjectKind::ParagraphPage(address) => {
                self.m.text(publication.place(address).map_or("–", |place| &place.page));
            }
            ObjectKind::ParagraphOnPage(address) => {
                let number = publication.place(address).map(|place| place.number.to_string());
                self.m.text(number.as_deref().unwrap_or("–"));
            }
            ObjectKind::Locators(places) => self.locators(places),
            ObjectKind::Image(image) => {
                self.m.raw(&crate::section::image_tag(publication, image, "inline"));
            }
        }
    }

    /// The pages of an index entry, each as a link to the place. Without pages, the places are numbered.
    fn locators(&mut self, places: &[Locator]) {
        let publication = self.context.publication;
        let mut count = 0;
        let ranges = page_ranges(places, |anchor| {
            count += 1;
            Some(publication.folio(anchor).map_or_else(|| count.to_string(), str::to_owned))
        });
        for (n, range) in ranges.iter().enumerate() {
            if n > 0 {
                self.m.text(&words(self.paragraph.lang).comma);
            }
            self.m.open("a", &[("href", &publication.href(&range.target))]);
            if range.main {
                self.m.open("strong", &[]);
            }
            self.m.text(&range.text);
            if range.main {
                self.m.close("strong");
            }
            self.m.close("a");
        }
    }

    /// Writes the markers at `at`; with `all`, those after it as well.
    fn markers_at(&mut self, at: usize, all: bool) {
        while let Some(marker) = self.markers.get(self.next_marker).filter(|marker| all || marker.at <= at) {
            if let Some(sentences) = &mut self.sentences {
                sentences.end(self.m);
            }
            match marker.kind {
                MarkerKind::Id(id) => {
                    let publication = self.context.publication;
                    let section = &publication.text.sections[self.context.section].slug;
                    self.m.raw(&format!("<span id=\"{}\"></span>", publication.author_id(section, id)));
                }
                MarkerKind::Number(number) => {
                    // The style sheet shows the attribute, so that the number is not part of the text.
                    let number = number.to_string();
                    let attributes =
                        [("class", "paragraph-number"), ("aria-hidden", "true"), ("data-number", number.as_str())];
                    self.m.open("span", &attributes);
                    self.m.close("span");
                }
                MarkerKind::Page(label) => page_break(self.m, self.context.publication, "span", label),
            }
            self.next_marker += 1;
        }
    }
}

/// The byte offset of a paragraph's number: after its first word that isn't in a link. An element before the first letter
/// would keep WebKit from making that a drop cap (CSS Pseudo-Elements 4, 2.1).
fn number_offset(paragraph: &SetParagraph) -> usize {
    let text = &paragraph.text;
    let is_linked = |at: usize| {
        let run = paragraph.runs.iter().find(|run| run.end as usize > at);
        run.is_some_and(|run| run.link.is_some())
    };
    let opening = || text.char_indices().take(OPENING_CHARACTERS).skip(1);
    let space = opening().find(|(at, c)| c.is_whitespace() && !is_linked(*at));
    // CJK text has no spaces, and may be interrupted anywhere.
    let between = opening().find(|(at, c)| *c >= '\u{2e80}' && !is_linked(*at));
    space.or(between).map_or(text.len(), |(at, _)| at)
}

/// A page break marker (EPUB 3.3, 8.3) of a reference page; on a Kindle, which has no page list, with the page's number.
pub(crate) fn page_break(m: &mut Markup, publication: &Publication<'_>, element: &str, label: &str) {
    if m.is_html() {
        // Browsers know no such role; the style sheet shows the label, which screen readers read.
        m.open(element, &[("class", "pagebreak"), ("id", &page_id(label)), ("data-page", label)]);
        m.close(element);
        return;
    }
    let visible = publication.device() == Device::Kindle;
    let class = if visible { "page-mark" } else { "" };
    m.open(
        element,
        &[
            ("epub:type", "pagebreak"),
            ("role", "doc-pagebreak"),
            ("id", &page_id(label)),
            ("class", class),
            ("aria-label", label),
        ],
    );
    if visible {
        m.text(&format!("[{label}]"));
    }
    m.close(element);
    if visible {
        m.raw(" ");
    }
}
