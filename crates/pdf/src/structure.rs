//! The structure tree (ISO 32000-1, 14.7 and 14.8), from which assistive technology reads a document.

use std::borrow::Cow;

use anthology_base::{Lang, Length};
use anthology_layout::page::{Artifact, CellSpan, HeaderScope, LinkTo, Node, NodeId, Pages, Role, Tag};
use lopdf::{Document, Object, ObjectId, dictionary};
use rayon::prelude::*;

use crate::content::PageContent;
use crate::costs::STRUCTURE_TASK;
use crate::navigation::{Links, Targets};
use crate::packed::{ObjectPacker, PackedObjects, push_format, push_reference, raw};
use crate::save::push_object;
use crate::syntax::{Corners, bytes, name, push_int, push_milli, push_string, text_bytes};
use crate::tree::{self, Tree, TreeEntry};

/// The nodes of the structure.
pub(crate) struct Nodes<'a> {
    list: &'a [Node],
    languages: Vec<Lang>,
    /// The position of every node under its parent, sorted.
    children: Vec<ReadingPosition>,
    /// True for the structure types of PDF 2.0.
    modern: bool,
}

/// A position in the reading order under a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ReadingPosition {
    parent: u32,
    order: u64,
}

impl<'a> Nodes<'a> {
    pub(crate) fn new(pages: &'a Pages, modern: bool) -> Self {
        let list = &pages.structure;
        let mut languages: Vec<Lang> = Vec::with_capacity(list.len());
        for node in list {
            let inherited = node.parent.and_then(|parent| languages.get(parent.0 as usize).copied());
            languages.push(node.lang.or(inherited).unwrap_or(pages.metadata.language));
        }
        let position = |node: &Node| Some(ReadingPosition { parent: node.parent?.0, order: node.order });
        let mut children: Vec<ReadingPosition> = list.iter().filter_map(position).collect();
        children.sort_unstable();
        Self { list, languages, children, modern }
    }

    /// Reserves consecutive object numbers for the nodes' elements. Returns the first.
    pub(crate) fn reserve(&self, document: &mut Document) -> u32 {
        let first = document.max_id + 1;
        document.max_id += self.list.len() as u32;
        first
    }

    /// The language of a node.
    pub(crate) fn language(&self, node: NodeId) -> Lang {
        self.languages.get(node.0 as usize).copied().unwrap_or(Lang::UND)
    }

    /// The structure type of a node.
    pub(crate) fn type_of(&self, node: NodeId) -> &'static str {
        self.list.get(node.0 as usize).map_or("P", |node| structure_type(node, self.modern))
    }

    /// The tag of an image: an artifact if its figure has no alternative text.
    pub(crate) fn tag_of_image(&self, tag: Tag) -> Tag {
        match tag {
            Tag::Content { node, .. } if self.list.get(node.0 as usize).is_some_and(is_undescribed) => {
                Tag::Artifact(Artifact::Layout)
            }
            _ => tag,
        }
    }

    /// True if no child of a node is read between two pieces of its content.
    pub(crate) fn no_child_between(&self, node: NodeId, after: u64, before: u64) -> bool {
        let from = self.children.partition_point(|child| *child <= ReadingPosition { parent: node.0, order: after });
        let next = self.children.get(from);
        before >= after && next.is_none_or(|child| *child >= ReadingPosition { parent: node.0, order: before })
    }

    /// The nearest node with a role among a node and its ancestors.
    fn nearest(&self, node: NodeId, is: impl Fn(Role) -> bool) -> Option<NodeId> {
        let mut at = Some(node);
        while let Some(id) = at {
            let node = self.list.get(id.0 as usize)?;
            if is(node.role) {
                return Some(id);
            }
            at = node.parent.filter(|parent| parent.0 < id.0);
        }
        None
    }

    /// The references between nodes: from an entry of the contents to its target, from a mark to its note, and from a note
    /// to its marks (PDF/UA-2, 8.2.5.8 and 8.2.5.14). Sorted.
    fn references(&self, pages: &Pages) -> Vec<ElementReference> {
        let mut found = Vec::new();
        for area in pages.pages.iter().flat_map(|page| &page.links) {
            let LinkTo::Destination(key) = &area.to else { continue };
            let Some(target) = pages.destinations.get(key).and_then(|destination| destination.node) else { continue };
            if let Some(entry) = self.nearest(area.node, |role| role == Role::TocItem) {
                found.push(ElementReference { from: entry, to: target });
            } else if self.role(target) == Some(Role::Note)
                && let Some(mark) = self.nearest(area.node, |role| matches!(role, Role::Reference | Role::Link))
            {
                let to_note = ElementReference { from: mark, to: target };
                found.extend([to_note, ElementReference { from: target, to: mark }]);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn role(&self, node: NodeId) -> Option<Role> {
        self.list.get(node.0 as usize).map(|node| node.role)
    }
}

/// `Ref` of an element (ISO 32000-2, 14.7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ElementReference {
    from: NodeId,
    to: NodeId,
}

/// True for a figure without alternative text, which must not be a `Figure` (PDF/UA-1, 7.3).
fn is_undescribed(node: &Node) -> bool {
    node.role == Role::Figure && node.alt.as_ref().is_none_or(|alt| alt.trim().is_empty())
}

/// The standard structure type of a node (ISO 32000-1, 14.8.4; ISO 32000-2, 14.8.4). `Em` and `Strong` are PDF 2.0's; in
/// older files the role map (14.7.3) makes them spans.
fn structure_type(node: &Node, modern: bool) -> &'static str {
    match node.role {
        Role::Note if modern => "FENote",
        Role::Aside if modern => "Aside",
        Role::Figure if is_undescribed(node) => "Div",
        Role::Document => "Document",
        Role::Part => "Part",
        Role::Section => "Sect",
        Role::Div | Role::Aside => "Div",
        Role::Heading(level) => ["H1", "H2", "H3", "H4", "H5", "H6"][usize::from(level.clamp(1, 6)) - 1],
        Role::Paragraph => "P",
        Role::BlockQuote => "BlockQuote",
        Role::List { .. } | Role::Definitions => "L",
        Role::ListItem => "LI",
        Role::Label => "Lbl",
        Role::ListBody => "LBody",
        Role::Table => "Table",
        Role::TableHead => "THead",
        Role::TableBody => "TBody",
        Role::TableRow => "TR",
        Role::HeaderCell { .. } => "TH",
        Role::DataCell { .. } => "TD",
        Role::Figure => "Figure",
        Role::Caption => "Caption",
        Role::Code => "Code",
        Role::Note => "Note",
        Role::Reference => "Reference",
        Role::Link => "Link",
        Role::Toc => "TOC",
        Role::TocItem => "TOCI",
        Role::Index => "Index",
        Role::Quote => "Quote",
        Role::Span | Role::Struck | Role::Underlined | Role::Shifted { .. } => "Span",
        Role::Emphasis => "Em",
        Role::Strong => "Strong",
    }
}

/// The attributes of a cell (ISO 32000-1, table 349).
fn cell_attributes(scope: Option<HeaderScope>, covers: CellSpan) -> String {
    let mut out = String::from("Table");
    match scope {
        Some(HeaderScope::Column) => out.push_str("/Scope/Column"),
        Some(HeaderScope::Row) => out.push_str("/Scope/Row"),
        None => {}
    }
    for (key, count) in [("ColSpan", covers.columns), ("RowSpan", covers.rows)] {
        if count > 1 {
            out.push_str(&format!("/{key} {count}"));
        }
    }
    out
}

/// Types that PDF 2.0 doesn't have and takes from PDF 1.7's namespace, which is the default of an element without one
/// (ISO 32000-2, 14.8.6).
const OLDER: [&str; 7] = ["BlockQuote", "Code", "Index", "Quote", "Reference", "TOC", "TOCI"];

/// A kid of an element (ISO 32000-1, table 323, `K`).
#[derive(Clone, Copy)]
enum Kid {
    Element(ObjectId),
    /// A marked-content reference.
    Content {
        page: usize,
        id: usize,
    },
    /// An object reference.
    Annotation {
        page: usize,
        object: ObjectId,
    },
}

/// A kid and its position under its node.
struct PlacedKid {
    node: u32,
    order: u64,
    /// The position among kids of equal order: a page, or an index.
    sequence: u32,
    kid: Kid,
}

/// The elements under construction.
struct Elements<'a> {
    nodes: &'a Nodes<'a>,
    pages: &'a [ObjectId],
    /// Every node's own element; they have consecutive object numbers.
    first: u32,
    /// The element that holds a node's kids: its own, or a link within it.
    holders: Vec<ObjectId>,
    /// By node: the page and the bounding box of a figure.
    figures: Vec<Option<PlacedFigure>>,
    /// By page: the `Span` element of each marked-content sequence that has one.
    spans: Vec<Vec<Option<ObjectId>>>,
    /// PDF 2.0's namespace, where the elements are of it.
    namespace: Option<ObjectId>,
    /// Sorted.
    references: Vec<ElementReference>,
}

/// A figure on its page.
#[derive(Clone, Copy)]
struct PlacedFigure {
    page: usize,
    corners: Corners,
}

/// Adds the structure tree (14.7.2). Returns its root.
pub(crate) fn build(
    document: &mut Document,
    packer: &mut ObjectPacker,
    nodes: &Nodes<'_>,
    first: u32,
    targets: Targets<'_>,
    contents: &[PageContent],
    links: &Links,
) -> ObjectId {
    let namespace = nodes
        .modern
        .then(|| document.add_object(dictionary! { "Type" => "Namespace", "NS" => bytes("http://iso.org/pdf2/ssn") }));
    let root = document.new_object_id();
    let mut elements = Elements {
        nodes,
        pages: targets.ids,
        first,
        holders: (0..nodes.list.len() as u32).map(|i| (first + i, 0)).collect(),
        figures: vec![None; nodes.list.len()],
        spans: Vec::with_capacity(contents.len()),
        namespace,
        references: if nodes.modern { nodes.references(targets.pages) } else { Vec::new() },
    };
    let owners: Vec<NodeId> = links.areas.iter().map(|link| elements.owner(document, link.node)).collect();
    for (page, content) in contents.iter().enumerate() {
        for figure in &content.figures {
            if let Some(slot) = elements.figures.get_mut(figure.node.0 as usize) {
                slot.get_or_insert(PlacedFigure { page, corners: figure.corners });
            }
        }
    }
    elements.add_spans(document, packer, contents);
    let kids = elements.kids(contents, links, &owners);
    packer.extend(elements.write_all(&kids, root));
    let parents = elements.parents(contents, links, &owners);
    let next_key = parents.len() as i64;
    let parent_tree = tree::add(document, packer, Tree::Nums, &parents);
    let mut dict = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => Object::Reference((first, 0)),
        "ParentTree" => Object::Reference(parent_tree),
        "ParentTreeNextKey" => next_key
    };
    match namespace {
        Some(namespace) => dict.set("Namespaces", vec![Object::Reference(namespace)]),
        None => dict.set("RoleMap", dictionary! { "Em" => name("Span"), "Strong" => name("Span") }),
    }
    let ids = elements.ids();
    if !ids.is_empty() {
        let ids = tree::add(document, packer, Tree::Names, &ids);
        dict.set("IDTree", Object::Reference(ids));
    }
    document.objects.insert(root, dict.into());
    root
}

impl Elements<'_> {
    /// The node that an annotation belongs to. A link's annotation must be in a Link element (PDF/UA-1, 7.18.5),
    /// so a node that isn't one gets one inside.
    fn owner(&mut self, document: &mut Document, node: NodeId) -> NodeId {
        if let Some(link) = self.nodes.nearest(node, |role| role == Role::Link) {
            return link;
        }
        if let Some(holder) = self.holders.get_mut(node.0 as usize)
            && holder.0 == self.first + node.0
        {
            *holder = document.new_object_id();
        }
        node
    }

    /// Adds the `Span` elements of marked content with properties of its own.
    fn add_spans(&mut self, document: &mut Document, packer: &mut ObjectPacker, contents: &[PageContent]) {
        for (page, content) in contents.iter().enumerate() {
            let spans = content.marks.iter().enumerate().map(|(id, mark)| {
                let properties = mark.span.as_ref()?;
                let span = document.new_object_id();
                let out = packer.begin(span.0);
                self.open(out, "Span", self.holders[mark.node.0 as usize]);
                if let Some(lang) = properties.lang {
                    out.extend_from_slice(b"/Lang");
                    push_string(out, lang.as_str().as_bytes());
                }
                if let Some(actual_text) = &properties.actual_text {
                    out.extend_from_slice(b"/ActualText");
                    push_string(out, &text_bytes(actual_text));
                }
                out.extend_from_slice(b"/Pg ");
                push_reference(out, self.pages[page].0);
                push_format(out, format_args!("/K {id}>>"));
                Some(span)
            });
            let spans = spans.collect();
            self.spans.push(spans);
        }
    }

    /// The kids of all nodes, sorted by node and reading order. An annotation is read after its link's content.
    fn kids(&self, contents: &[PageContent], links: &Links, owners: &[NodeId]) -> Vec<PlacedKid> {
        let elements = self.nodes.list.iter().enumerate().filter_map(|(index, node)| {
            let kid = Kid::Element((self.first + index as u32, 0));
            Some(PlacedKid { node: node.parent?.0, order: node.order, sequence: index as u32, kid })
        });
        let marks = contents.iter().enumerate().flat_map(|(page, content)| {
            content.marks.iter().enumerate().map(move |(id, mark)| {
                let kid = self.spans[page][id].map_or(Kid::Content { page, id }, Kid::Element);
                PlacedKid { node: mark.node.0, order: mark.order, sequence: page as u32, kid }
            })
        });
        let annotations = links.areas.iter().zip(owners).enumerate().map(|(index, (link, owner))| {
            let kid = Kid::Annotation { page: link.page, object: link.object };
            PlacedKid { node: owner.0, order: u64::MAX, sequence: index as u32, kid }
        });
        let mut kids: Vec<PlacedKid> = elements.chain(marks).chain(annotations).collect();
        kids.sort_by_key(|kid| (kid.node, kid.order, kid.sequence));
        kids
    }

    /// All elements, from their sorted kids.
    fn write_all(&self, kids: &[PlacedKid], root: ObjectId) -> Vec<PackedObjects> {
        let count = self.nodes.list.len();
        let starts: Vec<usize> = (0..count).step_by(STRUCTURE_TASK).collect();
        let streams = starts.into_par_iter().map(|start| {
            let mut packer = ObjectPacker::default();
            let mut rest = &kids[kids.partition_point(|kid| (kid.node as usize) < start)..];
            for index in start..count.min(start + STRUCTURE_TASK) {
                let own = rest.iter().take_while(|kid| kid.node as usize == index).count();
                let (own, later) = rest.split_at(own);
                rest = later;
                self.write(&mut packer, index, own, root);
            }
            packer.finish()
        });
        streams.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    fn write(&self, packer: &mut ObjectPacker, index: usize, kids: &[PlacedKid], root: ObjectId) {
        let node = &self.nodes.list[index];
        let own = (self.first + index as u32, 0);
        let holder = self.holders[index];
        let parent = node.parent.map_or(root, |parent| self.holders[parent.0 as usize]);
        let out = packer.begin(own.0);
        self.open(out, structure_type(node, self.nodes.modern), parent);
        self.write_attributes(out, node, index);
        if holder == own {
            self.write_kids(out, kids);
        } else {
            out.extend_from_slice(b"/K ");
            push_reference(out, holder.0);
        }
        out.extend_from_slice(b">>");
        if holder != own {
            let out = packer.begin(holder.0);
            self.open(out, "Link", own);
            self.write_kids(out, kids);
            out.extend_from_slice(b">>");
        }
    }

    /// Begins an element: its type, its parent, and its type's namespace.
    fn open(&self, out: &mut Vec<u8>, kind: &str, parent: ObjectId) {
        push_format(out, format_args!("<</S/{kind}/P "));
        push_reference(out, parent.0);
        if let Some(namespace) = self.namespace.filter(|_| !OLDER.contains(&kind)) {
            out.extend_from_slice(b"/NS ");
            push_reference(out, namespace.0);
        }
    }

    /// Writes `Ref`.
    fn write_references(&self, out: &mut Vec<u8>, node: NodeId) {
        let from = self.references.partition_point(|reference| reference.from < node);
        let list: Vec<Object> = self.references[from..]
            .iter()
            .take_while(|reference| reference.from == node)
            .map(|reference| Object::Reference((self.first + reference.to.0, 0)))
            .collect();
        if !list.is_empty() {
            out.extend_from_slice(b"/Ref");
            push_object(out, &list.into());
        }
    }

    /// Writes an element's entries besides its type, parent and kids.
    fn write_attributes(&self, out: &mut Vec<u8>, node: &Node, index: usize) {
        for (key, value) in [("/Alt", &node.alt), ("/E", &node.expansion), ("/T", &node.title)] {
            if let Some(value) = value.as_ref().filter(|value| !value.is_empty()) {
                out.extend_from_slice(key.as_bytes());
                push_string(out, &text_bytes(value));
            }
        }
        if let Some(lang) = node.lang {
            out.extend_from_slice(b"/Lang");
            push_string(out, lang.as_str().as_bytes());
        }
        if let Some(id) = self.id(index) {
            out.extend_from_slice(b"/ID");
            push_string(out, id.as_bytes());
        }
        self.write_references(out, NodeId(index as u32));
        if let Role::Shifted { by } = node.role
            && !self.nodes.modern
        {
            out.extend_from_slice(b"/A<</O/Layout/BaselineShift ");
            push_milli(out, by.millipt());
            out.extend_from_slice(b">>");
        } else if let Some(attributes) = self.attributes(node) {
            push_format(out, format_args!("/A<</O/{attributes}>>"));
        } else if node.role == Role::Figure
            && !is_undescribed(node)
            && let Some(PlacedFigure { page, corners }) = self.figures[index]
        {
            let placement = if self.is_inline(node) { "Inline" } else { "Block" };
            push_format(out, format_args!("/A<</O/Layout/Placement/{placement}/BBox"));
            push_object(out, &corners.numbers().into());
            out.extend_from_slice(b">>");
            // Without content of its own, the element doesn't name its page yet.
            if self.holders[index].0 != self.first + index as u32 {
                out.extend_from_slice(b"/Pg ");
                push_reference(out, self.pages[page].0);
            }
        }
    }

    /// The attribute owner and the attributes of a structure type (14.8.5).
    fn attributes(&self, node: &Node) -> Option<Cow<'static, str>> {
        let fixed = match node.role {
            Role::Note if self.nodes.modern => {
                let apart = node.parent.and_then(|parent| self.nodes.role(parent));
                match apart {
                    Some(Role::Section | Role::Div | Role::Aside | Role::Part) => "FENote/NoteType/Endnote",
                    _ => "FENote/NoteType/Footnote",
                }
            }
            Role::HeaderCell { scope, covers } => return Some(cell_attributes(Some(scope), covers).into()),
            Role::DataCell { covers } if covers == CellSpan::default() => return None,
            Role::DataCell { covers } => return Some(cell_attributes(None, covers).into()),
            Role::List { numbered: true } => "List/ListNumbering/Decimal",
            // PDF 1.7 has names for some kinds of bullets (table 347); PDF 2.0 has one for all.
            Role::List { numbered: false } if self.nodes.modern => "List/ListNumbering/Unordered",
            Role::List { numbered: false } => "List/ListNumbering/Disc",
            Role::Definitions if self.nodes.modern => "List/ListNumbering/Description",
            Role::Definitions => "List/ListNumbering/None",
            Role::Struck => "Layout/TextDecorationType/LineThrough",
            Role::Underlined => "Layout/TextDecorationType/Underline",
            Role::Shifted { by } if by > Length::ZERO => "Layout/TextPosition/Sup",
            Role::Shifted { .. } => "Layout/TextPosition/Sub",
            _ => return None,
        };
        Some(fixed.into())
    }

    /// True for a node within a line of text.
    fn is_inline(&self, node: &Node) -> bool {
        let parent = node.parent.and_then(|parent| self.nodes.list.get(parent.0 as usize));
        parent.is_some_and(|parent| {
            let role = parent.role;
            matches!(role, Role::Paragraph | Role::Span | Role::Link | Role::Emphasis | Role::Strong | Role::Heading(_))
        })
    }

    /// A node's id: its own, or one made for a note, which must have one (PDF/UA-1, 7.9).
    fn id(&self, index: usize) -> Option<String> {
        let node = &self.nodes.list[index];
        node.id.clone().or_else(|| (node.role == Role::Note).then(|| format!("note.{index}")))
    }

    /// Ids and their elements, sorted by id.
    fn ids(&self) -> Vec<TreeEntry> {
        let mut ids: Vec<(String, u32)> =
            (0..self.nodes.list.len()).filter_map(|i| Some((self.id(i)?, self.first + i as u32))).collect();
        ids.sort();
        let entry = |(id, object)| TreeEntry { key: raw(&bytes(id)), value: raw(&Object::Reference((object, 0))) };
        ids.into_iter().map(entry).collect()
    }

    /// Writes `K`, and `Pg` for the page of the first marked content: marked content on that page is a plain MCID, on other
    /// pages it needs a marked-content reference dictionary (14.7.4.2).
    fn write_kids(&self, out: &mut Vec<u8>, kids: &[PlacedKid]) {
        let main = kids.iter().find_map(|placed| match placed.kid {
            Kid::Content { page, .. } => Some(page),
            _ => None,
        });
        if let Some(page) = main {
            out.extend_from_slice(b"/Pg ");
            push_reference(out, self.pages[page].0);
        }
        if kids.is_empty() {
            return;
        }
        out.extend_from_slice(if kids.len() == 1 { b"/K " } else { b"/K[" });
        for (at, placed) in kids.iter().enumerate() {
            if at > 0 {
                out.push(b' ');
            }
            match placed.kid {
                Kid::Element(id) => push_reference(out, id.0),
                Kid::Content { page, id } if Some(page) == main => push_int(out, id as i64),
                Kid::Content { page, id } => {
                    out.extend_from_slice(b"<</Type/MCR/Pg ");
                    push_reference(out, self.pages[page].0);
                    push_format(out, format_args!("/MCID {id}>>"));
                }
                Kid::Annotation { page, object } => {
                    out.extend_from_slice(b"<</Type/OBJR/Pg ");
                    push_reference(out, self.pages[page].0);
                    out.extend_from_slice(b"/Obj ");
                    push_reference(out, object.0);
                    out.extend_from_slice(b">>");
                }
            }
        }
        if kids.len() > 1 {
            out.push(b']');
        }
    }

    /// The parent tree (14.7.4.4): for every page (`StructParents`) the elements of its marked content by MCID, then for
    /// every annotation (`StructParent`) its element.
    fn parents(&self, contents: &[PageContent], links: &Links, owners: &[NodeId]) -> Vec<TreeEntry> {
        let holder = |node: NodeId| self.holders[node.0 as usize];
        let pages = contents.iter().zip(&self.spans).map(|(content, spans)| {
            let mut list = vec![b'['];
            for (mark, span) in content.marks.iter().zip(spans) {
                if list.len() > 1 {
                    list.push(b' ');
                }
                push_reference(&mut list, span.unwrap_or_else(|| holder(mark.node)).0);
            }
            list.push(b']');
            list
        });
        let annotations = owners.iter().map(|owner| raw(&Object::Reference(holder(*owner))));
        debug_assert_eq!(owners.len(), links.areas.len());
        let values = pages.chain(annotations).enumerate();
        values.map(|(key, value)| TreeEntry { key: key.to_string().into_bytes(), value }).collect()
    }
}
