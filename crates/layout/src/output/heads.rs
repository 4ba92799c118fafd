//! Running heads and folios.

use anthology_base::{Diagnostic, Length};
use anthology_typeset::{
    FolioPlace, ParagraphStyle, RunningHead, SectionKind, SetParagraph, SetSection, TextAlign, TextStyle,
};

use crate::output::context::EmitContext;
use crate::page::{Artifact, Item, ItemKind, Page, Rect, Tag};
use crate::paragraph::line::{LineRun, Measure};

/// The running heads of a section's pages, set once.
pub(crate) struct Heads {
    /// Verso and recto.
    lines: [HeadLine; 2],
}

/// What is found out about heads while they are set.
pub(crate) type HeadFindings = Vec<Diagnostic>;

/// A line that isn't part of the text.
#[derive(Default)]
pub(crate) struct HeadLine {
    runs: Vec<LineRun>,
    pub(crate) width: Length,
}

/// Sets text on one line.
pub(crate) fn head_line(context: EmitContext<'_>, section: &SetSection, text: &str, style: &TextStyle) -> HeadLine {
    if text.is_empty() {
        return HeadLine::default();
    }
    let mut style = style.clone();
    style.align = TextAlign::Start;
    style.indent = Length::ZERO;
    style.hyphenate = false;
    let paragraph = SetParagraph::plain(text, ParagraphStyle::Body, section.lang);
    let measure = Measure { width: Length::from_pt(20_000), indent: Length::ZERO, notch: None };
    let line = context.setter.best(&paragraph, &style, &measure, context.folios).into_iter().next();
    let Some(mut line) = line else { return HeadLine::default() };
    if section.lang.is_rtl() {
        // It was set from the far right.
        line.runs.iter_mut().for_each(|run| run.glyphs.x -= measure.width - line.width);
    }
    HeadLine { width: line.width, runs: line.runs }
}

/// A section's pages are display pages, without running heads and folios: those of parts, and sections that the
/// contents don't list, except the contents themselves.
pub(crate) fn display(section: &SetSection) -> bool {
    matches!(section.kind, SectionKind::Part { .. }) || !section.in_contents && section.kind != SectionKind::Contents
}

impl Heads {
    /// Sets the heads of a section. Those that have no room are reported.
    pub(crate) fn new(context: EmitContext<'_>, section: &SetSection, found: &mut HeadFindings) -> Self {
        let style = &context.text.theme.heads.style;
        let room = {
            let page = &context.text.theme.page;
            page.width - page.inner - page.outer - style.size * 8
        };
        let lines = section.running_heads.each_ref().map(|head| {
            fitted(context, section, head, style, room).unwrap_or_else(|| {
                found.extend(too_long(head));
                cut(context, section, &head.text, style, room)
            })
        });
        Self { lines }
    }

    /// Adds head and folio to page `index` of its section.
    pub(crate) fn add(
        &self,
        page: &mut Page,
        context: EmitContext<'_>,
        section: &SetSection,
        index: usize,
        recto: bool,
        left: Length,
    ) {
        if display(section) {
            return;
        }
        let tokens = &context.text.theme.heads;
        let column = {
            let p = &context.text.theme.page;
            p.width - p.inner - p.outer
        };
        let folio = head_line(context, section, &page.label, &tokens.style);
        let spine_left = context.spine_left(recto);
        let outer = |width: Length| if spine_left { left + column - width } else { left };
        let centred = |width: Length| left + (column - width) / 2;
        let head = &self.lines[usize::from(recto)];
        let head_x = match tokens.style.align {
            TextAlign::Center => centred(head.width),
            // At the spine, across from the folio; with the folio at the foot, at the fore-edge.
            _ if tokens.folio == FolioPlace::Head && !spine_left => left + column - head.width,
            _ if tokens.folio == FolioPlace::Head => left,
            _ => outer(head.width),
        };
        if index == 0 {
            let x = match tokens.folio {
                FolioPlace::FootOuter => outer(folio.width),
                FolioPlace::Head | FolioPlace::FootCenter => centred(folio.width),
            };
            if context.proof {
                place(page, head, head_x, tokens.baseline, Artifact::Header);
            }
            place(page, &folio, x, tokens.folio_baseline, Artifact::Footer);
            return;
        }
        place(page, head, head_x, tokens.baseline, Artifact::Header);
        match tokens.folio {
            FolioPlace::Head => place(page, &folio, outer(folio.width), tokens.baseline, Artifact::Header),
            FolioPlace::FootCenter => {
                place(page, &folio, centred(folio.width), tokens.folio_baseline, Artifact::Footer)
            }
            FolioPlace::FootOuter => place(page, &folio, outer(folio.width), tokens.folio_baseline, Artifact::Footer),
        }
        if tokens.rule {
            let height = context.text.theme.blocks.rule;
            let rect = Rect { x: left, y: tokens.baseline + tokens.style.size * 2 / 5, width: column, height };
            page.items.push(Item { kind: ItemKind::Rule(rect), tag: Tag::Artifact(Artifact::Header) });
        }
    }
}

/// The finding about a head that has no room.
fn too_long(head: &RunningHead) -> Option<Diagnostic> {
    let message = format!("the running head `{}` has no room over the page; it ends with an ellipsis", head.text);
    let mut finding = Diagnostic::warning("long-title", message);
    finding.span = head.span;
    Some(finding.hint("add a short-title: to the chapter's front matter, or to [book] for the book's title"))
}

/// A running head that fits beside the folio: the text, else with less tracking, else without what follows its first
/// colon or semicolon, else what stands there instead. `None` where none of them fits.
fn fitted(
    context: EmitContext<'_>,
    section: &SetSection,
    head: &RunningHead,
    style: &TextStyle,
    room: Length,
) -> Option<HeadLine> {
    let text = head.text.as_str();
    let closer = TextStyle { tracking: style.tracking / 2, ..style.clone() };
    let fits = |text: &str, style: &TextStyle| {
        let line = head_line(context, section, text, style);
        (line.width <= room).then_some(line)
    };
    let parts = [": ", "; ", "\u{a0}: ", "\u{a0}; ", "\u{202f}; ", "：", "；"]
        .into_iter()
        .filter_map(|mark| text.split_once(mark))
        .map(|(title, _)| title.trim_end());
    let whole = fits(text, style).or_else(|| fits(text, &closer));
    whole
        .or_else(|| parts.filter(|title| !title.is_empty()).find_map(|title| fits(title, style)))
        .or_else(|| head.instead.as_deref().and_then(|instead| fits(instead, style).or_else(|| fits(instead, &closer))))
}

/// As many whole words of a head as fit, and an ellipsis.
fn cut(context: EmitContext<'_>, section: &SetSection, text: &str, style: &TextStyle, room: Length) -> HeadLine {
    let closer = TextStyle { tracking: style.tracking / 2, ..style.clone() };
    let ends: Vec<usize> = text
        .match_indices(char::is_whitespace)
        .map(|(at, _)| at)
        .filter(|&at| !text[..at].ends_with(char::is_whitespace))
        .collect();
    let set = |end: usize| {
        let kept = text[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        head_line(context, section, &format!("{kept}…"), &closer)
    };
    let fits = |&end: &usize| set(end).width <= room;
    // A head holds few words, however many there are: the search begins with few and doubles them, for a title of many
    // words not to be set as many times.
    let mut most = 1;
    while most < ends.len() && fits(&ends[most - 1]) {
        most *= 2;
    }
    let most = most.min(ends.len());
    let count = ends[..most].partition_point(fits);
    match ends.get(count.saturating_sub(1)) {
        Some(&end) => set(end),
        None => head_line(context, section, text, &closer),
    }
}

/// Puts a line on a page: the left edge, and the baseline.
pub(crate) fn place(page: &mut Page, set: &HeadLine, x: Length, y: Length, artifact: Artifact) {
    for run in &set.runs {
        let mut glyphs = run.glyphs.clone();
        glyphs.x += x;
        glyphs.y += y;
        page.items.push(Item { kind: ItemKind::Glyphs(glyphs), tag: Tag::Artifact(artifact) });
    }
}
