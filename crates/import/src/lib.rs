//! Captures to essays, with the evidence for every decision.
//!
//! [`run`] takes the bytes of captures and what is already in the book's folder, and gives back the files
//! to write: it touches nothing itself. The road: decode ([`CaptureFile`]) → mark furniture → match
//! paragraphs across captures → weigh the evidence for every boundary → cut → read the structure inside
//! each essay → find the copies → decide → chapters, `book.toml`, ledger and report.
//!
//! The rules go by shape, position, recurrence and wording; none knows a blog, an author or a title.

mod capture;
mod chapter;
mod dateline;
mod decide;
mod desk;
mod essay;
mod find;
mod furniture;
mod inline;
mod language;
mod ledger;
mod lookup;
mod manifest;
mod overlap;
mod phrases;
mod quote;
mod record;
mod recurring;
mod report;
mod run;
mod settle;
mod shape;
mod signals;
mod split;
mod structure;
mod titles;
mod vocabulary;
mod zones;

pub use capture::CaptureFile;
pub use ledger::{Action, CaptureEntry, DroppedEntry, EssayEntry, LEDGER, Ledger, ProposalEntry};
pub use report::{Report, ReportDiff, ReportDropped, ReportEssay, ReportHunk, ReportProposal};
pub use run::{Accept, CAPTURES, CHAPTERS, Existing, MANIFEST, Options, Outcome, Overrule, Summary, run};
pub use split::{Evidence, Thresholds};
