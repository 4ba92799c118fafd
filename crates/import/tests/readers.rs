//! Structured sources: pages, exports, feeds, manuscripts and archives of them.

mod support;

use anthology_import::{CaptureFile, Options, Outcome};
use std::io::{Cursor, Write as _};
use support::Folder;
use zip::write::SimpleFileOptions;

/// Prose whose nouns are made from the key, so that two keys share no run of words.
fn prose(key: &str) -> Vec<String> {
    const ENDINGS: [&str; 11] = ["er", "ing", "let", "wright", "man", "house", "stone", "mill", "ford", "ley", "wick"];
    let noun = |n: usize, i: usize| format!("{key}{}", ENDINGS[(n * 5 + i * 3) % ENDINGS.len()]);
    (0..6)
        .map(|n| {
            let w: Vec<String> = (0..9).map(|i| noun(n, i)).collect();
            format!(
                "The {} of the {} was mended by a {} who had a {} in his name, and whoever asked the {} for the {} was told that a {} is the last {} that a {} would mend.",
                w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]
            )
        })
        .collect()
}

fn html(key: &str) -> String {
    prose(key).iter().map(|p| format!("<p>{p}</p>\n")).collect()
}

fn import(name: &str, bytes: &[u8]) -> (Folder, Outcome, Vec<String>) {
    let mut folder = Folder::default();
    let capture = CaptureFile { name: name.to_owned(), bytes: bytes.to_vec() };
    let (outcome, diagnostics) = folder.import(&[capture], &Options::default());
    let (again, _) = folder.import(&[], &Options::default());
    assert!(again.writes.is_empty(), "{:?}", again.writes.keys());
    let messages = diagnostics.iter().map(|d| d.message.clone()).collect();
    (folder, outcome, messages)
}

fn decisions(outcome: &Outcome) -> Vec<String> {
    let essays = &outcome.report.essays;
    essays
        .iter()
        .map(|e| format!("{} | {} | {}", e.title, e.decision, if e.decision == "kept" { "" } else { &e.reason }))
        .collect()
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("started");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

#[test]
fn a_wordpress_export() {
    let item = |title: &str, status: &str, kind: &str, extra: &str, body: &str| {
        format!(
            "<item><title>{title}</title><link>https://a.example/x/</link><dc:creator><![CDATA[ann]]></dc:creator><content:encoded><![CDATA[{body}]]></content:encoded><wp:post_date>2014-03-09 09:00:00</wp:post_date><wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{extra}</item>"
        )
    };
    let noted = html("lamp").replacen(
        "</p>",
        "<sup data-fn=\"k1\" class=\"fn\"><a href=\"#k1\" id=\"k1-link\">1</a></sup></p>",
        1,
    );
    let meta = "<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value><![CDATA[[{\"content\":\"The note.\",\"id\":\"k1\"}]]]></wp:meta_value></wp:postmeta>";
    let classic = format!(
        "{}\n\n[caption id=\"a\"]<img src=\"https://a.example/q.jpg\" alt=\"A quay\" /> The quay in winter.[/caption]\n\n[pullquote]kept words[/pullquote]\n\nline one\nline two",
        prose("rope").join("\n\n")
    );
    let export = [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><wp:author><wp:author_login>ann</wp:author_login><wp:author_display_name>Ann Lee</wp:author_display_name></wp:author>".to_owned(),
        item("Noted", "publish", "post", meta, &noted),
        item("Classic &amp; plain", "publish", "post", "", &classic),
        item("Unfinished", "draft", "post", "", &html("lamp")),
        item("About", "publish", "page", "", &html("door")),
        item("Old", "inherit", "revision", "", &html("rope")),
        item("Locked", "publish", "post", "<wp:post_password>x</wp:post_password>", &html("well")),
        "</channel></rss>".to_owned(),
    ];
    let (folder, outcome, _) = import("export.xml", export.concat().as_bytes());
    assert_eq!(
        decisions(&outcome),
        [
            "Noted | kept | ",
            "Classic & plain | kept | ",
            "Unfinished | set-aside | a draft",
            "About | set-aside | a page of the site, not a post",
            "Old | set-aside | an earlier revision of a post",
            "Locked | set-aside | a post protected by a password",
        ]
    );
    let noted = folder.chapter("chapters/noted.md");
    assert!(noted.contains("author = \"Ann Lee\"") && noted.contains("date = \"2014-03-09\""), "{noted}");
    assert!(noted.contains("url = \"https://a.example/x/\""), "{noted}");
    assert!(noted.contains("[^1]: The note."), "{noted}");
    let classic = folder.chapter("chapters/classic-plain.md");
    assert!(classic.contains("The quay in winter.") && classic.contains("kept words"), "{classic}");
    assert!(!classic.contains("[pullquote") && !classic.contains("[caption"), "{classic}");
    assert!(classic.contains("line one\\\nline two") || classic.contains("line one  \nline two"), "{classic}");
    assert!(outcome.report.dropped.iter().any(|d| d.reason.contains("unknown shortcode")));
}

#[test]
fn feeds_and_blogger_exports() {
    let cut = "<rss version=\"2.0\"><channel><item><title>The mill</title><description>&lt;p>It was sold, and nobody could say to whom, although the whole village had been there when the hammer fell and the ink was dried with sand [&amp;#8230;]&lt;/p>&lt;p>The post &lt;a href=\"x\">The mill&lt;/a> appeared first on &lt;a href=\"y\">Upper Farm&lt;/a>.&lt;/p></description></item></channel></rss>";
    let (_, outcome, _) = import("feed", cut.as_bytes());
    assert_eq!(outcome.report.essays[0].decision, "set-aside");
    assert!(outcome.report.dropped.iter().any(|d| d.text.contains("appeared first on")));
    let entry = |kind: &str, title: &str, body: &str| {
        format!(
            "<entry><published>2014-03-09T08:00:00Z</published><category scheme=\"x\" term=\"http://schemas.google.com/blogger/2008/kind#{kind}\"/><title type=\"text\">{title}</title><content type=\"html\">{}</content><author><name>Ann</name></author></entry>",
            body.replace('&', "&amp;").replace('<', "&lt;")
        )
    };
    let breaks = prose("lamp").join("<br/><br/>");
    let export = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">{}{}{}</feed>",
        entry("settings", "Name", "x"),
        entry("post", "Lamps", &breaks),
        entry("comment", "Lamps", &html("door"))
    );
    let (folder, outcome, _) = import("blog.xml", export.as_bytes());
    assert_eq!(
        decisions(&outcome),
        ["Name | set-aside | a setting of the blog", "Lamps | kept | ", "Lamps | set-aside | a reader's comment"]
    );
    let chapter = folder.chapter("chapters/lamps.md");
    for paragraph in prose("lamp") {
        assert!(chapter.lines().any(|l| l == paragraph), "{chapter}");
    }
}

#[test]
fn ghost_medium_and_substack() {
    let paragraphs: Vec<String> = prose("lamp")
        .iter()
        .map(|p| {
            format!("{{\"type\":\"paragraph\",\"children\":[{{\"type\":\"text\",\"text\":\"{p}\",\"format\":1}}]}}")
        })
        .collect();
    let lexical = format!("{{\"root\":{{\"children\":[{}]}}}}", paragraphs.join(",")).replace('"', "\\\"");
    let ghost = format!(
        "{{\"db\":[{{\"data\":{{\"posts\":[{{\"id\":\"1\",\"title\":\"Lamps\",\"html\":null,\"lexical\":\"{lexical}\",\"status\":\"published\",\"type\":\"post\",\"published_at\":\"2014-03-09T08:00:00.000Z\"}},{{\"id\":\"2\",\"title\":\"Next\",\"html\":\"<p>x</p>\",\"status\":\"draft\",\"type\":\"post\"}}],\"users\":[{{\"id\":\"9\",\"name\":\"Ann Lee\"}}],\"posts_authors\":[{{\"post_id\":\"1\",\"author_id\":\"9\"}}]}}}}]}}"
    );
    let (folder, outcome, _) = import("ghost.json", ghost.as_bytes());
    assert_eq!(decisions(&outcome), ["Lamps | kept | ", "Next | set-aside | a draft"]);
    let chapter = folder.chapter("chapters/lamps.md");
    assert!(chapter.contains("author = \"Ann Lee\"") && chapter.contains("**The lamper of the"), "{chapter}");

    let post = |title: &str, body: &str, footer: &str| {
        format!(
            "<!DOCTYPE html><html><head><title>{title}</title></head><body><article class=\"h-entry\"><header><h1 class=\"p-name\">{title}</h1></header><section data-field=\"body\" class=\"e-content\"><h3 class=\"graf graf--h3 graf--title\">{title}</h3>{body}<pre class=\"graf graf--pre\">a:\n    b</pre></section><footer>{footer}</footer></article></body></html>"
        )
    };
    let footer = "<p>By <a href=\"https://medium.com/@ann\" class=\"p-author h-card\">Ann Lee</a> on <a href=\"https://medium.com/p/1\"><time class=\"dt-published\" datetime=\"2014-03-09T08:00:00.000Z\">March 9, 2014</time></a>.</p><p><a href=\"https://medium.com/@ann/lamps\" class=\"p-canonical\">Canonical link</a></p>";
    let medium = zipped(&[
        ("posts/2014-03-09_Lamps-1.html", &post("Lamps", &html("lamp"), footer)),
        ("posts/draft_Doors-2.html", &post("Doors", &html("door"), "")),
        ("posts/2014-03-10_Thanks-3.html", &post("Thanks, Peggy!", "<p>Thanks, Peggy!</p>", "")),
    ]);
    let (folder, outcome, _) = import("medium.zip", &medium);
    assert_eq!(
        decisions(&outcome),
        ["Lamps | kept | ", "Thanks, Peggy! | set-aside | a response to another post", "Doors | set-aside | a draft"]
    );
    let chapter = folder.chapter("chapters/lamps.md");
    assert_eq!(chapter.matches("Lamps").count(), 1 + chapter.matches("_Lamps").count(), "{chapter}");
    assert!(chapter.contains("date = \"2014-03-09\"") && chapter.contains("a:\n    b"), "{chapter}");

    let body = format!(
        "{}<p class=\"button-wrapper\"><a href=\"x\">Subscribe now</a></p><p>Last<a class=\"footnote-anchor\" id=\"footnote-anchor-1\" href=\"#footnote-1\">1</a>.</p><div class=\"footnote\"><a id=\"footnote-1\" href=\"#footnote-anchor-1\" class=\"footnote-number\">1</a><div class=\"footnote-content\"><p>The note.</p></div></div>",
        html("lamp")
    );
    let substack = zipped(&[
        (
            "posts.csv",
            "post_id,post_date,is_published,type,title,subtitle\n1.lamps,2014-03-09T08:00:00Z,true,newsletter,\"Lamps, again\",On light\n2.d,,false,newsletter,Doors,\n3.t,2014-03-10T08:00:00Z,true,thread,Talk,\n",
        ),
        ("posts/1.lamps.html", &body),
        ("posts/2.d.html", &html("door")),
        ("posts/3.t.html", "<p>Talk!</p>"),
        ("posts/1.lamps.opens.csv", "x"),
    ]);
    let (folder, outcome, _) = import("substack.zip", &substack);
    assert_eq!(
        decisions(&outcome),
        ["Lamps, again | kept | ", "Doors | set-aside | a draft", "Talk | set-aside | a thread, not a post"]
    );
    let chapter = folder.chapter("chapters/lamps-again.md");
    assert!(chapter.contains("[^1]: The note.") && !chapter.contains("Subscribe now"), "{chapter}");
    assert!(outcome.report.skipped.iter().any(|s| s.file.contains("opens.csv")));
}

#[test]
fn a_manuscript_is_kept_as_it_is() {
    let body = format!(
        "{}\n\n* a list  \n* of two\n\n`code` and <b>tags</b>[^n]\n\n[^n]: A note.\n",
        prose("lamp").join("\n\n")
    );
    let text = format!("---\ntitle: Lamps\nauthor: Ann Lee\ndate: 2014-03-09\n---\n\n{body}");
    let (folder, outcome, _) = import("lamps.md", text.as_bytes());
    assert_eq!(decisions(&outcome), ["Lamps | kept | "]);
    let chapter = folder.chapter("chapters/lamps.md");
    assert!(chapter.ends_with(&format!("+++\n\n{body}")), "{chapter}");
    assert!(chapter.contains("author = \"Ann Lee\""), "{chapter}");
}

#[test]
fn notes_of_a_vault_link_to_one_another() {
    let note = |name: &str, text: String| CaptureFile { name: name.to_owned(), bytes: text.into_bytes() };
    let files = [
        note("vault--Old mill.md", format!("{}\n\nSee [[Quay|the quay]] and [[Gone]].\n", prose("lamp").join("\n\n"))),
        note("vault--Quay.md", prose("rope").join("\n\n")),
    ];
    let mut folder = Folder::default();
    let (outcome, _) = folder.import(&files, &Options::default());
    assert_eq!(decisions(&outcome), ["Old mill | kept | ", "Quay | kept | "]);
    let chapter = folder.chapter("chapters/old-mill.md");
    assert!(chapter.ends_with("\n\nSee [the quay](quay.md) and [[Gone]].\n"), "{chapter}");
    assert_eq!(outcome.report.dropped.len(), 2);
}

#[test]
fn what_cannot_be_imported_is_called_by_its_name() {
    let (_, _, messages) = import("essay.txt", b"%PDF-1.7\n...");
    assert!(messages.iter().any(|m| m == "nothing to import: essay.txt is a PDF"), "{messages:?}");
    let archive = zipped(&[
        ("a.txt", &format!("Lamps\n\nMarch 9, 2014\n\n{}\n", prose("lamp").join("\n\n"))),
        ("b.css", "a { b: c; } d { e: f; }"),
        ("c.gif", "GIF89a"),
        ("d.json", &format!("{{\"posts\": [{{\"text\": \"{}\"}}]}}", prose("rope").join(" "))),
        ("e.txt", &format!("[\"{}\"]", prose("rope").join(" "))),
    ]);
    let (_, outcome, _) = import("a.zip", &archive);
    assert_eq!(decisions(&outcome), ["Lamps | kept | "]);
    let skipped: Vec<String> = outcome.report.skipped.iter().map(|s| format!("{}: {}", s.file, s.reason)).collect();
    assert_eq!(
        skipped,
        [
            "a.zip--b.css: not prose (a style sheet, a script or data)",
            "a.zip--d.json: JSON that is no export or feed",
            "a.zip--e.txt: JSON that is no export or feed",
            "a.zip--c.gif: a GIF image that no essay shows"
        ]
    );
}

#[test]
fn an_image_that_is_nowhere_leaves_its_description_and_no_address() {
    let page = format!(
        "<html><head><title>On lamps</title></head><body><article><h1>On lamps</h1>{}<img src=\"https://a.example/q.jpg\"><img src=\"https://a.example/r.jpg\" alt=\"A quay in winter\"><img src=\"s.jpg\" alt=\"IMG_0042.jpg\">{}</article></body></html>",
        html("lamp"),
        html("wick")
    );
    let (folder, outcome, _) = import("lamps.html", page.as_bytes());
    let chapter = folder.chapter("chapters/on-lamps.md");
    assert!(chapter.contains("[A quay in winter](https://a.example/r.jpg)"), "{chapter}");
    assert!(!chapter.contains("q.jpg") && !chapter.contains("IMG_0042"), "{chapter}");
    let listed: Vec<&str> = outcome.report.dropped.iter().map(|d| d.text.as_str()).collect();
    assert!(listed.iter().any(|text| text.ends_with("q.jpg")) && listed.iter().any(|text| text.ends_with("s.jpg")));
}

#[test]
fn a_short_post_that_is_whole_is_no_stub() {
    let item = |title: &str, body: &str| {
        format!(
            "<item><title>{title}</title><link>https://a.example/{title}</link><content:encoded><![CDATA[{body}]]></content:encoded></item>"
        )
    };
    let feed = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>A</title>{}{}</channel></rss>",
        item("Lamps", &html("lamp")),
        item("Snow", "<p>It snowed all night, and the ferry did not run until noon.</p>")
    );
    let (_, outcome, _) = import("feed.xml", feed.as_bytes());
    let reason = &outcome.report.essays[1].reason;
    assert!(reason.starts_with("a short post: 12 words"), "{reason}");
    assert_eq!(outcome.report.essays[1].kind, "short");
}

#[test]
fn dates_tell_a_draft_from_a_series() {
    let post = |date: &str, paragraphs: &[String]| {
        format!("---\ntitle: Notice to all ferrymen\ndate: {date}\n---\n\n{}\n", paragraphs.join("\n\n")).into_bytes()
    };
    let own = |key: &str, shared: usize| [&prose("lamp")[..shared], &prose(key)[shared..]].concat();
    let notice = |key: &str| [&prose("lamp")[..5], &[format!("The {key}. ").repeat(25)]].concat();
    let states = |dates: [&str; 2], texts: [Vec<String>; 2]| {
        let [first, second] = texts;
        let files = [("a.md", dates[0], first), ("b.md", dates[1], second)];
        let files = files.map(|(name, date, text)| CaptureFile { name: name.to_owned(), bytes: post(date, &text) });
        let (outcome, _) = Folder::default().import(&files, &Options::default());
        outcome.summary.duplicates
    };
    // A draft, and the day of its publication; then two years' notices after one template.
    assert_eq!(states(["2014-03-01", "2014-03-08"], [own("rope", 4), own("door", 4)]), 1);
    assert_eq!(states(["2014-03-01", "2015-03-01"], [notice("rope"), notice("door")]), 0);
}
