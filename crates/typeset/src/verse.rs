//! Verse: stanzas and their numbers, lines and theirs; and the form of the speeches that verse may be part of.

use anthology_base::{Diagnostic, Span};
use anthology_document::{Attrs, Block, Stanza};
use anthology_language::roman;

use crate::block::Around;
use crate::draft::Draft;
use crate::inline::Setter;
use crate::set::{ParagraphStyle, SetStanza, SetVerseLine};
use crate::speech::has_speeches;

/// Leading spaces of a line of verse that make a step of its indent.
const SPACES_PER_STEP: u8 = 2;

/// The numbers of stanzas: `stanzas=roman`.
#[derive(Clone, Copy)]
enum StanzaNumbers {
    Arabic,
    Roman,
}

impl Setter<'_> {
    /// The form of the speeches in a kind of text that has some: that of the block's class, else the theme's.
    pub(crate) fn speeches(&self, name: &str, attrs: &Attrs) -> Option<&'static str> {
        let own = ["run-in", "hanging", "column"].into_iter().find(|form| attrs.has_class(form));
        has_speeches(name).then(|| own.unwrap_or(self.context.theme.blocks.speakers.class()))
    }

    /// What is around lines of verse in a block with `numbers=5`: their numbers begin anew, at `start` if that is set.
    pub(crate) fn with_line_numbers(&mut self, attrs: &Attrs, span: Span, around: Around) -> Around {
        let Some(every) = self.number(attrs, "numbers", span) else { return around };
        self.verse_line = self.number(attrs, "start", span).map_or(0, |start| start - 1);
        Around { line_numbers: Some(every), ..around }
    }

    /// A number from 1 among attributes; a warning where it is something else.
    fn number(&mut self, attrs: &Attrs, key: &str, span: Span) -> Option<u32> {
        let value = attrs.get(key)?;
        let number = value.parse().ok().filter(|&number| number > 0);
        if number.is_none() {
            let warning = Diagnostic::warning("verse-numbers", format!("`{key}={value}` is not a number of lines"));
            self.diagnostics.push(warning.at(span).hint(format!("write a whole number, such as `{key}=5`")));
        }
        number
    }

    fn stanza_numbers(&mut self, block: &Block) -> Option<StanzaNumbers> {
        match block.attrs.get("stanzas")? {
            "arabic" => Some(StanzaNumbers::Arabic),
            "roman" => Some(StanzaNumbers::Roman),
            other => {
                let warning = Diagnostic::warning("verse-numbers", format!("`stanzas={other}` is no form of numbers"));
                self.diagnostics.push(warning.at(block.span).hint("write `stanzas=arabic` or `stanzas=roman`"));
                None
            }
        }
    }

    /// The stanzas of a block of verse.
    pub(crate) fn stanzas(&mut self, stanzas: &[Stanza], block: &Block, around: Around) -> Vec<SetStanza> {
        let numbers = self.stanza_numbers(block);
        let label = |numbers: StanzaNumbers, number: u32| match numbers {
            StanzaNumbers::Arabic => number.to_string(),
            StanzaNumbers::Roman => roman(number),
        };
        let labels = (1..).map(|number| numbers.map(|numbers| label(numbers, number)));
        stanzas.iter().zip(labels).map(|(stanza, label)| self.stanza(stanza, label, around, block.span)).collect()
    }

    fn stanza(&mut self, stanza: &Stanza, label: Option<String>, around: Around, span: Span) -> SetStanza {
        let style = match around.style {
            ParagraphStyle::Epigraph => ParagraphStyle::Epigraph,
            _ => ParagraphStyle::Verse,
        };
        let address = if around.numbered { self.address() } else { None };
        let label = label.map(|label| {
            let mut draft = Draft::new(around.lang);
            draft.literal(&label, span);
            self.finish(draft, style, around.lang, span)
        });
        let mut lines = Vec::with_capacity(stanza.lines.len());
        for line in &stanza.lines {
            let shared = line.attrs.has_class("shared");
            if !shared {
                self.verse_line += 1;
            }
            let number = self.verse_line;
            let shown = around.line_numbers.is_some_and(|every| number.is_multiple_of(every)) && !shared;
            lines.push(SetVerseLine {
                indent: line.indent.div_ceil(SPACES_PER_STEP),
                paragraph: self.paragraph(&line.content, style, line.attrs.lang.unwrap_or(around.lang), line.span),
                number: shown.then_some(number),
                shared,
            });
        }
        SetStanza { label, lines, address }
    }
}
