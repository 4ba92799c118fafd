//! Texts in, clusters out: which texts are the same text, which variant to keep and why, and how two
//! variants differ.
//!
//! The stages are table-shaped, each linear in its input: texts → fingerprints ([`normalise`]) → word
//! shingles → MinHash signatures and LSH bands, and a sample of shingles for containment → candidate
//! pairs → exact containment → alignment → components → the kept variant. Nothing here knows where a
//! text came from.

mod align;
mod candidates;
mod choose;
mod cluster;
mod minhash;
mod normal;
mod shingle;

pub use align::{Difference, Hunk, compare};
pub use choose::Reason;
pub use cluster::{Cluster, Clusters, Link, Relation, Settings, Text, cluster};
pub use normal::{fingerprint, normalise, words};
