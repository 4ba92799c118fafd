//! Control words and symbols of RTF.

use super::code_pages::{charset, language, page};
use super::reader::{Destination, Reader, State};

impl Reader<'_> {
    pub(super) fn control(&mut self) {
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

    pub(super) fn symbol(&mut self, symbol: u8) {
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

    pub(super) fn word(&mut self, word: &str, number: Option<i32>) {
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
            "ri" => self.state.right_indent = number.unwrap_or(0),
            "fi" => self.state.first_line = number.unwrap_or(0),
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
                self.state.right_indent = 0;
                self.state.first_line = 0;
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

    pub(super) fn time(&mut self, word: &str, number: i32) {
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
    pub(super) fn style_name(&mut self, number: i32) {
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
}
