//! Running heads: what the theme or the book puts over the pages of a section.

use anthology_base::{Lang, Span};
use anthology_book::{Book, SectionKind};
use anthology_document::Inline;

use crate::index::{SectionTitle, plain};
use crate::inline::Context;
use crate::section::{is_display, setter_text};
use crate::set::RunningHead;
use crate::theme::HeadContent;

/// The heads of section `number`, verso and recto.
pub(crate) fn running_heads(context: &Context<'_>, number: usize, lang: Lang) -> [RunningHead; 2] {
    let heads = published_heads(context, number, lang);
    let kind = &context.book.sections[number].kind;
    let Some(day) = context.book.draft else { return heads };
    if *kind == SectionKind::Title || matches!(kind, SectionKind::Part { .. }) {
        return heads;
    }
    heads.map(|head| {
        let text =
            if head.text.is_empty() { format!("Draft, {day}") } else { format!("Draft, {day} · {}", head.text) };
        RunningHead { text, ..head }
    })
}

/// The running heads of a book that is no draft.
fn published_heads(context: &Context<'_>, number: usize, lang: Lang) -> [RunningHead; 2] {
    let book = context.book;
    let kind = &book.sections[number].kind;
    let title = &context.index.sections[number];
    if matches!(kind, SectionKind::Part { .. }) || is_display(book, kind) {
        return Default::default();
    }
    let tokens = &context.theme.heads;
    let own = &book.typesetting.running_heads;
    let contents = [(&own.verso, &tokens.verso), (&own.recto, &tokens.recto)];
    let contents = contents.map(|(own, theme)| own.as_deref().map_or_else(|| theme.clone(), HeadContent::from));
    if !matches!(kind, SectionKind::Chapter(_)) {
        // A list is its own chapter and has no author.
        return contents.map(|content| match content {
            HeadContent::None => RunningHead::default(),
            HeadContent::Text(text) => text.into(),
            _ => chapter_head(context, title, lang),
        });
    }
    contents.map(|content| match content {
        HeadContent::None => RunningHead::default(),
        HeadContent::Title => book_head(context),
        HeadContent::Chapter => {
            let head = chapter_head(context, title, lang);
            if head.text.is_empty() { book_head(context) } else { head }
        }
        HeadContent::Author => {
            let text = setter_text(context, &title.author, lang);
            if text.is_empty() { book_head(context) } else { text.into() }
        }
        HeadContent::Part => part_head(context, number).unwrap_or_else(|| book_head(context)),
        HeadContent::Text(text) => text.into(),
    })
}

/// The book's short title, or its title.
fn book_head(context: &Context<'_>) -> RunningHead {
    let Book { metadata, title_span, .. } = context.book;
    let title = metadata.short_title.as_ref().unwrap_or(&metadata.title);
    let text = setter_text(context, &plain(title), metadata.language);
    let authors = metadata.contributors.iter().filter(|c| c.role == anthology_book::Role::Author);
    let names: Vec<&str> = authors.map(|author| author.name.as_str()).collect();
    let instead = anthology_language::words(metadata.language).list(&names);
    RunningHead { text, instead: Some(instead).filter(|names| !names.is_empty()), span: *title_span }
}

/// A chapter's short title, or its title.
fn chapter_head(context: &Context<'_>, title: &SectionTitle, lang: Lang) -> RunningHead {
    let shown: &[Inline] = title.short.as_ref().unwrap_or(&title.title);
    let instead = Some(setter_text(context, &title.author, lang)).filter(|author| !author.is_empty());
    RunningHead { text: setter_text(context, shown, lang), instead, span: span_of(shown) }
}

/// The title of the part that a chapter stands in.
fn part_head(context: &Context<'_>, number: usize) -> Option<RunningHead> {
    let book = context.book;
    if book.sections[number].depth == 0 {
        return None;
    }
    let is_part = |&at: &usize| matches!(book.sections[at].kind, SectionKind::Part { .. });
    let part = (0..number).rev().find(is_part)?;
    let title = &context.index.sections[part].title;
    Some(setter_text(context, title, book.metadata.language).into())
}

fn span_of(inlines: &[Inline]) -> Option<Span> {
    inlines.iter().map(|inline| inline.span).reduce(Span::to).filter(|span| span.end > 0)
}
