//! What the program measures of itself: how long orders take inside it, what waits, what it has used.

pub(crate) mod metrics;
mod server;
pub(crate) mod shapes;

use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use pilotfish_engine::gauges::{Queue, QueueReading, Stage, StageReading};

use crate::program::host::size_with_log;
use crate::types::{Diagnostics, Ms, QueueDepth, QueueName, StageName, StageTimes};
use crate::{Api, ApiResult};

/// When this was first asked for: `begin` asks at the program's start.
static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The program begins.
pub(crate) fn begin() {
    LazyLock::force(&BEGAN);
}

impl Api {
    /// What the engine that is shown measures of itself, and what the program takes.
    ///
    /// # Errors
    /// The engine's.
    pub async fn diagnostics(&self) -> ApiResult<Diagnostics> {
        let engine = self.engine()?;
        let stages: Vec<StageTimes> = engine.stages().iter().map(times).collect();
        let home = &self.shared.home;
        let (database, snapshots) = (home.database(self.mode()), home.mode(self.mode()).join("snapshots.db"));
        let commits = stages.iter().find(|one| one.stage == StageName::Commit);
        Ok(Diagnostics {
            running: Ms(i64::try_from(BEGAN.elapsed().as_millis()).unwrap_or(i64::MAX)),
            commits: commits.map_or(0, |one| one.count),
            stages,
            queues: engine.queues().iter().map(depth).collect(),
            requests: few(engine
                .hosts()
                .iter()
                .map(|host| host.requests)
                .fold(0, u64::saturating_add)),
            memory: memory(),
            database: few(size_with_log(&database).div_ceil(1_000)),
            snapshots: few(size_with_log(&snapshots).div_ceil(1_000)),
            logs: few(size_of_files(&home.logs()).div_ceil(1_000)),
            metrics_at: metrics::address(self.preferences().metrics_port),
        })
    }
}

fn times(reading: &StageReading) -> StageTimes {
    StageTimes {
        stage: name(reading.stage),
        count: few(reading.count),
        median: micros(reading.median),
        slow: micros(reading.slow),
        most: micros(reading.most),
    }
}

pub(crate) const fn name(stage: Stage) -> StageName {
    match stage {
        Stage::Decide => StageName::Decide,
        Stage::Sign => StageName::Sign,
        Stage::Commit => StageName::Commit,
        Stage::Turn => StageName::Turn,
        Stage::Leave => StageName::Leave,
        Stage::Answer => StageName::Answer,
    }
}

fn depth(reading: &QueueReading) -> QueueDepth {
    QueueDepth {
        queue: queue(reading.queue),
        waiting: few(reading.waiting as u64),
        most: reading.most.map(|most| few(most as u64)),
    }
}

pub(crate) const fn queue(queue: Queue) -> QueueName {
    match queue {
        Queue::Messages => QueueName::Messages,
        Queue::Books => QueueName::Books,
        Queue::Jobs => QueueName::Jobs,
        Queue::Orders => QueueName::Orders,
    }
}

fn micros(took: Duration) -> u32 {
    u32::try_from(took.as_micros()).unwrap_or(u32::MAX)
}

/// What is counted here never gets near the most, and would be that then.
pub(crate) fn few(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What the process has in memory now, kilobytes.
pub(crate) fn memory() -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    resident(&status)
}

fn resident(status: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn size_of_files(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let sizes = entries
        .filter_map(Result::ok)
        .filter_map(|entry| entry.metadata().ok())
        .filter(std::fs::Metadata::is_file)
        .map(|found| found.len());
    sizes.fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_what_the_system_says_or_nothing() {
        let status = "Name:\tpilotfish\nVmPeak:\t  900 kB\nVmRSS:\t   1234 kB\nThreads:\t9\n";
        assert_eq!(resident(status), Some(1_234));
        assert_eq!(resident("Name:\tpilotfish\n"), None);
        assert_eq!(resident("VmRSS:\tmuch kB\n"), None);
    }
}
