//! The book as plain text, for braille displays, the browsers of old e-readers, and everything else.

use std::collections::BTreeMap;
use std::fmt::Write;

use anthology_base::Address;
use anthology_typeset::{
    ObjectKind, PageMap, ParagraphId, ParagraphPlace, ParagraphStyle, SectionKind, SetBlock, SetBlockKind, SetCell,
    SetLink, SetParagraph, SetSection, SetText, page_ranges, paragraph_places, words,
};

/// The text of a book, a paragraph a line: with `[p. 42]` where a reference page starts, and the address of each
/// numbered paragraph before it, `[trust.12]`.
pub fn plain_text(text: &SetText, map: &PageMap) -> String {
    let has_notebook = text.sections.iter().any(|section| section.kind == SectionKind::Notebook);
    let places = if has_notebook { paragraph_places(text, map) } else { BTreeMap::new() };
    let mut writer = Writer { map, places, starts: BTreeMap::new(), out: String::new() };
    for page in &map.pages {
        if let Some((paragraph, at)) = page.start {
            writer.starts.entry(paragraph).or_default().push((at as usize, &page.label));
        }
    }
    for section in &text.sections {
        // The title page has the book's title too, and files have no covers.
        if !matches!(section.kind, SectionKind::HalfTitle | SectionKind::Contents) {
            writer.section(section);
        }
    }
    writer.out.truncate(writer.out.trim_end().len());
    writer.out.push('\n');
    writer.out
}

struct Writer<'a> {
    map: &'a PageMap,
    /// The places of numbered paragraphs, where the book has a list that prints them.
    places: BTreeMap<Address, ParagraphPlace>,
    /// Where pages start, by paragraph.
    starts: BTreeMap<ParagraphId, Vec<(usize, &'a str)>>,
    out: String,
}

impl Writer<'_> {
    fn section(&mut self, section: &SetSection) {
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
        self.blocks(&section.blocks, "");
        for note in &section.notes {
            self.item(&format!("[{}] ", note.label), &note.blocks, "");
        }
    }

    fn blocks(&mut self, blocks: &[SetBlock], indent: &str) {
        blocks.iter().for_each(|block| self.block(block, indent));
    }

    fn block(&mut self, block: &SetBlock, indent: &str) {
        match &block.kind {
            SetBlockKind::Paragraph(paragraph) => self.paragraph(paragraph, indent),
            SetBlockKind::Heading { level, paragraph } => {
                if paragraph.style != ParagraphStyle::BookTitle && *level > 1 {
                    self.out.push('\n');
                }
                self.paragraph(paragraph, indent);
            }
            SetBlockKind::SceneBreak(paragraph) => self.paragraph(paragraph, indent),
            SetBlockKind::Quote(blocks) => self.blocks(blocks, &format!("{indent}    ")),
            SetBlockKind::Group { blocks, .. } => self.blocks(blocks, indent),
            SetBlockKind::Figure { image, caption } => {
                if !image.alt.is_empty() {
                    self.line(&format!("[{}]", image.alt), indent);
                }
                self.blocks(caption, indent);
            }
            SetBlockKind::List { items, .. } => {
                for item in items {
                    self.item(&format!("{} ", item.label), &item.blocks, indent);
                }
            }
            SetBlockKind::Definitions(definitions) => {
                for definition in definitions {
                    self.paragraph(&definition.term, indent);
                    definition.details.iter().for_each(|blocks| self.blocks(blocks, &format!("{indent}    ")));
                }
            }
            SetBlockKind::Code { lines, .. } => {
                let lines: Vec<String> = lines.iter().map(|line| format!("{indent}    {}\n", line.text)).collect();
                self.out.push_str(&lines.concat());
                self.out.push('\n');
            }
            SetBlockKind::Table(table) => {
                table.caption.iter().for_each(|caption| self.paragraph(caption, indent));
                for row in table.head.iter().chain(&table.rows) {
                    let text =
                        |cell: &SetCell| cell.paragraphs().map(|text| self.text(text)).collect::<Vec<_>>().join("; ");
                    let cells: Vec<String> = row.iter().map(text).collect();
                    let _ = writeln!(self.out, "{indent}{}", cells.join(" | "));
                }
                self.out.push('\n');
            }
            SetBlockKind::Verse(stanzas) => {
                for stanza in stanzas {
                    let mut address = address(stanza.address.as_ref());
                    for line in &stanza.lines {
                        let steps = "  ".repeat(usize::from(line.indent));
                        let text = self.text(&line.paragraph);
                        let _ = writeln!(self.out, "{indent}{steps}{}{text}", std::mem::take(&mut address));
                    }
                    self.out.push('\n');
                }
            }
            SetBlockKind::Contents(_) => {}
        }
    }

    /// Blocks of which the first has a label before it.
    fn item(&mut self, label: &str, blocks: &[SetBlock], indent: &str) {
        let start = self.out.len();
        self.blocks(blocks, indent);
        self.out.insert_str(start + indent.len().min(self.out.len() - start), label);
    }

    fn paragraph(&mut self, paragraph: &SetParagraph, indent: &str) {
        let text = self.text(paragraph);
        if !text.trim().is_empty() {
            self.line(&format!("{}{text}", address(paragraph.address.as_ref())), indent);
        }
    }

    fn line(&mut self, text: &str, indent: &str) {
        let _ = writeln!(self.out, "{indent}{text}\n");
    }

    /// The characters of a paragraph, with page marks, and with words for what is no character.
    fn text(&self, paragraph: &SetParagraph) -> String {
        let mut marks = self.starts.get(&paragraph.id).map_or(&[][..], Vec::as_slice).iter().peekable();
        let mut out = String::new();
        let mut objects = paragraph.objects.iter();
        let mut run = 0;
        let mut in_mark = false;
        for (at, c) in paragraph.text.char_indices() {
            while paragraph.runs.get(run).is_some_and(|run| run.end as usize <= at) {
                run += 1;
            }
            let link = paragraph.runs.get(run).and_then(|run| run.link);
            let link = link.and_then(|link| paragraph.links.get(link as usize));
            let is_mark = matches!(link, Some(SetLink::Note(_)));
            if is_mark != in_mark {
                out.push(if is_mark { '[' } else { ']' });
                in_mark = is_mark;
            }
            while let Some((_, label)) = marks.next_if(|(start, _)| *start <= at) {
                let _ = write!(out, "[p. {label}] ");
            }
            match c {
                '\n' => out.push(' '),
                '\u{fffc}' => match objects.next().map(|object| &object.kind) {
                    Some(ObjectKind::PageNumber(anchor)) => {
                        out.push_str(self.map.folios.get(anchor).map_or("", String::as_str));
                    }
                    Some(ObjectKind::ParagraphPage(address)) => {
                        out.push_str(self.places.get(address).map_or("", |place| &place.page));
                    }
                    Some(ObjectKind::ParagraphOnPage(address)) => {
                        let number = self.places.get(address).map(|place| place.number.to_string());
                        out.push_str(&number.unwrap_or_default());
                    }
                    Some(ObjectKind::Locators(places)) => {
                        let ranges = page_ranges(places, |anchor| self.map.folios.get(anchor).cloned());
                        let ranges: Vec<String> = ranges.into_iter().map(|range| range.text).collect();
                        out.push_str(&ranges.join(&words(paragraph.lang).comma));
                    }
                    Some(ObjectKind::Image(image)) => out.push_str(&image.alt),
                    None => {}
                },
                c => out.push(c),
            }
        }
        if in_mark {
            out.push(']');
        }
        for (_, label) in marks {
            let _ = write!(out, " [p. {label}]");
        }
        out
    }
}

fn address(address: Option<&Address>) -> String {
    address.map_or_else(String::new, |address| format!("[{address}] "))
}
