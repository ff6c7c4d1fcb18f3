//! Letters by SMTP (RFC 5321) to a relay, one recipient a message.
//!
//! lettre's own `send` does not tell whether it failed before or after the final dot. So the connection is driven step by step:
//! the letter is written without its end, the caller commits that the final dot is about to be written, and only then it is.

use std::cell::Cell;
use std::io::ErrorKind;
use std::net::{Shutdown, TcpStream};
use std::pin::pin;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::response::Response;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::Letter;
use super::relay::{self, Unreachable};
use crate::config::Smtp;

/// Until the relay has greeted us, encrypted and logged us in.
const CONNECTING: Duration = Duration::from_mins(2);
/// For MAIL, RCPT, RSET, DATA and the text (RFC 5321, section 4.5.3.2, wants 5 minutes for most).
const COMMAND: Duration = Duration::from_mins(5);
/// For the reply to the final dot: a shorter one makes duplicates (RFC 5321, section 4.5.3.2.6).
const DOT: Duration = Duration::from_mins(10);
/// So much of a reply is kept.
const REPLY: usize = 300;

/// A connection to the relay that is greeted, encrypted and logged in as configured.
pub struct Connection {
    inner: AsyncSmtpConnection,
    /// The socket below, and below the encryption: the way to see that the relay hung up, and to hang up before the dot.
    socket: TcpStream,
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

/// Opens a connection; `hello` is our own host's public name.
pub async fn connect(relay: &Smtp, hello: &str) -> Result<Connection, Unreachable> {
    let (inner, socket) = timeout(CONNECTING, relay::open(relay, hello)).await.map_err(|_| Unreachable::Silent)??;
    Ok(Connection { inner, socket, usable: true })
}

/// How far a letter has got once the relay waits for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The text is being written.
    Text,
    /// The text has left, and the caller does not let the final dot follow.
    Withheld,
    /// The text has left, and the relay hung up.
    HungUp,
    /// The final dot is being written, or was.
    Dot,
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

    /// Sends one letter. `before_dot` is called when all but the final dot has left: it commits that the dot is about to be
    /// written, and where it returns false the dot is not written and the connection is given up.
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
        let (stage, done) = self.text_and_dot(letter, before_dot).await;
        self.usable = stage == Stage::Dot && !matches!(done, Err(Failure::Broken { .. } | Failure::Reply { code: 421, .. }));
        match (stage, done) {
            (Stage::Dot, Ok(response)) => Outcome::Accepted { reply: said(&response) },
            (Stage::Dot, Err(Failure::Reply { code, words })) => by_code(code, words),
            (Stage::Dot, Err(Failure::Broken { reason })) => Outcome::Unknown { reason },
            (Stage::Withheld, _) => Outcome::Withheld,
            (Stage::Text, Err(Failure::Broken { reason })) => Outcome::Lost { reason },
            (Stage::Text | Stage::HungUp, _) => Outcome::Lost { reason: "the relay hung up before the letter's end".to_owned() },
        }
    }

    /// Writes the text and, where nothing speaks against it, the final dot; says how far it came, and how that ended.
    async fn text_and_dot(&mut self, letter: &Letter, before_dot: impl FnOnce() -> bool) -> (Stage, Result<Response, Failure>) {
        // lettre ends the text with CRLF, dot, CRLF: one CRLF less here, so that the text arrives as it is.
        let text = letter.bytes.strip_suffix(b"\r\n").unwrap_or(&letter.bytes);
        let (stage, socket) = (Cell::new(Stage::Text), &self.socket);
        let mut before_dot = Some(before_dot);
        // lettre asks for another part when the one before has left, and writes the dot on hearing that there is none. Nothing
        // can be written to a socket that is shut, so this is the place to stop the dot.
        let no_other_part = std::iter::from_fn(|| {
            let mine = before_dot.take().is_some_and(|commits| commits());
            stage.set(match (mine, hung_up(socket)) {
                (false, _) => Stage::Withheld,
                (true, true) => Stage::HungUp,
                (true, false) => Stage::Dot,
            });
            if stage.get() != Stage::Dot {
                // An error says that the other side has shut it already.
                let _ = socket.shutdown(Shutdown::Write);
            }
            None
        });
        let mut writing = pin!(self.inner.message_iter(std::iter::once(text).chain(no_other_part)));
        let mut done = timeout(COMMAND, writing.as_mut()).await;
        let mut limit = COMMAND;
        if done.is_err() && stage.get() == Stage::Dot {
            (done, limit) = (timeout(DOT, writing).await, DOT);
        }
        (stage.get(), judged(done, limit))
    }

    /// Takes leave of the relay, as it wants (RFC 5321, section 4.1.1.10).
    pub async fn quit(mut self) {
        if self.is_usable() {
            // The letters are accepted already: whatever it says now changes nothing.
            let _ = timeout(Duration::from_secs(5), self.inner.quit()).await;
        }
    }

    async fn command(&mut self, command: impl std::fmt::Display) -> Result<Response, Failure> {
        let done = judged(timeout(COMMAND, self.inner.command(command)).await, COMMAND);
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

/// Whether the relay has closed the connection. Words that wait unread are no sign of it: they are read as the reply to the dot.
fn hung_up(socket: &TcpStream) -> bool {
    let reset = !matches!(socket.take_error(), Ok(None));
    reset
        || match socket.peek(&mut [0]) {
            Ok(read) => read == 0,
            Err(error) => error.kind() != ErrorKind::WouldBlock,
        }
}

fn judged(done: Result<Result<Response, SmtpError>, Elapsed>, limit: Duration) -> Result<Response, Failure> {
    match done {
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
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};
    use std::thread::JoinHandle;

    use super::*;

    /// A relay for one letter that hangs up when all but the final dot has come, or answers the dot so; an empty answer is none.
    struct Relay {
        port: u16,
        /// Told when the relay has done what it does before the dot.
        before_dot: Receiver<()>,
        /// Whatever came after DATA.
        heard: JoinHandle<Vec<u8>>,
    }

    const LETTER: &[u8] = b"Subject: x\r\n\r\n.one\r\ntwo\r\n";
    /// The text on the wire: a dot before the dot at the start of a line (RFC 5321, section 4.5.2), and not yet its last CRLF.
    const TEXT: &[u8] = b"Subject: x\r\n\r\n..one\r\ntwo";

    fn relay(answer: Option<&'static str>) -> Relay {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (ready, before_dot) = channel();
        let heard = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            stream.write_all(b"220 relay\r\n").unwrap();
            let mut line = String::new();
            while !line.starts_with("DATA") {
                line.clear();
                lines.read_line(&mut line).unwrap();
                stream.write_all(if line.starts_with("DATA") { b"354 Go on\r\n" } else { b"250 Fine\r\n" }).unwrap();
            }
            let mut heard = vec![0; TEXT.len()];
            lines.read_exact(&mut heard).unwrap();
            let Some(answer) = answer else {
                drop((stream, lines));
                ready.send(()).unwrap();
                return heard;
            };
            ready.send(()).unwrap();
            lines.take(5).read_to_end(&mut heard).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            heard
        });
        Relay { port, before_dot, heard }
    }

    /// Sends a letter to this relay; `commits` is what the caller says once all but the dot has arrived there.
    fn sent(relay: Relay, commits: bool) -> (Outcome, Vec<u8>, bool) {
        let settings = Smtp { host: "127.0.0.1".to_owned(), port: relay.port, tls: crate::config::Tls::None, ..Smtp::default() };
        let letter = Letter {
            message_id: "x@svar.example.dk".to_owned(),
            from: "svar@svar.example.dk".to_owned(),
            to: "anne@example.dk".to_owned(),
            bytes: LETTER.to_owned(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (outcome, usable) = runtime.block_on(async {
            let mut connection = connect(&settings, "svar.example.dk").await.unwrap();
            let before_dot = || {
                relay
                    .before_dot
                    .recv_timeout(Duration::from_secs(10))
                    .expect("all but the dot arrives before the dot is committed");
                commits
            };
            (connection.send(&letter, before_dot).await, connection.is_usable())
        });
        (outcome, relay.heard.join().unwrap(), usable)
    }

    #[test]
    fn the_final_dot_leaves_only_when_it_is_committed() {
        let (outcome, heard, usable) = sent(relay(Some("250 Taken\r\n")), true);
        assert_eq!(outcome, Outcome::Accepted { reply: "250 Taken".to_owned() });
        assert_eq!(heard, [TEXT, b"\r\n.\r\n"].concat());
        assert!(usable);
        let (outcome, heard, usable) = sent(relay(Some("")), false);
        assert_eq!(outcome, Outcome::Withheld);
        assert_eq!(heard, TEXT);
        assert!(!usable);
    }

    #[test]
    fn a_relay_that_hangs_up_before_the_dot_has_no_letter_and_one_that_does_after_it_may() {
        let (outcome, heard, usable) = sent(relay(None), true);
        assert!(matches!(outcome, Outcome::Lost { .. }), "{outcome:?}");
        assert_eq!(heard, TEXT);
        assert!(!usable);
        let (outcome, heard, usable) = sent(relay(Some("")), true);
        assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
        assert_eq!(heard, [TEXT, b"\r\n.\r\n"].concat());
        assert!(!usable);
    }

    #[test]
    fn a_refusal_after_the_dot_is_one_of_the_letter() {
        let (outcome, _, usable) = sent(relay(Some("554 5.7.1 Spam\r\n")), true);
        assert!(matches!(outcome, Outcome::Rejected { .. }) && usable, "{outcome:?}");
        let (outcome, _, usable) = sent(relay(Some("421 4.3.2 Closing\r\n")), true);
        assert!(matches!(outcome, Outcome::Deferred { closing: true, .. }) && !usable, "{outcome:?}");
    }

    #[test]
    fn a_lost_login_is_never_held_against_a_letter() {
        assert!(matches!(by_code(530, String::new()), Outcome::Unwelcome { .. }));
        assert!(matches!(by_code(550, String::new()), Outcome::Rejected { .. }));
        assert!(matches!(by_code(450, String::new()), Outcome::Deferred { closing: false, .. }));
        assert!(matches!(by_code(421, String::new()), Outcome::Deferred { closing: true, .. }));
    }
}
