//! The notebook: what the members have marked and noted, in the order of the book, as a web page.

use std::fmt::Write;

use anthology_base::xml::escape;
use anthology_base::{Address, Lang};
use anthology_book::{A_READER, Confidence, MemberNote};
use anthology_group::Places;
use anthology_language::list_words;

/// The style of the page: nothing from elsewhere, readable in the dark, and on paper.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{max-width:38em;margin:2em auto;padding:0 1em;font:1.05em/1.5 Georgia,serif}\
h1,h2{line-height:1.2}\
.place{font-size:.85em;margin:1.6em 0 .2em}\
blockquote{margin:.3em 0;padding-inline-start:.8em;border-inline-start:.2em solid}\
p{margin:.3em 0}";

/// The page. Private notes are left out, and so are those without a place, which the file has.
pub fn notebook(notes: &[MemberNote], places: &Places, title: &str, lang: Lang) -> String {
    let own = list_words(lang);
    let heading = format!("{} · {title}", own.notebook);
    let direction = if lang.is_rtl() { "rtl" } else { "ltr" };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{0}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <main>\n<h1>{0}</h1>\n",
        escape(&heading)
    );
    let mut section = None;
    for place in &places.paragraphs {
        let here: Vec<&MemberNote> = notes.iter().filter(|note| is_at(note, &place.address)).collect();
        if here.is_empty() {
            continue;
        }
        if section != Some(place.section) {
            section = Some(place.section);
            let _ = writeln!(out, "<h2>{}</h2>", escape(&place.title));
        }
        let _ = writeln!(out, "<p class=\"place\">{}</p>", escape(&place.names(lang).join(" · ")));
        for (quote, notes) in by_quote(&here) {
            if !quote.is_empty() {
                let _ = writeln!(out, "<blockquote>{}</blockquote>", escape(quote));
            }
            for note in notes {
                let _ = writeln!(out, "{}", note_line(note, lang));
            }
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn is_at(note: &MemberNote, address: &Address) -> bool {
    !note.private && note.confidence != Confidence::Unplaced && note.address.as_ref() == Some(address)
}

/// The notes about each passage, passages in the order of the file.
fn by_quote<'a>(notes: &[&'a MemberNote]) -> Vec<(&'a str, Vec<&'a MemberNote>)> {
    let mut found: Vec<(&str, Vec<&MemberNote>)> = Vec::new();
    for note in notes {
        match found.iter_mut().find(|(quote, _)| *quote == note.quote) {
            Some((_, same)) => same.push(note),
            None => found.push((&note.quote, vec![note])),
        }
    }
    found
}

/// A note with its reader, or a reader who has only marked the passage.
fn note_line(note: &MemberNote, lang: Lang) -> String {
    let own = list_words(lang);
    let who = if note.who == A_READER { own.a_reader.as_str() } else { note.who.as_str() };
    let perhaps = match note.confidence {
        Confidence::Perhaps => format!(" ({})", escape(&own.perhaps)),
        _ => String::new(),
    };
    let text = note.note.lines().map(escape).collect::<Vec<_>>().join("<br>");
    let gap = if text.is_empty() { "" } else { " " };
    format!("<p>{text}{gap}— {}{perhaps}</p>", escape(who))
}
