//! The fonts of a book, by family, style, size and character.

use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, Length, SourceMap, World, nearest};
use anthology_typeset::{Family, FontTokens};

use super::descriptor;
use super::font::{Font, OpticalSizes};
use super::protrusion::default_table;

/// The family of running text where a book names none.
pub const DEFAULT_FAMILY: &str = "Libertinus Serif";

/// Families with the characters that a family and its own fallbacks lack, in this order.
const LAST_RESORTS: [&str; 4] = [DEFAULT_FAMILY, "New Computer Modern", "DejaVu Sans Mono", "New Computer Modern Math"];

/// The bundled families under the names that they are known by, with the names in their files.
const BUNDLED: [(&str, &str); 4] = [
    (DEFAULT_FAMILY, "LibertinusSerif-"),
    ("DejaVu Sans Mono", "DejaVuSansMono"),
    ("New Computer Modern", "NewCM10-"),
    ("New Computer Modern Math", "NewCMMath-Regular"),
];

/// The type size whose optical cut a fallback family lends its characters from.
const USUAL_SIZE: Length = Length::from_pt(11);

/// A family and what it falls back on.
#[derive(Debug, PartialEq)]
struct FamilyEntry {
    name: String,
    /// Indices into the list.
    faces: Vec<u32>,
    /// Indices into the families, without itself.
    fallback: Vec<usize>,
}

/// Every face that a book may use. Its order depends only on the book's folder, so an index means the same
/// on every machine: first the bundled faces, then the user's by file name.
#[derive(Debug)]
pub struct Fonts {
    list: Vec<Arc<Font>>,
    families: Vec<FamilyEntry>,
}

impl Fonts {
    /// The families that come with the program.
    pub fn bundled() -> Self {
        let mut fonts = Self { list: Vec::new(), families: Vec::new() };
        for bytes in typst_assets::fonts() {
            let Ok(mut font) = Font::parse(Arc::new(bytes), 0) else { continue };
            let known = BUNDLED.iter().find(|(_, prefix)| font.postscript_name.starts_with(prefix));
            let Some((family, _)) = known else { continue };
            font.family = (*family).to_owned();
            font.protrusions = default_table(font.italic);
            fonts.add(font);
        }
        fonts.link(&[]);
        fonts
    }

    /// The bundled families, and those that `fonts/*.toml` of the book's folder describe. A family of the
    /// user's takes the place of a bundled one of the same name. Descriptors are added to `sources`, so that
    /// diagnostics can show the line; a family that can't be read is left out, with an error.
    pub fn load(world: &dyn World, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Self {
        let mut fonts = Self::bundled();
        let mut fallbacks = Vec::new();
        for name in world.list("fonts").iter().filter(|name| name.ends_with(".toml")) {
            let Some(family) = descriptor::read(world, &format!("fonts/{name}"), sources, diagnostics) else {
                continue;
            };
            if let Some(entry) = fonts.families.iter_mut().find(|f| f.name == family.name) {
                entry.faces.clear();
            }
            for face in family.faces {
                fonts.add(face);
            }
            fallbacks.push((family.name, family.fallback));
        }
        fonts.link(&fallbacks);
        fonts
    }

    /// True if text is set in these fonts as in the others: they are the same, in the same order.
    pub fn sets_like(&self, other: &Self) -> bool {
        self.list.len() == other.list.len()
            && self.families == other.families
            && self.list.iter().zip(&other.list).all(|(own, its)| own.sets_like(its))
    }

    fn add(&mut self, font: Font) {
        let index = self.list.len() as u32;
        match self.families.iter_mut().find(|f| f.name == font.family) {
            Some(family) => family.faces.push(index),
            None => {
                let name = font.family.clone();
                self.families.push(FamilyEntry { name, faces: vec![index], fallback: Vec::new() });
            }
        }
        self.list.push(Arc::new(font));
    }

    /// Gives each family its fallbacks: those that it names, then the last resorts.
    fn link(&mut self, named: &[(String, Vec<String>)]) {
        for own in 0..self.families.len() {
            let of_own = named.iter().filter(|(name, _)| *name == self.families[own].name).flat_map(|(_, f)| f);
            let mut chain = Vec::new();
            for name in of_own.map(String::as_str).chain(LAST_RESORTS) {
                if let Some(other) = self.family_index(name).filter(|i| *i != own && !chain.contains(i)) {
                    chain.push(other);
                }
            }
            self.families[own].fallback = chain;
        }
    }

    /// The faces. [`GlyphRun::font`](crate::page::GlyphRun::font) is an index into this list.
    pub fn list(&self) -> &[Arc<Font>] {
        &self.list
    }

    /// A face by its index.
    ///
    /// # Panics
    /// If the index is not of this set.
    pub fn get(&self, index: u32) -> &Font {
        &self.list[index as usize]
    }

    /// The families' names, bundled ones first.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.families.iter().map(|f| f.name.as_str())
    }

    /// True if there is a family of that name.
    pub fn has_family(&self, name: &str) -> bool {
        self.family_index(name).is_some()
    }

    /// The faces of a family; none where it is unknown.
    pub fn faces(&self, family: &str) -> impl Iterator<Item = &Font> {
        let faces = self.family_index(family).map_or(&[][..], |index| &self.families[index].faces);
        faces.iter().map(|&face| self.get(face))
    }

    fn family_index(&self, name: &str) -> Option<usize> {
        self.families.iter().position(|f| f.name.eq_ignore_ascii_case(name.trim()))
    }

    /// Reports the families that a theme names and nobody has; text of these is set in the default family.
    pub fn check(&self, tokens: &FontTokens, diagnostics: &mut Diagnostics) {
        let mut reported: Vec<&str> = Vec::new();
        for name in [&tokens.text, &tokens.heading, &tokens.mono] {
            if self.family_index(name).is_some() || reported.contains(&name.as_str()) {
                continue;
            }
            reported.push(name);
            let mut diagnostic = Diagnostic::error("unknown-font", format!("no font family `{name}`"));
            diagnostic = match nearest(name, self.families()) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => {
                    let families: std::collections::BTreeSet<&str> = self.families().collect();
                    let families: Vec<&str> = families.into_iter().collect();
                    diagnostic.hint(format!("the families are {}", families.join(", ")))
                }
            };
            let add =
                format!("`anthology fonts add \"{name}\"` copies the family into the book, if this computer has it");
            diagnostics.push(diagnostic.hint(add));
        }
    }

    /// The face of one of the theme's families that is nearest to a weight and a slope, and of those the cut for a
    /// type size.
    pub fn of_theme(&self, tokens: &FontTokens, family: Family, weight: u16, italic: bool, size: Length) -> u32 {
        let name = match family {
            Family::Text => &tokens.text,
            Family::Heading => &tokens.heading,
            Family::Mono => &tokens.mono,
        };
        self.select(name, weight, italic, size)
    }

    /// The face of a family that is nearest to a weight and a slope, and of those the cut for a type size; of the
    /// default family where the family is unknown.
    pub fn select(&self, family: &str, weight: u16, italic: bool, size: Length) -> u32 {
        let index = self.family_index(family).or_else(|| self.family_index(DEFAULT_FAMILY)).unwrap_or(0);
        self.nearest_face(index, weight, italic, size)
    }

    /// By slope first, then by weight: towards bold for bold weights and towards light for the others, as
    /// CSS Fonts 4, 5.2 has it; then by size.
    fn nearest_face(&self, family: usize, weight: u16, italic: bool, size: Length) -> u32 {
        let rank = |index: &u32| {
            let face = self.get(*index);
            let (asked, has) = (i32::from(weight), i32::from(face.weight));
            let wrong_side = if asked > 500 { has < asked } else { has > asked.max(500) };
            (face.italic != italic, wrong_side, (has - asked).abs(), off_size(face, size), *index)
        };
        self.families[family].faces.iter().copied().min_by_key(rank).unwrap_or(0)
    }

    /// True if any face has a character.
    pub fn has_char(&self, c: char) -> bool {
        self.list.iter().any(|face| face.glyph(c).is_some())
    }

    /// The face to set a character in: `face` itself, else the face of the same weight and slope of the first
    /// family of its fallbacks that has the character, else any other face, those of its own family first. `None` where
    /// no font has it.
    pub fn for_char(&self, face: u32, c: char) -> Option<u32> {
        let font = self.get(face);
        if font.glyph(c).is_some() {
            return Some(face);
        }
        let has = |f: &u32| self.get(*f).glyph(c).is_some();
        let family = self.families.iter().find(|f| f.faces.contains(&face));
        let fallbacks = family.map_or(&[][..], |family| &family.fallback);
        let fallback = fallbacks.iter().find_map(|&other| {
            let near = self.nearest_face(other, font.weight, font.italic, USUAL_SIZE);
            let faces = std::iter::once(near).chain(self.families[other].faces.iter().copied());
            faces.into_iter().find(has)
        });
        let own = || family.and_then(|family| family.faces.iter().copied().find(has));
        fallback.or_else(own).or_else(|| (0..self.list.len() as u32).find(has))
    }
}

/// Distance of a type size from those that a face is for: zero within them, and the least above it where it has none.
fn off_size(face: &Font, size: Length) -> Length {
    let Some(OpticalSizes { from, to }) = face.sizes else { return Length::from_sp(1) };
    if size < from {
        from - size
    } else if size < to {
        Length::ZERO
    } else {
        size - to + Length::from_sp(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::two_sided::Edges;
    use anthology_base::MemoryWorld;

    fn name(fonts: &Fonts, index: u32) -> &str {
        &fonts.get(index).postscript_name
    }

    #[test]
    fn styles_find_their_faces() {
        let fonts = Fonts::bundled();
        for (family, weight, italic, expected) in [
            ("Libertinus Serif", 400, false, "LibertinusSerif-Regular"),
            ("libertinus serif", 700, true, "LibertinusSerif-BoldItalic"),
            ("Libertinus Serif", 600, false, "LibertinusSerif-Semibold"),
            ("DejaVu Sans Mono", 600, false, "DejaVuSansMono-Bold"),
            ("DejaVu Sans Mono", 300, true, "DejaVuSansMono-Oblique"),
            ("No Such Family", 400, true, "LibertinusSerif-Italic"),
        ] {
            assert_eq!(name(&fonts, fonts.select(family, weight, italic, USUAL_SIZE)), expected);
        }
    }

    #[test]
    fn symbols_are_found_in_some_bundled_font() {
        let fonts = Fonts::bundled();
        let regular = fonts.select(DEFAULT_FAMILY, 400, false, USUAL_SIZE);
        for c in "☐☑→←✓∎ℵ∑ﬁŵЖΩ½₃…".chars() {
            assert!(fonts.for_char(regular, c).is_some(), "{c}");
        }
        assert_eq!(fonts.for_char(regular, 'a'), Some(regular));
        assert_eq!(fonts.for_char(regular, '\u{10fffd}'), None);
    }

    #[test]
    fn a_users_family_is_read_and_faults_are_reported() {
        let otf = typst_assets::fonts().next().unwrap();
        let mut restricted = otf.to_vec();
        let os2 = (0..64).find(|i| &restricted[12 + i * 16..16 + i * 16] == b"OS/2").unwrap();
        let offset = 20 + os2 * 16;
        let table = u32::from_be_bytes(restricted[offset..offset + 4].try_into().unwrap()) as usize;
        restricted[table + 9] = 2;
        let toml = concat!(
            "family = \"Mine\"\nfallback = [\"DejaVu Sans Mono\"]\nfeatures = [\"ss01\", \"bad\"]\n",
            "[protrusion]\n\".\" = [0, 500]\n[[face]]\nfile = \"a.otf\"\nweight = 350\n",
            "[[face]]\nfile = \"gone.otf\"\n[[face]]\nfile = \"r.otf\"\n[[face]]\nfile = \"x.otf\"\n",
        );
        let world = MemoryWorld::new()
            .with("fonts/mine.toml", toml)
            .with("fonts/typo.toml", "famly = \"X\"\n")
            .with("fonts/a.otf", otf)
            .with("fonts/r.otf", restricted)
            .with("fonts/x.otf", "no font");
        let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
        let fonts = Fonts::load(&world, &mut sources, &mut diagnostics);
        let mine = fonts.select("Mine", 400, false, USUAL_SIZE);
        assert_eq!((fonts.get(mine).weight, fonts.get(mine).protrusion('.')), (350, Edges { start: 0, end: 500 }));
        assert_eq!(fonts.families().last(), Some("Mine"));
        let found: Vec<_> = diagnostics.iter().map(|d| (d.code, sources.text(d.span.unwrap()))).collect();
        assert_eq!(
            found,
            [
                ("bad-font-descriptor", "\"bad\""),
                ("unreadable-font", "\"gone.otf\""),
                ("font-not-embeddable", "\"r.otf\""),
                ("bad-font", "\"x.otf\""),
                ("bad-font-descriptor", "famly"),
            ]
        );
    }

    #[test]
    fn unknown_families_are_reported_once() {
        let mut diagnostics = Diagnostics::new();
        let tokens = FontTokens {
            text: "Libertinus Serief".to_owned(),
            heading: "Libertinus Serief".to_owned(),
            mono: "DejaVu Sans Mono".to_owned(),
            text_fallback: None,
            heading_fallback: None,
        };
        Fonts::bundled().check(&tokens, &mut diagnostics);
        let hints: Vec<_> = diagnostics.iter().map(|d| d.hints[0].as_str()).collect();
        assert_eq!(hints, ["did you mean `Libertinus Serif`?"]);
    }
}
