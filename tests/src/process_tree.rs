//! A program with everything that it started, as Linux counts it.

use std::collections::HashMap;

/// Ticks a second in `/proc`.
const TICKS_A_SECOND: f64 = 100.0;

/// A process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// The number of the process that started it.
    pub parent: u32,
    /// Its name, cut off after 15 letters.
    pub name: String,
    /// Processor time of its own and of those it started and has waited for, ticks.
    ticks: u64,
}

/// That process and everything under it that lives; nothing where it has ended.
#[must_use]
pub fn under(root: u32) -> Vec<Process> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let all: HashMap<u32, Process> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            // It may have ended meanwhile.
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            Some((id, read(id, &stat)?))
        })
        .collect();
    let is_under = |process: &Process| {
        let mut above = Some(process);
        // No chain is longer than there are processes.
        for _ in 0..all.len() {
            match above {
                Some(process) if process.id == root => return true,
                Some(process) => above = all.get(&process.parent),
                None => return false,
            }
        }
        false
    };
    let mut found: Vec<Process> = all.values().filter(|process| is_under(process)).cloned().collect();
    found.sort_by_key(|process| process.id);
    found
}

/// `pid (name) state parent …`: the name may hold anything. None of a process that has ended and is only not waited for.
fn read(id: u32, stat: &str) -> Option<Process> {
    let (before, after) = stat.rsplit_once(") ")?;
    let (_, name) = before.split_once('(')?;
    let fields: Vec<&str> = after.split(' ').collect();
    let number = |place: usize| -> Option<u64> { fields.get(place)?.trim().parse().ok() };
    if *fields.first()? == "Z" {
        return None;
    }
    Some(Process {
        id,
        parent: fields.get(1)?.parse().ok()?,
        name: name.to_owned(),
        ticks: number(11)? + number(12)? + number(13)? + number(14)?,
    })
}

/// Memory of a process in which what it shares with others counts by its share (PSS), KiB.
///
/// # Panics
/// When the system does not let us look: the programs keep their memory private, so that only root may.
#[must_use]
pub fn pss_kb(id: u32) -> u64 {
    let path = format!("/proc/{id}/smaps_rollup");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}; this takes root"));
    pss_in(&text).unwrap_or_else(|| panic!("no memory in {text}"))
}

fn pss_in(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Processor time of all of them so far, s.
#[must_use]
pub fn cpu_s(processes: &[Process]) -> f64 {
    let ticks: u64 = processes.iter().map(|process| process.ticks).sum();
    // No figure here has more than 52 bits.
    ticks as f64 / TICKS_A_SECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_read_whatever_it_is_called() {
        let stat = "7 (odd ) (name) S 3 7 7 0 -1 0 0 0 0 0 11 5 2 1 20 0 9 0 100 0 0\n";
        let process = read(7, stat).expect("a process");
        assert_eq!((process.parent, process.name.as_str()), (3, "odd ) (name"));
        assert_eq!(process.ticks, 19);
        assert_eq!(read(7, "7 (gone) Z 3 7 7 0 -1 0 0 0 0 0 11 5 2 1 20\n"), None);
    }

    #[test]
    fn a_program_is_found_with_what_it_started() {
        let own = std::process::id();
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("a child");
        let found = under(own);
        assert!(found.iter().any(|process| process.id == own));
        assert!(
            found
                .iter()
                .any(|process| process.id == child.id() && process.parent == own)
        );
        assert!(under(child.id()).iter().all(|process| process.id == child.id()));
        child.kill().expect("it is there");
        child.wait().expect("it ended");
        assert!(under(child.id()).is_empty());
    }

    #[test]
    fn memory_by_its_share_is_read_or_nothing() {
        let text = "55d0-7ffd ---p 00000000 00:00 0 [rollup]\nRss:  900 kB\nPss:   123 kB\nPss_Anon: 100 kB\n";
        assert_eq!(pss_in(text), Some(123));
        assert_eq!(pss_in("Rss: 900 kB\n"), None);
    }
}
