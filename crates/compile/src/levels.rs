//! The levels of findings: those that the book sets in `[diagnostics]`, and those of a draft.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, Severity, nearest};
use anthology_book::LevelSetting;
use anthology_explain::{entries, entry};

/// What findings are changed to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    /// By code; `None` for those that aren't shown.
    by_code: BTreeMap<String, Option<Severity>>,
    /// True if no error stops the book.
    draft: bool,
}

impl Levels {
    /// The levels of a book, and what is wrong with them.
    pub(crate) fn of(settings: &[LevelSetting], draft: bool) -> (Self, Diagnostics) {
        let mut levels = Self { by_code: BTreeMap::new(), draft };
        let mut found = Diagnostics::new();
        for LevelSetting { code, span, level } in settings {
            match entry(code) {
                None => {
                    let finding = Diagnostic::error("unknown-diagnostic", format!("no diagnostic is called `{code}`"));
                    found.push(
                        match nearest(code, entries().map(|entry| entry.code)) {
                            Some(known) => finding.hint(format!("did you mean `{known}`?")),
                            None => {
                                finding.hint("copy the code from the brackets of the message: `error[missing-alt]`")
                            }
                        }
                        .at(*span),
                    );
                }
                Some(entry) if entry.fixed && *level != Some(Severity::Error) => found.push(
                    Diagnostic::error("fixed-diagnostic", format!("the level of `{code}` can't be lowered"))
                        .at(*span)
                        .hint(format!("remove the line; `anthology explain {code}` says how to mend the cause")),
                ),
                Some(_) => {
                    levels.by_code.insert(code.clone(), *level);
                }
            }
        }
        (levels, found)
    }

    /// The same findings at their levels, without those that aren't shown.
    pub(crate) fn adjust(&self, found: Diagnostics) -> Diagnostics {
        if self.by_code.is_empty() && !self.draft {
            return found;
        }
        let adjusted = found.into_iter().filter_map(|mut finding| {
            if let Some(level) = self.by_code.get(finding.code) {
                finding.severity = (*level)?;
            }
            if self.draft {
                finding.severity = finding.severity.min(Severity::Warning);
            }
            Some(finding)
        });
        adjusted.collect()
    }

    /// The number of findings that only a draft passes over.
    pub(crate) fn excused(&self, found: &Diagnostics) -> usize {
        if !self.draft {
            return 0;
        }
        let published = Self { draft: false, ..self.clone() };
        published.adjust(found.clone()).count(Severity::Error)
    }
}
