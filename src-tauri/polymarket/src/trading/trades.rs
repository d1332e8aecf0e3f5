//! Our legs in trades. A trade names its taker's order and every maker's, each possibly ours; what stands at its top is
//! the taker's, whoever reads it (polymarket-api §4.10).

use pilotfish_copy::ids::{OrderHash, TradeId, VenueMs, WalletAddress};
use pilotfish_copy::input::{Liquidity, OwnTrade, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use serde_json::Value;

use super::TradingApi;
use super::pages::OwnList;
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::unreadable::RowSource;

/// Who we are in a trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Party {
    /// Our API key.
    pub(crate) owner: String,
    /// Our wallet.
    pub(crate) funder: WalletAddress,
}

impl Party {
    /// Whether a trade's or a maker's entry names us.
    fn is_in(&self, fields: &Fields<'_>) -> bool {
        let key = fields
            .text("owner")
            .is_some_and(|owner| owner.eq_ignore_ascii_case(&self.owner));
        key || fields.wallet("maker_address").as_ref() == Some(&self.funder)
    }
}

impl TradingApi {
    /// Our legs of an order in all trades since that time, and whether every row that names the order could be read. No
    /// filter by token: nothing may hide.
    ///
    /// # Errors
    /// As every read; [`Error::Incomplete`] past the bound of pages.
    pub(super) async fn trades_of(&self, hash: &OrderHash, since: VenueMs) -> Result<(Vec<OwnTrade>, bool), Error> {
        let mut found = Vec::new();
        let mut complete = true;
        for row in self.trade_rows(since, Lane::LookUp).await? {
            match self.readable(RowSource::OwnTrades, &row, of_trade(&row, &Whose::Known(hash))) {
                Some(legs) => found.extend(legs),
                None => complete &= !row.to_string().to_ascii_lowercase().contains(hash.as_str()),
            }
        }
        Ok((found, complete))
    }

    /// All our legs of all trades since that time, by what the venue says whose they are. A row that cannot be read is left
    /// out.
    ///
    /// # Errors
    /// As every read; [`Error::Incomplete`] past the bound of pages.
    pub async fn own_trades(&self, since: VenueMs) -> Result<Vec<OwnTrade>, Error> {
        let party = self.party();
        let rows = self.trade_rows(since, Lane::Ledger).await?;
        Ok(rows
            .iter()
            .filter_map(|row| self.readable(RowSource::OwnTrades, row, of_trade(row, &Whose::Party(&party))))
            .flatten()
            .collect())
    }

    async fn trade_rows(&self, since: VenueMs, lane: Lane) -> Result<Vec<Value>, Error> {
        // Whole seconds; one earlier, since the venue may mean strictly after.
        let after = since.0.div_euclid(1_000).saturating_sub(1).max(0).to_string();
        let list = OwnList {
            path: "data/trades",
            filters: &[("after", after.as_str())],
            lane,
            loses_rows: false,
        };
        self.whole_list(&list).await
    }
}

/// Our legs in one trade message of the user channel.
pub(crate) fn legs(value: &Value, party: &Party) -> Result<Vec<OwnTrade>, Error> {
    of_trade(value, &Whose::Party(party))
}

/// How a leg is told to be ours.
enum Whose<'a> {
    /// By the order's hash.
    Known(&'a OrderHash),
    /// By whom the venue names.
    Party(&'a Party),
}

impl Whose<'_> {
    fn taker(&self, fields: &Fields<'_>, makers: &[Fields<'_>], hash: &OrderHash) -> bool {
        let Self::Party(party) = self else {
            return self.has(fields, hash);
        };
        // To a maker, the entry at the top names the maker, though the order there is the taker's.
        let taker = match fields.text("trader_side") {
            Some(side) => side.eq_ignore_ascii_case("TAKER"),
            None => !makers.iter().any(|maker| party.is_in(maker)),
        };
        taker && party.is_in(fields)
    }

    /// Whether an entry without a hash may be one of ours.
    fn may_be(&self, entry: &Fields<'_>) -> bool {
        match self {
            Self::Known(_) => false,
            Self::Party(party) => party.is_in(entry),
        }
    }

    /// Whether a trade names us as one of its makers, so that one entry has to be ours.
    fn must_be_in(&self, fields: &Fields<'_>) -> bool {
        let Self::Party(party) = self else { return false };
        let is_maker = fields
            .text("trader_side")
            .is_some_and(|side| side.eq_ignore_ascii_case("MAKER"));
        is_maker && party.is_in(fields)
    }

    fn has(&self, entry: &Fields<'_>, hash: &OrderHash) -> bool {
        match self {
            Self::Known(known) => *known == hash,
            Self::Party(party) => party.is_in(entry),
        }
    }
}

fn of_trade(value: &Value, whose: &Whose<'_>) -> Result<Vec<OwnTrade>, Error> {
    let fields = Fields::of(value, "a trade")?;
    let trade = Trade::read(&fields)?;
    let makers = fields
        .list("maker_orders")
        .iter()
        .map(|maker| Fields::of(maker, "a maker's order"));
    let makers = makers.collect::<Result<Vec<_>, _>>()?;
    let mut legs = Vec::new();
    if let Some(hash) = fields.hash("taker_order_id")
        && whose.taker(&fields, &makers, &hash)
    {
        legs.push(trade.taker_leg(hash, &makers));
    }
    for maker in &makers {
        // An entry of somebody else's is nobody's to read.
        let hash = match maker.hash("order_id") {
            Some(hash) => hash,
            None if whose.may_be(maker) => return maker.need("order_id", None),
            None => continue,
        };
        if whose.has(maker, &hash) {
            legs.push(trade.maker_leg(hash, maker)?);
        }
    }
    if legs.is_empty() && whose.must_be_in(&fields) {
        return fields.need("maker_orders entry of ours", None);
    }
    Ok(legs)
}

/// What stands at the top of a trade: the taker's view of it.
struct Trade {
    id: TradeId,
    token: pilotfish_copy::ids::TokenId,
    side: Side,
    shares: Shares,
    price: Price,
    settlement: Settlement,
    at: VenueMs,
}

impl Trade {
    fn read(fields: &Fields<'_>) -> Result<Self, Error> {
        let at = fields.instant("match_time").or_else(|| fields.instant("matchtime"));
        let at = at
            .or_else(|| fields.instant("timestamp"))
            .or_else(|| fields.instant("last_update"));
        Ok(Self {
            id: TradeId::new(&fields.need("id", fields.text("id"))?),
            token: fields.need("asset_id", fields.token("asset_id"))?,
            side: fields.need("side", fields.side("side"))?,
            shares: fields.need("size", fields.shares("size"))?,
            price: fields.need("price", fields.price("price"))?,
            settlement: settlement(&fields.text("status").unwrap_or_default()),
            at: fields.need("match_time", at)?,
        })
    }

    fn leg(&self, hash: OrderHash, liquidity: Liquidity) -> OwnTrade {
        OwnTrade {
            trade: self.id.clone(),
            hash,
            token: self.token.clone(),
            side: self.side,
            shares: self.shares,
            price: self.price,
            // The venue's `fee_rate_bps` is a remnant, always 0; the fee follows from the market's schedule.
            fee: None,
            liquidity,
            settlement: self.settlement,
            at: self.at,
        }
    }

    fn taker_leg(&self, hash: OrderHash, makers: &[Fields<'_>]) -> OwnTrade {
        let price = self.average_price(makers).unwrap_or(self.price);
        OwnTrade {
            price,
            ..self.leg(hash, Liquidity::Taker)
        }
    }

    /// What the taker paid a share over all makers it met, in its own token; `None` where they do not add up to it.
    /// Rounded so that it never looks better than it was.
    fn average_price(&self, makers: &[Fields<'_>]) -> Option<Price> {
        let (mut shares, mut value) = (Shares::ZERO, Usd::ZERO);
        for maker in makers {
            let (matched, price) = (maker.shares("matched_amount")?, maker.price("price")?);
            let price = if maker.token("asset_id")? == self.token {
                price
            } else {
                price.complement()
            };
            shares += matched;
            value += matched.value(price, Rounding::HalfUp);
        }
        if shares != self.shares || shares <= Shares::ZERO {
            return None;
        }
        let rounding = if self.side == Side::Buy {
            Rounding::Up
        } else {
            Rounding::Down
        };
        Some(Price::from_micros(mul_div(
            value.micros(),
            MICRO,
            shares.micros(),
            rounding,
        )))
    }

    fn maker_leg(&self, hash: OrderHash, maker: &Fields<'_>) -> Result<OwnTrade, Error> {
        let token = maker.need("asset_id", maker.token("asset_id"))?;
        // Against the same token a maker stands on the other side; against the other token, on the same one.
        let derived = if token == self.token {
            self.side.opposite()
        } else {
            self.side
        };
        Ok(OwnTrade {
            side: maker.side("side").unwrap_or(derived),
            shares: maker.need("matched_amount", maker.shares("matched_amount"))?,
            price: maker.need("price", maker.price("price"))?,
            token,
            ..self.leg(hash, Liquidity::Maker)
        })
    }
}

/// How far a trade has settled. A word we do not know is the least that a trade can be.
fn settlement(status: &str) -> Settlement {
    let upper = status.to_ascii_uppercase();
    match upper.strip_prefix("TRADE_STATUS_").unwrap_or(&upper) {
        "CONFIRMED" => Settlement::Confirmed,
        "FAILED" => Settlement::Failed,
        "MINED" => Settlement::Mined,
        "RETRYING" => Settlement::Retrying,
        _ => Settlement::Matched,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    const US: &str = "0x00000000-owner";

    fn party() -> Party {
        Party {
            owner: US.to_owned(),
            funder: WalletAddress::parse(&format!("0x{:040}", 1)).expect("an address"),
        }
    }

    /// A taker's purchase of 10 that met two makers: 6 of the same token, 4 of the other one.
    fn trade() -> Value {
        json!({
            "id": "t1", "taker_order_id": "0xAA", "asset_id": "71", "side": "BUY", "size": "10", "price": "0.53",
            "status": "TRADE_STATUS_MINED", "match_time": "1795338398", "owner": "else", "trader_side": "TAKER",
            "maker_orders": [
                {"order_id": "0xBB", "owner": "else", "matched_amount": "6", "price": "0.52", "asset_id": "71", "side": "SELL"},
                {"order_id": "0xCC", "owner": "else", "matched_amount": "4", "price": "0.47", "asset_id": "52"}
            ]
        })
    }

    #[test]
    fn a_takers_leg_costs_what_its_makers_asked() {
        let mut value = trade();
        value["owner"] = json!(US);
        let found = legs(&value, &party()).expect("legs");
        let [leg] = found.as_slice() else {
            panic!("one leg: {found:?}")
        };
        // (6 × 0.52 + 4 × 0.53) / 10
        assert_eq!(
            (leg.price.to_string().as_str(), leg.shares.to_string().as_str()),
            ("0.524", "10")
        );
        assert_eq!(
            (leg.hash.as_str(), leg.side, leg.liquidity),
            ("0xaa", Side::Buy, Liquidity::Taker)
        );
        assert_eq!(
            (leg.settlement, leg.at),
            (Settlement::Mined, VenueMs(1_795_338_398_000))
        );
    }

    #[test]
    fn a_makers_leg_is_its_own_entry_and_not_what_stands_at_the_top() {
        let mut value = trade();
        value["owner"] = json!(US);
        value["trader_side"] = json!("MAKER");
        assert!(
            legs(&value, &party()).is_err(),
            "it says that we are a maker and not with which order"
        );
        let mut bare = value.clone();
        bare["maker_orders"] = Value::Null;
        assert!(legs(&bare, &party()).is_err());
        value["maker_orders"][0]["owner"] = json!(US);
        value["maker_orders"][1]["owner"] = json!(US);
        let found = legs(&value, &party()).expect("legs");
        let shown: Vec<_> = found
            .iter()
            .map(|leg| (leg.hash.as_str(), leg.side, leg.token.as_str(), leg.price.to_string()))
            .collect();
        let expected = [
            ("0xbb", Side::Sell, "71", "0.52".to_owned()),
            ("0xcc", Side::Buy, "52", "0.47".to_owned()),
        ];
        assert_eq!(
            shown, expected,
            "the other token is bought, on the same side as the taker"
        );
        assert!(found.iter().all(|leg| leg.liquidity == Liquidity::Maker));
        value.as_object_mut().expect("an object").remove("trader_side");
        assert_eq!(
            legs(&value, &party()).expect("legs").len(),
            2,
            "without a role, a maker's entry says which"
        );
    }

    #[test]
    fn legs_are_found_by_hash_whoever_the_venue_names() {
        for hash in ["0xaa", "0xcc"] {
            let found = of_trade(&trade(), &Whose::Known(&OrderHash::new(hash))).expect("legs");
            let hashes: Vec<_> = found.iter().map(|leg| leg.hash.as_str()).collect();
            assert_eq!(hashes, [hash]);
        }
        assert!(
            legs(&trade(), &party()).expect("legs").is_empty(),
            "none of it is ours by name"
        );
    }

    #[test]
    fn what_is_broken_in_another_makers_entry_is_nobodys_business() {
        let mut value = trade();
        value["owner"] = json!(US);
        value["maker_orders"][1]["order_id"] = Value::Null;
        assert_eq!(legs(&value, &party()).expect("legs").len(), 1);
        let known = Whose::Known(&OrderHash::new("0xbb"));
        assert_eq!(of_trade(&value, &known).expect("legs").len(), 1);
        value["maker_orders"][1]["owner"] = json!(US);
        assert!(legs(&value, &party()).is_err(), "ours without a hash is lost");
    }

    #[test]
    fn times_and_settlements_come_in_every_dress() {
        for time in ["2026-11-22T09:46:38Z", "1795340798", "1795340798000"] {
            let mut value = trade();
            value["match_time"] = json!(time);
            value["owner"] = json!(US);
            assert_eq!(
                legs(&value, &party()).expect("legs")[0].at,
                VenueMs(1_795_340_798_000),
                "{time}"
            );
        }
        let cases = [
            ("MATCHED", Settlement::Matched),
            ("MATCHED_NOT_BROADCASTED", Settlement::Matched),
            ("MINED", Settlement::Mined),
            ("TRADE_STATUS_CONFIRMED", Settlement::Confirmed),
            ("RETRYING", Settlement::Retrying),
            ("failed", Settlement::Failed),
            ("NEW_WORD", Settlement::Matched),
        ];
        for (text, expected) in cases {
            assert_eq!(settlement(text), expected, "{text}");
        }
    }
}
