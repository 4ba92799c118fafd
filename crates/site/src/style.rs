//! The style sheet: the theme as in the EPUB, and what surrounds the text. Contrast of text is 4.5 or more in both colour
//! schemes (WCAG 2.2, 1.4.3); nothing depends on a width.

use anthology_typeset::SetText;
use anthology_xhtml::stylesheet;

/// The style sheet of all pages.
pub(crate) fn sheet(text: &SetText) -> String {
    // Browsers hyphenate by themselves, and their search finds words without soft hyphens.
    let theme = stylesheet(text, &[], false);
    format!("{theme}{}", include_str!("site.css"))
}
