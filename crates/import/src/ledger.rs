//! `import-ledger.toml`: every decision, with its reason, where the editor can read and change it.

use anthology_base::{Diagnostic, nearest};
use serde::{Deserialize, Serialize};

/// The name of the ledger in the book's folder.
pub const LEDGER: &str = "import-ledger.toml";

const HEADER: &str = r#"# What the importer decided, and why. `anthology import` reads this file and writes it again.
#
# Lines are those of the capture, from 1; bytes count from 0. Points add up to a score: at 100 an essay
# begins by itself, at 35 it is proposed. A `possible` beginning has less, but something that speaks for it.
#
# What you may change (then run `anthology import --into` this folder again; no capture need be named,
# since the folder `captures` keeps them):
#
#   [[proposal]]  accept = true             an essay begins at this line
#   [[essay]]     overrule = "join"         no essay begins here: it belongs to the one before
#                 overrule = "keep"         make a chapter of it, though it is a duplicate, stub, teaser or short
#                 overrule = "drop"         make no chapter of it
#                 overrule = "not-duplicate"       it is a text of its own
#                 overrule = "merge-with:ID"       it is the same text as the essay with that id
#                 set-title = "…"           its title; so also set-author, set-date and set-source
#                 permission = "asked"      the right to print it: "asked", "public-domain",
#                 permission = { status = "granted", date = "2026-03-09", wording = "…" }, or
#                 permission = { status = "licence", licence = "CC BY 4.0" }
#   [[dropped]]   overrule = "keep"         the line belongs to the essay after all
#   [[override]]  what you decided with join and keep about lines that have no other entry; delete
#                 one to take the decision back
#
# Everything else is a record. Your comments are kept only as long as no decision changes.
# `written` is the BLAKE3 hash of a chapter as the importer wrote it: a chapter whose hash differs is
# yours, and is never written again.

"#;

/// Lines of a capture, from 1; in the ledger `[first, last]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "[usize; 2]", into = "[usize; 2]")]
pub struct LineRange {
    /// The first line.
    pub first: usize,
    /// The last line.
    pub last: usize,
}

impl From<[usize; 2]> for LineRange {
    fn from([first, last]: [usize; 2]) -> Self {
        Self { first, last }
    }
}

impl From<LineRange> for [usize; 2] {
    fn from(range: LineRange) -> Self {
        [range.first, range.last]
    }
}

/// Bytes of a capture, from 0; in the ledger `[start, end]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "[usize; 2]", into = "[usize; 2]")]
pub struct ByteRange {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl From<[usize; 2]> for ByteRange {
    fn from([start, end]: [usize; 2]) -> Self {
        Self { start, end }
    }
}

impl From<ByteRange> for [usize; 2] {
    fn from(range: ByteRange) -> Self {
        [range.start, range.end]
    }
}

impl From<std::ops::Range<usize>> for ByteRange {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// The whole ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ledger {
    /// Of this form: 1.
    pub version: u32,
    /// The captures, in the order in which they came.
    #[serde(default)]
    pub capture: Vec<CaptureEntry>,
    /// Proposed boundaries that the editor may accept.
    #[serde(default)]
    pub proposal: Vec<ProposalEntry>,
    /// The essays, by capture and line.
    #[serde(default)]
    pub essay: Vec<EssayEntry>,
    /// The images of the essays, by capture and address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image: Vec<ImageEntry>,
    /// Decisions of the editor about lines that have no entry of their own any more, because they were obeyed.
    #[serde(default, rename = "override", skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideEntry>,
    /// Lines left out, by capture and line.
    #[serde(default)]
    pub dropped: Vec<DroppedEntry>,
}

/// A decision of the editor that stands: the line begins no essay, or it belongs to its essay though it looks like
/// boilerplate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OverrideEntry {
    /// The capture.
    pub capture: String,
    /// The line.
    pub line: usize,
    /// `join` or `keep`.
    pub overrule: String,
}

/// An image of an essay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ImageEntry {
    /// The capture.
    pub capture: String,
    /// Its address there.
    pub address: String,
    /// Its file, from the book's folder.
    pub file: String,
    /// BLAKE3 of the file.
    pub hash: String,
    /// Where it was found, in words.
    pub from: String,
}

/// A capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CaptureEntry {
    /// Its file name.
    pub name: String,
    /// BLAKE3 of its bytes.
    pub hash: String,
    /// Its bytes.
    pub size: usize,
    /// Its lines.
    pub lines: usize,
}

/// A place where an essay may begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProposalEntry {
    /// The capture.
    pub capture: String,
    /// The line where it would begin.
    pub line: usize,
    /// The beginning of that line.
    pub text: String,
    /// Its points.
    pub score: i32,
    /// The evidence.
    pub because: Vec<String>,
    /// True if as much speaks against it as for it: such a place is accepted one by one only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub possible: bool,
    /// The editor's answer.
    pub accept: bool,
}

/// An essay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EssayEntry {
    /// `CAPTURE:LINE`.
    pub id: String,
    /// The capture.
    pub capture: String,
    /// Its lines.
    pub lines: LineRange,
    /// Its bytes.
    pub bytes: ByteRange,
    /// Words of its text.
    pub words: usize,
    /// Its title.
    pub title: String,
    /// `capture`, `proposed` or `editor`.
    pub title_source: String,
    /// `essay`, `stub`, `short` or `teaser`.
    pub kind: String,
    /// `kept`, `duplicate` or `set-aside`.
    pub decision: String,
    /// Why, in words.
    pub reason: String,
    /// The essay that it is a copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    /// Its chapter's file, from the book's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// BLAKE3 of the chapter as it was last written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// Why it begins where it begins.
    pub because: Vec<String>,
    /// Its author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Where the author was found, in words; a guess is called one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author_from: Option<String>,
    /// Its date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where the date was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_from: Option<String>,
    /// The address at which it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where the address was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_from: Option<String>,
    /// The licence that its source states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Where the licence was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence_from: Option<String>,
    /// The editor's author.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_author: Option<String>,
    /// The editor's date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_date: Option<String>,
    /// The editor's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_source: Option<String>,
    /// The right to print it, which the editor records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<PermissionEntry>,
    /// The editor's word against the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrule: Option<String>,
    /// The editor's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_title: Option<String>,
}

/// The right to print an essay, as the front matter of a chapter has it: a status or a wording, or a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PermissionEntry {
    /// `permission = "asked"`, or the wording of one that was granted.
    Text(String),
    /// `permission = { status = "granted", date = "2026-03-09", wording = "…" }`.
    Table(PermissionTable),
}

/// The table of a [`PermissionEntry`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PermissionTable {
    /// `asked`, `granted`, `public-domain` or `licence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The holder of the rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The wording that is to be printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wording: Option<String>,
    /// The day on which it was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

impl PermissionEntry {
    /// The status in a word.
    pub fn status(&self) -> &str {
        let known =
            |text: &str| ["asked", "granted", "public-domain", "licence"].into_iter().find(|w| *w == text.trim());
        match self {
            Self::Text(text) => known(text).unwrap_or("granted"),
            Self::Table(table) => match &table.status {
                Some(status) => known(status).unwrap_or("unknown"),
                None if table.licence.is_some() => "licence",
                None => "granted",
            },
        }
    }
}

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DroppedEntry {
    /// The capture.
    pub capture: String,
    /// Its lines.
    pub lines: LineRange,
    /// Its bytes.
    pub bytes: ByteRange,
    /// The text.
    pub text: String,
    /// Why.
    pub reason: String,
    /// The editor's word against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overrule: Option<String>,
}

/// True if a path, with `/`, leads to a place inside the folder that it starts from, on every system.
pub(crate) fn is_inside_book(path: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    path.split('/').all(part)
}

fn is_chapter(path: &str) -> bool {
    is_inside_book(path) && path.strip_prefix("chapters/").is_some_and(|name| !name.contains('/'))
}

fn is_image(path: &str) -> bool {
    is_inside_book(path) && (path.starts_with("images/") || path.starts_with("chapters/"))
}

impl Ledger {
    /// Reads a ledger.
    ///
    /// # Errors
    /// A diagnostic that says where the text isn't a ledger.
    pub fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        let ledger: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|s| text[..s.start.min(text.len())].matches('\n').count() + 1);
            let place = line.map_or(String::new(), |l| format!(", line {l}"));
            Box::new(
                Diagnostic::error("import-ledger", format!("{LEDGER}{place}: {}", error.message()))
                    .hint("correct the line, or restore the file; nothing was imported"),
            )
        })?;
        if let Some(entry) =
            ledger.essay.iter().find(|e| e.permission.as_ref().is_some_and(|p| p.status() == "unknown"))
        {
            let line = text.lines().position(|l| l.contains(&entry.id)).map_or(0, |at| at + 1);
            let message = format!("{LEDGER}, line {line}: `{}` has a permission of an unknown status", entry.id);
            return Err(Box::new(
                Diagnostic::error("import-ledger", message)
                    .hint("write asked, granted, public-domain or licence; nothing was imported"),
            ));
        }
        let chapters = ledger.essay.iter().filter_map(|e| e.chapter.as_deref());
        let captures = ledger.capture.iter().map(|c| c.name.as_str());
        let images = ledger.image.iter().map(|i| i.file.as_str());
        let outside = chapters.clone().find(|path| !is_chapter(path)).or_else(|| images.clone().find(|f| !is_image(f)));
        if let Some(path) = outside.or_else(|| captures.clone().find(|name| name.contains(['/', '\\']))) {
            let line = text.lines().position(|l| l.contains(path)).map_or(0, |at| at + 1);
            let message =
                format!("{LEDGER}, line {line}: `{path}` is not a file of the folder that the importer writes to");
            return Err(Box::new(
                Diagnostic::error("import-ledger", message)
                    .hint("chapters are `chapters/NAME.md`, captures file names; nothing was imported"),
            ));
        }
        Ok(ledger)
    }

    /// The ledger as text, with its explanation on top.
    pub fn to_text(&self) -> String {
        let body = toml::to_string_pretty(self).unwrap_or_default();
        format!("{HEADER}{body}")
    }
}

/// An editor's decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// An essay begins at the line.
    Split,
    /// No essay begins at the line.
    Join,
    /// The essay becomes a chapter; the dropped line stays.
    Keep,
    /// The essay becomes no chapter; the line goes.
    Drop,
    /// The essay is no copy of another.
    NotDuplicate,
    /// The essay is a copy of the one with this id.
    MergeWith(String),
}

impl Action {
    /// Reads an `overrule`.
    ///
    /// # Errors
    /// A diagnostic that names the nearest known word.
    pub fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        if let Some(id) = text.strip_prefix("merge-with:") {
            return Ok(Self::MergeWith(id.trim().to_owned()));
        }
        Ok(match text {
            "split" => Self::Split,
            "join" => Self::Join,
            "keep" => Self::Keep,
            "drop" => Self::Drop,
            "not-duplicate" => Self::NotDuplicate,
            _ => {
                let known = ["split", "join", "keep", "drop", "not-duplicate", "merge-with:ID"];
                let hint = match nearest(text, known) {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => format!("write one of {}", known.join(", ")),
                };
                let message = format!("`{text}` is not something that can overrule a decision");
                return Err(Box::new(Diagnostic::error("import-overrule", message).hint(hint)));
            }
        })
    }
}
