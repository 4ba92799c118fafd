//! Navigation: link annotations, named destinations, the outline, page labels (ISO 32000-1, 12.3 and 12.4).

use anthology_layout::page::{Destination, LinkArea, LinkTo, NodeId, OutlineEntry, Page, Pages};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use crate::packed::{ObjectPacker, raw};
use crate::syntax::{Corners, bytes, flip, milli, name, text};
use crate::tree::{self, Tree, TreeEntry};

/// The annotations of all pages.
pub(crate) struct Links {
    pub(crate) areas: Vec<Link>,
}

/// A link's annotation. Its key in the parent tree is the number of pages plus its index.
pub(crate) struct Link {
    pub(crate) page: usize,
    pub(crate) node: NodeId,
    pub(crate) object: ObjectId,
}

/// The input of every destination: the pages and the objects that destinations name.
#[derive(Clone, Copy)]
pub(crate) struct Targets<'a> {
    pub(crate) pages: &'a Pages,
    /// The pages' objects.
    pub(crate) ids: &'a [ObjectId],
    /// The object number of the first node's element, in files whose destinations must be structure destinations
    /// (PDF/UA-2, 8.8).
    pub(crate) elements: Option<u32>,
}

impl Targets<'_> {
    /// An explicit destination (ISO 32000-1, 12.3.2.2): a position on a page.
    fn explicit(&self, destination: &Destination) -> Option<Object> {
        let index = destination.page as usize;
        let (page, id) = (self.pages.pages.get(index)?, self.ids.get(index)?);
        Some(view(*id, page, destination))
    }

    /// A structure destination (ISO 32000-2, 12.3.2.3): the destination's own element, or the document's where it has
    /// none.
    fn structure(&self, destination: &Destination) -> Option<Object> {
        let page = self.pages.pages.get(destination.page as usize)?;
        let element = (self.elements? + destination.node.unwrap_or_default().0, 0);
        Some(view(element, page, destination))
    }

    /// Sets the destination of an annotation or of an outline item.
    fn set_destination(&self, from: &mut Dictionary, key: &str) -> Option<()> {
        let destination = self.pages.destinations.get(key)?;
        match self.structure(destination) {
            Some(element) => from.set("A", dictionary! { "S" => "GoTo", "D" => bytes(key), "SD" => element }),
            None => from.set("Dest", bytes(key)),
        }
        Some(())
    }
}

fn view(target: ObjectId, page: &Page, destination: &Destination) -> Object {
    let top = flip(page.height, destination.y);
    let left = milli(destination.x.millipt());
    Object::Array(vec![Object::Reference(target), name("XYZ"), left, milli(top), Object::Null])
}

/// Adds the link annotations to their pages. A link to a destination that doesn't exist is left out.
pub(crate) fn links(document: &mut Document, targets: Targets<'_>) -> Links {
    let pages = targets.pages;
    let mut areas: Vec<Link> = Vec::new();
    for (index, (page, id)) in pages.pages.iter().zip(targets.ids).enumerate() {
        let mut annotations: Vec<Object> = Vec::new();
        for area in &page.links {
            let key = (pages.pages.len() + areas.len()) as i64;
            let Some(annotation) = annotation(targets, page, area, key) else { continue };
            let object = document.add_object(annotation);
            annotations.push(Object::Reference(object));
            areas.push(Link { page: index, node: area.node, object });
        }
        if !annotations.is_empty()
            && let Ok(page) = document.get_dictionary_mut(*id)
        {
            page.set("Annots", annotations);
        }
    }
    Links { areas }
}

fn annotation(targets: Targets<'_>, page: &Page, area: &LinkArea, key: i64) -> Option<Dictionary> {
    const PRINT: i64 = 4;
    let mut annotation = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => Corners::of(area.rect, page.height).numbers(),
        "Border" => vec![Object::Integer(0); 3],
        "F" => PRINT,
        "StructParent" => key
    };
    let leads_to = match &area.to {
        LinkTo::Uri(uri) => {
            annotation.set("A", dictionary! { "S" => "URI", "URI" => bytes(ascii_uri(uri)) });
            uri
        }
        LinkTo::Destination(key) => {
            targets.set_destination(&mut annotation, key)?;
            key
        }
    };
    let contents = if area.contents.trim().is_empty() { leads_to } else { &area.contents };
    annotation.set("Contents", text(contents));
    Some(annotation)
}

/// A URI in ASCII, as PDF requires it (ISO 32000-1, 12.6.4.7); other characters are percent-encoded (RFC 3987, 3.1).
fn ascii_uri(uri: &str) -> String {
    let mut out = String::with_capacity(uri.len());
    for byte in uri.bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.push_str(&format!("{byte:02X}"));
            }
        }
    }
    out
}

/// The named destinations, as a name tree.
pub(crate) fn destinations(document: &mut Document, packer: &mut ObjectPacker, targets: Targets<'_>) -> ObjectId {
    let entry = |destination: &Destination| {
        let place = targets.explicit(destination)?;
        Some(match targets.structure(destination) {
            Some(element) => dictionary! { "D" => place, "SD" => element }.into(),
            None => place,
        })
    };
    let destinations = targets.pages.destinations.iter();
    let entries = destinations.filter_map(|(key, destination)| {
        Some(TreeEntry { key: raw(&bytes(key.as_str())), value: raw(&entry(destination)?) })
    });
    tree::add(document, packer, Tree::Names, &entries.collect::<Vec<_>>())
}

/// The nested outline (ISO 32000-1, 12.3.3). Parts are open, so that the chapters show; deeper items are closed. A
/// closed item's `Count` is negative (table 153).
pub(crate) fn outline(document: &mut Document, targets: Targets<'_>) -> Option<ObjectId> {
    let pages = targets.pages;
    let entries: Vec<&OutlineEntry> =
        pages.outline.iter().filter(|entry| pages.destinations.contains_key(&entry.destination)).collect();
    if entries.is_empty() {
        return None;
    }
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = entries.iter().map(|_| document.new_object_id()).collect();
    let parents = parents(&entries);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); entries.len()];
    let mut top = Vec::new();
    for (index, parent) in parents.iter().enumerate() {
        parent.map_or(&mut top, |parent| &mut children[parent]).push(index);
    }
    let open = |index: usize| parents[index].is_none();
    for (index, entry) in entries.iter().enumerate() {
        let siblings = parents[index].map_or(&top, |parent| &children[parent]);
        let at = siblings.partition_point(|sibling| *sibling < index);
        let mut item = dictionary! {
            "Title" => text(&entry.title),
            "Parent" => Object::Reference(parents[index].map_or(root, |parent| ids[parent]))
        };
        targets.set_destination(&mut item, &entry.destination);
        if let Some(before) = at.checked_sub(1) {
            item.set("Prev", Object::Reference(ids[siblings[before]]));
        }
        if let Some(after) = siblings.get(at + 1) {
            item.set("Next", Object::Reference(ids[*after]));
        }
        if let (Some(first), Some(last)) = (children[index].first(), children[index].last()) {
            let count = children[index].len() as i64;
            item.set("First", Object::Reference(ids[*first]));
            item.set("Last", Object::Reference(ids[*last]));
            item.set("Count", if open(index) { count } else { -count });
        }
        document.objects.insert(ids[index], item.into());
    }
    let visible = top.len() + top.iter().map(|index| children[*index].len()).sum::<usize>();
    let outline = dictionary! {
        "Type" => "Outlines",
        "First" => Object::Reference(ids[top[0]]),
        "Last" => Object::Reference(ids[top[top.len() - 1]]),
        "Count" => visible as i64
    };
    document.objects.insert(root, outline.into());
    Some(root)
}

/// The parent of each entry: the last entry before it that is less deep.
fn parents(entries: &[&OutlineEntry]) -> Vec<Option<usize>> {
    let mut path: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        while path.last().is_some_and(|last| entries[*last].depth >= entry.depth) {
            path.pop();
        }
        parents.push(path.last().copied());
        path.push(index);
    }
    parents
}

/// A numbering style of page labels (ISO 32000-1, table 159).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numbering {
    Decimal,
    LowerRoman,
    UpperRoman,
}

/// The page labels, as ranges of one numbering.
pub(crate) fn labels(document: &mut Document, packer: &mut ObjectPacker, pages: &Pages) -> ObjectId {
    let mut entries = Vec::new();
    let mut expected = None;
    for (index, page) in pages.pages.iter().enumerate() {
        let number = numbered(&page.label);
        if number.is_none() || number != expected {
            let key = index.to_string().into_bytes();
            entries.push(TreeEntry { key, value: raw(&label(&page.label, number)) });
        }
        expected = number.map(|(numbering, n)| (numbering, n + 1));
    }
    tree::add(document, packer, Tree::Nums, &entries)
}

fn label(label: &str, number: Option<(Numbering, u32)>) -> Object {
    match number {
        Some((numbering, first)) => {
            let style = match numbering {
                Numbering::Decimal => "D",
                Numbering::LowerRoman => "r",
                Numbering::UpperRoman => "R",
            };
            dictionary! { "S" => style, "St" => i64::from(first) }.into()
        }
        None if label.is_empty() => Dictionary::new().into(),
        None => dictionary! { "P" => text(label) }.into(),
    }
}

/// A label as a number in a numbering style; `None` where a viewer would write that number differently.
fn numbered(label: &str) -> Option<(Numbering, u32)> {
    if let Ok(n) = label.parse::<u32>() {
        return (n > 0 && n.to_string() == label).then_some((Numbering::Decimal, n));
    }
    let lower = label.to_ascii_lowercase();
    let n = from_roman(&lower)?;
    if lower == label {
        Some((Numbering::LowerRoman, n))
    } else {
        (lower.to_ascii_uppercase() == label).then_some((Numbering::UpperRoman, n))
    }
}

const ROMAN: [(u32, &str); 13] = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];

/// The value of lower-case roman numerals in their canonical form.
fn from_roman(numerals: &str) -> Option<u32> {
    let mut rest = numerals;
    let mut n = 0;
    for (value, numeral) in ROMAN {
        while let Some(after) = rest.strip_prefix(numeral) {
            n += value;
            rest = after;
        }
    }
    (n > 0 && rest.is_empty() && roman(n) == numerals).then_some(n)
}

/// A number in lower-case roman numerals.
fn roman(mut n: u32) -> String {
    let mut out = String::new();
    for (value, numeral) in ROMAN {
        while n >= value {
            n -= value;
            out.push_str(numeral);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_numbers_where_a_viewer_would_write_them_so() {
        assert_eq!(numbered("xii"), Some((Numbering::LowerRoman, 12)));
        assert_eq!(numbered("XL"), Some((Numbering::UpperRoman, 40)));
        assert_eq!(numbered("42"), Some((Numbering::Decimal, 42)));
        for text in ["", "iiii", "Xl", "042", "0", "cover", "A-1"] {
            assert_eq!(numbered(text), None, "{text}");
        }
    }

    #[test]
    fn an_entrys_parent_is_the_last_that_is_less_deep() {
        let entry = |depth| OutlineEntry { title: String::new(), depth, destination: String::new() };
        let entries = [entry(0), entry(1), entry(2), entry(2), entry(1), entry(0), entry(2)];
        let parents = parents(&entries.iter().collect::<Vec<_>>());
        assert_eq!(parents, [None, Some(0), Some(1), Some(1), Some(0), None, Some(5)]);
    }

    #[test]
    fn uris_are_ascii() {
        assert_eq!(ascii_uri("https://a.b/caf\u{e9}?q=%20 x"), "https://a.b/caf%C3%A9?q=%20%20x");
    }
}
