//! The fonts for text in SVG images.

use std::sync::Arc;

use resvg::usvg::fontdb::{Database, Language, Source};

/// A font file for text in SVG images.
pub struct SvgFont {
    /// The name by which the book and its themes know the family. A font file's own can be another; both are found.
    pub family: String,
    /// The font file.
    pub data: Arc<dyn AsRef<[u8]> + Send + Sync>,
}

/// The fonts as usvg looks for them.
pub fn font_database(fonts: impl IntoIterator<Item = SvgFont>) -> Database {
    let mut database = Database::new();
    for font in fonts {
        for id in database.load_font_source(Source::Binary(font.data)) {
            if let Some(mut face) = database.face(id).cloned() {
                database.remove_face(id);
                face.families.push((font.family.clone(), Language::English_UnitedStates));
                database.push_face_info(face);
            }
        }
    }
    database
}
