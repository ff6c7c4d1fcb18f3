//! Letters by SMTP (RFC 5321) to a relay, one recipient a message.
//!
//! The one thing a newcomer would get wrong: whether a letter was accepted is known only from the reply to its final dot. So the
//! letter is written without its end, the caller commits that the final dot is about to be written, and only then it is.

use std::future::Future;
use std::io::ErrorKind;
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use lettre::Address;

use super::Letter;
use super::line::{Broken, Line, Reply};
use super::relay;
pub use super::relay::Unreachable;
use crate::config::Smtp;

/// For the reply to the final dot it is waited so many times as long as for others, since a short wait there makes duplicates: of five
/// minutes ten (RFC 5321, section 4.5.3.2).
const DOT: u32 = 2;
/// For so long the relay may take leave.
const LEAVE: Duration = Duration::from_secs(5);
/// What is said of a letter that the relay cannot take, with the status that stands for it (RFC 6531, section 3.3).
const ASCII_ALONE: &str = "5.6.7 the relay does not offer SMTPUTF8, which letters such as æ, ø and å before the @ need";
/// So much of a reply is kept.
const REPLY: usize = 300;

/// A connection to the relay that is greeted, encrypted and logged in as configured.
pub struct Connection {
    line: Line,
    /// The socket below, and below the encryption: the way to see that the relay hung up, and to hang up before the dot.
    socket: TcpStream,
    offers: Offers,
    usable: bool,
    /// Whether a letter has left over it.
    has_sent: bool,
}

/// What the relay offers that letters make use of.
struct Offers {
    pipelining: bool,
    /// Whether it takes addresses with other letters than ASCII has before the @ (RFC 6531).
    utf8: bool,
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
    /// The relay had enough of this connection before the letter was begun: it wants another one.
    Closed,
    /// The caller did not let the final dot be written.
    Withheld,
}

/// Opens a connection; `hello` is our own host's public name.
pub async fn connect(relay: &Smtp, hello: &str) -> Result<Connection, Unreachable> {
    let opened = relay::open(relay, hello).await?;
    let relay::Opened { line, socket, pipelining, utf8 } = opened;
    Ok(Connection { line, socket, offers: Offers { pipelining, utf8 }, usable: true, has_sent: false })
}

impl Connection {
    /// Whether another letter can be sent over it.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.usable
    }

    /// Sends one letter. `before_dot` is waited for when all but the final dot has left: it commits that the dot is about to be
    /// written, and where it says false the dot is not written and the connection is given up.
    pub async fn send(&mut self, letter: &Letter, before_dot: impl Future<Output = bool>) -> Outcome {
        if let Err(outcome) = self.envelope(letter).await {
            return outcome;
        }
        // Until the reply to the dot has come, whatever ends this ends the connection.
        self.usable = false;
        hold_back(&self.socket, true);
        if let Err(broken) = self.line.say(&on_the_wire(&letter.bytes)).await {
            return lost(&broken);
        }
        if !before_dot.await {
            // An error says that the other side has shut it already.
            let _ = self.socket.shutdown(Shutdown::Both);
            return Outcome::Withheld;
        }
        if hung_up(&self.socket) {
            return Outcome::Lost { reason: "the relay hung up before the letter's end".to_owned() };
        }
        let unknown = |broken: Broken| Outcome::Unknown { reason: short(&broken.to_string()) };
        if let Err(broken) = self.line.say(b"\r\n.\r\n").await {
            return unknown(broken);
        }
        hold_back(&self.socket, false);
        match self.line.hear_within(self.line.patience * DOT).await {
            Ok(reply) => {
                self.usable = reply.code != 421;
                self.has_sent = true;
                if reply.is_yes() { Outcome::Accepted { reply: said(&reply) } } else { by_code(&reply) }
            }
            Err(broken) => unknown(broken),
        }
    }

    /// Names sender and recipient and asks to send the text; else says what became of the letter.
    async fn envelope(&mut self, letter: &Letter) -> Result<(), Outcome> {
        let (Ok(from), Ok(to)) = (letter.from.parse::<Address>(), letter.to.parse::<Address>()) else {
            return Err(Outcome::Rejected { reply: "no mail address".to_owned() });
        };
        let is_ascii = letter.to.is_ascii() && letter.bytes.is_ascii();
        if !is_ascii && !self.offers.utf8 {
            return Err(Outcome::Rejected { reply: ASCII_ALONE.to_owned() });
        }
        // Whoever offers SMTPUTF8 offers 8BITMIME too (RFC 6531, section 3.1); the address stands in the head of the letter as well.
        let how = if is_ascii { "" } else { " BODY=8BITMIME SMTPUTF8" };
        let commands = [format!("MAIL FROM:<{from}>{how}\r\n"), format!("RCPT TO:<{to}>\r\n"), "DATA\r\n".to_owned()];
        self.usable = false;
        if self.offers.pipelining {
            self.line.say(commands.concat().as_bytes()).await.map_err(|broken| self.lost_at(0, &broken))?;
        }
        let (mut refused, mut closing) = (None, false);
        for (step, command) in commands.iter().enumerate() {
            if !self.offers.pipelining {
                if refused.is_some() {
                    break;
                }
                self.line.say(command.as_bytes()).await.map_err(|broken| self.lost_at(step, &broken))?;
            }
            let reply = match self.line.hear().await {
                Ok(reply) => reply,
                Err(broken) => return Err(refused.unwrap_or_else(|| self.lost_at(step, &broken))),
            };
            let goes_on = if step == 2 { reply.code == 354 } else { reply.is_yes() };
            closing |= reply.code == 421;
            match (&refused, goes_on) {
                (None, false) if step == 0 && closing && self.has_sent => return Err(Outcome::Closed),
                // Before any recipient was named: a fault of ours or of the relay's, never of this letter.
                (None, false) if step == 0 => refused = Some(Outcome::Unwelcome { reply: said(&reply) }),
                (None, false) => refused = Some(by_code(&reply)),
                // The relay waits for a text that nobody is to get (RFC 2920, section 3.1).
                (Some(_), true) if step == 2 => {
                    closing |= self.line.ask(".").await.is_err();
                }
                (None, true) | (Some(_), _) => {}
            }
        }
        match refused {
            None => {
                self.usable = true;
                Ok(())
            }
            Some(outcome) => {
                self.usable = !closing && self.line.ask("RSET").await.is_ok_and(|reply| reply.is_yes());
                Err(outcome)
            }
        }
    }

    /// What it means that the connection is lost at this step: before the first reply of a later letter the relay has only closed it.
    fn lost_at(&self, step: usize, broken: &Broken) -> Outcome {
        if step == 0 && self.has_sent { Outcome::Closed } else { lost(broken) }
    }

    /// Takes leave of the relay, as it wants (RFC 5321, section 4.1.1.10).
    pub async fn quit(mut self) {
        if self.usable {
            self.line.patience = LEAVE;
            // The letters are accepted already: whatever it says now changes nothing.
            let _ = self.line.ask("QUIT").await;
        }
    }
}

/// The text as it is written: without its last end of line, which comes with the dot, and with a dot before each one at the start of a
/// line (RFC 5321, section 4.5.2).
fn on_the_wire(text: &[u8]) -> Vec<u8> {
    let text = text.strip_suffix(b"\r\n").unwrap_or(text);
    let mut out = Vec::with_capacity(text.len() + 16);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out
}

fn lost(broken: &Broken) -> Outcome {
    Outcome::Lost { reason: short(&broken.to_string()) }
}

fn by_code(reply: &Reply) -> Outcome {
    let words = said(reply);
    match reply.code {
        // Authentication required, or no longer valid (RFC 4954, section 6).
        530 | 534 | 535 | 538 => Outcome::Unwelcome { reply: words },
        400..=499 => Outcome::Deferred { reply: words, closing: reply.code == 421 },
        _ => Outcome::Rejected { reply: words },
    }
}

/// Holds back what does not fill a packet, or lets it go (tcp(7), `TCP_CORK`): so the last of a letter's text leaves with its final dot. The
/// kernel holds it for 200 ms at the most. Where it cannot, they leave one by one.
fn hold_back(socket: &TcpStream, hold: bool) {
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(socket).set_tcp_cork(hold);
    #[cfg(not(target_os = "linux"))]
    let _ = (socket, hold);
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

fn said(reply: &Reply) -> String {
    short(&reply.said())
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
            let before_dot = async {
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
        let of = |code| by_code(&Reply { code, lines: Vec::new() });
        assert!(matches!(of(530), Outcome::Unwelcome { .. }));
        assert!(matches!(of(550), Outcome::Rejected { .. }));
        assert!(matches!(of(450), Outcome::Deferred { closing: false, .. }));
        assert!(matches!(of(421), Outcome::Deferred { closing: true, .. }));
    }
}
