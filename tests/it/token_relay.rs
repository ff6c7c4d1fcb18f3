//! A relay that lets in only who shows a token (XOAUTH2), as the large providers of mail do.

use std::io::{BufRead, BufReader, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The relay; it ends with the test.
pub(crate) struct TokenRelay {
    pub(crate) port: u16,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    refused: AtomicU32,
    letters: AtomicU32,
}

impl TokenRelay {
    /// A relay that knows this user by this token.
    pub(crate) fn start(user: &str, token: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let counts = Arc::new(Counts::default());
        let known = data_encoding::BASE64.encode(format!("user={user}\x01auth=Bearer {token}\x01\x01").as_bytes());
        let book = Arc::clone(&counts);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (book, known) = (Arc::clone(&book), known.clone());
                std::thread::spawn(move || serve(&stream, &known, &book).unwrap_or_default());
            }
        });
        Self { port, counts }
    }

    /// How often a token was refused.
    pub(crate) fn refused(&self) -> u32 {
        self.counts.refused.load(Ordering::Relaxed)
    }

    /// How many letters came.
    pub(crate) fn letters(&self) -> u32 {
        self.counts.letters.load(Ordering::Relaxed)
    }
}

fn serve(mut stream: &TcpStream, known: &str, counts: &Counts) -> Result<()> {
    let mut lines = BufReader::new(stream);
    let (mut known_now, mut in_text, mut asked_why) = (false, false, false);
    stream.write_all(b"220 relay\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let said: &[u8] = match line {
            "." if in_text => {
                in_text = false;
                counts.letters.fetch_add(1, Ordering::Relaxed);
                b"250 Taken\r\n"
            }
            _ if in_text => continue,
            "" if asked_why => {
                asked_why = false;
                b"535 5.7.3 Authentication unsuccessful\r\n"
            }
            _ if line.starts_with("EHLO") => b"250-relay\r\n250 AUTH PLAIN XOAUTH2\r\n",
            _ if line.strip_prefix("AUTH XOAUTH2 ") == Some(known) => {
                known_now = true;
                b"235 2.7.0 Welcome\r\n"
            }
            _ if line.starts_with("AUTH") => {
                counts.refused.fetch_add(1, Ordering::Relaxed);
                asked_why = true;
                b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n"
            }
            "QUIT" => b"221 Bye\r\n",
            _ if !known_now => b"530 5.7.57 Client not authenticated\r\n",
            "DATA" => {
                in_text = true;
                b"354 Go on\r\n"
            }
            _ => b"250 Fine\r\n",
        };
        stream.write_all(said)?;
    }
}
