//! The server under test: this binary again, as a process of its own, so that it shares nothing with the generator but the
//! machine.
//!
//! The static page that it is held against is served by a process of the same binary too, so that both are measured alike.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::load::{Waiting, drive};
use super::machine;
use super::wire::{Target, Wire};

/// A running server; it ends with this value.
pub(super) struct Server {
    child: Child,
    /// Where it answers.
    pub(super) target: Target,
    /// From its start to the first page with status 200, in milliseconds.
    pub(super) started_in: f64,
}

impl Server {
    /// Starts `nulpunkt` with these arguments and `--listen` in this folder, and waits until `path` answers with 200.
    pub(super) fn start(folder: &Path, arguments: &[&str], path: &str) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let target = Target { authority: format!("127.0.0.1:{port}") };
        let log = File::options().create(true).append(true).open(folder.join("server.log"))?;
        let mut command = Command::new(std::env::current_exe()?);
        command.current_dir(folder).args(arguments).args(["--listen", &target.authority]);
        command.env_remove("NULPUNKT_DATABASE").env_remove("NULPUNKT_CONFIG").env_remove("NULPUNKT_NOW");
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let start = Instant::now();
        let child = command.spawn().context("the server under test does not start")?;
        let mut server = Self { child, target, started_in: 0.0 };
        while !server.answers(path) {
            if let Some(status) = server.child.try_wait()? {
                let log = std::fs::read_to_string(folder.join("server.log")).unwrap_or_default();
                bail!("the server under test ended with {status}: {log}");
            }
            if start.elapsed() > Duration::from_mins(1) {
                bail!("the server under test does not answer");
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        server.started_in = start.elapsed().as_secs_f64() * 1000.0;
        Ok(server)
    }

    fn answers(&self, path: &str) -> bool {
        let request = self.target.get(path);
        let target = &self.target;
        let asked = drive(1, Waiting::Each, move |_| {
            let (mut wire, request) = (Wire::to(target), request.clone());
            async move { Ok(wire.ask(&request).await?.status) }
        });
        asked.is_ok_and(|status| status == [200])
    }

    /// The memory that it holds, in MiB.
    pub(super) fn memory(&self) -> f64 {
        machine::memory(self.child.id())
    }

    /// The processor time that it has used, in seconds.
    pub(super) fn processor_time(&self) -> f64 {
        machine::processor_time(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
