//! Captions of code: ```` ```rust {#lst-greet caption="A greeting"} ````.

use anthology_base::Lang;
use anthology_document::{Block, BlockKind, parse_inline};

use crate::draft::Draft;
use crate::index::CAPTION;
use crate::inline::Setter;
use crate::set::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind, SetParagraph};

/// The name of the group of a caption and its code.
const LISTING: &str = "listing";

impl Setter<'_> {
    /// The caption of a block of code. It is made before the code, since paragraphs are numbered in the order of the text.
    pub(crate) fn listing_caption(&mut self, block: &Block, lang: Lang) -> Option<SetParagraph> {
        let caption = block.attrs.get(CAPTION).filter(|_| matches!(block.kind, BlockKind::Code { .. }))?;
        let content = match self.chapter {
            Some(chapter) => {
                let source = &self.context.book.chapters[chapter].chapter;
                source.parse_line(block.span, caption, &mut self.diagnostics)
            }
            None => parse_inline(block.span, caption, &mut self.diagnostics),
        };
        let mut draft = Draft::new(lang);
        if let Some(label) = self.context.index.label(self.chapter, block.span).map(str::to_owned) {
            self.lead_in(&mut draft, &label, block.span);
            draft.text(". ", block.span);
        }
        self.inlines(&mut draft, &content);
        Some(self.finish(draft, ParagraphStyle::Caption, lang, block.span))
    }

    /// A block of code in a group with its caption, which comes first.
    pub(crate) fn with_caption(mut code: SetBlock, caption: SetParagraph) -> SetBlock {
        let (id, lang, span) = (code.id.take(), code.lang, code.span);
        let made = |kind, id| SetBlock { kind, id, classes: Vec::new(), contents_title: None, lang, span };
        let blocks = vec![made(SetBlockKind::Paragraph(caption), None), code];
        made(SetBlockKind::Group { role: GroupRole::Custom(LISTING.to_owned()), blocks }, id)
    }
}
