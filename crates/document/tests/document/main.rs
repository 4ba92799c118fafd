//! Chapters in, trees out; and back.

mod commonmark;
mod dump;
mod generate;
mod golden;
mod html;
mod images;
mod robust;
mod roundtrip;

use proptest::test_runner::{Config, RngSeed};

/// Properties are tried on the same cases in every run, or on those that `PROPTEST_RNG_SEED` and `PROPTEST_CASES` ask
/// for.
fn properties(cases: u32, seed: u64) -> Config {
    let asked = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { cases };
    let rng_seed = if asked.rng_seed == RngSeed::Random { RngSeed::Fixed(seed) } else { asked.rng_seed };
    Config { cases, failure_persistence: None, rng_seed, ..asked }
}
