//! Sections in reading order: what the manifest lists, and what it leaves to us.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Slug, paths};

use anthology_document::{Chapter, FrontMatter, Inline, InlineKind, Node};

use crate::gather::{FileList, Listed, ListedIn};
use crate::lists::{ListOptions, Part};
use crate::manifest::{Manifest, MatterItem};
use crate::model::{BookChapter, Matter, Section, SectionKind};
use crate::settings::{ChapterNumbers, ChapterOpenings, NotePlacement};

/// Sections in reading order; numbers the body's chapters.
pub(crate) fn sections(plan: &FileList, manifest: &Manifest, chapters: &mut [BookChapter]) -> Vec<Section> {
    let by_path: BTreeMap<String, usize> = chapters.iter().enumerate().map(|(i, c)| (c.path.clone(), i)).collect();
    let mut list = SectionList {
        taken: chapters.iter().map(|c| c.slug.clone()).collect(),
        chapters: BTreeSet::new(),
        sections: Vec::new(),
    };
    let default_front = [SectionKind::HalfTitle, SectionKind::Title, SectionKind::Copyright, SectionKind::Contents];
    let front = manifest.front.clone().unwrap_or_else(|| default_front.map(plain).into());
    list.matter(&front, Matter::Front, chapters, &by_path);
    let mut by_part: BTreeMap<usize, Vec<&Listed>> = BTreeMap::new();
    for file in &plan.files {
        if let ListedIn::Part(part) = file.listed_in {
            by_part.entry(part).or_default().push(file);
        }
    }
    let mut number = 0;
    let mut part_number = 0;
    for (i, part) in manifest.parts.iter().enumerate() {
        if let Some(Part { title, .. }) = &part.part {
            part_number += 1;
            let kind = SectionKind::Part { number: part_number, title: title.clone() };
            list.generated(kind, ListOptions::default(), Matter::Body);
        }
        number = part.first_number.map_or(number, |first| first - 1);
        let inherited = ChapterOpenings {
            opening: part.openings.opening.or(manifest.typesetting.openings.opening),
            numbers: part.openings.numbers.or(manifest.typesetting.openings.numbers),
        };
        let introduction = part.introduction.as_ref().and_then(|path| paths::join("", &path.value));
        for file in by_part.get(&i).into_iter().flatten() {
            let Some(index) = by_path.get(&file.path).copied() else { continue };
            let chapter = &mut chapters[index];
            // A section's place is seen from its chapter's.
            chapter.openings = ChapterOpenings { opening: chapter.openings.opening.or(inherited.opening), ..inherited };
            let unnumbered = file.level > 0
                || introduction.as_ref() == Some(&chapter.path)
                || inherited.numbers == Some(ChapterNumbers::None);
            if chapter.chapter.front.numbered.unwrap_or(!unnumbered) {
                number += 1;
                chapter.number = Some(number);
            }
            list.chapter(index, chapter.slug.clone(), Matter::Body, u8::from(part.part.is_some()) + file.level);
        }
    }
    let mut back = manifest.back.clone().unwrap_or_else(|| default_back(manifest, chapters));
    if manifest.typesetting.notes == NotePlacement::Book && chapters.iter().any(|c| !c.chapter.notes.is_empty()) {
        // After what was written, before the lists that are list.
        let at = back.iter().position(|item| matches!(item, MatterItem::Generated(..))).unwrap_or(back.len());
        back.insert(at, plain(SectionKind::Notes));
    }
    list.matter(&back, Matter::Back, chapters, &by_path);
    list.sections
}

/// A generated section about which the editor says nothing.
fn plain(kind: SectionKind) -> MatterItem {
    MatterItem::Generated(kind, ListOptions::default())
}

/// The generated back matter of a book that lists none: the sections that have content.
fn default_back(manifest: &Manifest, chapters: &[BookChapter]) -> Vec<MatterItem> {
    let any = |has: &dyn Fn(&FrontMatter) -> bool| chapters.iter().any(|c| has(&c.chapter.front));
    let acknowledged = |front: &FrontMatter| {
        front.permission.as_ref().is_some_and(|p| p.wording.is_some() || p.holder.is_some() || p.licence.is_some())
    };
    let parts = [
        (SectionKind::Contributors, manifest.metadata.people.iter().any(|person| person.note.is_some())),
        (SectionKind::Acknowledgements, any(&acknowledged)),
        (SectionKind::Sources, any(&|front| !front.source.is_empty())),
        (SectionKind::ReadingGuide, any(&|front| !front.questions.is_empty())),
        (SectionKind::SubjectIndex, chapters.iter().any(|c| has_index_marks(&c.chapter))),
    ];
    parts.into_iter().filter(|(_, has)| *has).map(|(kind, _)| plain(kind)).collect()
}

/// Returns true if the text has marks for the subject index.
fn has_index_marks(chapter: &Chapter) -> bool {
    let mut found = false;
    chapter.walk(&mut |node| {
        if let Node::Inline(Inline { kind: InlineKind::Span { attrs, .. }, .. }) = node {
            found |= attrs.has_class("index");
        }
    });
    found
}

/// Sections as they are made, and the slugs that are taken.
struct SectionList {
    taken: BTreeSet<Slug>,
    /// Indices of the chapters in the list.
    chapters: BTreeSet<usize>,
    sections: Vec<Section>,
}

impl SectionList {
    fn matter(
        &mut self,
        items: &[MatterItem],
        matter: Matter,
        chapters: &[BookChapter],
        by_path: &BTreeMap<String, usize>,
    ) {
        for item in items {
            match item {
                MatterItem::Generated(kind, options) => self.generated(kind.clone(), options.clone(), matter),
                MatterItem::File(path) => {
                    let index = paths::join("", &path.value).and_then(|path| by_path.get(&path).copied());
                    if let Some(index) = index.filter(|&index| self.chapters.insert(index)) {
                        self.chapter(index, chapters[index].slug.clone(), matter, 0);
                    }
                }
            }
        }
    }

    fn chapter(&mut self, index: usize, slug: Slug, matter: Matter, depth: u8) {
        self.sections.push(Section {
            kind: SectionKind::Chapter(index),
            matter,
            slug,
            depth,
            list: ListOptions::default(),
        });
    }

    fn generated(&mut self, kind: SectionKind, list: ListOptions, matter: Matter) {
        let name = match &kind {
            SectionKind::HalfTitle => "half-title".to_owned(),
            SectionKind::Title => "title-page".to_owned(),
            SectionKind::Copyright => "copyright".to_owned(),
            SectionKind::Contents => "contents".to_owned(),
            SectionKind::Part { number, .. } => format!("part-{number}"),
            SectionKind::Contributors => "contributors".to_owned(),
            SectionKind::Sources => "sources".to_owned(),
            SectionKind::ReadingPlan => "reading-plan".to_owned(),
            SectionKind::ReadingGuide => "reading-guide".to_owned(),
            SectionKind::Colophon => "colophon".to_owned(),
            SectionKind::Notes => "notes".to_owned(),
            SectionKind::Acknowledgements => "permissions".to_owned(),
            SectionKind::Bibliography => "bibliography".to_owned(),
            SectionKind::Illustrations => "illustrations".to_owned(),
            SectionKind::PieceIndex => "index-of-pieces".to_owned(),
            SectionKind::SubjectIndex => "index".to_owned(),
            SectionKind::TextNotes => "notes-on-the-text".to_owned(),
            SectionKind::Chronology => "chronology".to_owned(),
            SectionKind::Glossary => "glossary".to_owned(),
            SectionKind::Notebook => "notebook".to_owned(),
            SectionKind::Chapter(index) => format!("chapter-{index}"),
        };
        let slug = Slug::from_text(&name);
        let free = std::iter::once(slug.clone()).chain((2..).map(|n| slug.numbered(n)));
        if let Some(slug) = free.into_iter().find(|slug| !self.taken.contains(slug)) {
            self.taken.insert(slug.clone());
            self.sections.push(Section { kind, matter, slug, depth: 0, list });
        }
    }
}
