//! `[site]`: the web pages that `anthology distribute` makes.

use anthology_base::{Diagnostic, Diagnostics};

use crate::read::Table;

/// `[site]`, with defaults filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteOptions {
    /// The address at which the folder will be on the web, with a `/` at its end.
    pub url: Option<String>,
    /// True if search engines may list its pages.
    pub index: bool,
}

pub(super) fn site(root: &mut Table<'_>, d: &mut Diagnostics) -> SiteOptions {
    let Some(mut table) = root.table("site", d) else { return SiteOptions::default() };
    let url = table.get("url").and_then(|value| {
        let span = value.span();
        let url = value.string(d)?;
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let allowed = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}#?".contains(c);
        if host.is_some_and(|host| !host.starts_with('/') && !host.is_empty()) && url.chars().all(allowed) {
            return Some(format!("{}/", url.trim_end_matches('/')));
        }
        d.push(
            Diagnostic::error("bad-url", format!("`{url}` is not the address of a folder on the web"))
                .at(span)
                .hint("write url = \"https://example.org/book/\"; leave it out if the pages won't be on the web"),
        );
        None
    });
    let options = SiteOptions { url, index: table.bool("index", d).unwrap_or(false) };
    table.finish(d);
    options
}
