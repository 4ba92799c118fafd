//! The blocks that sheets are made of.

use anthology_base::{FileId, Lang, Span};
use anthology_book::{Group, Meeting, MeetingStatus, Reading};
use anthology_document::{
    Align, Attrs, Block, BlockKind, Cell, Chapter, FrontMatter, Image, Inline, InlineKind, ListItem, Table,
};
use anthology_language::{GroupWords, Words, site_words, words};

use crate::costs::QUOTE_CHARACTERS;
use crate::places::Place;
use crate::sheet::source::{CODE_IMAGE, LINES_IMAGE, LinkForm, SheetLink, SheetSource};
use crate::sheet::text::SheetText;

/// What has no source: sheets are written by the program.
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// Writes a sheet in the language of the book.
pub(super) struct SheetWriter<'a> {
    pub(super) source: SheetSource<'a>,
    pub(super) text: SheetText<'a>,
    pub(super) group: &'a Group,
    pub(super) words: &'static GroupWords,
    pub(super) book_words: &'static Words,
    /// The language of the book.
    lang: Lang,
    /// The language of the group's words, where it is another.
    words_lang: Lang,
    link: LinkForm<'a>,
    blocks: Vec<Block>,
}

impl<'a> SheetWriter<'a> {
    pub(super) fn new(source: SheetSource<'a>, link: LinkForm<'a>) -> Self {
        let lang = source.text.metadata.language;
        let site = site_words(lang);
        Self {
            source,
            text: SheetText::new(source),
            group: &source.book.groups[source.plan.group],
            words: &site.group,
            book_words: words(lang),
            lang,
            words_lang: site.lang,
            link,
            blocks: Vec::new(),
        }
    }

    /// The sheet as a chapter without a number.
    pub(super) fn chapter(self) -> Chapter {
        let front = FrontMatter { numbered: Some(false), ..FrontMatter::default() };
        Chapter { file: FileId(0), front, front_span: NOWHERE, blocks: self.blocks, notes: Vec::new() }
    }

    /// Words of the program, marked with their language where the book has another.
    pub(super) fn said(&self, text: &str) -> Vec<Inline> {
        if self.words_lang.primary() == self.lang.primary() {
            return plain(text);
        }
        let attrs = Attrs { lang: Some(self.words_lang), ..Attrs::default() };
        vec![inline(InlineKind::Span { attrs, content: plain(text) })]
    }

    /// The title; its level is that of a chapter's.
    pub(super) fn title(&mut self, content: Vec<Inline>) {
        self.heading(1, content);
    }

    pub(super) fn heading(&mut self, level: u8, content: Vec<Inline>) {
        self.blocks.push(block(BlockKind::Heading { level, content }));
    }

    pub(super) fn paragraph(&mut self, content: Vec<Inline>) {
        if !content.is_empty() {
            self.blocks.push(block(BlockKind::Paragraph(content)));
        }
    }

    pub(super) fn bullets(&mut self, items: Vec<Vec<Inline>>) {
        if !items.is_empty() {
            let items = items.into_iter().map(|item| vec![block(BlockKind::Paragraph(item))]).collect();
            self.list(None, true, items);
        }
    }

    pub(super) fn list(&mut self, start: Option<u64>, tight: bool, items: Vec<Vec<Block>>) {
        let item = |blocks| ListItem { task: None, blocks, span: NOWHERE };
        let items = items.into_iter().map(item).collect();
        self.blocks.push(block(BlockKind::List { start, tight, items }));
    }

    pub(super) fn table(&mut self, align: Vec<Align>, head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>>) {
        let row = |cells: Vec<Vec<Inline>>| cells.into_iter().map(|cell| Cell::of(cell, NOWHERE)).collect();
        let rows = rows.into_iter().map(row).collect();
        self.blocks.push(block(BlockKind::Table(Table { align, head: vec![row(head)], rows, caption: None })));
    }

    /// Ruled lines to write on.
    pub(super) fn lines(&mut self) {
        self.blocks.push(lines());
    }

    /// The code that leads to the book, `width` wide, under the words that say so.
    pub(super) fn code(&mut self, url: &str, width: &str) {
        self.paragraph(self.said(&self.words.scan));
        let alt = format!("{} {url}", self.words.scan);
        let attrs = Attrs { pairs: vec![("width".to_owned(), width.to_owned())], ..Attrs::default() };
        let image = Image { path: CODE_IMAGE.to_owned(), alt, attrs, span: NOWHERE };
        self.blocks.push(block(BlockKind::Figure { image, caption: Vec::new() }));
        self.paragraph(vec![inline(InlineKind::Link {
            target: url.to_owned(),
            attrs: Attrs::default(),
            content: plain(url),
        })]);
    }

    /// Words that lead somewhere, as far as the output has an address for it.
    pub(super) fn linked(&self, to: &SheetLink, content: Vec<Inline>) -> Vec<Inline> {
        match (self.link)(to) {
            Some(target) => vec![inline(InlineKind::Link { target, attrs: Attrs::default(), content })],
            None => content,
        }
    }

    /// Time and place, who leads, and whether it is called off: a line each.
    pub(super) fn particulars(&mut self, meeting: &Meeting) {
        let mut lines = vec![vec![inline(InlineKind::Strong(plain(&self.text.when(meeting))))]];
        if meeting.status == MeetingStatus::Cancelled {
            lines.push(self.said(&self.words.cancelled));
        }
        if !self.source.public {
            for place in meeting.place.iter().chain(&self.group.link) {
                let mut line = self.said(&self.words.place);
                line.extend(plain(": "));
                line.extend(match is_address(place) {
                    true => {
                        let (target, content) = (place.clone(), plain(place));
                        vec![inline(InlineKind::Link { target, attrs: Attrs::default(), content })]
                    }
                    false => plain(place),
                });
                lines.push(line);
            }
        }
        if let Some(leader) = &meeting.leader {
            lines.push(self.said(&self.words.led_by.replace("{name}", leader)));
        }
        self.lines_of_text(lines);
    }

    /// A paragraph of these lines.
    pub(super) fn lines_of_text(&mut self, lines: Vec<Vec<Inline>>) {
        let mut content = Vec::new();
        for (number, line) in lines.into_iter().enumerate() {
            if number > 0 {
                content.push(inline(InlineKind::HardBreak));
            }
            content.extend(line);
        }
        self.paragraph(content);
    }

    /// The title of what is read, as a link to its beginning.
    pub(super) fn reading_title(&self, reading: &Reading) -> Vec<Inline> {
        let title = self.source.text.sections.get(reading.section).map_or("", |section| section.title.as_str());
        self.linked(&SheetLink::Section(reading.section), plain(title))
    }

    /// `Trust, pp. 42–48, 12 minutes`
    pub(super) fn reading(&self, reading: &Reading) -> Vec<Inline> {
        let comma = &self.book_words.comma;
        let mut line = self.reading_title(reading);
        if let Some(pages) = self.text.named_pages(reading) {
            line.extend(plain(&format!("{comma}{pages}")));
        }
        line.extend(plain(&format!("{comma}{}", self.book_words.minutes(reading.minutes))));
        line
    }

    /// What is read, and how long that takes.
    pub(super) fn readings(&mut self, meeting: &Meeting) {
        if meeting.readings.is_empty() {
            return;
        }
        self.heading(2, self.said(&self.words.what_to_read));
        self.bullets(meeting.readings.iter().map(|reading| self.reading(reading)).collect());
        if meeting.readings.len() > 1 {
            let total = self.words.total.replace("{minutes}", &self.book_words.minutes(meeting.minutes));
            self.paragraph(self.said(&total));
        }
    }

    /// A passage: quoted in a line, and its names, the first of which leads to it.
    pub(super) fn passage(&self, place: &Place) -> Vec<Block> {
        let quote = block(BlockKind::Paragraph(plain(&excerpt(&place.text))));
        vec![block(BlockKind::Quote(vec![quote])), block(BlockKind::Paragraph(self.names(place)))]
    }

    /// `page 42, ¶ 3 · trust.12 · “The sea comes in”`
    pub(super) fn names(&self, place: &Place) -> Vec<Inline> {
        let mut line = Vec::new();
        for (number, name) in place.names(self.lang).into_iter().enumerate() {
            if number > 0 {
                line.extend(plain(" · "));
            }
            // An address is typed as it is, so it is neither hyphenated nor broken.
            let attrs = Attrs { classes: vec!["nobreak".to_owned()], ..Attrs::default() };
            let is_address = name == place.address.to_string();
            let content = plain(&name);
            let content = if is_address { vec![inline(InlineKind::Span { attrs, content })] } else { content };
            line.extend(match number {
                0 => self.linked(&SheetLink::Place(place.address.clone()), content),
                _ => content,
            });
        }
        line
    }
}

/// Ruled lines to write on, which a screen reader passes over.
pub(super) fn lines() -> Block {
    let attrs = Attrs {
        classes: vec!["decorative".to_owned()],
        pairs: vec![("width".to_owned(), "100%".to_owned())],
        ..Attrs::default()
    };
    let image = Image { path: LINES_IMAGE.to_owned(), alt: String::new(), attrs, span: NOWHERE };
    block(BlockKind::Figure { image, caption: Vec::new() })
}

pub(super) fn block(kind: BlockKind) -> Block {
    Block { kind, attrs: Attrs::default(), span: NOWHERE }
}

pub(super) fn inline(kind: InlineKind) -> Inline {
    Inline { kind, span: NOWHERE }
}

/// Text on one line, without markup.
pub(super) fn plain(text: &str) -> Vec<Inline> {
    let text = text.replace(['\n', '\r', '\t'], " ");
    if text.is_empty() { Vec::new() } else { vec![inline(InlineKind::Text(text))] }
}

/// True for what is opened in a browser.
fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

/// The beginning of a text, to the end of a word.
pub(super) fn excerpt(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(QUOTE_CHARACTERS) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", text[..cut].trim_end())
}
