//! How well the traders are seen.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{Id, Ms, RowSource};

/// How well everything the program copies from is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FeedReport {
    /// Every trader whose follow is on; those that need a look first, then by name.
    pub traders: Vec<TraderFeed>,
    /// Lists and streams with rows that could not be read, by name.
    pub unreadable: Vec<UnreadableSource>,
}

/// How well one trader is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderFeed {
    /// The follow.
    pub follow: Id,
    /// Wallet.
    pub address: String,
    /// Name as shown.
    pub trader: String,
    /// By the activity stream.
    pub stream: SourceFeed,
    /// By polls of their activity.
    pub list: SourceFeed,
    /// Trades that both showed since the start.
    pub matched: u32,
    /// What that comes to.
    pub verdict: FeedVerdict,
}

/// How well a trader is seen by one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SourceFeed {
    /// Trades that it showed since the start.
    pub seen: u32,
    /// Trades of the last half hour that it should have shown by now.
    pub due: u32,
    /// Those of them that it has not shown.
    pub missing: u32,
    /// Half of the last hundred trades came within this, venue ms; none before the first.
    pub delay: Option<Ms>,
}

/// What it comes to, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FeedVerdict {
    /// By the faster source half of the trades come later than a minute after they were made.
    Late,
    /// The stream does not show every trade; the list does.
    StreamGaps,
    /// The list does not show every trade; the stream does.
    ListGaps,
    /// Every trade is shown by both.
    Whole,
    /// No trade was seen since the start.
    Quiet,
}

/// Rows of one list or stream that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnreadableSource {
    /// The list or stream.
    pub source: RowSource,
    /// How many since the start. A row that is asked for again counts again.
    pub count: u32,
    /// How long ago the last one came, ms of real time.
    pub last_ago: Ms,
    /// What was wrong with it, and its beginning, in English.
    pub sample: String,
}
