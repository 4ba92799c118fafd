//! What surrounds the text of a page: head, navigation, links to the pages before and after.

use anthology_base::Lang;
use anthology_typeset::{SiteWords, Words};
use anthology_xhtml::Markup;

use crate::site::Context;

/// The id of the main part of a page. No id of a book has a colon.
const MAIN: &str = "site:main";

/// A neighbour of a page.
#[derive(Clone, Debug)]
pub(crate) struct PageLink {
    pub(crate) href: String,
    pub(crate) title: String,
}

/// What surrounds the main part of every page of a folder.
#[derive(Clone)]
pub(crate) struct Chrome<'a> {
    /// What window titles end with: the title of the book or the name of a group.
    pub(crate) name: &'a str,
    /// The language of the book.
    pub(crate) lang: Lang,
    /// True if search engines may list the pages.
    pub(crate) listed: bool,
    /// The links above every page. Addresses are relative to the folder.
    pub(crate) links: Vec<ChromeLink<'a>>,
    pub(crate) words: &'static SiteWords,
    pub(crate) book_words: &'static Words,
}

/// A link above every page.
#[derive(Clone)]
pub(crate) struct ChromeLink<'a> {
    pub(crate) class: &'static str,
    pub(crate) href: &'a str,
    pub(crate) text: &'a str,
    /// The language of its text.
    pub(crate) lang: Lang,
}

/// A page without its main part.
pub(crate) struct PageFrame<'a> {
    pub(crate) chrome: &'a Chrome<'a>,
    pub(crate) title: &'a str,
    /// The language of the main part.
    pub(crate) lang: Lang,
    /// From the page's folder to the folder of its style sheet and of the links above it: empty or `../`.
    pub(crate) root: &'a str,
    /// The class of the body.
    pub(crate) class: &'a str,
    pub(crate) previous: Option<PageLink>,
    pub(crate) next: Option<PageLink>,
}

impl<'a> PageFrame<'a> {
    /// The frame of a page of the folder's top level.
    pub(crate) fn top(context: &'a Context<'a>, title: &'a str) -> Self {
        let chrome = &context.chrome;
        Self { chrome, title, lang: chrome.words.lang, root: "", class: "site", previous: None, next: None }
    }

    /// The page with its main part. `head` adds to its head.
    pub(crate) fn write(&self, head: impl FnOnce(&mut Markup), main: impl FnOnce(&mut Markup)) -> String {
        let name = self.chrome.name;
        let title = if self.title == name { name.to_owned() } else { format!("{} · {name}", self.title) };
        let mut m = Markup::html();
        // The style sheet is for the direction of the book's language; others name theirs.
        let direction = if self.lang.is_rtl() { "rtl" } else { "ltr" };
        m.open("html", &[("lang", self.lang.as_str()), ("dir", direction)]);
        m.newline();
        m.open("head", &[]);
        m.newline();
        for attributes in [
            &[("charset", "utf-8")][..],
            &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")],
            &[("name", "color-scheme"), ("content", "light dark")],
        ] {
            m.empty("meta", attributes);
            m.newline();
        }
        m.line("title", &[], &title);
        if !self.chrome.listed {
            m.empty("meta", &[("name", "robots"), ("content", "noindex")]);
            m.newline();
        }
        m.empty("link", &[("rel", "stylesheet"), ("href", &format!("{}style.css", self.root))]);
        m.newline();
        // Without one, browsers ask the server for a file that isn't there.
        m.empty("link", &[("rel", "icon"), ("href", "data:,")]);
        m.newline();
        head(&mut m);
        m.close_line("head");
        m.open("body", &[("class", self.class)]);
        m.newline();
        self.open_chrome(&mut m, "header");
        m.line("a", &[("class", "skip"), ("href", &format!("#{MAIN}"))], &self.chrome.words.skip);
        self.navigation(&mut m, &self.chrome.book_words.contents);
        m.close_line("header");
        m.open("main", &[("id", MAIN), ("tabindex", "-1")]);
        m.newline();
        main(&mut m);
        m.close_line("main");
        if self.previous.is_some() || self.next.is_some() {
            self.open_chrome(&mut m, "footer");
            m.open("nav", &[("aria-label", &self.chrome.words.next)]);
            m.newline();
            self.neighbours(&mut m);
            m.close_line("nav");
            m.close_line("footer");
        }
        m.close_line("body");
        m.close_line("html");
        m.finish()
    }

    /// An element in the language of the words that the program brings along.
    fn open_chrome(&self, m: &mut Markup, name: &str) {
        let own = self.chrome.words.lang;
        let lang = if own == self.lang { "" } else { own.as_str() };
        let direction = match own.is_rtl() {
            rtl if rtl == self.lang.is_rtl() => "",
            true => "rtl",
            false => "ltr",
        };
        m.open(name, &[("class", "chrome"), ("lang", lang), ("dir", direction)]);
        m.newline();
    }

    fn navigation(&self, m: &mut Markup, label: &str) {
        m.open("nav", &[("aria-label", label)]);
        m.newline();
        for ChromeLink { class, href, text, lang } in &self.chrome.links {
            let root = if href.contains("://") { "" } else { self.root };
            let href = format!("{root}{href}");
            let other = if *lang == self.chrome.words.lang { "" } else { lang.as_str() };
            m.line("a", &[("class", class), ("href", &href), ("lang", other)], text);
        }
        m.close_line("nav");
    }

    fn neighbours(&self, m: &mut Markup) {
        let words = self.chrome.words;
        let lang = self.chrome.lang;
        let lang = if lang == words.lang { "" } else { lang.as_str() };
        for (link, rel, word) in [(&self.previous, "prev", &words.previous), (&self.next, "next", &words.next)] {
            let Some(link) = link else { continue };
            m.open("a", &[("rel", rel), ("class", rel), ("href", &link.href)]);
            m.line("span", &[("class", "way")], word);
            m.raw(" ");
            m.line("span", &[("lang", lang)], &link.title);
            m.close_line("a");
        }
    }
}
