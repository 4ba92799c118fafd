//! RTF documents (version 1.9.1) as HTML: paragraphs, headings by their styles, notes, tables, images, fields.

use crate::documents::{Document, Dropped, Media, one_line, said};
use crate::docx::{Flow, file_title, first_heading};
use crate::html::{Hints, fragment};
use crate::xml::{Style, escape, escaped};
use anthology_base::{Date, Lang};
use encoding_rs::Encoding;
use std::collections::BTreeMap;

/// Groups in groups.
const MAX_GROUPS: usize = 500;
/// Bytes of one image.
const MAX_IMAGE: usize = 64 << 20;

/// The essays of a document; `None` if it holds nothing that can be read.
pub(crate) fn read(bytes: &[u8], name: &str) -> Option<Vec<Document>> {
    let mut reader = Reader::new(bytes);
    reader.run();
    reader.end_paragraph();
    let damaged = reader.damaged;
    let texts = std::mem::take(&mut reader.flow).parts();
    let several = texts.len() > 1;
    let info = std::mem::take(&mut reader.info);
    let mut documents = Vec::new();
    for text in texts {
        let title = text.title.clone().or_else(|| info.title.clone().filter(|_| !several));
        let title =
            title.or_else(|| first_heading(&text.html)).or_else(|| (!several).then(|| file_title(name)).flatten());
        let hints =
            Hints { title: title.as_deref(), notes: reader.notes.clone(), lang: reader.lang, ..Hints::default() };
        let mut content = fragment(&text.html, &hints);
        content.media.clone_from(&reader.media);
        let mut document = Document {
            author: text.author.clone().or_else(|| info.author.clone()),
            date: info.date,
            lang: reader.lang,
            content,
            title,
            ..Document::default()
        };
        document.found("the file's properties (a guess)");
        documents.push(document);
    }
    if let Some(first) = documents.first_mut() {
        if damaged {
            let reason = "damaged: the document breaks off here".to_owned();
            reader.dropped.push(Dropped { text: "the end of the document".to_owned(), reason });
        }
        first.content.dropped.splice(0..0, reader.dropped);
    }
    Some(documents)
}

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Destination {
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
struct State {
    destination: Destination,
    bold: bool,
    italic: bool,
    strike: bool,
    raised: Option<&'static str>,
    deleted: bool,
    hidden: bool,
    font: i32,
    /// Bytes that stand for one `\u` and are skipped.
    skip: usize,
    style: i32,
    outline: Option<u8>,
    in_table: bool,
    centred: bool,
    /// Twips from the margin.
    indent: i32,
}

#[derive(Default)]
struct Info {
    title: Option<String>,
    author: Option<String>,
    date: Option<Date>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    stack: Vec<State>,
    code_page: &'static Encoding,
    font_pages: BTreeMap<i32, &'static Encoding>,
    styles: BTreeMap<i32, String>,
    /// Bytes of a code page that are still to be decoded.
    raw: Vec<u8>,
    /// Bytes still to be skipped after a `\u`.
    skipping: usize,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    buffer: String,
    html: String,
    text: String,
    open: Vec<&'static str>,
    list: Option<bool>,
    flow: Flow,
    notes: BTreeMap<String, String>,
    /// What was running when a note began, with the depth of the note's group.
    outer: Vec<(usize, Flow, String, String)>,
    row: Vec<String>,
    rows: Vec<Vec<String>>,
    hex: Vec<u8>,
    media: Vec<Media>,
    info: Info,
    lang: Option<Lang>,
    links: Vec<usize>,
    /// Bytes of the paragraph's text before its first tab, if that is near its beginning.
    tabbed: Option<usize>,
    dropped: Vec<Dropped>,
    /// True until the first paragraph has been read.
    first: bool,
    damaged: bool,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
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
            info: Info::default(),
            lang: None,
            links: Vec::new(),
            tabbed: None,
            dropped: Vec::new(),
            first: true,
            damaged: false,
        }
    }

    fn run(&mut self) {
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

    fn byte(&mut self, byte: u8) {
        if self.state.destination == Destination::Image {
            if self.hex.len() < 2 * MAX_IMAGE {
                self.hex.push(byte);
            }
            return;
        }
        self.raw.push(byte);
    }

    /// Decodes what is waiting.
    fn decode(&mut self) {
        if self.raw.is_empty() {
            return;
        }
        let page = self.font_pages.get(&self.state.font).copied().unwrap_or(self.code_page);
        let raw = std::mem::take(&mut self.raw);
        let text = page.decode_without_bom_handling(&raw).0.into_owned();
        self.put(&text);
    }

    /// Text of the present destination.
    fn put(&mut self, text: &str) {
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

    fn flush(&mut self) {
        self.decode();
        self.high = None;
    }

    /// Opens and closes emphasis as the state asks.
    fn tags(&mut self) {
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

    fn close_tags(&mut self) {
        while let Some(tag) = self.open.pop() {
            self.html.push_str(&format!("</{tag}>"));
        }
    }

    fn end_group(&mut self) {
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

    fn end_destination(&mut self, destination: Destination) {
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

    fn end_image(&mut self) {
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

    fn control(&mut self) {
        let Some(&first) = self.bytes.get(self.at) else { return };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            self.symbol(first);
            return;
        }
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) && self.at - start < 32 {
            self.at += 1;
        }
        let word = String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned();
        let number_start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) && self.at - number_start < 11 {
            self.at += 1;
        }
        let number = std::str::from_utf8(&self.bytes[number_start..self.at]).ok().and_then(|n| n.parse::<i32>().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if self.skipping > 0 && word != "u" {
            self.skipping -= 1;
            return;
        }
        self.word(&word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        if symbol == b'\'' {
            let digits = self.bytes.get(self.at..self.at + 2).and_then(|d| std::str::from_utf8(d).ok());
            let byte = digits.and_then(|d| u8::from_str_radix(d, 16).ok());
            self.at = (self.at + 2).min(self.bytes.len());
            match byte {
                Some(_) if self.skipping > 0 => self.skipping -= 1,
                Some(byte) => self.byte(byte),
                None => {}
            }
            return;
        }
        self.flush();
        match symbol {
            b'~' => self.put("\u{a0}"),
            b'_' => self.put("\u{2011}"),
            // An unknown destination may be left out.
            b'*' => {
                let rest = &self.bytes[self.at..self.bytes.len().min(self.at + 24)];
                let known =
                    [&b"\\fldinst"[..], b"\\footnote", b"\\shppict", b"\\annotation", b"\\listtext", b"\\pntext"];
                if !known.iter().any(|k| rest.starts_with(k)) {
                    self.state.destination = Destination::Skip;
                }
            }
            b'\\' | b'{' | b'}' => self.put(&char::from(symbol).to_string()),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if word == "u" {
            self.decode();
            let code = number.unwrap_or(0);
            let unit = (if code < 0 { code + 65_536 } else { code }) as u16;
            match (self.high.take(), unit) {
                (_, 0xd800..=0xdbff) => self.high = Some(unit),
                (Some(high), 0xdc00..=0xdfff) => {
                    self.put(&String::from_utf16_lossy(&[high, unit]));
                }
                _ => self.put(&String::from_utf16_lossy(&[unit])),
            }
            self.skipping = self.state.skip;
            return;
        }
        self.flush();
        let on = number != Some(0);
        match word {
            "ansicpg" => self.code_page = page(number.unwrap_or(1252)),
            "mac" => self.code_page = encoding_rs::MACINTOSH,
            "uc" => self.state.skip = number.unwrap_or(1).clamp(0, 16) as usize,
            "bin" => self.at = (self.at + number.unwrap_or(0).max(0) as usize).min(self.bytes.len()),
            "fonttbl" => self.state.destination = Destination::FontTable,
            "stylesheet" => self.state.destination = Destination::StyleSheet,
            "colortbl" | "header" | "footer" | "headerl" | "headerr" | "footerl" | "footerr" | "headerf"
            | "footerf" | "listtable" | "listoverridetable" | "revtbl" | "generator" | "xmlnstbl" | "rsidtbl"
            | "themedata" | "datastore" | "nonshppict" | "objdata" | "template" | "xe" | "tc" | "bkmkstart"
            | "bkmkend" | "comment" | "operator" | "company" | "doccomm" | "keywords" | "subject" | "manager"
            | "category" | "atnid" | "atnauthor" | "pgdsctbl" | "fldtype" => self.state.destination = Destination::Skip,
            "info" => self.state.destination = Destination::Skip,
            "title" => self.state.destination = Destination::Title,
            "author" => self.state.destination = Destination::Author,
            "creatim" => self.state.destination = Destination::Time,
            "annotation" => self.state.destination = Destination::Comment,
            "fldinst" => self.state.destination = Destination::FieldCode,
            "fldrslt" => self.state.destination = Destination::Body,
            "pict" if self.state.destination == Destination::Body => self.state.destination = Destination::Image,
            "listtext" | "pntext" => self.state.destination = Destination::ListText,
            "footnote" if self.state.destination == Destination::Body => {
                self.close_tags();
                let (flow, html, text) =
                    (std::mem::take(&mut self.flow), std::mem::take(&mut self.html), std::mem::take(&mut self.text));
                self.outer.push((self.stack.len(), flow, html, text));
                self.state = State { skip: self.state.skip, font: self.state.font, ..State::default() };
            }
            // The mark of the note itself.
            "chftn" => {}
            "yr" | "mo" | "dy" if self.state.destination == Destination::Time => self.time(word, number.unwrap_or(0)),
            "f" => self.state.font = number.unwrap_or(0),
            "fcharset" => {
                if let Some(page) = charset(number.unwrap_or(0)) {
                    self.font_pages.insert(self.state.font, page);
                }
            }
            "deflang" => self.lang = number.and_then(language).or(self.lang),
            "s" if self.state.destination == Destination::StyleSheet => self.style_name(number.unwrap_or(0)),
            "s" => self.state.style = number.unwrap_or(0),
            "qc" => self.state.centred = true,
            "li" => self.state.indent = number.unwrap_or(0),
            "outlinelevel" => self.state.outline = number.and_then(|n| u8::try_from(n + 1).ok()).filter(|l| *l < 10),
            "plain" => {
                let kept = self.state.clone();
                self.state = State {
                    bold: false,
                    italic: false,
                    strike: false,
                    raised: None,
                    deleted: false,
                    hidden: false,
                    ..kept
                };
            }
            "pard" => {
                self.state.style = 0;
                self.state.outline = None;
                self.state.in_table = false;
                self.state.centred = false;
                self.state.indent = 0;
                self.list = None;
            }
            "b" => self.state.bold = on,
            "i" => self.state.italic = on,
            "strike" | "striked" => self.state.strike = on,
            "super" => self.state.raised = on.then_some("sup"),
            "sub" => self.state.raised = on.then_some("sub"),
            "nosupersub" => self.state.raised = None,
            "v" => self.state.hidden = on,
            "deleted" => self.state.deleted = on,
            "intbl" => self.state.in_table = true,
            "ls" if number.is_some_and(|n| n > 0) => self.list = self.list.or(Some(false)),
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" | "softline" if self.state.destination == Destination::Body => {
                self.html.push_str("<br>");
                self.text.push('\n');
            }
            "cell" | "nestcell" => self.end_cell(),
            "row" | "nestrow" => {
                let row = std::mem::take(&mut self.row);
                self.rows.push(row);
            }
            "tab" => {
                self.put(" ");
                if self.text.trim_end().len() <= 5 {
                    self.tabbed = Some(self.text.len());
                }
            }
            "emdash" => self.put("—"),
            "endash" => self.put("–"),
            "lquote" => self.put("‘"),
            "rquote" => self.put("’"),
            "ldblquote" => self.put("“"),
            "rdblquote" => self.put("”"),
            "bullet" => self.put("•"),
            "emspace" | "enspace" | "qmspace" => self.put(" "),
            _ => {}
        }
    }

    fn time(&mut self, word: &str, number: i32) {
        match word {
            "yr" => self.buffer = format!("{number:04}"),
            _ => self.buffer.push_str(&format!("-{number:02}")),
        }
        if word == "dy" {
            self.info.date = self.buffer.parse().ok();
            self.buffer.clear();
        }
    }

    /// The name of a style: the text up to the semicolon of its group.
    fn style_name(&mut self, number: i32) {
        let rest = &self.bytes[self.at..self.bytes.len().min(self.at + 2000)];
        let end = rest.iter().position(|&b| b == b';' || b == b'}').unwrap_or(0);
        let text = String::from_utf8_lossy(&rest[..end]).into_owned();
        let mut name = String::new();
        let mut words = text.split('\\');
        name.push_str(words.next().unwrap_or_default());
        for word in words {
            // The name follows the last control word.
            name = word.split_once(' ').map_or(String::new(), |(_, rest)| rest.to_owned());
        }
        self.styles.insert(number, name.trim().to_owned());
    }

    pub(crate) fn end_paragraph(&mut self) {
        self.flush();
        if self.state.destination != Destination::Body && self.outer.is_empty() {
            return;
        }
        self.close_tags();
        if self.state.in_table {
            self.html.push_str("<br>");
            return;
        }
        self.end_table();
        let named = self.styles.get(&self.state.style).and_then(|n| Style::named(n));
        let style = named.or(self.state.outline.map(|l| Style::Heading(l.clamp(1, 6)))).unwrap_or_default();
        let level = usize::try_from(self.state.indent / 360 - 1).unwrap_or(0);
        let mut list = self.list.map(|numbered| (level, numbered, 1));
        let (mut html, mut text) = (std::mem::take(&mut self.html), std::mem::take(&mut self.text));
        // A bullet or number and a tab, where the writer has no lists.
        if let Some(length) = self.tabbed.take().filter(|l| list.is_none() && html.get(..*l) == text.get(..*l)) {
            let mark = text[..length].trim();
            let numbered = mark.trim_end_matches(['.', ')']).parse::<u32>().is_ok() && mark.ends_with(['.', ')']);
            if numbered || matches!(mark, "•" | "–" | "-" | "·" | "▪" | "◦" | "*") {
                list = Some((level, numbered, 1));
                html = html.split_off(length);
                text = text.split_off(length);
            }
        }
        // A writer without styles sets the title large, bold and centred over everything.
        let bold = html.starts_with("<strong>") && html.ends_with("</strong>");
        let title = self.first && named.is_none() && self.state.centred && bold && text.split(' ').count() <= 20;
        self.first &= text.trim().is_empty();
        let style = if title { Style::Title } else { style };
        self.flow.paragraph(style, list, &html, &text);
        if self.list == Some(false) {
            self.list = None;
        }
    }

    fn end_cell(&mut self) {
        self.flush();
        self.close_tags();
        self.text.clear();
        let cell = std::mem::take(&mut self.html);
        self.row.push(cell);
    }

    fn end_table(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let mut out = String::from("<table>");
        for row in std::mem::take(&mut self.rows) {
            let cells: String = row.iter().map(|c| format!("<td>{}</td>", c.trim_end_matches("<br>"))).collect();
            out.push_str(&format!("<tr>{cells}</tr>"));
        }
        out.push_str("</table>");
        self.flow.end_list();
        self.flow.block(&out);
    }
}

fn page(number: i32) -> &'static Encoding {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        _ => "windows-1252".to_owned(),
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252)
}

/// The code page of a font's character set.
fn charset(number: i32) -> Option<&'static Encoding> {
    Some(page(match number {
        0 => return None,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    }))
}

/// The language of a Windows language identifier.
fn language(number: i32) -> Option<Lang> {
    let code = match number & 0x3ff {
        0x01 => "ar",
        0x04 => "zh",
        0x05 => "cs",
        0x06 => "da",
        0x07 => "de",
        0x08 => "el",
        0x09 if number == 0x809 => "en-GB",
        0x09 => "en",
        0x0a => "es",
        0x0b => "fi",
        0x0c => "fr",
        0x0d => "he",
        0x0e => "hu",
        0x10 => "it",
        0x11 => "ja",
        0x12 => "ko",
        0x13 => "nl",
        0x14 => "nb",
        0x15 => "pl",
        0x16 => "pt",
        0x18 => "ro",
        0x19 => "ru",
        0x1d => "sv",
        0x1f => "tr",
        0x22 => "uk",
        _ => return None,
    };
    code.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::outline;

    #[test]
    fn styles_notes_emphasis_and_code_pages() {
        let text = br#"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 Times;}{\f1\fcharset0 Arial;}}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0\b heading 1;}{\s2 Quote;}}{\info{\title Tides}{\author Mira Holm}{\creatim\yr2014\mo3\dy9}}
\pard\s1 First part\par
\pard It was {\b bold} and \i italic\i0 , \'cf\u1088?\u8212-\'f1.{\super\chftn}{\footnote\pard The {\i note}.\par} So.\par
\pard\s2 Said.\par\pard {\field{\*\fldinst HYPERLINK "https://a.example/"}{\fldrslt here}}{\deleted gone}\par
{\listtext\tab 1.}\ls1 one\par{\listtext 2.}\ls1 two\par
\pard\trowd\intbl a\cell b\cell\row\intbl c\cell d\cell\row\pard end\par}"#.to_vec();
        let found = read(&text, "a.rtf").expect("documents");
        let [document] = &found[..] else { panic!("{found:?}") };
        assert_eq!(document.title.as_deref(), Some("Tides"));
        assert_eq!(document.author.as_deref(), Some("Mira Holm"));
        assert_eq!(document.date.map(|d| d.to_string()).as_deref(), Some("2014-03-09"));
        let lines = outline(&document.content.blocks);
        assert_eq!(lines[0], "## First part");
        assert_eq!(lines[1], "It was *bold* and *italic*, Пр—с. So.");
        assert_eq!(lines[2], "> Said.");
        assert_eq!(lines[3], "[here](https://a.example/)");
        assert_eq!(outline(&document.content.notes[0].blocks), ["The *note*."]);
        assert!(document.content.dropped.iter().any(|d| d.text == "gone"));
        assert!(lines.contains(&"end".to_owned()), "{lines:?}");
    }

    #[test]
    fn damaged_and_hostile_files_end() {
        for text in [&b"{\\rtf1 a{{{"[..], b"{\\rtf1\\bin999999999 a}", b"{\\rtf1 \\'", b"{\\rtf1 \\u", b"{\\rtf1"] {
            let _ = read(text, "a.rtf");
        }
        let deep = [b"{\\rtf1 ".to_vec(), vec![b'{'; 100_000]].concat();
        assert!(read(&deep, "a.rtf").is_some());
    }
}
