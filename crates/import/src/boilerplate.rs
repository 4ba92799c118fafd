//! Lines that belong to the web page and not to the essay. Every rule goes by shape, position and
//! recurrence; none knows a blog.

use std::collections::BTreeSet;

use crate::dateline::Dateline;
use crate::line::Line;
use crate::phrases::{Phrases, phrases};
use crate::shape::normalised_words;

/// Why a line is boilerplate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Boilerplate {
    /// A standing line between a title and its text: a post-format label.
    Label,
    /// When and by whom, above a post or under its title.
    Dateline(Dateline),
    /// When and by whom, under a post.
    Signoff(Dateline),
    /// Categories, tags, the number of comments.
    Meta,
    /// Subscribing and the like: it may occur in the middle of a post.
    Invitation,
    /// Sharing, commenting, navigation, notices.
    Widget,
    /// A reader's comment under a post.
    Comment,
    /// The heading of a tag, category or archive page.
    Listing,
    /// The same line at the end of several posts.
    Footer,
    /// The navigation over the title of a saved page, and the buttons under it.
    PageHead,
    /// The addresses of the links, which a text browser lists under a page.
    LinkList,
    /// A field, a button or an image, as a text browser shows it.
    Artefact,
    /// The rule under a heading.
    Underline,
    /// The text of an essay once more.
    Repeat,
    /// The text of a lost image repeated in front of a paragraph.
    AltText,
}

impl Boilerplate {
    /// The reason in words.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Label => "boilerplate: a label under titles",
            Self::Dateline(_) | Self::Signoff(_) => "boilerplate: date or author line",
            Self::Meta => "boilerplate: categories, tags or the number of comments",
            Self::Invitation => "boilerplate: an invitation to subscribe",
            Self::Widget => "boilerplate: subscribing, sharing, comments or navigation",
            Self::Comment => "boilerplate: a reader's comment",
            Self::Listing => "boilerplate: heading of a listing page",
            Self::Footer => "boilerplate: the same line ends several posts",
            Self::Repeat => "the same text once more",
            Self::PageHead => "boilerplate: the head of a saved page",
            Self::LinkList => "the list of the page's links",
            Self::Artefact => "boilerplate: a field, button or image, as a text browser shows it",
            Self::Underline => "boilerplate: the rule under a heading",
            Self::AltText => "boilerplate: text of a lost image, repeated in front of the paragraph",
        }
    }

    /// Date and author that a dateline or sign-off states.
    pub(crate) fn stated(&self) -> Option<&Dateline> {
        if let Self::Dateline(said) | Self::Signoff(said) = self { Some(said) } else { None }
    }
}

/// Classifies a line by its wording alone: subscribing, sharing, comments, navigation.
pub(crate) fn widget(text: &str, normalised: &str) -> Option<Boilerplate> {
    if text.chars().count() > 260 {
        return None;
    }
    if is_artefact(text) {
        return Some(Boilerplate::Artefact);
    }
    let plain = normalised.trim();
    let Phrases { lines, no_comments, about_the_post, invitations, .. } = phrases();
    if is_comment_count(plain)
        || no_comments.contains(plain)
        || is_tags(text)
        || (is_opened(plain, about_the_post) && is_opening(text, plain))
    {
        return Some(Boilerplate::Meta);
    }
    if is_opened(plain, invitations) && is_opening(text, plain) {
        return Some(Boilerplate::Invitation);
    }
    if plain.starts_with("subscribe") && lines.contains(plain) {
        return Some(Boilerplate::Invitation);
    }
    let known = lines.contains(plain) || is_opening(text, plain) || is_pager(text, plain) || is_buttons(text);
    known.then_some(Boilerplate::Widget)
}

/// True for what text browsers show in the place of fields, buttons, frames and images.
fn is_artefact(text: &str) -> bool {
    let fields = text.matches("[ ]").count();
    let field = fields >= 2
        || fields == 1 && text.split_whitespace().count() <= 8
        || text.contains("__________")
        || text.starts_with("IFRAME:");
    let buttons = text.contains("(BUTTON)") && !text.replace("(BUTTON)", "").contains(char::is_alphanumeric);
    let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or_default();
    // w3m cuts the names of images.
    let cut = inner.len() >= 6 && inner.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '-' | '.'));
    let file = !inner.contains([' ', '[', ']']) && (cut || crate::html::is_image_name(inner));
    field || buttons || file || crate::markdown_links::is_image(text)
}

/// Openings that are boilerplate only where the line goes on about one of these.
const CONDITIONS: &[(&str, &[&str])] = &[
    ("join", &["followers", "subscribers"]),
    ("thanks for reading", INVITING),
    ("thank you for reading", INVITING),
    ("if you liked this", INVITING),
    ("if you enjoyed this", INVITING),
    ("if you like what you read", INVITING),
    ("enjoyed this post", INVITING),
];

const INVITING: &[&str] = &[
    "subscribe",
    "subscribing",
    "subscriber",
    "share",
    "sharing",
    "forward",
    "newsletter",
    "free",
    "sign",
    "rss",
    "email",
];

fn after<'a>(plain: &'a str, opening: &str) -> Option<&'a str> {
    plain.strip_prefix(opening).filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn is_opened(plain: &str, list: &BTreeSet<&str>) -> bool {
    list.iter().any(|p| after(plain, p).is_some())
}

/// True if a line begins like boilerplate and is as short as boilerplate is.
fn is_opening(text: &str, plain: &str) -> bool {
    let count = plain.split(' ').count();
    let stopped = text.trim_end().ends_with('.');
    phrases().openings.iter().filter(|(p, max)| count <= **max && after(plain, p).is_some()).any(|(&p, &max)| {
        let own = p.split(' ').count();
        if let Some((_, wanted)) = CONDITIONS.iter().find(|(opening, _)| *opening == p) {
            return plain.split(' ').any(|w| wanted.contains(&w));
        }
        match own {
            // One-word openings are ordinary words: only `Tags: a, b` is a list of tags.
            1 => {
                count > 1
                    && text.split(':').next().is_some_and(|head| normalised_words(head).trim() == p)
                    && text.contains(':')
            }
            _ => max >= 10 || !stopped || count <= own + 3,
        }
    }) || count <= 14 && plain.starts_with("copyright ") && plain.split(' ').any(is_year)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit())
}

/// `#ladders #queues`.
fn is_tags(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let tag = |w: &str| w.strip_prefix('#').is_some_and(|t| t.starts_with(char::is_alphabetic));
    text.chars().count() <= 200 && words.clone().count() >= 2 && words.all(tag)
}

/// `← Older posts`, `« Prev 1 2 3 Next »`, `Page 2 of 7`, `© 2012 …`.
fn is_pager(text: &str, plain: &str) -> bool {
    const WORDS: &[&str] = &[
        "prev",
        "previous",
        "next",
        "page",
        "of",
        "older",
        "newer",
        "posts",
        "first",
        "last",
        "suivant",
        "précédent",
        "sur",
        "seite",
        "von",
        "weiter",
        "zurück",
    ];
    let count = plain.split(' ').count();
    let arrows =
        text.starts_with(['←', '«', '‹', '→', '»', '©', '►', '▼', '▶']) || text.ends_with(['→', '»', '›', '←']);
    let marked = count <= 14
        && (text.starts_with("← ") || text.ends_with(" →") || text.starts_with("© ") || text.starts_with(['►', '▼']));
    let numbered = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
    let pages = (2..=16).contains(&count)
        && plain.split(' ').all(|w| WORDS.contains(&w) || numbered(w))
        && plain.split(' ').any(numbered)
        && (arrows || plain.starts_with("page ") || plain.starts_with("seite "));
    let step = count <= 4 && arrows && plain.split(' ').all(|w| WORDS.contains(&w)) && !plain.is_empty();
    marked || pages || step
}

/// `Link | Leave a comment | Share`: every part of the line is a button.
fn is_buttons(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['|', '·', '•', '∙', '⋅']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let button = |part: &&str| {
        let normalised = normalised_words(part);
        let plain = normalised.trim();
        !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit())
            || phrases().weak_lines.contains(plain)
            || phrases().lines.contains(plain)
            || is_comment_count(plain)
    };
    parts.len() >= 2 && text.chars().count() <= 160 && parts.iter().all(button)
}

/// `12 comments`, `3 responses to …`, `One thought on …`, `5 min read`.
fn is_comment_count(plain: &str) -> bool {
    const THINGS: &[&str] = &[
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
        "notes",
        "claps",
        "views",
        "réponse",
        "réponses",
        "réflexion",
        "réflexions",
        "antwort",
        "antworten",
        "gedanken",
        "gedanke",
        "comentario",
        "comentarios",
        "comentário",
        "comentários",
        "respuesta",
        "respuestas",
        "commento",
        "commenti",
        "reacties",
        "reactie",
        "trackbacks",
        "pingbacks",
        "followers",
        "subscribers",
    ];
    let mut words = plain.split(' ');
    let (Some(count), Some(thing)) = (words.next(), words.next()) else { return false };
    let digits = count.bytes().all(|b| b.is_ascii_digit()) && !count.is_empty();
    let counted = digits
        || count.strip_suffix('k').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        || matches!(
            count,
            "one" | "two" | "three" | "no" | "ein" | "un" | "une" | "eine" | "keine" | "aucun" | "sin" | "ningún"
        );
    let rest = words.next();
    if digits
        && thing == "min"
        && matches!(rest, Some("read" | "de" | "lesezeit" | "lecture"))
        && words.next().is_none_or(|w| w == "lecture")
    {
        return true;
    }
    counted
        && THINGS.contains(&thing)
        && (matches!(rest, None | Some("leave"))
            || rest.is_some_and(|w| matches!(w, "to" | "on" | "so" | "zu" | "sur" | "en" | "su"))
                && digits_or_title(plain))
}

/// `3 responses to “Moss”` rather than a sentence that goes on.
fn digits_or_title(plain: &str) -> bool {
    plain.split(' ').count() <= 20
}

/// True if a line announces a listing page: `Tag Archives: Gardens`, `Category: News`.
pub(crate) fn is_listing(line: &Line) -> bool {
    let plain = line.normalised.trim();
    plain.split(' ').count() <= 12
        && phrases()
            .listing_pages
            .iter()
            .any(|l| after(plain, l).is_some() && (l.contains(' ') || line.text.contains([':', '»', '→', '/'])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{CaptureFile, read};
    use crate::marks::mark;
    use anthology_base::Diagnostics;

    fn is_widget(text: &str) -> bool {
        widget(text, &normalised_words(text)).is_some()
    }

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
