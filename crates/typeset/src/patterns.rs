//! A language's patterns, and the breaks that they give (F. M. Liang, *Word Hy-phen-a-tion by Com-put-er*, 1983).
//!
//! The crate keeps its patterns in a transducer that is as small as it can be, and decodes a node of it for every
//! letter. Here the steps that were taken are remembered: the words of a language have most of them in common.

#[expect(clippy::disallowed_types, reason = "looked up by state and byte, never walked through")]
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
#[expect(clippy::disallowed_types, reason = "looked up by word, never walked through")]
pub(crate) struct Patterns {
    /// Words whose breaks are known without patterns.
    exceptions: HashMap<String, Vec<usize>>,
    automaton: Fst<Vec<u8>>,
    /// By the automaton's outputs.
    tallies: Vec<Vec<Locus>>,
    /// What threads remember that look for no word at the moment.
    walks: Mutex<Vec<Walk>>,
}

/// The beginning of a dictionary as the crate stores it. It gives no way to its patterns but asking for those of a
/// word.
#[derive(Deserialize)]
struct Stored<'a> {
    _language: u32,
    tallies: Vec<Vec<Locus>>,
    #[serde(borrow)]
    automaton: &'a [u8],
}

/// A figure of a pattern. Of the figures at one place the highest counts: an odd one allows a break.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Locus {
    /// How many bytes of the pattern stand before it.
    index: u8,
    value: u8,
}

/// What a pattern may begin with.
struct State {
    /// The address of its node in the automaton.
    node: usize,
    /// The sum of the outputs on the way there.
    output: u64,
    /// The pattern's tally, if it is one.
    tally: Option<usize>,
}

/// The steps through the automaton that were taken before, and room to work in.
#[expect(clippy::disallowed_types, reason = "looked up by state and byte, never walked through")]
struct Walk {
    states: Vec<State>,
    /// The next state by state and byte; none where no pattern goes on so.
    next: HashMap<(u32, u8), Option<u32>, FxBuildHasher>,
    /// The highest figure before each byte of the word with a stop before and behind it.
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

    /// Where a word may be broken. It is in lower case, its letters alone.
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

    /// Lays all patterns that a word has over each other.
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
            let way = node.transition(index);
            let (next, output) = (patterns.automaton.node(way.addr), output + way.out.value());
            let tally = next.is_final().then(|| (output + next.final_output().value()) as usize);
            self.states.push(State { node: way.addr, output, tally });
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
