//! What becomes of each essay: kept, a duplicate of another, or set aside.

use crate::essay::{Essay, Kind};
use crate::ledger::Action;
use anthology_dedupe::{Clusters, Reason, Settings, Text, cluster, compare};
use rayon::prelude::*;

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

/// What the editor and earlier imports say about an essay.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    pub(crate) kept_before: bool,
    pub(crate) overrule: Option<Action>,
}

/// Decides about all essays. `id` gives the index of an essay by its id.
pub(crate) fn decide(
    essays: &[Essay],
    standing: &[Standing],
    similarity: Option<u32>,
    id: &dyn Fn(&str) -> Option<usize>,
) -> Vec<Decided> {
    let settings =
        Settings { containment: similarity.unwrap_or(Settings::default().containment), ..Settings::default() };
    let texts: Vec<Text<'_>> = essays
        .iter()
        .zip(standing)
        .enumerate()
        .map(|(i, (essay, standing))| Text {
            text: &essay.text,
            titled: essay.title_source != crate::essay::TitleSource::Proposed,
            complete: essay.complete,
            scraps: essay.scraps,
            standing: standing.kept_before,
            rank: i as u32,
        })
        .collect();
    let alone = |i: usize| matches!(standing[i].overrule, Some(Action::NotDuplicate | Action::Keep));
    let merged: Vec<(usize, usize)> = standing
        .iter()
        .enumerate()
        .filter_map(
            |(i, s)| if let Some(Action::MergeWith(other)) = &s.overrule { Some((i, id(other)?)) } else { None },
        )
        .collect();
    let first = cluster(&texts, settings, &[], &merged);
    let apart: Vec<(usize, usize)> =
        first.links.iter().map(|l| (l.a, l.b)).filter(|&(a, b)| alone(a) || alone(b)).collect();
    let clusters = if apart.is_empty() { first } else { cluster(&texts, settings, &apart, &merged) };
    let mut chosen: Vec<(usize, Reason)> = (0..essays.len()).map(|i| (i, Reason::Only)).collect();
    for cluster in &clusters.clusters {
        cluster.members.iter().for_each(|&m| chosen[m] = (cluster.kept, cluster.reason));
    }
    essays.par_iter().enumerate().map(|(i, essay)| one(i, essay, &standing[i], chosen[i], &clusters, essays)).collect()
}

fn one(
    i: usize,
    essay: &Essay,
    standing: &Standing,
    (kept, reason): (usize, Reason),
    clusters: &Clusters,
    essays: &[Essay],
) -> Decided {
    match &standing.overrule {
        Some(Action::Drop) => {
            return Decided { decision: Decision::SetAside, reason: "the editor sets it aside".into() };
        }
        Some(Action::Keep) => return Decided { decision: Decision::Kept, reason: "the editor keeps it".into() },
        _ => {}
    }
    if kept != i {
        let relation = clusters.relation(i, kept);
        let difference = compare(&essay.text, &essays[kept].text);
        let same = difference.same_words;
        let reason = format!(
            "{} copy: {same} of its {} words stand in “{}” in the same order; that one is kept because {}",
            relation.as_str(),
            difference.a_words,
            essays[kept].title,
            reason.as_str()
        );
        return Decided { decision: Decision::Duplicate(kept), reason };
    }
    match essay.kind {
        Kind::Stub => Decided {
            decision: Decision::SetAside,
            reason: format!("a stub: {} words, what it was about is not in the capture", essay.words),
        },
        Kind::Teaser => Decided {
            decision: Decision::SetAside,
            reason: format!("a teaser: {} words that point to a text elsewhere", essay.words),
        },
        Kind::Essay => Decided { decision: Decision::Kept, reason: format!("kept: {}", reason.as_str()) },
    }
}
