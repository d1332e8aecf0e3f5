//! Keeping the program's memory to itself: no core dumps, and no other program of the user's that reads it.
//!
//! Called first thing by every program that may hold a key. What it cannot do it says, and the program goes on: a user who debugs
//! their own computer can always read their own memory.

/// What could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exposure {
    /// A crash may still write the memory to a file.
    pub core_dumps: bool,
    /// Other programs of the same user may still read the memory.
    pub readable: bool,
}

/// Turns core dumps off, and on Linux makes the process one that no other process of the same user may attach to or read.
#[must_use]
pub fn keep_memory_private() -> Exposure {
    Exposure {
        core_dumps: !without_core_dumps(),
        readable: !unreadable(),
    }
}

#[cfg(unix)]
fn without_core_dumps() -> bool {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).is_ok() && getrlimit(Resource::Core).current == none.current
}

/// Windows writes no dump of a program's memory unless its administrator asked for it.
#[cfg(not(unix))]
fn without_core_dumps() -> bool {
    true
}

/// Not dumpable also means that `/proc/PID/mem` and debuggers are closed to the user's other programs (prctl(2), ptrace(2)).
#[cfg(target_os = "linux")]
fn unreadable() -> bool {
    use rustix::process::{DumpableBehavior, dumpable_behavior, set_dumpable_behavior};
    set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok()
        && dumpable_behavior().is_ok_and(|is| is == DumpableBehavior::NotDumpable)
}

/// macOS keeps debuggers from a signed program with a hardened runtime; elsewhere nothing is known of.
#[cfg(not(target_os = "linux"))]
fn unreadable() -> bool {
    cfg!(target_os = "macos")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn the_kernel_says_that_no_core_is_dumped_and_nobody_reads() {
        assert_eq!(keep_memory_private(), Exposure::default());
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"))
            .unwrap();
        assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"]);
        // What is not dumpable belongs to root: nobody else reads its memory.
        let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self/mem").unwrap());
        assert_eq!(owner, 0);
    }
}
