//! Sections in reading order: what the manifest lists, and what it leaves to us.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::Slug;

use crate::gather::{FileList, ListedIn};
use crate::manifest::{Manifest, MatterItem};
use crate::model::{BookChapter, Matter, Section, SectionKind};
use crate::paths;
use crate::settings::NotePlacement;

/// Sections in reading order; numbers the body's chapters.
pub(crate) fn sections(plan: &FileList, manifest: &Manifest, chapters: &mut [BookChapter]) -> Vec<Section> {
    let by_path: BTreeMap<String, usize> = chapters.iter().enumerate().map(|(i, c)| (c.path.clone(), i)).collect();
    let mut list = SectionList {
        taken: chapters.iter().map(|c| c.slug.clone()).collect(),
        chapters: BTreeSet::new(),
        sections: Vec::new(),
    };
    let default_front = [SectionKind::HalfTitle, SectionKind::Title, SectionKind::Copyright, SectionKind::Contents];
    let front = manifest.front.clone().unwrap_or_else(|| default_front.map(MatterItem::Generated).into());
    list.matter(&front, Matter::Front, chapters, &by_path);
    let mut by_part: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for file in &plan.files {
        if let ListedIn::Part(part) = file.listed_in {
            by_part.entry(part).or_default().push(&file.path);
        }
    }
    let mut number = 0;
    let mut part_number = 0;
    for (i, part) in manifest.parts.iter().enumerate() {
        if let Some(title) = &part.title {
            part_number += 1;
            list.generated(SectionKind::Part { number: part_number, title: title.clone() }, Matter::Body);
        }
        let files = by_part.get(&i).into_iter().flatten();
        for index in files.filter_map(|path| by_path.get(*path).copied()) {
            let chapter = &mut chapters[index];
            if chapter.chapter.front.numbered != Some(false) {
                number += 1;
                chapter.number = Some(number);
            }
            list.chapter(index, chapter.slug.clone(), Matter::Body, u8::from(part.title.is_some()));
        }
    }
    let mut back = manifest.back.clone().unwrap_or_else(|| default_back(manifest, chapters));
    if manifest.typesetting.notes == NotePlacement::Book && chapters.iter().any(|c| !c.chapter.notes.is_empty()) {
        // After what was written, before the lists that are list.
        let at = back.iter().position(|item| matches!(item, MatterItem::Generated(_))).unwrap_or(back.len());
        back.insert(at, MatterItem::Generated(SectionKind::Notes));
    }
    list.matter(&back, Matter::Back, chapters, &by_path);
    list.sections
}

/// The generated back matter of a book that lists none: the sections that have content.
fn default_back(manifest: &Manifest, chapters: &[BookChapter]) -> Vec<MatterItem> {
    let mut back = Vec::new();
    if manifest.metadata.contributors.iter().any(|c| c.note.is_some()) {
        back.push(MatterItem::Generated(SectionKind::Contributors));
    }
    if chapters.iter().any(|c| !c.chapter.front.source.is_empty()) {
        back.push(MatterItem::Generated(SectionKind::Sources));
    }
    if chapters.iter().any(|c| !c.chapter.front.questions.is_empty()) {
        back.push(MatterItem::Generated(SectionKind::ReadingGuide));
    }
    back
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
                MatterItem::Generated(kind) => self.generated(kind.clone(), matter),
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
        self.sections.push(Section { kind: SectionKind::Chapter(index), matter, slug, depth });
    }

    fn generated(&mut self, kind: SectionKind, matter: Matter) {
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
            SectionKind::Chapter(index) => format!("chapter-{index}"),
        };
        let slug = Slug::from_text(&name);
        let free = std::iter::once(slug.clone()).chain((2..).map(|n| slug.numbered(n)));
        if let Some(slug) = free.into_iter().find(|slug| !self.taken.contains(slug)) {
            self.taken.insert(slug.clone());
            self.sections.push(Section { kind, matter, slug, depth: 0 });
        }
    }
}
