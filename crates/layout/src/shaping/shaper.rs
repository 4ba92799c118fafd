//! The shaper: characters to glyphs, a word at a time. Words are shaped once for each face, feature set, language and
//! script, whatever their size; every thread draws on the same cache.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use anthology_base::{Lang, WordMap};
use anthology_typeset::{capitals, is_full_width, small_capitals};
use harfrust::{Buffer, Direction, Feature, Language, Script, ShapeOptions, ShapePlan, ShaperFont, Tag, shape};

use crate::fonts::{Font, Fonts};
use crate::shaping::kern_cache::KernCache;
use crate::two_sided::Edges;

/// OpenType features that styles ask for, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Features(u16);

impl Features {
    pub(crate) const OLD_STYLE: Self = Self(1);
    pub(crate) const LINING: Self = Self(2);
    pub(crate) const PROPORTIONAL: Self = Self(4);
    pub(crate) const TABULAR: Self = Self(8);
    pub(crate) const SMALL_CAPS: Self = Self(16);
    pub(crate) const SUPERIORS: Self = Self(32);
    pub(crate) const INFERIORS: Self = Self(64);
    /// Letter-spaced text has no ligatures.
    pub(crate) const NO_LIGATURES: Self = Self(128);
    /// Capitals too become small ones.
    pub(crate) const CAPITALS_TO_SMALL: Self = Self(256);

    const TAGS: [(Self, &'static [u8; 4], u32); 11] = [
        (Self::OLD_STYLE, b"onum", 1),
        (Self::LINING, b"lnum", 1),
        (Self::PROPORTIONAL, b"pnum", 1),
        (Self::TABULAR, b"tnum", 1),
        (Self::SMALL_CAPS, b"smcp", 1),
        (Self::CAPITALS_TO_SMALL, b"c2sc", 1),
        (Self::SUPERIORS, b"sups", 1),
        (Self::INFERIORS, b"subs", 1),
        (Self::NO_LIGATURES, b"liga", 0),
        (Self::NO_LIGATURES, b"clig", 0),
        (Self::NO_LIGATURES, b"dlig", 0),
    ];

    /// Both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Changes of characters before they are shaped. The text of the run keeps the author's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Case {
    /// Not at all.
    #[default]
    AsWritten,
    /// Capitals.
    Upper,
    /// As the font's small capitals want them, which in Greek have no accents.
    SmallCapitals,
    /// No font has them: each is shown as a box.
    Missing,
    /// Two-em and three-em dashes that the font hasn't: composed from em dashes.
    LongDash,
}

/// All that decides how a word is shaped; its size doesn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ShapeKey {
    /// Index into the fonts.
    pub(crate) font: u32,
    pub(crate) features: Features,
    pub(crate) case: Case,
    pub(crate) lang: Lang,
    pub(crate) script: Script,
    pub(crate) rtl: bool,
}

/// A glyph of a word, in font units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShapedGlyph {
    pub(crate) id: u16,
    pub(crate) advance: i32,
    pub(crate) dx: i32,
    pub(crate) dy: i32,
    /// Byte offset in the word.
    pub(crate) cluster: u32,
    /// True if it may be another glyph, or elsewhere, if the word began with it (HarfBuzz's flag).
    pub(crate) unsafe_to_break: bool,
}

/// A shaped word, in font units, its glyphs in logical order.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShapedWord {
    pub(crate) glyphs: Box<[ShapedGlyph]>,
    /// Sum of the advances.
    pub(crate) advance: i32,
    /// Number of its clusters.
    pub(crate) clusters: u32,
    /// Advance of the first cluster, and of the last.
    pub(crate) edge_advances: Edges<i32>,
    /// The difference of a space before it, and of one after it, from a space alone, where the font kerns with spaces.
    pub(crate) space_kerns: Edges<i32>,
    /// True if the font lacks one of its characters.
    pub(crate) missing: bool,
    /// Protrusion of its first and of its last character, each at either edge of a line:
    /// [`Font::protrusion`](crate::fonts::Font::protrusion).
    pub(crate) protrusions: Edges<Edges<i16>>,
    /// A hash of the word without its punctuation and capitals, to compare it with others; 0 for none.
    pub(crate) fingerprint: u64,
}

/// The glyph of the space.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SpaceGlyph {
    pub(crate) id: u16,
    /// In font units.
    pub(crate) advance: i32,
}

/// An added hyphen, and its effect on the glyph before it; in font units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AddedHyphen {
    /// Added to the glyph's advance.
    pub(crate) kern: i32,
    /// The hyphen's advance.
    pub(crate) advance: i32,
}

/// A shape plan and what is cached for it.
pub(crate) struct Plan {
    pub(crate) key: ShapeKey,
    plan: ShapePlan,
    features: Vec<Feature>,
    language: Option<Language>,
    /// The space.
    pub(crate) space: SpaceGlyph,
    /// The hyphen that is added at the end of a line.
    pub(crate) hyphen: char,
    kerns_space: bool,
    /// The difference of a space before a glyph from a space alone.
    kerns_before: Mutex<BTreeMap<u16, i32>>,
    /// The difference of a space after a glyph.
    kerns_after: Mutex<BTreeMap<u16, i32>>,
    /// By glyph: [`Shaper::hyphen_after`].
    hyphens: Mutex<BTreeMap<u16, Option<AddedHyphen>>>,
    /// The space before and after full-width marks in their squares.
    mark_spaces: Mutex<BTreeMap<char, Edges<i32>>>,
    /// Letters and kerning pairs, where these are all there is to know of words.
    kern_cache: Option<KernCache>,
}

impl Plan {
    /// A text with the hyphen that is added at the end of a line.
    pub(crate) fn hyphenated(&self, text: &str) -> String {
        let mut with_hyphen = String::with_capacity(text.len() + self.hyphen.len_utf8());
        with_hyphen.push_str(text);
        with_hyphen.push(self.hyphen);
        with_hyphen
    }
}

/// Number of locks of the cache: enough that threads seldom wait for one another.
const SHARDS: usize = 64;

/// The shaped words of a shard, by plan.
type Words = Vec<WordMap<Arc<ShapedWord>>>;

/// The shaper of a book.
pub(crate) struct Shaper<'a> {
    fonts: &'a Fonts,
    plans: RwLock<Vec<Arc<Plan>>>,
    words: Vec<Mutex<Words>>,
    /// Buffers that no thread shapes in at the moment.
    buffers: Mutex<Vec<Buffer>>,
    /// The word without glyphs.
    empty: Arc<ShapedWord>,
}

/// The shard of a word.
fn shard(text: &str) -> usize {
    let byte = |at: usize| text.as_bytes().get(at).map_or(0, |&b| usize::from(b));
    (byte(0) * 7 + byte(text.len().wrapping_sub(1)) * 3 + text.len()) % SHARDS
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Self {
            fonts,
            plans: RwLock::new(Vec::new()),
            words: (0..SHARDS).map(|_| Mutex::default()).collect(),
            buffers: Mutex::default(),
            empty: Arc::default(),
        }
    }

    /// The word without glyphs.
    pub(crate) fn empty(&self) -> Arc<ShapedWord> {
        Arc::clone(&self.empty)
    }

    pub(crate) fn fonts(&self) -> &'a Fonts {
        self.fonts
    }

    /// The plan of a key, with a number that lasts as long as the shaper.
    pub(crate) fn plan(&self, key: &ShapeKey) -> (u32, Arc<Plan>) {
        let find =
            |plans: &[Arc<Plan>]| plans.iter().position(|p| p.key == *key).map(|i| (i as u32, Arc::clone(&plans[i])));
        if let Some(found) = find(&self.plans.read().unwrap_or_else(PoisonError::into_inner)) {
            return found;
        }
        let made = Arc::new(self.make_plan(key));
        let mut plans = self.plans.write().unwrap_or_else(PoisonError::into_inner);
        find(&plans).unwrap_or_else(|| {
            plans.push(Arc::clone(&made));
            (plans.len() as u32 - 1, made)
        })
    }

    fn make_plan(&self, key: &ShapeKey) -> Plan {
        let font = self.fonts.get(key.font);
        let wanted = Features::TAGS.iter().filter(|(f, ..)| key.features.has(*f));
        let own = font.features.iter().map(|(tag, value)| (tag, *value));
        let features: Vec<Feature> = own
            .chain(wanted.map(|(_, tag, value)| (*tag, *value)))
            .map(|(tag, value)| Feature::new(Tag::new(tag), value, ..))
            .collect();
        let language = Language::new(key.lang.as_str());
        let direction = if key.rtl { Direction::RightToLeft } else { Direction::LeftToRight };
        let plan = ShapePlan::new(&font.face, direction, Some(key.script), language.as_ref(), &features);
        let mut plan = Plan {
            key: *key,
            plan,
            features,
            language,
            space: SpaceGlyph::default(),
            hyphen: if font.glyph('\u{2010}').is_some() { '\u{2010}' } else { '-' },
            kerns_space: false,
            kerns_before: Mutex::default(),
            kerns_after: Mutex::default(),
            hyphens: Mutex::default(),
            mark_spaces: Mutex::default(),
            kern_cache: None,
        };
        let simple = matches!(key.script, Script::LATIN | Script::GREEK | Script::CYRILLIC);
        if simple && !key.rtl && key.case == Case::AsWritten {
            plan.kern_cache = font.reach(&plan.features).map(KernCache::new);
        }
        let space = self.shape(&plan, " ");
        plan.space = space.glyphs.first().map(|g| SpaceGlyph { id: g.id, advance: g.advance }).unwrap_or_default();
        plan.kerns_space = "AVTWYLPFfrvwy.,’”“‘—".chars().any(|c| {
            let mut buffer = [0; 4];
            font.glyph(c).is_some() && self.space_kerns(&plan, c.encode_utf8(&mut buffer)) != Edges::default()
        });
        plan
    }

    /// The glyphs of a word.
    pub(crate) fn word(&self, plan_id: u32, plan: &Plan, text: &str) -> Arc<ShapedWord> {
        let shard = &self.words[shard(text)];
        let lock = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(word) = lock().get(plan_id as usize).and_then(|words| words.get(text)) {
            return Arc::clone(word);
        }
        let font = self.fonts.get(plan.key.font);
        let known = plan.kern_cache.as_ref().and_then(|cache| {
            let shape = |text: &str| self.shape(plan, text).glyphs;
            cache.word(text, shape, |c| font.glyph(c))
        });
        let mut word = known.map_or_else(|| self.shape(plan, text), measured);
        word.fingerprint = fingerprint(text);
        let protrusion = |c: Option<char>| c.map(|c| font.protrusion(c)).unwrap_or_default();
        word.protrusions = Edges { start: protrusion(text.chars().next()), end: protrusion(text.chars().next_back()) };
        if plan.kerns_space && !plan.key.rtl {
            word.space_kerns = self.edge_kerns(plan, text, &word);
        }
        let word = Arc::new(word);
        let mut words = lock();
        if words.len() <= plan_id as usize {
            words.resize_with(plan_id as usize + 1, WordMap::default);
        }
        words[plan_id as usize].insert(text, Arc::clone(&word));
        word
    }

    /// The kerns of a space before and after a word, which its first and its last glyph decide.
    fn edge_kerns(&self, plan: &Plan, text: &str, word: &ShapedWord) -> Edges<i32> {
        let (Some(first), Some(last)) = (word.glyphs.first(), word.glyphs.last()) else { return Edges::default() };
        let before = || plan.kerns_before.lock().unwrap_or_else(PoisonError::into_inner);
        let after = || plan.kerns_after.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, end) = (before().get(&first.id).copied(), after().get(&last.id).copied());
        if let (Some(start), Some(end)) = (start, end) {
            return Edges { start, end };
        }
        let found = self.space_kerns(plan, text);
        before().insert(first.id, found.start);
        after().insert(last.id, found.end);
        found
    }

    /// The kerns of a space before and after a text.
    fn space_kerns(&self, plan: &Plan, text: &str) -> Edges<i32> {
        let (alone, space) = (self.shape(plan, text).advance, plan.space.advance);
        let before = self.shape(plan, &format!(" {text}")).advance;
        let after = self.shape(plan, &format!("{text} ")).advance;
        Edges { start: before - alone - space, end: after - alone - space }
    }

    /// The added hyphen after a glyph. `text` is the glyph's. `None` where the two don't become just the two
    /// glyphs, as where the font has a ligature with the hyphen.
    pub(crate) fn hyphen_after(&self, plan: &Plan, glyph: u16, text: &str) -> Option<AddedHyphen> {
        let lock = || plan.hyphens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = lock().get(&glyph) {
            return *found;
        }
        let found = match (&*self.shape(plan, text).glyphs, &*self.shape(plan, &plan.hyphenated(text)).glyphs) {
            ([alone], [first, hyphen]) if alone.id == glyph && first.id == glyph && !hyphen.unsafe_to_break => {
                Some(AddedHyphen { kern: first.advance - alone.advance, advance: hyphen.advance })
            }
            _ => None,
        };
        lock().insert(glyph, found);
        found
    }

    /// The space before and after a full-width mark in its square, in font units: what the font takes away where
    /// asked for half-width marks (`halt`), else what its ink leaves.
    pub(crate) fn mark_space(&self, plan: &Plan, c: char) -> Edges<i32> {
        let lock = || plan.mark_spaces.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(space) = lock().get(&c) {
            return *space;
        }
        let found = self.measure_mark(plan, c);
        lock().insert(c, found);
        found
    }

    fn measure_mark(&self, plan: &Plan, c: char) -> Edges<i32> {
        let mut buffer = [0; 4];
        let text = &*c.encode_utf8(&mut buffer);
        let font = self.fonts.get(plan.key.font);
        let whole = self.shape(plan, text);
        let [glyph] = &*whole.glyphs else { return Edges::default() };
        let halt = [Feature::new(Tag::new(b"halt"), 1, ..)];
        let features: Vec<Feature> = plan.features.iter().copied().chain(halt).collect();
        let direction = plan.plan.direction();
        let halved = ShapePlan::new(&font.face, direction, Some(plan.key.script), plan.language.as_ref(), &features);
        let half = self.shape_with(plan, &FeaturePlan { plan: &halved, features: &features }, text);
        if let [half] = &*half.glyphs
            && half.advance < glyph.advance
        {
            let start = glyph.dx - half.dx;
            return Edges { start, end: glyph.advance - half.advance - start };
        }
        if glyph.advance < i32::from(font.units_per_em) * 9 / 10 {
            return Edges::default();
        }
        // No more than makes it half-width.
        let ink = font.ink_extent(glyph.id);
        let within = |space: i32| space.clamp(0, glyph.advance / 2);
        Edges { start: within(ink.left), end: within(glyph.advance - ink.right) }
    }

    fn shape(&self, plan: &Plan, text: &str) -> ShapedWord {
        self.shape_with(plan, &FeaturePlan { plan: &plan.plan, features: &plan.features }, text)
    }

    fn shape_with(&self, plan: &Plan, by: &FeaturePlan<'_>, text: &str) -> ShapedWord {
        let lock = || self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = lock().pop().unwrap_or_default();
        let word = self.shape_in(&mut buffer, plan, by, text);
        buffer.clear();
        lock().push(buffer);
        word
    }

    fn shape_in(&self, buffer: &mut Buffer, plan: &Plan, by: &FeaturePlan<'_>, text: &str) -> ShapedWord {
        let face = ShaperFont::new(&self.fonts.get(plan.key.font).face);
        push(buffer, &plan.key, self.fonts.get(plan.key.font), text);
        buffer.set_direction(by.plan.direction());
        buffer.set_script(Some(plan.key.script));
        buffer.set_language(plan.language.clone());
        let options = ShapeOptions::new().plan(Some(by.plan)).features(by.features);
        if shape(&face, buffer, options).is_err() {
            return ShapedWord::default();
        }
        let infos = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
        let mut glyphs: Box<[ShapedGlyph]> = infos
            .map(|(info, position)| ShapedGlyph {
                id: u16::try_from(info.glyph_id).unwrap_or(0),
                advance: position.x_advance,
                dx: position.x_offset,
                dy: position.y_offset,
                cluster: info.cluster,
                unsafe_to_break: info.unsafe_to_break(),
            })
            .collect();
        if plan.key.case == Case::LongDash {
            self.join_dashes(plan, &mut glyphs);
        }
        if plan.key.rtl {
            glyphs.reverse();
        }
        measured(glyphs)
    }
}

impl Shaper<'_> {
    /// Sets the em dashes of a longer one so close that their ink joins, by the space beside it in the font.
    fn join_dashes(&self, plan: &Plan, glyphs: &mut [ShapedGlyph]) {
        let font = self.fonts.get(plan.key.font);
        for i in 1..glyphs.len() {
            if glyphs[i - 1].cluster == glyphs[i].cluster {
                let ink = font.ink_extent(glyphs[i].id);
                // A hundredth of an overlap, so that no rasteriser shows a seam.
                let width = (ink.right - ink.left) * 99 / 100;
                glyphs[i - 1].advance = glyphs[i - 1].advance.min(width);
            }
        }
    }
}

/// A plan of the shaper, and the features that it is for.
struct FeaturePlan<'f> {
    plan: &'f ShapePlan,
    features: &'f [Feature],
}

/// The word's characters as they are shown, each with the offset of the author's character.
fn push(buffer: &mut Buffer, key: &ShapeKey, font: &Font, text: &str) {
    match key.case {
        Case::AsWritten => buffer.push_str(text),
        Case::LongDash => {
            for (i, c) in text.char_indices() {
                (0..long_dash(c).unwrap_or(1)).for_each(|_| buffer.push('\u{2014}' as u32, i as u32));
            }
        }
        Case::Missing => text.char_indices().for_each(|(i, _)| buffer.push('\u{25a1}' as u32, i as u32)),
        Case::Upper => {
            let capitals = capitals(text, key.lang, |c| font.glyph(c).is_some());
            capitals.into_iter().for_each(|(i, c)| buffer.push(c as u32, i as u32));
        }
        Case::SmallCapitals => {
            small_capitals(text, key.lang).into_iter().for_each(|(i, c)| buffer.push(c as u32, i as u32));
        }
    }
}

/// Of how many em dashes a longer dash is composed; `None` of another character.
pub(crate) fn long_dash(c: char) -> Option<usize> {
    match c {
        '\u{2e3a}' => Some(2),
        '\u{2e3b}' => Some(3),
        _ => None,
    }
}

/// FNV-1a over the lower-cased letters between a word's first and last letter or figure. A single ideograph is no word.
fn fingerprint(word: &str) -> u64 {
    if word.starts_with(is_full_width) {
        return 0;
    }
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = word.chars().flat_map(char::to_lowercase);
    let hash = letters
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, c| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x100_0000_01b3));
    if word.is_empty() { 0 } else { hash.max(1) }
}

/// The extent of glyphs of a word, in font units.
pub(crate) struct GlyphExtent {
    pub(crate) advance: i32,
    pub(crate) clusters: u32,
    /// Advance of the first cluster, and of the last.
    pub(crate) edge_advances: Edges<i32>,
}

impl GlyphExtent {
    pub(crate) fn of(glyphs: &[ShapedGlyph]) -> Self {
        let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else {
            return Self { advance: 0, clusters: 0, edge_advances: Edges::default() };
        };
        let mut extent = Self { advance: 0, clusters: 1, edge_advances: Edges::default() };
        let mut before = first.cluster;
        for glyph in glyphs {
            extent.advance += glyph.advance;
            extent.clusters += u32::from(glyph.cluster != before);
            before = glyph.cluster;
            let advance_in = |cluster: u32| if glyph.cluster == cluster { glyph.advance } else { 0 };
            extent.edge_advances.start += advance_in(first.cluster);
            extent.edge_advances.end += advance_in(last.cluster);
        }
        extent
    }
}

fn measured(glyphs: Box<[ShapedGlyph]>) -> ShapedWord {
    let GlyphExtent { advance, clusters, edge_advances } = GlyphExtent::of(&glyphs);
    let missing = glyphs.iter().any(|g| g.id == 0);
    ShapedWord { advance, clusters, edge_advances, missing, glyphs, ..ShapedWord::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SETS: [Features; 4] = [Features(0), Features(1 | 4), Features(2 | 4 | 128), Features(16)];

    /// Counts the words that are known by their pairs, in all bundled faces. All of them come out as the shaper has
    /// them.
    fn known<'w>(
        shaper: &Shaper<'_>,
        lang: &'static str,
        script: Script,
        words: impl Iterator<Item = &'w str> + Clone,
    ) -> usize {
        let (mut count, lang) = (0, Lang::literal(lang));
        for font in 0..shaper.fonts.list().len() as u32 {
            for features in SETS {
                let key = ShapeKey { font, features, case: Case::AsWritten, lang, script, rtl: false };
                let (plan_id, plan) = shaper.plan(&key);
                for word in words.clone() {
                    let shaped = shaper.shape(&plan, word);
                    let cached = shaper.word(plan_id, &plan, word);
                    let name = &shaper.fonts.get(font).postscript_name;
                    assert_eq!(cached.glyphs, shaped.glyphs, "{word} in {name} with {features:?}");
                    assert_eq!((cached.advance, cached.clusters), (shaped.advance, shaped.clusters));
                    let glyph = |c| shaper.fonts.get(font).glyph(c);
                    let cache = plan.kern_cache.as_ref();
                    count += usize::from(cache.is_some_and(|c| c.word(word, |_| Box::default(), glyph).is_some()));
                }
            }
        }
        count
    }

    #[test]
    fn most_words_are_known_by_their_pairs() {
        let fonts = Fonts::bundled();
        let shaper = Shaper::new(&fonts);
        let latin = "“AVATAR,” the quick brown fox—jumps: (over) Tokyo's lazy WAVE; official waffle naïve façade Þórr ij IJ \
                     fi ff ffi Qu Ty. f) f” --- 3rd 1/2 U+2044 s\u{301} e\u{301}\u{323} a\u{ad}b a\u{200d}b";
        let greek = "Ὅμηρος ἔγραψεν· τὴν Ὀδύσσειαν, ΆΥΛΑ, «ναί»;";
        let russian = "Гудок, ТАТА; «эти» мягкие ёлки — их надо съесть! У́лица Ужгород";
        for (lang, script, text, least) in [
            ("en", Script::LATIN, latin, 45),
            ("nl", Script::LATIN, "ijs IJs bijna híj", 20),
            ("el", Script::GREEK, greek, 40),
            ("ru", Script::CYRILLIC, russian, 40),
        ] {
            let words = text.split(' ');
            let (all, found) = (words.clone().count(), known(&shaper, lang, script, words));
            let share = found * 100 / (all * fonts.list().len() * SETS.len());
            assert!(share >= least, "{share} % of {lang}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn pairs_make_what_the_shaper_makes(
            words in proptest::collection::vec("[a-zA-Zfijlt.,’”“(—à-ÿĳŀŉΑ-ωἀ-ᾯА-я0-9'\\-]{1,9}", 1..6)
        ) {
            let fonts = Fonts::bundled();
            let shaper = Shaper::new(&fonts);
            for script in [Script::LATIN, Script::GREEK, Script::CYRILLIC] {
                known(&shaper, "en", script, words.iter().map(String::as_str));
            }
        }
    }
}
