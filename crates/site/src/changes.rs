//! The page that says what has changed since an earlier copy.

use anthology_base::{Address, Slug};
use anthology_group::Changes;
use anthology_typeset::date_in_words;
use anthology_xhtml::Markup;

use crate::page::PageFrame;
use crate::site::Context;

/// `changes.html`.
pub(crate) fn page(context: &Context<'_>) -> String {
    let words = context.words;
    PageFrame::top(context, &words.changes).write(
        |_| (),
        |m| {
            m.line("h1", &[], &words.changes);
            let copy = words.copy_of.replace("{date}", &date_in_words(context.site.date, words.lang));
            m.line("p", &[], &copy);
            match context.site.changes {
                None => m.line("p", &[], &words.first_copy),
                Some(changes) => list(m, context, changes),
            }
        },
    )
}

fn list(m: &mut Markup, context: &Context<'_>, changes: &Changes) {
    let words = context.words;
    let since = words.since.replace("{date}", &date_in_words(changes.since, words.lang));
    m.line("h2", &[], &since);
    m.open("dl", &[]);
    m.newline();
    for (name, chapters, addresses) in
        [(&words.new, &changes.new_chapters[..], &changes.new), (&words.changed, &[][..], &changes.changed)]
    {
        if chapters.is_empty() && addresses.is_empty() {
            continue;
        }
        m.line("dt", &[], name);
        for slug in chapters {
            m.open("dd", &[]);
            chapter(m, context, slug);
            m.close_line("dd");
        }
        for address in addresses {
            m.open("dd", &[]);
            place(m, context, address);
            m.close_line("dd");
        }
    }
    let gone = changes.deleted_chapters.iter().map(Slug::to_string);
    let gone: Vec<String> = gone.chain(changes.deleted.iter().map(Address::to_string)).collect();
    for (name, names) in [(&words.removed, &gone), (&words.moved_pages, &changes.pages)] {
        if !names.is_empty() {
            m.line("dt", &[], name);
            m.line("dd", &[], &names.join(&context.book_words.comma));
        }
    }
    m.close_line("dl");
}

/// A link to a chapter.
fn chapter(m: &mut Markup, context: &Context<'_>, slug: &Slug) {
    let Some(section) = context.site.text.sections.iter().find(|section| section.slug == *slug) else { return };
    m.open("a", &[("href", &context.pages.file(section))]);
    m.text(&context.pages.name(section));
    m.close("a");
}

/// A link to a paragraph, by its names.
fn place(m: &mut Markup, context: &Context<'_>, address: &Address) {
    let Some(place) = context.site.places.find(address) else {
        m.text(&address.to_string());
        return;
    };
    let file = context.site.text.sections.get(place.section).map_or_else(String::new, |s| context.pages.file(s));
    let names = place.names(context.site.text.metadata.language);
    let (first, others) = names.split_first().map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
    m.open("a", &[("href", &format!("{file}#{address}"))]);
    m.text(first);
    m.close("a");
    for name in others {
        m.text(&format!(" · {name}"));
    }
}
