//! Hyphenation by patterns (F. M. Liang, *Word Hy-phen-a-tion by Com-put-er*, 1983).
//!
//! A pattern is a piece of a word with a digit between some of its letters; `.` is a word's edge. All patterns that occur
//! in a word are laid over it, and at each place the highest digit counts: an odd one allows a break, an even one forbids
//! it. So patterns of level 1 allow breaks, those of level 2 are their exceptions, those of level 3 the exceptions to
//! these, and so on. Liang finds the patterns with a trie packed into an array; the `hyphenation` crate has a minimal
//! transducer (Mihov and Maurel, 2001) whose output is the index of the pattern's digits ([`Locus`]).
//!
//! Departure: the crate decodes a node of its transducer for every letter of every word. [`Walk`] remembers the
//! transitions that were taken, of which the words of a language share most; this makes it a lazily built trie.

#[expect(clippy::disallowed_types, reason = "looked up by state and byte, never iterated")]
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use fst::raw::Fst;
use hyphenation::{Language, Load as _, Standard};
use rustc_hash::FxBuildHasher;
use serde::Deserialize;

/// Byte offsets within a word before which it may be broken, as a bit set. A word of more than 128 bytes
/// has none.
pub(crate) type Points = u128;

/// The patterns of a language.
#[expect(clippy::disallowed_types, reason = "looked up by word, never iterated")]
pub(crate) struct Patterns {
    /// Words whose breaks are known without patterns.
    exceptions: HashMap<String, Vec<usize>>,
    automaton: Fst<Vec<u8>>,
    /// By the automaton's outputs.
    tallies: Vec<Vec<Locus>>,
    /// Transitions found so far, one set for each thread that has looked words up.
    walks: Mutex<Vec<Walk>>,
}

/// The beginning of a dictionary as the crate serialises it. Its API has no access to the patterns themselves.
#[derive(Deserialize)]
struct Stored<'a> {
    _language: u32,
    tallies: Vec<Vec<Locus>>,
    #[serde(borrow)]
    automaton: &'a [u8],
}

/// A digit of a pattern and its place (Liang's hyphenation value).
#[derive(Clone, Copy, Debug, Deserialize)]
struct Locus {
    /// Bytes of the pattern before it.
    index: u8,
    value: u8,
}

/// A state of the transducer: what the patterns that begin with the same letters have in common.
struct State {
    /// The address of its node in the automaton.
    node: usize,
    /// The sum of the outputs on the path from the root.
    output: u64,
    /// The pattern's index in `tallies`, if a pattern ends here.
    tally: Option<usize>,
}

/// The transitions that were taken before, and the digits of the current word.
#[expect(clippy::disallowed_types, reason = "looked up by state and byte, never iterated")]
struct Walk {
    states: Vec<State>,
    /// The next state by state and byte; none where no pattern continues so.
    next: HashMap<(u32, u8), Option<u32>, FxBuildHasher>,
    /// The highest digit before each byte of the word, which has a `.` before and after it.
    values: Vec<u8>,
}

impl Patterns {
    /// The patterns of a language, if the crate has them.
    pub(crate) fn load(language: Language) -> Option<Self> {
        let standard = Standard::from_embedded(language).ok()?;
        let bytes = bincode::serialize(&standard).ok()?;
        let Stored { tallies, automaton, .. } = bincode::deserialize(&bytes).ok()?;
        let automaton = Fst::new(automaton.to_vec()).ok()?;
        Some(Self { exceptions: standard.exceptions.0, automaton, tallies, walks: Mutex::default() })
    }

    /// The hyphenation points of a word of lower-case letters.
    pub(crate) fn points(&self, lower: &str) -> Points {
        if lower.len() > 128 {
            return 0;
        }
        if let Some(known) = self.exceptions.get(lower) {
            return known.iter().filter(|&&at| at < 128).fold(0, |points, at| points | 1 << at);
        }
        let lock = || self.walks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut walk = lock().pop().unwrap_or_else(|| Walk::new(&self.automaton));
        walk.weigh(self, lower.as_bytes());
        let odd = |at: usize| lower.is_char_boundary(at) && walk.values[at + 1] % 2 == 1;
        let points = (1..lower.len()).filter(|&at| odd(at)).fold(0, |points, at| points | 1 << at);
        lock().push(walk);
        points
    }
}

impl Walk {
    fn new(automaton: &Fst<Vec<u8>>) -> Self {
        let root = State { node: automaton.root().addr(), output: 0, tally: None };
        Self { states: vec![root], next: Default::default(), values: Vec::new() }
    }

    /// Lays all patterns that occur in a word over it.
    fn weigh(&mut self, patterns: &Patterns, word: &[u8]) {
        self.values.clear();
        self.values.resize(word.len() + 3, 0);
        for start in 0..word.len() + 1 {
            let mut state = 0;
            for at in start..word.len() + 2 {
                let byte = at.checked_sub(1).and_then(|at| word.get(at)).copied().unwrap_or(b'.');
                let Some(next) = self.step(patterns, state, byte) else { break };
                state = next;
                let Some(tally) = self.states[state as usize].tally else { continue };
                for locus in patterns.tallies.get(tally).into_iter().flatten() {
                    if let Some(value) = self.values.get_mut(start + usize::from(locus.index)) {
                        *value = locus.value.max(*value);
                    }
                }
            }
        }
    }

    fn step(&mut self, patterns: &Patterns, from: u32, byte: u8) -> Option<u32> {
        if let Some(&known) = self.next.get(&(from, byte)) {
            return known;
        }
        let State { node, output, .. } = self.states[from as usize];
        let node = patterns.automaton.node(node);
        let found = node.find_input(byte).map(|index| {
            let transition = node.transition(index);
            let (next, output) = (patterns.automaton.node(transition.addr), output + transition.out.value());
            let tally = next.is_final().then(|| (output + next.final_output().value()) as usize);
            self.states.push(State { node: transition.addr, output, tally });
            self.states.len() as u32 - 1
        });
        self.next.insert((from, byte), found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyphenation::Hyphenator as _;

    #[test]
    fn points_are_those_that_the_crate_finds() {
        let words = "antidisestablishmentarianism project oblige donaudampfschifffahrtsgesellschaft übergrößenträger \
                     l’impossibilité élévation чрезвычайноинтересно подъезд közszolgáltatásait ιδιοσυγκρασία \
                     nejneobhospodařovávatelnějšími århundredeskiftet æstetik żółć a ab abc straße iπ x"
            .split_whitespace();
        let mut broken = 0;
        for language in [
            Language::EnglishUS,
            Language::EnglishGB,
            Language::German1996,
            Language::French,
            Language::Russian,
            Language::Hungarian,
            Language::GreekMono,
            Language::Czech,
            Language::Danish,
            Language::Polish,
        ] {
            let patterns = Patterns::load(language).unwrap();
            let standard = Standard::from_embedded(language).unwrap();
            for word in words.clone().chain(words.clone()) {
                let found = patterns.points(word);
                let (start, end) = standard.boundaries(word).unwrap_or((1, 0));
                let points: Vec<usize> =
                    (0..128).filter(|&at| found >> at & 1 == 1 && (start..=end).contains(&at)).collect();
                broken += points.len();
                assert_eq!(points, standard.opportunities(word), "{language:?}: {word}");
            }
        }
        assert!(broken > 500, "{broken} breaks");
    }
}
