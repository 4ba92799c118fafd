//! Lines that belong to the web page and not to the essay. Every rule goes by shape, position and
//! recurrence; none knows a blog.

use crate::capture::Capture;
use crate::dateline::{Dateline, byline, dateline};
use crate::shape::{haystack, is_body, is_title_like};
use std::collections::BTreeMap;

/// Why a line is furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Furniture {
    /// A standing line between a title and its text: a post-format label.
    Label,
    /// When and by whom, beside a title.
    Dateline(Dateline),
    /// Subscribing, sharing, commenting, navigation, notices.
    Widget,
    /// The heading of a tag, category or archive page.
    Listing,
    /// The same line at the end of several posts.
    Footer,
    /// The text of a lost image repeated in front of a paragraph.
    AltText,
}

impl Furniture {
    /// The reason in words.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Label => "furniture: a label that stands under titles",
            Self::Dateline(_) => "furniture: date or author line",
            Self::Widget => "furniture: subscribing, sharing, comments or navigation",
            Self::Listing => "furniture: heading of a listing page",
            Self::Footer => "furniture: the same line ends several posts",
            Self::AltText => "furniture: text of a lost image, repeated in front of the paragraph",
        }
    }
}

/// WordPress's post formats and their names elsewhere.
const LABELS: [&str; 14] = [
    "standard",
    "aside",
    "gallery",
    "image",
    "video",
    "quote",
    "link",
    "status",
    "audio",
    "chat",
    "uncategorized",
    "uncategorised",
    "article",
    "post",
];

/// Whole lines that are furniture wherever they stand alone.
const WHOLE: &[&str] = &[
    "share this",
    "like this",
    "like loading",
    "rate this",
    "leave a comment",
    "leave a reply",
    "leave a response",
    "comments are closed",
    "comments off",
    "comments closed",
    "no comments",
    "no comments yet",
    "permalink",
    "read more",
    "continue reading",
    "sign me up",
    "older posts",
    "newer posts",
    "previous post",
    "next post",
    "post navigation",
    "advertisements",
    "advertisement",
    "report this ad",
    "about these ads",
    "skip to content",
    "skip to main content",
    "skip to navigation",
    "close and accept",
    "privacy cookies",
    "cookies",
    "accept all",
    "accept cookies",
    "recent posts",
    "recent comments",
    "related posts",
    "you may also like",
    "you might also like",
    "more posts like this",
    "one more thing",
    "top posts",
    "top posts pages",
    "blog stats",
    "subscribe to blog via email",
    "subscribe by email",
    "email subscription",
    "follow blog via email",
    "follow us",
    "follow me",
    "log in",
    "log out",
    "reblog",
    "share on facebook",
    "share on twitter",
    "tweet this",
    "print this page",
    "email this",
    "save to pocket",
    "notify me of new posts by email",
    "notify me of new comments via email",
    "create a free website or blog at wordpress com",
    "blog at wordpress com",
    "powered by wordpress com",
    "powered by wordpress",
    "powered by blogger",
    "powered by tumblr",
    "proudly powered by wordpress",
    "all rights reserved",
    "back to top",
    "scroll to top",
    "toggle navigation",
    "main menu",
    "primary menu",
    "partager",
    "partager cet article",
    "articles similaires",
    "laisser un commentaire",
    "laisser une réponse",
    "lire la suite",
    "aucun commentaire",
    "commentaires fermés",
    "teilen",
    "teile dies mit",
    "gefällt mir",
    "wird geladen",
    "ähnliche beiträge",
    "kommentar hinterlassen",
    "schreibe einen kommentar",
    "hinterlasse einen kommentar",
    "keine kommentare",
    "weiterlesen",
    "beitragsnavigation",
    "zum inhalt springen",
    "aller au contenu",
    "deja un comentario",
    "compartir",
    "compartir esto",
    "leer más",
];

/// Line beginnings, and how many words such a line may have at most.
const OPENINGS: &[(&str, usize)] = &[
    ("get every new post", 10),
    ("join", 8),
    ("enter your email address to", 20),
    ("follow this blog", 12),
    ("follow blog via", 8),
    ("subscribe to", 9),
    ("subscribe via", 6),
    ("sign up for our", 12),
    ("sign up for my", 12),
    ("sign up to our", 12),
    ("sign up to receive", 14),
    ("get the latest posts", 12),
    ("get new posts by", 8),
    ("share this", 4),
    ("share on", 4),
    ("click to share", 10),
    ("click to email", 10),
    ("click to print", 8),
    ("posted in", 14),
    ("posted under", 10),
    ("filed under", 14),
    ("filed in", 10),
    ("tagged with", 14),
    ("tagged as", 14),
    ("tags", 12),
    ("tagged", 14),
    ("categories", 10),
    ("category", 8),
    ("leave a comment on", 12),
    ("this entry was posted", 40),
    ("bookmark the permalink", 6),
    ("you can follow any responses", 30),
    ("both comments and pings", 12),
    ("responses are currently closed", 14),
    ("we use cookies", 40),
    ("this website uses cookies", 40),
    ("this site uses cookies", 40),
    ("this site uses akismet", 20),
    ("by continuing to use this", 25),
    ("to find out more including how to control cookies", 20),
    ("your email address will not be published", 14),
    ("required fields are marked", 6),
    ("copyright 20", 14),
    ("copyright 19", 14),
    ("theme", 6),
    ("proudly powered by", 8),
    ("powered by", 5),
    ("unsubscribe", 6),
    ("veröffentlicht in", 12),
    ("veröffentlicht unter", 12),
    ("verschlagwortet mit", 14),
    ("schlagwörter", 14),
    ("kategorien", 10),
    ("publié dans", 12),
    ("étiquettes", 12),
    ("mots clés", 12),
    ("catégories", 10),
    ("abonnez vous à", 14),
    ("abonniere", 12),
    ("publicado en", 12),
    ("etiquetas", 12),
    ("liked this post", 10),
    ("if you enjoyed this post please", 20),
];

/// Lines that are furniture beside other furniture or at an edge of the capture; elsewhere they may be
/// headings.
const WEAK: &[&str] = &[
    "follow",
    "following",
    "share",
    "related",
    "subscribe",
    "tweet",
    "print",
    "email",
    "more",
    "search",
    "search for",
    "menu",
    "home",
    "about",
    "about me",
    "contact",
    "archives",
    "tags",
    "meta",
    "blogroll",
    "navigation",
    "comments",
    "previous",
    "next",
    "facebook",
    "twitter",
    "linkedin",
    "reddit",
    "tumblr",
    "pocket",
    "whatsapp",
    "pinterest",
    "telegram",
    "skype",
    "google",
    "instagram",
    "youtube",
    "rss",
    "email address",
    "newsletter",
    "login",
    "like",
    "loading",
    "published by",
    "view all posts",
    "folgen",
    "suivre",
    "drucken",
    "imprimer",
    "suchen",
    "rechercher",
    "mastodon",
    "bluesky",
    "threads",
];

/// Beginnings of the headings of listing pages.
const LISTINGS: &[&str] = &[
    "tag archives",
    "category archives",
    "author archives",
    "monthly archives",
    "daily archives",
    "yearly archives",
    "archive for",
    "archives for",
    "posts tagged",
    "posts in category",
    "posts filed under",
    "posts by",
    "tag",
    "category",
    "browsing category",
    "browsing tag",
    "search results for",
    "you are here",
    "entries tagged",
    "articles tagged",
    "schlagwort archive",
    "kategorie archive",
    "archives de",
    "archives par",
    "étiquette",
    "schlagwort",
    "kategorie",
    "catégorie",
];

/// Whether a line by itself is a widget: subscribing, sharing, comments, navigation.
pub(crate) fn is_widget(text: &str) -> bool {
    if text.chars().count() > 260 {
        return false;
    }
    let hay = haystack(text);
    let plain = hay.trim();
    let count = plain.split(' ').count();
    if WHOLE.contains(&plain) || is_comment_count(plain) {
        return true;
    }
    let opening = OPENINGS.iter().find(|(p, _)| {
        hay.strip_prefix(' ')
            .is_some_and(|h| h.starts_with(&format!("{p} ")) || h.starts_with(p) && p.ends_with(char::is_numeric))
    });
    match opening {
        Some(&("join", _)) => plain.contains("followers") || plain.contains("subscribers"),
        // One-word openings are ordinary words: only `Tags: a, b` is a list of tags.
        Some(&(p, max)) if !p.contains(' ') => count <= max && text.contains(':') && count > 1,
        Some(&(p, max)) => {
            count <= max && (max >= 10 || !text.trim_end().ends_with('.') || count <= p.split(' ').count() + 3)
        }
        None => count <= 14 && (text.starts_with("← ") || text.ends_with(" →") || text.starts_with("© ")),
    }
}

/// `12 comments`, `3 responses to …`, `One thought on …`.
fn is_comment_count(plain: &str) -> bool {
    const THINGS: [&str; 15] = [
        "comment",
        "comments",
        "response",
        "responses",
        "reply",
        "replies",
        "thought",
        "thoughts",
        "like",
        "likes",
        "kommentar",
        "kommentare",
        "commentaire",
        "commentaires",
        "shares",
    ];
    let mut words = plain.split(' ');
    let (Some(count), Some(thing)) = (words.next(), words.next()) else { return false };
    let counted = count.bytes().all(|b| b.is_ascii_digit()) || matches!(count, "one" | "two" | "ein" | "un");
    counted
        && THINGS.contains(&thing)
        && matches!(words.next(), None | Some("to" | "on" | "so" | "zu" | "sur" | "leave"))
}

/// Whether a line announces a listing page: `Tag Archives: Gardens`, `Category: News`.
fn is_listing(text: &str) -> bool {
    let hay = haystack(text);
    let plain = hay.trim();
    plain.split(' ').count() <= 12
        && LISTINGS.iter().any(|l| {
            plain.strip_prefix(l).is_some_and(|rest| {
                (rest.is_empty() || rest.starts_with(' ')) && (l.contains(' ') || text.contains([':', '»', '→', '/']))
            })
        })
}

/// Marks the furniture of a capture, line by line (the indices of [`Capture::lines`]).
pub(crate) fn mark(capture: &Capture) -> Vec<Option<Furniture>> {
    let lines = &capture.lines;
    let mut marks: Vec<Option<Furniture>> = lines
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let listing = is_listing(&line.text) && i < 3;
            if listing { Some(Furniture::Listing) } else { is_widget(&line.text).then_some(Furniture::Widget) }
        })
        .collect();
    mark_datelines(capture, &mut marks);
    mark_labels(capture, &mut marks);
    mark_weak(capture, &mut marks);
    mark_footers(capture, &mut marks);
    marks
}

/// A date or author line counts beside a title-like line only: under it, or above it.
fn mark_datelines(capture: &Capture, marks: &mut [Option<Furniture>]) {
    let lines = &capture.lines;
    for i in 0..lines.len() {
        if marks[i].is_some() || lines[i].words > 20 {
            continue;
        }
        let after_furniture = i > 0 && matches!(marks[i - 1], Some(Furniture::Dateline(_) | Furniture::Label));
        let title_above = i > 0 && (is_title_like(&lines[i - 1], i == 1) || after_furniture);
        let title_below =
            lines.get(i + 1).is_some_and(|n| is_title_like(n, false)) && lines.get(i + 2).is_some_and(is_body) && i > 0;
        let found = dateline(&lines[i].text).filter(|_| title_above || title_below);
        let found = found.or_else(|| byline(&lines[i].text).filter(|_| title_above));
        if let Some(found) = found {
            marks[i] = Some(Furniture::Dateline(found));
        }
    }
}

/// A short line that recurs between title-like lines and paragraphs, or a known label in that place.
fn mark_labels(capture: &Capture, marks: &mut [Option<Furniture>]) {
    let lines = &capture.lines;
    let in_place = |i: usize, marks: &[Option<Furniture>]| {
        let above = (0..i).rev().find(|&j| marks[j].is_none());
        i > 0
            && lines[i].words <= 6
            && !is_body(&lines[i])
            && above.is_some_and(|j| is_title_like(&lines[j], j == 0))
            && lines.get(i + 1).is_some_and(|n| is_body(n) || marks[i + 1].is_some())
    };
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| l.words <= 6) {
        *totals.entry(&line.text).or_default() += 1;
        if marks[i].is_none() && in_place(i, marks) {
            places.entry(&line.text).or_default().push(i);
        }
    }
    for (text, at) in places {
        let known = LABELS.contains(&text.to_lowercase().as_str());
        if known || at.len() >= 2 && at.len() == totals[text] && distinct_neighbours(capture, &at) {
            for i in at {
                marks[i] = Some(Furniture::Label);
            }
        }
    }
}

/// Whether the lines above the given ones all differ: a label follows many titles, a refrain one line.
fn distinct_neighbours(capture: &Capture, at: &[usize]) -> bool {
    let mut above: Vec<&str> = at.iter().map(|&i| capture.lines[i - 1].text.as_str()).collect();
    above.sort_unstable();
    above.windows(2).all(|w| w[0] != w[1])
}

fn mark_weak(capture: &Capture, marks: &mut [Option<Furniture>]) {
    let lines = &capture.lines;
    let weak: Vec<bool> = lines.iter().map(|l| l.words <= 3 && WEAK.contains(&haystack(&l.text).trim())).collect();
    let widget = |m: &Option<Furniture>| matches!(m, Some(Furniture::Widget | Furniture::Listing));
    // Twice, so that a run of buttons is reached from either end.
    for _ in 0..2 {
        for i in (0..lines.len()).chain((0..lines.len()).rev()) {
            let edge = i == 0 && lines.get(1).is_none_or(|n| !is_body(n)) || i + 1 == lines.len() && i > 0;
            let beside = i > 0 && widget(&marks[i - 1]) || marks.get(i + 1).is_some_and(widget);
            if weak[i] && marks[i].is_none() && (edge || beside) {
                marks[i] = Some(Furniture::Widget);
            }
        }
    }
}

/// The same short paragraph directly before title-like lines, three times or more and nowhere else.
fn mark_footers(capture: &Capture, marks: &mut [Option<Furniture>]) {
    let lines = &capture.lines;
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        if line.words <= 40 && line.words >= 2 && marks[i].is_none() {
            places.entry(&line.text).or_default().push(i);
        }
    }
    places.retain(|_, at| at.len() >= 3);
    let recurring: Vec<usize> = places.values().flatten().copied().collect();
    let ends_post = |i: usize| {
        let next = (i + 1..lines.len()).find(|j| marks[*j].is_none() && !recurring.contains(j));
        next.is_none_or(|j| is_title_like(&lines[j], false) && j - i <= 3)
    };
    let footers: Vec<usize> =
        places.values().filter(|at| at.iter().all(|&i| ends_post(i))).flatten().copied().collect();
    for i in footers {
        marks[i] = Some(Furniture::Footer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{CaptureFile, read};
    use anthology_base::Diagnostics;

    fn dropped(text: &str) -> Vec<String> {
        let file = CaptureFile { name: "a".into(), bytes: text.as_bytes().to_vec() };
        let capture = read(&file, &mut Diagnostics::new());
        let marks = mark(&capture);
        capture.lines.iter().zip(marks).filter(|(_, m)| m.is_some()).map(|(l, _)| l.text.clone()).collect()
    }

    #[test]
    fn widgets() {
        for yes in [
            "Share this:",
            "12 Comments",
            "One thought on “Moss”",
            "Filed under Gardens, Weather",
            "Tags: moss, rain",
            "Join 1,204 other followers",
            "← Older posts",
            "Leave a comment",
            "Teilen",
            "Laisser un commentaire",
            "Subscribe to our newsletter",
            "© 2012 The Garden Club",
        ] {
            assert!(is_widget(yes), "{yes}");
        }
        for no in [
            "Share this with your neighbours before the winter comes.",
            "Two comments struck me.",
            "Themes and variations",
            "Tags are a poor way to think.",
            "Join us on Friday",
            "More",
            "Category errors",
            "Three responses from the council made us think again.",
        ] {
            assert!(!is_widget(no), "{no}");
        }
    }

    #[test]
    fn labels_need_their_place() {
        let body = "We walked down to the water and looked at the boats for a long time.";
        let text = format!("On moss\n\nThoughts\n\n{body}\n\nOn rain\n\nThoughts\n\n{body} Again.\n");
        assert_eq!(dropped(&text), ["Thoughts", "Thoughts"]);
        let refrain = format!("On moss\n\n{body}\n\nAnd so on\n\n{body} Again.\n\nAnd so on\n\n{body} Twice.\n");
        assert!(dropped(&refrain).is_empty());
    }

    #[test]
    fn datelines_and_buttons() {
        let body = "We walked down to the water and looked at the boats for a long time.";
        let text = format!("On moss\n\nMarch 3, 2012\n\nby Jane Doe\n\n{body}\n\nShare this:\n\nTwitter\n\nFacebook\n");
        assert_eq!(dropped(&text), ["March 3, 2012", "by Jane Doe", "Share this:", "Twitter", "Facebook"]);
    }
}
