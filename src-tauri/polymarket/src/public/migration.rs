//! Rows of type MIGRATION: a trader moved a position, or everything, elsewhere without trading.

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::Migration;
use pilotfish_copy::money::Shares;
use serde_json::Value;

use super::activity::tx;
use super::is_of;
use crate::Error;
use crate::fields::Fields;

/// A migration whose destination is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationRow {
    /// The transaction.
    pub tx: TxHash,
    /// The instant, venue time.
    pub at: VenueMs,
    /// What moved where. Of two rows of one transaction the first is taken for what left.
    pub moved: Migration,
    /// The market of what left, of such a pair: the venue does not say which of the two left.
    pub from_condition: Option<ConditionId>,
}

/// A row of type MIGRATION that names a token and no destination: with another of the same transaction and size it says
/// which token became which.
pub(super) struct MigrationHalf {
    tx: TxHash,
    at: VenueMs,
    token: TokenId,
    condition: ConditionId,
    shares: Shares,
}

/// What one row says.
pub(super) enum Half {
    One(MigrationHalf),
    Whole(MigrationRow),
}

impl MigrationHalf {
    pub(super) fn belongs_to(&self, other: &Self) -> bool {
        self.tx == other.tx && self.shares == other.shares && self.token != other.token
    }

    pub(super) fn with(self, to: Self) -> MigrationRow {
        MigrationRow {
            tx: self.tx,
            at: self.at,
            moved: Migration::Token {
                from: self.token,
                to: to.token,
                condition: to.condition,
                shares: self.shares,
            },
            from_condition: Some(self.condition),
        }
    }
}

pub(super) fn is_migration(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str) == Some("MIGRATION")
}

/// A row of type MIGRATION. No reference shows one: where to may be named under one of several names, or in another row.
pub(super) fn migration(value: &Value, wallet: &WalletAddress) -> Result<Half, Error> {
    let fields = Fields::of(value, "a migration")?;
    is_of(&fields, wallet)?;
    let to_wallet = ["to_wallet", "to_proxy_wallet", "to_address", "to"]
        .iter()
        .find_map(|name| fields.wallet(name))
        .filter(|to| to != wallet);
    let to_token = ["to_token_id", "new_token_id"]
        .iter()
        .find_map(|name| fields.token(name));
    let moved = match (to_wallet, to_token) {
        (Some(to), _) => Migration::Wallet { to },
        (None, Some(to)) => Migration::Token {
            from: fields.need("token_id", fields.token("token_id"))?,
            condition: ["to_condition_id", "new_condition_id", "condition_id"]
                .iter()
                .find_map(|name| fields.condition(name))
                .map_or_else(|| fields.need("condition_id", None), Ok)?,
            shares: fields.need("size", fields.shares("size"))?,
            to,
        },
        (None, None) => {
            return Ok(Half::One(MigrationHalf {
                tx: tx(&fields, "transaction_hash")?,
                at: fields.need("timestamp", fields.instant("timestamp"))?,
                token: fields.need("token_id", fields.token("token_id"))?,
                condition: fields.need("condition_id", fields.condition("condition_id"))?,
                shares: fields.need("size", fields.shares("size"))?,
            }));
        }
    };
    Ok(Half::Whole(MigrationRow {
        tx: tx(&fields, "transaction_hash")?,
        at: fields.need("timestamp", fields.instant("timestamp"))?,
        moved,
        from_condition: None,
    }))
}
