//! Letters by SMTP (RFC 5321) to a relay, one recipient a message.
//!
//! lettre's own `send` does not tell whether it failed before or after the final dot, and never sets `TCP_NODELAY`, which costs
//! 43 ms a letter. So the connection is driven step by step over a stream of our own, and the caller commits that the dot is
//! about to be written before it is.

use std::future::Future;
use std::net::IpAddr;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;

use super::Letter;
use crate::config::{Smtp, Tls};

/// Until the relay has greeted us, encrypted and logged us in.
const CONNECTING: Duration = Duration::from_mins(2);
/// For MAIL, RCPT, RSET and DATA (RFC 5321, section 4.5.3.2, wants 5 minutes for most).
const COMMAND: Duration = Duration::from_mins(5);
/// For the text and the reply to the final dot: a shorter one makes duplicates (RFC 5321, section 4.5.3.2.6).
pub const DOT: Duration = Duration::from_mins(10);
/// So much of a reply is kept.
const REPLY: usize = 300;

/// A connection to the relay that is greeted, encrypted and logged in as configured.
pub struct Connection {
    inner: AsyncSmtpConnection,
    usable: bool,
}

/// What became of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Accepted: the relay has taken it over.
    Accepted {
        /// The reply to the final dot.
        reply: String,
    },
    /// 4xx for this letter.
    Deferred {
        /// The relay's reply.
        reply: String,
        /// Whether it was 421, which asks to leave this domain alone for a while.
        closing: bool,
    },
    /// 5xx for this letter.
    Rejected {
        /// The relay's reply.
        reply: String,
    },
    /// The connection was lost before the final dot: not accepted for sure.
    Lost {
        /// What happened.
        reason: String,
    },
    /// The connection was lost, or nothing came, after the final dot: nobody knows.
    Unknown {
        /// What happened.
        reason: String,
    },
    /// The relay wants nothing from us at present, or not without another login: no fault of this letter.
    Unwelcome {
        /// The relay's reply.
        reply: String,
    },
    /// The caller did not let the final dot be written.
    Withheld,
}

/// Why there is no connection to the relay.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// No TCP connection.
    #[error("{host}:{port} does not answer: {source}")]
    Connect {
        /// The relay's host.
        host: String,
        /// The relay's port.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The relay took too long.
    #[error("the mail relay did not answer within two minutes")]
    Silent,
    /// The greeting, EHLO or encryption failed.
    #[error("the mail relay refuses the connection: {0}")]
    Refused(SmtpError),
    /// The login failed.
    #[error("the mail relay refuses the login: {0}")]
    Login(SmtpError),
    /// A user is configured without a password that can be read.
    #[error("mail.smtp.password_file cannot be read: {0}")]
    Password(std::io::Error),
    /// A user is configured without a password file.
    #[error("mail.smtp.user is set, but mail.smtp.password_file is not")]
    NoPassword,
}

/// Opens a connection; `hello` is our own host's public name.
pub async fn connect(relay: &Smtp, hello: &str) -> Result<Connection, Unreachable> {
    match tokio::time::timeout(CONNECTING, open(relay, hello)).await {
        Ok(Ok(inner)) => Ok(Connection { inner, usable: true }),
        Ok(Err(unreachable)) => Err(unreachable),
        Err(_) => Err(Unreachable::Silent),
    }
}

async fn open(relay: &Smtp, hello: &str) -> Result<AsyncSmtpConnection, Unreachable> {
    let hello = client_id(hello);
    let credentials = credentials(relay)?;
    let tls = || TlsParameters::new(relay.host.clone()).map_err(Unreachable::Refused);
    let server = (relay.host.as_str(), relay.port);
    let mut connection = if relay.tls == Tls::Implicit {
        AsyncSmtpConnection::connect_tokio1(server, None, &hello, Some(tls()?), None).await.map_err(Unreachable::Refused)?
    } else {
        let failed = |source| Unreachable::Connect { host: relay.host.clone(), port: relay.port, source };
        let stream = TcpStream::connect(server).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await.map_err(Unreachable::Refused)?
    };
    if relay.tls == Tls::Starttls {
        connection.starttls(tls()?, &hello).await.map_err(Unreachable::Refused)?;
    }
    if let Some(credentials) = credentials {
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(Unreachable::Login)?;
    }
    Ok(connection)
}

fn credentials(relay: &Smtp) -> Result<Option<Credentials>, Unreachable> {
    let Some(user) = &relay.user else { return Ok(None) };
    let file = relay.password_file.as_ref().ok_or(Unreachable::NoPassword)?;
    let password = std::fs::read_to_string(file).map_err(Unreachable::Password)?;
    Ok(Some(Credentials::new(user.clone(), password.trim_end_matches(['\r', '\n']).to_owned())))
}

fn client_id(host: &str) -> ClientId {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => idna::domain_to_ascii(host).map_or_else(|_| ClientId::default(), ClientId::Domain),
    }
}

/// How a step failed.
enum Failure {
    /// The relay said so: the code and its words.
    Reply { code: u16, words: String },
    /// Nothing that can be understood came.
    Broken { reason: String },
}

impl Connection {
    /// Whether another letter can be sent over it.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.usable && !self.inner.has_broken()
    }

    /// Sends one letter. `before_dot` is called once the relay waits for the text: it commits that the final dot is about to
    /// be written, and where it returns false nothing is written and the connection is given up.
    pub async fn send(&mut self, letter: &Letter, before_dot: impl FnOnce() -> bool) -> Outcome {
        let (Ok(from), Ok(to)) = (letter.from.parse::<Address>(), letter.to.parse::<Address>()) else {
            return Outcome::Rejected { reply: "no mail address".to_owned() };
        };
        match self.command(Mail::new(Some(from), Vec::new())).await {
            Ok(_) => {}
            // Refused before any recipient was named: a fault of ours or of the relay's, never of this letter.
            Err(Failure::Reply { code, words }) => {
                self.usable = code != 421 && self.reset().await;
                return Outcome::Unwelcome { reply: words };
            }
            Err(Failure::Broken { reason }) => return Outcome::Lost { reason },
        }
        if let Err(failure) = self.command(Rcpt::new(to, Vec::new())).await {
            return self.refused(failure).await;
        }
        if let Err(failure) = self.command(Data).await {
            return self.refused(failure).await;
        }
        if !before_dot() {
            self.usable = false;
            return Outcome::Withheld;
        }
        // lettre ends the text with CRLF, dot, CRLF: one CRLF less here, so that the text arrives as it is.
        let text = letter.bytes.strip_suffix(b"\r\n").unwrap_or(&letter.bytes);
        let reply = step(DOT, self.inner.message(text)).await;
        match reply {
            Ok(response) => Outcome::Accepted { reply: said(&response) },
            Err(Failure::Broken { reason }) => {
                self.usable = false;
                Outcome::Unknown { reason }
            }
            Err(Failure::Reply { code, words }) => {
                self.usable = code != 421;
                by_code(code, words)
            }
        }
    }

    /// Takes leave of the relay, as it wants (RFC 5321, section 4.1.1.10).
    pub async fn quit(mut self) {
        if self.is_usable() {
            // The letters are accepted already: whatever it says now changes nothing.
            let _ = tokio::time::timeout(Duration::from_secs(5), self.inner.quit()).await;
        }
    }

    async fn command(&mut self, command: impl std::fmt::Display) -> Result<Response, Failure> {
        let done = step(COMMAND, self.inner.command(command)).await;
        if matches!(done, Err(Failure::Broken { .. })) {
            self.usable = false;
        }
        done
    }

    async fn reset(&mut self) -> bool {
        self.command(Rset).await.is_ok()
    }

    async fn refused(&mut self, failure: Failure) -> Outcome {
        match failure {
            Failure::Reply { code, words } => {
                self.usable = code != 421 && self.reset().await;
                by_code(code, words)
            }
            Failure::Broken { reason } => Outcome::Lost { reason },
        }
    }
}

fn by_code(code: u16, words: String) -> Outcome {
    match code {
        // Authentication required, or no longer valid (RFC 4954, section 6).
        530 | 534 | 535 | 538 => Outcome::Unwelcome { reply: words },
        400..=499 => Outcome::Deferred { reply: words, closing: code == 421 },
        _ => Outcome::Rejected { reply: words },
    }
}

async fn step(limit: Duration, doing: impl Future<Output = Result<Response, SmtpError>>) -> Result<Response, Failure> {
    match tokio::time::timeout(limit, doing).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(failure(&error)),
        Err(_) => Err(Failure::Broken { reason: format!("nothing came for {} minutes", limit.as_secs() / 60) }),
    }
}

fn failure(error: &SmtpError) -> Failure {
    use std::error::Error as _;
    match error.status() {
        Some(code) => {
            let number = code.to_string();
            let words = error.source().map(ToString::to_string).unwrap_or_default();
            Failure::Reply { code: number.parse().unwrap_or(0), words: short(&format!("{number} {words}")) }
        }
        None => Failure::Broken { reason: short(&error.to_string()) },
    }
}

fn said(response: &Response) -> String {
    let words: Vec<&str> = response.message().collect();
    short(&format!("{} {}", response.code(), words.join(" ")))
}

fn short(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(REPLY).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_login_is_never_held_against_a_letter() {
        assert!(matches!(by_code(530, String::new()), Outcome::Unwelcome { .. }));
        assert!(matches!(by_code(550, String::new()), Outcome::Rejected { .. }));
        assert!(matches!(by_code(450, String::new()), Outcome::Deferred { closing: false, .. }));
        assert!(matches!(by_code(421, String::new()), Outcome::Deferred { closing: true, .. }));
    }

    #[test]
    fn we_say_hello_by_a_name_that_mail_servers_understand() {
        assert_eq!(client_id("svar.brønderslev.example").to_string(), "svar.xn--brnderslev-1cb.example");
        assert_eq!(client_id("127.0.0.1").to_string(), "[127.0.0.1]");
        assert_eq!(client_id("::1").to_string(), "[IPv6:::1]");
    }
}
