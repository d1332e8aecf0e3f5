//! Our orders as the venue has them, and cancelling them.

use pilotfish_copy::ids::{OrderHash, TokenId, TradeId, VenueMs};
use pilotfish_copy::input::{CancelAnswer, OpenOrder, OrderReport, OwnTrade};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use reqwest::Method;
use serde_json::{Value, json};

use super::TradingApi;
use super::pages::OwnList;
use crate::Error;
use crate::answer::Answer;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::transport::NoAnswer;
use crate::unreadable::RowSource;

/// One of our orders, as the venue's order look-up shows it. Closed ones vanish from it after a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderState {
    /// Its hash.
    pub hash: OrderHash,
    /// Its token.
    pub token: TokenId,
    /// Its side.
    pub side: Side,
    /// Its limit.
    pub price: Price,
    /// Shares asked.
    pub original: Shares,
    /// Shares executed.
    pub matched: Shares,
    /// The venue's status, as it writes it.
    pub status: String,
    /// When it was placed.
    pub created_at: Option<VenueMs>,
    /// The trades it took part in, where the venue names them.
    pub trades: Vec<TradeId>,
}

/// What became of an order: the order look-up and our trades, both read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUp {
    /// Our legs of it, oldest page first.
    pub trades: Vec<OwnTrade>,
    /// What the order look-up says; where it says nothing, what the trades show.
    pub report: OrderReport,
    /// Whether every row that names the order could be read. Otherwise the report proves nothing by what is not in it.
    pub complete: bool,
}

/// What came of cancelling several orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CancelReport {
    /// Cancelled.
    pub cancelled: Vec<OrderHash>,
    /// Not cancelled, and why.
    pub not_cancelled: Vec<(OrderHash, String)>,
}

impl TradingApi {
    /// An order by its hash; `None` where the venue does not know it, which closed orders come to as well.
    ///
    /// # Errors
    /// As every read.
    pub async fn order(&self, hash: &OrderHash) -> Result<Option<OrderState>, Error> {
        match self.get(&format!("data/order/{hash}"), &[], Lane::LookUp).await {
            Ok(Value::Null) => Ok(None),
            // Any other 404 is a route's or a gateway's, and says nothing of the order.
            Err(Error::NotFound(words)) if is_no_order(&words) => Ok(None),
            Ok(body) => parse(&body).map(Some),
            Err(error) => Err(error),
        }
    }

    /// All open orders of the account, also those placed elsewhere with the same key. A row that cannot be read is left out, and so
    /// is one that says itself that it is over.
    ///
    /// # Errors
    /// As every read; [`Error::Incomplete`] past the bound of pages.
    pub async fn open_orders(&self) -> Result<Vec<OpenOrder>, Error> {
        let list = OwnList {
            path: "data/orders",
            filters: &[],
            lane: Lane::Ledger,
            loses_rows: true,
        };
        let rows = self.whole_list(&list).await?;
        let open = |order: OrderState| {
            let is_full = order.original > Shares::ZERO && order.matched >= order.original;
            (!is_over(&order.status) && !is_full).then(|| OpenOrder {
                hash: order.hash,
                token: order.token,
                side: order.side,
                price: order.price,
                open: (order.original - order.matched).max(Shares::ZERO),
            })
        };
        Ok(rows
            .iter()
            .filter_map(|row| self.readable(RowSource::OwnOrders, row, parse(row)))
            .filter_map(open)
            .collect())
    }

    /// What became of an order: its legs in our trades since `since`, and what the order look-up says.
    ///
    /// The order is read first and the trades after it, so that no execution the report counts is missing from them.
    ///
    /// # Errors
    /// As every read: an answer stands only when both were read in full.
    pub async fn look_up(&self, hash: &OrderHash, since: VenueMs) -> Result<LookUp, Error> {
        let order = self.order(hash).await?;
        let (trades, complete) = self.trades_of(hash, since).await?;
        let report = match order {
            Some(order) => report(&order.status, order.matched, order.original),
            // Failed trades count too: they were executed, and what failed is undone on its own.
            None => OrderReport::Missing {
                matched: trades.iter().map(|trade| trade.shares).sum(),
            },
        };
        Ok(LookUp {
            trades,
            report,
            complete,
        })
    }

    /// Cancels an order, asking once. It cannot fail: what is not known is [`CancelAnswer::Unknown`].
    pub async fn cancel(&self, hash: &OrderHash) -> CancelAnswer {
        let body = json!({ "orderID": hash }).to_string();
        match self.change(Method::DELETE, "order", body, Lane::Cancel, None).await {
            Ok(answer) => cancelled(&answer, hash),
            Err(NoAnswer::NotSent(why)) => CancelAnswer::Unknown {
                reason: why.to_string(),
            },
            Err(NoAnswer::Sent(reason)) => CancelAnswer::Unknown { reason },
        }
    }

    /// Cancels those orders in one request, asking once: at most 1,000 (polymarket-api §1.4).
    ///
    /// # Errors
    /// [`Error::Unknown`] when nobody knows what was cancelled: read the open orders.
    pub async fn cancel_many(&self, hashes: &[OrderHash]) -> Result<CancelReport, Error> {
        if hashes.is_empty() {
            return Ok(CancelReport::default());
        }
        let ids = json!(hashes).to_string();
        self.cancel_several("orders", ids, Lane::Cancel).await
    }

    /// Cancels every open order of the account, also those placed elsewhere.
    ///
    /// # Errors
    /// [`Error::Unknown`] when nobody knows what was cancelled: read the open orders.
    pub async fn cancel_all(&self) -> Result<CancelReport, Error> {
        self.cancel_several("cancel-all", String::new(), Lane::CancelAll).await
    }

    async fn cancel_several(&self, path: &str, body: String, lane: Lane) -> Result<CancelReport, Error> {
        let answer = self
            .change(Method::DELETE, path, body, lane, None)
            .await
            .map_err(NoAnswer::of_a_change)?;
        if (500..600).contains(&answer.status) && answer.status != 503 {
            return Err(Error::Unknown(format!("HTTP {}: {}", answer.status, answer.text())));
        }
        let body = answer.into_json(path).map_err(|error| match error {
            Error::Unreadable(what) => Error::Unknown(what),
            other => other,
        })?;
        Ok(cancel_report(
            &Fields::of(&body, "a cancellation").map_err(|error| Error::Unknown(error.to_string()))?,
        ))
    }
}

fn parse(value: &Value) -> Result<OrderState, Error> {
    let fields = Fields::of(value, "an order")?;
    let trades = fields.texts("associate_trades");
    let status = fields.words("status");
    let matched = fields.shares("size_matched").filter(|matched| *matched >= Shares::ZERO);
    // Nothing said is nothing executed of an order that is open. Of one that is over it would be taken for its end unfilled.
    let matched = match matched {
        None if is_over(&status) => return fields.need("size_matched", None),
        matched => matched.unwrap_or_default(),
    };
    Ok(OrderState {
        hash: fields.need("id", fields.hash("id"))?,
        token: fields.need("asset_id", fields.token("asset_id"))?,
        side: fields.need("side", fields.side("side"))?,
        price: fields.price("price").unwrap_or_default(),
        original: fields.need("original_size", fields.shares("original_size"))?,
        matched,
        status,
        created_at: fields.instant("created_at"),
        trades: trades.iter().map(|trade| TradeId::new(trade)).collect(),
    })
}

/// What a status means. One that is not known keeps the order open: it must not look gone because the venue found a
/// new word. So does "matched" with nothing matched: one of the two is of another moment.
#[must_use]
pub fn report(status: &str, matched: Shares, original: Shares) -> OrderReport {
    let contradicts = is_executed(status) && matched.is_zero();
    let full = original > Shares::ZERO && matched >= original;
    if full || (is_over(status) && !contradicts) {
        OrderReport::Closed {
            matched,
            status: status.to_owned(),
        }
    } else {
        OrderReport::Open { matched }
    }
}

/// The status without what the venue sometimes puts before it.
fn bare(status: &str) -> String {
    let upper = status.to_ascii_uppercase();
    upper.strip_prefix("ORDER_STATUS_").unwrap_or(&upper).to_owned()
}

fn is_executed(status: &str) -> bool {
    matches!(bare(status).as_str(), "MATCHED" | "FILLED")
}

/// Whether it says that the order is over.
fn is_over(status: &str) -> bool {
    let bare = bare(status);
    is_executed(status) || bare.starts_with("CANCEL") || matches!(bare.as_str(), "INVALID" | "EXPIRED")
}

fn cancelled(answer: &Answer, hash: &OrderHash) -> CancelAnswer {
    let text = answer.text();
    match answer.status {
        200..300 => {}
        // An error is an answer only where its words are the documented reply for an order that is not open.
        400 | 404 => return not_cancelled(text),
        status => {
            return CancelAnswer::Unknown {
                reason: format!("HTTP {status}: {text}"),
            };
        }
    }
    let value = serde_json::from_str::<Value>(&answer.body).unwrap_or_default();
    let Ok(fields) = Fields::of(&value, "a cancellation") else {
        return CancelAnswer::Unknown {
            reason: "an answer that cannot be read".to_owned(),
        };
    };
    let report = cancel_report(&fields);
    if report.cancelled.contains(hash) {
        return CancelAnswer::Cancelled;
    }
    match report.not_cancelled.into_iter().find(|(id, _)| id == hash) {
        Some((_, reason)) => not_cancelled(reason),
        None => CancelAnswer::Unknown {
            reason: "an answer that does not name the order".to_owned(),
        },
    }
}

/// Why an order was not cancelled, by the venue's words (polymarket-api §1.8, §4.10). "Already canceled or matched" is what it
/// replies for every order that it does not know as open, one that never arrived included; only one that names the match
/// and nothing else reports an execution.
fn not_cancelled(reason: String) -> CancelAnswer {
    let lower = reason.to_lowercase();
    let not_open = [
        "already canceled",
        "already cancelled",
        "order not found",
        "order can't be found",
        "order does not exist",
    ];
    // Whole phrases: a gateway's "no route matched", or an order that is "not matched yet", report no execution.
    let executed = [
        "already matched",
        "is matched",
        "was matched",
        "been matched",
        "already filled",
        "is filled",
        "was filled",
        "been filled",
        "fully filled",
    ];
    if not_open.iter().any(|words| lower.contains(words)) {
        CancelAnswer::NotOpen { reason }
    } else if executed.iter().any(|words| lower.contains(words)) {
        CancelAnswer::Matched { reason }
    } else {
        CancelAnswer::Unknown { reason }
    }
}

/// Whether the venue says that it knows no such order.
fn is_no_order(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["order not found", "order does not exist", "no order found"]
        .iter()
        .any(|known| lower.contains(known))
}

fn cancel_report(fields: &Fields<'_>) -> CancelReport {
    let lower = |id: &str| OrderHash::new(&id.to_ascii_lowercase());
    let not_cancelled = fields.value("not_canceled").and_then(Value::as_object);
    let reason = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    CancelReport {
        cancelled: fields.texts("canceled").iter().map(|id| lower(id)).collect(),
        not_cancelled: not_cancelled
            .into_iter()
            .flatten()
            .map(|(id, value)| (lower(id), reason(value)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn shares(text: &str) -> Shares {
        text.parse().expect("shares")
    }

    #[test]
    fn every_status_is_open_or_closed_and_a_new_one_is_open() {
        let open = [
            "LIVE",
            "DELAYED",
            "UNMATCHED",
            "ORDER_STATUS_LIVE",
            "live",
            "SOMETHING_NEW",
            "",
        ];
        for status in open {
            assert_eq!(
                report(status, shares("3"), shares("10")),
                OrderReport::Open { matched: shares("3") },
                "{status}"
            );
        }
        let killed = "CANCELED_order couldn't be fully filled. FOK orders are fully filled or killed.";
        for status in [
            "MATCHED",
            "CANCELED",
            "CANCELED_MARKET_RESOLVED",
            "INVALID",
            "ORDER_STATUS_CANCELED",
            killed,
        ] {
            let closed = OrderReport::Closed {
                matched: shares("3"),
                status: status.to_owned(),
            };
            assert_eq!(report(status, shares("3"), shares("10")), closed, "{status}");
        }
        assert!(matches!(
            report("LIVE", shares("10"), shares("10")),
            OrderReport::Closed { .. }
        ));
        for status in ["MATCHED", "order_status_matched", "FILLED"] {
            assert_eq!(
                report(status, Shares::ZERO, shares("10")),
                OrderReport::Open { matched: Shares::ZERO },
                "{status}, but nothing of it: the figures lag"
            );
        }
        assert!(matches!(
            report("CANCELED", Shares::ZERO, shares("10")),
            OrderReport::Closed { .. }
        ));
    }

    #[test]
    fn an_order_that_is_over_says_how_much_of_it_was_executed_or_cannot_be_read() {
        let row = |status: &str, matched: Value| {
            parse(
                &json!({"id": "0xAB", "asset_id": "7", "side": "BUY", "original_size": "10", "status": status,
                          "size_matched": matched}),
            )
            .map(|order| order.matched)
        };
        for status in ["MATCHED", "CANCELED", "INVALID", "ORDER_STATUS_CANCELED"] {
            for matched in [Value::Null, json!(""), json!("-1"), json!("soon")] {
                assert!(row(status, matched.clone()).is_err(), "{status} {matched}");
            }
            assert_eq!(row(status, json!("2.5")), Ok(shares("2.5")), "{status}");
        }
        for matched in [Value::Null, json!("")] {
            assert_eq!(row("LIVE", matched), Ok(Shares::ZERO));
        }
    }

    #[test]
    fn a_cancellations_answer_is_read_for_our_order_only() {
        let hash = OrderHash::new("0xab");
        let answer = |status, body: &str| {
            cancelled(
                &Answer {
                    status,
                    retry_after: None,
                    body: body.to_owned(),
                },
                &hash,
            )
        };
        assert_eq!(
            answer(200, r#"{"canceled":["0xAB"],"not_canceled":{}}"#),
            CancelAnswer::Cancelled
        );
        assert_eq!(
            answer(200, r#"{"canceled":["0xab"],"not_canceled":null}"#),
            CancelAnswer::Cancelled
        );
        let late = answer(
            200,
            r#"{"canceled":[],"not_canceled":{"0xab":"already canceled or matched"}}"#,
        );
        assert_eq!(
            late,
            CancelAnswer::NotOpen {
                reason: "already canceled or matched".to_owned()
            }
        );
        for (status, body) in [
            (404, r#"{"error":"order not found"}"#),
            (400, r#"{"error":"order already canceled"}"#),
            (200, r#"{"canceled":[],"not_canceled":{"0xab":"Order not found"}}"#),
        ] {
            assert!(
                matches!(answer(status, body), CancelAnswer::NotOpen { .. }),
                "{status} {body}"
            );
        }
        for (status, body) in [
            (
                200,
                r#"{"canceled":[],"not_canceled":{"0xab":"the order is already matched"}}"#,
            ),
            (400, r#"{"error":"order was matched"}"#),
        ] {
            assert!(
                matches!(answer(status, body), CancelAnswer::Matched { .. }),
                "{status} {body}"
            );
        }
        for (status, body) in [
            // No reply for an order that is not open: the id is called wrong, the page is missing, the reason is new.
            (400, r#"{"error":"Invalid orderID"}"#),
            (404, "404 page not found"),
            // Words of an execution in what reports none.
            (404, r#"{"message":"no Route matched with those values"}"#),
            (
                400,
                r#"{"error":"order is not matched yet: it is delayed and cannot be canceled"}"#,
            ),
            (
                200,
                r#"{"canceled":[],"not_canceled":{"0xab":"unmatched orders are settled first"}}"#,
            ),
            (200, r#"{"success":false,"error":"try again"}"#),
            (200, "<html>maintenance</html>"),
            (
                200,
                r#"{"canceled":[],"not_canceled":{"0xab":"cancel later: the market is being settled"}}"#,
            ),
            (200, r#"{"canceled":[],"not_canceled":{"0xab":""}}"#),
            (200, r#"{"canceled":["0xcd"]}"#),
            (200, "{"),
            (200, ""),
            (425, ""),
            (500, ""),
            (401, ""),
            (429, ""),
        ] {
            assert!(
                matches!(answer(status, body), CancelAnswer::Unknown { .. }),
                "{status} {body}"
            );
        }
    }
}
