//! The machine under the benchmark: how long a sync takes, how busy it is, what a process uses.
//!
//! Figures of the same machine differ by twenty times from minute to minute, so every result carries these beside it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

/// By how much the sync time may move before a run is called noisy.
const NOISY: f64 = 3.0;
/// Ticks of processor time per second in `/proc`; 100 on every Linux (`proc_pid_stat(5)`, `USER_HZ`).
const TICKS: f64 = 100.0;

/// The state of the machine before and after a run.
#[derive(Debug, Serialize)]
pub(super) struct Machine {
    /// Median time of `fdatasync` after 4 KB, before and after, in milliseconds.
    sync_ms: [f64; 2],
    /// The load average of the last minute, before and after.
    load: [f64; 2],
    /// Processors.
    processors: usize,
}

impl Machine {
    /// Measures the state before a run, on the disk of `folder`.
    pub(super) fn before(folder: &Path) -> io::Result<Self> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { sync_ms: [sync_time(folder)?, 0.0], load: [load(), 0.0], processors })
    }

    /// Measures it again after the run.
    pub(super) fn after(&mut self, folder: &Path) -> io::Result<()> {
        // The last pages are still on their way to the disk; they are no part of the machine's own state.
        std::thread::sleep(Duration::from_millis(500));
        self.load[1] = load();
        self.sync_ms[1] = sync_time(folder)?;
        Ok(())
    }

    /// Whether the run cannot be judged.
    pub(super) fn is_noisy(&self) -> bool {
        let [before, after] = self.sync_ms;
        before.max(after) > NOISY * before.min(after)
    }
}

impl std::fmt::Display for Machine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { sync_ms: [before, after], load, processors } = self;
        write!(
            out,
            "{processors} processors, sync of 4 KB {before:.3} ms before and {after:.3} ms after, load average {:.2} and {:.2}",
            load[0], load[1]
        )
    }
}

fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0.0)
}

/// The median time in milliseconds of an `fdatasync` after 4 KB were appended.
fn sync_time(folder: &Path) -> io::Result<f64> {
    let path = folder.join("sync");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
    let mut times = Vec::new();
    for _ in 0..300 {
        file.write_all(&[7; 4096])?;
        let start = Instant::now();
        file.sync_data()?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    fs::remove_file(path)?;
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// The memory that a process holds, in MiB.
pub(super) fn memory(process: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0.0);
    kib / 1024.0
}

/// The processor time that a process has used, in seconds.
pub(super) fn processor_time(process: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after = text.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / TICKS
}

/// The size of this binary in MB; a release build has no symbols in it.
pub(super) fn binary() -> io::Result<f64> {
    Ok(fs::metadata(std::env::current_exe()?)?.len() as f64 / 1e6)
}
