//! Line breaks of earlier layouts of a book, for programs that lay it out again and again while it is edited.

use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use anthology_typeset::{FontTokens, MicroTokens, ObjectKind, SetParagraph, SetText, TextStyle};
use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::Xxh3;

use crate::blocks::setter::{LinesNeeded, TextVariant};
use crate::paragraph::context::Resolve;
use crate::paragraph::line::Measure;

/// The settings of paragraphs, by all that decides them. Those that a layout doesn't need are forgotten at the next but
/// one. It holds for one set of fonts.
#[derive(Debug, Default)]
pub struct BreakCache {
    /// The theme's tokens that they were found with.
    tokens: Option<(FontTokens, MicroTokens)>,
    earlier: Settings,
    current: Mutex<Settings>,
}

type Settings = FxHashMap<u128, Arc<[TextVariant]>>;

impl BreakCache {
    /// Begins a layout of a text.
    pub(crate) fn begin(&mut self, text: &SetText) {
        let tokens = (text.theme.fonts.clone(), text.theme.micro.clone());
        let current = self.current.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.earlier = std::mem::take(current);
        if self.tokens.as_ref() != Some(&tokens) {
            self.earlier.clear();
            self.tokens = Some(tokens);
        }
    }

    /// The settings of a paragraph, if they are known.
    pub(crate) fn get(&self, key: &BreakKey) -> Option<Vec<TextVariant>> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let known = match current.entry(key.0) {
            Entry::Occupied(entry) => Arc::clone(entry.get()),
            Entry::Vacant(entry) => Arc::clone(entry.insert(Arc::clone(self.earlier.get(&key.0)?))),
        };
        drop(current);
        Some(known.to_vec())
    }

    /// Keeps the settings of a paragraph.
    pub(crate) fn put(&self, key: BreakKey, variants: &[TextVariant]) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).insert(key.0, variants.into());
    }
}

/// All that decides the settings of a paragraph, as a hash of 128 bits.
pub(crate) struct BreakKey(u128);

impl BreakKey {
    /// `None` for a paragraph that prints page numbers, which change without it.
    pub(crate) fn of(
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        needed: LinesNeeded,
        resolve: &Resolve<'_>,
    ) -> Option<Self> {
        let mut hasher = Xxh3::new();
        let SetParagraph { text, runs, hyphens, discretionaries, objects, lang, style: kind, .. } = paragraph;
        (text, lang, kind, hyphens, discretionaries, style, measure, needed).hash(&mut hasher);
        for run in runs {
            (run.end, run.style, run.lang).hash(&mut hasher);
        }
        for object in objects {
            let ObjectKind::Image(image) = &object.kind else { return None };
            (object.at, (resolve.image)(image)).hash(&mut hasher);
        }
        // So that a slice that is empty isn't taken for one that isn't there.
        hasher.write_usize(runs.len());
        Some(Self(hasher.digest128()))
    }
}
