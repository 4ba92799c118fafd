//! Number trees and name trees (ISO 32000-1, 7.9.6 and 7.9.7).

use lopdf::{Document, ObjectId};

use crate::costs::TREE_LEAF;
use crate::packed::{ObjectPacker, push_reference};

/// The kind of a tree, by its keys.
#[derive(Clone, Copy)]
pub(crate) enum Tree {
    /// Keys are strings.
    Names,
    /// Keys are integers.
    Nums,
}

/// A key and its value, as bytes. The value is an array, a dictionary or a reference.
pub(crate) struct TreeEntry {
    pub(crate) key: Vec<u8>,
    pub(crate) value: Vec<u8>,
}

/// Adds a tree of sorted entries.
pub(crate) fn add(document: &mut Document, packer: &mut ObjectPacker, kind: Tree, entries: &[TreeEntry]) -> ObjectId {
    let key: &[u8] = match kind {
        Tree::Names => b"Names",
        Tree::Nums => b"Nums",
    };
    if entries.len() <= TREE_LEAF {
        let id = document.new_object_id();
        let out = packer.begin(id.0);
        leaf(out, key, entries);
        out.extend_from_slice(b">>");
        return id;
    }
    let mut kids = b"<</Kids[".to_vec();
    for chunk in entries.chunks(TREE_LEAF) {
        let id = document.new_object_id();
        let out = packer.begin(id.0);
        leaf(out, key, chunk);
        out.extend_from_slice(b"/Limits[");
        out.extend_from_slice(&chunk[0].key);
        out.push(b' ');
        out.extend_from_slice(&chunk[chunk.len() - 1].key);
        out.extend_from_slice(b"]>>");
        push_reference(&mut kids, id.0);
        kids.push(b' ');
    }
    kids.extend_from_slice(b"]>>");
    let id = document.new_object_id();
    packer.begin(id.0).append(&mut kids);
    id
}

fn leaf(out: &mut Vec<u8>, name: &[u8], entries: &[TreeEntry]) {
    out.extend_from_slice(b"<</");
    out.extend_from_slice(name);
    out.push(b'[');
    for entry in entries {
        for part in [&entry.key, &entry.value] {
            if !matches!(out.last(), Some(b'[' | b']' | b')' | b'>'))
                && !matches!(part.first(), Some(b'[' | b'(' | b'<'))
            {
                out.push(b' ');
            }
            out.extend_from_slice(part);
        }
    }
    out.push(b']');
}
