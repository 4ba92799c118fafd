//! Depth and size of an SVG image with everything that it refers to in its place.

use std::collections::BTreeMap;

use crate::costs::{MOST_SVG_DEPTH, MOST_SVG_ELEMENTS};

/// The parts of a file that refer to one another: the root, and every element with an `id`.
#[derive(Default)]
pub(super) struct Part {
    /// Elements in it, those of parts within it apart.
    pub(super) elements: u64,
    /// Levels below it.
    pub(super) height: usize,
    /// Parts in it and parts that it refers to, each with the levels down to there.
    pub(super) within: Vec<(usize, usize)>,
    pub(super) references: Vec<Reference>,
}

/// A reference within a file.
pub(super) struct Reference {
    /// The `id` that it names.
    pub(super) target: String,
    /// Levels from the part down to it.
    pub(super) down: usize,
    /// Whether the target's elements are repeated here, as those of a `use` are.
    pub(super) repeats: bool,
}

/// The parts of a file, the root first, and their places by `id`.
pub(super) struct Parts<'t> {
    pub(super) parts: &'t [Part],
    pub(super) ids: &'t BTreeMap<String, usize>,
}

impl Parts<'_> {
    /// Makes sure that the file is of bounded depth and size with everything that it refers to in its place.
    pub(super) fn count(&self) -> Result<(), String> {
        let mut known = vec![None; self.parts.len()];
        let (height, elements) = self.extent(0, 0, &mut known)?;
        if height > MOST_SVG_DEPTH {
            return Err(format!("its references are nested more than {MOST_SVG_DEPTH} levels deep"));
        }
        if elements > MOST_SVG_ELEMENTS {
            return Err(format!("it has more than {MOST_SVG_ELEMENTS} elements, those that it repeats included"));
        }
        Ok(())
    }

    /// Levels and elements of a part with everything in it. References in a circle, which renderers ignore, count once.
    fn extent(
        &self,
        index: usize,
        depth: usize,
        known: &mut Vec<Option<(usize, u64)>>,
    ) -> Result<(usize, u64), String> {
        if let Some(found) = known[index] {
            return Ok(found);
        }
        if depth > MOST_SVG_DEPTH {
            return Err(format!("its references are nested more than {MOST_SVG_DEPTH} levels deep"));
        }
        known[index] = Some((0, 0));
        let part = &self.parts[index];
        let (mut height, mut elements) = (part.height, part.elements);
        let targets = part.references.iter();
        let targets = targets.filter_map(|r| Some((*self.ids.get(&r.target)?, r.down, r.repeats)));
        for (target, down, counts) in part.within.iter().map(|(part, down)| (*part, *down, true)).chain(targets) {
            let found = self.extent(target, depth + 1, known)?;
            height = height.max(down + 1 + found.0);
            elements = elements.saturating_add(if counts { found.1 } else { 0 });
        }
        known[index] = Some((height, elements));
        Ok((height, elements))
    }
}
