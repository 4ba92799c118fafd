//! Images on source lines of their own.

use anthology_base::{Diagnostics, FileId};
use anthology_document::{BlockKind, plain_text};

fn read(text: &str) -> Vec<String> {
    let chapter = anthology_document::parse(FileId::default(), text, &mut Diagnostics::new());
    let shown = chapter.blocks.iter().map(|block| match &block.kind {
        BlockKind::Paragraph(content) => plain_text(content).trim().to_owned(),
        BlockKind::Figure { image, .. } => format!("figure {}", image.path),
        _ => String::new(),
    });
    shown.collect()
}

#[test]
fn an_image_on_a_line_of_its_own_is_a_block() {
    assert_eq!(read("Before.\n![A square](sq.png)\n"), ["Before.", "figure sq.png"]);
    assert_eq!(read("![A square](sq.png)\n*(a remark)* and words.\n"), ["figure sq.png", "(a remark) and words."]);
    assert_eq!(read("Before\n![](a.png)\n![](b.png)\nafter.\n"), ["Before", "figure a.png", "figure b.png", "after."]);
    assert_eq!(read("Before ![](a.png)\nand after.\n").len(), 1);
}
