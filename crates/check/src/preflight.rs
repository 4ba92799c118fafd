//! Preflight: what a printer would refuse or print badly in an edition that is laid out.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, Length, Span};
use anthology_book::{Book, Edition, EditionBase, ImageAsset, ImageFormat, Inks, PrintProfile, Resolutions, TrimRange};
use anthology_images::ink_coverage;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Page, Pages, Rect};

/// The distance by which glyphs may exceed the margin without being reported as too near an edge: protruding marks, and
/// a printer's own tolerance (a sixteenth of an inch).
const TOLERANCE: Length = Length::from_millipt(4500);

/// The least distance from the trim that no printer's knife endangers.
const KNIFE: Length = Length::from_pt(9);

/// The most ink that uncoated paper takes, in per cent, all four inks together.
const MOST_INK: u32 = 240;

/// The thinnest rule that prints everywhere.
const HAIRLINE: Length = Length::from_millipt(250);

/// The most sheets of office paper that a long-arm stapler drives a staple through and that still close when they are
/// folded: twice as many leaves.
const STAPLED_SHEETS: usize = 20;

/// Checks an edition as its printer would. `pages` are those that it shows. Editions that aren't printed have no
/// findings.
pub fn preflight(book: &Book, edition: &Edition, pages: &Pages) -> Diagnostics {
    let mut found = Diagnostics::new();
    match edition.base {
        EditionBase::Print => {
            let job = Job { book, edition, pages };
            job.page_count(&mut found);
            job.trim(&mut found);
            job.margins(&mut found);
            job.images(&mut found);
            job.ink(&mut found);
            job.fonts(&mut found);
            job.rules(&mut found);
        }
        EditionBase::Cover => Job { book, edition, pages }.cover(&mut found),
        EditionBase::Booklet => Job { book, edition, pages }.booklet(&mut found),
        _ => {}
    }
    found
}

/// Distances from the edges of a page.
struct Distances {
    spine: Length,
    fore_edge: Length,
    head: Length,
    foot: Length,
}

struct Job<'a> {
    book: &'a Book,
    edition: &'a Edition,
    pages: &'a Pages,
}

impl Job<'_> {
    fn printer(&self) -> &'static str {
        match self.edition.profile {
            PrintProfile::Plain => "a printer",
            PrintProfile::Kdp => "KDP",
            PrintProfile::Ingram => "IngramSpark",
        }
    }

    /// The place of a finding about the whole edition: its table in the manifest, or the manifest.
    fn place(&self) -> Span {
        self.edition.span.unwrap_or_else(|| Span::new(self.book.manifest, 0..0))
    }

    /// A breach of the profile's rules: an error, or a warning where the edition names no printer.
    fn breach(&self, code: &'static str, message: String) -> Diagnostic {
        let finding = match self.edition.profile {
            PrintProfile::Plain => Diagnostic::warning(code, message),
            _ => Diagnostic::error(code, message),
        };
        finding.at(self.place())
    }

    fn bound(&self) -> usize {
        let last_is_blank = self.pages.pages.last().is_some_and(|page| page.blank);
        self.edition.profile.bound_pages(self.pages.pages.len(), last_is_blank)
    }

    /// A booklet of more sheets than can be stapled.
    fn booklet(&self, d: &mut Diagnostics) {
        let all = self.pages.pages.len().div_ceil(4);
        let sheets = self.edition.sheets.map_or(all, |most| all.min(most as usize));
        if sheets <= STAPLED_SHEETS {
            return;
        }
        let message = format!("a booklet of {sheets} sheets is too thick to be stapled and folded");
        d.push(
            Diagnostic::warning("thick-booklet", message)
                .at(self.place())
                .hint("write sheets-per-signature = 8 in [edition.booklet] and sew the signatures together")
                .hint(format!("or make the book shorter: {} pages fit", STAPLED_SHEETS * 4)),
        );
    }

    fn page_count(&self, d: &mut Diagnostics) {
        let (counts, count) = (self.edition.profile.page_counts(), self.bound());
        if counts.contains(&count) {
            return;
        }
        let asked = if count < *counts.start() {
            format!("at least {}", counts.start())
        } else {
            format!("at most {}", counts.end())
        };
        let message = format!("the book has {count} pages, and {} takes {asked}", self.printer());
        d.push(self.breach("page-count", message).hint(if count < *counts.start() {
            "add matter, or choose a smaller trim or larger type"
        } else {
            "choose a larger trim or smaller type, or make two volumes"
        }));
    }

    fn trim(&self, d: &mut Diagnostics) {
        let Some(TrimRange { widths, heights }) = self.edition.profile.trims() else { return };
        let Some(page) = self.pages.pages.first() else { return };
        if widths.contains(&page.width) && heights.contains(&page.height) {
            return;
        }
        let message = format!("{} prints no pages of {} × {}", self.printer(), inches(page.width), inches(page.height));
        d.push(self.breach("trim-size", message).hint(format!(
            "choose a trim from {} to {} wide and from {} to {} high",
            inches(*widths.start()),
            inches(*widths.end()),
            inches(*heights.start()),
            inches(*heights.end())
        )));
    }

    /// Content that is printed near an edge, on the first page where it is.
    fn margins(&self, d: &mut Diagnostics) {
        let profile = self.edition.profile;
        let outside = profile.outside(self.edition.bleed).max(KNIFE);
        let gutter = profile.gutter(self.bound()).max(KNIFE);
        let mut reported = [false; 4];
        for (index, page) in self.pages.pages.iter().enumerate() {
            for item in &page.items {
                let Distances { spine, fore_edge, head, foot } = self.distances(page, item, index.is_multiple_of(2));
                let sides = [
                    ("spine", spine, gutter),
                    ("fore-edge", fore_edge, outside),
                    ("head", head, outside),
                    ("foot", foot, outside),
                ];
                for ((name, distance, least), reported) in sides.into_iter().zip(&mut reported) {
                    if *reported || distance + TOLERANCE >= least {
                        continue;
                    }
                    *reported = true;
                    let message = format!(
                        "on page {} something stands {} from the {name}, and {} wants {}",
                        page.label,
                        inches(distance),
                        self.printer(),
                        inches(least)
                    );
                    d.push(self.breach("near-edge", message).hint(
                        "make the `margins` of this edition wider, or where a running head or a folio stands there, \
                         move it in a theme's [heads]",
                    ));
                }
            }
        }
    }

    /// The distances of an item from the edges of its page.
    fn distances(&self, page: &Page, item: &Item, recto: bool) -> Distances {
        let rect = match &item.kind {
            ItemKind::Glyphs(run) => self.printed(run),
            ItemKind::Rule(rect) | ItemKind::Image { rect, .. } => *rect,
        };
        let (left, right) = (rect.x, page.width - rect.x - rect.width);
        let (spine, fore_edge) = if recto { (left, right) } else { (right, left) };
        Distances { spine, fore_edge, head: rect.y, foot: page.height - rect.y - rect.height }
    }

    /// A run as a box: as high as its capitals.
    fn printed(&self, run: &GlyphRun) -> Rect {
        let height = self
            .pages
            .fonts
            .get(run.font as usize)
            .map_or(Length::ZERO, |font| font.scale(i32::from(font.cap_height), run.size));
        let width = run.glyphs.iter().map(|glyph| glyph.advance).sum();
        if run.turned {
            return Rect { x: run.x - height, y: run.y - width, width: height, height: width };
        }
        Rect { x: run.x, y: run.y - height, width, height }
    }

    /// Each image's resolution where it is printed largest.
    fn images(&self, d: &mut Diagnostics) {
        let mut lowest: BTreeMap<usize, (u32, &Page, Length)> = BTreeMap::new();
        for page in &self.pages.pages {
            for item in &page.items {
                let ItemKind::Image { image, rect, turned } = &item.kind else { continue };
                let rect = rect.as_read(*turned);
                let Some(dpi) = self.pages.images.get(*image).and_then(|asset| dots(asset, rect)) else { continue };
                let entry = lowest.entry(*image).or_insert((dpi, page, rect.width));
                if dpi < entry.0 {
                    *entry = (dpi, page, rect.width);
                }
            }
        }
        let Resolutions { recommended: poor, least: refused } = self.edition.profile.resolutions();
        for (image, (dpi, page, width)) in lowest {
            let asset = &self.pages.images[image];
            if dpi >= poor {
                continue;
            }
            let message = format!(
                "the image `{}` has {dpi} dpi as it is printed on page {}, and {poor} dpi look sharp",
                asset.path, page.label
            );
            let mut finding = match refused {
                Some(least) if dpi < least => Diagnostic::error("low-resolution", message),
                _ => Diagnostic::warning("low-resolution", message),
            };
            finding.span = self.book.image_span(&asset.path);
            let pixels = (width.pt() / 72.0 * f64::from(poor)).ceil();
            let narrow = width.scale(i64::from(dpi), i64::from(poor));
            d.push(finding.hint(format!(
                "use an image of {pixels} pixels across, or print this one no wider than {:.0} mm",
                (narrow.pt() / 72.0 * 25.4).floor()
            )));
        }
    }

    /// The ink of the images that go to the press as they are. All others are kept within what paper takes.
    fn ink(&self, d: &mut Diagnostics) {
        if self.edition.inks != Inks::Cmyk {
            return;
        }
        for asset in self.pages.images.iter().filter(|asset| asset.format == ImageFormat::Jpeg) {
            let Some(percent) = ink_coverage(asset).filter(|percent| *percent > MOST_INK) else { continue };
            let message = format!(
                "the image `{}` has up to {percent} % of ink, and uncoated paper takes {MOST_INK} %",
                asset.path
            );
            let mut finding = Diagnostic::warning("too-much-ink", message);
            finding.span = self.book.image_span(&asset.path);
            d.push(finding.hint("separate it for uncoated paper, or use the image in RGB"));
        }
    }

    fn fonts(&self, d: &mut Diagnostics) {
        let mut used = vec![false; self.pages.fonts.len()];
        for item in self.pages.pages.iter().flat_map(|page| &page.items) {
            if let ItemKind::Glyphs(run) = &item.kind {
                used.iter_mut().skip(run.font as usize).take(1).for_each(|used| *used = true);
            }
        }
        for (font, _) in self.pages.fonts.iter().zip(used).filter(|(_, used)| *used) {
            if let Some(reason) = font.subsetting_forbidden() {
                let message = format!("the font `{}` can't be embedded: {reason}", font.postscript_name);
                let finding = Diagnostic::error("font-not-embeddable", message).at(self.place());
                d.push(finding.hint("choose a font whose licence allows it"));
            }
        }
    }

    /// The thinnest rule.
    fn rules(&self, d: &mut Diagnostics) {
        let rules = self.pages.pages.iter().flat_map(|page| page.items.iter().map(move |item| (page, item)));
        let thin = rules.filter_map(|(page, item)| match &item.kind {
            ItemKind::Rule(rect) => Some((rect.width.min(rect.height), page)),
            _ => None,
        });
        let Some((thickness, page)) = thin.min_by_key(|(thickness, _)| *thickness) else { return };
        if thickness < HAIRLINE {
            let message = format!(
                "a rule of {} pt on page {} may not print: 0.25 pt is the least that does",
                thickness.pt(),
                page.label
            );
            let finding = Diagnostic::warning("thin-rule", message).at(self.place());
            d.push(finding.hint("give the theme a thicker `rule`"));
        }
    }

    fn cover(&self, d: &mut Diagnostics) {
        let inside = self.edition.source().and_then(|name| self.book.edition(name));
        let count = inside.map_or_else(
            || self.bound(),
            |inside| Job { book: self.book, edition: &inside, pages: self.pages }.bound(),
        );
        let spine = self.edition.spine.unwrap_or_else(|| self.edition.paper.spine(count));
        if !self.edition.profile.spine_takes_text(count, spine) {
            let message =
                format!("the spine of {count} pages is {} wide: too narrow for text, so it has none", inches(spine));
            d.push(Diagnostic::note("narrow-spine", message).at(self.place()));
        }
        let (Some(front), Some(page)) = (&self.book.cover, self.pages.pages.first()) else { return };
        let (width, height) = (page.width + self.edition.bleed, page.height + self.edition.bleed * 2);
        let rect = Rect { x: Length::ZERO, y: Length::ZERO, width, height };
        let Resolutions { recommended: poor, least: refused } = self.edition.profile.resolutions();
        let Some(dpi) = dots(front, rect).filter(|dpi| *dpi < poor) else { return };
        let message = format!("the cover `{}` has {dpi} dpi as it is printed", front.path);
        let finding = match refused {
            Some(least) if dpi < least => Diagnostic::error("low-resolution", message),
            _ => Diagnostic::warning("low-resolution", message),
        };
        d.push(finding.at(self.book.cover_span.unwrap_or_else(|| self.place())).hint(format!(
            "use an image of {:.0} × {:.0} pixels or more",
            (width.pt() / 72.0 * f64::from(poor)).ceil(),
            (height.pt() / 72.0 * f64::from(poor)).ceil()
        )));
    }
}

/// Dots per inch of an image in a rectangle, in the direction that has fewer. SVG images have none.
fn dots(asset: &ImageAsset, rect: Rect) -> Option<u32> {
    if asset.format == ImageFormat::Svg || rect.width <= Length::ZERO || rect.height <= Length::ZERO {
        return None;
    }
    let point = Length::from_pt(1).sp();
    let along = |pixels: u32, length: Length| (i64::from(pixels) * 144 * point + length.sp()) / (2 * length.sp());
    u32::try_from(along(asset.size.width, rect.width).min(along(asset.size.height, rect.height))).ok()
}

fn inches(length: Length) -> String {
    format!("{:.3} in", length.pt() / 72.0)
}
