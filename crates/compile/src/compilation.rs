//! A request and the result of compiling it.

use std::time::Duration;

use anthology_base::{Diagnostics, SourceMap};
use anthology_book::Edition;
use anthology_site::SiteFile;

use crate::devices::DeviceFile;
use crate::levels::Levels;

/// The outputs that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// True if the EPUB is made.
    pub epub: bool,
    /// The editions of the PDF, by name; `all` is every edition.
    pub editions: Vec<String>,
    /// The files for devices.
    pub devices: Vec<DeviceFile>,
    /// The folder to hand out, made from the EPUB and the editions that belong there.
    pub site: Option<SiteRequest>,
    /// Whether it is a draft, which is made in spite of errors: what is missing has placeholders and is listed at the
    /// front. Its files have names of their own.
    pub draft: bool,
}

/// How the folder to hand out is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRequest {
    /// True to number paragraphs anew, whatever was handed out before.
    pub new_printing: bool,
    /// The name of the only group whose files are made; `None` for all.
    pub group: Option<String>,
}

impl Request {
    /// What `anthology distribute` asks for: the folder to hand out, and the files that it is made of.
    pub fn site(request: SiteRequest) -> Self {
        Self { editions: Vec::new(), devices: DeviceFile::ALL.to_vec(), site: Some(request), ..Self::default() }
    }
}

impl Default for Request {
    /// The outputs of a plain `anthology build`: the EPUB and the PDF for the screen.
    fn default() -> Self {
        let editions = vec![Edition::MAIN.to_owned()];
        Self { epub: true, editions, devices: Vec::new(), site: None, draft: false }
    }
}

/// The result of a compilation.
#[derive(Debug)]
pub struct Compilation {
    /// The finished files, without those of outputs that have errors.
    pub files: Vec<OutputFile>,
    /// The files of the folder to hand out; empty where it wasn't requested, or where a file of it has errors.
    pub site: Vec<SiteFile>,
    /// The files of the reading groups, which go to their members alone, by path: `thursday-circle/thursday-circle.ics`.
    /// Made with the folder to hand out.
    pub groups: Vec<OutputFile>,
    /// The record of the copies that were handed out, with the folder among them, for the file
    /// [`LOCK`](crate::LOCK).
    pub lock: Option<String>,
    /// The names of all files that the book can be compiled to, whatever was requested. A file of an earlier
    /// compilation that isn't among them is one that the book no longer makes. Empty where the book has errors.
    pub makeable: Vec<String>,
    /// Everything found about the book, in the order in which it was found.
    pub findings: Diagnostics,
    /// The number of findings that would have been errors if this were no draft.
    pub excused: usize,
    /// The levels that the book sets.
    pub(crate) levels: Levels,
    /// The files that spans of the findings point into.
    pub sources: SourceMap,
    /// The time that each stage took by the world's clock, in the order in which they ended. A stage that runs once
    /// per edition is listed once per edition.
    pub timings: Vec<StageTime>,
}

impl Compilation {
    /// Adds findings of the caller's own, at the levels that the book sets.
    pub fn report(&mut self, found: Diagnostics) {
        self.findings.append(self.levels.adjust(found));
    }
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name, made from the book's title and the edition's name: `Tides-print.pdf`.
    pub name: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// The time that a stage took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTime {
    /// `load`, `typeset`, `layout`, `epub` or `pdf`.
    pub stage: &'static str,
    /// Its duration; zero if the world has no clock.
    pub time: Duration,
}

/// A step that begins, for a caller that shows progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// The book is read; its text is set and laid out next.
    Typesetting {
        /// The book's title.
        title: &'a str,
        /// The number of its chapters, with front and back matter that the author wrote.
        chapters: usize,
    },
    /// An edition is laid out; its PDF is written next.
    Writing {
        /// The edition's name.
        edition: &'a str,
        /// The number of its pages.
        pages: usize,
    },
}
