//! Mails as text: header fields (RFC 5322, 2047, 2231) and parts (RFC 2045, 2046). Everything is ASCII, in lines of at
//! most 78 characters.

use std::fmt::Write;

use anthology_base::Date;
use anthology_book::MailSender;
use anthology_compile::{Attachment, Mail};
use data_encoding::BASE64;

/// Characters of a line, without its end (RFC 5322, 2.1.1).
const LINE: usize = 76;

/// Bytes that an encoded word holds: with its frame it has 68 characters (RFC 2047 allows 75), which fit after `Subject: `.
const ENCODED_WORD: usize = 42;

/// Characters of a value of a parameter that stand in one piece (RFC 2231, 3).
const PARAMETER: usize = 50;

/// A mail in its final form.
pub(crate) struct Message {
    /// The identifier, with its angle brackets.
    pub(crate) id: String,
    /// The mail, its lines ended by CRLF.
    pub(crate) bytes: Vec<u8>,
}

/// What a mail has besides its content.
#[derive(Clone, Copy)]
pub(crate) struct Posting<'a> {
    /// `None` for a draft to which the mail program adds it.
    pub(crate) sender: Option<&'a MailSender>,
    /// Seconds since 1970.
    pub(crate) time: i64,
    /// True for a draft, which mail programs open for sending.
    pub(crate) draft: bool,
}

/// Writes a mail. The same mail at the same time has the same bytes.
pub(crate) fn message(mail: &Mail, posting: Posting<'_>) -> Message {
    let key = key(mail, posting);
    let domain = posting.sender.and_then(|sender| sender.address.rsplit('@').next()).unwrap_or("draft.invalid");
    let id = format!("<{}@{domain}>", &key[..32]);
    let mut out = String::new();
    if let Some(sender) = posting.sender {
        field(&mut out, "From", &mailbox(&sender.name, &sender.address));
    }
    field(&mut out, "To", &mailbox(&mail.member, &mail.address));
    field(&mut out, "Subject", &unstructured(&mail.subject));
    field(&mut out, "Date", &[date(posting.time)]);
    field(&mut out, "Message-ID", std::slice::from_ref(&id));
    if posting.draft {
        // Outlook, and Apple Mail.
        out.push_str("X-Unsent: 1\r\nX-Uniform-Type-Identifier: com.apple.mail-draft\r\n");
    }
    out.push_str("MIME-Version: 1.0\r\n");
    match &mail.attachment {
        None => text_part(&mut out, mail),
        Some(file) => {
            let boundary = format!("=_{}", &key[32..56]);
            let _ = write!(out, "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n");
            text_part(&mut out, mail);
            let _ = write!(out, "\r\n--{boundary}\r\n");
            file_part(&mut out, file);
            let _ = write!(out, "\r\n--{boundary}--\r\n");
        }
    }
    Message { id, bytes: out.into_bytes() }
}

/// A hash of everything in a mail, in hexadecimal.
fn key(mail: &Mail, posting: Posting<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    let sender = posting.sender.map_or("", |sender| &sender.address);
    let time = posting.time.to_string();
    for text in [sender, &mail.member, &mail.address, &mail.subject, &mail.body, &time] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    if let Some(file) = &mail.attachment {
        hasher.update(file.name.as_bytes());
        hasher.update(&file.bytes);
    }
    hasher.finalize().to_hex().to_string()
}

/// Writes a header field from words, folded between them.
fn field(out: &mut String, name: &str, words: &[String]) {
    out.push_str(name);
    out.push(':');
    let mut column = name.len() + 1;
    for (index, word) in words.iter().enumerate() {
        if index > 0 && column + 1 + word.len() > LINE {
            out.push_str("\r\n");
            column = 0;
        }
        out.push(' ');
        out.push_str(word);
        column += 1 + word.len();
    }
    out.push_str("\r\n");
}

/// A text as words of a header field: as it is where it is ASCII, else as encoded words.
fn unstructured(text: &str) -> Vec<String> {
    let plain =
        |word: &str| word.len() <= LINE - 12 && word.bytes().all(|b| b.is_ascii_graphic()) && !word.contains("=?");
    if !text.is_empty() && text.split(' ').all(plain) {
        return text.split(' ').map(str::to_owned).collect();
    }
    encoded_words(text)
}

/// Encoded words (RFC 2047, 2): each is decoded by itself, so that no character is divided between two.
fn encoded_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(ENCODED_WORD);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (word, after) = rest.split_at(end);
        words.push(format!("=?UTF-8?B?{}?=", BASE64.encode(word.as_bytes())));
        rest = after;
    }
    words
}

/// A name and an address (RFC 5322, 3.4).
fn mailbox(name: &str, address: &str) -> Vec<String> {
    let address = format!("<{address}>");
    // Atoms and spaces (3.2.3) need no quotes; quoted strings would have to be folded within.
    let is_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let mut words = match name {
        "" => Vec::new(),
        name if name.split(' ').all(|word| {
            !word.is_empty() && word.len() <= LINE - 12 && !word.contains("=?") && word.bytes().all(is_atom)
        }) =>
        {
            name.split(' ').map(str::to_owned).collect()
        }
        name => encoded_words(name),
    };
    words.push(address);
    words
}

/// `Thu, 04 Mar 2027 19:30:00 +0000`
fn date(time: i64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Date { year, month, day } = Date::from_unix(time);
    let weekday = DAYS[time.div_euclid(86_400).rem_euclid(7) as usize];
    let month = MONTHS[usize::from(month.unwrap_or(1).clamp(1, 12)) - 1];
    let second = time.rem_euclid(86_400);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{weekday}, {:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} +0000", day.unwrap_or(1))
}

fn text_part(out: &mut String, mail: &Mail) {
    let _ = write!(
        out,
        "Content-Type: text/plain; charset=utf-8\r\nContent-Language: {}\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n",
        mail.language
    );
    for line in mail.body.lines() {
        quoted_printable(out, line);
    }
}

/// Writes a line as quoted-printable (RFC 2045, 6.7).
fn quoted_printable(out: &mut String, line: &str) {
    let bytes = line.as_bytes();
    let mut column = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        let is_last = index + 1 == bytes.len();
        // A dot or "From " at the beginning of a line means something to servers and mailboxes.
        let literal = match byte {
            b' ' | b'\t' => !is_last,
            b'.' | b'F' => column > 0,
            b'=' => false,
            _ => byte.is_ascii_graphic(),
        };
        let width = if literal { 1 } else { 3 };
        if column + width > LINE - 1 {
            out.push_str("=\r\n");
            column = 0;
        }
        if literal && !(column == 0 && matches!(byte, b'.' | b'F')) {
            out.push(char::from(byte));
            column += 1;
        } else {
            let _ = write!(out, "={byte:02X}");
            column += 3;
        }
    }
    out.push_str("\r\n");
}

fn file_part(out: &mut String, file: &Attachment) {
    let _ = write!(out, "Content-Type: {}", file.media_type);
    parameter(out, "name", &file.name);
    out.push_str("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment");
    parameter(out, "filename", &file.name);
    out.push_str("\r\n\r\n");
    let encoded = BASE64.encode(&file.bytes);
    out.reserve(encoded.len() + encoded.len() / LINE * 2);
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        out.push_str(line);
        out.push_str("\r\n");
        rest = after;
    }
}

/// Writes a parameter of a header field: as a quoted string, or encoded (RFC 2231) where the value is long or not ASCII.
fn parameter(out: &mut String, name: &str, value: &str) {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._ ".contains(&b);
    if value.len() <= PARAMETER && value.bytes().all(plain) {
        let _ = write!(out, ";\r\n {name}=\"{value}\"");
        return;
    }
    let mut pieces = vec!["utf-8''".to_owned()];
    for byte in value.bytes() {
        let unit = match byte {
            b' ' => "%20".to_owned(),
            byte if plain(byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        match pieces.last_mut() {
            Some(piece) if piece.len() + unit.len() <= PARAMETER => piece.push_str(&unit),
            _ => pieces.push(unit),
        }
    }
    match pieces.as_slice() {
        [only] => {
            let _ = write!(out, ";\r\n {name}*={only}");
        }
        pieces => {
            for (number, piece) in pieces.iter().enumerate() {
                let _ = write!(out, ";\r\n {name}*{number}*={piece}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use anthology_base::Lang;
    use anthology_compile::MailPurpose;

    use super::*;

    fn mail(member: &str, subject: &str, body: &str) -> Mail {
        Mail {
            purpose: MailPurpose::Book,
            member: member.to_owned(),
            address: "ben@example.org".to_owned(),
            language: Lang::EN_GB,
            subject: subject.to_owned(),
            body: body.to_owned(),
            attachment: None,
        }
    }

    fn text(mail: &Mail) -> String {
        let sender = MailSender { name: "Anna Roe".to_owned(), address: "anna@example.org".to_owned() };
        let bytes = message(mail, Posting { sender: Some(&sender), time: 1_804_188_600, draft: false }).bytes;
        String::from_utf8(bytes).expect("ASCII")
    }

    /// The message is read by mailparse, which has nothing of this code.
    #[test]
    fn another_parser_reads_what_is_written() {
        let names = ["Ben", "Zoë Ångström-Öberg", "O'Neil, \"Bob\" <x@y.z>", "山田太郎", "=?UTF-8?Q?x?="];
        let titles = [
            "Tides",
            "Die Gezeiten – ein Versuch über die Ebbe, die Flut und das, was dazwischen liegt",
            "=?x",
            "a  b",
        ];
        let body = "Hello,\n\n.\nFrom here = there  \n".to_owned() + &"Längere Zeile ".repeat(30) + "\n";
        for name in names {
            for title in titles {
                let text = text(&mail(name, title, &body));
                assert!(text.is_ascii());
                assert!(text.split("\r\n").all(|line| line.len() <= 78 && !line.contains(['\n', '\r'])), "{text}");
                let parsed = mailparse::parse_mail(text.as_bytes()).expect("a mail");
                let header = |name: &str| {
                    use mailparse::MailHeaderMap;
                    parsed.headers.get_first_value(name).expect("the header")
                };
                assert_eq!(header("Subject"), title);
                assert_eq!(header("To"), format!("{name} <ben@example.org>"));
                assert_eq!(header("Date"), "Thu, 04 Mar 2027 19:30:00 +0000");
                assert_eq!(parsed.get_body().expect("a body").replace("\r\n", "\n"), body);
            }
        }
    }

    #[test]
    fn files_keep_their_bytes_and_names() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let long = "潮の満ち引きについての長い長い題名の本".repeat(3) + ".epub";
        for name in ["Tides-kindle.epub", long.as_str(), "a\"b.epub"] {
            let attachment =
                Attachment { name: name.to_owned(), media_type: "application/epub+zip", bytes: bytes.clone() };
            let text = text(&Mail { attachment: Some(attachment.into()), ..mail("Ben", "Tides", "Hello\n") });
            assert!(text.split("\r\n").all(|line| line.len() <= 78), "{text}");
            let parsed = mailparse::parse_mail(text.as_bytes()).expect("a mail");
            let [_, file] = parsed.subparts.as_slice() else { panic!("{text}") };
            assert_eq!(file.ctype.mimetype, "application/epub+zip");
            assert_eq!(file.get_content_disposition().params.get("filename").map(String::as_str), Some(name));
            assert_eq!(file.get_body_raw().expect("a file"), bytes);
        }
    }

    #[test]
    fn a_draft_says_so_and_needs_no_sender() {
        let bytes = message(&mail("Ben", "Tides", ""), Posting { sender: None, time: 0, draft: true }).bytes;
        let text = String::from_utf8(bytes).expect("ASCII");
        assert!(text.contains("\r\nX-Unsent: 1\r\n") && !text.contains("From:"), "{text}");
        assert!(text.contains("Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"), "{text}");
    }
}
