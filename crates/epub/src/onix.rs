//! A record of the EPUB for booksellers: ONIX for Books 3.0, reference tags (EDItEUR; numbers of code lists
//! are named where they are used).

use anthology_base::Date;
use anthology_typeset::{Contributor, Metadata, Role, SectionKind, SetText, SubjectScheme};
use anthology_xhtml::Markup;

/// The record. `pages` is the number of reference pages, if there are any.
pub fn onix(text: &SetText, pages: Option<usize>) -> String {
    let mut record = Record { m: Markup::new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), text };
    record.write(pages);
    record.m.finish()
}

struct Record<'a> {
    m: Markup,
    text: &'a SetText,
}

impl Record<'_> {
    fn metadata(&self) -> &Metadata {
        &self.text.metadata
    }

    fn line(&mut self, name: &str, value: &str) {
        self.m.line(name, &[], value);
    }

    fn within(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.m.open(name, &[]);
        self.m.newline();
        content(self);
        self.m.close_line(name);
    }

    fn write(&mut self, pages: Option<usize>) {
        let namespace = "http://ns.editeur.org/onix/3.0/reference";
        self.m.open("ONIXMessage", &[("release", "3.0"), ("xmlns", namespace)]);
        self.m.newline();
        let sender = self.publisher();
        let sent = date(self.metadata().modified);
        self.within("Header", |r| {
            r.within("Sender", |r| r.line("SenderName", &sender));
            r.line("SentDateTime", &sent);
        });
        self.within("Product", |r| r.product(pages));
        self.m.close_line("ONIXMessage");
    }

    fn product(&mut self, pages: Option<usize>) {
        let identifiers = self.metadata().identifiers.clone();
        self.line("RecordReference", identifiers.first().map_or("", String::as_str));
        // List 1: confirmed on publication.
        self.line("NotificationType", "03");
        for identifier in &identifiers {
            self.within("ProductIdentifier", |r| r.identifier(identifier));
        }
        self.within("DescriptiveDetail", |r| r.description(pages));
        if let Some(description) = self.metadata().description.clone() {
            self.within("CollateralDetail", |r| {
                r.within("TextContent", |r| {
                    // Lists 153 and 154: description, for anybody.
                    r.line("TextType", "03");
                    r.line("ContentAudience", "00");
                    r.line("Text", &description);
                });
            });
        }
        if self.text.names_authors {
            self.within("ContentDetail", Self::pieces);
        }
        self.within("PublishingDetail", Self::publishing);
    }

    /// The pieces with their authors. List 42: body matter.
    fn pieces(&mut self) {
        let text = self.text;
        let pieces = text.sections.iter().filter(|section| matches!(section.kind, SectionKind::Chapter(_)));
        for (section, number) in pieces.filter(|section| section.author.is_some() && !section.title.is_empty()).zip(1..)
        {
            self.within("ContentItem", |r| {
                r.line("LevelSequenceNumber", &number.to_string());
                r.within("TextItem", |r| r.line("TextItemType", "03"));
                // List 149: a content item.
                r.title("04", &section.title, None, None);
                for (n, &person) in section.authors.iter().enumerate() {
                    let person = &text.metadata.people[person];
                    let contributor = Contributor {
                        name: person.name.clone(),
                        role: Role::Author,
                        sort: person.sort.clone(),
                        note: None,
                    };
                    r.within("Contributor", |r| r.contributor(n + 1, &contributor));
                }
            });
        }
    }

    /// List 5: ISBN-13, ISBN-10, or one of our own with the scheme's name.
    fn identifier(&mut self, identifier: &str) {
        match identifier.strip_prefix("urn:isbn:") {
            Some(isbn) if isbn.len() == 13 => {
                self.line("ProductIDType", "15");
                self.line("IDValue", isbn);
            }
            Some(isbn) => {
                self.line("ProductIDType", "02");
                self.line("IDValue", isbn);
            }
            None => {
                self.line("ProductIDType", "01");
                let scheme = if identifier.starts_with("urn:uuid:") { "UUID" } else { "URI" };
                self.line("IDTypeName", scheme);
                self.line("IDValue", identifier.strip_prefix("urn:uuid:").unwrap_or(identifier));
            }
        }
    }

    fn description(&mut self, pages: Option<usize>) {
        // Lists 2, 150 and 175: one item, delivered digitally, EPUB.
        for (name, value) in [("ProductComposition", "00"), ("ProductForm", "ED"), ("ProductFormDetail", "E101")] {
            self.line(name, value);
        }
        // Lists 79 and 196: accessibility; contents, reading order, and print-equivalent page numbering.
        let features = [Some("11"), Some("13"), pages.map(|_| "19")];
        for feature in features.into_iter().flatten() {
            self.within("ProductFormFeature", |r| {
                r.line("ProductFormFeatureType", "09");
                r.line("ProductFormFeatureValue", feature);
            });
        }
        if let Some(anthology_typeset::Series { name: series, number }) = self.metadata().series.clone() {
            self.within("Collection", |r| {
                // List 148: the publisher's.
                r.line("CollectionType", "10");
                r.title("02", &series, None, number);
            });
        } else {
            self.m.empty("NoCollection", &[]);
            self.m.newline();
        }
        let (title, subtitle) = (self.metadata().title.clone(), self.metadata().subtitle.clone());
        self.title("01", &title, subtitle.as_deref(), None);
        for (i, contributor) in self.metadata().contributors.clone().iter().enumerate() {
            self.within("Contributor", |r| r.contributor(i + 1, contributor));
        }
        let text = self.text;
        if let Some(language) = three_letters(text.metadata.language.primary()) {
            self.within("Language", |r| {
                r.line("LanguageRole", "01");
                r.line("LanguageCode", language);
            });
        }
        if let Some(pages) = pages {
            self.within("Extent", |r| {
                // Lists 23 and 24: pages of the printed counterpart.
                r.line("ExtentType", "08");
                r.line("ExtentValue", &pages.to_string());
                r.line("ExtentUnit", "03");
            });
        }
        self.subjects();
    }

    /// Lists 15 and 149: the title of a product (`01`) or of a collection (`02`).
    fn title(&mut self, level: &str, title: &str, subtitle: Option<&str>, number: Option<u32>) {
        self.within("TitleDetail", |r| {
            r.line("TitleType", "01");
            r.within("TitleElement", |r| {
                r.line("TitleElementLevel", level);
                if let Some(number) = number {
                    r.line("PartNumber", &number.to_string());
                }
                r.line("TitleText", title);
                if let Some(subtitle) = subtitle {
                    r.line("Subtitle", subtitle);
                }
            });
        });
    }

    fn contributor(&mut self, number: usize, contributor: &Contributor) {
        // List 17.
        let role = match contributor.role {
            Role::Author => "A01",
            Role::Editor => "B01",
            Role::Translator => "B06",
            Role::Illustrator => "A12",
            Role::Introduction => "A24",
            Role::Designer => "A11",
            Role::Contributor => "A32",
        };
        self.line("SequenceNumber", &number.to_string());
        self.line("ContributorRole", role);
        self.line("PersonName", &contributor.name);
        self.line("PersonNameInverted", &contributor.sort);
    }

    /// List 27: BISAC, Thema, and keywords for the rest.
    fn subjects(&mut self) {
        let metadata = self.metadata().clone();
        for (i, subject) in metadata.subjects.iter().enumerate() {
            let codes: Vec<_> = metadata.subject_codes.iter().filter(|code| code.subject == i).collect();
            for code in &codes {
                let scheme = match code.scheme {
                    SubjectScheme::Bisac => "10",
                    SubjectScheme::Thema => "93",
                };
                self.within("Subject", |r| {
                    r.line("SubjectSchemeIdentifier", scheme);
                    r.line("SubjectCode", &code.code);
                });
            }
            if codes.is_empty() {
                self.within("Subject", |r| {
                    r.line("SubjectSchemeIdentifier", "20");
                    r.line("SubjectHeadingText", subject);
                });
            }
        }
    }

    /// The publisher and sender, which a record must have: the first contributor, or the title, if none is named.
    fn publisher(&self) -> String {
        let metadata = self.metadata();
        let maker = || metadata.contributors.first().map(|contributor| &contributor.name);
        metadata.publisher.as_ref().or_else(maker).unwrap_or(&metadata.title).clone()
    }

    fn publishing(&mut self) {
        let publisher = self.publisher();
        self.within("Publisher", |r| {
            // List 45.
            r.line("PublishingRole", "01");
            r.line("PublisherName", &publisher);
        });
        // List 64: active.
        self.line("PublishingStatus", "04");
        if let Some(published) = self.metadata().date {
            self.within("PublishingDate", |r| {
                // List 163.
                r.line("PublishingDateRole", "01");
                r.dated(published);
            });
        }
    }

    /// List 55: a day, a month or a year.
    fn dated(&mut self, value: Date) {
        let format = match (value.month, value.day) {
            (Some(_), Some(_)) => "00",
            (Some(_), None) => "01",
            _ => "05",
        };
        self.m.line("Date", &[("dateformat", format)], &date(value));
    }
}

fn date(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// ISO 639-2/B, which list 74 is made of. `None` where it is not known here.
fn three_letters(primary: &str) -> Option<&str> {
    Some(match primary {
        "bg" => "bul",
        "ca" => "cat",
        "cs" => "cze",
        "cy" => "wel",
        "da" => "dan",
        "de" => "ger",
        "el" => "gre",
        "en" => "eng",
        "es" => "spa",
        "et" => "est",
        "eu" => "baq",
        "fi" => "fin",
        "fr" => "fre",
        "ga" => "gle",
        "gl" => "glg",
        "hr" => "hrv",
        "hu" => "hun",
        "is" => "ice",
        "it" => "ita",
        "la" => "lat",
        "lt" => "lit",
        "lv" => "lav",
        "nb" => "nob",
        "nl" => "dut",
        "nn" => "nno",
        "no" => "nor",
        "pl" => "pol",
        "pt" => "por",
        "ro" => "rum",
        "ru" => "rus",
        "sk" => "slo",
        "sl" => "slv",
        "sr" => "srp",
        "sv" => "swe",
        "tr" => "tur",
        "uk" => "ukr",
        other if other.len() == 3 => other,
        _ => return None,
    })
}
