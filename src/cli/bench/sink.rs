//! A relay that takes every letter at once and forgets it, but for its Message-ID: what is measured is who sends.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The relay, on a thread of its own that ends with the benchmark.
pub(super) struct Sink {
    /// Where it listens.
    pub(super) port: u16,
    taken: Arc<Mutex<Taken>>,
}

/// What it has taken since it was asked last.
#[derive(Default)]
pub(super) struct Taken {
    /// How often each Message-ID came.
    pub(super) ids: HashMap<Vec<u8>, u32>,
    /// The last letter, as it came.
    pub(super) last: Vec<u8>,
}

impl Sink {
    /// A relay on a free port of this machine.
    pub(super) fn start() -> Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let taken = Arc::new(Mutex::new(Taken::default()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let book = Arc::clone(&taken);
        std::thread::spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = TcpListener::from_std(listener) else { return };
                while let Ok((stream, _)) = listener.accept().await {
                    let book = Arc::clone(&book);
                    tokio::spawn(async move { serve(stream, &book).await.unwrap_or_default() });
                }
            });
        });
        Ok(Self { port, taken })
    }

    /// What came since this was asked last.
    pub(super) fn taken(&self) -> Taken {
        self.taken.lock().map(|mut taken| std::mem::take(&mut *taken)).unwrap_or_default()
    }
}

async fn serve(mut stream: TcpStream, book: &Mutex<Taken>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.write_all(b"220 sink\r\n").await?;
    let (mut held, mut said, mut text) = (Vec::with_capacity(32 * 1024), Vec::new(), false);
    let mut looked_at = 0;
    loop {
        if stream.read_buf(&mut held).await? == 0 {
            return Ok(());
        }
        let mut at = 0;
        while let Some(end) = end_of(&held[at..], looked_at, text) {
            let heard = &held[at..at + end];
            (at, looked_at) = (at + end, 0);
            if text {
                note(heard, book);
                text = false;
                said.extend_from_slice(b"250 Taken\r\n");
                continue;
            }
            text = heard.starts_with(b"DATA");
            said.extend_from_slice(match heard.first() {
                Some(b'E') => b"250-sink\r\n250 PIPELINING\r\n",
                Some(b'Q') => b"221 Bye\r\n",
                _ if text => b"354 Go on\r\n",
                _ => b"250 Fine\r\n".as_slice(),
            });
        }
        held.drain(..at);
        looked_at = held.len();
        stream.write_all(&said).await?;
        said.clear();
    }
}

/// Where the command or the text ends that begins here, if it has come whole; of it so many bytes were looked at before.
fn end_of(held: &[u8], looked_at: usize, text: bool) -> Option<usize> {
    let end = if text { b"\r\n.\r\n".as_slice() } else { b"\r\n" };
    let mut from = looked_at;
    loop {
        from += held[from..].iter().position(|byte| *byte == b'\n')? + 1;
        if held[..from].ends_with(end) {
            return Some(from);
        }
    }
}

fn note(text: &[u8], book: &Mutex<Taken>) {
    let id = text.split(|byte| *byte == b'\n').find(|line| line.starts_with(b"Message-ID:"));
    if let (Some(id), Ok(mut taken)) = (id, book.lock()) {
        *taken.ids.entry(id.to_vec()).or_default() += 1;
        taken.last.clear();
        taken.last.extend_from_slice(text);
    }
}
