//! The decision about each essay: kept, a duplicate of another, or set aside.

use crate::address::normal_address;
use crate::costs::{DRAFT_DAYS, OTHER_DATE_ALIKE, REPRINT_ALIKE, SERIES, SERIES_DAYS, STATE_ALIKE};
use crate::essay::{Essay, EssayKind};
use crate::ledger::Action;
use crate::request::Options;
use anthology_base::Date;
use anthology_dedupe::{Clusters, Corpus, Difference, Pair, Reason, Settings, Text, compare};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The decision about an essay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Kept,
    /// Of the essay with this index.
    Duplicate(usize),
    SetAside,
}

/// A decision with its reason.
#[derive(Clone, Debug)]
pub(crate) struct Decided {
    pub(crate) decision: Decision,
    pub(crate) reason: String,
}

/// The variant that is kept of an essay's cluster.
#[derive(Clone, Copy, Debug)]
struct Chosen {
    kept: usize,
    reason: Reason,
}

/// Earlier decisions about an essay, by the editor and by earlier imports.
#[derive(Clone, Debug, Default)]
pub(crate) struct PriorDecision {
    pub(crate) kept_before: bool,
    pub(crate) overrule: Option<Action>,
}

/// The texts of all essays, to be compared.
pub(crate) fn compared<'a>(essays: &'a [Essay], prior: &[PriorDecision], options: &Options) -> Corpus<'a> {
    let usual = Settings::default();
    let settings = Settings { containment: options.similarity.unwrap_or(usual.containment), ..usual };
    let texts = essays.iter().zip(prior).enumerate().map(|(i, (essay, prior))| Text {
        // What is no essay is never the copy that is kept, nor a copy of one.
        text: if essay.left_out.is_some() { &"" } else { &essay.text },
        titled: essay.title_source != crate::essay::TitleSource::Proposed,
        complete: essay.complete,
        boilerplate_lines: essay.boilerplate_lines,
        kept_before: prior.kept_before,
        revision: essay.captured.as_deref().filter(|_| essay.url.is_some()),
        rank: i as u32,
    });
    Corpus::new(texts.collect(), settings)
}

/// Decides about all essays, whose pairs `corpus` has verified. `id` gives the index of an essay by its id.
pub(crate) fn decide(
    essays: &[Essay],
    prior: &[PriorDecision],
    corpus: &Corpus<'_>,
    id: &dyn Fn(&str) -> Option<usize>,
) -> Vec<Decided> {
    let alone = |i: usize| matches!(prior[i].overrule, Some(Action::NotDuplicate | Action::Keep));
    let mut merged: Vec<Pair> = prior
        .iter()
        .enumerate()
        .filter_map(|(i, s)| {
            if let Some(Action::MergeWith(other)) = &s.overrule { Some(Pair { a: i, b: id(other)? }) } else { None }
        })
        .collect();
    // What the editor says of an essay is stronger than its title or address.
    let alike = [same_address(essays), same_title(essays)].concat().into_iter();
    merged.extend(alike.filter(|pair| !alone(pair.a) && !alone(pair.b)));
    let first = corpus.clusters(&[], &merged);
    let forced: BTreeSet<(usize, usize)> = merged.iter().map(|m| (m.a.min(m.b), m.a.max(m.b))).collect();
    let together = |pair: &Pair| forced.contains(&(pair.a, pair.b));
    let apart: Vec<Pair> = first
        .links
        .par_iter()
        .map(|l| Pair { a: l.a, b: l.b })
        .filter(|pair| {
            alone(pair.a) || alone(pair.b) || !together(pair) && are_two_texts(&essays[pair.a], &essays[pair.b])
        })
        .collect();
    let clusters = if apart.is_empty() { first } else { corpus.clusters(&apart, &merged) };
    let mut chosen: Vec<Chosen> = (0..essays.len()).map(|kept| Chosen { kept, reason: Reason::Only }).collect();
    for cluster in &clusters.clusters {
        cluster.members.iter().for_each(|&m| chosen[m] = Chosen { kept: cluster.kept, reason: cluster.reason });
    }
    essays.par_iter().enumerate().map(|(i, essay)| one(i, essay, &prior[i], chosen[i], &clusters, essays)).collect()
}

/// The differences between the texts of two essays.
pub(crate) fn differences(a: &Essay, b: &Essay) -> Difference {
    compare(&a.text.utf8(), &b.text.utf8())
}

/// True if two posts of one export with titles and addresses of their own are no copies: a site that published both has
/// them for two, unless next to nothing differs.
fn are_two_posts(a: &Essay, b: &Essay) -> bool {
    let addresses = (a.url.as_deref().and_then(normal_address), b.url.as_deref().and_then(normal_address));
    let (Some(first), Some(second)) = addresses else { return false };
    if a.capture != b.capture || first == second || a.title == b.title || a.captured.is_some() {
        return false;
    }
    let difference = differences(a, b);
    let longer = difference.a_words.max(difference.b_words).max(1);
    ((difference.same_words * 1000 / longer) as u32) < REPRINT_ALIKE
}

/// True if two essays are no copies for all that their texts share: two posts of one export, or two texts whose titles
/// and dates differ, as those of notices do that are written after a template year by year.
fn are_two_texts(a: &Essay, b: &Essay) -> bool {
    let normal = |essay: &Essay| crate::shape::normalised_words(&essay.title);
    let (Some(first), Some(second)) = (a.stated.date, b.stated.date) else { return are_two_posts(a, b) };
    let days = days_between(first, second);
    let apart = if normal(a) == normal(b) { days >= SERIES_DAYS } else { days > DRAFT_DAYS };
    are_two_posts(a, b) || apart && differences(a, b).kept_of_shorter() < OTHER_DATE_ALIKE
}

/// The days between two dates; of one that is less precise, the first day counts.
fn days_between(a: Date, b: Date) -> i64 {
    let first_day = |date: Date| Date { month: date.month.or(Some(1)), day: date.day.or(Some(1)), ..date };
    let days = |date: Date| first_day(date).unix_days();
    days(a).zip(days(b)).map_or(i64::MAX, |(a, b)| (a - b).abs())
}

/// Revisions that share less than copies do: the same title of its own, no two dates, and at least half of the shorter
/// text in both.
fn same_title(essays: &[Essay]) -> Vec<Pair> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, essay) in essays.iter().enumerate() {
        let own = essay.title_source != crate::essay::TitleSource::Proposed && essay.left_out.is_none();
        let title = crate::shape::normalised_words(&essay.title);
        if own && title.split_whitespace().nth(1).is_some() {
            groups.entry(title).or_default().push(i);
        }
    }
    let dated = |i: usize| essays[i].stated.date;
    let alike = |a: usize, b: usize| {
        dated(a).zip(dated(b)).is_none_or(|(a, b)| a == b || days_between(a, b) <= DRAFT_DAYS)
            && differences(&essays[a], &essays[b]).kept_of_shorter() >= STATE_ALIKE
    };
    let mut pairs = Vec::new();
    // A title that very many texts have is a series'.
    for list in groups.into_values().filter(|list| list.len() <= SERIES) {
        for (n, &a) in list.iter().enumerate() {
            pairs.extend(list[n + 1..].iter().filter(|&&b| alike(a, b)).map(|&b| Pair { a, b }));
        }
    }
    pairs
}

/// States of one page: the same address, and at least half of the shorter text in both. Neighbours in time are compared,
/// so that a page that changes by and by stays one.
fn same_address(essays: &[Essay]) -> Vec<Pair> {
    let mut states: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, essay) in essays.iter().enumerate() {
        let page = essay.url.as_deref().filter(|_| essay.captured.is_some() && essay.left_out.is_none());
        if let Some(address) = page.and_then(normal_address) {
            states.entry(address).or_default().push(i);
        }
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for (_, mut list) in states {
        list.sort_by_key(|&i| (essays[i].captured.clone(), i));
        let alike = |a: usize, b: usize| {
            let (a, b) = (&essays[a], &essays[b]);
            a.text == b.text || differences(a, b).kept_of_shorter() >= STATE_ALIKE
        };
        pairs.extend(list.windows(2).filter(|w| alike(w[0], w[1])).map(|w| Pair { a: w[0], b: w[1] }));
    }
    pairs
}

fn one(
    i: usize,
    essay: &Essay,
    prior: &PriorDecision,
    chosen: Chosen,
    clusters: &Clusters,
    essays: &[Essay],
) -> Decided {
    match &prior.overrule {
        Some(Action::Drop) => {
            return Decided { decision: Decision::SetAside, reason: "the editor sets it aside".into() };
        }
        Some(Action::Keep) => return Decided { decision: Decision::Kept, reason: "the editor keeps it".into() },
        _ => {}
    }
    if let Some(reason) = &essay.left_out {
        return Decided { decision: Decision::SetAside, reason: reason.clone() };
    }
    let Chosen { kept, reason } = chosen;
    if kept != i {
        let relation = clusters.relation(i, kept);
        let difference = differences(essay, &essays[kept]);
        let same = difference.same_words;
        let reason = format!(
            "{} copy: {same} of its {} words occur in “{}” in the same order; that one is kept because {}",
            relation.as_str(),
            difference.a_words,
            essays[kept].title,
            reason.as_str()
        );
        return Decided { decision: Decision::Duplicate(kept), reason };
    }
    match essay.kind {
        EssayKind::Short => Decided {
            decision: Decision::SetAside,
            reason: format!("a short post: {} words, which are all that its source has of it", essay.words),
        },
        EssayKind::Stub => Decided {
            decision: Decision::SetAside,
            reason: format!("a stub: {} words, what it was about is not in the capture", essay.words),
        },
        EssayKind::Teaser => Decided {
            decision: Decision::SetAside,
            reason: match essay.summary_only {
                true => format!("a teaser: {} words, the feed has only a summary of the post", essay.words),
                false => format!("a teaser: {} words that point to a text elsewhere", essay.words),
            },
        },
        EssayKind::Essay => Decided { decision: Decision::Kept, reason: format!("kept: {}", reason.as_str()) },
    }
}
