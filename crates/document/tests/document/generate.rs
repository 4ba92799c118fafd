//! Chapters as the parser could have made them, and text rich in markup.

use anthology_base::{FileId, Span};
use anthology_document::{
    Align, Attrs, Block, BlockKind, Cell, CellSpan, Chapter, Definition, Epigraph, FrontMatter, HeaderScope, Headnote,
    HeadnotePlace, Image, Inline, InlineKind, LineRange, ListItem, Note, Permission, PermissionStatus, Publication,
    Question, Relation, Source, Stanza, Table, VerseLine,
};
use proptest::prelude::*;

pub(crate) fn inline(kind: InlineKind) -> Inline {
    Inline { kind, span: Span::default() }
}

fn block(kind: BlockKind) -> Block {
    Block { kind, attrs: Attrs::default(), span: Span::default() }
}

pub(crate) fn paragraph(content: Vec<Inline>) -> Block {
    block(BlockKind::Paragraph(content))
}

/// Text with everything that Markdown could misread.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zé]{1,6}",
        2 => Just(" ".to_owned()),
        2 => prop::sample::select(vec![
            "*", "**", "_", "__", "#", "## ", "-", "- ", "+ ", "1. ", "23) ", ">", "> ", ":::", "::: note", "+++", ": ",
            "|", "| a |", "[x] ", "[ ] ", "[", "]", "](", "[^1]", "[^1]: ", "~", "~~", "^", "&amp;", "&", "&#", "`", "```",
            "~~~", "{", "}", "{.a}", "<", "<b>", "</b>", "<!--", "\\", "\"", "'", "...", "--", "---", "***", "===", "$",
            "!", "![", "(", ")", "[a]", "[a](b)", "[a]: b", "http://a.b", "<http://a.b>", "\t", "\u{a0}", ".", "=", "“", "—", "  ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn word() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9-]{0,5}"
}

fn attrs() -> impl Strategy<Value = Attrs> {
    (
        prop::option::of(word()),
        prop::collection::vec("[a-z]{1,5}", 0..3),
        prop::option::of(prop::sample::select(vec!["fr", "de", "en-GB"])),
        prop::collection::vec(("[b-k]{1,4}", prop_oneof![Just("60%".to_owned()), text()]), 0..2),
    )
        .prop_map(|(id, classes, lang, pairs)| Attrs {
            id,
            classes,
            lang: lang.map(|l| l.parse().unwrap()),
            pairs,
        })
}

fn some_attrs() -> impl Strategy<Value = Attrs> {
    attrs().prop_filter("empty", |a| !a.is_empty())
}

fn image(alt_attrs: impl Strategy<Value = Attrs>) -> impl Strategy<Value = Image> {
    (target(), text(), alt_attrs).prop_map(|(path, alt, attrs)| Image { path, alt, attrs, span: Span::default() })
}

fn target() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("other.md#id".to_owned()),
        Just("https://a.b/c?d=e&f=(g)#h".to_owned()),
        Just("a b.png".to_owned()),
        Just(String::new()),
        "[a-z<>()&;\\\\*_|]{1,6}",
    ]
}

/// A tree as the parser leaves it: no empty or neighbouring texts, no white space or line ends at the ends of lines.
fn canonical(list: Vec<Inline>, line: Line) -> Vec<Inline> {
    let mut list = level(list, line);
    while matches!(list.first().map(|i| &i.kind), Some(InlineKind::SoftBreak | InlineKind::HardBreak)) {
        list.remove(0);
    }
    if let Some(InlineKind::Text(text)) = list.first_mut().map(|i| &mut i.kind) {
        *text = text.trim_start_matches([' ', '\t']).to_owned();
    }
    if let Some(InlineKind::Text(text)) = list.last_mut().map(|i| &mut i.kind) {
        *text = text.trim_end_matches([' ', '\t']).to_owned();
    }
    let before = list.len();
    list.retain(|i| !matches!(&i.kind, InlineKind::Text(t) if t.is_empty()));
    if list.len() < before { canonical(list, line) } else { list }
}

fn level(list: Vec<Inline>, line: Line) -> Vec<Inline> {
    let is_break =
        |i: Option<&Inline>| matches!(i.map(|i| &i.kind), Some(InlineKind::SoftBreak | InlineKind::HardBreak));
    let mut out: Vec<Inline> = Vec::new();
    for mut i in list {
        if let Some(content) = i.kind.content_mut() {
            *content = canonical_ends(level(std::mem::take(content), line));
            if content.is_empty() && !matches!(i.kind, InlineKind::Link { .. }) {
                continue;
            }
        }
        match &mut i.kind {
            InlineKind::SoftBreak if line != Line::Many => i.kind = InlineKind::Text(" ".to_owned()),
            InlineKind::HardBreak if line == Line::Verse => i.kind = InlineKind::Text(" ".to_owned()),
            _ => {}
        }
        let after_break = is_break(out.last());
        if is_break(Some(&i)) {
            if after_break || out.is_empty() {
                continue;
            }
            if let Some(InlineKind::Text(text)) = out.last_mut().map(|i| &mut i.kind) {
                *text = text.trim_end_matches([' ', '\t']).to_owned();
                if text.is_empty() {
                    continue;
                }
            }
        }
        match (out.last_mut().map(|i| &mut i.kind), &mut i.kind) {
            (Some(InlineKind::Text(a)), InlineKind::Text(b))
            | (Some(InlineKind::Verbatim(a)), InlineKind::Verbatim(b))
            | (Some(InlineKind::Code(a)), InlineKind::Code(b)) => {
                a.push_str(b);
                continue;
            }
            (_, InlineKind::Text(text)) if after_break => {
                *text = text.trim_start_matches([' ', '\t']).to_owned();
                if text.is_empty() {
                    continue;
                }
            }
            _ => {}
        }
        out.push(i);
    }
    out = canonical_ends(out);
    // A backslash that only keeps a line from beginning a list isn't verbatim.
    let mut at_start = true;
    for n in 0..out.len() {
        let spaced = match out.get(n + 1).map(|i| &i.kind) {
            None | Some(InlineKind::SoftBreak | InlineKind::HardBreak) => true,
            Some(InlineKind::Text(t)) => t.starts_with([' ', '\t']),
            _ => false,
        };
        let number = matches!(&out[n].kind, InlineKind::Text(t) if t.bytes().all(|b| b.is_ascii_digit()));
        if let InlineKind::Verbatim(v) = &mut out[n].kind
            && (at_start && v.starts_with('-') || v.starts_with('.'))
            && (v.len() == 1 && spaced)
        {
            *v = "\"".to_owned();
        }
        at_start = matches!(out[n].kind, InlineKind::SoftBreak | InlineKind::HardBreak) || number && at_start;
    }
    out
}

fn canonical_ends(mut out: Vec<Inline>) -> Vec<Inline> {
    while matches!(out.last().map(|i| &i.kind), Some(InlineKind::SoftBreak | InlineKind::HardBreak)) {
        out.pop();
    }
    out.retain(|i| !matches!(&i.kind, InlineKind::Text(t) if t.is_empty()));
    out
}

#[derive(Clone, Copy, PartialEq)]
enum Line {
    Many,
    One,
    Verse,
}

fn inlines(line: Line) -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        8 => text().prop_map(InlineKind::Text),
        1 => "[\"'.-]{1,3}".prop_map(InlineKind::Verbatim),
        1 => "[a-z` |*\\\\<]{1,6}".prop_filter("blank code", |c| !c.trim().is_empty()).prop_map(InlineKind::Code),
        1 => Just(InlineKind::SoftBreak),
        1 => Just(InlineKind::HardBreak),
        1 => image(attrs()).prop_map(InlineKind::Image),
        1 => (0..2usize).prop_map(InlineKind::NoteMark),
    ]
    .prop_map(inline);
    let tree = leaf.prop_recursive(3, 16, 4, |inner| {
        let content = prop::collection::vec(inner, 1..4);
        prop_oneof![
            3 => content.clone().prop_map(InlineKind::Emphasis),
            3 => content.clone().prop_map(InlineKind::Strong),
            1 => content.clone().prop_map(InlineKind::Strikethrough),
            1 => content.clone().prop_map(InlineKind::Superscript),
            1 => content.clone().prop_map(InlineKind::Subscript),
            1 => "[a-z0-9+]{1,3}".prop_map(|t| InlineKind::Superscript(vec![inline(InlineKind::Text(t))])),
            1 => "[a-z0-9+]{1,3}".prop_map(|t| InlineKind::Subscript(vec![inline(InlineKind::Text(t))])),
            1 => content.clone().prop_map(InlineKind::Cite),
            1 => (text(), content.clone()).prop_map(|(title, content)| InlineKind::Abbreviation { title, content }),
            2 => (some_attrs(), content.clone()).prop_map(|(attrs, content)| InlineKind::Span { attrs, content }),
            2 => (target(), attrs(), content).prop_map(|(target, attrs, content)| InlineKind::Link {
                target,
                attrs,
                content: without_links(content),
            }),
        ]
        .prop_map(inline)
    });
    prop::collection::vec(tree, 1..5)
        .prop_map(move |list| canonical(list, line))
        .prop_filter("empty or a figure", |list| !list.is_empty() && !has_figure(list))
}

/// True if an image has a line to itself: it is read as a figure.
fn has_figure(list: &[Inline]) -> bool {
    let is_image = |line: &[Inline]| matches!(line, [Inline { kind: InlineKind::Image(_), .. }]);
    list.split(|i| matches!(i.kind, InlineKind::SoftBreak | InlineKind::HardBreak)).any(is_image)
}

fn without_links(list: Vec<Inline>) -> Vec<Inline> {
    list.into_iter()
        .flat_map(|mut i| {
            if let InlineKind::Link { content, .. } = i.kind {
                return without_links(content);
            }
            if let InlineKind::NoteMark(_) = i.kind {
                return Vec::new();
            }
            if let Some(content) = i.kind.content_mut() {
                *content = without_links(std::mem::take(content));
            }
            vec![i]
        })
        .collect()
}

fn table() -> impl Strategy<Value = Table> {
    (1..4usize, 0..3usize).prop_flat_map(|(columns, rows)| {
        let row = || {
            prop::collection::vec(
                prop_oneof![3 => inlines(Line::One), 1 => Just(Vec::new())]
                    .prop_map(|content| Cell::of(content, Span::default())),
                columns,
            )
        };
        let align = prop::sample::select(vec![Align::Start, Align::Center, Align::End, Align::Left]);
        (
            prop::collection::vec(align, columns),
            row(),
            prop::collection::vec(row(), rows),
            prop::option::of(inlines(Line::Many)),
        )
            .prop_map(|(align, head, rows, caption)| {
                let head = if head.iter().all(|c| c.blocks.is_empty()) { Vec::new() } else { vec![head] };
                Table { align, head, rows, caption }
            })
    })
}

/// A table with cells of any blocks that cover several rows and columns.
fn rich_table(blocks: impl Strategy<Value = Vec<Block>> + 'static) -> impl Strategy<Value = Option<Table>> {
    let scope = prop::sample::select(vec![None, None, None, Some(HeaderScope::Row), Some(HeaderScope::Column)]);
    let align = prop::sample::select(vec![None, None, Some(Align::Start), Some(Align::Center), Some(Align::End)]);
    let cell =
        (prop_oneof![3 => Just(None), 1 => blocks.prop_map(Some)], inlines(Line::One), 1..4u32, 1..4u32, scope, align)
            .prop_map(|(blocks, text, columns, rows, header, align)| {
                let cell = match blocks {
                    // One paragraph is text on a line, and an image in a paragraph is no figure.
                    Some(blocks) if !matches!(blocks.as_slice(), [Block { kind: BlockKind::Paragraph(_), .. }]) => {
                        Cell { blocks, ..Cell::default() }
                    }
                    _ => Cell::of(text, Span::default()),
                };
                Cell { covers: CellSpan { columns, rows }, header, align, ..cell }
            })
            .boxed();
    let rows = |count| prop::collection::vec(prop::collection::vec(cell.clone(), 1..4), count);
    (rows(0..2), rows(1..4), prop::option::of(inlines(Line::Many))).prop_map(|(mut head, mut rows, caption)| {
        head.iter_mut().flatten().for_each(|cell| cell.header = None);
        // A first row of header cells alone would be the head.
        rows.iter_mut().take(1).flatten().take(1).for_each(|cell| cell.header = None);
        Table::from_rows(head, rows, caption)
    })
}

fn figure() -> impl Strategy<Value = Block> {
    let caption = prop_oneof![
        Just(Vec::new()),
        text().prop_filter_map("blank", |t| {
            let t = t.trim().to_owned();
            (!t.is_empty()).then(|| vec![paragraph(vec![inline(InlineKind::Text(t))])])
        }),
        prop::collection::vec(inlines(Line::Many).prop_map(paragraph), 1..3),
    ];
    (image(attrs()), attrs(), caption).prop_map(|(mut image, attrs, caption)| {
        image.attrs.id = image.attrs.id.filter(|_| attrs.id.is_some());
        image.attrs.lang = image.attrs.lang.filter(|_| attrs.lang.is_some());
        Block { kind: BlockKind::Figure { image, caption }, attrs, span: Span::default() }
    })
}

fn verse() -> impl Strategy<Value = Vec<Stanza>> {
    let line = (0..6u8, inlines(Line::Verse), attrs()).prop_map(|(indent, content, attrs)| VerseLine {
        indent,
        content,
        attrs,
        span: Span::default(),
    });
    let line = line.prop_filter("spaces at the ends", |l| {
        let plain = anthology_document::plain_text(&l.content);
        !plain.starts_with([' ', '\t', '\u{a0}']) && !plain.ends_with([' ', '\t']) && !plain.is_empty()
    });
    let stanza = prop::collection::vec(line, 1..3).prop_map(|lines| Stanza { lines });
    prop::collection::vec(stanza, 1..3)
}

fn code() -> impl Strategy<Value = BlockKind> {
    let line = prop_oneof![Just(String::new()), text(), Just("```".to_owned()), Just("  ~~~~".to_owned())];
    (prop_oneof![Just(String::new()), "[a-z`]{1,4}"], prop::collection::vec(line, 0..4)).prop_map(|(info, lines)| {
        let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
        BlockKind::Code { info, text }
    })
}

fn simple_block() -> impl Strategy<Value = Block> {
    prop_oneof![
        6 => inlines(Line::Many).prop_map(paragraph),
        1 => (inlines(Line::Many), attrs()).prop_map(|(content, attrs)| Block { attrs, ..paragraph(content) }),
        1 => (1..7u8, inlines(Line::One), attrs()).prop_map(|(level, content, attrs)| Block {
            kind: BlockKind::Heading { level, content },
            attrs,
            span: Span::default()
        }),
        1 => (code(), attrs()).prop_map(|(kind, mut attrs)| {
            if matches!(&kind, BlockKind::Code { info, .. } if info.is_empty()) {
                attrs.classes.clear();
            }
            Block { kind, attrs, span: Span::default() }
        }),
        1 => (table(), attrs()).prop_map(|(table, attrs)| Block { kind: BlockKind::Table(table), attrs, span: Span::default() }),
        1 => figure(),
        1 => (verse(), attrs()).prop_map(|(stanzas, attrs)| Block {
            kind: BlockKind::Verse(stanzas),
            attrs,
            span: Span::default()
        }),
        1 => Just(block(BlockKind::SceneBreak)),
    ]
}

fn list(items: Vec<(Option<bool>, Vec<Block>)>, start: Option<u64>, tight: bool) -> BlockKind {
    let mut tight = tight;
    let items: Vec<ListItem> = items
        .into_iter()
        .map(|(task, blocks)| {
            let task = task.filter(|_| matches!(blocks.first().map(|b| &b.kind), Some(BlockKind::Paragraph(_))));
            ListItem { task, blocks, span: Span::default() }
        })
        .collect();
    let mut items = items;
    let paragraphs = items.iter().flat_map(|i| &i.blocks).any(|b| matches!(b.kind, BlockKind::Paragraph(_)));
    if items.iter().any(|i| i.blocks.len() != 1) {
        // Without a paragraph nothing shows whether a list is loose.
        tight = false;
        if !paragraphs {
            items[0].blocks.push(paragraph(vec![inline(InlineKind::Text("loose".to_owned()))]));
        }
    } else if !paragraphs || items.len() == 1 {
        tight = true;
    }
    // The blank lines in these are the list's.
    let spacious = |b: &Block| {
        matches!(
            b.kind,
            BlockKind::Div { .. }
                | BlockKind::Verse(_)
                | BlockKind::Figure { .. }
                | BlockKind::Table(_)
                | BlockKind::Definitions(_)
        )
    };
    if items.iter().flat_map(|i| &i.blocks).any(spacious) {
        tight = items.len() == 1 && items[0].blocks.len() == 1;
    }
    BlockKind::List { start, tight, items }
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let tree = simple_block().prop_recursive(3, 12, 3, |inner| {
        let content = prop::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            content.clone().prop_map(|b| block(BlockKind::Quote(b))),
            (rich_table(content.clone()), attrs()).prop_filter_map("no cell", |(table, attrs)| {
                Some(Block { kind: BlockKind::Table(table?), attrs, span: Span::default() })
            }),
            (
                prop::collection::vec((prop::option::of(any::<bool>()), content.clone()), 1..4),
                prop::option::of(prop_oneof![Just(1u64), 0..99u64]),
                any::<bool>()
            )
                .prop_map(|(items, start, tight)| block(list(items, start, tight))),
            prop::collection::vec((inlines(Line::One), prop::collection::vec(content.clone(), 1..3)), 1..3).prop_map(
                |list| {
                    let definitions =
                        list.into_iter().map(|(term, details)| Definition { term, details, span: Span::default() });
                    block(BlockKind::Definitions(definitions.collect()))
                }
            ),
            ("[a-z]{3,4}", attrs(), content).prop_map(|(name, attrs, blocks)| Block {
                kind: BlockKind::Div { name, blocks },
                attrs,
                span: Span::default()
            }),
        ]
    });
    prop::collection::vec(tree, 1..4).prop_map(|mut blocks| {
        join_definitions(&mut blocks);
        blocks
    })
}

/// Two definition lists with nothing between them are one.
fn join_definitions(blocks: &mut Vec<Block>) {
    let mut joined: Vec<Block> = Vec::new();
    for mut block in std::mem::take(blocks) {
        match &mut block.kind {
            BlockKind::Quote(inner) | BlockKind::Div { blocks: inner, .. } => join_definitions(inner),
            BlockKind::List { items, .. } => items.iter_mut().for_each(|i| join_definitions(&mut i.blocks)),
            BlockKind::Definitions(list) => list.iter_mut().flat_map(|d| &mut d.details).for_each(join_definitions),
            BlockKind::Table(table) => table.cells_mut().for_each(|cell| join_definitions(&mut cell.blocks)),
            _ => {}
        }
        if let (Some(BlockKind::Definitions(a)), BlockKind::Definitions(b)) =
            (joined.last_mut().map(|b| &mut b.kind), &mut block.kind)
        {
            a.append(b);
        } else {
            joined.push(block);
        }
    }
    *blocks = joined;
}

fn publication(source: &Source) -> Publication {
    Publication { within: source.title.clone(), year: Some("c. 1390".to_owned()), ..Publication::default() }
}

fn permission(source: &Source) -> Permission {
    match (&source.author, source.relation) {
        (None, Relation::Reprint) => Permission { wording: Some("By leave".to_owned()), ..Permission::default() },
        (None, _) => Permission { status: PermissionStatus::PublicDomain, ..Permission::default() },
        (holder, _) => Permission {
            status: PermissionStatus::Licence,
            holder: holder.clone(),
            licence: Some("CC BY 4.0".to_owned()),
            date: "2024-03-01".parse().ok(),
            ..Permission::default()
        },
    }
}

fn front() -> impl Strategy<Value = FrontMatter> {
    let source = (text(), prop::option::of(text()), any::<bool>()).prop_map(|(title, author, answers)| Source {
        relation: if answers { Relation::Answers } else { Relation::Reprint },
        title: Some(title),
        author,
        lines: answers.then_some(LineRange { first: 1, last: 41 }),
        ..Source::default()
    });
    // These are Markdown: a reference in them calls one of the chapter's notes and decides its number.
    let markdown = || text().prop_map(|text| text.replace("[^", "[ "));
    (
        markdown(),
        prop::option::of(markdown()),
        prop::collection::vec(markdown(), 0..2),
        prop::collection::vec(source, 0..2),
    )
        .prop_map(|(title, other, questions, source)| FrontMatter {
            title,
            subtitle: other.clone(),
            date: other.as_ref().and(Some("2012-02".parse().unwrap())),
            language: other.as_ref().and(Some("en-GB".parse().unwrap())),
            numbered: other.as_ref().map(|o| o.len() > 3),
            epigraph: other.map(|text| Epigraph { text, source: None, language: None }),
            authors: questions.iter().map(|_| "Ann Other".to_owned()).collect(),
            themes: source.iter().map(|_| "work".to_owned()).collect(),
            first_published: source.iter().map(publication).collect(),
            headnote: source.first().map(|source| Headnote {
                text: "First.\n\nSecond.".to_owned(),
                place: match source.relation {
                    Relation::Answers => HeadnotePlace::BeforeTitle,
                    _ => HeadnotePlace::AfterTitle,
                },
            }),
            permission: source.first().map(permission),
            questions: (questions.into_iter().enumerate())
                .map(|(number, text)| Question { text, passage: (number > 0).then(|| "trust.4a".parse().unwrap()) })
                .collect(),
            source,
            ..FrontMatter::default()
        })
}

/// A chapter with two notes, if it has marks for them.
pub(crate) fn chapter() -> impl Strategy<Value = Chapter> {
    let note = || prop::collection::vec(simple_block(), 1..3);
    (prop_oneof![Just(FrontMatter::default()), front()], blocks(), note(), note()).prop_map(|(front, blocks, a, b)| {
        let file = FileId(0);
        let mut chapter = Chapter { file, front, front_span: Span::default(), blocks, notes: Vec::new() };
        for (label, blocks) in [("1", a), ("zwei", b)] {
            chapter.notes.push(Note { label: label.to_owned(), blocks, span: Span::default() });
        }
        number_notes(&mut chapter);
        chapter
    })
}

/// Makes the first mark call the first note, leaves notes without marks of their own, and drops uncalled ones.
fn number_notes(chapter: &mut Chapter) {
    let mut order: Vec<usize> = Vec::new();
    for_marks(&mut chapter.blocks, &mut |mark| {
        if !order.contains(mark) {
            order.push(*mark);
        }
        *mark = order.iter().position(|o| o == mark).unwrap();
        true
    });
    let notes = std::mem::take(&mut chapter.notes);
    for n in order {
        let mut note = notes[n].clone();
        for_marks(&mut note.blocks, &mut |_| false);
        chapter.notes.push(note);
    }
}

fn for_marks(blocks: &mut Vec<Block>, visit: &mut dyn FnMut(&mut usize) -> bool) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => inline_marks(content, visit),
            BlockKind::Quote(blocks) | BlockKind::Div { blocks, .. } | BlockKind::Figure { caption: blocks, .. } => {
                for_marks(blocks, visit);
            }
            BlockKind::List { items, .. } => items.iter_mut().for_each(|i| for_marks(&mut i.blocks, visit)),
            BlockKind::Definitions(definitions) => {
                for d in definitions {
                    inline_marks(&mut d.term, visit);
                    d.details.iter_mut().for_each(|b| for_marks(b, visit));
                }
            }
            BlockKind::Table(table) => {
                if let Some(caption) = &mut table.caption {
                    inline_marks(caption, visit);
                }
                table.cells_mut().for_each(|cell| for_marks(&mut cell.blocks, visit));
            }
            BlockKind::Verse(stanzas) => {
                stanzas.iter_mut().flat_map(|s| &mut s.lines).for_each(|l| inline_marks(&mut l.content, visit));
            }
            BlockKind::Code { .. } | BlockKind::SceneBreak => {}
        }
    }
}

/// A mark that is refused becomes text.
fn inline_marks(inlines: &mut Vec<Inline>, visit: &mut dyn FnMut(&mut usize) -> bool) {
    for i in inlines {
        if let InlineKind::NoteMark(mark) = &mut i.kind {
            if !visit(mark) {
                i.kind = InlineKind::Cite(vec![inline(InlineKind::Text("mark".to_owned()))]);
            }
        } else if let Some(content) = i.kind.content_mut() {
            inline_marks(content, visit);
        }
    }
}

/// Any text at all, most of it markup.
pub(crate) fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => text(),
        2 => Just("\n".to_owned()),
        1 => Just("\n\n".to_owned()),
        1 => prop::sample::select(vec![
            "\n::: verse\n", "\n::: {.note #a}\n", "\n:::\n", "\n> ", "\n- ", "\n    ", "\n| a | b |\n|---|---|\n", "[^1]",
            "\n[^1]: ", "\n: ", "<blockquote>", "</blockquote>", "<table><tr><td>", "<figure>", "<img src=a alt=b>", "<p>",
            "<em>", "</em>", "<sup>", "<script>", "]{.a}", "{#b}", "![a](b \"c\")", "\r\n", "\u{0}", "<br>", "<!-- x -->", "<li>", "<ul>",
        ])
        .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}
