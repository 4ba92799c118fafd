//! The book: what the manifest and the chapters come to, before any of it is set.

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::{Date, FileId, Lang, Slug, Span, file_stem, readable_stem};
use anthology_document::{Chapter, Inline};
use anthology_images::{ImageAsset, OutputProfile};

use crate::links::LinkTargets;
use crate::lists::{ListOptions, Part};
use crate::manifest::{Edition, Group, LevelSetting, MailOptions, SiteOptions};
use crate::member_notes::MemberNote;
use crate::reading_plan::Plan;
use crate::settings::{ChapterOpenings, EpubOptions, Print, Typesetting};

/// Metadata of the book as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The title in running heads, if the title is too long for them.
    pub short_title: Option<String>,
    /// What the names of the files begin with, where that isn't the title.
    pub file_name: Option<String>,
    /// The language of the book where a chapter doesn't say otherwise.
    pub language: Lang,
    /// Identifiers as URIs: `urn:uuid:…`, `urn:isbn:…`. Never empty: without one in the manifest, a UUID
    /// made from the title and contributors (RFC 9562, version 8).
    pub identifiers: Vec<String>,
    /// Who made the book as a whole, in order: those whom its title page names.
    pub contributors: Vec<Contributor>,
    /// Everybody whom the book names: the contributors that the manifest lists, then the authors and translators whom
    /// only chapters name, in the order of the book. Each once.
    pub people: Vec<Person>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The rights statement.
    pub rights: Option<String>,
    /// The blurb.
    pub description: Option<String>,
    /// Day of publication.
    pub date: Option<Date>,
    /// The day that stamps the outputs: [`Metadata::date`] made a full date, else the world's today.
    pub modified: Date,
    /// The series it belongs to.
    pub series: Option<Series>,
    /// Subject headings.
    pub subjects: Vec<String>,
    /// Codes of classifications for some of them, in their order.
    pub subject_codes: Vec<SubjectCode>,
}

/// A series of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The name of the series.
    pub name: String,
    /// The number of the book in it.
    pub number: Option<u32>,
}

/// A code that says in a classification what a subject heading says in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectCode {
    /// Index into [`Metadata::subjects`].
    pub subject: usize,
    /// The classification.
    pub scheme: SubjectScheme,
    /// `LCO010000`
    pub code: String,
}

/// A classification that bookshops sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectScheme {
    /// Of the Book Industry Study Group, in North America.
    Bisac,
    /// Of EDItEUR, elsewhere.
    Thema,
}

/// A person or body who contributed to the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributor {
    /// The name as it is printed.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// For alphabetical order: `Chesterton, G. K.`
    pub sort: String,
    /// A paragraph about them, for the notes on contributors.
    pub note: Option<String>,
}

/// A person or body of the book. Chapters refer to people by their index in [`Metadata::people`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name as it is printed.
    pub name: String,
    /// For alphabetical order: `Chesterton, G. K.`
    pub sort: String,
    /// A paragraph about them, for the notes on contributors.
    pub note: Option<String>,
    /// The manifest lists them.
    pub listed: bool,
    /// They wrote a piece.
    pub writes: bool,
    /// They translated a piece.
    pub translates: bool,
}

/// The role of a contributor (MARC relators).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `aut`
    Author,
    /// `edt`
    Editor,
    /// `trl`
    Translator,
    /// `ill`
    Illustrator,
    /// `aui`, author of the foreword or introduction
    Introduction,
    /// `bkd`
    Designer,
    /// `ctb`
    Contributor,
}

impl Role {
    /// The three-letter MARC relator code.
    pub const fn marc(self) -> &'static str {
        match self {
            Self::Author => "aut",
            Self::Editor => "edt",
            Self::Translator => "trl",
            Self::Illustrator => "ill",
            Self::Introduction => "aui",
            Self::Designer => "bkd",
            Self::Contributor => "ctb",
        }
    }
}

/// Front matter, body or back matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// Before the text proper; roman folios.
    Front,
    /// The text proper.
    Body,
    /// After it.
    Back,
}

/// The kinds of section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionKind {
    /// The title alone, on the first recto.
    HalfTitle,
    /// Title, subtitle, contributors, publisher.
    Title,
    /// Rights, identifiers, colophon lines.
    Copyright,
    /// The table of contents.
    Contents,
    /// A part's own page.
    Part {
        /// From 1.
        number: u32,
        /// The part's title.
        title: String,
    },
    /// A chapter: an index into [`Book::chapters`].
    Chapter(usize),
    /// Notes on contributors, made from the metadata.
    Contributors,
    /// The list of sources, made from the chapters' front matter.
    Sources,
    /// The schedule of a reading group, in that group's own edition.
    ReadingPlan,
    /// The discussion questions of all chapters.
    ReadingGuide,
    /// The colophon: how the book was made.
    Colophon,
    /// The notes of all chapters, where they are at the book's end.
    Notes,
    /// Acknowledgements and permissions, by the holders of the rights.
    Acknowledgements,
    /// Earlier publications and sources, in alphabetical order.
    Bibliography,
    /// The list of figures.
    Illustrations,
    /// The index of authors, titles and first lines.
    PieceIndex,
    /// The subject index, made from marks in the text.
    SubjectIndex,
    /// Notes on the text, by page and phrase.
    TextNotes,
    /// Events and pieces by date.
    Chronology,
    /// Terms and what they mean, gathered from the chapters.
    Glossary,
    /// What the members of reading groups have marked and noted.
    Notebook,
}

/// A section: something that begins on a page of its own, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its kind.
    pub kind: SectionKind,
    /// The division of the book that it belongs to.
    pub matter: Matter,
    /// Unique over the book; the stem of its addresses and its file name in the EPUB.
    pub slug: Slug,
    /// 0 for what is by itself and for parts, 1 for chapters of a part; one more for each level of sections below a
    /// chapter.
    pub depth: u8,
    /// What the editor says of a generated section.
    pub list: ListOptions,
}

/// A chapter in its place.
#[derive(Clone, Debug)]
pub struct BookChapter {
    /// Path of its file relative to the book's folder, with `/`.
    pub path: String,
    /// Unique over the book; stable when other chapters change.
    pub slug: Slug,
    /// Its number, from 1 through all parts; `None` for front and back matter and `numbered = false`.
    pub number: Option<u32>,
    /// How it opens, if not as the theme has it. A chapter of front or back matter has only its own words.
    pub openings: ChapterOpenings,
    /// Its language.
    pub lang: Lang,
    /// Its authors: indices into [`Metadata::people`].
    pub authors: Vec<usize>,
    /// Its translators, likewise.
    pub translators: Vec<usize>,
    /// Its title: each inline where it is if the file's first heading is the title, else at the `title` of the
    /// front matter. Its faults have been reported.
    pub title: Vec<Inline>,
    /// The chapter as the author wrote it. Every heading has an id: the author's own, or one made from its text.
    pub chapter: Chapter,
}

/// A place that can be linked to: a section, or an id within it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The section.
    pub section: Slug,
    /// An id of a heading, figure, table, div or span in it; `None` for the section's start.
    pub id: Option<String>,
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// Outside the book: an absolute URI.
    External(String),
    /// In this book.
    Internal(Anchor),
    /// None that a reader could follow: only the link's text is kept. A warning has been given.
    Dropped,
}

/// The book, complete and in order.
#[derive(Clone, Debug)]
pub struct Book {
    /// About the whole.
    pub metadata: Metadata,
    /// The day of a draft; `None` for a book that is to be published.
    pub draft: Option<Date>,
    /// `[diagnostics]`
    pub levels: Vec<LevelSetting>,
    /// `[typesetting]`
    pub typesetting: Typesetting,
    /// `[print]`
    pub print: Print,
    /// `[epub]`
    pub epub: EpubOptions,
    /// In reading order.
    pub sections: Vec<Section>,
    /// The parts with a title; [`SectionKind::Part`] has an index into this list, plus one.
    pub parts: Vec<Part>,
    /// True if a piece without a recorded right to print it is an error.
    pub permissions_required: bool,
    /// In the order of the manifest.
    pub chapters: Vec<BookChapter>,
    /// The images, sorted by path. An image that two chapters use is listed once.
    pub images: Vec<Arc<ImageAsset>>,
    /// The editor's own cover, PNG or JPEG.
    pub cover: Option<Arc<ImageAsset>>,
    /// The source of its path in the manifest.
    pub cover_span: Option<Span>,
    /// The manifest's file, for diagnostics.
    pub manifest: FileId,
    /// The source of the title.
    pub title_span: Option<Span>,
    /// The source of the language.
    pub language_span: Option<Span>,
    /// The source of the theme's name.
    pub theme_span: Option<Span>,
    /// `[edition.NAME]`, in the order of the file.
    pub editions: Vec<Edition>,
    /// `[book] pages-of`: the edition whose pages are the reference pages; see [`Book::reference_edition`].
    pub pages_of: Option<String>,
    /// The number of the printing, from 1: `editions.lock` counts them.
    pub printing: u32,
    /// `[[group]]`
    pub groups: Vec<Group>,
    /// `[site]`
    pub site: SiteOptions,
    /// `[mail]`
    pub mail: MailOptions,
    /// The schedules of the groups, in their order.
    pub plans: Vec<Plan>,
    /// The group whose own edition this is: an index into [`Book::groups`].
    pub own_edition_of: Option<usize>,
    /// What the members of each group have noted, by the name of its folder.
    pub member_notes: BTreeMap<Slug, Vec<MemberNote>>,
    /// The profiles of presses; see [`Book::output_profile`].
    pub(crate) output_profiles: BTreeMap<String, Arc<OutputProfile>>,
    /// Targets of links by chapter and source; see [`Book::link`].
    pub(crate) links: BTreeMap<(usize, Span), LinkTarget>,
    /// All targets of links; see [`Book::resolve`].
    pub(crate) places: LinkTargets,
    /// Indices of images by chapter and path; see [`Book::image`].
    pub(crate) image_uses: BTreeMap<(usize, String), usize>,
    /// Sources of the first use of each image; see [`Book::image_span`].
    pub(crate) image_places: BTreeMap<String, Span>,
}

/// The stem of the files of a book whose title has no letters.
const UNTITLED: &str = "Book";

impl Book {
    /// What the names of its files begin with: `file-name`, else the words of its title in ASCII, with their capitals, since some devices
    /// show a file's name in place of the title; the title's own letters where ASCII can't stand for any.
    pub fn file_stem(&self) -> String {
        let title = &self.metadata.title;
        if let Some(name) = &self.metadata.file_name {
            return name.clone();
        }
        readable_stem(title).or_else(|| file_stem(title)).unwrap_or_else(|| UNTITLED.to_owned())
    }

    /// Makes this the own edition of a group, an index into [`Book::groups`]: its schedule follows the front matter.
    pub fn make_own_edition(&mut self, group: usize) {
        let slug = Slug::from_text("reading-plan");
        let taken = |slug: &Slug| self.sections.iter().any(|section| section.slug == *slug);
        let slug = std::iter::once(slug.clone()).chain((2..).map(|n| slug.numbered(n))).find(|slug| !taken(slug));
        let at =
            self.sections.iter().position(|section| section.matter != Matter::Front).unwrap_or(self.sections.len());
        let Some(slug) = slug.filter(|_| group < self.plans.len()) else { return };
        self.sections.insert(
            at,
            Section {
                kind: SectionKind::ReadingPlan,
                matter: Matter::Front,
                slug,
                depth: 0,
                list: ListOptions::default(),
            },
        );
        for reading in self.plans.iter_mut().flat_map(|plan| &mut plan.meetings).flat_map(|m| &mut m.readings) {
            reading.section += usize::from(reading.section >= at);
        }
        self.own_edition_of = Some(group);
    }

    /// The target of the link at `span` of chapter `chapter` (an index into [`Book::chapters`]).
    pub fn link(&self, chapter: usize, span: Span) -> &LinkTarget {
        self.links.get(&(chapter, span)).unwrap_or(&LinkTarget::Dropped)
    }

    /// The target of an address written in chapter `chapter`. For the texts of the front matter, whose links
    /// have no spans of their own; their faults have been reported.
    pub fn resolve(&self, chapter: usize, target: &str) -> LinkTarget {
        self.places.resolve(chapter, target).unwrap_or(LinkTarget::Dropped)
    }

    /// The source of the first use of the image at this path (relative to the book's folder).
    pub fn image_span(&self, path: &str) -> Option<Span> {
        self.image_places.get(path).copied()
    }

    /// The image that `path`, as written in chapter `chapter`, refers to: an index into [`Book::images`].
    /// `None` if it is missing (an error has been reported).
    pub fn image(&self, chapter: usize, path: &str) -> Option<usize> {
        self.image_uses.get(&(chapter, path.to_owned())).copied()
    }
}
