//! Where one essay ends and the next begins: an additive score of evidence for every place where it
//! might. A false split ruins two essays, a missed one is listed: so the bar is high, and what lies
//! below it becomes a proposal.

use crate::capture::{Capture, Line};
use crate::furniture::Furniture;
use crate::overlap::{Edge, EdgeKind};
use crate::shape::{has_widow_guard, hashes, is_body, is_rule, is_title_like, last_mark, marker};
use crate::signals::{announces, closing, leans, opening, section_words};
use crate::vocabulary::{cohesion, content_words};

/// The bars that a boundary's points are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Points from which a boundary is made. The default is 100.
    pub split: i32,
    /// Points from which a boundary is proposed to the editor. The default is 50.
    pub propose: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { split: 100, propose: 50 }
    }
}

/// A reason for or against a boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// For it where positive, against it where negative.
    pub points: i32,
    /// The reason.
    pub text: String,
}

/// What becomes of a place where an essay might begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Split,
    Propose,
}

/// A place where an essay begins, or might.
#[derive(Clone, Debug)]
pub(crate) struct Boundary {
    /// Index of its first line in [`Capture::lines`].
    pub(crate) line: usize,
    /// Whether that line is its title.
    pub(crate) titled: bool,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) score: i32,
    pub(crate) verdict: Verdict,
}

/// What the editor and earlier imports have ruled about a capture, by line number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rulings {
    /// An essay begins here.
    pub(crate) split: Vec<usize>,
    /// No essay begins here.
    pub(crate) whole: Vec<usize>,
    /// The boundaries of an earlier import: new evidence makes proposals only.
    pub(crate) frozen: Option<Vec<usize>>,
}

/// A capture with everything that bears on its boundaries.
pub(crate) struct Scene<'a> {
    pub(crate) capture: &'a Capture,
    pub(crate) marks: &'a [Option<Furniture>],
    /// Indices of the lines that are not furniture.
    pub(crate) visible: Vec<usize>,
    pub(crate) edges: &'a [Edge],
    /// Of every capture, whether its text breaks off.
    pub(crate) truncated: &'a [bool],
    captures: &'a [Capture],
    /// Indices of the lines that are subtitles.
    subtitles: Vec<usize>,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(
        captures: &'a [Capture],
        index: usize,
        marks: &'a [Option<Furniture>],
        edges: &'a [Edge],
        truncated: &'a [bool],
    ) -> Self {
        let visible = (0..marks.len()).filter(|&i| marks[i].is_none()).collect();
        let subtitles = crate::recurring::subtitles(&captures[index].lines, marks);
        Self { capture: &captures[index], marks, visible, edges, truncated, captures, subtitles }
    }

    fn line(&self, at: usize) -> &'a Line {
        &self.capture.lines[self.visible[at]]
    }

    /// Whether the visible line at `at` could be the title of what follows it.
    pub(crate) fn is_title(&self, at: usize) -> bool {
        let line = self.line(at);
        if hashes(&line.text).is_some() {
            return true;
        }
        let Some(next) = self.visible.get(at + 1).map(|&i| &self.capture.lines[i]) else { return false };
        if self.subtitles.contains(&self.visible[at]) {
            return false;
        }
        let marked = self.marked_after(at).is_some() || self.ruled(at);
        let gap = line.after > 0 || marked;
        gap && is_title_like(line, at == 0 || self.furniture_before(at))
            && (is_body(next) || marked || is_guarded(line) || self.opens_shortly(at + 1))
            && !is_update(&line.text, &line.hay)
    }

    /// Whether a short sentence or a salutation stands here, and a paragraph after it.
    fn opens_shortly(&self, at: usize) -> bool {
        let line = self.line(at);
        let after = self.visible.get(at + 1).is_some_and(|&i| is_body(&self.capture.lines[i]));
        after
            && line.after > 0
            && line.words >= 2
            && matches!(last_mark(&line.text), '.' | '!' | ',')
            && marker(&line.text).is_none()
    }

    fn ruled(&self, at: usize) -> bool {
        self.marks.get(self.visible[at] + 1) == Some(&Some(Furniture::Underline))
    }

    /// Whether the furniture right before a visible line ends a post, rather than asking for something.
    fn ended_before(&self, at: usize) -> bool {
        let before = self.visible[at].checked_sub(1).and_then(|i| self.marks[i].as_ref());
        matches!(
            before,
            Some(Furniture::Widget | Furniture::Meta | Furniture::Footer | Furniture::Comment | Furniture::Signoff(_))
        )
    }

    /// The line of furniture right before a visible one that says when the post under it was written, or
    /// the post over it.
    fn dated_before(&self, at: usize) -> Option<usize> {
        let i = self.visible[at];
        let run = (0..i).rev().take(3).take_while(|&j| self.marks[j].is_some());
        run.take_while(|&j| !matches!(self.marks[j], Some(Furniture::Label)))
            .find(|&j| self.marks[j].as_ref().is_some_and(|m| m.stated().is_some()))
    }

    /// A label or dateline between this visible line and the next.
    fn marked_after(&self, at: usize) -> Option<&'a Furniture> {
        let i = self.visible[at];
        let i = if self.subtitles.contains(&(i + 1)) { i + 1 } else { i };
        let mark = self.marks.get(i + 1)?.as_ref()?;
        let shown = |m: &&Furniture| matches!(m, Furniture::Label | Furniture::Dateline(_));
        Some(mark).filter(shown).or_else(|| {
            // The date may stand behind a button or two.
            let run = self.marks[i + 1..].iter().take(4).map_while(Option::as_ref);
            run.skip_while(|m| matches!(m, Furniture::Widget | Furniture::Underline))
                .find(shown)
                .filter(|_| matches!(mark, Furniture::Widget | Furniture::Underline))
        })
    }

    fn furniture_before(&self, at: usize) -> bool {
        self.visible[at] > 0 && self.marks[self.visible[at] - 1].is_some()
    }
}

/// What all title-like lines of a capture have in common.
struct Habits {
    /// Title-like lines with a label or dateline under or over them.
    marked: usize,
    first_marked: bool,
    /// Title-like lines of four words and more with a widow guard.
    guarded: usize,
    /// Title-like lines after more blank lines than paragraphs have between them.
    wide: usize,
    /// Title-like lines with a rule under them.
    ruled: usize,
    usual_gap: usize,
    /// How the capture's first title is set, where later title-like lines show that this tells titles from
    /// headings.
    setting: Option<Setting>,
    /// Title-like lines right after the end of a post.
    ended: usize,
    /// Rules between paragraphs.
    rules: usize,
    /// The levels of Markdown headings.
    top_hash: Option<u8>,
    hash_levels: usize,
    /// Median cohesion of neighbouring paragraphs, in parts of 1000.
    cohesion: u32,
}

/// All boundaries of a capture that are made or proposed, in order; the capture's start isn't among them.
pub(crate) fn boundaries(scene: &Scene<'_>, rulings: &Rulings, thresholds: Thresholds) -> Vec<Boundary> {
    let hays: Vec<&str> = scene.visible.iter().map(|&i| scene.capture.lines[i].hay.as_str()).collect();
    let gaps = cohesion(&hays);
    let titles: Vec<bool> = (0..scene.visible.len()).map(|at| scene.is_title(at)).collect();
    let habits = habits(scene, &titles, &gaps);
    let mut drafts: Vec<Draft> = Vec::new();
    for at in 1..scene.visible.len() {
        let number = scene.line(at).number;
        let ruled = rulings.split.contains(&number) || rulings.frozen.iter().flatten().any(|&n| n == number);
        if titles[at] {
            let gap = gaps.get(at + 1).copied().flatten();
            drafts.push(title_evidence(scene, at, &habits, gap));
        } else if ruled || !titles[at - 1] && is_start(scene, at) {
            drafts.push(plain_evidence(scene, at, &habits, gaps[at]));
        }
    }
    inside_title(scene, &titles, &mut drafts, thresholds);
    lift(&mut drafts);
    settled(&mut drafts, thresholds);
    drafts.into_iter().filter_map(|draft| judge(scene, draft, rulings, thresholds)).collect()
}

const LEANS: &str = "the paragraph under it leans on what stands before";
const LIKE: &str = "its capitals are set like those of the capture's first title";
const UNLIKE: &str = "its capitals are set unlike those of the capture's first title";
const ANNOUNCES: &str = "the paragraph before it announces what follows";
const EXCLAIMS: &str = "ends with an exclamation mark";
/// Points of a title's shape alone.
const SHAPE: i32 = 30;

struct Draft {
    at: usize,
    titled: bool,
    /// How strongly the paragraph before it closes a post.
    closes: i32,
    evidence: Vec<Evidence>,
}

impl Draft {
    fn score(&self) -> i32 {
        self.evidence.iter().map(|e| e.points).sum()
    }

    fn note(&mut self, points: i32, text: impl Into<String>) {
        self.evidence.push(Evidence { points, text: text.into() });
    }
}

fn habits(scene: &Scene<'_>, titles: &[bool], gaps: &[Option<u32>]) -> Habits {
    let candidates: Vec<usize> = (0..titles.len()).filter(|&at| titles[at]).collect();
    let marked = |at: usize| mark_points(scene, at).is_some();
    let mut befores: Vec<usize> =
        (1..titles.len()).filter(|&at| !titles[at]).map(|at| scene.line(at).before).filter(|&b| b > 0).collect();
    befores.sort_unstable();
    let usual_gap = befores.get(befores.len() / 2).copied().unwrap_or(1);
    let mut known: Vec<u32> = gaps.iter().flatten().copied().collect();
    known.sort_unstable();
    let mut levels: Vec<u8> = candidates.iter().filter_map(|&at| hashes(&scene.line(at).text)).map(|h| h.0).collect();
    levels.sort_unstable();
    levels.dedup();
    Habits {
        marked: candidates.iter().filter(|&&at| marked(at)).count(),
        first_marked: candidates.first() == Some(&0) && marked(0),
        guarded: candidates.iter().filter(|&&at| is_guarded(scene.line(at))).count(),
        wide: candidates.iter().filter(|&&at| at > 0 && scene.line(at).before > usual_gap).count(),
        ruled: candidates.iter().filter(|&&at| scene.ruled(at)).count(),
        usual_gap,
        setting: title_setting(scene, &candidates),
        ended: candidates.iter().filter(|&&at| at > 0 && scene.ended_before(at)).count(),
        rules: (1..titles.len()).filter(|&at| is_rule(&scene.line(at).text)).count(),
        top_hash: levels.first().copied(),
        hash_levels: levels.len(),
        cohesion: known.get(known.len() / 2).copied().unwrap_or(0),
    }
}

/// How the letters of a title are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    Capitals,
    /// Every longer word begins with a capital.
    Headline,
    Sentence,
}

fn setting(text: &str) -> Setting {
    if text.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !text.chars().any(char::is_lowercase) {
        return Setting::Capitals;
    }
    let long = |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    let inner: Vec<&str> = text.split([' ', '-']).skip(1).filter(long).collect();
    let large = inner.iter().filter(|w| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)).count();
    if !inner.is_empty() && large == inner.len() { Setting::Headline } else { Setting::Sentence }
}

/// The setting of a capture's first title, if others are set like it and others again are not. German has
/// capitals of its own, and a sentence shows nothing.
fn title_setting(scene: &Scene<'_>, candidates: &[usize]) -> Option<Setting> {
    let of = |at: usize| setting(&scene.line(at).text);
    let first = candidates.first().filter(|&&at| at == 0).map(|&at| of(at)).filter(|&s| s != Setting::Sentence)?;
    let alike = candidates.iter().filter(|&&at| of(at) == first).count();
    (alike >= 2 && candidates.len() - alike >= 2).then_some(first)
}

fn is_guarded(line: &Line) -> bool {
    has_widow_guard(line) && line.words >= 3
}

/// Label or dateline beside a title-like line.
fn mark_points(scene: &Scene<'_>, at: usize) -> Option<Evidence> {
    let i = scene.visible[at];
    if let Some(mark) = scene.marked_after(at) {
        let i = if scene.subtitles.contains(&(i + 1)) { i + 1 } else { i };
        let under = &scene.capture.lines[i + 1].text;
        let what = if *mark == Furniture::Label { "the label" } else { "the line" };
        return Some(Evidence { points: 100, text: format!("{what} “{under}” stands under it") });
    }
    let above = scene.dated_before(at)?;
    let ends = matches!(scene.marks[above], Some(Furniture::Signoff(_)));
    let what = if ends { "before it ends a post" } else { "stands over it" };
    Some(Evidence { points: 100, text: format!("the line “{}” {what}", scene.capture.lines[above].text) })
}

fn title_evidence(scene: &Scene<'_>, at: usize, habits: &Habits, gap: Option<u32>) -> Draft {
    let line = scene.line(at);
    let mut draft = Draft { at, titled: true, closes: 0, evidence: Vec::new() };
    draft.note(SHAPE, "a short line by itself, without a full stop, before a paragraph");
    match mark_points(scene, at) {
        Some(mark) => draft.evidence.push(mark),
        None if habits.marked >= 2 => draft.note(-100, "other titles of this capture have a label or date beside them"),
        None if habits.first_marked => draft.note(-70, "the capture's first title has a label or date beside it"),
        None => {}
    }
    typography(scene, at, habits, &mut draft);
    edges_at(scene, at, &mut draft);
    if let Some(next) = scene.visible.get(at + 1) {
        edges_at(scene, at + 1, &mut draft);
        after_title(line, &scene.capture.lines[*next], &mut draft);
    }
    if let Some(why) = section_words(&line.hay) {
        draft.note(-60, why);
    }
    if let Some((crate::shape::Marker::Number(n), _)) = marker(&line.text) {
        draft.note(-60, format!("a heading numbered {n}"));
    }
    if line.text.ends_with('!') {
        draft.note(-30, EXCLAIMS);
    }
    before(scene, at, &mut draft);
    vocabulary(habits, gap, &mut draft);
    let spaced = habits.wide >= 2 && line.before > habits.usual_gap;
    if spaced || draft.evidence.iter().any(|e| e.points >= 100) {
        // Where the page itself shows a title, the wording around it can't unsay it.
        draft.evidence.retain(|e| !e.text.starts_with(LEANS) && e.text != ANNOUNCES && e.text != UNLIKE);
    }
    draft
}

/// What the setting of the line says: blank lines, no-break spaces, Markdown marks, rules.
fn typography(scene: &Scene<'_>, at: usize, habits: &Habits, draft: &mut Draft) {
    let line = scene.line(at);
    if is_guarded(line) {
        let points = if habits.guarded >= 2 { 100 } else { 70 };
        draft.note(points, "a no-break space before its last word, as blog themes set in titles");
    } else if habits.guarded >= 2 {
        let points = if line.words >= 4 { -50 } else { -25 };
        draft.note(points, "other titles of this capture have a no-break space before their last word");
    }
    if habits.wide >= 1 && line.before > habits.usual_gap {
        let points = if habits.wide >= 2 { 70 } else { 35 };
        draft
            .note(points, format!("{} blank lines before it, where paragraphs have {}", line.before, habits.usual_gap));
    } else if habits.wide >= 2 {
        draft.note(-50, "other titles of this capture have more blank lines before them");
    }
    match (hashes(&line.text), habits.top_hash) {
        (Some((level, _)), Some(top)) if level == top && (top == 1 || habits.hash_levels >= 2) => {
            draft.note(90, "a Markdown heading of the highest level in this capture");
        }
        (Some((level, _)), Some(top)) if level > top => draft.note(-100, "a Markdown heading of a lower level"),
        (None, Some(_)) => draft.note(-60, "other headings of this capture have Markdown marks"),
        _ => {}
    }
    if let Some(own) = habits.setting {
        let like = setting(&line.text) == own;
        draft.note(if like { 50 } else { -40 }, if like { LIKE } else { UNLIKE });
    }
    if scene.furniture_before(at) && mark_points(scene, at).is_none() {
        let above = &scene.capture.lines[scene.visible[at] - 1].text;
        let points = match (scene.ended_before(at), habits.ended) {
            (true, 2..) => 100,
            (true, _) => 75,
            (false, _) => 35,
        };
        draft.note(points, format!("“{above}” before it ends a post"));
    } else if habits.ended >= 2 && !draft.evidence.iter().any(|e| e.points >= 70) {
        draft.note(-60, "other titles of this capture stand after the end of a post");
    }
    if at > 0 && is_rule(&scene.line(at - 1).text) {
        draft.note(35, "a rule before it");
    }
    if scene.ruled(at) {
        draft.note(if habits.ruled >= 2 { 90 } else { 60 }, "underlined with a rule");
    } else if habits.ruled >= 2 {
        draft.note(-100, "other titles of this capture are underlined");
    }
}

/// The line as a title, and the paragraph under it as a beginning.
fn after_title(line: &Line, next: &Line, draft: &mut Draft) {
    let signal = opening(&next.hay);
    if signal.points > 0 {
        draft.note(signal.points, format!("the paragraph under it opens a post ({})", signal.words));
    }
    if let Some(word) = leans(&next.hay) {
        draft.note(-30, format!("{LEANS} (“{word}”)"));
    }
    if is_update(&next.text, &next.hay) {
        draft.note(30, "an update or editor's note stands under it");
    }
    if next.text.len() > line.text.len() && glued_title(&line.text, &next.text).is_some() {
        draft.note(60, "the paragraph under it repeats it, as the text of a lost image");
    }
    let title = &line.hay;
    if line.words >= 2 && next.hay.contains(title) {
        draft.note(10, "its words stand in the paragraph under it");
    }
    if [" i ", " i'm ", " i've ", " my ", " our ", " we ", " mein ", " meine ", " mon ", " ma ", " mes "]
        .iter()
        .any(|p| title.contains(p))
    {
        draft.note(15, "it speaks in the first person");
    }
    if crate::dateline::has_date(&line.text) {
        draft.note(20, "it names a date");
    }
}

/// Length in bytes of a title glued in front of a paragraph: `Open SeasonThe season…`.
pub(crate) fn glued_title(title: &str, paragraph: &str) -> Option<usize> {
    let rest = paragraph.strip_prefix(title)?;
    let glued = rest.chars().next().is_some_and(char::is_uppercase) && title.ends_with(char::is_alphanumeric);
    (glued && title.chars().count() >= 4).then_some(title.len())
}

/// `** Update: … **`, `Originally published …`.
pub(crate) fn is_update(text: &str, hay: &str) -> bool {
    if text.split(' ').count() > 70 || hay.split_whitespace().count() > 60 {
        return false;
    }
    let starts = ["update", "updated", "edit", "edited to add", "editor's note", "nachtrag", "mise à jour"];
    let published = [" published ", " appeared ", " posted ", " veröffentlicht ", " publié ", " erschienen "];
    let version = [
        " version of this ",
        " originally ",
        " first published ",
        " first appeared ",
        " this post was ",
        " this article was ",
        " this piece was ",
        " cross posted ",
        " crossposted ",
        " zuerst ",
        " initialement ",
    ];
    let marked = text.starts_with(['*', '[', '(']) || text.contains([':', '–', '—']);
    starts.iter().any(|s| hay[1..].starts_with(s) && hay[1 + s.len()..].starts_with(' ')) && marked
        || version.iter().any(|v| hay.contains(v))
            && (published.iter().any(|p| hay.contains(p)) || hay.contains("cross"))
}

fn before(scene: &Scene<'_>, at: usize, draft: &mut Draft) {
    let previous = scene.line(at - 1);
    let signal = closing(&previous.text, &previous.hay);
    draft.closes = signal.points;
    if signal.points > 0 {
        draft.note(signal.points, format!("the paragraph before it closes a post ({})", signal.words));
    }
    if announces(&previous.text, &previous.hay) && draft.titled {
        draft.note(-15, ANNOUNCES);
    }
}

fn vocabulary(habits: &Habits, gap: Option<u32>, draft: &mut Draft) {
    let Some(gap) = gap else { return };
    let share = u64::from(gap) * 1000 / u64::from(habits.cohesion.max(1));
    match share {
        _ if gap < 50 => draft.note(30, "the vocabulary changes altogether"),
        0..450 => draft.note(20, "the vocabulary changes"),
        450..700 => draft.note(10, "the vocabulary changes somewhat"),
        1300.. => draft.note(-10, "the vocabulary goes on"),
        _ => {}
    }
}

fn edges_at(scene: &Scene<'_>, at: usize, draft: &mut Draft) {
    let line = scene.visible[at];
    let own = at == draft.at;
    for edge in scene.edges.iter().filter(|e| e.line == line) {
        let name = &scene.captures[edge.other].name;
        match edge.kind {
            EdgeKind::StartsThere => draft.note(95, format!("{name} begins with the text that follows")),
            EdgeKind::StartsBoth => draft.note(60, format!("text that {name} has too begins here")),
            EdgeKind::EndsThere if own && !scene.truncated[edge.other] => {
                draft.note(95, format!("{name} has the text before this and ends with it"));
            }
            EdgeKind::EndsBoth if own => draft.note(60, format!("text that {name} has too ends here")),
            _ => {}
        }
    }
}

/// Whether a paragraph might begin an untitled essay.
fn is_start(scene: &Scene<'_>, at: usize) -> bool {
    let line = scene.line(at);
    let on_edge = scene.edges.iter().any(|e| e.line == scene.visible[at]);
    line.before > 0 && marker(&line.text).is_none() && !is_rule(&line.text) && (on_edge || is_body(line))
}

fn plain_evidence(scene: &Scene<'_>, at: usize, habits: &Habits, gap: Option<u32>) -> Draft {
    let line = scene.line(at);
    let mut draft = Draft { at, titled: false, closes: 0, evidence: Vec::new() };
    edges_at(scene, at, &mut draft);
    let signal = opening(&line.hay);
    if signal.points > 0 {
        draft.note(signal.points, format!("it opens a post ({})", signal.words));
    }
    match leans(&line.hay) {
        Some(word) => draft.note(-30, format!("it leans on what stands before (“{word}”)")),
        None if !draft.evidence.is_empty() => draft.note(10, "it doesn't lean on what stands before"),
        None => {}
    }
    let shared = draft.evidence.iter().any(|e| e.points >= 60);
    before(scene, at, &mut draft);
    if draft.closes == 0 && !shared && !scene.furniture_before(at) {
        draft.note(-20, "nothing before it closes a post");
    }
    let dated = scene.dated_before(at).filter(|_| !is_title_like(scene.line(at - 1), at == 1));
    if let Some(above) = dated {
        draft.note(
            100,
            format!("the line “{}” stands between it and what stands before", scene.capture.lines[above].text),
        );
    } else if scene.furniture_before(at) {
        let above = &scene.capture.lines[scene.visible[at] - 1].text;
        draft.note(60, format!("“{above}” stands before it"));
    }
    if is_rule(&scene.line(at - 1).text) {
        draft.note(if habits.rules >= 2 { 35 } else { 15 }, "a rule before it");
    }
    let previous = scene.line(at - 1);
    if announces(&previous.text, &previous.hay) {
        draft.note(-30, ANNOUNCES);
    }
    vocabulary(habits, gap, &mut draft);
    draft
}

/// Headings made of words of the running essay's title are its sections.
fn inside_title(scene: &Scene<'_>, titles: &[bool], drafts: &mut [Draft], thresholds: Thresholds) {
    let mut current: Vec<&str> = Vec::new();
    if titles.first() == Some(&true) {
        current.extend(content_words(&scene.line(0).hay));
    }
    for draft in drafts.iter_mut().filter(|d| d.titled) {
        let words: Vec<&str> = content_words(&scene.line(draft.at).hay).collect();
        let inside = !words.is_empty() && words.len() < current.len() && words.iter().all(|w| current.contains(w));
        if inside {
            let points = if draft.closes >= 30 { -20 } else { -60 };
            draft.note(points, "its words are from the title of the essay before it");
        }
        if draft.score() >= thresholds.split {
            current = words;
        }
    }
}

/// Where most title-like lines of a capture show by their surroundings that they begin posts, and none
/// that it is a section, the others are taken to be of the same kind. Endings before them must be among
/// the signs: section headings have beginnings under them too.
fn lift(drafts: &mut [Draft]) {
    let alike = |d: &Draft| d.titled && d.evidence.iter().all(|e| e.text != EXCLAIMS);
    let titled: Vec<&Draft> = drafts.iter().filter(|d| alike(d)).collect();
    let count = titled.len();
    let good = titled.iter().filter(|d| d.score() - SHAPE >= 25).count();
    let closings = titled.iter().filter(|d| d.closes >= 15).count();
    let sections = titled.iter().any(|d| d.evidence.iter().any(|e| e.points <= -50));
    if count < 3 || sections || good * 10 < count * 6 || closings * 3 < count {
        return;
    }
    let points = if count >= 5 && good * 10 >= count * 8 { 40 } else { 25 };
    let text = format!("{good} of {count} title-like lines of this capture begin a post by other signs");
    drafts.iter_mut().filter(|d| alike(d)).for_each(|d| d.note(points, text.clone()));
}

/// A capture whose posts have titles has no untitled ones, as a rule.
fn settled(drafts: &mut [Draft], thresholds: Thresholds) {
    let sure = drafts.iter().filter(|d| d.titled && d.score() >= thresholds.split).count();
    if sure >= 1 {
        let points = if sure >= 2 { -60 } else { -40 };
        drafts.iter_mut().filter(|d| !d.titled).for_each(|d| d.note(points, "the posts of this capture have titles"));
    }
}

fn judge(scene: &Scene<'_>, draft: Draft, rulings: &Rulings, thresholds: Thresholds) -> Option<Boundary> {
    let number = scene.line(draft.at).number;
    let mut draft = draft;
    let score = draft.score();
    let verdict = if rulings.whole.contains(&number) {
        return None;
    } else if rulings.split.contains(&number) {
        draft.note(0, "the editor says so");
        Verdict::Split
    } else if let Some(frozen) = &rulings.frozen {
        if frozen.contains(&number) {
            Verdict::Split
        } else if score >= thresholds.propose {
            Verdict::Propose
        } else {
            return None;
        }
    } else if score >= thresholds.split {
        Verdict::Split
    } else if score >= thresholds.propose {
        Verdict::Propose
    } else {
        return None;
    };
    Some(Boundary { line: scene.visible[draft.at], titled: draft.titled, evidence: draft.evidence, score, verdict })
}
