//! `book.toml`, typed. Every fault is reported with its place, all in one run; what is faulty falls back to
//! its default, so that the rest can be read.

mod editions;
mod extras;
mod groups;
mod isbn;
mod isbn_checks;
mod levels;
mod mail;
mod matter;
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
pub use levels::LevelSetting;
pub use mail::{MailOptions, MailSecurity, MailSender};
pub(crate) use metadata::derived_uuid;
pub use site::SiteOptions;

use crate::lists::{ListOptions, Part};
use crate::model::{Metadata, SectionKind};
use crate::read::{Located, Table};
use crate::settings::{ChapterOpenings, EpubOptions, Print, Typesetting};

/// The name of the manifest in the book's folder.
pub const MANIFEST: &str = "book.toml";

/// The name of the manifest in a folder whose `book.toml` is mdBook's. Where it exists, `book.toml` isn't read.
pub const MANIFEST_BESIDE_MDBOOK: &str = "anthology.toml";

/// The content of `book.toml`, with defaults filled in.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The file.
    pub file: FileId,
    /// `[book]`
    pub metadata: Metadata,
    /// The contributors that are listed without a role.
    pub(crate) without_role: Vec<String>,
    /// `permissions = "required"` in `[book]`.
    pub(crate) permissions_required: bool,
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
    /// `[mail]`
    pub mail: MailOptions,
    /// `[import]`
    pub import: ImportOptions,
    /// `[diagnostics]`
    pub levels: Vec<LevelSetting>,
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
    /// A section that the program generates, and what the editor says of it.
    Generated(SectionKind, ListOptions),
    /// A file that the author wrote: its path.
    File(Located<String>),
}

/// A part's chapters.
#[derive(Clone, Debug)]
pub(crate) struct PartEntry {
    /// The part's page; `None` for one without a title.
    pub(crate) part: Option<Part>,
    /// The file of its introduction, which is a chapter without a number.
    pub(crate) introduction: Option<Located<String>>,
    /// How its chapters open, if not as the book's do.
    pub(crate) openings: ChapterOpenings,
    /// The number of its first chapter that has one, if it doesn't count on from the part before.
    pub(crate) first_number: Option<u32>,
    pub(crate) chapters: Vec<ChapterEntry>,
    /// The source of the list.
    pub(crate) span: Span,
}

/// A chapter of a part, or a section below one.
#[derive(Clone, Debug)]
pub(crate) struct ChapterEntry {
    /// Its path, or a pattern that paths match.
    pub(crate) path: Located<String>,
    /// 0 for a chapter, 1 for a section of one, and so on.
    pub(crate) level: u8,
}

impl Manifest {
    /// Reads the text of `book.toml`. `None` where it isn't TOML; every fault is in `diagnostics`.
    pub fn parse(file: FileId, text: &str, today: Date, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (document, errors) = DeTable::parse_recoverable(text);
        if let Some(finding) = of_mdbook(file, document.get_ref()) {
            diagnostics.push(finding);
            return None;
        }
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
        let metadata::BookTable {
            metadata,
            title_span,
            language_span,
            identifier_span,
            chapters,
            pages_of,
            without_role,
            permissions_required,
        } = metadata::read(&mut root, file, today, d);
        let (typesetting, theme_span) = options::typesetting(&mut root, metadata.language, d);
        let print = options::print(&mut root, d);
        let (epub, cover_span) = options::epub(&mut root, d);
        let front = matter::matter(&mut root, "front", matter::FRONT, d);
        let back = matter::matter(&mut root, "back", matter::BACK, d);
        let (parts, chapters_span) = matter::parts(&mut root, chapters, file, d);
        let editions = editions::editions(&mut root, d);
        isbn_checks::check(&epub, &editions, d);
        isbn_checks::check_identifier(&metadata, identifier_span, &epub, &editions, d);
        let pages_of = pages_of.and_then(|value| editions::pages_of(&value, &editions, d));
        let groups = groups::groups(&mut root, d);
        let site = site::site(&mut root, d);
        let mail = mail::mail(&mut root, d);
        let import = extras::import(&mut root, d);
        let levels = levels::levels(&mut root, d);
        root.finish(d);
        Self {
            file,
            levels,
            metadata,
            without_role,
            permissions_required,
            typesetting,
            print,
            epub,
            editions,
            pages_of,
            groups,
            site,
            mail,
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

/// The finding about a manifest of mdBook, whose `book.toml` has tables of that program and no chapters.
fn of_mdbook(file: FileId, root: &DeTable<'_>) -> Option<Diagnostic> {
    let book = root.get("book").and_then(|book| book.get_ref().as_table());
    let ours = root.contains_key("part") || book.is_some_and(|book| book.contains_key("chapters"));
    let of_book = |key| book.and_then(|book| book.get_key_value(key)).map(|(key, _)| key.span());
    let of_root = |key| root.get_key_value(key).map(|(key, _)| key.span());
    let theirs = ["output", "preprocessor", "build", "rust"].into_iter().find_map(of_root);
    let theirs = theirs.or_else(|| ["src", "multilingual", "text-direction"].into_iter().find_map(of_book));
    let range = theirs.filter(|_| !ours)?;
    Some(
        Diagnostic::error("mdbook-manifest", "this book.toml is mdBook's")
            .at(Span::new(file, range))
            .hint(format!("`anthology new` in this folder writes {MANIFEST_BESIDE_MDBOOK} beside it, from SUMMARY.md")),
    )
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
