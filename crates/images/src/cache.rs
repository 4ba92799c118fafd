//! Results kept between builds, under keys made of an image's bytes and of what it was made into.

use anthology_base::World;

use crate::costs::ALGORITHM;

/// A cache for results. By default there is none, and everything is computed.
#[derive(Clone, Copy, Default)]
pub struct Cache<'a> {
    world: Option<&'a dyn World>,
}

impl std::fmt::Debug for Cache<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cache").field("enabled", &self.world.is_some()).finish()
    }
}

/// Bytes of the checksum before an entry.
const CHECKSUM: usize = 16;

impl<'a> Cache<'a> {
    /// The cache of a world.
    pub fn new(world: &'a dyn World) -> Self {
        Self { world: Some(world) }
    }

    /// The result for these inputs: from the cache, or computed and stored. `inputs` are a purpose with its parameters
    /// and all bytes that the result depends on. An entry that was damaged, or that `decode` refuses, is computed anew.
    pub fn get<T>(
        &self,
        inputs: &[&[u8]],
        decode: impl FnOnce(&[u8]) -> Option<T>,
        encode: impl FnOnce(&T) -> Vec<u8>,
        compute: impl FnOnce() -> T,
    ) -> T {
        let Some(world) = self.world else { return compute() };
        let key = key(inputs);
        if let Some(known) = world.cached(&key)
            && let Some((sum, value)) = known.split_first_chunk::<CHECKSUM>()
            && *sum == checksum(value)
            && let Some(value) = decode(value)
        {
            return value;
        }
        let value = compute();
        let encoded = encode(&value);
        world.cache(&key, &[&checksum(&encoded)[..], &encoded].concat());
        value
    }
}

/// A key that no other inputs have: each goes into the hash with its length before it.
fn key(inputs: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&ALGORITHM.to_le_bytes());
    for input in inputs {
        hasher.update(&(input.len() as u64).to_le_bytes());
        hasher.update(input);
    }
    let hex = hasher.finalize().to_hex();
    format!("image-{}", &hex[..40])
}

fn checksum(value: &[u8]) -> [u8; CHECKSUM] {
    let hash = blake3::hash(value);
    std::array::from_fn(|i| hash.as_bytes()[i])
}

#[cfg(test)]
mod tests {
    use anthology_base::MemoryWorld;

    use super::*;

    fn number(cache: Cache<'_>, compute: impl FnOnce() -> u8) -> u8 {
        cache.get(&[b"n", b"input"], |bytes| bytes.first().copied(), |n| vec![*n], compute)
    }

    #[test]
    fn what_was_computed_once_is_kept() {
        let world = MemoryWorld::new();
        assert_eq!(number(Cache::new(&world), || 7), 7);
        assert_eq!(number(Cache::new(&world), || 8), 7);
        assert_eq!(number(Cache::default(), || 8), 8);
    }

    #[test]
    fn damaged_entries_are_computed_anew() {
        let world = MemoryWorld::new();
        number(Cache::new(&world), || 7);
        let key = key(&[b"n", b"input"]);
        let whole = world.cached(&key).expect("an entry");
        for damaged in [vec![], whole[..5].to_vec(), [&whole[..whole.len() - 1], &[9]].concat()] {
            world.cache(&key, &damaged);
            assert_eq!(number(Cache::new(&world), || 9), 9);
            assert_eq!(number(Cache::new(&world), || 1), 9, "and stored anew");
        }
    }

    #[test]
    fn inputs_do_not_run_together() {
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
    }
}
