//! One mail to one recipient over SMTP (RFC 5321), command by command: whoever sends it hears of the moment before the
//! server is asked to take it.

use std::net::ToSocketAddrs;
use std::time::Duration;

use anthology_book::{MailOptions, MailSecurity};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::exit::Failure;
use crate::send::ledger::Standing;

/// How long a server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long it may take to answer to a whole mail (RFC 5321, 4.5.3.2.6): who gives up earlier doesn't know whether it
/// was taken.
const TIMEOUT_AFTER_TEXT: Duration = Duration::from_secs(600);

/// A server, and how it is spoken to.
pub(crate) struct Server {
    host: String,
    port: u16,
    security: MailSecurity,
    certificate: Option<Certificate>,
    credentials: Option<Credentials>,
    timeouts: Timeouts,
}

/// How long answers are waited for.
#[derive(Clone, Copy)]
struct Timeouts {
    command: Duration,
    text: Duration,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) standing: Standing,
    /// The server's answer, or what went wrong.
    pub(crate) answer: String,
}

impl Server {
    /// The server of `[mail]`, with a password. `pem` is the certificate that the book names.
    ///
    /// # Errors
    /// If the settings can't be used.
    pub(crate) fn new(options: &MailOptions, password: Option<String>, pem: Option<&[u8]>) -> Result<Self, Failure> {
        let host = options.server.clone().unwrap_or_default();
        let certificate = pem.map(Certificate::from_pem).transpose();
        let certificate = certificate.map_err(|error| {
            Failure::Usage(format!("`certificate` of [mail] is not a certificate in a PEM file: {error}"))
        })?;
        if password.is_some() && options.security == MailSecurity::None {
            return Err(Failure::Usage(
                "a password isn't sent over a connection that everybody can read\n\
                 help: change `security` of [mail] in book.toml to starttls or tls, or give no password"
                    .to_owned(),
            ));
        }
        let sender = options.sender.as_ref().map_or("", |sender| &sender.address);
        let user = options.user.clone().unwrap_or_else(|| sender.to_owned());
        Ok(Self {
            host,
            port: options.port.unwrap_or(options.security.port()),
            security: options.security,
            certificate,
            credentials: password.map(|password| Credentials::new(user, password)),
            timeouts: Timeouts { command: TIMEOUT, text: TIMEOUT_AFTER_TEXT },
        })
    }

    /// Connects, encrypts, logs in.
    ///
    /// # Errors
    /// A message for the user. No mail has been named yet.
    pub(crate) fn connect(&self) -> Result<Session, Failure> {
        let place = format!("{}:{}", self.host, self.port);
        let failed = |step: &str, error: &dyn std::fmt::Display, help: &str| {
            Failure::Machine(format!("{step} {place}: {error}\nhelp: {help}"))
        };
        let no_server = "check server, port and security of [mail] in book.toml";
        let mut tls = TlsParameters::builder(self.host.clone());
        if let Some(certificate) = &self.certificate {
            tls = tls.add_root_certificate(certificate.clone());
        }
        let tls = tls.build_rustls().map_err(|error| failed("TLS can't be used with", &error, no_server))?;
        let name = ClientId::default();
        // A name with several addresses: the first one that answers.
        let addresses: Vec<_> = (self.host.trim_matches(['[', ']']), self.port)
            .to_socket_addrs()
            .map_err(|error| failed("there is no server", &error, no_server))?
            .collect();
        let first = (self.security == MailSecurity::Tls).then_some(&tls);
        let timeout = Some(self.timeouts.command);
        let mut connection = SmtpConnection::connect(addresses.as_slice(), timeout, &name, first, None)
            .map_err(|error| failed("no connection to", &error, no_server))?;
        if self.security == MailSecurity::StartTls {
            if !connection.can_starttls() {
                let error = "it offers no encryption (STARTTLS)";
                return Err(failed(
                    "nothing is sent by",
                    &error,
                    "try port = 465; security = \"none\" sends mails that can be read on their way, and no password",
                ));
            }
            connection.starttls(&tls, &name).map_err(|error| {
                failed(
                    "no encrypted connection to",
                    &error,
                    "name a private server's certificate as `certificate` in [mail]",
                )
            })?;
        }
        if let Some(credentials) = &self.credentials {
            let help = "check `user` of [mail] and the password; many accounts need an app password";
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], credentials)
                .map_err(|error| failed("no login at", &error, help))?;
        }
        Ok(Session { connection, timeouts: self.timeouts })
    }
}

/// A connection over which mails can be sent.
pub(crate) struct Session {
    connection: SmtpConnection,
    timeouts: Timeouts,
}

impl Session {
    /// Sends one mail. `intend` is called when the server has agreed to sender and recipient, immediately before DATA;
    /// if it fails, nothing is sent. After an outcome that isn't [`Standing::Sent`], the session is over.
    pub(crate) fn deliver(
        &mut self,
        from: &Address,
        to: &Address,
        message: &[u8],
        intend: &mut dyn FnMut() -> Result<(), Failure>,
    ) -> Result<Outcome, Failure> {
        let agreed = self
            .connection
            .command(Mail::new(Some(from.clone()), Vec::new()))
            .and_then(|_| self.connection.command(Rcpt::new(to.clone(), Vec::new())));
        if let Err(error) = agreed {
            return Ok(refusal(&error));
        }
        intend()?;
        if let Err(error) = self.connection.command(Data) {
            // The text was not sent, so that it can't have been taken.
            return Ok(refusal(&error));
        }
        // Where this fails, the earlier limit stays.
        let _ = self.connection.set_timeout(Some(self.timeouts.text));
        // The end of the last line belongs to the end of the text.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        let outcome = match self.connection.message(message) {
            Ok(response) => Outcome {
                standing: Standing::Sent,
                answer: format!("{} {}", response.code(), response.first_line().unwrap_or_default()),
            },
            Err(error) if error.status().is_some() => refusal(&error),
            Err(error) => Outcome { standing: Standing::Unknown, answer: told(&error) },
        };
        let _ = self.connection.set_timeout(Some(self.timeouts.command));
        Ok(outcome)
    }

    /// Says goodbye.
    pub(crate) fn close(mut self) {
        let _ = self.connection.quit();
    }
}

/// A mail that was certainly not taken.
fn refusal(error: &Error) -> Outcome {
    let standing = if error.is_permanent() { Standing::Refused } else { Standing::Deferred };
    Outcome { standing, answer: told(error) }
}

/// An error with its causes.
fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// What a server does in place of agreeing.
    #[derive(Clone, Copy, Debug)]
    enum Fault {
        Answers(&'static str),
        Cuts,
    }

    /// Where it does that: at a command, or after the text.
    const TEXT: &str = ".";

    /// What a session with a server did.
    #[derive(Debug, PartialEq)]
    struct Done {
        standing: Standing,
        /// True if the ledger was told before.
        intended: bool,
        /// The texts that the server has seen to their ends.
        texts: Vec<String>,
    }

    /// Serves one connection, with a fault at a command; returns the texts that it has got.
    fn serve(listener: &TcpListener, at: &str, fault: Fault) -> Vec<String> {
        let (stream, _) = listener.accept().expect("a connection");
        let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
        let mut stream = stream;
        let mut say = |line: &str| stream.write_all(format!("{line}\r\n").as_bytes()).is_ok();
        let (mut texts, mut text) = (Vec::new(), None::<String>);
        say("220 test");
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|read| read > 0) {
            let command = line.trim_end().to_owned();
            line.clear();
            let verb = match &mut text {
                Some(text) if command != TEXT => {
                    text.push_str(command.strip_prefix('.').unwrap_or(&command));
                    text.push('\n');
                    continue;
                }
                Some(_) => {
                    texts.extend(text.take());
                    TEXT
                }
                None => command.split(' ').next().unwrap_or_default(),
            };
            let answer = match verb {
                verb if verb == at => match fault {
                    Fault::Answers(answer) => answer,
                    Fault::Cuts => return texts,
                },
                "DATA" => "354 go on",
                "QUIT" => return texts,
                _ => "250 fine",
            };
            if answer.starts_with("354") {
                text = Some(String::new());
            }
            if !say(answer) {
                break;
            }
        }
        texts
    }

    fn deliver(at: &'static str, fault: Fault) -> Done {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let texts = thread::spawn(move || serve(&listener, at, fault));
        let options = MailOptions {
            server: Some("127.0.0.1".to_owned()),
            port: Some(port),
            security: MailSecurity::None,
            ..MailOptions::default()
        };
        let server = Server::new(&options, None, None).expect("a server");
        let mut session = server.connect().expect("a connection");
        let address = |text: &str| text.parse().expect("an address");
        let mut intended = false;
        let mut intend = || {
            intended = true;
            Ok(())
        };
        let text = b"Subject: x\r\n\r\n.hidden\r\n.\r\nend\r\n";
        let outcome = session.deliver(&address("a@example.org"), &address("b@example.org"), text, &mut intend);
        let standing = outcome.expect("an outcome").standing;
        session.close();
        Done { standing, intended, texts: texts.join().expect("a server") }
    }

    #[test]
    fn every_answer_has_its_outcome() {
        let whole = vec!["Subject: x\n\n.hidden\n.\nend\n".to_owned()];
        let agreed = deliver("NOTHING", Fault::Cuts);
        assert_eq!(agreed, Done { standing: Standing::Sent, intended: true, texts: whole.clone() });
        let cases = [
            ("MAIL", Fault::Answers("550 no"), Standing::Refused, false, false),
            ("RCPT", Fault::Answers("550 5.1.1 nobody of that name"), Standing::Refused, false, false),
            ("RCPT", Fault::Answers("451 4.7.1 greylisted"), Standing::Deferred, false, false),
            ("RCPT", Fault::Cuts, Standing::Deferred, false, false),
            ("DATA", Fault::Answers("451 later"), Standing::Deferred, true, false),
            ("DATA", Fault::Cuts, Standing::Deferred, true, false),
            (TEXT, Fault::Answers("554 spam"), Standing::Refused, true, true),
            (TEXT, Fault::Answers("452 full"), Standing::Deferred, true, true),
            (TEXT, Fault::Answers("what?"), Standing::Unknown, true, true),
            (TEXT, Fault::Cuts, Standing::Unknown, true, true),
        ];
        for (at, fault, standing, intended, read) in cases {
            let texts = if read { whole.clone() } else { Vec::new() };
            assert_eq!(deliver(at, fault), Done { standing, intended, texts }, "{at} {fault:?}");
        }
    }

    #[test]
    fn no_password_over_an_open_connection() {
        let options = MailOptions { security: MailSecurity::None, ..MailOptions::default() };
        assert!(Server::new(&options, Some("secret".to_owned()), None).is_err());
    }
}
