//! References as Quarto and pandoc-crossref write them: `@fig-lighthouse`, `[@tbl:tides; @tbl:winds]`.

use crate::attrs::referenced_id;
use crate::build::Builder;
use crate::{Attrs, Inline, InlineKind};

impl Builder<'_> {
    /// Reads an at sign at an offset of the file; `text` begins with it. Returns the bytes that are read.
    pub(crate) fn at_sign(&mut self, text: &str, at: usize) -> usize {
        let before = self.source.text[..at].chars().next_back();
        let is_apart = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
        let Some(id) = referenced_id(text).filter(|_| is_apart && !self.in_link()) else {
            self.push_text("@", at..at + 1);
            return 1;
        };
        let len = 1 + id.len();
        let kind = InlineKind::Link { target: format!("#{id}"), attrs: Attrs::default(), content: Vec::new() };
        self.push_inline(kind, at..at + len);
        len
    }

    /// Takes the brackets off references that are alone in them. `opener` is the opening bracket among the inlines of
    /// the innermost frame. Returns false where there is anything else.
    pub(crate) fn unwrap_references(&mut self, opener: usize, at: usize) -> bool {
        let source = self.source.text;
        let inside = &self.top().inlines[opener + 1..];
        let is_reference = |inline: &Inline| {
            matches!(&inline.kind, InlineKind::Link { content, .. } if content.is_empty())
                && source[inline.span.range()].starts_with('@')
        };
        let is_separator = |inline: &Inline| match &inline.kind {
            InlineKind::Text(text) => matches!(text.trim(), ";" | ","),
            _ => false,
        };
        let alternate = inside
            .iter()
            .enumerate()
            .all(|(i, inline)| if i % 2 == 0 { is_reference(inline) } else { is_separator(inline) });
        if !alternate || inside.len().is_multiple_of(2) {
            return false;
        }
        let (mut content, _) = self.cut(opener, at);
        for inline in content.iter_mut().filter(|inline| is_separator(inline)) {
            inline.kind = InlineKind::Text(", ".to_owned());
        }
        self.skip = self.skip.max(at + 1);
        self.splice(content);
        true
    }
}
