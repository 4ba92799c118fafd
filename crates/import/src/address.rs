//! Addresses of posts: the same post has several, which differ in nothing that matters.

use crate::blocks::visit_blocks;
use crate::notes::lines;
use anthology_document::{Block, Inline, InlineKind};
use std::collections::BTreeMap;

/// An address without what does not tell two posts apart: scheme, `www.`, fragment, tracking, a last slash.
pub(crate) fn normal_address(address: &str) -> Option<String> {
    let rest = address.trim();
    let rest = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"))?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = path.split_once('/').unwrap_or((path, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = path.strip_suffix("index.html").or_else(|| path.strip_suffix("index.php")).unwrap_or(path);
    let path = path.trim_end_matches('/');
    let tracking = |key: &str| {
        key.starts_with("utm_") || matches!(key, "fbclid" | "gclid" | "ref" | "source" | "share" | "amp" | "replytocom")
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !tracking(pair.split('=').next().unwrap_or_default()))
        .collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    (!host.is_empty()).then(|| format!("{host}/{path}{query}"))
}

/// Replaces the targets of links: `target` gives the new one. True if a link was changed.
pub(crate) fn relink(blocks: &mut Vec<Block>, target: &BTreeMap<String, String>) -> bool {
    let mut changed = false;
    visit_blocks(blocks, &mut |list| {
        for block in list {
            lines(block, &mut |run| changed |= relink_line(run, target));
        }
    });
    changed
}

fn relink_line(run: &mut [Inline], targets: &BTreeMap<String, String>) -> bool {
    let mut changed = false;
    for piece in run {
        if let InlineKind::Link { target, .. } = &mut piece.kind
            && let Some(own) = normal_address(target).and_then(|a| targets.get(&a))
        {
            target.clone_from(own);
            changed = true;
        } else if let Some(content) = piece.kind.content_mut() {
            changed |= relink_line(content, targets);
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_tell_posts_apart() {
        for address in [
            "https://www.A.example/2014/mill/",
            "http://a.example/2014/mill",
            "https://a.example/2014/mill/index.html#comments",
            "https://a.example/2014/mill/?utm_source=feed&utm_medium=rss",
        ] {
            assert_eq!(normal_address(address).as_deref(), Some("a.example/2014/mill"));
        }
        assert_eq!(normal_address("https://a.example/?p=12").as_deref(), Some("a.example/?p=12"));
        assert_eq!(normal_address("mailto:a@b.example"), None);
    }
}
