//! Page numbers of an index, written out: which pages an entry has, and how many, is known only when the pages are.

use std::borrow::Cow;

use anthology_typeset::{ObjectKind, Run, SetLink, SetParagraph, page_ranges, words};

use crate::blocks::references::{self, Folios};

/// A paragraph with its page numbers written out.
pub(crate) struct WrittenOut<'a> {
    pub(crate) paragraph: Cow<'a, SetParagraph>,
    /// Where the text stops being that of the book, byte for byte.
    pub(crate) book_end: Option<u32>,
}

/// A paragraph prints a list of pages.
pub(crate) fn has_page_list(paragraph: &SetParagraph) -> bool {
    paragraph.objects.iter().any(|object| matches!(object.kind, ObjectKind::Locators(_)))
}

/// Writes out the lists of pages of a paragraph, each page as a link.
pub(crate) fn write_out<'a>(paragraph: Cow<'a, SetParagraph>, folios: &Folios) -> WrittenOut<'a> {
    if !has_page_list(&paragraph) {
        return WrittenOut { paragraph, book_end: None };
    }
    let first = paragraph.objects.iter().find(|object| matches!(object.kind, ObjectKind::Locators(_)));
    let book_end = first.map(|object| object.at);
    let mut writer = Writer {
        out: SetParagraph {
            objects: Vec::new(),
            runs: Vec::new(),
            text: String::new(),
            ..paragraph.clone().into_owned()
        },
    };
    let mut objects = paragraph.objects.iter().peekable();
    let mut shifts: Vec<Shift> = Vec::new();
    let mut start = 0_usize;
    for run in &paragraph.runs {
        let end = run.end as usize;
        let mut from = start;
        while let Some(object) = objects.next_if(|object| (object.at as usize) < end) {
            let at = object.at as usize;
            let after = at + '\u{fffc}'.len_utf8();
            let ObjectKind::Locators(places) = &object.kind else {
                writer.plain(&paragraph.text[from..at], run);
                writer.out.objects.push(anthology_typeset::Object { at: writer.end(), kind: object.kind.clone() });
                writer.plain(&paragraph.text[at..after], run);
                from = after;
                continue;
            };
            writer.plain(&paragraph.text[from..at], run);
            let folio = |anchor: &anthology_typeset::Anchor| Some(references::folio(anchor, folios).to_owned());
            for (n, range) in page_ranges(places, folio).into_iter().enumerate() {
                if n > 0 {
                    writer.plain(&words(paragraph.lang).comma, run);
                }
                let link = writer.out.links.len() as u32;
                writer.out.links.push(SetLink::Internal(range.target));
                let mut linked = Run { link: Some(link), ..run.clone() };
                linked.style.strong |= range.main;
                // A range isn't broken after its dash.
                linked.style.no_break = true;
                writer.plain(&range.text, &linked);
            }
            shifts.push(Shift { from: after as u32, to: writer.end() });
            from = after;
        }
        writer.plain(&paragraph.text[from..end], run);
        start = end;
    }
    let shifted = |at: u32| {
        let shift = shifts.iter().rev().find(|shift| at >= shift.from);
        shift.map_or(at, |shift| at - shift.from + shift.to)
    };
    let mut out = writer.out;
    out.ids.iter_mut().for_each(|(at, _)| *at = shifted(*at));
    out.hyphens.iter_mut().for_each(|point| point.at = shifted(point.at));
    for broken in &mut out.discretionaries {
        (broken.start, broken.end) = (shifted(broken.start), shifted(broken.end));
    }
    WrittenOut { paragraph: Cow::Owned(out), book_end }
}

/// From a byte of the book's text on, the bytes of the text that is written.
struct Shift {
    from: u32,
    to: u32,
}

struct Writer {
    out: SetParagraph,
}

impl Writer {
    fn end(&self) -> u32 {
        self.out.text.len() as u32
    }

    fn plain(&mut self, text: &str, run: &Run) {
        if text.is_empty() {
            return;
        }
        self.out.text.push_str(text);
        let end = self.end();
        self.out.runs.push(Run { end, ..run.clone() });
    }
}

#[cfg(test)]
mod tests {
    use anthology_base::{Lang, Slug};
    use anthology_typeset::{Anchor, Locator, Object, ParagraphStyle};

    use super::*;

    #[test]
    fn pages_are_linked_one_by_one() {
        let mut paragraph = SetParagraph::plain("trees, \u{fffc}. See also", ParagraphStyle::IndexEntry, Lang::EN_GB);
        let anchor = |id: &str| Anchor { section: Slug::from_text("a"), id: Some(id.to_owned()) };
        let place = |id| Locator { from: anchor(id), to: None, main: false };
        paragraph.objects =
            vec![Object { at: 7, kind: ObjectKind::Locators(vec![place("x"), place("y"), place("z")]) }];
        paragraph.ids = vec![(10, "after".to_owned())];
        let pages = [("a#x", "4"), ("a#y", "9"), ("a#z", "4")].map(|(key, folio)| (key.to_owned(), folio.to_owned()));
        let folios = Folios { pages: pages.into(), ..Folios::default() };
        let WrittenOut { paragraph, book_end } = write_out(Cow::Owned(paragraph), &folios);
        assert_eq!(paragraph.text, "trees, 4, 9. See also");
        assert_eq!(book_end, Some(7));
        assert_eq!(paragraph.links, [SetLink::Internal(anchor("x")), SetLink::Internal(anchor("y"))]);
        assert_eq!(paragraph.ids[0].0, 11);
        paragraph.check().expect("sound");
    }
}
