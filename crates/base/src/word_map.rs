//! A map from words to values, for caches that are asked at every word of a book.

#[expect(clippy::disallowed_types, reason = "looked up by word, never walked through")]
use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

/// Bytes of the longest word that is keyed by one number.
const SHORT: usize = 15;

/// A map from words to values. It has no order and therefore no iterator, so that no output can depend on one.
///
/// Nearly all words have at most 15 bytes: these are keyed by numbers, which are compared in one step and without
/// following a pointer.
#[derive(Clone, Debug)]
#[expect(clippy::disallowed_types, reason = "looked up by word, never walked through")]
pub struct WordMap<V> {
    short: HashMap<u128, V, FxBuildHasher>,
    long: HashMap<Box<str>, V, FxBuildHasher>,
}

impl<V> Default for WordMap<V> {
    fn default() -> Self {
        Self { short: Default::default(), long: Default::default() }
    }
}

impl<V> WordMap<V> {
    /// The value of a word.
    pub fn get(&self, word: &str) -> Option<&V> {
        match number(word) {
            Some(number) => self.short.get(&number),
            None => self.long.get(word),
        }
    }

    /// Sets the value of a word.
    pub fn insert(&mut self, word: &str, value: V) {
        match number(word) {
            Some(number) => self.short.insert(number, value),
            None => self.long.insert(word.into(), value),
        };
    }
}

/// A short word's bytes and their number.
fn number(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    if bytes.len() > SHORT {
        return None;
    }
    let mut number = [0; SHORT + 1];
    number[..bytes.len()].copy_from_slice(bytes);
    number[SHORT] = bytes.len() as u8;
    Some(u128::from_le_bytes(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_are_kept_apart() {
        let words: Vec<String> = (0..40).flat_map(|n| ["a", "\0", "é"].map(|c| c.repeat(n))).collect();
        let mut map = WordMap::default();
        for (i, word) in words.iter().enumerate() {
            map.insert(word, i);
        }
        for (i, word) in words.iter().enumerate().skip(3) {
            assert_eq!(map.get(word), Some(&i), "{word:?}");
        }
        assert_eq!(map.get(""), Some(&2), "the empty word was set three times");
        assert_eq!(map.get("aé"), None);
    }
}
