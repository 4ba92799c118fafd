//! The meaning of HTML tags in a manuscript.

use std::ops::Range;

use anthology_base::Diagnostic;

use crate::build::Builder;
use crate::frame::{CellTag, FrameKind};
use crate::html::{self, Tag, Token, TokenKind};
use crate::table::TablePart;
use crate::{Align, Attrs, BlockKind, CellSpan, HeaderScope, InlineKind, attrs};

/// The effect of a start tag.
enum Meaning {
    /// Opens a block.
    Block(FrameKind),
    /// Opens a part of a list or table.
    Part(FrameKind),
    /// Begins the head, the body or the foot of a table.
    TablePart(TablePart),
    /// Declares columns of a table.
    Columns,
    /// Opens a piece of text.
    Inline(FrameKind),
    /// A line end.
    Break,
    /// A scene break.
    Rule,
    /// An image.
    Image,
    /// Nothing, silently: `<tbody>`, `<span>` without attributes.
    Transparent,
    /// Nothing but the beginning of another block.
    Separator,
    /// Nothing that a book has.
    Unknown,
}

impl Builder<'_> {
    /// Reads a block of raw HTML; `place` turns its offsets into the file's.
    pub(crate) fn html_block(&mut self, html: &str, place: impl Fn(usize) -> usize) {
        let base = self.container();
        let mut is_reported = false;
        for token in html::tokens(html) {
            let range = place(token.range.start)..place(token.range.end);
            if let TokenKind::Text(text) = &token.kind
                && !is_reported
                && !matches!(self.kind(), FrameKind::Code { .. } | FrameKind::Dropped)
                && let Some(found) = html::markdown_in(text)
            {
                is_reported = true;
                let start = token.range.start;
                self.report_markdown(place(start + found.start)..place(start + found.end));
            }
            self.html_token(token, range, true);
        }
        let end = place(html.len());
        let floor = self.frames().len().min(base + 1);
        let container = self.container().max(floor - 1);
        self.close_to(container + 1, end);
    }

    /// CommonMark reads no Markdown in a block of HTML.
    fn report_markdown(&mut self, range: Range<usize>) {
        let shown: String = self.source.text[range.clone()].chars().take(60).collect();
        self.diagnostics.push(
            Diagnostic::warning(
                "markdown-in-html",
                format!("Markdown `{shown}` between HTML tags is not read; it is printed as typed"),
            )
            .at(self.source.span(range))
            .hint("put blank lines before and after the text, or write it in HTML"),
        );
    }

    /// Reads one tag inside running text.
    pub(crate) fn html_inline(&mut self, html: &str, range: Range<usize>) {
        for token in html::tokens(html) {
            let range = range.start + token.range.start..(range.start + token.range.end).min(range.end);
            self.html_token(token, range, false);
        }
    }

    fn html_token(&mut self, token: Token<'_>, range: Range<usize>, block: bool) {
        match token.kind {
            TokenKind::Text(text) => self.html_text(text, range),
            TokenKind::Open(tag) => self.open_tag(&tag, range, block),
            TokenKind::Close(name) => self.close_tag(&name, range),
            TokenKind::Raw => {}
            TokenKind::UnclosedComment => self.diagnostics.push(
                Diagnostic::warning("unclosed-comment", "unclosed HTML comment; everything after it is ignored")
                    .at(self.source.span(range.start..(range.start + 4).min(range.end)))
                    .hint("end it with `-->`"),
            ),
        }
    }

    fn html_text(&mut self, text: &str, range: Range<usize>) {
        let white = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        if matches!(self.kind(), FrameKind::Code { .. }) {
            let text = html::decode(text);
            let text = self.clean(&text, &range);
            if let FrameKind::Code { text: code, .. } = &mut self.top().kind {
                code.push_str(&text);
            }
            return;
        }
        let blank = text.chars().all(white);
        let container = self.frames().len() - 1 == self.container();
        if blank && container {
            return;
        }
        self.open_for_inline(range.start);
        let source = self.source.text;
        let mut at = range.start;
        let mut rest = text;
        while !rest.is_empty() {
            let gap = rest.len() - rest.trim_start_matches(white).len();
            let word = rest[gap..].find(white).unwrap_or(rest.len() - gap);
            // Line ends of two bytes are one here, so that what follows them is found a byte too early.
            let floor = |at: usize| (0..=at).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
            let piece = |offset: usize, len: usize| {
                floor((at + offset).min(range.end))..floor((at + offset + len).min(range.end))
            };
            if gap > 0 {
                let top = self.top();
                let first = top.inlines.is_empty() && top.tag.is_some();
                let has_line_end = rest[..gap].contains('\n');
                if first {
                    let gap_kind = if has_line_end { InlineKind::SoftBreak } else { InlineKind::Text(" ".to_owned()) };
                    self.push_gap(gap_kind, piece(0, gap));
                } else if has_line_end {
                    self.push_inline(InlineKind::SoftBreak, piece(0, gap));
                } else {
                    self.push_text(" ", piece(0, gap));
                }
            }
            if word > 0 {
                self.push_text(&html::decode(&rest[gap..gap + word]), piece(gap, word));
            }
            at += gap + word;
            rest = &rest[gap + word..];
        }
    }

    fn open_tag(&mut self, tag: &Tag, range: Range<usize>, block: bool) {
        if let FrameKind::Code { text, .. } = &mut self.top().kind {
            // Code has no markup of its own: of a tag in it, only its text is kept.
            match tag.name.as_str() {
                "br" => text.push('\n'),
                "img" => text.push_str(tag.get("alt").unwrap_or_default()),
                _ => {}
            }
            return;
        }
        let attrs = self.tag_attrs(tag, &range);
        let meaning = self.meaning(tag, &attrs);
        let at = range.start;
        match meaning {
            Meaning::Transparent => {}
            Meaning::Separator => self.separate(at),
            Meaning::Unknown => {
                if is_block_name(&tag.name) {
                    self.separate(at);
                }
                self.drop_tag(tag, range);
            }
            Meaning::Break => self.push_inline(InlineKind::HardBreak, range),
            Meaning::Image => self.html_image(tag, attrs, range),
            Meaning::Rule => {
                if self.open_for_block(at) {
                    self.push_block(BlockKind::SceneBreak, Attrs::default(), range);
                }
            }
            Meaning::Inline(kind) => {
                self.open_for_inline(at);
                if tag.self_closing || !self.fits(at) {
                    return;
                }
                let bare = attrs == Attrs::default() || matches!(kind, FrameKind::Span { .. } | FrameKind::Link { .. });
                if !bare {
                    self.open(FrameKind::Span { attrs }, at, Some(""));
                }
                self.open(kind, at, Some(&tag.name));
            }
            Meaning::Part(kind) => self.open_part(kind, tag, at),
            Meaning::TablePart(part) => self.begin_table_part(part, at),
            Meaning::Columns => self.declare_columns(tag),
            Meaning::Block(kind) => {
                if !(block || self.open_for_block(at)) || !self.open_for_block(at) {
                    self.drop_tag(tag, range);
                } else if self.fits(at) {
                    self.open(kind, at, Some(&tag.name));
                }
            }
        }
    }

    /// Attributes that mean something on any tag.
    fn tag_attrs(&mut self, tag: &Tag, range: &Range<usize>) -> Attrs {
        let span = self.source.span(range.clone());
        let lang = tag.get("lang").or(tag.get("xml:lang")).filter(|tag| !tag.is_empty());
        // Older pages name a place by `<a name="…">`.
        let name = tag.get("name").filter(|_| tag.name == "a");
        Attrs {
            id: tag.get("id").or(name).filter(|id| !id.is_empty()).map(str::to_owned),
            classes: tag.get("class").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            lang: lang.and_then(|tag| attrs::language(tag, span, self.diagnostics)),
            pairs: Vec::new(),
        }
    }

    fn meaning(&self, tag: &Tag, attrs: &Attrs) -> Meaning {
        let div = |name: &str| {
            let attrs = attrs.clone();
            Meaning::Block(FrameKind::Div { name: name.to_owned(), attrs, colons: 0, fence: 0..0 })
        };
        let text = |name: &str| tag.get(name).unwrap_or_default().to_owned();
        let marked = |class: &str| {
            let mut attrs = attrs.clone();
            attrs.classes.insert(0, class.to_owned());
            Meaning::Inline(FrameKind::Span { attrs })
        };
        match tag.name.as_str() {
            "em" | "dfn" | "var" => Meaning::Inline(FrameKind::Emphasis),
            "strong" => Meaning::Inline(FrameKind::Strong),
            "i" | "b" if self.in_code() => Meaning::Transparent,
            "i" => marked("italic"),
            "b" => marked("bold"),
            "del" | "s" | "strike" => Meaning::Inline(FrameKind::Strikethrough),
            "sup" => Meaning::Inline(FrameKind::Superscript),
            "sub" => Meaning::Inline(FrameKind::Subscript),
            "cite" => Meaning::Inline(FrameKind::Cite),
            "q" => Meaning::Inline(FrameKind::Quotation),
            _ if self.in_code() && is_inline_name(&tag.name) => Meaning::Transparent,
            "code" | "kbd" | "samp" | "tt" => Meaning::Inline(FrameKind::InlineCode),
            "abbr" => Meaning::Inline(FrameKind::Abbreviation { title: text("title") }),
            "u" => marked("underline"),
            "span" if *attrs == Attrs::default() => Meaning::Transparent,
            "span" => Meaning::Inline(FrameKind::Span { attrs: attrs.clone() }),
            "a" if tag.get("href").is_some_and(|h| !h.is_empty()) && !self.in_link() => {
                let mut attrs = attrs.clone();
                if let Some(title) = tag.get("title").filter(|t| !t.is_empty()) {
                    attrs.pairs.push(("title".to_owned(), title.to_owned()));
                }
                Meaning::Inline(FrameKind::Link { target: text("href"), attrs })
            }
            "a" if attrs.id.is_some() => Meaning::Inline(FrameKind::Span { attrs: attrs.clone() }),
            "a" => Meaning::Transparent,
            "br" => Meaning::Break,
            "hr" => Meaning::Rule,
            "img" => Meaning::Image,
            "p" if attrs.lang.is_some() => div(""),
            "p" => Meaning::Block(FrameKind::Paragraph { implicit: false }),
            "blockquote" => Meaning::Block(FrameKind::Quote { alert: None }),
            "figure" => div("figure"),
            "thead" => Meaning::TablePart(TablePart::Head),
            "tbody" => Meaning::TablePart(TablePart::Body),
            "tfoot" => Meaning::TablePart(TablePart::Foot),
            "col" => Meaning::Columns,
            "colgroup" => Meaning::Transparent,
            "figcaption" | "body" | "html" | "details" | "summary" | "center" | "section" | "article" | "header"
            | "footer" | "main" | "aside" | "nav" | "picture" => Meaning::Separator,
            "mark" => marked("mark"),
            "small" | "big" | "ins" | "time" | "bdi" | "data" | "font" | "source" | "wbr" => Meaning::Transparent,
            "div" if *attrs == Attrs::default() => Meaning::Separator,
            "div" => {
                let mut attrs = attrs.clone();
                let name = if attrs.classes.is_empty() { String::new() } else { attrs.classes.remove(0) };
                Meaning::Block(FrameKind::Div { name, attrs, colons: 0, fence: 0..0 })
            }
            "pre" => {
                Meaning::Block(FrameKind::Code { info: String::new(), attrs: Attrs::default(), text: String::new() })
            }
            "ul" => Meaning::Block(FrameKind::List { start: None, loose: false }),
            "ol" => {
                let start = tag.get("start").and_then(|s| s.parse().ok()).unwrap_or(1);
                Meaning::Block(FrameKind::List { start: Some(start), loose: false })
            }
            "table" => Meaning::Block(FrameKind::Table),
            "dl" => Meaning::Block(FrameKind::Definitions),
            "li" => Meaning::Part(FrameKind::Item { task: None }),
            "dt" => Meaning::Part(FrameKind::Term),
            "dd" => Meaning::Part(FrameKind::Details),
            "caption" => Meaning::Part(FrameKind::TableCaption),
            "tr" => Meaning::Part(FrameKind::Row { part: self.table_part() }),
            "td" | "th" => Meaning::Part(FrameKind::Cell(cell_tag(tag))),
            name => match name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()) {
                Some(level @ 1..=6) => Meaning::Block(FrameKind::Heading { level, attrs: attrs.clone() }),
                _ => Meaning::Unknown,
            },
        }
    }

    /// Opens an item, row, cell or the like, if it is in what it is a part of.
    fn open_part(&mut self, kind: FrameKind, tag: &Tag, at: usize) {
        let fits_in = |outer: &FrameKind| {
            matches!(
                (&kind, outer),
                (FrameKind::Item { .. }, FrameKind::List { .. })
                    | (FrameKind::Term | FrameKind::Details, FrameKind::Definitions)
                    | (FrameKind::TableCaption | FrameKind::Row { .. }, FrameKind::Table)
                    | (FrameKind::Cell(_), FrameKind::Row { .. } | FrameKind::Table)
            )
        };
        let frames = self.frames();
        let outer = frames.iter().rposition(|f| fits_in(&f.kind));
        let Some(outer) = outer.filter(|&i| frames[i..].iter().all(|f| f.tag.is_some())) else {
            self.separate(at);
            return;
        };
        self.close_to(outer + 1, at);
        if matches!(kind, FrameKind::Cell(_)) && *self.kind() == FrameKind::Table {
            self.open(FrameKind::Row { part: self.table_part() }, at, Some(""));
        }
        if self.fits(at) {
            self.open(kind, at, Some(&tag.name));
        }
    }

    /// Ends the open row of the innermost HTML table, whose next rows are in a part of it.
    fn begin_table_part(&mut self, part: TablePart, at: usize) {
        let frames = self.frames();
        let table = frames.iter().rposition(|f| f.kind == FrameKind::Table);
        let Some(table) = table.filter(|&i| frames[i..].iter().all(|f| f.tag.is_some())) else { return };
        self.close_to(table + 1, at);
        self.top().parts.table.part = part;
    }

    /// Takes the alignment of `<col>`.
    fn declare_columns(&mut self, tag: &Tag) {
        let count = tag.get("span").and_then(|span| span.trim().parse().ok()).unwrap_or(1usize).clamp(1, MAX_COLUMNS);
        let align = alignment(tag).unwrap_or_default();
        if let Some(table) = self.table().filter(|table| !table.fixed_columns && table.align.len() < MAX_COLUMNS) {
            table.align.extend(std::iter::repeat_n(align, count));
        }
    }

    /// Keeps words apart that a tag without a place kept apart.
    fn separate(&mut self, at: usize) {
        if self.kind().holds_blocks() {
            return;
        }
        if self.open_for_block(at) {
            return;
        }
        self.push_text(" ", at..at);
    }

    fn close_tag(&mut self, name: &str, range: Range<usize>) {
        if matches!(name, "thead" | "tbody" | "tfoot") {
            self.begin_table_part(TablePart::Body, range.start);
            return;
        }
        let found = self.frames().iter().rposition(|f| f.tag.as_deref() != Some("") && !is_implicit(&f.kind));
        let mut at = found;
        while let Some(i) = at {
            let frame = &self.frames()[i];
            match &frame.tag {
                Some(tag) if tag == name => break,
                // An end tag reaches through inline tags, but an inline one not out of its block.
                Some(tag) if tag.is_empty() || !self.is_barrier(i, name) => at = i.checked_sub(1),
                None if is_implicit(&frame.kind) && is_block_name(name) => at = i.checked_sub(1),
                _ => at = None,
            }
        }
        let Some(i) = at else {
            if is_block_name(name) && self.frames().len() > self.container() + 1 {
                self.separate(range.start);
            }
            return;
        };
        self.close_to(i + 1, range.start);
        self.close(range.end, true);
        let wrapped = self
            .frames()
            .last()
            .is_some_and(|f| f.tag.as_deref() == Some("") && matches!(f.kind, FrameKind::Span { .. }));
        if wrapped {
            self.close(range.end, true);
        }
    }

    /// Returns true if an end tag of this name can't close through the frame at `i`.
    fn is_barrier(&self, i: usize, name: &str) -> bool {
        let kind = &self.frames()[i].kind;
        let container = kind.holds_blocks() || kind.is_leaf();
        container && !is_block_name(name)
    }

    fn html_image(&mut self, tag: &Tag, mut attrs: Attrs, range: Range<usize>) {
        let Some(path) = tag.get("src").filter(|s| !s.is_empty()) else {
            self.drop_tag(tag, range);
            return;
        };
        if let Some(title) = tag.get("title").filter(|title| !title.is_empty() && tag.get("alt").is_some()) {
            attrs.pairs.push(("title".to_owned(), title.to_owned()));
        }
        if let Some(width) = tag.get("width").filter(|width| !width.is_empty()) {
            // A bare number is in CSS pixels, of which an inch has 96.
            let pixels: Option<f64> = width.trim_end_matches("px").parse().ok().filter(|pixels| *pixels > 0.0);
            let width = pixels.map_or_else(|| width.to_owned(), |pixels| format!("{}pt", pixels * 0.75));
            attrs.pairs.push(("width".to_owned(), width));
        }
        // In HTML an empty alternative text marks an image as decorative, and a title replaces one that is missing.
        if tag.get("alt") == Some("") {
            attrs.classes.push("decorative".to_owned());
        }
        let (path, alt) = (path.to_owned(), tag.get("alt").or(tag.get("title")).unwrap_or_default().to_owned());
        self.push_image(path, alt, attrs, range);
    }

    fn drop_tag(&mut self, tag: &Tag, range: Range<usize>) {
        let span = self.source.span(range.clone());
        self.dropped.entry(tag.name.clone()).or_insert((0, span)).0 += 1;
        if html::is_raw(&tag.name) && !tag.self_closing && self.fits(range.start) {
            self.open_for_inline(range.start);
            self.open(FrameKind::Dropped, range.start, Some(&tag.name));
        }
    }
}

/// The most columns that `<col>` declares; bounds what few bytes can ask for.
const MAX_COLUMNS: usize = 1000;

/// The attributes of `<td>` and `<th>`.
fn cell_tag(tag: &Tag) -> CellTag {
    let count = |name: &str| tag.get(name).and_then(|count| count.trim().parse::<u32>().ok());
    let scope = match tag.get("scope").map(str::to_ascii_lowercase).as_deref() {
        Some("row" | "rowgroup") => Some(HeaderScope::Row),
        Some("col" | "colgroup") => Some(HeaderScope::Column),
        _ => None,
    };
    let covers = CellSpan { columns: count("colspan").unwrap_or(1).max(1), rows: count("rowspan").unwrap_or(1) };
    CellTag { is_header: tag.name == "th", scope, covers, align: alignment(tag) }
}

/// `align="right"`, or `text-align: right` in `style`.
fn alignment(tag: &Tag) -> Option<Align> {
    let style = tag.get("style").unwrap_or_default().to_ascii_lowercase();
    let declared = style.split(';').find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        (property.trim() == "text-align").then(|| value.trim().to_owned())
    });
    match declared.or_else(|| tag.get("align").map(str::to_ascii_lowercase)).as_deref() {
        Some("center") => Some(Align::Center),
        Some("right") => Some(Align::End),
        Some("left") => Some(Align::Left),
        Some("start") => Some(Align::Start),
        _ => None,
    }
}

fn is_implicit(kind: &FrameKind) -> bool {
    matches!(kind, FrameKind::Paragraph { implicit: true })
}

/// Returns true if an element of this name is a block or holds blocks.
fn is_block_name(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Returns true for elements that mark up text and have no meaning inside inline code.
fn is_inline_name(name: &str) -> bool {
    matches!(
        name,
        "abbr"
            | "a"
            | "b"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "tt"
            | "u"
            | "var"
    )
}
