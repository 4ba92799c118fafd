//! The clusters: exact copies, near copies, truncated copies, and texts contained in others.

use crate::align::{Difference, compare};
use crate::candidates::candidates;
use crate::choose::{Reason, choose};
use crate::costs::{ALIGNED, CONTAINMENT, MIN_WORDS, SHINGLE_CAP, TEMPLATE_CHANGES};
use crate::digest::Digest;
use crate::normal::{normalise, words as normal_words};
use crate::shingle::{shared, shingle};
use crate::text::Text;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The thresholds. Shares are parts of 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The least share of the smaller text's shingles that the larger one holds too.
    pub containment: u32,
    /// The least share of the shorter text's words that occur in the longer one in the same order.
    pub aligned: u32,
    /// Shorter texts are compared only for being exactly the same.
    pub min_words: usize,
    /// A shingle that more texts share is boilerplate.
    pub cap: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { containment: CONTAINMENT, aligned: ALIGNED, min_words: MIN_WORDS, cap: SHINGLE_CAP }
    }
}

/// Relation of a text to the variant that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The same words.
    Exact,
    /// An edited copy of about the same length.
    Near,
    /// The beginning of the other.
    Truncated,
    /// A part of the other.
    Contained,
    /// The same text by way of a third variant.
    Chained,
}

impl Relation {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Truncated => "truncated",
            Self::Contained => "contained",
            Self::Chained => "chained",
        }
    }
}

/// Two texts, by their indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Index of a text.
    pub a: usize,
    /// Index of another.
    pub b: usize,
}

impl Pair {
    /// The pair with the smaller index first.
    fn ordered(self) -> Self {
        Self { a: self.a.min(self.b), b: self.a.max(self.b) }
    }
}

/// A verified pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Index of a text.
    pub a: usize,
    /// Index of another, `a < b`.
    pub b: usize,
    /// Relation of the smaller text to the larger.
    pub relation: Relation,
    /// Shared shingles as parts of 1000 of the smaller text's.
    pub containment: u32,
}

/// Texts that are one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Indices, ascending.
    pub members: Vec<usize>,
    /// The variant to keep.
    pub kept: usize,
    /// The reason for that choice.
    pub reason: Reason,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clusters {
    /// Every text is in exactly one cluster; ordered by their first members.
    pub clusters: Vec<Cluster>,
    /// Every verified pair, ordered.
    pub links: Vec<Link>,
}

impl Clusters {
    /// Relation of a member to the kept variant of its cluster.
    pub fn relation(&self, member: usize, kept: usize) -> Relation {
        let (a, b) = (member.min(kept), member.max(kept));
        self.links.binary_search_by_key(&(a, b), |l| (l.a, l.b)).map_or(Relation::Chained, |at| self.links[at].relation)
    }
}

/// Finds which texts are the same text. `apart` are pairs that somebody has ruled to be different: neither is
/// merged into the other, though both may be merged into a third. `together` are pairs ruled to be the same.
///
/// The result depends on the texts and not on their order, indices apart.
pub fn cluster(texts: &[Text<'_>], settings: Settings, apart: &[Pair], together: &[Pair]) -> Clusters {
    let mut corpus = Corpus::new(texts.to_vec(), settings);
    corpus.verify(&corpus.candidates());
    corpus.clusters(apart, together)
}

/// Texts with their digests and the pairs that have been verified: the stages of [`cluster`] one by one, for a corpus
/// whose candidates come from elsewhere, or whose clusters are wanted twice.
#[derive(Debug)]
pub struct Corpus<'a> {
    texts: Vec<Text<'a>>,
    settings: Settings,
    digests: Vec<Digest>,
    /// Ordered.
    links: Vec<Link>,
}

impl<'a> Corpus<'a> {
    /// Reads every text once. Exact copies are linked at once.
    pub fn new(texts: Vec<Text<'a>>, settings: Settings) -> Self {
        let digests: Vec<Digest> = texts.par_iter().map(|t| Digest::of(&t.text.text())).collect();
        let links = exact_links(&digests);
        Self { texts, settings, digests, links }
    }

    /// The digest of each text.
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The verified pairs, ordered.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The texts that are compared: of exact copies the first in the order of the sources, and none that are too short.
    pub fn representatives(&self) -> Vec<usize> {
        let key = |i: usize| (self.digests[i].fingerprint, self.texts[i].rank);
        let mut found: Vec<usize> = (0..self.texts.len()).collect();
        found.sort_unstable_by_key(|&i| key(i));
        found.dedup_by_key(|i| self.digests[*i].fingerprint);
        found.retain(|&i| self.digests[i].words >= self.settings.min_words);
        found.sort_unstable_by_key(|&i| self.texts[i].rank);
        found
    }

    /// The pairs worth comparing, in an order that is the texts' own.
    pub fn candidates(&self) -> Vec<Pair> {
        let representatives = self.representatives();
        let digests: Vec<&Digest> = representatives.iter().map(|&i| &self.digests[i]).collect();
        let pairs = candidates(&digests, self.settings.cap).into_iter();
        pairs.map(|(x, y)| Pair { a: representatives[x as usize], b: representatives[y as usize] }.ordered()).collect()
    }

    /// Compares the texts of pairs, and links those that are copies.
    pub fn verify(&mut self, pairs: &[Pair]) {
        let found: Vec<Link> = pairs.par_iter().filter_map(|&pair| self.compared(pair)).collect();
        self.links.extend(found);
        self.links.sort_by_key(|l| (l.a, l.b));
        self.links.dedup_by_key(|l| (l.a, l.b));
    }

    /// The clusters; see [`cluster`].
    pub fn clusters(&self, apart: &[Pair], together: &[Pair]) -> Clusters {
        let apart: BTreeSet<Pair> = apart.iter().map(|pair| pair.ordered()).collect();
        let mut links = self.links.clone();
        links.retain(|l| !apart.contains(&Pair { a: l.a, b: l.b }));
        let mut components = Components::new(self.texts.len());
        for pair in links.iter().map(|l| Pair { a: l.a, b: l.b }).chain(together.iter().copied()) {
            components.join(pair.a, pair.b);
        }
        let linked: BTreeSet<Pair> = links.iter().map(|l| Pair { a: l.a, b: l.b }).collect();
        let mut forced: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for pair in together {
            forced.entry(pair.a).or_default().push(pair.b);
            forced.entry(pair.b).or_default().push(pair.a);
        }
        let exact = |pair: Pair| self.are_equal(pair) && !apart.contains(&pair);
        let belongs = |member: usize, kept: usize| {
            let pair = Pair { a: member, b: kept }.ordered();
            member == kept
                || linked.contains(&pair)
                || forced.get(&member).is_some_and(|list| list.contains(&kept))
                || exact(pair)
                || !apart.contains(&pair) && self.compared(pair).is_some()
        };
        let words: Vec<usize> = self.digests.iter().map(|digest| digest.words).collect();
        let mut clusters: Vec<Cluster> = Vec::new();
        for group in components.groups() {
            split_group(group, &self.texts, &words, &forced, &belongs, &mut clusters);
        }
        clusters.sort_by_key(|c| c.members[0]);
        // Pairs that were verified only because a third text brought them together.
        let missing = clusters.iter().flat_map(|c| c.members.iter().map(|&m| Pair { a: m, b: c.kept }.ordered()));
        let missing: Vec<Pair> = missing.filter(|p| p.a != p.b && !linked.contains(p)).collect();
        let found = missing.par_iter().filter_map(|&pair| {
            let link = Link { a: pair.a, b: pair.b, relation: Relation::Exact, containment: 1000 };
            if exact(pair) { Some(link) } else { self.compared(pair) }
        });
        links.extend(found.collect::<Vec<_>>());
        links.sort_by_key(|l| (l.a, l.b));
        Clusters { clusters, links }
    }

    /// True if two texts have the same words.
    fn are_equal(&self, pair: Pair) -> bool {
        let (a, b) = (&self.digests[pair.a], &self.digests[pair.b]);
        a.fingerprint == b.fingerprint && a.words > 0
    }

    /// The link between two texts, if they are copies.
    fn compared(&self, pair: Pair) -> Option<Link> {
        let Pair { a, b } = pair;
        let least = self.settings.containment;
        if !self.digests[a].may_contain(&self.digests[b], least) {
            return None;
        }
        let (first, second) = (self.texts[a].text.text(), self.texts[b].text.text());
        let (left, right) = (shingle(&first).hashes, shingle(&second).hashes);
        let smaller = left.len().min(right.len()).max(1);
        let containment = (shared(&left, &right) * 1000 / smaller) as u32;
        if containment < least {
            return None;
        }
        let difference = compare(&first, &second);
        (difference.kept_of_shorter() >= self.settings.aligned && !is_template(&difference)).then(|| Link {
            a,
            b,
            relation: relation(&difference),
            containment,
        })
    }
}

/// Rounds in which a group is split; what is left then are texts of their own.
const ROUNDS: usize = 32;

/// Splits a group of linked texts into clusters in which every member is a copy of the kept text: A like B and B like C
/// doesn't make A like C.
fn split_group(
    group: Vec<usize>,
    texts: &[Text<'_>],
    words: &[usize],
    forced: &BTreeMap<usize, Vec<usize>>,
    belongs: &dyn Fn(usize, usize) -> bool,
    clusters: &mut Vec<Cluster>,
) {
    let mut left = group;
    for round in 0.. {
        if left.is_empty() {
            return;
        }
        if round == ROUNDS {
            let alone = |m: usize| Cluster { members: vec![m], kept: m, reason: Reason::Only };
            clusters.extend(left.into_iter().map(alone));
            return;
        }
        let (kept, whole_reason) = choose(&left, texts, words);
        let mut inside: BTreeSet<usize> = left.iter().copied().filter(|&m| belongs(m, kept)).collect();
        // Pairs that somebody ruled to be one text stay together.
        let mut open: Vec<usize> = inside.iter().copied().collect();
        while let Some(member) = open.pop() {
            for &other in forced.get(&member).into_iter().flatten() {
                if inside.insert(other) {
                    open.push(other);
                }
            }
        }
        left.retain(|m| !inside.contains(m));
        let members: Vec<usize> = inside.into_iter().collect();
        let (again, reason) = choose(&members, texts, words);
        let reason = if again == kept { reason } else { whole_reason };
        clusters.push(Cluster { members, kept, reason });
    }
}

/// Chains every set of exact copies to its first member.
fn exact_links(digests: &[Digest]) -> Vec<Link> {
    let mut prints: Vec<(u128, usize)> =
        digests.iter().enumerate().map(|(i, digest)| (digest.fingerprint, i)).collect();
    prints.retain(|&(_, i)| digests[i].words > 0);
    prints.sort_unstable();
    let mut links = Vec::new();
    for same in prints.chunk_by(|a, b| a.0 == b.0) {
        let pairs = same.iter().enumerate().flat_map(|(n, a)| same[n + 1..].iter().map(move |b| (a.1, b.1)));
        // All pairs of a small set, so that its members can be separated by hand; a star of a large one.
        let limit = if same.len() > 8 { same.len() - 1 } else { usize::MAX };
        links.extend(pairs.take(limit).map(|(a, b)| Link { a, b, relation: Relation::Exact, containment: 1000 }));
    }
    links.sort_by_key(|l| (l.a, l.b));
    links
}

/// True if two texts differ in nothing but numbers, and in several places: notices made from one template.
fn is_template(difference: &Difference) -> bool {
    let mut changed = 0;
    for hunk in &difference.hunks {
        let (a, b) = (normalise(&hunk.a), normalise(&hunk.b));
        let (a, b): (Vec<&str>, Vec<&str>) = (normal_words(&a).collect(), normal_words(&b).collect());
        let numeric = |w: &str| w.bytes().any(|b| b.is_ascii_digit());
        if a.len() != b.len() || a.iter().zip(&b).any(|(x, y)| x != y && !(numeric(x) && numeric(y))) {
            return false;
        }
        changed += a.iter().zip(&b).filter(|(x, y)| x != y).count();
    }
    changed >= TEMPLATE_CHANGES
}

fn relation(difference: &Difference) -> Relation {
    let (short, long) = (difference.a_words.min(difference.b_words), difference.a_words.max(difference.b_words).max(1));
    match (short * 100 / long, difference.coverage.start) {
        (80.., _) => Relation::Near,
        (_, 0..=20) => Relation::Truncated,
        _ => Relation::Contained,
    }
}

/// Union–find with path halving; the smaller index is always the root, so groups come out ordered.
struct Components(Vec<usize>);

impl Components {
    fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn groups(mut self) -> Vec<Vec<usize>> {
        let n = self.0.len();
        let mut members = vec![Vec::new(); n];
        for i in 0..n {
            let root = self.root(i);
            members[root].push(i);
        }
        members.retain(|m| !m.is_empty());
        members
    }
}
