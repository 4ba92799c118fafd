//! A small book that uses every construct.

use anthology_base::Length;
use anthology_layout::page::{
    Artifact, CellSpan, HeaderScope, ImageFormat, ItemKind, LinkTo, Pages, PixelSize, Rect, Role, Tag,
};

use crate::support::{BOLD, ITALIC, MARGIN, MONO, REGULAR, Setter, pt};

pub(crate) fn book() -> Pages {
    let mut s = Setter::new();
    let document = anthology_layout::page::NodeId(0);
    contents(&mut s, document);
    let chapter = s.node(Some(document), Role::Section);
    s.edit(chapter).title = Some("On Trust".to_owned());
    s.page("1");
    s.artifact(Artifact::Header, pt(36), "The running head");
    let heading = s.node(Some(chapter), Role::Heading(1));
    s.y += pt(20);
    s.destination("trust", heading);
    s.line(heading, BOLD, 16, "On Trust");
    paragraph(&mut s, chapter);
    foreign(&mut s, chapter);
    list(&mut s, chapter);
    table(&mut s, chapter);
    quote_and_code(&mut s, chapter);
    s.artifact(Artifact::Footer, pt(550), "1");
    s.page("2");
    second(&mut s, chapter);
    terms(&mut s, chapter);
    figures(&mut s, chapter);
    s.outline("Contents", 0, "contents");
    s.outline("Part One", 0, "trust");
    s.outline("1 On Trust", 1, "trust");
    s.outline("Costs & “gains”", 2, "trust#costs");
    s.pages
}

fn contents(s: &mut Setter, document: anthology_layout::page::NodeId) {
    s.page("i");
    s.page("ii");
    s.pages.pages[0].blank = true;
    let section = s.node(Some(document), Role::Section);
    let heading = s.node(Some(section), Role::Heading(1));
    s.destination("contents", heading);
    s.line(heading, BOLD, 14, "Contents");
    let toc = s.node(Some(section), Role::Toc);
    let item = s.node(Some(toc), Role::TocItem);
    let reference = s.node(Some(item), Role::Reference);
    let link = s.node(Some(reference), Role::Link);
    s.y += pt(15);
    let end = s.text_at(link, REGULAR, 11, pt(MARGIN), "On Trust ");
    s.link(link, pt(MARGIN), end, LinkTo::Destination("trust".to_owned()), "On Trust, page 1");
    s.text_at(link, REGULAR, 11, pt(280), "1");
    s.link(link, pt(280), pt(290), LinkTo::Destination("trust".to_owned()), "On Trust, page 1");
}

fn paragraph(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let p = s.node(Some(chapter), Role::Paragraph);
    s.destination("trust.1", p);
    s.line(p, REGULAR, 11, "The office of a sufficient reason is diffi\u{ad}");
    s.line(p, REGULAR, 11, "cult to fill, and ");
    let em = s.node(Some(p), Role::Emphasis);
    let x = s.text_at(em, ITALIC, 11, pt(140), "nobody");
    let x = s.text_at(p, REGULAR, 11, x, " has said so");
    let reference = s.node(Some(p), Role::Reference);
    let mark = s.text_at(reference, REGULAR, 7, x, "1");
    s.link(reference, x, mark, LinkTo::Destination("note-1".to_owned()), "Note 1");
    let order = s.next_order();
    s.text_at(p, REGULAR, 11, mark, " before.");
    // The note is read where its mark stands and painted at the foot.
    let note = s.node(Some(p), Role::Note);
    s.edit(note).order = order;
    let y = std::mem::replace(&mut s.y, pt(500));
    s.destination("note-1", note);
    let rule = Rect { x: pt(MARGIN), y: pt(490), width: pt(60), height: Length::from_pt_f64(0.5) };
    s.push(ItemKind::Rule(rule), Tag::Artifact(Artifact::Layout));
    let label = s.node(Some(note), Role::Label);
    let back = s.node(Some(label), Role::Link);
    let end = s.text_at(back, REGULAR, 9, pt(MARGIN), "1");
    s.link(back, pt(MARGIN), end, LinkTo::Destination("trust.1".to_owned()), "Back to the text");
    let body = s.node(Some(note), Role::Paragraph);
    let x = s.text_at(body, REGULAR, 9, end, " See ");
    let link = s.node(Some(body), Role::Link);
    let end = s.text_at(link, REGULAR, 9, x, "example.org");
    s.link(link, x, end, LinkTo::Uri("https://example.org/é(1)".to_owned()), "example.org");
    s.y = y;
}

fn foreign(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let p = s.node(Some(chapter), Role::Paragraph);
    s.y += pt(15);
    let x = s.text_at(p, REGULAR, 11, pt(MARGIN), "They say ");
    let span = s.node(Some(p), Role::Span);
    s.edit(span).lang = "fr".parse().ok();
    let mut run = s.run(s.font(REGULAR), pt(11), x, s.y, "«\u{202f}déjà vu\u{202f}»");
    run.lang = "fr".parse().expect("a tag");
    let order = s.next_order();
    s.push(ItemKind::Glyphs(run), Tag::Content { node: span, order });
    // The language of a run where no node says it, and one glyph for two texts.
    let mut run = s.run(s.font(REGULAR), pt(11), pt(180), s.y, " Weltschmerz");
    run.lang = "de".parse().expect("a tag");
    run.scale = 10_150;
    run.text = " Weltschmerz".replace('W', "w");
    let order = s.next_order();
    s.push(ItemKind::Glyphs(run), Tag::Content { node: p, order });
}

fn list(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let list = s.node(Some(chapter), Role::List { numbered: true });
    for (label, text) in [("1.", "First thing"), ("2.", "Second thing")] {
        let item = s.node(Some(list), Role::ListItem);
        s.y += pt(15);
        let mark = s.node(Some(item), Role::Label);
        s.text_at(mark, REGULAR, 11, pt(MARGIN), label);
        let body = s.node(Some(item), Role::ListBody);
        let p = s.node(Some(body), Role::Paragraph);
        s.text_at(p, REGULAR, 11, pt(MARGIN + 20), text);
    }
}

/// A list of terms, with every mark that is a span or a quotation.
fn terms(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let list = s.node(Some(chapter), Role::Definitions);
    let item = s.node(Some(list), Role::ListItem);
    let term = s.node(Some(item), Role::Label);
    s.line(term, BOLD, 11, "Water");
    let body = s.node(Some(item), Role::ListBody);
    let p = s.node(Some(body), Role::Paragraph);
    s.y += pt(15);
    let mut x = s.text_at(p, REGULAR, 11, pt(MARGIN), "is ");
    let shifted = |tenths: i64| Role::Shifted { by: Length::from_pt_f64(tenths as f64 / 10.0) };
    let marks = [
        (Role::Quote, "so to say"),
        (shifted(-15), "2"),
        (shifted(35), "st"),
        (Role::Struck, "not"),
        (Role::Underlined, "wet"),
    ];
    for (role, text) in marks {
        let mark = s.node(Some(p), role);
        x = s.text_at(mark, REGULAR, 11, x, text);
        x = s.text_at(p, REGULAR, 11, x, " ");
    }
}

fn table(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let table = s.node(Some(chapter), Role::Table);
    let caption = s.node(Some(table), Role::Caption);
    s.line(caption, ITALIC, 10, "Table 1: Costs");
    let head = s.node(Some(table), Role::TableHead);
    let body = s.node(Some(table), Role::TableBody);
    let covers = CellSpan::default();
    let header = Role::HeaderCell { scope: HeaderScope::Column, covers };
    let rows = [(head, header, ["Kind", "Price"]), (body, Role::DataCell { covers }, ["Trust", "none"])];
    for (part, role, cells) in rows {
        let row = s.node(Some(part), Role::TableRow);
        s.y += pt(15);
        for (column, text) in cells.into_iter().enumerate() {
            let cell = s.node(Some(row), role);
            s.text_at(cell, REGULAR, 10, pt(MARGIN + 100 * column as i64), text);
        }
    }
}

fn quote_and_code(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let quote = s.node(Some(chapter), Role::BlockQuote);
    let p = s.node(Some(quote), Role::Paragraph);
    s.line(p, REGULAR, 10, "To be, or not-to-be (that) \\ is");
    let div = s.node(Some(chapter), Role::Div);
    let code = s.node(Some(div), Role::Code);
    s.line(code, MONO, 9, "let x = vec![1, 2];");
}

fn second(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let heading = s.node(Some(chapter), Role::Heading(2));
    s.destination("trust#costs", heading);
    s.line(heading, BOLD, 12, "Costs & “gains”");
    let p = s.node(Some(chapter), Role::Paragraph);
    s.line(p, REGULAR, 11, "A paragraph that goes on ");
    let abbreviation = s.node(Some(p), Role::Span);
    s.edit(abbreviation).expansion = Some("Portable Document Format".to_owned());
    s.text_at(abbreviation, REGULAR, 11, pt(190), "PDF");
    s.artifact(Artifact::Footer, pt(550), "2");
    s.page("3");
    s.line(p, REGULAR, 11, "over the page.");
}

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100">
<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#036"/></linearGradient>
<clipPath id="c"><circle cx="150" cy="50" r="30"/></clipPath></defs>
<rect x="5" y="5" width="60" height="60" fill="#c00" stroke="#000" stroke-width="2" stroke-dasharray="4 2"/>
<g opacity="0.5" transform="translate(20 10)"><circle cx="40" cy="40" r="25" fill="#08c"/><circle cx="60" cy="40" r="25"/></g>
<g transform="rotate(10)"><rect x="80" y="60" width="40" height="25" fill="url(#g)"/></g>
<g clip-path="url(#c)"><rect x="120" y="20" width="60" height="60" fill="#393"/></g>
<text x="10" y="92" font-size="12" fill-opacity="0.8">A drawing, outlined</text></svg>"##;

fn figures(s: &mut Setter, chapter: anthology_layout::page::NodeId) {
    let images = [
        (ImageFormat::Svg, SVG.as_bytes().to_vec(), "Two circles and a square"),
        (ImageFormat::Png, png(), "A grid in fading colours"),
        (ImageFormat::Jpeg, jpeg(), "A grey wedge"),
    ];
    for (index, (format, bytes, alt)) in images.into_iter().enumerate() {
        let image = s.image(&format!("p{index}"), format, bytes, PixelSize::new(200, 100));
        let figure = s.node(Some(chapter), Role::Figure);
        s.edit(figure).alt = Some(alt.to_owned());
        let rect = Rect { x: pt(MARGIN), y: s.y + pt(10), width: pt(200), height: pt(100) };
        let order = s.next_order();
        s.push(ItemKind::Image { image, rect, turned: false }, Tag::Content { node: figure, order });
        s.y += pt(110);
        let caption = s.node(Some(figure), Role::Caption);
        s.line(caption, ITALIC, 10, alt);
    }
    let rect = Rect { x: pt(260), y: pt(20), width: pt(40), height: pt(20) };
    s.push(ItemKind::Image { image: 1, rect, turned: false }, Tag::Artifact(Artifact::Layout));
}

fn png() -> Vec<u8> {
    let image = image::RgbaImage::from_fn(40, 20, |x, y| {
        image::Rgba([(x * 6) as u8, (y * 12) as u8, 128, if (x + y) % 2 == 0 { 255 } else { (x * 6) as u8 }])
    });
    encoded(image.into(), image::ImageFormat::Png)
}

fn jpeg() -> Vec<u8> {
    let image = image::GrayImage::from_fn(64, 32, |x, _| image::Luma([(x * 4) as u8]));
    encoded(image.into(), image::ImageFormat::Jpeg)
}

pub(crate) fn encoded(image: image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image.write_to(&mut out, format).expect("an encoder");
    out.into_inner()
}
