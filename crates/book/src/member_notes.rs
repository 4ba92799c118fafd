//! `groups/NAME/notes.toml`: what the members of a group have marked and noted.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use anthology_base::{Address, Diagnostic, Diagnostics, Slug, SourceMap, Span, World};
use serde::Deserialize;
use toml::Spanned;

/// The name of the file of notes in a group's folder.
pub const MEMBER_NOTES: &str = "notes.toml";

/// The author of a note who may not be named.
pub const A_READER: &str = "a reader";

/// How certain it is that a note belongs to its paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Its words or its address are there and nowhere else.
    Sure,
    /// It may belong to another paragraph.
    Perhaps,
    /// The paragraph is not known.
    Unplaced,
}

const CONFIDENCE: [(&str, Confidence); 3] =
    [("sure", Confidence::Sure), ("perhaps", Confidence::Perhaps), ("unplaced", Confidence::Unplaced)];

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(CONFIDENCE.iter().find(|(_, known)| known == self).map_or("", |(name, _)| name))
    }
}

impl FromStr for Confidence {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        CONFIDENCE.iter().find(|(name, _)| *name == text).map(|(_, confidence)| *confidence).ok_or(())
    }
}

/// A passage that a member has marked, a note about it, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberNote {
    /// Its identity over imports.
    pub id: String,
    /// Its paragraph; `None` where that isn't known.
    pub address: Option<Address>,
    /// The words that were marked.
    pub quote: String,
    /// What the member wrote about them.
    pub note: String,
    /// The name that may be printed with it.
    pub who: String,
    /// The same for all notes of a member, and no name; empty where nobody knows whose it is.
    pub reader: String,
    /// What it was imported from: `Kindle clippings`.
    pub source: String,
    /// Whether its paragraph is certain.
    pub confidence: Confidence,
    /// True if it is kept from everything that is handed out.
    pub private: bool,
    /// The source of the entry.
    pub span: Span,
}

#[derive(Deserialize)]
struct RawFile {
    #[serde(default)]
    note: Vec<Spanned<RawNote>>,
}

#[derive(Deserialize)]
struct RawNote {
    #[serde(default)]
    id: String,
    #[serde(default)]
    address: Option<Spanned<String>>,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    reader: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    confidence: Option<Spanned<String>>,
    #[serde(default)]
    private: bool,
}

/// The notes in the text of a group's file.
pub fn parse_member_notes(path: &str, text: &str, sources: &mut SourceMap, d: &mut Diagnostics) -> Vec<MemberNote> {
    read(path, text.as_bytes().to_vec(), sources, d)
}

/// The notes of every group that has any, by the name of its folder.
pub fn member_notes(
    world: &dyn World,
    sources: &mut SourceMap,
    d: &mut Diagnostics,
) -> BTreeMap<Slug, Vec<MemberNote>> {
    let mut all = BTreeMap::new();
    for folder in world.folders("groups") {
        let path = format!("groups/{folder}/{MEMBER_NOTES}");
        let slug = Slug::from_text(&folder);
        if let Ok(bytes) = world.read(&path) {
            let notes = read(&path, bytes, sources, d);
            all.insert(slug, notes);
        }
    }
    all
}

fn read(path: &str, bytes: Vec<u8>, sources: &mut SourceMap, d: &mut Diagnostics) -> Vec<MemberNote> {
    let Ok(text) = String::from_utf8(bytes) else {
        d.push(Diagnostic::error("bad-notes", format!("`{path}` is not UTF-8")).hint("save it as UTF-8"));
        return Vec::new();
    };
    let file = sources.add(path, text.as_str());
    let span = |range: Range<usize>| Span::new(file, range);
    let raw: RawFile = match toml::from_str(&text) {
        Ok(raw) => raw,
        Err(error) => {
            let finding = Diagnostic::error("bad-notes", error.message().to_owned());
            d.push(finding.at(span(error.span().unwrap_or(0..0))).hint("correct the line; the file is TOML"));
            return Vec::new();
        }
    };
    let mut notes = Vec::new();
    for entry in raw.note {
        let at = entry.span();
        let raw = entry.into_inner();
        let address = raw.address.filter(|address| !address.get_ref().trim().is_empty()).and_then(|address| {
            let parsed = address.get_ref().trim().parse::<Address>();
            parsed
                .map_err(|error| {
                    let finding = Diagnostic::error("bad-notes", error.to_string()).at(span(address.span()));
                    d.push(finding);
                })
                .ok()
        });
        let confidence = raw.confidence.and_then(|word| {
            let parsed = word.get_ref().parse().ok();
            if parsed.is_none() {
                let message = format!("invalid confidence `{}`", word.get_ref());
                let hint = "write sure, perhaps or unplaced";
                d.push(Diagnostic::error("bad-notes", message).at(span(word.span())).hint(hint));
            }
            parsed
        });
        // An address that the editor has written is one.
        let confidence = match (&address, confidence) {
            (Some(_), None | Some(Confidence::Unplaced)) => Confidence::Sure,
            (Some(_), Some(known)) => known,
            (None, _) => Confidence::Unplaced,
        };
        notes.push(MemberNote {
            id: raw.id,
            address,
            quote: raw.quote,
            note: raw.note,
            who: if raw.who.trim().is_empty() { A_READER.to_owned() } else { raw.who },
            reader: raw.reader,
            source: raw.source,
            confidence,
            private: raw.private,
            span: span(at),
        });
    }
    notes
}

#[cfg(test)]
mod tests {
    use anthology_base::MemoryWorld;

    use super::*;

    #[test]
    fn what_an_editor_leaves_out_has_a_meaning() {
        let text = "[[note]]\naddress = \"one.2\"\nnote = \"By hand.\"\n\n\
                    [[note]]\nquote = \"lost\"\nconfidence = \"unplaced\"\nwho = \"Ben\"\nprivate = true\n";
        let world = MemoryWorld::new().with("groups/circle/notes.toml", text);
        let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
        let all = member_notes(&world, &mut sources, &mut found);
        assert!(found.is_empty(), "{found:?}");
        let [hand, lost] = all[&Slug::from_text("circle")].as_slice() else { panic!("{all:?}") };
        assert_eq!((hand.confidence, hand.who.as_str(), hand.private), (Confidence::Sure, A_READER, false));
        assert_eq!((lost.confidence, lost.who.as_str(), lost.private), (Confidence::Unplaced, "Ben", true));
    }

    #[test]
    fn faults_are_reported_where_they_are() {
        for (text, line) in [
            ("[[note]]\naddress = \"nowhere\"\n", 2),
            ("[[note]]\nid = \"a\"\nconfidence = \"certain\"\n", 3),
            ("[[note]]\nid = 1\n", 2),
            ("[[note\n", 1),
        ] {
            let world = MemoryWorld::new().with("groups/circle/notes.toml", text);
            let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
            member_notes(&world, &mut sources, &mut found);
            let span = found.iter().next().and_then(|finding| finding.span).expect("a place");
            assert_eq!(sources.file(span.file).line_col(span.start as usize).line, line, "{text}");
        }
    }
}
