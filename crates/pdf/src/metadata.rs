//! Metadata: the document information dictionary, the XMP packet and the output intent, which agree with one another.

use std::fmt::Write;

use anthology_base::xml::escape_into;
use anthology_layout::page::Metadata;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::deflate::deflate;
use crate::options::Options;
use crate::profile;
use crate::standard::Standard;
use crate::syntax::{bytes, deflated_stream, name, pdf_date, text, xmp_date};

/// The names for `dc:creator`: the authors, else the editors, else all contributors.
pub(crate) fn creators(metadata: &Metadata) -> Vec<&str> {
    let of = |code: &str| -> Vec<&str> {
        let people = metadata.contributors.iter().filter(|person| person.role.marc() == code);
        people.map(|person| person.name.as_str()).collect()
    };
    let everybody = || metadata.contributors.iter().map(|person| person.name.as_str()).collect();
    [of("aut"), of("edt")].into_iter().find(|names| !names.is_empty()).unwrap_or_else(everybody)
}

/// The names for `dc:contributor`: the authors of pieces whom `dc:creator` doesn't name.
fn piece_authors(metadata: &Metadata) -> Vec<&str> {
    let creators = creators(metadata);
    let authors = metadata.people.iter().filter(|person| person.writes).map(|person| person.name.as_str());
    authors.filter(|name| !creators.contains(name)).collect()
}

/// The document information dictionary.
pub(crate) fn info(metadata: &Metadata, producer: &str) -> Dictionary {
    let mut info = dictionary! {
        "Title" => text(&metadata.title),
        "Creator" => text(producer),
        "Producer" => text(producer),
        "CreationDate" => bytes(pdf_date(metadata.modified)),
        "ModDate" => bytes(pdf_date(metadata.modified))
    };
    let author = creators(metadata).join("; ");
    let keywords = metadata.subjects.join(", ");
    let texts = [("Author", Some(&author)), ("Subject", metadata.description.as_ref()), ("Keywords", Some(&keywords))];
    for (key, value) in texts {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            info.set(key, text(value));
        }
    }
    info
}

/// The XMP packet (ISO 16684-1).
pub(crate) fn xmp(metadata: &Metadata, options: &Options<'_>, standard: Standard) -> Stream {
    let mut body = String::new();
    alternatives(&mut body, "dc:title", &metadata.title);
    list(&mut body, "dc:creator", "Seq", &creators(metadata));
    list(&mut body, "dc:contributor", "Bag", &piece_authors(metadata));
    if let Some(description) = &metadata.description {
        alternatives(&mut body, "dc:description", description);
    }
    list(&mut body, "dc:language", "Bag", &[metadata.language.as_str()]);
    if let Some(rights) = &metadata.rights {
        alternatives(&mut body, "dc:rights", rights);
    }
    let subjects: Vec<&str> = metadata.subjects.iter().map(String::as_str).collect();
    list(&mut body, "dc:subject", "Bag", &subjects);
    let publishers: Vec<&str> = metadata.publisher.as_deref().into_iter().collect();
    list(&mut body, "dc:publisher", "Bag", &publishers);
    if let Some(identifier) = options.identifiers(metadata).first() {
        simple(&mut body, "dc:identifier", identifier);
    }
    simple(&mut body, "dc:format", "application/pdf");
    if !subjects.is_empty() {
        simple(&mut body, "pdf:Keywords", &subjects.join(", "));
    }
    made(&mut body, metadata, options.producer);
    for (key, value) in standard.claims {
        simple(&mut body, key, value);
    }
    if standard.describes_schemas {
        body.push_str(SCHEMA);
    }
    packet(&SPACES, &body)
}

/// A packet as a stream that is not compressed, so that tools which know nothing of PDF find it (PDF/A-2, 6.6.2.1
/// allows either). `spaces` are the namespaces of the body beside those of Dublin Core and Adobe.
pub(crate) fn packet(spaces: &[(&str, &str)], body: &str) -> Stream {
    let mut out = "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta \
                   xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
                   <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                   xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
        .to_owned();
    for (prefix, uri) in spaces {
        out.extend([" xmlns:", prefix, "=\"", uri, "\""]);
    }
    out.push_str(">\n");
    out.push_str(body);
    out.push_str("</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, out.into_bytes()).with_compression(false)
}

/// The namespaces of the properties that PDF/UA and PDF/A require.
const SPACES: [(&str, &str); 5] = [
    ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
    ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
    ("pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"),
    ("pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"),
    ("pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"),
];

/// The extension schema of PDF/UA's properties: PDF/A requires a description of every schema that it doesn't predefine
/// (ISO 19005-2, 6.6.2.3).
const SCHEMA: &str = concat!(
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n",
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\n",
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n",
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n",
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n",
    "<pdfaProperty:name>part</pdfaProperty:name>\n",
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n",
    "<pdfaProperty:category>internal</pdfaProperty:category>\n",
    "<pdfaProperty:description>Which part of ISO 14289 the file conforms to</pdfaProperty:description>\n",
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n",
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n",
);

/// Producer and dates.
pub(crate) fn made(out: &mut String, metadata: &Metadata, producer: &str) {
    simple(out, "pdf:Producer", producer);
    simple(out, "xmp:CreatorTool", producer);
    for key in ["xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"] {
        simple(out, key, &xmp_date(metadata.modified));
    }
}

pub(crate) fn simple(out: &mut String, key: &str, value: &str) {
    out.extend(["<", key, ">"]);
    escape_into(out, value);
    out.extend(["</", key, ">\n"]);
}

pub(crate) fn alternatives(out: &mut String, key: &str, value: &str) {
    out.extend(["<", key, "><rdf:Alt><rdf:li xml:lang=\"x-default\">"]);
    escape_into(out, value);
    out.extend(["</rdf:li></rdf:Alt></", key, ">\n"]);
}

pub(crate) fn list(out: &mut String, key: &str, kind: &str, values: &[&str]) {
    if values.is_empty() {
        return;
    }
    out.extend(["<", key, "><rdf:", kind, ">"]);
    for value in values {
        out.push_str("<rdf:li>");
        escape_into(out, value);
        out.push_str("</rdf:li>");
    }
    out.extend(["</rdf:", kind, "></", key, ">\n"]);
}

/// The output intent: sRGB.
pub(crate) fn output_intent(document: &mut Document) -> Object {
    let profile = deflated_stream(dictionary! { "N" => 3 }, deflate(&profile::srgb()));
    let profile = document.add_object(profile);
    dictionary! {
        "Type" => "OutputIntent",
        "S" => name("GTS_PDFA1"),
        "OutputConditionIdentifier" => bytes("sRGB"),
        "Info" => bytes("sRGB IEC61966-2.1"),
        "RegistryName" => bytes("http://www.color.org"),
        "DestOutputProfile" => Object::Reference(profile)
    }
    .into()
}

/// A hash over the content streams of a file.
pub(crate) fn hash<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for content in contents {
        hasher.update(content);
    }
    hasher.finalize()
}

/// The file identifier (ISO 32000-1, 14.4): the first half is the book's, the second this file's.
pub(crate) fn identifier(metadata: &Metadata, options: &Options<'_>, contents: &blake3::Hash) -> Object {
    let mut book = String::new();
    for part in options.identifiers(metadata).iter().chain([&metadata.title]) {
        let _ = writeln!(book, "{part}");
    }
    let mut file = blake3::Hasher::new();
    file.update(book.as_bytes()).update(contents.as_bytes()).update(pdf_date(metadata.modified).as_bytes());
    let half = |hash: blake3::Hash| Object::String(hash.as_bytes()[..16].to_vec(), lopdf::StringFormat::Hexadecimal);
    Object::Array(vec![half(blake3::hash(book.as_bytes())), half(file.finalize())])
}
