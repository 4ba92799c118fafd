//! Embedded fonts: the faces that the text uses, their subsets, and their rules in the style sheet.

mod cff;
mod glyf;
mod instance;
mod subset;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anthology_base::Slug;
use anthology_typeset::{Family, Run, SetParagraph, SetText, TextStyle, Theme, capitals};
use anthology_xhtml::{FontFace, weight};
use rayon::prelude::*;

use crate::error::WriteError;
use crate::pack::FileEntry;
use crate::package::ManifestItem;

/// A face that the text uses, with its characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceUse {
    /// The family's name, as the theme has it.
    pub family: String,
    /// Weight class: 400, 600 or 700.
    pub weight: u16,
    /// True for italic.
    pub italic: bool,
    /// Every character set in it.
    pub characters: BTreeSet<char>,
}

/// A face to be embedded.
#[derive(Clone, Debug)]
pub struct FontFile {
    /// The family's name, as the style sheet is to call it.
    pub family: String,
    /// Weight class, 1 to 1000.
    pub weight: u16,
    /// True for italic.
    pub italic: bool,
    /// An OpenType or TrueType file whose licence allows that a subset is embedded.
    pub data: Arc<[u8]>,
    /// The face's index in a collection.
    pub index: u32,
    /// The coordinates of a variable font's instance, which is embedded.
    pub variations: Vec<([u8; 4], f32)>,
    /// The characters that the book needs of it; others are left out.
    pub characters: BTreeSet<char>,
}

/// Characters that reading systems add: numbers of lists, bullets, line-end hyphens.
const ALWAYS: &str = "0123456789.•-\u{2010}\u{a0} ";

/// The faces that the text of a publication uses, with their characters.
pub fn faces(text: &SetText) -> Vec<FaceUse> {
    let mut uses: BTreeMap<(Family, u16, bool), BTreeSet<char>> = BTreeMap::new();
    let body = uses.entry((Family::Text, 400, false)).or_default();
    body.extend(ALWAYS.chars().chain(text.theme.blocks.scene_break.chars()));
    body.extend(text.sections.iter().flat_map(|s| s.title.chars().chain(s.label.iter().flat_map(|l| l.chars()))));
    for paragraph in text.paragraphs() {
        collect(&mut uses, &text.theme, paragraph);
    }
    let name = |family| match family {
        Family::Text => &text.theme.fonts.text,
        Family::Heading => &text.theme.fonts.heading,
        Family::Mono => &text.theme.fonts.mono,
    };
    let faces = uses.into_iter().map(|((family, weight, italic), characters)| FaceUse {
        family: name(family).clone(),
        weight,
        italic,
        characters,
    });
    faces.collect()
}

fn collect(uses: &mut BTreeMap<(Family, u16, bool), BTreeSet<char>>, theme: &Theme, paragraph: &SetParagraph) {
    let style = theme.style(paragraph.style);
    let mut start = 0;
    for run in &paragraph.runs {
        let end = run.end as usize;
        let characters = uses.entry(face(style, run)).or_default();
        let printed = paragraph.text[start..end].chars().filter(|c| !matches!(c, '\n' | '\u{fffc}'));
        for c in printed {
            characters.insert(c);
        }
        // Capitals by style, and small capitals in fonts that have none of their own. Not every reading system knows the
        // language's capitals, so that those of Unicode are there too.
        if style.uppercase || style.small_caps || run.style.small_caps {
            let text = &paragraph.text[start..end];
            characters.extend(capitals(text, run.lang, |_| true).into_iter().map(|(_, c)| c));
            characters.extend(text.chars().flat_map(char::to_uppercase));
        }
        start = end;
    }
}

/// The face that the style sheet makes of a style and a run's marks.
fn face(style: &TextStyle, run: &Run) -> (Family, u16, bool) {
    let family = if run.style.code { Family::Mono } else { style.family };
    let weight = if run.style.strong { 700 } else { weight(style) };
    (family, weight, style.italic != (run.style.emphasis || run.style.cite))
}

/// The subsets as files of the publication.
pub(crate) fn entries(fonts: &[FontFile]) -> Result<Vec<FileEntry>, WriteError> {
    fonts.par_iter().enumerate().map(|(i, font)| entry(i, font)).collect()
}

fn entry(index: usize, font: &FontFile) -> Result<FileEntry, WriteError> {
    let bytes = subset::subset(&font.data, font.index, &font.variations, &font.characters)
        .ok_or_else(|| WriteError::Font { family: font.family.clone() })?;
    let media_type = if font.data.starts_with(b"OTTO") { "font/otf" } else { "font/ttf" };
    let item =
        ManifestItem { id: format!("font-{}", index + 1), href: file(font), media_type, properties: "", spine: false };
    Ok(FileEntry { item, bytes })
}

/// The faces as the style sheet names them.
pub(crate) fn named(fonts: &[FontFile]) -> Vec<FontFace> {
    let named = fonts.iter().map(|font| FontFace {
        family: font.family.clone(),
        weight: font.weight,
        italic: font.italic,
        file: file(font),
    });
    named.collect()
}

fn file(font: &FontFile) -> String {
    let slope = if font.italic { "-italic" } else { "" };
    let extension = if font.data.starts_with(b"OTTO") { "otf" } else { "ttf" };
    format!("fonts/{}-{}{slope}.{extension}", Slug::from_text(&font.family), font.weight)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::{DrawSettings, OutlinePen};
    use skrifa::{FontRef, GlyphId, MetadataProvider};

    /// An outline as text.
    #[derive(Default)]
    struct Pen(String);

    impl OutlinePen for Pen {
        fn move_to(&mut self, x: f32, y: f32) {
            let _ = write!(self.0, "M{x} {y}");
        }
        fn line_to(&mut self, x: f32, y: f32) {
            let _ = write!(self.0, "L{x} {y}");
        }
        fn quad_to(&mut self, a: f32, b: f32, x: f32, y: f32) {
            let _ = write!(self.0, "Q{a} {b} {x} {y}");
        }
        fn curve_to(&mut self, a: f32, b: f32, c: f32, d: f32, x: f32, y: f32) {
            let _ = write!(self.0, "C{a} {b} {c} {d} {x} {y}");
        }
        fn close(&mut self) {
            self.0.push('Z');
        }
    }

    fn outline(font: &FontRef<'_>, glyph: u32) -> String {
        let mut pen = Pen::default();
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        font.outline_glyphs().get(GlyphId::new(glyph)).unwrap().draw(settings, &mut pen).unwrap();
        pen.0
    }

    fn shape(data: &[u8], text: &str, features: &[&[u8; 4]]) -> Vec<(u32, i32)> {
        let source: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(data.to_vec());
        let font = harfrust::Font::new(source, 0).unwrap();
        let mut buffer = harfrust::Buffer::new();
        buffer.push_str(text);
        buffer.set_direction(harfrust::Direction::LeftToRight);
        buffer.set_script(Some(harfrust::Script::LATIN));
        let features: Vec<_> =
            features.iter().map(|tag| harfrust::Feature::new(harfrust::Tag::new(tag), 1, ..)).collect();
        let options = harfrust::ShapeOptions::new().features(&features);
        assert!(harfrust::shape(&harfrust::ShaperFont::new(&font), &mut buffer, options).is_ok());
        buffer.glyph_infos().iter().zip(buffer.glyph_positions()).map(|(g, p)| (g.glyph_id, p.x_advance)).collect()
    }

    fn characters(text: &str) -> BTreeSet<char> {
        text.chars().collect()
    }

    #[test]
    fn a_subset_sets_text_as_the_full_font_does() {
        let text = "Office waffles, AVAst 1742 “Ä” — ﬁn";
        for full in typst_assets::fonts() {
            let small = subset::subset(full, 0, &[], &characters(text)).expect("a bundled font can be subset");
            assert!(small.len() < full.len() / 2, "{} of {}", small.len(), full.len());
            let (before, after) = (FontRef::new(full).unwrap(), FontRef::new(&small).unwrap());
            for features in [&[][..], &[b"smcp"], &[b"onum", b"pnum"]] {
                let glyphs = shape(&small, text, features);
                assert_eq!(glyphs, shape(full, text, features));
                for (glyph, _) in glyphs {
                    assert_eq!(outline(&after, glyph), outline(&before, glyph));
                }
            }
            assert_eq!(
                after.charmap().mappings().count(),
                before.charmap().mappings().filter(|(c, _)| text.contains(char::from_u32(*c).unwrap())).count()
            );
        }
    }

    #[test]
    fn an_instance_is_drawn_as_the_variable_font_draws_it() {
        let full = include_bytes!("../../layout/tests/fonts/axes.ttf");
        let font = FontRef::new(full).unwrap();
        for (wght, opsz) in [(400.0, 8.0), (700.0, 60.0)] {
            let small = subset::subset(full, 0, &[(*b"wght", wght), (*b"opsz", opsz)], &characters("Hang")).unwrap();
            let after = FontRef::new(&small).unwrap();
            assert!(after.axes().is_empty());
            let location = font.axes().location([("wght", wght), ("opsz", opsz)]);
            let metrics = |font: &FontRef<'_>, glyph| {
                font.glyph_metrics(Size::unscaled(), LocationRef::default()).advance_width(glyph).unwrap()
            };
            for c in "Hang".chars() {
                let glyph = font.charmap().map(c).unwrap();
                assert_eq!(after.charmap().map(c), Some(glyph));
                let expected = font.glyph_metrics(Size::unscaled(), &location).advance_width(glyph).unwrap();
                assert!((metrics(&after, glyph) - expected).abs() <= 0.5, "{c}");
                let boxed = |font: &FontRef<'_>, location| {
                    font.glyph_metrics(Size::unscaled(), location).bounds(glyph).unwrap()
                };
                let (own, wanted) = (boxed(&after, LocationRef::default()), boxed(&font, LocationRef::from(&location)));
                let sides = [own.x_min - wanted.x_min, own.x_max - wanted.x_max, own.y_max - wanted.y_max];
                assert!(sides.iter().all(|off| off.abs() <= 1.0), "{c}: {own:?} {wanted:?}");
                assert!(outline(&after, glyph.to_u32()).len() > 20);
            }
        }
    }

    #[test]
    fn what_the_text_lacks_is_gone() {
        for full in typst_assets::fonts() {
            let font = FontRef::new(full).unwrap();
            let small = subset::subset(full, 0, &[], &characters("abc")).unwrap();
            let after = FontRef::new(&small).unwrap();
            let gone = font.charmap().map('M').unwrap();
            assert!(outline(&after, gone.to_u32()).is_empty());
            assert_eq!(after.charmap().map('M'), None);
        }
    }

    #[test]
    fn characters_beyond_the_first_plane_are_mapped() {
        let (full, c) = typst_assets::fonts()
            .find_map(|data| {
                let (c, _) = FontRef::new(data).ok()?.charmap().mappings().find(|(c, _)| *c > 0xffff)?;
                Some((data, char::from_u32(c)?))
            })
            .expect("a bundled font has some");
        let small = subset::subset(full, 0, &[], &[c, 'a'].into()).unwrap();
        let (before, after) = (FontRef::new(full).unwrap(), FontRef::new(&small).unwrap());
        for c in ['a', c] {
            assert_eq!(after.charmap().map(c), before.charmap().map(c));
        }
    }

    #[test]
    fn no_damage_makes_it_panic() {
        let full = typst_assets::fonts().find(|data| data.starts_with(b"OTTO")).unwrap();
        let mut damaged = full.to_vec();
        for at in (0..full.len()).step_by(full.len() / 400) {
            damaged[at] ^= 0xff;
            let _ = subset::subset(&damaged, 0, &[], &characters("Office 12"));
            let _ = subset::subset(&full[..at], 0, &[], &characters("Office 12"));
        }
    }
}
