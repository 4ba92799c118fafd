//! What the folder is made of.

use anthology_base::Date;
use anthology_group::{Changes, Places};
use anthology_typeset::{PageMap, SetText, SiteWords, Words};
use anthology_xhtml::Publication;

use crate::downloads::Download;
use crate::page::{Chrome, ChromeLink};

/// What the folder is made of, besides the files to download.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The text, in the style whose pages are the reference pages.
    pub text: &'a SetText,
    /// The reference pages.
    pub map: &'a PageMap,
    /// The names of the places in both.
    pub places: &'a Places,
    /// The cover.
    pub cover: Option<Cover<'a>>,
    /// The address of the folder on the web, if it is known; it ends in `/`.
    pub url: Option<&'a str>,
    /// True if search engines may list the pages.
    pub listed: bool,
    /// What has changed since an earlier copy.
    pub changes: Option<&'a Changes>,
    /// The date of the copy.
    pub date: Date,
    /// The groups whose pages are part of the folder, by name and path of the first page.
    pub groups: &'a [ListedGroup],
}

/// A group whose pages everybody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedGroup {
    /// Its name.
    pub name: String,
    /// The folder of its pages: `groups/thursday-circle/`.
    pub folder: String,
}

/// The cover as a small image.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    /// A JPEG file.
    pub jpeg: &'a [u8],
    /// Its alternative text.
    pub alt: &'a str,
}

/// What all pages share.
pub(crate) struct Context<'a> {
    pub(crate) site: &'a Site<'a>,
    pub(crate) pages: Publication<'a>,
    pub(crate) one_page: Publication<'a>,
    pub(crate) downloads: &'a [Download],
    pub(crate) words: &'static SiteWords,
    pub(crate) book_words: &'static Words,
    pub(crate) chrome: Chrome<'a>,
}

impl<'a> Context<'a> {
    /// What surrounds every page of the folder: the book's title, which leads to the first page, and the finder.
    pub(crate) fn chrome(site: &Site<'a>, words: &'static SiteWords, book_words: &'static Words) -> Chrome<'a> {
        let (name, lang) = (site.text.metadata.title.as_str(), site.text.metadata.language);
        let links = vec![
            ChromeLink { class: "book", href: "index.html", text: name, lang },
            ChromeLink { class: "", href: "find.html", text: &words.find, lang: words.lang },
        ];
        Chrome { name, lang, listed: site.listed, links, words, book_words }
    }
}
