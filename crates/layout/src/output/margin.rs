//! Numbers in the margin: those of paragraphs, and in an edition with other pages those of the main edition.

use std::collections::BTreeMap;

use anthology_base::Length;
use anthology_typeset::{NotePlacement, PageMap, ParagraphId, ParagraphStyle, SetSection, SetText, TextStyle};

use crate::output::emit::Shared;
use crate::output::heads::{self, place};
use crate::page::{Artifact, Page};

/// White between the text and a number in the margin, and between two numbers.
const GAP: Length = Length::from_pt(9);
const BETWEEN: Length = Length::from_pt(4);
/// White that stays between a number and the page's edge, which a cutter may miss by a little.
const EDGE: Length = Length::from_pt(6);

/// Where the pages of another edition start.
#[derive(Debug, Default)]
pub(crate) struct Concordance {
    starts: BTreeMap<ParagraphId, Vec<(u32, String)>>,
    /// The most characters that one of its labels has.
    longest: usize,
}

impl Concordance {
    /// Of the pages of another layout of the same book. Blank pages and pictures alone on a page have no place
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
    fn within(&self, line: &Beside) -> Option<String> {
        let here = |at: u32| line.text.contains(&at) || (line.last && at >= line.text.end);
        let labels: Vec<&str> =
            self.starts.get(&line.id?)?.iter().filter(|(at, _)| here(*at)).map(|(_, label)| label.as_str()).collect();
        (!labels.is_empty()).then(|| format!("[{}]", labels.join(", ")))
    }
}

/// White between the text and a note beside it: on a verso, and on a recto, where the note's label stands in it.
pub(crate) const NOTE_GUTTER: [Length; 2] = [Length::from_pt(9), Length::from_pt(18)];
/// White between a note and the page's edge: half an inch, which printers ask for, where no label stands in it.
const NOTE_EDGE: Length = Length::from_pt(38);
/// A note that is narrower, in ems of its type, stands at the foot.
const NARROWEST_NOTE: i64 = 9;

/// How wide notes in the outer margin are, where they stand there.
pub(crate) fn side_notes(text: &SetText) -> Option<Length> {
    let width = text.theme.page.outer - NOTE_GUTTER[1] - NOTE_EDGE;
    let wide = width >= text.theme.style(ParagraphStyle::Note).size * NARROWEST_NOTE;
    let asked = text.theme.blocks.side_notes && text.notes == NotePlacement::Foot && !text.paragraph_numbers;
    (asked && wide).then_some(width)
}

/// Where numbers stand, once for the whole book.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Margins<'a> {
    concordance: Option<&'a Concordance>,
    /// Whether the other edition's numbers stand at the spine, for want of room beside the paragraphs' or
    /// notes.
    inner: bool,
}

/// A line that numbers may stand beside.
pub(crate) struct Beside {
    /// Its paragraph, where that can start a page, in the sense of the page map.
    pub(crate) id: Option<ParagraphId>,
    /// The bytes of the paragraph on the line.
    pub(crate) text: std::ops::Range<u32>,
    /// Whether it is the paragraph's last line.
    pub(crate) last: bool,
    /// The paragraph's number, on its first line.
    pub(crate) number: Option<u32>,
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
        let wide = style(text).size / 2 * (longest + 3) + GAP + BETWEEN + EDGE;
        let full = text.paragraph_numbers && wide > text.theme.page.outer;
        Self { concordance, inner: full || side_notes(text).is_some() }
    }

    /// Sets the numbers beside a line.
    pub(crate) fn add(self, page: &mut Page, shared: Shared<'_>, section: &SetSection, line: &Beside, recto: bool) {
        let tokens = &shared.text.theme.page;
        let style = style(shared.text);
        let spine_left = shared.spine_left(recto);
        let left = if spine_left { tokens.inner } else { tokens.outer };
        let right = tokens.width - if spine_left { tokens.outer } else { tokens.inner };
        let mut put = |text: &str, gap: Length, at_right: bool| {
            let set = heads::set(shared, section, text, &style);
            let x = if at_right { right + gap } else { left - gap - set.width };
            place(page, &set, x, line.base, Artifact::Layout);
            set.width
        };
        let taken = line.number.map_or(Length::ZERO, |number| put(&number.to_string(), GAP, spine_left));
        let labels = self.concordance.filter(|_| !heads::display(section));
        if let Some(labels) = labels.and_then(|c| c.within(line)) {
            let beside = taken > Length::ZERO && !self.inner;
            let gap = if beside { GAP + taken + BETWEEN } else { GAP };
            put(&labels, gap, spine_left != self.inner);
        }
    }
}
