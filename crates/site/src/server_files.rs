//! What tells servers of the usual kinds the types of the files: Apache, hosts that read `_headers`, and GitHub Pages,
//! which would leave out names that begin with an underscore.

use crate::downloads::Download;
use crate::site_file::{SiteFile, text_file};

/// Endings that servers often don't know, or send as an archive. A later one overrules an earlier one.
const TYPES: [(&str, &str); 5] = [
    (".epub", "application/epub+zip"),
    (".kepub.epub", "application/kepub+zip"),
    (".atom", "application/atom+xml;profile=opds-catalog;kind=acquisition"),
    (".ann", "application/json"),
    (".ics", "text/calendar; charset=utf-8"),
];

const FEED: &str = "application/opds+json";

/// The files.
pub(crate) fn files(listed: bool, downloads: &[Download]) -> [SiteFile; 3] {
    let mut apache = String::from("AddDefaultCharset utf-8\n");
    for (ending, media_type) in TYPES {
        let pattern = ending.replace('.', "\\.");
        apache.push_str(&format!("<FilesMatch \"{pattern}$\">\n  ForceType \"{media_type}\"\n</FilesMatch>\n"));
    }
    apache.push_str(&format!("<Files \"opds.json\">\n  ForceType \"{FEED}\"\n</Files>\n"));
    // Such hosts know no patterns within a name.
    let mut headers = format!("/opds.json\n  Content-Type: {FEED}\n/opds.atom\n  Content-Type: {}\n", TYPES[2].1);
    for file in downloads {
        headers.push_str(&format!("/{}\n  Content-Type: {}\n", file.href(), file.kind.media_type()));
    }
    if !listed {
        apache.push_str("<IfModule mod_headers.c>\n  Header set X-Robots-Tag \"noindex\"\n</IfModule>\n");
        headers.push_str("/*\n  X-Robots-Tag: noindex\n");
    }
    [text_file(".htaccess", apache), text_file("_headers", headers), text_file(".nojekyll", String::new())]
}
