//! The whole book: sections side by side, then numbers, then what prints numbers again.

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, Length};
use anthology_typeset::{
    Anchor, FolioPlace, Matter, PageMap, PageStart, ParagraphStyle, SectionKind, SetSection, SetText, roman,
};
use rayon::prelude::*;

use crate::blocks::references::Folios;
use crate::blocks::rows;
use crate::blocks::setter::{MakeLines, Setter};
use crate::blocks::unset_blocks;
use crate::blocks::vertical_list::{Draft, TextKind};
use crate::fonts::Fonts;
use crate::output::emit::{self, Base, Emitted, Shared};
use crate::output::margin::{self, Concordance, Margins};
use crate::output::outline;
use crate::page::front;
use crate::page::paginate::{Frame, PagePlan, Side, paginate};
use crate::page::{Node, NodeId, Page, Pages, Role};

/// How often sections that print page numbers are set again until nothing moves.
const ROUNDS: usize = 3;

/// What a layout may have besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct LayoutOptions<'a> {
    /// The page map of the main edition of the same book, where this one has other pages: the main edition's
    /// page numbers then stand in the outer margin, in brackets, beside the lines in which its pages start
    /// (at the spine, where paragraph numbers leave no room for them).
    pub concordance: Option<&'a PageMap>,
}

/// Lays a book out. Sections are laid out in parallel; the result doesn't depend on how many threads there
/// are.
pub fn layout(text: &SetText, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Pages {
    layout_with(text, fonts, LayoutOptions::default(), diagnostics)
}

/// Lays a book out, with options.
pub fn layout_with(text: &SetText, fonts: &Fonts, options: LayoutOptions<'_>, diagnostics: &mut Diagnostics) -> Pages {
    let setter = Setter::new(text, fonts);
    let frame = frame(text, &setter);
    let Arranged { laid, places, folios } = arrange(text, &setter, &frame, Wanted::Pages, diagnostics);
    let concordance = options.concordance.map(Concordance::new);
    let margins = Margins::new(text, concordance.as_ref());
    let shared = Shared { text, fonts, setter: &setter, frame: &frame, folios: &folios, margins };
    bind(shared, laid, &places)
}

/// Which word starts which page of a book: what [`layout`] finds, for those who don't want the pages themselves.
pub fn page_map(text: &SetText, fonts: &Fonts, diagnostics: &mut Diagnostics) -> PageMap {
    let setter = Setter::new(text, fonts);
    let Arranged { laid, places, .. } = arrange(text, &setter, &frame(text, &setter), Wanted::Map, diagnostics);
    map(text, &laid, &places)
}

/// What a layout is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Pages,
    /// Only where they start.
    Map,
}

/// The sections on their pages.
struct Arranged<'a> {
    laid: Vec<Laid<'a>>,
    places: Vec<Placed>,
    folios: Folios,
}

/// Sets and pages all sections, and those again that print page numbers, until nothing moves.
fn arrange<'a>(
    text: &'a SetText,
    setter: &Setter<'a>,
    frame: &Frame,
    wanted: Wanted,
    diagnostics: &mut Diagnostics,
) -> Arranged<'a> {
    let mut folios = Folios::new();
    let all: Vec<usize> = (0..text.sections.len()).collect();
    let mut laid = lay(text, setter, frame, &folios, wanted, &all);
    let mut places = place(text, &mut laid, setter, frame, &folios, wanted);
    for _ in 0..ROUNDS {
        let again: Vec<usize> = all.iter().copied().filter(|&i| laid[i].draft.refers).collect();
        let found = find(text, &laid, &places);
        if again.is_empty() || found == folios {
            break;
        }
        folios = found;
        let set = lay(text, setter, frame, &folios, wanted, &again);
        for (i, section) in again.into_iter().zip(set) {
            laid[i] = section;
        }
        places = place(text, &mut laid, setter, frame, &folios, wanted);
    }
    for section in &mut laid {
        diagnostics.append(std::mem::take(&mut section.diagnostics));
    }
    setter.report_missing(diagnostics);
    Arranged { laid, places, folios }
}

/// A section in pages of its own numbering.
struct Laid<'a> {
    draft: Draft<'a>,
    plans: Vec<PagePlan>,
    diagnostics: Diagnostics,
}

/// Where a section stands in the book.
struct Placed {
    /// Index of its first page.
    first: usize,
    /// A label for each of its pages.
    labels: Vec<String>,
    /// Pages, where those of a section that begins on a verso differ.
    plans: Option<Vec<PagePlan>>,
}

impl Placed {
    /// The pages of a section, here.
    fn plans<'p>(&'p self, laid: &'p Laid<'_>) -> &'p [PagePlan] {
        self.plans.as_ref().unwrap_or(&laid.plans)
    }
}

fn frame(text: &SetText, setter: &Setter<'_>) -> Frame {
    let page = &text.theme.page;
    let grid = text.theme.grid().max(Length::from_pt(1));
    let rows = ((page.height - page.top - page.bottom).sp() / grid.sp()).max(4);
    let side = margin::side_notes(text).is_some();
    let note_space = if side { Length::ZERO } else { text.theme.blocks.note_space };
    let heads = &text.theme.heads;
    let longest = page.top + grid * rows + rows::baseline(grid);
    let long = heads.folio == FolioPlace::Head || heads.folio_baseline - longest >= grid * 5 / 4;
    let x_height = setter.x_height(text.theme.style(ParagraphStyle::Body));
    Frame { grid, rows, note_space, side, long, x_height }
}

/// Sets and pages sections, as if each began on a recto.
fn lay<'a>(
    text: &'a SetText,
    setter: &Setter<'a>,
    frame: &Frame,
    folios: &Folios,
    wanted: Wanted,
    sections: &[usize],
) -> Vec<Laid<'a>> {
    let page = &text.theme.page;
    let width = page.width - page.inner - page.outer;
    sections
        .par_iter()
        .map(|&i| {
            let mut diagnostics = Diagnostics::new();
            let mut collected = unset_blocks::collect(text, &text.sections[i], width, folios, setter);
            collected.texts.par_iter_mut().for_each(|text| {
                // Rows are as tall as the pictures in them; labels and contents stand by the width of theirs.
                let make = match wanted {
                    _ if text.calls || !text.pictures.is_empty() => MakeLines::All,
                    Wanted::Map if text.kind == TextKind::Paragraph && text.leads.is_none() => MakeLines::None,
                    _ => MakeLines::Best,
                };
                text.settings = setter.settings(&text.paragraph, &text.style, &text.measure, folios, make);
            });
            let mut draft = rows::build(collected, frame, setter, text.sections[i].lang.is_rtl(), &mut diagnostics);
            front::tighten(&text.sections[i].kind, &mut draft.blocks, frame);
            let plans = paginate(&draft.blocks, &draft.notes, frame, Side::Recto);
            if wanted == Wanted::Pages {
                draft.make_lines(&plans, setter, folios);
            }
            Laid { draft, plans, diagnostics }
        })
        .collect()
}

/// Whether a section must begin on a right-hand page.
fn opens_recto(section: &SetSection, before: Option<&SetSection>, recto_openings: bool) -> bool {
    match section.kind {
        SectionKind::HalfTitle | SectionKind::Title => true,
        SectionKind::Copyright => false,
        SectionKind::Contents => before.is_some(),
        _ => {
            let first_of_body =
                section.matter == Matter::Body && before.is_none_or(|before| before.matter == Matter::Front);
            recto_openings || first_of_body || matches!(section.kind, SectionKind::Part { .. })
        }
    }
}

/// Puts the sections behind one another and numbers their pages.
fn place(
    text: &SetText,
    laid: &mut [Laid<'_>],
    setter: &Setter<'_>,
    frame: &Frame,
    folios: &Folios,
    wanted: Wanted,
) -> Vec<Placed> {
    let recto_openings = text.theme.blocks.recto_openings;
    let mut placed = Vec::with_capacity(laid.len());
    let mut next = 0_usize;
    let mut body = None;
    for (i, (section, laid)) in text.sections.iter().zip(laid).enumerate() {
        let before = i.checked_sub(1).map(|i| &text.sections[i]);
        if next % 2 == 1 && opens_recto(section, before, recto_openings) {
            next += 1;
        }
        if section.matter != Matter::Front && body.is_none() {
            next += next % 2;
            body = Some(next);
        }
        let plans = (next % 2 == 1 && laid.plans.len() > 1)
            .then(|| paginate(&laid.draft.blocks, &laid.draft.notes, frame, Side::Verso));
        if let Some(plans) = plans.as_ref().filter(|_| wanted == Wanted::Pages) {
            laid.draft.make_lines(plans, setter, folios);
        }
        let count = plans.as_ref().map_or(laid.plans.len(), Vec::len);
        let labels = (next..next + count).map(|page| label(page, body)).collect();
        placed.push(Placed { first: next, labels, plans });
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

/// Which word starts which page, and the folio of every anchor.
fn map(text: &SetText, laid: &[Laid<'_>], places: &[Placed]) -> PageMap {
    let body = text.sections.iter().position(|s| s.matter != Matter::Front).map(|i| places[i].first);
    let mut map = PageMap::default();
    for (i, (laid, placed)) in laid.iter().zip(places).enumerate() {
        // Blank pages before a section are the one's before it.
        let owner = i.saturating_sub(1) as u32;
        let blank = |page| PageStart { label: label(page, body), section: owner, start: None };
        map.pages.extend((map.pages.len()..placed.first).map(blank));
        let starts = laid.draft.starts(placed.plans(laid)).into_iter().zip(&placed.labels);
        map.pages.extend(starts.map(|(start, label)| PageStart { label: label.clone(), section: i as u32, start }));
    }
    for (section, key, folio) in destinations(text, laid, places) {
        if let Some(anchor) = anchor(section, &key) {
            map.folios.entry(anchor).or_insert_with(|| folio.to_owned());
        }
    }
    map
}

/// The folio of every destination.
fn find(text: &SetText, laid: &[Laid<'_>], places: &[Placed]) -> Folios {
    let mut folios = Folios::new();
    for (_, key, folio) in destinations(text, laid, places) {
        folios.entry(key).or_insert_with(|| folio.to_owned());
    }
    folios
}

/// All destinations in order, each with its section and its folio; a section's own comes first of its.
fn destinations<'t>(
    text: &'t SetText,
    laid: &'t [Laid<'_>],
    places: &'t [Placed],
) -> impl Iterator<Item = (&'t SetSection, String, &'t str)> {
    text.sections.iter().zip(laid).zip(places).flat_map(|((section, laid), placed)| {
        let opening = (section.slug.to_string(), 0);
        let all = std::iter::once(opening).chain(laid.draft.destinations(placed.plans(laid)));
        all.map(move |(key, page)| (section, key, placed.labels[page].as_str()))
    })
}

/// Brings the sections together.
fn bind(shared: Shared<'_>, laid: Vec<Laid<'_>>, places: &[Placed]) -> Pages {
    let text = shared.text;
    let mut structure = vec![node(Role::Document, None, 0)];
    structure[0].lang = Some(text.metadata.language);
    structure[0].title = Some(text.metadata.title.clone());
    let mut bases = Vec::with_capacity(laid.len());
    let mut nodes = 1_u32;
    let mut order = 1_u64;
    let mut part = None;
    let mut parts = BTreeMap::new();
    for (i, ((section, laid), placed)) in text.sections.iter().zip(&laid).zip(places).enumerate() {
        if let SectionKind::Part { title, .. } = &section.kind {
            let mut node = node(Role::Part, Some(NodeId(0)), order);
            node.title = Some(title.clone());
            parts.insert(i, node);
            part = Some(NodeId(nodes));
            nodes += 1;
            order += 1;
        } else if section.depth == 0 {
            part = None;
        }
        let parent = part.unwrap_or(NodeId(0));
        bases.push(Base { page: placed.first as u32, node: nodes, order, parent });
        nodes += laid.draft.nodes.len() as u32;
        order += laid.draft.orders;
    }
    let outline = outline::outline(
        text,
        &laid.iter().map(|l| l.draft.nodes.as_slice()).collect::<Vec<_>>(),
        &laid.iter().map(|l| l.draft.headings()).collect::<Vec<_>>(),
    );
    let map = map(text, &laid, places);
    let emitted: Vec<Emitted> = laid
        .into_par_iter()
        .zip(places)
        .zip(&bases)
        .zip(&text.sections)
        .map(|(((laid, placed), base), section)| {
            let plans = placed.plans.as_ref().unwrap_or(&laid.plans);
            emit::emit(shared, section, laid.draft, plans, &placed.labels, *base)
        })
        .collect();
    let mut pages = Vec::new();
    let mut destinations = BTreeMap::new();
    for (i, (emitted, placed)) in emitted.into_iter().zip(places).enumerate() {
        let blank = |start: &PageStart| blank(text, start.label.clone());
        pages.extend(map.pages[pages.len()..placed.first].iter().map(blank));
        structure.extend(parts.remove(&i));
        structure.extend(emitted.nodes);
        pages.extend(emitted.pages);
        for (key, destination) in emitted.destinations {
            destinations.entry(key).or_insert(destination);
        }
    }
    Pages {
        metadata: text.metadata.clone(),
        pages,
        fonts: shared.fonts.list().to_vec(),
        images: text.images.clone(),
        structure,
        outline,
        destinations,
        map,
    }
}

fn node(role: Role, parent: Option<NodeId>, order: u64) -> Node {
    Node { role, parent, order, lang: None, alt: None, expansion: None, title: None, id: None }
}

/// The anchor that a destination's key stands for; `None` for paragraph addresses and headings without ids.
fn anchor(section: &SetSection, key: &str) -> Option<Anchor> {
    let rest = key.strip_prefix(section.slug.as_str())?;
    match rest.strip_prefix('#') {
        Some(id) => Some(Anchor { section: section.slug.clone(), id: Some(id.to_owned()) }),
        None => rest.is_empty().then(|| Anchor { section: section.slug.clone(), id: None }),
    }
}

/// A page without anything on it.
fn blank(text: &SetText, label: String) -> Page {
    let tokens = &text.theme.page;
    Page { width: tokens.width, height: tokens.height, label, blank: true, ..Page::default() }
}
