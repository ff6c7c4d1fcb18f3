//! What a relay is spoken to over: commands out, replies in (RFC 5321, section 4.2), in the open or encrypted, each with its time.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

/// So long a reply may be; the longest that a relay means has some hundred characters.
const LONGEST: usize = 64 * 1024;

/// A connection as commands and replies.
pub(super) struct Line {
    stream: Stream,
    /// What has come and is not heard yet.
    held: Vec<u8>,
    /// For so long each step may take.
    pub(super) patience: Duration,
}

/// A socket, encrypted or not.
pub(super) enum Stream {
    /// In the open.
    Open(TcpStream),
    /// Encrypted.
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// A reply: its code, and the words of each of its lines.
pub(super) struct Reply {
    pub(super) code: u16,
    pub(super) lines: Vec<String>,
}

/// Nothing that can be understood came.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("the connection broke: {0}")]
    Socket(#[from] std::io::Error),
    #[error("the relay hung up")]
    HungUp,
    #[error("what the relay said is no reply")]
    Nonsense,
    #[error("nothing came for {}", in_words(*.0))]
    Silent(Duration),
}

fn in_words(time: Duration) -> String {
    match time.as_secs() {
        seconds if seconds >= 120 && seconds.is_multiple_of(60) => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

impl Line {
    /// Over this stream, with so much time for each step.
    pub(super) fn over(stream: Stream, patience: Duration) -> Self {
        Self { stream, held: Vec::new(), patience }
    }

    /// The socket of a line in the open, to be encrypted. What was read and not heard is forgotten, as the standard wants (RFC 3207,
    /// section 4.2): somebody in between could have put it there.
    pub(super) fn into_socket(self) -> Option<TcpStream> {
        match self.stream {
            Stream::Open(socket) => Some(socket),
            Stream::Encrypted(_) => None,
        }
    }

    /// Writes, and waits until it has left.
    pub(super) async fn say(&mut self, words: &[u8]) -> Result<(), Broken> {
        let patience = self.patience;
        let said = match &mut self.stream {
            Stream::Open(stream) => timeout(patience, write(stream, words)).await,
            Stream::Encrypted(stream) => timeout(patience, write(stream.as_mut(), words)).await,
        };
        Ok(said.map_err(|_| Broken::Silent(patience))??)
    }

    /// Waits for a reply as long as a step may take.
    pub(super) async fn hear(&mut self) -> Result<Reply, Broken> {
        self.hear_within(self.patience).await
    }

    /// Waits for a reply for so long.
    pub(super) async fn hear_within(&mut self, patience: Duration) -> Result<Reply, Broken> {
        timeout(patience, self.reply()).await.map_err(|_| Broken::Silent(patience))?
    }

    /// A command and its reply.
    pub(super) async fn ask(&mut self, command: &str) -> Result<Reply, Broken> {
        self.say(format!("{command}\r\n").as_bytes()).await?;
        self.hear().await
    }

    async fn reply(&mut self) -> Result<Reply, Broken> {
        let (mut lines, mut searched, mut long) = (Vec::new(), 0, 0);
        loop {
            let Some(end) = self.held[searched..].iter().position(|byte| *byte == b'\n') else {
                searched = self.held.len();
                if long + searched > LONGEST {
                    return Err(Broken::Nonsense);
                }
                let read = match &mut self.stream {
                    Stream::Open(stream) => read(stream, &mut self.held).await,
                    Stream::Encrypted(stream) => read(stream.as_mut(), &mut self.held).await,
                };
                if read? == 0 {
                    return Err(Broken::HungUp);
                }
                continue;
            };
            let line: Vec<u8> = self.held.drain(..=searched + end).collect();
            long += line.len();
            searched = 0;
            let line = String::from_utf8_lossy(line.trim_ascii_end());
            let (code, rest) = line.split_at_checked(3).ok_or(Broken::Nonsense)?;
            let code: u16 = code.parse().ok().filter(|code| (200..600).contains(code)).ok_or(Broken::Nonsense)?;
            lines.push(rest.get(1..).unwrap_or_default().to_owned());
            if !rest.starts_with('-') {
                return Ok(Reply { code, lines });
            }
        }
    }
}

async fn write(stream: &mut (impl AsyncWrite + Unpin), words: &[u8]) -> std::io::Result<()> {
    stream.write_all(words).await?;
    stream.flush().await
}

async fn read(stream: &mut (impl AsyncRead + Unpin), held: &mut Vec<u8>) -> std::io::Result<usize> {
    held.reserve(1024);
    stream.read_buf(held).await
}

impl Reply {
    /// Whether it is a yes (2xx).
    pub(super) fn is_yes(&self) -> bool {
        self.code < 300
    }

    /// Code and words on one line.
    pub(super) fn said(&self) -> String {
        format!("{} {}", self.code, self.lines.join(" "))
    }
}
