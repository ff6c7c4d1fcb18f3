//! The way to the mail relay: TCP that holds nothing back, encryption, greeting, login.
//!
//! lettre could encrypt by itself, but keeps the socket to itself then, and never sets `TCP_NODELAY`, which costs 43 ms a letter.
//! So the socket is ours, the encryption too, and lettre speaks SMTP over what it is given.

use std::io::{Error, Result as IoResult};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsFd;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::Starttls;
use lettre::transport::smtp::extension::ClientId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use crate::config::{Smtp, Tls};

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
    #[error("the mail relay did not answer within two minutes")]
    Silent,
    /// The greeting or EHLO failed.
    #[error("the mail relay refuses the connection: {0}")]
    Refused(SmtpError),
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
    Login(SmtpError),
    /// A user is configured without a password that can be read.
    #[error("mail.smtp.password_file cannot be read: {0}")]
    Password(Error),
    /// A user is configured without a password file.
    #[error("mail.smtp.user is set, but mail.smtp.password_file is not")]
    NoPassword,
}

/// What lettre hears where the relay has greeted us already, before the encryption.
const GREETED: &[u8] = b"220 Encrypted\r\n";

/// Opens a connection that is greeted, encrypted and logged in as configured, and the socket below it.
pub(super) async fn open(relay: &Smtp, hello: &str) -> Result<(AsyncSmtpConnection, std::net::TcpStream), Unreachable> {
    let hello = client_id(hello);
    let credentials = credentials(relay)?;
    let failed = |source| Unreachable::Connect { host: relay.host.clone(), port: relay.port, source };
    let stream = TcpStream::connect((relay.host.as_str(), relay.port)).await.map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    let socket = std::net::TcpStream::from(stream.as_fd().try_clone_to_owned().map_err(failed)?);
    let mut connection = match relay.tls {
        Tls::None => greeted(stream, &hello).await?,
        Tls::Implicit => greeted(encrypted(relay, stream, b"").await?, &hello).await?,
        Tls::Starttls => {
            let mut open = greeted(stream, &hello).await?;
            if !open.can_starttls() {
                return Err(Unreachable::NoStarttls);
            }
            open.command(Starttls).await.map_err(Unreachable::Refused)?;
            // Whatever was said before the encryption is forgotten (RFC 3207, section 4.2), also what was read and not yet heard:
            // somebody in between could have put it there.
            drop(open);
            let stream = socket.try_clone().and_then(TcpStream::from_std).map_err(failed)?;
            greeted(encrypted(relay, stream, GREETED).await?, &hello).await?
        }
    };
    if let Some(credentials) = credentials {
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(Unreachable::Login)?;
    }
    Ok((connection, socket))
}

/// What everything here encrypts with.
#[must_use]
pub fn crypto_provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// Reads the greeting and says EHLO.
async fn greeted(stream: impl AsyncTokioStream + 'static, hello: &ClientId) -> Result<AsyncSmtpConnection, Unreachable> {
    AsyncSmtpConnection::connect_with_transport(Box::new(stream), hello).await.map_err(Unreachable::Refused)
}

async fn encrypted(relay: &Smtp, stream: TcpStream, greeting: &'static [u8]) -> Result<Encrypted, Unreachable> {
    let config = ClientConfig::builder_with_provider(crypto_provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| Unreachable::Encryption(Error::other(error)))?
        .with_root_certificates(authorities(relay)?)
        .with_no_client_auth();
    let name = ServerName::try_from(relay.host.clone()).map_err(|error| Unreachable::Encryption(Error::other(error)))?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(|error| not_encrypted(error, relay))?;
    Ok(Encrypted { greeting, stream })
}

/// Whose signature on the relay's certificate is believed.
fn authorities(relay: &Smtp) -> Result<RootCertStore, Unreachable> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = &relay.ca_file {
        let own: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).map_err(Unreachable::Authorities)?.collect();
        let (good, _) = roots.add_parsable_certificates(own.map_err(Unreachable::Authorities)?);
        if good == 0 {
            return Err(Unreachable::NoAuthority);
        }
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

/// An encrypted connection as lettre takes it, with the greeting that it is to hear first.
#[derive(Debug)]
struct Encrypted {
    greeting: &'static [u8],
    stream: TlsStream<TcpStream>,
}

impl AsyncRead for Encrypted {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<IoResult<()>> {
        if self.greeting.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let (now, later) = self.greeting.split_at(self.greeting.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.greeting = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<IoResult<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<IoResult<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Encrypted {
    fn peer_addr(&self) -> IoResult<SocketAddr> {
        self.stream.get_ref().0.peer_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_say_hello_by_a_name_that_mail_servers_understand() {
        assert_eq!(client_id("svar.brønderslev.example").to_string(), "svar.xn--brnderslev-1cb.example");
        assert_eq!(client_id("127.0.0.1").to_string(), "[127.0.0.1]");
        assert_eq!(client_id("::1").to_string(), "[IPv6:::1]");
    }
}
