//! Markets: Gamma's words and dates, the CLOB's trading facts, and what an outcome paid.
//!
//! Gamma may be five minutes old, so tick, least size, fee and whether orders are taken come from the CLOB where it
//! still knows the market.

use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::market::{Exchange, FeeSchedule, Market, Outcome};
use pilotfish_copy::money::{Price, Shares, Tick};
use rust_decimal::Decimal;
use serde_json::Value;

use super::PublicApi;
use super::book::tick;
use crate::Error;
use crate::fields::{Fields, rows};
use crate::pacing::Lane;
use crate::unreadable::RowSource;

/// What the oracle calls a whole.
const ORACLE_WHOLE: i64 = 1_000_000_000_000_000_000;

/// Ids in one request: the venue takes about 100, and a token has 77 digits of an address' some 8,000.
const IDS_AT_ONCE: usize = 40;

/// So many open markets are listed, of which some are taken.
const OPEN_LISTED: &str = "20";

impl PublicApi {
    /// A market's facts.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a market that Gamma does not know, [`Error::Unreadable`] for one of a kind we do not
    /// (a version that is neither, a new tick, other than two outcomes), else as every read.
    pub async fn market_by_condition(&self, condition: &ConditionId) -> Result<Market, Error> {
        let gamma = self.gamma_market(condition).await?;
        self.assemble(&gamma).await
    }

    /// Gamma's row of a market.
    pub(super) async fn gamma_market(&self, condition: &ConditionId) -> Result<Value, Error> {
        let found = self.gamma_markets("condition_ids", &[condition.as_str()]).await?;
        let of_it = |value: &Value| id_of(value).as_ref() == Some(condition);
        found
            .into_iter()
            .find(of_it)
            .ok_or_else(|| Error::NotFound(format!("the market {condition}")))
    }

    /// The facts of those tokens' markets, each market once. Tokens that Gamma does not know are left out, and so are markets of a
    /// kind that we do not know.
    ///
    /// # Errors
    /// As every read.
    pub async fn markets_by_tokens(&self, tokens: &[TokenId]) -> Result<Vec<Market>, Error> {
        let mut markets: Vec<Market> = Vec::new();
        for some in tokens.chunks(IDS_AT_ONCE) {
            let ids: Vec<&str> = some.iter().map(TokenId::as_str).collect();
            for gamma in self.gamma_markets("clob_token_ids", &ids).await? {
                let known = |market: &Market| Some(&market.condition) == id_of(&gamma).as_ref();
                // Where the filter has no effect, any markets come.
                if has_one_of(&gamma, &ids) && !markets.iter().any(known) {
                    match self.assemble(&gamma).await {
                        read @ (Ok(_) | Err(Error::Unreadable(_))) => {
                            markets.extend(self.transport.readable(RowSource::Markets, &gamma, read));
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(markets)
    }

    /// Some markets that take orders, the busiest of the day first, at most so many. Markets of a kind that we do not know are left
    /// out.
    ///
    /// # Errors
    /// As every read.
    pub async fn open_markets(&self, most: usize) -> Result<Vec<Market>, Error> {
        let query = [
            ("closed", "false"),
            ("order", "volume24hr"),
            ("ascending", "false"),
            ("limit", OPEN_LISTED),
        ];
        let url = self.transport.gamma("markets/keyset", &query)?;
        let listed = self.transport.get(url, Lane::Gamma, None).await?;
        let mut markets = Vec::new();
        for row in rows(&listed, &["markets", "data"])? {
            if markets.len() >= most {
                break;
            }
            match self.assemble(row).await {
                Ok(market) if market.accepting_orders && !market.closed => markets.push(market),
                Ok(_) | Err(Error::Unreadable(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(markets)
    }

    /// Gamma leaves out closed markets unless they are asked for, so what is missing is asked for again.
    async fn gamma_markets(&self, name: &str, ids: &[&str]) -> Result<Vec<Value>, Error> {
        let mut found = self.gamma_page(name, ids, "false").await?;
        if found.len() < ids.len() {
            found.extend(self.gamma_page(name, ids, "true").await?);
        }
        Ok(found)
    }

    /// By the keyset list: the old one has an announced end (polymarket-api §8). No more ids are asked for than fit on a page.
    async fn gamma_page(&self, name: &str, ids: &[&str], closed: &str) -> Result<Vec<Value>, Error> {
        let mut query: Vec<(&str, &str)> = ids.iter().map(|id| (name, *id)).collect();
        query.extend([("closed", closed), ("limit", "100")]);
        let body = self
            .transport
            .get(self.transport.gamma("markets/keyset", &query)?, Lane::Gamma, None)
            .await?;
        Ok(rows(&body, &["markets", "data"])?.to_vec())
    }

    /// The trading facts of a market that Gamma tells of.
    pub(super) async fn assemble(&self, gamma: &Value) -> Result<Market, Error> {
        let mut market = from_gamma(&Fields::of(gamma, "a market")?)?;
        let path = format!("clob-markets/{}", market.condition);
        match self.transport.get(self.transport.clob(&path)?, Lane::Other, None).await {
            Ok(body) => apply_clob(&mut market, &Fields::of(&body, "a market's trading facts")?)?,
            // A market that is closed leaves the CLOB, a new one is not there yet: Gamma's word stands.
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
        if market.closed && market.payouts.is_none() {
            market.payouts = self.winner(&market).await?;
        }
        if market.closed && market.payouts.is_none() {
            market.payouts = self.resolution(&market).await;
        }
        Ok(market)
    }

    /// What the outcomes paid, by the oracle's own price: the only source of a payout that is neither whole nor half. Nothing
    /// where it cannot be read: the rest of the facts is worth having, and they are read again.
    async fn resolution(&self, market: &Market) -> Option<[Price; 2]> {
        let query = [("condition", market.condition.as_str())];
        let url = self.transport.data("v2/resolutions", &query).ok()?;
        let body = self.transport.get(url, Lane::Data, None).await.ok()?;
        let rows = rows(&body, &["data"]).ok()?;
        rows.iter().find_map(|row| oracle_payouts(row, &market.condition))
    }

    /// What the outcomes paid, by the CLOB's word, where Gamma's prices do not say.
    async fn winner(&self, market: &Market) -> Result<Option<[Price; 2]>, Error> {
        let url = self.transport.clob(&format!("markets/{}", market.condition))?;
        let body = match self.transport.get(url, Lane::Other, None).await {
            Ok(body) => body,
            Err(Error::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(winner(&Fields::of(&body, "a market")?, market))
    }
}

fn id_of(gamma: &Value) -> Option<ConditionId> {
    Fields::of(gamma, "a market").ok()?.condition("conditionId")
}

fn has_one_of(gamma: &Value, tokens: &[&str]) -> bool {
    Fields::of(gamma, "a market").is_ok_and(|fields| {
        let named = ["clobTokenIds", "positionIds"].map(|name| fields.texts(name));
        named.iter().flatten().any(|token| tokens.contains(&token.as_str()))
    })
}

/// What the outcomes of that market paid, by a row of `/v2/resolutions`: the oracle's price of the first one, a whole being 10^18.
fn oracle_payouts(row: &Value, condition: &ConditionId) -> Option<[Price; 2]> {
    let fields = Fields::of(row, "a resolution").ok()?;
    let is_resolved = fields
        .text("status")
        .is_some_and(|status| status.eq_ignore_ascii_case("resolved"));
    if !is_resolved || fields.condition("condition_id").as_ref() != Some(condition) {
        return None;
    }
    // A question that came too early, or has no answer, has prices far outside.
    let price = fields.decimal("price")?;
    let first = Price::from_decimal((price / Decimal::from(ORACLE_WHOLE)).round_dp(6))?;
    // 69 is no price: it stands where there is none.
    let is_price = first.is_zero() == price.is_zero() && (Price::ZERO..=Price::ONE).contains(&first);
    is_price.then(|| [first, first.complement()])
}

fn from_gamma(fields: &Fields<'_>) -> Result<Market, Error> {
    let condition = fields.need("conditionId", fields.condition("conditionId"))?;
    let exchange = exchange(fields)?;
    let tokens = fields.texts(if exchange == Exchange::PositionsV3 {
        "positionIds"
    } else {
        "clobTokenIds"
    });
    let names = fields.texts("outcomes");
    let ([first, second], [first_name, second_name]) = (tokens.as_slice(), names.as_slice()) else {
        return Err(Error::Unreadable(format!(
            "{condition} has not two outcomes with tokens"
        )));
    };
    if first.is_empty() || second.is_empty() || first == second {
        return Err(Error::Unreadable(format!("{condition} has not two tokens")));
    }
    let outcome = |token: &str, name: &str| Outcome {
        token: TokenId::new(token),
        name: name.to_owned(),
    };
    let event = fields
        .list("events")
        .first()
        .and_then(|event| Fields::of(event, "an event").ok());
    let closed = fields.flag("closed").unwrap_or(false);
    Ok(Market {
        question: fields.words("question"),
        slug: fields.words("slug"),
        event_slug: event.as_ref().map(|event| event.words("slug")).unwrap_or_default(),
        category: category(fields, event.as_ref()),
        outcomes: [outcome(first, first_name), outcome(second, second_name)],
        tick: known_tick(fields, "orderPriceMinTickSize")?.unwrap_or(Tick::CENT),
        min_size: least_size(fields, "orderMinSize")?.unwrap_or(LEAST_SIZE),
        fee: gamma_fee(fields)?,
        exchange,
        end: fields
            .instant("endDate")
            .or_else(|| event.as_ref().and_then(|event| event.instant("endDate"))),
        accepting_orders: fields.flag("acceptingOrders").unwrap_or(false) && !closed,
        closed,
        payouts: if closed {
            payouts(&fields.texts("outcomePrices"))
        } else {
            None
        },
        condition,
    })
}

/// What most markets ask of a resting order, for one that does not say.
const LEAST_SIZE: Shares = Shares::from_micros(5_000_000);

/// `None` where none is named; an error for one that nothing can be.
fn least_size(fields: &Fields<'_>, name: &str) -> Result<Option<Shares>, Error> {
    match fields.shares(name) {
        Some(size) if size < Shares::ZERO => Err(Error::Unreadable(format!("the least size {size}"))),
        size => Ok(size),
    }
}

fn exchange(fields: &Fields<'_>) -> Result<Exchange, Error> {
    match fields.text("version").as_deref() {
        Some("v2") => Ok(Exchange::PositionsV3),
        None | Some("v1") if fields.flag("negRisk") == Some(true) => Ok(Exchange::NegRiskV2),
        None | Some("v1") => Ok(Exchange::StandardV2),
        Some(other) => Err(Error::Unreadable(format!("a market of the unknown version {other}"))),
    }
}

/// `None` where none is named; an error for one that is not among the venue's.
fn known_tick(fields: &Fields<'_>, name: &str) -> Result<Option<Tick>, Error> {
    match fields.price(name) {
        None | Some(Price::ZERO) => Ok(None),
        Some(step) => tick(fields, name)
            .map(Some)
            .ok_or_else(|| Error::Unreadable(format!("the unknown tick {step}"))),
    }
}

fn category(fields: &Fields<'_>, event: Option<&Fields<'_>>) -> String {
    let tag = |fields: &Fields<'_>| {
        fields.list("tags").iter().find_map(|tag| {
            Fields::of(tag, "a tag")
                .ok()?
                .text("slug")
                .map(|slug| slug.into_owned())
        })
    };
    let named = |fields: &Fields<'_>| fields.text("category").map(|category| category.into_owned());
    let found = named(fields)
        .or_else(|| event.and_then(named))
        .or_else(|| tag(fields))
        .or_else(|| event.and_then(tag));
    found.unwrap_or_default().to_lowercase()
}

fn gamma_fee(fields: &Fields<'_>) -> Result<FeeSchedule, Error> {
    match fields.object("feeSchedule", "a fee schedule") {
        Some(schedule) if fields.flag("feesEnabled") != Some(false) => fee(&schedule, "rate", "exponent"),
        _ => Ok(FeeSchedule::FREE),
    }
}

fn fee(fields: &Fields<'_>, rate: &str, exponent: &str) -> Result<FeeSchedule, Error> {
    let exponent = match fields.whole(exponent) {
        None => 1,
        Some(exponent) => u32::try_from(exponent).map_err(|_| Error::Unreadable("a fee's exponent".to_owned()))?,
    };
    // A fee in other units, or one that pays, would bend every limit that counts it.
    let rate = fields.price(rate).unwrap_or_default();
    if !(Price::ZERO..=Price::ONE).contains(&rate) {
        return Err(Error::Unreadable(format!("a fee's rate of {rate}")));
    }
    Ok(FeeSchedule {
        rate_micros: rate.micros(),
        exponent,
    })
}

/// The CLOB's facts, which are fresher than Gamma's. Its short keys are explained in polymarket-api §6.1.
fn apply_clob(market: &mut Market, fields: &Fields<'_>) -> Result<(), Error> {
    if let Some(tick) = known_tick(fields, "mts")? {
        market.tick = tick;
    }
    if let Some(size) = least_size(fields, "mos")? {
        market.min_size = size;
    }
    if let Some(schedule) = fields.object("fd", "a fee schedule") {
        market.fee = fee(&schedule, "r", "e")?;
    }
    if let Some(accepting) = fields.flag("ao") {
        market.accepting_orders = accepting && !market.closed;
    }
    if market.exchange != Exchange::PositionsV3
        && let Some(neg_risk) = fields.flag("nr")
    {
        market.exchange = if neg_risk {
            Exchange::NegRiskV2
        } else {
            Exchange::StandardV2
        };
    }
    Ok(())
}

/// What the outcomes paid, if the prices are exactly 1 and 0, or a half each. Anything else is not a resolution.
fn payouts(prices: &[String]) -> Option<[Price; 2]> {
    let [first, second] = prices else { return None };
    let pair = [first.parse::<Price>().ok()?, second.parse::<Price>().ok()?];
    let half = Price::from_micros(500_000);
    let resolved = [[Price::ONE, Price::ZERO], [Price::ZERO, Price::ONE], [half, half]];
    resolved.contains(&pair).then_some(pair)
}

fn winner(fields: &Fields<'_>, market: &Market) -> Option<[Price; 2]> {
    let won = |outcome: &Outcome| {
        fields.list("tokens").iter().any(|token| {
            let Ok(token) = Fields::of(token, "a token") else {
                return false;
            };
            token.token("token_id").as_ref() == Some(&outcome.token) && token.flag("winner") == Some(true)
        })
    };
    let [first, second] = &market.outcomes;
    let half = Price::from_micros(500_000);
    match (won(first), won(second)) {
        (true, false) => Some([Price::ONE, Price::ZERO]),
        (false, true) => Some([Price::ZERO, Price::ONE]),
        _ if fields.flag("is_50_50_outcome") == Some(true) => Some([half, half]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    fn gamma(change: impl FnOnce(&mut Value)) -> Result<Market, Error> {
        let mut value = json!({
            "conditionId": "0xC8", "question": "Will it?", "slug": "will-it", "endDate": "2026-12-31T00:00:00Z",
            "outcomes": "[\"Yes\", \"No\"]", "outcomePrices": "[\"0.51\", \"0.49\"]",
            "clobTokenIds": "[\"71\", \"52\"]", "positionIds": "[\"81\", \"82\"]", "active": true, "closed": false,
            "acceptingOrders": true, "orderPriceMinTickSize": 0.01, "orderMinSize": 5, "negRisk": false,
            "feesEnabled": true, "feeSchedule": {"rate": 0.04, "exponent": 1}, "version": "v1",
            "events": [{"slug": "it", "tags": [{"slug": "politics", "label": "Politics"}]}]
        });
        change(&mut value);
        from_gamma(&Fields::of(&value, "a market").expect("an object"))
    }

    #[test]
    fn a_markets_facts_are_read() {
        let market = gamma(|_| ()).expect("a market");
        assert_eq!(market.condition.as_str(), "0xc8");
        assert_eq!(
            (market.category.as_str(), market.event_slug.as_str()),
            ("politics", "it")
        );
        assert_eq!(
            market.fee,
            FeeSchedule {
                rate_micros: 40_000,
                exponent: 1
            }
        );
        assert_eq!((market.exchange, market.tick), (Exchange::StandardV2, Tick::CENT));
        assert_eq!(market.end, Some(pilotfish_copy::ids::VenueMs(1_798_675_200_000)));
        assert!(market.accepting_orders && market.payouts.is_none());
    }

    #[test]
    fn the_version_decides_contract_and_tokens_and_an_unknown_one_is_refused() {
        let second = gamma(|value| value["version"] = json!("v2")).expect("a market");
        assert_eq!(
            (second.exchange, second.outcomes[0].token.as_str()),
            (Exchange::PositionsV3, "81")
        );
        let neg_risk = gamma(|value| value["negRisk"] = json!(true)).expect("a market");
        assert_eq!(neg_risk.exchange, Exchange::NegRiskV2);
        assert!(gamma(|value| value["version"] = json!("v3")).is_err());
        assert!(gamma(|value| value["orderPriceMinTickSize"] = json!(0.02)).is_err());
        for tokens in [
            "[\"1\",\"2\",\"3\"]",
            "[\"1\"]",
            "[]",
            "",
            "[\"\",\"\"]",
            "[\"1\",\"\"]",
            "[\"1\",\"1\"]",
        ] {
            assert!(
                gamma(|value| value["clobTokenIds"] = json!(tokens)).is_err(),
                "{tokens}"
            );
        }
    }

    #[test]
    fn only_exact_prices_of_a_closed_market_are_payouts() {
        let closed = |prices: &str| {
            gamma(|value| {
                value["closed"] = json!(true);
                value["outcomePrices"] = json!(prices);
            })
            .expect("a market")
            .payouts
        };
        assert_eq!(closed("[\"0\", \"1\"]"), Some([Price::ZERO, Price::ONE]));
        assert_eq!(closed("[\"0.5\", \"0.5\"]"), Some([Price::from_micros(500_000); 2]));
        assert_eq!(closed("[\"0.0005\", \"0.9995\"]"), None);
        assert_eq!(closed("[\"0\", \"0\"]"), None);
        assert_eq!(
            gamma(|value| value["outcomePrices"] = json!("[\"1\", \"0\"]"))
                .expect("a market")
                .payouts,
            None
        );
    }

    #[test]
    fn the_oracles_price_is_a_payout_of_a_resolved_question_and_of_no_other() {
        let condition = ConditionId::new("0xc8");
        let paid = |status: &str, price: Value, id: &str| {
            let row = json!({"condition_id": id, "status": status, "price": price, "proposed_price": "0"});
            oracle_payouts(&row, &condition).map(|[first, second]| (first.to_string(), second.to_string()))
        };
        let pair = |first: &str, second: &str| Some((first.to_owned(), second.to_owned()));
        assert_eq!(
            paid("resolved", json!("250000000000000000"), "0xC8"),
            pair("0.25", "0.75")
        );
        assert_eq!(paid("resolved", json!("0"), "0xc8"), pair("0", "1"));
        assert_eq!(paid("Resolved", json!("1000000000000000000"), "0xc8"), pair("1", "0"));
        assert_eq!(
            paid("resolved", json!(500_000_000_000_000_000_i64), "0xc8"),
            pair("0.5", "0.5")
        );
        for (status, price, id) in [
            ("posed", "0", "0xc8"),
            ("proposed", "1000000000000000000", "0xc8"),
            ("resolved", "1000000000000000000", "0xd9"),
            ("resolved", "2000000000000000000", "0xc8"),
            ("resolved", "-1000000000000000000", "0xc8"),
            // Too early to say: the least number there is.
            (
                "resolved",
                "-57896044618658097711785492504343953926634992332820282019728792003956564819968",
                "0xc8",
            ),
            ("resolved", "", "0xc8"),
            ("resolved", "69", "0xc8"),
        ] {
            assert_eq!(paid(status, json!(price), id), None, "{status} {price} {id}");
        }
    }

    #[test]
    fn facts_that_cannot_be_are_no_market() {
        for rate in [-0.01, 1.01, 200.0] {
            let other = gamma(|value| value["feeSchedule"]["rate"] = json!(rate));
            assert!(other.is_err(), "{rate}");
            let mut market = gamma(|_| ()).expect("a market");
            let facts = json!({ "fd": { "r": rate, "e": 1 } });
            assert!(
                apply_clob(&mut market, &Fields::of(&facts, "facts").expect("an object")).is_err(),
                "{rate}"
            );
        }
        assert!(gamma(|value| value["orderMinSize"] = json!(-5)).is_err());
        let mut market = gamma(|_| ()).expect("a market");
        let facts = json!({ "mos": "-5" });
        assert!(apply_clob(&mut market, &Fields::of(&facts, "facts").expect("an object")).is_err());
        // None at all is a market without one.
        assert_eq!(
            gamma(|value| value["orderMinSize"] = json!(0))
                .expect("a market")
                .min_size,
            Shares::ZERO
        );
    }

    #[test]
    fn the_clobs_facts_overrule_gammas() {
        let mut market = gamma(|_| ()).expect("a market");
        let facts = json!({"mts": 0.001, "mos": 1, "nr": true, "ao": false, "fd": {"r": 0.07, "e": 1, "to": true}});
        apply_clob(&mut market, &Fields::of(&facts, "facts").expect("an object")).expect("facts");
        assert_eq!(
            (market.tick, market.min_size),
            (Tick::MILLI, Shares::from_micros(1_000_000))
        );
        assert_eq!((market.fee.rate_micros, market.exchange), (70_000, Exchange::NegRiskV2));
        assert!(!market.accepting_orders);
    }
}
