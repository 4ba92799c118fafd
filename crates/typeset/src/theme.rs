//! A theme as typed design tokens, from which both the layout's measures and the EPUB's style sheet are made.

use std::collections::BTreeMap;

use anthology_base::Length;
use anthology_book::{Margins, PageSize, Print, TypeSize};

use crate::class::ClassStyle;
use crate::set::{ParagraphStyle, TextAlign};
use crate::theme_cover::CoverTokens;
use crate::theme_fonts::FontTokens;

/// A theme with every token decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// `classic`
    pub name: String,
    /// A sentence about it, for `anthology themes`.
    pub description: String,
    /// The form of emphasis.
    pub emphasis: EmphasisForm,
    /// Trim and margins.
    pub page: PageTokens,
    /// Font families by name.
    pub fonts: FontTokens,
    /// One entry a style; complete.
    pub styles: BTreeMap<ParagraphStyle, TextStyle>,
    /// By name: the look of text that is marked with a class.
    pub classes: BTreeMap<String, ClassStyle>,
    /// Of blocks and sections.
    pub blocks: BlockTokens,
    /// Running heads and folios.
    pub heads: HeadTokens,
    /// Of covers that are drawn.
    pub cover: CoverTokens,
    /// Limits of expansion and letter-spacing, and the costs of breaks.
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
            let scale = Scale {
                size: Change { from: body.size, to: size },
                leading: Change { from: body.leading, to: leading },
            };
            self.styles.values_mut().for_each(|style| scale.style(style));
            self.classes.values_mut().for_each(|class| scale.class(class));
            scale.style(&mut self.heads.style);
            scale.blocks(&mut self.blocks);
        }
        if let Some(font) = font {
            if self.fonts.heading == self.fonts.text {
                self.fonts.heading = font.to_owned();
                self.fonts.heading_fallback = None;
            }
            self.fonts.text = font.to_owned();
            self.fonts.text_fallback = None;
        }
        self
    }

    /// The leading of the body, which is the pitch of the baseline grid.
    pub fn grid(&self) -> Length {
        self.style(ParagraphStyle::Body).leading
    }
}

/// From one size and leading of the body to another.
struct Scale {
    size: Change,
    leading: Change,
}

/// A length of the theme and what becomes of it; other lengths change in the same ratio.
struct Change {
    from: Length,
    to: Length,
}

impl Change {
    fn apply(&self, length: &mut Length) {
        *length = length.scale(self.to.sp(), self.from.sp());
    }
}

impl Scale {
    fn across(&self, length: &mut Length) {
        self.size.apply(length);
    }

    fn down(&self, length: &mut Length) {
        self.leading.apply(length);
    }

    fn style(&self, style: &mut TextStyle) {
        [&mut style.size, &mut style.indent, &mut style.start, &mut style.end].into_iter().for_each(|l| self.across(l));
        self.across(&mut style.rule_width);
        [&mut style.leading, &mut style.above, &mut style.below].into_iter().for_each(|l| self.down(l));
    }

    fn class(&self, class: &mut ClassStyle) {
        [&mut class.indent, &mut class.start, &mut class.end].into_iter().flatten().for_each(|l| self.across(l));
        [&mut class.above, &mut class.below].into_iter().flatten().for_each(|l| self.down(l));
    }

    fn blocks(&self, blocks: &mut BlockTokens) {
        let BlockTokens { quote_start, quote_end, list_indent, verse_step, table_step, code_step, .. } = blocks;
        [quote_start, quote_end, list_indent, verse_step, table_step, code_step]
            .into_iter()
            .for_each(|l| self.across(l));
        let BlockTokens { chapter_sink, opening_below, block_space, float_space, note_space, .. } = blocks;
        [chapter_sink, opening_below, block_space, float_space, note_space].into_iter().for_each(|l| self.down(l));
    }
}

/// The form of emphasis.
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

/// The families of a theme, by use.
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

/// The forms of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
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

/// The design tokens of a paragraph style.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextStyle {
    /// Its family.
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
    /// All in small capitals, capitals too.
    pub all_small_caps: bool,
    /// All in capitals.
    pub uppercase: bool,
    /// Letter-spacing, thousandths of an em.
    pub tracking: i32,
    /// The form of figures.
    pub figures: Figures,
    /// First-line indent; negative for a hanging one.
    pub indent: Length,
    /// From the measure's start, added to what surrounds it.
    pub start: Length,
    /// From the measure's end.
    pub end: Length,
    /// Space before it; discarded at the head of a page.
    pub above: Length,
    /// Space after it.
    pub below: Length,
    /// Thickness of a rule in the space before it; zero for none.
    pub rule_above: Length,
    /// Thickness of a rule in the space after it.
    pub rule_below: Length,
    /// Width of these rules; zero for the measure's.
    pub rule_width: Length,
    /// Where it is set on a page of its own.
    pub anchor: Anchoring,
    /// True if words are hyphenated.
    pub hyphenate: bool,
    /// Keep-with-next: true if no page may end with it.
    pub keep_with_next: bool,
    /// Keep-together: true if it isn't broken over pages.
    pub keep_together: bool,
}

/// The vertical place of a block on a display page, as the title page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchoring {
    /// After the block before it.
    #[default]
    Flow,
    /// At the foot of the page, with what follows it.
    Foot,
}

/// Of blocks and sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockTokens {
    /// Space above a chapter's title, from the top of the text block.
    pub chapter_sink: Length,
    /// Space between a chapter's opening and its text.
    pub opening_below: Length,
    /// The chapters that open on a recto.
    pub recto_openings: RectoOpenings,
    /// "1", "Chapter One", "I" or none over a chapter's title.
    pub chapter_label: LabelForm,
    /// Lines of a drop cap at a chapter's opening; 0 for none.
    pub drop_cap: u8,
    /// True if the first words of a chapter are in small capitals.
    pub small_caps_opening: bool,
    /// Where the date of a chapter is printed.
    pub chapter_date: CreditPlace,
    /// Where the first publication of a chapter is printed.
    pub chapter_source: CreditPlace,
    /// The look of labels of captions, and of names in lists of people.
    pub lead_in: LeadIn,
    /// Columns of an index in print.
    pub index_columns: u8,
    /// Where the speaker of a speech stands, as in a play or an interview.
    pub speakers: SpeakerForm,
    /// The ornament of a scene break; empty for a blank line.
    pub scene_break: String,
    /// Start indent of block quotations.
    pub quote_start: Length,
    /// End indent of block quotations.
    pub quote_end: Length,
    /// Space before and after block quotations, lists, code, verse.
    pub block_space: Length,
    /// Width of a list's label column.
    pub list_indent: Length,
    /// One step of a verse line's indent; turnovers take two.
    pub verse_step: Length,
    /// The place of a poem in the measure.
    pub verse: VersePlace,
    /// Space around figures and tables.
    pub float_space: Length,
    /// The most by which the text of a table may be smaller where its columns have no room for their words.
    pub table_step: Length,
    /// The most by which code may be smaller where its lines are longer than the measure.
    pub code_step: Length,
    /// Length of the rule over footnotes; zero for none.
    pub note_rule: Length,
    /// Space between text and footnotes, rule included.
    pub note_space: Length,
    /// True if footnotes are side notes: in the outer margin, each beside the line of its reference, where the margin
    /// has room for them and no paragraph numbers.
    pub side_notes: bool,
    /// Thickness of rules.
    pub rule: Length,
    /// True if dots lead to page numbers in the contents.
    pub contents_leaders: bool,
    /// The place of page numbers in the contents.
    pub contents_pages: ContentsPages,
    /// The place of authors in the contents.
    pub contents_authors: ContentsAuthors,
    /// The width of captions of figures.
    pub caption_width: CaptionWidth,
    /// The frame around the title page.
    pub title_frame: TitleFrame,
}

/// The place of a poem in the measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VersePlace {
    /// Its lines begin at the indent of the style.
    #[default]
    Start,
    /// In the middle by its longest line, so that it looks balanced.
    Center,
}

/// The place of page numbers in the contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentsPages {
    /// At the end of the measure.
    #[default]
    End,
    /// An em after the title.
    After,
}

/// The place of authors in the contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentsAuthors {
    /// On a line of their own.
    #[default]
    Under,
    /// After the title, where both have room on one line.
    Beside,
}

/// The width of captions of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaptionWidth {
    /// That of the text.
    #[default]
    Measure,
    /// That of the image, if it isn't narrow.
    Image,
}

/// The frame around the title page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TitleFrame {
    /// None.
    #[default]
    None,
    /// A thin rule around the text block.
    Rule,
    /// A thick rule around a thin one.
    Double,
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

/// Where a date or a source of a chapter is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditPlace {
    /// Nowhere.
    #[default]
    None,
    /// Under the title and the author.
    Opening,
    /// After the text.
    End,
}

/// The label over a chapter's title.
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

/// The look of a run-in head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeadIn {
    /// In small capitals.
    #[default]
    SmallCaps,
    /// In bold.
    Bold,
}

/// The place of a speaker's name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpeakerForm {
    /// At the beginning of the speech, whose first line is indented.
    RunIn,
    /// At the beginning of the speech, whose other lines are indented.
    #[default]
    Hanging,
    /// In a column beside the speeches.
    Column,
}

impl SpeakerForm {
    /// The class of its speeches.
    pub const fn class(self) -> &'static str {
        match self {
            Self::RunIn => "run-in",
            Self::Hanging => "hanging",
            Self::Column => "column",
        }
    }
}

/// Running heads and folios.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadTokens {
    /// Their style.
    pub style: TextStyle,
    /// From the top of the page to the head's baseline.
    pub baseline: Length,
    /// From the top of the page to the baseline of a folio at the foot.
    pub folio_baseline: Length,
    /// What stands over left-hand pages.
    pub verso: HeadContent,
    /// What stands over right-hand pages.
    pub recto: HeadContent,
    /// The place of folios.
    pub folio: FolioPlace,
    /// True if a thin rule is under the head.
    pub rule: bool,
}

/// What stands over a chapter's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HeadContent {
    /// Nothing.
    None,
    /// The title of the book.
    #[default]
    Title,
    /// The title of the chapter.
    Chapter,
    /// The author of the chapter, or the book's title where none is named.
    Author,
    /// The title of the part, or the book's where there is none.
    Part,
    /// These words.
    Text(String),
}

impl From<&str> for HeadContent {
    /// The content of a name; any other text is printed as it is.
    fn from(text: &str) -> Self {
        match text {
            "none" | "" => Self::None,
            "title" => Self::Title,
            "chapter" => Self::Chapter,
            "author" => Self::Author,
            "part" => Self::Part,
            text => Self::Text(text.to_owned()),
        }
    }
}

/// The place of folios.
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

/// Limits of expansion and letter-spacing, and the costs of breaks, which are TeX's penalties and demerits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MicroTokens {
    /// Greatest change of a line's glyph widths, per mille.
    pub expansion: i32,
    /// Greatest letter-spacing as a last resort, thousandths of an em.
    pub letter_space: i32,
    /// True if marks protrude into the margins.
    pub protrusion: bool,
    /// The most letter-space, above the bound, that a line gets in all before its spaces become far too wide; thousandths
    /// of an em.
    pub emergency_stretch: i32,
    /// Penalty of a hyphen: TeX's `\hyphenpenalty`.
    pub hyphen_penalty: i64,
    /// Added to every line's badness: TeX's `\linepenalty`.
    pub line_penalty: i64,
    /// Demerits of two hyphenated lines in a row: TeX's `\doublehyphendemerits`.
    pub double_hyphen: i64,
    /// Demerits of a hyphen in the last line but one: TeX's `\finalhyphendemerits`.
    pub final_hyphen: i64,
    /// Demerits of neighbouring lines of different fitness classes: TeX's `\adjdemerits`.
    pub fitness: i64,
    /// Tolerance of the second pass: TeX's `\tolerance`.
    pub tolerance: i64,
    /// True if rivers count against a setting.
    pub rivers: bool,
    /// True if stacks, the same word at the edges of successive lines, count against a setting.
    pub stacks: bool,
    /// True if a paragraph may be set a line longer or shorter where that makes better pages.
    pub looseness: bool,
}
