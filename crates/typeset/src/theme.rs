//! The look of a book as typed design tokens, from which both the layout's measures and the EPUB's style
//! sheet are made.

use std::collections::BTreeMap;

use anthology_base::Length;
use anthology_book::{Margins, PageSize, Print, TypeSize};

use crate::set::{ParagraphStyle, TextAlign};

/// A theme with every token decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// `classic`
    pub name: String,
    /// A sentence about it, for `anthology themes`.
    pub description: String,
    /// How emphasis looks.
    pub emphasis: EmphasisForm,
    /// Trim and margins.
    pub page: PageTokens,
    /// Font families by name.
    pub fonts: FontTokens,
    /// One entry a style; complete.
    pub styles: BTreeMap<ParagraphStyle, TextStyle>,
    /// Of blocks and sections.
    pub blocks: BlockTokens,
    /// Running heads and folios.
    pub heads: HeadTokens,
    /// How far letters may give, and what breaks cost.
    pub micro: MicroTokens,
}

impl Theme {
    /// The style of a paragraph.
    ///
    /// # Panics
    /// Never: a theme holds every style.
    pub fn style(&self, style: ParagraphStyle) -> &TextStyle {
        &self.styles[&style]
    }

    /// The same with the manifest's trim, margins, size and text family. A new size scales every style and
    /// every horizontal measure with it, a new leading every vertical one. Doing it twice changes nothing.
    #[must_use]
    pub fn with(mut self, print: &Print, font: Option<&str>) -> Self {
        if let Some(PageSize { width, height }) = print.trim {
            let (old_width, old_height) = (self.page.width, self.page.height);
            let page = &mut self.page;
            if print.margins.is_none() {
                page.inner = page.inner.scale(width.sp(), old_width.sp());
                page.outer = page.outer.scale(width.sp(), old_width.sp());
                page.top = page.top.scale(height.sp(), old_height.sp());
                page.bottom = page.bottom.scale(height.sp(), old_height.sp());
            }
            self.heads.baseline = self.heads.baseline.scale(height.sp(), old_height.sp());
            self.heads.folio_baseline = self.heads.folio_baseline.scale(height.sp(), old_height.sp());
            (page.width, page.height) = (width, height);
        }
        if let Some(Margins { inner, outer, top, bottom }) = print.margins {
            self.page = PageTokens { inner, outer, top, bottom, ..self.page };
        }
        if let Some(TypeSize { size, leading }) = print.type_size {
            let body = self.style(ParagraphStyle::Body);
            let scale = Scale { size: (size, body.size), leading: (leading, body.leading) };
            self.styles.values_mut().for_each(|style| scale.style(style));
            scale.style(&mut self.heads.style);
            scale.blocks(&mut self.blocks);
        }
        if let Some(font) = font {
            if self.fonts.heading == self.fonts.text {
                self.fonts.heading = font.to_owned();
            }
            self.fonts.text = font.to_owned();
        }
        self
    }

    /// The leading of the body, which is the pitch of the baseline grid.
    pub fn grid(&self) -> Length {
        self.style(ParagraphStyle::Body).leading
    }
}

/// From one size and leading of the body to another: new and old.
struct Scale {
    size: (Length, Length),
    leading: (Length, Length),
}

impl Scale {
    fn across(&self, length: &mut Length) {
        *length = length.scale(self.size.0.sp(), self.size.1.sp());
    }

    fn down(&self, length: &mut Length) {
        *length = length.scale(self.leading.0.sp(), self.leading.1.sp());
    }

    fn style(&self, style: &mut TextStyle) {
        [&mut style.size, &mut style.indent, &mut style.start, &mut style.end].into_iter().for_each(|l| self.across(l));
        [&mut style.leading, &mut style.above, &mut style.below].into_iter().for_each(|l| self.down(l));
    }

    fn blocks(&self, blocks: &mut BlockTokens) {
        let BlockTokens { quote_start, quote_end, list_indent, verse_step, table_step, .. } = blocks;
        [quote_start, quote_end, list_indent, verse_step, table_step].into_iter().for_each(|l| self.across(l));
        let BlockTokens { chapter_sink, opening_below, block_space, float_space, note_space, .. } = blocks;
        [chapter_sink, opening_below, block_space, float_space, note_space].into_iter().for_each(|l| self.down(l));
    }
}

/// How emphasis looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmphasisForm {
    /// Italic in roman text, roman in italic text; titles of works alike.
    #[default]
    Italic,
    /// Bold, in editions that avoid italics.
    Bold,
}

/// Trim and margins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageTokens {
    /// Width of the trimmed page.
    pub width: Length,
    /// Its height.
    pub height: Length,
    /// From the spine to the text.
    pub inner: Length,
    /// From the text to the fore-edge.
    pub outer: Length,
    /// From the top of the page to the top of the text block.
    pub top: Length,
    /// From the text block's foot to the foot of the page, at least; the text block is a whole number of lines.
    pub bottom: Length,
}

/// Family names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontTokens {
    /// For running text.
    pub text: String,
    /// For headings.
    pub heading: String,
    /// For code.
    pub mono: String,
}

/// Which of the theme's families.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// For running text.
    #[default]
    Text,
    /// For headings.
    Heading,
    /// For code.
    Mono,
}

/// Which figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figures {
    /// The font's own default.
    #[default]
    Default,
    /// `onum pnum`
    OldStyle,
    /// `lnum pnum`
    Lining,
    /// `lnum tnum`
    Tabular,
}

/// How a paragraph is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Which family.
    pub family: Family,
    /// Type size.
    pub size: Length,
    /// From baseline to baseline.
    pub leading: Length,
    /// Justified, ragged or centred.
    pub align: TextAlign,
    /// Bold.
    pub bold: bool,
    /// Weight 600 where the family has it, else bold.
    pub semibold: bool,
    /// Italic.
    pub italic: bool,
    /// All in small capitals.
    pub small_caps: bool,
    /// All in capitals.
    pub uppercase: bool,
    /// Letter-spacing, thousandths of an em.
    pub tracking: i32,
    /// Which figures.
    pub figures: Figures,
    /// First-line indent; negative for a hanging one.
    pub indent: Length,
    /// From the measure's start, added to what surrounds it.
    pub start: Length,
    /// From the measure's end.
    pub end: Length,
    /// White above; dropped at the head of a page.
    pub above: Length,
    /// White below.
    pub below: Length,
    /// Whether words are broken.
    pub hyphenate: bool,
    /// Whether no page may end with it.
    pub keep_with_next: bool,
    /// Whether it stays on one page.
    pub keep_together: bool,
}

/// Of blocks and sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockTokens {
    /// White above a chapter's title, from the top of the text block.
    pub chapter_sink: Length,
    /// White between a chapter's opening and its text.
    pub opening_below: Length,
    /// The chapters that open on a recto.
    pub recto_openings: RectoOpenings,
    /// "1", "Chapter One", "I" or none over a chapter's title.
    pub chapter_label: LabelForm,
    /// Lines of a drop cap at a chapter's opening; 0 for none.
    pub drop_cap: u8,
    /// Whether the first words of a chapter are in small capitals.
    pub small_caps_opening: bool,
    /// How labels of captions, and names in lists of people, stand out from what follows.
    pub lead_in: LeadIn,
    /// The ornament of a scene break; empty for a blank line.
    pub scene_break: String,
    /// Start indent of block quotations.
    pub quote_start: Length,
    /// End indent of block quotations.
    pub quote_end: Length,
    /// White above and below block quotations, lists, code, verse.
    pub block_space: Length,
    /// Width of a list's label column.
    pub list_indent: Length,
    /// One step of a verse line's indent; turnovers take two.
    pub verse_step: Length,
    /// White around figures and tables.
    pub float_space: Length,
    /// How much smaller the text of a table may be, where its columns have no room for their words.
    pub table_step: Length,
    /// Length of the rule over footnotes; zero for none.
    pub note_rule: Length,
    /// White between text and footnotes, rule included.
    pub note_space: Length,
    /// Whether footnotes stand in the outer margin instead, each beside the line that calls it, where the margin
    /// has room for them and no paragraph numbers.
    pub side_notes: bool,
    /// Thickness of rules.
    pub rule: Length,
    /// Whether dots lead to page numbers in the contents.
    pub contents_leaders: bool,
}

/// The chapters that open on a recto.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RectoOpenings {
    /// None: chapters open on the next page.
    #[default]
    Never,
    /// All, if chapters are long, so that few pages are blank.
    Long,
    /// All.
    Always,
}

/// What stands over a chapter's title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelForm {
    /// Nothing.
    None,
    /// `3`
    #[default]
    Arabic,
    /// `III`
    Roman,
    /// `Three`, in the book's language where it is known, else `3`.
    Word,
    /// `Chapter 3`
    Chapter,
}

/// How words that begin a paragraph stand out from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadIn {
    /// In small capitals.
    #[default]
    SmallCaps,
    /// In bold.
    Bold,
}

/// Running heads and folios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadTokens {
    /// How they are set.
    pub style: TextStyle,
    /// From the top of the page to the head's baseline.
    pub baseline: Length,
    /// From the top of the page to the baseline of a folio at the foot.
    pub folio_baseline: Length,
    /// Where folios stand.
    pub folio: FolioPlace,
    /// Whether a thin rule stands under the head.
    pub rule: bool,
}

/// Where folios stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FolioPlace {
    /// In the running head, at the fore-edge; at the foot's centre on openings.
    #[default]
    Head,
    /// At the foot, centred.
    FootCenter,
    /// At the foot, at the fore-edge.
    FootOuter,
}

/// How far letters may give, and what breaks cost. Costs are TeX's demerits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MicroTokens {
    /// Greatest change of a line's glyph widths, per mille.
    pub expansion: i32,
    /// Greatest letter-spacing as a last resort, thousandths of an em.
    pub letter_space: i32,
    /// Whether marks hang into the margins.
    pub protrusion: bool,
    /// How much letter-space a line may get in all, above the bound, before its spaces become far too wide;
    /// thousandths of an em.
    pub emergency_stretch: i32,
    /// Penalty of a hyphen.
    pub hyphen_penalty: i64,
    /// Added to every line's badness.
    pub line_penalty: i64,
    /// Demerits of two hyphenated lines in a row.
    pub double_hyphen: i64,
    /// Demerits of a hyphen in the last line but one.
    pub final_hyphen: i64,
    /// Demerits of lines of differing fitness side by side.
    pub fitness: i64,
    /// Tolerance of the second pass.
    pub tolerance: i64,
    /// Whether gaps that stand above one another over many lines count against a setting.
    pub rivers: bool,
    /// Whether a word that stands above or below itself at a line's start or end counts against a setting.
    pub stacks: bool,
    /// Whether a paragraph may be set a line longer or shorter where that makes better pages.
    pub looseness: bool,
}
