//! Binding: the pages of all sections into one document.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Diagnostic, Diagnostics};
use anthology_typeset::{MappedPage, SectionKind, SetText};
use rayon::prelude::*;

use crate::output::book::{LaidOutSection, PlacedSection, Purpose, lay_out, page_map_of, run_ons};
use crate::output::context::EmitContext;
use crate::output::emit::{self, Emitted, SectionBase, SectionPages};
use crate::output::heads::{HeadFindings, Heads};
use crate::output::margin::Margins;
use crate::output::outline;
use crate::output::paginated::PaginatedSection;
use crate::page::plan::PagePlan;
use crate::page::{Node, NodeId, Page, Pages, Role};

/// Binds the sections: gives each its first page, its first structure node and its first place in reading order,
/// writes all out in parallel, and joins the results.
///
/// A section's nodes, orders and pages are counted from its own first. Their places in the book are prefix sums over
/// the sections, so no section waits for another; ISO 32000-2, 14.7 knows only one structure tree for the document.
pub(super) fn bind(
    context: EmitContext<'_>,
    margins: Margins<'_>,
    laid: Vec<LaidOutSection<'_>>,
    places: &[PlacedSection],
    diagnostics: &mut Diagnostics,
) -> Pages {
    let text = context.text;
    let mut structure = vec![node(Role::Document, None, 0)];
    structure[0].lang = Some(text.metadata.language);
    structure[0].title = Some(text.metadata.title.clone());
    // Node 0 and order 0 are the document's.
    let mut origins = Vec::with_capacity(laid.len());
    let mut nodes = 1_u32;
    let mut order = 1_u64;
    let mut part = None;
    let mut parts = BTreeMap::new();
    for (i, ((section, laid), placed)) in text.sections.iter().zip(&laid).zip(places).enumerate() {
        // A part has a node of its own, which its page and its chapters are children of. It comes before its page's
        // nodes, since a node comes after its parent.
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
        origins.push(SectionBase { page: placed.first as u32, node: nodes, order, parent });
        nodes += laid.draft.nodes.len() as u32;
        order += laid.draft.next_order;
    }
    // Both need the drafts, which are used up when they are written out.
    let outline = outline::outline(text, |section| {
        let leader = &laid[places[section].section].draft;
        outline::SectionHeadings { nodes: &leader.nodes, headings: leader.headings() }
    });
    let map = page_map_of(text, &laid, places);
    let heads = set_heads(context, places, diagnostics);
    let emitted: Vec<Emitted> = laid
        .into_par_iter()
        .zip(places)
        .zip(&origins)
        .zip(&text.sections)
        .enumerate()
        .map(|(number, (((laid, placed), origin), section))| {
            let plans = placed.plans.as_ref().unwrap_or(&laid.plans);
            let heads = heads_of(&laid.draft.run_ons, plans, &heads[number..]);
            let pages = SectionPages { plans, labels: &placed.labels, heads };
            emit::emit(context, margins, section, laid.draft, pages, *origin)
        })
        .collect();
    let mut pages = Vec::new();
    let mut destinations = BTreeMap::new();
    for (i, (emitted, placed)) in emitted.into_iter().zip(places).enumerate() {
        // Blank pages before a section that begins on a recto.
        let blank = |start: &MappedPage| blank(text, start.label.clone());
        pages.extend(map.pages[pages.len()..placed.first.max(pages.len())].iter().map(blank));
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
        fonts: context.fonts.list().to_vec(),
        images: text.images.clone(),
        structure,
        outline,
        destinations,
        map,
    }
}

/// Sets the running heads of all sections. A head that has no room is reported once, if a page shows it.
pub(super) fn set_heads(
    context: EmitContext<'_>,
    places: &[PlacedSection],
    diagnostics: &mut Diagnostics,
) -> Vec<Heads> {
    let set: Vec<(Heads, HeadFindings)> = context
        .text
        .sections
        .par_iter()
        .map(|section| {
            let mut found = HeadFindings::new();
            (Heads::new(context, section, &mut found), found)
        })
        .collect();
    let mut reported: Vec<Diagnostic> = Vec::new();
    let mut heads = Vec::with_capacity(set.len());
    for ((head, found), placed) in set.into_iter().zip(places) {
        let is_shown = placed.labels.len() > 1;
        reported.extend(found.into_iter().filter(|_| is_shown));
        heads.push(head);
    }
    let mut known = BTreeSet::new();
    reported.retain(|finding| known.insert(finding.message.clone()));
    diagnostics.append(reported.into_iter().collect());
    heads
}

/// The heads for each page of a section: its own, or those of a section that runs on after it from the first page that
/// begins with that one. `run_ons` are the first blocks of these, and `heads` begin with the section's own.
fn heads_of<'h>(run_ons: &[u32], plans: &[PagePlan], heads: &'h [Heads]) -> Vec<&'h Heads> {
    let mut at = 0;
    let mut chosen = Vec::with_capacity(plans.len());
    for plan in plans {
        if let Some(first) = plan.pieces.first() {
            at = run_ons.partition_point(|&block| block <= first.block);
        }
        chosen.extend(heads.get(at));
    }
    chosen
}

/// The pages of one section, at its place in the book. Nodes and reading order are counted from its own first.
pub(super) fn section_pages(context: EmitContext<'_>, placed: &PaginatedSection, section: usize) -> Vec<Page> {
    let EmitContext { text, setter, area, folios, .. } = context;
    let mut laid = lay_out(text, setter, area, folios, Purpose::Pages, &[section]);
    let Some(mut laid) = laid.pop() else { return Vec::new() };
    laid.draft.make_lines(&placed.plans, setter, folios);
    let sections = std::iter::once(section).chain(run_ons(text, section));
    let heads: Vec<Heads> =
        sections.map(|section| Heads::new(context, &text.sections[section], &mut HeadFindings::new())).collect();
    let section = &text.sections[section];
    let heads = heads_of(&laid.draft.run_ons, &placed.plans, &heads);
    let pages = SectionPages { plans: &placed.plans, labels: &placed.labels, heads };
    let origin = SectionBase { page: placed.first as u32, ..SectionBase::default() };
    emit::emit(context, Margins::new(text, None), section, laid.draft, pages, origin).pages
}

fn node(role: Role, parent: Option<NodeId>, order: u64) -> Node {
    Node { role, parent, order, lang: None, alt: None, expansion: None, title: None, id: None }
}

/// A page without anything on it.
pub(super) fn blank(text: &SetText, label: String) -> Page {
    let tokens = &text.theme.page;
    Page { width: tokens.width, height: tokens.height, label, blank: true, ..Page::default() }
}
