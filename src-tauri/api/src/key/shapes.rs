//! How the program stands with the key of the account, as it is shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{ErrorCode, Id, Ms, Side};

/// Where keys rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyKeeper {
    /// The system's keychain.
    Keychain,
    /// The encrypted folder, by the user's own choice.
    EncryptedFolder,
}

/// What must hold, one after the other, before anything can be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyRungKind {
    /// A keychain is running; the folder is there.
    Running,
    /// It is unlocked.
    Unlocked,
    /// It holds the entry.
    Entry,
    /// The key in it is the account's.
    RightKey,
}

/// How one of them came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyOutcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It can be seen only once those before it hold.
    Unseen,
}

/// One of the four.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyRung {
    /// What must hold; it is looked at only once those before it do.
    pub rung: KeyRungKind,
    /// How it came out.
    pub outcome: KeyOutcome,
}

/// An order that rests at the exchange whatever becomes of the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RestingOrder {
    /// Its copy order.
    pub order: Id,
    /// Trader's wallet.
    pub address: String,
    /// Trader's name.
    pub trader: String,
    /// Market's question.
    pub market: String,
    /// Outcome's name.
    pub outcome: String,
    /// Buys or sells.
    pub side: Side,
    /// Shares that are not filled, as far as is known.
    pub left: String,
    /// Its limit.
    pub limit: String,
    /// When it ends by itself; none for one that does not.
    pub expires: Option<Ms>,
}

/// How the program stands with the key of the live account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyStanding {
    /// The key's own address; none where no account was chosen.
    pub owner: Option<String>,
    /// Where it rests.
    pub keeper: KeyKeeper,
    /// The name of its entry there: no secret.
    pub entry: Option<String>,
    /// When it was last looked for, by this computer's clock; none where it was not since the program began.
    pub looked_at: Option<Ms>,
    /// Since when the engine goes without it, by this computer's clock; none where it has it, or does not run.
    pub since: Option<Ms>,
    /// How often the engine looks again by itself, ms; none where none waits for it.
    pub every: Option<Ms>,
    /// The four, in order.
    pub rungs: Vec<KeyRung>,
    /// What stands in the way; none where nothing does, or nobody looked.
    pub problem: Option<ErrorCode>,
    /// What rests at the exchange, by when it ends.
    pub resting: Vec<RestingOrder>,
    /// What the purchases among them may still cost, USD.
    pub resting_buys: String,
}
