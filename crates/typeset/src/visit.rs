//! Every paragraph in document order, and what must be true of each.

use crate::set::{ObjectKind, SetBlock, SetBlockKind, SetLink, SetParagraph, SetSection, SetText};

impl SetText {
    /// Every paragraph in document order: by section, the blocks before the notes.
    pub fn paragraphs(&self) -> impl Iterator<Item = &SetParagraph> {
        self.sections.iter().flat_map(SetSection::paragraphs)
    }
}

impl SetSection {
    /// Every paragraph in document order: the blocks, then the notes. Their numbers ascend.
    pub fn paragraphs(&self) -> std::vec::IntoIter<&SetParagraph> {
        let mut found = Vec::new();
        self.blocks.iter().for_each(|block| block.collect(&mut found));
        self.notes.iter().flat_map(|note| &note.blocks).for_each(|block| block.collect(&mut found));
        found.into_iter()
    }
}

impl SetBlock {
    /// Every paragraph of the block in document order.
    pub fn paragraphs(&self) -> std::vec::IntoIter<&SetParagraph> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found.into_iter()
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a SetParagraph>) {
        let all = |blocks: &'a [SetBlock], found: &mut Vec<&'a SetParagraph>| {
            blocks.iter().for_each(|block| block.collect(found))
        };
        match &self.kind {
            SetBlockKind::Paragraph(paragraph)
            | SetBlockKind::Heading { paragraph, .. }
            | SetBlockKind::SceneBreak(paragraph) => {
                found.push(paragraph);
            }
            SetBlockKind::Quote(blocks)
            | SetBlockKind::Group { blocks, .. }
            | SetBlockKind::Figure { caption: blocks, .. } => {
                all(blocks, found);
            }
            SetBlockKind::List { items, .. } => items.iter().for_each(|item| all(&item.blocks, found)),
            SetBlockKind::Definitions(definitions) => {
                for definition in definitions {
                    found.push(&definition.term);
                    definition.details.iter().for_each(|blocks| all(blocks, found));
                }
            }
            SetBlockKind::Code { lines, .. } => found.extend(lines),
            SetBlockKind::Table(table) => {
                found.extend(&table.caption);
                found.extend(&table.head);
                found.extend(table.rows.iter().flatten());
            }
            SetBlockKind::Verse(stanzas) => {
                found.extend(stanzas.iter().flat_map(|s| &s.lines).map(|line| &line.paragraph))
            }
            SetBlockKind::Contents(entries) => {
                for entry in entries {
                    found.push(&entry.title);
                    found.extend(&entry.author);
                }
            }
        }
    }
}

impl SetParagraph {
    /// Checks the invariants; for tests and for backends that doubt their input.
    ///
    /// # Errors
    /// The first invariant that doesn't hold, in words.
    pub fn check(&self) -> Result<(), String> {
        let text = self.text.as_str();
        let fail = |what: &str| Err(format!("{what} in paragraph {:?}: {text:?}", self.id));
        let mut start = 0;
        for run in &self.runs {
            let end = run.end as usize;
            if end <= start || end > text.len() || !text.is_char_boundary(end) {
                return fail("a run is empty, overlaps, or ends inside a character");
            }
            if run.link.is_some_and(|link| link as usize >= self.links.len()) {
                return fail("a run's link doesn't exist");
            }
            start = end;
        }
        if start != text.len() {
            return fail("the runs don't cover the text");
        }
        if text.contains('\u{ad}') {
            return fail("a soft hyphen stands");
        }
        let inside = |&at: &u32| at > 0 && (at as usize) < text.len() && text.is_char_boundary(at as usize);
        if !self.hyphens.iter().all(inside) || !self.hyphens.windows(2).all(|pair| pair[0] < pair[1]) {
            return fail("hyphenation points are out of order or outside the text");
        }
        let objects: Vec<u32> = text.match_indices('\u{fffc}').map(|(at, _)| at as u32).collect();
        if !self.objects.iter().map(|object| object.at).eq(objects) {
            return fail("objects and their characters differ");
        }
        if !self.ids.iter().all(|&(at, _)| text.is_char_boundary(at as usize))
            || !self.ids.is_sorted_by_key(|&(at, _)| at)
        {
            return fail("ids are out of order or inside a character");
        }
        Ok(())
    }

    /// The links and objects that lead to a place in the book.
    pub fn targets(&self) -> impl Iterator<Item = &crate::Anchor> {
        let links =
            self.links.iter().filter_map(|link| if let SetLink::Internal(anchor) = link { Some(anchor) } else { None });
        links.chain(self.objects.iter().filter_map(|object| match &object.kind {
            ObjectKind::PageNumber(anchor) => Some(anchor),
            ObjectKind::Image(_) => None,
        }))
    }
}
