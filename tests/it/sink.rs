//! A mail server that breaks on purpose: each recipient's address says how, and a log holds what truly arrived.
//!
//! A fault happens at the recipient's first attempt only, so that a letter which is tried again arrives; who is on a grey list is put off
//! twice.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use socket2::SockRef;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::certificate::Certificate;

/// A letter whose final dot has arrived.
#[derive(Clone)]
pub(crate) struct Arrived {
    /// The sender that the envelope names.
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) text: String,
}

/// The server; it ends with the test.
#[derive(Clone)]
pub(crate) struct Sink {
    pub(crate) port: u16,
    state: Arc<State>,
}

struct State {
    arrived: Mutex<Vec<Arrived>>,
    attempts: Mutex<HashMap<String, u32>>,
    connections: AtomicU32,
    /// Connections that are open, and the most that were at any time.
    open: Mutex<(u32, u32)>,
    /// At this word nothing more is said, once.
    hang: Mutex<Option<&'static str>>,
    /// Whether of each letter only its Message-ID and what tells it from others is kept.
    brief: bool,
    /// How long the server thinks between the final dot and its acceptance.
    thinking: Duration,
    /// How it encrypts from the first byte, if it does.
    encryption: Option<Arc<ServerConfig>>,
}

/// What is spoken over: a socket, or an encrypted one.
trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

impl Sink {
    /// A server that thinks for so long about each letter.
    pub(crate) fn start(thinking: Duration) -> Self {
        Self::with(thinking, None, false)
    }

    /// The same, which keeps so little of each letter that a hundred thousand of them fit in memory.
    pub(crate) fn brief(thinking: Duration) -> Self {
        Self::with(thinking, None, true)
    }

    /// At the next connection that comes to this word (`greeting`, `TLS`, a command, or `dot`) the server falls silent, or hangs up in the
    /// midst of the handshake.
    pub(crate) fn hang_at(&self, word: &'static str) {
        *self.state.hang.lock().expect("the word") = Some(word);
    }

    /// The most connections that were open at any time.
    pub(crate) fn most_open(&self) -> u32 {
        self.state.open.lock().expect("the count").1
    }

    /// A server that encrypts from the first byte and shows this certificate.
    pub(crate) fn encrypted(certificate: &Certificate) -> Self {
        let chain = vec![CertificateDer::from_pem_file(&certificate.chain).expect("a certificate")];
        let key = PrivateKeyDer::from_pem_file(&certificate.key).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("the certificate fits its key");
        Self::with(Duration::ZERO, Some(Arc::new(config)), false)
    }

    fn with(thinking: Duration, encryption: Option<Arc<ServerConfig>>, brief: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (arrived, attempts) = (Mutex::default(), Mutex::default());
        let (open, hang) = (Mutex::default(), Mutex::default());
        let state = State { arrived, attempts, connections: AtomicU32::new(0), open, hang, brief, thinking, encryption };
        let sink = Self { port, state: Arc::new(state) };
        let server = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                // Whoever dies in the middle of a word leaves an error here, and that is what is tried.
                std::thread::spawn(move || {
                    server.count(1);
                    server.serve(&stream).unwrap_or_default();
                    server.count(-1);
                });
            }
        });
        sink
    }

    /// Every letter whose final dot arrived, in order.
    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.state.arrived.lock().expect("the log").clone()
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> u32 {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// The fault of this recipient's attempt that begins now.
    fn fault(&self, to: &str) -> &'static str {
        let mut attempts = self.state.attempts.lock().expect("the attempts");
        let made = attempts.entry(to.to_owned()).or_default();
        *made += 1;
        let faults = ["afvist", "senere", "lukket", "uvelkommen", "foer-prik", "efter-prik", "graa", "langsom"];
        let fault = faults.into_iter().find(|fault| to.starts_with(fault)).unwrap_or("");
        let times = match fault {
            "afvist" | "langsom" => u32::MAX,
            "graa" => 2,
            _ => 1,
        };
        if *made > times { "" } else { fault }
    }

    fn count(&self, by: i32) {
        let mut open = self.state.open.lock().expect("the count");
        open.0 = open.0.saturating_add_signed(by);
        open.1 = open.1.max(open.0);
    }

    /// Whether it is to fall silent now; it does so as long as the other side is there.
    fn hangs(&self, word: &str, stream: &TcpStream) -> bool {
        let mut hang = self.state.hang.lock().expect("the word");
        if hang.is_none_or(|at| at != word) {
            return false;
        }
        *hang = None;
        drop(hang);
        let mut rest = [0; 4096];
        let mut stream = stream;
        // In the handshake it is heard who is there, and then hung up.
        while word != "TLS" && stream.read(&mut rest).is_ok_and(|read| read > 0) {}
        if word == "TLS" {
            let _ = stream.read(&mut rest);
            let _ = stream.shutdown(Shutdown::Both);
        }
        true
    }

    /// The line over this socket.
    fn line(&self, stream: &TcpStream) -> Result<Box<dyn Line>> {
        let stream = stream.try_clone()?;
        let Some(config) = &self.state.encryption else { return Ok(Box::new(stream)) };
        let server = ServerConnection::new(Arc::clone(config)).map_err(std::io::Error::other)?;
        Ok(Box::new(StreamOwned::new(server, stream)))
    }

    fn serve(&self, stream: &TcpStream) -> Result<()> {
        self.state.connections.fetch_add(1, Ordering::Relaxed);
        stream.set_nodelay(true)?;
        if self.hangs("TLS", stream) || self.hangs("greeting", stream) {
            return Ok(());
        }
        let mut line = BufReader::new(self.line(stream)?);
        let (mut from, mut to, mut fault, mut named) = (String::new(), String::new(), "", false);
        say(&mut line, "220 sink")?;
        loop {
            let mut heard = String::new();
            if line.read_line(&mut heard)? == 0 {
                return Ok(());
            }
            let word = heard.get(..4).unwrap_or_default().to_ascii_uppercase();
            if self.hangs(&word, stream) {
                return Ok(());
            }
            if fault == "langsom" {
                std::thread::sleep(Duration::from_millis(300));
            }
            match word.as_str() {
                "EHLO" => say(&mut line, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME")?,
                "MAIL" => {
                    heard.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut from);
                    (fault, named) = ("", false);
                    say(&mut line, "250 2.1.0 Fine")?;
                }
                "RCPT" => {
                    heard.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
                    fault = self.fault(&to);
                    match fault {
                        "afvist" => say(&mut line, "550 5.1.1 No such mailbox")?,
                        "senere" => say(&mut line, "450 4.2.0 Try again later")?,
                        "graa" => say(&mut line, "451 4.7.1 Greylisted, try again later")?,
                        "uvelkommen" => say(&mut line, &format!("530 5.7.1 <{to}>: log in first"))?,
                        "lukket" => return say(&mut line, "421 4.3.2 Closing"),
                        _ => {
                            named = true;
                            say(&mut line, "250 2.1.5 Fine")?;
                        }
                    }
                }
                // Some say so at once, others take the text and refuse it then (RFC 2920, section 3.1).
                "DATA" if !named && fault != "senere" => say(&mut line, "503 5.5.1 No valid recipients")?,
                "DATA" => {
                    // Corked, the word and the end leave together: whoever has read the one can see the other.
                    SockRef::from(stream).set_tcp_cork(fault == "foer-prik")?;
                    say(&mut line, "354 Go on")?;
                    if fault == "foer-prik" {
                        return stream.shutdown(Shutdown::Write);
                    }
                    let Some(text) = text(&mut line)? else { return Ok(()) };
                    if !named {
                        assert!(text.is_empty(), "a letter was sent to nobody");
                        say(&mut line, "554 5.5.1 No valid recipients")?;
                        continue;
                    }
                    let text = if self.state.brief { brief(&text) } else { text };
                    let arrived = Arrived { from: from.clone(), to: to.clone(), text };
                    self.state.arrived.lock().expect("the log").push(arrived);
                    if fault == "efter-prik" || self.hangs("dot", stream) {
                        return Ok(());
                    }
                    std::thread::sleep(self.state.thinking);
                    say(&mut line, "250 2.0.0 Taken")?;
                }
                "QUIT" => return say(&mut line, "221 Bye"),
                _ => say(&mut line, "250 Fine")?,
            }
        }
    }
}

/// The Message-ID of a letter and a hash of all of it.
fn brief(text: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    let id = text.lines().find(|line| line.starts_with("Message-ID: ")).unwrap_or_default();
    format!("{id}\n{:x}\n", hash.finish())
}

fn say(line: &mut BufReader<Box<dyn Line>>, words: &str) -> Result<()> {
    let line = line.get_mut();
    line.write_all(format!("{words}\r\n").as_bytes())?;
    line.flush()
}

/// The text up to the final dot with dot-stuffing undone; none when the connection ended before it.
fn text(lines: &mut BufReader<Box<dyn Line>>) -> Result<Option<String>> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if line == ".\r\n" {
            return Ok(Some(text));
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
