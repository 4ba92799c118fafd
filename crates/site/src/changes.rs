//! The page that says what has changed since an earlier copy.

use anthology_base::{Address, Date};
use anthology_typeset::date_in_words;
use anthology_xhtml::Markup;

use crate::Context;

/// What has changed since a copy that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The date of that copy.
    pub since: Date,
    /// New paragraphs.
    pub new: Vec<Address>,
    /// Paragraphs whose words have changed.
    pub changed: Vec<Address>,
    /// Paragraphs that are gone.
    pub removed: Vec<Address>,
    /// Labels of pages that begin elsewhere.
    pub moved_pages: Vec<String>,
}

/// `changes.html`.
pub(crate) fn page(context: &Context<'_>) -> String {
    let words = context.words;
    context.top_page(&words.changes).write(
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
    for (name, addresses) in [(&words.new, &changes.new), (&words.changed, &changes.changed)] {
        if addresses.is_empty() {
            continue;
        }
        m.line("dt", &[], name);
        for address in addresses {
            m.open("dd", &[]);
            place(m, context, address);
            m.close_line("dd");
        }
    }
    let gone: Vec<String> = changes.removed.iter().map(Address::to_string).collect();
    for (name, names) in [(&words.removed, &gone), (&words.moved_pages, &changes.moved_pages)] {
        if !names.is_empty() {
            m.line("dt", &[], name);
            m.line("dd", &[], &names.join(&context.book_words.comma));
        }
    }
    m.close_line("dl");
}

/// A link to a paragraph, by its names.
fn place(m: &mut Markup, context: &Context<'_>, address: &Address) {
    let Some(place) = context.site.places.find(address) else {
        m.text(&address.to_string());
        return;
    };
    let file = context.site.text.sections.get(place.section).map_or_else(String::new, |s| context.pages.file(s));
    m.open("a", &[("href", &format!("{file}#{address}"))]);
    match &place.page {
        Some(page) => {
            let (before, after) = context.book_words.around_page();
            m.text(&format!("{before}{page}{after}, ¶\u{a0}{}", place.paragraph_on_page));
        }
        None => m.text(&address.to_string()),
    }
    m.close("a");
    m.text(&format!(" · {address} · “{}”", place.first_words));
}
