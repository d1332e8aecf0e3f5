//! Books. The wire's order of levels is not relied on: the best bid is the highest, the best ask the lowest.

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::market::{Book, Level};
use pilotfish_copy::money::{Price, Shares, Tick};
use serde_json::Value;

use super::PublicApi;
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::transport::with_query;

impl PublicApi {
    /// A token's book. `observed_at` is the venue's stamp, which is when the book last changed.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a token without a book (closed or wrong), else as every read.
    pub async fn book(&self, token: &TokenId) -> Result<Book, Error> {
        let query = [("token_id", token.as_str())];
        let url = with_query(self.transport.clob("book")?, &query);
        let body = self.transport.get(url, Lane::Book, None).await?;
        let fields = Fields::of(&body, "a book")?;
        let tick = match tick(&fields, "tick_size") {
            Some(tick) => tick,
            None => self.tick(token).await?,
        };
        let book = parse(&fields, tick)?;
        if book.token == *token {
            Ok(book)
        } else {
            Err(Error::Unreadable(format!("the book of {}", book.token)))
        }
    }

    async fn tick(&self, token: &TokenId) -> Result<Tick, Error> {
        let url = with_query(self.transport.clob("tick-size")?, &[("token_id", token.as_str())]);
        let body = self.transport.get(url, Lane::Book, None).await?;
        let fields = Fields::of(&body, "a tick")?;
        fields.need("minimum_tick_size", tick(&fields, "minimum_tick_size"))
    }
}

/// One of the venue's ticks; another number is none.
pub(crate) fn tick(fields: &Fields<'_>, name: &str) -> Option<Tick> {
    Tick::from_micros(fields.price(name)?.micros())
}

/// A `book` message or answer.
pub(crate) fn parse(fields: &Fields<'_>, tick: Tick) -> Result<Book, Error> {
    let (bids, asks) = parse_levels(fields)?;
    Ok(Book {
        token: fields.need("asset_id", fields.token("asset_id"))?,
        observed_at: fields.instant("timestamp").unwrap_or(VenueMs(0)),
        bids,
        asks,
        tick,
    })
}

/// Both sides, best first. Levels without shares are no levels, nor are those at 0 or 1, at which nothing is traded.
pub(crate) fn parse_levels(fields: &Fields<'_>) -> Result<(Vec<Level>, Vec<Level>), Error> {
    // Older messages call the sides `buys` and `sells`.
    let side = |name: &str, old: &str| {
        let list = if fields.value(name).is_some() {
            fields.list(name)
        } else {
            fields.list(old)
        };
        list.iter().map(level).collect::<Result<Vec<_>, _>>()
    };
    let (mut bids, mut asks) = (side("bids", "buys")?, side("asks", "sells")?);
    let is_one = |level: &Level| level.shares > Shares::ZERO && level.price > Price::ZERO && level.price < Price::ONE;
    bids.retain(is_one);
    asks.retain(is_one);
    bids.sort_by_key(|level| std::cmp::Reverse(level.price));
    asks.sort_by_key(|level| level.price);
    Ok((bids, asks))
}

fn level(value: &Value) -> Result<Level, Error> {
    let fields = Fields::of(value, "a level")?;
    let price: Price = fields.need("price", fields.chance("price"))?;
    Ok(Level {
        price,
        shares: fields.need("size", fields.shares("size"))?,
    })
}
