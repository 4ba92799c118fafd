//! An essay as a chapter's file.

use crate::address::relink;
use crate::blocks::nowhere;
use crate::capture::Capture;
use crate::essay::Essay;
use crate::ledger::PermissionEntry;
use anthology_base::{FileId, Lang, Slug};
use anthology_document::{
    Chapter, FrontMatter, LineRange, Permission, PermissionStatus, Relation, Source, to_markdown,
};
use std::collections::BTreeMap;

/// An essay with what its chapter says besides its text.
pub(crate) struct ChapterSource<'a> {
    pub(crate) essay: &'a Essay,
    /// The essay itself and its copies, the essay first.
    pub(crate) variants: &'a [&'a Essay],
    /// The right to print it, as the editor recorded it.
    pub(crate) permission: Option<&'a PermissionEntry>,
    /// The files of other chapters, by the addresses of their posts.
    pub(crate) targets: &'a BTreeMap<String, String>,
}

/// The bytes of the chapter. `lang` is the book's language.
pub(crate) fn write(source_of: &ChapterSource<'_>, captures: &[Capture], lang: Lang) -> Vec<u8> {
    let ChapterSource { essay, variants, permission, targets } = source_of;
    let front = FrontMatter {
        title: escape(&essay.title),
        authors: essay.stated.author.as_deref().map(escape).into_iter().collect(),
        date: essay.stated.date,
        language: essay.lang.filter(|l| l.primary() != lang.primary()),
        source: variants.iter().map(|v| source(v, &captures[v.capture])).collect(),
        permission: permission.as_ref().map(printed),
        ..FrontMatter::default()
    };
    let (mut blocks, mut notes) = match &essay.body.manuscript {
        Some(_) => (Vec::new(), Vec::new()),
        None => (essay.body.blocks.clone(), essay.body.notes.clone()),
    };
    if !targets.is_empty() {
        relink(&mut blocks, targets);
        for note in &mut notes {
            relink(&mut note.blocks, targets);
        }
    }
    let chapter = Chapter { file: FileId(0), front, front_span: nowhere(), blocks, notes };
    let mut text = to_markdown(&chapter);
    if let Some(manuscript) = &essay.body.manuscript {
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
        text.push_str(manuscript);
    }
    text.into_bytes()
}

/// A permission as the chapter states it.
fn printed(permission: &&PermissionEntry) -> Permission {
    let status = PermissionStatus::from_name(permission.status()).unwrap_or_default();
    match permission {
        PermissionEntry::Text(text) if PermissionStatus::from_name(text.trim()).is_some() => {
            Permission { status, ..Permission::default() }
        }
        PermissionEntry::Text(text) => Permission { status, wording: Some(text.clone()), ..Permission::default() },
        PermissionEntry::Table(table) => Permission {
            status,
            holder: table.holder.clone(),
            wording: table.wording.clone(),
            date: table.date.as_deref().and_then(|date| date.parse().ok()),
            licence: table.licence.clone(),
        },
    }
}

fn source(essay: &Essay, capture: &Capture) -> Source {
    Source {
        relation: Relation::Reprint,
        capture: Some(capture.name.clone()),
        hash: Some(capture.hash.clone()),
        lines: Some(LineRange { first: essay.lines.first, last: essay.lines.last }),
        // A post of an export has its place among the posts for a line, and no bytes of its own.
        bytes: capture.documents.is_none().then(|| essay.bytes.clone()),
        url: essay.url.clone(),
        ..Source::default()
    }
}

/// Text for a field that is read as inline Markdown.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '`' | '~' | '^' | '&' | '{') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A file name for a title: its slug, cut at a word's end so that paths stay readable.
pub(crate) fn stem(title: &str) -> String {
    let slug = Slug::from_text(title);
    let slug = slug.as_str();
    if slug.len() <= 60 {
        return slug.to_owned();
    }
    let cut = slug[..60].rfind('-').unwrap_or(60);
    slug[..cut].to_owned()
}
