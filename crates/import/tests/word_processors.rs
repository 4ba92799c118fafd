//! Documents of word processors, books, messages and web archives.

mod support;

use anthology_import::{CaptureFile, Options, Outcome};
use std::io::{Cursor, Write as _};
use support::Folder;
use zip::write::SimpleFileOptions;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

/// Prose with nouns of its own, so that no two texts share a run of words.
fn prose(key: &str) -> Vec<String> {
    (0..6)
        .map(|n| {
            format!(
                "The {key}er of paragraph {n} mended a {key}stone for the {key}man, and whoever asked {key}wright number {n} for it was told by the {key}let that a {key}house is the last {key}ford that a {key}ing would mend."
            )
        })
        .collect()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("started");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

fn import(files: &[(&str, &[u8])]) -> (Folder, Outcome) {
    let mut folder = Folder::default();
    let captures: Vec<CaptureFile> =
        files.iter().map(|(name, bytes)| CaptureFile { name: (*name).to_owned(), bytes: bytes.to_vec() }).collect();
    let (outcome, diagnostics) = folder.import(&captures, &Options::default());
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.iter().map(|d| &d.message).collect::<Vec<_>>());
    let (again, _) = folder.import(&[], &Options::default());
    assert!(again.writes.is_empty(), "{:?}", again.writes.keys());
    (folder, outcome)
}

fn kept(outcome: &Outcome) -> Vec<&str> {
    outcome.report.essays.iter().filter(|e| e.decision == "kept").map(|e| e.title.as_str()).collect()
}

fn image(outcome: &Outcome) -> String {
    let path = outcome.writes.keys().find(|path| path.starts_with("images/")).expect("an image");
    assert_eq!(*outcome.writes[path].read(), *PNG);
    format!("../{path}")
}

#[test]
fn a_word_document() {
    let paragraphs: String = prose("lamp").iter().map(|p| format!("<w:p><w:r><w:t>{p}</w:t></w:r></w:p>")).collect();
    let body = format!(
        r#"<w:p><w:pPr><w:pStyle w:val="Titel"/></w:pPr><w:r><w:t>Lamps</w:t></w:r></w:p>{paragraphs}
<w:p><w:pPr><w:pStyle w:val="berschrift1"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>Oil</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">It was </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>very</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve"> dark</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:del w:author="A"><w:r><w:delText>not</w:delText></w:r></w:del><w:ins w:author="A"><w:r><w:t xml:space="preserve"> and cold</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>one</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>inner</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>two</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Zitat"/></w:pPr><w:r><w:t>Quoted words.</w:t></w:r></w:p>
<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:drawing><wp:docPr descr="A lamp"/><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Beschriftung"/></w:pPr><w:r><w:t>The lamp.</w:t></w:r></w:p>
<w:p><w:hyperlink r:id="rId2"><w:r><w:t>here</w:t></w:r></w:hyperlink><w:r><w:rPr><w:lang w:val="fr-FR"/></w:rPr><w:t xml:space="preserve"> la lampe</w:t></w:r></w:p>"#
    );
    let root = |name: &str, body: &str| {
        format!(r#"<?xml version="1.0"?><w:{name} xmlns:w="w" xmlns:r="r" xmlns:a="a" xmlns:wp="wp">{body}</w:{name}>"#)
    };
    let style = |id: &str, name: &str| {
        format!(r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/></w:style>"#)
    };
    let styles = root(
        "styles",
        &[
            r#"<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>"#
                .to_owned(),
            style("Titel", "Title"),
            style("berschrift1", "heading 1"),
            style("Zitat", "Quote"),
            style("Beschriftung", "caption"),
        ]
        .concat(),
    );
    let numbering = root(
        "numbering",
        r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#,
    );
    let notes = root(
        "footnotes",
        r#"<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> A note.</w:t></w:r></w:p></w:footnote>"#,
    );
    let comments =
        root("comments", r#"<w:comment w:author="Ann"><w:p><w:r><w:t>Check this.</w:t></w:r></w:p></w:comment>"#);
    let relations = r#"<Relationships><Relationship Id="rId1" Target="media/i.png"/><Relationship Id="rId2" Target="https://a.example/" TargetMode="External"/></Relationships>"#;
    let core = r#"<p xmlns:dc="dc" xmlns:dcterms="t"><dc:creator>Mira Holm</dc:creator><dcterms:created>2014-03-09T08:00:00Z</dcterms:created></p>"#;
    let document = root("document", &format!("<w:body>{body}</w:body>"));
    let file = zipped(&[
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/comments.xml", comments.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
        ("word/media/i.png", PNG),
    ]);
    let (folder, outcome) = import(&[("my-file.docx", &file)]);
    assert_eq!(kept(&outcome), ["Lamps"]);
    let chapter = folder.chapter("chapters/lamps.md");
    let image = image(&outcome);
    for expected in [
        "author = \"Mira Holm\"",
        "date = \"2014-03-09\"",
        "\n## Oil\n",
        "It was *very dark*[^1] and cold.\n",
        "\n1. one\n   - inner\n2. two\n",
        "\n> Quoted words.\n",
        "| a | b |",
        &format!("![A lamp]({image} \"The lamp.\")"),
        "[here](https://a.example/)",
        "{lang=fr-FR}",
        "[^1]: A note.",
    ] {
        assert!(chapter.contains(expected), "{expected}\n{chapter}");
    }
    let reasons: Vec<&str> = outcome.report.dropped.iter().map(|d| d.reason.as_str()).collect();
    for expected in ["tracked change", "a comment by Ann", "headings", "the text has them"] {
        assert!(reasons.iter().any(|r| r.contains(expected)), "{expected}: {reasons:?}");
    }
}

#[test]
fn an_open_document() {
    let paragraphs: String = prose("rope").iter().map(|p| format!("<text:p>{p}</text:p>")).collect();
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f" xmlns:xlink="x" xmlns:draw="d" xmlns:svg="v" xmlns:table="tb" xmlns:dc="dc"><office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/><text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style></office:automatic-styles><office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p text:style-name="Title">Ropes</text:p>{paragraphs}<text:h text:outline-level="1">Knots</text:h><text:p>A <text:span text:style-name="T1">reef</text:span> knot<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.<office:annotation><dc:creator>Ann</dc:creator><text:p>Sure?</text:p></office:annotation></text:p><text:list text:style-name="L1"><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list><text:p text:style-name="P1">Quoted.</text:p><text:p><draw:frame><draw:image xlink:href="Pictures/i.png"/><svg:desc>A rope</svg:desc></draw:frame></text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>"#
    );
    let meta = r#"<m xmlns:meta="m" xmlns:dc="dc"><meta:initial-creator>Mira Holm</meta:initial-creator><dc:language>en-GB</dc:language></m>"#;
    let file = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", b"<m/>"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", b"<s/>"),
        ("meta.xml", meta.as_bytes()),
        ("Pictures/i.png", PNG),
    ]);
    let (folder, outcome) = import(&[("a.odt", &file)]);
    assert_eq!(kept(&outcome), ["Ropes"]);
    let chapter = folder.chapter("chapters/ropes.md");
    let image = image(&outcome);
    for expected in [
        "author = \"Mira Holm\"",
        "\n## Knots\n",
        "A *reef* knot[^1].",
        "1. one\n2. two",
        "\n> Quoted.\n",
        &format!("![A rope]({image})"),
        "[^1]: A note.",
    ] {
        assert!(chapter.contains(expected), "{expected}\n{chapter}");
    }
    let dropped: Vec<&str> = outcome.report.dropped.iter().map(|d| d.text.as_str()).collect();
    assert!(dropped.contains(&"gone") && dropped.contains(&"Sure?"), "{dropped:?}");
}

#[test]
fn an_epub() {
    let page = |body: &str| {
        format!(
            r#"<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{body}</body></html>"#
        )
    };
    let html = |key: &str| -> String { prose(key).iter().map(|p| format!("<p>{p}</p>")).collect() };
    let opf = r#"<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0"><metadata><dc:title>Essays</dc:title><dc:creator>Mira Holm</dc:creator><dc:date>2014</dc:date><dc:language>en-GB</dc:language></metadata><manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="c" href="t/cover.xhtml" media-type="application/xhtml+xml"/><item id="a" href="t/a.xhtml" media-type="application/xhtml+xml"/><item id="a2" href="t/a2.xhtml" media-type="application/xhtml+xml"/><item id="b" href="t/b.xhtml" media-type="application/xhtml+xml"/><item id="n" href="t/n.xhtml" media-type="application/xhtml+xml"/><item id="i" href="img/i.png" media-type="image/png"/></manifest><spine><itemref idref="c"/><itemref idref="nav"/><itemref idref="a"/><itemref idref="a2"/><itemref idref="b"/><itemref idref="n" linear="no"/></spine></package>"#;
    let nav = page(
        r#"<nav epub:type="toc"><ol><li><a href="t/a.xhtml">1. Lamps</a><ol><li><a href="t/a.xhtml#s">Oil</a></li></ol></li><li><a href="t/b.xhtml#r">Ropes</a></li><li><a href="t/b.xhtml#d">Doors</a></li></ol></nav>"#,
    );
    let a = page(&format!(
        r##"<section epub:type="chapter"><h1>Lamps</h1>{}<h2 id="s">Oil</h2><p>See<a epub:type="noteref" href="n.xhtml#n1">1</a> it.</p><figure><img src="../img/i.png" alt="A lamp"/><figcaption>The lamp.</figcaption></figure></section>"##,
        html("lamp")
    ));
    let b = page(&format!(
        r##"<h1 id="r">Ropes</h1>{}<p>Knot<a epub:type="noteref" href="#f1">*</a>.</p><h1 id="d">Doors</h1>{}<aside epub:type="footnote" id="f1"><p>A reef knot.</p></aside>"##,
        html("rope"),
        html("door")
    ));
    let notes = page(r##"<ol><li id="n1"><p>The note. <a href="a.xhtml#x">↩</a></p></li></ol>"##);
    let cover = page(r#"<section epub:type="cover"><img src="../img/i.png" alt="Cover"/></section>"#);
    let container = r#"<container><rootfiles><rootfile full-path="OEBPS/c.opf"/></rootfiles></container>"#;
    let file = zipped(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("OEBPS/c.opf", opf.as_bytes()),
        ("OEBPS/nav.xhtml", nav.as_bytes()),
        ("OEBPS/t/cover.xhtml", cover.as_bytes()),
        ("OEBPS/t/a.xhtml", a.as_bytes()),
        ("OEBPS/t/a2.xhtml", page("<p>The end of the lamps, in a file of its own.</p>").as_bytes()),
        ("OEBPS/t/b.xhtml", b.as_bytes()),
        ("OEBPS/t/n.xhtml", notes.as_bytes()),
        ("OEBPS/img/i.png", PNG),
    ]);
    let (folder, outcome) = import(&[("a.epub", &file)]);
    assert_eq!(kept(&outcome), ["1. Lamps", "Ropes", "Doors"]);
    let image = image(&outcome);
    let lamps = folder.chapter(outcome.report.essays.iter().find_map(|e| e.chapter.as_deref()).expect("a chapter"));
    for expected in [
        "\n## Oil\n",
        "See[^1] it.",
        "[^1]: The note.",
        &format!("![A lamp]({image} \"The lamp.\")"),
        "The end of the lamps",
        "author = \"Mira Holm\"",
    ] {
        assert!(lamps.contains(expected), "{expected}\n{lamps}");
    }
    assert!(!lamps.contains("Lamps\n\n#") && !lamps.contains("# Lamps"), "{lamps}");
    let ropes = folder.chapter("chapters/ropes.md");
    assert!(ropes.contains("Knot[^1].") && ropes.contains("[^1]: A reef knot."), "{ropes}");
    assert!(!folder.chapter("chapters/doors.md").contains("[^1]"));
}

#[test]
fn kinds_of_text_in_an_epub() {
    let page = |body: &str| {
        format!(
            "<?xml version='1.0'?><html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title>x</title></head><body epub:type=\"bodymatter\">{body}</body></html>"
        )
    };
    let html = |key: &str| -> String { prose(key).iter().map(|p| format!("<p>{p}</p>")).collect() };
    let opf = r#"<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0"><metadata><dc:title>Lamps</dc:title><dc:language>en</dc:language></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>"#;
    // The first chapter is as this program writes it, the second as Standard Ebooks does.
    let a = page(&format!(
        r#"<section><header><p class="chapter-label">7</p><h1>Lamps</h1></header>{}
<div class="letter"><p class="dateline flush">Quay, 3 March</p><p class="body">The lamp is lit.</p><p class="signature flush">Ann</p></div>
<div class="parallel facing"><div class="facing-pair"><div class="side" lang="en"><p>In fog the bell is rung.</p></div><div class="side" lang="fr"><p>Par brume la cloche sonne.</p></div></div></div></section>"#,
        html("lamp")
    ));
    let b = page(&format!(
        r#"<section><h1>Doors</h1>{}
<section epub:type="z3998:drama"><p><b epub:type="z3998:persona">Tom</b> <i epub:type="z3998:stage-direction">(aside)</i>. Who is there?</p><p epub:type="z3998:stage-direction">The door opens.</p></section>
<div epub:type="z3998:letter"><p epub:type="z3998:salutation">Dear Tom,</p><p>It was the dog.</p></div></section>"#,
        html("door")
    ));
    let container = r#"<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>"#;
    let file = zipped(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("c.opf", opf.as_bytes()),
        ("a.xhtml", a.as_bytes()),
        ("b.xhtml", b.as_bytes()),
    ]);
    let (folder, outcome) = import(&[("a.epub", &file)]);
    let chapter = |title: &str| {
        let essay = outcome.report.essays.iter().find(|essay| essay.title == title);
        folder.chapter(essay.and_then(|essay| essay.chapter.as_deref()).expect(title))
    };
    let lamps = chapter("Lamps");
    for expected in [
        "::: letter\nQuay, 3 March {.dateline}\n\nThe lamp is lit.\n\nAnn {.signature}\n:::\n",
        "{.parallel .facing}\n:::: pair\n::: {lang=en}\nIn fog the bell is rung.\n:::\n\n::: {lang=fr}\n",
    ] {
        assert!(lamps.contains(expected), "{expected}\n{lamps}");
    }
    assert!(!lamps.contains("\n7\n"), "{lamps}");
    let doors = chapter("Doors");
    for expected in [
        "::: drama\n**Tom** *(aside)*. Who is there?\n\nThe door opens. {.stage}\n:::\n",
        "::: letter\nDear Tom, {.salutation}\n\nIt was the dog.\n:::\n",
    ] {
        assert!(doors.contains(expected), "{expected}\n{doors}");
    }
}

#[test]
fn a_page_saved_as_mhtml_and_a_page_with_its_folder() {
    let html: String = prose("door").iter().map(|p| format!("<p>{p}</p>\r\n")).collect();
    let page = format!(
        "<html><head><title>Doors</title></head><body><article><h1>Doors</h1>{html}<img src=3D\"cid:i@x\" alt=3D\"A door\"></article></body></html>"
    );
    let png = {
        use std::fmt::Write as _;
        let mut out = String::new();
        for byte in PNG {
            let _ = write!(out, "={byte:02X}");
        }
        out
    };
    let message = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/doors\r\nSubject: Doors\r\nDate: Sun, 9 Mar 2014 08:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.example/doors\r\n\r\n{page}\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <i@x>\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{png}\r\n--b--\r\n"
    );
    let (folder, outcome) = import(&[("page.mhtml", message.as_bytes())]);
    assert_eq!(kept(&outcome), ["Doors"]);
    let chapter = folder.chapter("chapters/doors.md");
    assert!(chapter.contains("url = \"https://a.example/doors\""), "{chapter}");
    assert!(chapter.contains("![A door](../images/image-"), "{chapter}");

    let page = page.replace("=3D", "=").replace("cid:i@x", "Doors_files/a%20door.png");
    let style = b"a { b: c; } d { e: f; g: h; }";
    let (folder, outcome) = import(&[
        ("Doors.html", page.as_bytes()),
        ("Doors_files--a door.png", PNG),
        ("Doors_files--style.css", style),
        (
            "Doors_files--saved_resource.html",
            b"<html><body><p>An advertisement, as long as an essay.</p></body></html>",
        ),
    ]);
    let image = image(&outcome);
    let chapter = folder.chapter("chapters/doors.md");
    assert!(chapter.contains(&format!("![A door]({image})")), "{chapter}");
    assert_eq!(outcome.report.essays.len(), 1);
    let reasons: Vec<String> = outcome.report.skipped.iter().map(|s| format!("{}: {}", s.file, s.reason)).collect();
    assert!(reasons.iter().any(|r| r.contains("a frame of a saved page")), "{reasons:?}");
}

#[test]
fn damaged_documents_are_reported_by_name() {
    let good = format!("Lamps\n\nMarch 9, 2014\n\n{}\n", prose("lamp").join("\n\n"));
    for (name, bytes) in [
        ("a.docx", zipped(&[("word/document.xml", b"<w:document")])),
        ("a.odt", zipped(&[("content.xml", b"<"), ("styles.xml", b""), ("META-INF/manifest.xml", b"")])),
        ("a.epub", zipped(&[("META-INF/container.xml", b"<container>")])),
    ] {
        let mut folder = Folder::default();
        let captures = [
            CaptureFile { name: name.to_owned(), bytes },
            CaptureFile { name: "good.txt".to_owned(), bytes: good.clone().into_bytes() },
        ];
        let (outcome, diagnostics) = folder.import(&captures, &Options::default());
        assert_eq!(kept(&outcome), ["Lamps"]);
        assert!(diagnostics.iter().any(|d| d.message.starts_with(&format!("{name}: "))), "{name}");
    }
}

#[test]
fn states_of_a_page_in_a_web_archive() {
    let record = |time: &str, body: &str| {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/doors/\r\nWARC-Date: {time}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    };
    let page = |more: &str| {
        let html: String = prose("door").iter().map(|p| format!("<p>{p}</p>")).collect();
        format!(
            "<html><head><title>Doors</title></head><body><article><h1>Doors</h1>{html}{more}</article></body></html>"
        )
    };
    let update = "<p>Update: the door was sold.</p>";
    let bytes = [
        record("2014-03-09T08:00:00Z", &page("")),
        record("2016-03-09T08:00:00Z", &page(update)),
        record("2015-03-09T08:00:00Z", &page("")),
    ]
    .concat();
    let (folder, outcome) = import(&[("a.warc", bytes.as_bytes())]);
    assert_eq!(kept(&outcome), ["Doors"]);
    let chapter = folder.chapter("chapters/doors.md");
    assert!(chapter.contains("the door was sold"), "{chapter}");
    assert!(chapter.contains("url = \"https://a.example/doors/\""), "{chapter}");
    assert!(outcome.report.essays.iter().any(|e| e.reason.contains("latest state")), "{:?}", outcome.report.essays);
}
