//! The subject index: the marks of the text, in alphabetical order.

use std::collections::BTreeMap;

use anthology_base::Lang;
use anthology_document::{Inline, plain_text};
use anthology_language::{list_words, words};

use super::NOWHERE;
use crate::collate::Collation;
use crate::draft::Draft;
use crate::index::plain;
use crate::inline::Setter;
use crate::marks::{EntryKey, IndexEntry};
use crate::section::block;
use crate::set::{GroupRole, Locator, ObjectKind, ParagraphStyle, SetBlock, SetBlockKind};

/// The fewest entries of an index that has a heading for each letter.
const ENTRIES_WITH_LETTERS: usize = 24;

/// An entry of an index as it is printed.
pub(crate) struct Line {
    /// What it is sorted by.
    pub(crate) sort: String,
    /// Its text.
    pub(crate) text: Vec<Inline>,
    /// Its text is the title of a work.
    pub(crate) is_title: bool,
    pub(crate) places: Vec<Locator>,
    /// What follows in italics, with what it refers to: `see`, `trees`.
    pub(crate) references: Vec<Reference>,
    /// The entries under it.
    pub(crate) under: Vec<Self>,
}

/// A reference from an entry to others.
pub(crate) struct Reference {
    pub(crate) word: String,
    pub(crate) targets: Vec<Vec<Inline>>,
}

impl Setter<'_> {
    pub(super) fn subject_index(&mut self, lang: Lang) -> Vec<SetBlock> {
        let lines = lines_under(&self.context.index.marks.entries, &[], lang);
        self.index_blocks(lines, lang)
    }

    /// Sorts entries and sets them, letter by letter where they are many.
    pub(super) fn index_blocks(&mut self, mut lines: Vec<Line>, lang: Lang) -> Vec<SetBlock> {
        let collation = Collation::of(lang);
        sort(&mut lines, &collation);
        let with_letters = lines.len() >= ENTRIES_WITH_LETTERS;
        let mut blocks = Vec::new();
        let mut group: Vec<SetBlock> = Vec::new();
        let mut letter: Option<String> = None;
        for line in &lines {
            let own = collation.letter(&line.sort, letter.as_deref());
            if with_letters && own != letter {
                if !group.is_empty() {
                    blocks.push(index_group(std::mem::take(&mut group), lang));
                }
                if let Some(own) = &own {
                    blocks.push(self.plain_block(&plain(own), ParagraphStyle::IndexLetter, lang, NOWHERE));
                }
                letter = own;
            }
            self.index_line(line, 0, lang, &mut group);
        }
        if !group.is_empty() {
            blocks.push(index_group(group, lang));
        }
        blocks
    }

    fn index_line(&mut self, line: &Line, depth: usize, lang: Lang, group: &mut Vec<SetBlock>) {
        let comma = &words(lang).comma;
        let mut draft = Draft::new(lang);
        let before = draft.state.clone();
        draft.state.style.cite = line.is_title;
        self.inlines(&mut draft, &line.text);
        draft.state = before;
        if !line.places.is_empty() {
            draft.text(comma, NOWHERE);
            draft.object(ObjectKind::Locators(line.places.clone()), NOWHERE);
        }
        for (i, reference) in line.references.iter().enumerate() {
            // "see" instead of pages, "see also" after them.
            let mark = if i == 0 && line.places.is_empty() { comma } else { &words(lang).full_stop };
            draft.text(mark.trim_end(), NOWHERE);
            draft.text(" ", NOWHERE);
            draft.state.style.emphasis = true;
            draft.text(&reference.word, NOWHERE);
            draft.state.style.emphasis = false;
            draft.text(" ", NOWHERE);
            for (n, target) in reference.targets.iter().enumerate() {
                if n > 0 {
                    draft.text(&words(lang).semicolon, NOWHERE);
                }
                self.inlines(&mut draft, target);
            }
        }
        let style = if depth == 0 { ParagraphStyle::IndexEntry } else { ParagraphStyle::IndexSubentry };
        group.push(self.draft_block(draft, style, lang));
        for under in &line.under {
            // A third level joins the second: the indents of an index are read at a glance.
            let mut under_again;
            let shown = if depth == 0 {
                under
            } else {
                under_again = under.clone_line();
                let mut text = line.text.clone();
                text.extend(plain(comma));
                text.append(&mut under_again.text);
                under_again.text = text;
                &under_again
            };
            self.index_line(shown, 1, lang, group);
        }
    }
}

impl Line {
    fn clone_line(&self) -> Self {
        Self {
            sort: self.sort.clone(),
            text: self.text.clone(),
            is_title: self.is_title,
            places: self.places.clone(),
            references: self.references.iter().map(Reference::again).collect(),
            under: self.under.iter().map(Self::clone_line).collect(),
        }
    }
}

impl Reference {
    fn again(&self) -> Self {
        Self { word: self.word.clone(), targets: self.targets.clone() }
    }
}

fn index_group(blocks: Vec<SetBlock>, lang: Lang) -> SetBlock {
    block(SetBlockKind::Group { role: GroupRole::Index, blocks }, lang, NOWHERE)
}

fn sort(lines: &mut [Line], collation: &Collation) {
    lines.sort_by(|a, b| collation.compare(&a.sort, &b.sort));
    lines.iter_mut().for_each(|line| sort(&mut line.under, collation));
}

/// The entries under a heading. Those of one heading follow one another in the map.
fn lines_under(entries: &BTreeMap<EntryKey, IndexEntry>, above: &[String], lang: Lang) -> Vec<Line> {
    let words = list_words(lang);
    let below = entries.range(EntryKey(above.to_vec())..).take_while(|(key, _)| key.0.starts_with(above));
    let mut lines = Vec::new();
    for (key, entry) in below.filter(|(key, _)| key.0.len() == above.len() + 1) {
        let references = [(&words.see, &entry.see), (&words.see_also, &entry.see_also)];
        let references = references.into_iter().filter(|(_, targets)| !targets.is_empty());
        let reference = |(word, targets): (&String, &Vec<String>)| Reference {
            word: word.clone(),
            targets: targets.iter().map(|target| printed(target)).collect(),
        };
        lines.push(Line {
            sort: entry.sort.clone().unwrap_or_else(|| plain_text(&entry.heading)),
            text: entry.heading.clone(),
            is_title: false,
            places: entry.places.clone(),
            references: references.map(reference).collect(),
            under: lines_under(entries, &key.0, lang),
        });
    }
    lines
}

/// The path of an entry as a reference prints it: `trees, oak`.
fn printed(target: &str) -> Vec<Inline> {
    plain(&target.replace("!!", "\u{0}").replace('!', ", ").replace('\u{0}', "!"))
}
