//! The lines of other note takers as they are stored: an event stream, which a browser takes up again by itself where it broke off.
//!
//! Every line is read from the database, so that it does not matter which process stored it; within one process whoever stores a line
//! wakes those who listen, and otherwise they look once a second.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use tokio::sync::broadcast;

use super::notes::{kind_words, second};
use super::{gathered, group_in_path};
use crate::language::Language;
use crate::store::NoteLine;
use crate::web::Shared;
use crate::web::desk::caller::Admitted;
use crate::web::desk::missing;

/// For so long a stream looks whether another process has stored a line.
const LOOK: Duration = Duration::from_secs(1);
/// After so many looks without news something is sent, so that a connection that is gone is noticed.
const BEAT: u32 = 15;
/// After so many looks the stream ends, and whoever listens on is asked anew whether they may.
const LAST: u32 = 300;

/// Wakes those who listen to a group.
pub(in crate::web) struct Heard(broadcast::Sender<i64>);

impl Default for Heard {
    fn default() -> Self {
        Self(broadcast::channel(64).0)
    }
}

impl Heard {
    /// Says that a line of this group is stored.
    pub(super) fn tell(&self, group: i64) {
        // It fails where nobody listens.
        let _ = self.0.send(group);
    }
}

/// GET `/desk/focus-groups/{group}/notes/events`.
pub(in crate::web::desk) fn stream(admitted: &Admitted) -> HttpResponse {
    let Some(heard) = admitted.request.app_data::<actix_web::web::Data<Heard>>() else { return missing(admitted) };
    let group = match gathered(admitted).and_then(|talks| group_in_path(admitted, &talks).map(|group| group.id)) {
        Ok(group) => group,
        Err(answer) => return answer,
    };
    let header = admitted.request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let asked = admitted.request.query_string().split('&').find_map(|pair| pair.strip_prefix("after=")?.parse().ok());
    let listening = Listening {
        state: admitted.state.clone(),
        language: admitted.language,
        group,
        above: header.or(asked).unwrap_or(0),
        news: heard.0.subscribe(),
        looks: 0,
    };
    HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        // Some proxies would otherwise keep events until there are many.
        .insert_header(("X-Accel-Buffering", "no"))
        .body(Stream { next: Box::pin(listening.next()) })
}

/// Somebody who listens to a group.
struct Listening {
    state: Shared,
    language: Language,
    group: i64,
    above: i64,
    news: broadcast::Receiver<i64>,
    looks: u32,
}

/// What comes next and who goes on listening; nothing once the stream has ended.
type Next = Pin<Box<dyn Future<Output = Option<(Listening, Bytes)>>>>;

impl Listening {
    async fn next(mut self) -> Option<(Self, Bytes)> {
        // The first bytes come at once, so that whoever listens knows that they do.
        let mut said = if self.looks == 0 { ": hej\n\n".to_owned() } else { String::new() };
        while self.looks < LAST {
            self.looks += 1;
            for line in self.state.store.lines(self.group, self.above).ok()? {
                self.above = line.id;
                said.push_str(&event(&line, self.language));
            }
            if said.is_empty() && self.looks.is_multiple_of(BEAT) {
                said.push_str(": \n\n");
            }
            if !said.is_empty() {
                return Some((self, Bytes::from(said)));
            }
            self.wait().await;
        }
        None
    }

    /// Until a line of the group is stored here, or it is time to look.
    async fn wait(&mut self) {
        let group = self.group;
        let told = async {
            loop {
                match self.news.recv().await {
                    Ok(other) if other != group => {}
                    // Whoever missed some looks at all.
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
                    Err(broadcast::error::RecvError::Closed) => std::future::pending::<()>().await,
                }
            }
        };
        let _ = tokio::time::timeout(LOOK, told).await;
    }
}

fn event(line: &NoteLine, language: Language) -> String {
    let data = serde_json::json!({
        "id": line.id,
        "client": line.client_id,
        "question": line.question,
        "speaker": line.speaker,
        "kind": line.kind.name(),
        "called": kind_words(line.kind, language),
        "words": line.words,
        "replaces": line.replaces,
        "by": line.by,
        "at": second(line.at),
    });
    format!("id: {}\nevent: line\ndata: {data}\n\n", line.id)
}

struct Stream {
    next: Next,
}

impl MessageBody for Stream {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        match self.next.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => {
                self.next = Box::pin(std::future::pending());
                Poll::Ready(None)
            }
            Poll::Ready(Some((listening, bytes))) => {
                self.next = Box::pin(listening.next());
                Poll::Ready(Some(Ok(bytes)))
            }
        }
    }
}
