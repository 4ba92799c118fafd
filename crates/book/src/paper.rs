//! The book as it is read on paper: addresses of links in print, references with their pages, and text in the place of
//! images.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Diagnostics, Slug, Span};
use anthology_document::{
    Attrs, Block, BlockKind, Chapter, FrontMatter, Image, Inline, InlineKind, ListItem, Note, PartMut, plain_text,
};
use anthology_language::list_words;

use crate::ids::Ids;
use crate::links::ChapterAnchors;
use crate::lists::ListOptions;
use crate::model::{Book, BookChapter, LinkTarget, Matter, Section, SectionKind};
use crate::paper_form::{LinkForm, PaperForm};
use crate::settings::ChapterOpenings;

/// The class of text that an edition on paper has and the book hasn't.
pub const ON_PAPER: &str = "on-paper";
/// The class of an image that is left out.
pub const OMITTED: &str = "omitted";

impl Book {
    /// The book in a form for paper. Spans stay, so that links and images are found by them as before.
    pub fn on_paper(&self, form: PaperForm) -> Cow<'_, Self> {
        if form == PaperForm::default() {
            return Cow::Borrowed(self);
        }
        let mut book = self.clone();
        let mut listed = ListedLinks::default();
        for section in &self.sections {
            // In the order in which they are read, since the list of a book counts through its chapters.
            let SectionKind::Chapter(number) = section.kind else { continue };
            let chapter = &mut book.chapters[number];
            let mut rewriter = Rewriter::new(self, number, form, &chapter.chapter, &chapter.title);
            rewriter.listed = std::mem::take(&mut listed);
            rewriter.inlines(&mut chapter.title);
            rewriter.chapter(&mut chapter.chapter);
            listed = rewriter.listed;
        }
        book.list_links(listed);
        Cow::Owned(book)
    }

    /// Adds the list of addresses as the last piece of the back matter that isn't the colophon.
    fn list_links(&mut self, links: ListedLinks) {
        let Some(first) = links.items.first() else { return };
        let span = first.span;
        let title = &list_words(self.metadata.language).links;
        let slug = Slug::from_text("links");
        let taken = |slug: &Slug| self.sections.iter().any(|section| section.slug == *slug);
        let mut free = std::iter::once(slug.clone()).chain((2..).map(|n| slug.numbered(n)));
        let slug = free.find(|slug| !taken(slug)).unwrap_or(slug);
        let number = self.chapters.len();
        for (span, url) in links.targets {
            self.links.insert((number, span), LinkTarget::External(url));
        }
        let block = |kind| Block { kind, attrs: Attrs::default(), span };
        let list = block(BlockKind::List { start: Some(1), tight: true, items: links.items });
        let blocks = vec![block(BlockKind::Div { name: "links".to_owned(), blocks: vec![list] })];
        let front = FrontMatter { title: title.clone(), ..FrontMatter::default() };
        let mut chapter = Chapter { file: self.manifest, front, front_span: span, blocks, notes: Vec::new() };
        let ids = Ids::assign(&mut chapter, &mut Diagnostics::new());
        // No file can have a path with a line break.
        let path = "\n".to_owned();
        self.places.chapters.push(ChapterAnchors { path: path.clone(), slug: slug.clone(), ids });
        self.chapters.push(BookChapter {
            path,
            slug: slug.clone(),
            number: None,
            openings: ChapterOpenings::default(),
            lang: self.metadata.language,
            authors: Vec::new(),
            translators: Vec::new(),
            title: vec![Inline { kind: InlineKind::Text(title.clone()), span }],
            chapter,
        });
        let colophon = self.sections.iter().position(|section| section.kind == SectionKind::Colophon);
        let at = colophon.filter(|&at| self.sections[at].matter == Matter::Back).unwrap_or(self.sections.len());
        let kind = SectionKind::Chapter(number);
        self.sections.insert(at, Section { kind, matter: Matter::Back, slug, depth: 0, list: ListOptions::default() });
        for reading in self.plans.iter_mut().flat_map(|plan| &mut plan.meetings).flat_map(|m| &mut m.readings) {
            reading.section += usize::from(reading.section >= at);
        }
    }
}

/// Addresses that are listed.
#[derive(Default)]
struct ListedLinks {
    /// The number of each.
    numbers: BTreeMap<String, usize>,
    items: Vec<ListItem>,
    /// The sources of the links in the list, with where these lead.
    targets: Vec<(Span, String)>,
}

/// Rewrites one chapter.
struct Rewriter<'a> {
    book: &'a Book,
    /// Index of the chapter.
    chapter: usize,
    form: PaperForm,
    /// Addresses that are notes already.
    addresses: BTreeSet<String>,
    /// Addresses in the list: the chapter's, or the book's so far.
    listed: ListedLinks,
    /// By note as the author numbered it: its new number.
    renumbered: Vec<Option<usize>>,
    /// Notes in their new order.
    notes: Vec<NoteSource>,
    /// Within a note, which has no notes of addresses.
    in_note: bool,
}

/// The source of a note.
enum NoteSource {
    /// A note of the author's, by its old number.
    Author(usize),
    /// The address of a link.
    Address(Note),
}

impl<'a> Rewriter<'a> {
    fn new(book: &'a Book, number: usize, form: PaperForm, chapter: &Chapter, title: &[Inline]) -> Self {
        let mut rewriter = Self {
            book,
            chapter: number,
            form,
            addresses: BTreeSet::new(),
            listed: ListedLinks::default(),
            renumbered: vec![None; chapter.notes.len()],
            notes: Vec::new(),
            in_note: false,
        };
        // Notes that only the front matter refers to come first, as they did.
        let mut referenced = vec![false; chapter.notes.len()];
        let mut visit = |node: anthology_document::Node<'_>| {
            if let anthology_document::Node::Inline(Inline { kind: InlineKind::NoteMark(note), .. }) = node
                && let Some(referenced) = referenced.get_mut(*note)
            {
                *referenced = true;
            }
        };
        anthology_document::walk_inlines(title, &mut visit);
        chapter.walk(&mut visit);
        for (note, _) in referenced.iter().enumerate().filter(|(_, referenced)| !**referenced) {
            rewriter.number(note);
        }
        rewriter
    }

    /// The new number of a note of the author's.
    fn number(&mut self, note: usize) -> usize {
        let next = self.notes.len();
        let Some(number) = self.renumbered.get_mut(note) else { return note };
        if number.is_none() {
            *number = Some(next);
            self.notes.push(NoteSource::Author(note));
        }
        number.unwrap_or(next)
    }

    fn chapter(&mut self, chapter: &mut Chapter) {
        self.blocks(&mut chapter.blocks);
        let mut old: Vec<Option<Note>> = std::mem::take(&mut chapter.notes).into_iter().map(Some).collect();
        self.in_note = true;
        let mut at = 0;
        // A note may refer to others, which are added behind.
        while let Some(source) = self.notes.get(at) {
            let mut note = match source {
                NoteSource::Author(note) => match old.get_mut(*note).and_then(Option::take) {
                    Some(note) => note,
                    None => break,
                },
                NoteSource::Address(note) => note.clone(),
            };
            if matches!(source, NoteSource::Author(_)) {
                self.blocks(&mut note.blocks);
            }
            chapter.notes.push(note);
            at += 1;
        }
        if self.form.links == LinkForm::List && !self.listed.items.is_empty() {
            let span = chapter.blocks.last().map_or(chapter.front_span, |last| last.span);
            let items = std::mem::take(&mut self.listed).items;
            let list =
                Block { kind: BlockKind::List { start: Some(1), tight: true, items }, attrs: Attrs::default(), span };
            let kind = BlockKind::Div { name: "links".to_owned(), blocks: vec![list] };
            chapter.blocks.push(Block { kind, attrs: Attrs::default(), span });
        }
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks.iter_mut() {
            self.block(block);
        }
    }

    fn block(&mut self, block: &mut Block) {
        block.kind.parts_mut(&mut |part| match part {
            PartMut::Inlines(content) => self.inlines(content),
            PartMut::Blocks(blocks) => self.blocks(blocks),
        });
        if let BlockKind::Figure { image, caption } = &mut block.kind
            && !self.form.images
        {
            omit(image, caption);
        }
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline>) {
        let mut rewritten = Vec::with_capacity(inlines.len());
        for mut inline in std::mem::take(inlines) {
            match &mut inline.kind {
                InlineKind::NoteMark(note) => *note = self.number(*note),
                InlineKind::Image(image) if !self.form.images => {
                    if !image.attrs.has_class("decorative") {
                        rewritten.push(described(image));
                    }
                    continue;
                }
                kind => {
                    if let Some(content) = kind.content_mut() {
                        self.inlines(content);
                    }
                }
            }
            let after = self.after_link(&mut inline);
            rewritten.push(inline);
            rewritten.extend(after);
        }
        *inlines = rewritten;
    }

    /// What is printed after a link.
    fn after_link(&mut self, inline: &mut Inline) -> Vec<Inline> {
        let span = inline.span;
        let InlineKind::Link { attrs, content, .. } = &mut inline.kind else { return Vec::new() };
        if self.form.links == LinkForm::None || content.is_empty() {
            return Vec::new();
        }
        match self.book.link(self.chapter, span) {
            LinkTarget::External(url) => {
                let address = shortened(url);
                let text = plain_text(content);
                if text.trim() == url || text.trim() == address || text.contains(&address) {
                    return Vec::new();
                }
                self.address(url, address, span)
            }
            LinkTarget::Internal(_) => {
                if !attrs.has_class("page") {
                    attrs.classes.push(ON_PAPER.to_owned());
                }
                Vec::new()
            }
            LinkTarget::Dropped => Vec::new(),
        }
    }

    /// The mark of an address, or in a note the address itself.
    fn address(&mut self, url: &str, address: String, span: anthology_base::Span) -> Vec<Inline> {
        let at = |kind| Inline { kind, span };
        let link = at(InlineKind::Link {
            target: url.to_owned(),
            attrs: Attrs::default(),
            content: vec![at(InlineKind::Verbatim(address))],
        });
        let known = self.listed.numbers.get(url).copied();
        let only_here = |content: Vec<Inline>| {
            let attrs = Attrs { classes: vec![ON_PAPER.to_owned()], ..Attrs::default() };
            vec![at(InlineKind::Span { attrs, content })]
        };
        if self.in_note {
            let text = |text: &str| at(InlineKind::Text(text.to_owned()));
            let is_known = known.is_some() || self.addresses.contains(url);
            return if is_known { Vec::new() } else { only_here(vec![text(" ("), link, text(")")]) };
        }
        let paragraph = Block { kind: BlockKind::Paragraph(vec![link]), attrs: Attrs::default(), span };
        if self.form.links.is_list() {
            let listed = &mut self.listed;
            let number = known.unwrap_or(listed.items.len() + 1);
            if known.is_none() {
                listed.numbers.insert(url.to_owned(), number);
                listed.targets.push((span, url.to_owned()));
                listed.items.push(ListItem { task: None, blocks: vec![paragraph], span });
            }
            let mark = at(InlineKind::Verbatim(format!("[{number}]")));
            return only_here(vec![at(InlineKind::Superscript(vec![mark]))]);
        }
        if !self.addresses.insert(url.to_owned()) {
            return Vec::new();
        }
        let number = self.notes.len();
        self.notes.push(NoteSource::Address(Note {
            label: format!("address-{number}"),
            blocks: vec![paragraph],
            span,
        }));
        vec![at(InlineKind::NoteMark(number))]
    }
}

/// The description of an image in brackets.
fn described(image: &Image) -> Inline {
    let at = |kind| Inline { kind, span: image.span };
    let attrs = Attrs { classes: vec![ON_PAPER.to_owned()], ..Attrs::default() };
    at(InlineKind::Span { attrs, content: vec![at(InlineKind::Text(format!("[{}]", image.alt.trim())))] })
}

/// Marks an image as left out, and puts its description behind its caption.
fn omit(image: &mut Image, caption: &mut Vec<Block>) {
    image.attrs.classes.push(OMITTED.to_owned());
    if image.attrs.has_class("decorative") || image.alt.trim().is_empty() {
        return;
    }
    let description = described(image);
    if let Some(Block { kind: BlockKind::Paragraph(content), .. }) = caption.last_mut() {
        content.push(Inline { kind: InlineKind::Text(" ".to_owned()), span: image.span });
        content.push(description);
    } else {
        let kind = BlockKind::Paragraph(vec![description]);
        caption.push(Block { kind, attrs: Attrs::default(), span: image.span });
    }
}

/// Parts of an address that say where a reader came from, not where the text is.
const TRACKING: [&str; 5] = ["utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid="];

/// An address as it is printed: without what a browser adds by itself, and what only counts readers.
fn shortened(url: &str) -> String {
    let bare = ["https://", "http://", "mailto:"].iter().find_map(|scheme| url.strip_prefix(scheme)).unwrap_or(url);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let bare = bare.split_once("#:~:").map_or(bare, |(bare, _)| bare);
    let (path, fragment) = bare.split_once('#').map_or((bare, None), |(path, fragment)| (path, Some(fragment)));
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let kept: Vec<&str> = query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|part| !part.is_empty() && !TRACKING.iter().any(|tracking| part.starts_with(tracking)))
        .collect();
    let mut address = if kept.is_empty() && fragment.is_none() { path.trim_end_matches('/') } else { path }.to_owned();
    if !kept.is_empty() {
        address.push('?');
        address.push_str(&kept.join("&"));
    }
    if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
        address.push('#');
        address.push_str(fragment);
    }
    address
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn addresses_are_shortened_sensibly() {
        for (url, address) in [
            ("https://www.example.org/", "example.org"),
            ("http://example.org/essays/quay/", "example.org/essays/quay"),
            ("https://example.org/?utm_source=feed&id=3", "example.org/?id=3"),
            ("https://example.org/a?utm_medium=mail#part", "example.org/a#part"),
            ("https://example.org/a#:~:text=quay", "example.org/a"),
            ("mailto:ann@example.org", "ann@example.org"),
            ("ftp://example.org/x", "ftp://example.org/x"),
        ] {
            assert_eq!(shortened(url), address);
        }
    }
}
