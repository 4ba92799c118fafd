//! `groups/NAME/mail-ledger.toml`: what became of each mail, so that none is sent twice.
//!
//! A mail is recorded as being sent, and the record is on the disk, before the server is asked to take it (SMTP's DATA);
//! what it answered is recorded after. A process that ends in between leaves a record from which nobody can tell whether
//! the mail was sent: it is then unknown, which is never sent again by itself.

use std::path::{Path, PathBuf};

use anthology_compile::{Mail, MailPurpose};
use serde::{Deserialize, Serialize};

use crate::exit::Failure;
use crate::output::{Output, write_all};

const COMMENT: &str = "\
# What became of each mail, written by `anthology send`. A mail that is here as \"sent\" or \"unknown\" isn't sent again; if
# somebody hasn't got theirs, delete its entry, or use --again --to NAME. Keep this file out of what you publish.
";

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    /// The server is about to be asked to take it.
    Sending,
    /// The server has taken it.
    Sent,
    /// The server has refused it for good.
    Refused,
    /// The server has refused it for now, or could not be reached.
    Deferred,
    /// Nobody knows: the answer never came.
    Unknown,
}

impl Standing {
    /// False where the mail is certainly not on its way.
    pub(crate) const fn may_have_arrived(self) -> bool {
        matches!(self, Self::Sending | Self::Sent | Self::Unknown)
    }
}

/// A mail that was sent, or may have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) member: String,
    pub(crate) address: String,
    purpose: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    message_id: String,
    /// The day, in UTC.
    pub(crate) date: String,
    pub(crate) status: Standing,
    /// The server's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    mail: Vec<Entry>,
}

/// The record of a group's mails.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    file: File,
}

impl Ledger {
    /// Reads the ledger. Mails of a run that was killed become unknown.
    ///
    /// # Errors
    /// If it can't be read or understood: without it, mails would be sent twice.
    pub(crate) fn read(path: PathBuf) -> Result<Self, Failure> {
        let mut file = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => File::default(),
            Err(error) => return Err(Failure::Machine(format!("`{}` can't be read: {error}", path.display()))),
            Ok(text) => toml::from_str(&text).map_err(|error| {
                Failure::Machine(format!(
                    "`{}` is damaged, so that nobody knows which mails were sent: {error}\n\
                     help: correct it, or restore it from a copy; nothing was sent",
                    path.display()
                ))
            })?,
        };
        for entry in &mut file.mail {
            if entry.status == Standing::Sending {
                entry.status = Standing::Unknown;
            }
        }
        Ok(Self { path, file })
    }

    /// What became last of a mail to this address for this purpose.
    pub(crate) fn entry(&self, mail: &Mail) -> Option<&Entry> {
        self.last(&mail.address, mail.purpose)
    }

    /// True if the member was told, in an earlier run, to approve the sender of a mail to a Kindle.
    pub(crate) fn approval_asked(&self, email: &str) -> bool {
        self.last(email, MailPurpose::Approval).is_some_and(|entry| entry.status.may_have_arrived())
    }

    fn last(&self, address: &str, purpose: MailPurpose) -> Option<&Entry> {
        let is_it = |entry: &&Entry| entry.purpose == name(purpose) && entry.address.eq_ignore_ascii_case(address);
        self.file.mail.iter().rev().find(is_it)
    }

    /// Records that the server is about to be asked to take a mail, and waits until that is on the disk.
    pub(crate) fn intend(&mut self, mail: &Mail, message_id: &str, date: &str) -> Result<(), Failure> {
        self.add(mail, message_id, date, Standing::Sending);
        self.write()
    }

    /// Records what became of the mail.
    pub(crate) fn conclude(
        &mut self,
        mail: &Mail,
        message_id: &str,
        date: &str,
        standing: Standing,
        answer: &str,
    ) -> Result<(), Failure> {
        match self.file.mail.last() {
            Some(last) if last.status == Standing::Sending && last.message_id == message_id => {}
            // It was refused before its text was asked for.
            _ => self.add(mail, message_id, date, standing),
        }
        if let Some(last) = self.file.mail.last_mut() {
            last.status = standing;
            last.answer = Some(answer.chars().filter(|c| !c.is_control()).take(300).collect());
        }
        self.write()
    }

    fn add(&mut self, mail: &Mail, message_id: &str, date: &str, status: Standing) {
        self.file.mail.push(Entry {
            member: mail.member.clone(),
            address: mail.address.clone(),
            purpose: name(mail.purpose).to_owned(),
            file: mail.attachment.as_ref().map(|file| file.name.clone()),
            message_id: message_id.to_owned(),
            date: date.to_owned(),
            status,
            answer: None,
        });
    }

    /// Writes the ledger, and waits until it is on the disk.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let text = toml::to_string(&self.file)
            .map_err(|error| Failure::Machine(format!("`{}` can't be written: {error}", self.path.display())))?;
        let bytes = format!("{COMMENT}\n{text}").into_bytes();
        write_all(&[Output { path: self.path.clone(), bytes }])?;
        sync_folder(self.path.parent());
        Ok(())
    }
}

/// Waits until a folder's entries are on the disk, where the system can do that.
fn sync_folder(folder: Option<&Path>) {
    if let Some(folder) = folder
        && let Ok(folder) = std::fs::File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

const fn name(purpose: MailPurpose) -> &'static str {
    match purpose {
        MailPurpose::Book => "book",
        MailPurpose::Approval => "approval",
        MailPurpose::Kindle => "kindle",
    }
}

#[cfg(test)]
mod tests {
    use anthology_base::Lang;

    use super::*;

    fn mail(purpose: MailPurpose, address: &str) -> Mail {
        Mail {
            purpose,
            member: "Ben".to_owned(),
            address: address.to_owned(),
            language: Lang::EN_GB,
            subject: String::new(),
            body: String::new(),
            attachment: None,
        }
    }

    #[test]
    fn what_was_begun_and_not_ended_is_unknown() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("groups/circle/mail-ledger.toml");
        let mut ledger = Ledger::read(path.clone()).expect("an empty ledger");
        let (book, approval) =
            (mail(MailPurpose::Book, "ben@example.org"), mail(MailPurpose::Approval, "ben@example.org"));
        ledger.intend(&approval, "<1@x>", "2027-03-04").expect("a record");
        ledger.conclude(&approval, "<1@x>", "2027-03-04", Standing::Sent, "250 ok\r\n").expect("a record");
        ledger.intend(&book, "<2@x>", "2027-03-04").expect("a record");
        let read = Ledger::read(path.clone()).expect("the ledger");
        let standing = |ledger: &Ledger, mail: &Mail| ledger.entry(mail).map(|entry| entry.status);
        assert_eq!(standing(&read, &approval), Some(Standing::Sent));
        assert_eq!(standing(&read, &book), Some(Standing::Unknown));
        assert_eq!(standing(&read, &mail(MailPurpose::Book, "BEN@example.org")), Some(Standing::Unknown));
        assert_eq!(standing(&read, &mail(MailPurpose::Book, "cleo@example.org")), None);
        assert!(read.approval_asked("ben@example.org") && !read.approval_asked("cleo@example.org"));
    }

    #[test]
    fn a_refusal_before_the_text_is_an_entry_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mail-ledger.toml");
        let mut ledger = Ledger::read(path.clone()).expect("an empty ledger");
        let book = mail(MailPurpose::Book, "ben@example.org");
        ledger.conclude(&book, "<1@x>", "2027-03-04", Standing::Refused, "550 no").expect("a record");
        ledger.intend(&book, "<2@x>", "2027-03-05").expect("a record");
        ledger.conclude(&book, "<2@x>", "2027-03-05", Standing::Sent, "250 ok").expect("a record");
        assert_eq!(Ledger::read(path).expect("the ledger").file.mail.len(), 2);
    }

    #[test]
    fn a_damaged_ledger_sends_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mail-ledger.toml");
        for text in ["[[mail]", "[[mail]]\nstatus = \"posted\"\n", "mails = 3\n"] {
            std::fs::write(&path, text).expect("a file");
            assert!(Ledger::read(path.clone()).is_err(), "{text}");
        }
    }
}
