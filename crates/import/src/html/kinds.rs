//! Kinds of text that a publisher marks: letters, plays, parallel texts and their parts become the divs and classes of a
//! manuscript. They are known by the vocabulary of Z39.98 in `epub:type`, which publishers of EPUBs use, and by the
//! classes that this program's own EPUBs have.

use anthology_base::Lang;
use anthology_document::{Attrs, Block, BlockKind, Inline, InlineKind};
use dom_query::NodeRef;

use super::converter::Converter;
use super::dom::attr;
use crate::blocks::nowhere;

/// Divs by their words in `epub:type`.
const KIND_TYPES: &[(&str, &str)] = &[
    ("z3998:letter", "letter"),
    ("z3998:diary", "diary"),
    ("z3998:diary-entry", "diary"),
    ("z3998:drama", "drama"),
    ("z3998:dramatis-personae", "personae"),
];
/// Divs that our own EPUBs have as classes.
const KIND_CLASSES: &[&str] = &[
    "letter",
    "diary",
    "drama",
    "dialogue",
    "interview",
    "transcript",
    "personae",
    "telegram",
    "headline",
    "inscription",
    "notice",
    "aphorisms",
    "prose-poem",
    "parallel",
    "pair",
    "facing-pair",
    "side",
];
/// Parts by their words in `epub:type`.
const PART_TYPES: &[(&str, &str)] = &[
    ("z3998:salutation", "salutation"),
    ("z3998:valediction", "valediction"),
    ("z3998:signature", "signature"),
    ("z3998:postscript", "postscript"),
    ("z3998:stage-direction", "stage"),
];
/// Parts that our own EPUBs have as classes of paragraphs.
const PART_CLASSES: &[&str] =
    &["address", "dateline", "salutation", "valediction", "signature", "postscript", "enclosure", "stage"];
/// Classes that say more about a div of ours.
const FORMS: &[&str] = &["centred", "facing", "run-in", "hanging", "column"];

/// The kind of text that an element holds.
pub(super) fn kind_of(node: &NodeRef<'_>, tag: &str) -> Option<&'static str> {
    let is_block = matches!(tag, "div" | "section" | "article" | "blockquote");
    is_block.then(|| named(node, KIND_TYPES, KIND_CLASSES)).flatten()
}

/// The part of a letter or a play that a paragraph is.
pub(super) fn part_of(node: &NodeRef<'_>, tag: &str) -> Option<&'static str> {
    (tag == "p").then(|| named(node, PART_TYPES, PART_CLASSES)).flatten()
}

fn named(node: &NodeRef<'_>, types: &[(&str, &'static str)], classes: &[&'static str]) -> Option<&'static str> {
    let own = attr(node, "epub:type").unwrap_or_default();
    let by_type = own.split_ascii_whitespace().find_map(|word| types.iter().find(|(known, _)| *known == word));
    // On the web, a "letter" or a "notice" may be anything.
    let by_class = || classes.iter().find(|class| node.has_class(class)).filter(|_| is_in_epub(node));
    by_type.map(|(_, name)| *name).or_else(|| by_class().copied())
}

fn is_in_epub(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(None).any(|above| above.has_attr("epub:type"))
}

/// The number over a chapter's title, which a book makes again.
pub(super) fn is_chapter_label(node: &NodeRef<'_>, tag: &str) -> bool {
    tag == "p" && node.has_class("chapter-label") && is_in_epub(node)
}

impl<'a> Converter<'a> {
    /// A div of a kind of text.
    pub(super) fn kind(&mut self, name: &str, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let inner = self.children(node, depth);
        if inner.is_empty() && name != "side" {
            return;
        }
        // The rows of parallel texts are aligned by the pairs.
        let (name, lang) = match name {
            "side" => (String::new(), attr(node, "lang").or_else(|| attr(node, "xml:lang"))),
            "facing-pair" => ("pair".to_owned(), None),
            name => (name.to_owned(), None),
        };
        let classes = FORMS.iter().filter(|form| node.has_class(form)).map(|form| (*form).to_owned());
        let lang: Option<Lang> = lang.and_then(|tag| tag.parse().ok());
        let lang = lang.or_else(|| self.foreign(node));
        let attrs = Attrs { classes: classes.collect(), lang, ..Attrs::default() };
        blocks.push(Block { kind: BlockKind::Div { name, blocks: inner }, attrs, span: nowhere() });
    }

    /// A paragraph that is a part of a letter or a play.
    pub(super) fn part(&mut self, name: &str, node: &NodeRef<'a>, depth: usize, blocks: &mut Vec<Block>) {
        let first = blocks.len();
        let inner = self.children(node, depth);
        blocks.extend(inner);
        if let [Block { kind: BlockKind::Paragraph(_), attrs, .. }] = &mut blocks[first..] {
            attrs.classes.push(name.to_owned());
        }
    }
}

/// The mark of a speaker or of a stage direction in a speech, as manuscripts have it.
pub(super) fn speech_mark(node: &NodeRef<'_>, tag: &str) -> Option<fn(Vec<Inline>) -> InlineKind> {
    let types = attr(node, "epub:type").filter(|_| matches!(tag, "span" | "b" | "i"))?;
    types.split_ascii_whitespace().find_map(|word| match word {
        "z3998:persona" => Some(InlineKind::Strong as fn(Vec<Inline>) -> InlineKind),
        "z3998:stage-direction" => Some(InlineKind::Emphasis),
        _ => None,
    })
}
