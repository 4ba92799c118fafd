//! The face, the size and the features of text, from its paragraph's style and its run's marks.

use std::collections::BTreeSet;
use std::sync::Arc;

use anthology_base::{Lang, Length};
use anthology_typeset::{Family, Figures, FontTokens, MicroTokens, Position, Run, TextStyle};
use harfrust::Script;

use crate::costs::SMALL_CAPS_TRACKING;
use crate::shaping::script::{is_full_width, is_joined, script_of};
use crate::shaping::shaper::{Case, Features, Plan, ShapeKey, Shaper};
use crate::two_sided::Elastic;

/// So many letters of a text show whether its face has small capitals for it.
const SAMPLE: usize = 64;

/// A run's style before its characters choose a script and perhaps a fallback font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BaseStyle {
    pub(crate) font: u32,
    features: Features,
    case: Case,
    pub(crate) lang: Lang,
    pub(crate) size: Length,
    /// Upwards.
    shift: Length,
    /// Thousandths of an em.
    tracking: i32,
}

/// A style of glyphs, and the limits within which a line may change them.
#[derive(Clone)]
pub(crate) struct FaceStyle {
    /// Number of its shape plan.
    pub(crate) plan_id: u32,
    pub(crate) plan: Arc<Plan>,
    pub(crate) size: Length,
    pub(crate) shift: Length,
    /// Added to every cluster, in scaled points.
    pub(crate) tracking: i64,
    /// Font expansion: per mille by which its glyphs may be widened and narrowed.
    pub(crate) expansion: Elastic<i64>,
    /// The most letter-space of one gap, in scaled points.
    pub(crate) letter_space: i64,
    /// True if its marks may protrude into the margins.
    pub(crate) protrudes: bool,
    /// Font units to the em.
    pub(crate) upem: i64,
    /// 2⁶⁴ divided by the units to the em, rounded up.
    reciprocal: u128,
}

impl FaceStyle {
    /// Font units in scaled points.
    pub(crate) fn sp(&self, units: i32) -> i64 {
        // A division for every glyph of a book is slow. By the reciprocal it is exact below 2⁵⁰ (Granlund and Montgomery,
        // "Division by Invariant Integers using Multiplication", PLDI 1994), and sizes times units are.
        let product = self.size.sp() * i64::from(units);
        let quotient = ((u128::from(product.unsigned_abs()) * self.reciprocal) >> 64) as i64;
        if product < 0 { -quotient } else { quotient }
    }
}

/// The base style of a run.
pub(crate) fn base_style(
    shaper: &Shaper<'_>,
    tokens: &FontTokens,
    style: &TextStyle,
    run: &Run,
    text: &str,
) -> BaseStyle {
    let marks = run.style;
    let fonts = shaper.fonts();
    let family = if marks.code { Family::Mono } else { style.family };
    let weight = if marks.strong || marks.bold || marks.look.bold.unwrap_or(style.bold) {
        700
    } else if style.semibold && marks.look.bold.is_none() {
        600
    } else {
        400
    };
    // What is set off within what is set off already is roman again.
    let set_off = marks.italic || marks.look.italic == Some(true);
    let upright = marks.look.italic == Some(false);
    let italic = !upright && (style.italic ^ (marks.emphasis || marks.cite) ^ set_off);
    let font = fonts.of_theme(tokens, family, weight, italic, style.size);
    // Text in a script without capitals stays as it is.
    let cased = || text.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let small_caps = marks.small_caps || marks.look.small_caps.unwrap_or(style.small_caps);
    let small_caps = small_caps && !marks.code && cased();
    let mut features = figures(style.figures);
    let mut base = BaseStyle {
        font,
        features: Features::default(),
        case: if marks.look.uppercase.unwrap_or(style.uppercase) && !marks.code {
            Case::Upper
        } else {
            Case::AsWritten
        },
        lang: run.lang,
        size: style.size,
        shift: Length::ZERO,
        tracking: marks.look.tracking.unwrap_or(style.tracking),
    };
    if marks.code {
        features = Features::default();
        base.tracking = 0;
        base.size = code_size(shaper, tokens, style, base);
    }
    if small_caps {
        if has_small_caps(shaper, base, text) {
            features = features.and(Features::SMALL_CAPS);
            if style.all_small_caps {
                features = features.and(Features::CAPITALS_TO_SMALL);
            }
            // Other languages have the same letters, and words of plain text are known by their kerning pairs.
            if run.lang.primary() == "el" && base.case == Case::AsWritten {
                base.case = Case::SmallCapitals;
            }
        } else {
            base.case = Case::Upper;
            base.size = base.size.scale(4, 5);
        }
        base.tracking = base.tracking.max(SMALL_CAPS_TRACKING);
    }
    base.features = features;
    if marks.position != Position::Normal {
        raise(shaper, &mut base, marks.position, text);
    }
    if base.tracking != 0 {
        base.features = base.features.and(Features::NO_LIGATURES);
    }
    base
}

fn figures(figures: Figures) -> Features {
    match figures {
        Figures::Default => Features::default(),
        Figures::OldStyle => Features::OLD_STYLE.and(Features::PROPORTIONAL),
        Figures::Lining => Features::LINING.and(Features::PROPORTIONAL),
        Figures::Tabular => Features::LINING.and(Features::TABULAR),
    }
}

/// Code within text of another family is set so that it looks as large as the text: its x-height is
/// brought near to the text's.
fn code_size(shaper: &Shaper<'_>, tokens: &FontTokens, style: &TextStyle, base: BaseStyle) -> Length {
    if style.family == Family::Mono {
        return style.size;
    }
    let fonts = shaper.fonts();
    let (text, mono) = (fonts.get(fonts.of_theme(tokens, style.family, 400, false, style.size)), fonts.get(base.font));
    let x_height = |font: &crate::fonts::Font| i64::from(font.x_height) * 1000 / i64::from(font.units_per_em);
    let ratio = (x_height(text) * 1000 / x_height(mono).max(1)).clamp(720, 1000);
    style.size.scale(ratio, 1000)
}

/// True if the face has small capitals of its own for the small letters of a text.
fn has_small_caps(shaper: &Shaper<'_>, base: BaseStyle, text: &str) -> bool {
    // The letters are in alphabetical order here, where `f` and `h` may form a ligature.
    let base = BaseStyle { features: base.features.and(Features::NO_LIGATURES), ..base };
    let letters: BTreeSet<char> = text.chars().filter(|c| c.is_lowercase()).take(SAMPLE).collect();
    let of = |own: &dyn Fn(char) -> bool| letters.iter().copied().filter(|&c| own(c)).collect::<String>();
    let latin = of(&|c| script_of(c) == Script::LATIN);
    let others = of(&|c| script_of(c) != Script::LATIN);
    let has = |text: &str, script| text.is_empty() || substitutes(shaper, base, Features::SMALL_CAPS, text, script);
    has(&latin, Script::LATIN) && has(&others, others.chars().next().map_or(Script::LATIN, script_of))
}

/// True if a feature gives every character of a text another glyph.
fn substitutes(shaper: &Shaper<'_>, base: BaseStyle, feature: Features, text: &str, script: Script) -> bool {
    let glyphs = |features: Features| {
        let key = base.key(script, false, base.font, base.case);
        let (plan_id, plan) = shaper.plan(&ShapeKey { features, ..key });
        shaper.word(plan_id, &plan, text)
    };
    let (with, without) = (glyphs(base.features.and(feature)), glyphs(base.features));
    !with.missing
        && with.glyphs.len() == without.glyphs.len()
        && with.glyphs.iter().zip(&without.glyphs).all(|(a, b)| a.id != b.id)
}

/// By how much text of a position is raised above the baseline of text of a size.
pub(crate) fn shift(position: Position, size: Length) -> Length {
    match position {
        Position::Normal => Length::ZERO,
        Position::Super => size.scale(35, 100),
        Position::Sub => -size.scale(15, 100),
    }
}

/// The font's own superiors or inferiors where it has them for this text; else smaller figures, moved.
fn raise(shaper: &Shaper<'_>, base: &mut BaseStyle, position: Position, text: &str) {
    let feature = if position == Position::Super { Features::SUPERIORS } else { Features::INFERIORS };
    let shift = shift(position, base.size);
    if substitutes(shaper, *base, feature, text, Script::LATIN) {
        base.features = base.features.and(feature);
    } else {
        base.size = base.size.scale(64, 100);
        base.shift = shift;
    }
}

impl BaseStyle {
    /// The key of text in one script and direction, in its own font or another.
    pub(crate) fn key(&self, script: Script, rtl: bool, font: u32, case: Case) -> ShapeKey {
        ShapeKey { font, features: self.features, case, lang: self.lang, script, rtl }
    }

    /// The change of its characters.
    pub(crate) fn case(&self) -> Case {
        self.case
    }

    /// The style of glyphs of a key.
    pub(crate) fn face(&self, shaper: &Shaper<'_>, micro: &MicroTokens, key: &ShapeKey) -> FaceStyle {
        let (plan_id, plan) = shaper.plan(key);
        let font = shaper.fonts().get(key.font);
        let limit = |own: u16| i64::from(own).min(i64::from(micro.expansion.max(0)));
        // Per mille of an em between letters.
        let spaced = |part: i32| if is_joined(key.script) { 0 } else { self.size.scale(i64::from(part), 1000).sp() };
        FaceStyle {
            plan_id,
            plan,
            size: self.size,
            shift: self.shift,
            tracking: spaced(self.tracking + font.tracking(self.size)),
            expansion: if is_full_width(key.script) {
                Elastic::default()
            } else {
                Elastic { stretch: limit(font.expansion.stretch), shrink: limit(font.expansion.shrink) }
            },
            letter_space: spaced(micro.letter_space.max(0)),
            protrudes: micro.protrusion && self.shift == Length::ZERO,
            upem: i64::from(font.units_per_em),
            reciprocal: (1 << 64) / u128::from(font.units_per_em) + 1,
        }
    }
}
