//! Spans around sentences for Kobo's renderer, which finds places by their ids: `kobo.12.2` is the second sentence of
//! paragraph 12.

use anthology_typeset::SetParagraph;

use crate::markup::Markup;

/// The first number of what has no address: headings, notes, cells. Chapters have fewer paragraphs.
const UNNUMBERED: u64 = 100_000;

/// The first number of a paragraph that was inserted after copies had been handed out.
const INSERTED: u64 = 1_000_000_000;

/// The spans of a paragraph.
pub(crate) struct Sentences {
    /// The number of the paragraph, unique in a file.
    paragraph: u64,
    /// The next sentence, from 1.
    next: u32,
    /// True inside a span.
    open: bool,
    /// Byte offsets at which sentences begin, but for the first.
    starts: Vec<usize>,
}

impl Sentences {
    /// The sentences of a paragraph in the file of section `file`.
    pub(crate) fn of(paragraph: &SetParagraph, file: usize) -> Self {
        let number = match &paragraph.address {
            Some(address) if address.number.insertion == 0 => u64::from(address.number.ordinal),
            Some(address) => {
                INSERTED + u64::from(address.number.ordinal) * 10_000 + u64::from(address.number.insertion)
            }
            // The notes of another section may be in this file.
            None => {
                let own = paragraph.id.section as usize == file;
                let section = if own { 0 } else { u64::from(paragraph.id.section) + 1 };
                UNNUMBERED * (section + 1) + u64::from(paragraph.id.index)
            }
        };
        Self { paragraph: number, next: 1, open: false, starts: starts(&paragraph.text) }
    }

    /// Begins a span, if none is open.
    pub(crate) fn begin(&mut self, m: &mut Markup) {
        if !self.open {
            m.open("span", &[("class", "koboSpan"), ("id", &format!("kobo.{}.{}", self.paragraph, self.next))]);
            self.next += 1;
            self.open = true;
        }
    }

    /// Ends the span that is open.
    pub(crate) fn end(&mut self, m: &mut Markup) {
        if self.open {
            m.close("span");
            self.open = false;
        }
    }

    /// The end of the part of `start..end` that is in one sentence.
    pub(crate) fn part(&self, start: usize, end: usize) -> usize {
        let next = self.starts[self.starts.partition_point(|&at| at <= start)..].first();
        next.map_or(end, |&at| at.min(end))
    }

    /// True if a sentence begins here.
    pub(crate) fn begins_at(&self, at: usize) -> bool {
        self.starts.binary_search(&at).is_ok()
    }
}

/// The byte offsets after a full stop, question or exclamation mark, closing marks, and spaces.
fn starts(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut ended, mut spaced) = (false, false);
    for (at, c) in text.char_indices() {
        if ended && spaced && !c.is_whitespace() {
            found.push(at);
            (ended, spaced) = (false, false);
        }
        match c {
            '.' | '!' | '?' | '…' => (ended, spaced) = (true, false),
            '。' | '！' | '？' => (ended, spaced) = (true, true),
            '”' | '’' | '"' | ')' | ']' | '»' | '“' if ended && !spaced => {}
            '」' | '』' | '）' if ended => {}
            c if c.is_whitespace() => spaced = ended,
            _ => (ended, spaced) = (false, false),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_after_a_stop_and_a_space() {
        for (text, parts) in [
            ("One. Two? “Three!” Four", vec!["One. ", "Two? ", "“Three!” ", "Four"]),
            ("At 3.5 km or a.m., no", vec!["At 3.5 km or a.m., no"]),
            ("一。二！", vec!["一。", "二！"]),
            ("", vec![""]),
        ] {
            let mut at = 0;
            let mut found = Vec::new();
            for start in starts(text).into_iter().chain([text.len()]) {
                found.push(&text[at..start]);
                at = start;
            }
            assert_eq!(found, parts);
        }
    }
}
