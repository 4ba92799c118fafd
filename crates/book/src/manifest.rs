//! `book.toml`, typed. Every fault is reported with its place, all in one run; what is faulty falls back to
//! its default, so that the rest can be read.

mod editions;
mod extras;
mod groups;
mod metadata;
mod options;
mod site;
mod subjects;

use std::collections::BTreeSet;

use anthology_base::{Date, Diagnostic, Diagnostics, FileId, Span};
use toml::de::DeTable;

pub use editions::{Edition, EditionBase, EditionTheme, Inks, Paper, PrintProfile, Sheet, Standard};
pub use extras::{Decision, ImportOptions, Overrule};
pub use groups::{Division, Every, EveryUnit, Group, MeetingChange, MeetingChapter, MeetingStatus, SkippedDate};
pub use site::SiteOptions;

use crate::model::{Metadata, SectionKind};
use crate::read::{Located, Table, Value};
use crate::settings::{EpubOptions, Print, Typesetting};

/// The name of the manifest in the book's folder.
pub const MANIFEST: &str = "book.toml";

/// The content of `book.toml`, with defaults filled in.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The file.
    pub file: FileId,
    /// `[book]`
    pub metadata: Metadata,
    /// `[typesetting]`
    pub typesetting: Typesetting,
    /// `[print]`
    pub print: Print,
    /// `[epub]`
    pub epub: EpubOptions,
    /// `[edition.NAME]`, in the order of the file.
    pub editions: Vec<Edition>,
    /// `[book] pages-of`: the edition whose pages are the reference pages, where the book names one.
    pub pages_of: Option<String>,
    /// `[[group]]`
    pub groups: Vec<Group>,
    /// `[site]`
    pub site: SiteOptions,
    /// `[import]`
    pub import: ImportOptions,
    /// `[front] matter`; `None` where the book leaves it to us.
    pub(crate) front: Option<Vec<MatterItem>>,
    /// `[[part]]`, or one without a title where `[book]` lists the chapters.
    pub(crate) parts: Vec<PartEntry>,
    /// `[back] matter`; `None` where the book leaves it to us.
    pub(crate) back: Option<Vec<MatterItem>>,
    /// The source of the title.
    pub(crate) title_span: Option<Span>,
    /// The source of the language.
    pub(crate) language_span: Option<Span>,
    /// The source of the theme's name.
    pub(crate) theme_span: Option<Span>,
    /// The source of the cover's path.
    pub(crate) cover_span: Option<Span>,
    /// The list of chapters, for messages about files that it doesn't name.
    pub(crate) chapters_span: Option<Span>,
}

/// An entry of the front or back matter.
#[derive(Clone, Debug)]
pub(crate) enum MatterItem {
    /// A section that the program generates.
    Generated(SectionKind),
    /// A file that the author wrote: its path.
    File(Located<String>),
}

/// A part's chapters.
#[derive(Clone, Debug)]
pub(crate) struct PartEntry {
    pub(crate) title: Option<String>,
    pub(crate) chapters: Vec<Located<String>>,
    /// The source of the list.
    pub(crate) span: Span,
}

impl Manifest {
    /// Reads the text of `book.toml`. `None` where it isn't TOML; every fault is in `diagnostics`.
    pub fn parse(file: FileId, text: &str, today: Date, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (document, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Some(Self::from_root(Table::root(file, document.get_ref()), file, today, diagnostics));
        }
        // What follows from a syntax error is noise: findings on the lines that have one, and missing keys.
        let mut further = Diagnostics::new();
        Self::from_root(Table::root(file, document.get_ref()), file, today, &mut further);
        let starts: Vec<usize> =
            std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect();
        let line_of = |offset: usize| starts.partition_point(|&start| start <= offset);
        let mut broken = BTreeSet::new();
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            let range = char_floor(text, range.start)..char_floor(text, range.end);
            broken.insert(line_of(range.start));
            diagnostics.push(syntax_error(error.message(), Span::new(file, range)));
        }
        let apart = |d: &Diagnostic| {
            !d.code.starts_with("missing-") && d.span.is_some_and(|s| !broken.contains(&line_of(s.start as usize)))
        };
        diagnostics.append(further.into_iter().filter(apart).collect());
        None
    }

    fn from_root(mut root: Table<'_>, file: FileId, today: Date, d: &mut Diagnostics) -> Self {
        let metadata::BookTable { metadata, title_span, language_span, chapters, pages_of } =
            metadata::read(&mut root, file, today, d);
        let (typesetting, theme_span) = options::typesetting(&mut root, metadata.language, d);
        let print = options::print(&mut root, d);
        let (epub, cover_span) = options::epub(&mut root, d);
        let front = matter(&mut root, "front", FRONT, d);
        let back = matter(&mut root, "back", BACK, d);
        let (parts, chapters_span) = parts(&mut root, chapters, file, d);
        let editions = editions::editions(&mut root, d);
        let pages_of = pages_of.and_then(|value| editions::pages_of(&value, &editions, d));
        let groups = groups::groups(&mut root, d);
        let site = site::site(&mut root, d);
        let import = extras::import(&mut root, d);
        root.finish(d);
        Self {
            file,
            metadata,
            typesetting,
            print,
            epub,
            editions,
            pages_of,
            groups,
            site,
            import,
            front,
            parts,
            back,
            title_span,
            language_span,
            theme_span,
            cover_span,
            chapters_span,
        }
    }
}

fn syntax_error(message: &str, span: Span) -> Diagnostic {
    let mut lines = message.lines();
    let what = lines.next().unwrap_or("this is not TOML").to_owned();
    let finding = Diagnostic::error("toml-syntax", what).at(span);
    lines.fold(finding, |finding, line| finding.hint(line.trim().to_owned()))
}

fn char_floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

type BuiltIn = (&'static str, SectionKind);

const FRONT: &[BuiltIn] = &[
    ("half-title", SectionKind::HalfTitle),
    ("title", SectionKind::Title),
    ("copyright", SectionKind::Copyright),
    ("contents", SectionKind::Contents),
];

const BACK: &[BuiltIn] = &[
    ("contributors", SectionKind::Contributors),
    ("sources", SectionKind::Sources),
    ("reading-guide", SectionKind::ReadingGuide),
    ("colophon", SectionKind::Colophon),
    ("contents", SectionKind::Contents),
    ("copyright", SectionKind::Copyright),
];

fn matter(
    root: &mut Table<'_>,
    key: &'static str,
    built_in: &[BuiltIn],
    d: &mut Diagnostics,
) -> Option<Vec<MatterItem>> {
    let mut table = root.table(key, d)?;
    let items = table.get("matter").map(|value| {
        let items = value.strings(d);
        items.into_iter().filter_map(|item| matter_item(item, key, built_in, d)).collect()
    });
    table.finish(d);
    items
}

fn matter_item(item: Located<String>, key: &str, built_in: &[BuiltIn], d: &mut Diagnostics) -> Option<MatterItem> {
    if let Some((_, kind)) = built_in.iter().find(|(name, _)| *name == item.value) {
        return Some(MatterItem::Generated(kind.clone()));
    }
    if item.value.ends_with(".md") {
        return Some(MatterItem::File(item));
    }
    let names = built_in.iter().map(|(name, _)| *name);
    let finding =
        Diagnostic::error("unknown-matter", format!("`{}` is not a built-in page or file", item.value)).at(item.span);
    d.push(match anthology_base::nearest(&item.value, names.clone()) {
        Some(known) => finding.hint(format!("did you mean `{known}`?")),
        None => finding.hint(format!(
            "[{key}] takes paths of .md files and {}",
            names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
        )),
    });
    None
}

fn parts(
    root: &mut Table<'_>,
    listed: Option<Value<'_>>,
    file: FileId,
    d: &mut Diagnostics,
) -> (Vec<PartEntry>, Option<Span>) {
    let mut parts = Vec::new();
    let mut span = None;
    if let Some(value) = listed {
        span = Some(value.key_span());
        parts.push(PartEntry { title: None, chapters: value.strings(d), span: value.span() });
    }
    let tables = root.tables("part", d);
    for mut table in tables {
        let title = table.string("title", d).filter(|t| !t.trim().is_empty());
        match table.get("chapters") {
            Some(value) => {
                if let (Some(first), true) = (span, listed.is_some()) {
                    d.push(
                        Diagnostic::error("chapters-twice", "chapters are listed both in [book] and in [[part]]")
                            .at(value.key_span())
                            .label(first, "also listed here")
                            .hint("move the list of [book] to a [[part]]"),
                    );
                }
                span = Some(value.key_span());
                parts.push(PartEntry { title, chapters: value.strings(d), span: value.span() });
            }
            None => d.push(
                Diagnostic::error("missing-key", "[[part]] has no `chapters`")
                    .at(table.span())
                    .hint("add chapters = [\"chapters/first.md\", \"chapters/second.md\"]"),
            ),
        }
        table.finish(d);
    }
    if span.is_none() && parts.is_empty() {
        d.push(
            Diagnostic::error("missing-chapters", "the book has no chapters")
                .at(Span::new(file, 0..0))
                .hint("add chapters = [\"chapters/first.md\"] to [book], or [[part]] tables with chapters"),
        );
    }
    (parts, span)
}
