//! The lines of an essay as blocks: paragraphs, headings, lists, quotations, notes.

use crate::blocks::{LOST_IMAGE, nowhere};
use crate::capture::Capture;
use crate::documents::Dropped;
use crate::inline::inlines;
use crate::line::Line;
use crate::quote::quoted;
use crate::shape::{
    Marker, hashes, is_body, is_rule, is_title_like, last_mark, marker, normalised_words, starts_small,
};
use crate::signals::announces;
use crate::wording::{glued_title, is_update};
use anthology_document::{Attrs, Block, BlockKind, ListItem, Note, Stanza, VerseLine};

/// An essay's text as blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) blocks: Vec<Block>,
    /// Line number and text of a lost image's text that was cut from the front of a paragraph.
    pub(crate) alt_text: Option<(usize, String)>,
    /// Line numbers and captions of pictures that the capture has lost.
    pub(crate) lost_images: Vec<(usize, String)>,
    /// Footnotes, by the indices of their marks.
    pub(crate) notes: Vec<Note>,
    /// What a reader left out.
    pub(crate) dropped: Vec<Dropped>,
    /// The text of a manuscript, which is kept as it is.
    pub(crate) manuscript: Option<String>,
}

struct BlockParser<'a> {
    lines: Vec<&'a Line>,
    texts: Vec<&'a str>,
    glued: Vec<bool>,
    body: Body,
    quotes: Vec<&'a str>,
}

/// Reads the lines of an essay, given by their indices in [`Capture::lines`]; boilerplate and title are not
/// among them.
pub(crate) fn read(capture: &Capture, indices: &[usize], title: Option<&str>) -> Body {
    let lines: Vec<&Line> = indices.iter().map(|&i| &capture.lines[i]).collect();
    let mut texts: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    let mut alt_text = None;
    if let (Some(title), Some(first)) = (title, texts.first_mut())
        && let Some(length) = glued_title(title, first)
    {
        alt_text = Some((lines[0].number, first[..length].to_owned()));
        *first = &first[length..];
    }
    let glued = (0..lines.len()).map(|i| i > 0 && lines[i].before == 0).collect();
    let mut parser =
        BlockParser { lines, texts, glued, body: Body { alt_text, ..Body::default() }, quotes: Vec::new() };
    let mut at = 0;
    while at < parser.lines.len() {
        at += parser.block(at).max(1);
    }
    crate::note_lists::recover(&mut parser.body.blocks, &mut parser.body.notes);
    parser.body
}

impl BlockParser<'_> {
    /// Reads one block from line `at`; how many lines it took.
    fn block(&mut self, at: usize) -> usize {
        let text = self.texts[at];
        if is_rule(text) {
            if at > 0 && at + 1 < self.lines.len() && !self.under_heading(at) {
                self.push(BlockKind::SceneBreak);
            }
            return 1;
        }
        if let Some(shortcode) = crate::wordpress::line(text) {
            self.body.dropped.push(Dropped { text: shortcode.text, reason: shortcode.reason });
            if let Some(caption) = shortcode.caption {
                self.body.lost_images.push((self.lines[at].number, caption.clone()));
                self.push(div(LOST_IMAGE, &caption));
            }
            return 1;
        }
        let code = self.code_length(at);
        if code > 0 {
            let text = self.lines[at..at + code].iter().map(|l| format!("{}\n", l.raw)).collect();
            self.push(BlockKind::Code { info: String::new(), text });
            return code;
        }
        let verse = self.verse_length(at);
        if verse > 0 {
            let lines = self.lines[at..at + verse].iter().map(|l| VerseLine {
                indent: 0,
                content: inlines(&l.text),
                attrs: Attrs::default(),
                span: nowhere(),
            });
            self.push(BlockKind::Verse(vec![Stanza { lines: lines.collect() }]));
            return verse;
        }
        if let Some((level, text)) = hashes(text).filter(|_| self.lines[at].indent < 4) {
            self.push(BlockKind::Heading { level: level.max(2), content: inlines(text) });
            return 1;
        }
        let items = self.list_length(at);
        if items > 0 {
            let list = list(&self.lines[at..at + items]);
            self.push(list);
            return items;
        }
        if let Some(lines) = self.lost_markers(at) {
            let items = self.texts[at..at + lines].iter().map(|t| item(t)).collect();
            self.push(BlockKind::List { start: None, tight: true, items });
            return lines;
        }
        if self.is_heading(at) {
            self.push(BlockKind::Heading { level: 2, content: inlines(text) });
            return 1;
        }
        if (at < 2 || at + 2 >= self.lines.len()) && is_update(text, &normalised_words(text)) {
            self.push(div("note", text));
            return 1;
        }
        if self.is_caption(at) {
            self.body.lost_images.push((self.lines[at].number, text.to_owned()));
            self.push(div(LOST_IMAGE, text));
            return 1;
        }
        match quoted(&self.texts, at, &self.glued, &self.quotes) {
            0 => {
                self.push(BlockKind::Paragraph(inlines(text)));
                1
            }
            n => {
                self.quotes.extend(&self.texts[at..at + n]);
                let blocks = self.texts[at..at + n].iter().map(|t| block(BlockKind::Paragraph(inlines(t)))).collect();
                self.push(BlockKind::Quote(blocks));
                n
            }
        }
    }

    /// Number of lines from `at` to the next blank one.
    fn glued_length(&self, at: usize) -> usize {
        1 + (at + 1..self.lines.len()).take_while(|&i| self.glued[i]).count()
    }

    /// Number of lines from `at` on that are code: a block with indented lines, at least half of which have the marks
    /// of code.
    fn code_length(&self, at: usize) -> usize {
        if at > 0 && self.glued[at] {
            return 0;
        }
        let length = self.glued_length(at);
        let block = &self.lines[at..at + length];
        let indented = block.iter().any(|l| l.indent >= 2 && l.indent > block[0].indent);
        let marked = |l: &&&Line| {
            let text = l.text.trim_end();
            text.ends_with(['{', '}', ';', '(', ')', ':', '\\'])
                || text.starts_with(['#', '$', '}', '<'])
                || text.starts_with("//")
                || text.contains(['=', '{', '}'])
                || text.contains("->")
        };
        let lists = block.iter().filter(|l| marker(&l.text).is_some()).count();
        let whole = block.iter().all(|l| l.number == l.last_number && l.words <= 16);
        let code = length >= 2 && indented && whole && lists == 0 && block.iter().filter(marked).count() * 2 >= length;
        if code { length } else { 0 }
    }

    /// Number of lines from `at` on that are a stanza: three or more short lines that begin with a capital and of
    /// which at least one ends with a comma or semicolon, as no item of a list does, and the last as sentences do.
    fn verse_length(&self, at: usize) -> usize {
        if at > 0 && (self.glued[at] || announces(self.texts[at - 1], &self.lines[at - 1].normalised)) {
            return 0;
        }
        let length = self.glued_length(at);
        let block = &self.lines[at..at + length];
        let short = |l: &&Line| {
            (2..=12).contains(&l.words)
                && l.text.chars().count() <= 64
                && !starts_small(&l.text)
                && marker(&l.text).is_none()
        };
        let runs_on =
            block[..length - 1].iter().filter(|l| matches!(last_mark(&l.text), ',' | ';' | ':' | '—' | '–')).count();
        let words: usize = block.iter().map(|l| l.words).sum();
        let ended = matches!(last_mark(&block[length - 1].text), '.' | '!' | '?' | '…' | ',' | ';' | ':' | '—');
        let verse = length >= 3 && block.iter().all(short) && runs_on >= 1 && ended && words >= 3 * length;
        if verse { length } else { 0 }
    }

    fn push(&mut self, kind: BlockKind) {
        self.body.blocks.push(block(kind));
    }

    fn under_heading(&self, at: usize) -> bool {
        self.glued[at] && is_title_like(self.lines[at - 1], at == 1)
    }

    /// Number of lines from `at` on that are items of one list; 0 where none begins.
    fn list_length(&self, at: usize) -> usize {
        let Some((first, rest)) = marker(self.texts[at]) else { return 0 };
        let mut length = 1;
        let mut top = first;
        while let Some((next, _)) = self.texts.get(at + length).and_then(|t| marker(t)) {
            let line = self.lines[at + length];
            let deeper = line.indent > self.lines[at].indent;
            let follows = match (top, next) {
                (Marker::Number(n), Marker::Number(m)) => m == n + 1,
                (Marker::Bullet, Marker::Bullet) | (Marker::Dash, Marker::Dash) => true,
                _ => false,
            };
            if line.before > 1 || !(follows || deeper && line.before == 0) {
                break;
            }
            if follows && !deeper {
                top = next;
            }
            length += 1;
        }
        let indented = self.lines[at].indent >= 1;
        let alone = length == 1;
        match first {
            Marker::Bullet => length,
            Marker::Dash if alone => 0,
            Marker::Number(n) if alone && (!indented || n != 1 || self.heads_paragraph(at, rest)) => 0,
            // `1984. …` opens a sentence, not a list.
            Marker::Number(n) if n > 1 && !indented => 0,
            _ => length,
        }
    }

    fn heads_paragraph(&self, at: usize, rest: &str) -> bool {
        rest.split(' ').count() <= 14 && self.lines.get(at + 1).is_some_and(|l| is_body(l))
    }

    /// Adjacent lines of one shape after an announcement: a list whose markers the capture has lost.
    fn lost_markers(&self, at: usize) -> Option<usize> {
        let before = self.texts[at.checked_sub(1)?];
        if !announces(before, &self.lines[at - 1].normalised) && last_mark(before) != '…' {
            return None;
        }
        let run = (at + 1..self.lines.len()).take_while(|&i| self.glued[i]).count() + 1;
        let block = &self.lines[at..at + run];
        let questions = block.iter().all(|l| l.text.ends_with('?'));
        let open = block.iter().all(|l| l.words <= 14 && !matches!(last_mark(&l.text), '.' | '!' | '?' | ':'));
        let plain = block.iter().all(|l| l.words <= 30 && marker(&l.text).is_none());
        (plain && (questions && run >= 2 || open && run >= 3)).then_some(run)
    }

    fn is_heading(&self, at: usize) -> bool {
        let line = self.lines[at];
        let Some(next) = self.lines.get(at + 1) else { return false };
        if let Some((Marker::Number(_), rest)) = marker(&line.text) {
            return (at == 0 || !self.glued[at])
                && self.heads_paragraph(at, rest)
                && !matches!(last_mark(rest), '.' | ':' | ';' | ',' | '!')
                && marker(&next.text).is_none();
        }
        let free = (at == 0 || line.before > 0) && (line.after > 0 || is_rule(&next.text));
        free && is_title_like(line, at == 0)
            && line.words <= 12
            && !line.text.ends_with('!')
            && !line.text.starts_with(['“', '"', '‘', '(', '[', '@', '*'])
            && (is_body(next) || is_rule(&next.text))
            && !self.is_label(at)
            && !(at > 0 && last_mark(self.texts[at - 1]) == ':')
    }

    /// `Part 1`, `Part 2`: labels of what the capture has lost, which differ only in their numbers and of
    /// which at least one has nothing under it.
    fn is_label(&self, at: usize) -> bool {
        let stem = |i: usize| -> Option<String> {
            let normalised = normalised_words(self.texts[i]);
            let (stem, number) = normalised.trim().rsplit_once(' ')?;
            number.bytes().all(|b| b.is_ascii_digit()).then(|| stem.to_owned())
        };
        let Some(own) = stem(at) else { return false };
        let same = |i: Option<usize>| i.filter(|&i| i < self.texts.len()).and_then(stem).as_ref() == Some(&own);
        same(at.checked_sub(1)) || same(Some(at + 1))
    }

    /// A short line under a paragraph, without a blank line between: the caption of a lost picture.
    fn is_caption(&self, at: usize) -> bool {
        let line = self.lines[at];
        if crate::wording::is_credit(&line.text) && line.words <= 20 {
            return true;
        }
        let alone = self.glued.get(at + 1) != Some(&true);
        at > 0
            && self.glued[at]
            && alone
            && is_body(self.lines[at - 1])
            && marker(self.texts[at - 1]).is_none()
            && !announces(self.texts[at - 1], &self.lines[at - 1].normalised)
            && line.words <= 10
            && !matches!(last_mark(&line.text), '.' | '!' | '?' | ':' | '…' | ',' | ';')
            && !starts_small(&line.text)
            && !crate::shape::is_url(&line.text)
    }
}

/// Items with their nested lists, by indent.
fn list(lines: &[&Line]) -> BlockKind {
    let base = lines[0].indent;
    let start = match marker(&lines[0].text) {
        Some((Marker::Number(n), _)) => Some(n),
        _ => None,
    };
    let tight = lines.iter().skip(1).all(|l| l.before == 0);
    let mut items: Vec<ListItem> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let text = marker(&lines[at].text).map_or(lines[at].text.as_str(), |(_, rest)| rest);
        let mut own = item(text);
        let nested = lines[at + 1..].iter().take_while(|l| l.indent > base).count();
        if nested > 0 {
            own.blocks.push(block(list(&lines[at + 1..at + 1 + nested])));
        }
        items.push(own);
        at += 1 + nested;
    }
    BlockKind::List { start, tight, items }
}

fn item(text: &str) -> ListItem {
    ListItem { task: None, blocks: vec![block(BlockKind::Paragraph(inlines(text)))], span: nowhere() }
}

fn div(name: &str, text: &str) -> BlockKind {
    let text = text.trim_matches(['*', ' ']);
    let text = if text.is_empty() { "*" } else { text };
    BlockKind::Div { name: name.to_owned(), blocks: vec![block(BlockKind::Paragraph(inlines(text)))] }
}

fn block(kind: BlockKind) -> Block {
    Block { kind, attrs: Attrs::default(), span: nowhere() }
}

/// The words of blocks, a line a paragraph: for tests and comparison.
#[cfg(test)]
pub(crate) fn outline(blocks: &[Block]) -> Vec<String> {
    use anthology_document::InlineKind;
    fn text(inlines: &[anthology_document::Inline]) -> String {
        inlines
            .iter()
            .map(|i| match &i.kind {
                InlineKind::Text(t) => t.clone(),
                InlineKind::Emphasis(c) | InlineKind::Strong(c) => format!("*{}*", text(c)),
                InlineKind::Link { target, content, .. } => format!("[{}]({target})", text(content)),
                _ => String::new(),
            })
            .collect()
    }
    blocks
        .iter()
        .flat_map(|b| match &b.kind {
            BlockKind::Paragraph(c) => vec![text(c)],
            BlockKind::Heading { level, content } => {
                vec![format!("{} {}", "#".repeat(usize::from(*level)), text(content))]
            }
            BlockKind::Quote(inner) => outline(inner).iter().map(|l| format!("> {l}")).collect(),
            BlockKind::List { start, items, .. } => {
                let mark = if start.is_some() { "1." } else { "-" };
                items.iter().map(|i| format!("{mark} {}", outline(&i.blocks).join(" / "))).collect()
            }
            BlockKind::Div { name, blocks } => outline(blocks).iter().map(|l| format!("::: {name} | {l}")).collect(),
            BlockKind::SceneBreak => vec!["* * *".into()],
            BlockKind::Code { text, .. } => text.lines().map(|l| format!("    {l}")).collect(),
            BlockKind::Verse(stanzas) => {
                stanzas.iter().flat_map(|s| &s.lines).map(|l| format!("| {}", text(&l.content))).collect()
            }
            _ => vec!["?".into()],
        })
        .collect()
}
