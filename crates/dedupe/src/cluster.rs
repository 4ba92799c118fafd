//! The clusters: exact copies, near copies, truncated copies, and texts contained in others.

use crate::align::{Difference, compare};
use crate::candidates::candidates;
use crate::choose::{Reason, choose};
use crate::costs::{ALIGNED, BUCKET_CAP, CONTAINMENT, MIN_WORDS, TEMPLATE_CHANGES};
use crate::normal::{fingerprint, normalise, words as normal_words};
use crate::shingle::{Shingled, shared, shingle};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A text to compare, and what bears on the choice of a variant.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// True if it has a title of its own.
    pub titled: bool,
    /// True if it reads to its end rather than breaking off.
    pub complete: bool,
    /// Number of boilerplate lines in it.
    pub boilerplate_lines: u32,
    /// True if an earlier run kept it.
    pub kept_before: bool,
    /// The time of this state of a page that is there in several, as ISO 8601 in UTC: the latest is kept.
    pub revision: Option<&'a str>,
    /// Its place in the order of the sources: the lower one wins where nothing else decides. Distinct for
    /// distinct texts.
    pub rank: u32,
}

/// The thresholds. Shares are parts of 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The least share of the smaller text's shingles that the larger one holds too.
    pub containment: u32,
    /// The least share of the shorter text's words that occur in the longer one in the same order.
    pub aligned: u32,
    /// Shorter texts are compared only for being exactly the same.
    pub min_words: usize,
    /// A bucket or shingle that more texts share is boilerplate.
    pub cap: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { containment: CONTAINMENT, aligned: ALIGNED, min_words: MIN_WORDS, cap: BUCKET_CAP }
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
    let shingled: Vec<Shingled> = texts.par_iter().map(|t| shingle(t.text)).collect();
    let prints: Vec<u128> = texts.par_iter().map(|t| fingerprint(t.text)).collect();
    let words: Vec<usize> = shingled.iter().map(|s| s.words).collect();
    let mut links = exact_links(&prints, &words);
    // One text represents all exact copies from here on, in an order that is the texts' own.
    let mut representatives: Vec<(u128, usize)> = prints.iter().enumerate().map(|(i, &print)| (print, i)).collect();
    representatives.sort_unstable_by_key(|&(print, i)| (print, texts[i].rank));
    representatives.dedup_by_key(|r| r.0);
    representatives.retain(|&(_, i)| words[i] >= settings.min_words);
    let subset: Vec<Shingled> = representatives.iter().map(|&(_, i)| shingled[i].clone()).collect();
    let near = candidates(&subset, settings.cap);
    let verified = near.par_iter().filter_map(|&(x, y)| {
        let (i, j) = (representatives[x as usize].1, representatives[y as usize].1);
        verify(i.min(j), i.max(j), texts, &shingled, settings)
    });
    links.extend(verified.collect::<Vec<_>>());
    let apart: BTreeSet<Pair> = apart.iter().map(|pair| pair.ordered()).collect();
    links.retain(|l| !apart.contains(&Pair { a: l.a, b: l.b }));
    links.sort_by_key(|l| (l.a, l.b));
    let mut components = Components::new(texts.len());
    for pair in links.iter().map(|l| Pair { a: l.a, b: l.b }).chain(together.iter().copied()) {
        components.join(pair.a, pair.b);
    }
    let linked: BTreeSet<Pair> = links.iter().map(|l| Pair { a: l.a, b: l.b }).collect();
    let forced: BTreeSet<Pair> = together.iter().map(|pair| pair.ordered()).collect();
    let belongs = |member: usize, kept: usize| {
        let pair = Pair { a: member, b: kept }.ordered();
        member == kept
            || linked.contains(&pair)
            || forced.contains(&pair)
            || !apart.contains(&pair)
                && (prints[member] == prints[kept] && words[member] > 0
                    || verify(pair.a, pair.b, texts, &shingled, settings).is_some())
    };
    let mut clusters: Vec<Cluster> = Vec::new();
    for group in components.groups() {
        split_group(group, texts, &words, &forced, &belongs, &mut clusters);
    }
    clusters.sort_by_key(|c| c.members[0]);
    // Pairs that were verified only because a third text brought them together.
    let missing = clusters.iter().flat_map(|c| c.members.iter().map(|&m| Pair { a: m, b: c.kept }.ordered()));
    let missing: Vec<Pair> = missing.filter(|p| p.a != p.b && !linked.contains(p)).collect();
    let found = missing.par_iter().filter_map(|p| {
        let exact = prints[p.a] == prints[p.b] && words[p.a] > 0 && !apart.contains(p);
        let exact = exact.then_some(Link { a: p.a, b: p.b, relation: Relation::Exact, containment: 1000 });
        exact.or_else(|| verify(p.a, p.b, texts, &shingled, settings))
    });
    links.extend(found.collect::<Vec<_>>());
    links.sort_by_key(|l| (l.a, l.b));
    Clusters { clusters, links }
}

/// Rounds in which a group is split; what is left then are texts of their own.
const ROUNDS: usize = 32;

/// Splits a group of linked texts into clusters in which every member is a copy of the kept text: A like B and B like C
/// doesn't make A like C.
fn split_group(
    group: Vec<usize>,
    texts: &[Text<'_>],
    words: &[usize],
    forced: &BTreeSet<Pair>,
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
        while let Some(pair) = forced.iter().find(|p| inside.contains(&p.a) != inside.contains(&p.b)) {
            inside.extend([pair.a, pair.b]);
        }
        left.retain(|m| !inside.contains(m));
        let members: Vec<usize> = inside.into_iter().collect();
        let (again, reason) = choose(&members, texts, words);
        let reason = if again == kept { reason } else { whole_reason };
        clusters.push(Cluster { members, kept, reason });
    }
}

/// Chains every set of exact copies to its first member.
fn exact_links(prints: &[u128], words: &[usize]) -> Vec<Link> {
    let mut prints: Vec<(u128, usize)> = prints.iter().enumerate().map(|(i, &print)| (print, i)).collect();
    prints.retain(|&(_, i)| words[i] > 0);
    prints.sort_unstable();
    let mut links = Vec::new();
    for same in prints.chunk_by(|a, b| a.0 == b.0) {
        let pairs = same.iter().enumerate().flat_map(|(n, a)| same[n + 1..].iter().map(move |b| (a.1, b.1)));
        // All pairs of a small set, so that its members can be separated by hand; a star of a large one.
        let limit = if same.len() > 8 { same.len() - 1 } else { usize::MAX };
        links.extend(pairs.take(limit).map(|(a, b)| Link { a, b, relation: Relation::Exact, containment: 1000 }));
    }
    links
}

fn verify(i: usize, j: usize, texts: &[Text<'_>], shingled: &[Shingled], settings: Settings) -> Option<Link> {
    let (a, b) = (&shingled[i].hashes, &shingled[j].hashes);
    let smaller = a.len().min(b.len()).max(1);
    let containment = (shared(a, b) * 1000 / smaller) as u32;
    if containment < settings.containment {
        return None;
    }
    let difference = compare(texts[i].text, texts[j].text);
    (difference.kept_of_shorter() >= settings.aligned && !is_template(&difference)).then(|| Link {
        a: i,
        b: j,
        relation: relation(&difference),
        containment,
    })
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
