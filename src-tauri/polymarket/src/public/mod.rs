//! What anyone may read: positions, activity, traders, markets, books.

mod activity;
mod book;
mod geoblock;
mod market_details;
mod market_search;
mod market_trades;
mod markets;
mod migration;
mod pages;
mod positions;
mod prices;
mod traders;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use pilotfish_copy::ids::{ConditionId, TokenId, WalletAddress};

use crate::fields::Fields;
use crate::{Error, Transport};

pub use activity::{ActivityLine, ActivityRead};
pub use geoblock::Geoblock;
pub use market_details::{MarketDetails, ResolutionStage};
pub use market_search::FoundMarket;
pub use market_trades::PublicTrade;
pub use migration::MigrationRow;
pub use positions::{PositionList, PositionRow, PositionState};
pub use prices::{PricePoint, PriceSpan};
pub use traders::{LeaderRow, Order, PnlPoint, Profile, TraderStats, Window};

pub(crate) use activity::stream_row;
pub(crate) use book::{parse_levels, tick};

/// The public interfaces of one venue. Clones share everything.
#[derive(Debug, Clone)]
pub struct PublicApi {
    transport: Transport,
    /// Tokens of conditions that rows named without one. They never change, so they are kept.
    tokens: Arc<Mutex<BTreeMap<ConditionId, [TokenId; 2]>>>,
}

impl PublicApi {
    /// Over that transport.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        Self {
            transport,
            tokens: Arc::default(),
        }
    }

    /// The way to the venue, to share.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }
}

/// An error for a row that names another wallet than the one whose list it stands in: a copy of another address' answer, or a
/// filter that was not kept. What a stranger did is nobody's to copy or to book.
fn is_of(fields: &Fields<'_>, wallet: &WalletAddress) -> Result<(), Error> {
    let named = ["proxy_wallet", "proxyWallet"]
        .iter()
        .find_map(|name| fields.wallet(name));
    match named {
        Some(other) if other != *wallet => Err(Error::Unreadable(format!("a row of {other} in the list of {wallet}"))),
        _ => Ok(()),
    }
}
