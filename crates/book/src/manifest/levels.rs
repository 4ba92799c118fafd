//! `[diagnostics]`: the levels of single findings.

use anthology_base::{Diagnostics, Severity, Span};

use crate::read::Table;

/// The level that the book gives to a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelSetting {
    /// The code, which may be unknown.
    pub code: String,
    /// The source of the code.
    pub span: Span,
    /// The severity; `None` for findings that aren't shown.
    pub level: Option<Severity>,
}

const LEVELS: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warn", Some(Severity::Warning)),
    ("note", Some(Severity::Note)),
    ("off", None),
];

pub(super) fn levels(root: &mut Table<'_>, d: &mut Diagnostics) -> Vec<LevelSetting> {
    let Some(table) = root.table("diagnostics", d) else { return Vec::new() };
    let entries = table.all().into_iter();
    let setting = |(code, value): (crate::read::Located<&str>, crate::read::Value<'_>)| {
        let level = value.choice(&LEVELS, d)?;
        Some(LevelSetting { code: code.value.to_owned(), span: code.span, level })
    };
    entries.filter_map(setting).collect()
}
