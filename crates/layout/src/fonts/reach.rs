//! The reach of a font's rules: the glyphs whose form or place more than one neighbour decides.
//!
//! A substitution of one glyph, and a kern between two, are known from shaping one character, and two. Rules that look at
//! three glyphs or more, or skip some, are found here in the font's tables (OpenType 1.9, GSUB and GPOS). The result may
//! have glyphs too many, never too few: a word with one of them is shaped whole.

use std::collections::BTreeSet;

use skrifa::raw::tables::gpos::{Gpos, MarkBasePos, MarkLigPos, MarkMarkPos, PairPos, PositionSubtables};
use skrifa::raw::tables::gsub::{Gsub, LigatureSubst, SubstitutionSubtables};
use skrifa::raw::tables::layout::{ChainedSequenceContext, CoverageTable, FeatureList, LookupFlag, SequenceContext};
use skrifa::raw::{ReadError, TableProvider};
use skrifa::{FontRef, Tag};

/// The features that HarfBuzz turns on by default for horizontal text from left to right.
const BY_ITSELF: [&[u8; 4]; 21] = [
    b"rvrn", b"ltra", b"ltrm", b"rand", b"abvm", b"blwm", b"ccmp", b"locl", b"mark", b"mkmk", b"rlig", b"calt",
    b"clig", b"curs", b"dist", b"kern", b"liga", b"rclt", b"trak", b"Harf", b"Buzz",
];

/// Two adjacent glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GlyphPair {
    pub(crate) first: u16,
    pub(crate) second: u16,
}

/// The glyphs that rules with a long reach are about.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// Those of contextual rules and marks.
    glyphs: BTreeSet<u16>,
    /// The first two of ligatures of three or more.
    pairs: BTreeSet<GlyphPair>,
}

impl Reach {
    /// The reach of a font under the features that are requested, with their values. `None` where a rule may skip letters, or
    /// comes from tables that aren't read here: then nothing is known without the shaper.
    pub(crate) fn of(font: &FontRef<'_>, features: &[(Tag, u32)]) -> Option<Self> {
        let apple = [b"morx", b"mort", b"kerx"];
        if apple.iter().any(|tag| font.table_data(Tag::new(tag)).is_some()) || font.kern().is_ok() {
            return None;
        }
        let mut reach = Self::default();
        match font.gsub() {
            Ok(table) => reach.substitutions(&table, features)?,
            Err(ReadError::TableIsMissing(_)) => {}
            Err(_) => return None,
        }
        match font.gpos() {
            Ok(table) => reach.positions(&table, features)?,
            Err(ReadError::TableIsMissing(_)) => {}
            Err(_) => return None,
        }
        Some(reach)
    }

    /// True if a glyph may take part in a rule that looks further than at its neighbour.
    pub(crate) fn is_far(&self, glyph: u16) -> bool {
        self.glyphs.contains(&glyph)
    }

    /// True if two glyphs may be the beginning of a longer ligature.
    pub(crate) fn begins(&self, pair: GlyphPair) -> bool {
        self.pairs.contains(&pair)
    }

    fn substitutions(&mut self, table: &Gsub<'_>, features: &[(Tag, u32)]) -> Option<()> {
        use SubstitutionSubtables as S;
        if table.feature_variations().is_some() {
            return None;
        }
        let lookups = table.lookup_list().ok()?.lookups();
        for index in active(&table.feature_list().ok()?, features)? {
            let lookup = lookups.get(usize::from(index)).ok()?;
            reads_letters(lookup.lookup_flag())?;
            match lookup.subtables().ok()? {
                S::Single(_) | S::Multiple(_) | S::Alternate(_) | S::EmptyExtension => {}
                S::Ligature(tables) => tables.iter().try_for_each(|table| self.ligatures(&table.ok()?))?,
                S::Contextual(tables) => tables.iter().try_for_each(|table| self.context(&table.ok()?))?,
                S::ChainContextual(tables) => tables.iter().try_for_each(|table| self.chain(&table.ok()?))?,
                S::Reverse(_) => return None,
            }
        }
        Some(())
    }

    fn positions(&mut self, table: &Gpos<'_>, features: &[(Tag, u32)]) -> Option<()> {
        use PositionSubtables as S;
        if table.feature_variations().is_some() {
            return None;
        }
        let lookups = table.lookup_list().ok()?.lookups();
        for index in active(&table.feature_list().ok()?, features)? {
            let lookup = lookups.get(usize::from(index)).ok()?;
            reads_letters(lookup.lookup_flag())?;
            match lookup.subtables().ok()? {
                S::Single(_) | S::EmptyExtension => {}
                S::Pair(tables) => tables.iter().try_for_each(|table| goes_on(&table.ok()?))?,
                S::MarkToBase(tables) => tables.iter().try_for_each(|table| match table.ok()? {
                    MarkBasePos::Format1(table) => self.cover(table.mark_coverage()),
                    MarkBasePos::Format2(_) => None,
                })?,
                S::MarkToLig(tables) => tables.iter().try_for_each(|table| match table.ok()? {
                    MarkLigPos::Format1(table) => self.cover(table.mark_coverage()),
                    MarkLigPos::Format2(_) => None,
                })?,
                S::MarkToMark(tables) => tables.iter().try_for_each(|table| match table.ok()? {
                    MarkMarkPos::Format1(table) => self.cover(table.mark1_coverage()),
                    MarkMarkPos::Format2(_) => None,
                })?,
                S::Contextual(tables) => tables.iter().try_for_each(|table| self.context(&table.ok()?))?,
                S::ChainContextual(tables) => tables.iter().try_for_each(|table| self.chain(&table.ok()?))?,
                S::Cursive(_) => return None,
            }
        }
        Some(())
    }

    fn ligatures(&mut self, table: &LigatureSubst<'_>) -> Option<()> {
        let LigatureSubst::Format1(table) = table else { return None };
        for (first, set) in table.coverage().ok()?.iter().zip(table.ligature_sets().iter()) {
            for ligature in set.ok()?.ligatures().iter() {
                if let [second, _, ..] = ligature.ok()?.component_glyph_ids() {
                    let first = u16::try_from(first.to_u32()).ok()?;
                    self.pairs.insert(GlyphPair { first, second: second.get().to_u16() });
                }
            }
        }
        Some(())
    }

    fn context(&mut self, context: &SequenceContext<'_>) -> Option<()> {
        match context {
            SequenceContext::Format1(table) => self.cover(table.coverage()),
            SequenceContext::Format2(table) => self.cover(table.coverage()),
            SequenceContext::Format3(table) if table.glyph_count() > 2 => self.cover(table.coverages().get(0)),
            SequenceContext::Format3(_) => Some(()),
            _ => None,
        }
    }

    /// A rule applies only where all of its glyphs are, so to exclude the first of its input is enough. Rules that look at
    /// two glyphs in all are known from shaping the two.
    fn chain(&mut self, context: &ChainedSequenceContext<'_>) -> Option<()> {
        match context {
            ChainedSequenceContext::Format1(table) => self.cover(table.coverage()),
            ChainedSequenceContext::Format2(table) => self.cover(table.coverage()),
            ChainedSequenceContext::Format3(table) => {
                let around = table.backtrack_glyph_count().checked_add(table.lookahead_glyph_count())?;
                if around.checked_add(table.input_glyph_count())? > 2 {
                    self.cover(table.input_coverages().get(0))
                } else {
                    Some(())
                }
            }
            _ => None,
        }
    }

    fn cover(&mut self, coverage: Result<CoverageTable<'_>, ReadError>) -> Option<()> {
        self.glyphs.extend(coverage.ok()?.iter().filter_map(|glyph| u16::try_from(glyph.to_u32()).ok()));
        Some(())
    }
}

/// True if a pair's second glyph is also the first of the next pair. Where the pair moves the second too, GPOS skips it,
/// and the kern of a pair depends on what is before it.
fn goes_on(table: &PairPos<'_>) -> Option<()> {
    let second = match table {
        PairPos::Format1(table) => table.value_format2(),
        PairPos::Format2(table) => table.value_format2(),
        _ => return None,
    };
    second.is_empty().then_some(())
}

/// The lookups of the features that are on, whatever the script and the language: too many rather than too few.
fn active(list: &FeatureList<'_>, features: &[(Tag, u32)]) -> Option<BTreeSet<u16>> {
    let mut found = BTreeSet::new();
    for record in list.feature_records() {
        let tag = record.feature_tag();
        let asked = features.iter().rev().find(|(asked, _)| *asked == tag).map(|(_, value)| *value > 0);
        if asked.unwrap_or(BY_ITSELF.iter().any(|own| tag == Tag::new(own))) {
            let feature = record.feature(list.offset_data()).ok()?;
            found.extend(feature.lookup_list_indices().iter().map(|index| index.get()));
        }
    }
    Some(found)
}

/// `None` where a lookup skips letters, so that glyphs that aren't adjacent meet.
fn reads_letters(flag: LookupFlag) -> Option<()> {
    let skips = (LookupFlag::IGNORE_BASE_GLYPHS | LookupFlag::IGNORE_LIGATURES).to_bits();
    (flag.to_bits() & skips == 0).then_some(())
}
