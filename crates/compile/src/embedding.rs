//! The fonts that the EPUB embeds: the faces that its text uses, and fallback faces for characters they lack.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anthology_base::Diagnostic;
use anthology_epub::FontFile;
use anthology_layout::fonts::Fonts;
use anthology_typeset::{ParagraphStyle, SetText};

/// The faces to embed, in the order of `fonts`; none where the book doesn't ask for them.
pub(crate) fn embedded(text: &SetText, fonts: &Fonts) -> Result<Vec<FontFile>, Diagnostic> {
    if !text.epub.embed_fonts {
        return Ok(Vec::new());
    }
    let mut faces: BTreeMap<u32, BTreeSet<char>> = BTreeMap::new();
    // CSS selects faces by family, weight and slope only, so of several optical sizes the body's is used for all.
    let size = text.theme.style(ParagraphStyle::Body).size;
    for used in anthology_epub::faces(text) {
        let face = fonts.select(&used.family, used.weight, used.italic, size);
        for c in used.characters {
            // Characters that no font has are reported by the layout.
            if let Some(face) = fonts.for_char(face, c) {
                let name = |face| (&fonts.get(face).family, fonts.get(face).weight, fonts.get(face).italic);
                let face = faces.keys().copied().find(|known| name(*known) == name(face)).unwrap_or(face);
                faces.entry(face).or_default().insert(c);
            }
        }
    }
    faces.into_iter().map(|(face, characters)| file(fonts, face, characters)).collect()
}

fn file(fonts: &Fonts, face: u32, characters: BTreeSet<char>) -> Result<FontFile, Diagnostic> {
    let font = fonts.get(face);
    if let Some(reason) = font.subsetting_forbidden() {
        let message = format!("the font `{}` can't go into the EPUB: {reason}", font.postscript_name);
        return Err(
            Diagnostic::error("font-not-embeddable", message).hint("leave `embed-fonts` out, or choose another font")
        );
    }
    Ok(FontFile {
        family: font.family.clone(),
        weight: font.weight,
        italic: font.italic,
        data: Arc::from(font.bytes()),
        index: font.index(),
        variations: font.variations().to_vec(),
        characters,
    })
}
