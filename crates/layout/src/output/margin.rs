//! Numbers in the margin: those of paragraphs, and in an edition with other pages those of the main edition.

use std::collections::BTreeMap;

use anthology_base::{Length, ParagraphNumber};
use anthology_typeset::{PageMap, ParagraphId, ParagraphStyle, SetSection, SetText, TextStyle};

use crate::blocks::side_notes::side_notes;
use crate::costs::{MARGIN_EDGE, MARGIN_GAP, NUMBERS_GAP};
use crate::output::context::EmitContext;
use crate::output::heads::{self, place};
use crate::page::{Artifact, Page};

/// The page starts of another edition.
#[derive(Debug, Default)]
pub(crate) struct Concordance {
    starts: BTreeMap<ParagraphId, Vec<(u32, String)>>,
    /// The most characters that one of its labels has.
    longest: usize,
}

impl Concordance {
    /// Of the pages of another layout of the same book. Blank pages and images alone on a page have no place
    /// in the text, and no number.
    pub(crate) fn new(main: &PageMap) -> Self {
        let mut found = Self::default();
        for page in &main.pages {
            let Some((paragraph, at)) = page.start else { continue };
            found.longest = found.longest.max(page.label.chars().count());
            found.starts.entry(paragraph).or_default().push((at, page.label.clone()));
        }
        found
    }

    /// The labels of the pages that start in a stretch of a paragraph, as they are printed.
    fn within(&self, line: &MarginLine) -> Option<String> {
        let here = |at: u32| line.text.contains(&at) || (line.last && at >= line.text.end);
        let labels: Vec<&str> =
            self.starts.get(&line.id?)?.iter().filter(|(at, _)| here(*at)).map(|(_, label)| label.as_str()).collect();
        (!labels.is_empty()).then(|| format!("[{}]", labels.join(", ")))
    }
}

/// The margins in which numbers are set, the same for the whole book.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Margins<'a> {
    concordance: Option<&'a Concordance>,
    /// The other edition's numbers are set at the spine, for want of room beside the paragraphs' or
    /// notes.
    inner: bool,
}

/// A line with its place in the book, for the numbers beside it.
pub(crate) struct MarginLine {
    /// Its paragraph, where that can start a page, in the sense of the page map.
    pub(crate) id: Option<ParagraphId>,
    /// The bytes of the paragraph on the line.
    pub(crate) text: std::ops::Range<u32>,
    /// It is the paragraph's last line.
    pub(crate) last: bool,
    /// The paragraph's number, on its first line.
    pub(crate) number: Option<ParagraphNumber>,
    /// Its number in a proof, where it is one of those that are printed.
    pub(crate) line: Option<u32>,
    /// The line's baseline.
    pub(crate) base: Length,
}

fn style(text: &SetText) -> TextStyle {
    let mut style = text.theme.style(ParagraphStyle::Body).clone();
    style.size = style.size * 13 / 20;
    style.small_caps = false;
    style
}

impl<'a> Margins<'a> {
    pub(crate) fn new(text: &SetText, concordance: Option<&'a Concordance>) -> Self {
        let longest = concordance.map_or(0, |c| c.longest as i64 + 2);
        // A figure is about half an em wide; paragraphs have up to three.
        let wide = style(text).size / 2 * (longest + 3) + MARGIN_GAP + NUMBERS_GAP + MARGIN_EDGE;
        let full = text.paragraph_numbers > 0 && wide > text.theme.page.outer;
        Self { concordance, inner: full || side_notes(text).is_some() }
    }

    /// Sets the numbers beside a line.
    pub(crate) fn add(
        self,
        page: &mut Page,
        context: EmitContext<'_>,
        section: &SetSection,
        line: &MarginLine,
        recto: bool,
    ) {
        let tokens = &context.text.theme.page;
        let style = style(context.text);
        let spine_left = context.spine_left(recto);
        let left = if spine_left { tokens.inner } else { tokens.outer };
        let right = tokens.width - if spine_left { tokens.outer } else { tokens.inner };
        let mut put = |text: &str, gap: Length, at_right: bool| {
            let set = heads::head_line(context, section, text, &style);
            let x = if at_right { right + gap } else { left - gap - set.width };
            place(page, &set, x, line.base, Artifact::Layout);
            set.width
        };
        let taken = line.number.map_or(Length::ZERO, |number| put(&number.to_string(), MARGIN_GAP, spine_left));
        if let Some(number) = line.line {
            put(&number.to_string(), MARGIN_GAP, !spine_left);
        }
        let labels = self.concordance.filter(|_| !heads::display(section));
        if let Some(labels) = labels.and_then(|c| c.within(line)) {
            let beside = taken > Length::ZERO && !self.inner;
            let gap = if beside { MARGIN_GAP + taken + NUMBERS_GAP } else { MARGIN_GAP };
            put(&labels, gap, spine_left != self.inner);
        }
    }
}
