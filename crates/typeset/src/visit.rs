//! Every paragraph in document order.

use anthology_base::Address;

use crate::set::{ObjectKind, SetBlock, SetBlockKind, SetImage, SetParagraph, SetSection, SetText};

impl SetText {
    /// Every paragraph in document order: by section, the blocks before the notes.
    pub fn paragraphs(&self) -> impl Iterator<Item = &SetParagraph> {
        self.sections.iter().flat_map(SetSection::paragraphs)
    }
}

impl SetText {
    /// Every image in its place: figures, and images in lines of text.
    pub fn placed_images(&self) -> Vec<&SetImage> {
        let mut found = Vec::new();
        for section in &self.sections {
            section.blocks.iter().for_each(|block| block.collect_figures(&mut found));
            section.notes.iter().flat_map(|note| &note.blocks).for_each(|block| block.collect_figures(&mut found));
        }
        let objects = self.paragraphs().flat_map(|paragraph| &paragraph.objects);
        found.extend(objects.filter_map(|object| match &object.kind {
            ObjectKind::Image(image) => Some(image),
            _ => None,
        }));
        found
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

impl SetSection {
    /// The addresses of its paragraphs and stanzas, in document order.
    pub fn addresses_mut(&mut self) -> Vec<&mut Address> {
        let mut found = Vec::new();
        self.blocks.iter_mut().for_each(|block| block.collect_addresses(&mut found));
        found
    }
}

impl SetSection {
    /// Changes every paragraph, in document order: the blocks, then the notes.
    pub fn change_paragraphs(&mut self, change: &mut impl FnMut(&mut SetParagraph)) {
        let notes = self.notes.iter_mut().flat_map(|note| &mut note.blocks);
        self.blocks.iter_mut().chain(notes).for_each(|block| block.change_paragraphs(change));
    }
}

impl SetBlock {
    fn change_paragraphs(&mut self, change: &mut impl FnMut(&mut SetParagraph)) {
        let all = |blocks: &mut [SetBlock], change: &mut _| {
            blocks.iter_mut().for_each(|block| block.change_paragraphs(change));
        };
        match &mut self.kind {
            SetBlockKind::Paragraph(paragraph)
            | SetBlockKind::Heading { paragraph, .. }
            | SetBlockKind::SceneBreak(paragraph) => change(paragraph),
            SetBlockKind::Quote(blocks)
            | SetBlockKind::Group { blocks, .. }
            | SetBlockKind::Figure { caption: blocks, .. } => all(blocks, change),
            SetBlockKind::List { items, .. } => items.iter_mut().for_each(|item| all(&mut item.blocks, change)),
            SetBlockKind::Definitions(definitions) => {
                for definition in definitions {
                    change(&mut definition.term);
                    definition.details.iter_mut().for_each(|blocks| all(blocks, change));
                }
            }
            SetBlockKind::Code { lines, .. } => lines.iter_mut().for_each(change),
            SetBlockKind::Table(table) => {
                table.caption.iter_mut().for_each(&mut *change);
                let cells = table.head.iter_mut().chain(&mut table.rows).flatten();
                cells.for_each(|cell| all(&mut cell.blocks, change));
            }
            SetBlockKind::Verse(stanzas) => {
                let lines = stanzas.iter_mut().flat_map(|stanza| &mut stanza.lines);
                lines.for_each(|line| change(&mut line.paragraph));
            }
            SetBlockKind::Contents(entries) => {
                for entry in entries {
                    change(&mut entry.title);
                    entry.author.iter_mut().for_each(&mut *change);
                }
            }
        }
    }

    fn collect_addresses<'a>(&'a mut self, found: &mut Vec<&'a mut Address>) {
        match &mut self.kind {
            SetBlockKind::Paragraph(paragraph)
            | SetBlockKind::Heading { paragraph, .. }
            | SetBlockKind::SceneBreak(paragraph) => found.extend(&mut paragraph.address),
            SetBlockKind::Quote(blocks)
            | SetBlockKind::Group { blocks, .. }
            | SetBlockKind::Figure { caption: blocks, .. } => {
                blocks.iter_mut().for_each(|block| block.collect_addresses(found));
            }
            SetBlockKind::List { items, .. } => {
                items.iter_mut().flat_map(|item| &mut item.blocks).for_each(|block| block.collect_addresses(found));
            }
            SetBlockKind::Definitions(definitions) => {
                let details = definitions.iter_mut().flat_map(|definition| &mut definition.details);
                details.flatten().for_each(|block| block.collect_addresses(found));
            }
            SetBlockKind::Verse(stanzas) => {
                found.extend(stanzas.iter_mut().filter_map(|stanza| stanza.address.as_mut()))
            }
            // Lines of code, cells and entries of the contents have none.
            _ => {}
        }
    }
    /// Every paragraph of the block in document order.
    pub fn paragraphs(&self) -> std::vec::IntoIter<&SetParagraph> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found.into_iter()
    }

    /// The blocks directly in it, in document order, those in a table's cells among them; without captions of tables and
    /// the terms of definitions, which are paragraphs.
    pub fn inner_blocks(&self) -> Vec<&SetBlock> {
        match &self.kind {
            SetBlockKind::Quote(blocks)
            | SetBlockKind::Group { blocks, .. }
            | SetBlockKind::Figure { caption: blocks, .. } => blocks.iter().collect(),
            SetBlockKind::List { items, .. } => items.iter().flat_map(|item| &item.blocks).collect(),
            SetBlockKind::Definitions(definitions) => {
                definitions.iter().flat_map(|definition| &definition.details).flatten().collect()
            }
            SetBlockKind::Table(table) => table.cells().flat_map(|cell| &cell.blocks).collect(),
            SetBlockKind::Paragraph(_)
            | SetBlockKind::Heading { .. }
            | SetBlockKind::Code { .. }
            | SetBlockKind::Verse(_)
            | SetBlockKind::SceneBreak(_)
            | SetBlockKind::Contents(_) => Vec::new(),
        }
    }

    fn collect_figures<'a>(&'a self, found: &mut Vec<&'a SetImage>) {
        if let SetBlockKind::Figure { image, .. } = &self.kind {
            found.push(image);
        }
        self.inner_blocks().into_iter().for_each(|block| block.collect_figures(found));
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
                table.cells().flat_map(|cell| &cell.blocks).for_each(|block| block.collect(found));
            }
            SetBlockKind::Verse(stanzas) => {
                for stanza in stanzas {
                    found.extend(&stanza.label);
                    found.extend(stanza.lines.iter().map(|line| &line.paragraph));
                }
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
