//! Characters of the text in SVG images that no font has.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Diagnostic, Diagnostics};
use anthology_book::{ImageFormat, MissingGlyphs};
use anthology_images::prepare_svg;
use anthology_layout::fonts::Fonts;
use anthology_typeset::{SetImage, SetText};

/// Reports the characters in the text of SVG images that no font has, where the images are placed; each image once. They
/// are drawn in the book's fonts, whatever fonts the drawing program had.
pub fn svg_text(text: &SetText, fonts: &Fonts) -> Diagnostics {
    let mut images: BTreeMap<usize, &SetImage> = BTreeMap::new();
    for image in text.placed_images() {
        images.entry(image.image).or_insert(image);
    }
    let mut found = Diagnostics::new();
    for (index, image) in images {
        let Some(asset) = text.images.get(index).filter(|asset| asset.format == ImageFormat::Svg) else { continue };
        // What can't be read is reported where the image is loaded.
        let Ok(prepared) = prepare_svg(&asset.bytes) else { continue };
        let missing: BTreeSet<char> =
            prepared.characters.into_iter().filter(|c| !c.is_whitespace() && !fonts.has_char(*c)).collect();
        for character in missing {
            let message = format!(
                "no font has the character `{character}` (U+{:04X}) of the text in `{}`",
                u32::from(character),
                asset.path
            );
            let finding = match text.missing_glyphs {
                MissingGlyphs::Error => Diagnostic::error("missing-glyph", message),
                MissingGlyphs::Warn => Diagnostic::warning("missing-glyph", message),
            };
            let hint = "add a family that has it to `fonts/`, or convert the text to paths in the drawing program";
            found.push(finding.at(image.span).hint(hint));
        }
    }
    found
}
