//! Inlines to a set paragraph.

use std::sync::Arc;

use anthology_base::{Address, Diagnostic, Diagnostics, Lang, Length, Slug, Span};
use anthology_book::{Anchor, Book, LinkTarget, ON_PAPER};
use anthology_document::{Attrs, Image, Inline, InlineKind, plain_text};
use anthology_language::{Marks, language, words};

use crate::class::is_own;
use crate::draft::{Draft, State};
use crate::hyphenate::{Hyphenator, WordBreaks};
use crate::index::{Index, Target};
use crate::marks::NoteRef;
use crate::numbers;
use crate::opening::open_in_small_caps;
use crate::punctuate::{Punctuated, punctuate};
use crate::set::{ImageWidth, ObjectKind, ParagraphId, ParagraphStyle, Position, SetImage, SetLink, SetParagraph};
use crate::theme::Theme;

/// The parts of a book that setting any section depends on.
pub(crate) struct Context<'a> {
    pub(crate) book: &'a Book,
    pub(crate) theme: &'a Theme,
    pub(crate) index: &'a Index,
    pub(crate) hyphenator: &'a Hyphenator,
}

/// The state of setting a section.
pub(crate) struct Setter<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) section: u32,
    pub(crate) slug: Slug,
    /// The chapter's index in the book, where the section is one.
    pub(crate) chapter: Option<usize>,
    /// The number of the next paragraph.
    pub(crate) next: u32,
    /// The ordinal of the last numbered paragraph.
    pub(crate) ordinal: u32,
    /// By note: the paragraph that calls it.
    pub(crate) callers: Vec<Option<ParagraphId>>,
    /// By note: its place among the set notes; `None` for one that is keyed by page and phrase.
    pub(crate) note_places: Vec<Option<u32>>,
    /// True until the chapter's first running text.
    pub(crate) at_opening: bool,
    /// The number of the last line of verse, where they are counted.
    pub(crate) verse_line: u32,
    /// The levels of the headings above the text, as written.
    pub(crate) levels: Vec<u8>,
    /// The label of the figure or table whose caption comes next.
    pub(crate) caption_label: Option<String>,
    pub(crate) diagnostics: Diagnostics,
}

/// What stands before the path of an image that a draft lacks. Drafts are for their authors, so it isn't translated.
pub(crate) const MISSING_IMAGE: &str = "Missing image: ";

impl<'a> Setter<'a> {
    pub(crate) fn new(context: &'a Context<'a>, section: usize, slug: Slug, chapter: Option<usize>) -> Self {
        let notes = chapter.map_or(0, |c| context.book.chapters[c].chapter.notes.len());
        let keyed =
            |note| chapter.is_some_and(|chapter| context.index.marks.keyed.contains(&NoteRef { chapter, note }));
        let mut places = 0..;
        let note_places = (0..notes).map(|note| if keyed(note) { None } else { places.next() }).collect();
        Self {
            context,
            section: section as u32,
            slug,
            chapter,
            next: 0,
            ordinal: 0,
            callers: vec![None; notes],
            note_places,
            at_opening: true,
            verse_line: 0,
            levels: Vec::new(),
            caption_label: None,
            diagnostics: Diagnostics::new(),
        }
    }

    /// The next address; only chapters have them.
    pub(crate) fn address(&mut self) -> Option<Address> {
        self.chapter?;
        self.ordinal += 1;
        Some(Address { chapter: self.slug.clone(), number: self.ordinal.into() })
    }

    /// Sets a paragraph.
    pub(crate) fn paragraph(
        &mut self,
        inlines: &[Inline],
        style: ParagraphStyle,
        lang: Lang,
        span: Span,
    ) -> SetParagraph {
        let mut draft = Draft::new(lang);
        self.inlines(&mut draft, inlines);
        self.finish(draft, style, lang, span)
    }

    /// Makes a draft a paragraph with its final characters, hyphenation points and number.
    pub(crate) fn finish(&mut self, mut draft: Draft, style: ParagraphStyle, lang: Lang, span: Span) -> SetParagraph {
        draft.trim_end();
        let id = ParagraphId { section: self.section, index: self.next };
        self.next += 1;
        for &note in &draft.marks {
            if let Some(caller) = self.callers.get_mut(note) {
                caller.get_or_insert(id);
            }
        }
        let options = &self.context.book.typesetting;
        if options.fractions {
            numbers::fractions(&mut draft.raw);
        }
        if options.ordinals {
            numbers::ordinals(&mut draft.raw);
        }
        let Punctuated { text, mut runs, objects, ids, soft_hyphens, literal } = punctuate(draft.raw);
        // Layout breaks the words of a table that has no room for them, whatever the theme says.
        let cell = matches!(style, ParagraphStyle::TableHead | ParagraphStyle::TableCell);
        let breaks = if cell || self.context.theme.style(style).hyphenate {
            self.context.hyphenator.paragraph(&text, &runs, &literal, &soft_hyphens)
        } else {
            WordBreaks::default()
        };
        let WordBreaks { hyphens, discretionaries } = breaks;
        if style == ParagraphStyle::Opening && self.context.theme.blocks.small_caps_opening {
            open_in_small_caps(&text, &mut runs);
        }
        SetParagraph {
            id,
            style,
            lang,
            text,
            runs,
            hyphens,
            discretionaries,
            objects,
            links: draft.links,
            ids,
            address: None,
            span,
        }
    }

    /// Adds inlines to a draft.
    pub(crate) fn inlines(&mut self, draft: &mut Draft, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(draft, inline);
        }
    }

    fn inline(&mut self, draft: &mut Draft, inline: &Inline) {
        let span = inline.span;
        match &inline.kind {
            InlineKind::Text(text) => draft.text(text, span),
            InlineKind::Verbatim(text) => draft.literal(text, span),
            InlineKind::Emphasis(content) => self.styled(draft, content, |s| s.style.emphasis = !s.style.emphasis),
            InlineKind::Strong(content) => self.styled(draft, content, |s| s.style.strong = true),
            InlineKind::Strikethrough(content) => self.styled(draft, content, |s| s.style.strike = true),
            InlineKind::Superscript(content) => self.styled(draft, content, |s| s.style.position = Position::Super),
            InlineKind::Subscript(content) => self.styled(draft, content, |s| s.style.position = Position::Sub),
            InlineKind::Cite(content) => self.styled(draft, content, |s| s.style.cite = true),
            InlineKind::Abbreviation { title, content } => {
                let title: Arc<str> = title.as_str().into();
                self.styled(draft, content, |s| s.expansion = Some(title));
            }
            InlineKind::Code(text) => {
                let before = draft.state.style.code;
                draft.state.style.code = true;
                draft.literal(text, span);
                draft.state.style.code = before;
            }
            InlineKind::Span { attrs, content } => {
                attrs.id.iter().for_each(|id| draft.id(id));
                if let Some(id) = self.context.index.marks.id(self.chapter, span) {
                    draft.id(id);
                }
                let term = self.term(draft, attrs, content);
                let theme = self.context.theme;
                self.styled(draft, content, |s| apply(attrs, theme, s));
                if term {
                    draft.state.link = None;
                }
            }
            InlineKind::Link { target, attrs, content } => {
                self.link(draft, attrs, content, span);
                let dropped = self.chapter.is_some_and(|c| *self.context.book.link(c, span) == LinkTarget::Dropped);
                if content.is_empty() && dropped && self.context.book.draft.is_some() {
                    draft.literal(&format!("[?\u{a0}{target}]"), span);
                }
            }
            InlineKind::Image(image) => {
                if let Some(image) = self.image(image) {
                    draft.object(ObjectKind::Image(image), span);
                } else if self.context.book.draft.is_some() {
                    draft.literal(&format!("[{MISSING_IMAGE}{}]", image.path), span);
                }
            }
            InlineKind::NoteMark(note) => self.mark(draft, *note, span),
            InlineKind::SoftBreak => draft.soft_break(span),
            InlineKind::HardBreak => draft.hard_break(span),
        }
    }

    /// Begins a link to a term's entry in the glossary.
    fn term(&self, draft: &mut Draft, attrs: &Attrs, content: &[Inline]) -> bool {
        if !attrs.has_class("glossary") || draft.state.link.is_some() {
            return false;
        }
        let term = attrs.get("entry").map_or_else(|| plain_text(content), str::to_owned);
        let Some(anchor) = self.context.index.marks.term(&term) else { return false };
        draft.begin_link(SetLink::Internal(anchor));
        true
    }

    fn styled(&mut self, draft: &mut Draft, content: &[Inline], change: impl FnOnce(&mut State)) {
        let before = draft.state.clone();
        change(&mut draft.state);
        self.inlines(draft, content);
        draft.state = before;
    }

    fn mark(&mut self, draft: &mut Draft, note: usize, span: Span) {
        let Some(Some(place)) = self.note_places.get(note).copied() else { return };
        draft.trim_spaces();
        let before = draft.state.clone();
        self.separate_reference(draft, span);
        draft.state.style.position = Position::Super;
        draft.begin_link(SetLink::Note(place));
        draft.literal(&(place + 1).to_string(), span);
        draft.state = before;
        draft.mark_end = Some(draft.raw.text.len());
        draft.marks.push(note);
    }

    /// Puts a raised comma between adjacent footnote references, and a thin space between a number or superscript and
    /// a reference, which would be read as one number.
    fn separate_reference(&self, draft: &mut Draft, span: Span) {
        if draft.mark_end == Some(draft.raw.text.len()) {
            draft.state.style.position = Position::Super;
            draft.literal(",", span);
            return;
        }
        let raised = draft.raw.pieces.last().is_some_and(|piece| piece.style.position == Position::Super);
        let last = draft.raw.text.chars().next_back();
        if last.is_some_and(|c| c.is_ascii_digit() || raised && c.is_alphanumeric()) {
            draft.literal("\u{202f}", span);
        }
    }

    fn link(&mut self, draft: &mut Draft, attrs: &Attrs, content: &[Inline], span: Span) {
        let Some(chapter) = self.chapter else { return self.inlines(draft, content) };
        let book = self.context.book;
        attrs.id.iter().for_each(|id| draft.id(id));
        let before = draft.state.clone();
        apply(attrs, self.context.theme, &mut draft.state);
        if attrs.has_class(ON_PAPER) {
            // The mark of a reference whose page follows; its own text is the book's.
            draft.state.class.clone_from(&before.class);
        }
        match book.link(chapter, span) {
            LinkTarget::Dropped => self.inlines(draft, content),
            LinkTarget::External(url) => {
                draft.begin_link(SetLink::External(url.clone()));
                if content.is_empty() { draft.literal(url, span) } else { self.inlines(draft, content) }
            }
            LinkTarget::Internal(anchor) => {
                draft.begin_link(SetLink::Internal(anchor.clone()));
                let is_page = attrs.has_class("page");
                let (before, after) = words(draft.state.lang).around_page();
                match content {
                    [] if is_page => {
                        draft.text(before, span);
                        draft.object(ObjectKind::PageNumber(anchor.clone()), span);
                        draft.text(after, span);
                    }
                    [] => self.reference(draft, anchor, span),
                    _ => self.inlines(draft, content),
                }
                if attrs.has_class(ON_PAPER) {
                    self.page_after(draft, anchor, span);
                }
                if is_page && !content.is_empty() {
                    draft.text("\u{a0}", span);
                    draft.object(ObjectKind::PageNumber(anchor.clone()), span);
                }
            }
        }
        draft.state = before;
    }

    /// The page of a reference in brackets, for readers who can't follow a link: ` (page 42)`.
    fn page_after(&self, draft: &mut Draft, anchor: &Anchor, span: Span) {
        let words = words(draft.state.lang);
        let class = draft.state.class.replace(ON_PAPER.into());
        let (before, after) = words.around_page();
        draft.literal(&format!("{}{before}", words.parentheses.open), span);
        draft.object(ObjectKind::PageNumber(anchor.clone()), span);
        draft.literal(&format!("{after}{}", words.parentheses.close), span);
        draft.state.class = class;
    }

    /// Adds the text of a reference that has none of its own: the title in quotation marks, or the label.
    pub(crate) fn reference(&mut self, draft: &mut Draft, anchor: &Anchor, span: Span) {
        match self.context.index.target(anchor) {
            Some(Target::Title(title)) => {
                let outer = draft.state.lang;
                draft.text("\"", span);
                draft.state.lang = self.context.index.lang(anchor).unwrap_or(outer);
                let mut title = without_marks(title, Some(span));
                nest(&mut title, &language(draft.state.lang).marks);
                self.inlines(draft, &title);
                draft.state.lang = outer;
                draft.text("\"", span);
            }
            Some(Target::Label(label)) => draft.text(label, span),
            None => {}
        }
    }

    /// An image; `None` where the book has no such file, which has been reported.
    pub(crate) fn image(&mut self, image: &Image) -> Option<SetImage> {
        let index = self.context.book.image(self.chapter?, &image.path)?;
        let width = image.attrs.get("width").map_or(Some(ImageWidth::Natural), parse_width);
        let width = width.unwrap_or_else(|| {
            let given = image.attrs.get("width").unwrap_or_default();
            let warning = Diagnostic::warning("image-width", format!("`{given}` is not the width of an image"));
            self.diagnostics
                .push(warning.at(image.span).hint("write a part of the measure such as 60%, or a length such as 40mm"));
            ImageWidth::Natural
        });
        let decorative = image.attrs.has_class("decorative");
        Some(SetImage { image: index, alt: image.alt.clone(), decorative, width, span: image.span })
    }
}

fn parse_width(text: &str) -> Option<ImageWidth> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent: f64 = percent.trim().parse().ok()?;
        return (percent > 0.0 && percent <= 100.0).then(|| ImageWidth::Measure((percent * 10.0).round() as u32));
    }
    text.parse().ok().filter(|&length| length > Length::ZERO).map(ImageWidth::Fixed)
}

fn apply(attrs: &Attrs, theme: &Theme, state: &mut State) {
    state.style.italic |= attrs.has_class("italic");
    state.style.bold |= attrs.has_class("bold");
    state.style.small_caps |= attrs.has_class("smallcaps");
    // Ink has no highlighter: highlighted text is underlined.
    state.style.underline |= attrs.has_class("underline") || attrs.has_class("mark");
    state.style.no_break |= attrs.has_class("nobreak");
    state.style.quoted = state.style.quoted.saturating_add(attrs.has_class("quotation").into());
    state.lang = attrs.lang.unwrap_or(state.lang);
    for class in attrs.classes.iter().filter(|class| is_own(class)) {
        state.class = Some(match &state.class {
            Some(outer) => format!("{outer} {class}").into(),
            None => class.as_str().into(),
        });
        if let Some(style) = theme.classes.get(class) {
            state.style.look = style.look().within(state.style.look);
        }
    }
}

/// Gives the quotation marks within a quoted title the form of the second level.
pub(crate) fn nest(inlines: &mut [Inline], marks: &Marks) {
    for inline in inlines {
        if let InlineKind::Text(text) = &mut inline.kind {
            *text = nested(text, marks);
        } else if let Some(content) = inline.kind.content_mut() {
            nest(content, marks);
        }
    }
}

/// Text with the double marks in it, straight or the language's own, as single ones.
pub(crate) fn nested(text: &str, marks: &Marks) -> String {
    let text = text.replace('"', "'").replace(&marks.double.open, &marks.single.open);
    text.replace(&marks.double.close, &marks.single.close)
}

/// A title's inlines for use elsewhere: without links, ids and note marks; all with one span.
pub(crate) fn without_marks(inlines: &[Inline], span: Option<Span>) -> Vec<Inline> {
    let mut clean = Vec::with_capacity(inlines.len());
    for inline in inlines {
        let mut kind = match &inline.kind {
            InlineKind::NoteMark(_) | InlineKind::Image(_) => continue,
            // What an edition on paper adds, as the number of an address, is said where it stands.
            InlineKind::Span { attrs, .. } if attrs.has_class(ON_PAPER) => continue,
            InlineKind::Link { content, .. } => {
                clean.extend(without_marks(content, span));
                continue;
            }
            InlineKind::HardBreak => InlineKind::SoftBreak,
            kind => kind.clone(),
        };
        if let InlineKind::Span { attrs, .. } = &mut kind {
            attrs.id = None;
            // A title that is printed again is marked where it stands.
            attrs.classes.retain(|class| !matches!(class.as_str(), "index" | "text-note" | "glossary"));
        }
        if let Some(content) = kind.content_mut() {
            *content = without_marks(content, span);
        }
        clean.push(Inline { kind, span: span.unwrap_or(inline.span) });
    }
    clean
}
