//! The structure within paragraphs: emphasis, links, code, words of another language.

use std::sync::Arc;

use anthology_base::{Lang, Length};
use anthology_typeset::{ParagraphStyle, Run, SetLink, SetParagraph};

use crate::blocks::collect::Collector;
use crate::page::{NodeId, Role};
use crate::shaping::style;

impl Collector<'_, '_> {
    /// The node of a run: that of its paragraph, or one within it. What it has in common with the run before it,
    /// it shares: `open` has what that one stands in.
    pub(crate) fn run_node(
        &mut self,
        node: NodeId,
        paragraph: &SetParagraph,
        run: &Run,
        open: &mut Vec<(Within, NodeId)>,
    ) -> NodeId {
        let mut wanted = within(paragraph, run, self.style(paragraph.style).size);
        // What goes on from the run before stays outside of what begins.
        wanted.sort_by_key(|wanted| open.iter().position(|(open, _)| open == wanted).unwrap_or(usize::MAX));
        let shared = wanted.iter().zip(open.iter()).take_while(|(wanted, open)| **wanted == open.0).count();
        open.truncate(shared);
        for wanted in wanted.into_iter().skip(shared) {
            let parent = open.last().map_or(node, |(_, inner)| *inner);
            let inner = self.node(wanted.role, Some(parent));
            self.out.nodes[inner.0 as usize].lang = wanted.lang;
            self.out.nodes[inner.0 as usize].expansion = wanted.expansion.as_deref().map(str::to_owned);
            open.push((wanted, inner));
        }
        open.last().map_or(node, |(_, inner)| *inner)
    }

    /// Says the language of a paragraph's node where it is not that of what it stands in.
    pub(crate) fn set_language(&mut self, node: NodeId, lang: Lang) {
        let mut at = Some(node);
        let mut known = None;
        while let Some(node) = at.and_then(|id| self.out.nodes.get(id.0 as usize)).filter(|_| known.is_none()) {
            (known, at) = (node.lang, node.parent);
        }
        if known.is_some_and(|known| known != lang) {
            self.out.nodes[node.0 as usize].lang.get_or_insert(lang);
        }
    }
}

/// A node that a run stands in, within its paragraph's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Within {
    role: Role,
    /// The link that it is of.
    link: Option<u32>,
    lang: Option<Lang>,
    expansion: Option<Arc<str>>,
}

/// The nodes that a run stands in, from the outermost. A link is one of them once, whatever is marked within it.
fn within(paragraph: &SetParagraph, run: &Run, size: Length) -> Vec<Within> {
    let is = |role| Within { role, link: run.link, lang: None, expansion: None };
    let mut nodes = vec![is(Role::Quote); usize::from(run.style.quoted)];
    let mut by = style::shift(run.style.position, size);
    if let Some(link) = run.link {
        if matches!(paragraph.links.get(link as usize), Some(SetLink::Note(_))) {
            nodes.push(is(Role::Reference));
            by = Length::ZERO;
        }
        nodes.push(is(Role::Link));
    }
    let marks = [
        (run.style.strong, Role::Strong),
        (run.style.emphasis, Role::Emphasis),
        (run.style.strike, Role::Struck),
        (run.style.underline, Role::Underlined),
        (by != Length::ZERO, Role::Shifted { by }),
        (run.style.code && paragraph.style != ParagraphStyle::Code, Role::Code),
    ];
    nodes.extend(marks.into_iter().filter(|(on, _)| *on).map(|(_, role)| is(role)));
    let lang = Some(run.lang).filter(|&lang| lang != paragraph.lang);
    if lang.is_some() || run.expansion.is_some() {
        nodes.push(Within { lang, expansion: run.expansion.clone(), ..is(Role::Span) });
    }
    nodes
}
