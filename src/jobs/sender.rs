//! Who has a letter in hand: this process, told apart from every other, and whether such a process still lives.
//!
//! A number of a process alone is not enough: it is given again after a while, and each container counts its own.

use std::fs;

/// The name of this sender: machine and namespace, then the process with its start.
pub(super) fn name() -> String {
    let process = std::process::id();
    format!("{}/{process}.{}", place(), started(process).unwrap_or_default())
}

/// Whether the sender of this name ran here and does no longer. Of other machines nobody knows: their leases run out.
pub(super) fn is_gone(name: &str) -> bool {
    let Some((there, process)) = name.rsplit_once('/') else { return false };
    let Some((number, start)) = process.split_once('.') else { return false };
    if there != place() || there == UNKNOWN {
        return false;
    }
    number.parse().is_ok_and(|number| started(number).unwrap_or_default() != start)
}

const UNKNOWN: &str = "unknown";

/// This start of this machine, and the namespace in which processes are numbered (Linux; elsewhere unknown).
fn place() -> String {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id");
    let namespace = fs::read_link("/proc/self/ns/pid");
    match (boot, namespace) {
        (Ok(boot), Ok(namespace)) => format!("{}-{}", boot.trim(), namespace.display()),
        _ => UNKNOWN.to_owned(),
    }
}

/// When a process started, in clock ticks: the 22nd field of `/proc/PID/stat` (proc(5)). A zombie has ended already.
fn started(process: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is the program's name in parentheses and may hold anything.
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    if fields.first().is_some_and(|state| matches!(*state, "Z" | "X")) {
        return None;
    }
    fields.get(19).map(|start| (*start).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_lives_and_one_of_the_same_number_from_before_does_not() {
        let own = name();
        assert!(!is_gone(&own));
        let (rest, _) = own.rsplit_once('.').unwrap();
        assert!(is_gone(&format!("{rest}.1")));
    }

    #[test]
    fn nothing_is_known_of_processes_elsewhere() {
        assert!(!is_gone("another-machine/17.4711"));
        assert!(!is_gone("nonsense"));
    }
}
