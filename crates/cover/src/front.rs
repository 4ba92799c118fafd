//! The front cover's content.

use anthology_base::Lang;
use anthology_typeset::SetText;

/// Width of the front in pixels.
pub const WIDTH: u32 = 1600;
/// Height of the front in pixels; 1 to 1.6, as e-book shops ask for.
pub const HEIGHT: u32 = 2560;

/// The content of a front cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// The title.
    pub title: String,
    /// The subtitle.
    pub subtitle: String,
    /// The contributors, in one line.
    pub contributors: String,
    /// The font family.
    pub family: String,
    /// The language of the book, which decides its direction.
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

    /// The alternative text of the image.
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
