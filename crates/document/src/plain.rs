//! Text without its markup.

use crate::{Inline, InlineKind};

/// The characters of inlines without their markup; soft and hard breaks become spaces, footnote references
/// nothing, images their alternative text.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    collect(inlines, &mut text);
    text
}

fn collect(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(s) | InlineKind::Verbatim(s) | InlineKind::Code(s) => text.push_str(s),
            InlineKind::Image(image) => text.push_str(&image.alt),
            InlineKind::SoftBreak | InlineKind::HardBreak => text.push(' '),
            InlineKind::NoteMark(_) => {}
            kind => {
                if let Some(content) = kind.content() {
                    collect(content, text);
                }
            }
        }
    }
}
