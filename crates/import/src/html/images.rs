//! Images of HTML: the addresses under which an image may be found, the best one first, and what is said of it.

use super::converter::Converter;
use super::dom::{attr, is_web, name};
use crate::blocks::{LOST_IMAGE, nowhere};
use crate::blocks::{block, flush, inline, text_of};
use crate::documents::{Media, one_line};
use anthology_document::{Attrs, Block, BlockKind, Image, Inline, InlineKind};
use dom_query::NodeRef;

/// Attributes that scripts of lazy loading take the address from.
const LAZY: &[&str] =
    &["data-orig-file", "data-full-url", "data-src", "data-lazy-src", "data-original", "data-image-src"];
/// Attributes with several addresses of one image in several sizes.
const SETS: &[&str] = &["srcset", "data-srcset", "data-lazy-srcset"];
/// A data URL of fewer bytes is a placeholder.
const PLACEHOLDER: usize = 120;

/// Between the addresses of one image, which none of them can hold.
pub(crate) const SEPARATOR: char = '\n';

impl<'a> Converter<'a> {
    /// An image by itself. Its path holds all addresses that it may have; [`crate::images`] finds it.
    pub(crate) fn image(
        &mut self,
        node: &NodeRef<'a>,
        caption: Option<Vec<Inline>>,
        run: &mut Vec<Inline>,
        blocks: &mut Vec<Block>,
    ) {
        let image =
            if name(node) == "picture" { node.descendants_it().find(|n| name(n) == "img") } else { Some(*node) };
        let Some(image) = image else { return };
        let size = |key: &str| attr(&image, key).and_then(|v| v.trim_end_matches("px").parse::<u32>().ok());
        // A tracking pixel.
        if matches!(size("width"), Some(0..=2)) || matches!(size("height"), Some(0..=2)) {
            return;
        }
        let mut addresses: Vec<String> = Vec::new();
        for candidate in candidates(&image) {
            let address = match data_url(&candidate) {
                Some(bytes) => self.carry(bytes),
                None if candidate.starts_with("data:") => continue,
                None => self.resolve(&candidate),
            };
            if !addresses.contains(&address) && !address.contains(SEPARATOR) {
                addresses.push(address);
            }
        }
        let alt = attr(&image, "alt").map(|a| one_line(&a)).unwrap_or_default();
        let caption = caption.filter(|c| !text_of(c).trim().is_empty());
        flush(run, blocks);
        blocks.extend(figure(&addresses, &alt, caption));
    }

    /// Keeps the bytes of an image that the page itself holds; its address.
    fn carry(&mut self, bytes: Vec<u8>) -> String {
        let address = format!("data:{}", &blake3::hash(&bytes).to_hex()[..16]);
        if !self.content.media.iter().any(|m| m.address == address) {
            self.content.media.push(Media { address: address.clone(), bytes });
        }
        address
    }
}

/// An image with its addresses; without any, what is said of it.
fn figure(addresses: &[String], alt: &str, caption: Option<Vec<Inline>>) -> Option<Block> {
    if addresses.is_empty() {
        return lost(&[], alt, &caption.map(paragraph).unwrap_or_default());
    }
    let image = Image {
        path: addresses.join(&SEPARATOR.to_string()),
        alt: alt.to_owned(),
        attrs: Attrs::default(),
        span: nowhere(),
    };
    Some(block(BlockKind::Figure { image, caption: caption.map(paragraph).unwrap_or_default() }))
}

fn paragraph(content: Vec<Inline>) -> Vec<Block> {
    vec![block(BlockKind::Paragraph(content))]
}

/// An image that the book doesn't have: its caption or description, with a link to it; `None` without either.
pub(crate) fn lost(addresses: &[&str], alt: &str, caption: &[Block]) -> Option<Block> {
    let target = addresses.iter().find(|a| is_web(a));
    let label = match caption {
        [Block { kind: BlockKind::Paragraph(content), .. }] => content.clone(),
        [_, ..] => return Some(block(BlockKind::Div { name: LOST_IMAGE.to_owned(), blocks: caption.to_vec() })),
        [] => {
            // The name of a file describes nothing.
            let described = !alt.is_empty() && (alt.contains(' ') || !is_image_name(alt));
            if described { vec![inline(InlineKind::Text(alt.to_owned()))] } else { Vec::new() }
        }
    };
    if label.is_empty() {
        return None;
    }
    let linked = label.iter().any(|i| matches!(i.kind, InlineKind::Link { .. } | InlineKind::NoteMark(_)));
    let content = match target.filter(|_| !linked) {
        Some(target) => {
            vec![inline(InlineKind::Link { target: (*target).to_owned(), attrs: Attrs::default(), content: label })]
        }
        None => label,
    };
    Some(block(BlockKind::Div { name: LOST_IMAGE.to_owned(), blocks: paragraph(content) }))
}

/// The addresses of an image: what a link around it leads to if that is an image, those of lazy loading, the largest of
/// a set, and the plain one, which may be a placeholder.
fn candidates(image: &NodeRef<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let parent = image.parent();
    let around =
        parent.filter(|p| name(p) == "a").or_else(|| parent.and_then(|p| p.parent()).filter(|p| name(p) == "a"));
    found.extend(around.and_then(|a| attr(&a, "href")).filter(|h| is_image_name(h)));
    let lazy: Vec<String> = LAZY.iter().filter_map(|key| attr(image, key)).collect();
    let is_lazy = !lazy.is_empty();
    found.extend(lazy);
    let sources = parent.filter(|p| name(p) == "picture").map(|p| p.children_it(false).collect::<Vec<_>>());
    let sources = sources.unwrap_or_default().into_iter().filter(|n| name(n) == "source").chain([*image]);
    let sets = sources.flat_map(|n| SETS.iter().filter_map(move |key| attr(&n, key)));
    let mut sized: Vec<(u64, String)> = sets.flat_map(|set| srcset(&set)).collect();
    // Stable, so that of several in one size the first stays first.
    sized.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    found.extend(sized.into_iter().map(|(_, address)| address));
    let source = attr(image, "src").filter(|s| !(s.starts_with("data:") && (is_lazy || s.len() < PLACEHOLDER)));
    found.extend(source);
    found
}

/// The candidates of a `srcset` with their sizes: widths, or densities in thousandths.
fn srcset(text: &str) -> Vec<(u64, String)> {
    let mut out = Vec::new();
    let mut rest = text.trim_start_matches([',', ' ', '\n', '\t', '\r']);
    while !rest.is_empty() {
        // A comma may be part of an address but not end one (HTML, 4.8.4.2.2).
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let trimmed = address.trim_end_matches(',');
        let (descriptor, next) = if trimmed.len() < address.len() {
            ("", after)
        } else {
            after.find(',').map_or((after, ""), |at| (&after[..at], &after[at + 1..]))
        };
        let descriptor = descriptor.trim();
        let number = |unit: char| descriptor.strip_suffix(unit).and_then(|n| n.trim().parse::<f64>().ok());
        let size = number('w').or_else(|| number('x').map(|x| x * 1000.0)).unwrap_or(1000.0);
        if !trimmed.is_empty() && !trimmed.starts_with("data:") {
            out.push((size.clamp(0.0, 1e9) as u64, trimmed.to_owned()));
        }
        rest = next.trim_start_matches([',', ' ', '\n', '\t', '\r']);
    }
    out
}

/// True if an address ends like the name of an image that a book can have.
pub(crate) fn is_image_name(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".webp"].iter().any(|end| path.ends_with(end))
}

/// The bytes of a `data:` URL (RFC 2397) that holds an image.
fn data_url(address: &str) -> Option<Vec<u8>> {
    let (kind, data) = address.strip_prefix("data:image/")?.split_once(',')?;
    if kind.ends_with(";base64") {
        let plain: String = percent_decode(data).chars().filter(|c| !c.is_whitespace() && *c != '=').collect();
        return data_encoding::BASE64_NOPAD.decode(plain.as_bytes()).ok();
    }
    Some(percent_decode(data).into_bytes())
}

/// Resolves `%20` and the like (RFC 3986, section 2.1).
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|&b| char::from(b).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Hints, fragment};

    fn paths(html: &str) -> Vec<String> {
        let content = fragment(html, &Hints { base: Some("https://a.example/p/x"), ..Hints::default() });
        let figures = content.blocks.iter().filter_map(|b| match &b.kind {
            BlockKind::Figure { image, .. } => Some(image.path.replace(SEPARATOR, " ")),
            _ => None,
        });
        figures.collect()
    }

    #[test]
    fn the_best_address_first() {
        assert_eq!(
            paths("<img src='s.jpg' srcset='m.jpg 300w, l.jpg 1200w,t.jpg 100w'>"),
            ["https://a.example/p/l.jpg https://a.example/p/m.jpg https://a.example/p/t.jpg https://a.example/p/s.jpg"]
        );
        assert_eq!(
            paths("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' data-src='/i/a.png'>"),
            ["https://a.example/i/a.png"]
        );
        assert_eq!(
            paths("<picture><source srcset='a,b.webp 2x'><img src=c.jpg alt=x></picture>"),
            ["https://a.example/p/a,b.webp https://a.example/p/c.jpg"]
        );
        assert_eq!(paths("<img src='p.gif' width=1 height=1>"), Vec::<String>::new());
    }

    #[test]
    fn an_image_inside_the_page() {
        let png = data_encoding::BASE64.encode(&[b"\x89PNG\r\n\x1a\n".to_vec(), vec![7; 200]].concat());
        let content = fragment(&format!("<p>a</p><img alt=A src='data:image/png;base64,{png}'>"), &Hints::default());
        assert_eq!(content.media.len(), 1);
        assert!(content.media[0].bytes.starts_with(b"\x89PNG"));
    }
}
