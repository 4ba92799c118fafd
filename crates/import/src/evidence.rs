//! The evidence for and against one boundary.
//!
//! An additive model with hand-set weights ([`crate::costs`]) in place of a fitted logistic one: on held-out
//! captures the latter has a few points more recall, and the former can tell an editor its reasons. TextTiling's
//! lexical cohesion (Hearst 1997) is one weak sign among the others here; alone it reaches an F1 of .19 to .43.

use crate::boilerplate::Boilerplate;
use crate::capture_stats::{Capitalisation, CaptureStats, capitalisation};
use crate::costs::*;
use crate::line::Line;
use crate::overlap::EdgeKind;
use crate::shape::{Marker, hashes, is_rule, is_title_like, marker};
use crate::signals::{announces, closing, leaning_word, opening, section_words};
use crate::subject::title_words;
use crate::view::{CaptureView, is_guarded};
use crate::wording::{glued_title, is_update};

/// A reason for or against a boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// For it where positive, against it where negative.
    pub points: i32,
    /// The reason.
    pub text: String,
}

const SHAPE: &str = "a short line by itself, without a full stop, before a paragraph";
const REFERS_BACK_TEXT: &str = "the paragraph below it refers back";
const LIKE: &str = "its capitals are set like those of the capture's first title";
const UNLIKE: &str = "its capitals are set unlike those of the capture's first title";
const ANNOUNCES: &str = "the paragraph before it announces what follows";
const EXCLAIMS: &str = "ends with an exclamation mark";

/// A place where an essay might begin, before the decision.
pub(crate) struct Candidate {
    /// Index in [`CaptureView::visible`].
    pub(crate) at: usize,
    /// True if the line is a title.
    pub(crate) titled: bool,
    /// Points with which the paragraph before it closes a post.
    pub(crate) closes: i32,
    pub(crate) evidence: Vec<Evidence>,
    /// What the subject of the text around it says, where the page itself says nothing.
    pub(crate) subject: Vec<Evidence>,
}

impl Candidate {
    pub(crate) fn score(&self) -> i32 {
        self.signs() + self.subject.iter().map(|e| e.points).sum::<i32>()
    }

    /// The points of all evidence but the subject's.
    pub(crate) fn signs(&self) -> i32 {
        self.evidence.iter().map(|e| e.points).sum()
    }

    fn note_subject(&mut self, points: i32, text: &str) {
        self.subject.push(Evidence { points, text: text.to_owned() });
    }

    pub(crate) fn note(&mut self, points: i32, text: impl Into<String>) {
        self.evidence.push(Evidence { points, text: text.into() });
    }

    /// True if anything besides its shape speaks for the line as a title, whatever speaks against it.
    pub(crate) fn has_support(&self) -> bool {
        let shape = |e: &Evidence| e.points == TITLE_SHAPE && e.text == SHAPE;
        self.evidence.iter().chain(&self.subject).any(|e| e.points > 0 && !shape(e))
    }

    /// True if evidence stands against evidence where the page itself shows nothing: then the editor decides.
    pub(crate) fn is_disputed(&self) -> bool {
        let all = || self.evidence.iter().chain(&self.subject).map(|e| e.points);
        self.titled && all().any(|points| points <= OBJECTION) && all().all(|points| points < UNDISPUTED)
    }

    /// True if the line ends with an exclamation mark, which subheadings do more often than titles.
    pub(crate) fn exclaims(&self) -> bool {
        self.evidence.iter().any(|e| e.text == EXCLAIMS)
    }
}

/// The label or dateline beside a title-like line.
pub(crate) fn beside_title(view: &CaptureView<'_>, at: usize) -> Option<Evidence> {
    let i = view.visible[at];
    if let Some(mark) = view.marked_after(at) {
        let i = if view.subtitles.contains(&(i + 1)) { i + 1 } else { i };
        let below = &view.capture.lines[i + 1].text;
        let what = if *mark == Boilerplate::Label { "the label" } else { "the line" };
        return Some(Evidence { points: LABELLED_TITLE, text: format!("{what} “{below}” is below it") });
    }
    let above = view.dated_before(at)?;
    let ends = matches!(view.marks[above], Some(Boilerplate::Signoff(_)));
    let what = if ends { "before it ends a post" } else { "is above it" };
    Some(Evidence { points: LABELLED_TITLE, text: format!("the line “{}” {what}", view.capture.lines[above].text) })
}

/// The evidence for a title-like line: is it the title of a new essay, or a heading inside the running one?
pub(crate) fn title_evidence(
    view: &CaptureView<'_>,
    at: usize,
    stats: &CaptureStats<'_>,
    texts: &[&str],
    gap: Option<u32>,
) -> Candidate {
    let line = view.line(at);
    let mut candidate = Candidate { at, titled: true, closes: 0, evidence: Vec::new(), subject: Vec::new() };
    // The shape alone proves nothing: section headings have it too. It is worth less than a proposal.
    candidate.note(TITLE_SHAPE, SHAPE);
    // One theme sets all titles of a capture. So a sign that the others have and this line lacks counts
    // against it as strongly as the sign counts for those that have it.
    match beside_title(view, at) {
        Some(mark) => candidate.evidence.push(mark),
        None if stats.marked >= 2 => {
            candidate.note(UNLABELLED_AMONG_LABELLED, "other titles of this capture have a label or date beside them");
        }
        None if stats.first_marked => {
            candidate.note(UNLABELLED_AFTER_FIRST, "the capture's first title has a label or date beside it");
        }
        None => {}
    }
    typography(view, at, stats, &mut candidate);
    // A run shared with another capture begins at the title, or under it where the other capture lacks the
    // title; both places are this boundary.
    run_edges(view, at, &mut candidate);
    if let Some(next) = view.visible.get(at + 1) {
        run_edges(view, at + 1, &mut candidate);
        text_below(line, &view.capture.lines[*next], &mut candidate);
    }
    if let Some(why) = section_words(&line.normalised) {
        candidate.note(SECTION_WORDING, why);
    }
    if let Some((Marker::Number(n), _)) = marker(&line.text) {
        candidate.note(NUMBERED, format!("a heading numbered {n}"));
    }
    if line.text.ends_with('!') {
        candidate.note(EXCLAMATION, EXCLAIMS);
    }
    if [". ", "! ", "? "].iter().map(|end| line.text.matches(end).count()).sum::<usize>() >= 2 {
        candidate.note(SEVERAL_SENTENCES, "it has several sentences");
    }
    if stats.recurring.contains(line.normalised.as_str()) {
        candidate.note(RECURRING_HEADING, "the capture has the same line more than once");
    }
    if view.heads_heading(at - 1) {
        candidate.note(BELOW_HEADING, "a heading or title is directly above it");
    }
    text_before(view, at, &mut candidate);
    vocabulary(stats, gap, &mut candidate);
    // The page's own typography is stronger than wording, which was only ever a proxy for it. So where a
    // single sign of the page decides, objections from the wording are withdrawn rather than outvoted.
    let spaced = stats.wide >= 2 && line.before > stats.usual_gap;
    let strongest = candidate.evidence.iter().map(|e| e.points).max().unwrap_or(0);
    if spaced || strongest >= SPLIT_THRESHOLD {
        candidate.evidence.retain(|e| !e.text.starts_with(REFERS_BACK_TEXT) && e.text != ANNOUNCES && e.text != UNLIKE);
    } else if strongest < CERTAIN_SIGN {
        subject(view, at, stats, texts, gap, &mut candidate);
    }
    candidate
}

/// The subject around a line that only its shape shows to be a title.
fn subject(
    view: &CaptureView<'_>,
    at: usize,
    stats: &CaptureStats<'_>,
    texts: &[&str],
    gap: Option<u32>,
    candidate: &mut Candidate,
) {
    match stats.gains.get(&at) {
        Some(..=0) => candidate.note_subject(SUBJECT_CONTINUES, "the text before and after it has one subject"),
        Some(&gain) if gain > CLEAR_GAIN => candidate.note_subject(SUBJECT_CHANGES, "another subject begins with it"),
        _ => {}
    }
    if let Some(gap) = gap {
        let points: i32 = DISSIMILAR.iter().filter(|(below, _)| gap < *below).map(|(_, points)| points).sum();
        if points > 0 {
            candidate.note_subject(points, "few words occur both before and after it");
        } else if gap > SIMILAR.0 {
            candidate.note_subject(SIMILAR.1, "many words occur both before and after it");
        }
    }
    let words = title_words(texts, at);
    let some = |points: [i32; 2], count: usize| points[usize::from(count >= 2)];
    if words.below > 0 {
        let often: i32 =
            WORDS_THROUGHOUT.iter().filter(|(n, _)| words.occurrences >= *n).map(|(_, points)| points).sum();
        candidate.note_subject(some(WORDS_RECUR_BELOW, words.below) + often, "the text below it uses its words");
    }
    if words.above > 0 {
        candidate.note_subject(some(WORDS_OCCUR_ABOVE, words.above), "the text above it uses its words");
    }
    if view.line(at).words <= 2 {
        candidate.note_subject(SHORT_LINE, "one or two words");
    }
    if stats.is_page {
        candidate.note_subject(ONE_PAGE, "the capture is a saved page, and has its title");
    }
    if !stats.first_titled {
        candidate.note_subject(UNTITLED_START, "the capture begins without a title");
    }
}

/// The typography of the line: blank lines, no-break spaces, Markdown marks, capitals, rules.
fn typography(view: &CaptureView<'_>, at: usize, stats: &CaptureStats<'_>, candidate: &mut Candidate) {
    let line = view.line(at);
    if is_guarded(line) {
        let points = WIDOW_GUARD.points(stats.guarded >= 2);
        candidate.note(points, "a no-break space before its last word, as blog themes set in titles");
    } else if stats.guarded >= 2 {
        // Themes guard titles of four words and more only, so a shorter one without a guard proves little.
        let points = NO_WIDOW_GUARD.points(line.words >= 4);
        candidate.note(points, "other titles of this capture have a no-break space before their last word");
    }
    if stats.wide >= 1 && line.before > stats.usual_gap {
        let points = WIDE_GAP.points(stats.wide >= 2);
        candidate
            .note(points, format!("{} blank lines before it, where paragraphs have {}", line.before, stats.usual_gap));
    } else if stats.wide >= 2 {
        candidate.note(NO_WIDE_GAP, "other titles of this capture have more blank lines before them");
    }
    match (hashes(&line.text), stats.top_hash) {
        // A single second-level heading may be a section of an essay whose title the capture lost.
        (Some((level, _)), Some(top)) if level == top && (top == 1 || stats.hash_levels >= 2) => {
            let points = TOP_HEADING.points(stats.top_hashes >= 2);
            candidate.note(points, "a Markdown heading of the highest level in this capture");
        }
        (Some((level, _)), Some(top)) if level > top => {
            candidate.note(LOWER_HEADING, "a Markdown heading of a lower level")
        }
        (None, Some(_)) => candidate.note(UNMARKED_HEADING, "other headings of this capture have Markdown marks"),
        _ => {}
    }
    // The capitals of two words say nothing.
    if let Some(own) = stats.capitalisation.filter(|own| line.words >= 3 || *own == Capitalisation::Capitals) {
        let like = capitalisation(&line.text) == own;
        let points = match (like, own) {
            (true, Capitalisation::Capitals) => CAPITALS_LIKE_FIRST,
            (true, _) => LIKE_FIRST_TITLE,
            (false, _) => UNLIKE_FIRST_TITLE,
        };
        candidate.note(points, if like { LIKE } else { UNLIKE });
    }
    if view.boilerplate_before(at) && beside_title(view, at).is_none() {
        let above = &view.capture.lines[view.visible[at] - 1].text;
        let points = if view.ended_before(at) { AFTER_POST_END.points(stats.ended >= 2) } else { AFTER_BOILERPLATE };
        candidate.note(points, format!("“{above}” before it ends a post"));
    } else if stats.ended >= 2 && !candidate.evidence.iter().any(|e| e.points >= WIDE_GAP.shared) {
        candidate.note(NOT_AFTER_POST_END, "other titles of this capture follow the end of a post");
    }
    if at > 0 && is_rule(&view.line(at - 1).text) {
        candidate.note(RULE_BEFORE, "a rule before it");
    }
    if view.ruled(at) {
        candidate.note(UNDERLINED.points(stats.ruled >= 2), "underlined with a rule");
    } else if stats.ruled >= 2 {
        candidate.note(NOT_UNDERLINED, "other titles of this capture are underlined");
    }
}

/// The line as a title, and the paragraph below it as a beginning.
fn text_below(line: &Line, next: &Line, candidate: &mut Candidate) {
    let signal = opening(&next.normalised);
    if signal.points > 0 {
        candidate.note(signal.points, format!("the paragraph below it opens a post ({})", signal.words));
    }
    if let Some(word) = leaning_word(&next.normalised) {
        candidate.note(REFERS_BACK, format!("{REFERS_BACK_TEXT} (“{word}”)"));
    }
    if is_update(&next.text, &next.normalised) {
        candidate.note(UPDATE_BELOW, "an update or editor's note is below it");
    }
    if next.text.len() > line.text.len() && glued_title(&line.text, &next.text).is_some() {
        candidate.note(REPEATED_BELOW, "the paragraph below it repeats it, as the text of a lost image");
    }
    let title = &line.normalised;
    if line.words >= 2 && next.normalised.contains(title) {
        candidate.note(WORDS_BELOW, "its words occur in the paragraph below it");
    }
    if [" i ", " i'm ", " i've ", " my ", " our ", " we ", " mein ", " meine ", " mon ", " ma ", " mes "]
        .iter()
        .any(|p| title.contains(p))
    {
        candidate.note(FIRST_PERSON_TITLE, "it speaks in the first person");
    }
    if crate::dateline::has_date(&line.text) {
        candidate.note(DATE_IN_TITLE, "it names a date");
    }
}

/// The paragraph before as an ending.
fn text_before(view: &CaptureView<'_>, at: usize, candidate: &mut Candidate) {
    let previous = view.line(at - 1);
    let signal = closing(&previous.text, &previous.normalised);
    candidate.closes = signal.points;
    if signal.points > 0 {
        candidate.note(signal.points, format!("the paragraph before it closes a post ({})", signal.words));
    }
    if announces(&previous.text, &previous.normalised) && candidate.titled {
        candidate.note(ANNOUNCED_TITLE, ANNOUNCES);
    }
}

/// Lexical cohesion across the gap, relative to the capture's median: essays on one subject stay close throughout.
fn vocabulary(stats: &CaptureStats<'_>, gap: Option<u32>, candidate: &mut Candidate) {
    let Some(gap) = gap else { return };
    let share = u64::from(gap) * 1000 / u64::from(stats.cohesion.max(1));
    let [altogether, clearly, somewhat] = VOCABULARY_CHANGE;
    match share {
        _ if gap < NO_COHESION => candidate.note(altogether, "the vocabulary changes altogether"),
        0..450 => candidate.note(clearly, "the vocabulary changes"),
        450..700 => candidate.note(somewhat, "the vocabulary changes somewhat"),
        1300.. => candidate.note(VOCABULARY_CONTINUES, "the vocabulary stays the same"),
        _ => {}
    }
}

/// Begins and ends of runs of paragraphs that another capture has too.
fn run_edges(view: &CaptureView<'_>, at: usize, candidate: &mut Candidate) {
    let own = at == candidate.at;
    for edge in view.edges_at(at) {
        let name = view.names[edge.other];
        match edge.kind {
            EdgeKind::StartsThere => candidate.note(WHOLE_RUN, format!("{name} begins with the text that follows")),
            EdgeKind::StartsBoth => candidate.note(PARTIAL_RUN, format!("text that {name} has too begins here")),
            // Where the other capture breaks off, its last line is no ending.
            EdgeKind::EndsThere if own && !view.truncated[edge.other] => {
                candidate.note(WHOLE_RUN, format!("{name} has the text before this and ends with it"));
            }
            EdgeKind::EndsBoth if own => candidate.note(PARTIAL_RUN, format!("text that {name} has too ends here")),
            _ => {}
        }
    }
}

/// The evidence for a paragraph that may begin an untitled essay.
pub(crate) fn plain_evidence(
    view: &CaptureView<'_>,
    at: usize,
    stats: &CaptureStats<'_>,
    gap: Option<u32>,
) -> Candidate {
    let line = view.line(at);
    let mut candidate = Candidate { at, titled: false, closes: 0, evidence: Vec::new(), subject: Vec::new() };
    run_edges(view, at, &mut candidate);
    let signal = opening(&line.normalised);
    if signal.points > 0 {
        candidate.note(signal.points, format!("it opens a post ({})", signal.words));
    }
    match leaning_word(&line.normalised) {
        Some(word) => candidate.note(REFERS_BACK, format!("it refers back (“{word}”)")),
        None if !candidate.evidence.is_empty() => candidate.note(REFERS_NOWHERE, "it doesn't refer back"),
        None => {}
    }
    let shared = candidate.evidence.iter().any(|e| e.points >= PARTIAL_RUN);
    text_before(view, at, &mut candidate);
    if candidate.closes == 0 && !shared && !view.boilerplate_before(at) {
        candidate.note(NOTHING_CLOSES, "nothing before it closes a post");
    }
    let dated = view.dated_before(at).filter(|_| !is_title_like(view.line(at - 1), at == 1));
    if let Some(above) = dated {
        candidate.note(
            DATED_GAP,
            format!("the line “{}” separates it from the text before", view.capture.lines[above].text),
        );
    } else if view.boilerplate_before(at) {
        let above = &view.capture.lines[view.visible[at] - 1].text;
        candidate.note(BOILERPLATE_GAP, format!("“{above}” is before it"));
    }
    if is_rule(&view.line(at - 1).text) {
        candidate.note(RULE_BEFORE_PLAIN.points(stats.rules >= 2), "a rule before it");
    }
    let previous = view.line(at - 1);
    if announces(&previous.text, &previous.normalised) {
        candidate.note(ANNOUNCED_PLAIN, ANNOUNCES);
    }
    vocabulary(stats, gap, &mut candidate);
    candidate
}
