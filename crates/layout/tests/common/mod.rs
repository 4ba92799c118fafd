//! A theme and set text made by hand, so that the tests of pages need neither a manifest nor a theme file.

use std::collections::BTreeMap;

use anthology_base::{Date, Diagnostics, Lang, Length, MemoryWorld, Slug, SourceMap, Span};
use anthology_typeset::{
    EpubOptions, FolioPlace, GroupRole, Matter, Metadata, MissingGlyphs, NotePlacement, PageTokens, ParagraphId,
    ParagraphStyle, Position, RectoOpenings, Run, RunStyle, SectionKind, SetBlock, SetBlockKind, SetCell, SetLink,
    SetNote, SetParagraph, SetSection, SetText, TextAlign, Theme,
};

pub(crate) fn pt(points: i64) -> Length {
    Length::from_pt(points)
}

/// Eleven on fourteen, 30 lines of 24 picas: figures that a test can count with.
pub(crate) fn theme() -> Theme {
    use ParagraphStyle as P;
    let mut diagnostics = Diagnostics::new();
    let (world, mut sources) = (MemoryWorld::new(), SourceMap::new());
    let mut theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut diagnostics).expect("a theme");
    theme.page =
        PageTokens { width: pt(396), height: pt(560), inner: pt(48), outer: pt(60), top: pt(70), bottom: pt(70) };
    for (kind, style) in &mut theme.styles {
        (style.size, style.leading) = (pt(11), pt(14));
        (style.indent, style.start, style.end) = (Length::ZERO, Length::ZERO, Length::ZERO);
        (style.above, style.below) = (Length::ZERO, Length::ZERO);
        match kind {
            P::Body => style.indent = pt(14),
            P::ChapterTitle | P::PartTitle | P::HalfTitle | P::BookTitle => {
                (style.size, style.leading) = (pt(18), pt(28));
                style.align = TextAlign::Start;
            }
            P::Heading2 | P::Heading3 | P::Heading4 => {
                style.align = TextAlign::Start;
                (style.above, style.below) = (pt(14), pt(6));
            }
            P::Note | P::Code | P::Caption | P::TableCell | P::TableHead => {
                (style.size, style.leading) = (pt(9), pt(11));
            }
            _ => {}
        }
    }
    let blocks = &mut theme.blocks;
    (blocks.chapter_sink, blocks.opening_below) = (pt(70), pt(28));
    (blocks.recto_openings, blocks.drop_cap, blocks.contents_leaders) = (RectoOpenings::Always, 0, true);
    (blocks.quote_start, blocks.quote_end, blocks.block_space) = (pt(14), pt(14), pt(7));
    (blocks.list_indent, blocks.verse_step) = (pt(14), pt(14));
    blocks.index_columns = 1;
    (blocks.float_space, blocks.note_rule, blocks.note_space) = (pt(14), pt(48), pt(14));
    theme.heads.style.align = TextAlign::Center;
    (theme.heads.style.size, theme.heads.baseline, theme.heads.folio_baseline) = (pt(9), pt(48), pt(525));
    (theme.heads.folio, theme.heads.rule) = (FolioPlace::Head, false);
    theme
}

/// A row of a table: a cell a column.
pub(crate) fn row(cells: impl IntoIterator<Item = SetParagraph>) -> Vec<SetCell> {
    SetCell::row(cells)
}

/// A book of sections.
pub(crate) fn book(sections: Vec<SetSection>) -> SetText {
    SetText {
        metadata: Metadata {
            title: "A Test".into(),
            subtitle: None,
            short_title: None,
            file_name: None,
            language: Lang::EN_GB,
            identifiers: vec!["urn:test".into()],
            contributors: Vec::new(),
            people: Vec::new(),
            publisher: None,
            rights: None,
            description: None,
            date: None,
            modified: Date::from_unix(0),
            series: None,
            subjects: Vec::new(),
            subject_codes: Vec::new(),
        },
        theme: theme(),
        names_authors: false,
        notes: NotePlacement::Foot,
        paragraph_numbers: 0,
        missing_glyphs: MissingGlyphs::Warn,
        epub: EpubOptions::default(),
        sections,
        images: Vec::new(),
    }
}

/// A chapter of blocks, under a title.
pub(crate) fn chapter(number: usize, blocks: Vec<SetBlock>, notes: Vec<SetNote>) -> SetSection {
    let title = format!("Chapter {number}");
    let heading = SetBlockKind::Heading { level: 1, paragraph: text(ParagraphStyle::ChapterTitle, &title) };
    let mut all = vec![block(SetBlockKind::Group { role: GroupRole::Opening, blocks: vec![block(heading)] })];
    all.extend(blocks);
    let mut section = SetSection {
        kind: SectionKind::Chapter(number),
        matter: Matter::Body,
        slug: Slug::from_text(&title),
        lang: Lang::EN_GB,
        depth: 0,
        opening: None,
        label: None,
        title: title.clone(),
        author: None,
        authors: Vec::new(),
        in_contents: true,
        running_heads: ["A Test".into(), title.into()],
        blocks: all,
        notes,
        former: BTreeMap::new(),
    };
    number_paragraphs(&mut section, number as u32);
    section
}

fn number_paragraphs(section: &mut SetSection, index: u32) {
    let mut next = 0;
    for block in section.blocks.iter_mut().chain(section.notes.iter_mut().flat_map(|n| &mut n.blocks)) {
        number_in(block, index, &mut next);
    }
}

fn number_in(block: &mut SetBlock, section: u32, next: &mut u32) {
    let mut one = |p: &mut SetParagraph| {
        p.id = ParagraphId { section, index: *next };
        *next += 1;
    };
    match &mut block.kind {
        SetBlockKind::Paragraph(p) | SetBlockKind::Heading { paragraph: p, .. } | SetBlockKind::SceneBreak(p) => one(p),
        SetBlockKind::Quote(blocks) | SetBlockKind::Group { blocks, .. } => {
            for block in blocks {
                number_in(block, section, next);
            }
        }
        SetBlockKind::List { items, .. } => {
            for block in items.iter_mut().flat_map(|i| &mut i.blocks) {
                number_in(block, section, next);
            }
        }
        _ => {}
    }
}

pub(crate) fn block(kind: SetBlockKind) -> SetBlock {
    SetBlock { kind, id: None, classes: Vec::new(), contents_title: None, lang: Lang::EN_GB, span: Span::default() }
}

pub(crate) fn paragraph(words: &str) -> SetBlock {
    block(SetBlockKind::Paragraph(text(ParagraphStyle::Body, words)))
}

pub(crate) fn heading(words: &str) -> SetBlock {
    block(SetBlockKind::Heading { level: 2, paragraph: text(ParagraphStyle::Heading2, words) })
}

fn run(end: usize, link: Option<u32>) -> Run {
    let position = if link.is_some() { Position::Super } else { Position::Normal };
    Run {
        end: end as u32,
        style: RunStyle { position, ..RunStyle::default() },
        lang: Lang::EN_GB,
        link,
        expansion: None,
        class: None,
        span: Span::default(),
    }
}

/// A paragraph. `[^3]` is the mark of the note with index 3.
pub(crate) fn text(style: ParagraphStyle, words: &str) -> SetParagraph {
    let mut p = SetParagraph::plain("", style, Lang::EN_GB);
    for (i, piece) in words.split("[^").enumerate() {
        let rest = match piece.split_once(']') {
            Some((note, rest)) if i > 0 => {
                let note: u32 = note.parse().expect("a note's index");
                p.text.push_str(&(note + 1).to_string());
                p.links.push(SetLink::Note(note));
                p.runs.push(run(p.text.len(), Some(p.links.len() as u32 - 1)));
                rest
            }
            _ => piece,
        };
        if !rest.is_empty() {
            p.text.push_str(rest);
            p.runs.push(run(p.text.len(), None));
        }
    }
    p
}

pub(crate) fn note(index: usize, words: &str) -> SetNote {
    SetNote {
        label: (index + 1).to_string(),
        id: format!("note-{}", index + 1),
        blocks: vec![block(SetBlockKind::Paragraph(text(ParagraphStyle::Note, words)))],
        called_from: ParagraphId::default(),
    }
}

/// Words without meaning, `count` of them, different for every seed.
pub(crate) fn words(count: usize, seed: u64) -> String {
    const WORDS: [&str; 24] = [
        "river", "of", "the", "morning", "a", "stone", "and", "lantern", "beside", "it", "was", "carried", "to",
        "harbour", "in", "quiet", "weather", "where", "nobody", "had", "asked", "for", "letters", "again",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = String::new();
    for i in 0..count {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if i > 0 {
            out.push(' ');
        }
        out.push_str(WORDS[(state >> 33) as usize % WORDS.len()]);
    }
    out.push('.');
    out
}
