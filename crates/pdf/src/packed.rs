//! Object streams (ISO 32000-1, 7.5.7) as bytes, for objects that are too many to be built as values first.

use std::io::Write;

use lopdf::Object;

use crate::costs::OBJECT_STREAM_OBJECTS;
use crate::save::push_object;
use crate::syntax::push_int;

/// The objects of one object stream.
#[derive(Debug, Default)]
pub(crate) struct PackedObjects {
    pub(crate) offsets: Vec<ObjectOffset>,
    pub(crate) bytes: Vec<u8>,
}

/// An object of an object stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ObjectOffset {
    pub(crate) number: u32,
    /// In bytes from the stream's first object.
    pub(crate) offset: usize,
}

/// Object streams under construction.
#[derive(Debug, Default)]
pub(crate) struct ObjectPacker {
    done: Vec<PackedObjects>,
    open: PackedObjects,
}

impl ObjectPacker {
    /// Begins an object: its bytes are those that the caller appends until the next one begins.
    pub(crate) fn begin(&mut self, number: u32) -> &mut Vec<u8> {
        if self.open.offsets.len() == OBJECT_STREAM_OBJECTS {
            self.done.push(std::mem::take(&mut self.open));
        }
        if !self.open.bytes.is_empty() {
            self.open.bytes.push(b'\n');
        }
        self.open.offsets.push(ObjectOffset { number, offset: self.open.bytes.len() });
        &mut self.open.bytes
    }

    /// Takes over whole streams.
    pub(crate) fn extend(&mut self, streams: impl IntoIterator<Item = PackedObjects>) {
        self.done.extend(streams);
    }

    /// The streams.
    pub(crate) fn finish(mut self) -> Vec<PackedObjects> {
        if !self.open.offsets.is_empty() {
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

/// Appends formatted text.
pub(crate) fn push_format(out: &mut Vec<u8>, arguments: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(arguments);
    debug_assert!(written.is_ok(), "memory takes everything");
}
