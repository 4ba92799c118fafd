//! The files of the folder.

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path in the folder, with `/`.
    pub path: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// A file of text.
pub(crate) fn text_file(path: &str, text: String) -> SiteFile {
    SiteFile { path: path.to_owned(), bytes: text.into_bytes() }
}
