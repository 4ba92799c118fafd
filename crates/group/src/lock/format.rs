//! The lock file: TOML, a line for each paragraph, so that versions of it can be compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use anthology_base::{Address, Diagnostic, Diagnostics, Slug, World};
use anthology_book::MeetingStatus;
use serde::Deserialize;

use super::{HandedOut, LOCK, Lock, LockedMeeting, LockedPage, LockedParagraph};

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLock {
    version: u32,
    printing: u32,
    #[serde(default)]
    copy: Vec<RawCopy>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCopy {
    date: String,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    pages: Vec<String>,
    #[serde(default)]
    chapters: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    meeting: Vec<RawMeeting>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMeeting {
    group: String,
    number: u32,
    time: Option<String>,
    status: String,
    sequence: u32,
    stamp: String,
    content: String,
}

const STATUS: [(&str, MeetingStatus); 3] =
    [("planned", MeetingStatus::Planned), ("held", MeetingStatus::Held), ("cancelled", MeetingStatus::Cancelled)];

impl Lock {
    /// Reads the lock file of a book's folder. Without one, nothing was handed out; one that can't be read is an error.
    pub fn read(world: &dyn World, d: &mut Diagnostics) -> Option<Self> {
        let bytes = match world.read(LOCK) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(Self::default()),
            Err(error) => {
                d.push(Diagnostic::error("bad-lock", format!("cannot read `{LOCK}`: {error}")));
                return None;
            }
        };
        let lock = std::str::from_utf8(&bytes).map_err(|error| error.to_string()).and_then(Self::parse);
        lock.map_err(|what| {
            d.push(
                Diagnostic::error("bad-lock", format!("`{LOCK}` is damaged: {what}"))
                    .hint("restore it from a backup: it keeps the addresses that members have")
                    .hint("without it, paragraphs are numbered anew: delete it if nothing was handed out yet"),
            );
        })
        .ok()
    }

    /// Reads the text of a lock file.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let raw: RawLock = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if raw.version != VERSION {
            return Err(format!("version {} is not known to this program", raw.version));
        }
        let copies = raw.copy.into_iter().map(copy).collect::<Result<_, _>>()?;
        Ok(Self { printing: raw.printing, copies })
    }

    /// The text of the lock file.
    pub fn to_toml(&self) -> String {
        let mut out = String::from(
            "# Written by anthology when copies are handed out. Keep this file: it holds the addresses of paragraphs\n\
             # and pages that members have. Don't edit it.\n",
        );
        line(&mut out, "version", &VERSION.to_string());
        line(&mut out, "printing", &self.printing.to_string());
        for copy in &self.copies {
            out.push_str("\n[[copy]]\n");
            line(&mut out, "date", &quoted(&copy.date.to_string()));
            let page = |page: &LockedPage| match &page.first {
                Some(first) => format!("{} {first}", page.label),
                None => page.label.clone(),
            };
            list(&mut out, "pages", copy.pages.iter().map(page));
            out.push_str("\n[copy.files]\n");
            for (name, hash) in &copy.files {
                line(&mut out, &quoted(name), &quoted(hash));
            }
            out.push_str("\n[copy.chapters]\n");
            for (slug, paragraphs) in &copy.chapters {
                let paragraph = |p: &LockedParagraph| match (&p.sketch, &p.page) {
                    (None, _) => p.number.to_string(),
                    (Some(sketch), None) => format!("{} {sketch}", p.number),
                    (Some(sketch), Some(page)) => format!("{} {sketch} {page}", p.number),
                };
                list(&mut out, slug.as_str(), paragraphs.iter().map(paragraph));
            }
            for meeting in &copy.meetings {
                out.push_str("\n[[copy.meeting]]\n");
                line(&mut out, "group", &quoted(&meeting.group));
                line(&mut out, "number", &meeting.number.to_string());
                if let Some(time) = meeting.time {
                    line(&mut out, "time", &quoted(&time.to_string()));
                }
                let status = STATUS.iter().find(|(_, status)| *status == meeting.status).map_or("", |(name, _)| name);
                line(&mut out, "status", &quoted(status));
                line(&mut out, "sequence", &meeting.sequence.to_string());
                line(&mut out, "stamp", &quoted(&meeting.stamp.to_string()));
                line(&mut out, "content", &quoted(&meeting.content));
            }
        }
        out
    }
}

fn line(out: &mut String, key: &str, value: &str) {
    // Writing to a string can't fail.
    let _ = writeln!(out, "{key} = {value}");
}

fn list(out: &mut String, key: &str, items: impl Iterator<Item = String>) {
    let items: String = items.map(|item| format!("    {},\n", quoted(&item))).collect();
    line(out, key, &format!("[\n{items}]"));
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}

fn copy(raw: RawCopy) -> Result<HandedOut, String> {
    let page = |text: String| {
        let (label, first) = text.split_once(' ').map_or((text.as_str(), None), |(label, first)| (label, Some(first)));
        let first = first.map(|first| first.parse::<Address>().map_err(|error| error.to_string())).transpose()?;
        Ok(LockedPage { label: label.to_owned(), first })
    };
    let mut chapters = BTreeMap::new();
    for (name, paragraphs) in raw.chapters {
        let slug = Slug::of_letters(&name).filter(|slug| slug.as_str() == name);
        let slug = slug.ok_or_else(|| format!("`{name}` is no chapter"))?;
        let paragraphs = paragraphs.iter().map(|text| paragraph(text)).collect::<Result<_, String>>()?;
        chapters.insert(slug, paragraphs);
    }
    Ok(HandedOut {
        date: raw.date.parse().map_err(|error: anthology_base::ParseDateError| error.to_string())?,
        files: raw.files,
        chapters,
        pages: raw.pages.into_iter().map(page).collect::<Result<_, String>>()?,
        meetings: raw.meeting.into_iter().map(meeting).collect::<Result<_, String>>()?,
    })
}

fn paragraph(text: &str) -> Result<LockedParagraph, String> {
    let mut parts = text.splitn(3, ' ');
    let number = parts.next().unwrap_or_default();
    let number = number.parse().map_err(|_| format!("`{number}` is no paragraph's number"))?;
    let sketch = parts.next().map(|sketch| sketch.parse().map_err(|_| format!("`{sketch}` is no paragraph's record")));
    Ok(LockedParagraph { number, sketch: sketch.transpose()?, page: parts.next().map(str::to_owned) })
}

fn meeting(raw: RawMeeting) -> Result<LockedMeeting, String> {
    let status = STATUS.iter().find(|(name, _)| *name == raw.status);
    let (_, status) = status.ok_or_else(|| format!("`{}` is no status of a meeting", raw.status))?;
    let time =
        raw.time.as_ref().map(|time| time.parse().map_err(|_| format!("`{time}` is no day and time"))).transpose()?;
    let stamp = raw.stamp.parse().map_err(|_| format!("`{}` is no day", raw.stamp))?;
    let RawMeeting { group, number, sequence, content, .. } = raw;
    Ok(LockedMeeting { group, number, time, status: *status, sequence, stamp, content })
}
