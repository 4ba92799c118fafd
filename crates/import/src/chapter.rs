//! An essay as a chapter's file.

use crate::blocks::nowhere;
use crate::essay::Essay;
use crate::ledger::PermissionEntry;
use crate::source_file::CaptureRecord;
use anthology_base::{FileId, Lang, Slug};
use anthology_document::{
    Chapter, FrontMatter, LineRange, Permission, PermissionStatus, Relation, Source, to_markdown,
};
use std::collections::BTreeMap;

/// An essay with what its chapter says besides its text.
pub(crate) struct ChapterSource<'a> {
    pub(crate) essay: &'a Essay,
    /// The essay itself and its copies, the essay first.
    pub(crate) variants: Vec<&'a Essay>,
    /// The right to print it, as the editor recorded it.
    pub(crate) permission: Option<&'a PermissionEntry>,
    /// The files of other chapters, by the addresses of their posts.
    pub(crate) targets: &'a BTreeMap<String, String>,
}

/// The bytes of the chapter. `lang` is the book's language.
pub(crate) fn write(source_of: &ChapterSource<'_>, captures: &[CaptureRecord], lang: Lang) -> Vec<u8> {
    let ChapterSource { essay, targets, .. } = source_of;
    let mut text = front(source_of, captures, lang);
    let body = essay.body.markdown(targets);
    if essay.body.manuscript {
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    } else if !body.is_empty() {
        text.push('\n');
    }
    text.push_str(&body);
    text.into_bytes()
}

/// The front matter of the chapter, which says where the essay was found.
pub(crate) fn front(source_of: &ChapterSource<'_>, captures: &[CaptureRecord], lang: Lang) -> String {
    let ChapterSource { essay, variants, permission, .. } = source_of;
    let front = FrontMatter {
        title: escape(&essay.title),
        authors: essay.stated.author.as_deref().map(escape).into_iter().collect(),
        date: essay.stated.date,
        language: essay.lang.filter(|l| l.primary() != lang.primary()),
        source: variants.iter().map(|v| source(v, &captures[v.capture])).collect(),
        permission: permission.as_ref().map(printed),
        ..FrontMatter::default()
    };
    let (blocks, notes) = (Vec::new(), Vec::new());
    to_markdown(&Chapter { file: FileId(0), front, front_span: nowhere(), blocks, notes })
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

fn source(essay: &Essay, capture: &CaptureRecord) -> Source {
    Source {
        relation: Relation::Reprint,
        capture: Some(capture.name.clone()),
        hash: Some(capture.hash.clone()),
        lines: Some(LineRange { first: essay.lines.first, last: essay.lines.last }),
        // A post of an export has its place among the posts for a line, and no bytes of its own.
        bytes: (!capture.structured).then(|| essay.bytes.clone()),
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
