//! Pages set by hand: no kerning, no justification, lines as they are given.

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::{Date, Lang, Length};
use anthology_layout::fonts::{Font, Fonts};
use anthology_layout::page::{
    Artifact, Destination, Glyph, GlyphRun, ImageAsset, ImageFormat, Ink, Item, ItemKind, LinkArea, LinkTo, Metadata,
    Node, NodeId, OutlineEntry, Page, Pages, PixelSize, Rect, Role, Shift, Tag,
};
use anthology_pdf::Options;
use anthology_typeset::{Contributor, PageMap};

pub(crate) const MARGIN: i64 = 54;
pub(crate) const LEADING: i64 = 15;

pub(crate) struct Setter {
    pub(crate) pages: Pages,
    pub(crate) y: Length,
    order: u64,
}

pub(crate) fn pt(n: i64) -> Length {
    Length::from_pt(n)
}

pub(crate) fn metadata() -> Metadata {
    let day = Date { year: 2026, month: Some(11), day: Some(22) };
    Metadata {
        title: "Pages & <Proofs>".to_owned(),
        subtitle: None,
        short_title: None,
        file_name: None,
        language: Lang::EN_GB,
        identifiers: vec!["urn:uuid:4f1f6b1e-6e0a-8cc4-9d8e-3b8f1f2a7c11".to_owned()],
        contributors: vec![Contributor {
            name: "The Éditors".to_owned(),
            role: anthology_typeset::Role::Editor,
            sort: "Éditors".to_owned(),
            note: None,
        }],
        people: Vec::new(),
        publisher: Some("A Press".to_owned()),
        rights: Some("No rights & no wrongs".to_owned()),
        description: Some("Pages set by hand.".to_owned()),
        date: Some(day),
        modified: day,
        series: None,
        subjects: vec!["Typography".to_owned(), "Tests".to_owned()],
        subject_codes: Vec::new(),
    }
}

pub(crate) fn options(fonts: &[Arc<Font>]) -> Options<'_> {
    Options {
        profile: anthology_pdf::Profile::Screen,
        producer: "anthology test",
        identifiers: &[],
        svg_fonts: fonts,
        attachments: &[],
        cache: anthology_images::Cache::default(),
    }
}

impl Setter {
    pub(crate) fn new() -> Self {
        let pages = Pages {
            metadata: metadata(),
            pages: Vec::new(),
            fonts: Fonts::bundled().list().to_vec(),
            images: Vec::new(),
            structure: Vec::new(),
            outline: Vec::new(),
            destinations: BTreeMap::new(),
            map: PageMap::default(),
        };
        let mut setter = Self { pages, y: pt(MARGIN), order: 0 };
        setter.node(None, Role::Document);
        setter
    }

    pub(crate) fn page(&mut self, label: &str) {
        self.pages.pages.push(Page { width: pt(360), height: pt(576), label: label.to_owned(), ..Page::default() });
        self.y = pt(MARGIN);
    }

    pub(crate) fn current(&mut self) -> &mut Page {
        self.pages.pages.last_mut().expect("a page")
    }

    pub(crate) fn next_order(&mut self) -> u64 {
        self.order += 10;
        self.order
    }

    pub(crate) fn node(&mut self, parent: Option<NodeId>, role: Role) -> NodeId {
        let order = self.next_order();
        let node = Node { role, parent, order, lang: None, alt: None, expansion: None, title: None, id: None };
        self.pages.structure.push(node);
        NodeId(self.pages.structure.len() as u32 - 1)
    }

    pub(crate) fn edit(&mut self, node: NodeId) -> &mut Node {
        &mut self.pages.structure[node.0 as usize]
    }

    pub(crate) fn font(&self, name: &str) -> u32 {
        self.pages.fonts.iter().position(|font| font.postscript_name == name).expect("a bundled font") as u32
    }

    /// A run: a glyph a character, but `fi` and `ffi` are ligatures where the font has them. A `\u{ad}` is the
    /// hyphen of a broken word.
    pub(crate) fn run(&self, font: u32, size: Length, x: Length, y: Length, text: &str) -> GlyphRun {
        let face = &self.pages.fonts[font as usize];
        let mut run = GlyphRun {
            font,
            size,
            x,
            y,
            scale: 10_000,
            glyphs: Vec::new(),
            text: String::new(),
            lang: self.pages.metadata.language,
            ink: Ink::BLACK,
            turned: false,
        };
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let ligature = [("ffi", '\u{fb03}'), ("fi", '\u{fb01}')]
                .into_iter()
                .find(|(letters, c)| rest.starts_with(letters) && face.glyph(*c).is_some());
            let (piece, c) = ligature.map_or((&rest[..first.len_utf8()], first), |(letters, c)| (letters, c));
            let hyphen = c == '\u{ad}';
            let id = face.glyph(if hyphen { '-' } else { c }).unwrap_or(0);
            let advance = face.scale(face.advance(id), size);
            let (shift, cluster) = (Shift::default(), run.text.len() as u32);
            run.glyphs.push(Glyph { id, advance, shift, cluster, hyphen });
            if !hyphen {
                run.text.push_str(piece);
            }
            rest = &rest[piece.len()..];
        }
        run
    }

    pub(crate) fn push(&mut self, kind: ItemKind, tag: Tag) {
        self.current().items.push(Item { kind, tag });
    }

    /// Text that goes on at a place of the current line. Gives where it ends.
    pub(crate) fn text_at(&mut self, node: NodeId, font: &str, size: i64, x: Length, text: &str) -> Length {
        let run = self.run(self.font(font), pt(size), x, self.y, text);
        let end = x + run.glyphs.iter().map(|glyph| glyph.advance).sum();
        let order = self.next_order();
        self.push(ItemKind::Glyphs(run), Tag::Content { node, order });
        end
    }

    /// A line by itself.
    pub(crate) fn line(&mut self, node: NodeId, font: &str, size: i64, text: &str) {
        self.y += pt(LEADING);
        self.text_at(node, font, size, pt(MARGIN), text);
    }

    pub(crate) fn artifact(&mut self, kind: Artifact, y: Length, text: &str) {
        let run = self.run(self.font(REGULAR), pt(9), pt(MARGIN), y, text);
        self.push(ItemKind::Glyphs(run), Tag::Artifact(kind));
    }

    pub(crate) fn link(&mut self, node: NodeId, x: Length, end: Length, to: LinkTo, contents: &str) {
        let rect = Rect { x, y: self.y - pt(9), width: end - x, height: pt(12) };
        self.current().links.push(LinkArea { rect, to, node, contents: contents.to_owned() });
    }

    pub(crate) fn destination(&mut self, key: &str, node: NodeId) {
        let page = self.pages.pages.len() as u32 - 1;
        let destination = Destination { page, x: pt(MARGIN), y: self.y, node: Some(node) };
        self.pages.destinations.insert(key.to_owned(), destination);
    }

    pub(crate) fn outline(&mut self, title: &str, depth: u8, destination: &str) {
        let entry = OutlineEntry { title: title.to_owned(), depth, destination: destination.to_owned() };
        self.pages.outline.push(entry);
    }

    pub(crate) fn image(&mut self, path: &str, format: ImageFormat, bytes: Vec<u8>, size: PixelSize) -> usize {
        let asset = ImageAsset { path: path.to_owned(), bytes: bytes.into(), format, size, orientation: 1 };
        self.pages.images.push(Arc::new(asset));
        self.pages.images.len() - 1
    }
}

pub(crate) const REGULAR: &str = "LibertinusSerif-Regular";
pub(crate) const ITALIC: &str = "LibertinusSerif-Italic";
pub(crate) const BOLD: &str = "LibertinusSerif-Bold";
pub(crate) const MONO: &str = "DejaVuSansMono";
