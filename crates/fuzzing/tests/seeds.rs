//! The seed corpus of the fuzz targets, replayed: each file as it is, and a few mutations of it.

use std::fs;
use std::path::{Path, PathBuf};

use anthology_fuzzing::{TARGETS, Target};

/// Mutations of each seed. cargo-fuzz tries millions; these few see to it that a target doesn't break on the first one.
/// `FUZZ_MUTATIONS` asks for others: `1000` or, with the first one, `5000..9000`.
fn mutations() -> std::ops::Range<u64> {
    let asked = std::env::var_os("FUZZ_MUTATIONS").and_then(|asked| asked.into_string().ok()).unwrap_or_default();
    let (first, end) = asked.split_once("..").unwrap_or(("0", asked.as_str()));
    first.parse().unwrap_or(0)..end.parse().unwrap_or(4)
}

fn seeds(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut seeds: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "no seeds in {}", folder.display());
    seeds
}

/// A number after another: xorshift64*, so that each run tries the same.
fn next(state: &mut u64) -> usize {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize
}

/// The bytes with some changed, removed or repeated.
fn mutated(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for _ in 0..1 + next(&mut state) % 6 {
        if bytes.is_empty() {
            break;
        }
        let at = next(&mut state) % bytes.len();
        let end = (at + 1 + next(&mut state) % 40).min(bytes.len());
        match next(&mut state) % 4 {
            0 => bytes[at] = next(&mut state) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => bytes.extend_from_within(at..end),
            _ => bytes.insert(at, b"*_[]^~|`\"'<>&{}#\n"[next(&mut state) % 17]),
        }
    }
    bytes
}

fn replay(name: &str) {
    let (_, target): &(_, Target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    for seed in seeds(name) {
        let bytes = fs::read(&seed).unwrap_or_else(|error| panic!("{}: {error}", seed.display()));
        // The name of the input that breaks a target is what a reader of a failure needs.
        println!("{}", seed.display());
        target(&bytes);
        for n in mutations() {
            println!("{} with mutation {n}", seed.display());
            target(&mutated(&bytes, n + 1));
        }
    }
}

#[test]
fn document() {
    replay("document");
}

#[test]
fn manifest() {
    replay("manifest");
}

#[test]
fn paragraph() {
    replay("paragraph");
}

#[test]
fn book() {
    replay("book");
}

#[test]
fn image() {
    replay("image");
}

#[test]
fn font() {
    replay("font");
}

#[test]
fn import() {
    replay("import");
}
