//! A capture together with everything that bears on its boundaries.

use crate::boilerplate::Boilerplate;
use crate::capture::Capture;
use crate::line::Line;
use crate::overlap::RunEdge;
use crate::shape::{has_widow_guard, hashes, is_body, is_title_like, last_mark, marker};

/// A capture with everything that bears on its boundaries.
pub(crate) struct CaptureView<'a> {
    pub(crate) capture: &'a Capture,
    pub(crate) marks: &'a [Option<Boilerplate>],
    /// Indices of the lines that are not boilerplate.
    pub(crate) visible: Vec<usize>,
    pub(crate) edges: &'a [RunEdge],
    /// Of every capture, whether its text breaks off.
    pub(crate) truncated: &'a [bool],
    /// The names of all captures.
    pub(crate) names: &'a [&'a str],
    /// Indices of the lines that are subtitles.
    pub(crate) subtitles: Vec<usize>,
}

impl<'a> CaptureView<'a> {
    pub(crate) fn new(
        capture: &'a Capture,
        names: &'a [&'a str],
        marks: &'a [Option<Boilerplate>],
        edges: &'a [RunEdge],
        truncated: &'a [bool],
    ) -> Self {
        let visible = (0..marks.len()).filter(|&i| marks[i].is_none()).collect();
        let subtitles = crate::recurring::subtitles(&capture.lines, marks);
        Self { capture, marks, visible, edges, truncated, names, subtitles }
    }

    pub(crate) fn line(&self, at: usize) -> &'a Line {
        &self.capture.lines[self.visible[at]]
    }

    /// The edges of runs at a visible line; all edges are in the order of their lines.
    pub(crate) fn edges_at(&self, at: usize) -> &'a [RunEdge] {
        let line = self.visible[at];
        let first = self.edges.partition_point(|e| e.line < line);
        let past = self.edges.partition_point(|e| e.line <= line);
        &self.edges[first..past]
    }

    /// True if the visible line at `at` could be the title of what follows it.
    pub(crate) fn is_title(&self, at: usize) -> bool {
        let line = self.line(at);
        if at == 0 && self.has_page_head() {
            return self.visible.len() > 1;
        }
        // As in Markdown, four spaces before it make a line code.
        if hashes(&line.text).is_some() && line.indent < 4 && (at == 0 || line.before > 0) {
            return true;
        }
        let Some(next) = self.visible.get(at + 1).map(|&i| &self.capture.lines[i]) else { return false };
        if self.subtitles.contains(&self.visible[at]) {
            return false;
        }
        let marked = self.marked_after(at).is_some() || self.ruled(at);
        let gap = line.after > 0 || marked;
        gap && is_title_like(line, at == 0 || self.boilerplate_before(at))
            && (is_body(next) || marked || is_guarded(line) || self.opens_shortly(at + 1) || self.heads_heading(at))
            && !crate::wording::is_update(&line.text, &line.normalised)
    }

    /// True if what is before or after the first visible line shows it to be the title of a saved page.
    fn has_page_head(&self) -> bool {
        let Some(&first) = self.visible.first() else { return false };
        let second = self.visible.get(1).copied().unwrap_or(self.marks.len());
        let head = |marks: &[Option<Boilerplate>]| marks.contains(&Some(Boilerplate::PageHead));
        head(&self.marks[..first]) || head(&self.marks[first + 1..second])
    }

    /// True if the visible line at `at` and the one after it are by themselves like titles, and a paragraph follows: a
    /// title over the heading of its first section, or over a subtitle.
    pub(crate) fn heads_heading(&self, at: usize) -> bool {
        let [Some(&this), Some(&next), Some(&body)] = [0, 1, 2].map(|n| self.visible.get(at + n)) else { return false };
        let lines = &self.capture.lines;
        body == this + 2
            && lines[this].after > 0
            && lines[next].after > 0
            && is_title_like(&lines[this], at == 0)
            && is_title_like(&lines[next], false)
            && is_body(&lines[body])
    }

    /// True if a short sentence or a salutation is here, and a paragraph after it.
    pub(crate) fn opens_shortly(&self, at: usize) -> bool {
        let line = self.line(at);
        let after = self.visible.get(at + 1).is_some_and(|&i| is_body(&self.capture.lines[i]));
        after
            && line.after > 0
            && line.words >= 2
            && matches!(last_mark(&line.text), '.' | '!' | ',')
            && marker(&line.text).is_none()
    }

    pub(crate) fn ruled(&self, at: usize) -> bool {
        self.marks.get(self.visible[at] + 1) == Some(&Some(Boilerplate::Underline))
    }

    /// True if the boilerplate right before a visible line ends a post, rather than asking for something.
    pub(crate) fn ended_before(&self, at: usize) -> bool {
        let before = self.visible[at].checked_sub(1).and_then(|i| self.marks[i].as_ref());
        matches!(
            before,
            Some(
                Boilerplate::Widget
                    | Boilerplate::Meta
                    | Boilerplate::Footer
                    | Boilerplate::Comment
                    | Boilerplate::Signoff(_)
            )
        )
    }

    /// The line of boilerplate right before a visible one that says when the post under it was written, or
    /// the post over it. Under a title, it is that one's.
    pub(crate) fn dated_before(&self, at: usize) -> Option<usize> {
        let i = self.visible[at];
        let above = at.checked_sub(1).map(|above| self.line(above));
        let titled = |line: &Line| line.after > 0 && is_title_like(line, at == 1) && !is_body(line);
        if above.is_some_and(titled) && self.marked_after(at - 1).is_some() {
            return None;
        }
        let run = (0..i).rev().take(3).take_while(|&j| self.marks[j].is_some());
        run.take_while(|&j| !matches!(self.marks[j], Some(Boilerplate::Label)))
            .find(|&j| self.marks[j].as_ref().is_some_and(|m| m.stated().is_some()))
    }

    /// A label or dateline between this visible line and the next.
    pub(crate) fn marked_after(&self, at: usize) -> Option<&'a Boilerplate> {
        let i = self.visible[at];
        let i = if self.subtitles.contains(&(i + 1)) { i + 1 } else { i };
        let mark = self.marks.get(i + 1)?.as_ref()?;
        let shown = |m: &&Boilerplate| matches!(m, Boilerplate::Label | Boilerplate::Dateline(_));
        Some(mark).filter(shown).or_else(|| {
            // The date may follow a button or two.
            let run = self.marks[i + 1..].iter().take(4).map_while(Option::as_ref);
            let between =
                |m: &Boilerplate| matches!(m, Boilerplate::Widget | Boilerplate::Underline | Boilerplate::Artefact);
            run.skip_while(|m| between(m)).find(shown).filter(|_| between(mark))
        })
    }

    pub(crate) fn boilerplate_before(&self, at: usize) -> bool {
        let before = self.visible[at].checked_sub(1).and_then(|i| self.marks[i].as_ref());
        before.is_some_and(|mark| *mark != Boilerplate::Artefact)
    }
}

/// True if a line of three words or more has a no-break space before its last word.
pub(crate) fn is_guarded(line: &Line) -> bool {
    has_widow_guard(line) && line.words >= 3
}
