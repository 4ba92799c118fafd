//! Corpora that tempt a duplicate finder: templates, series notes, shared quotations, chains, many states of one page.

use anthology_dedupe::{Clusters, Relation, Settings, Text, cluster};
use anthology_test_support::sentences;

fn essay(seed: u64, n: usize) -> String {
    sentences(seed, n, 11).join(" ")
}

fn run(texts: &[String]) -> Clusters {
    let texts: Vec<Text<'_>> = texts
        .iter()
        .enumerate()
        .map(|(i, t)| Text {
            text: t,
            titled: true,
            complete: true,
            boilerplate_lines: 0,
            kept_before: false,
            revision: None,
            rank: i as u32,
        })
        .collect();
    cluster(&texts, Settings::default(), &[], &[])
}

/// All texts are texts of their own.
fn apart(texts: &[String]) {
    let merged: Vec<Vec<usize>> =
        run(texts).clusters.into_iter().map(|c| c.members).filter(|members| members.len() > 1).collect();
    assert_eq!(merged, Vec::<Vec<usize>>::new());
}

#[test]
fn notices_of_one_template_stay_apart() {
    let notice = |n: usize| {
        format!(
            "Version {n}.{} is out. This is a maintenance release, as all of them are, and it brings {} fixes by {} \
             people. As always the archive is on the server, the checksum beside it, and the notes are in the file that \
             comes with it. Whoever has version {n}.{} can go on using it until the {n}th of the month, when the support \
             for it ends. Thanks go to everybody who wrote to us with reports, patches and kind words.",
            n * 3 % 10,
            n * 7 + 2,
            n * 2 + 5,
            n * 3 % 10 + 1
        )
    };
    apart(&(1..200).map(notice).collect::<Vec<_>>());
}

#[test]
fn parts_of_a_series_under_one_note_stay_apart() {
    let note = essay(7, 6);
    apart(&(0..200).map(|i| format!("{note} {}", essay(100 + i, 20))).collect::<Vec<_>>());
}

#[test]
fn essays_about_one_long_quotation_stay_apart() {
    let quotation = essay(8, 14);
    let about = |i: u64| format!("{} {quotation} {}", essay(400 + i, 12), essay(700 + i, 12));
    apart(&(0..120).map(about).collect::<Vec<_>>());
}

#[test]
fn the_ends_of_a_chain_are_no_copies() {
    let all = sentences(9, 400, 11);
    // Each shares nine tenths with the next one.
    let texts: Vec<String> = (0..90).map(|i| all[i * 4..i * 4 + 40].join(" ")).collect();
    let found = run(&texts);
    assert!(found.clusters.len() > 20, "{}", found.clusters.len());
    for cluster in &found.clusters {
        for &member in cluster.members.iter().filter(|&&m| m != cluster.kept) {
            assert_ne!(found.relation(member, cluster.kept), Relation::Chained, "{cluster:?}");
            assert!(member.abs_diff(cluster.kept) <= 2, "{cluster:?}");
        }
    }
}

#[test]
fn thousands_of_states_of_one_page_are_one_text() {
    let page = sentences(10, 30, 11);
    // A counter, and a line that is another one each time.
    let state = |i: u64| format!("{} Visitor number {i}. {}", page.join(" "), essay(10_000 + i, 1));
    let mut texts: Vec<String> = (0..3_000).map(state).collect();
    texts.extend((0..40).map(|i| essay(20_000 + i, 30)));
    let found = run(&texts);
    let mut sizes: Vec<usize> = found.clusters.iter().map(|c| c.members.len()).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    assert_eq!((sizes[0], sizes[1], sizes.len()), (3_000, 1, 41));
}
