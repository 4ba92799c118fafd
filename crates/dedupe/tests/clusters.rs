//! Clusters of small invented texts, and what must hold of all.

use anthology_dedupe::{Clusters, Pair, Reason, Relation, Settings, Text, TextSource, cluster};
use anthology_test_support::sentences;
use proptest::prelude::*;

/// A text of `n` invented sentences.
fn essay(seed: u64, n: usize) -> Vec<String> {
    sentences(seed, n, 11)
}

fn text(text: &dyn TextSource, rank: u32) -> Text<'_> {
    Text { text, titled: false, complete: true, boilerplate_lines: 0, kept_before: false, revision: None, rank }
}

fn run(texts: &[String]) -> Clusters {
    let texts: Vec<Text<'_>> = texts.iter().enumerate().map(|(i, t)| text(t, i as u32)).collect();
    cluster(&texts, Settings::default(), &[], &[])
}

#[test]
fn exact_near_truncated_contained_and_different() {
    let whole = essay(1, 40);
    let mut edited = whole.clone();
    edited[7] = "This sentence was rewritten by a careful hand some years later.".into();
    edited.insert(20, "And this one is new.".into());
    let mut longer = essay(2, 20);
    longer.extend(whole[10..30].to_vec());
    longer.extend(essay(3, 20));
    let other = essay(4, 40);
    let texts = [
        whole.join(" "),
        whole.join("\n\n").to_uppercase(),
        edited.join(" "),
        whole[..22].join(" "),
        other.join(" "),
        essay(5, 30).join(" "),
        longer.join(" "),
        whole[12..28].join(" "),
    ];
    let found = run(&texts);
    let members: Vec<_> = found.clusters.iter().map(|c| c.members.clone()).collect();
    assert!(members.contains(&vec![4]) && members.contains(&vec![5]), "{members:?}");
    let of = |a, b| found.links.iter().find(|l| (l.a, l.b) == (a, b)).map(|l| l.relation);
    assert_eq!(of(0, 1), Some(Relation::Exact));
    assert_eq!(of(0, 2).or(of(1, 2)), Some(Relation::Near));
    assert_eq!(of(0, 3).or(of(1, 3)), Some(Relation::Truncated));
    assert_eq!(of(0, 7).or(of(1, 7)), Some(Relation::Contained));
    assert_eq!(of(6, 7), Some(Relation::Contained));
}

#[test]
fn a_revision_above_the_bar_is_near_and_one_below_is_not() {
    let whole = essay(11, 50);
    let mut light = whole.clone();
    let mut heavy = whole.clone();
    let fresh = essay(12, 50);
    for i in 0..50 {
        if i % 20 == 0 {
            light[i] = fresh[i].clone();
        }
        if i % 2 == 0 {
            heavy[i] = fresh[i].clone();
        }
    }
    let found = run(&[whole.join(" "), light.join(" "), heavy.join(" ")]);
    assert_eq!(found.clusters.iter().map(|c| c.members.clone()).collect::<Vec<_>>(), [vec![0, 1], vec![2]]);
}

#[test]
fn the_kept_variant_has_a_reason() {
    let whole = essay(21, 40).join(" ");
    let cut = essay(21, 40)[..30].join(" ");
    let case = |a: Text<'_>, b: Text<'_>| {
        let found = cluster(&[a, b], Settings::default(), &[], &[]);
        assert_eq!(found.clusters.len(), 1);
        (found.clusters[0].kept, found.clusters[0].reason)
    };
    assert_eq!(case(text(&cut, 0), text(&whole, 1)), (1, Reason::Longest));
    assert_eq!(case(text(&whole, 0), Text { titled: true, ..text(&whole, 1) }), (1, Reason::Titled));
    assert_eq!(case(Text { boilerplate_lines: 2, ..text(&whole, 0) }, text(&whole, 1)), (1, Reason::Cleanest));
    assert_eq!(case(text(&whole, 0), text(&whole, 1)), (0, Reason::Earliest));
    assert_eq!(case(Text { complete: false, ..text(&whole, 0) }, text(&cut, 1)), (1, Reason::Complete));
    assert_eq!(case(text(&whole, 0), Text { kept_before: true, ..text(&cut, 1) }), (1, Reason::KeptBefore));
}

#[test]
fn decisions_are_respected() {
    let a = essay(31, 30).join(" ");
    let b = essay(32, 30).join(" ");
    let texts = [text(&a, 0), text(&a, 1), text(&b, 2)];
    let groups = |apart: &[Pair], together: &[Pair]| {
        let found = cluster(&texts, Settings::default(), apart, together);
        found.clusters.into_iter().map(|c| c.members).collect::<Vec<_>>()
    };
    assert_eq!(groups(&[Pair { a: 1, b: 0 }], &[]), [vec![0], vec![1], vec![2]]);
    assert_eq!(groups(&[], &[Pair { a: 1, b: 2 }]), [vec![0, 1, 2]]);
}

#[test]
fn boilerplate_shared_by_all_links_nobody() {
    let frame = "Subscribe to the letter and receive every new post in your box on the day that it appears.";
    let texts: Vec<String> = (0..80).map(|i| format!("{frame} {} {frame}", essay(100 + i, 6).join(" "))).collect();
    assert!(run(&texts).clusters.iter().all(|c| c.members.len() == 1));
}

/// A few texts made of few sentences, so that copies, cuts and edits are common.
fn corpus() -> impl Strategy<Value = Vec<String>> {
    let one = (0u64..4, 5usize..40, 0usize..12, any::<bool>()).prop_map(|(seed, n, skip, shout)| {
        let text = essay(seed, 40)[skip.min(n)..n].join(" ");
        if shout { text.to_uppercase() } else { text }
    });
    prop::collection::vec(one, 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn order_does_not_matter(texts in corpus(), turn in 0usize..9) {
        let ranked: Vec<Text<'_>> = texts.iter().enumerate().map(|(i, t)| text(t, i as u32)).collect();
        let n = ranked.len().max(1);
        let order: Vec<usize> = (0..ranked.len()).map(|i| (i + turn) % n).rev().collect();
        let turned: Vec<Text<'_>> = order.iter().map(|&i| ranked[i]).collect();
        let plain = cluster(&ranked, Settings::default(), &[], &[]);
        let other = cluster(&turned, Settings::default(), &[], &[]);
        let mut back: Vec<(Vec<usize>, usize)> = other.clusters.iter().map(|c| {
            let mut members: Vec<usize> = c.members.iter().map(|&m| order[m]).collect();
            members.sort_unstable();
            (members, order[c.kept])
        }).collect();
        back.sort();
        let straight: Vec<(Vec<usize>, usize)> = plain.clusters.into_iter().map(|c| (c.members, c.kept)).collect();
        prop_assert_eq!(straight, back);
    }

    #[test]
    fn a_second_pass_over_the_kept_texts_merges_nothing_exact(texts in corpus()) {
        let found = run(&texts);
        let kept: Vec<String> = found.clusters.iter().map(|c| texts[c.kept].clone()).collect();
        let again = run(&kept);
        prop_assert_eq!(again.clusters.len(), kept.len());
    }

    #[test]
    fn never_panics(texts in prop::collection::vec(".{0,200}", 0..6)) {
        let found = run(&texts);
        prop_assert_eq!(found.clusters.iter().map(|c| c.members.len()).sum::<usize>(), texts.len());
    }
}

#[test]
fn a_chain_of_likenesses_makes_no_copy() {
    let all: Vec<String> = essay(41, 60);
    // Each shares nine tenths with the next, the first and the last next to nothing.
    let texts: Vec<String> = (0..5).map(|i| all[i * 4..i * 4 + 40].join(" ")).collect();
    let found = run(&texts);
    for cluster in &found.clusters {
        for &member in cluster.members.iter().filter(|&&m| m != cluster.kept) {
            assert_ne!(found.relation(member, cluster.kept), Relation::Chained, "{cluster:?}");
        }
    }
}
