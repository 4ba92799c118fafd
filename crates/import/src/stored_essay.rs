//! The text of an essay, kept in the workspace.

use crate::address::relink;
use crate::blob::{Blob, Workspace};
use crate::blocks::{nowhere, visit_blocks};
use crate::documents::Dropped;
use crate::html::is_web;
use crate::notes::lines;
use crate::structure::Body;
use anthology_base::{Diagnostics, FileId};
use anthology_document::{Block, Chapter, FrontMatter, Inline, InlineKind, parse, to_markdown};
use std::collections::BTreeMap;

/// The body of an essay as Markdown, and what the ledger says of it.
#[derive(Clone, Debug)]
pub(crate) struct StoredBody {
    /// As it goes into the chapter, but for links to other chapters.
    markdown: Blob,
    /// True if it is the text of a manuscript, which is kept as it is.
    pub(crate) manuscript: bool,
    /// True if it links to pages, which may be chapters of the book.
    linked: bool,
    /// Line number and text of a lost image's text that was cut from the front of a paragraph.
    pub(crate) alt_text: Option<(usize, String)>,
    /// What a reader left out.
    pub(crate) dropped: Vec<Dropped>,
}

impl StoredBody {
    /// Keeps a body. `text` is the essay's text; that of a manuscript is its Markdown too.
    pub(crate) fn new(body: Body, text: &Blob, workspace: &dyn Workspace) -> Self {
        let Body { mut blocks, mut notes, alt_text, dropped, manuscript, .. } = body;
        let linked = has_links(&mut blocks) || notes.iter_mut().any(|note| has_links(&mut note.blocks));
        let markdown = match manuscript {
            Some(_) => text.clone(),
            None => {
                let front = FrontMatter::default();
                let chapter = Chapter { file: FileId(0), front, front_span: nowhere(), blocks, notes };
                workspace.keep(to_markdown(&chapter).into_bytes())
            }
        };
        Self { manuscript: manuscript.is_some(), linked, alt_text, dropped, markdown }
    }

    /// The Markdown, with links to other chapters, whose files `targets` has by the addresses of their posts.
    pub(crate) fn markdown(&self, targets: &BTreeMap<String, String>) -> String {
        let text = self.markdown.utf8().into_owned();
        if self.manuscript {
            return crate::wiki_links::resolve(&text, targets);
        }
        if targets.is_empty() || !self.linked {
            return text;
        }
        let mut read = parse(FileId(0), &text, &mut Diagnostics::new());
        let mut changed = relink(&mut read.blocks, targets);
        for note in &mut read.notes {
            changed |= relink(&mut note.blocks, targets);
        }
        if changed { to_markdown(&read) } else { text }
    }
}

fn has_links(blocks: &mut Vec<Block>) -> bool {
    let mut found = false;
    visit_blocks(blocks, &mut |list| {
        for block in list {
            lines(block, &mut |run| found |= has_link(run));
        }
    });
    found
}

fn has_link(run: &mut [Inline]) -> bool {
    run.iter_mut().any(|piece| match &mut piece.kind {
        InlineKind::Link { target, .. } if is_web(target) => true,
        kind => kind.content_mut().is_some_and(|content| has_link(content)),
    })
}
