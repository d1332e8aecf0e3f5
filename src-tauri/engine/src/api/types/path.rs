//! An order's prices over its life.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Id, Ms};

/// What was seen and decided at one moment. It holds until the next point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PathPoint {
    /// When.
    pub at: Ms,
    /// Best bid then; none where there was none.
    pub bid: Option<String>,
    /// Best ask then; none where there was none.
    pub ask: Option<String>,
    /// The limit worked from then on; none while nothing rests.
    pub limit: Option<String>,
    /// 1 to 5.
    pub stage: u32,
}

/// What the ladder would do from then on, if the book stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PathAhead {
    /// When.
    pub at: Ms,
    /// The limit; none in stage 5, where there is none but the bound.
    pub limit: Option<String>,
    /// 1 to 5.
    pub stage: u32,
}

/// One order's prices over its life. A point with neither bid nor ask is a gap in what is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderPath {
    /// Its copy order.
    pub order: Id,
    /// Oldest first; the first one is at the signal, the last one always there. Of very many, evenly thinned.
    pub points: Vec<PathPoint>,
    /// The ladder with today's book, oldest first; empty once the order is over.
    pub ahead: Vec<PathAhead>,
}
