//! Which of many phrases stand in a text: each word of the text is looked up, instead of each phrase being
//! searched for from end to end.

/// Phrases by their first words.
pub(crate) struct Phrases {
    /// First word, place in the list, phrase; in this order.
    sorted: Vec<(&'static str, usize, &'static str)>,
    /// Whether a phrase begins with a byte: most words of a text end the search here.
    begins: [bool; 256],
}

impl Phrases {
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

    /// The places of the phrases that stand in a [`crate::shape::haystack`] as whole words, in the order of the
    /// list. An apostrophe ends a word, as a space does.
    fn places(&self, hay: &str) -> Vec<(usize, &'static str)> {
        let mut found: Vec<(usize, &'static str)> = hay
            .match_indices(ENDS)
            .flat_map(|(at, _)| {
                let rest = &hay[at + 1..];
                self.beginning(rest).filter(move |(_, p)| stands(rest, p, ENDS))
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The phrases that stand in a haystack, in the order of the list.
    pub(crate) fn all(&self, hay: &str) -> impl Iterator<Item = &'static str> {
        self.places(hay).into_iter().map(|(_, p)| p)
    }

    /// The first phrase of the list that stands in a haystack.
    pub(crate) fn find(&self, hay: &str) -> Option<&'static str> {
        self.all(hay).next()
    }

    /// Whether any of the phrases stands in a haystack between spaces.
    pub(crate) fn is_in(&self, hay: &str) -> bool {
        hay.match_indices(' ').any(|(at, _)| self.at_start(&hay[at + 1..]).next().is_some())
    }

    /// The phrases that a text of plain words begins with, in the order of the list.
    pub(crate) fn at_start(&self, plain: &str) -> impl Iterator<Item = &'static str> {
        self.beginning(plain).filter(move |(_, p)| stands(plain, p, [' ', ' '])).map(|(_, p)| p)
    }
}

const ENDS: [char; 2] = [' ', '\''];

fn first(text: &str) -> &str {
    text.find(ENDS).map_or(text, |end| &text[..end])
}

fn stands(text: &str, phrase: &str, ends: [char; 2]) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(ends))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIST: &[&str] = &["b a", "a", "b", "a'b", "a b", "c'a b", "ab"];

    /// What the lookup replaces.
    fn searched(hay: &str, ends: &[char]) -> Vec<&'static str> {
        let stands = |p: &str| {
            hay.match_indices(p).any(|(at, _)| hay[..at].ends_with(ends) && hay[at + p.len()..].starts_with(ends))
        };
        // A phrase may overlap itself; no phrase of the list does.
        LIST.iter().copied().filter(|p| stands(p)).collect()
    }

    proptest! {
        #[test]
        fn finds_what_a_search_finds(words in proptest::collection::vec("[abc]{1,2}('[abc]{1,2})?", 0..8)) {
            let phrases = Phrases::new(LIST);
            let hay = format!(" {} ", words.join(" "));
            prop_assert_eq!(phrases.all(&hay).collect::<Vec<_>>(), searched(&hay, &[' ', '\'']));
            prop_assert_eq!(phrases.find(&hay), searched(&hay, &[' ', '\'']).first().copied());
            prop_assert_eq!(phrases.is_in(&hay), !searched(&hay, &[' ']).is_empty());
            let starts: Vec<_> = LIST.iter().copied().filter(|p| hay[1..].starts_with(&format!("{p} "))).collect();
            prop_assert_eq!(phrases.at_start(&hay[1..]).collect::<Vec<_>>(), starts);
        }
    }
}
