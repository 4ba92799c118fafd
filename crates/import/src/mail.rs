//! MIME messages: pages saved as MHTML, and mails such as newsletters.

use crate::documents::{Document, Media, said};
use mailparse::{MailHeaderMap as _, ParsedMail, parse_mail};

/// Parts of one message, in all.
const MAX_PARTS: usize = 10_000;

/// The essays of a message; an error says why there is none.
pub(crate) fn read(bytes: &[u8], name: &str) -> Result<Vec<Document>, String> {
    let message = parse_mail(bytes).map_err(|error| format!("a damaged message: {error}"))?;
    let mut parts = Vec::new();
    collect(&message, &mut parts);
    let header = |part: &ParsedMail<'_>, name: &str| part.headers.get_first_value(name).and_then(said);
    let page = parts.iter().find(|p| p.ctype.mimetype.eq_ignore_ascii_case("text/html"));
    let subject = header(&message, "Subject").filter(|s| !s.is_empty());
    let when = header(&message, "Date");
    let address = header(&message, "Snapshot-Content-Location")
        .or_else(|| page.and_then(|p| header(p, "Content-Location")))
        .filter(|a| a.starts_with("http"));
    let saved = header(&message, "From").is_some_and(|f| f.starts_with("<Saved by")) || address.is_some();
    let mut media = Vec::new();
    for part in parts.iter().filter(|p| p.ctype.mimetype.starts_with("image/")) {
        let Ok(bytes) = part.get_body_raw() else { continue };
        let id = header(part, "Content-ID").map(|id| format!("cid:{}", id.trim_matches(['<', '>'])));
        for address in [header(part, "Content-Location"), id].into_iter().flatten() {
            media.push(Media { address, bytes: bytes.clone() });
        }
    }
    let mut documents = match page {
        Some(page) => {
            let html = page.get_body().map_err(|error| format!("a damaged message: {error}"))?;
            let from = address.map_or_else(String::new, |a| format!("<!-- saved from url=({:04}){a} -->\n", a.len()));
            crate::page::read(&(from + &html), name)
        }
        None => {
            let plain = parts.iter().find(|p| p.ctype.mimetype.eq_ignore_ascii_case("text/plain"));
            let text = plain.and_then(|p| p.get_body().ok()).ok_or("a message without text")?;
            let html = crate::wordpress::paragraphs(&crate::xml::escaped(&text));
            let hints = crate::html::Hints { title: subject.as_deref(), ..Default::default() };
            vec![Document { content: crate::html::fragment(&html, &hints), ..Document::default() }]
        }
    };
    for document in &mut documents {
        document.content.media.extend(media.iter().cloned());
        document.title = document.title.take().or_else(|| subject.clone());
        if !saved {
            let from = header(&message, "From").and_then(|f| said(f.split('<').next().unwrap_or_default()));
            document.author = document.author.take().or_else(|| from.map(|f| f.trim_matches('"').to_owned()));
            document.date = document.date.or_else(|| when.as_deref().and_then(crate::dates::date));
        }
        document.found("the message's headers");
    }
    Ok(documents)
}

fn collect<'a, 'b>(message: &'b ParsedMail<'a>, out: &mut Vec<&'b ParsedMail<'a>>) {
    let mut queue = std::collections::VecDeque::from([message]);
    while let Some(part) = queue.pop_front().filter(|_| out.len() < MAX_PARTS) {
        out.push(part);
        queue.extend(&part.subparts);
    }
}
