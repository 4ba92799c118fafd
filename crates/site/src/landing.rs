//! The first page: the cover, what the book is about, the right file for each device, the contents.

use anthology_typeset::{Matter, ParagraphStyle, SectionKind, SetSection, date_in_words};
use anthology_xhtml::Markup;

use crate::costs::EXCERPT_CHARACTERS;
use crate::downloads::{Download, DownloadKind};
use crate::page::PageFrame;
use crate::site::Context;

/// The page.
pub(crate) fn page(context: &Context<'_>) -> String {
    let text = context.site.text;
    let title = &text.metadata.title;
    let head = |m: &mut Markup| {
        for (href, media_type) in [
            ("opds.atom", "application/atom+xml;profile=opds-catalog;kind=acquisition"),
            ("opds.json", "application/opds+json"),
        ] {
            let attributes =
                [("rel", "alternate"), ("type", media_type), ("href", href), ("title", &*context.words.catalogue)];
            m.empty("link", &attributes);
            m.newline();
        }
        if let Some(description) = &text.metadata.description {
            m.empty("meta", &[("name", "description"), ("content", description)]);
            m.newline();
        }
    };
    PageFrame::top(context, title).write(head, |m| {
        Landing { context, m }.write();
    })
}

struct Landing<'m, 'a> {
    context: &'a Context<'a>,
    m: &'m mut Markup,
}

impl Landing<'_, '_> {
    fn write(&mut self) {
        self.opening();
        self.devices();
        self.sample();
        self.contents();
        self.groups();
        self.files();
        self.sources();
        self.imprint();
    }

    /// The `lang` attribute of what is in the book's language.
    fn book_lang(&self) -> String {
        let lang = self.context.site.text.metadata.language;
        if lang == self.context.words.lang { String::new() } else { lang.to_string() }
    }

    fn heading(&mut self, id: &str, text: &str) {
        self.m.line("h2", &[("id", id)], text);
    }

    fn opening(&mut self) {
        let text = self.context.site.text;
        let metadata = &text.metadata;
        self.m.open("div", &[("class", "opening-of-site"), ("lang", &self.book_lang())]);
        self.m.newline();
        if let Some(cover) = self.context.site.cover {
            self.m.empty("img", &[("src", "cover.jpg"), ("alt", cover.alt), ("class", "cover")]);
            self.m.newline();
        }
        self.m.open("div", &[]);
        self.m.newline();
        self.m.line("h1", &[], &metadata.title);
        if let Some(subtitle) = &metadata.subtitle {
            self.m.line("p", &[("class", "subtitle")], subtitle);
        }
        let title_page = text.sections.iter().find(|section| section.kind == SectionKind::Title);
        for paragraph in title_page.into_iter().flat_map(SetSection::paragraphs) {
            if paragraph.style == ParagraphStyle::BookContributor {
                self.m.line("p", &[("class", "people")], &plain(&paragraph.text));
            }
        }
        if let Some(description) = &metadata.description {
            for paragraph in description.split('\n').map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
                self.m.line("p", &[], paragraph);
            }
        }
        self.m.close_line("div");
        self.m.close_line("div");
    }

    fn devices(&mut self) {
        let words = self.context.words;
        let devices: [(&str, &str, &[String], &[DownloadKind]); 7] = [
            ("kindle", "Kindle", &words.for_kindle, &[DownloadKind::Kindle, DownloadKind::Epub]),
            ("kobo", "Kobo", &words.for_kobo, &[DownloadKind::Kobo, DownloadKind::Epub]),
            ("iphone", &words.iphone, &words.for_iphone, &[DownloadKind::Epub]),
            ("android", "Android", &words.for_android, &[DownloadKind::Epub]),
            ("computer", &words.computer, &words.for_computer, &[DownloadKind::Epub]),
            ("screen-reader", &words.screen_reader, &words.for_screen_reader, &[DownloadKind::Epub]),
            ("paper", &words.paper, &words.for_paper, &[DownloadKind::Pdf]),
        ];
        self.heading("devices", &words.devices);
        self.m.open("ul", &[("class", "answers")]);
        self.m.newline();
        for (id, name, ..) in devices {
            self.m.open("li", &[]);
            self.m.open("a", &[("href", &format!("#{id}"))]);
            self.m.text(name);
            self.m.close("a");
            self.m.close_line("li");
        }
        self.m.close_line("ul");
        self.m.open("div", &[("class", "devices")]);
        self.m.newline();
        for (id, name, steps, kinds) in devices {
            let file = kinds.iter().find_map(|kind| self.download(*kind));
            let steps: Vec<Vec<StepPart>> = steps.iter().filter_map(|step| self.step(step, file)).collect();
            self.m.open("section", &[("id", id), ("aria-labelledby", &format!("{id}-title"))]);
            self.m.newline();
            self.m.line("h3", &[("id", &format!("{id}-title"))], name);
            self.m.open("ol", &[]);
            self.m.newline();
            for step in steps {
                self.m.open("li", &[]);
                for part in step {
                    part.write(self.m);
                }
                self.m.close_line("li");
            }
            self.m.close_line("ol");
            self.m.close_line("section");
        }
        self.m.close_line("div");
    }

    fn download(&self, kind: DownloadKind) -> Option<&Download> {
        self.context.downloads.iter().find(|file| file.kind == kind)
    }

    /// A step with its links; `None` if it is about a file that isn't there.
    fn step(&self, text: &str, file: Option<&Download>) -> Option<Vec<StepPart>> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (key, after) = after.split_once('}')?;
            let (before, label) = match before.strip_suffix(']').and_then(|before| before.rsplit_once('[')) {
                Some((before, label)) => (before, Some(label)),
                None => (before, None),
            };
            parts.push(StepPart::Text(before.to_owned()));
            let (name, href) = match key {
                "all" => (self.context.words.whole_book.clone(), format!("read/{}", self.context.one_page.one_page())),
                _ => {
                    let file = match key {
                        "text" => self.download(DownloadKind::Text),
                        "large" => self.download(DownloadKind::LargePrint),
                        "pdf" => self.download(DownloadKind::Pdf),
                        _ => file,
                    }?;
                    (file.name.clone(), file.href())
                }
            };
            parts.push(StepPart::Link { text: label.map_or(name, str::to_owned), href });
            rest = after;
        }
        parts.push(StepPart::Text(rest.to_owned()));
        Some(parts)
    }

    /// The beginning of the first chapter, which leads to the rest of it.
    fn sample(&mut self) {
        let text = self.context.site.text;
        let is_chapter = |s: &&SetSection| s.matter == Matter::Body && matches!(s.kind, SectionKind::Chapter(_));
        let Some(first) = text.sections.iter().find(is_chapter).or_else(|| text.sections.first()) else { return };
        let opening = first.paragraphs().find(|paragraph| paragraph.address.is_some());
        self.heading("sample", &self.context.words.sample);
        let (name, href) = (self.context.pages.name(first), self.context.pages.file(first));
        if let Some(paragraph) = opening {
            self.m.open("blockquote", &[("lang", paragraph.lang.as_str())]);
            self.m.line("p", &[], &excerpt(&plain(&paragraph.text), EXCERPT_CHARACTERS));
            self.m.close_line("blockquote");
        }
        self.m.open("ul", &[]);
        self.m.newline();
        self.m.open("li", &[]);
        self.m.open("a", &[("href", &href), ("lang", &self.book_lang())]);
        self.m.text(&name);
        self.m.close("a");
        self.m.close_line("li");
        if let Some(file) = self.download(DownloadKind::Sample).cloned() {
            self.file(&file);
        }
        self.m.close_line("ul");
    }

    fn contents(&mut self) {
        let context = self.context;
        self.heading("contents", &context.words.read_online);
        self.m.open("p", &[]);
        let whole = format!("read/{}", context.one_page.one_page());
        self.m.line("a", &[("href", &whole)], &context.words.whole_book);
        self.m.close_line("p");
        self.m.open("ol", &[("class", "contents"), ("lang", &self.book_lang())]);
        self.m.newline();
        let listed: Vec<&SetSection> = context.site.text.sections.iter().filter(|s| s.in_contents).collect();
        for (at, section) in listed.iter().enumerate() {
            self.m.open("li", &[]);
            self.entry(section);
            let deeper = listed.get(at + 1).is_some_and(|next| next.depth > section.depth);
            let shallower = listed.get(at + 1).is_none_or(|next| next.depth < section.depth);
            if deeper {
                self.m.newline();
                self.m.open("ol", &[]);
                self.m.newline();
                continue;
            }
            self.m.close_line("li");
            if shallower {
                let next = listed.get(at + 1).map_or(0, |next| next.depth);
                for _ in next..section.depth {
                    self.m.close_line("ol");
                    self.m.close_line("li");
                }
            }
        }
        self.m.close_line("ol");
    }

    /// The groups whose pages everybody may see.
    fn groups(&mut self) {
        let groups = self.context.site.groups;
        if groups.is_empty() {
            return;
        }
        self.heading("groups", &self.context.words.group.groups);
        self.m.open("ul", &[]);
        self.m.newline();
        for group in groups {
            self.m.open("li", &[("lang", &self.book_lang())]);
            self.m.open("a", &[("href", &format!("{}index.html", group.folder))]);
            self.m.text(&group.name);
            self.m.close("a");
            self.m.close_line("li");
        }
        self.m.close_line("ul");
    }

    fn entry(&mut self, section: &SetSection) {
        let context = self.context;
        self.m.open("a", &[("href", &context.pages.file(section))]);
        if let (Some(label), false) = (&section.label, section.title.is_empty()) {
            self.m.line("span", &[("class", "label")], label);
        }
        match &section.label {
            Some(label) if section.title.is_empty() => self.m.text(label),
            _ => self.m.text(&context.pages.name(section)),
        }
        self.m.close("a");
        if let Some(author) = &section.author {
            self.m.raw(" ");
            self.m.line("span", &[("class", "people")], author);
        }
        let anchor = anthology_typeset::Anchor { section: section.slug.clone(), id: None };
        if let Some(folio) = context.pages.folio(&anchor) {
            self.m.raw(" ");
            let (before, after) = context.book_words.around_page();
            self.m.line("span", &[("class", "folio")], &format!("{before}{folio}{after}"));
        }
    }

    fn files(&mut self) {
        let context = self.context;
        if context.downloads.is_empty() {
            return;
        }
        self.heading("files", &context.words.files);
        self.m.open("ul", &[("class", "files")]);
        self.m.newline();
        for file in context.downloads {
            self.file(file);
        }
        self.m.close_line("ul");
        self.m.open("p", &[]);
        self.m.open("a", &[("href", "files/SHA256SUMS")]);
        self.m.text(&context.words.checksums);
        self.m.close("a");
        self.m.raw(" · ");
        self.m.open("a", &[("href", "opds.atom"), ("type", "application/atom+xml")]);
        self.m.text(&context.words.catalogue);
        self.m.close("a");
        self.m.close_line("p");
    }

    fn file(&mut self, file: &Download) {
        let words = self.context.words;
        self.m.open("li", &[]);
        self.m.open("a", &[("href", &file.href())]);
        self.m.text(&file.name);
        self.m.close("a");
        self.m.raw(" ");
        self.m.line("span", &[("class", "purpose")], &format!("{} ({})", file.kind.purpose(words), file.size(words)));
        self.m.close_line("li");
    }

    /// The list of sources, as far as the book has one.
    fn sources(&mut self) {
        let sections = &self.context.site.text.sections;
        let Some(sources) = sections.iter().find(|section| section.kind == SectionKind::Sources) else { return };
        let entries: Vec<_> = sources.paragraphs().filter(|p| p.style == ParagraphStyle::Entry).collect();
        if entries.is_empty() {
            return;
        }
        self.m.open("h2", &[("id", "sources"), ("lang", &self.book_lang())]);
        self.m.open("a", &[("href", &self.context.pages.file(sources))]);
        self.m.text(&self.context.pages.name(sources));
        self.m.close("a");
        self.m.close_line("h2");
        self.m.open("ul", &[("class", "sources"), ("lang", &self.book_lang())]);
        self.m.newline();
        for entry in entries {
            self.m.line("li", &[], &plain(&entry.text));
        }
        self.m.close_line("ul");
    }

    /// Rights, publisher, and the date of the copy.
    fn imprint(&mut self) {
        let context = self.context;
        let metadata = &context.site.text.metadata;
        self.m.open("div", &[("class", "imprint")]);
        self.m.newline();
        for text in [&metadata.publisher, &metadata.rights].into_iter().flatten() {
            self.m.line("p", &[("lang", &self.book_lang())], text);
        }
        let date = date_in_words(context.site.date, context.words.lang);
        self.m.open("p", &[]);
        self.m.text(&context.words.copy_of.replace("{date}", &date));
        self.m.raw(" · ");
        self.m.open("a", &[("href", "changes.html")]);
        self.m.text(&context.words.changes);
        self.m.close("a");
        self.m.close_line("p");
        self.m.close_line("div");
    }
}

/// A part of an instruction.
enum StepPart {
    Text(String),
    Link { text: String, href: String },
}

impl StepPart {
    fn write(&self, m: &mut Markup) {
        match self {
            Self::Text(text) => m.text(text),
            Self::Link { text, href } => {
                m.open("a", &[("href", href)]);
                m.text(text);
                m.close("a");
            }
        }
    }
}

/// A paragraph's text without images and line breaks.
pub(crate) fn plain(text: &str) -> String {
    text.replace(['\u{fffc}', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, to the end of a word.
fn excerpt(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", &text[..cut])
}
