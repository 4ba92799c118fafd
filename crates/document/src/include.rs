//! Includes of mdBook: `{{#include file.rs:anchor}}` in code, in a paragraph of its own or in a line of text. This crate
//! finds them and puts the text in their place; which text it is, the caller knows.

use anthology_base::{Diagnostics, Span};

use crate::{Block, BlockKind, Chapter, Inline, InlineKind, PartMut, events, fence, notes};

/// An instruction to include a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Include {
    /// The path, and what is asked for of the file: `src/main.rs:2:10`.
    pub target: String,
    /// True for `{{#playground …}}`, which stands for a block of code.
    pub is_playground: bool,
    /// The instruction in the chapter.
    pub span: Span,
}

/// The text of an included file as a chapter and as it is.
#[derive(Clone, Debug)]
pub struct IncludedText {
    /// The text.
    pub text: String,
    /// The same, read as Markdown; `None` where code was asked for.
    pub chapter: Option<Chapter>,
}

/// Finds the text of an include; true where it is wanted as Markdown. `None` where there is none: the instruction stays as
/// it is.
pub type ResolveInclude<'a> = dyn FnMut(&Include, bool) -> Option<IncludedText> + 'a;

impl Chapter {
    /// Replaces mdBook's includes. `text` is the file that the chapter was parsed from.
    pub fn include(&mut self, text: &str, resolve: &mut ResolveInclude<'_>) {
        if !text.contains("{{#") {
            return;
        }
        let mut pass = Pass { text, resolve, notes: Vec::new(), known_notes: self.notes.len() };
        pass.blocks(&mut self.blocks);
        let mut own = std::mem::take(&mut self.notes);
        own.iter_mut().for_each(|note| pass.blocks(&mut note.blocks));
        let has_notes = !pass.notes.is_empty();
        own.append(&mut pass.notes);
        self.notes = own;
        if has_notes {
            notes::reorder(self);
        }
    }
}

struct Pass<'t, 'r> {
    text: &'t str,
    resolve: &'t mut ResolveInclude<'r>,
    /// Footnotes of included chapters.
    notes: Vec<crate::Note>,
    /// The number of footnotes before those.
    known_notes: usize,
}

/// An instruction and its bytes in the text that it was found in.
struct Found {
    start: usize,
    end: usize,
    target: String,
    is_playground: bool,
}

/// The next instruction from a byte on. mdBook's backslash keeps it as typed.
fn next_instruction(text: &str, from: usize) -> Option<Found> {
    let mut at = from;
    while let Some(offset) = text[at..].find("{{#") {
        let start = at + offset;
        at = start + 3;
        let length = text[at..].find("}}")?;
        let content = &text[at..at + length];
        let (name, target) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
        let is_playground = matches!(name, "playground" | "playpen");
        let is_known = is_playground || matches!(name, "include" | "rustdoc_include");
        if is_known && !content.contains('\n') && !text[..start].ends_with('\\') {
            let target = target.trim();
            // After a playground's file there are settings of its editor.
            let target = if is_playground { target.split_whitespace().next().unwrap_or_default() } else { target };
            return Some(Found { start, end: at + length + 2, target: target.to_owned(), is_playground });
        }
    }
    None
}

impl Pass<'_, '_> {
    fn blocks(&mut self, blocks: &mut Vec<Block>) {
        for mut block in std::mem::take(blocks) {
            match self.whole(&block) {
                Some(included) => blocks.extend(included),
                None => {
                    self.inside(&mut block);
                    blocks.push(block);
                }
            }
        }
    }

    /// The blocks that replace a paragraph of nothing but instructions, one a line.
    fn whole(&mut self, block: &Block) -> Option<Vec<Block>> {
        if !matches!(block.kind, BlockKind::Paragraph(_)) {
            return None;
        }
        let start = block.span.start as usize;
        let source = self.text.get(block.span.range())?;
        if !source.contains("{{#") {
            return None;
        }
        let mut instructions = Vec::new();
        let mut done = 0;
        while let Some(found) = next_instruction(source, done) {
            let between = &source[done..found.start];
            let is_gap = between.lines().all(|line| line[fence::prefix_len(line)..].trim().is_empty());
            if !is_gap || done > 0 && !between.contains('\n') {
                return None;
            }
            done = found.end;
            instructions.push(found);
        }
        if instructions.is_empty() || !source[done..].trim().is_empty() {
            return None;
        }
        let mut blocks = Vec::new();
        for found in instructions {
            let span = Span::new(block.span.file, start + found.start..start + found.end);
            let include = Include { target: found.target, is_playground: found.is_playground, span };
            match (self.resolve)(&include, !found.is_playground) {
                Some(IncludedText { chapter: Some(chapter), .. }) => blocks.extend(self.adopt(chapter)),
                Some(IncludedText { mut text, chapter: None }) => {
                    if !text.ends_with('\n') {
                        text.push('\n');
                    }
                    let kind = BlockKind::Code { info: "rust".to_owned(), text };
                    blocks.push(Block { kind, attrs: crate::Attrs::default(), span });
                }
                None => {
                    let text = self.text[span.range()].to_owned();
                    let content = vec![Inline { kind: InlineKind::Text(text), span }];
                    blocks.push(Block { kind: BlockKind::Paragraph(content), attrs: crate::Attrs::default(), span });
                }
            }
        }
        Some(blocks)
    }

    /// The blocks of an included chapter, whose footnotes become the chapter's.
    fn adopt(&mut self, mut chapter: Chapter) -> Vec<Block> {
        let before = self.known_notes + self.notes.len();
        notes::shift(&mut chapter.blocks, before);
        for mut note in chapter.notes {
            notes::shift(&mut note.blocks, before);
            self.notes.push(note);
        }
        chapter.blocks
    }

    fn inside(&mut self, block: &mut Block) {
        let span = block.span;
        if let BlockKind::Code { text, .. } = &mut block.kind
            && text.contains("{{#")
        {
            *text = self.code(text, span);
        }
        block.kind.parts_mut(&mut |part| match part {
            PartMut::Inlines(content) => self.inlines(content),
            PartMut::Blocks(blocks) => self.blocks(blocks),
        });
    }

    /// Code with the included text in it. A backslash before an instruction that is kept is mdBook's, and goes.
    fn code(&mut self, code: &str, span: Span) -> String {
        let source = self.text.get(span.range()).unwrap_or_default();
        let (mut out, mut done, mut searched) = (String::with_capacity(code.len()), 0, 0);
        while let Some(found) = next_instruction(code, done) {
            let written = &code[found.start..found.end];
            let place = source[searched..].find(written).map(|offset| searched + offset);
            let start = span.start as usize + place.unwrap_or(0);
            searched = place.map_or(searched, |place| place + written.len());
            let at = Span::new(span.file, start..start + if place.is_some() { written.len() } else { 0 });
            let include = Include { target: found.target, is_playground: found.is_playground, span: at };
            out.push_str(&code[done..found.start]);
            match (self.resolve)(&include, false) {
                Some(included) => out.push_str(included.text.strip_suffix('\n').unwrap_or(&included.text)),
                None => out.push_str(written),
            }
            done = found.end;
        }
        out.push_str(&code[done..]);
        for name in ["include", "rustdoc_include", "playground"] {
            out = out.replace(&format!("\\{{{{#{name} "), &format!("{{{{#{name} "));
        }
        out
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline>) {
        for mut inline in std::mem::take(inlines) {
            match &mut inline.kind {
                InlineKind::Text(text) if text.contains("{{#") => self.line(text, inline.span, inlines),
                kind => {
                    if let Some(content) = kind.content_mut() {
                        self.inlines(content);
                    }
                    inlines.push(inline);
                }
            }
        }
    }

    /// A piece of text with the inlines of included lines in it.
    fn line(&mut self, text: &str, span: Span, inlines: &mut Vec<Inline>) {
        let is_as_typed = self.text.get(span.range()) == Some(text);
        let mut done = 0;
        let push = |inlines: &mut Vec<Inline>, text: &str| {
            if !text.is_empty() {
                inlines.push(Inline { kind: InlineKind::Text(text.to_owned()), span });
            }
        };
        while let Some(found) = next_instruction(text, done).filter(|_| is_as_typed) {
            let at = Span::new(span.file, span.start as usize + found.start..span.start as usize + found.end);
            let include = Include { target: found.target, is_playground: found.is_playground, span: at };
            push(inlines, &text[done..found.start]);
            match (self.resolve)(&include, false) {
                Some(included) => {
                    inlines.extend(events::read_line(at, &included.text, |_| None, &mut Diagnostics::new()));
                }
                None => push(inlines, &text[found.start..found.end]),
            }
            done = found.end;
        }
        push(inlines, &text[done..]);
    }
}
