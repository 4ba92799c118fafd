//! A section as an XHTML file.

use std::collections::BTreeMap;
use std::ops::Range;

use anthology_base::xml::escape;
use anthology_base::{Address, Lang, ParagraphNumber};
use anthology_typeset::{
    CodeMargin, GroupRole, ImageWidth, Matter, NotePlacement, ParagraphStyle, SectionKind, SetBlock, SetBlockKind,
    SetDefinition, SetImage, SetItem, SetNote, SetParagraph, SetSection,
};

use crate::attributes::Attributes;
use crate::classes;
use crate::document::document;
use crate::inline::{self, Breaking, InlineContext};
use crate::markup::Markup;
use crate::publication::{Device, Publication, section_id, semantics};

/// The file of section `index`.
pub fn section(publication: &Publication<'_>, index: usize) -> String {
    let section = &publication.text.sections[index];
    let body_type = match section.matter {
        Matter::Front => "frontmatter",
        Matter::Body => "bodymatter",
        Matter::Back => "backmatter",
    };
    let title = if section.title.is_empty() { &publication.text.metadata.title } else { &section.title };
    document(section.lang, publication.text.metadata.language, title, "../stylesheet.css", body_type, |m| {
        for_device(m, publication.device(), |m| write_sections(m, publication, index..index + 1));
    })
}

/// Writes the content of a body in the elements that a device's renderer looks for.
pub fn for_device(m: &mut Markup, device: Device, content: impl FnOnce(&mut Markup)) {
    if device != Device::Kobo {
        return content(m);
    }
    m.open("div", &[("id", "book-columns")]);
    m.open("div", &[("id", "book-inner")]);
    m.newline();
    content(m);
    m.close("div");
    m.close_line("div");
}

/// Writes `section` elements, of one file.
pub fn write_sections(m: &mut Markup, publication: &Publication<'_>, indices: Range<usize>) {
    let mut tables = BTreeMap::new();
    for index in indices {
        let section = &publication.text.sections[index];
        let title = if section.title.is_empty() { &publication.text.metadata.title } else { &section.title };
        let mut writer = SectionWriter {
            m,
            publication,
            file: index,
            index,
            section,
            headed: false,
            tables: std::mem::take(&mut tables),
            note_label: String::new(),
            verse_before: String::new(),
        };
        writer.write(title);
        tables = writer.tables;
    }
}

/// The `img` element of an image in a section's file.
pub(crate) fn image_tag(publication: &Publication<'_>, image: &SetImage, class: &str) -> String {
    let mut m = Markup::new("");
    let src = format!("../{}", publication.image_file(image.image));
    let style = match image.width {
        ImageWidth::Natural => String::new(),
        ImageWidth::Measure(per_mille) => format!("width: {}%", f64::from(per_mille) / 10.0),
        ImageWidth::Fixed(width) => format!("width: {:.2}em", width.ratio(publication.text.theme.grid()) * 1.4),
    };
    let role = if image.decorative { "presentation" } else { "" };
    let classes = match (class, publication.is_transparent(image.image)) {
        (class, false) => class.to_owned(),
        ("", true) => "transparent".to_owned(),
        (class, true) => format!("{class} transparent"),
    };
    m.open_image(&src, &escape(&image.alt), &[("class", &classes), ("role", role), ("style", &style)]);
    m.finish()
}

impl Markup {
    /// An `img`. Its `alt` is written even if it is empty, since screen readers read the file name of an image without
    /// one.
    fn open_image(&mut self, src: &str, escaped_alt: &str, attributes: &[(&str, &str)]) {
        self.raw(&format!("<img src=\"{}\" alt=\"{escaped_alt}\"", escape(src)));
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.raw(&format!(" {key}=\"{}\"", escape(value)));
        }
        self.raw("/>");
    }
}

pub(crate) struct SectionWriter<'m, 'a> {
    pub(crate) m: &'m mut Markup,
    pub(crate) publication: &'a Publication<'a>,
    /// Index of the section whose file this is.
    file: usize,
    /// Index of the section that the text belongs to.
    index: usize,
    section: &'a SetSection,
    /// True after the section's own heading, which takes its id.
    headed: bool,
    /// The number of tables so far in the file, by name.
    pub(crate) tables: BTreeMap<String, usize>,
    /// The label of a note, as markup, for the paragraph that begins it.
    note_label: String,
    /// The text of the last line of verse, after which another may go on.
    pub(crate) verse_before: String,
}

impl SectionWriter<'_, '_> {
    fn write(&mut self, title: &str) {
        let section = self.section;
        let (kind, role) = semantics(section);
        let slug = section.slug.as_str();
        let title_id = format!("{slug}-title");
        let has_heading = has_heading(&section.blocks);
        // On one page with the others, several would have the book's title.
        let alone = self.publication.heading_depth() == 0;
        let label = if has_heading || !alone { "" } else { title };
        let labelled_by = if has_heading { title_id.as_str() } else { "" };
        let class = match section.kind {
            SectionKind::Chapter(_) => "chapter",
            _ => kind,
        };
        self.m.open(
            "section",
            &[
                ("epub:type", kind),
                ("role", role),
                ("id", &section_id(&section.slug)),
                ("class", class),
                ("aria-labelledby", labelled_by),
                ("aria-label", label),
            ],
        );
        self.m.newline();
        self.blocks(&section.blocks, section.lang);
        if self.publication.text.notes != NotePlacement::Book {
            self.notes(&section.notes);
        }
        for label in self.publication.trailing.get(&self.index).into_iter().flatten() {
            inline::page_break(self.m, self.publication, "div", label);
            self.m.newline();
        }
        self.m.close_line("section");
    }

    pub(crate) fn blocks(&mut self, blocks: &[SetBlock], lang: Lang) {
        for block in blocks {
            self.block(block, lang);
        }
    }

    pub(crate) fn block(&mut self, block: &SetBlock, outer: Lang) {
        let id = block.id.as_deref().map(|id| self.publication.author_id(&self.section.slug, id)).unwrap_or_default();
        let lang = if block.lang == outer { "" } else { block.lang.as_str() };
        let classes = block.classes.join(" ");
        let class = classes::attribute(&classes);
        let mut attributes = Attributes { id: &id, lang, class, label: "", kind: classes::meaning(&classes) };
        match &block.kind {
            SetBlockKind::Paragraph(paragraph) => self.paragraph("p", paragraph, &attributes, block.lang),
            SetBlockKind::Heading { level, paragraph } => self.heading(*level, paragraph, attributes, block.lang),
            SetBlockKind::Quote(blocks) => self.container("blockquote", &[], &attributes, blocks, block.lang),
            SetBlockKind::List { numbered, start, tight, items } => {
                attributes.add_class(if *tight { "tight" } else { "" });
                self.list(*numbered, *start, items, &attributes, block.lang);
            }
            SetBlockKind::Definitions(definitions) => self.definitions(definitions, &attributes, block.lang),
            SetBlockKind::Code { info, lines, beside } => self.code(info, lines, beside, &attributes, block.lang),
            SetBlockKind::Table(table) => self.table(table, &attributes, block.lang),
            SetBlockKind::Figure { image, caption } => self.figure(image, caption, &attributes, block.lang),
            SetBlockKind::Verse(stanzas) => self.verse(stanzas, &attributes, block.lang),
            SetBlockKind::Group { role, blocks } => self.group(role, blocks, attributes, block.lang),
            SetBlockKind::SceneBreak(paragraph) => self.scene_break(paragraph),
            SetBlockKind::Contents(entries) => self.contents(entries),
        }
    }

    fn container(
        &mut self,
        name: &str,
        extra: &[(&str, &str)],
        attributes: &Attributes<'_>,
        blocks: &[SetBlock],
        lang: Lang,
    ) {
        self.m.open(name, &attributes.with(extra));
        self.m.newline();
        self.blocks(blocks, lang);
        self.m.close_line(name);
    }

    pub(crate) fn inline(&mut self, paragraph: &SetParagraph, lang: Lang) {
        self.numbered_inline(paragraph, lang, None);
    }

    fn numbered_inline(&mut self, paragraph: &SetParagraph, lang: Lang, number: Option<ParagraphNumber>) {
        let soft = self.publication.soft_hyphens() && breaks_words(paragraph.style);
        let context = InlineContext {
            publication: self.publication,
            section: self.index,
            file: self.file,
            lang,
            breaking: if soft { Breaking::SoftHyphens } else { Breaking::None },
            number,
        };
        inline::write(self.m, &context, paragraph);
        // At the end: before the first letter they would keep WebKit from making it a drop cap.
        for address in self.section.former.get(&paragraph.id).into_iter().flatten() {
            self.m.raw(&format!("<span id=\"{address}\"></span>"));
        }
    }

    /// A paragraph. Its address is its id, unless the block has an id of its own: then the address is the id of an empty
    /// element before its first word.
    pub(crate) fn paragraph(&mut self, name: &str, paragraph: &SetParagraph, attributes: &Attributes<'_>, outer: Lang) {
        let address = paragraph.address.as_ref().map(Address::to_string).unwrap_or_default();
        let mut attributes = attributes.clone();
        attributes.add_class(paragraph.style.name());
        let own_id = !attributes.id.is_empty();
        if !own_id {
            attributes.id = &address;
        }
        let lang = if paragraph.lang == outer { "" } else { paragraph.lang.as_str() };
        if attributes.lang.is_empty() {
            attributes.lang = lang;
        }
        self.m.open(name, &attributes.with(&[]));
        if own_id && !address.is_empty() {
            self.m.raw(&format!("<span id=\"{address}\"></span>"));
        }
        let label = std::mem::take(&mut self.note_label);
        self.m.raw(&label);
        let number = self.publication.text.margin_number(paragraph);
        self.numbered_inline(paragraph, paragraph.lang, number);
        self.m.close_line(name);
    }

    fn heading(&mut self, level: u8, paragraph: &SetParagraph, attributes: Attributes<'_>, lang: Lang) {
        let name = ["h1", "h2", "h3", "h4", "h5", "h6"]
            [usize::from((level + self.publication.heading_depth()).clamp(1, 6)) - 1];
        let title_id = format!("{}-title", self.section.slug);
        if level == 1 && !self.headed {
            self.headed = true;
            let anchor = attributes.id;
            if !anchor.is_empty() {
                self.m.raw(&format!("<span id=\"{anchor}\"></span>"));
            }
            // A chapter without a title is named by its opening words, as in the contents.
            let label = if paragraph.text.is_empty() { self.publication.name(self.section) } else { String::new() };
            self.paragraph(name, paragraph, &Attributes { id: &title_id, label: &label, ..attributes }, lang);
        } else {
            self.paragraph(name, paragraph, &attributes, lang);
        }
    }

    fn list(&mut self, numbered: bool, start: u64, items: &[SetItem], attributes: &Attributes<'_>, lang: Lang) {
        let name = if numbered { "ol" } else { "ul" };
        let mut attributes = attributes.clone();
        if items.iter().any(|item| item.task.is_some()) {
            attributes.add_class("tasks");
        }
        let first = if numbered && start != 1 { start.to_string() } else { String::new() };
        self.m.open(name, &attributes.with(&[("start", &first)]));
        self.m.newline();
        for item in items {
            self.m.open("li", &[]);
            if let Some(done) = item.task {
                let label = if done { "done" } else { "to do" };
                self.m.open("span", &[("class", "box"), ("role", "img"), ("aria-label", label)]);
                self.m.text(&item.label);
                self.m.close("span");
                self.m.raw(" ");
            }
            self.m.newline();
            self.blocks(&item.blocks, lang);
            self.m.close_line("li");
        }
        self.m.close_line(name);
    }

    fn definitions(&mut self, definitions: &[SetDefinition], attributes: &Attributes<'_>, lang: Lang) {
        self.m.open("dl", &attributes.with(&[]));
        self.m.newline();
        for definition in definitions {
            self.paragraph("dt", &definition.term, &Attributes::default(), lang);
            for detail in &definition.details {
                self.container("dd", &[], &Attributes::default(), detail, lang);
            }
        }
        self.m.close_line("dl");
    }

    fn code(
        &mut self,
        info: &str,
        lines: &[SetParagraph],
        beside: &CodeMargin,
        attributes: &Attributes<'_>,
        lang: Lang,
    ) {
        let language = info.split_whitespace().next().unwrap_or_default();
        let class = if language.is_empty() { String::new() } else { format!("language-{language}") };
        self.m.open("pre", &attributes.with(&[]));
        self.m.open("code", &[("class", &class)]);
        for (i, line) in lines.iter().enumerate() {
            if i > 0 {
                self.m.newline();
            }
            if beside.is_empty() {
                self.inline(line, lang);
                continue;
            }
            // The number is an attribute: whoever copies the code has the code.
            let number = beside.first_number.map_or_else(String::new, |first| (first + i as u64).to_string());
            let marked = beside.marked.binary_search(&i).is_ok();
            let class = if marked { "code-line code-marked" } else { "code-line" };
            self.m.open("span", &[("class", class), ("data-number", &number)]);
            self.inline(line, lang);
            self.m.close("span");
        }
        self.m.close("code");
        self.m.close_line("pre");
    }

    fn figure(&mut self, image: &SetImage, caption: &[SetBlock], attributes: &Attributes<'_>, lang: Lang) {
        self.m.open("figure", &attributes.with(&[]));
        self.m.newline();
        self.m.raw(&image_tag(self.publication, image, ""));
        self.m.newline();
        if !caption.is_empty() {
            self.container("figcaption", &[], &Attributes::default(), caption, lang);
        }
        self.m.close_line("figure");
    }

    fn group(&mut self, role: &GroupRole, blocks: &[SetBlock], mut attributes: Attributes<'_>, lang: Lang) {
        let own_class = if let GroupRole::Custom(name) = role { classes::attribute(name) } else { String::new() };
        let (name, kind, aria, class): (_, _, _, &str) = match role {
            GroupRole::Opening => ("header", "", "", "chapter-opening"),
            GroupRole::Epigraph => ("blockquote", "epigraph", "doc-epigraph", "epigraph-block"),
            GroupRole::Dedication => ("div", "dedication", "doc-dedication", "dedication-block"),
            // Not the class of its paragraphs, whose rules would count twice.
            GroupRole::Note => ("aside", "", "", "editor-notes"),
            GroupRole::Headnote => ("aside", "", "", "headnotes"),
            GroupRole::Index => return self.index(blocks, &attributes),
            GroupRole::Page if self.section.kind == SectionKind::Title => ("div", "", "", "page title-page"),
            GroupRole::Page => ("div", "", "", "page"),
            GroupRole::Questions => ("div", "", "", "questions"),
            GroupRole::Endnotes => ("section", "endnotes", "doc-endnotes", "endnotes"),
            GroupRole::NotesOf(_) => ("section", "", "", "notes-of"),
            GroupRole::Custom(name) => {
                let aria = if name == "listing" { "figure" } else { "" };
                ("div", classes::meaning(name), aria, own_class.as_str())
            }
        };
        attributes.add_class(class);
        if matches!(role, GroupRole::Custom(name) if name == "gallery") {
            self.gallery(blocks, &attributes, lang);
            return;
        }
        self.container(name, &[("epub:type", kind), ("role", aria)], &attributes, blocks, lang);
        if let GroupRole::NotesOf(section) = role
            && let Some(of) = self.publication.text.sections.get(*section as usize)
        {
            let (index, own) = (self.index, self.section);
            (self.index, self.section) = (*section as usize, of);
            self.notes(&of.notes);
            (self.index, self.section) = (index, own);
        }
    }

    /// The ornament itself is in the style sheet. A page break at it comes before the rule.
    fn scene_break(&mut self, paragraph: &SetParagraph) {
        for page in self.publication.breaks.get(&paragraph.id).into_iter().flatten() {
            inline::page_break(self.m, self.publication, "div", &page.label);
        }
        self.m.empty("hr", &[("class", "scene-break")]);
        self.m.newline();
    }

    /// The section's notes. Each is an `aside`, which reading systems with pop-up notes may hide here; it is visible in
    /// all others.
    fn notes(&mut self, notes: &[SetNote]) {
        if notes.is_empty() {
            return;
        }
        self.m.open("div", &[("class", "notes")]);
        self.m.newline();
        for note in notes {
            let (id, _) = self.publication.note(self.index, note);
            self.m.open(
                "aside",
                &[("epub:type", "footnote"), ("role", "doc-footnote"), ("class", "footnote"), ("id", &id)],
            );
            self.m.newline();
            let href = self.publication.mark(self.index, note);
            let mut label = Markup::new("");
            label.open("a", &[("class", "note-label"), ("role", "doc-backlink"), ("href", &href)]);
            label.text(&note.label);
            label.close("a");
            let label = label.finish();
            // On the note's first line, without a float that some engines don't know.
            match note.blocks.first().map(|block| &block.kind) {
                Some(SetBlockKind::Paragraph(_)) => self.note_label = format!("{label} "),
                _ => self.m.raw(&format!("<p class=\"note\">{label}</p>\n")),
            }
            self.blocks(&note.blocks, self.section.lang);
            self.m.close_line("aside");
        }
        self.m.close_line("div");
    }
}

/// True if one of the blocks is a section's own heading.
pub fn has_heading(blocks: &[SetBlock]) -> bool {
    blocks.iter().any(|block| match &block.kind {
        SetBlockKind::Heading { level, .. } => *level == 1,
        SetBlockKind::Group { blocks, .. } => has_heading(blocks),
        _ => false,
    })
}

/// True for styles that are hyphenated in the EPUB. Headings, display lines and code never are.
fn breaks_words(style: ParagraphStyle) -> bool {
    use ParagraphStyle as S;
    matches!(
        style,
        S::Body
            | S::Opening
            | S::Flush
            | S::Quote
            | S::EditorNote
            | S::ListItem
            | S::Detail
            | S::Note
            | S::Question
            | S::Entry
    )
}
