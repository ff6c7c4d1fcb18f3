//! A connection to the relay as it is configured: no-delay, greeting, encryption, login.

use std::io::Error;
use std::net::IpAddr;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::line::{Broken, Line, Reply, Stream};
use crate::config::{Auth, Smtp, Tls};

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
        source: Error,
    },
    /// The relay took too long.
    #[error("the mail relay did not answer within {0} seconds")]
    Silent(u64),
    /// The greeting or EHLO failed.
    #[error("the mail relay refuses the connection: {0}")]
    Refused(String),
    /// STARTTLS is configured and the relay does not offer it.
    #[error("the mail relay does not offer STARTTLS: mail.smtp.tls says how the connection is encrypted")]
    NoStarttls,
    /// The relay's certificate is signed by nobody whom we trust.
    #[error("the mail relay's certificate is signed by no authority that is trusted here: mail.smtp.ca_file can name its own")]
    Untrusted,
    /// The relay's certificate is another's.
    #[error("the mail relay's certificate is not made out for {host}: mail.smtp.host must be a name that stands in it")]
    OtherName {
        /// The relay's host as it is configured.
        host: String,
    },
    /// The relay's certificate has run out, or is wrong in another way.
    #[error("the mail relay's certificate is not accepted: {0}")]
    Certificate(rustls::Error),
    /// The authorities cannot be read.
    #[error("mail.smtp.ca_file cannot be read: {0}")]
    Authorities(pem::Error),
    /// There are no authorities.
    #[error("mail.smtp.ca_file holds no certificate that can be read (PEM)")]
    NoAuthority,
    /// The encryption failed.
    #[error("the connection to the mail relay cannot be encrypted: {0}")]
    Encryption(Error),
    /// The login failed.
    #[error("the mail relay refuses the login: {0}")]
    Login(String),
    /// The relay offers no login that we know.
    #[error("the mail relay offers no login by {0}")]
    NoLogin(&'static str),
    /// A user is configured without a password that can be read.
    #[error("mail.smtp.password_file cannot be read: {0}")]
    Password(Error),
    /// A user is configured without a password file.
    #[error("mail.smtp.user is set, but mail.smtp.password_file is not")]
    NoPassword,
}

/// A connection that is ready for letters.
pub(super) struct Opened {
    pub(super) line: Line,
    /// The socket below, and below the encryption: the way to see that the relay hung up, and to hang up before the dot.
    pub(super) socket: std::net::TcpStream,
    /// Whether several commands may be written at once (RFC 2920).
    pub(super) pipelining: bool,
    /// Whether it takes addresses with other letters than ASCII has before the @ (RFC 6531).
    pub(super) utf8: bool,
}

/// Until the relay has greeted us, encrypted and logged us in, at most.
const CONNECTING: Duration = Duration::from_mins(2);

/// Opens a connection that is greeted, encrypted and logged in as configured; `hello` is our own host's public name.
pub(super) async fn open(relay: &Smtp, hello: &str) -> Result<Opened, Unreachable> {
    let patience = Duration::from_secs(u64::from(relay.timeout.max(1)));
    let connecting = CONNECTING.min(patience);
    timeout(connecting, opened(relay, &named(hello), patience)).await.map_err(|_| Unreachable::Silent(connecting.as_secs()))?
}

async fn opened(relay: &Smtp, hello: &str, patience: Duration) -> Result<Opened, Unreachable> {
    let login = login(relay)?;
    let failed = |source| Unreachable::Connect { host: relay.host.clone(), port: relay.port, source };
    let stream = TcpStream::connect((relay.host.as_str(), relay.port)).await.map_err(failed)?;
    // Else the end of each letter waits for the relay's delayed acknowledgement: 43 ms a letter.
    stream.set_nodelay(true).map_err(failed)?;
    let socket = std::net::TcpStream::from(stream.as_fd().try_clone_to_owned().map_err(failed)?);
    let mut line = match relay.tls {
        Tls::None | Tls::Starttls => Line::over(Stream::Open(stream), patience),
        Tls::Implicit => Line::over(encrypted(relay, stream).await?, patience),
    };
    welcomed(line.hear().await)?;
    let mut offers = welcomed(line.ask(&format!("EHLO {hello}")).await)?;
    if relay.tls == Tls::Starttls {
        if !offers.iter().any(|offer| offer.eq_ignore_ascii_case("STARTTLS")) {
            return Err(Unreachable::NoStarttls);
        }
        welcomed(line.ask("STARTTLS").await)?;
        let stream = line.into_socket().ok_or(Unreachable::NoStarttls)?;
        line = Line::over(encrypted(relay, stream).await?, patience);
        offers = welcomed(line.ask(&format!("EHLO {hello}")).await)?;
    }
    if let Some(login) = login {
        log_in(&mut line, &offers, &login).await?;
    }
    let has = |word: &str| offers.iter().any(|offer| offer.eq_ignore_ascii_case(word));
    let (pipelining, utf8) = (has("PIPELINING"), has("SMTPUTF8"));
    Ok(Opened { line, socket, pipelining, utf8 })
}

/// What everything here encrypts with.
#[must_use]
pub fn crypto_provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The lines of a reply that says yes.
fn welcomed(reply: Result<Reply, Broken>) -> Result<Vec<String>, Unreachable> {
    match reply {
        Ok(reply) if reply.is_yes() => Ok(reply.lines),
        Ok(reply) => Err(Unreachable::Refused(reply.said())),
        Err(broken) => Err(Unreachable::Refused(broken.to_string())),
    }
}

/// Who logs in, and how. It holds a password, so it has no `Debug`.
struct Login {
    auth: Auth,
    user: String,
    secret: String,
}

/// Logs in by what the relay offers (RFC 4954): a password in one go, or asked for piece by piece, or a token.
async fn log_in(line: &mut Line, offers: &[String], login: &Login) -> Result<(), Unreachable> {
    let Login { auth, user, secret } = login;
    // Some offer it with an equals sign, as an early draft of the standard had it.
    let mut words = offers.iter().flat_map(|offer| offer.split([' ', '=']).collect::<Vec<_>>());
    let offered: Vec<String> = words.by_ref().map(str::to_ascii_uppercase).collect();
    let offers = |mechanism: &str| offered.iter().any(|word| word == mechanism);
    let said = match auth {
        Auth::Xoauth2 if offers("XOAUTH2") => {
            let token = BASE64.encode(format!("user={user}\x01auth=Bearer {secret}\x01\x01").as_bytes());
            let said = line.ask(&format!("AUTH XOAUTH2 {token}")).await;
            // Why it is refused comes as a question, to which an empty line is the answer.
            if said.as_ref().is_ok_and(|reply| reply.code == 334) { line.ask("").await } else { said }
        }
        Auth::Xoauth2 => return Err(Unreachable::NoLogin("XOAUTH2")),
        Auth::Login if offers("PLAIN") => {
            line.ask(&format!("AUTH PLAIN {}", BASE64.encode(format!("\0{user}\0{secret}").as_bytes()))).await
        }
        Auth::Login if offers("LOGIN") => {
            let mut said = line.ask("AUTH LOGIN").await;
            for answer in [user, secret] {
                if said.as_ref().is_ok_and(|reply| reply.code == 334) {
                    said = line.ask(&BASE64.encode(answer.as_bytes())).await;
                }
            }
            said
        }
        Auth::Login => return Err(Unreachable::NoLogin("PLAIN or LOGIN")),
    };
    match said {
        Ok(reply) if reply.is_yes() => Ok(()),
        Ok(reply) => Err(Unreachable::Login(reply.said())),
        Err(broken) => Err(Unreachable::Login(broken.to_string())),
    }
}

fn login(relay: &Smtp) -> Result<Option<Login>, Unreachable> {
    let Some(user) = &relay.user else { return Ok(None) };
    let file = relay.password_file.as_ref().ok_or(Unreachable::NoPassword)?;
    let secret = std::fs::read_to_string(file).map_err(Unreachable::Password)?;
    let secret = secret.trim_end_matches(['\r', '\n']).to_owned();
    Ok(Some(Login { auth: relay.auth, user: user.clone(), secret }))
}

async fn encrypted(relay: &Smtp, stream: TcpStream) -> Result<Stream, Unreachable> {
    let config = ClientConfig::builder_with_provider(crypto_provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Unreachable::Encryption(Error::other(error)))?
        .with_root_certificates(authorities(relay)?)
        .with_no_client_auth();
    let name = ServerName::try_from(relay.host.clone()).map_err(|error| Unreachable::Encryption(Error::other(error)))?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| not_encrypted(error, relay))?;
    Ok(Stream::Encrypted(Box::new(stream)))
}

/// Whose signature on the relay's certificate is believed.
fn authorities(relay: &Smtp) -> Result<RootCertStore, Unreachable> {
    let mut roots = RootCertStore::empty();
    let Some(file) = &relay.ca_file else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    };
    let own: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).map_err(Unreachable::Authorities)?.collect();
    let (good, _) = roots.add_parsable_certificates(own.map_err(Unreachable::Authorities)?);
    if good == 0 {
        return Err(Unreachable::NoAuthority);
    }
    Ok(roots)
}

fn not_encrypted(error: Error, relay: &Smtp) -> Unreachable {
    use rustls::CertificateError::{NotValidForName, NotValidForNameContext, UnknownIssuer};
    match error.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(rustls::Error::InvalidCertificate(UnknownIssuer)) => Unreachable::Untrusted,
        Some(rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) => {
            Unreachable::OtherName { host: relay.host.clone() }
        }
        Some(fault @ rustls::Error::InvalidCertificate(_)) => Unreachable::Certificate(fault.clone()),
        _ => Unreachable::Encryption(error),
    }
}

/// Our own host as mail servers understand it.
fn named(host: &str) -> String {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => format!("[{address}]"),
        Ok(IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        Err(_) => match idna::domain_to_ascii(host) {
            Ok(host) if !host.is_empty() => host,
            _ => "[127.0.0.1]".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_say_hello_by_a_name_that_mail_servers_understand() {
        assert_eq!(named("svar.brønderslev.example"), "svar.xn--brnderslev-1cb.example");
        assert_eq!(named("127.0.0.1"), "[127.0.0.1]");
        assert_eq!(named("::1"), "[IPv6:::1]");
    }
}
