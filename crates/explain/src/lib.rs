//! The entry of every diagnostic code. Input: a code, such as `missing-alt`. Output: what it means, why it matters, how
//! to mend its cause, and whether its level may be changed.
//!
//! ```
//! let entry = anthology_explain::entry("missing-alt").expect("a code");
//! assert!(entry.text.starts_with("An image has no alternative text."));
//! assert!(entry.mend.is_some() && entry.example.is_some());
//! assert!(!entry.fixed);
//! ```

/// The entries as one text: a heading per code, paragraphs, and lines that begin with `Mend:`, `Example:` or `Fixed.`
const CODES: &str = include_str!("codes.md");

/// The explanation of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code: `missing-alt`.
    pub code: &'static str,
    /// What it means and why it matters, in Markdown.
    pub text: &'static str,
    /// What to do; `None` where there is nothing to do.
    pub mend: Option<&'static str>,
    /// A right example.
    pub example: Option<&'static str>,
    /// True if `[diagnostics]` can't change its level: the files made would be invalid, or not the book that was meant.
    pub fixed: bool,
}

/// All entries, sorted by code.
pub fn entries() -> impl Iterator<Item = Entry> {
    CODES.split("\n## ").skip(1).filter_map(|section| {
        let (code, body) = section.split_once('\n')?;
        let field = |name: &str| body.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let fields = ["Mend:", "Example:", "Fixed."];
        let end = body.lines().find(|line| fields.iter().any(|field| line.starts_with(field)));
        let end = end.map_or(body.len(), |line| line.as_ptr() as usize - body.as_ptr() as usize);
        Some(Entry {
            code: code.trim(),
            text: body[..end].trim(),
            mend: field("Mend:"),
            example: field("Example:"),
            fixed: body.lines().any(|line| line == "Fixed."),
        })
    })
}

/// The entry of a code.
pub fn entry(code: &str) -> Option<Entry> {
    entries().find(|entry| entry.code == code)
}
