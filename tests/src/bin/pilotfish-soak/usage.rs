//! What the program has used so far, by the system and by its database.

use std::path::Path;

use pilotfish_tests::database::{self, Database};

/// Ticks a second in `/proc`.
const TICKS_A_SECOND: f64 = 100.0;

/// At one instant.
#[derive(Debug, Clone)]
pub(crate) struct Usage {
    /// Processor time, s.
    pub(crate) cpu_s: f64,
    /// Memory that is its own and present, KiB.
    pub(crate) memory_kb: u64,
    /// Bytes handed to the disk.
    pub(crate) written: u64,
    /// Transactions, each with its fsync.
    pub(crate) commits: u64,
    /// Lines of the journal.
    pub(crate) events: u64,
    /// Orders that were signed.
    pub(crate) orders: u64,
    /// Bytes of the databases, without their logs.
    pub(crate) database: u64,
}

impl Usage {
    /// Of that process with its data in that home.
    pub(crate) async fn of(process: u32, home: &Path) -> Self {
        let stat = read(process, "stat");
        // The program's name may hold anything; what follows it is numbers.
        let numbers: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        let ticks = |place: usize| -> u32 { numbers[place].parse().expect("ticks") };
        let io = read(process, "io");
        let mut database = Database::open(home).await;
        let mut count = async |question| u64::try_from(database.number(question).await).expect("a count");
        let size = |name: &str| {
            let file = database::path(home).with_file_name(name);
            file.metadata().map_or(0, |meta| meta.len())
        };
        Self {
            cpu_s: f64::from(ticks(11) + ticks(12)) / TICKS_A_SECOND,
            memory_kb: memory_kb(process),
            written: after(&io, "write_bytes:"),
            commits: count("SELECT COALESCE(MAX(commits), 0) FROM progress").await,
            events: count("SELECT COUNT(*) FROM events").await,
            orders: count("SELECT COUNT(*) FROM order_intents").await,
            database: size("pilotfish.db") + size("snapshots.db"),
        }
    }
}

/// Memory that is a process's own and present, KiB.
pub(crate) fn memory_kb(process: u32) -> u64 {
    after(&read(process, "status"), "VmRSS:")
}

fn read(process: u32, what: &str) -> String {
    let path = format!("/proc/{process}/{what}");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}; this takes Linux"))
}

fn after(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in {text}"))
}
