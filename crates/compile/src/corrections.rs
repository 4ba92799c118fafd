//! Corrections: what authors have marked in their proofs, with the places in the Markdown.

use std::collections::BTreeMap;

use anthology_base::{Address, Diagnostic, Diagnostics, FileId, SourceMap, Span, World};
use anthology_book::{Book, SectionKind};
use anthology_document::{BlockKind, InlineKind, Node, walk_inlines};
use anthology_notes::Export;
use anthology_pdf::{MarkKind, PdfMark};

use crate::compilation::Compilation;
use crate::log::Log;
use crate::proofs::ProofBook;

/// What proofs were read into.
#[derive(Debug, Default)]
pub struct Corrections {
    /// By proof in the order in which they are given, then in the order of the text.
    pub corrections: Vec<Correction>,
    /// Everything found about the book and the files.
    pub findings: Diagnostics,
    /// The files that spans of the findings point into.
    pub sources: SourceMap,
}

/// A mark in a proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Its place in the Markdown; `None` where neither its words nor its paragraph are in the book.
    pub place: Option<CorrectionPlace>,
    /// Its kind.
    pub kind: MarkKind,
    /// The words that are marked; empty for an insertion and for a note beside the text.
    pub words: String,
    /// The last words before it.
    pub before: String,
    /// What the author has written.
    pub note: String,
    /// The author's name, where her program knows it.
    pub who: Option<String>,
    /// The name of the proof's file.
    pub proof: String,
    /// The page of the proof, from 1.
    pub page: usize,
}

/// A place in the Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionPlace {
    /// The path of the file from the book's folder.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// False where the words weren't found, and the place is the beginning of the paragraph.
    pub exact: bool,
}

/// Words before a correction that are kept to tell where it is.
const WORDS_BEFORE: usize = 5;

/// Letters before and after a mark by which its words are told from others like them: as many as there are, then fewer,
/// since a number of a note or an edit since the proof was made may stand among them.
const CONTEXTS: [Context; 7] = [
    Context { before: usize::MAX, after: usize::MAX },
    Context { before: 24, after: 24 },
    Context { before: 12, after: 12 },
    Context { before: 24, after: 0 },
    Context { before: 0, after: 24 },
    Context { before: 6, after: 6 },
    Context { before: 0, after: 0 },
];

/// Letters around a place between words that are looked for at least: fewer are everywhere.
const LEAST_LETTERS: usize = 4;

#[derive(Clone, Copy)]
struct Context {
    before: usize,
    after: usize,
}

/// Reads annotated proofs. The sources stay as they are.
pub fn corrections(world: &dyn World, proofs: &[Export<'_>]) -> Corrections {
    let (mut sources, mut log) = (SourceMap::new(), Log::new(world));
    let corrections = read(world, proofs, &mut sources, &mut log).unwrap_or_default();
    let Compilation { findings, sources, .. } = log.finish(sources);
    Corrections { corrections, findings, sources }
}

fn read(
    world: &dyn World,
    proofs: &[Export<'_>],
    sources: &mut SourceMap,
    log: &mut Log<'_>,
) -> Option<Vec<Correction>> {
    let mut marks = Vec::new();
    let mut found = Diagnostics::new();
    for Export { name, bytes } in proofs {
        match anthology_pdf::marks(bytes) {
            Ok(marked) => marks.extend(marked.marks.into_iter().map(|mark| (*name, mark))),
            Err(error) => found.push(
                Diagnostic::error("unreadable-proof", format!("`{name}` can't be read: {error}"))
                    .hint("pass the PDF that the author has sent back, saved without a password"),
            ),
        }
    }
    log.report(found);
    let ProofBook { book, theme } = ProofBook::load(world, sources, log)?;
    let meant: Vec<usize> = anthology_typeset::provable(&book)
        .into_iter()
        .filter(|&section| marks.iter().any(|(_, mark)| is_about(&book, section, mark)))
        .collect();
    let mut scratch = Diagnostics::new();
    let texts = anthology_typeset::proofs(&book, theme, &meant, world.today(), &mut scratch);
    let paragraphs = texts.iter().flat_map(|text| text.paragraphs());
    let paragraphs: BTreeMap<Address, Span> =
        paragraphs.filter_map(|paragraph| Some((paragraph.address.clone()?, paragraph.span))).collect();
    let mut by_chapter = BTreeMap::new();
    let mut corrections = Vec::new();
    for (proof, mark) in marks {
        let address: Option<Address> = mark.paragraph.as_deref().and_then(|name| name.parse().ok());
        let paragraph = address.as_ref().and_then(|address| paragraphs.get(address)).copied();
        let section = meant.iter().copied().find(|&section| is_about(&book, section, &mark));
        let letters = section.map(|section| {
            by_chapter.entry(section).or_insert_with(|| {
                [Letters::of_text(&book, section, sources), Letters::of_file(&book, section, sources)]
            })
        });
        let exact = letters.and_then(|letters| letters.iter().find_map(|letters| letters.find(&mark, paragraph)));
        let at = exact.or(paragraph.map(|span| (span.file, span.start)));
        let place = at.map(|(file, start)| {
            let file = sources.file(file);
            let at = file.line_col(start as usize);
            CorrectionPlace { path: file.path().to_owned(), line: at.line, column: at.column, exact: exact.is_some() }
        });
        let before: Vec<&str> = mark.before.split_whitespace().collect();
        let before = before[before.len().saturating_sub(WORDS_BEFORE)..].join(" ");
        let PdfMark { kind, page, text: words, note, author: who, .. } = mark;
        let note = note.trim().to_owned();
        corrections.push(Correction { place, kind, words, before, note, who, proof: proof.to_owned(), page });
    }
    // Programs list marks in the order in which they were made. The sort keeps those without a place in order.
    corrections.sort_by(|a, b| {
        let order = |c: &Correction| {
            let proof = proofs.iter().position(|proof| proof.name == c.proof);
            let place = c.place.as_ref().map(|place| (place.line, place.column));
            (proof, c.page, place)
        };
        order(a).cmp(&order(b))
    });
    Some(corrections)
}

/// True if a mark is in the proof of a section.
fn is_about(book: &Book, section: usize, mark: &PdfMark) -> bool {
    let address: Option<Address> = mark.paragraph.as_deref().and_then(|name| name.parse().ok());
    address.is_some_and(|address| address.chapter == book.sections[section].slug)
}

/// The letters and figures of a source in lower case, with their places: what stays the same whatever is done to
/// quotation marks, dashes, spaces and line ends.
#[derive(Default)]
struct Letters {
    text: String,
    /// By letter: where it begins in `text`, and its place in the source.
    places: Vec<LetterPlace>,
}

#[derive(Clone, Copy)]
struct LetterPlace {
    at: usize,
    file: FileId,
    start: u32,
    end: u32,
}

impl Letters {
    /// Of what is printed of a chapter's body, without addresses and attributes.
    fn of_text(book: &Book, section: usize, sources: &SourceMap) -> Self {
        let mut letters = Self::default();
        let SectionKind::Chapter(chapter) = book.sections[section].kind else { return letters };
        let chapter = &book.chapters[chapter];
        let mut visit = |node: Node<'_>| match node {
            Node::Inline(inline) if matches!(inline.kind, InlineKind::Text(_) | InlineKind::Code(_)) => {
                letters.add(inline.span, sources);
            }
            Node::Block(block) if matches!(block.kind, BlockKind::Code { .. }) => letters.add(block.span, sources),
            _ => {}
        };
        walk_inlines(&chapter.title, &mut visit);
        chapter.chapter.walk(&mut visit);
        letters
    }

    /// Of a chapter's file: an epigraph, a headnote.
    fn of_file(book: &Book, section: usize, sources: &SourceMap) -> Self {
        let mut letters = Self::default();
        let SectionKind::Chapter(chapter) = book.sections[section].kind else { return letters };
        let file = book.chapters[chapter].chapter.file;
        letters.add(Span::new(file, 0..sources.file(file).text().len()), sources);
        letters
    }

    fn add(&mut self, span: Span, sources: &SourceMap) {
        for (at, c) in sources.text(span).char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let start = span.start + at as u32;
            let end = start + c.len_utf8() as u32;
            self.places.push(LetterPlace { at: self.text.len(), file: span.file, start, end });
            self.text.extend(c.to_lowercase());
        }
    }

    /// The place of a mark: of the first letter of its words, or behind the last letter before it. Of several it is the
    /// first from the beginning of the paragraph on.
    fn find(&self, mark: &PdfMark, paragraph: Option<Span>) -> Option<(FileId, u32)> {
        let (before, words, after) = (folded(&mark.before), folded(&mark.text), folded(&mark.after));
        CONTEXTS.into_iter().find_map(|context| {
            let before: String = {
                let letters = before.chars().count();
                before.chars().skip(letters.saturating_sub(context.before)).collect()
            };
            let after: String = after.chars().take(context.after).collect();
            let wanted = format!("{before}{words}{after}");
            if wanted.is_empty() || words.is_empty() && wanted.chars().count() < LEAST_LETTERS {
                return None;
            }
            let places = self.text.match_indices(&wanted).filter_map(|(at, _)| {
                let first = self.places.partition_point(|place| place.at < at + before.len());
                if words.is_empty() && !before.is_empty() {
                    return self.places.get(first.checked_sub(1)?).map(|place| (place.file, place.end));
                }
                self.places.get(first).map(|place| (place.file, place.start))
            });
            let from = |&(file, at): &(FileId, u32)| paragraph.is_none_or(|span| file == span.file && at >= span.start);
            let mut last = None;
            for place in places {
                if from(&place) {
                    return Some(place);
                }
                last = Some(place);
            }
            last
        })
    }
}

/// The letters and figures of a text in lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
