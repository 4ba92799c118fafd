//! PDFs of the book in which somebody has marked passages.

use anthology_pdf::MarkKind;

use super::read_file::{ReadFile, Unreadable};
use crate::mark::{BookMarks, Hints, Mark};

pub(super) fn read(bytes: &[u8]) -> Result<ReadFile, Unreadable> {
    let damaged = |error: anthology_pdf::MarksError| Unreadable::Damaged { source: "PDF", message: error.to_string() };
    let marked = anthology_pdf::marks(bytes).map_err(damaged)?;
    let mark = |mark: anthology_pdf::PdfMark| Mark {
        quote: mark.text,
        note: mark.note,
        who: mark.author,
        hints: Hints { id: mark.paragraph, ..Hints::default() },
        ..Mark::default()
    };
    // Corrections are for whoever makes the book.
    let is_note =
        |mark: &anthology_pdf::PdfMark| matches!(mark.kind, MarkKind::Highlight | MarkKind::Deletion | MarkKind::Note);
    let marks = marked.marks.into_iter().filter(is_note).map(mark).collect();
    Ok(ReadFile::new("PDF", vec![BookMarks { title: marked.title, marks }]))
}
