//! Attributes at the end of a paragraph or a line of verse.

use anthology_base::Diagnostics;

use crate::fence::PreparedText;
use crate::finish::{merge, trim};
use crate::{Attrs, Inline, InlineKind, attrs, html};

/// Takes attributes in braces off the end of a paragraph or a line of verse: `Valletta, 3 March {.dateline}`. A space
/// is before them, or they would be those of what they touch.
pub(crate) fn take_attrs(inlines: &mut Vec<Inline>, source: &PreparedText<'_>, diagnostics: &mut Diagnostics) -> Attrs {
    let Some(Inline { kind: InlineKind::Text(text), span }) = inlines.last() else { return Attrs::default() };
    if source.is_line {
        return Attrs::default();
    }
    let end = span.end as usize;
    let written = source.text.get(..end).unwrap_or_default();
    if !text.ends_with('}') || !written.ends_with('}') {
        return Attrs::default();
    }
    let Some(brace) = written.rfind('{').filter(|&brace| brace >= span.start as usize) else { return Attrs::default() };
    let is_first = brace == span.start as usize;
    let is_apart = written[..brace].ends_with([' ', '\t', '\n']) && (!is_first || inlines.len() > 1);
    let Some((raw, len)) = attrs::parse(&written[brace..]) else { return Attrs::default() };
    let decoded = html::decode(&written[brace..]);
    let kept = text.len().saturating_sub(decoded.len());
    if len != end - brace || !is_apart || !text.ends_with(&*decoded) {
        return Attrs::default();
    }
    let mut rest = inlines.clone();
    if let Some(Inline { kind: InlineKind::Text(text), span }) = rest.last_mut() {
        text.truncate(kept);
        span.end = brace as u32;
    }
    let rest = trim(merge(rest));
    // An image takes its own attributes, and a paragraph isn't left empty.
    if matches!(rest.as_slice(), [] | [Inline { kind: InlineKind::Image(_), .. }]) {
        return Attrs::default();
    }
    *inlines = rest;
    raw.check(source.file, brace, diagnostics)
}
