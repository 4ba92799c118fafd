//! Text without meaning, for what compares texts.

const WORDS: [&str; 40] = [
    "river", "ledger", "copper", "window", "answer", "winter", "harbour", "paper", "engine", "garden", "letter",
    "market", "silence", "number", "stone", "bridge", "orchard", "lantern", "ferry", "kitchen", "tower", "meadow",
    "carpet", "thunder", "island", "mirror", "basket", "needle", "candle", "railway", "pepper", "summer", "anchor",
    "button", "feather", "hammer", "ladder", "magnet", "pocket", "saddle",
];

/// `count` invented sentences of `words` words; those of different seeds have no run of words in common.
pub fn sentences(seed: u64, count: usize, words: usize) -> Vec<String> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        WORDS[(state >> 33) as usize % WORDS.len()]
    };
    (0..count).map(|_| (0..words).map(|_| next()).collect::<Vec<_>>().join(" ") + ".").collect()
}
