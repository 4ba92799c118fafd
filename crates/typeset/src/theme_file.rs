//! Theme files to themes.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, FileId, Length, SourceMap, Span, World, nearest};
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use crate::class::ClassStyle;
use crate::set::ParagraphStyle;
use crate::theme::{Anchoring, BlockTokens, HeadContent, HeadTokens, MicroTokens, PageTokens, TextStyle, Theme};
use crate::theme_cover::CoverTokens;
use crate::theme_fonts::{FontFallback, FontTokens};
use crate::theme_values::{Measures, Values};

/// A theme that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct BundledTheme {
    /// `classic`
    pub name: &'static str,
    /// A sentence about it; the same as in its file.
    pub description: &'static str,
    /// Its file, in TOML.
    pub source: &'static str,
}

/// The themes that come with the program.
const BUNDLED: [BundledTheme; 8] = [
    BundledTheme {
        name: "classic",
        description: "A classical book page: old-style figures, small capitals, centred openings.",
        source: include_str!("../themes/classic.toml"),
    },
    BundledTheme {
        name: "aldine",
        description: "Essays and letters after Aldus: italic titles, roman numbers, a drop cap, folios at the foot.",
        source: include_str!("../themes/aldine.toml"),
    },
    BundledTheme {
        name: "pocket",
        description: "A small paperback: 111 by 181 mm, letter-spaced small capitals, centred, set close and even.",
        source: include_str!("../themes/pocket.toml"),
    },
    BundledTheme {
        name: "verso",
        description: "After the Swiss book: one size of type, ragged right, and blank lines instead of ornaments.",
        source: include_str!("../themes/verso.toml"),
    },
    BundledTheme {
        name: "modern",
        description: "An essay collection: a wide outer margin, headings flush left in semibold, lining figures.",
        source: include_str!("../themes/modern.toml"),
    },
    BundledTheme {
        name: "studio",
        description: "Modern non-fiction: large light titles under a short rule that open low, spaced capitals, lining figures.",
        source: include_str!("../themes/studio.toml"),
    },
    BundledTheme {
        name: "workshop",
        description: "Technical books: seventy columns of code, close to the text; numbered chapters, bold heads, lining figures.",
        source: include_str!("../themes/workshop.toml"),
    },
    BundledTheme {
        name: "large-print",
        description: "Clear print: 18 points, ragged, no broken words, bold instead of italics.",
        source: include_str!("../themes/large-print.toml"),
    },
];

/// The themes that come with the program.
pub fn themes() -> &'static [BundledTheme] {
    &BUNDLED
}

/// Reads a theme: one that comes with the program, by its name, or a TOML file in the book's folder, by its
/// path. A file inherits from `classic` unless it names another. `named` is the place of the name in the manifest.
/// `None` where a theme can't be read; faults are in `diagnostics`.
pub fn theme(
    name: &str,
    named: Option<Span>,
    world: &dyn World,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Theme> {
    let mut loader = Loader { world, sources, values: Values::default(), seen: Vec::new() };
    let loaded = loader.load(name, named);
    let mut values = loader.values;
    let theme = loaded.and_then(|()| read(&mut values));
    let refused = values.diagnostics.has_errors();
    diagnostics.append(values.diagnostics);
    theme.filter(|_| !refused)
}

/// Every path that the reading of a theme asks for.
#[cfg(test)]
pub(crate) fn paths_read() -> std::collections::BTreeSet<String> {
    let world = anthology_base::MemoryWorld::new();
    let mut sources = SourceMap::new();
    let mut loader = Loader { world: &world, sources: &mut sources, values: Values::default(), seen: Vec::new() };
    let loaded = loader.load("classic", None);
    let mut values = loader.values;
    assert!(loaded.and_then(|()| read(&mut values)).is_some());
    values.asked().clone()
}

struct Loader<'a> {
    world: &'a dyn World,
    sources: &'a mut SourceMap,
    values: Values,
    seen: Vec<String>,
}

impl Loader<'_> {
    fn fail(&mut self, code: &'static str, message: String, span: Option<Span>, hint: Option<String>) {
        let mut error = Diagnostic::error(code, message);
        error.span = span;
        error.hints.extend(hint);
        self.values.diagnostics.push(error);
    }

    /// Loads a theme as a layer over those that it inherits from.
    fn load(&mut self, name: &str, named: Option<Span>) -> Option<()> {
        if self.seen.iter().any(|seen| seen == name) {
            self.fail("theme-cycle", format!("theme `{name}` inherits from itself"), named, None);
            return None;
        }
        self.seen.push(name.to_owned());
        let (text, file) = self.text(name, named)?;
        let table = match DeTable::parse(&text) {
            Ok(table) => table,
            Err(error) => {
                let span = file.zip(error.span()).map(|(file, range)| Span::new(file, range));
                self.fail("theme-syntax", format!("theme `{name}` is not TOML: {}", error.message()), span, None);
                return None;
            }
        };
        let inherits = table.get_ref().get("inherits").and_then(|value| match value.get_ref() {
            DeValue::String(parent) => Some((parent.to_string(), file.map(|file| Span::new(file, value.span())))),
            _ => None,
        });
        match inherits {
            Some((parent, span)) => self.load(&parent, span)?,
            None if file.is_some() => self.load("classic", None)?,
            None => {}
        }
        self.values.add_layer(table.get_ref(), file);
        Some(())
    }

    fn text(&mut self, name: &str, named: Option<Span>) -> Option<(String, Option<FileId>)> {
        if let Some(theme) = BUNDLED.iter().find(|theme| theme.name == name) {
            return Some((theme.source.to_owned(), None));
        }
        let text = self.world.read(name).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(text) = text {
            let file = self.sources.add(name, text.as_str());
            return Some((text, Some(file)));
        }
        let names: Vec<&str> = BUNDLED.iter().map(|theme| theme.name).collect();
        let hint = nearest(name, names.iter().copied()).map_or_else(
            || format!("write {}, or the path of a theme file in the book's folder", names.join(", ")),
            |known| format!("did you mean `{known}`?"),
        );
        self.fail("unknown-theme", format!("no theme `{name}`"), named, Some(hint));
        None
    }
}

fn read(values: &mut Values) -> Option<Theme> {
    values.text("inherits");
    let name = values.text("name");
    let description = values.text("description").unwrap_or_default();
    let absolute = Measures { em: Length::from_pt(10), line: Length::from_pt(12) };
    let size = values.length("styles.body.size", absolute).filter(|&size| size > Length::ZERO)?;
    let leading = values.length("styles.body.leading", Measures { em: size, ..absolute });
    let body = Measures { em: size, line: leading.filter(|&leading| leading > Length::ZERO)? };
    let mut styles = BTreeMap::new();
    for style in ParagraphStyle::ALL {
        let path = format!("styles.{}", style.name());
        styles.insert(style, Reader { values, body, path, depth: 0 }.style());
    }
    let theme = Theme {
        name: name.unwrap_or_default(),
        description,
        emphasis: values.word("emphasis").unwrap_or_default(),
        page: page(values, body),
        fonts: FontTokens {
            text: values.text("fonts.text").unwrap_or_default(),
            heading: values.text("fonts.heading").unwrap_or_default(),
            mono: values.text("fonts.mono").unwrap_or_default(),
            text_fallback: fallback(values, "text"),
            heading_fallback: fallback(values, "heading"),
        },
        styles,
        classes: values.names("class").into_iter().map(|name| class(values, body, name)).collect(),
        blocks: blocks(values, body),
        heads: HeadTokens {
            style: Reader { values, body, path: "heads.style".to_owned(), depth: 0 }.style(),
            baseline: values.length("heads.baseline", body).unwrap_or_default(),
            folio_baseline: values.length("heads.folio-baseline", body).unwrap_or_default(),
            verso: head(values, "heads.verso"),
            recto: head(values, "heads.recto"),
            folio: values.word("heads.folio").unwrap_or_default(),
            rule: values.truth("heads.rule").unwrap_or_default(),
        },
        cover: cover(values),
        micro: micro(values),
    };
    values.refuse_unknown();
    check_page(&theme, values);
    Some(theme)
}

/// Margins by figures, or by `canon = n`: a page of n by n parts has one at the spine and the head and two
/// at the fore-edge and the foot (nine: Villard's figure, after Tschichold, "Die neue Typographie" and
/// "Ausgewählte Aufsätze"). A figure of the same theme, or of one that inherits from it, goes before.
fn page(values: &mut Values, body: Measures) -> PageTokens {
    let mut length = |key: &str| values.length(&format!("page.{key}"), body).unwrap_or_default();
    let (width, height) = (length("width"), length("height"));
    let mut page = PageTokens {
        width,
        height,
        inner: length("inner"),
        outer: length("outer"),
        top: length("top"),
        bottom: length("bottom"),
    };
    let canon_layer = values.layer("page.canon");
    if let Some(parts) = values.integer("page.canon", 6..=16) {
        let sides =
            [("inner", &mut page.inner, width), ("outer", &mut page.outer, width * 2), ("top", &mut page.top, height)];
        for (key, side, of) in sides.into_iter().chain([("bottom", &mut page.bottom, height * 2)]) {
            if values.layer(&format!("page.{key}")) < canon_layer {
                *side = of / parts;
            }
        }
    }
    page
}

/// The fallback of a family. A theme that names the family and no fallback has none, whatever those below it have.
fn fallback(values: &mut Values, family: &str) -> Option<FontFallback> {
    let own = |key: &str| format!("fonts.{family}{key}");
    let (of, layer) = (values.layer(&own("")), values.layer(&own("-fallback")));
    let size = values.integer(&own("-fallback-size"), 500..=1500).unwrap_or(1000);
    let family = values.text(&own("-fallback")).filter(|_| layer >= of)?;
    Some(FontFallback { family, size })
}

fn check_page(theme: &Theme, values: &mut Values) {
    let PageTokens { width, height, inner, outer, top, bottom } = theme.page;
    let room = width - inner - outer;
    if room < theme.style(ParagraphStyle::Body).size * 8 || height - top - bottom < theme.grid() * 5 {
        let message = format!("the margins of theme `{}` leave no room for text", theme.name);
        values
            .diagnostics
            .push(Diagnostic::error("theme-page", message).hint("make the page larger or its margins smaller"));
    }
}

/// What stands over pages: one of the known words, or words of the theme's own.
fn head(values: &mut Values, path: &str) -> HeadContent {
    values.text(path).map(|text| HeadContent::from(text.as_str())).unwrap_or_default()
}

/// The style of a class, whose lengths are those of running text.
fn class(values: &mut Values, body: Measures, name: String) -> (String, ClassStyle) {
    let path = |key: &str| format!("class.{name}.{key}");
    let ratio = |size: Length| size.scale(1000, body.em.sp().max(1)).sp();
    let class = ClassStyle {
        family: values.word(&path("family")),
        size: values.length(&path("size"), body).filter(|&size| size > Length::ZERO).map(ratio),
        align: values.word(&path("align")),
        bold: values.truth(&path("bold")),
        italic: values.truth(&path("italic")),
        small_caps: values.truth(&path("small-caps")),
        uppercase: values.truth(&path("uppercase")),
        tracking: values.integer(&path("tracking"), -200..=500).map(|tracking| tracking as i32),
        figures: values.word(&path("figures")),
        indent: values.length(&path("indent"), body),
        start: values.length(&path("start"), body),
        end: values.length(&path("end"), body),
        above: values.length(&path("above"), body),
        below: values.length(&path("below"), body),
        hyphenate: values.truth(&path("hyphenate")),
        keep_with_next: values.truth(&path("keep-with-next")),
        keep_with_previous: values.truth(&path("keep-with-previous")),
        keep_together: values.truth(&path("keep-together")),
    };
    (name, class)
}

fn blocks(values: &mut Values, body: Measures) -> BlockTokens {
    let mut length = |key: &str| values.length(&format!("blocks.{key}"), body).unwrap_or_default();
    BlockTokens {
        chapter_sink: length("chapter-sink"),
        opening_below: length("opening-below"),
        quote_start: length("quote-start"),
        quote_end: length("quote-end"),
        block_space: length("block-space"),
        list_indent: length("list-indent"),
        verse_step: length("verse-step"),
        float_space: length("float-space"),
        table_step: length("table-step"),
        code_step: length("code-step"),
        note_rule: length("note-rule"),
        note_space: length("note-space"),
        rule: length("rule"),
        side_notes: values.truth("blocks.side-notes").unwrap_or_default(),
        recto_openings: values.recto_openings("blocks.recto-openings").unwrap_or_default(),
        chapter_label: values.word("blocks.chapter-label").unwrap_or_default(),
        drop_cap: values.integer("blocks.drop-cap", 0..=6).unwrap_or_default() as u8,
        small_caps_opening: values.truth("blocks.small-caps-opening").unwrap_or_default(),
        chapter_date: values.word("blocks.chapter-date").unwrap_or_default(),
        chapter_source: values.word("blocks.chapter-source").unwrap_or_default(),
        lead_in: values.word("blocks.lead-in").unwrap_or_default(),
        index_columns: values.integer("blocks.index-columns", 1..=4).unwrap_or(1) as u8,
        speakers: values.word("blocks.speakers").unwrap_or_default(),
        scene_break: values.text("blocks.scene-break").unwrap_or_default(),
        contents_leaders: values.truth("blocks.contents-leaders").unwrap_or_default(),
        contents_pages: values.word("blocks.contents-pages").unwrap_or_default(),
        contents_authors: values.word("blocks.contents-authors").unwrap_or_default(),
        caption_width: values.word("blocks.caption-width").unwrap_or_default(),
        title_frame: values.word("blocks.title-frame").unwrap_or_default(),
        verse: values.word("blocks.verse").unwrap_or_default(),
    }
}

/// A cover's tokens. Text that could not be read on its ground is refused: large type needs 3:1 (WCAG 2.2, 1.4.3), and
/// a cover is seen small.
fn cover(values: &mut Values) -> CoverTokens {
    let cover = CoverTokens {
        composition: values.word("cover.composition").unwrap_or_default(),
        paper: values.color("cover.paper"),
        ink: values.color("cover.ink"),
        accent: values.color("cover.accent"),
    };
    if let (Some(paper), Some(ink)) = (cover.paper, cover.ink) {
        values.check_contrast("cover.ink", ink, paper, 4.5);
    }
    cover
}

fn micro(values: &mut Values) -> MicroTokens {
    let mut number = |key: &str, most: i64| values.integer(&format!("micro.{key}"), 0..=most).unwrap_or_default();
    MicroTokens {
        expansion: number("expansion", 50) as i32,
        letter_space: number("letter-space", 50) as i32,
        emergency_stretch: number("emergency-stretch", 10_000) as i32,
        hyphen_penalty: number("hyphen-penalty", 10_000),
        line_penalty: number("line-penalty", 10_000),
        double_hyphen: number("double-hyphen", 100_000_000),
        final_hyphen: number("final-hyphen", 100_000_000),
        fitness: number("fitness", 100_000_000),
        tolerance: number("tolerance", 10_000),
        protrusion: values.truth("micro.protrusion").unwrap_or_default(),
        rivers: values.truth("micro.rivers").unwrap_or_default(),
        stacks: values.truth("micro.stacks").unwrap_or_default(),
        looseness: values.truth("micro.looseness").unwrap_or_default(),
    }
}

/// Reads the style at a path.
struct Reader<'a> {
    values: &'a mut Values,
    body: Measures,
    path: String,
    /// Number of styles on the chain of `based-on` that led to this one.
    depth: usize,
}

impl Reader<'_> {
    fn style(mut self) -> TextStyle {
        let base = self.base();
        let size = self.length("size", Measures { em: base.size, ..self.body }).unwrap_or(base.size);
        let own = Measures { em: size, ..self.body };
        let leading = self.length("leading", own).filter(|&leading| leading > Length::ZERO).unwrap_or(base.leading);
        TextStyle {
            family: self.word("family").unwrap_or(base.family),
            size,
            leading,
            align: self.word("align").unwrap_or(base.align),
            bold: self.truth("bold").unwrap_or(base.bold),
            semibold: self.truth("semibold").unwrap_or(base.semibold),
            italic: self.truth("italic").unwrap_or(base.italic),
            small_caps: self.truth("small-caps").unwrap_or(base.small_caps),
            all_small_caps: self.truth("all-small-caps").unwrap_or(base.all_small_caps),
            uppercase: self.truth("uppercase").unwrap_or(base.uppercase),
            tracking: self.tracking().unwrap_or(base.tracking),
            figures: self.word("figures").unwrap_or(base.figures),
            indent: self.length("indent", own).unwrap_or(base.indent),
            start: self.length("start", own).unwrap_or(base.start),
            end: self.length("end", own).unwrap_or(base.end),
            above: self.length("above", own).unwrap_or(base.above),
            below: self.length("below", own).unwrap_or(base.below),
            rule_above: self.length("rule-above", own).unwrap_or(base.rule_above),
            rule_below: self.length("rule-below", own).unwrap_or(base.rule_below),
            rule_width: self.length("rule-width", own).unwrap_or(base.rule_width),
            anchor: self.word("anchor").unwrap_or(base.anchor),
            hyphenate: self.truth("hyphenate").unwrap_or(base.hyphenate),
            keep_with_next: self.truth("keep-with-next").unwrap_or(base.keep_with_next),
            keep_together: self.truth("keep-together").unwrap_or(base.keep_together),
        }
    }

    /// The source of the values that the style doesn't have: all of the style that it is based on, or of the body only
    /// what every text shares.
    fn base(&mut self) -> TextStyle {
        if let Some(parent) = self.values.text(&format!("{}.based-on", self.path)) {
            let known = ParagraphStyle::ALL.iter().any(|style| style.name() == parent);
            if known && self.depth < ParagraphStyle::ALL.len() {
                let path = format!("styles.{parent}");
                return Reader { values: self.values, body: self.body, path, depth: self.depth + 1 }.style();
            }
            let message = format!("`{}` can't be based on `{parent}`", self.path);
            let names = ParagraphStyle::ALL.iter().map(|style| style.name());
            let hint = nearest(&parent, names.filter(|_| !known)).map(|known| format!("did you mean `{known}`?"));
            let mut error = Diagnostic::error("theme-style", message);
            error.hints.extend(hint);
            self.values.report(error);
        }
        let shared = if self.path == "styles.body" {
            None
        } else {
            let path = "styles.body".to_owned();
            Some(Reader { values: self.values, body: self.body, path, depth: self.depth + 1 }.style())
        };
        TextStyle {
            family: shared.as_ref().map(|s| s.family).unwrap_or_default(),
            size: self.body.em,
            leading: self.body.line,
            align: shared.as_ref().map(|s| s.align).unwrap_or_default(),
            bold: false,
            semibold: false,
            italic: false,
            small_caps: false,
            all_small_caps: false,
            uppercase: false,
            tracking: 0,
            figures: shared.as_ref().map(|s| s.figures).unwrap_or_default(),
            indent: Length::ZERO,
            start: Length::ZERO,
            end: Length::ZERO,
            above: Length::ZERO,
            below: Length::ZERO,
            rule_above: Length::ZERO,
            rule_below: Length::ZERO,
            rule_width: Length::ZERO,
            anchor: Anchoring::Flow,
            hyphenate: shared.is_some_and(|s| s.hyphenate),
            keep_with_next: false,
            keep_together: false,
        }
    }

    fn length(&mut self, key: &str, measures: Measures) -> Option<Length> {
        // The body's size and leading are what relative lengths refer to, so they are read without them.
        let measures =
            if self.path == "styles.body" && matches!(key, "size" | "leading") { self.body } else { measures };
        self.values.length(&format!("{}.{key}", self.path), measures)
    }

    fn truth(&mut self, key: &str) -> Option<bool> {
        self.values.truth(&format!("{}.{key}", self.path))
    }

    fn word<T: DeserializeOwned>(&mut self, key: &str) -> Option<T> {
        self.values.word(&format!("{}.{key}", self.path))
    }

    fn tracking(&mut self) -> Option<i32> {
        self.values.integer(&format!("{}.tracking", self.path), -200..=500).map(|tracking| tracking as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anthology_base::MemoryWorld;

    fn load(text: &str) -> (Option<Theme>, Vec<String>) {
        let world = MemoryWorld::new().with("own.toml", text);
        let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
        let theme = theme("own.toml", None, &world, &mut sources, &mut diagnostics);
        let found = diagnostics.iter().map(|d| {
            let at = d.span.map_or("", |span| sources.text(span));
            format!("{} at `{at}`: {}", d.message, d.hints.join("; "))
        });
        (theme, found.collect())
    }

    fn built_in(name: &str) -> Theme {
        let mut diagnostics = Diagnostics::new();
        let theme = theme(name, None, &MemoryWorld::new(), &mut SourceMap::new(), &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        theme.unwrap()
    }

    #[test]
    fn built_in_themes_are_complete_and_stand_on_a_grid() {
        for BundledTheme { name, description, .. } in themes() {
            let theme = built_in(name);
            assert_eq!((theme.name.as_str(), theme.description.as_str()), (*name, *description));
            assert_eq!(theme.styles.len(), ParagraphStyle::ALL.len());
            let page = theme.page;
            let measure = (page.width - page.inner - page.outer).ratio(theme.style(ParagraphStyle::Body).size);
            // A technical book has a wider one, for its code.
            let most = if *name == "workshop" { 30.5 } else { 27.5 };
            assert!((21.0..most).contains(&measure), "{name}: a measure of {measure} em");
            assert!(page.inner < page.outer || *name == "large-print", "{name}");
            assert!(page.top < page.bottom, "{name}");
            let depth = page.height - page.top - page.bottom;
            assert_eq!(depth.sp() % theme.grid().sp(), 0, "{name}: {depth} is not a whole number of lines");
        }
    }

    #[test]
    fn large_print_keeps_the_clear_print_rules() {
        let theme = built_in("large-print");
        for (style, text) in &theme.styles {
            assert!(text.size >= Length::from_pt(16), "{style:?} is {}", text.size);
            assert!(!(text.italic || text.small_caps || text.uppercase || text.hyphenate), "{style:?}");
            assert!(text.align != crate::set::TextAlign::Justify, "{style:?}");
        }
        assert_eq!(theme.emphasis, crate::theme::EmphasisForm::Bold);
    }

    #[test]
    fn a_theme_changes_single_tokens() {
        let (theme, found) = load("name = \"own\"\n[styles.body]\nsize = \"12pt\"\nleading = \"16pt\"\n");
        assert!(found.is_empty(), "{found:?}");
        let theme = theme.unwrap();
        assert_eq!(theme.style(ParagraphStyle::Opening).size, Length::from_pt(12));
        assert_eq!(theme.style(ParagraphStyle::Body).indent, Length::from_pt(12));
        assert_eq!(theme.blocks.chapter_sink, Length::from_pt(80));
        assert_eq!(theme.page, built_in("classic").page);
    }

    #[test]
    fn margins_by_canon() {
        let (theme, found) = load("inherits = \"modern\"\n[page]\nwidth = \"450pt\"\nheight = \"675pt\"\ncanon = 9\n");
        assert!(found.is_empty(), "{found:?}");
        let page = theme.unwrap().page;
        let points = [page.inner, page.outer, page.top, page.bottom].map(|l| l.sp() / 65536);
        assert_eq!(points, [50, 100, 75, 150]);
    }

    #[test]
    fn faults_are_named_with_their_place() {
        let (theme, found) = load("[styles.body]\nsise = \"12pt\"\nalign = \"justified\"\n[page]\ninner = 12\n");
        assert!(theme.is_none());
        assert_eq!(
            found,
            [
                "`justified` is no value of `styles.body.align` in a theme at `\"justified\"`: write one of `justify`, `start`, `center`, `end`",
                "`12` is no value of `page.inner` in a theme at `12`: write a number with one of pt, pc, mm, cm, in, em, lines",
                "unknown key `styles.body.sise` in a theme at `sise`: did you mean `styles.body.size`?",
            ]
        );
        assert!(load("inherits = \"clasic\"").1[0].ends_with("did you mean `classic`?"));
        assert!(load("inherits = \"own.toml\"").1[0].starts_with("theme `own.toml` inherits from itself"));
        assert!(load("[styles.note]\nbased-on = \"note\"\n").0.is_none());
        assert!(load("[page]\ninner = \"5in\"\n").0.is_none());
    }

    #[test]
    fn the_manifest_changes_size_and_trim_once() {
        let print = anthology_book::Print {
            trim: Some(anthology_book::PageSize { width: Length::from_pt(360), height: Length::from_pt(576) }),
            margins: None,
            type_size: Some(anthology_book::TypeSize { size: Length::from_pt(21), leading: Length::from_pt(28) }),
        };
        let once = built_in("classic").with(&print, Some("Own Serif"));
        assert_eq!(once.style(ParagraphStyle::Quote).size, Length::from_pt(20));
        assert_eq!(once.style(ParagraphStyle::Body).indent, Length::from_pt(21));
        assert_eq!(once.grid(), Length::from_pt(28));
        assert_eq!(once.fonts.heading, "Own Serif");
        assert_eq!(once.clone().with(&print, Some("Own Serif")), once);
    }
}
