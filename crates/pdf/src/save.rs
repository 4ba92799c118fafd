//! Objects to bytes: object streams and a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8). lopdf's own
//! writer leaves the cross-reference stream as it is, seven bytes an object, and compresses one stream at a time.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};
use rayon::prelude::*;

use crate::costs::OBJECT_STREAM_OBJECTS;
use crate::deflate::{deflate, deflate_lines};
use crate::packed::{ObjectOffset, ObjectPacker, PackedObjects, raw};
use crate::syntax::{name, push_int, push_string};

/// A row of the cross-reference table (ISO 32000-1, table 18).
#[derive(Clone, Copy)]
enum CrossReference {
    /// Type 0.
    Free,
    /// Type 1: a byte offset.
    Offset(usize),
    /// Type 2: an object in an object stream.
    Compressed { stream: u32, index: usize },
}

/// Writes a document of PDF 1.3, which knows neither object streams nor cross-reference streams: every object for itself,
/// and a cross-reference table (ISO 32000-1, 7.5.4).
pub(crate) fn save_plain(document: Document) -> Vec<u8> {
    let Document { objects, mut trailer, max_id, .. } = document;
    let mut places = vec![None; max_id as usize + 1];
    let mut out = b"%PDF-1.3\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let objects: Vec<(ObjectId, Object)> = objects.into_iter().collect();
    let bytes = |(id, object): (ObjectId, Object)| match object {
        Object::Stream(_) => (id, stream(object)),
        other => (id, raw(&other)),
    };
    let written: Vec<(ObjectId, Vec<u8>)> = objects.into_par_iter().map(bytes).collect();
    for (id, bytes) in written {
        places[id.0 as usize] = Some(out.len());
        push_object_with(&mut out, id.0, &bytes);
    }
    let start = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n", places.len()).as_bytes());
    // Objects that aren't there are free; the first of them heads their list, which has no others.
    for (number, place) in places.iter().enumerate() {
        let row = match place {
            Some(offset) => format!("{offset:010} 00000 n \n"),
            None if number == 0 => "0000000000 65535 f \n".to_owned(),
            None => "0000000000 00000 f \n".to_owned(),
        };
        out.extend_from_slice(row.as_bytes());
    }
    trailer.remove(b"Prev");
    trailer.set("Size", places.len() as i64);
    out.extend_from_slice(b"trailer\n");
    push_dictionary(&mut out, &trailer);
    out.extend_from_slice(b"\nstartxref\n");
    push_int(&mut out, start as i64);
    out.extend_from_slice(b"\n%%EOF\n");
    out
}

/// Writes a document of a version, with more objects. Streams that are not compressed yet are, unless they forbid it.
pub(crate) fn save(document: Document, packer: ObjectPacker, version: &str) -> Vec<u8> {
    let Document { objects, mut trailer, max_id, .. } = document;
    let (streams, others): (Vec<_>, Vec<_>) = objects.into_iter().partition(|(_, o)| matches!(o, Object::Stream(_)));
    let mut places = vec![CrossReference::Free; max_id as usize + 1];
    let mut out = format!("%PDF-{version}\n").into_bytes();
    out.extend_from_slice(b"%\xe2\xe3\xcf\xd3\n");
    let direct: Vec<(ObjectId, Vec<u8>)> = streams.into_par_iter().map(|(id, object)| (id, stream(object))).collect();
    for (id, bytes) in direct {
        places[id.0 as usize] = CrossReference::Offset(out.len());
        push_object_with(&mut out, id.0, &bytes);
    }
    let mut packed: Vec<PackedObjects> = others.par_chunks(OBJECT_STREAM_OBJECTS).map(pack).collect();
    packed.extend(packer.finish());
    let streams: Vec<Vec<u8>> = packed.par_iter().map(object_stream).collect();
    for (number, (packed, bytes)) in packed.iter().zip(streams).enumerate() {
        let stream = max_id + 1 + number as u32;
        for (index, object) in packed.offsets.iter().enumerate() {
            places[object.number as usize] = CrossReference::Compressed { stream, index };
        }
        places.push(CrossReference::Offset(out.len()));
        push_object_with(&mut out, stream, &bytes);
    }
    let start = out.len();
    places.push(CrossReference::Offset(start));
    let own = places.len() as u32 - 1;
    trailer.remove(b"Prev");
    trailer.set("Type", name("XRef"));
    trailer.set("Size", i64::from(own) + 1);
    let table = cross_references(&mut trailer, &places);
    push_object_with(&mut out, own, &stream_bytes(trailer, &table));
    out.extend_from_slice(b"startxref\n");
    push_int(&mut out, start as i64);
    out.extend_from_slice(b"\n%%EOF\n");
    out
}

fn push_object_with(out: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    push_int(out, i64::from(number));
    out.extend_from_slice(b" 0 obj\n");
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\nendobj\n");
}

fn stream(object: Object) -> Vec<u8> {
    let Object::Stream(stream) = object else { return Vec::new() };
    let mut dict = stream.dict;
    if stream.allows_compression && !dict.has(b"Filter") {
        dict.set("Filter", name("FlateDecode"));
        let binary = dict.has(b"Length1");
        let deflated = if binary { deflate(&stream.content) } else { deflate_lines(stream.content) };
        return stream_bytes(dict, &deflated);
    }
    stream_bytes(dict, &stream.content)
}

fn stream_bytes(mut dict: Dictionary, content: &[u8]) -> Vec<u8> {
    dict.set("Length", content.len() as i64);
    let mut out = Vec::with_capacity(content.len() + 128);
    push_dictionary(&mut out, &dict);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendstream");
    out
}

fn pack(objects: &[(ObjectId, Object)]) -> PackedObjects {
    let mut packed = PackedObjects::default();
    for (id, object) in objects {
        packed.offsets.push(ObjectOffset { number: id.0, offset: packed.bytes.len() });
        push_object(&mut packed.bytes, object);
        packed.bytes.push(b'\n');
    }
    packed
}

fn object_stream(packed: &PackedObjects) -> Vec<u8> {
    let mut content = Vec::with_capacity(packed.bytes.len() + packed.offsets.len() * 12);
    for object in &packed.offsets {
        push_int(&mut content, i64::from(object.number));
        content.push(b' ');
        push_int(&mut content, object.offset as i64);
        content.push(b' ');
    }
    let dict = dictionary! {
        "Type" => "ObjStm",
        "N" => packed.offsets.len() as i64,
        "First" => content.len() as i64,
        "Filter" => name("FlateDecode")
    };
    content.extend_from_slice(&packed.bytes);
    stream_bytes(dict, &deflate_lines(content))
}

/// The rows of the cross-reference stream, one an object (ISO 32000-1, 7.5.8.3), each less the row above it (PNG's
/// predictor "up").
fn cross_references(dict: &mut Dictionary, places: &[CrossReference]) -> Vec<u8> {
    const ROW: usize = 6;
    let mut table = Vec::with_capacity(places.len() * (ROW + 1));
    let mut above = [0u8; ROW];
    for place in places {
        let (kind, field, index) = match *place {
            CrossReference::Free => (0, 0, 255),
            CrossReference::Offset(offset) => (1, offset as u32, 0),
            CrossReference::Compressed { stream, index } => (2, stream, index as u8),
        };
        let [a, b, c, d] = field.to_be_bytes();
        let row = [kind, a, b, c, d, index];
        table.push(2);
        table.extend(row.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(above)));
        above = row;
    }
    dict.set("W", [1, 4, 1].map(Object::Integer).to_vec());
    dict.set("Filter", name("FlateDecode"));
    dict.set("DecodeParms", dictionary! { "Predictor" => 12, "Columns" => ROW as i64 });
    deflate(&table)
}

/// Appends an object.
pub(crate) fn push_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(n) => push_int(out, *n),
        Object::Real(n) => out.extend_from_slice(n.to_string().as_bytes()),
        Object::Name(name) => push_name(out, name),
        Object::String(bytes, StringFormat::Literal) => push_string(out, bytes),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            out.push(b'<');
            bytes.iter().for_each(|byte| out.extend_from_slice(format!("{byte:02X}").as_bytes()));
            out.push(b'>');
        }
        Object::Array(list) => {
            out.push(b'[');
            list.iter().for_each(|object| push_separated(out, object));
            out.push(b']');
        }
        Object::Dictionary(dict) => push_dictionary(out, dict),
        // A stream is always an indirect object (ISO 32000-1, 7.3.8), so none is nested here.
        Object::Stream(stream) => push_dictionary(out, &stream.dict),
        Object::Reference((number, generation)) => {
            push_int(out, i64::from(*number));
            out.push(b' ');
            push_int(out, i64::from(*generation));
            out.extend_from_slice(b" R");
        }
    }
}

fn push_dictionary(out: &mut Vec<u8>, dict: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dict {
        push_name(out, key);
        push_separated(out, value);
    }
    out.extend_from_slice(b">>");
}

/// An object after another: with a space where the two would run together.
fn push_separated(out: &mut Vec<u8>, object: &Object) {
    let opens = matches!(
        object,
        Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_) | Object::Stream(_)
    );
    if !opens && out.last().is_some_and(|byte| !b"[(<>])".contains(byte)) {
        out.push(b' ');
    }
    push_object(out, object);
}

fn push_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_as_short_as_they_can_be() {
        let object = Object::Dictionary(dictionary! {
            "A" => vec![Object::Integer(1), name("B c"), Object::Integer(2), Object::Real(0.5), Object::Reference((7, 0))],
            "D" => Object::String(b"x)".to_vec(), StringFormat::Literal),
            "E" => true,
            "F" => Object::String(vec![1, 255], StringFormat::Hexadecimal)
        });
        let mut out = Vec::new();
        push_object(&mut out, &object);
        assert_eq!(String::from_utf8_lossy(&out), "<</A[1/B#20c 2 0.5 7 0 R]/D(x\\))/E true/F<01FF>>>");
    }
}
