//! Saved web pages: the essay of a page, without what the site puts around it.
//!
//! Readability (Mozilla's algorithm, as dom_smoothie has it) finds the element that holds the text. Comments and the
//! like go before it looks, since long ones win against a short post. A page that is next to nothing but its text is
//! taken whole: there Readability can only lose something.

mod tidy;

use crate::blocks::plain;
use crate::dates::date;
use crate::documents::{Content, Document, Dropped, FoundIn, one_line, said};
use crate::html::{Hints, read as blocks};
use dom_query::{Document as Dom, NodeRef};
use dom_smoothie::{Config, Readability};

/// Readers' comments, in the markup of the common systems.
const COMMENTS: &str = "#comments, #disqus_thread, .comments, .comment-list, .commentlist, .comments-area, \
    .comment-respond, #respond, details.CommentBox, details[class*=comment], details[class*=Comment], \
    section[class*=comment], div[id^=comment-], ol[class*=comment]";

/// Navigation, sharing, notices.
const BESIDE: &str = "nav, aside[role=complementary], [role=navigation], [role=banner], [role=contentinfo], .sidebar, \
    #sidebar, .widget-area, .sharedaddy, .jp-relatedposts, .related-posts, .share-buttons, .social-share, \
    .post-navigation, .nav-links, .cookie-banner, .cookie-notice, #cookie-notice, .cookie-consent, #onetrust-consent-sdk, \
    .newsletter-signup, .subscribe-widget, .subscription-widget-wrap, .button-wrapper, body > header, body > footer, \
    script, style, template, noscript";

/// A page with several posts has at least so many words in each of at least two of them.
const POST_WORDS: usize = 60;

/// A page whose text beside the extract has at most one word in so many is taken whole.
const WHOLE: usize = 30;

/// Several posts of a page have together at least this much of its words, in parts of 100; else they are cards that lead
/// to other pages.
const POSTS_SHARE: usize = 60;

/// The posts of a page.
pub(crate) fn read(html: &str, name: &str) -> Vec<Document> {
    let dom = Dom::from(html);
    if let Some(document) = medium(&dom, name) {
        return vec![document];
    }
    let meta = Meta::read(&dom, html);
    let mut dropped = Vec::new();
    take_away(&dom, COMMENTS, "boilerplate: a reader's comment", &mut dropped);
    let posts = posts(&dom);
    let title = meta.title(&dom);
    if posts.len() >= 2 && !is_page_of_one(&dom, title.as_deref(), &posts) {
        take_away(&dom, BESIDE, "boilerplate: subscribing, sharing, comments or navigation", &mut dropped);
        let mut documents: Vec<Document> = posts.iter().map(|post| one_of_many(post, &meta)).collect();
        if let Some(first) = documents.first_mut() {
            first.content.dropped.splice(0..0, dropped);
        }
        return documents;
    }
    let hints = Hints { title: title.as_deref(), base: meta.url.as_deref(), ..Hints::default() };
    let mut content = extract(&dom, &hints, &mut dropped);
    content.dropped.splice(0..0, dropped);
    let mut content = without_repeats(content);
    tidy::tidy(&mut content, title.as_deref());
    vec![Document {
        title,
        author: meta.author,
        date: meta.date,
        url: meta.url,
        lang: meta.lang.and_then(|l| l.parse().ok()),
        content,
        captured: meta.captured,
        licence: meta.licence,
        found_in: meta.found_in,
        ..Document::default()
    }]
}

fn extract(dom: &Dom, hints: &Hints<'_>, dropped: &mut Vec<Dropped>) -> Content {
    let Some(body) = dom.body() else { return blocks(&dom.root(), hints) };
    take_away(dom, BESIDE, "boilerplate: subscribing, sharing, comments or navigation", dropped);
    let whole = blocks(&body, hints);
    let config = Config { keep_classes: true, ..Config::default() };
    let article = Readability::new(dom.html(), None, Some(config)).ok().and_then(|mut r| r.parse().ok());
    let Some(article) = article else { return whole };
    let fragment = Dom::fragment(article.content);
    let found = blocks(&fragment.root(), hints);
    let words = |content: &Content| plain(&content.blocks).split_whitespace().count();
    let (all, some) = (words(&whole), words(&found));
    if all.saturating_sub(some) * WHOLE <= all {
        return whole;
    }
    // Readability leaves out what stands beside the article; so that nobody wonders, it is listed.
    let kept: std::collections::BTreeSet<String> = plain(&found.blocks).lines().map(str::to_owned).collect();
    let mut found = found;
    for line in plain(&whole.blocks).lines().filter(|l| !kept.contains(*l)) {
        found.dropped.push(Dropped { text: line.to_owned(), reason: "boilerplate: beside the article".into() });
    }
    found
}

fn take_away(dom: &Dom, selector: &str, reason: &str, dropped: &mut Vec<Dropped>) {
    for node in dom.select(selector).nodes() {
        if !matches!(node.node_name().as_deref(), Some("script" | "style" | "template" | "noscript")) {
            let text = one_line(&node.text());
            if !text.is_empty() {
                dropped.push(Dropped { text, reason: reason.to_owned() });
            }
        }
        node.remove_from_parent();
    }
}

/// The posts of a page that has several: elements beside each other that are marked as posts, each with a heading and
/// text of its own.
fn posts(dom: &Dom) -> Vec<NodeRef<'_>> {
    for selector in ["article", ".hentry", ".h-entry", ".post"] {
        let found: Vec<NodeRef<'_>> = dom.select(selector).nodes().to_vec();
        let outer: Vec<NodeRef<'_>> = found
            .iter()
            .filter(|n| !n.ancestors_it(None).any(|a| found.iter().any(|f| f.id == a.id)))
            .copied()
            .collect();
        let full = |n: &&NodeRef<'_>| {
            n.descendants_it().any(|d| matches!(d.node_name().as_deref(), Some("h1" | "h2" | "h3")))
                && n.text().split_whitespace().nth(POST_WORDS).is_some()
        };
        let posts: Vec<NodeRef<'_>> = outer.iter().filter(full).copied().collect();
        if posts.len() >= 2 {
            return posts;
        }
    }
    Vec::new()
}

/// True if a page has one post for all that several elements are marked as posts: those are cards of other pages, or the
/// page has the title of one of them.
fn is_page_of_one(dom: &Dom, title: Option<&str>, posts: &[NodeRef<'_>]) -> bool {
    let words = |node: &NodeRef<'_>| node.text().split_whitespace().count();
    let all = dom.body().map_or(0, |body| {
        let texts = body.descendants_it().filter(|n| n.node_name().as_deref() == Some("p"));
        texts.map(|n| words(&n)).sum()
    });
    let inside: usize = posts.iter().map(words).sum();
    if inside * 100 < all * POSTS_SHARE {
        return true;
    }
    let normal = |text: &str| crate::shape::normalised_words(text);
    let titled = |post: &NodeRef<'_>| {
        title.is_some_and(|title| {
            let heading = post.descendants_it().find(|d| matches!(d.node_name().as_deref(), Some("h1" | "h2")));
            heading.is_some_and(|heading| normal(&heading.text()) == normal(title))
        })
    };
    let article = dom.select("meta[property='og:type'][content='article']").exists();
    article && posts.iter().filter(|post| titled(post)).count() == 1
}

fn one_of_many(post: &NodeRef<'_>, meta: &Meta) -> Document {
    let heading = post.descendants_it().find(|d| matches!(d.node_name().as_deref(), Some("h1" | "h2" | "h3")));
    let title = heading.and_then(|h| said(h.text()));
    let link = heading.and_then(|h| h.descendants_it().find(|d| d.node_name().as_deref() == Some("a")));
    let url = link.and_then(|a| a.attr("href")).map(|h| h.to_string()).filter(|h| h.starts_with("http"));
    let time = post.descendants_it().find(|d| d.node_name().as_deref() == Some("time"));
    let when = time.and_then(|t| t.attr("datetime").map(|d| d.to_string()).or_else(|| Some(t.text().to_string())));
    let author = post
        .descendants_it()
        .find(|d| d.has_class("p-author") || d.has_class("author") || d.attr("rel").as_deref() == Some("author"))
        .and_then(|a| said(a.text()))
        .filter(|a| a.split(' ').count() <= 5);
    let hints = Hints { title: title.as_deref(), base: url.as_deref().or(meta.url.as_deref()), ..Hints::default() };
    let content = blocks(post, &hints);
    Document {
        author: author.or_else(|| meta.author.clone()),
        date: when.as_deref().and_then(date),
        lang: meta.lang.as_deref().and_then(|l| l.parse().ok()),
        title,
        url,
        content,
        left_out: None,
        teaser: false,
        ..Document::default()
    }
}

/// A post of a Medium export.
fn medium(dom: &Dom, name: &str) -> Option<Document> {
    let body = *dom.select(".h-entry [data-field=body]").nodes().first()?;
    let title = dom.select(".h-entry .p-name").nodes().first().and_then(|n| said(n.text()));
    let author = dom.select("footer .p-author").nodes().first().and_then(|n| said(n.text()));
    let when = dom.select("footer time").nodes().first().and_then(|t| t.attr("datetime")).and_then(|d| date(&d));
    let url = dom.select("footer a.p-canonical").nodes().first().and_then(|a| a.attr("href")).map(|h| h.to_string());
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let file = file.rsplit("--").next().unwrap_or(file);
    let draft = file.starts_with("draft_") || name.contains("--draft_");
    for node in dom.select(".graf--title, .graf--subtitle").nodes() {
        let subtitle = dom.select("[data-field=subtitle]").text();
        let repeated = node.has_class("graf--title") || one_line(&subtitle) == one_line(&node.text());
        if repeated {
            node.remove_from_parent();
        }
    }
    let hints = Hints { title: title.as_deref(), base: url.as_deref(), ..Hints::default() };
    let content = blocks(&body, &hints);
    let words = plain(&content.blocks).split_whitespace().count();
    let left_out = if draft {
        Some("a draft".to_owned())
    } else if words < 30 && author.is_none() || words < 12 {
        Some("a response to another post".to_owned())
    } else {
        None
    };
    Some(Document {
        title,
        author,
        date: when,
        url,
        lang: None,
        content,
        left_out,
        teaser: false,
        ..Document::default()
    })
}

/// A row of an export, which [`crate::substack`] made a page.
pub(crate) fn row(html: &str) -> Option<Document> {
    if !html.starts_with("<!DOCTYPE html><html><head><meta name=\"anthology-title\"") {
        return None;
    }
    let dom = Dom::from(html);
    let named = |name: &str| {
        dom.select(&format!("meta[name={name}]"))
            .nodes()
            .first()
            .and_then(|n| n.attr("content"))
            .and_then(|v| said(&*v))
    };
    let title = named("anthology-title");
    let content = dom.body().map(|b| blocks(&b, &Hints { title: title.as_deref(), ..Hints::default() }));
    Some(Document {
        date: named("anthology-date").as_deref().and_then(date),
        left_out: named("anthology-left-out"),
        content: content.unwrap_or_default(),
        title,
        ..Document::default()
    })
}

/// What a page says about itself.
struct Meta {
    title: Option<String>,
    author: Option<String>,
    date: Option<anthology_base::Date>,
    url: Option<String>,
    lang: Option<String>,
    captured: Option<String>,
    licence: Option<String>,
    found_in: FoundIn,
}

impl Meta {
    fn read(dom: &Dom, html: &str) -> Self {
        let found = Readability::new(html, None, None).ok().map(|r| r.get_article_metadata(r.parse_json_ld()));
        let named = |selector: &str, attribute: &str| {
            dom.select(selector).nodes().first().and_then(|n| n.attr(attribute)).and_then(|v| said(&*v))
        };
        let web =
            |value: Option<String>, place: &'static str| value.filter(|u| u.starts_with("http")).map(|u| (u, place));
        let saved = saved_from(html);
        let url = web(named("link[rel=canonical]", "href"), "the page's canonical link")
            .or_else(|| web(named("meta[property='og:url']", "content"), "the page's Open Graph data"))
            .or_else(|| web(saved.as_ref().map(|s| s.address.clone()), "the address that it was saved from"));
        let linked_data = dom.select("script[type='application/ld+json']").exists();
        let metadata =
            if linked_data { "the page's metadata (JSON-LD or meta elements)" } else { "the page's meta elements" };
        let author = found.as_ref().and_then(|m| m.byline.clone()).map(|a| (a, metadata));
        let author = author.or_else(|| named("meta[name=author]", "content").map(|a| (a, "the page's meta elements")));
        let author = author.or_else(|| {
            let byline =
                dom.select(".p-author, [rel=author], .byline .author").nodes().first().and_then(|n| said(n.text()));
            byline.map(|a| (a, "the page's byline"))
        });
        let author = author
            .map(|(a, place)| (a.trim_start_matches("By ").trim_start_matches("by ").to_owned(), place))
            .filter(|(a, _)| !a.starts_with("http") && a.split(' ').count() <= 8);
        let published = found.as_ref().and_then(|m| m.published_time.clone()).map(|p| (p, metadata));
        let published = published
            .or_else(|| named("time[datetime]", "datetime").map(|p| (p, "the page's first time (a guess)")))
            .and_then(|(p, place)| Some((date(&p)?, place)));
        let licence =
            named("[rel~=license]", "href").and_then(|address| crate::rights::licence_at(&address).or(Some(address)));
        let place = |place: Option<&'static str>| place.map(str::to_owned);
        let found_in = FoundIn {
            author: place(author.as_ref().map(|a| a.1)),
            date: place(published.as_ref().map(|p| p.1)),
            url: place(url.as_ref().map(|u| u.1)),
            licence: licence.as_ref().map(|_| "the page's licence link".to_owned()),
        };
        Self {
            title: found.and_then(|m| said(m.title)),
            author: author.map(|a| a.0),
            date: published.map(|p| p.0),
            url: url.map(|u| u.0),
            lang: named("html", "lang"),
            captured: saved.and_then(|s| s.time),
            licence,
            found_in,
        }
    }

    /// The title: the page's heading, where it has one that the metadata agree with.
    fn title(&self, dom: &Dom) -> Option<String> {
        let headings: Vec<String> =
            ["h1", "h2"].iter().flat_map(|h| dom.select(h).nodes().to_vec()).filter_map(|n| said(n.text())).collect();
        let normal = |text: &str| crate::shape::normalised_words(text);
        if let Some(title) = &self.title {
            let (whole, first) = (normal(title), headings.first());
            let agreed = headings
                .iter()
                .find(|h| whole.contains(&normal(h)) && h.split(' ').count() * 3 >= title.split(' ').count());
            return agreed.or(first.filter(|h| normal(h).contains(&whole))).or(Some(title)).cloned();
        }
        headings.into_iter().next()
    }
}

/// Where and when a page was saved.
struct Saved {
    address: String,
    time: Option<String>,
}

/// What the comment says that browsers, SingleFile and web archives leave at the beginning of a saved page.
fn saved_from(html: &str) -> Option<Saved> {
    let mut end = html.len().min(2000);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let head = &html[..end];
    let at = head.find("saved from url=").map(|at| head[at..].find(')').map_or(at, |e| at + e + 1));
    let at = at.or_else(|| {
        head.find("Page saved with SingleFile").and_then(|at| head[at..].find("url:").map(|u| at + u + 4))
    })?;
    let mut words = head[at..].split_whitespace();
    let address = said(words.next()?)?;
    let time = (words.next() == Some("at")).then(|| words.next().map(str::to_owned)).flatten();
    Some(Saved { address, time })
}

/// A text that is there twice in a row (once for the screen, once for print, say) is kept once.
fn without_repeats(mut content: Content) -> Content {
    let half = content.blocks.len() / 2;
    let same = half >= 2
        && content.blocks.len().is_multiple_of(2)
        && plain(&content.blocks[..half]) == plain(&content.blocks[half..])
        && plain(&content.blocks[..half]).split_whitespace().nth(40).is_some();
    if same {
        let text = plain(&content.blocks[half..]);
        content.blocks.truncate(half);
        content.dropped.push(Dropped { text: one_line(&text), reason: "the same text once more".into() });
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::outline;

    fn prose(n: usize) -> String {
        (0..n)
            .map(|i| format!("<p>Paragraph {i} of the post says, at some length, that the mill was sold and that nobody in the village, however old, could remember who had built it.</p>"))
            .collect()
    }

    #[test]
    fn the_essay_without_its_page() {
        let html = format!(
            "<html lang='en-GB'><head><title>The mill – Upper Farm</title><link rel=canonical href='https://farm.example/mill/'><meta property='article:published_time' content='2014-03-09T08:00:00Z'><meta name=author content='Mira Holm'></head><body><header><a href='/'>Upper Farm</a></header><nav><ul><li>Home<li>About</ul></nav><main><article><h1>The mill</h1>{}<p>See <a href='/notes/'>my notes</a>.</p></article></main><div class=cookie-banner>We use cookies</div><section id=comments><h2>2 comments</h2><p>I remember who built it, and so does my aunt, who is ninety.</p></section></body></html>",
            prose(8)
        );
        let [document] = &read(&html, "a.html")[..] else { panic!("one post") };
        assert_eq!(document.title.as_deref(), Some("The mill"));
        assert_eq!(document.author.as_deref(), Some("Mira Holm"));
        assert_eq!(document.date.map(|d| d.to_string()).as_deref(), Some("2014-03-09"));
        assert_eq!(document.url.as_deref(), Some("https://farm.example/mill/"));
        let lines = outline(&document.content.blocks);
        assert_eq!(lines.len(), 9, "{lines:?}");
        assert_eq!(lines[8], "See [my notes](https://farm.example/notes/).");
        assert!(document.content.dropped.iter().any(|d| d.text.contains("my aunt")));
    }

    #[test]
    fn several_posts_on_one_page() {
        let post = |n: usize| {
            format!(
                "<article><h2><a href='https://a.example/{n}'>Post {n}</a></h2><time datetime='2014-03-0{n}'></time>{}</article>",
                prose(3)
            )
        };
        let html = format!("<html><body><main>{}{}</main></body></html>", post(1), post(2));
        let found = read(&html, "a.html");
        let titles: Vec<_> = found.iter().map(|d| (d.title.as_deref(), d.url.as_deref(), d.date.is_some())).collect();
        assert_eq!(
            titles,
            [(Some("Post 1"), Some("https://a.example/1"), true), (Some("Post 2"), Some("https://a.example/2"), true)]
        );
    }
}
