//! Objects as bytes: those that are too many to be made as values first. They go into object streams as they are.

use std::io::Write;

use lopdf::Object;

use crate::save::push_object;
use crate::syntax::push_int;

/// Objects to an object stream: readers unpack a whole stream to get at one object, and the table of
/// cross-references has a byte for the place within it.
pub(crate) const CHUNK: usize = 200;

/// Objects without streams, of one object stream.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    /// Each object's number, and where it begins.
    pub(crate) places: Vec<(u32, usize)>,
    pub(crate) bytes: Vec<u8>,
}

/// Object streams in the making.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    done: Vec<Packed>,
    open: Packed,
}

impl Packer {
    /// Begins an object, which is what is appended to the bytes until the next one is begun.
    pub(crate) fn begin(&mut self, number: u32) -> &mut Vec<u8> {
        if self.open.places.len() == CHUNK {
            self.done.push(std::mem::take(&mut self.open));
        }
        if !self.open.bytes.is_empty() {
            self.open.bytes.push(b'\n');
        }
        self.open.places.push((number, self.open.bytes.len()));
        &mut self.open.bytes
    }

    /// Takes over whole streams.
    pub(crate) fn extend(&mut self, streams: impl IntoIterator<Item = Packed>) {
        self.done.extend(streams);
    }

    /// The streams.
    pub(crate) fn finish(mut self) -> Vec<Packed> {
        if !self.open.places.is_empty() {
            self.done.push(self.open);
        }
        self.done
    }
}

/// An object's bytes.
pub(crate) fn raw(object: &Object) -> Vec<u8> {
    let mut out = Vec::new();
    push_object(&mut out, object);
    out
}

/// Appends a reference.
pub(crate) fn push_reference(out: &mut Vec<u8>, number: u32) {
    push_int(out, i64::from(number));
    out.extend_from_slice(b" 0 R");
}

/// Appends what has been formatted.
pub(crate) fn push_format(out: &mut Vec<u8>, arguments: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(arguments);
    debug_assert!(written.is_ok(), "memory takes everything");
}
