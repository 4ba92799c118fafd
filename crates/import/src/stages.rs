//! The tables of an import that is too large for one machine: an engine makes the pairs to compare from them, by the
//! query in `sql/edges.sql`, and the import reads the result.
//!
//! CSV with a header. Numbers are signed 64-bit integers, the form in which every engine has them.

use crate::blob::Workspace;
use crate::decisions::essay_id;
use crate::find::Found;
use anthology_base::Diagnostic;
use anthology_dedupe::{Corpus, Pair, TextSource as _, minhash, paragraphs};
use rayon::prelude::*;
use std::fmt::Write as _;

/// The query by which an engine makes the edges, in portable SQL.
pub const EDGES_SQL: &str = include_str!("../sql/edges.sql");

/// Documents whose rows are in memory at once.
const DOCUMENTS_AT_ONCE: usize = 256;

/// The tables of one document.
#[derive(Clone, Debug, Default)]
struct Rows {
    documents: String,
    paragraphs: String,
    signatures: String,
    bands: String,
    shingles: String,
}

/// Writes the tables that the edges are made from. Only of documents that are compared (`compared` is 1) are there rows
/// besides those of `documents`: exact copies and texts that are too short need no engine.
pub(crate) fn write_tables(found: &Found, corpus: &Corpus<'_>, workspace: &dyn Workspace) {
    let compared = corpus.representatives();
    let mut is_compared = vec![false; found.essays.len()];
    compared.iter().for_each(|&i| is_compared[i] = true);
    for (table, header) in [
        ("documents", "doc,id,fingerprint,words,shingles,compared"),
        ("paragraphs", "doc,pos,hash,words"),
        ("signatures", "doc,signature"),
        ("bands", "doc,band,bucket"),
        ("shingles", "doc,hash"),
    ] {
        workspace.table(table, &format!("{header}\n"));
    }
    let all: Vec<usize> = (0..found.essays.len()).collect();
    for some in all.chunks(DOCUMENTS_AT_ONCE) {
        let rows: Vec<Rows> = some.par_iter().map(|&i| rows(i, is_compared[i], found, corpus)).collect();
        for one in rows {
            workspace.table("documents", &one.documents);
            workspace.table("paragraphs", &one.paragraphs);
            workspace.table("signatures", &one.signatures);
            workspace.table("bands", &one.bands);
            workspace.table("shingles", &one.shingles);
        }
    }
}

fn rows(i: usize, compared: bool, found: &Found, corpus: &Corpus<'_>) -> Rows {
    let mut out = Rows::default();
    let digest = &corpus.digests()[i];
    let id = quoted(&essay_id(&found.captures, &found.essays[i]));
    let _ = writeln!(
        out.documents,
        "{i},{id},{},{},{},{}",
        (digest.fingerprint >> 64) as i64,
        digest.words,
        digest.shingles,
        u8::from(compared)
    );
    if !compared {
        return out;
    }
    let text = found.essays[i].text.text();
    for (pos, (hash, words)) in paragraphs(&text).enumerate() {
        let _ = writeln!(out.paragraphs, "{i},{pos},{},{words}", hash as i64);
    }
    let signature: String = minhash(&text).iter().map(|row| format!("{row:016x}")).collect();
    let _ = writeln!(out.signatures, "{i},{signature}");
    for (band, bucket) in digest.bands.iter().enumerate() {
        let _ = writeln!(out.bands, "{i},{band},{}", *bucket as i64);
    }
    for hash in &digest.sampled {
        let _ = writeln!(out.shingles, "{i},{hash}");
    }
    out
}

/// Writes the pairs that were compared, and those of them that are copies.
pub(crate) fn write_pairs(candidates: &[Pair], corpus: &Corpus<'_>, workspace: &dyn Workspace) {
    let edges: String = candidates.iter().map(|pair| format!("{},{}\n", pair.a, pair.b)).collect();
    workspace.table("edges", &format!("a,b\n{edges}"));
    let verified = corpus.links().iter();
    let verified: String =
        verified.map(|l| format!("{},{},{},{}\n", l.a, l.b, l.relation.as_str(), l.containment)).collect();
    workspace.table("verified", &format!("a,b,relation,containment\n{verified}"));
}

/// A field of CSV (RFC 4180).
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Reads the edges that an engine made: CSV with the columns `a` and `b`, in any order of rows, with repeats or without.
///
/// # Errors
/// A diagnostic that names the line. `documents` is the number of documents of this import.
pub(crate) fn read_edges(text: &str, documents: usize) -> Result<Vec<Pair>, Box<Diagnostic>> {
    let wrong = |n: usize, line: &str, why: &str| {
        let message = format!("line {} of the edges, `{line}`, {why}", n + 1);
        Box::new(Diagnostic::error("import-edges", message).hint(
            "it is the result of the query edges.sql over the tables of this very import, as CSV with the header a,b",
        ))
    };
    let bare = |field: &str| field.trim().trim_matches('"').to_owned();
    let mut lines = text.lines().enumerate();
    match lines.next() {
        Some((_, header)) if header.split(',').map(bare).eq(["a", "b"].map(str::to_owned)) => {}
        Some((n, header)) => return Err(wrong(n, header, "is not the header a,b")),
        None => return Err(wrong(0, "", "is not the header a,b")),
    }
    let mut pairs = Vec::new();
    for (n, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let numbers: Option<Vec<usize>> = line.split(',').map(|field| bare(field).parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[a, b]) if a != b && a.max(b) < documents => pairs.push(Pair { a: a.min(b), b: a.max(b) }),
            Some(&[a, b]) if a != b => return Err(wrong(n, line, "names a document that this import doesn't have")),
            _ => return Err(wrong(n, line, "is not two different numbers")),
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_in_any_order_and_quoting() {
        let pairs = read_edges("\"a\",\"b\"\r\n3,1\n1,3\n\n0,2\n", 4).expect("edges");
        assert_eq!(pairs, [Pair { a: 0, b: 2 }, Pair { a: 1, b: 3 }]);
        for (text, said) in [
            ("", "is not the header"),
            ("x,y\n", "is not the header"),
            ("a,b\n1,1\n", "line 2 of the edges, `1,1`, is not two different numbers"),
            ("a,b\n0,1\n1,4\n", "line 3 of the edges, `1,4`, names a document"),
            ("a,b\n0,1,2\n", "is not two different numbers"),
        ] {
            let message = read_edges(text, 4).expect_err("wrong").message;
            assert!(message.contains(said), "{message}");
        }
        assert_eq!(quoted("a, \"b\".txt:1"), "\"a, \"\"b\"\".txt:1\"");
    }
}
