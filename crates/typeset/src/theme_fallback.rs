//! A theme in a book that lacks its families.

use crate::theme::{Family, Theme};
use crate::theme_fonts::MissingFamily;

impl Theme {
    /// The same with fallbacks for the families that aren't there, and those families. Styles of a fallback have its size,
    /// so that text looks as large as in the family that the theme is designed for. A family that has no fallback stays.
    #[must_use]
    pub fn with_families(mut self, has: impl Fn(&str) -> bool) -> (Self, Vec<MissingFamily>) {
        let mut missing: Vec<MissingFamily> = Vec::new();
        let fonts = &mut self.fonts;
        let families = [
            (Family::Text, &mut fonts.text, fonts.text_fallback.take()),
            (Family::Heading, &mut fonts.heading, fonts.heading_fallback.take()),
        ];
        for (family, name, fallback) in families {
            let Some(fallback) = fallback.filter(|_| !has(name)) else { continue };
            let name = std::mem::replace(name, fallback.family.clone());
            if missing.iter().all(|known| known.name != name) {
                missing.push(MissingFamily { name, instead: fallback.family });
            }
            let styles = self.styles.values_mut().chain([&mut self.heads.style]);
            styles.filter(|style| style.family == family).for_each(|s| s.size = s.size.scale(fallback.size, 1000));
        }
        (self, missing)
    }
}

#[cfg(test)]
mod tests {
    use anthology_base::{Diagnostics, Length, MemoryWorld, SourceMap};

    use super::*;
    use crate::set::ParagraphStyle as P;

    fn load(text: &str) -> (Option<Theme>, Diagnostics) {
        let mut found = Diagnostics::new();
        let world = MemoryWorld::new().with("own.toml", text);
        (crate::theme("own.toml", None, &world, &mut SourceMap::new(), &mut found), found)
    }

    #[test]
    fn a_missing_family_falls_back_in_its_own_size() {
        let (theme, found) = load(
            "[fonts]\ntext = \"Rare Serif\"\ntext-fallback = \"Libertinus Serif\"\ntext-fallback-size = 900\n\
             heading = \"Rare Serif\"\nheading-fallback = \"Libertinus Serif\"\n[styles.body]\nsize = \"10pt\"\n",
        );
        assert!(found.is_empty(), "{found:?}");
        let theme = theme.unwrap();
        let (there, missing) = theme.clone().with_families(|_| true);
        assert!(missing.is_empty());
        assert_eq!((there.fonts.text.as_str(), there.fonts.text_fallback), ("Rare Serif", None));
        let (fallen, missing) = theme.clone().with_families(|name| name == "Libertinus Serif");
        assert_eq!(missing.iter().map(|family| family.name.as_str()).collect::<Vec<_>>(), ["Rare Serif"]);
        assert_eq!(fallen.style(P::Body).size, Length::from_pt(9));
        assert_eq!(fallen.style(P::ChapterTitle).size, theme.style(P::ChapterTitle).size);
        assert_eq!(fallen.clone().with_families(|_| false).0, fallen);
        // Whoever names a font of their own gets it or an error.
        let print = anthology_book::Print { trim: None, margins: None, type_size: None };
        assert_eq!(theme.with(&print, Some("Mine")).fonts.text_fallback, None);
        let (own, _) = load("inherits = \"aldine\"\n[fonts]\ntext = \"Mine\"\n");
        assert_eq!(own.unwrap().fonts.text_fallback, None);
    }
}
