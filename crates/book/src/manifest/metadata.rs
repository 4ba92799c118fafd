//! `[book]`: what is known about the book as a whole.

use std::fmt;
use std::str::FromStr;

use anthology_base::{Date, Diagnostic, Diagnostics, FileId, Isbn, Lang, ParseIsbnError, Span, file_stem};

use super::subjects::subjects;
use crate::model::{Contributor, Metadata, Role, Series};
use crate::read::{Table, Value};

const ROLES: &[(&str, Role)] = &[
    ("author", Role::Author),
    ("editor", Role::Editor),
    ("translator", Role::Translator),
    ("illustrator", Role::Illustrator),
    ("introduction", Role::Introduction),
    ("designer", Role::Designer),
    ("contributor", Role::Contributor),
];

/// What `permissions` says of a piece without a recorded right to print it: that it is an error, or a note.
const PERMISSIONS: &[(&str, bool)] = &[("required", true), ("optional", false)];

/// The content of `[book]`.
pub(super) struct BookTable<'r> {
    pub(super) metadata: Metadata,
    /// The source of the title.
    pub(super) title_span: Option<Span>,
    /// The source of the language.
    pub(super) language_span: Option<Span>,
    /// Of `identifier`.
    pub(super) identifier_span: Option<Span>,
    /// The list of chapters, unread.
    pub(super) chapters: Option<Value<'r>>,
    /// The edition whose pages are the reference pages, unread.
    pub(super) pages_of: Option<Value<'r>>,
    /// The names of contributors whose role isn't given.
    pub(super) without_role: Vec<String>,
    /// A piece without a recorded right to print it is an error.
    pub(super) permissions_required: bool,
}

/// Reads `[book]`.
pub(super) fn read<'r>(root: &mut Table<'r>, file: FileId, today: Date, d: &mut Diagnostics) -> BookTable<'r> {
    let Some(mut table) = root.table("book", d) else {
        d.push(
            Diagnostic::error("missing-key", "[book] is missing")
                .at(Span::new(file, 0..0))
                .hint("start the file with [book] and a title"),
        );
        return BookTable {
            metadata: without_table(today),
            title_span: None,
            language_span: None,
            identifier_span: None,
            chapters: None,
            pages_of: None,
            without_role: Vec::new(),
            permissions_required: false,
        };
    };
    let title_span = table.get("title").map(|v| v.span());
    let title = title(&mut table, d);
    let language_span = table.get("language").map(|v| v.span());
    let language = table.parsed("language", "bad-language", d).unwrap_or_else(english);
    let (contributors, without_role) = contributors(&mut table, language, d);
    let date: Option<Date> = table.parsed("date", "bad-date", d);
    let identifier_span = table.get("identifier").map(|v| v.span());
    let identifiers = identifiers(&mut table, d).unwrap_or_else(|| vec![derived_uuid(&title, &contributors)]);
    let (subjects, subject_codes) = table.get("subjects").map(|v| subjects(&v, d)).unwrap_or_default();
    let metadata = Metadata {
        subtitle: table.string("subtitle", d),
        short_title: table.string("short-title", d).filter(|title| !title.trim().is_empty()),
        file_name: file_name(&mut table, d),
        language,
        identifiers,
        contributors,
        people: Vec::new(),
        publisher: table.string("publisher", d),
        rights: table.string("rights", d),
        description: table.string("description", d),
        date,
        modified: date.map_or(today, full_date),
        series: series(&mut table, d),
        subjects,
        subject_codes,
        title,
    };
    let chapters = table.get("chapters");
    let pages_of = table.get("pages-of");
    let permissions_required = table.choice("permissions", PERMISSIONS, d).unwrap_or_default();
    table.finish(d);
    BookTable {
        metadata,
        title_span,
        language_span,
        identifier_span,
        chapters,
        pages_of,
        without_role,
        permissions_required,
    }
}

fn english() -> Lang {
    "en".parse().unwrap_or(Lang::UND)
}

/// `file-name`: what the names of the files begin with.
fn file_name(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<String> {
    let value = table.get("file-name")?;
    let name = value.string(d)?;
    if is_file_stem(&name) {
        return Some(name);
    }
    let message = format!("`{name}` can't be the beginning of a file name");
    d.push(
        Diagnostic::error("bad-file-name", message)
            .at(value.span())
            .hint("use at most 55 letters, digits, hyphens, underscores and dots, without an ending such as .pdf"),
    );
    None
}

/// True for a name that every system takes, with an edition and an ending after it.
fn is_file_stem(name: &str) -> bool {
    let clean = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let ends = [".epub", ".pdf"].iter().all(|ending| !name.to_ascii_lowercase().ends_with(ending));
    // What a system reserves or has no room for would become another stem.
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let kept = file_stem(&bare).is_some_and(|stem| !stem.ends_with("-book"));
    clean && ends && kept && name.len() <= 55 && !name.starts_with(['.', '-']) && !name.ends_with('.')
}

fn without_table(today: Date) -> Metadata {
    Metadata {
        title: String::new(),
        subtitle: None,
        short_title: None,
        file_name: None,
        language: english(),
        identifiers: vec![derived_uuid("", &[])],
        contributors: Vec::new(),
        people: Vec::new(),
        publisher: None,
        rights: None,
        description: None,
        date: None,
        modified: today,
        series: None,
        subjects: Vec::new(),
        subject_codes: Vec::new(),
    }
}

fn title(table: &mut Table<'_>, d: &mut Diagnostics) -> String {
    let Some(value) = table.get("title") else {
        d.push(
            Diagnostic::error("missing-key", "[book] has no `title`")
                .at(table.span())
                .hint("write title = \"…\" under [book]"),
        );
        return String::new();
    };
    let title = value.string(d).unwrap_or_default();
    if title.trim().is_empty() && value.as_str().is_some() {
        d.push(Diagnostic::error("missing-title", "the book's title is empty").at(value.span()));
    }
    title
}

fn full_date(date: Date) -> Date {
    Date { year: date.year, month: Some(date.month.unwrap_or(1)), day: Some(date.day.unwrap_or(1)) }
}

/// The contributors, and the names of those who are listed under `contributors` without a role.
fn contributors(table: &mut Table<'_>, lang: Lang, d: &mut Diagnostics) -> (Vec<Contributor>, Vec<String>) {
    let keys = [
        ("authors", Role::Author),
        ("editors", Role::Editor),
        ("translators", Role::Translator),
        ("contributors", Role::Contributor),
    ];
    let mut all = Vec::new();
    let mut without_role = Vec::new();
    for (key, role) in keys {
        let Some(value) = table.get(key) else { continue };
        let items = if value.is_array() { value.array(d).unwrap_or_default() } else { vec![value] };
        for item in items {
            let Some((found, has_role)) = contributor(&item, key, role, lang, d) else { continue };
            if role == Role::Contributor && !has_role {
                without_role.push(found.name.clone());
            }
            all.push(found);
        }
    }
    (all, without_role)
}

/// A contributor, and whether their role is given.
fn contributor(
    value: &Value<'_>,
    key: &str,
    role: Role,
    lang: Lang,
    d: &mut Diagnostics,
) -> Option<(Contributor, bool)> {
    if !value.is_table() {
        let name = value.string(d)?;
        let named = named(Named { name, role, sort: None, note: None }, lang, value.span(), d);
        return Some((named?, false));
    }
    let mut table = value.table(format!("an entry of `{key}`"), d)?;
    let name = table.string("name", d);
    if name.is_none() {
        d.push(
            Diagnostic::error("missing-key", format!("an entry of `{key}` has no `name`"))
                .at(table.span())
                .hint("write { name = \"…\", role = \"editor\" }"),
        );
    }
    let own_role = table.choice("role", ROLES, d);
    let role = own_role.unwrap_or(role);
    let sort = table.string("sort", d);
    let note = table.string("note", d);
    table.finish(d);
    let named = named(Named { name: name?, role, sort, note }, lang, value.span(), d);
    Some((named?, own_role.is_some()))
}

/// A contributor as the manifest has it.
struct Named {
    name: String,
    role: Role,
    sort: Option<String>,
    note: Option<String>,
}

fn named(named: Named, lang: Lang, span: Span, d: &mut Diagnostics) -> Option<Contributor> {
    let Named { name, role, sort, note } = named;
    if name.trim().is_empty() {
        d.push(Diagnostic::error("missing-name", "a contributor's name is empty").at(span));
        return None;
    }
    let sort = sort.unwrap_or_else(|| anthology_language::sort_name(&name, lang));
    Some(Contributor { name, role, sort, note })
}

fn series(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<Series> {
    let value = table.get("series")?;
    if !value.is_table() {
        return Some(Series { name: value.string(d)?, number: None });
    }
    let mut series = value.table("`series`".to_owned(), d)?;
    let name = series.string("name", d);
    let number = series.get("number").and_then(|v| v.integer(1..=100_000, d));
    if name.is_none() {
        d.push(Diagnostic::error("missing-key", "`series` has no `name`").at(series.span()));
    }
    series.finish(d);
    Some(Series { name: name?, number })
}

fn identifiers(table: &mut Table<'_>, d: &mut Diagnostics) -> Option<Vec<String>> {
    let value = table.get("identifier")?;
    let items = if value.is_array() { value.array(d)? } else { vec![value] };
    let found: Vec<String> =
        items.iter().filter_map(|item| item.parsed::<Identifier>("bad-identifier", d)).map(|i| i.0).collect();
    (!found.is_empty()).then_some(found)
}

/// An identifier as a URI.
struct Identifier(String);

/// The reason why a text is no identifier.
#[derive(Debug)]
enum IdentifierError {
    Isbn(ParseIsbnError),
    Form(String),
}

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Isbn(error) => error.fmt(f),
            Self::Form(text) => {
                write!(
                    f,
                    "`{text}` is not an identifier: write a URI (urn:uuid:…, urn:isbn:…, https://…), an ISBN or a UUID"
                )
            }
        }
    }
}

impl FromStr for Identifier {
    type Err = IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let lower = text.to_ascii_lowercase();
        let bare = lower.strip_prefix("urn:isbn:").or_else(|| lower.strip_prefix("isbn:")).unwrap_or(&lower).trim();
        let digits: String = bare.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
        let looks_like_isbn = matches!(digits.len(), 10 | 13)
            && digits.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || i == 9 && b == b'x');
        if looks_like_isbn || bare.len() < lower.len() {
            let valid = bare.parse::<Isbn>().map_err(IdentifierError::Isbn);
            return valid.map(|_| Self(format!("urn:isbn:{}", digits.to_ascii_uppercase())));
        }
        if is_uuid(&lower) {
            return Ok(Self(format!("urn:uuid:{lower}")));
        }
        let scheme = text.split_once(':').filter(|(scheme, rest)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
                && !rest.is_empty()
        });
        match scheme {
            Some(_) if !text.contains(char::is_whitespace) => Ok(Self(text.to_owned())),
            _ => Err(IdentifierError::Form(text.to_owned())),
        }
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// A UUID of version 8 (RFC 9562, section 5.8) from BLAKE3 of the title and contributors: the same book
/// has the same identifier on every machine.
pub(crate) fn derived_uuid(title: &str, contributors: &[Contributor]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in std::iter::once(title).chain(contributors.iter().flat_map(|c| [c.name.as_str(), c.role.marc()])) {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifier_forms() {
        for (text, uri) in [
            ("978-0-306-40615-7", Some("urn:isbn:9780306406157")),
            ("urn:isbn:0-306-40615-2", Some("urn:isbn:0306406152")),
            ("0-8044-2957-X", Some("urn:isbn:080442957X")),
            ("978-0-306-40615-8", None),
            ("4F4CB66B-4ce8-4c69-8fd9-eaac13705823", Some("urn:uuid:4f4cb66b-4ce8-4c69-8fd9-eaac13705823")),
            ("https://example.org/book", Some("https://example.org/book")),
            ("my book", None),
            ("urn:isbn:", None),
        ] {
            assert_eq!(text.parse::<Identifier>().ok().map(|i| i.0).as_deref(), uri, "{text}");
        }
    }

    #[test]
    fn stems_of_file_names() {
        for name in ["trust", "Trust_2026", "trust.v2", "時の流れ"] {
            assert!(is_file_stem(name), "{name}");
        }
        for name in ["", "con", "AUX", "a/b", "a b", ".hidden", "-x", "trust.pdf", "a.", "..", &"a".repeat(56)] {
            assert!(!is_file_stem(name), "{name}");
        }
    }

    #[test]
    fn derived_identifier_is_version_8_and_depends_on_the_title() {
        let uuid = derived_uuid("A", &[]);
        assert_eq!(uuid.len(), "urn:uuid:".len() + 36);
        assert_eq!(&uuid[23..24], "8");
        assert_ne!(uuid, derived_uuid("B", &[]));
    }
}
