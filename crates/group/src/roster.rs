//! `groups/NAME/roster.csv`: the members of a group, what they read on, and what may be said about them.

use std::collections::BTreeMap;
use std::io;

use anthology_base::{
    Diagnostic, Diagnostics, FileId, Lang, Slug, SourceMap, Span, World, csv, is_mail_address, nearest,
};
use anthology_dedupe::normalise;

/// The name of the roster in a group's folder.
pub const ROSTER: &str = "roster.csv";

/// The name of the record of mails that were sent, in a group's folder.
pub const MAIL_LEDGER: &str = "mail-ledger.toml";

/// The folder of a group's own files, from the book's: `groups/thursday-circle`.
pub fn group_folder(group: &Slug) -> String {
    format!("groups/{group}")
}

/// What a member reads on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// A Kindle, which takes books by mail.
    Kindle,
    /// A Kobo.
    Kobo,
    /// A telephone or a tablet.
    Phone,
    /// A computer.
    #[default]
    Computer,
    /// A screen reader or a braille display.
    ScreenReader,
    /// Paper or a screen, in large print.
    LargePrint,
    /// Paper.
    Paper,
}

const DEVICES: [(&str, Device); 7] = [
    ("kindle", Device::Kindle),
    ("kobo", Device::Kobo),
    ("phone", Device::Phone),
    ("computer", Device::Computer),
    ("screen-reader", Device::ScreenReader),
    ("large-print", Device::LargePrint),
    ("paper", Device::Paper),
];

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name, as the roster writes it.
    pub name: String,
    /// The mail address; `None` for a member who gets no mail.
    pub email: Option<String>,
    /// What the member reads on.
    pub reads: Device,
    /// The address of the member's Kindle.
    pub kindle_address: Option<String>,
    /// The language for mails to the member; `None` is the book's.
    pub language: Option<Lang>,
    /// True if notes may be printed with the member's name.
    pub name_in_notes: bool,
    /// The source of the line.
    pub span: Span,
}

/// The members of a group, in the order of the file.
///
/// ```
/// use anthology_base::{Diagnostics, MemoryWorld, Slug, SourceMap};
/// use anthology_group::Roster;
///
/// let table = "name,email,reads,name-in-notes\nBen,ben@example.org,kobo,yes\n";
/// let world = MemoryWorld::new().with("groups/circle/roster.csv", table);
/// let mut found = Diagnostics::new();
/// let roster = Roster::read(&world, &Slug::from_text("circle"), &mut SourceMap::new(), &mut found);
/// assert!(found.is_empty());
/// assert!(roster.member("ben").is_some_and(|member| member.name_in_notes));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The members.
    pub members: Vec<Member>,
}

/// The columns of a roster.
const COLUMNS: [&str; 6] = ["name", "email", "reads", "kindle-address", "language", "name-in-notes"];

impl Roster {
    /// Reads the roster of a group; empty where there is none. What is wrong with a line is reported, and the rest of
    /// the line used.
    pub fn read(world: &dyn World, group: &Slug, sources: &mut SourceMap, d: &mut Diagnostics) -> Self {
        let path = format!("{}/{ROSTER}", group_folder(group));
        let bytes = match world.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                d.push(Diagnostic::error("bad-roster", format!("cannot read `{path}`: {error}")));
                return Self::default();
            }
        };
        let Ok(text) = String::from_utf8(bytes) else {
            d.push(
                Diagnostic::error("bad-roster", format!("`{path}` is not UTF-8"))
                    .hint("save it from the spreadsheet as “CSV UTF-8”"),
            );
            return Self::default();
        };
        let file = sources.add(path, text.as_str());
        Self::parse(&text, Lines { file, sources }, d)
    }

    fn parse(text: &str, lines: Lines<'_>, d: &mut Diagnostics) -> Self {
        let mut roster = Self::default();
        let records = csv(text);
        let Some((header, records)) = records.split_first() else { return roster };
        let columns = columns(&header.fields, lines.span(header.line), d);
        if !columns.contains(&Some("name")) {
            d.push(
                Diagnostic::error("bad-roster", "the first line has no column `name`")
                    .at(lines.span(header.line))
                    .hint(format!("begin with a line {}", COLUMNS.join(","))),
            );
            return roster;
        }
        for record in records {
            let cells = columns.iter().zip(&record.fields).filter_map(|(column, cell)| Some(((*column)?, cell.trim())));
            let cells: BTreeMap<&str, &str> = cells.filter(|(_, cell)| !cell.is_empty()).collect();
            let span = lines.span(record.line);
            if let Some(member) = member(&cells, span, d) {
                roster.add(member, d);
            }
        }
        roster
    }

    fn add(&mut self, member: Member, d: &mut Diagnostics) {
        if let Some(first) = self.named(&normalise(&member.name)) {
            let message = format!("`{}` is on the roster twice", member.name);
            d.push(
                Diagnostic::error("member-twice", message)
                    .at(member.span)
                    .label(first.span, "first here")
                    .hint("delete one line, or tell the two apart by their names"),
            );
            return;
        }
        let same = |other: &&Member| {
            let email = member.email.as_deref().map(str::to_lowercase);
            email.is_some() && other.email.as_deref().map(str::to_lowercase) == email
        };
        if let (Some(first), Some(email)) = (self.members.iter().find(same), &member.email) {
            let message = format!("two members have the address `{email}`");
            d.push(
                Diagnostic::warning("address-twice", message)
                    .at(member.span)
                    .label(first.span, "first here")
                    .hint("correct one of them; if they share it, leave it out for one"),
            );
        }
        self.members.push(member);
    }

    /// The member of a name, however it is capitalised; a first name is enough where only one member has it.
    pub fn member(&self, name: &str) -> Option<&Member> {
        let name = normalise(name.trim());
        self.named(&name).or_else(|| {
            let first = |member: &&Member| normalise(&member.name).split(' ').next() == Some(&name);
            let mut found = self.members.iter().filter(first);
            found.next().filter(|_| found.next().is_none())
        })
    }

    /// The member of a whole name, normalised.
    fn named(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| normalise(&member.name) == name)
    }
}

/// The lines of the file.
#[derive(Clone, Copy)]
struct Lines<'a> {
    file: FileId,
    sources: &'a SourceMap,
}

impl Lines<'_> {
    fn span(self, line: usize) -> Span {
        Span::new(self.file, self.sources.file(self.file).line_range(line).unwrap_or(0..0))
    }
}

/// The column that each cell of the header names; `None` for one that is not ours.
fn columns(header: &[String], span: Span, d: &mut Diagnostics) -> Vec<Option<&'static str>> {
    let column = |cell: &String| {
        let name = cell.trim().to_lowercase().replace([' ', '_'], "-");
        let known = COLUMNS.into_iter().find(|column| *column == name);
        if known.is_none() && !name.is_empty() {
            let finding = Diagnostic::warning("unknown-column", format!("unknown column `{}`", cell.trim())).at(span);
            d.push(match nearest(&name, COLUMNS) {
                Some(near) => finding.hint(format!("did you mean `{near}`?")),
                None => finding.hint(format!("the columns are {}", COLUMNS.join(", "))),
            });
        }
        known
    };
    header.iter().map(column).collect()
}

fn member(cells: &BTreeMap<&str, &str>, span: Span, d: &mut Diagnostics) -> Option<Member> {
    let cell = |column: &str| cells.get(column).copied();
    let Some(name) = cell("name") else {
        d.push(
            Diagnostic::error("bad-roster", "a member without a name").at(span).hint("write one, or delete the line"),
        );
        return None;
    };
    let mut address = |column: &str| {
        let address = cell(column)?;
        if is_mail_address(address) {
            return Some(address.to_owned());
        }
        d.push(
            Diagnostic::error("bad-address", format!("`{address}` is not a mail address"))
                .at(span)
                .hint("write it as in ben@example.org"),
        );
        None
    };
    let (email, kindle_address) = (address("email"), address("kindle-address"));
    let mut bad = |column: &str, cell: &str, hint: String| {
        d.push(Diagnostic::error("bad-roster", format!("invalid `{column}`: `{cell}`")).at(span).hint(hint));
    };
    let reads = cell("reads").map(|text| {
        let name = text.to_lowercase().replace([' ', '_'], "-");
        let device = DEVICES.iter().find(|(known, _)| *known == name).map(|(_, device)| *device);
        device.unwrap_or_else(|| {
            bad("reads", text, format!("write one of {}", DEVICES.map(|(name, _)| name).join(", ")));
            Device::default()
        })
    });
    let language = cell("language").and_then(|text| match text.parse() {
        Ok(lang) => Some(lang),
        Err(_) => {
            bad("language", text, "write a language tag, as in de or pt-BR".to_owned());
            None
        }
    });
    let name_in_notes = cell("name-in-notes").is_some_and(|text| match text.to_lowercase().as_str() {
        "yes" | "true" | "1" => true,
        "no" | "false" | "0" => false,
        _ => {
            bad("name-in-notes", text, "write yes or no".to_owned());
            false
        }
    });
    Some(Member {
        name: name.to_owned(),
        email,
        reads: reads.unwrap_or_default(),
        kindle_address,
        language,
        name_in_notes,
        span,
    })
}

#[cfg(test)]
mod tests {
    use anthology_base::MemoryWorld;

    use super::*;

    fn read(text: impl Into<Vec<u8>>) -> (Roster, Vec<String>) {
        let world = MemoryWorld::new().with("groups/circle/roster.csv", text);
        let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
        let roster = Roster::read(&world, &Slug::from_text("circle"), &mut sources, &mut found);
        let said = |finding: Diagnostic| {
            let line = finding.span.map(|span| sources.file(span.file).line_col(span.start as usize).line);
            format!("{} {}: {}", line.unwrap_or_default(), finding.code, finding.message)
        };
        (roster, found.into_iter().map(said).collect())
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let (roster, found) = read(
            "\u{feff}Name;Name in notes;Reads;Email;Language;Kindle-address\r\n\
             Anna Roe;YES;Screen reader;anna@example.org;pt-BR;\r\n\
             \"Ben\";;kindle;ben@example.org;;ben_1@kindle.com\r\n;;;;;\r\n",
        );
        assert_eq!(found, Vec::<String>::new());
        let [anna, ben] = roster.members.as_slice() else { panic!("{roster:?}") };
        assert_eq!((anna.reads, anna.name_in_notes, ben.reads), (Device::ScreenReader, true, Device::Kindle));
        assert_eq!(anna.language.map(|lang| lang.to_string()).as_deref(), Some("pt-BR"));
        assert_eq!(ben.kindle_address.as_deref(), Some("ben_1@kindle.com"));
        assert!(!ben.name_in_notes);
        assert_eq!(roster.member("Anna").map(|member| member.name.as_str()), Some("Anna Roe"));
        assert_eq!(roster.member(" anna ROE ").map(|member| member.name.as_str()), Some("Anna Roe"));
    }

    #[test]
    fn faults_have_their_lines() {
        let (roster, found) = read(
            "name,emial,email,reads,language,name-in-notes\nBen,,ben@example.org,cobo,xx-,perhaps\n\
             ben,,x@y.z,,,\n,,a@b.c,,,\nCleo,,\"ben@example.org\nBcc: all\",,,\nDora,,BEN@example.org,,,\n",
        );
        assert_eq!(
            found,
            [
                "1 unknown-column: unknown column `emial`",
                "2 bad-roster: invalid `reads`: `cobo`",
                "2 bad-roster: invalid `language`: `xx-`",
                "2 bad-roster: invalid `name-in-notes`: `perhaps`",
                "3 member-twice: `ben` is on the roster twice",
                "4 bad-roster: a member without a name",
                "5 bad-address: `ben@example.org\nBcc: all` is not a mail address",
                "7 address-twice: two members have the address `BEN@example.org`",
            ]
        );
        assert_eq!(roster.members.len(), 3);
        assert_eq!(
            read("a,b\n1,2\n").1.last().map(String::as_str),
            Some("1 bad-roster: the first line has no column `name`")
        );
        assert_eq!(read(vec![0xe9]).1.len(), 1);
        assert_eq!(read(""), (Roster::default(), Vec::new()));
    }
}
