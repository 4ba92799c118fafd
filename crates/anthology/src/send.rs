//! `anthology send`: the book to the members of a group, as drafts for a mail program or by a mail server.

mod ledger;
mod message;
mod smtp;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use anthology_base::{Date, Slug};
use anthology_compile::{LOCK, MAIL_LEDGER, Mail, MailPurpose, Mailing, MailingRequest, group_folder};

use crate::build::show_progress;
use crate::cli::SendArgs;
use crate::console::{Console, count_of};
use crate::exit::Failure;
use crate::global::Global;
use crate::notes;
use crate::output::{Output, write_all};
use crate::record::Lock;
use crate::report;
use crate::send::ledger::{Ledger, Standing};
use crate::send::message::{Posting, message};
use crate::send::smtp::{Server, Session};
use crate::world::{FileWorld, read_regular, unix_time};

/// The environment variable of the password.
const PASSWORD: &str = "ANTHOLOGY_MAIL_PASSWORD";

/// Bytes of a password at most.
const LONGEST_PASSWORD: u64 = 4096;

pub(crate) fn run(args: &SendArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    let request = MailingRequest { group: args.group.as_deref(), sent: args.smtp };
    let mut mailing = anthology_compile::mailing(&world, &request, &mut |step| show_progress(step, console));
    mailing.findings.append(world.links_out_of_the_book());
    report::show(std::mem::take(&mut mailing.findings), &mailing.sources, world.root(), false, console);
    let Some(group) = mailing.group.clone() else { return Err(Failure::Book) };
    let chosen = chosen(&mailing, &args.to)?;
    match &args.drafts {
        Some(folder) => drafts(args, folder, &mailing, &chosen, world.root(), console),
        None => Sending { args, mailing: &mailing, root: world.root(), group: &group, console }.run(&chosen),
    }
}

/// The mails to the members that are named, or all.
fn chosen<'m>(mailing: &'m Mailing, names: &[String]) -> Result<Vec<&'m Mail>, Failure> {
    let is = |mail: &Mail, name: &str| mail.member.to_lowercase() == name.trim().to_lowercase();
    for name in names {
        if !mailing.mails.iter().any(|mail| is(mail, name)) {
            let known: Vec<&str> = mailing.mails.iter().map(|mail| mail.member.as_str()).collect();
            return Err(Failure::Usage(format!(
                "no member `{name}` with a mail address\nhelp: the roster has {}",
                known.join(", ")
            )));
        }
    }
    let wanted = |mail: &&Mail| names.is_empty() || names.iter().any(|name| is(mail, name));
    Ok(mailing.mails.iter().filter(wanted).collect())
}

/// A line of the table that is shown first.
struct Row<'m> {
    member: &'m str,
    address: &'m str,
    what: String,
    /// What happens to the mail.
    plan: String,
}

impl<'m> Row<'m> {
    fn new(mail: &'m Mail, plan: String) -> Self {
        let what = match (&mail.attachment, mail.purpose) {
            (Some(file), _) => format!("{} ({} kB)", file.name, file.bytes.len().div_ceil(1000)),
            (None, MailPurpose::Approval) => "which sender to approve".to_owned(),
            (None, _) => "a link to the file".to_owned(),
        };
        Self { member: &mail.member, address: &mail.address, what, plan }
    }
}

/// Prints who gets what.
fn show(rows: &[Row<'_>], without_address: &[String], console: &Console) {
    let width = |cell: fn(&Row<'_>) -> usize| rows.iter().map(cell).max().unwrap_or_default();
    let member = width(|row| row.member.chars().count());
    let (address, what) = (width(|row| row.address.len()), width(|row| row.what.chars().count()));
    for Row { member: name, address: to, what: file, plan } in rows {
        console.print(&format!("{name:member$}  {to:address$}  {file:what$}  {plan}"));
    }
    for name in without_address {
        console.print(&format!("{name:member$}  no mail address"));
    }
}

/// Files that are written beside the mails: the record of what was handed out, and what keeps a group's files private.
fn records(mailing: &Mailing, root: &Path) -> Vec<Output> {
    let mut outputs = vec![Output { path: root.join(LOCK), bytes: mailing.lock.clone().into_bytes() }];
    outputs.extend(notes::ignored(root));
    outputs
}

fn drafts(
    args: &SendArgs,
    folder: &Path,
    mailing: &Mailing,
    mails: &[&Mail],
    root: &Path,
    console: &Console,
) -> Result<(), Failure> {
    let time = unix_time()?;
    let name = |index: usize, mail: &Mail| {
        let purpose = match mail.purpose {
            MailPurpose::Book => "",
            MailPurpose::Approval => "-approval",
            MailPurpose::Kindle => "-kindle",
        };
        format!("{:02}-{}{purpose}.eml", index + 1, Slug::from_text(&mail.member))
    };
    let rows: Vec<Row<'_>> = mails.iter().enumerate().map(|(index, mail)| Row::new(mail, name(index, mail))).collect();
    show(&rows, &mailing.without_address, console);
    if !args.yes {
        console.say("Nothing was written. Add --yes to write these drafts.");
        return Ok(());
    }
    let posting = Posting { sender: mailing.options.sender.as_ref(), time, draft: true };
    let mut outputs = records(mailing, root);
    outputs.extend(
        mails
            .iter()
            .enumerate()
            .map(|(index, mail)| Output { path: folder.join(name(index, mail)), bytes: message(mail, posting).bytes }),
    );
    let _lock = Lock::take(root);
    write_all(&outputs)?;
    if !console.quiet {
        console.say(&format!(
            "Wrote {} to {}. Open each with your mail program and send it.",
            count_of(mails.len(), "draft"),
            folder.display()
        ));
        if mails.iter().any(|mail| mail.purpose == MailPurpose::Kindle) {
            console.say("Send the mails to Kindles only after their owners have approved you as a sender.");
        }
    }
    Ok(())
}

/// What happens to a mail in this run.
enum Step {
    Send,
    /// The owner of the Kindle is asked to approve the sender first.
    Wait,
    /// It was sent, or may have been.
    Leave(Standing),
}

/// Sending by a server.
struct Sending<'a> {
    args: &'a SendArgs,
    mailing: &'a Mailing,
    root: &'a Path,
    group: &'a Slug,
    console: &'a Console,
}

impl Sending<'_> {
    fn run(&self, mails: &[&Mail]) -> Result<(), Failure> {
        // Nobody else may send meanwhile; it is also needed to read what another run has just recorded.
        let lock = self.args.yes.then(|| Lock::take(self.root));
        if matches!(lock, Some(None)) {
            let message = "the book's folder can't be written, so that nobody would know which mails were sent";
            return Err(Failure::Machine(message.to_owned()));
        }
        let mut ledger = Ledger::read(self.root.join(group_folder(self.group)).join(MAIL_LEDGER))?;
        let steps: Vec<(&Mail, Step)> = mails.iter().map(|mail| (*mail, self.step(mail, &ledger))).collect();
        let rows: Vec<Row<'_>> = steps.iter().map(|(mail, step)| Row::new(mail, told(mail, step, &ledger))).collect();
        show(&rows, &self.mailing.without_address, self.console);
        let to_send: Vec<&Mail> =
            steps.iter().filter(|(_, step)| matches!(step, Step::Send)).map(|(mail, _)| *mail).collect();
        if steps.iter().any(|(_, step)| matches!(step, Step::Leave(Standing::Unknown))) {
            self.console.say(
                "Of mails that are unknown, the server's answer never came. Ask whether they have arrived; if not, send \
                 them with --again --to NAME.",
            );
        }
        if !self.args.yes {
            let count = count_of(to_send.len(), "mail");
            self.console.say(&format!("Nothing was sent. Add --yes to send {count}."));
            return Ok(());
        }
        let server = self.server()?;
        write_all(&records(self.mailing, self.root))?;
        // Mails of a run that was killed are recorded as unknown, and the ledger can be written.
        ledger.write()?;
        self.send(&to_send, &server, &mut ledger)
    }

    fn step(&self, mail: &Mail, ledger: &Ledger) -> Step {
        let standing = ledger.entry(mail).map(|entry| entry.status);
        // Who has approved the sender once isn't asked again, unless it is this mail that was lost.
        let again = self.args.again && (mail.purpose != MailPurpose::Approval || !self.args.to.is_empty());
        if let Some(standing) = standing
            && standing.may_have_arrived()
            && !again
        {
            return Step::Leave(standing);
        }
        let owner = |other: &&Mail| other.purpose == MailPurpose::Approval && other.member == mail.member;
        let asked = self.mailing.mails.iter().find(owner).is_none_or(|other| ledger.approval_asked(&other.address));
        if mail.purpose == MailPurpose::Kindle && !asked { Step::Wait } else { Step::Send }
    }

    fn server(&self) -> Result<Server, Failure> {
        let options = &self.mailing.options;
        let pem = options.certificate.as_ref().map(|path| {
            read_regular(&self.root.join(path)).map_err(|error| {
                Failure::Usage(format!("`{path}`, the `certificate` of [mail], can't be read: {error}"))
            })
        });
        Server::new(options, password(self.args.password_command.as_deref())?, pem.transpose()?.as_deref())
    }

    fn send(&self, mails: &[&Mail], server: &Server, ledger: &mut Ledger) -> Result<(), Failure> {
        let time = unix_time()?;
        let date = Date::from_unix(time).to_string();
        let sender = self.mailing.options.sender.as_ref();
        let parsed = |address: &str| {
            address
                .parse()
                .map_err(|_| Failure::Usage(format!("`{address}` is not an address that a mail can be sent to")))
        };
        let from = parsed(sender.map_or("", |sender| &sender.address))?;
        let mut session: Option<Session> = None;
        let mut failed = 0;
        for mail in mails {
            let to = parsed(&mail.address)?;
            let message = message(mail, Posting { sender, time, draft: false });
            let mut open = match session.take() {
                Some(open) => open,
                None => server.connect()?,
            };
            let mut intend = || ledger.intend(mail, &message.id, &date);
            let outcome = open.deliver(&from, &to, &message.bytes, &mut intend)?;
            ledger.conclude(mail, &message.id, &date, outcome.standing, &outcome.answer)?;
            let told = match outcome.standing {
                Standing::Sent => format!("sent to {} ({})", mail.member, mail.address),
                standing => {
                    failed += 1;
                    let told = match standing {
                        Standing::Refused => "refused",
                        Standing::Deferred => "not taken for now",
                        _ => "unknown whether it was taken",
                    };
                    format!("{told}: {} ({}): {}", mail.member, mail.address, outcome.answer)
                }
            };
            if outcome.standing == Standing::Sent {
                session = Some(open);
            } else {
                open.close();
            }
            if !self.console.quiet || outcome.standing != Standing::Sent {
                self.console.say(&told);
            }
        }
        if let Some(open) = session {
            open.close();
        }
        if failed == 0 {
            return Ok(());
        }
        Err(Failure::Machine(format!(
            "{} of {} not sent for certain\n\
             help: correct addresses that were refused; the same command tries again what was certainly not taken",
            failed,
            count_of(mails.len(), "mail")
        )))
    }
}

/// What happens to a mail, in words.
fn told(mail: &Mail, step: &Step, ledger: &Ledger) -> String {
    let date = ledger.entry(mail).map_or("", |entry| &entry.date);
    match (step, ledger.entry(mail).map(|entry| entry.status)) {
        (Step::Wait, _) => "the next time, after the approval".to_owned(),
        (Step::Leave(Standing::Sent), _) => format!("sent on {date}"),
        (Step::Leave(_), _) => format!("unknown since {date}: not sent again"),
        (Step::Send, None) => "to send".to_owned(),
        (Step::Send, Some(standing)) if standing.may_have_arrived() => format!("to send again (sent on {date})"),
        (Step::Send, Some(_)) => format!("to send; refused on {date}"),
    }
}

/// The password, from a command or the environment.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn password(command: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(command) = command else {
        return Ok(std::env::var(PASSWORD).ok().filter(|password| !password.is_empty()));
    };
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let failed = |reason: String| Failure::Usage(format!("--password-command gave no password: {reason}"));
    let started = Command::new(shell).args([flag, command]).stdin(Stdio::inherit()).stdout(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| failed(error.to_string()))?;
    let mut text = String::new();
    if let Some(output) = child.stdout.take() {
        output.take(LONGEST_PASSWORD).read_to_string(&mut text).map_err(|error| failed(error.to_string()))?;
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    let password = text.lines().next().unwrap_or_default();
    match (status.success(), password) {
        (false, _) => Err(failed(format!("it ended with {status}"))),
        (true, "") => Err(failed("it printed nothing".to_owned())),
        (true, password) => Ok(Some(password.to_owned())),
    }
}
