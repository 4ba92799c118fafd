//! The front cover's content.

use anthology_base::Lang;
use anthology_typeset::{CoverComposition, SetText};

use crate::palette::Palette;

/// Width of the front in pixels.
pub const WIDTH: u32 = 1600;
/// Height of the front in pixels; 1 to 1.6, as e-book shops ask for.
pub const HEIGHT: u32 = 2560;

/// The content and the look of a front cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: String,
    /// The names of the contributors with the first role: all of an anthology's authors.
    pub names: Vec<String>,
    /// The font family.
    pub family: String,
    /// The language of the book, which decides its direction.
    pub language: Lang,
    /// The composition.
    pub composition: CoverComposition,
    /// The colours.
    pub palette: Palette,
}

impl Front {
    /// The front of a book: its title, its subtitle and its authors, or its editors where it has none.
    pub fn of(text: &SetText) -> Self {
        let people = &text.metadata.contributors;
        let first_role = people.iter().map(|c| c.role).min();
        Self {
            title: text.metadata.title.clone(),
            subtitle: text.metadata.subtitle.clone().unwrap_or_default(),
            names: people.iter().filter(|c| Some(c.role) == first_role).map(|c| c.name.clone()).collect(),
            family: text.theme.fonts.heading.clone(),
            language: text.metadata.language,
            composition: text.theme.cover.composition,
            palette: Palette::of(&text.theme.cover, &text.metadata.title),
        }
    }

    /// The alternative text of the image.
    pub fn alt(&self) -> String {
        let names = self.names.join(", ");
        let parts = [&self.title, &self.subtitle, &names];
        let said: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        said.join(". ")
    }
}
