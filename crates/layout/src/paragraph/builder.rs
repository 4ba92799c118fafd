//! The paragraph builder: prepares a paragraph, chooses its breaks in passes that each allow more, and makes
//! the lines of the settings that are asked for.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};

use anthology_base::{Diagnostic, Diagnostics, Length, Span};
use anthology_typeset::{
    Family, FontTokens, MicroTokens, MissingGlyphs, ParagraphStyle, SetParagraph, TextAlign, TextStyle,
};

use crate::costs::{
    CAPITALISED, CODE_SPACE, GERMAN_HYPHEN, HANGUL_SYLLABLE, HOPELESS_SETTING, HYPHEN_ROOM, LAST_MAX_SPACE_SHRINK,
    LONG_CODE_RUN, LONG_WORDS_DOUBLE_HYPHEN, LONG_WORDS_HYPHEN, MAX_LADDER, MAX_SPACE_SHRINK, NARROW, NARROW_HYPHEN,
    NARROW_LETTER_SPACE, NARROWEST, NARROWNESS_OF_CODE, RAGGED_TOLERANCE, RUNT, RUNT_MEASURE, SHORT_FRAGMENT,
    SHORT_FRAGMENT_ENGLISH, SPACE_SHRINK, SPACE_SHRINK_BEYOND, SPACE_STRETCH, SPACE_STRETCH_BEYOND, STACK, TIE,
    WIDE_TOLERANCE,
};
use crate::fonts::Fonts;
use crate::paragraph::breakpoints::{Break, BreakCosts, BreakKind, Cut, Measurer, breaks, part_of_word};
use crate::paragraph::justify::{Place, make_line};
use crate::paragraph::line::{Line, Measure, Setting};
use crate::paragraph::prepare::{Material, Missing, Prepare, Resolve, Sums, prepare, word_sums};
use crate::paragraph::rivers;
use crate::paragraph::total_fit::{
    Chosen, Flaw, Gain, Lines, Path, Rules, Task, best_path, best_paths, line_sums, loosest,
};
use crate::shaping::shaper::Shaper;

/// Sets paragraphs in the fonts of a book. One value serves all threads: they share its cache of shaped
/// words, and what a paragraph becomes depends on the paragraph alone.
pub struct ParagraphBuilder<'a> {
    shaper: Shaper<'a>,
    tokens: &'a FontTokens,
    micro: &'a MicroTokens,
    missing: Mutex<Vec<Missing>>,
}

/// A paragraph's settings: the best, and those a line longer or shorter where they are good enough. Lines
/// are made when they are asked for.
pub struct ParagraphSettings<'p> {
    builder: &'p ParagraphBuilder<'p>,
    paragraph: &'p SetParagraph,
    material: Material,
    breaks: Vec<Break>,
    layout: Layout,
    /// Whether words had to be cut between their letters.
    cut: bool,
    variants: Vec<(Variant, Path)>,
}

/// What it takes to make the lines of a setting later, without looking for them again.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    path: Path,
    cut: bool,
}

/// How wide a paragraph is that stands ragged, and how narrow it can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extents {
    /// Of its longest line, where no line ends but at breaks of the author's.
    pub(crate) whole: Length,
    /// Of its longest piece that is parted without adding a hyphen.
    pub(crate) piece: Length,
    /// Of the longest that is left where words are hyphenated, and names of code parted anywhere.
    pub(crate) part: Length,
}

/// What is known of a setting before its lines are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Lines more (or fewer) than in the best setting.
    pub looseness: i8,
    /// How many lines it has.
    pub lines: u32,
    /// Total demerits; larger is worse.
    pub demerits: i64,
    /// For each line, whether it ends with a hyphen, added or the author's.
    pub hyphenated: Vec<bool>,
    /// For each line, the byte of the paragraph's text up to which it goes.
    pub ends: Vec<u32>,
    /// Width of the last line.
    pub last_width: Length,
    /// Whether a line is too long for its measure, or far too loose.
    pub overfull: bool,
}

/// Where lines stand.
struct Layout {
    align: TextAlign,
    measure: i64,
    indents: Vec<i64>,
}

impl Layout {
    /// The lines of a path.
    fn lines(
        &self,
        shaper: &Shaper<'_>,
        (material, paragraph): (&Material, &SetParagraph),
        breaks: &[Break],
        path: &Path,
    ) -> Vec<Line> {
        let mut from = &breaks[0];
        let mut lines = Vec::with_capacity(path.lines.len());
        for (i, chosen) in path.lines.iter().enumerate() {
            let to = &breaks[chosen.end as usize];
            let place = Place {
                indent: self.indents[i.min(self.indents.len() - 1)],
                measure: self.measure,
                align: self.align,
                ratio: chosen.ratio,
                emergency: path.emergency,
                fills: self.align == TextAlign::Justify && chosen.ratio != 0,
            };
            lines.push(make_line(shaper, material, paragraph, [from, to], &place));
            from = to;
        }
        lines
    }
}

impl<'a> ParagraphBuilder<'a> {
    /// A builder for a book's fonts and theme.
    pub fn new(fonts: &'a Fonts, tokens: &'a FontTokens, micro: &'a MicroTokens) -> Self {
        Self { shaper: Shaper::new(fonts), tokens, micro, missing: Mutex::new(Vec::new()) }
    }

    /// The fonts.
    pub fn fonts(&self) -> &'a Fonts {
        self.shaper.fonts()
    }

    /// The best setting of a paragraph, for what needs no other.
    pub fn set(&self, paragraph: &SetParagraph, style: &TextStyle, measure: &Measure, resolve: Resolve<'_>) -> Setting {
        Job::new(self, paragraph, style, measure, resolve).run().best()
    }

    /// The settings of a paragraph. A paragraph without text has one line.
    pub fn settings<'p>(
        &'p self,
        paragraph: &'p SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        resolve: Resolve<'_>,
    ) -> ParagraphSettings<'p> {
        let job = Job::new(self, paragraph, style, measure, resolve);
        let mut settings = job.run();
        if style.align == TextAlign::Justify && self.micro.looseness {
            job.add_variants(&mut settings);
        }
        settings
    }

    /// How wide a paragraph is, and how narrow it can be.
    pub(crate) fn extents(&self, paragraph: &SetParagraph, style: &TextStyle, resolve: Resolve<'_>) -> Extents {
        let measure = &Measure { width: Length::ZERO, indent: Length::ZERO, notch: None };
        let job = Job::new(self, paragraph, style, measure, resolve);
        let material = job.prepare(None, &mut Vec::new());
        let (breaks, measurer) = (job.breaks(&material, false), job.measurer(&material));
        let widest = |ends: &dyn Fn(&Break) -> bool| {
            let (mut from, mut most) = (&breaks[0], 0);
            for to in breaks[1..].iter().filter(|b| matches!(b.kind, BreakKind::Forced | BreakKind::End) || ends(b)) {
                to.figures.get_or_init(|| measurer.parted(to));
                most = most.max(line_sums(from, to, &|a, b| self.between(&material, a, b)).width);
                from = to;
            }
            Length::from_sp(most)
        };
        Extents {
            whole: widest(&|_| false),
            piece: widest(&|b| matches!(b.kind, BreakKind::Free | BreakKind::Explicit)),
            part: widest(&|_| true),
        }
    }

    /// Makes the lines of a setting that was found for the same paragraph, style and measure.
    pub(crate) fn lines(
        &self,
        paragraph: &SetParagraph,
        style: &TextStyle,
        measure: &Measure,
        resolve: Resolve<'_>,
        recipe: &Recipe,
    ) -> Vec<Line> {
        Job::new(self, paragraph, style, measure, resolve).lines(recipe)
    }

    /// Reports the characters that no font has, of all paragraphs that were set, each once for each place. What has
    /// no place in the sources is reported where no place has the same character.
    pub fn report_missing(&self, policy: MissingGlyphs, diagnostics: &mut Diagnostics) {
        let missing = std::mem::take(&mut *self.missing.lock().unwrap_or_else(PoisonError::into_inner));
        for (span, c) in places(missing) {
            let message = format!("no font has the character `{c}` (U+{:04X})", u32::from(c));
            let diagnostic = match policy {
                MissingGlyphs::Error => Diagnostic::error("missing-glyph", message),
                MissingGlyphs::Warn => Diagnostic::warning("missing-glyph", message),
            };
            let diagnostic = if span == Span::default() { diagnostic } else { diagnostic.at(span) };
            diagnostics.push(diagnostic.hint("add a family that has it to `fonts/`, as a fallback of the text family"));
        }
    }
}

/// Every character with the smallest places that it was found at, in reading order. A title that is printed again
/// is parted into other runs than where it stands first: longer ones without its links.
fn places(mut missing: Vec<Missing>) -> Vec<Missing> {
    missing.sort_unstable_by_key(|&(span, c)| (c, span.file, span.start, Reverse(span.end)));
    missing.dedup();
    let mut kept: Vec<Missing> = Vec::with_capacity(missing.len());
    for &(span, c) in &missing {
        let holds = |outer: Span| outer == Span::default() || (outer.file == span.file && span.end <= outer.end);
        while kept.last().is_some_and(|&(outer, other)| other == c && holds(outer)) {
            kept.pop();
        }
        kept.push((span, c));
    }
    kept.sort_unstable();
    kept
}

/// One paragraph to be set.
struct Job<'p, 'r> {
    builder: &'p ParagraphBuilder<'p>,
    paragraph: &'p SetParagraph,
    style: &'r TextStyle,
    measure: &'r Measure,
    resolve: Resolve<'r>,
    /// Per mille of what [`NARROW`] says.
    narrowness: i64,
}

fn has_long_code(paragraph: &SetParagraph) -> bool {
    let starts = std::iter::once(0).chain(paragraph.runs.iter().map(|run| run.end));
    paragraph.runs.iter().zip(starts).any(|(run, start)| run.style.code && run.end - start >= LONG_CODE_RUN)
}

/// How far a pass goes to find lines.
#[derive(Clone, Copy, Default)]
struct Pass {
    hyphens: bool,
    tolerance: i64,
    /// Whether spaces may shrink to the least that still parts words, and names be parted from their titles.
    held: bool,
    emergency: bool,
    cut: bool,
}

impl<'p, 'r> Job<'p, 'r> {
    fn new(
        builder: &'p ParagraphBuilder<'p>,
        paragraph: &'p SetParagraph,
        style: &'r TextStyle,
        measure: &'r Measure,
        resolve: Resolve<'r>,
    ) -> Self {
        let ems = measure.width.sp() * 1000 / style.size.sp().max(1);
        let narrowness = ((NARROW * 1000 - ems) / (NARROW - NARROWEST)).clamp(0, 1000);
        let least = if has_long_code(paragraph) { NARROWNESS_OF_CODE } else { 0 };
        Self { builder, paragraph, style, measure, resolve, narrowness: narrowness.max(least) }
    }

    fn run(&self) -> ParagraphSettings<'p> {
        let mut missing = Vec::new();
        let mut material = self.prepare(None, &mut missing);
        if !missing.is_empty() {
            self.builder.missing.lock().unwrap_or_else(PoisonError::into_inner).append(&mut missing);
        }
        let broken = self.broken();
        let calm = Pass { hyphens: false, ..broken };
        let wide = Pass { tolerance: broken.tolerance * WIDE_TOLERANCE, ..broken };
        let held = Pass { held: true, ..wide };
        let last = Pass { tolerance: i64::MAX, emergency: true, ..held };
        let passes = [calm, broken, wide, held, last, Pass { cut: true, ..last }];
        let hyphen = self.hyphen_penalty() * self.hyphen_penalty();
        let mut breaks = self.breaks(&material, false);
        let (mut found, mut cut): (Option<Path>, _) = (None, false);
        for pass in passes {
            if pass.cut {
                cut = true;
                material = self.prepare(Some(self.narrowest()), &mut Vec::new());
                breaks = self.breaks(&material, true);
            }
            let rules = self.rules(&material, pass);
            let below = found.as_ref().map_or(i64::MAX, |path| path.demerits);
            let path = self.search(&material, &breaks, &rules, pass.cut, below);
            found = path.or(found);
            let good = |path: &Path| match pass {
                // No path with a hyphen costs less than its hyphen, nor one with a line worse than the tolerance less
                // than that line.
                Pass { hyphens: false, .. } => path.demerits <= hyphen,
                Pass { held: false, .. } => path.flaw == Flaw::None && path.demerits <= rules.worst_line(),
                _ => path.flaw != Flaw::Ladder,
            };
            if found.as_ref().is_some_and(good) {
                break;
            }
        }
        // The last pass allows every line, so something was found.
        let path =
            found.unwrap_or(Path { lines: Vec::new(), emergency: 0, demerits: 0, overfull: true, flaw: Flaw::Ladder });
        let mut settings = ParagraphSettings {
            builder: self.builder,
            paragraph: self.paragraph,
            layout: self.layout(),
            material,
            breaks,
            cut,
            variants: Vec::new(),
        };
        settings.variants.push((settings.describe(&path, 0), path));
        settings
    }

    /// The pass that allows hyphens, but no line that is worse than tolerable.
    fn broken(&self) -> Pass {
        let justified = self.style.align == TextAlign::Justify;
        let tolerance = if justified { self.builder.micro.tolerance } else { RAGGED_TOLERANCE };
        Pass { hyphens: true, tolerance, held: false, emergency: false, cut: false }
    }

    fn prepare(&self, cut: Option<i64>, missing: &mut Vec<Missing>) -> Material {
        let builder = self.builder;
        let mut micro = Cow::Borrowed(builder.micro);
        if self.style.align == TextAlign::Justify && self.narrowness > 0 {
            let letters = self.narrowed(i64::from(micro.letter_space), NARROW_LETTER_SPACE);
            micro.to_mut().letter_space = letters as i32;
        }
        let with =
            Prepare { shaper: &builder.shaper, tokens: builder.tokens, micro: &micro, resolve: self.resolve, cut };
        prepare(&with, self.paragraph, self.style, missing)
    }

    /// The lines of a setting that was found before. Of the breaks only those are measured that it has.
    fn lines(&self, recipe: &Recipe) -> Vec<Line> {
        let material = self.prepare(recipe.cut.then(|| self.narrowest()), &mut Vec::new());
        let breaks = self.breaks(&material, recipe.cut);
        let measurer = self.measurer(&material);
        for chosen in &recipe.path.lines {
            let place = &breaks[chosen.end as usize];
            place.figures.get_or_init(|| measurer.parted(place));
        }
        self.layout().lines(&self.builder.shaper, (&material, self.paragraph), &breaks, &recipe.path)
    }

    fn breaks(&self, material: &Material, cut: bool) -> Vec<Break> {
        let language = self.paragraph.lang.primary();
        let costs = BreakCosts {
            hyphen: self.hyphen_penalty(),
            explicit: self.hyphen_penalty(),
            capital: if language == "de" { 0 } else { CAPITALISED },
            short: self.narrowed(if language == "en" { SHORT_FRAGMENT_ENGLISH } else { SHORT_FRAGMENT }, NARROW_HYPHEN),
            held: TIE,
            gap: CODE_SPACE,
            syllable: HANGUL_SYLLABLE,
            indented: self.measure.indent > Length::ZERO,
            cut: match () {
                () if !cut => Cut::None,
                () if self.measure.width < self.style.size * HYPHEN_ROOM || self.is_code() => Cut::Bare,
                () => Cut::Hyphen,
            },
        };
        breaks(self.measurer(material), self.paragraph, self.style, &costs)
    }

    /// What a hyphen costs: less in languages of long words, whose lines are bad without hyphens, and in narrow
    /// measures.
    fn hyphen_penalty(&self) -> i64 {
        let share = match self.paragraph.lang.primary() {
            _ if !self.has_long_words() => 100,
            "de" => GERMAN_HYPHEN,
            _ => LONG_WORDS_HYPHEN,
        };
        self.narrowed(self.builder.micro.hyphen_penalty * share / 100, NARROW_HYPHEN)
    }

    fn has_long_words(&self) -> bool {
        !matches!(self.paragraph.lang.primary(), "en" | "fr" | "es" | "it" | "pt" | "ca" | "gl" | "ro")
    }

    /// What a figure becomes in a narrow measure, `share` per cent being left of it in the narrowest.
    fn narrowed(&self, figure: i64, share: i64) -> i64 {
        figure + figure * self.narrowness * (share - 100) / 100_000
    }

    fn measurer<'m>(&'m self, material: &'m Material) -> Measurer<'p, 'm> {
        let protrude = self.style.align == TextAlign::Justify;
        Measurer { shaper: &self.builder.shaper, material, protrude }
    }

    /// The indents of the first lines, the last of which holds for all after it.
    fn indents(&self) -> Vec<i64> {
        let (lines, by) = self.measure.notch.unwrap_or((0, Length::ZERO));
        let mut indents = vec![0; usize::from(lines).max(1) + 1];
        indents[..usize::from(lines)].fill(by.sp());
        indents[0] += self.measure.indent.sp();
        indents
    }

    fn narrowest(&self) -> i64 {
        let widest = self.indents().into_iter().max().unwrap_or(0).max(0);
        (self.measure.width.sp() - widest).max(1)
    }

    fn layout(&self) -> Layout {
        Layout { align: self.style.align, measure: self.measure.width.sp(), indents: self.indents() }
    }

    fn is_code(&self) -> bool {
        self.paragraph.style == ParagraphStyle::Code || self.style.family == Family::Mono
    }

    fn is_heading(&self) -> bool {
        use ParagraphStyle as S;
        matches!(
            self.paragraph.style,
            S::HalfTitle
                | S::BookTitle
                | S::BookSubtitle
                | S::PartTitle
                | S::ChapterTitle
                | S::ChapterSubtitle
                | S::Heading2
                | S::Heading3
                | S::Heading4
        )
    }

    fn rules(&self, material: &Material, pass: Pass) -> Rules {
        let micro = self.builder.micro;
        let size = self.style.size.sp();
        let measure = self.measure.width.sp();
        let fills_first = matches!(self.paragraph.style, ParagraphStyle::Code | ParagraphStyle::Verse);
        let ragged = match self.style.align {
            TextAlign::Justify => None,
            _ if fills_first => Some(measure),
            _ => Some((size * 5 / 2).min(measure / 3).max(1)),
        };
        let indent = self.measure.indent.sp().max(0);
        let short = (indent * 3 / 2).max(measure * RUNT_MEASURE / 100);
        let hyphen = material.styles.first().map_or(0, |f| f.sp(f.plan.space.1));
        // In a column of a table that is as narrow as a syllable there may be nothing else.
        let cell = matches!(self.paragraph.style, ParagraphStyle::TableHead | ParagraphStyle::TableCell);
        Rules {
            widths: self.indents().iter().map(|i| (measure - i).max(1)).collect(),
            ragged,
            balanced: self.is_heading() && self.style.align != TextAlign::Justify,
            space: [SPACE_STRETCH, SPACE_SHRINK],
            beyond: [SPACE_STRETCH_BEYOND, SPACE_SHRINK_BEYOND],
            most: if pass.held { LAST_MAX_SPACE_SHRINK } else { MAX_SPACE_SHRINK },
            held: pass.held,
            seams: pass.held || pass.tolerance > self.broken().tolerance,
            hyphens: pass.hyphens,
            tolerance: pass.tolerance,
            emergency: if pass.emergency { size * i64::from(micro.emergency_stretch) / 1000 } else { 0 },
            line_penalty: micro.line_penalty,
            double_hyphen: match () {
                () if cell => 0,
                () if self.has_long_words() => micro.double_hyphen * LONG_WORDS_DOUBLE_HYPHEN / 100,
                () => micro.double_hyphen,
            },
            final_hyphen: if cell { 0 } else { micro.final_hyphen },
            fitness: micro.fitness,
            stacks: micro.stacks,
            stack: STACK,
            runt: if fills_first || cell { 0 } else { RUNT },
            last: [short, measure - size],
            scrap: (size * 2).max(hyphen).min(measure / 4),
            ladder: if cell { u8::MAX } else { MAX_LADDER },
        }
    }

    /// The best path within some rules.
    fn search(
        &self,
        material: &Material,
        breaks: &[Break],
        rules: &Rules,
        last_resort: bool,
        below: i64,
    ) -> Option<Path> {
        self.task(material, breaks, rules, |task| {
            let task = Task { last_resort, below, ..task };
            let path = best_path(&task)?;
            if rules.balanced && path.lines.len() > 1 && !path.overfull {
                return Some(self.balance(&task, path));
            }
            Some(path)
        })
    }

    /// Does something with the task of breaking the paragraph.
    fn task<T>(&self, material: &Material, breaks: &[Break], rules: &Rules, then: impl FnOnce(Task<'_>) -> T) -> T {
        let part = |a: &Break, b: &Break| self.builder.between(material, a, b);
        let indents = self.indents();
        let rivers = |lines: &[Chosen]| match self.builder.micro.rivers {
            true => rivers::cost(material, breaks, rules, &indents, lines),
            false => 0,
        };
        let measurer = self.measurer(material);
        let measure = |place: &Break| measurer.parted(place);
        then(Task {
            breaks,
            prefix: &material.prefix,
            rules,
            lines: Lines::Best,
            last_resort: false,
            below: i64::MAX,
            measure: &measure,
            part: &part,
            rivers: &rivers,
        })
    }

    /// Lines of a heading are made as equal as they can be: the narrowest measure that needs no more lines.
    fn balance(&self, task: &Task<'_>, path: Path) -> Path {
        let full = &task.rules.widths;
        let (mut low, mut high) = (0, 64);
        let mut best = path;
        while high - low > 1 {
            let middle = (low + high) / 2;
            let mut narrow = task.rules.clone();
            narrow.tolerance = i64::MAX;
            narrow.widths = full.iter().map(|w| w * middle / 64).collect();
            match best_path(&Task { rules: &narrow, last_resort: false, ..*task }) {
                Some(path) if path.lines.len() <= best.lines.len() => (high, best) = (middle, path),
                _ => low = middle,
            }
        }
        best
    }

    /// Looks for settings a line longer and a line shorter, unless the paragraph can't give so much.
    fn add_variants(&self, settings: &mut ParagraphSettings<'p>) {
        let rules = &self.rules(&settings.material, self.broken());
        let best = settings.variants[0].0.lines;
        let (sums, measure) = (settings.total(), self.measure.width.sp());
        let most = sums.width + Gain::at(loosest(rules.tolerance), rules).of(&sums);
        let least = sums.width - rules.most_shrink(&sums);
        let possible = |looseness: i8| {
            let count = best.checked_add_signed(i32::from(looseness)).filter(|count| *count > 0 && best > 1)?;
            let fits = match looseness {
                1 => most >= measure * i64::from(count - 1),
                _ => least <= measure * i64::from(count),
            };
            fits.then_some((looseness, count))
        };
        let (wanted, counts): (Vec<i8>, Vec<u32>) = [-1, 1].into_iter().filter_map(possible).unzip();
        if wanted.is_empty() {
            return;
        }
        let upto = settings.lines_up_to();
        let lines = Lines::Counts { counts: &counts, best: &upto };
        let below = settings.variants[0].0.demerits.saturating_add(HOPELESS_SETTING);
        let paths =
            self.task(&settings.material, &settings.breaks, rules, |task| best_paths(&Task { lines, below, ..task }));
        for (looseness, path) in wanted.into_iter().zip(paths) {
            if let Some(path) = path.filter(|path| path.flaw != Flaw::Ladder) {
                let variant = settings.describe(&path, looseness);
                settings.variants.push((variant, path));
            }
        }
        settings.variants.sort_by_key(|(v, _)| v.looseness);
    }
}

impl ParagraphBuilder<'_> {
    /// The figures of a piece of a word that is broken at both ends.
    fn between(&self, material: &Material, from: &Break, to: &Break) -> Sums {
        let Some(part) = &to.part else { return Sums::default() };
        let token = &material.tokens[part.token as usize];
        let text = &material.text[from.at as usize..to.at as usize];
        let word = part_of_word(&self.shaper, material, token, text, part.hyphen);
        word_sums(&material.styles[usize::from(token.style)], &word)
    }
}

impl ParagraphSettings<'_> {
    /// What there is to choose from, by ascending looseness. The best setting (0) is always there.
    pub fn variants(&self) -> impl Iterator<Item = &Variant> {
        self.variants.iter().map(|(variant, _)| variant)
    }

    /// The setting of a looseness, if there is one.
    pub fn variant(&self, looseness: i8) -> Option<&Variant> {
        self.variants().find(|v| v.looseness == looseness)
    }

    /// Makes the lines of the best setting.
    pub fn best(&self) -> Setting {
        self.setting(0).unwrap_or_else(|| Setting { lines: Vec::new(), demerits: 0, looseness: 0, overfull: true })
    }

    /// Makes the lines of a setting, if there is one of that looseness.
    pub fn setting(&self, looseness: i8) -> Option<Setting> {
        let (variant, path) = self.variants.iter().find(|(v, _)| v.looseness == looseness)?;
        let lines = self.layout.lines(&self.builder.shaper, (&self.material, self.paragraph), &self.breaks, path);
        Some(Setting { lines, demerits: variant.demerits, looseness, overfull: variant.overfull })
    }

    /// What it takes to make the lines of a setting later.
    pub(crate) fn recipe(&self, looseness: i8) -> Option<Recipe> {
        let (_, path) = self.variants.iter().find(|(v, _)| v.looseness == looseness)?;
        Some(Recipe { path: path.clone(), cut: self.cut })
    }

    /// How many lines the best setting has up to each break.
    fn lines_up_to(&self) -> Vec<u32> {
        let mut upto = vec![0; self.breaks.len()];
        for chosen in &self.variants[0].1.lines {
            upto[chosen.end as usize] = 1;
        }
        for i in 1..upto.len() {
            upto[i] += upto[i - 1];
        }
        upto
    }

    fn total(&self) -> Sums {
        self.material.prefix.last().copied().unwrap_or_default()
    }

    fn describe(&self, path: &Path, looseness: i8) -> Variant {
        let ends: Vec<&Break> = path.lines.iter().map(|l| &self.breaks[l.end as usize]).collect();
        let hyphenated = ends.iter().map(|b| b.dashed).collect();
        let from = ends.len().checked_sub(2).map_or(&self.breaks[0], |i| ends[i]);
        let last = ends.last().map_or(0, |to| (to.figures().end_sums - from.figures().start_sums).width);
        Variant {
            looseness,
            lines: path.lines.len() as u32,
            demerits: path.demerits,
            hyphenated,
            ends: ends.iter().map(|b| self.material.to_paragraph(b.at)).collect(),
            last_width: Length::from_sp(last),
            overfull: path.overfull,
        }
    }
}
