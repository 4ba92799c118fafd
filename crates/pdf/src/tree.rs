//! Number trees and name trees (ISO 32000-1, 7.9.6 and 7.9.7).

use lopdf::{Document, ObjectId};

use crate::packed::{Packer, push_reference};

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

/// A key and its value, as bytes. The value is an array, a dictionary or a reference.
pub(crate) type Entry = (Vec<u8>, Vec<u8>);

/// Adds a tree of sorted entries.
pub(crate) fn add(document: &mut Document, packer: &mut Packer, kind: Tree, entries: &[Entry]) -> ObjectId {
    let key: &[u8] = match kind {
        Tree::Names => b"Names",
        Tree::Nums => b"Nums",
    };
    if entries.len() <= LEAF {
        let id = document.new_object_id();
        let out = packer.begin(id.0);
        leaf(out, key, entries);
        out.extend_from_slice(b">>");
        return id;
    }
    let mut kids = b"<</Kids[".to_vec();
    for chunk in entries.chunks(LEAF) {
        let id = document.new_object_id();
        let out = packer.begin(id.0);
        leaf(out, key, chunk);
        out.extend_from_slice(b"/Limits[");
        out.extend_from_slice(&chunk[0].0);
        out.push(b' ');
        out.extend_from_slice(&chunk[chunk.len() - 1].0);
        out.extend_from_slice(b"]>>");
        push_reference(&mut kids, id.0);
        kids.push(b' ');
    }
    kids.extend_from_slice(b"]>>");
    let id = document.new_object_id();
    packer.begin(id.0).append(&mut kids);
    id
}

fn leaf(out: &mut Vec<u8>, name: &[u8], entries: &[Entry]) {
    out.extend_from_slice(b"<</");
    out.extend_from_slice(name);
    out.push(b'[');
    for (key, value) in entries {
        for part in [key, value] {
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
