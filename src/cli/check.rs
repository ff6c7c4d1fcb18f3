//! `check`: reads questionnaires and says what is wrong.

use std::path::PathBuf;

use clap::Args;

use super::sources::{self, Source};
use super::{Context, Ending};

/// Arguments of `check`.
#[derive(Args)]
pub(super) struct Arguments {
    /// Files or folders [default: surveys/]
    paths: Vec<PathBuf>,
    /// Serve them for a look, without storing anything.
    #[arg(long)]
    preview: bool,
    /// The port of the preview; 0 takes a free one.
    #[arg(long, default_value_t = 8081, requires = "preview")]
    port: u16,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Ending> {
    let sources = sources::read(context, &arguments.paths)?;
    for (path, list) in &sources.lists {
        println!("{}: {} {} ok", path.display(), list.key, list.versions.len());
    }
    for Source { path, version, .. } in &sources.questionnaires {
        println!("{}: {} {} ok", path.display(), version.key, version.version);
    }
    for (path, guide) in &sources.guides {
        println!("{}: {} {} ok", path.display(), guide.key, guide.version);
    }
    if arguments.preview {
        return super::serve::preview(context, &sources, arguments.port);
    }
    Ok(())
}
