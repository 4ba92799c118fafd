//! An index of phrases: each word of a text is looked up in it, instead of the text being searched for each
//! phrase.

/// PhraseIndex by their first words.
pub(crate) struct PhraseIndex {
    /// First word, place in the list, phrase; in this order.
    sorted: Vec<(&'static str, usize, &'static str)>,
    /// True if a phrase begins with a byte: most words of a text end the search here.
    begins: [bool; 256],
}

impl PhraseIndex {
    pub(crate) fn new(list: &[&'static str]) -> Self {
        let mut sorted: Vec<_> = list.iter().enumerate().map(|(i, &p)| (first(p), i, p)).collect();
        sorted.sort_unstable();
        let mut begins = [false; 256];
        list.iter().filter_map(|p| p.bytes().next()).for_each(|b| begins[usize::from(b)] = true);
        Self { sorted, begins }
    }

    /// The phrases that begin with the first word of `rest`, with their places.
    fn beginning(&self, rest: &str) -> impl Iterator<Item = (usize, &'static str)> {
        let known = rest.bytes().next().is_some_and(|b| self.begins[usize::from(b)]);
        let word = if known { first(rest) } else { "" };
        let from = if known { self.sorted.partition_point(|e| e.0 < word) } else { self.sorted.len() };
        self.sorted[from..].iter().take_while(move |e| e.0 == word).map(|e| (e.1, e.2))
    }

    /// The places of the phrases that occur in [`crate::shape::normalised_words`] as whole words, in the order of the
    /// list. An apostrophe ends a word, as a space does.
    fn places(&self, normalised: &str) -> Vec<(usize, &'static str)> {
        let mut found: Vec<(usize, &'static str)> = normalised
            .match_indices(ENDS)
            .flat_map(|(at, _)| {
                let rest = &normalised[at + 1..];
                self.beginning(rest).filter(move |(_, p)| occurs_at_start(rest, p, ENDS))
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The phrases that occur in a normalised text, in the order of the list.
    pub(crate) fn all(&self, normalised: &str) -> impl Iterator<Item = &'static str> {
        self.places(normalised).into_iter().map(|(_, p)| p)
    }

    /// The first phrase of the list that occurs in a normalised text.
    pub(crate) fn find(&self, normalised: &str) -> Option<&'static str> {
        self.all(normalised).next()
    }

    /// True if any of the phrases occurs in a normalised text between spaces.
    pub(crate) fn is_in(&self, normalised: &str) -> bool {
        normalised.match_indices(' ').any(|(at, _)| self.at_start(&normalised[at + 1..]).next().is_some())
    }

    /// The phrases that a text of plain words begins with, in the order of the list.
    pub(crate) fn at_start(&self, plain: &str) -> impl Iterator<Item = &'static str> {
        self.beginning(plain).filter(move |(_, p)| occurs_at_start(plain, p, [' ', ' '])).map(|(_, p)| p)
    }
}

const ENDS: [char; 2] = [' ', '\''];

fn first(text: &str) -> &str {
    text.find(ENDS).map_or(text, |end| &text[..end])
}

fn occurs_at_start(text: &str, phrase: &str, ends: [char; 2]) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: &[&str] = &["b a", "a", "b", "a'b", "a b", "c'a b", "ab"];

    /// The search that the index replaces.
    fn searched(normalised: &str, ends: &[char]) -> Vec<&'static str> {
        let occurs_at_start = |p: &str| {
            normalised
                .match_indices(p)
                .any(|(at, _)| normalised[..at].ends_with(ends) && normalised[at + p.len()..].starts_with(ends))
        };
        // A phrase may overlap itself; no phrase of the list does.
        LIST.iter().copied().filter(|p| occurs_at_start(p)).collect()
    }

    proptest! {
        #[test]
        fn finds_what_a_search_finds(words in proptest::collection::vec("[abc]{1,2}('[abc]{1,2})?", 0..8)) {
            let phrases = PhraseIndex::new(LIST);
            let normalised = format!(" {} ", words.join(" "));
            prop_assert_eq!(phrases.all(&normalised).collect::<Vec<_>>(), searched(&normalised, &[' ', '\'']));
            prop_assert_eq!(phrases.find(&normalised), searched(&normalised, &[' ', '\'']).first().copied());
            prop_assert_eq!(phrases.is_in(&normalised), !searched(&normalised, &[' ']).is_empty());
            let starts: Vec<_> = LIST.iter().copied().filter(|p| normalised[1..].starts_with(&format!("{p} "))).collect();
            prop_assert_eq!(phrases.at_start(&normalised[1..]).collect::<Vec<_>>(), starts);
        }
    }
}
