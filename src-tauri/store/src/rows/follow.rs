//! Follows. Their settings are one JSON value, since only the core reads them.

use pilotfish_copy::entity::Follow;
use pilotfish_copy::ids::WalletAddress;

use crate::codec::{Columns, Whole, json, whole_opt, word};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

pub(crate) fn write(into: &mut Statements, follow: &Follow) -> Result<(), StoreError> {
    upsert!(
        into, "copy_trading_config",
        key { "id" => follow.id.to_whole()? },
        set {
            "trader" => follow.trader.as_str(),
            "name" => follow.name.as_str(),
            "status" => word(&follow.status)?,
            "created_at" => follow.created_at.0,
            "started_at" => follow.started_at.0,
            "baseline_at" => whole_opt(follow.baseline_at.as_ref())?,
            "activity_through" => follow.activity_through.0,
            "activity_gap_at" => whole_opt(follow.activity_gap_at.as_ref())?,
            "moved_to" => follow.moved_to.as_ref().map(WalletAddress::as_str),
            "settings" => json(&follow.settings)?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Follow, StoreError> {
    Ok(Follow {
        id: row.whole("id")?,
        trader: row.word("trader")?,
        name: row.text("name")?,
        settings: row.json("settings")?,
        status: row.word("status")?,
        created_at: row.whole("created_at")?,
        started_at: row.whole("started_at")?,
        baseline_at: row.whole_opt("baseline_at")?,
        activity_through: row.whole("activity_through")?,
        activity_gap_at: row.whole_opt("activity_gap_at")?,
        moved_to: row.word_opt("moved_to")?,
    })
}
