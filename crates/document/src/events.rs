//! From the Markdown parser's events to blocks.

use std::cell::RefCell;
use std::ops::Range;

use anthology_base::{Diagnostic, Diagnostics, Span};
use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use crate::build::{Builder, NoteDefinition};
use crate::fence::{self, PreparedText};
use crate::frame::{CellTag, FrameKind};
use crate::table::TablePart;
use crate::{Align, Attrs, Block, BlockKind, Inline, InlineKind, attrs, foreign, html};

/// Superscripts, subscripts, attributes and divs are read by us; typographic marks belong to typesetting. `GFM` is
/// for alerts.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM);

/// The footnotes of a body, before they are numbered.
pub(crate) struct Footnotes {
    /// Labels of footnote references in the order of their first reference.
    pub(crate) labels: Vec<String>,
    /// Footnotes in the order of their definitions.
    pub(crate) notes: Vec<NoteDefinition>,
}

/// Reads a body.
pub(crate) fn read(source: &PreparedText<'_>, diagnostics: &mut Diagnostics) -> (Vec<Block>, Footnotes) {
    let mut reader =
        EventReader { builder: Builder::new(source, diagnostics), too_deep: 0, html: None, plain: Vec::new() };
    let unresolved = RefCell::new(Vec::new());
    let mut note_unresolved = |link: BrokenLink<'_>| {
        unresolved.borrow_mut().push((link.link_type, link.span, link.reference.into_string()));
        None
    };
    let parser = Parser::new_with_broken_link_callback(&source.masked, OPTIONS, Some(&mut note_unresolved));
    for (event, masked) in parser.into_offset_iter() {
        reader.event(event, masked);
    }
    for (link_type, masked, reference) in unresolved.into_inner() {
        reader.report_unresolved(link_type, &masked, &reference);
    }
    let EventReader { builder, plain, .. } = reader;
    foreign::report(source, plain, builder.diagnostics);
    let (blocks, labels, notes) = builder.finish(source.text.len());
    (blocks, Footnotes { labels, notes })
}

/// Reads one line of running text. Footnote references get the numbers that `number_of` knows; others are reported.
pub(crate) fn read_line(
    span: Span,
    text: &str,
    number_of: impl Fn(&str) -> Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Vec<Inline> {
    let mut found = Diagnostics::new();
    let source = fence::prepare_line(span.file, text.trim(), |label| number_of(label).is_some());
    let (blocks, footnotes) = read(&source, &mut found);
    for note in footnotes.notes {
        if note.label.starts_with("inline-") {
            found.push(
                Diagnostic::error("unsupported-note", "an inline footnote can't be part of this text")
                    .hint("define it in the chapter: `[^label]` here, and a paragraph `[^label]: …` in the text"),
            );
        }
    }
    for mut diagnostic in found {
        diagnostic.span = Some(span);
        diagnostics.push(diagnostic);
    }
    let mut inlines = crate::finish::trim(crate::finish::flatten(blocks));
    place(&mut inlines, span, &mut |label| footnotes.labels.get(label).and_then(|label| number_of(label)));
    inlines
}

/// Reads a figure's caption that was written as the title of its image. Its footnote references get the builder's
/// labels.
pub(crate) fn read_caption(builder: &mut Builder<'_>, span: Span, text: &str) -> Vec<Inline> {
    let defined = |label: &str| !builder.source.undefined.contains(label) && builder.source.defines(label);
    let source = fence::prepare_line(span.file, text.trim(), defined);
    let mut found = Diagnostics::new();
    let (blocks, footnotes) = read(&source, &mut found);
    for mut diagnostic in found {
        diagnostic.span = Some(span);
        builder.diagnostics.push(diagnostic);
    }
    for note in footnotes.notes.into_iter().filter(|note| note.label.starts_with("inline-")) {
        let label = format!("inline-{}", builder.definitions.len() + 1);
        builder.diagnostics.push(
            Diagnostic::error("unsupported-note", "an inline footnote can't be part of an image's title")
                .at(span)
                .hint("write the caption as a paragraph inside `::: figure`, or define the footnote in the chapter"),
        );
        builder.definitions.push(NoteDefinition { label, blocks: note.blocks, span });
    }
    let mut inlines = crate::finish::trim(crate::finish::flatten(blocks));
    place(&mut inlines, span, &mut |label| footnotes.labels.get(label).map(|label| builder.label(label)));
    inlines
}

/// Gives inlines a span, and footnote references their numbers; those without are removed.
fn place(inlines: &mut Vec<Inline>, span: Span, number: &mut dyn FnMut(usize) -> Option<usize>) {
    inlines.retain_mut(|inline| {
        inline.span = span;
        match &mut inline.kind {
            InlineKind::Image(image) => image.span = span,
            InlineKind::NoteMark(label) => match number(*label) {
                Some(found) => *label = found,
                None => return false,
            },
            kind => {
                if let Some(content) = kind.content_mut() {
                    place(content, span, number);
                }
            }
        }
        true
    });
}

/// Raw HTML, gathered until its block ends.
#[derive(Default)]
struct HtmlBlock {
    text: String,
    /// The starts of the pieces in `text` and in the file.
    pieces: Vec<(usize, usize)>,
}

struct EventReader<'a> {
    builder: Builder<'a>,
    /// Open elements that are not built because they are too deep.
    too_deep: usize,
    html: Option<HtmlBlock>,
    /// Bytes of the file that are no running text: code, HTML, addresses.
    plain: Vec<Range<usize>>,
}

impl EventReader<'_> {
    fn event(&mut self, event: Event<'_>, masked: Range<usize>) {
        let source = self.builder.source;
        if masked.start >= source.limit && masked.end > source.limit {
            // A definition that was put after the text for a note that has none.
            return;
        }
        let range = source.range(&masked);
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.end(end, range),
            Event::Text(text) => self.text(&text, &masked),
            Event::Code(text) => {
                self.plain.push(range.clone());
                let text = self.builder.clean(&text, &range).into_owned();
                self.leaf(InlineKind::Code(text), range);
            }
            Event::Html(_) if self.html_fence(&range) => {}
            Event::Html(html) => {
                let buffer = self.html.get_or_insert_default();
                buffer.pieces.push((buffer.text.len(), range.start));
                buffer.text.push_str(if html.len() == range.len() { &source.text[range] } else { &html });
            }
            Event::InlineHtml(_) => {
                self.plain.push(range.clone());
                if range.start >= self.builder.skip {
                    self.builder.last = range.end;
                    self.builder.html_inline(&source.text[range.clone()], range);
                }
            }
            Event::FootnoteReference(label) => self.note_mark(&label, range),
            Event::SoftBreak => self.leaf(InlineKind::SoftBreak, range),
            Event::HardBreak => self.leaf(InlineKind::HardBreak, range),
            Event::Rule => self.rule(range),
            Event::TaskListMarker(done) => {
                self.builder.set_task(done);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.leaf(InlineKind::Code(text.into_string()), range)
            }
        }
    }

    /// Reads a fence on the line after an HTML block's last, which a blank line would end. Returns false where the line
    /// is none, or text that HTML keeps.
    fn html_fence(&mut self, range: &Range<usize>) -> bool {
        let source = self.builder.source;
        let line = &source.text[range.clone()];
        let start = range.start + line.len() - line.trim_start().len();
        let keeps = |html: &HtmlBlock| {
            let opening = html.text.trim_start().to_ascii_lowercase();
            ["<!", "<?", "<pre", "<script", "<style", "<textarea"].iter().any(|tag| opening.starts_with(tag))
        };
        if source.fence_at(start).is_none()
            || self.html.as_ref().is_none_or(keeps)
            || matches!(self.builder.kind(), FrameKind::Code { .. })
        {
            return false;
        }
        self.finish_html(start);
        self.rule(start..range.end);
        self.html = Some(HtmlBlock::default());
        true
    }

    /// Reads the HTML gathered so far.
    fn finish_html(&mut self, limit: usize) {
        let Some(html) = self.html.take() else { return };
        let pieces = html.pieces;
        self.builder.html_block(&html.text, |offset| {
            let i = pieces.partition_point(|&(start, _)| start <= offset).saturating_sub(1);
            pieces.get(i).map_or(limit, |&(start, file)| (file + offset - start).min(limit))
        });
    }

    fn leaf(&mut self, kind: InlineKind, range: Range<usize>) {
        if range.end <= self.builder.skip {
            return;
        }
        self.builder.last = range.end;
        if matches!(kind, InlineKind::SoftBreak | InlineKind::HardBreak) {
            self.builder.open_for_inline(range.start);
            let top = self.builder.top();
            top.caret = None;
            top.tilde = None;
            if top.inlines.is_empty() && top.tag.is_some() {
                // A line that held nothing but `<sup>` would be a block of HTML.
                self.builder.push_gap(kind, range);
                return;
            }
        }
        self.builder.push_inline(kind, range);
    }

    fn text(&mut self, text: &str, masked: &Range<usize>) {
        let source = self.builder.source;
        if matches!(self.builder.kind(), FrameKind::Code { .. }) {
            // Verse marks and overwritten fences inside code are put right again.
            let insert = source.is_insert(masked.start);
            let range = source.range(masked);
            let text = if insert { &text[1..] } else { text };
            let as_typed = &source.text[range.clone()];
            let text = if source.is_masked(&range) && as_typed.len() == text.len() { as_typed } else { text };
            let text = self.builder.clean(text, &range);
            if let FrameKind::Code { text: code, .. } = &mut self.builder.top().kind {
                code.push_str(&text);
            }
            return;
        }
        self.builder.markdown_text(text, masked);
    }

    fn note_mark(&mut self, label: &str, range: Range<usize>) {
        if range.end <= self.builder.skip {
            return;
        }
        let source = self.builder.source;
        if source.undefined.contains(label) {
            self.builder.diagnostics.push(
                Diagnostic::warning("unknown-note", format!("footnote `[^{label}]` is not defined in this chapter"))
                    .at(source.span(range.clone()))
                    .hint(format!(
                        "add a paragraph that begins with `[^{label}]: `, or write `\\[^{label}]` for plain text"
                    )),
            );
            self.builder.open_for_inline(range.start);
            let text = &source.text[range.clone()];
            self.builder.last = range.end;
            self.builder.push_text(text, range);
            return;
        }
        let index = self.builder.label(label);
        self.leaf(InlineKind::NoteMark(index), range);
    }

    fn rule(&mut self, range: Range<usize>) {
        let builder = &mut self.builder;
        builder.open_for_block(range.start);
        let Some(fence) = builder.source.fence_at(range.start).cloned() else {
            let end = range.start + builder.source.text[range.clone()].trim_end().len();
            builder.push_block(BlockKind::SceneBreak, Attrs::default(), range.start..end);
            return;
        };
        match fence.open {
            Some(opening) => {
                if builder.fits(range.start) {
                    let file = builder.source.file;
                    let attrs = opening.attrs.check(file, opening.origin, builder.diagnostics);
                    let kind = FrameKind::Div { name: opening.name, attrs, colons: fence.colons, fence: fence.range };
                    builder.open(kind, range.start, None);
                } else {
                    builder.deep_divs += 1;
                }
            }
            None => self.close_div(fence.colons, fence.range),
        }
    }

    fn close_div(&mut self, colons: usize, range: Range<usize>) {
        let builder = &mut self.builder;
        if builder.deep_divs > 0 {
            builder.deep_divs -= 1;
            return;
        }
        let mut open = None;
        for (i, frame) in builder.frames().iter().enumerate().rev() {
            match &frame.kind {
                FrameKind::Div { colons: own, .. } if *own > 0 => {
                    open = (*own <= colons).then_some(i);
                    break;
                }
                _ if frame.tag.is_some() || matches!(frame.kind, FrameKind::Paragraph { implicit: true }) => {}
                _ => break,
            }
        }
        let Some(i) = open else {
            let text = &builder.source.text[range.clone()];
            builder.diagnostics.push(
                Diagnostic::warning("stray-fence", format!("unmatched closing fence `{text}`"))
                    .at(builder.source.span(range))
                    .hint("remove it, or open a block above with as many colons and a name"),
            );
            return;
        };
        builder.close_to(i + 1, range.start);
        builder.close(range.end, true);
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let at = range.start;
        if range.end <= self.builder.skip && !range.is_empty() {
            self.too_deep += 1;
            return;
        }
        if matches!(tag, Tag::HtmlBlock) {
            self.builder.close_text(at);
            self.html = Some(HtmlBlock::default());
            return;
        }
        let is_block = is_block(&tag);
        if is_block {
            self.builder.open_for_block(at);
        }
        if self.too_deep > 0 || !self.builder.fits(at) {
            self.too_deep += 1;
            return;
        }
        if !is_block && !is_part(&tag) {
            self.builder.open_for_inline(at);
        }
        let kind = match tag {
            Tag::Paragraph => FrameKind::Paragraph { implicit: false },
            Tag::Heading { level, .. } => FrameKind::Heading { level: level as u8, attrs: Attrs::default() },
            Tag::BlockQuote(alert) => FrameKind::Quote { alert: alert.map(alert_name) },
            Tag::CodeBlock(kind) => self.code_block(kind, at),
            Tag::List(start) => FrameKind::List { start, loose: false },
            Tag::Item => FrameKind::Item { task: None },
            Tag::FootnoteDefinition(label) => FrameKind::Note { label: label.into_string() },
            Tag::DefinitionList => FrameKind::Definitions,
            Tag::DefinitionListTitle => FrameKind::Term,
            Tag::DefinitionListDefinition => FrameKind::Details,
            Tag::Table(columns) => {
                self.builder.open(FrameKind::Table, at, None);
                self.builder.set_columns(columns.into_iter().map(align).collect());
                return;
            }
            Tag::TableHead => FrameKind::Row { part: TablePart::Head },
            Tag::TableRow => FrameKind::Row { part: TablePart::Body },
            Tag::TableCell => FrameKind::Cell(CellTag::default()),
            Tag::Emphasis => FrameKind::Emphasis,
            Tag::Strong => FrameKind::Strong,
            Tag::Strikethrough if self.builder.source.text[range.clone()].starts_with("~~") => FrameKind::Strikethrough,
            Tag::Strikethrough => FrameKind::SingleTilde,
            Tag::Superscript => FrameKind::Superscript,
            Tag::Subscript => FrameKind::Subscript,
            Tag::Link { link_type, dest_url, title, .. } => link(link_type, &dest_url, &title),
            Tag::Image { dest_url, title, .. } => {
                FrameKind::Image { path: dest_url.into_string(), title: title.into_string() }
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => return,
        };
        self.builder.open(kind, at, None);
    }

    fn code_block(&mut self, kind: CodeBlockKind<'_>, at: usize) -> FrameKind {
        let mut info = match kind {
            CodeBlockKind::Indented => String::new(),
            CodeBlockKind::Fenced(info) => info.trim().to_owned(),
        };
        let mut found = Attrs::default();
        // Attributes are read as written: in what the parser hands on, escapes are undone already.
        let line = self.builder.source.text[at..].lines().next().unwrap_or_default();
        let braces = line.trim_end();
        if info.ends_with('}')
            && let Some(brace) = braces.find('{')
            && let Some((mut raw, len)) = attrs::parse(&braces[brace..])
            && len == braces.len() - brace
        {
            let language =
                html::decode(line[..brace].trim_start_matches(if line.starts_with('~') { '~' } else { '`' }).trim())
                    .into_owned();
            info = if language.is_empty() { raw.take_first_class().unwrap_or_default() } else { language };
            found = raw.check(self.builder.source.file, at + brace, self.builder.diagnostics);
        }
        FrameKind::Code { info, attrs: found, text: String::new() }
    }

    /// A reference to a link that is nowhere defined is printed as typed.
    fn report_unresolved(&mut self, link_type: LinkType, masked: &Range<usize>, reference: &str) {
        let source = self.builder.source;
        if masked.start >= source.limit || reference.starts_with('^') {
            return;
        }
        let range = source.range(masked);
        let image = source.text[range.start..].starts_with('!');
        let full = matches!(link_type, LinkType::Reference | LinkType::Collapsed);
        let finding = if image && full {
            Diagnostic::error("undefined-image", format!("image reference `{reference}` is not defined"))
                .hint(format!("write `![description](path)`, or add a line `[{reference}]: path`"))
        } else if full {
            Diagnostic::warning(
                "undefined-link",
                format!("link reference `{reference}` is not defined; it is printed as typed"),
            )
            .hint(format!("write `[text](address)`, or add a line `[{reference}]: address`"))
        } else {
            return;
        };
        self.builder.diagnostics.push(finding.at(source.span(range)));
    }

    /// The Markdown parser drops the cells of a row that the table has no columns for.
    fn check_row(&mut self, range: &Range<usize>) {
        let source = self.builder.source;
        let columns = self.builder.columns();
        let line = source.text[range.clone()].lines().next().unwrap_or_default();
        let cells = foreign::row_cells(line);
        if columns == 0 || cells.len() <= columns {
            return;
        }
        let lost = range.start + cells[columns]..range.start + line.trim_end().len();
        let message = format!("the row has {} cells, but the table has {columns} columns", cells.len());
        self.builder.diagnostics.push(
            Diagnostic::error("lost-cells", message)
                .at(source.span(lost))
                .hint("add a column to the table, or write `\\|` for a bar inside a cell, in code too"),
        );
    }

    fn end(&mut self, end: TagEnd, range: Range<usize>) {
        if end == TagEnd::HtmlBlock {
            self.plain.push(range.clone());
            self.finish_html(range.end);
            return;
        }
        match end {
            TagEnd::CodeBlock => self.plain.push(range.clone()),
            TagEnd::Link | TagEnd::Image if self.builder.last <= range.end => {
                self.plain.push(self.builder.last.max(range.start)..range.end);
            }
            TagEnd::TableRow | TagEnd::TableHead => self.check_row(&range),
            _ => {}
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            // Blocks that are not built still keep their words apart.
            let container = self.builder.container();
            if is_block_end(end) && self.builder.frames().len() > container + 1 {
                self.builder.open_for_block(range.end);
            }
            return;
        }
        let text = &self.builder.source.text[range.clone()];
        self.builder.close_markdown(range.start + text.trim_end().len());
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::List(_)
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::Table(_)
    )
}

fn is_block_end(end: TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

fn is_part(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Item
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
    )
}

fn alert_name(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "Note",
        BlockQuoteKind::Tip => "Tip",
        BlockQuoteKind::Important => "Important",
        BlockQuoteKind::Warning => "Warning",
        BlockQuoteKind::Caution => "Caution",
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Start,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}

fn link(link_type: LinkType, target: &str, title: &str) -> FrameKind {
    let target = if link_type == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
    let mut attrs = Attrs::default();
    if !title.is_empty() {
        attrs.pairs.push(("title".to_owned(), title.to_owned()));
    }
    FrameKind::Link { target, attrs }
}
