//! The forms of sheets on paper: the manifest and the theme with which a sheet is set.

use std::fmt::Write as _;

use anthology_base::Lang;

use crate::costs::{POSTER_LINES, POSTER_LINES_LARGE};
use crate::sheet::source::Sheet;

/// The path of a sheet's text in its own small book.
pub const SHEET_PATH: &str = "sheet.md";

/// The path of the theme that a sheet is set in.
pub const SHEET_THEME: &str = "sheet-theme.toml";

/// The form of a sheet on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetForm {
    /// A4 in the type of the book.
    Usual,
    /// A4 in large print, whatever theme the book has.
    LargePrint,
    /// A4 to be read from a distance.
    Poster,
    /// A strip as tall as A5.
    Bookmark,
}

/// The page of a form: trim, margins on all sides, type size and leading, as a manifest writes them.
struct FormPage {
    trim: &'static str,
    margin: &'static str,
    size: Option<(&'static str, &'static str)>,
    title: (&'static str, &'static str),
}

/// Type size and leading of a poster of so many lines.
const fn poster_type(lines: usize) -> (&'static str, &'static str) {
    if lines <= POSTER_LINES_LARGE {
        ("18pt", "24pt")
    } else if lines <= POSTER_LINES {
        ("14pt", "19pt")
    } else {
        ("11pt", "15pt")
    }
}

impl SheetForm {
    /// The page of a sheet: the type of a poster is as large as its plan lets it be.
    fn page(self, sheet: &Sheet) -> FormPage {
        match self {
            Self::Usual => FormPage {
                trim: "[\"210mm\", \"297mm\"]",
                margin: "23mm",
                size: Some(("11pt", "15pt")),
                title: ("18pt", "22pt"),
            },
            Self::LargePrint => {
                FormPage { trim: "[\"210mm\", \"297mm\"]", margin: "20mm", size: None, title: ("24pt", "30pt") }
            }
            Self::Poster => FormPage {
                trim: "[\"210mm\", \"297mm\"]",
                margin: "23mm",
                size: Some(poster_type(sheet.markdown.lines().filter(|line| !line.trim().is_empty()).count())),
                title: ("36pt", "42pt"),
            },
            Self::Bookmark => FormPage {
                trim: "[\"60mm\", \"210mm\"]",
                margin: "6mm",
                size: Some(("8pt", "10pt")),
                title: ("12pt", "14pt"),
            },
        }
    }

    /// The manifest of a book of nothing but the sheet, a tagged PDF of which is its edition `screen`.
    pub fn manifest(self, sheet: &Sheet, lang: Lang) -> String {
        let FormPage { trim, margin, size, .. } = self.page(sheet);
        let title = toml::Value::String(sheet.title.clone());
        let mut manifest = format!(
            "[book]\ntitle = {title}\nlanguage = \"{lang}\"\nchapters = [\"{SHEET_PATH}\"]\n\n\
             [front]\nmatter = []\n\n[back]\nmatter = []\n\n\
             [typesetting]\ntheme = \"{SHEET_THEME}\"\n\n\
             [edition.screen]\npdf = \"ua-2\"\n\n\
             [print]\ntrim = {trim}\n\
             margins = {{ inner = \"{margin}\", outer = \"{margin}\", top = \"{margin}\", bottom = \"{margin}\" }}\n"
        );
        if let Some((size, leading)) = size {
            // Writing to a string can't fail.
            let _ = write!(manifest, "size = \"{size}\"\nleading = \"{leading}\"\n");
        }
        manifest
    }

    /// The theme of the sheet: the book's (`inherits`), without what belongs to a book's pages. A question stays with the
    /// room for notes below it.
    pub fn theme(self, sheet: &Sheet, inherits: &str) -> String {
        let inherits = if self == Self::LargePrint { "large-print" } else { inherits };
        let inherits = toml::Value::String(inherits.to_owned());
        let FormPage { title: (size, leading), .. } = self.page(sheet);
        let body = match self {
            // A meeting a paragraph, with a little room before it.
            Self::Bookmark => "align = \"start\"\nindent = \"0pt\"\nabove = \"0.5lines\"\n",
            Self::Poster => "align = \"center\"\nindent = \"0pt\"\nabove = \"0.5lines\"\n",
            Self::Usual | Self::LargePrint => "indent = \"0pt\"\n",
        };
        let title = if self == Self::Poster { "align = \"center\"\n" } else { "" };
        format!(
            "inherits = {inherits}\n\n[blocks]\nchapter-sink = \"0pt\"\nopening-below = \"1lines\"\n\
             recto-openings = false\nchapter-label = \"none\"\ndrop-cap = 0\nsmall-caps-opening = false\n\
             side-notes = false\n\n[heads]\nverso = \"none\"\nrecto = \"none\"\nrule = false\nfolio = \"foot-center\"\n\
             \n[styles.chapter-title]\nsize = \"{size}\"\nleading = \"{leading}\"\n{title}\n[styles.body]\n{body}\n\
             [styles.list-item]\nkeep-with-next = true\n"
        )
    }
}
