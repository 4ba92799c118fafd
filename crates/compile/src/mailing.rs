//! Mails to the members of a reading group: who gets which file, with which words. Nothing is sent here.

use std::sync::Arc;

use anthology_base::{
    Date, Diagnostic, Diagnostics, Lang, Severity, Slug, SourceMap, Span, World, file_stem, readable_stem,
};
use anthology_book::{Book, MailOptions, MailSender, Plan};
use anthology_group::{Device, Member, ROSTER, Roster, group_folder};
use anthology_typeset::{SiteWords, site_words};

use crate::compilation::{Compilation, OutputFile, Progress, Request, SiteRequest};
use crate::group_names::folder_of_group;
use crate::groups::folder_name;

/// Bytes of a file beyond which it is linked to and not attached: in base64 it would be refused by most servers.
const LARGEST_ATTACHMENT: usize = 20_000_000;

/// The folder of the files to download, below the address of the web pages.
const DOWNLOADS: &str = "files/";

/// Which mails are wanted.
#[derive(Clone, Copy, Debug)]
pub struct MailingRequest<'a> {
    /// The name of the group; `None` for the book's only one.
    pub group: Option<&'a str>,
    /// True if they are sent, which needs a sender and a server; false for drafts.
    pub sent: bool,
}

/// The mails to the members of a group.
#[derive(Debug, Default)]
pub struct Mailing {
    /// The folder of the group; `None` where an error, which is among the findings, leaves no mails.
    pub group: Option<Slug>,
    /// The mails, in the order of the roster; for a Kindle, the mail to its owner comes first.
    pub mails: Vec<Mail>,
    /// The names of the members who get none, as they have no address.
    pub without_address: Vec<String>,
    /// `[mail]`
    pub options: MailOptions,
    /// The record of the copies that were handed out, with these among them, for the file [`LOCK`](crate::LOCK).
    pub lock: String,
    /// Everything found about the book and the roster.
    pub findings: Diagnostics,
    /// The files that spans of the findings point into.
    pub sources: SourceMap,
}

/// What a mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MailPurpose {
    /// Brings the book to a person.
    Book,
    /// Asks the owner of a Kindle to approve the sender of the next one.
    Approval,
    /// Brings the book to a Kindle. It is refused unless the sender is approved.
    Kindle,
}

/// A mail to one person or one Kindle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// What it is for.
    pub purpose: MailPurpose,
    /// The name of the member, on one line.
    pub member: String,
    /// The address, in ASCII.
    pub address: String,
    /// The language of its words.
    pub language: Lang,
    /// The subject, on one line.
    pub subject: String,
    /// The text, with a line break at the end of each line.
    pub body: String,
    /// The book.
    pub attachment: Option<Arc<Attachment>>,
}

/// A file in a mail.
#[derive(Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, made from the book's title.
    pub name: String,
    /// Its media type (IANA).
    pub media_type: &'static str,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// Makes the mails to the members of a group, and the files in them.
pub fn mailing(world: &dyn World, request: &MailingRequest<'_>, progress: &mut dyn FnMut(Progress<'_>)) -> Mailing {
    let mut compilation = crate::compile_with_progress(world, &Request::site(SiteRequest::default()), progress);
    let mut found = Diagnostics::new();
    let lock = compilation.lock.take();
    let made = lock.and_then(|lock| {
        // Its findings are the compilation's.
        let book = anthology_book::load(world, &mut SourceMap::new(), &mut Diagnostics::new())?;
        make(world, request, &book, &mut compilation, &mut found).map(|mailing| Mailing { lock, ..mailing })
    });
    compilation.findings.append(found);
    let Compilation { findings, sources, .. } = compilation;
    let failed = findings.has_errors();
    Mailing { findings, sources, ..made.filter(|_| !failed).unwrap_or_default() }
}

fn make(
    world: &dyn World,
    request: &MailingRequest<'_>,
    book: &Book,
    compilation: &mut Compilation,
    d: &mut Diagnostics,
) -> Option<Mailing> {
    let group = match folder_of_group(book, request.group) {
        Ok(group) => group,
        Err(finding) => {
            d.push(finding);
            return None;
        }
    };
    let plan = book.plans.iter().find(|plan| folder_name(book, plan) == group);
    let mut found = Diagnostics::new();
    let roster = Roster::read(world, &group, &mut compilation.sources, &mut found);
    // Whoever shares an address would get another member's book: nothing is sent before that is cleared up.
    let strict = |finding: Diagnostic| match finding.code {
        "address-twice" => Diagnostic { severity: Severity::Error, ..finding },
        _ => finding,
    };
    d.append(found.into_iter().map(strict).collect());
    let path = format!("{}/{ROSTER}", group_folder(&group));
    if roster.members.is_empty() && !d.has_errors() {
        d.push(
            Diagnostic::error("missing-roster", format!("`{path}` is missing, or has no members"))
                .hint("write a table: first a line name,email,reads,kindle-address,language,name-in-notes, then a line for each member"),
        );
    }
    settings(request, book, &roster, d);
    let files = Files { group: &group, compilation };
    let reminder = plan.and_then(|plan| files.reminder(plan, world.today()));
    let writer = Writer { book, files: &files, reminder: reminder.as_deref(), d };
    let mut mailing = Mailing { group: Some(group.clone()), options: book.mail.clone(), ..Mailing::default() };
    writer.write(&roster, &mut mailing);
    (!d.has_errors()).then_some(mailing)
}

/// Reports what `[mail]` lacks.
fn settings(request: &MailingRequest<'_>, book: &Book, roster: &Roster, d: &mut Diagnostics) {
    let kindle = roster.members.iter().any(|member| by_mail(member).is_some());
    if book.mail.sender.is_none() && (request.sent || kindle) {
        let reason = if request.sent { "" } else { ", and owners of Kindles have to be told whom to approve" };
        d.push(
            Diagnostic::error("missing-sender", format!("the mails have no sender{reason}"))
                .hint("add to book.toml: [mail] and below it sender = \"Anna Roe <anna@example.org>\""),
        );
    }
    if request.sent && book.mail.server.is_none() {
        d.push(
            Diagnostic::error("missing-mail-server", "no server is named that sends the mails")
                .hint("add server = \"smtp.example.org\" to [mail] in book.toml, or write drafts with --drafts"),
        );
    }
}

/// The address of a member's Kindle, where books are mailed to it.
fn by_mail(member: &Member) -> Option<&str> {
    member.kindle_address.as_deref().filter(|_| member.reads == Device::Kindle && member.email.is_some())
}

/// The finished files.
struct Files<'a> {
    group: &'a Slug,
    compilation: &'a Compilation,
}

/// A finished file for a device.
struct DeviceCopy<'a> {
    /// Its name among the files to download.
    name: &'a str,
    bytes: &'a [u8],
}

impl Files<'_> {
    /// The file for a device. A group's own edition takes the place of the book's where there is one.
    fn of(&self, device: Device) -> Option<DeviceCopy<'_>> {
        let special = ["-kindle.epub", ".kepub.epub", "-sample.epub", "-large-print.pdf"];
        let plain = |name: &str, ending: &str| name.ends_with(ending) && !special.iter().any(|end| name.ends_with(end));
        let wanted = |name: &str| match device {
            Device::Kindle => name.ends_with("-kindle.epub"),
            Device::Kobo => name.ends_with(".kepub.epub"),
            Device::Phone | Device::Computer | Device::ScreenReader => plain(name, ".epub"),
            Device::LargePrint => name.ends_with("-large-print.pdf"),
            Device::Paper => plain(name, ".pdf"),
        };
        let public = self.compilation.site.iter().find_map(|file| {
            let name = file.path.strip_prefix(DOWNLOADS)?;
            wanted(name).then_some(DeviceCopy { name, bytes: &file.bytes })
        })?;
        let folder = format!("{}/", self.group);
        let own = self.compilation.groups.iter().find_map(|file| {
            let name = file.name.strip_prefix(&folder)?;
            let own = ["epub", "pdf"].iter().any(|ending| name.ends_with(&format!("-{}.{ending}", self.group)));
            (own && !name.contains('/') && wanted(name)).then_some(&file.bytes)
        });
        Some(DeviceCopy { bytes: own.map_or(public.bytes, |bytes| bytes), ..public })
    }

    /// The text about the next meeting, where the group's folder has one.
    fn reminder(&self, plan: &Plan, today: Date) -> Option<String> {
        let next = plan.meetings.iter().find(|meeting| meeting.time.is_some_and(|time| time.date >= today))?;
        let name = format!("{}/sheets/reminder-{}.txt", self.group, next.number);
        let file: &OutputFile = self.compilation.groups.iter().find(|file| file.name == name)?;
        let text = String::from_utf8_lossy(&file.bytes);
        // The first line is a subject.
        let (_, body) = text.split_once("\n\n")?;
        Some(body.trim().to_owned())
    }
}

struct Writer<'a> {
    book: &'a Book,
    files: &'a Files<'a>,
    reminder: Option<&'a str>,
    d: &'a mut Diagnostics,
}

impl Writer<'_> {
    fn write(mut self, roster: &Roster, mailing: &mut Mailing) {
        let mut attachments: Vec<(Device, Arc<Attachment>)> = Vec::new();
        for member in &roster.members {
            let Some(email) = &member.email else {
                mailing.without_address.push(one_line(&member.name));
                continue;
            };
            if let Some(address) =
                [Some(email), member.kindle_address.as_ref()].into_iter().flatten().find(|a| !a.is_ascii())
            {
                self.d.push(
                    Diagnostic::error("bad-address", format!("`{address}` has letters that few mail servers accept"))
                        .at(member.span)
                        .hint("write an address in ASCII; for a domain, the form that begins with xn--"),
                );
                continue;
            }
            let Some(file) = self.files.of(member.reads) else { continue };
            let fits = file.bytes.len() <= LARGEST_ATTACHMENT;
            let attachment = fits.then(|| match attachments.iter().find(|(device, _)| *device == member.reads) {
                Some((_, attachment)) => Arc::clone(attachment),
                None => {
                    let made = Arc::new(self.attachment(&file));
                    attachments.push((member.reads, Arc::clone(&made)));
                    made
                }
            });
            let Some(link) = self.link(&file, fits, member.span) else { continue };
            let mail =
                MemberMail { book: self.book, member, email, words: self.words(member), reminder: self.reminder };
            match (by_mail(member), attachment, &self.book.mail.sender) {
                (Some(kindle), Some(attachment), Some(sender)) => {
                    mailing.mails.push(mail.approval(kindle, sender));
                    mailing.mails.push(mail.to_kindle(kindle, attachment));
                }
                (_, attachment, _) => {
                    mailing.mails.push(mail.book(attachment, link.as_deref(), self.book.site.url.as_deref()))
                }
            }
        }
    }

    /// The words of a member's mails.
    fn words(&self, member: &Member) -> &'static SiteWords {
        site_words(member.language.unwrap_or(self.book.metadata.language))
    }

    /// The address of a file that is too large; `None` inside where it is attached, and `None` outside where it is not on
    /// the web either, which is reported.
    fn link(&mut self, file: &DeviceCopy<'_>, fits: bool, span: Span) -> Option<Option<String>> {
        if fits {
            return Some(None);
        }
        if let Some(url) = &self.book.site.url {
            return Some(Some(format!("{url}{DOWNLOADS}{}", file.name)));
        }
        let size = file.bytes.len().div_ceil(1_000_000);
        let message =
            format!("`{}` is too large for a mail ({size} MB; {} at most)", file.name, LARGEST_ATTACHMENT / 1_000_000);
        self.d.push(Diagnostic::error("mail-too-large", message).at(span).hint(
            "put the book on the web with `anthology distribute` and add its address as url to [site]: the mail then has \
             a link; or make it smaller with max-image in [epub]",
        ));
        None
    }

    fn attachment(&self, file: &DeviceCopy<'_>) -> Attachment {
        let title = &self.book.metadata.title;
        let media_type = if file.name.ends_with(".epub") { "application/epub+zip" } else { "application/pdf" };
        // Files to download have names in ASCII; in a mail, a title in another script can be kept.
        let name = match (readable_stem(title), file_stem(title)) {
            (None, Some(stem)) => format!("{stem}{}", &file.name[file.name.find(['-', '.']).unwrap_or(0)..]),
            _ => file.name.to_owned(),
        };
        Attachment { name, media_type, bytes: file.bytes.to_vec() }
    }
}

/// What the mails to a member have in common.
struct MemberMail<'a> {
    book: &'a Book,
    member: &'a Member,
    email: &'a str,
    words: &'static SiteWords,
    reminder: Option<&'a str>,
}

impl MemberMail<'_> {
    fn mail(&self, purpose: MailPurpose, address: &str, subject: String, paragraphs: &[String]) -> Mail {
        let body: Vec<String> = paragraphs.iter().map(|text| format!("{}\n", plain(text))).collect();
        Mail {
            purpose,
            member: one_line(&self.member.name),
            address: address.to_owned(),
            language: self.words.lang,
            subject: one_line(&plain(&subject)),
            body: body.join("\n"),
            attachment: None,
        }
    }

    fn title(&self) -> String {
        one_line(&self.book.metadata.title)
    }

    fn greeting(&self) -> String {
        self.words.mail.greeting.replace("{name}", &one_line(&self.member.name))
    }

    /// The book for a person, as a file or as a link.
    fn book(&self, attachment: Option<Arc<Attachment>>, link: Option<&str>, url: Option<&str>) -> Mail {
        let words = &self.words.mail;
        let mut paragraphs = vec![self.greeting()];
        if let Some(file) = &attachment {
            paragraphs.push(words.attached.replace("{title}", &self.title()).replace("{file}", &file.name));
            paragraphs.extend(self.steps(&file.name));
        }
        if let Some(link) = link {
            paragraphs.push(format!("{}\n{link}", words.linked.replace("{title}", &self.title())));
        }
        paragraphs.extend(self.reminder.map(str::to_owned));
        paragraphs.extend(url.map(|url| format!("{}\n{url}index.html", words.more)));
        paragraphs.extend(self.signature());
        Mail { attachment, ..self.mail(MailPurpose::Book, self.email, self.title(), &paragraphs) }
    }

    /// What to do with the file. Steps that speak of the web page which they are written for are left out.
    fn steps(&self, file: &str) -> Option<String> {
        let steps = match self.member.reads {
            Device::Kindle => &self.words.for_kindle[..],
            Device::Kobo => &self.words.for_kobo[..],
            Device::Computer => &self.words.for_computer[1..2],
            Device::Phone | Device::ScreenReader | Device::LargePrint | Device::Paper => return None,
        };
        Some(steps.join("\n").replace("{file}", file))
    }

    /// Asks to approve the sender of the mail that follows.
    fn approval(&self, kindle: &str, sender: &MailSender) -> Mail {
        let words = &self.words.mail;
        let fill = |text: &str| {
            let text = text.replace("{kindle}", kindle).replace("{sender}", &sender.address);
            text.replace("{title}", &self.title())
        };
        let mut paragraphs = vec![self.greeting(), fill(&words.approve), self.words.for_kindle[2].clone()];
        paragraphs.extend(self.reminder.map(str::to_owned));
        paragraphs.extend(self.signature());
        self.mail(MailPurpose::Approval, self.email, fill(&words.approve_subject), &paragraphs)
    }

    /// The book for a Kindle, which shows nothing of the text.
    fn to_kindle(&self, kindle: &str, attachment: Arc<Attachment>) -> Mail {
        let text = self.words.mail.attached.replace("{title}", &self.title()).replace("{file}", &attachment.name);
        let mail = self.mail(MailPurpose::Kindle, kindle, self.title(), &[text]);
        Mail { attachment: Some(attachment), ..mail }
    }

    /// The name of whom the mail is from.
    fn signature(&self) -> Option<String> {
        let sender = self.book.mail.sender.as_ref()?;
        (!sender.name.is_empty()).then(|| sender.name.clone())
    }
}

/// A text without line breaks and other control characters, which could end a header line (RFC 5322, 2.2), nor marks
/// that make another text of it on the screen.
fn one_line(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    let is_mark = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let words: Vec<String> = text
        .split(is_space)
        .map(|word| word.chars().filter(|&c| !is_mark(c)).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A text as mail programs show and search it: with plain spaces.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[cfg(test)]
mod tests {
    use anthology_base::MemoryWorld;
    use anthology_site::SiteFile;

    use super::*;

    /// The mails of a book whose files have these sizes, and the codes of what is wrong.
    fn mails(site: &str, roster: &str, sizes: &[(&str, usize)]) -> (Vec<Mail>, Vec<&'static str>) {
        let manifest = format!(
            "[book]\ntitle = \"Tides\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n[[group]]\nname = \"Us\"\n\
             starts = 2027-03-04\n[mail]\nsender = \"Anna <anna@example.org>\"\n{site}"
        );
        let world = MemoryWorld::new()
            .with("book.toml", manifest)
            .with("one.md", "# One\n\nText.\n")
            .with("groups/us/roster.csv", format!("name,email,reads,kindle-address,language\n{roster}"));
        let mut found = Diagnostics::new();
        let book = anthology_book::load(&world, &mut SourceMap::new(), &mut found).expect("a book");
        assert!(!found.has_errors(), "{found:#?}");
        let file = |(name, size): &(&str, usize)| SiteFile { path: format!("files/{name}"), bytes: vec![0; *size] };
        let empty = crate::log::Log::new(&world).finish(SourceMap::new());
        let mut compilation = Compilation { site: sizes.iter().map(file).collect(), ..empty };
        let request = MailingRequest { group: None, sent: false };
        let mailing = make(&world, &request, &book, &mut compilation, &mut found);
        let codes = found.iter().map(|finding| finding.code).collect();
        (mailing.map(|mailing| mailing.mails).unwrap_or_default(), codes)
    }

    #[test]
    fn a_file_that_is_too_large_is_linked_to() {
        let roster = "Ben,ben@example.org,paper,,de\nCleo,cleo@example.org,phone,,en\n\
                      Dora,dora@example.org,kindle,dora@kindle.com,en\n";
        let sizes = [
            ("Tides.pdf", LARGEST_ATTACHMENT + 1),
            ("Tides.epub", LARGEST_ATTACHMENT),
            ("Tides-kindle.epub", 30_000_000),
        ];
        let (mails, codes) = mails("[site]\nurl = \"https://example.org/tides\"\n", roster, &sizes);
        assert!(codes.is_empty(), "{codes:?}");
        let [ben, cleo, dora] = mails.as_slice() else { panic!("{} mails", mails.len()) };
        assert!(ben.attachment.is_none(), "one byte too much");
        assert!(ben.body.contains("\nhttps://example.org/tides/files/Tides.pdf\n"), "{}", ben.body);
        assert!(ben.body.starts_with("Guten Tag Ben,"), "{}", ben.body);
        let attached = cleo.attachment.as_ref().map(|file| (file.name.as_str(), file.bytes.len()));
        assert_eq!(attached, Some(("Tides.epub", LARGEST_ATTACHMENT)));
        assert!(!cleo.body.contains("files/"), "{}", cleo.body);
        // The owner gets the link; nothing is sent to the Kindle, and nobody has to approve anything.
        assert_eq!((dora.purpose, dora.address.as_str()), (MailPurpose::Book, "dora@example.org"));
        assert!(dora.body.contains("files/Tides-kindle.epub"), "{}", dora.body);
    }

    #[test]
    fn without_the_web_a_file_that_is_too_large_is_an_error() {
        let (mails, codes) = mails("", "Ben,ben@example.org,paper,,de\n", &[("Tides.pdf", 30_000_000)]);
        assert!(mails.is_empty());
        assert_eq!(codes, ["mail-too-large"]);
    }
}
