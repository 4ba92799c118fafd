//! Speeches: who speaks in a play, an interview or a transcript, and what happens on the stage.
//!
//! A paragraph that begins with strong text is a speech, and that text its speaker. One that stands in brackets or in
//! emphasis as a whole is a stage direction, and so are words in brackets and in emphasis within a speech. What follows
//! a speech without a speaker of its own belongs to it.

use std::borrow::Cow;

use anthology_document::{Attrs, Block, BlockKind, Inline, InlineKind, Stanza, plain_text};

/// True for a kind of text whose paragraphs are speeches.
pub(crate) fn has_speeches(kind: &str) -> bool {
    matches!(kind, "drama" | "dialogue" | "interview" | "transcript")
}

/// A block among speeches, with its part in them as classes. `form` is the class of the form of speeches; `spoken` is
/// true after a speech.
pub(crate) fn marked<'b>(block: &'b Block, form: &str, spoken: &mut bool) -> Cow<'b, Block> {
    let speech = |block: &Block, kind: BlockKind, more: &[&str]| {
        let mut attrs = block.attrs.clone();
        let classes = ["speech", form].into_iter().chain(more.iter().copied());
        attrs.classes.splice(0..0, classes.map(str::to_owned));
        Cow::Owned(Block { kind, attrs, span: block.span })
    };
    match &block.kind {
        BlockKind::Paragraph(content) => {
            if block.attrs.has_class("stage") || is_direction(content) {
                let mut attrs = block.attrs.clone();
                if !attrs.has_class("stage") {
                    attrs.classes.insert(0, "stage".to_owned());
                }
                return Cow::Owned(Block { kind: BlockKind::Paragraph(direction(content)), attrs, span: block.span });
            }
            let begins = begins_with_speaker(content);
            let alone = begins && content.len() == 1;
            if !begins && !*spoken || !block.attrs.classes.is_empty() {
                return Cow::Borrowed(block);
            }
            *spoken = true;
            let more: &[&str] = match (begins, alone) {
                (true, true) => &["announced"],
                (true, false) => &[],
                (false, _) => &["more"],
            };
            speech(block, BlockKind::Paragraph(spoken_text(content)), more)
        }
        BlockKind::Verse(stanzas) => {
            let first = stanzas.first().and_then(|stanza| stanza.lines.first());
            if !*spoken && !first.is_some_and(|line| begins_with_speaker(&line.content)) {
                return Cow::Borrowed(block);
            }
            *spoken = true;
            let mut stanzas: Vec<Stanza> = stanzas.clone();
            for line in stanzas.iter_mut().flat_map(|stanza| &mut stanza.lines) {
                line.content = spoken_text(&line.content);
            }
            speech(block, BlockKind::Verse(stanzas), &[])
        }
        BlockKind::Heading { .. } | BlockKind::SceneBreak => {
            *spoken = false;
            Cow::Borrowed(block)
        }
        _ => Cow::Borrowed(block),
    }
}

fn begins_with_speaker(content: &[Inline]) -> bool {
    matches!(content.first().map(|inline| &inline.kind), Some(InlineKind::Strong(_)))
}

/// True for a paragraph that is a stage direction as a whole.
fn is_direction(content: &[Inline]) -> bool {
    if let [Inline { kind: InlineKind::Emphasis(_), .. }] = content {
        return true;
    }
    let text = plain_text(content);
    let bracketed = |open: char, close: char| {
        text.starts_with(open) && text.ends_with(close) && text.matches([open, close]).count() == 2
    };
    !begins_with_speaker(content) && (bracketed('(', ')') || bracketed('[', ']'))
}

/// The text of a stage direction: the class of its paragraph makes it look like one.
fn direction(content: &[Inline]) -> Vec<Inline> {
    let whole = match content {
        [Inline { kind: InlineKind::Emphasis(inner), .. }] => inner,
        _ => content,
    };
    // Who comes and goes is in strong text there.
    whole
        .iter()
        .map(|inline| match &inline.kind {
            InlineKind::Strong(name) => span("speaker", name.clone(), inline),
            _ => inline.clone(),
        })
        .collect()
}

/// The text of a speech: its speaker, and stage directions within it, are spans of a class.
fn spoken_text(content: &[Inline]) -> Vec<Inline> {
    let mut text = Vec::with_capacity(content.len());
    for (i, inline) in content.iter().enumerate() {
        text.push(match &inline.kind {
            InlineKind::Strong(name) if i == 0 => span("speaker", name.clone(), inline),
            InlineKind::Emphasis(inner) if plain_text(inner).starts_with(['(', '[']) => {
                span("stage", inner.clone(), inline)
            }
            _ => inline.clone(),
        });
    }
    text
}

fn span(class: &str, content: Vec<Inline>, of: &Inline) -> Inline {
    let attrs = Attrs { classes: vec![class.to_owned()], ..Attrs::default() };
    Inline { kind: InlineKind::Span { attrs, content }, span: of.span }
}
