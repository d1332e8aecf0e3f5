//! What the program measures of itself, as it is shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{Ms, QueueName, StageName};

/// What the engine that is shown measures of itself, and what the program takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostics {
    /// How long the program runs, ms of real time.
    pub running: Ms,
    /// An order's way, stage by stage, in its order.
    pub stages: Vec<StageTimes>,
    /// What waits.
    pub queues: Vec<QueueDepth>,
    /// Commits since the start. Each is on the disk when it counts: one flush.
    pub commits: u32,
    /// Requests to the venue since the start, those that began streams among them.
    pub requests: u32,
    /// Memory of the program's own process, kilobytes; none where the system does not say.
    pub memory: Option<u32>,
    /// The database with what is not yet written back to it, kilobytes.
    pub database: u32,
    /// Snapshots beside it, kilobytes.
    pub snapshots: u32,
    /// The logs, kilobytes.
    pub logs: u32,
    /// Where these figures are offered to other programs of this computer, where that is switched on.
    pub metrics_at: String,
}

/// How long one stage took, in microseconds of real time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StageTimes {
    /// Which.
    pub stage: StageName,
    /// How often since the start.
    pub count: u32,
    /// Half of the times at most this, right to a quarter.
    pub median: u32,
    /// 99 in 100 times at most this, right to a quarter.
    pub slow: u32,
    /// The longest.
    pub most: u32,
}

/// What waits in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QueueDepth {
    /// Where.
    pub queue: QueueName,
    /// How many.
    pub waiting: u32,
    /// How many may, where that is bounded.
    pub most: Option<u32>,
}
