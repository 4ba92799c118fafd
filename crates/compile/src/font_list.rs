//! The fonts that a book has and uses, and a specimen of them.

use std::collections::BTreeSet;

use anthology_base::{Diagnostics, MemoryWorld, SourceMap, World};
use anthology_book::Book;
use anthology_layout::fonts::{Font, Fonts};
use anthology_typeset::{FontTokens, Theme};

use crate::editions::{self, ALL_EDITIONS};
use crate::layouts;
use crate::log::Log;

/// The families that a book may use, and those that it does.
#[derive(Debug, Default)]
pub struct FontList {
    /// Bundled ones first.
    pub families: Vec<ListedFamily>,
    /// Without a book there are none.
    pub uses: Vec<FontUse>,
    /// What is wrong with the book's fonts and themes.
    pub findings: Diagnostics,
    /// The files that spans of the findings point into.
    pub sources: SourceMap,
}

/// A family and its faces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFamily {
    /// Its name.
    pub name: String,
    /// True if it is in the book's `fonts/`.
    pub own: bool,
    /// Its weights and slopes: `regular`, `semibold italic`.
    pub faces: Vec<String>,
    /// True if it has small capitals of its own.
    pub small_caps: bool,
    /// True if it has old-style figures.
    pub old_style: bool,
}

/// The families of a theme and the editions that are set in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontUse {
    /// The theme.
    pub theme: String,
    /// The editions.
    pub editions: Vec<String>,
    /// The families of text, headings and code.
    pub families: [String; 3],
    /// Families that the theme is designed for and that aren't there.
    pub missing: Vec<String>,
}

/// The families of all editions' themes.
pub(crate) fn uses(book: &Book, fonts: &Fonts, sources: &mut SourceMap, log: &mut Log<'_>) -> Vec<FontUse> {
    let mut uses: Vec<FontUse> = Vec::new();
    let editions = editions::select(&[ALL_EDITIONS.to_owned()], book, log);
    let themes = layouts::themes(book, &editions, true, sources, log);
    for edition in editions.iter().filter(|edition| edition.source().is_none()) {
        let style = book.edition_theme(edition);
        let Some(theme) = themes.get(&style.theme) else { continue };
        let theme = theme.clone().with(&style.print, book.typesetting.font.as_deref());
        let (Theme { fonts: tokens, .. }, missing) = theme.with_families(|family| fonts.has_family(family));
        let FontTokens { text, heading, mono, .. } = tokens;
        let families = [text, heading, mono];
        match uses.iter_mut().find(|known| known.theme == style.theme && known.families == families) {
            Some(known) => known.editions.push(edition.name.clone()),
            None => uses.push(FontUse {
                theme: style.theme,
                editions: vec![edition.name.clone()],
                families,
                missing: missing.into_iter().map(|family| family.name).collect(),
            }),
        }
    }
    uses
}

/// All families, bundled ones first.
pub(crate) fn families(fonts: &Fonts) -> Vec<ListedFamily> {
    let bundled = Fonts::bundled();
    fonts.families().map(|name| listed(name, fonts, &bundled)).collect()
}

fn listed(name: &str, fonts: &Fonts, bundled: &Fonts) -> ListedFamily {
    let faces: Vec<&Font> = fonts.faces(name).collect();
    let is_bundled = bundled.faces(name).zip(&faces).any(|(a, b)| a.bytes() == b.bytes());
    let words: BTreeSet<(bool, u16)> = faces.iter().map(|face| (face.italic, face.weight)).collect();
    let in_words = |(italic, weight): (bool, u16)| {
        let weight = match weight {
            400 => "regular".to_owned(),
            600 => "semibold".to_owned(),
            700 => "bold".to_owned(),
            other => other.to_string(),
        };
        format!("{weight}{}", if italic { " italic" } else { "" })
    };
    ListedFamily {
        name: name.to_owned(),
        own: !is_bundled,
        faces: words.into_iter().map(in_words).collect(),
        small_caps: faces.iter().any(|face| face.has_feature(b"smcp")),
        old_style: faces.iter().any(|face| face.has_feature(b"onum")),
    }
}

/// The specimen's theme: what a style looks like, without what a book adds.
const SPECIMEN_THEME: &str = include_str!("../specimen/theme.toml");
/// The specimen's page.
const SPECIMEN_PAGE: &str = include_str!("../specimen/page.md");

/// The book that is a specimen of a family: sizes, styles, figures and running text. The fonts are those of the world.
pub(crate) fn specimen_book(world: &dyn World, family: &str) -> MemoryWorld {
    let mut made = MemoryWorld::new();
    for name in world.list("fonts") {
        if let Ok(bytes) = world.read(&format!("fonts/{name}")) {
            made = made.with(&format!("fonts/{name}"), bytes);
        }
    }
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let manifest = format!(
        "[book]\ntitle = {}\nlanguage = \"en-GB\"\nchapters = [\"specimen.md\"]\n\n[front]\nmatter = []\n\n\
         [typesetting]\ntheme = \"specimen.toml\"\nmissing-glyphs = \"warn\"\n\n[diagnostics]\nmissing-metadata = \"off\"\n",
        quoted(family)
    );
    let page = SPECIMEN_PAGE.replace("\"FAMILY\"", &quoted(family));
    let theme = SPECIMEN_THEME.replace("\"FAMILY\"", &quoted(family));
    made.with("book.toml", manifest).with("specimen.md", page).with("specimen.toml", theme)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Request, list_fonts, specimen};

    #[test]
    fn a_specimen_is_one_pdf() {
        let made = specimen(&MemoryWorld::new(), "Libertinus Serif");
        let errors: Vec<String> = made.findings.iter().map(|found| found.message.clone()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(made.files.len(), 1);
        assert!(made.files[0].bytes.starts_with(b"%PDF"));
    }

    #[test]
    fn a_book_uses_the_families_of_its_themes() {
        let manifest = "[book]\ntitle = \"Tides\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n\n[typesetting]\n\
                        theme = \"own.toml\"\n";
        let theme = "[fonts]\ntext = \"Nowhere Serif\"\ntext-fallback = \"New Computer Modern\"\n";
        let world = MemoryWorld::new()
            .with("book.toml", manifest)
            .with("own.toml", theme)
            .with("one.md", "+++\ntitle = \"One\"\n+++\n\nThe sea.\n");
        let list = list_fonts(&world, true);
        let own = list.uses.iter().find(|used| used.theme == "own.toml").expect("the theme");
        assert_eq!(own.families, ["New Computer Modern", "Libertinus Serif", "DejaVu Sans Mono"]);
        assert_eq!(own.missing, ["Nowhere Serif"]);
        assert!(list.families.iter().any(|family| family.name == "Libertinus Serif" && family.small_caps));
        let found: Vec<_> = crate::compile(&world, &Request::default()).findings.iter().map(|f| f.code).collect();
        assert!(found.contains(&"missing-family"), "{found:?}");
        assert!(list_fonts(&MemoryWorld::new(), false).uses.is_empty());
    }
}
