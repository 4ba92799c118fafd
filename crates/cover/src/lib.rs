//! The cover: a typographic front, drawn from title and contributors, for a book that has none, and the wrap of
//! back, spine and front for a printer. Drawings are composed as SVG, so whatever script the fonts have comes out
//! shaped; resvg paints them for the screen.

mod barcode;
mod compose;
mod paint;
mod wrap;

use anthology_base::Lang;
use anthology_layout::fonts::Fonts;
use anthology_typeset::SetText;
pub use wrap::{Wrap, wrap};

/// Width of the front in pixels.
pub const WIDTH: u32 = 1600;
/// Height of the front in pixels; 1 to 1.6, as e-book shops ask for.
pub const HEIGHT: u32 = 2560;

/// Why a cover could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The drawing did not parse or was empty.
    #[error("the cover could not be drawn: {0}")]
    Draw(String),
    /// The back has no room for its text.
    #[error("the description is too long for the back of the cover: {lines} lines, and there is room for {room}")]
    Blurb {
        /// Lines at the smallest size.
        lines: usize,
        /// Lines that fit.
        room: usize,
    },
    /// It could not be encoded.
    #[error("the cover could not be written as PNG: {0}")]
    Encode(String),
}

/// What stands on the front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: String,
    /// Who made it, in one line.
    pub contributors: String,
    /// The family that it is set in.
    pub family: String,
    /// The language of the book, which says from which side it is read.
    pub language: Lang,
}

impl Front {
    /// The front of a book: its title, its subtitle and its authors, or its editors where it has none.
    pub fn of(text: &SetText) -> Self {
        let people = &text.metadata.contributors;
        let first_role = people.iter().map(|c| c.role).min();
        let names: Vec<&str> = people.iter().filter(|c| Some(c.role) == first_role).map(|c| c.name.as_str()).collect();
        Self {
            title: text.metadata.title.clone(),
            subtitle: text.metadata.subtitle.clone().unwrap_or_default(),
            contributors: join(&names),
            family: text.theme.fonts.heading.clone(),
            language: text.metadata.language,
        }
    }

    /// What the picture says, for those who don't see it.
    pub fn alt(&self) -> String {
        let parts = [&self.title, &self.subtitle, &self.contributors];
        let said: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        said.join(". ")
    }
}

/// Names in a row; more than three are too many for a front.
fn join(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} · {two}"),
        [one, two, three] => format!("{one} · {two} · {three}"),
        [one, ..] => format!("{one} & al."),
    }
}

/// Draws the front as a PNG of [`WIDTH`] by [`HEIGHT`] pixels. The same front gives the same bytes.
///
/// # Errors
/// Where the drawing or its encoding fails, which no title should bring about.
pub fn draw(front: &Front, fonts: &Fonts) -> Result<Vec<u8>, DrawError> {
    let options = paint::options(fonts, &front.family);
    let svg = compose::compose(front, |text, style| paint::text_width(&options, text, style))?;
    paint::png(&svg, &options)
}
