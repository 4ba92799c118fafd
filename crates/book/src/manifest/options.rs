//! `[typesetting]`, `[print]` and `[epub]`.

use std::fmt;
use std::str::FromStr;

use anthology_base::{Diagnostic, Diagnostics, Lang, Length, Span};
use anthology_document::Opening;

use super::isbn::isbn;
use crate::read::{Table, Value};
use crate::settings::{
    ChapterNumbers, ChapterOpenings, EpubOptions, HyphenationException, Margins, MissingGlyphs, NotePlacement,
    PageSize, Print, RunningHeads, TypeSize, Typesetting,
};

/// Reads `[typesetting]`; also returns where the theme is named.
pub(super) fn typesetting(root: &mut Table<'_>, book: Lang, d: &mut Diagnostics) -> (Typesetting, Option<Span>) {
    let mut options = Typesetting {
        theme: "classic".to_owned(),
        font: None,
        exceptions: Vec::new(),
        notes: NotePlacement::default(),
        paragraph_numbers: 0,
        caption_numbers: true,
        missing_glyphs: MissingGlyphs::default(),
        fractions: false,
        ordinals: false,
        highlighting: true,
        running_heads: RunningHeads::default(),
        openings: ChapterOpenings::default(),
    };
    let Some(mut table) = root.table("typesetting", d) else { return (options, None) };
    let theme = table.get("theme");
    if let Some(name) = theme.and_then(|v| v.string(d)) {
        options.theme = name;
    }
    options.font = table.string("font", d);
    options.exceptions = table.get("hyphenation-exceptions").map(|v| exceptions(&v, book, d)).unwrap_or_default();
    let notes = [("foot", NotePlacement::Foot), ("chapter", NotePlacement::Chapter), ("book", NotePlacement::Book)];
    options.notes = table.choice("notes", &notes, d).unwrap_or_default();
    options.paragraph_numbers = table.get("paragraph-numbers").map_or(0, |v| paragraph_numbers(&v, d));
    options.caption_numbers = table.bool("caption-numbers", d).unwrap_or(true);
    options.fractions = table.bool("fractions", d).unwrap_or(false);
    options.ordinals = table.bool("ordinals", d).unwrap_or(false);
    options.highlighting = table.bool("highlighting", d).unwrap_or(true);
    options.openings = openings(&mut table, d);
    if let Some(mut heads) = table.table("running-heads", d) {
        options.running_heads = RunningHeads { verso: heads.string("verso", d), recto: heads.string("recto", d) };
        heads.finish(d);
    }
    let glyphs = [("error", MissingGlyphs::Error), ("warn", MissingGlyphs::Warn)];
    options.missing_glyphs = table.choice("missing-glyphs", &glyphs, d).unwrap_or_default();
    table.finish(d);
    (options, theme.map(|v| v.span()))
}

/// The keys of openings, which `[typesetting]` and parts have.
pub(super) fn openings(table: &mut Table<'_>, d: &mut Diagnostics) -> ChapterOpenings {
    ChapterOpenings {
        opening: table.choice("opening", &Opening::WORDS, d),
        numbers: table.choice("chapter-numbers", ChapterNumbers::WORDS, d),
    }
}

/// Every how many paragraphs there is a number: `true` is every one.
fn paragraph_numbers(value: &Value<'_>, d: &mut Diagnostics) -> u32 {
    match value.is_integer() {
        true => value.integer(1..=100, d).unwrap_or(0),
        false => u32::from(value.bool(d).unwrap_or(false)),
    }
}

/// `["data-base"]`, or by language: `{ de = ["Wach-stube"] }`.
fn exceptions(value: &Value<'_>, book: Lang, d: &mut Diagnostics) -> Vec<HyphenationException> {
    let mut all = Vec::new();
    let mut add = |lang, words: &Value<'_>, d: &mut Diagnostics| {
        for word in words.strings(d) {
            let well_formed = word.value.split('-').all(|part| !part.is_empty() && part.chars().all(is_word_char));
            if well_formed {
                all.push(HyphenationException { lang, word: word.value });
            } else {
                d.push(
                    Diagnostic::error("bad-exception", format!("invalid hyphenation exception `{}`", word.value))
                        .at(word.span)
                        .hint("write one word, with a hyphen wherever it may break, or with none"),
                );
            }
        }
    };
    if !value.is_table() {
        add(book, value, d);
        return all;
    }
    let Some(table) = value.table("`hyphenation-exceptions`".to_owned(), d) else { return all };
    for (key, words) in table.all() {
        match key.value.parse::<Lang>() {
            Ok(lang) => add(lang, &words, d),
            Err(error) => d.push(Diagnostic::error("bad-language", error.to_string()).at(key.span)),
        }
    }
    all
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’')
}

/// Named trims: width and height in points, or thousandths of one for ISO sizes (ISO 216, in millimetres).
const TRIMS: &[(&str, &str, &str)] = &[
    ("a4", "210mm", "297mm"),
    ("a5", "148mm", "210mm"),
    ("a6", "105mm", "148mm"),
    ("b5", "176mm", "250mm"),
    ("b6", "125mm", "176mm"),
    ("letter", "8.5in", "11in"),
    ("half-letter", "5.5in", "8.5in"),
    ("digest", "5.5in", "8.5in"),
    ("us-trade", "6in", "9in"),
    ("royal", "156mm", "234mm"),
    ("demy", "138mm", "216mm"),
    ("b-format", "129mm", "198mm"),
    ("a-format", "111mm", "178mm"),
];

pub(super) fn print(root: &mut Table<'_>, d: &mut Diagnostics) -> Print {
    let Some(mut table) = root.table("print", d) else { return Print::default() };
    let print = print_keys(&mut table, d);
    table.finish(d);
    print
}

/// The keys of `[print]`, which editions have too.
pub(super) fn print_keys(table: &mut Table<'_>, d: &mut Diagnostics) -> Print {
    let trim_value = table.get("trim");
    let trim = trim_value.and_then(|v| trim(&v, d));
    let margins_value = table.get("margins");
    let margins = margins_value.and_then(|v| margins(&v, d));
    if let (Some(trim), Some(margins), Some(value)) = (trim, margins, margins_value)
        && (trim.width - margins.inner - margins.outer < Length::from_pt(72)
            || trim.height - margins.top - margins.bottom < Length::from_pt(72))
    {
        let message = format!("the margins leave less than 1in of a page of {} × {}", trim.width, trim.height);
        d.push(
            Diagnostic::error("no-room", message).at(value.span()).hint("make the margins smaller or the trim larger"),
        );
    }
    let within = |value: Option<Value<'_>>, d: &mut Diagnostics| {
        value.and_then(|v| length_within(&v, Length::from_pt(4), Length::from_pt(72), d))
    };
    let size_value = table.get("size");
    let size = within(size_value, d);
    let leading_value = table.get("leading");
    let leading = within(leading_value, d);
    if let (None, Some(value)) = (size_value, leading_value) {
        d.push(
            Diagnostic::error("missing-key", "`leading` requires `size`")
                .at(value.span())
                .hint("add size = \"10.5pt\""),
        );
    }
    let type_size = size.map(|size| TypeSize { size, leading: leading.unwrap_or_else(|| size.scale(13, 10)) });
    Print { trim, margins, type_size }
}

fn trim(value: &Value<'_>, d: &mut Diagnostics) -> Option<PageSize> {
    if value.is_array() {
        let items = value.array(d)?;
        let [width, height] = items.as_slice() else {
            let message = format!("`trim` needs a width and a height, not {} values", items.len());
            d.push(Diagnostic::error("bad-trim", message).at(value.span()).hint("write trim = [\"148mm\", \"210mm\"]"));
            return None;
        };
        let (width, height) = (page_side(width, d), page_side(height, d));
        return Some(PageSize { width: width?, height: height? });
    }
    let text = value.string(d)?;
    let name = text.trim().to_ascii_lowercase();
    let sides = match TRIMS.iter().find(|(known, ..)| *known == name) {
        Some((_, width, height)) => Some(((*width).to_owned(), (*height).to_owned())),
        None => name.split_once(['x', '×']).map(|(w, h)| (with_unit_of(w, h), h.trim().to_owned())),
    };
    let parsed = sides.and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    match parsed {
        Some((width, height)) if in_page_range(width) && in_page_range(height) => Some(PageSize { width, height }),
        Some(_) => {
            d.push(out_of_page_range(&text, value.span()));
            None
        }
        None => {
            let finding = Diagnostic::error("bad-trim", format!("`{text}` is not a page size")).at(value.span());
            d.push(match anthology_base::nearest(&name, TRIMS.iter().map(|(known, ..)| *known)) {
                Some(known) => finding.hint(format!("did you mean `{known}`?")),
                None => finding.hint("write [\"148mm\", \"210mm\"], \"5.5in x 8.5in\" or a name such as \"a5\""),
            });
            None
        }
    }
}

/// `6 x 9in` gives the first figure the unit of the second.
fn with_unit_of(width: &str, height: &str) -> String {
    let width = width.trim();
    match height.find(|c: char| c.is_ascii_alphabetic()) {
        Some(at) if !width.ends_with(|c: char| c.is_ascii_alphabetic()) => format!("{width}{}", height[at..].trim()),
        _ => width.to_owned(),
    }
}

fn in_page_range(side: Length) -> bool {
    (Length::from_pt(144)..=Length::from_pt(72 * 30)).contains(&side)
}

fn out_of_page_range(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error("out-of-range", format!("page size `{text}` is out of range"))
        .at(span)
        .hint("each side must be from 2in to 30in")
}

fn page_side(value: &Value<'_>, d: &mut Diagnostics) -> Option<Length> {
    let length: Length = value.parsed("bad-length", d)?;
    if !in_page_range(length) {
        d.push(out_of_page_range(value.as_str().unwrap_or_default(), value.span()));
        return None;
    }
    Some(length)
}

fn margins(value: &Value<'_>, d: &mut Diagnostics) -> Option<Margins> {
    let mut table = value.table("`margins`".to_owned(), d)?;
    let mut side = |key: &'static str, d: &mut Diagnostics| match table.get(key) {
        Some(v) => length_within(&v, Length::ZERO, Length::from_pt(72 * 10), d),
        None => {
            d.push(
                Diagnostic::error("missing-key", format!("`margins` has no `{key}`"))
                    .at(table.span())
                    .hint("set all four: inner, outer, top, bottom"),
            );
            None
        }
    };
    let (inner, outer, top, bottom) = (side("inner", d), side("outer", d), side("top", d), side("bottom", d));
    table.finish(d);
    Some(Margins { inner: inner?, outer: outer?, top: top?, bottom: bottom? })
}

pub(super) fn length_within(value: &Value<'_>, least: Length, most: Length, d: &mut Diagnostics) -> Option<Length> {
    let length: Length = value.parsed("bad-length", d)?;
    if (least..=most).contains(&length) {
        return Some(length);
    }
    let message = format!("`{}` is out of range", value.as_str().unwrap_or_default());
    let hint = format!("use a length from {}pt to {}pt", least.pt(), most.pt());
    d.push(Diagnostic::error("out-of-range", message).at(value.span()).hint(hint));
    None
}

/// A file's size.
struct Bytes(u64);

/// A text that is no size.
#[derive(Debug)]
struct InvalidSize(String);

impl fmt::Display for InvalidSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a file size: write a number and kB or MB, as in \"50 MB\"", self.0)
    }
}

impl FromStr for Bytes {
    type Err = InvalidSize;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let factor = match unit.trim().to_ascii_lowercase().as_str() {
            "kb" => 1_000,
            "mb" => 1_000_000,
            _ => return Err(InvalidSize(text.to_owned())),
        };
        let bytes = number.parse::<u64>().ok().and_then(|n| n.checked_mul(factor)).filter(|bytes| *bytes > 0);
        bytes.map(Self).ok_or_else(|| InvalidSize(text.to_owned()))
    }
}

/// Reads `[epub]`; also returns where the cover is named.
pub(super) fn epub(root: &mut Table<'_>, d: &mut Diagnostics) -> (EpubOptions, Option<Span>) {
    let mut options = EpubOptions::default();
    let Some(mut table) = root.table("epub", d) else { return (options, None) };
    let cover = table.get("cover");
    options.cover = cover.and_then(|v| v.string(d));
    options.isbn = isbn(&mut table, d);
    options.embed_fonts = table.bool("embed-fonts", d).unwrap_or(false);
    options.soft_hyphens = table.bool("soft-hyphens", d).unwrap_or(true);
    options.certifier = table.string("certifier", d).filter(|c| !c.trim().is_empty());
    let side = table.get("max-image").and_then(|v| v.integer(300..=20_000, d));
    options.max_image = side.unwrap_or(options.max_image);
    options.size_cap = table.parsed::<Bytes>("size-cap", "bad-size", d).map(|bytes| bytes.0);
    options.onix = table.bool("onix", d).unwrap_or(false);
    table.finish(d);
    (options, cover.map(|v| v.span()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_files() {
        for (text, bytes) in [
            ("50 MB", Some(50_000_000)),
            ("650kB", Some(650_000)),
            ("0 MB", None),
            ("50", None),
            ("a MB", None),
            ("99999999999999999999 MB", None),
        ] {
            assert_eq!(text.parse::<Bytes>().ok().map(|b| b.0), bytes, "{text}");
        }
    }
}
