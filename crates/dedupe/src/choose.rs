//! Which variant of a text to keep.

use crate::text::Text;

/// The reason why a variant was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// There is only one.
    Only,
    /// It was kept before, and what was decided stays decided.
    KeptBefore,
    /// The others break off.
    Complete,
    /// It is the last of the states of a page.
    Latest,
    /// It has the most words, by more than two in a hundred.
    Longest,
    /// It alone has a title.
    Titled,
    /// It has the fewest boilerplate lines.
    Cleanest,
    /// All else being equal, it comes first.
    Earliest,
}

impl Reason {
    /// The reason in words, to follow "kept because".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Only => "it is the only copy",
            Self::KeptBefore => "it was kept by an earlier import",
            Self::Complete => "the other copies break off",
            Self::Latest => "it is the latest state of the page",
            Self::Longest => "it is the longest copy",
            Self::Titled => "it has a title where the capture shows one",
            Self::Cleanest => "it has the fewest boilerplate lines",
            Self::Earliest => "the copies are equally good and it comes first",
        }
    }
}

/// Picks from `members` (indices into `texts`); each criterion narrows the field until one is left.
/// `words` are the word counts of all texts.
pub(crate) fn choose(members: &[usize], texts: &[Text<'_>], words: &[usize]) -> (usize, Reason) {
    let mut field = members.to_vec();
    if let [only] = field[..] {
        return (only, Reason::Only);
    }
    let narrow = |field: &mut Vec<usize>, keep: &dyn Fn(usize) -> bool| {
        if field.iter().any(|&m| keep(m)) {
            field.retain(|&m| keep(m));
        }
        field.len() == 1
    };
    if narrow(&mut field, &|m| texts[m].kept_before) {
        return (field[0], Reason::KeptBefore);
    }
    if narrow(&mut field, &|m| texts[m].complete) {
        return (field[0], Reason::Complete);
    }
    if field.iter().all(|&m| texts[m].revision.is_some()) {
        let latest = field.iter().filter_map(|&m| texts[m].revision).max();
        if narrow(&mut field, &|m| texts[m].revision == latest) {
            return (field[0], Reason::Latest);
        }
    }
    let longest = field.iter().map(|&m| words[m]).max().unwrap_or(0);
    if narrow(&mut field, &|m| words[m] * 100 >= longest * 98) {
        return (field[0], Reason::Longest);
    }
    if narrow(&mut field, &|m| texts[m].titled) {
        return (field[0], Reason::Titled);
    }
    let cleanest = field.iter().map(|&m| texts[m].boilerplate_lines).min().unwrap_or(0);
    if narrow(&mut field, &|m| texts[m].boilerplate_lines == cleanest) {
        return (field[0], Reason::Cleanest);
    }
    field.sort_by_key(|&m| texts[m].rank);
    (field[0], Reason::Earliest)
}
