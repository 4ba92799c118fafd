//! What a group has on paper and in a browser: the sheets and pages of its meetings, as chapters that are set like any
//! other.

mod form;
mod meeting;
mod plan;
mod source;
mod text;
mod writer;

pub use self::form::{SHEET_PATH, SHEET_THEME, SheetForm};
pub use self::meeting::{leaders_sheet, meeting_page, question_sheet};
pub use self::plan::{Listing, bookmark, plan_page, poster};
pub use self::source::{CODE_IMAGE, LINES, LINES_IMAGE, LinkForm, ParseSheetLinkError, Sheet, SheetLink, SheetSource};
pub(crate) use self::text::SheetText;
pub use self::text::question_text;
