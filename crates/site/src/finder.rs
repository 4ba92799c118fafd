//! The finder: where page 42, paragraph 3 is, and what else it is called. Without a script it is a table of pages; the
//! script's data is a script itself, since a page that is opened from a disk may not fetch a file (Fetch, 4.1).

use std::collections::BTreeMap;

use anthology_group::{PagePlace, Place};
use anthology_typeset::{ParagraphId, SetParagraph};
use anthology_xhtml::{Markup, page_id};
use serde_json::{Value, json};

use crate::costs::BEGINNING_WORDS;
use crate::landing::plain;
use crate::page::PageFrame;
use crate::site::Context;

/// The script of the page.
pub(crate) const SCRIPT: &str = include_str!("find.js");

/// `find.html`.
pub(crate) fn page(context: &Context<'_>) -> String {
    let words = context.words;
    let head = |m: &mut Markup| {
        for script in ["places.js", "find.js"] {
            m.open("script", &[("src", script), ("defer", "defer")]);
            m.close_line("script");
        }
    };
    PageFrame::top(context, &words.find).write(head, |m| {
        m.line("h1", &[], &words.find);
        form(m, context);
        m.line("h2", &[("id", "pages")], &words.all_pages);
        table(m, context);
    })
}

fn form(m: &mut Markup, context: &Context<'_>) {
    let words = context.words;
    // The script shows it.
    m.open("form", &[("id", "finder"), ("role", "search"), ("hidden", "hidden"), ("action", "find.html")]);
    m.newline();
    m.line("label", &[("for", "query")], &words.find_label);
    m.open("div", &[("class", "field")]);
    let input =
        [("id", "query"), ("name", "q"), ("type", "search"), ("autocomplete", "off"), ("aria-describedby", "hint")];
    m.empty("input", &input);
    m.line("button", &[("type", "submit")], &words.find);
    m.close_line("div");
    let example = context.site.places.paragraphs.iter().find(|place| place.address.number.ordinal >= 12);
    let example = example.or(context.site.places.paragraphs.first());
    let example = example.map_or_else(String::new, |place| place.address.to_string().replace('.', " "));
    m.line("p", &[("id", "hint"), ("class", "hint")], &words.find_hint.replace("{example}", &example));
    m.open("div", &[("id", "answers"), ("aria-live", "polite")]);
    m.close_line("div");
    m.close_line("form");
}

fn table(m: &mut Markup, context: &Context<'_>) {
    let (site, words) = (context.site, context.words);
    let lang = site.text.metadata.language;
    let lang = if lang == words.lang { "" } else { lang.as_str() };
    m.open("table", &[("class", "places")]);
    m.newline();
    m.open("thead", &[]);
    m.open("tr", &[]);
    for head in [&words.page, &words.chapter, &words.begins_with] {
        m.line("th", &[("scope", "col")], head);
    }
    m.close("tr");
    m.close_line("thead");
    let texts: BTreeMap<ParagraphId, &SetParagraph> = site.text.paragraphs().map(|p| (p.id, p)).collect();
    m.open("tbody", &[("lang", lang)]);
    m.newline();
    for (page, mapped) in site.places.pages.iter().zip(&site.map.pages) {
        // A blank page has no marker of its own.
        let Some((paragraph, at)) = mapped.start else { continue };
        let Some(section) = site.text.sections.get(page.section) else { continue };
        m.open("tr", &[]);
        m.open("th", &[("scope", "row")]);
        m.open("a", &[("href", &page_href(context, page))]);
        m.text(&page.label);
        m.close("a");
        m.close("th");
        m.line("td", &[], &context.pages.name(section));
        let (start, first) = (texts.get(&paragraph), page.paragraphs.first());
        let first = first.and_then(|&first| site.places.paragraphs.get(first));
        let begins = match (start, first) {
            // Above the first paragraph is a heading, or a chapter's number.
            (Some(start), Some(first)) if start.address.is_none() => beginning(&first.text, 0),
            (Some(start), _) => beginning(&start.text, at as usize),
            (None, _) => String::new(),
        };
        m.line("td", &[], &begins);
        m.close_line("tr");
    }
    m.close_line("tbody");
    m.close_line("table");
}

fn page_href(context: &Context<'_>, page: &PagePlace) -> String {
    let file = context.site.text.sections.get(page.section).map_or_else(String::new, |s| context.pages.file(s));
    format!("{file}#{}", page_id(&page.label))
}

fn place_href(context: &Context<'_>, place: &Place) -> String {
    let file = context.site.text.sections.get(place.section).map_or_else(String::new, |s| context.pages.file(s));
    format!("{file}#{}", place.address)
}

/// The words with which a page begins that starts in a paragraph.
fn beginning(paragraph: &str, at: usize) -> String {
    let rest = paragraph.get(at..).map(plain).unwrap_or_default();
    let words: Vec<&str> = rest.split(' ').take(BEGINNING_WORDS + 1).collect();
    let more = if words.len() > BEGINNING_WORDS { " …" } else { "" };
    format!("{}{more}", words[..words.len().min(BEGINNING_WORDS)].join(" "))
}

/// `places.js`: chapters, pages, paragraphs, and the words of the finder's answers.
pub(crate) fn data(context: &Context<'_>) -> String {
    let places = context.site.places;
    let sections = &context.site.text.sections;
    let chapters: Vec<Value> =
        sections.iter().map(|s| json!([s.slug.as_str(), context.pages.name(s), context.pages.file(s)])).collect();
    let pages: Vec<Value> = (places.pages.iter())
        .filter(|page| !page.paragraphs.is_empty())
        .map(|page| json!([page.label, page_href(context, page), page.paragraphs, u8::from(page.carried_over)]))
        .collect();
    let paragraphs: Vec<Value> = (places.paragraphs.iter())
        .map(|place| {
            let number = place.margin_number.map_or_else(String::new, |number| number.to_string());
            json!([
                place.address.to_string(),
                place_href(context, place),
                place.page.as_deref().unwrap_or_default(),
                place.paragraph_on_page,
                place.first_words,
                number,
                plain(&place.text),
            ])
        })
        .collect();
    let (before, after) = context.book_words.around_page();
    let words = json!({
        "page": [before, after],
        "pageName": context.words.page,
        "nothing": context.words.find_nothing,
        "notCounting": context.words.not_counting,
    });
    let data = json!({ "words": words, "chapters": chapters, "pages": pages, "paragraphs": paragraphs });
    format!("\"use strict\";\nconst places = {data};\n")
}
