//! Footnotes: which definition belongs to which mark, and their order.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics};

use crate::build::NoteDefinition;
use crate::events::Footnotes;
use crate::{Block, Chapter, Inline, InlineKind, Note, PartMut, fence, finish};

/// The deepest chain of footnotes in footnotes, so that no later stage can overflow the stack.
const MAX_NOTE_DEPTH: usize = 16;

/// Labels are compared without regard to case.
pub(crate) fn key(label: &str) -> String {
    label.to_lowercase()
}

/// Numbers the notes of a chapter by their first marks.
pub(crate) fn resolve(chapter: &mut Chapter, definitions: Footnotes, diagnostics: &mut Diagnostics) {
    let mut definitions = definitions;
    let mut by_label = first_definitions(definitions.notes, diagnostics);
    let front = front_labels(chapter, &by_label, &mut definitions.labels);
    let mut numbers: Vec<Option<usize>> = vec![None; definitions.labels.len()];
    let mut waiting: Vec<usize> = Vec::new();
    for label in front {
        number(label, &mut numbers, &mut waiting);
    }
    blocks_marks(&mut chapter.blocks, &mut |label| {
        number(label, &mut numbers, &mut waiting);
        numbers[label]
    });
    // A footnote may refer only to footnotes after it, so that none can contain itself. So the depth of a footnote is
    // known once its turn comes.
    let mut depths: Vec<usize> = vec![1; waiting.len()];
    let mut too_deep = false;
    let mut at = 0;
    while at < waiting.len() {
        let label = &definitions.labels[waiting[at]];
        let Some(mut definition) = by_label.remove(&key(label)) else {
            // The parser made a mark of it, so that there is one.
            chapter.notes.push(Note { label: label.clone(), blocks: Vec::new(), span: chapter.front_span });
            at += 1;
            continue;
        };
        let (mut deep, mut circular) = (false, false);
        let depth = depths[at] + 1;
        blocks_marks(&mut definition.blocks, &mut |label| {
            if depth > MAX_NOTE_DEPTH {
                deep = true;
                return None;
            }
            number(label, &mut numbers, &mut waiting);
            let number = numbers[label].filter(|&n| n > at);
            circular |= number.is_none();
            if let Some(n) = number {
                depths.resize(waiting.len(), 1);
                depths[n] = depths[n].max(depth);
            }
            number
        });
        too_deep |= deep;
        if deep {
            let message = format!(
                "footnote `[^{}]` refers to a footnote more than {MAX_NOTE_DEPTH} levels deep",
                definition.label
            );
            diagnostics.push(
                Diagnostic::error("too-deep", message)
                    .at(definition.span)
                    .hint("remove the reference from this footnote"),
            );
        }
        if circular {
            diagnostics.push(
                Diagnostic::error(
                    "circular-note",
                    format!("footnote `[^{}]` refers to an earlier footnote or itself", definition.label),
                )
                .at(definition.span)
                .hint("footnotes may only refer to later footnotes: remove the reference from this footnote"),
            );
        }
        chapter.notes.push(Note { label: definition.label, blocks: definition.blocks, span: definition.span });
        at += 1;
    }
    // Of a chain that was cut, the rest isn't reported once more.
    let mut unused: Vec<NoteDefinition> = if too_deep { Vec::new() } else { by_label.into_values().collect() };
    unused.sort_by_key(|d| d.span.start);
    for definition in unused {
        diagnostics.push(
            Diagnostic::warning(
                "unused-note",
                format!("footnote `[^{}]` is never referenced, so it is left out", definition.label),
            )
            .at(definition.span)
            .hint(format!("put `[^{}]` where the footnote belongs", definition.label)),
        );
    }
}

/// The labels of footnotes that the front matter refers to, in the order of the page: indices of `labels`, to which
/// those that only the front matter refers to are added.
fn front_labels(
    chapter: &Chapter,
    definitions: &BTreeMap<String, NoteDefinition>,
    labels: &mut Vec<String>,
) -> Vec<usize> {
    let front = &chapter.front;
    let epigraph = front.epigraph.iter().flat_map(|epigraph| [Some(&epigraph.text), epigraph.source.as_ref()]);
    let opening = [Some(&front.title), front.subtitle.as_ref()].into_iter().flatten();
    let texts = opening.chain(&front.authors).chain(epigraph.flatten());
    let texts = texts.chain(front.headnote.as_ref().map(|headnote| &headnote.text));
    let mut found = Vec::new();
    for label in texts.filter(|text| text.contains("[^")).flat_map(|text| fence::note_labels(text).undefined) {
        let wanted = key(&label);
        if !definitions.contains_key(&wanted) {
            continue;
        }
        let known = labels.iter().position(|label| key(label) == wanted);
        found.push(known.unwrap_or_else(|| {
            labels.push(label);
            labels.len() - 1
        }));
    }
    found
}

fn number(label: usize, numbers: &mut [Option<usize>], waiting: &mut Vec<usize>) {
    if numbers[label].is_none() {
        numbers[label] = Some(waiting.len());
        waiting.push(label);
    }
}

fn first_definitions(notes: Vec<NoteDefinition>, diagnostics: &mut Diagnostics) -> BTreeMap<String, NoteDefinition> {
    let mut by_label: BTreeMap<String, NoteDefinition> = BTreeMap::new();
    for note in notes {
        match by_label.get(&key(&note.label)) {
            Some(first) => diagnostics.push(
                Diagnostic::error("duplicate-note", format!("footnote `[^{}]` is defined twice", note.label))
                    .at(note.span)
                    .label(first.span, "first definition")
                    .hint("rename one of them"),
            ),
            None => {
                by_label.insert(key(&note.label), note);
            }
        }
    }
    by_label
}

/// Adds `by` to the numbers of all references in blocks.
pub(crate) fn shift(blocks: &mut [Block], by: usize) {
    blocks_marks(blocks, &mut |number| Some(number + by));
}

/// Puts the notes of a chapter in the order of their first references: those of the front matter, those of the text,
/// those of other notes.
pub(crate) fn reorder(chapter: &mut Chapter) {
    let mut order: Vec<usize> = Vec::new();
    let mut places: Vec<Option<usize>> = vec![None; chapter.notes.len()];
    let mut is_called = vec![false; chapter.notes.len()];
    let all = chapter.notes.iter_mut().map(|note| &mut note.blocks).chain([&mut chapter.blocks]);
    for blocks in all {
        blocks_marks(blocks, &mut |number| {
            is_called[number] = true;
            Some(number)
        });
    }
    let mut take = |number: usize, order: &mut Vec<usize>| {
        places[number].get_or_insert_with(|| {
            order.push(number);
            order.len() - 1
        });
        places[number]
    };
    for number in (0..is_called.len()).filter(|&number| !is_called[number]) {
        take(number, &mut order);
    }
    blocks_marks(&mut chapter.blocks, &mut |number| take(number, &mut order));
    let mut at = 0;
    while at < order.len() {
        let number = order[at];
        blocks_marks(&mut chapter.notes[number].blocks, &mut |number| take(number, &mut order));
        at += 1;
    }
    chapter.notes = order.into_iter().map(|number| chapter.notes[number].clone()).collect();
}

type Renumber<'a> = dyn FnMut(usize) -> Option<usize> + 'a;

/// Renumbers all footnote references in reading order; those without a number are taken out.
fn blocks_marks(blocks: &mut [Block], renumber: &mut Renumber<'_>) {
    for block in blocks {
        block.kind.parts_mut(&mut |part| match part {
            PartMut::Inlines(content) => marks(content, renumber),
            PartMut::Blocks(blocks) => blocks_marks(blocks, renumber),
        });
    }
}

fn marks(inlines: &mut Vec<Inline>, renumber: &mut Renumber<'_>) {
    let before = inlines.len();
    inlines.retain_mut(|inline| {
        if let InlineKind::NoteMark(label) = &mut inline.kind {
            return renumber(*label).map(|number| *label = number).is_some();
        }
        if let Some(content) = inline.kind.content_mut() {
            marks(content, renumber);
        }
        true
    });
    if inlines.len() < before {
        *inlines = finish::merge(std::mem::take(inlines));
    }
}
