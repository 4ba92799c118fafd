//! `[mail]`: how `anthology send` reaches the members of a group.

use anthology_base::{Diagnostic, Diagnostics, is_mail_address};

use crate::read::Table;

/// `[mail]`, with defaults filled in. Passwords are no part of it: the file is published with the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailOptions {
    /// Who the mails are from.
    pub sender: Option<MailSender>,
    /// The name of the server that takes the mails.
    pub server: Option<String>,
    /// Its port; `None` for the usual one of [`Self::security`].
    pub port: Option<u16>,
    /// The protection of the connection.
    pub security: MailSecurity,
    /// The name to log in with; `None` for the sender's address.
    pub user: Option<String>,
    /// A PEM file with the certificate of a server that no public authority vouches for.
    pub certificate: Option<String>,
}

/// The protection of the connection to a mail server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailSecurity {
    /// TLS, asked for by STARTTLS before anything else is said (RFC 3207).
    #[default]
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None; for a server on the same computer. No password is sent.
    None,
}

impl MailSecurity {
    /// The usual port of servers that are spoken to like this.
    pub const fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// Who mails are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSender {
    /// The name; empty where there is none.
    pub name: String,
    /// The address, in ASCII.
    pub address: String,
}

impl MailSender {
    /// Reads `Anna Roe <anna@example.org>` or `anna@example.org`; `None` where the address is none in ASCII.
    fn parse(text: &str) -> Option<Self> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
            None => ("", text.trim()),
        };
        let sender = Self { name: name.to_owned(), address: address.to_owned() };
        (address.is_ascii() && is_mail_address(address) && !name.contains(char::is_control)).then_some(sender)
    }
}

pub(super) fn mail(root: &mut Table<'_>, d: &mut Diagnostics) -> MailOptions {
    let Some(mut table) = root.table("mail", d) else { return MailOptions::default() };
    let sender = table.get("sender").and_then(|value| {
        let text = value.string(d)?;
        let sender = MailSender::parse(&text);
        if sender.is_none() {
            d.push(
                Diagnostic::error("bad-address", format!("`{text}` is not a mail address"))
                    .at(value.span())
                    .hint("write sender = \"Anna Roe <anna@example.org>\""),
            );
        }
        sender
    });
    let server = table.get("server").and_then(|value| {
        let text = value.string(d)?;
        if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c)) {
            return Some(text);
        }
        d.push(
            Diagnostic::error("bad-mail-server", format!("`{text}` is not the name of a server"))
                .at(value.span())
                .hint("write server = \"smtp.example.org\", and a port of its own in `port`"),
        );
        None
    });
    let port = table.get("port").and_then(|value| value.integer(1..=65_535, d));
    let port = port.and_then(|port| u16::try_from(port).ok());
    let choices = [("starttls", MailSecurity::StartTls), ("tls", MailSecurity::Tls), ("none", MailSecurity::None)];
    // The port for TLS from the first byte is used for nothing else.
    let usual = if port == Some(MailSecurity::Tls.port()) { MailSecurity::Tls } else { MailSecurity::StartTls };
    let security = table.choice("security", &choices, d).unwrap_or(usual);
    let options = MailOptions {
        sender,
        server,
        port,
        security,
        user: table.string("user", d),
        certificate: table.string("certificate", d),
    };
    if let Some(value) = table.get("password") {
        d.push(
            Diagnostic::error("password-in-book", "a password has no place in book.toml")
                .at(value.key_span())
                .hint("delete it, and give it to `anthology send` by --password-command or ANTHOLOGY_MAIL_PASSWORD"),
        );
    }
    table.finish(d);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_one_address_with_or_without_a_name() {
        let parsed = |text| MailSender::parse(text).map(|sender| format!("{}|{}", sender.name, sender.address));
        assert_eq!(parsed("Anna Roe <anna@example.org>").as_deref(), Some("Anna Roe|anna@example.org"));
        assert_eq!(parsed("\"Roe, Anna\" <a@b.org>").as_deref(), Some("Roe, Anna|a@b.org"));
        assert_eq!(parsed(" anna@example.org ").as_deref(), Some("|anna@example.org"));
        for bad in ["", "Anna", "Anna <anna>", "a@b.org, c@d.org", "A\r\nBcc: x@y.z <a@b.org>", "ü@example.org"] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
    }
}
