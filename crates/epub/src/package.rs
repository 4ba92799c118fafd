//! The package document: metadata, manifest, spine (EPUB 3.3, 5; EPUB Accessibility 1.1).

use anthology_base::{Date, Lang};
use anthology_typeset::{Role, SectionKind, SetImage, SetSection, SubjectScheme};
use anthology_xhtml::{Device, Markup, Publication};

use crate::navigation::landmark_sections;

/// A file of the publication, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ManifestItem {
    pub(crate) id: String,
    /// Relative to the package document.
    pub(crate) href: String,
    pub(crate) media_type: &'static str,
    /// `nav`, `cover-image`, `svg`.
    pub(crate) properties: &'static str,
    /// True for a file in the spine.
    pub(crate) spine: bool,
}

/// Writes the package document.
pub(crate) fn package(publication: &Publication<'_>, items: &[ManifestItem], pages_of: &str) -> String {
    let metadata = &publication.text.metadata;
    let mut m = Markup::new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let direction = if metadata.language.is_rtl() { "rtl" } else { "" };
    m.open(
        "package",
        &[
            ("xmlns", "http://www.idpf.org/2007/opf"),
            ("version", "3.0"),
            ("unique-identifier", "pub-id"),
            ("xml:lang", metadata.language.as_str()),
            ("dir", direction),
            ("prefix", "a11y: http://www.idpf.org/epub/vocab/package/a11y/#"),
        ],
    );
    m.newline();
    m.open(
        "metadata",
        &[("xmlns:dc", "http://purl.org/dc/elements/1.1/"), ("xmlns:opf", "http://www.idpf.org/2007/opf")],
    );
    m.newline();
    MetadataWriter { m: &mut m, publication, pages_of }.write(items);
    m.close_line("metadata");
    m.open("manifest", &[]);
    m.newline();
    for item in items {
        m.empty(
            "item",
            &[("id", &item.id), ("href", &item.href), ("media-type", item.media_type), ("properties", item.properties)],
        );
        m.newline();
    }
    m.close_line("manifest");
    let progression = if metadata.language.is_rtl() { "rtl" } else { "" };
    m.open("spine", &[("toc", "ncx"), ("page-progression-direction", progression)]);
    m.newline();
    for item in items.iter().filter(|item| item.spine) {
        m.empty("itemref", &[("idref", &item.id)]);
        m.newline();
    }
    m.close_line("spine");
    guide(&mut m, publication, items);
    m.close_line("package");
    m.finish()
}

/// The EPUB 2 guide, which old Kindles read for where to begin.
fn guide(m: &mut Markup, publication: &Publication<'_>, items: &[ManifestItem]) {
    m.open("guide", &[]);
    m.newline();
    if let Some(cover) = items.iter().find(|item| item.id == "cover") {
        m.empty("reference", &[("type", "cover"), ("title", "Cover"), ("href", &cover.href)]);
        m.newline();
    }
    for (kind, section) in landmark_sections(publication) {
        let kind = match kind {
            "titlepage" => "title-page",
            "toc" => "toc",
            "bodymatter" => "text",
            _ => continue,
        };
        let title = if section.title.is_empty() { &publication.text.metadata.title } else { &section.title };
        m.empty("reference", &[("type", kind), ("title", title), ("href", &publication.file(section))]);
        m.newline();
    }
    m.close_line("guide");
}

struct MetadataWriter<'m, 'a> {
    m: &'m mut Markup,
    publication: &'m Publication<'a>,
    /// The edition whose pages are listed.
    pages_of: &'m str,
}

impl MetadataWriter<'_, '_> {
    fn write(&mut self, items: &[ManifestItem]) {
        let metadata = &self.publication.text.metadata;
        for (i, identifier) in metadata.identifiers.iter().enumerate() {
            let id = if i == 0 { "pub-id".to_owned() } else { format!("identifier-{}", i + 1) };
            self.m.line("dc:identifier", &[("id", &id)], identifier);
        }
        self.m.line("dc:title", &[("id", "title")], &metadata.title);
        self.refine("title", "title-type", "main", None);
        if let Some(sorted) = anthology_typeset::sort_title(&metadata.title, metadata.language) {
            self.refine("title", "file-as", &sorted, None);
        }
        if let Some(subtitle) = &metadata.subtitle {
            self.m.line("dc:title", &[("id", "subtitle")], subtitle);
            self.refine("subtitle", "title-type", "subtitle", None);
            // Old reading systems take the first or the last title: neither must be the subtitle.
            self.m.line("dc:title", &[("id", "full-title")], &format!("{}: {subtitle}", metadata.title));
            self.refine("full-title", "title-type", "expanded", None);
        }
        for language in self.languages() {
            self.m.line("dc:language", &[], &language);
        }
        self.contributors();
        for (name, value) in [
            ("dc:publisher", &metadata.publisher),
            ("dc:rights", &metadata.rights),
            ("dc:description", &metadata.description),
        ] {
            if let Some(value) = value {
                self.m.line(name, &[], value);
            }
        }
        if let Some(date) = metadata.date {
            self.m.line("dc:date", &[], &date.to_string());
        }
        self.subjects();
        self.meta("dcterms:modified", &format!("{}T00:00:00Z", full_date(metadata.modified)));
        self.series();
        self.extent();
        self.pagination();
        self.accessibility();
        if items.iter().any(|item| item.properties == "cover-image") {
            self.m.empty("meta", &[("name", "cover"), ("content", "cover-image")]);
            self.m.newline();
        }
    }

    fn meta(&mut self, property: &str, value: &str) {
        self.m.line("meta", &[("property", property)], value);
    }

    fn refine(&mut self, id: &str, property: &str, value: &str, scheme: Option<&str>) {
        let attributes =
            [("refines", &*format!("#{id}")), ("property", property), ("scheme", scheme.unwrap_or_default())];
        self.m.line("meta", &attributes, value);
    }

    /// The book's language first, then those of its sections, in their order.
    fn languages(&self) -> Vec<String> {
        let book = self.publication.text.metadata.language;
        if self.publication.device() == Device::Kindle {
            // One is all that is looked at, and an unknown one has the file refused.
            let known = if is_kindle_language(book) { book.primary() } else { "en" };
            return vec![known.to_owned()];
        }
        let mut languages = vec![book.to_string()];
        for section in &self.publication.text.sections {
            let language = section.lang.to_string();
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        languages
    }

    fn contributors(&mut self) {
        let text = self.publication.text;
        let first = text.metadata.contributors.first().map(|c| c.role);
        for (i, contributor) in text.metadata.contributors.iter().enumerate() {
            let main = contributor.role == Role::Author || Some(contributor.role) == first;
            let name = if main { "dc:creator" } else { "dc:contributor" };
            let id = format!("contributor-{}", i + 1);
            self.m.line(name, &[("id", &id)], &contributor.name);
            self.refine(&id, "role", contributor.role.marc(), Some("marc:relators"));
            self.refine(&id, "file-as", &contributor.sort, None);
            self.refine(&id, "display-seq", &(i + 1).to_string(), None);
        }
        self.people_of_pieces(text.metadata.contributors.len());
    }

    /// Who wrote and who translated the pieces, after `before` contributors of the whole.
    fn people_of_pieces(&mut self, before: usize) {
        let metadata = &self.publication.text.metadata;
        let mut number = before;
        for person in &metadata.people {
            for (has, role) in [(person.writes, Role::Author), (person.translates, Role::Translator)] {
                let known = metadata.contributors.iter().any(|c| c.name == person.name && c.role == role);
                if !has || known {
                    continue;
                }
                number += 1;
                let id = format!("contributor-{number}");
                self.m.line("dc:contributor", &[("id", &id)], &person.name);
                self.refine(&id, "role", role.marc(), Some("marc:relators"));
                self.refine(&id, "file-as", &person.sort, None);
            }
        }
    }

    /// Subjects with their codes. A `dc:subject` has at most one code (EPUB 3.3, 5.5.3.2.3), so a heading with several is
    /// repeated.
    fn subjects(&mut self) {
        let metadata = &self.publication.text.metadata;
        for (i, subject) in metadata.subjects.iter().enumerate() {
            let codes = || metadata.subject_codes.iter().filter(|code| code.subject == i);
            if codes().next().is_none() {
                self.m.line("dc:subject", &[], subject);
            }
            for (n, code) in codes().enumerate() {
                let id = format!("subject-{}-{}", i + 1, n + 1);
                let authority = match code.scheme {
                    SubjectScheme::Bisac => "BISAC",
                    SubjectScheme::Thema => "Thema",
                };
                self.m.line("dc:subject", &[("id", &id)], subject);
                self.refine(&id, "authority", authority, None);
                self.refine(&id, "term", &code.code, None);
            }
        }
    }

    fn series(&mut self) {
        let Some(anthology_typeset::Series { name: series, number }) = &self.publication.text.metadata.series else {
            return;
        };
        self.m.line("meta", &[("property", "belongs-to-collection"), ("id", "series")], series);
        self.refine("series", "collection-type", "series", None);
        self.m.empty("meta", &[("name", "calibre:series"), ("content", series)]);
        self.m.newline();
        if let Some(number) = number {
            self.refine("series", "group-position", &number.to_string(), None);
            self.m.empty("meta", &[("name", "calibre:series_index"), ("content", &number.to_string())]);
            self.m.newline();
        }
    }

    /// The length of the book, for libraries and readers (properties of schema.org, whose prefix is reserved in EPUB 3.3).
    fn extent(&mut self) {
        let pages = self.publication.page_list.len();
        if pages > 0 {
            self.meta("schema:numberOfPages", &pages.to_string());
        }
        let text = self.publication.text;
        let chapters = text.sections.iter().filter(|section| matches!(section.kind, SectionKind::Chapter(_)));
        let of_spaces = chapters.filter(|section| !matches!(section.lang.primary(), "ja" | "zh" | "th" | "lo" | "km"));
        let paragraphs = of_spaces.flat_map(SetSection::paragraphs);
        let words: usize = paragraphs.map(|paragraph| words_in(&paragraph.text)).sum();
        if words > 0 {
            self.meta("schema:wordCount", &words.to_string());
        }
    }

    /// The source of the page numbers: `source-of` in EPUB 3.3, `pageBreakSource` in its successor.
    fn pagination(&mut self) {
        if self.publication.page_list.is_empty() {
            return;
        }
        let identifier = self.publication.text.metadata.identifiers.first().cloned().unwrap_or_default();
        let source = format!("{identifier}#{}", self.pages_of);
        self.m.line("dc:source", &[("id", "pagination")], &source);
        self.refine("pagination", "source-of", "pagination", None);
        self.meta("pageBreakSource", &source);
    }

    fn accessibility(&mut self) {
        let content = AccessibilityTraits::of(self.publication);
        self.meta("schema:accessMode", "textual");
        if content.images {
            self.meta("schema:accessMode", "visual");
        }
        if content.all_described {
            self.meta("schema:accessModeSufficient", "textual");
        }
        if content.images {
            self.meta("schema:accessModeSufficient", "textual,visual");
        }
        let features = [
            ("tableOfContents", true),
            ("structuralNavigation", true),
            ("readingOrder", true),
            ("displayTransformability", true),
            ("ARIA", true),
            ("unlocked", true),
            ("alternativeText", content.described),
            ("pageNavigation", !self.publication.page_list.is_empty()),
            ("pageBreakMarkers", !self.publication.page_list.is_empty()),
        ];
        for (feature, _) in features.into_iter().filter(|(_, on)| *on) {
            self.meta("schema:accessibilityFeature", feature);
        }
        self.meta("schema:accessibilityHazard", "none");
        self.meta("schema:accessibilitySummary", &content.summary(!self.publication.page_list.is_empty()));
        if let Some(certifier) = &self.publication.text.epub.certifier {
            self.m.line(
                "meta",
                &[("property", "dcterms:conformsTo"), ("id", "conformance")],
                "EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
            );
            self.refine("conformance", "a11y:certifiedBy", certifier, None);
        }
    }
}

/// The traits of the publication that its accessibility metadata names.
#[derive(Default)]
struct AccessibilityTraits {
    images: bool,
    described: bool,
    all_described: bool,
}

impl AccessibilityTraits {
    fn of(publication: &Publication<'_>) -> Self {
        let mut content = Self { all_described: true, ..Self::default() };
        publication.text.placed_images().into_iter().for_each(|image| content.image(image));
        content
    }

    fn image(&mut self, image: &SetImage) {
        self.images |= !image.decorative;
        self.described |= !image.alt.is_empty();
        self.all_described &= image.decorative || !image.alt.is_empty();
    }

    fn summary(&self, pages: bool) -> String {
        let mut summary = String::from(
            "The text reflows, and can be enlarged, recoloured and read aloud. Headings, landmarks and a table of \
             contents lead through it, in its reading order.",
        );
        if self.images && self.all_described {
            summary.push_str(" Pictures have descriptions.");
        }
        if pages {
            summary.push_str(" The numbers of the printed pages are marked and listed.");
        }
        summary
    }
}

/// Languages of Amazon's list (KDP, "Supported Languages", as of September 2022): a book in another is refused by Send to
/// Kindle.
const KINDLE_LANGUAGES: &[&str] = &[
    "af", "ar", "br", "ca", "co", "cy", "da", "de", "en", "es", "eu", "fi", "fr", "frr", "fy", "ga", "gd", "gl", "gsw",
    "gu", "gv", "hi", "is", "it", "ja", "kw", "lb", "ml", "mr", "nb", "nl", "nn", "no", "oc", "pl", "pt", "rm", "sco",
    "stq", "sv", "ta", "zh",
];

/// True if Amazon's list of languages has a language.
pub fn is_kindle_language(language: Lang) -> bool {
    KINDLE_LANGUAGES.contains(&language.primary())
}

fn words_in(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// A date with its missing parts filled from the first of January, as `xsd:date` requires.
fn full_date(date: Date) -> Date {
    Date { year: date.year, month: Some(date.month.unwrap_or(1)), day: Some(date.day.unwrap_or(1)) }
}

/// The manifest's entry for the section at `index`.
pub(crate) fn section_item(publication: &Publication<'_>, index: usize) -> ManifestItem {
    let section = &publication.text.sections[index];
    let id = match section.kind {
        SectionKind::Contents if section.slug.as_str() == "contents" => "contents-page".to_owned(),
        _ => format!("section-{}", section.slug),
    };
    ManifestItem {
        id,
        href: publication.file(section),
        media_type: "application/xhtml+xml",
        properties: "",
        spine: true,
    }
}
