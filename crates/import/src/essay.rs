//! Essays as they come out of the captures.

use crate::blob::{Blob, Workspace};
use crate::blocks;
use crate::boilerplate::Boilerplate;
use crate::boundaries::{Boundary, Verdict};
use crate::capture::Capture;
use crate::costs::{SPLIT_THRESHOLD, STUB_WORDS, TEASER_WORDS};
use crate::dateline::Dateline;
use crate::documents::{Document, Documents, FoundIn};
use crate::evidence::Evidence;
use crate::language;
use crate::ledger::LineRange;
use crate::quote;
use crate::shape::hashes;
use crate::stored_essay::StoredBody;
use crate::structure::{Body, read};
use crate::titles::propose;
use crate::view::CaptureView;
use anthology_base::Lang;
use anthology_document::BlockKind;
use rayon::prelude::*;
use std::ops::Range;

/// Source of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TitleSource {
    Capture,
    Proposed,
    Editor,
}

impl TitleSource {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Proposed => "proposed",
            Self::Editor => "editor",
        }
    }
}

/// Kind of a found text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EssayKind {
    Essay,
    /// Next to nothing: the rest of a post whose substance the capture has lost.
    Stub,
    /// A post that is whole and has as few words.
    Short,
    /// A pointer to a text elsewhere.
    Teaser,
}

impl EssayKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Essay => "essay",
            Self::Stub => "stub",
            Self::Short => "short",
            Self::Teaser => "teaser",
        }
    }
}

/// An essay of a capture.
#[derive(Clone, Debug)]
pub(crate) struct Essay {
    pub(crate) capture: usize,
    /// From its title, where it has one.
    pub(crate) lines: LineRange,
    pub(crate) bytes: Range<usize>,
    pub(crate) title: String,
    pub(crate) title_source: TitleSource,
    pub(crate) kind: EssayKind,
    pub(crate) words: usize,
    /// Its paragraphs, one a line: for comparison and language.
    pub(crate) text: Blob,
    pub(crate) body: StoredBody,
    /// Indices of lines at its end that repeat its text.
    pub(crate) repeated: Vec<usize>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) lang: Option<Lang>,
    /// Date and author stated beside its title.
    pub(crate) stated: Dateline,
    /// Lines of boilerplate in it.
    pub(crate) boilerplate_lines: u32,
    /// True if it doesn't break off.
    pub(crate) complete: bool,
    /// True if its source, a feed, has only a summary of it.
    pub(crate) summary_only: bool,
    /// The address that its source states.
    pub(crate) url: Option<String>,
    /// The reason for which it is no essay, of a post of an export.
    pub(crate) left_out: Option<String>,
    /// The licence that its source states.
    pub(crate) licence: Option<String>,
    /// The time of this state of it, where its source keeps several.
    pub(crate) captured: Option<String>,
    /// Where the source states its metadata.
    pub(crate) found_in: FoundIn,
}

/// The posts of a structured source as essays. Their lines are their places among the posts, from 1.
pub(crate) fn documents(size: usize, index: usize, documents: Documents, workspace: &dyn Workspace) -> Vec<Essay> {
    let manuscript = documents.manuscript;
    let essay = |(n, document): (usize, Document)| {
        let content = document.content;
        let text = manuscript.clone().unwrap_or_else(|| blocks::plain(&content.blocks));
        let paragraphs: Vec<&str> = text.lines().collect();
        let lang = document.lang.or_else(|| language::detect(&text));
        let words = crate::shape::word_count(&text);
        let body = Body {
            blocks: content.blocks,
            notes: content.notes,
            dropped: content.dropped,
            manuscript: manuscript.clone(),
            ..Body::default()
        };
        let complete = !document.teaser;
        let kind = match kind(words, &body, complete) {
            _ if document.teaser => EssayKind::Teaser,
            EssayKind::Stub if words > 0 => EssayKind::Short,
            kind => kind,
        };
        let title = document.title.clone().unwrap_or_else(|| propose(&paragraphs, lang));
        let text = workspace.keep(text.into_bytes());
        Essay {
            capture: index,
            lines: LineRange { first: n + 1, last: n + 1 },
            bytes: 0..size,
            title_source: if document.title.is_some() { TitleSource::Capture } else { TitleSource::Proposed },
            title,
            kind,
            words,
            boilerplate_lines: body.dropped.len() as u32,
            body: StoredBody::new(body, &text, workspace),
            text,
            repeated: Vec::new(),
            evidence: vec![Evidence { points: SPLIT_THRESHOLD, text: "a post of the source".into() }],
            lang,
            stated: Dateline { date: document.date, author: document.author },
            complete,
            summary_only: document.teaser,
            url: document.url,
            left_out: document.left_out,
            licence: document.licence,
            captured: document.captured,
            found_in: document.found_in,
        }
    };
    documents.list.into_par_iter().enumerate().map(essay).collect()
}

/// Cuts a capture at its boundaries.
pub(crate) fn essays(
    view: &CaptureView<'_>,
    index: usize,
    boundaries: &[Boundary],
    workspace: &dyn Workspace,
) -> Vec<Essay> {
    let Some(&first) = view.visible.first() else { return Vec::new() };
    let start = Boundary {
        line: first,
        titled: view.is_title(0),
        evidence: vec![Evidence { points: SPLIT_THRESHOLD, text: "the capture begins here".into() }],
        score: SPLIT_THRESHOLD,
        verdict: Verdict::Split,
    };
    let cuts: Vec<&Boundary> =
        std::iter::once(&start).chain(boundaries.iter().filter(|b| b.verdict == Verdict::Split)).collect();
    cuts.iter()
        .enumerate()
        .map(|(n, cut)| {
            let past = cuts.get(n + 1).map_or(view.capture.lines.len(), |next| next.line);
            essay(view, index, cut, past, workspace)
        })
        .collect()
}

fn essay(view: &CaptureView<'_>, index: usize, cut: &Boundary, past: usize, workspace: &dyn Workspace) -> Essay {
    let capture = view.capture;
    let visible: Vec<usize> = (cut.line..past).filter(|&i| view.marks[i].is_none()).collect();
    let titled = cut.titled && visible.len() > 1;
    let indices = if titled { &visible[1..] } else { &visible[..] };
    let repeated = repetition(capture, indices);
    let indices = &indices[..indices.len() - repeated];
    let title = titled.then(|| clean_title(&capture.lines[cut.line].text));
    let body = read(capture, indices, title.as_deref());
    let paragraphs: Vec<&str> = indices.iter().map(|&i| capture.lines[i].text.as_str()).collect();
    let text = paragraphs.join("\n");
    let lang = language::detect(&text);
    let words = indices.iter().map(|&i| capture.lines[i].words).sum();
    let last = &capture.lines[*visible.last().unwrap_or(&cut.line)];
    let stated = stated(view, cut.line, past);
    let beside = |stated: bool| stated.then(|| "a line beside the title or at the end".to_owned());
    let found_in =
        FoundIn { author: beside(stated.author.is_some()), date: beside(stated.date.is_some()), ..FoundIn::default() };
    let complete = is_complete(view, &paragraphs, past);
    let boilerplate_lines = (cut.line..past).filter(|&i| view.marks[i].is_some()).count() as u32;
    let title_source = if title.is_some() { TitleSource::Capture } else { TitleSource::Proposed };
    let title = title.unwrap_or_else(|| propose(&paragraphs, lang));
    let text = workspace.keep(text.into_bytes());
    Essay {
        capture: index,
        lines: LineRange { first: capture.lines[cut.line].number, last: last.last_number },
        bytes: capture.lines[cut.line].bytes.start..last.bytes.end,
        title_source,
        title,
        kind: kind(words, &body, complete),
        words,
        body: StoredBody::new(body, &text, workspace),
        text,
        repeated: visible[visible.len() - repeated..].to_vec(),
        evidence: cut.evidence.clone(),
        lang,
        stated,
        boilerplate_lines,
        complete,
        summary_only: false,
        url: None,
        left_out: None,
        licence: None,
        captured: None,
        found_in,
    }
}

/// Number of lines at the end that repeat all lines before them: a page that has its text twice.
fn repetition(capture: &Capture, indices: &[usize]) -> usize {
    let half = indices.len() / 2;
    let (first, second) = indices.split_at(half);
    let words: usize = first.iter().map(|&i| capture.lines[i].words).sum();
    let same = |(&a, &b): (&usize, &usize)| capture.lines[a].normalised == capture.lines[b].normalised;
    let twice = half >= 2 && words >= STUB_WORDS && first.len() == second.len() && first.iter().zip(second).all(same);
    if twice { half } else { 0 }
}

fn clean_title(text: &str) -> String {
    hashes(text).map_or(text, |(_, title)| title).to_owned()
}

/// Dates and authors from the lines beside the title, or at the end.
fn stated(view: &CaptureView<'_>, first: usize, past: usize) -> Dateline {
    let mut stated = Dateline::default();
    let below = (first + 1..view.marks.len()).take_while(|&i| view.marks[i].is_some());
    let above = (0..first).rev().take(3).take_while(|&i| view.marks[i].is_some());
    let heads =
        below.chain(above).filter_map(|i| view.marks[i].as_ref()).filter(|m| matches!(m, Boilerplate::Dateline(_)));
    let ends = (first..past).filter_map(|i| view.marks[i].as_ref()).filter(|m| matches!(m, Boilerplate::Signoff(_)));
    for line in heads.chain(ends).filter_map(Boilerplate::stated) {
        stated.date = stated.date.or(line.date);
        stated.author = stated.author.or_else(|| line.author.clone());
    }
    stated
}

/// True if a text reads to its end: no `[…]`, and no `Continue reading` after it.
fn is_complete(view: &CaptureView<'_>, paragraphs: &[&str], past: usize) -> bool {
    let last = paragraphs.last().copied().unwrap_or("").trim_end();
    let cut = ["[…]", "[...]", "(more…)", "(more...)", "[&hellip;]"].iter().any(|c| last.ends_with(c));
    let more = past.checked_sub(1).is_some_and(|i| {
        let normalised = &view.capture.lines[i].normalised;
        view.marks[i].is_some()
            && ["continue reading", "read more", "weiterlesen", "lire la suite"].iter().any(|p| normalised.contains(p))
    });
    !cut && !more
}

/// True if a capture as a whole breaks off.
pub(crate) fn breaks_off(capture: &Capture, marks: &[Option<Boilerplate>]) -> bool {
    let visible = marks.iter().rposition(Option::is_none);
    let Some(last) = visible.map(|i| capture.lines[i].text.as_str()) else { return false };
    let tail = marks.last().is_some_and(Option::is_some);
    let more = tail
        && capture
            .lines
            .last()
            .is_some_and(|l| l.normalised.contains(" continue reading ") || l.normalised.contains(" read more "));
    more || ["[…]", "[...]", "…", "..."].iter().any(|c| last.ends_with(c))
        || last.ends_with(char::is_alphanumeric) && last.len() > 80
}

fn kind(words: usize, body: &Body, complete: bool) -> EssayKind {
    if words < STUB_WORDS {
        return EssayKind::Stub;
    }
    let quoted: usize = body
        .blocks
        .iter()
        .filter_map(|b| if let BlockKind::Quote(inner) = &b.kind { Some(inner) } else { None })
        .map(|inner| quote::words(inner))
        .sum();
    if words < TEASER_WORDS && (quoted * 2 > words || !complete) { EssayKind::Teaser } else { EssayKind::Essay }
}
