//! Near-duplicate detection.
//!
//! Input: texts ([`Text`]). Output: [`Clusters`] of texts that are the same text, with the variant to keep and the
//! reason, and for two variants their [`Difference`].
//!
//! ```
//! use anthology_dedupe::{Settings, Text, TextSource, cluster};
//!
//! let essay = (1..80).map(|n| format!("The mill had {n} sacks that year.")).collect::<Vec<_>>().join(" ");
//! let update = format!("{essay} An update: the mill was sold.");
//! fn text(text: &dyn TextSource, rank: u32) -> Text<'_> {
//!     Text { text, titled: true, complete: true, boilerplate_lines: 0, kept_before: false, revision: None, rank }
//! }
//! let found = cluster(&[text(&essay, 0), text(&update, 1)], Settings::default(), &[], &[]);
//! assert_eq!(found.clusters.len(), 1);
//! assert_eq!(found.clusters[0].members, [0, 1]);
//! ```
//!
//! The stages are table-shaped, each linear in its input: texts → fingerprints ([`normalise`]) → word
//! shingles → MinHash signatures and LSH bands, and a sample of shingles for containment → candidate
//! pairs → exact containment → alignment → components → the kept variant. Nothing here knows where a
//! text came from. In memory is a [`Digest`] of each text; the texts may be anywhere ([`TextSource`]). [`Corpus`] has
//! the stages one by one, so that the candidates may be made elsewhere.

mod align;
mod candidates;
mod changes;
mod choose;
mod cluster;
mod costs;
mod digest;
mod minhash;
mod normal;
mod sequence;
mod shingle;
mod text;

pub use align::{Coverage, Difference, Hunk, compare};
pub use changes::{Change, changes};
pub use choose::Reason;
pub use cluster::{Cluster, Clusters, Corpus, Link, Pair, Relation, Settings, cluster};
pub use digest::{Digest, minhash, paragraphs};
pub use normal::{fingerprint, normalise, words};
pub use sequence::{Counterpart, ParseSketchError, Sketch, align};
pub use text::{Text, TextSource};
