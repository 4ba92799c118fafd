//! The lists that the program makes of a book: contents in several orders, indexes, acknowledgements, bibliography,
//! figures, chronology, glossary, notes on the text.

mod credits;
mod notebook;
mod pieces;
mod subject_index;
mod text;

use anthology_base::{Lang, Span};
use anthology_book::{ListOptions, SectionKind};
use anthology_document::parse_inline;

use crate::inline::Setter;
use crate::section::block;
use crate::set::{GroupRole, ParagraphStyle, SetBlock, SetBlockKind};

const NOWHERE: Span = Span { file: anthology_base::FileId(0), start: 0, end: 0 };

impl Setter<'_> {
    /// The blocks of a list, after its title.
    pub(crate) fn list_section(&mut self, kind: &SectionKind, options: &ListOptions, lang: Lang) -> Vec<SetBlock> {
        let mut blocks = self.introduction(options, lang);
        blocks.extend(match kind {
            SectionKind::Contents => self.contents(options),
            SectionKind::Contributors => self.contributors(options, lang),
            SectionKind::Acknowledgements => self.acknowledgements(options, lang),
            SectionKind::Bibliography => self.bibliography(options, lang),
            SectionKind::Illustrations => self.illustrations(options),
            SectionKind::PieceIndex => self.piece_index(options, lang),
            SectionKind::SubjectIndex => self.subject_index(lang),
            SectionKind::TextNotes => self.text_notes(),
            SectionKind::Chronology => self.chronology(options, lang),
            SectionKind::Glossary => self.glossary(lang),
            SectionKind::Notebook => self.notebook(lang),
            _ => Vec::new(),
        });
        blocks
    }

    /// The editor's words under a list's title.
    fn introduction(&mut self, options: &ListOptions, lang: Lang) -> Vec<SetBlock> {
        let Some(text) = &options.introduction else { return Vec::new() };
        let blocks = self.paragraphs_of(text, ParagraphStyle::Headnote, lang, NOWHERE);
        vec![block(SetBlockKind::Group { role: GroupRole::Headnote, blocks }, lang, NOWHERE)]
    }

    /// A text of the front matter or the manifest as paragraphs, between which it has blank lines.
    pub(crate) fn paragraphs_of(&mut self, text: &str, style: ParagraphStyle, lang: Lang, span: Span) -> Vec<SetBlock> {
        let mut blocks = Vec::new();
        for paragraph in split_paragraphs(text) {
            let inlines = match self.chapter {
                Some(chapter) => {
                    let source = &self.context.book.chapters[chapter].chapter;
                    source.parse_line(span, &paragraph, &mut self.diagnostics)
                }
                None => parse_inline(span, &paragraph, &mut self.diagnostics),
            };
            blocks.push(self.plain_block(&inlines, style, lang, span));
        }
        blocks
    }
}

/// The paragraphs of a text, each on one line.
fn split_paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        let last = paragraphs.len() - 1;
        match (line.trim(), paragraphs[last].as_str()) {
            ("", "") => {}
            ("", _) => paragraphs.push(String::new()),
            (line, "") => paragraphs[last].push_str(line),
            (line, _) => {
                paragraphs[last].push(' ');
                paragraphs[last].push_str(line);
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::split_paragraphs;

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(split_paragraphs("\nOne\n two.\n\n\nThree.\n"), ["One two.", "Three."]);
        assert!(split_paragraphs("  \n").is_empty());
    }
}
