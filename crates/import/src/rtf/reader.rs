//! The reader of RTF: groups, destinations and text.

use crate::documents::{Dropped, Media, one_line, said};
use crate::flow::Flow;
use crate::office::Properties;
use crate::xml::{escape, escaped};
use anthology_base::Lang;
use encoding_rs::Encoding;
use std::collections::BTreeMap;

/// Groups in groups.
const MAX_GROUPS: usize = 500;

/// Bytes of one image.
const MAX_IMAGE: usize = 64 << 20;

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Destination {
    #[default]
    Body,
    /// Nowhere.
    Skip,
    FontTable,
    StyleSheet,
    Title,
    Author,
    Time,
    FieldCode,
    Image,
    /// A list's number or bullet.
    ListText,
    Comment,
}

/// The state that a group restores.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) destination: Destination,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) strike: bool,
    pub(super) raised: Option<&'static str>,
    pub(super) deleted: bool,
    pub(super) hidden: bool,
    pub(super) font: i32,
    /// Bytes that stand for one `\u` and are skipped.
    pub(super) skip: usize,
    pub(super) style: i32,
    pub(super) outline: Option<u8>,
    pub(super) in_table: bool,
    pub(super) centred: bool,
    /// Twips from the left margin, and from the right one.
    pub(super) indent: i32,
    pub(super) right_indent: i32,
    /// Twips of the first line beyond the indent; less than zero for a hanging one.
    pub(super) first_line: i32,
}

pub(super) struct Reader<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) state: State,
    pub(super) stack: Vec<State>,
    pub(super) code_page: &'static Encoding,
    pub(super) font_pages: BTreeMap<i32, &'static Encoding>,
    pub(super) styles: BTreeMap<i32, String>,
    /// Bytes of a code page that are still to be decoded.
    pub(super) raw: Vec<u8>,
    /// Bytes still to be skipped after a `\u`.
    pub(super) skipping: usize,
    /// The first half of a surrogate pair.
    pub(super) high: Option<u16>,
    pub(super) buffer: String,
    pub(super) html: String,
    pub(super) text: String,
    pub(super) open: Vec<&'static str>,
    pub(super) list: Option<bool>,
    pub(super) flow: Flow,
    pub(super) notes: BTreeMap<String, String>,
    /// What was running when a note began, with the depth of the note's group.
    pub(super) outer: Vec<(usize, Flow, String, String)>,
    pub(super) row: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) hex: Vec<u8>,
    pub(super) media: Vec<Media>,
    pub(super) info: Properties,
    pub(super) lang: Option<Lang>,
    pub(super) links: Vec<usize>,
    /// Bytes of the paragraph's text before its first tab, if that is near its beginning.
    pub(super) tabbed: Option<usize>,
    pub(super) dropped: Vec<Dropped>,
    /// The indent of the text's usual paragraphs, once one was read.
    pub(super) usual_indent: Option<i32>,
    /// True until the first paragraph has been read.
    pub(super) first: bool,
    pub(super) damaged: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            state: State { skip: 1, ..State::default() },
            stack: Vec::new(),
            code_page: encoding_rs::WINDOWS_1252,
            font_pages: BTreeMap::new(),
            styles: BTreeMap::new(),
            raw: Vec::new(),
            skipping: 0,
            high: None,
            buffer: String::new(),
            html: String::new(),
            text: String::new(),
            open: Vec::new(),
            list: None,
            flow: Flow::default(),
            notes: BTreeMap::new(),
            outer: Vec::new(),
            row: Vec::new(),
            rows: Vec::new(),
            hex: Vec::new(),
            media: Vec::new(),
            info: Properties::default(),
            lang: None,
            links: Vec::new(),
            tabbed: None,
            dropped: Vec::new(),
            usual_indent: None,
            first: true,
            damaged: false,
        }
    }

    pub(super) fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    if self.stack.len() >= MAX_GROUPS {
                        self.damaged = true;
                        return;
                    }
                    self.stack.push(self.state.clone());
                }
                b'}' => {
                    self.flush();
                    self.end_group();
                    if self.stack.is_empty() {
                        return;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                _ if self.skipping > 0 => self.skipping -= 1,
                _ => self.byte(byte),
            }
        }
        self.flush();
        self.damaged = true;
    }

    pub(super) fn byte(&mut self, byte: u8) {
        if self.state.destination == Destination::Image {
            if self.hex.len() < 2 * MAX_IMAGE {
                self.hex.push(byte);
            }
            return;
        }
        self.raw.push(byte);
    }

    /// Decodes what is waiting.
    pub(super) fn decode(&mut self) {
        if self.raw.is_empty() {
            return;
        }
        let page = self.font_pages.get(&self.state.font).copied().unwrap_or(self.code_page);
        let raw = std::mem::take(&mut self.raw);
        let text = page.decode_without_bom_handling(&raw).0.into_owned();
        self.put(&text);
    }

    /// Text of the present destination.
    pub(super) fn put(&mut self, text: &str) {
        match self.state.destination {
            Destination::Skip | Destination::Image | Destination::Time => {}
            Destination::Body if self.state.deleted => self.buffer.push_str(text),
            Destination::Body if self.state.hidden => {}
            Destination::Body => {
                self.tags();
                escape(text, &mut self.html);
                self.text.push_str(text);
            }
            _ => self.buffer.push_str(text),
        }
    }

    pub(super) fn flush(&mut self) {
        self.decode();
        self.high = None;
    }

    /// Opens and closes emphasis as the state asks.
    pub(super) fn tags(&mut self) {
        let mut wanted: Vec<&'static str> = Vec::new();
        if self.state.bold {
            wanted.push("strong");
        }
        if self.state.italic {
            wanted.push("em");
        }
        if self.state.strike {
            wanted.push("s");
        }
        wanted.extend(self.state.raised);
        if wanted != self.open {
            self.close_tags();
            wanted.iter().for_each(|t| self.html.push_str(&format!("<{t}>")));
            self.open = wanted;
        }
    }

    pub(super) fn close_tags(&mut self) {
        while let Some(tag) = self.open.pop() {
            self.html.push_str(&format!("</{tag}>"));
        }
    }

    pub(super) fn end_group(&mut self) {
        let depth = self.stack.len();
        let Some(outer) = self.stack.pop() else { return };
        let inner = std::mem::replace(&mut self.state, outer);
        let ended = inner.destination != self.state.destination;
        if inner.deleted && !self.state.deleted && inner.destination == Destination::Body {
            let text = one_line(&std::mem::take(&mut self.buffer));
            if !text.is_empty() {
                self.dropped.push(Dropped { text, reason: "accepted: deleted by a tracked change".into() });
            }
        }
        if ended {
            self.end_destination(inner.destination);
        }
        if self.links.last() == Some(&depth) {
            self.links.pop();
            self.close_tags();
            self.html.push_str("</a>");
        }
        if self.outer.last().is_some_and(|(at, ..)| *at == depth) {
            self.end_paragraph();
            if let Some((_, flow, html, text)) = self.outer.pop() {
                let note = std::mem::replace(&mut self.flow, flow).end();
                let id = format!("note{}", self.notes.len() + 1);
                self.html = html;
                self.text = text;
                self.html.push_str(&format!("<sup data-fn=\"{id}\"></sup>"));
                self.notes.insert(id, note);
            }
        }
    }

    pub(super) fn end_destination(&mut self, destination: Destination) {
        let text = std::mem::take(&mut self.buffer);
        match destination {
            Destination::StyleSheet => {
                // The group of one style; those of the whole sheet and the fonts end too, with nothing in them.
            }
            Destination::Title => self.info.title = said(&text).filter(|t| !t.eq_ignore_ascii_case("untitled")),
            Destination::Author => self.info.author = said(&text),
            Destination::FieldCode => {
                let address = text.trim().strip_prefix("HYPERLINK").and_then(|rest| {
                    let rest = rest.trim();
                    rest.split('"').nth(1).or_else(|| rest.split(' ').next()).map(str::to_owned)
                });
                if let Some(address) = address.filter(|a| !a.is_empty() && !text.contains("\\l")) {
                    self.close_tags();
                    self.html.push_str(&format!("<a href=\"{}\">", escaped(&address)));
                    self.links.push(self.stack.len());
                }
            }
            Destination::ListText => {
                self.list = Some(
                    text.chars().any(|c| c.is_ascii_digit())
                        || text.trim().trim_end_matches(['.', ')']).len() == 1
                            && text.chars().any(|c| c.is_ascii_alphabetic()),
                );
            }
            Destination::Comment => {
                let text = one_line(&text);
                if !text.is_empty() {
                    self.dropped.push(Dropped { text, reason: "a comment in the margin".into() });
                }
            }
            Destination::Image => self.end_image(),
            _ => {}
        }
    }

    pub(super) fn end_image(&mut self) {
        let digits: Vec<u8> = std::mem::take(&mut self.hex).into_iter().filter(u8::is_ascii_hexdigit).collect();
        let digit = |b: u8| char::from(b).to_digit(16).unwrap_or(0) as u8;
        let bytes: Vec<u8> = digits.chunks_exact(2).map(|d| digit(d[0]) * 16 + digit(d[1])).collect();
        if bytes.is_empty() {
            return;
        }
        let address = format!("image{}", self.media.len() + 1);
        self.close_tags();
        self.html.push_str(&format!("<img src=\"{address}\" alt=\"\">"));
        self.media.push(Media { address, bytes });
    }
}
