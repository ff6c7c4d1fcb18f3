//! `serve`: the server on the given database; and the preview of `check`, which stores nothing.

use std::net::{TcpListener, ToSocketAddrs as _};
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use clap::Args;
use socket2::{Domain, Socket, Type};

use super::sources::Sources;
use super::{Context, Ending, usage};
use crate::config::Config;
use crate::fieldwork::{Access, Mode};
use crate::store::{NewRound, Published, RoundAdded, Store};
use crate::web::{self, Shared, State};

/// Arguments of `serve`.
#[derive(Args)]
pub(super) struct Arguments {
    /// Where to listen [default: `listen` of the configuration, 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let address = arguments.listen.as_deref().unwrap_or(&context.config.listen);
    let store = context.store()?;
    let listener = listen(address)?;
    let local = listener.local_addr()?;
    let first = store.first_sign_in(context.clock.now())?;
    println!("{} http://{local}/", context.say("Nulpunkt lytter på", "Nulpunkt listens on"));
    if let Some(secret) = first {
        let words = context.say("Den første person laver sin konto én gang på", "The first person makes their account once at");
        println!("{words} http://{local}/desk/sign-in/{secret}");
    } else {
        println!("{} http://{local}/desk", context.say("Skrivebordet:", "The desk:"));
    }
    let mut config = context.config.clone();
    config.listen = local.to_string();
    let state = state(store, config, context, false);
    crate::jobs::start(&state.store, &state.config, context.clock);
    Ok(web::serve(&state, listener)?)
}

/// Connections that may wait to be taken; the standard library's 128 are soon full, and whoever comes then waits a second.
const WAITING: i32 = 4096;

/// A listener, bound at once.
pub(super) fn listen(address: &str) -> Result<TcpListener, Ending> {
    Ok(bound(address).with_context(|| address.to_owned())?)
}

fn bound(address: &str) -> std::io::Result<TcpListener> {
    let mut failed = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    for address in address.to_socket_addrs()? {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        match socket.bind(&address.into()).and_then(|()| socket.listen(WAITING)) {
            Ok(()) => return Ok(socket.into()),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The state of a server.
pub(super) fn state(store: Store, config: Config, context: &Context, demonstration: bool) -> Shared {
    State { store, config, clock: context.clock, demonstration, being_filled: AtomicBool::new(demonstration) }.shared()
}

/// Serves questionnaires for a look, on a database that goes away.
pub(super) fn preview(context: &Context, sources: &Sources, port: u16) -> Result<(), Ending> {
    let folder = tempfile::tempdir()?;
    let listener = listen(&format!("127.0.0.1:{port}"))?;
    let local = listener.local_addr()?;
    let mut config = context.config.clone();
    config.listen = local.to_string();
    config.keys_dir = None;
    let preview = context.with(&format!("sqlite:{}", folder.path().join("preview.db").display()), config.clone());
    let store = preview.store()?;
    let now = context.clock.now();
    store.publish_trials(&sources.trials, now)?;
    for (_, list) in &sources.lists {
        store.publish_code_list(list, now, None)?;
    }
    for source in &sources.questionnaires {
        let version = &source.version;
        let version_id = match store.publish(version, now)? {
            Published::New(id) | Published::Same(id) => id,
            Published::Different(_) => return usage(format!("{} {}", version.key, version.version)),
        };
        let new = NewRound {
            key: format!("preview-{}-{}", version.key, version.version),
            version_id,
            opens: now.day(),
            closes: now.day().saturating_add(jiff::Span::new().days(30)),
            mode: Mode::Pseudonymous,
            access: Access::Invited,
            population: None,
            minimum: None,
            complete: 80,
            partial: 50,
            synthetic: true,
            divisions: None,
        };
        if store.add_round(&new)? == RoundAdded::KeyTaken {
            continue;
        }
        let Some(round) = store.round(&new.key)? else { continue };
        let token = web::fresh_link(&store, &round)?;
        println!("{}: http://{local}/s/{token}", source.path.display());
    }
    Ok(web::serve(&state(store, config, context, true), listener)?)
}
