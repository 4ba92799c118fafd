//! The standards that each profile claims conformance to, and their consequences for the file.

use crate::fonts::{HYPHEN_MINUS, SOFT_HYPHEN};
use crate::options::Profile;

/// The requirements on a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standard {
    /// The version in the header.
    pub(crate) version: &'static str,
    /// The claims, as XMP has them: property, value.
    pub(crate) claims: &'static [(&'static str, &'static str)],
    /// True for the structure of PDF 2.0 (ISO 32000-2): namespaces, references between elements, structure
    /// destinations, no document information dictionary.
    pub(crate) modern: bool,
    /// True where extension schemas must be described in the XMP packet (ISO 19005-2, 6.6.2.3; later parts have no
    /// such clause).
    pub(crate) describes_schemas: bool,
    /// The Unicode value of line-end hyphens. ISO 32000-1, 14.8.2.2.3 wants U+00AD, so that consumers can tell them from the
    /// hyphens of compounds; but pdf.js, Evince and Okular don't find a word with it, and copy it. With U+002D at a line's
    /// end, they find the word, as MuPDF and PDFium do with either.
    pub(crate) line_end_hyphen: &'static str,
    /// True if forms with word spaces follow those of right-to-left text, for pdf.js; see [`crate::word_space`].
    pub(crate) word_spaces: bool,
    /// True where files of any kind may be embedded (ISO 19005-3, 6.8).
    pub(crate) attachments: bool,
}

impl Standard {
    /// The requirements of a profile.
    pub(crate) fn of(profile: Profile) -> Self {
        let screen = Self {
            version: "1.7",
            claims: &[("pdfuaid:part", "1"), ("pdfaid:part", "2"), ("pdfaid:conformance", "A")],
            modern: false,
            describes_schemas: true,
            line_end_hyphen: HYPHEN_MINUS,
            word_spaces: true,
            attachments: false,
        };
        match profile {
            Profile::Screen => screen,
            Profile::Screen2 => Self {
                version: "2.0",
                claims: &[("pdfuaid:part", "2"), ("pdfuaid:rev", "2024"), ("pdfaid:part", "4"), ("pdfaid:rev", "2020")],
                modern: true,
                describes_schemas: false,
                ..screen
            },
            Profile::Archive => Self {
                claims: &[("pdfuaid:part", "1"), ("pdfaid:part", "3"), ("pdfaid:conformance", "A")],
                // An archive is kept rather than searched.
                line_end_hyphen: SOFT_HYPHEN,
                word_spaces: false,
                attachments: true,
                ..screen
            },
        }
    }
}
