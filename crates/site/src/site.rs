//! What the folder is made of.

use anthology_base::Date;
use anthology_group::{Changes, Places};
use anthology_typeset::{PageMap, SetText, SiteWords, Words};
use anthology_xhtml::Publication;

use crate::downloads::Download;

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
}
