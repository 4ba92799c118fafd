//! `[edition.NAME]`: the ways to print a book, those that the program knows and those that the book describes.

use anthology_base::{Diagnostic, Diagnostics, Length, Span, nearest};

use super::isbn::isbn;
use super::options::{length_within, print_keys};
use crate::model::Book;
use crate::paper_form::{LinkForm, PaperForm};
use crate::read::{Located, Table, Value};
use crate::settings::{FormatIsbn, Print};

/// A way to print the book.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// The name after `edition.`.
    pub name: String,
    /// The key in the manifest; `None` for a built-in edition.
    pub span: Option<Span>,
    /// The built-in edition that it starts from.
    pub base: EditionBase,
    /// Its theme, where it is not the book's.
    pub theme: Option<String>,
    /// The source of the theme's name.
    pub theme_span: Option<Span>,
    /// Its changes to `[print]`.
    pub print: Print,
    /// The printer whose rules a print file follows.
    pub profile: PrintProfile,
    /// The bleed: the distance that ink runs beyond the trim.
    pub bleed: Length,
    /// True to print crop marks outside the trim.
    pub crop_marks: bool,
    /// True to print the reference pages' numbers in the margin.
    pub concordance: bool,
    /// Its changes to links and images.
    pub paper_form: PaperForm,
    /// The standards that a file conforms to.
    pub standard: Standard,
    /// With which inks it is printed.
    pub inks: Inks,
    /// The edition that a cover is for or that a booklet folds, where it is not the usual one.
    pub of: Option<String>,
    /// The paper that a cover's spine is measured for.
    pub paper: Paper,
    /// The width of a cover's spine, where the printer has given it.
    pub spine: Option<Length>,
    /// The sheet that a booklet is printed on.
    pub sheet: Sheet,
    /// Sheets that are folded into one another; all of them where not set.
    pub sheets: Option<u32>,
    /// The distance by which the innermost sheet of a signature sticks out (paper creep).
    pub creep: Length,
    /// Its own ISBN.
    pub isbn: Option<FormatIsbn>,
    /// The path of the ICC profile of its press.
    pub(crate) output_profile: Option<Located<String>>,
}

/// The built-in editions, each for a purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditionBase {
    /// For reading on a screen: tagged, linked, outlined.
    #[default]
    Screen,
    /// For a printer: PDF/X-4.
    Print,
    /// For archiving: PDF/A.
    Archive,
    /// For readers with low vision.
    LargePrint,
    /// The cover of a printed book: back, spine and front in one.
    Cover,
    /// For printing at home and folding.
    Booklet,
}

/// The printer whose rules a print file follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrintProfile {
    /// No particular printer's.
    #[default]
    Plain,
    /// Kindle Direct Publishing.
    Kdp,
    /// IngramSpark.
    Ingram,
}

/// The standards that a tagged file conforms to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standard {
    /// The usual one: of a tagged file PDF/UA-1, with PDF/A-2a on a screen and PDF/A-3a in an archive; of one for a press
    /// PDF/X-4.
    #[default]
    Usual,
    /// PDF/UA-2 and PDF/A-4, of PDF 2.0, which fewer programs read.
    Ua2,
    /// PDF/X-1a:2001, of PDF 1.3, for a press.
    X1a,
}

/// The paper and inks of a print-on-demand book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// White paper, black ink.
    #[default]
    White,
    /// Cream paper, black ink.
    Cream,
    /// White paper, coloured inks.
    Colour,
}

/// The inks of a PDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inks {
    /// Black.
    #[default]
    Black,
    /// Cyan, magenta, yellow and black.
    Cmyk,
}

/// A sheet of a home printer, as it lies in the printer before it is folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sheet {
    /// 297 × 210 mm.
    #[default]
    A4,
    /// 11 × 8.5 in.
    Letter,
}

const BASES: [(&str, EditionBase); 6] = [
    ("screen", EditionBase::Screen),
    ("print", EditionBase::Print),
    ("archive", EditionBase::Archive),
    ("large-print", EditionBase::LargePrint),
    ("cover", EditionBase::Cover),
    ("booklet", EditionBase::Booklet),
];

impl Edition {
    /// The name of the edition that is built when none is named.
    pub const MAIN: &'static str = "screen";

    /// The edition of a base that no book describes.
    fn usual(name: &str, base: EditionBase) -> Self {
        Self {
            name: name.to_owned(),
            span: None,
            base,
            theme: None,
            theme_span: None,
            print: Print::default(),
            profile: PrintProfile::default(),
            bleed: usual_bleed(base),
            crop_marks: false,
            concordance: false,
            paper_form: PaperForm::default(),
            standard: Standard::default(),
            inks: usual_inks(base),
            of: None,
            paper: Paper::default(),
            spine: None,
            sheet: Sheet::default(),
            sheets: None,
            creep: Length::ZERO,
            isbn: None,
            output_profile: None,
        }
    }

    /// The name of the edition whose pages it takes; `None` for one that has its own.
    pub fn source(&self) -> Option<&str> {
        let usual = match self.base {
            EditionBase::Cover => "print",
            EditionBase::Booklet => Self::MAIN,
            _ => return None,
        };
        Some(self.of.as_deref().unwrap_or(usual))
    }
}

/// A cover is always trimmed through its colour.
fn usual_bleed(base: EditionBase) -> Length {
    if base == EditionBase::Cover { BLEED } else { Length::ZERO }
}

fn usual_inks(base: EditionBase) -> Inks {
    if base == EditionBase::Cover { Inks::Cmyk } else { Inks::Black }
}

/// An eighth of an inch, the only bleed that the print-on-demand houses know.
const BLEED: Length = Length::from_pt(9);

/// The theme of an edition with what the book changes of it. Editions with equal ones have the same pages.
#[derive(Clone, Debug, PartialEq)]
pub struct EditionTheme {
    /// The theme.
    pub theme: String,
    /// The source of its name.
    pub theme_span: Option<Span>,
    /// The changes to the theme's pages.
    pub print: Print,
    /// The changes to the book's links and images.
    pub paper: PaperForm,
}

impl Book {
    /// The theme of an edition. Its own keys override the book's `[typesetting]` and `[print]`, which large print
    /// ignores.
    pub fn edition_theme(&self, edition: &Edition) -> EditionTheme {
        let large = edition.base == EditionBase::LargePrint;
        let (theme, theme_span) = match &edition.theme {
            Some(theme) => (theme.clone(), edition.theme_span),
            None if large => ("large-print".to_owned(), None),
            None => (self.typesetting.theme.clone(), self.theme_span),
        };
        let below = if large { Print::default() } else { self.print.clone() };
        let print = Print {
            trim: edition.print.trim.or(below.trim),
            // Margins belong to the page that they were written for.
            margins: edition.print.margins.or(below.margins.filter(|_| edition.print.trim.is_none())),
            type_size: edition.print.type_size.or(below.type_size),
        };
        EditionTheme { theme, theme_span, print, paper: edition.paper_form }
    }

    /// The names of all editions: those that the program knows, then those that only the book does.
    pub fn edition_names(&self) -> Vec<&str> {
        let known = BASES.iter().map(|(name, _)| *name);
        let own = self.editions.iter().map(|edition| edition.name.as_str());
        known.chain(own.filter(|name| !BASES.iter().any(|(known, _)| known == name))).collect()
    }

    /// The edition whose pages are the reference pages, those that "page 42" means everywhere: the one that `pages-of`
    /// names, else the book's print edition, else the one for the screen.
    pub fn reference_edition(&self) -> Edition {
        let print = |edition: &&Edition| edition.base == EditionBase::Print;
        let print = self.editions.iter().find(|e| e.name == "print").or_else(|| self.editions.iter().find(print));
        let named = self.pages_of.as_deref().and_then(|name| self.edition(name));
        let main = || self.edition(Edition::MAIN).unwrap_or_else(|| Edition::usual(Edition::MAIN, EditionBase::Screen));
        named.or_else(|| print.cloned()).unwrap_or_else(main)
    }

    /// An edition, as the book describes it or else as the program knows it.
    pub fn edition(&self, name: &str) -> Option<Edition> {
        let own = self.editions.iter().find(|edition| edition.name == name).cloned();
        own.or_else(|| BASES.iter().find(|(known, _)| *known == name).map(|(_, base)| Edition::usual(name, *base)))
    }
}

pub(super) fn editions(root: &mut Table<'_>, d: &mut Diagnostics) -> Vec<Edition> {
    let Some(all) = root.table("edition", d) else { return Vec::new() };
    let mut editions = Vec::new();
    let mut sources = Vec::new();
    for (name, value) in all.all() {
        let Some(mut table) = value.table(format!("[edition.{}]", name.value), d) else { continue };
        if !is_file_name(name.value) {
            let message = format!("`{}` is not a valid edition name", name.value);
            d.push(
                Diagnostic::error("bad-edition-name", message)
                    .at(name.span)
                    .hint("use at most 30 letters, digits, hyphens and underscores, and not `all`"),
            );
        }
        // Case-insensitive file systems hold one file for names that differ in case only.
        let same = |known: &&Edition| known.name.eq_ignore_ascii_case(name.value);
        let base = BASES.iter().find(|(known, _)| *known != name.value && known.eq_ignore_ascii_case(name.value));
        let clash = match (editions.iter().find(same), base) {
            (Some(first), _) => Some((first.name.clone(), first.span)),
            (None, Some((known, _))) => Some(((*known).to_owned(), None)),
            (None, None) => None,
        };
        if let Some((known, first)) = clash {
            let message = format!("editions `{known}` and `{}` differ only in case", name.value);
            let finding = Diagnostic::error("edition-case", message).at(name.span);
            let finding = match first {
                Some(first) => finding.label(first, "first edition of this name"),
                None => finding,
            };
            d.push(finding.hint("rename one of them: many systems take their files for the same"));
        }
        sources.extend(table.get("of"));
        editions.push(edition(name.value, name.span, &mut table, d));
        table.finish(d);
    }
    for value in sources {
        check_source(&value, &editions, d);
    }
    editions
}

/// Bytes of an edition's name at most, so that no file has a name that a system finds too long.
const MOST_NAME: usize = 30;

fn is_file_name(name: &str) -> bool {
    name != "all"
        && (1..=MOST_NAME).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// The edition that `pages-of` names, if it has pages of its own.
pub(super) fn pages_of(value: &Value<'_>, editions: &[Edition], d: &mut Diagnostics) -> Option<String> {
    let name = value.string(d)?;
    check_source(value, editions, d).then_some(name)
}

/// Returns true for the name of an edition that has pages of its own; reports all else.
fn check_source(value: &Value<'_>, editions: &[Edition], d: &mut Diagnostics) -> bool {
    let Some(name) = value.as_str() else { return false };
    let own = |name: &str| editions.iter().find(|edition| edition.name == name).map(|edition| edition.base);
    let usual = |name: &str| BASES.iter().find(|(known, _)| *known == name).map(|(_, base)| *base);
    let finding = match own(name).or_else(|| usual(name)) {
        Some(EditionBase::Cover | EditionBase::Booklet) => {
            Diagnostic::error("edition-without-pages", format!("edition `{name}` has no pages of its own"))
                .hint("name the edition that it takes its pages from")
        }
        Some(_) => return true,
        None => {
            let names = editions.iter().map(|e| e.name.as_str()).chain(BASES.iter().map(|(name, _)| *name));
            let finding = Diagnostic::error("unknown-edition", format!("unknown edition `{name}`"));
            match nearest(name, names) {
                Some(known) => finding.hint(format!("did you mean `{known}`?")),
                None => finding.hint("use an edition of this book, or screen, print, archive or large-print"),
            }
        }
    };
    d.push(finding.at(value.span()));
    false
}

/// `pdf`: the standard, among those of the edition's base.
fn standard(table: &mut Table<'_>, base: EditionBase, d: &mut Diagnostics) -> Standard {
    let choices = match base {
        EditionBase::Print | EditionBase::Cover => [("x-4", Standard::Usual), ("x-1a", Standard::X1a)],
        _ => [("ua-1", Standard::Usual), ("ua-2", Standard::Ua2)],
    };
    table.choice("pdf", &choices, d).unwrap_or_default()
}

fn edition(name: &str, span: Span, table: &mut Table<'_>, d: &mut Diagnostics) -> Edition {
    let profiles = [("plain", PrintProfile::Plain), ("kdp", PrintProfile::Kdp), ("ingram", PrintProfile::Ingram)];
    let papers =
        [("white", Paper::White), ("cream", Paper::Cream), ("colour", Paper::Colour), ("color", Paper::Colour)];
    let links = [
        ("none", LinkForm::None),
        ("notes", LinkForm::Notes),
        ("list", LinkForm::List),
        ("book-list", LinkForm::BookList),
    ];
    // An edition called by a base's name starts from it.
    let named = BASES.iter().find(|(base, _)| *base == name).map(|(_, base)| *base);
    let base = table.choice("base", &BASES, d).or(named).unwrap_or_default();
    let theme = table.get("theme");
    let profile = table.choice("profile", &profiles, d).unwrap_or_default();
    let inch = Length::from_pt(72);
    let mut length = |key: &'static str, most: Length, d: &mut Diagnostics| {
        table.get(key).and_then(|v| Some((length_within(&v, Length::ZERO, most, d)?, v.span())))
    };
    let bleed = length("bleed", inch, d);
    let spine = length("spine", inch * 4, d).map(|(length, _)| length);
    let creep = length("creep", inch / 2, d).map_or(Length::ZERO, |(length, _)| length);
    let output_profile = table.get("output-profile");
    let output_profile = output_profile.and_then(|v| Some(Located { value: v.string(d)?, span: v.span() }));
    let marks = table.get("crop-marks");
    let crop_marks = marks.as_ref().and_then(|v| v.bool(d)).unwrap_or(false);
    if let (Some(marks), true, true) = (marks, crop_marks, profile != PrintProfile::Plain) {
        d.push(
            Diagnostic::error("forbidden-by-profile", format!("{} rejects files with crop marks", profile.name()))
                .at(marks.span())
                .hint("remove `crop-marks`, or write profile = \"plain\""),
        );
    }
    if let Some((length, span)) = bleed
        && profile != PrintProfile::Plain
        && length != BLEED
        && length != usual_bleed(base)
    {
        d.push(
            Diagnostic::error("forbidden-by-profile", format!("{} requires a 0.125in bleed", profile.name()))
                .at(span)
                .hint("write bleed = \"0.125in\", or remove the key"),
        );
    }
    Edition {
        name: name.to_owned(),
        span: Some(span),
        base,
        theme: theme.as_ref().and_then(|v| v.string(d)),
        theme_span: theme.map(|v| v.span()),
        print: print_keys(table, d),
        profile,
        bleed: bleed.map_or(usual_bleed(base), |(length, _)| length),
        crop_marks,
        concordance: table.bool("concordance", d).unwrap_or(false),
        paper_form: PaperForm {
            links: table.choice("links", &links, d).unwrap_or_default(),
            images: table.bool("images", d).unwrap_or(true),
        },
        standard: standard(table, base, d),
        inks: table
            .choice("inks", &[("black", Inks::Black), ("cmyk", Inks::Cmyk)], d)
            .unwrap_or_else(|| usual_inks(base)),
        of: table.string("of", d),
        paper: table.choice("paper", &papers, d).unwrap_or_default(),
        spine,
        sheet: table.choice("sheet", &[("a4", Sheet::A4), ("letter", Sheet::Letter)], d).unwrap_or_default(),
        sheets: table.get("sheets-per-signature").and_then(|v| v.integer(1..=32, d)),
        creep,
        isbn: isbn(table, d),
        output_profile,
    }
}
