//! The text as web pages: one for each section, and one with all of them.

use anthology_xhtml::{Markup, has_heading, write_sections};
use rayon::prelude::*;

use crate::page::{PageFrame, PageLink};
use crate::site::Context;
use crate::site_file::SiteFile;

/// The pages of the text.
pub(crate) fn pages(context: &Context<'_>) -> Vec<SiteFile> {
    let count = context.site.text.sections.len();
    let mut files: Vec<SiteFile> = (0..count).into_par_iter().map(|index| section(context, index)).collect();
    files.push(whole_book(context));
    files
}

pub(crate) fn section(context: &Context<'_>, index: usize) -> SiteFile {
    let sections = &context.site.text.sections;
    let link = |index: usize| {
        let section = sections.get(index)?;
        let path = context.pages.file(section);
        let href = path.strip_prefix("read/").unwrap_or(&path).to_owned();
        Some(PageLink { href, title: context.pages.name(section) })
    };
    let own = &sections[index];
    let title = context.pages.name(own);
    let frame = PageFrame {
        chrome: &context.chrome,
        title: &title,
        lang: own.lang,
        root: "../",
        class: "reading",
        previous: index.checked_sub(1).and_then(link),
        next: link(index + 1),
    };
    let main = |m: &mut Markup| {
        if !has_heading(&own.blocks) {
            m.line("h1", &[("class", "visually-hidden")], &title);
        }
        write_sections(m, &context.pages, index..index + 1);
    };
    let page = frame.write(|_| (), main);
    SiteFile { path: context.pages.file(own), bytes: page.into_bytes() }
}

/// The page with all sections: for reading without a connection, for a browser's own search, for screen readers.
fn whole_book(context: &Context<'_>) -> SiteFile {
    let text = context.site.text;
    let frame = PageFrame {
        chrome: &context.chrome,
        title: &text.metadata.title,
        lang: text.metadata.language,
        root: "../",
        class: "reading whole",
        previous: None,
        next: None,
    };
    let main = |m: &mut Markup| {
        m.line("h1", &[("class", "visually-hidden")], &text.metadata.title);
        write_sections(m, &context.one_page, 0..text.sections.len());
    };
    SiteFile { path: format!("read/{}", context.one_page.one_page()), bytes: frame.write(|_| (), main).into_bytes() }
}
