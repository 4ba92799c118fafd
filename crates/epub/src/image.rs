//! Pictures as reading systems want them.

use anthology_typeset::{ImageAsset, ImageFormat};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

/// The media type of a format. All are core media types of EPUB 3.3.
pub(crate) const fn media_type(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Png => "image/png",
        ImageFormat::Jpeg => "image/jpeg",
        ImageFormat::Gif => "image/gif",
        ImageFormat::WebP => "image/webp",
        ImageFormat::Svg => "image/svg+xml",
    }
}

/// A picture's file for the publication: SVG without what could run or reach out, all others untouched.
pub(crate) fn for_screens(asset: &ImageAsset) -> Vec<u8> {
    match asset.format {
        ImageFormat::Svg => clean_svg(&asset.bytes).unwrap_or_else(|| asset.bytes.to_vec()),
        _ => asset.bytes.to_vec(),
    }
}

/// SVG without scripts, event handlers, foreign content and references to other files. `None` where the
/// file is not well-formed.
fn clean_svg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader::from_str(std::str::from_utf8(bytes).ok()?);
    let mut writer = Writer::new(Vec::with_capacity(bytes.len()));
    let mut skipping = 0usize;
    loop {
        let event = reader.read_event().ok()?;
        match event {
            Event::Eof => return Some(writer.into_inner()),
            Event::Start(ref start) if skipping > 0 || is_forbidden(start) => skipping += 1,
            Event::Empty(ref start) if skipping > 0 || is_forbidden(start) => {}
            Event::End(_) if skipping > 0 => skipping -= 1,
            _ if skipping > 0 => {}
            Event::Start(start) => writer.write_event(Event::Start(clean_attributes(&start)?)).ok()?,
            Event::Empty(start) => writer.write_event(Event::Empty(clean_attributes(&start)?)).ok()?,
            Event::DocType(_) | Event::PI(_) | Event::Comment(_) => {}
            other => writer.write_event(other).ok()?,
        }
    }
}

fn is_forbidden(start: &BytesStart<'_>) -> bool {
    matches!(start.local_name().as_ref(), "script" | "foreignObject" | "iframe" | "audio" | "video" | "metadata")
}

fn clean_attributes(start: &BytesStart<'_>) -> Option<BytesStart<'static>> {
    let mut clean = BytesStart::new(start.name().as_ref().to_owned());
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let local = attribute.key.local_name();
        let handler = local.as_ref().to_ascii_lowercase().starts_with("on");
        let reference = local.as_ref() == "href";
        let internal = attribute.value.starts_with("#") || attribute.value.starts_with("data:image/");
        if !handler && (!reference || internal) {
            clean.push_attribute(attribute);
        }
    }
    Some(clean.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_loses_what_could_run() {
        let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>alert(1)</script><a href="http://e.x/"><use href="#a"/></a><rect id="a" width="1"/></svg>"##;
        let clean = String::from_utf8(clean_svg(svg).unwrap()).unwrap();
        assert_eq!(
            clean,
            r##"<svg xmlns="http://www.w3.org/2000/svg"><a><use href="#a"/></a><rect id="a" width="1"/></svg>"##
        );
    }
}
