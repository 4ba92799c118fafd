//! The whole book: sections in parallel, then page numbers, then again the sections that print them.

use anthology_base::{Diagnostics, Length};
use anthology_typeset::{
    Anchor, FolioPlace, MappedPage, Matter, Opening, PageMap, ParagraphStyle, RectoOpenings, SectionKind, SetSection,
    SetText, paragraph_places, roman,
};
use rayon::prelude::*;

use crate::blocks::collect;
use crate::blocks::references::Folios;
use crate::blocks::rows;
use crate::blocks::setter::{LinesNeeded, ParagraphSetter};
use crate::blocks::side_notes::side_notes;
use crate::blocks::vertical_list::{DestinationPage, Draft, TextKind};
use crate::costs::LONG_CHAPTER_PAGES;
use crate::fonts::Fonts;
use crate::output::bind::bind;
use crate::output::context::EmitContext;
use crate::output::heads;
use crate::output::margin::{Concordance, Margins};
use crate::page::facing::{opens_on, paginate_section};
use crate::page::flexible_space::add_flexible_space;
use crate::page::front;
use crate::page::index_columns::IndexColumns;
use crate::page::plan::{PagePlan, PageSide};
use crate::page::type_area::{TypeArea, baseline};
use crate::page::{Pages, Size};

/// Sections that print page numbers are set again at most so often, until nothing moves.
const ROUNDS: usize = 3;

/// Options of a layout.
#[derive(Clone, Copy, Debug, Default)]
pub struct LayoutOptions<'a> {
    /// The page map of the main edition of the same book, where this one has other pages: the main edition's
    /// page numbers then stand in the outer margin, in brackets, beside the lines in which its pages start
    /// (at the spine, where paragraph numbers leave no room for them).
    pub concordance: Option<&'a PageMap>,
    /// True for a proof: lines are numbered at the spine, and opening pages have running heads too.
    pub proof: bool,
}

/// Lays a book out. Sections are laid out in parallel; the result doesn't depend on how many threads there
/// are.
pub fn layout(text: &SetText, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Pages {
    layout_with(text, fonts, LayoutOptions::default(), diagnostics)
}

/// Lays a book out, with options.
pub fn layout_with(text: &SetText, fonts: &Fonts, options: LayoutOptions<'_>, diagnostics: &mut Diagnostics) -> Pages {
    let setter = ParagraphSetter::new(text, fonts);
    let area = type_area(text, &setter);
    let Arranged { laid, places, folios } = arrange(text, &setter, &area, Purpose::Pages, diagnostics);
    let concordance = options.concordance.map(Concordance::new);
    let margins = Margins::new(text, concordance.as_ref());
    let context = EmitContext { text, fonts, setter: &setter, area: &area, folios: &folios, proof: options.proof };
    bind(context, margins, laid, &places, diagnostics)
}

/// The page map of a book: the first word of every page, as [`layout`] finds it, without the pages.
pub fn page_map(text: &SetText, fonts: &Fonts, diagnostics: &mut Diagnostics) -> PageMap {
    let setter = ParagraphSetter::new(text, fonts);
    let Arranged { laid, places, .. } = arrange(text, &setter, &type_area(text, &setter), Purpose::Map, diagnostics);
    page_map_of(text, &laid, &places)
}

/// The purpose of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Pages,
    /// Only where they start.
    Map,
}

/// The sections on their pages.
pub(super) struct Arranged<'a> {
    pub(super) laid: Vec<LaidOutSection<'a>>,
    pub(super) places: Vec<PlacedSection>,
    pub(super) folios: Folios,
}

/// Sets and pages all sections, and those again that print page numbers, until nothing moves.
pub(super) fn arrange<'a>(
    text: &'a SetText,
    setter: &ParagraphSetter<'a>,
    area: &TypeArea,
    purpose: Purpose,
    diagnostics: &mut Diagnostics,
) -> Arranged<'a> {
    let mut folios = Folios::default();
    let all: Vec<usize> = (0..text.sections.len()).collect();
    let mut laid = lay_out(text, setter, area, &folios, purpose, &all);
    let mut places = place_sections(text, &mut laid, setter, area, &folios, purpose);
    for _ in 0..ROUNDS {
        let again: Vec<usize> = all.iter().copied().filter(|&i| laid[i].draft.prints_page_numbers).collect();
        let found = find_folios(text, &laid, &places);
        if again.is_empty() || found == folios {
            break;
        }
        folios = found;
        let set = lay_out(text, setter, area, &folios, purpose, &again);
        for (i, section) in again.into_iter().zip(set) {
            laid[i] = section;
        }
        places = place_sections(text, &mut laid, setter, area, &folios, purpose);
    }
    for section in &mut laid {
        diagnostics.append(std::mem::take(&mut section.diagnostics));
    }
    setter.report_missing(diagnostics);
    Arranged { laid, places, folios }
}

/// A section on pages, counted from its own first.
pub(super) struct LaidOutSection<'a> {
    pub(super) draft: Draft<'a>,
    pub(super) plans: Vec<PagePlan>,
    /// The side on which its plans begin.
    side: PageSide,
    diagnostics: Diagnostics,
}

/// The place of a section in the book.
pub(super) struct PlacedSection {
    /// Index of its first page.
    pub(super) first: usize,
    /// A label for each of its pages.
    pub(super) labels: Vec<String>,
    /// Pages, where those of a section that begins on a verso differ.
    pub(super) plans: Option<Vec<PagePlan>>,
    /// The section that has its pages: itself, or the one that it runs on after.
    pub(super) section: usize,
    /// The first page of each section that runs on after that one.
    pub(super) run_on_pages: Vec<usize>,
}

impl PlacedSection {
    /// The pages of a section at this place.
    pub(super) fn plans<'p>(&'p self, laid: &'p LaidOutSection<'_>) -> &'p [PagePlan] {
        self.plans.as_ref().unwrap_or(&laid.plans)
    }
}

pub(super) fn type_area(text: &SetText, setter: &ParagraphSetter<'_>) -> TypeArea {
    let page = &text.theme.page;
    let grid = text.theme.grid().max(Length::from_pt(1));
    let rows = ((page.height - page.top - page.bottom).sp() / grid.sp()).max(4);
    let side = side_notes(text).is_some();
    let note_space = if side { Length::ZERO } else { text.theme.blocks.note_space };
    let heads = &text.theme.heads;
    let longest = page.top + grid * rows + baseline(grid);
    let long = heads.folio == FolioPlace::Head || heads.folio_baseline - longest >= grid * 5 / 4;
    let x_height = setter.x_height(text.theme.style(ParagraphStyle::Body));
    TypeArea { grid, rows, note_space, side_notes: side, may_run_long: long, x_height }
}

/// Breaks sections into lines and pages, as if each began on a recto; one that begins with facing pages, on a verso.
pub(super) fn lay_out<'a>(
    text: &'a SetText,
    setter: &ParagraphSetter<'a>,
    area: &TypeArea,
    folios: &Folios,
    purpose: Purpose,
    sections: &[usize],
) -> Vec<LaidOutSection<'a>> {
    sections
        .par_iter()
        .map(|&i| {
            let mut diagnostics = Diagnostics::new();
            if runs_on(text, i) {
                let draft = Draft::empty();
                return LaidOutSection { draft, plans: Vec::new(), side: PageSide::Recto, diagnostics };
            }
            let mut draft = draft_of(text, setter, area, folios, purpose, i, &mut diagnostics);
            for next in run_ons(text, i) {
                let slug = text.sections[next].slug.to_string();
                draft.append(slug, draft_of(text, setter, area, folios, purpose, next, &mut diagnostics));
            }
            front::tighten_contents(&text.sections[i].kind, &mut draft.blocks, area);
            if !heads::display(&text.sections[i]) {
                add_flexible_space(&mut draft.blocks, area);
            }
            let side = opens_on(&draft.blocks, area);
            let plans = paginate_section(&draft.blocks, &draft.notes, area, columns_of(text, area), side);
            if purpose == Purpose::Pages {
                draft.make_lines(&plans, setter, folios);
            }
            LaidOutSection { draft, plans, side, diagnostics }
        })
        .collect()
}

/// The columns of an index.
fn columns_of(text: &SetText, area: &TypeArea) -> IndexColumns {
    let page = &text.theme.page;
    IndexColumns::new(text.theme.blocks.index_columns, page.width - page.inner - page.outer, area)
}

/// Breaks a section into lines.
fn draft_of<'a>(
    text: &'a SetText,
    setter: &ParagraphSetter<'a>,
    area: &TypeArea,
    folios: &Folios,
    purpose: Purpose,
    section: usize,
    diagnostics: &mut Diagnostics,
) -> Draft<'a> {
    let page = &text.theme.page;
    let text_block = Size { width: page.width - page.inner - page.outer, height: area.height() };
    let section = &text.sections[section];
    let mut collected = collect::collect(text, section, text_block, folios, setter);
    collected.texts.par_iter_mut().for_each(|text| {
        // Rows are as tall as the images in them; labels and contents stand by the width of theirs.
        let needed = match purpose {
            _ if text.has_notes || !text.images.is_empty() => LinesNeeded::All,
            Purpose::Map if text.kind == TextKind::Paragraph && text.link_target.is_none() => LinesNeeded::None,
            _ => LinesNeeded::Best,
        };
        text.variants = setter.settings(&text.paragraph, &text.style, &text.measure, folios, needed);
    });
    rows::build(collected, area, setter, section.lang.is_rtl(), diagnostics)
}

/// A section runs on after another one, which holds its text.
pub(super) fn runs_on(text: &SetText, section: usize) -> bool {
    section > 0 && text.sections[section].opening == Some(Opening::RunOn)
}

/// The sections that run on after one.
pub(super) fn run_ons(text: &SetText, section: usize) -> std::ops::Range<usize> {
    let count = (section + 1..text.sections.len()).take_while(|&next| runs_on(text, next)).count();
    section + 1..section + 1 + count
}

/// A section must begin on a right-hand page.
fn opens_recto(section: &SetSection, before: Option<&SetSection>, recto_openings: bool) -> bool {
    let recto_openings = match section.opening {
        Some(opening) => opening == Opening::Recto,
        None => recto_openings,
    };
    match section.kind {
        SectionKind::HalfTitle | SectionKind::Title => true,
        SectionKind::Copyright => false,
        SectionKind::Contents if section.matter == Matter::Front => before.is_some(),
        _ => {
            let first_of_body =
                section.matter == Matter::Body && before.is_none_or(|before| before.matter == Matter::Front);
            recto_openings || first_of_body || matches!(section.kind, SectionKind::Part { .. })
        }
    }
}

/// The chapters of a book are long enough, on average, for each to open on a recto.
fn has_long_chapters(text: &SetText, laid: &[LaidOutSection<'_>]) -> bool {
    let chapters = text
        .sections
        .iter()
        .zip(laid)
        .filter(|(section, laid)| matches!(section.kind, SectionKind::Chapter(_)) && !laid.plans.is_empty());
    let lengths: Vec<usize> = chapters.map(|(_, laid)| laid.plans.len()).collect();
    lengths.iter().sum::<usize>() >= lengths.len() * LONG_CHAPTER_PAGES
}

/// Spreads of full pages that differ in depth, in a section that begins on a side. The last page isn't full.
fn uneven_spreads(plans: &[PagePlan], first: PageSide) -> usize {
    let full = &plans[..plans.len().saturating_sub(1)];
    let facing = full.get(usize::from(first == PageSide::Recto)..).unwrap_or_default();
    facing.chunks_exact(2).filter(|spread| spread[0].rows != spread[1].rows && spread[0].rows > 0).count()
}

/// Puts the sections one after another and numbers their pages.
fn place_sections(
    text: &SetText,
    laid: &mut [LaidOutSection<'_>],
    setter: &ParagraphSetter<'_>,
    area: &TypeArea,
    folios: &Folios,
    purpose: Purpose,
) -> Vec<PlacedSection> {
    let recto_openings = match text.theme.blocks.recto_openings {
        RectoOpenings::Never => false,
        RectoOpenings::Always => true,
        RectoOpenings::Long => has_long_chapters(text, laid),
    };
    let mut placed = Vec::with_capacity(laid.len());
    let mut next = 0_usize;
    let mut body = None;
    for (i, (section, laid)) in text.sections.iter().zip(laid).enumerate() {
        if runs_on(text, i) {
            let first =
                placed.last().map_or(next, |before: &PlacedSection| before.run_on_pages[i - before.section - 1]);
            let before = placed.last().map(|before| (before.section, before.run_on_pages.clone()));
            let (leader, run_on_pages) = before.unwrap_or_default();
            placed.push(PlacedSection { section: leader, first, labels: Vec::new(), plans: None, run_on_pages });
            continue;
        }
        let before = i.checked_sub(1).map(|i| &text.sections[i]);
        let opens_verso = laid.side == PageSide::Verso;
        if next % 2 == 1 && !opens_verso && opens_recto(section, before, recto_openings) {
            next += 1;
        }
        if section.matter != Matter::Front && body.is_none() {
            next += next % 2;
            body = Some(next);
        }
        if opens_verso && next.is_multiple_of(2) {
            next += 1;
        }
        let mut plans = (next % 2 == 1 && !opens_verso && laid.plans.len() > 1).then(|| {
            paginate_section(&laid.draft.blocks, &laid.draft.notes, area, columns_of(text, area), PageSide::Verso)
        });
        // Where the theme leaves the side open, a blank page costs less than an uneven spread.
        let is_free = text.theme.blocks.recto_openings == RectoOpenings::Long
            && section.opening.is_none()
            && matches!(section.kind, SectionKind::Chapter(_));
        if plans.as_ref().is_some_and(|plans| {
            is_free && uneven_spreads(plans, PageSide::Verso) > uneven_spreads(&laid.plans, PageSide::Recto)
        }) {
            plans = None;
            next += 1;
        }
        if let Some(plans) = plans.as_ref().filter(|_| purpose == Purpose::Pages) {
            laid.draft.make_lines(plans, setter, folios);
        }
        let used = plans.as_ref().unwrap_or(&laid.plans);
        let count = used.len();
        let page_of = |block: u32| used.iter().position(|plan| plan.begins(block)).unwrap_or(0);
        let run_on_pages = laid.draft.run_ons.iter().map(|&block| next + page_of(block)).collect();
        let labels = (next..next + count).map(|page| label(page, body)).collect();
        placed.push(PlacedSection { section: i, first: next, labels, plans, run_on_pages });
        next += count;
    }
    placed
}

/// The label of a page: roman before the body, arabic from its first page on.
fn label(page: usize, body: Option<usize>) -> String {
    match body {
        Some(body) if page >= body => (page - body + 1).to_string(),
        _ => roman(page as u32 + 1).to_lowercase(),
    }
}

/// The first word of every page, and the folio of every anchor.
pub(super) fn page_map_of(text: &SetText, laid: &[LaidOutSection<'_>], places: &[PlacedSection]) -> PageMap {
    // The recto before a body that begins with facing pages is its first page too.
    let body = text.sections.iter().position(|s| s.matter != Matter::Front).map(|i| places[i].first / 2 * 2);
    let mut map = PageMap::default();
    for (i, (laid, placed)) in laid.iter().zip(places).enumerate() {
        // Blank pages before a section are the one's before it.
        let owner = i.saturating_sub(1) as u32;
        let blank = |page| MappedPage { label: label(page, body), section: owner, start: None };
        map.pages.extend((map.pages.len()..placed.first).map(blank));
        let starts = laid.draft.starts(placed.plans(laid)).into_iter().zip(&placed.labels);
        map.pages.extend(starts.map(|(start, label)| {
            let runs_on = start.filter(|(id, _)| run_ons(text, i).contains(&(id.section as usize)));
            MappedPage { label: label.clone(), section: runs_on.map_or(i as u32, |(id, _)| id.section), start }
        }));
    }
    for Reachable { section, key, folio } in destinations(text, laid, places) {
        let mut sections = std::iter::once(section).chain(run_ons(text, section));
        if let Some(anchor) = sections.find_map(|section| anchor(&text.sections[section], &key)) {
            map.folios.entry(anchor).or_insert_with(|| folio.to_owned());
        }
    }
    map
}

/// The folio of every destination.
fn find_folios(text: &SetText, laid: &[LaidOutSection<'_>], places: &[PlacedSection]) -> Folios {
    let mut folios = Folios::default();
    for Reachable { key, folio, .. } in destinations(text, laid, places) {
        folios.pages.entry(key).or_insert_with(|| folio.to_owned());
    }
    if text.sections.iter().any(|section| section.kind == SectionKind::Notebook) {
        folios.paragraphs = paragraph_places(text, &page_map_of(text, laid, places));
    }
    folios
}

/// A destination and its folio.
struct Reachable<'t> {
    /// The section that holds it, or that a section which holds it runs on after.
    section: usize,
    key: String,
    folio: &'t str,
}

/// All destinations in order; that of a section itself is the first of its destinations.
fn destinations<'t>(
    text: &'t SetText,
    laid: &'t [LaidOutSection<'_>],
    places: &'t [PlacedSection],
) -> impl Iterator<Item = Reachable<'t>> {
    text.sections.iter().zip(laid).zip(places).enumerate().flat_map(|(number, ((section, laid), placed))| {
        let opening = DestinationPage { key: section.slug.to_string(), page: 0 };
        let opening = (!placed.labels.is_empty()).then_some(opening);
        let all = opening.into_iter().chain(laid.draft.destinations(placed.plans(laid)));
        all.map(move |at| Reachable { section: number, key: at.key, folio: &placed.labels[at.page] })
    })
}

/// The anchor that a destination's key names; `None` for paragraph addresses and headings without ids.
fn anchor(section: &SetSection, key: &str) -> Option<Anchor> {
    let rest = key.strip_prefix(section.slug.as_str())?;
    match rest.strip_prefix('#') {
        Some(id) => Some(Anchor { section: section.slug.clone(), id: Some(id.to_owned()) }),
        None => rest.is_empty().then(|| Anchor { section: section.slug.clone(), id: None }),
    }
}
