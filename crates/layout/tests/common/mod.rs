//! A theme and set text made by hand, so that the tests of pages need neither a manifest nor a theme file.

use anthology_base::{Date, Lang, Length, Slug, Span};
use anthology_typeset::{
    Anchor, BlockTokens, EpubOptions, FolioPlace, FontTokens, GroupRole, HeadTokens, LabelForm, Matter, Metadata,
    MicroTokens, MissingGlyphs, NotePlacement, PageTokens, ParagraphId, ParagraphStyle, Position, Print, Run, RunStyle,
    SectionKind, SetBlock, SetBlockKind, SetLink, SetNote, SetParagraph, SetSection, SetText, TextAlign, TextStyle,
    Theme,
};

pub(crate) fn pt(points: i64) -> Length {
    Length::from_pt(points)
}

fn style(size: i64, leading: i64) -> TextStyle {
    TextStyle {
        family: Default::default(),
        size: pt(size),
        leading: pt(leading),
        align: TextAlign::Justify,
        bold: false,
        semibold: false,
        italic: false,
        small_caps: false,
        uppercase: false,
        tracking: 0,
        figures: Default::default(),
        indent: Length::ZERO,
        start: Length::ZERO,
        end: Length::ZERO,
        above: Length::ZERO,
        below: Length::ZERO,
        hyphenate: true,
        keep_with_next: false,
        keep_together: false,
    }
}

/// Eleven on fourteen, 30 lines of 24 picas.
pub(crate) fn theme() -> Theme {
    use ParagraphStyle as P;
    let styles = P::ALL
        .into_iter()
        .map(|kind| {
            let mut s = style(11, 14);
            match kind {
                P::Body => s.indent = pt(14),
                P::ChapterTitle | P::PartTitle | P::HalfTitle | P::BookTitle => {
                    s = style(18, 28);
                    s.align = TextAlign::Start;
                    s.hyphenate = false;
                }
                P::Heading2 | P::Heading3 | P::Heading4 => {
                    s.align = TextAlign::Start;
                    s.italic = true;
                    s.hyphenate = false;
                    (s.above, s.below) = (pt(14), pt(6));
                }
                P::Note | P::Code | P::Caption | P::TableCell | P::TableHead => s = style(9, 11),
                P::SceneBreak => s.align = TextAlign::Center,
                _ => {}
            }
            (kind, s)
        })
        .collect();
    let mut head = style(9, 14);
    head.align = TextAlign::Center;
    Theme {
        name: "test".into(),
        description: "for tests".into(),
        page: PageTokens { width: pt(396), height: pt(560), inner: pt(48), outer: pt(60), top: pt(70), bottom: pt(70) },
        fonts: FontTokens {
            text: "Libertinus Serif".into(),
            heading: "Libertinus Serif".into(),
            mono: "DejaVu Sans Mono".into(),
        },
        styles,
        blocks: BlockTokens {
            chapter_sink: pt(70),
            opening_below: pt(28),
            recto_openings: true,
            chapter_label: LabelForm::Arabic,
            drop_cap: 0,
            small_caps_opening: false,
            scene_break: String::new(),
            quote_start: pt(14),
            quote_end: pt(14),
            block_space: pt(7),
            list_indent: pt(14),
            verse_step: pt(14),
            float_space: pt(14),
            note_rule: pt(48),
            note_space: pt(14),
            rule: Length::from_millipt(500),
            contents_leaders: true,
        },
        heads: HeadTokens {
            style: head,
            baseline: pt(48),
            folio_baseline: pt(525),
            folio: FolioPlace::Head,
            rule: false,
        },
        micro: MicroTokens {
            expansion: 20,
            letter_space: 8,
            protrusion: true,
            emergency_stretch: 500,
            hyphen_penalty: 50,
            line_penalty: 10,
            double_hyphen: 100_000,
            final_hyphen: 50_000,
            fitness: 10_000,
            tolerance: 200,
        },
    }
}

/// A book of sections.
pub(crate) fn book(sections: Vec<SetSection>) -> SetText {
    SetText {
        metadata: Metadata {
            title: "A Test".into(),
            subtitle: None,
            language: Lang::EN_GB,
            identifiers: vec!["urn:test".into()],
            contributors: Vec::new(),
            publisher: None,
            rights: None,
            description: None,
            date: None,
            modified: Date::from_unix(0),
            series: None,
            subjects: Vec::new(),
        },
        theme: theme(),
        notes: NotePlacement::Foot,
        paragraph_numbers: false,
        missing_glyphs: MissingGlyphs::Warn,
        print: Print::default(),
        epub: EpubOptions { cover: None, embed_fonts: false, soft_hyphens: true, certifier: None },
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
        label: None,
        title: title.clone(),
        author: None,
        in_contents: true,
        running_heads: ["A Test".into(), title],
        blocks: all,
        notes,
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
    SetBlock { kind, id: None, classes: Vec::new(), lang: Lang::EN_GB, span: Span::default() }
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
        span: Span::default(),
    }
}

/// A paragraph. `[^3]` is the mark of the note with index 3.
pub(crate) fn text(style: ParagraphStyle, words: &str) -> SetParagraph {
    let mut p = SetParagraph {
        id: ParagraphId::default(),
        style,
        lang: Lang::EN_GB,
        text: String::new(),
        runs: Vec::new(),
        hyphens: Vec::new(),
        objects: Vec::new(),
        links: Vec::new(),
        ids: Vec::new(),
        address: None,
        span: Span::default(),
    };
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

pub(crate) fn anchor(section: &str) -> Anchor {
    Anchor { section: Slug::from_text(section), id: None }
}
