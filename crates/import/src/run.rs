//! The import as a whole.

use crate::capture::{Capture, CaptureFile, read};
use crate::chapter::{stem, write};
use crate::decide::{Decided, Decision, Standing, decide};
use crate::essay::{Essay, TitleSource, breaks_off, essays};
use crate::furniture::{Furniture, mark};
use crate::ledger::{Action, CaptureEntry, DroppedEntry, EssayEntry, LEDGER, Ledger, ProposalEntry};
use crate::manifest;
use crate::overlap::{Edge, EdgeKind, edges};
use crate::report::{Report, ReportDiff, ReportDropped, ReportEssay, ReportHunk, ReportProposal};
use crate::split::{Boundary, Evidence, Rulings, Scene, Thresholds, Verdict, boundaries};
use anthology_base::{Diagnostic, Diagnostics, Lang};
use std::collections::{BTreeMap, BTreeSet};

/// The folder of a book that keeps its captures.
pub const CAPTURES: &str = "captures";
/// The folder of a book that holds its chapters.
pub const CHAPTERS: &str = "chapters";
/// The name of the manifest.
pub const MANIFEST: &str = "book.toml";

/// What is in the book's folder already.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// The folder's own name, from which a first title is made.
    pub name: String,
    /// The ledger's text.
    pub ledger: Option<String>,
    /// The text of `book.toml`.
    pub manifest: Option<String>,
    /// The files of the folder [`CAPTURES`].
    pub captures: Vec<CaptureFile>,
    /// The files of the folder [`CHAPTERS`], by their paths from the book's folder, with `/`.
    pub chapters: BTreeMap<String, Vec<u8>>,
}

/// A place in a capture, as an editor writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accept {
    /// The capture's file name, or as much of its beginning as names only one.
    pub capture: String,
    /// The line.
    pub line: usize,
}

/// A decision of the editor from outside the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrule {
    /// The capture's file name, or as much of its beginning as names only one.
    pub capture: String,
    /// The line.
    pub line: usize,
    /// What is so.
    pub action: Action,
}

/// What the editor asks of an import.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Accept every proposal.
    pub accept_all: bool,
    /// Accept the proposals at these places.
    pub accept: Vec<Accept>,
    /// Decisions that stand in `book.toml`.
    pub overrules: Vec<Overrule>,
    /// The bars for boundaries.
    pub thresholds: Thresholds,
    /// The bar for duplicates: shared shingles in parts of 1000 of the smaller text's. Without it, 800.
    pub similarity: Option<u32>,
}

/// What an import comes to. Nothing has been written yet.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The files to write, by their paths from the book's folder; those that would not change are left out.
    pub writes: BTreeMap<String, Vec<u8>>,
    /// The ledger as it is to be.
    pub ledger: Ledger,
    /// The report.
    pub report: Report,
    /// Counts for a person.
    pub summary: Summary,
}

/// The import in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Captures in the book.
    pub captures: usize,
    /// Of these, new ones.
    pub new_captures: usize,
    /// Essays found.
    pub essays: usize,
    /// Essays kept.
    pub kept: usize,
    /// Duplicates merged.
    pub duplicates: usize,
    /// Stubs and teasers set aside, and what the editor dropped.
    pub set_aside: usize,
    /// Lines left out.
    pub dropped: usize,
    /// Chapter files new or written again.
    pub written: Vec<String>,
    /// Chapters that the editor has changed or deleted and that stay so.
    pub untouched: Vec<String>,
}

/// Imports captures into a book. On an error nothing is to be written.
pub fn run(inputs: &[CaptureFile], existing: &Existing, options: &Options, diagnostics: &mut Diagnostics) -> Outcome {
    let before = match existing.ledger.as_deref().map(Ledger::parse).transpose() {
        Ok(ledger) => ledger.unwrap_or_default(),
        Err(error) => {
            diagnostics.push(*error);
            return Outcome::default();
        }
    };
    let files = gather(inputs, existing, &before, diagnostics);
    let captures: Vec<Capture> = files.iter().map(|f| read(f, diagnostics)).collect();
    let memory = Memory::new(&before);
    let desk = Desk::new(&captures, &memory, options, diagnostics);
    let found = find(&captures, &desk, options);
    let standing: Vec<Standing> = found.essays.iter().map(|e| desk.standing(&captures, e)).collect();
    let ids: BTreeMap<String, usize> =
        found.essays.iter().enumerate().map(|(i, e)| (essay_id(&captures, e), i)).collect();
    let decided = decide(&found.essays, &standing, options.similarity, &|id| desk.resolve(&ids, id));
    let mut outcome = Outcome::default();
    let lang = book_language(&found.essays, existing.manifest.as_deref());
    let scene = Settled { captures: &captures, found: &found, decided: &decided, memory: &memory };
    let chapters = scene.chapters(existing, lang, &standing, &mut outcome, diagnostics);
    outcome.ledger = scene.ledger(&chapters);
    outcome.report = scene.report(&outcome.ledger);
    outcome.summary.captures = captures.len();
    outcome.summary.new_captures = captures.iter().filter(|c| !before.capture.iter().any(|b| b.hash == c.hash)).count();
    count(&mut outcome);
    for file in &files {
        if !existing.captures.iter().any(|known| known.name == file.name) {
            outcome.writes.insert(format!("{CAPTURES}/{}", file.name), file.bytes.clone());
        }
    }
    if outcome.ledger != before || existing.ledger.is_none() {
        outcome.writes.insert(LEDGER.to_owned(), outcome.ledger.to_text().into_bytes());
    }
    list_chapters(existing, lang, &chapters, &mut outcome, diagnostics);
    outcome
}

/// The captures of the folder and the new ones, in the ledger's order and then by name.
fn gather(
    inputs: &[CaptureFile],
    existing: &Existing,
    before: &Ledger,
    diagnostics: &mut Diagnostics,
) -> Vec<CaptureFile> {
    let mut files: Vec<CaptureFile> = existing.captures.clone();
    let mut fresh: Vec<CaptureFile> = Vec::new();
    for input in inputs {
        match files.iter().chain(&fresh).find(|f| f.name == input.name) {
            Some(known) if known.bytes == input.bytes => {}
            Some(_) => diagnostics.push(
                Diagnostic::error(
                    "capture-name",
                    format!("another capture was imported under the name {}", input.name),
                )
                .hint("rename the new one: decisions are recorded by name and line"),
            ),
            None if input.bytes.starts_with(b"\xff\xfe") || input.bytes.starts_with(b"\xfe\xff") => diagnostics.push(
                Diagnostic::error("capture-encoding", format!("{} is UTF-16, which is not supported", input.name))
                    .hint("save it as UTF-8"),
            ),
            None if input.bytes.contains(&0) => diagnostics.push(
                Diagnostic::error("capture-encoding", format!("{} is not text", input.name))
                    .hint("captures are plain text files"),
            ),
            None => fresh.push(input.clone()),
        }
    }
    files.extend(fresh);
    let place = |f: &CaptureFile| before.capture.iter().position(|c| c.name == f.name).unwrap_or(usize::MAX);
    files.sort_by(|a, b| (place(a), &a.name).cmp(&(place(b), &b.name)));
    files
}

/// What the last ledger says, by place.
struct Memory<'a> {
    ledger: &'a Ledger,
    essays: BTreeMap<(&'a str, usize), &'a EssayEntry>,
    dropped: BTreeMap<(&'a str, usize), &'a DroppedEntry>,
}

impl<'a> Memory<'a> {
    fn new(ledger: &'a Ledger) -> Self {
        let essays = ledger.essay.iter().map(|e| ((e.capture.as_str(), e.lines[0]), e)).collect();
        let dropped = ledger.dropped.iter().map(|d| ((d.capture.as_str(), d.lines[0]), d)).collect();
        Self { ledger, essays, dropped }
    }

    fn essay(&self, capture: &str, line: usize) -> Option<&'a EssayEntry> {
        self.essays.get(&(capture, line)).copied()
    }

    /// The first lines of a capture's essays.
    fn starts(&self, capture: &str) -> Vec<usize> {
        self.essays.range((capture, 0)..=(capture, usize::MAX)).map(|((_, line), _)| *line).collect()
    }
}

/// Everything that has been ruled, by capture.
struct Desk<'a> {
    memory: &'a Memory<'a>,
    rulings: Vec<Rulings>,
    keep_lines: Vec<BTreeSet<usize>>,
    drop_lines: Vec<BTreeSet<usize>>,
    /// By capture and line.
    actions: BTreeMap<(usize, usize), Action>,
    captures: Vec<&'a str>,
}

impl<'a> Desk<'a> {
    fn new(captures: &'a [Capture], memory: &'a Memory<'a>, options: &Options, diagnostics: &mut Diagnostics) -> Self {
        let before = memory.ledger;
        let names: Vec<&str> = captures.iter().map(|c| c.name.as_str()).collect();
        let mut desk = Self {
            memory,
            rulings: vec![Rulings::default(); captures.len()],
            keep_lines: vec![BTreeSet::new(); captures.len()],
            drop_lines: vec![BTreeSet::new(); captures.len()],
            actions: BTreeMap::new(),
            captures: names,
        };
        for (i, capture) in captures.iter().enumerate() {
            if before.capture.iter().any(|c| c.name == capture.name && c.hash == capture.hash) {
                desk.rulings[i].frozen = Some(memory.starts(&capture.name));
            }
        }
        for entry in &before.essay {
            if let Some(text) = &entry.overrule {
                match Action::parse(text) {
                    Ok(action) => desk.apply(&entry.capture, entry.lines[0], action, diagnostics),
                    Err(error) => diagnostics.push(*error),
                }
            }
        }
        for entry in before.dropped.iter().filter(|d| d.overrule.as_deref() == Some("keep")) {
            if let Some(i) = desk.find(&entry.capture) {
                desk.keep_lines[i].insert(entry.lines[0]);
            }
        }
        for proposal in before.proposal.iter().filter(|p| p.accept || options.accept_all) {
            desk.apply(&proposal.capture, proposal.line, Action::Split, diagnostics);
        }
        for place in &options.accept {
            desk.apply(&place.capture, place.line, Action::Split, diagnostics);
        }
        for overrule in &options.overrules {
            desk.apply(&overrule.capture, overrule.line, overrule.action.clone(), diagnostics);
        }
        desk
    }

    /// The capture with a name, or the only one whose name begins so.
    fn find(&self, name: &str) -> Option<usize> {
        let exact = self.captures.iter().position(|c| *c == name);
        let mut starting = self.captures.iter().enumerate().filter(|(_, c)| !name.is_empty() && c.starts_with(name));
        exact.or_else(|| starting.next().map(|(i, _)| i).filter(|_| starting.next().is_none()))
    }

    fn apply(&mut self, name: &str, line: usize, action: Action, diagnostics: &mut Diagnostics) {
        let Some(i) = self.find(name) else {
            diagnostics.push(
                Diagnostic::warning("import-overrule", format!("no capture, or more than one, is called `{name}`"))
                    .hint("give the whole file name"),
            );
            return;
        };
        let rulings = &mut self.rulings[i];
        match action {
            Action::Split => {
                rulings.whole.retain(|&l| l != line);
                rulings.split.push(line);
            }
            Action::Join => {
                rulings.split.retain(|&l| l != line);
                rulings.whole.push(line);
            }
            Action::Keep => {
                self.keep_lines[i].insert(line);
                self.actions.insert((i, line), Action::Keep);
            }
            Action::Drop => {
                self.drop_lines[i].insert(line);
                self.actions.insert((i, line), Action::Drop);
            }
            other => {
                self.actions.insert((i, line), other);
            }
        }
    }

    fn entry(&self, captures: &[Capture], essay: &Essay) -> Option<&'a EssayEntry> {
        self.memory.essay(&captures[essay.capture].name, essay.lines[0])
    }

    fn standing(&self, captures: &[Capture], essay: &Essay) -> Standing {
        Standing {
            kept_before: self.entry(captures, essay).is_some_and(|e| e.decision == "kept"),
            overrule: self.actions.get(&(essay.capture, essay.lines[0])).cloned(),
        }
    }

    /// An essay by its id, whose capture's name may be shortened.
    fn resolve(&self, ids: &BTreeMap<String, usize>, id: &str) -> Option<usize> {
        let (name, line) = id.rsplit_once(':')?;
        let capture = self.find(name)?;
        ids.get(&format!("{}:{line}", self.captures[capture])).copied()
    }
}

fn essay_id(captures: &[Capture], essay: &Essay) -> String {
    format!("{}:{}", captures[essay.capture].name, essay.lines[0])
}

/// What is in the captures.
struct Found {
    essays: Vec<Essay>,
    marks: Vec<Vec<Option<Furniture>>>,
    /// By capture.
    proposals: Vec<(usize, Boundary)>,
}

fn find(captures: &[Capture], desk: &Desk<'_>, options: &Options) -> Found {
    let mut marks: Vec<Vec<Option<Furniture>>> = captures.iter().map(mark).collect();
    for (i, capture) in captures.iter().enumerate() {
        for (line, mark) in capture.lines.iter().zip(&mut marks[i]) {
            if desk.keep_lines[i].contains(&line.number) {
                *mark = None;
            } else if desk.drop_lines[i].contains(&line.number) && !desk.begins_essay(i, line.number) {
                *mark = Some(Furniture::Widget);
            }
        }
    }
    let truncated: Vec<bool> = captures.iter().zip(&marks).map(|(c, m)| breaks_off(c, m)).collect();
    let edges = edges(captures, &marks);
    let mut found = Found { essays: Vec::new(), marks: Vec::new(), proposals: Vec::new() };
    for i in 0..captures.len() {
        let cuts = cut(captures, i, &mut marks[i], &edges[i], &truncated, desk, options);
        let scene = Scene::new(captures, i, &marks[i], &edges[i], &truncated);
        let mut list = essays(&scene, i, &cuts);
        for essay in &mut list {
            if let Some(title) =
                desk.entry(captures, essay).and_then(|e| e.set_title.clone()).filter(|t| !t.trim().is_empty())
            {
                essay.title = title;
                essay.title_source = TitleSource::Editor;
            }
        }
        found.essays.extend(list);
        found.proposals.extend(cuts.into_iter().filter(|b| b.verdict == Verdict::Propose).map(|b| (i, b)));
    }
    found.marks = marks;
    found
}

impl Desk<'_> {
    fn begins_essay(&self, capture: usize, line: usize) -> bool {
        self.memory.essay(self.captures[capture], line).is_some()
    }
}

/// The boundaries of one capture; the heading of a listing page is recognised on the way, by what the
/// boundaries show.
fn cut(
    captures: &[Capture],
    i: usize,
    marks: &mut [Option<Furniture>],
    edges: &[Edge],
    truncated: &[bool],
    desk: &Desk<'_>,
    options: &Options,
) -> Vec<Boundary> {
    let mut rulings = desk.rulings[i].clone();
    if options.accept_all {
        // What is proposed is accepted, whether or not the ledger has it already.
        let scene = Scene::new(captures, i, marks, edges, truncated);
        let all = boundaries(&scene, &rulings, options.thresholds);
        rulings.split.extend(all.iter().map(|b| captures[i].lines[b.line].number));
    }
    let scene = Scene::new(captures, i, marks, edges, truncated);
    let cuts = boundaries(&scene, &rulings, options.thresholds);
    let kept = scene.visible.first().is_some_and(|&l| desk.keep_lines[i].contains(&captures[i].lines[l].number));
    match scene.visible.first() {
        Some(&first) if !kept && is_listing_heading(&scene, &cuts) => {
            marks[first] = Some(Furniture::Listing);
            let scene = Scene::new(captures, i, marks, edges, truncated);
            boundaries(&scene, &rulings, options.thresholds)
        }
        _ => cuts,
    }
}

/// Whether a capture's first line is the heading of a listing page rather than the first essay's title:
/// the points of the signs against it.
fn is_listing_heading(scene: &Scene<'_>, cuts: &[Boundary]) -> bool {
    let lines = &scene.capture.lines;
    let [first, second, ..] = scene.visible[..] else { return false };
    if !scene.is_title(0) || scene.marks.get(first + 1).is_some_and(Option::is_some) {
        return false;
    }
    let others: Vec<&Boundary> = cuts.iter().filter(|b| b.titled).collect();
    let mut points = 0;
    if lines[first].after >= 2 && others.iter().all(|b| lines[b.line].after < 2) {
        points += 50;
    }
    if scene.edges.iter().any(|e| e.line == second && e.kind == EdgeKind::StartsThere) {
        points += 60;
    }
    if others.is_empty() && !cuts.is_empty() {
        points += 20;
    }
    if lines[first].words <= 3 {
        points += 10;
    }
    points >= 100
}

/// Most words decide; where the manifest names a language, that.
fn book_language(essays: &[Essay], manifest: Option<&str>) -> Lang {
    #[derive(serde::Deserialize)]
    struct Book {
        language: Option<Lang>,
    }
    #[derive(serde::Deserialize)]
    struct Root {
        book: Option<Book>,
    }
    let named = manifest.and_then(|t| toml::from_str::<Root>(t).ok()).and_then(|r| r.book?.language);
    named.unwrap_or_else(|| {
        let mut words: BTreeMap<Lang, usize> = BTreeMap::new();
        for essay in essays {
            if let Some(lang) = essay.lang {
                *words.entry(lang).or_default() += essay.words;
            }
        }
        words.into_iter().max_by_key(|&(_, words)| words).map_or(Lang::EN_GB, |(lang, _)| lang)
    })
}

/// A chapter of a kept essay.
#[derive(Clone, Debug)]
struct Written {
    path: String,
    hash: String,
    fresh: bool,
}

/// Captures, essays and decisions, from which everything that is written is made.
struct Settled<'a> {
    captures: &'a [Capture],
    found: &'a Found,
    decided: &'a [Decided],
    memory: &'a Memory<'a>,
}

impl Settled<'_> {
    fn id(&self, essay: usize) -> String {
        essay_id(self.captures, &self.found.essays[essay])
    }

    fn entry(&self, essay: usize) -> Option<&EssayEntry> {
        let essay = &self.found.essays[essay];
        self.memory.essay(&self.captures[essay.capture].name, essay.lines[0])
    }

    /// The chapters of the kept essays, by essay. Files that the editor has changed or deleted are left alone.
    fn chapters(
        &self,
        existing: &Existing,
        lang: Lang,
        standing: &[Standing],
        outcome: &mut Outcome,
        diagnostics: &mut Diagnostics,
    ) -> BTreeMap<usize, Written> {
        let mut taken: BTreeSet<String> = existing.chapters.keys().cloned().collect();
        taken.extend(self.memory.ledger.essay.iter().filter_map(|e| e.chapter.clone()));
        let copies = self.copies();
        let mut chapters = BTreeMap::new();
        for (i, essay) in self.found.essays.iter().enumerate() {
            if self.decided[i].decision != Decision::Kept {
                self.note_leftover(i, existing, diagnostics);
                continue;
            }
            let variants: Vec<&Essay> =
                std::iter::once(essay).chain(copies[&i].iter().map(|&c| &self.found.essays[c])).collect();
            let bytes = write(essay, &variants, self.captures, lang);
            let hash = blake3::hash(&bytes).to_hex().to_string();
            let known = self.entry(i).and_then(|e| Some((e.chapter.clone()?, e.written.clone()?)));
            let written = match known {
                None => {
                    let path = free_path(&essay.title, &mut taken);
                    outcome.writes.insert(path.clone(), bytes);
                    outcome.summary.written.push(path.clone());
                    Written { path, hash, fresh: true }
                }
                Some((path, last)) => {
                    let present = existing.chapters.get(&path);
                    let wanted = standing[i].overrule == Some(Action::Keep);
                    let untouched = present.is_some_and(|b| blake3::hash(b).to_hex().as_str() == last);
                    if untouched && hash == last || present.is_some_and(|b| *b == bytes) {
                        Written { path, hash, fresh: false }
                    } else if untouched || present.is_none() && wanted {
                        outcome.writes.insert(path.clone(), bytes);
                        outcome.summary.written.push(path.clone());
                        Written { path, hash, fresh: false }
                    } else {
                        if hash != last || present.is_none() {
                            note_untouched(&path, present.is_none(), diagnostics);
                        }
                        outcome.summary.untouched.push(path.clone());
                        Written { path, hash: last, fresh: false }
                    }
                }
            };
            chapters.insert(i, written);
        }
        chapters
    }

    /// An essay that had a chapter and is no longer kept: its file stays, and the editor is told.
    fn note_leftover(&self, essay: usize, existing: &Existing, diagnostics: &mut Diagnostics) {
        let Some(path) = self.entry(essay).and_then(|e| e.chapter.as_ref()) else { return };
        if existing.chapters.contains_key(path) {
            diagnostics.push(
                Diagnostic::note(
                    "import-leftover",
                    format!("{path} is no longer needed: {}", self.decided[essay].reason),
                )
                .hint("take it out of book.toml and delete it; the importer deletes nothing"),
            );
        }
    }

    /// For every essay, its copies.
    fn copies(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut copies: BTreeMap<usize, Vec<usize>> = (0..self.decided.len()).map(|i| (i, Vec::new())).collect();
        for (i, decided) in self.decided.iter().enumerate() {
            if let Decision::Duplicate(kept) = decided.decision {
                copies.entry(kept).or_default().push(i);
            }
        }
        copies
    }

    fn ledger(&self, chapters: &BTreeMap<usize, Written>) -> Ledger {
        let capture = self.captures.iter().map(|c| CaptureEntry {
            name: c.name.clone(),
            hash: c.hash.clone(),
            size: c.size,
            lines: c.line_count,
        });
        let essay = (0..self.found.essays.len()).map(|i| self.essay_entry(i, chapters.get(&i)));
        let proposal = self.found.proposals.iter().map(|(c, boundary)| self.proposal(*c, boundary));
        Ledger {
            version: 1,
            capture: capture.collect(),
            proposal: proposal.collect(),
            essay: essay.collect(),
            dropped: self.dropped(),
        }
    }

    fn essay_entry(&self, i: usize, written: Option<&Written>) -> EssayEntry {
        let essay = &self.found.essays[i];
        let before = self.entry(i);
        let (decision, duplicate_of) = match self.decided[i].decision {
            Decision::Kept => ("kept", None),
            Decision::Duplicate(kept) => ("duplicate", Some(self.id(kept))),
            Decision::SetAside => ("set-aside", None),
        };
        // What showed the boundary when it was made stays on record; a later import sees other evidence.
        let because = match before {
            Some(entry) => entry.because.clone(),
            None => because(&essay.evidence),
        };
        EssayEntry {
            id: self.id(i),
            capture: self.captures[essay.capture].name.clone(),
            lines: essay.lines,
            bytes: [essay.bytes.start, essay.bytes.end],
            words: essay.words,
            title: essay.title.clone(),
            title_source: essay.title_source.as_str().to_owned(),
            kind: essay.kind.as_str().to_owned(),
            decision: decision.to_owned(),
            reason: self.reason(i),
            duplicate_of,
            chapter: written.map(|w| w.path.clone()).or_else(|| before.and_then(|e| e.chapter.clone())),
            written: written.map(|w| w.hash.clone()).or_else(|| before.and_then(|e| e.written.clone())),
            because,
            overrule: before.and_then(|e| e.overrule.clone()),
            set_title: before.and_then(|e| e.set_title.clone()),
        }
    }

    /// A standing decision keeps the reason it was made for.
    fn reason(&self, i: usize) -> String {
        let standing = anthology_dedupe::Reason::Standing.as_str();
        let new = &self.decided[i].reason;
        match self.entry(i) {
            Some(before) if before.decision == "kept" && self.decided[i].decision == Decision::Kept => {
                before.reason.clone()
            }
            Some(before) if before.decision == "duplicate" && new.contains(standing) => before.reason.clone(),
            _ => new.clone(),
        }
    }

    fn proposal(&self, capture: usize, boundary: &Boundary) -> ProposalEntry {
        let line = &self.captures[capture].lines[boundary.line];
        ProposalEntry {
            capture: self.captures[capture].name.clone(),
            line: line.number,
            text: beginning(&line.text),
            score: boundary.score,
            because: because(&boundary.evidence),
            accept: false,
        }
    }

    fn dropped(&self) -> Vec<DroppedEntry> {
        let mut out = Vec::new();
        for (c, capture) in self.captures.iter().enumerate() {
            let mut list: Vec<DroppedEntry> = Vec::new();
            for (line, mark) in capture.lines.iter().zip(&self.found.marks[c]) {
                if let Some(mark) = mark {
                    let bytes = [line.bytes.start, line.bytes.end];
                    list.push(self.drop(capture, [line.number, line.last_number], bytes, &line.text, mark.reason()));
                }
            }
            for essay in self.found.essays.iter().filter(|e| e.capture == c) {
                if let Some((number, text)) = &essay.body.alt_text {
                    let start = capture.lines.iter().find(|l| l.number == *number).map_or(0, |l| l.bytes.start);
                    let reason = Furniture::AltText.reason();
                    list.push(self.drop(capture, [*number; 2], [start, start + text.len()], text, reason));
                }
            }
            list.sort_by_key(|d| d.lines);
            out.extend(list);
        }
        out
    }

    fn drop(&self, capture: &Capture, lines: [usize; 2], bytes: [usize; 2], text: &str, reason: &str) -> DroppedEntry {
        let known = self.memory.dropped.get(&(capture.name.as_str(), lines[0]));
        DroppedEntry {
            capture: capture.name.clone(),
            lines,
            bytes,
            text: text.to_owned(),
            reason: reason.to_owned(),
            overrule: known.and_then(|d| d.overrule.clone()),
        }
    }

    fn report(&self, ledger: &Ledger) -> Report {
        let essays = self.found.essays.iter().zip(self.decided).zip(&ledger.essay).map(|((essay, decided), entry)| {
            ReportEssay {
                id: entry.id.clone(),
                capture: entry.capture.clone(),
                start_line: essay.lines[0],
                end_line: essay.lines[1],
                title: essay.title.clone(),
                title_source: essay.title_source.as_str(),
                kind: essay.kind.as_str(),
                decision: match decided.decision {
                    Decision::Kept => "kept",
                    Decision::Duplicate(_) => "duplicate",
                    Decision::SetAside => "set-aside",
                },
                reason: entry.reason.clone(),
                duplicate_of: entry.duplicate_of.clone(),
                chapter: entry.chapter.clone().filter(|_| decided.decision == Decision::Kept),
                words: essay.words,
                because: entry.because.clone(),
            }
        });
        let lines = ledger.dropped.iter().map(|d| ReportDropped {
            capture: d.capture.clone(),
            start_line: d.lines[0],
            end_line: d.lines[1],
            reason: d.reason.clone(),
            text: d.text.clone(),
        });
        let hollow = self.captures.iter().flat_map(|c| {
            c.hollow.iter().map(|&line| ReportDropped {
                capture: c.name.clone(),
                start_line: line,
                end_line: line,
                reason: "blank: invisible characters only".into(),
                text: String::new(),
            })
        });
        let proposals = ledger.proposal.iter().map(|p| ReportProposal {
            capture: p.capture.clone(),
            line: p.line,
            text: p.text.clone(),
            score: p.score,
            because: p.because.clone(),
        });
        Report {
            essays: essays.collect(),
            dropped: lines.chain(hollow).collect(),
            proposals: proposals.collect(),
            variants: self.variants(),
        }
    }

    fn variants(&self) -> Vec<ReportDiff> {
        let pairs = self.decided.iter().enumerate().filter_map(|(i, d)| match d.decision {
            Decision::Duplicate(kept) => Some((kept, i)),
            _ => None,
        });
        pairs
            .map(|(kept, other)| {
                let found = anthology_dedupe::compare(&self.found.essays[kept].text, &self.found.essays[other].text);
                ReportDiff {
                    kept: self.id(kept),
                    other: self.id(other),
                    kept_words: found.a_words,
                    other_words: found.b_words,
                    same_words: found.same_words,
                    differences: found.hunks.into_iter().map(|h| ReportHunk { kept: h.a, other: h.b }).collect(),
                }
            })
            .collect()
    }
}

fn note_untouched(path: &str, deleted: bool, diagnostics: &mut Diagnostics) {
    diagnostics.push(if deleted {
        Diagnostic::note("import-deleted", format!("{path} was deleted and stays so"))
            .hint("to have it back, set overrule = \"keep\" on its essay in the ledger")
    } else {
        Diagnostic::note("import-edited", format!("{path} was edited by hand and stays as it is; the import would write it differently now"))
            .hint("to have the importer's version, move the file away, set overrule = \"keep\" on its essay in the ledger and import again")
    });
}

fn free_path(title: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = stem(title);
    let names = std::iter::once(stem.clone()).chain((2..).map(|n| format!("{stem}-{n}")));
    let path = names.map(|name| format!("{CHAPTERS}/{name}.md")).find(|path| !taken.contains(path)).unwrap_or_default();
    taken.insert(path.clone());
    path
}

fn because(evidence: &[Evidence]) -> Vec<String> {
    evidence.iter().map(|e| format!("{:+} {}", e.points, e.text)).collect()
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(70) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

fn count(outcome: &mut Outcome) {
    let decisions = |d: &str| outcome.report.essays.iter().filter(|e| e.decision == d).count();
    let (kept, duplicates, set_aside) = (decisions("kept"), decisions("duplicate"), decisions("set-aside"));
    outcome.summary.essays = outcome.report.essays.len();
    outcome.summary.kept = kept;
    outcome.summary.duplicates = duplicates;
    outcome.summary.set_aside = set_aside;
    outcome.summary.dropped = outcome.ledger.dropped.len();
}

/// Makes `book.toml`, or adds the new chapters to it.
fn list_chapters(
    existing: &Existing,
    lang: Lang,
    chapters: &BTreeMap<usize, Written>,
    outcome: &mut Outcome,
    diagnostics: &mut Diagnostics,
) {
    let text = match &existing.manifest {
        None if chapters.is_empty() => None,
        None => {
            let all: Vec<String> = chapters.values().map(|w| w.path.clone()).collect();
            Some(manifest::create(&book_title(&existing.name), lang, &all))
        }
        Some(text) => {
            let fresh: Vec<String> = chapters.values().filter(|w| w.fresh).map(|w| w.path.clone()).collect();
            if fresh.is_empty() { None } else { manifest::extend(text, &fresh, diagnostics) }
        }
    };
    if let Some(text) = text {
        outcome.writes.insert(MANIFEST.to_owned(), text.into_bytes());
    }
}

/// `my-first_book` → `My First Book`.
fn book_title(folder: &str) -> String {
    let words = folder.split(['-', '_', ' ', '.']).filter(|w| !w.is_empty()).map(|w| {
        let mut chars = w.chars();
        chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
    });
    let title = words.collect::<Vec<_>>().join(" ");
    if title.is_empty() { "An Anthology".to_owned() } else { title }
}
