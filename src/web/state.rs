//! What every request can reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::config::Config;
use crate::store::Store;
use crate::time::Clock;

/// What every request can reach, as actix hands it out.
pub type Shared = actix_web::web::Data<State>;

/// What every request can reach: nothing in it changes while serving, save that a demonstration fills itself.
pub struct State {
    /// The database.
    pub store: Store,
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// Whether this is the demonstration: everything on it is made up, and its desk needs no sign-in.
    pub demonstration: bool,
    /// Whether the demonstration is still filling its database.
    pub being_filled: AtomicBool,
}

impl State {
    /// The state as actix shares it between its workers.
    #[must_use]
    pub fn shared(self) -> Shared {
        Shared::from(Arc::new(self))
    }

    /// Whether the demonstration is still filling its database.
    #[must_use]
    pub fn filling(&self) -> bool {
        self.being_filled.load(Ordering::Relaxed)
    }

    /// The address under which people reach the server, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        match &self.config.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.config.listen),
        }
    }

    /// Whether people reach the server by HTTPS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.config.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
