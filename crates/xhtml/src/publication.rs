//! The plan of a publication, which all its files share: file names, page breaks, ids.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Address, ParagraphNumber, Slug};
use anthology_typeset::{
    Anchor, ImageFormat, NotePlacement, PageMap, ParagraphId, ParagraphPlace, SectionKind, SetBlock, SetLink, SetNote,
    SetSection, SetText, paragraph_places,
};

use crate::costs::OPENING_WORDS;

/// A page break in a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBreak {
    /// Byte offset in the paragraph's text.
    pub at: u32,
    /// The page's label.
    pub label: String,
}

/// An entry of the page list.
pub struct PageEntry {
    /// The page's label.
    pub label: String,
    /// The section whose file holds its marker.
    pub section: usize,
}

/// The traits of an image file of the publication.
#[derive(Clone, Copy, Debug)]
pub struct ImageTraits {
    /// The format in the publication.
    pub format: ImageFormat,
    /// True if the page may show through.
    pub transparent: bool,
}

/// A note of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NoteKey {
    section: usize,
    note: u32,
}

/// What an EPUB is read on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// Any reading system.
    #[default]
    Any,
    /// Send to Kindle, which shows no page list: page numbers are visible in the text, `[42]`. There are no soft
    /// hyphens, at which its search fails.
    Kindle,
    /// Kobo's own renderer, which needs a span around every sentence to keep a place
    /// (<https://github.com/kobolabs/epub-spec>).
    Kobo,
}

/// The files that the sections of a publication become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// Of an EPUB: an XHTML file a section, in `text/`, with soft hyphens where the book asks for them.
    Epub(Device),
    /// A web page a section, in `read/`. Browsers hyphenate it.
    Pages,
    /// One web page with all sections, in `read/`.
    OnePage,
}

/// The publication's plan.
pub struct Publication<'a> {
    files: Files,
    /// The text.
    pub text: &'a SetText,
    /// Where its reference pages start.
    pub map: Option<&'a PageMap>,
    /// Page breaks by paragraph, in order.
    pub breaks: BTreeMap<ParagraphId, Vec<PageBreak>>,
    /// Every page with the section whose file holds its marker, in order.
    pub page_list: Vec<PageEntry>,
    /// Pages whose marker is at the end of a section's file, since no text follows them.
    pub trailing: BTreeMap<usize, Vec<String>>,
    /// By image.
    images: Vec<ImageTraits>,
    /// The paragraph that calls a section's note first, by section and note.
    first_calls: BTreeMap<NoteKey, ParagraphId>,
    /// The title of each section.
    titles: BTreeMap<&'a Slug, &'a str>,
    /// The places of numbered paragraphs, where the book has a list that prints them.
    paragraphs: BTreeMap<Address, ParagraphPlace>,
    /// Authors' ids within notes, by section, if all notes of the book are in one file.
    ids_in_notes: BTreeSet<(&'a Slug, &'a str)>,
}

impl<'a> Publication<'a> {
    /// Plans an EPUB with `images`, in the order of [`SetText::images`].
    pub fn new(text: &'a SetText, map: Option<&'a PageMap>, images: Vec<ImageTraits>) -> Self {
        Self::of_files(Files::Epub(Device::Any), text, map, images)
    }

    /// [`Publication::new`], for other files than an EPUB's.
    pub fn of_files(files: Files, text: &'a SetText, map: Option<&'a PageMap>, images: Vec<ImageTraits>) -> Self {
        let mut publication = Self {
            files,
            text,
            map,
            breaks: BTreeMap::new(),
            page_list: Vec::new(),
            trailing: BTreeMap::new(),
            images,
            first_calls: first_calls(text),
            titles: text.sections.iter().map(|s| (&s.slug, s.title.as_str())).collect(),
            paragraphs: BTreeMap::new(),
            ids_in_notes: ids_in_notes(text),
        };
        if let Some(map) = map {
            publication.place_pages(map);
            if text.sections.iter().any(|section| section.kind == SectionKind::Notebook) {
                publication.paragraphs = paragraph_places(text, map);
            }
        }
        publication
    }

    /// Places the page breaks. A page without a paragraph of its own (blank, or an image alone) is marked at the start of
    /// the next: there is no text between the two.
    fn place_pages(&mut self, map: &PageMap) {
        let mut waiting: Vec<String> = Vec::new();
        for page in &map.pages {
            let Some((paragraph, at)) = page.start else {
                waiting.push(page.label.clone());
                continue;
            };
            // A note may be in another section's file than its mark.
            let section = page.section as usize;
            let breaks = self.breaks.entry(paragraph).or_default();
            for label in waiting.drain(..).chain([page.label.clone()]) {
                self.page_list.push(PageEntry { label: label.clone(), section });
                breaks.push(PageBreak { at, label });
            }
        }
        if let Some(last) = self.text.sections.len().checked_sub(1) {
            for label in waiting {
                self.page_list.push(PageEntry { label: label.clone(), section: last });
                self.trailing.entry(last).or_default().push(label);
            }
        }
    }

    /// A section's file, relative to the package document, or to a site's first page.
    pub fn file(&self, section: &SetSection) -> String {
        let folder = if matches!(self.files, Files::Epub(_)) { "text" } else { "read" };
        format!("{folder}/{}", self.file_name(&section.slug))
    }

    fn file_name(&self, section: &Slug) -> String {
        match self.files {
            Files::Epub(_) => format!("{section}.xhtml"),
            Files::Pages => format!("{}.html", web_stem(section.as_str())),
            Files::OnePage => self.one_page(),
        }
    }

    /// The name of the web page that has all sections.
    pub fn one_page(&self) -> String {
        let taken = |stem: &str| self.text.sections.iter().any(|section| section.slug.as_str() == stem);
        // No slug ends in a hyphen.
        if taken("all") { "all-.html".to_owned() } else { "all.html".to_owned() }
    }

    /// The URL of an element, relative to another section's file.
    fn url(&self, section: &Slug, id: &str) -> String {
        match self.files {
            Files::OnePage => format!("#{id}"),
            Files::Epub(_) | Files::Pages => format!("{}#{id}", self.file_name(section)),
        }
    }

    /// True if words have soft hyphens at their hyphenation points.
    pub fn soft_hyphens(&self) -> bool {
        matches!(self.files, Files::Epub(Device::Any | Device::Kobo)) && self.text.epub.soft_hyphens
    }

    /// What the publication is read on.
    pub fn device(&self) -> Device {
        match self.files {
            Files::Epub(device) => device,
            Files::Pages | Files::OnePage => Device::Any,
        }
    }

    /// How much deeper headings are than in a file of their own.
    pub(crate) fn heading_depth(&self) -> u8 {
        u8::from(self.files == Files::OnePage)
    }

    /// The URL of an anchor, relative to another section's file.
    pub fn href(&self, anchor: &Anchor) -> String {
        let Some(id) = &anchor.id else {
            return match self.files {
                Files::OnePage => format!("#{}", section_id(&anchor.section)),
                Files::Epub(_) | Files::Pages => self.file_name(&anchor.section),
            };
        };
        let file = match self.is_in_note(&anchor.section, id) {
            true => self.notes_section().map_or(&anchor.section, |notes| &notes.slug),
            false => &anchor.section,
        };
        self.url(file, &self.author_id(&anchor.section, id))
    }

    /// The URL of a numbered paragraph, relative to another section's file; `None` where there is none of that address.
    pub(crate) fn paragraph_href(&self, address: &Address) -> Option<String> {
        let section = self.text.sections.iter().find(|section| section.slug == address.chapter)?;
        let here = section.paragraphs().any(|paragraph| paragraph.address.as_ref() == Some(address));
        let was = || section.former.values().flatten().any(|former| former == address);
        (here || was()).then(|| self.url(&section.slug, &address.to_string()))
    }

    /// An author's id in the file that holds it.
    pub fn author_id(&self, section: &Slug, id: &str) -> String {
        // Two sections may have the same id, and no slug holds a full stop.
        let shared = self.files == Files::OnePage || self.is_in_note(section, id);
        if shared { xml_id(&format!("{section}.{id}_")) } else { author_id(section, id) }
    }

    fn is_in_note(&self, section: &Slug, id: &str) -> bool {
        !self.ids_in_notes.is_empty() && self.ids_in_notes.contains(&(section, id))
    }

    /// The section that holds the notes of the whole book.
    fn notes_section(&self) -> Option<&SetSection> {
        self.text.sections.iter().find(|section| section.kind == SectionKind::Notes)
    }

    /// The id of a section's note, in the file that holds it, and its URL relative to any section's file.
    pub fn note(&self, section: usize, note: &SetNote) -> (String, String) {
        let id = note_id(&self.text.sections[section].slug, &note.id);
        let href = match self.notes_section().filter(|_| self.text.notes == NotePlacement::Book) {
            None => format!("#{id}"),
            Some(end) => self.url(&end.slug, &id),
        };
        (id, href)
    }

    /// The id of the mark that calls a note.
    pub fn mark_id(&self, section: usize, note: &SetNote) -> String {
        format!("{}-mark", note_id(&self.text.sections[section].slug, &note.id))
    }

    /// The URL of a note's mark, relative to the file that holds the note.
    pub fn mark(&self, section: usize, note: &SetNote) -> String {
        let mark = self.mark_id(section, note);
        match self.text.notes {
            NotePlacement::Book => self.url(&self.text.sections[section].slug, &mark),
            NotePlacement::Foot | NotePlacement::Chapter => format!("#{mark}"),
        }
    }

    /// An image's file, relative to the package document.
    pub fn image_file(&self, image: usize) -> String {
        let extension = self.images[image].format.extension();
        let path = &self.text.images[image].path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let stem = anthology_base::Slug::from_text(stem);
        format!("images/{:03}-{stem}.{extension}", image + 1)
    }

    /// True if the page may show through an image.
    pub fn is_transparent(&self, image: usize) -> bool {
        self.images[image].transparent
    }

    /// True for the first paragraph that refers to a note. A note may have several marks; its back link leads to the
    /// first.
    pub fn calls_first(&self, section: usize, note: u32, paragraph: ParagraphId) -> bool {
        self.first_calls.get(&NoteKey { section, note }) == Some(&paragraph)
    }

    /// A section's name in lists: its title, or its opening words.
    pub fn name(&self, section: &SetSection) -> String {
        if !section.title.is_empty() {
            return section.title.clone();
        }
        // A paragraph with an address is text, not a number above it.
        let texts = section.paragraphs().filter(|paragraph| paragraph.address.is_some());
        let text = texts.map(|p| p.text.replace('\u{fffc}', " ")).find(|text| !text.trim().is_empty());
        let text = text.unwrap_or_else(|| section.slug.to_string());
        let words: Vec<&str> = text.split_whitespace().collect();
        let end = if words.len() > OPENING_WORDS { " …" } else { "" };
        format!("{}{end}", words[..words.len().min(OPENING_WORDS)].join(" "))
    }

    /// The folio of an anchor's reference page.
    pub fn folio(&self, anchor: &Anchor) -> Option<&str> {
        self.map?.folios.get(anchor).map(String::as_str)
    }

    /// The place of a numbered paragraph. `None` where there are no pages, and in a book without a list of such places.
    pub fn place(&self, address: &Address) -> Option<&ParagraphPlace> {
        self.paragraphs.get(address)
    }

    /// The title of the section that an anchor is in.
    pub fn title_of(&self, anchor: &Anchor) -> &str {
        self.titles.get(&anchor.section).copied().unwrap_or_default()
    }
}

fn first_calls(text: &SetText) -> BTreeMap<NoteKey, ParagraphId> {
    let mut calls = BTreeMap::new();
    for (index, section) in text.sections.iter().enumerate() {
        for paragraph in section.paragraphs() {
            for link in &paragraph.links {
                if let SetLink::Note(note) = link {
                    calls.entry(NoteKey { section: index, note: *note }).or_insert(paragraph.id);
                }
            }
        }
    }
    calls
}

fn ids_in_notes(text: &SetText) -> BTreeSet<(&Slug, &str)> {
    let mut ids = BTreeSet::new();
    if text.notes == NotePlacement::Book {
        for section in &text.sections {
            for note in &section.notes {
                let mut insert = |id| {
                    ids.insert((&section.slug, id));
                };
                note.blocks.iter().for_each(|block| block_ids(block, &mut insert));
                let paragraphs = note.blocks.iter().flat_map(SetBlock::paragraphs);
                ids.extend(paragraphs.flat_map(|p| &p.ids).map(|(_, id)| (&section.slug, &**id)));
            }
        }
    }
    ids
}

fn block_ids<'a>(block: &'a SetBlock, found: &mut impl FnMut(&'a str)) {
    block.id.as_deref().into_iter().for_each(&mut *found);
    block.inner_blocks().into_iter().for_each(|block| block_ids(block, found));
}

/// The stem of a web page, other than the names of devices that Windows has no files of.
fn web_stem(slug: &str) -> String {
    let numbered = |name: &str| slug.strip_prefix(name).is_some_and(|n| n.len() == 1 && n != "0");
    let device = matches!(slug, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt");
    if device { format!("{slug}-") } else { slug.to_owned() }
}

/// The id of a page's marker.
pub fn page_id(label: &str) -> String {
    xml_id(&format!("page-{label}"))
}

/// A valid XML id (`NCName`): an author's may begin with a digit, or contain a colon.
fn xml_id(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        let ok = c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if out.is_empty() && !(c.is_alphabetic() || c == '_') {
            out.push('_');
        }
        out.push(if ok { c } else { '_' });
    }
    if out.is_empty() { "_".to_owned() } else { out }
}

/// The id of a section, distinct from those of pages.
pub fn section_id(section: &Slug) -> String {
    let other = if section.as_str().starts_with("page-") { "_" } else { "" };
    format!("{section}{other}")
}

/// The id of a note, unique over the book.
fn note_id(section: &Slug, id: &str) -> String {
    xml_id(&format!("{section}-{id}"))
}

/// An author's id within a section, distinct from ours: a page's, a note's, a paragraph's, the section's own.
fn author_id(section: &Slug, id: &str) -> String {
    let mut own = xml_id(id);
    let rest = own.strip_prefix(section.as_str());
    let is_paragraph = |rest: &str| rest.strip_prefix('.').is_some_and(|n| n.parse::<ParagraphNumber>().is_ok());
    let ours = own.starts_with("page-")
        || rest.is_some_and(|rest| {
            rest.is_empty() || rest == "-title" || rest.starts_with("-note-") || is_paragraph(rest)
        });
    if ours {
        own.push('_');
    }
    own
}

/// The semantics of a section: its `epub:type` (EPUB Structural Semantics Vocabulary) and its role (DPUB-ARIA 1.1), the
/// latter empty if there is none.
pub fn semantics(section: &SetSection) -> (&'static str, &'static str) {
    match &section.kind {
        SectionKind::HalfTitle => ("halftitlepage", ""),
        SectionKind::Title => ("titlepage", ""),
        SectionKind::Copyright => ("copyright-page", ""),
        SectionKind::Contents => ("toc", "doc-toc"),
        SectionKind::Part { .. } => ("part", "doc-part"),
        SectionKind::Contributors => ("contributors", ""),
        SectionKind::Sources => ("bibliography", "doc-bibliography"),
        SectionKind::ReadingPlan => ("", ""),
        SectionKind::ReadingGuide => ("appendix", "doc-appendix"),
        SectionKind::Colophon => ("colophon", "doc-colophon"),
        SectionKind::Notes | SectionKind::TextNotes => ("endnotes", "doc-endnotes"),
        SectionKind::Acknowledgements => ("acknowledgments", "doc-acknowledgments"),
        SectionKind::Bibliography => ("bibliography", "doc-bibliography"),
        SectionKind::Illustrations => ("loi", ""),
        SectionKind::PieceIndex | SectionKind::SubjectIndex => ("index", "doc-index"),
        SectionKind::Chronology | SectionKind::Notebook => ("appendix", "doc-appendix"),
        SectionKind::Glossary => ("glossary", "doc-glossary"),
        SectionKind::Chapter(_) => match section.slug.as_str() {
            "foreword" => ("foreword", "doc-foreword"),
            "preface" => ("preface", "doc-preface"),
            "introduction" => ("introduction", "doc-introduction"),
            "prologue" => ("prologue", "doc-prologue"),
            "epilogue" => ("epilogue", "doc-epilogue"),
            "afterword" => ("afterword", "doc-afterword"),
            "conclusion" => ("conclusion", "doc-conclusion"),
            "acknowledgements" | "acknowledgments" => ("acknowledgments", "doc-acknowledgments"),
            _ if section.matter == anthology_typeset::Matter::Body => ("chapter", "doc-chapter"),
            _ => ("", ""),
        },
    }
}
