//! A mail server that breaks on purpose: each recipient's address says how, and a log holds what truly arrived.
//!
//! A fault happens at the recipient's first attempt only, so that a letter which is tried again arrives.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use socket2::SockRef;

/// A letter whose final dot has arrived.
#[derive(Clone)]
pub(crate) struct Arrived {
    pub(crate) to: String,
    pub(crate) connection: u32,
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
    /// How long the server thinks between the final dot and its acceptance.
    thinking: Duration,
}

impl Sink {
    /// A server that thinks for so long about each letter.
    pub(crate) fn start(thinking: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = State { arrived: Mutex::default(), attempts: Mutex::default(), connections: AtomicU32::new(0), thinking };
        let sink = Self { port, state: Arc::new(state) };
        let server = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                // Whoever dies in the middle of a word leaves an error here, and that is what is tried.
                std::thread::spawn(move || server.serve(&stream).unwrap_or_default());
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
        let faults = ["afvist", "senere", "lukket", "foer-prik", "efter-prik"];
        let fault = faults.into_iter().find(|fault| to.starts_with(fault)).unwrap_or("");
        if *made > 1 && fault != "afvist" { "" } else { fault }
    }

    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        let connection = self.state.connections.fetch_add(1, Ordering::Relaxed);
        stream.set_nodelay(true)?;
        let mut out = stream;
        let mut lines = BufReader::new(stream);
        let (mut to, mut fault) = (String::new(), "");
        out.write_all(b"220 sink\r\n")?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" => out.write_all(b"250-sink\r\n250 8BITMIME\r\n")?,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    fault = self.fault(&to);
                    match fault {
                        "afvist" => out.write_all(b"550 5.1.1 No such mailbox\r\n")?,
                        "senere" => out.write_all(b"450 4.2.0 Try again later\r\n")?,
                        "lukket" => {
                            out.write_all(b"421 4.3.2 Closing\r\n")?;
                            return Ok(());
                        }
                        _ => out.write_all(b"250 2.1.5 Fine\r\n")?,
                    }
                }
                "DATA" => {
                    // Corked, the word and the end leave together: whoever has read the one can see the other.
                    SockRef::from(stream).set_tcp_cork(fault == "foer-prik")?;
                    out.write_all(b"354 Go on\r\n")?;
                    if fault == "foer-prik" {
                        return stream.shutdown(Shutdown::Write);
                    }
                    let Some(text) = text(&mut lines)? else { return Ok(()) };
                    let arrived = Arrived { to: to.clone(), connection, text };
                    self.state.arrived.lock().expect("the log").push(arrived);
                    if fault == "efter-prik" {
                        return Ok(());
                    }
                    std::thread::sleep(self.state.thinking);
                    out.write_all(b"250 2.0.0 Taken\r\n")?;
                }
                "QUIT" => return out.write_all(b"221 Bye\r\n"),
                _ => out.write_all(b"250 Fine\r\n")?,
            }
        }
    }
}

/// The text up to the final dot with dot-stuffing undone; none when the connection ended before it.
fn text(lines: &mut BufReader<&TcpStream>) -> std::io::Result<Option<String>> {
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
