//! Paragraph styles: the keys under which a theme describes how paragraphs are set.

/// The style of a paragraph: a key of the theme, and a class of the EPUB's style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParagraphStyle {
    /// Running text.
    Body,
    /// The first paragraph of a chapter.
    Opening,
    /// A paragraph after a heading, scene break or other interruption: no indent.
    Flush,
    /// The title alone on the half-title page.
    HalfTitle,
    /// On the title page.
    BookTitle,
    /// On the title page.
    BookSubtitle,
    /// Contributors on the title page.
    BookContributor,
    /// On the title page.
    BookPublisher,
    /// A line of the copyright page.
    Copyright,
    /// "Part One".
    PartLabel,
    /// A part's title.
    PartTitle,
    /// A chapter's number.
    ChapterLabel,
    /// A chapter's title, or that of front and back matter.
    ChapterTitle,
    /// Under the title.
    ChapterSubtitle,
    /// The chapter's author, under its title.
    ChapterAuthor,
    /// The chapter's translator, date and first publication.
    ChapterCredit,
    /// In the editor's words before a piece.
    Headnote,
    /// Under a part's title.
    PartSubtitle,
    /// A heading of level 2.
    Heading2,
    /// A heading of level 3.
    Heading3,
    /// A heading of level 4 and below.
    Heading4,
    /// In a block quotation.
    Quote,
    /// The attribution of a quotation.
    Attribution,
    /// In an epigraph.
    Epigraph,
    /// The attribution of an epigraph.
    EpigraphSource,
    /// In a dedication.
    Dedication,
    /// In an editor's note.
    EditorNote,
    /// In a list.
    ListItem,
    /// A term of a definition list.
    Term,
    /// Its explanation.
    Detail,
    /// A line of verse.
    Verse,
    /// A line of code.
    Code,
    /// Under a figure or over a table.
    Caption,
    /// In a table's head.
    TableHead,
    /// In a table's body.
    TableCell,
    /// In a footnote or endnote.
    Note,
    /// The ornament of a scene break.
    SceneBreak,
    /// A part in the contents.
    ContentsPart,
    /// A chapter in the contents.
    ContentsChapter,
    /// An author in the contents.
    ContentsAuthor,
    /// A discussion question.
    Question,
    /// A source in the list of sources, or a contributor.
    Entry,
    /// A letter over the entries of an index that begin with it.
    IndexLetter,
    /// An entry of an index.
    IndexEntry,
    /// An entry under another.
    IndexSubentry,
}

impl ParagraphStyle {
    /// All of them, in the order of the enum.
    pub const ALL: [Self; 45] = [
        Self::Body,
        Self::Opening,
        Self::Flush,
        Self::HalfTitle,
        Self::BookTitle,
        Self::BookSubtitle,
        Self::BookContributor,
        Self::BookPublisher,
        Self::Copyright,
        Self::PartLabel,
        Self::PartTitle,
        Self::ChapterLabel,
        Self::ChapterTitle,
        Self::ChapterSubtitle,
        Self::ChapterAuthor,
        Self::ChapterCredit,
        Self::Headnote,
        Self::PartSubtitle,
        Self::Heading2,
        Self::Heading3,
        Self::Heading4,
        Self::Quote,
        Self::Attribution,
        Self::Epigraph,
        Self::EpigraphSource,
        Self::Dedication,
        Self::EditorNote,
        Self::ListItem,
        Self::Term,
        Self::Detail,
        Self::Verse,
        Self::Code,
        Self::Caption,
        Self::TableHead,
        Self::TableCell,
        Self::Note,
        Self::SceneBreak,
        Self::ContentsPart,
        Self::ContentsChapter,
        Self::ContentsAuthor,
        Self::Question,
        Self::Entry,
        Self::IndexLetter,
        Self::IndexEntry,
        Self::IndexSubentry,
    ];

    /// Its name in a theme and as a class in the EPUB: `chapter-title`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Opening => "opening",
            Self::Flush => "flush",
            Self::HalfTitle => "half-title",
            Self::BookTitle => "book-title",
            Self::BookSubtitle => "book-subtitle",
            Self::BookContributor => "book-contributor",
            Self::BookPublisher => "book-publisher",
            Self::Copyright => "copyright",
            Self::PartLabel => "part-label",
            Self::PartTitle => "part-title",
            Self::ChapterLabel => "chapter-label",
            Self::ChapterTitle => "chapter-title",
            Self::ChapterSubtitle => "chapter-subtitle",
            Self::ChapterAuthor => "chapter-author",
            Self::ChapterCredit => "chapter-credit",
            Self::Headnote => "headnote",
            Self::PartSubtitle => "part-subtitle",
            Self::Heading2 => "heading2",
            Self::Heading3 => "heading3",
            Self::Heading4 => "heading4",
            Self::Quote => "quote",
            Self::Attribution => "attribution",
            Self::Epigraph => "epigraph",
            Self::EpigraphSource => "epigraph-source",
            Self::Dedication => "dedication",
            Self::EditorNote => "editor-note",
            Self::ListItem => "list-item",
            Self::Term => "term",
            Self::Detail => "detail",
            Self::Verse => "verse",
            Self::Code => "code",
            Self::Caption => "caption",
            Self::TableHead => "table-head",
            Self::TableCell => "table-cell",
            Self::Note => "note",
            Self::SceneBreak => "scene-break",
            Self::ContentsPart => "contents-part",
            Self::ContentsChapter => "contents-chapter",
            Self::ContentsAuthor => "contents-author",
            Self::Question => "question",
            Self::Entry => "entry",
            Self::IndexLetter => "index-letter",
            Self::IndexEntry => "index-entry",
            Self::IndexSubentry => "index-subentry",
        }
    }
}
