//! Import of captures: saved text copies of blog posts become essays with the evidence for every decision.
//!
//! Input: captures ([`InputFile`]) and the present contents of the book's folder ([`Existing`]).
//! Output: the files to write, the ledger and a report ([`Outcome`]). [`run`] itself writes nothing.
//!
//! An import may be larger than the memory: sources are read when they are needed ([`Blob`]), and texts are kept in a
//! [`Workspace`]. In memory are what is known of each essay and its digest.
//!
//! ```
//! use anthology_base::Diagnostics;
//! use anthology_import::{CaptureFile, Existing, Options, run};
//!
//! let paragraph = "Every baker on the hill lights the oven at four and nobody remembers who began it. ".repeat(6);
//! let text = format!("On ovens\n\nMarch 3, 2012\n\n{paragraph}\n\nShare this:\n");
//! let capture = CaptureFile { name: "ovens.txt".into(), bytes: text.into_bytes() };
//! let mut diagnostics = Diagnostics::new();
//! let outcome = run(&[capture.into()], &Existing::default(), &Options::default(), &mut diagnostics);
//! assert_eq!(outcome.report.essays[0].title, "On ovens");
//! assert!(outcome.writes.contains_key("chapters/on-ovens.md"));
//! assert_eq!(outcome.summary.dropped, 2);
//! ```
//!
//! The pipeline: decode (`capture`) → mark boilerplate (`boilerplate`, `recurring`, `zones`) → match paragraphs
//! across captures (`overlap`) → score every boundary (`boundaries`, `evidence`, `costs`) → cut into essays (`essay`)
//! → read the structure of each (`structure`) → find copies and decide (`decide`) → chapters, `book.toml`, ledger and
//! report (`state`, `records`).
//!
//! Web pages, exports, feeds and manuscripts need no boundaries: `readers` finds their posts (`documents`) by the
//! structure of their format, which `format` detects from the content, after `archive` has unpacked them.
//!
//! The rules go by shape, position, recurrence and wording; none knows a blog, an author or a title.

mod address;
mod archive;
mod blob;
mod blocks;
mod boilerplate;
mod boundaries;
mod capture;
mod capture_stats;
mod chapter;
mod costs;
mod dateline;
mod dates;
mod decide;
mod decisions;
mod documents;
mod docx;
mod encoding;
mod epub;
mod essay;
mod evidence;
mod feeds;
mod find;
mod flow;
mod format;
mod html;
mod images;
mod inline;
mod journal;
mod json;
mod language;
mod ledger;
mod left_out;
mod line;
mod link_list;
mod mail;
mod manifest;
mod markdown;
mod markdown_links;
mod marks;
mod note_lists;
mod notes;
mod odt;
mod office;
mod overlap;
mod page;
mod page_head;
mod phrase_index;
mod phrases;
mod quote;
mod readers;
mod records;
mod recurring;
mod report;
mod report_html;
mod request;
mod rights;
mod rtf;
mod run;
mod shape;
mod signal_phrases;
mod signals;
mod source_file;
mod stages;
mod state;
mod stored_essay;
mod structure;
mod subject;
mod substack;
mod titles;
mod view;
mod vocabulary;
mod warc;
mod wiki_links;
mod wording;
mod wordpress;
mod xml;
mod zones;

pub use blob::{Blob, Step, Stored, Workspace};
pub use boundaries::Thresholds;
pub use capture::CaptureFile;
pub use evidence::Evidence;
pub use images::RemoteImage;
pub use journal::{Journal, JournalRemove, JournalWrite, content_hash};
pub use ledger::{
    Action, ByteRange, CaptureEntry, DroppedEntry, EssayEntry, ImageEntry, LEDGER, Ledger, LineRange, OverrideEntry,
    PermissionEntry, PermissionTable, ProposalEntry,
};
pub use report::{
    Report, ReportDiff, ReportDropped, ReportEssay, ReportHunk, ReportProposal, ReportSkipped, ReportStated,
};
pub use report_html::REPORT;
pub use request::{Accept, CAPTURES, CHAPTERS, Existing, IMAGES, MANIFEST, Options, Outcome, Overrule, Summary};
pub use run::run;
pub use source_file::InputFile;
pub use stages::EDGES_SQL;
