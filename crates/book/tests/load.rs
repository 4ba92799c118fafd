//! Chapters in their places, links in every form, images of every kind of trouble.

mod common;

use anthology_base::{MemoryWorld, Span};
use anthology_book::{Book, ImageFormat, LinkTarget, Matter, PixelSize, SectionKind};
use anthology_document::{InlineKind, Node};
use common::{load_book, load_world};

fn manifest(chapters: &[&str]) -> String {
    format!("[book]\ntitle = \"A\"\nchapters = {chapters:?}\n")
}

fn chapter(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n\n{body}\n")
}

fn sections(book: &Book) -> Vec<String> {
    let shown = |section: &anthology_book::Section| {
        let number = match section.kind {
            SectionKind::Chapter(index) => book.chapters[index].number.map_or("-".to_owned(), |n| n.to_string()),
            _ => String::new(),
        };
        format!("{:?} {} {} {number}", section.matter, section.depth, section.slug).trim_end().to_owned()
    };
    book.sections.iter().map(shown).collect()
}

#[test]
fn a_title_and_chapters_make_a_whole_book() {
    let plain = chapter("One", "Text.");
    let full = "+++\ntitle = \"Two\"\nquestions = [\"Why?\"]\n\n[[source]]\ntitle = \"S\"\n+++\n\nText.\n";
    let loaded = load_book(&manifest(&["one.md", "two.md"]), &[("one.md", &plain), ("two.md", full)]);
    assert_eq!(loaded.findings, [""; 0]);
    assert_eq!(
        sections(&loaded.book.unwrap()),
        [
            "Front 0 half-title",
            "Front 0 title-page",
            "Front 0 copyright",
            "Front 0 contents",
            "Body 0 one 1",
            "Body 0 two 2",
            "Back 0 sources",
            "Back 0 reading-guide",
        ]
    );
}

#[test]
fn parts_number_their_chapters_through_and_front_matter_has_no_numbers() {
    let loaded = load_book(
        r#"[book]
title = "A"
[front]
matter = ["title", "f/contents.md"]
[[part]]
title = "P"
chapters = ["f/a.md", "f/interlude.md"]
[[part]]
title = "Q"
chapters = ["f/b.md"]
[back]
matter = ["colophon"]
"#,
        &[
            ("f/contents.md", &chapter("Contents of a Kind", "Text.")),
            ("f/a.md", &chapter("A", "Text.")),
            ("f/interlude.md", "+++\ntitle = \"I\"\nnumbered = false\nid = \"pause\"\n+++\n\nText.\n"),
            ("f/b.md", &chapter("B", "Text.")),
            ("f/_draft.md", "x"),
            ("f/README.md", "x"),
        ],
    );
    assert_eq!(loaded.findings, [""; 0]);
    let book = loaded.book.unwrap();
    assert_eq!(
        sections(&book),
        [
            "Front 0 title-page",
            "Front 0 contents -",
            "Body 0 part-1",
            "Body 1 a 1",
            "Body 1 pause -",
            "Body 0 part-2",
            "Body 1 b 2",
            "Back 0 colophon",
        ]
    );
    assert!(book.sections.iter().any(|s| s.matter == Matter::Back));
}

#[test]
fn files_that_are_missing_repeated_outside_or_left_out() {
    let loaded = load_book(
        &manifest(&["c/a.md", "c/b.md", "./c/a.md", "../x.md", "c/latin.md"]),
        &[("c/a.md", &chapter("A", "[b](b.md)")), ("c/bb.md", "x"), ("c/extra.md", "x")],
    );
    insta::assert_snapshot!(loaded.findings.join("\n"));
}

#[test]
fn text_that_is_not_utf8() {
    let world = MemoryWorld::new()
        .with("book.toml", manifest(&["latin.md"]))
        .with("latin.md", b"+++\ntitle = \"L\"\n+++\n\ncaf\xe9\n".to_vec());
    insta::assert_snapshot!(load_world(&world).findings.join("\n"));
}

#[test]
fn a_byte_order_mark_and_a_title_as_a_heading() {
    let loaded = load_book(
        &manifest(&["a.md", "b.md"]),
        &[
            ("a.md", "\u{feff}# The *First* {#top}\n\nText.\n"),
            ("b.md", "# B\n\n[a](a.md#top), [too](a.md#the-first)\n"),
        ],
    );
    assert_eq!(loaded.findings, [""; 0]);
    let book = loaded.book.unwrap();
    assert_eq!(book.chapters[0].chapter.front.title, "The *First*");
    assert_eq!(targets(&book, 1), ["a", "a"]);
}

/// Where the links of a chapter lead, in order.
fn targets(book: &Book, chapter: usize) -> Vec<String> {
    let mut spans: Vec<Span> = Vec::new();
    book.chapters[chapter].chapter.walk(&mut |node| {
        if let Node::Inline(inline) = node
            && matches!(inline.kind, InlineKind::Link { .. })
        {
            spans.push(inline.span);
        }
    });
    let shown = |span: Span| match book.link(chapter, span) {
        LinkTarget::External(uri) => format!("<{uri}>"),
        LinkTarget::Internal(anchor) => match &anchor.id {
            Some(id) => format!("{}#{id}", anchor.section),
            None => anchor.section.to_string(),
        },
        LinkTarget::Dropped => "-".to_owned(),
    };
    spans.into_iter().map(shown).collect()
}

#[test]
fn links_in_every_form() {
    let a = chapter(
        "A",
        "[1](b.md) [2](./b.md) [3](../c/b.md) [4](b.md#two-words) [5](#here) [6](caf%C3%A9%20noir.md)\n\
         [7](https://example.org/?q=1#x) [8](mailto:me@example.org) [9](//example.org/x) [10](b.html#fig)\n\
         [11](c/b.md) [12](b.md#3-things) [13](#a) [14](b.md?x#n) [15](#repeated-1) [16](b.md#b) [17](/c/b.md)\n\n\
         ## Here\n\n## Repeated\n\n## Repeated\n",
    );
    let b = chapter("B", "## Two Words!\n\n## 3 things\n\n## Named {#n}\n\nA [span]{#fig} of text.");
    let loaded = load_book(
        &manifest(&["c/a.md", "c/b.md", "c/café noir.md"]),
        &[("c/a.md", &a), ("c/b.md", &b), ("c/café noir.md", &chapter("C", "Text."))],
    );
    assert_eq!(loaded.findings, [""; 0]);
    assert_eq!(
        targets(&loaded.book.unwrap(), 0),
        [
            "b",
            "b",
            "b",
            "b#two-words",
            "a#here",
            "cafe-noir",
            "<https://example.org/?q=1#x>",
            "<mailto:me@example.org>",
            "<https://example.org/x>",
            "b#fig",
            "b",
            "b#s-3-things",
            "a",
            "b#n",
            "a#repeated-1",
            "b",
            "b",
        ]
    );
}

#[test]
fn what_nobody_can_follow_is_no_link() {
    let body = "[1](javascript:x)\n[2](data:text/plain,x)\n[3](FILE:///x)\n[4](else/where.md)\n[5](tel:1)";
    let loaded = load_book(&manifest(&["a.md"]), &[("a.md", &chapter("A", body))]);
    assert_eq!(targets(&loaded.book.unwrap(), 0), ["-", "-", "-", "-", "<tel:1>"]);
    let leaves = |f: &&String| f.starts_with("warning link-leaves-book a.md:");
    assert_eq!(loaded.findings.iter().filter(leaves).count(), 3, "{:?}", loaded.findings);
    assert!(loaded.findings.iter().any(|f| f.starts_with("warning unknown-file a.md:8:1")), "{:?}", loaded.findings);
    assert_eq!(loaded.findings.len(), 4);
}

#[test]
fn a_heading_that_none_exceeds_is_the_title() {
    let title_and_levels = |text: &str| {
        let book = load_book(&manifest(&["a.md"]), &[("a.md", text)]).book.unwrap();
        let chapter = &book.chapters[0].chapter;
        let level = |block: &anthology_document::Block| match &block.kind {
            anthology_document::BlockKind::Heading { level, .. } => Some(*level),
            _ => None,
        };
        (chapter.front.title.clone(), chapter.blocks.iter().filter_map(level).collect::<Vec<u8>>())
    };
    let is = |title: &str, levels: &[u8]| (title.to_owned(), levels.to_vec());
    assert_eq!(title_and_levels("# A\n\n## B\n\n### C\n"), is("A", &[2, 3]));
    assert_eq!(title_and_levels("## A\n\n### B\n\n#### C\n"), is("A", &[2, 3]));
    assert_eq!(title_and_levels("## A\n\n## B\n\n### C\n"), is("A", &[2, 3]));
    assert_eq!(title_and_levels("### A\n\n### B\n\n#### C\n"), is("A", &[2, 3]));
    assert_eq!(title_and_levels("<a name=\"x\"></a>\n## A *b*\n\nText.\n"), is("A *b*", &[]));
    assert_eq!(title_and_levels("## A\n\n# B\n"), is("", &[2, 1]));
    assert_eq!(title_and_levels("Text.\n\n## B\n"), is("", &[2]));
}

#[test]
fn links_that_lead_nowhere() {
    let a = chapter(
        "A",
        "[1](bb.md)\n[2](d.md)\n[3](b.md#nmae)\n[4](../../x.html)\n[5](www.example.org)\n[6]()\n[7](gone.md)\n\
         [](b.md#nmae)\n[9](b.md#nmae){.page}",
    );
    let loaded = load_book(
        &manifest(&["c/a.md", "c/b.md", "c/gone.md"]),
        &[("c/a.md", &a), ("c/b.md", &chapter("B", "## N {#name}")), ("c/d.md", "x")],
    );
    let book = loaded.book.unwrap();
    assert_eq!(targets(&book, 0), ["-", "-", "b", "-", "-", "-", "-", "-", "-"]);
    let of_chapter: Vec<String> = loaded.findings.into_iter().filter(|f| f.contains(" c/a.md")).collect();
    insta::assert_snapshot!(of_chapter.join("\n"));
}

#[test]
fn ids_that_other_tools_write_otherwise() {
    let b = chapter("B", "## What is a De Bruijn index?\n\n## `--cap-lints`: how\n\n## A b\n\n## Ab\n");
    let a = chapter(
        "A",
        "[1](b.md#what-is-a-debruijn-index)\n[2](b.md#--cap-lints-how)\n[3](b.md#What-Is-A-De-Bruijn-Index)\n\
         [4](b.md#a_b)\n[5](b.md#---)",
    );
    let loaded = load_book(&manifest(&["c/a.md", "c/b.md"]), &[("c/a.md", &a), ("c/b.md", &b)]);
    let index = "b#what-is-a-de-bruijn-index";
    assert_eq!(targets(&loaded.book.unwrap(), 0), [index, "b#cap-lints-how", index, "b", "b"]);
    let codes: Vec<_> = loaded.findings.iter().filter(|f| f.contains("unknown-anchor")).collect();
    assert_eq!(codes.len(), 2, "two headings have these letters, and none has none: {codes:?}");
}

#[test]
fn duplicate_ids() {
    let loaded = load_book(
        &manifest(&["a.md", "b.md", "sub/b.md"]),
        &[
            ("a.md", &chapter("A", "## One {#x}\n\n## Two {#x}\n\n## P12")),
            ("b.md", "+++\ntitle = \"B\"\nid = \"same\"\n+++\n\nText.\n"),
            ("sub/b.md", "+++\ntitle = \"C\"\nid = \"same\"\n+++\n\nText.\n"),
        ],
    );
    insta::assert_snapshot!(loaded.findings.join("\n"));
    let book = loaded.book.unwrap();
    let ids: Vec<_> = book.chapters[0].chapter.blocks.iter().map(|b| b.attrs.id.as_deref()).collect();
    assert_eq!(ids, [Some("x"), Some("x"), Some("s-p12")]);
}

#[test]
fn chapters_of_one_name_in_two_folders_have_two_slugs() {
    let text = chapter("A", "Text.");
    let loaded = load_book(&manifest(&["x/a.md", "y/a.md"]), &[("x/a.md", &text), ("y/a.md", &text)]);
    let slugs: Vec<String> = loaded.book.unwrap().chapters.iter().map(|c| c.slug.to_string()).collect();
    assert_eq!(slugs, ["a", "a-2"]);
}

/// A PNG's signature and header chunk, of an image that claims to be this large.
fn png(width: u32, height: u32) -> Vec<u8> {
    of_data(width, height, &stored(&vec![0; (u64::from(width + 1) * u64::from(height)).min(0xffff) as usize]))
}

/// The same with data of its own.
fn of_data(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        bytes.extend((data.len() as u32).to_be_bytes());
        let body = [name.as_slice(), data].concat();
        bytes.extend(&body);
        bytes.extend(crc(&body).to_be_bytes());
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes()[..], &[8, 0, 0, 0, 0]].concat();
    chunk(b"IHDR", &header);
    chunk(b"IDAT", data);
    chunk(b"IEND", &[]);
    bytes
}

/// Data as zlib packs them without making them smaller.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    let head = [&[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
    [&head, data, &(b << 16 | a).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn images_and_their_faults() {
    let body = "![a](../images/good.png)\n\n![b](../images/goood.png)\n\n![c](images/good.png)\n\n\
                ![d](../images/cut.png)\n\n![e](../images/huge.png)\n\n![f](../images/text.png)\n\n\
                ![g](../images/drawing.svg)\n\n![h](https://example.org/x.png)\n\n![i](../../x.png)\n\n\
                ![j](../images/bad.svg)\n\n![k](../images/short.png)\n\n![l](../images/long.png)\n\n\
                ![m](../images/lossless.jpg)\n\n![n](../images/taller.jpg)\n\n![o](../images/restarts.jpg)\n\n\
                ![p](../images/deep.jpg)";
    let svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2in\" height=\"48\"/>";
    let cut = png(4, 3)[..40].to_vec();
    let jpeg = include_bytes!("../../images/tests/jpeg/baseline.jpg");
    let changed = |mark: u8, byte: usize, to: u8| {
        let mut changed = jpeg.to_vec();
        let at = jpeg.windows(2).position(|pair| pair == [0xff, mark]).unwrap();
        changed[at + byte] = to;
        changed
    };
    let world = MemoryWorld::new()
        .with("book.toml", manifest(&["c/a.md"]))
        .with("c/a.md", chapter("A", body))
        .with("images/good.png", png(4, 3))
        .with("images/cut.png", cut)
        .with("images/huge.png", png(20_000, 20_000))
        .with("images/text.png", "not an image")
        .with("images/drawing.svg", svg)
        .with("images/bad.svg", "<svg")
        .with("images/short.png", of_data(4, 3, &stored(&[0; 14])))
        .with("images/long.png", of_data(4, 3, &stored(&[0; 16])))
        .with("images/taller.jpg", changed(0xc0, 6, 200))
        .with("images/restarts.jpg", changed(0xd0, 1, 0xd5))
        .with("images/deep.jpg", changed(0xc0, 4, 12))
        .with("images/lossless.jpg", [0xff, 0xd8, 0xff, 0xc3, 0, 11, 8, 0, 1, 0, 1, 1, 0, 0, 0, 0xff, 0xd9]);
    let loaded = load_world(&world);
    let codes: Vec<String> = loaded.findings.iter().map(|f| f.split(" `").next().unwrap().to_owned()).collect();
    assert_eq!(
        codes,
        [
            "error missing-image c/a.md:7:1",
            "error missing-image c/a.md:9:1",
            "error truncated-image c/a.md:11:1",
            "error huge-image c/a.md:13:1",
            "error unknown-image-format c/a.md:15:1",
            "error remote-image c/a.md:19:1",
            "error image-outside-book c/a.md:21:1",
            "error broken-image c/a.md:23:1",
            "error truncated-image c/a.md:25:1",
            "warning damaged-image c/a.md:27:1",
            "error unknown-image-format c/a.md:29:1",
            "error truncated-image c/a.md:31:1",
            "warning damaged-image c/a.md:33:1",
            "error unknown-image-format c/a.md:35:1",
        ],
        "{:#?}",
        loaded.findings
    );
    assert!(loaded.findings[0].ends_with("(did you mean `../images/good.png`?)"), "{}", loaded.findings[0]);
    assert!(loaded.findings[1].ends_with("(did you mean `../images/good.png`?)"), "{}", loaded.findings[1]);
    let book = loaded.book.unwrap();
    let images: Vec<_> = book.images.iter().map(|i| (i.path.as_str(), i.format, i.size)).collect();
    assert_eq!(
        images,
        [
            ("images/drawing.svg", ImageFormat::Svg, PixelSize::new(192, 48)),
            ("images/good.png", ImageFormat::Png, PixelSize::new(4, 3)),
            ("images/long.png", ImageFormat::Png, PixelSize::new(4, 3)),
            ("images/restarts.jpg", ImageFormat::Jpeg, PixelSize::new(39, 26))
        ]
    );
    assert_eq!(book.image(0, "../images/drawing.svg"), Some(0));
    assert_eq!(book.image(0, "../images/huge.png"), None);
}

#[test]
fn images_that_swell_or_reach_outside() {
    let mut zeros = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 20_000_000), &mut zeros).unwrap();
    let body = [b"iCCP" as &[u8], b"x\0\0", &zeros.finish().unwrap()].concat();
    let profile = [&(body.len() as u32 - 4).to_be_bytes()[..], &body, &crc(&body).to_be_bytes()].concat();
    let (head, tail) = (&png(4, 3)[..33], &png(4, 3)[33..]);
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='x.png' width='9' height='9'/>\
                   <image href='data:image/png;base64,' width='9' height='9'/></svg>";
    let world = MemoryWorld::new()
        .with("book.toml", manifest(&["c/a.md"]))
        .with("c/a.md", chapter("A", "![a](swells.png)\n\n![b](reaches.svg)"))
        .with("c/swells.png", [head, &profile, tail].concat())
        .with("c/reaches.svg", drawing);
    let found = load_world(&world).findings;
    let [swells, reaches, embeds] = found.as_slice() else { panic!("{found:?}") };
    let swelling = "error huge-image c/a.md:5:1 `![a](swells.png)`: the colour profile of the image";
    assert!(swells.starts_with(swelling), "{swells}");
    let reaching = "warning svg-refers-outside c/a.md:7:1 `![b](reaches.svg)`: the SVG image `c/reaches.svg` refers";
    assert!(reaches.starts_with(reaching), "{reaches}");
    let embedding = "warning svg-broken-image c/a.md:7:1 `![b](reaches.svg)`: an image embedded in the SVG image";
    assert!(embeds.starts_with(embedding), "{embeds}");
}

#[test]
fn schemes_that_nothing_follows() {
    let body = "[1](ttps://e.org/x)\n[2](hhttps://e.org)\n[3](HTTPS://e.org)\n[4](doi:10.1/x)\n[5](https://e.org)";
    let loaded = load_book(&manifest(&["a.md"]), &[("a.md", &chapter("A", body))]);
    insta::assert_snapshot!(loaded.findings.join("\n"));
    assert_eq!(targets(&loaded.book.unwrap(), 0)[0], "<ttps://e.org/x>");
}

#[test]
fn footnotes_of_titles() {
    let files = [
        ("a.md", "# From a heading[^1]\n\nText[^2].\n\n[^1]: One.\n\n[^2]: Two.\n"),
        (
            "b.md",
            "+++\ntitle = \"From *front* matter[^t]\"\nsubtitle = \"Sub[^s]\"\n+++\n\nText[^2].\n\n[^2]: Two.\n\n[^t]: Title's.\n\n[^s]: Subtitle's.\n",
        ),
        ("c.md", "+++\ntitle = \"Lost[^nowhere]\"\n+++\n\nText.\n"),
    ];
    let loaded = load_book(&manifest(&["a.md", "b.md", "c.md"]), &files);
    insta::assert_snapshot!(loaded.findings.join("\n"));
    let book = loaded.book.unwrap();
    let marks = |chapter: usize| -> Vec<usize> {
        let title = book.chapters[chapter].title.iter();
        title.filter_map(|i| if let InlineKind::NoteMark(n) = i.kind { Some(n) } else { None }).collect()
    };
    assert_eq!((marks(0), marks(1), marks(2)), (vec![0], vec![0], vec![]));
    let labels: Vec<&str> = book.chapters[1].chapter.notes.iter().map(|n| n.label.as_str()).collect();
    assert_eq!(labels, ["t", "s", "2"]);
}

/// A world that counts how often its folders are listed.
struct Counting {
    inner: MemoryWorld,
    lists: std::sync::atomic::AtomicUsize,
}

impl anthology_base::World for Counting {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        self.inner.read(path)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.lists.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.inner.list(folder)
    }

    fn today(&self) -> anthology_base::Date {
        self.inner.today()
    }
}

#[test]
fn faults_of_one_kind_cost_no_more_listings() {
    let lists = |n: usize| {
        let missing: Vec<String> = (0..n).map(|i| format!("c/missing-{i}.md")).collect();
        let mut chapters: Vec<&str> = missing.iter().map(String::as_str).collect();
        chapters.push("c/a.md");
        let links: String = (0..n).map(|i| format!("[x](nowhere-{i}.md) [y](#none-{i}) [z](data-{i}.csv)\n")).collect();
        let headings = "## Same\n\n".repeat(n);
        let text = chapter("A", &format!("{links}\n{headings}"));
        let inner = MemoryWorld::new().with("book.toml", manifest(&chapters)).with("c/a.md", text);
        let world = Counting { inner, lists: Default::default() };
        let (mut sources, mut findings) = (anthology_base::SourceMap::new(), anthology_base::Diagnostics::new());
        let book = anthology_book::load(&world, &mut sources, &mut findings).expect("a book");
        assert_eq!(findings.iter().filter(|f| f.code == "missing-chapter").count(), n);
        assert_eq!(book.chapters[0].chapter.blocks.len(), n + 1);
        world.lists.into_inner()
    };
    assert_eq!(lists(500), lists(2000));
}

#[test]
fn patterns_take_files_in_natural_order_and_none_that_is_listed() {
    let texts = ["c/10.md", "c/9.md", "c/_x.md", "c/README.md", "c/sub/a.md", "c/pre.md", "c/SUMMARY.md", "c/n.txt"];
    let text = chapter("T", "Text.");
    let files: Vec<(&str, &str)> = texts.iter().map(|path| (*path, text.as_str())).collect();
    let paths = |listed: &[&str]| {
        let loaded = load_book(&manifest(listed), &files);
        let unlisted = |finding: &String| !finding.contains("unlisted-chapter");
        assert_eq!(loaded.findings.iter().filter(|f| unlisted(f)).collect::<Vec<_>>(), [""; 0]);
        loaded.book.unwrap().chapters.iter().map(|chapter| chapter.path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(paths(&["c/pre.md", "c/*.md"]), ["c/pre.md", "c/9.md", "c/10.md"]);
    assert_eq!(paths(&["c/*.md", "c/pre.md"]), ["c/9.md", "c/10.md", "c/pre.md"]);
    assert_eq!(paths(&["**/*.md"]), ["c/9.md", "c/10.md", "c/pre.md", "c/sub/a.md"]);
    assert_eq!(paths(&["c/*/a.md", "c/[0-9].md"]), ["c/sub/a.md", "c/9.md"]);

    let empty = load_book(&manifest(&["d/*.md", "c/9.md"]), &files);
    let error = "error empty-pattern book.toml:3:13 `\"d/*.md\"`: no file matches `d/*.md` (patterns are relative to the \
                 folder that contains book.toml; `*` stays in one folder)";
    assert_eq!(empty.findings.iter().filter(|f| f.starts_with("error")).collect::<Vec<_>>(), [error]);
    // A file may be called like a pattern.
    let odd = load_book(&manifest(&["a[1].md"]), &[("a[1].md", &text)]);
    assert_eq!(odd.findings, [""; 0]);
}

#[test]
fn sections_are_below_their_chapters_and_have_no_numbers() {
    let manifest = r#"[book]
title = "A"
[[part]]
title = "P"
chapters = [
  { file = "a.md", sections = ["b.md", { file = "c.md", sections = ["d.md"] }] },
  "e.md",
]
"#;
    let text = chapter("T", "Text.");
    let files = ["a.md", "b.md", "c.md", "d.md", "e.md"].map(|path| (path, text.as_str()));
    let loaded = load_book(manifest, &files);
    assert_eq!(loaded.findings, [""; 0]);
    let body: Vec<String> = sections(&loaded.book.unwrap()).into_iter().filter(|s| s.starts_with("Body")).collect();
    assert_eq!(body, ["Body 0 part-1", "Body 1 a 1", "Body 2 b -", "Body 2 c -", "Body 3 d -", "Body 1 e 2"]);
}

#[test]
fn the_manifest_of_mdbook_is_known_and_ours_may_lie_beside_it() {
    let theirs = "[book]\ntitle = \"T\"\nauthors = [\"A\"]\nsrc = \"src\"\n[output.html]\n";
    let loaded = load_book(theirs, &[]);
    assert!(loaded.book.is_none());
    assert_eq!(loaded.findings.len(), 1);
    assert!(loaded.findings[0].starts_with("error mdbook-manifest book.toml:5:2 `output`"), "{:?}", loaded.findings);
    let text = chapter("T", "Text.");
    let beside = load_book(theirs, &[("anthology.toml", &manifest(&["a.md"])), ("a.md", &text)]);
    assert_eq!(beside.findings, [""; 0]);
}

#[test]
fn includes_of_mdbook() {
    let code = "fn main() {\n    // ANCHOR: body\n    greet();\n    // ANCHOR_END: body\n}\n";
    let one = "Before.[^a]\n\n{{#include parts/_more.md}}\n\n```rust\n{{#include ../src/main.rs:body}}\n// {{#include \
               ../src/main.rs:1}}\n\\{{#include kept}}\n```\n\nIn {{#include version.txt}} of it.\n\n[^a]: First.\n\n\
               ```\n{{#include gone.rs}}\n```\n\n{{#include ../../out.md}}\n\n{{#include parts/again.md}}\n";
    let files = [
        ("chapters/one.md", chapter("One", one)),
        (
            "chapters/parts/_more.md",
            "More[^b] in [](#here) and [](#gone).\n\n## Here {#here}\n\n[^b]: Second.\n".to_owned(),
        ),
        ("chapters/parts/again.md", "Again.\n\n{{#include parts/again.md}}\n".to_owned()),
        ("chapters/version.txt", "version *1.2*\n".to_owned()),
        ("src/main.rs", code.to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let loaded = load_book(&manifest(&["chapters/one.md"]), &files);
    assert_eq!(
        loaded.findings,
        [
            "warning include chapters/one.md:20:1 `{{#include gone.rs}}`: included file `chapters/gone.rs` not found; it is \
             printed as typed (paths are relative to the chapter's file)",
            "warning include chapters/one.md:23:1 `{{#include ../../out.md}}`: include of `../../out.md`, which is not in \
             the book's folder; it is printed as typed (move the file into the book's folder, or paste its text)",
            "error unknown-anchor chapters/parts/_more.md:1:27 `[](#gone)`: no `#gone` in `chapters/one.md` (add {#gone} \
             after the heading that the link should go to)",
            "warning include chapters/parts/again.md:3:1 `{{#include parts/again.md}}`: `parts/again.md` is included more \
             than 10 levels deep; it is printed as typed (remove the include: perhaps the file includes itself)",
        ]
    );
    let book = loaded.book.expect("a book");
    let read = anthology_document::to_markdown(&book.chapters[0].chapter);
    assert!(read.contains("Before.[^a]\n\nMore[^b] in [](#here)"), "{read}");
    assert!(read.contains("```rust\n    greet();\n// fn main() {\n{{#include kept}}\n```"), "{read}");
    assert!(read.contains("In version *1.2* of it."), "{read}");
    assert_eq!(read.matches("Again.").count(), 10);
    assert!(read.contains("[^a]: First.\n\n[^b]: Second."), "{read}");
}

#[test]
fn wiki_links_lead_to_chapters() {
    let one = "See [[Two]], [[two#The End|the end]], [[sub/three]], [[#Here]], [[Gone]] and ![[Two]].\n\n## Here\n\n\
               | a | b |\n|---|---|\n| [[Two\\|it]] | [[1]](https://example.org) |\n";
    let loaded = load_book(
        &manifest(&["One.md", "Two.md", "sub/three.md"]),
        &[
            ("One.md", &chapter("One", one)),
            ("Two.md", "# Two\n\n## The end\n\nText.\n"),
            ("sub/three.md", "# Three\n\nText.\n"),
        ],
    );
    let codes: Vec<&str> = loaded.findings.iter().map(|line| line.split(": ").next().unwrap_or_default()).collect();
    assert_eq!(codes, ["warning wiki-link One.md:5:65 `[[Gone]]`", "warning include One.md:5:78 `![[Two]]`"]);
    let book = loaded.book.expect("a book");
    let read = anthology_document::to_markdown(&book.chapters[0].chapter);
    assert!(
        read.contains("See [Two](/Two.md), [the end](</Two.md#The End>), [three](/sub/three.md), [Here](#Here)"),
        "{read}"
    );
    assert!(read.contains("| [it](/Two.md) | [\\[1\\]](https://example.org) |"), "{read}");
}
