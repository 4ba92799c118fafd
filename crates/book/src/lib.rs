//! The manifest, and the book that it and its chapters make: order, parts, front and back matter,
//! numbers, references resolved. Knows no page.
//!
//! Input: a [`World`] with `book.toml`, chapters and images. Output: a [`Book`] and diagnostics; every fault is
//! reported in one run.
//!
//! ```
//! use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
//!
//! let world = MemoryWorld::new()
//!     .with("book.toml", "[book]\ntitle = \"Harbours\"\nchapters = [\"one.md\"]\n")
//!     .with("one.md", "# The first harbour\n\nText.\n");
//! let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
//! let book = anthology_book::load(&world, &mut sources, &mut diagnostics).expect("the manifest is valid TOML");
//!
//! assert_eq!(book.metadata.title, "Harbours");
//! assert_eq!(book.chapters[0].slug.as_str(), "one");
//! assert!(!diagnostics.has_errors());
//! ```
//!
//! The passes, in order: `manifest` reads `book.toml`, `gather` the files that it lists; `assemble` gives chapters
//! their names and titles, `ids` the places in them that links can refer to; `sections` puts everything in order, and
//! `links` resolves references.

mod assemble;
mod chapter_names;
mod costs;
mod division;
mod draft;
mod gather;
mod ids;
mod images;
mod includes;
mod isbns;
mod links;
mod lists;
mod manifest;
mod member_notes;
mod model;
mod output_profiles;
mod pages;
mod paper;
mod paper_form;
mod patterns;
mod people;
mod read;
mod reading_plan;
mod schedule;
mod sections;
mod settings;
mod trade;

pub use draft::DraftItem;
pub use gather::read_manifest;
pub use isbns::{BookIsbn, Format};
pub use lists::{Event, ListOptions, ListOrder, Part, PartNumber, PieceKey};
pub use manifest::{
    Decision, Division, Edition, EditionBase, EditionTheme, Every, EveryUnit, Group, ImportOptions, Inks, LevelSetting,
    MANIFEST, MANIFEST_BESIDE_MDBOOK, MailOptions, MailSecurity, MailSender, Manifest, MeetingChange, MeetingChapter,
    MeetingStatus, Overrule, Paper, PrintProfile, Sheet, SiteOptions, SkippedDate, Standard,
};
pub use member_notes::{A_READER, Confidence, MEMBER_NOTES, MemberNote, member_notes, parse_member_notes};
pub use model::{
    Anchor, Book, BookChapter, Contributor, LinkTarget, Matter, Metadata, Person, Role, Section, SectionKind, Series,
    SubjectCode, SubjectScheme,
};
pub use paper::{OMITTED, ON_PAPER};
pub use paper_form::{LinkForm, PaperForm};
pub use reading_plan::{Meeting, Plan, Reading};
pub use settings::{
    ChapterNumbers, ChapterOpenings, EpubOptions, FormatIsbn, HyphenationException, Margins, MissingGlyphs,
    NotePlacement, PageSize, Print, RunningHeads, TypeSize, Typesetting,
};

pub use trade::{Resolutions, TrimRange};

use anthology_base::{Date, Diagnostics, SourceMap, World};
pub use anthology_images::{ImageAsset, ImageFormat, OutputProfile, PixelSize};

/// Reads `book.toml` and all that it names from `world` (paths are relative to the book's folder) and
/// makes the book. Files read are added to `sources`. `None` where the manifest is unusable; otherwise
/// a book, good as far as it goes, with every fault found in `diagnostics`.
pub fn load(world: &dyn World, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<Book> {
    assemble::load(world, None, sources, diagnostics)
}

/// [`load`] for a draft of a day: a chapter that can't be read has a page that says so.
pub fn load_draft(
    world: &dyn World,
    day: Date,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Book> {
    assemble::load(world, Some(day), sources, diagnostics)
}
