//! Number trees and name trees (ISO 32000-1, 7.9.6 and 7.9.7).

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// Entries to a leaf. Viewers search a tree by its limits, so a leaf need not be small.
const LEAF: usize = 64;

/// Which kind of tree.
#[derive(Clone, Copy)]
pub(crate) enum Tree {
    /// Keys are strings.
    Names,
    /// Keys are integers.
    Nums,
}

/// Adds a tree of sorted entries.
pub(crate) fn add(document: &mut Document, kind: Tree, entries: Vec<(Object, Object)>) -> ObjectId {
    let key = match kind {
        Tree::Names => "Names",
        Tree::Nums => "Nums",
    };
    if entries.len() <= LEAF {
        return document.add_object(leaf(key, entries));
    }
    let mut kids = Vec::new();
    let mut entries = entries.into_iter();
    loop {
        let chunk: Vec<(Object, Object)> = entries.by_ref().take(LEAF).collect();
        let (Some(first), Some(last)) = (chunk.first(), chunk.last()) else { break };
        let limits = vec![first.0.clone(), last.0.clone()];
        let mut leaf = leaf(key, chunk);
        leaf.set("Limits", limits);
        kids.push(Object::Reference(document.add_object(leaf)));
    }
    document.add_object(dictionary! { "Kids" => kids })
}

fn leaf(key: &str, entries: Vec<(Object, Object)>) -> Dictionary {
    let list: Vec<Object> = entries.into_iter().flat_map(|(key, value)| [key, value]).collect();
    dictionary! { key => list }
}
