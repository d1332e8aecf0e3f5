//! Posting an order's bytes, once, and what the answer means (polymarket-api §1.7, §1.8, §4.7).
//!
//! There are three outcomes only: it is there, it is certainly not there, or nobody knows. Everything that is not proof
//! of the first two is the third.

use std::time::Duration;

use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{PlaceOutcome, Refusal, RefusalCode};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use reqwest::Method;
use serde_json::Value;

use super::{TradingApi, refusal};
use crate::answer::Answer;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::transport::{MayLeave, NoAnswer};
use crate::{Error, json};

/// A committed order: its hash and the exact bytes that were stored with it.
#[derive(Debug, Clone, Copy)]
pub struct PostedOrder<'a> {
    /// Its hash: the venue's order id.
    pub hash: &'a OrderHash,
    /// The body, as [`pilotfish_vault::SignedChild::body`] made it.
    pub body: &'a str,
}

impl TradingApi {
    /// Sends an order's bytes. It cannot fail: what is not known is [`PlaceOutcome::Unknown`], and what was not sent is refused.
    /// `may_leave` is asked when its turn under the rate limits has come, right before it is stamped and sent.
    ///
    /// Sending the same bytes again is safe: the venue knows the hash, and the answer comes out as unknown, to be looked up.
    pub async fn post(&self, order: &PostedOrder<'_>, may_leave: MayLeave<'_>) -> PlaceOutcome {
        let sent = self
            .change(
                Method::POST,
                "order",
                order.body.to_owned(),
                Lane::Post,
                Some(may_leave),
            )
            .await;
        let outcome = match sent {
            Ok(answer) => classify(&answer, order),
            Err(NoAnswer::NotSent(why)) => not_sent(why),
            Err(NoAnswer::Sent(why)) => PlaceOutcome::Unknown { reason: why },
        };
        tracing::debug!(hash = %order.hash, ?outcome, "posted");
        outcome
    }
}

/// Why an order that was certainly not sent is not on the venue.
fn not_sent(why: Error) -> PlaceOutcome {
    let text = why.to_string();
    match why {
        Error::Unreachable(_) => refused(RefusalCode::Unavailable, &text, None),
        // The venue asked to wait before, or would have to: the same as if it had refused this order with these words.
        Error::Paced { wait, status } => {
            PlaceOutcome::Refused(refusal::classify(status.unwrap_or(429), &text, Some(wait)))
        }
        _ => refused(RefusalCode::Local, &text, None),
    }
}

fn classify(answer: &Answer, order: &PostedOrder<'_>) -> PlaceOutcome {
    let text = answer.text();
    match answer.status {
        200..300 => accepted(answer, order),
        // Known already: an earlier sending arrived, and what became of it is to be read.
        400..500 if refusal::is_duplicate(&text) => unknown(&text),
        400..500 if refusal::is_delay(&text) => PlaceOutcome::Delayed,
        // What only the venue, or what guards it, answers before it looks at the order.
        401 | 403 | 425 | 429 | 451 => {
            PlaceOutcome::Refused(refusal::classify(answer.status, &text, answer.retry_after))
        }
        // A gateway's page or time-out: the order may have passed it.
        400..500 if answer.status == 408 || !answer.has_words() => unknown(&format!("HTTP {}: {text}", answer.status)),
        400..500 => PlaceOutcome::Refused(refusal::classify(answer.status, &text, answer.retry_after)),
        503 if refusal::is_closed_mode(&text) => refused(RefusalCode::Unavailable, &text, answer.retry_after),
        status => unknown(&format!("HTTP {status}: {text}")),
    }
}

/// A success that may yet hold a refusal.
fn accepted(answer: &Answer, order: &PostedOrder<'_>) -> PlaceOutcome {
    let Ok(value) = json::read(&answer.body) else {
        return unknown("an answer that is no JSON");
    };
    let Ok(fields) = Fields::of(&value, "an order's answer") else {
        return unknown("an answer that is no object");
    };
    if let Some(words) = fields.text("errorMsg").or_else(|| fields.text("error")) {
        return match words.as_ref() {
            words if refusal::is_duplicate(words) => unknown(words),
            words if refusal::is_delay(words) => PlaceOutcome::Delayed,
            // A refused order has no status: one that has may be there, whatever else is said.
            words if fields.text("status").is_some() => unknown(words),
            words => PlaceOutcome::Refused(refusal::classify(answer.status, words, answer.retry_after)),
        };
    }
    let Some(hash) = fields.hash("orderID") else {
        return unknown("an answer without an order id");
    };
    if fields.flag("success") == Some(false) {
        return unknown("no success and no reason");
    }
    if hash.as_str() != order.hash.as_str().to_ascii_lowercase() {
        return PlaceOutcome::Misnamed { id: hash };
    }
    let status = fields.text("status").unwrap_or_default().to_ascii_lowercase();
    match status.as_str() {
        "live" => PlaceOutcome::Live,
        "matched" => executed(&fields, order).map_or(PlaceOutcome::Delayed, |shares| PlaceOutcome::Matched { shares }),
        "delayed" | "unmatched" => PlaceOutcome::Delayed,
        other => unknown(&format!("the unknown status {other:?}")),
    }
}

/// Shares executed at once: what a purchase took or a sale gave. `None` where the answer does not say.
fn executed(fields: &Fields<'_>, order: &PostedOrder<'_>) -> Option<Shares> {
    let (making, taking) = (fields.shares("makingAmount")?, fields.shares("takingAmount")?);
    let body: Value = serde_json::from_str(order.body).ok()?;
    let signed = Fields::of(body.get("order")?, "an order").ok()?;
    let most_micros = i64::try_from(signed.whole("makerAmount")?).ok()?;
    let shares = if signed.side("side")? == Side::Buy {
        taking
    } else {
        making
    };
    // Whole units, but one documented example has base units. We never give more than we signed, so more says which.
    let base_units = making.micros() > most_micros.saturating_add(most_micros / 100).saturating_add(1);
    let shares = if base_units {
        Shares::from_micros(shares.micros() / Price::ONE.micros())
    } else {
        shares
    };
    (shares > Shares::ZERO).then_some(shares)
}

fn refused(code: RefusalCode, text: &str, retry_after: Option<Duration>) -> PlaceOutcome {
    PlaceOutcome::Refused(Refusal {
        code,
        text: text.to_owned(),
        retry_after_ms: retry_after.map(refusal::in_ms),
    })
}

fn unknown(reason: &str) -> PlaceOutcome {
    PlaceOutcome::Unknown {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    const BUY: &str = r#"{"order":{"side":"BUY","makerAmount":"5000000","takerAmount":"9560200"}}"#;
    const SELL: &str = r#"{"order":{"side":"SELL","makerAmount":"9560000","takerAmount":"4999800"}}"#;

    fn outcome(status: u16, body: &str, order: &str) -> PlaceOutcome {
        let answer = Answer {
            status,
            retry_after: None,
            body: body.to_owned(),
        };
        classify(
            &answer,
            &PostedOrder {
                hash: &OrderHash::new("0x44ae"),
                body: order,
            },
        )
    }

    fn code(outcome: PlaceOutcome) -> RefusalCode {
        match outcome {
            PlaceOutcome::Refused(refusal) => refusal.code,
            other => panic!("not refused: {other:?}"),
        }
    }

    fn matched(shares: &str) -> PlaceOutcome {
        PlaceOutcome::Matched {
            shares: shares.parse().expect("shares"),
        }
    }

    #[test]
    fn an_accepted_order_is_live_matched_or_delayed() {
        let live =
            r#"{"success":true,"errorMsg":"","orderID":"0x44AE","status":"live","makingAmount":"","takingAmount":""}"#;
        assert_eq!(outcome(200, live, BUY), PlaceOutcome::Live);
        let full = r#"{"success":true,"errorMsg":null,"orderID":"0x44ae","status":"matched","makingAmount":"5","takingAmount":"9.5602","tradeIDs":["b1"]}"#;
        assert_eq!(outcome(200, full, BUY), matched("9.5602"));
        let base = r#"{"success":true,"orderID":"0x44ae","status":"matched","makingAmount":"5000000","takingAmount":"9560200"}"#;
        assert_eq!(outcome(200, base, BUY), matched("9.5602"));
        let sold = r#"{"success":true,"orderID":"0x44ae","status":"MATCHED","makingAmount":3,"takingAmount":1.6}"#;
        assert_eq!(outcome(200, sold, SELL), matched("3"));
        let silent = r#"{"success":true,"orderID":"0x44ae","status":"matched","makingAmount":"","takingAmount":""}"#;
        assert_eq!(
            outcome(200, silent, BUY),
            PlaceOutcome::Delayed,
            "matched, but how much is to be looked up"
        );
        for status in ["delayed", "unmatched"] {
            let body = format!(r#"{{"success":true,"orderID":"0x44ae","status":"{status}"}}"#);
            assert_eq!(outcome(200, &body, BUY), PlaceOutcome::Delayed);
        }
    }

    #[test]
    fn a_refusal_inside_a_success_is_a_refusal() {
        let failed = r#"{"success":false,"orderID":null,"errorMsg":"Insufficient balance"}"#;
        assert_eq!(code(outcome(200, failed, BUY)), RefusalCode::Balance);
        let leg = r#"{"success":true,"errorMsg":"order 0x44ae is invalid. Size (3) lower than the minimum: 5","orderID":"","status":""}"#;
        assert_eq!(code(outcome(200, leg, BUY)), RefusalCode::MinimumSize);
        let miss = r#"{"error":"no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found."}"#;
        assert_eq!(code(outcome(400, miss, BUY)), RefusalCode::NoMatch);
    }

    #[test]
    fn restarts_modes_and_limits_refuse_for_certain() {
        assert_eq!(code(outcome(425, "", BUY)), RefusalCode::Unavailable);
        assert_eq!(code(outcome(403, "<html>blocked</html>", BUY)), RefusalCode::Region);
        assert_eq!(code(outcome(451, "", BUY)), RefusalCode::Region);
        assert_eq!(code(outcome(401, "", BUY)), RefusalCode::Authentication);
        assert_eq!(code(outcome(429, "", BUY)), RefusalCode::RateLimited);
        for words in [
            r#"{"error":"post-only mode: only post-only orders and cancels are allowed","code":"post_only_mode","retry_after_seconds":9}"#,
            r#"{"error":"Trading is currently disabled. Check polymarket.com for updates"}"#,
            r#"{"error":"Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."}"#,
        ] {
            assert_eq!(code(outcome(503, words, BUY)), RefusalCode::Unavailable, "{words}");
        }
        assert_eq!(
            code(outcome(401, r#"{"error":"Unauthorized/Invalid api key"}"#, BUY)),
            RefusalCode::Authentication
        );
    }

    #[test]
    fn an_order_that_the_venue_calls_otherwise_is_neither_there_nor_unknown() {
        for status in ["live", "matched", "delayed", ""] {
            let body = format!(r#"{{"success":true,"orderID":"0x99","status":"{status}"}}"#);
            let misnamed = PlaceOutcome::Misnamed {
                id: OrderHash::new("0x99"),
            };
            assert_eq!(outcome(200, &body, BUY), misnamed, "{status}");
        }
    }

    #[test]
    fn everything_else_is_unknown() {
        let cases = [
            (400, r#"{"error":"order 0x44ae is invalid. Duplicated."}"#),
            (
                200,
                r#"{"success":true,"errorMsg":"order 0x44ae is invalid. Duplicated.","orderID":""}"#,
            ),
            (500, r#"{"error":"Internal server error"}"#),
            // Words of refusals, in an error of the server: they do not prove that nothing was matched before.
            (500, r#"{"error":"there are no matching orders"}"#),
            (500, r#"{"error":"FOK orders are filled or killed"}"#),
            (500, r#"{"error":"the trade contains rounding issues"}"#),
            (
                500,
                r#"{"error":"the price of the taker's order has a discrepancy greater than allowed with the worst maker order"}"#,
            ),
            (502, "<html>bad gateway</html>"),
            (503, "<html>unavailable</html>"),
            (504, ""),
            (408, ""),
            // Pages of whatever stands before the venue.
            (400, "<html><head><title>400 Bad Request</title></head></html>"),
            (404, "404 page not found"),
            (413, "<html>Request Entity Too Large</html>"),
            (499, ""),
            (409, r#"{"success":false}"#),
            (302, ""),
            (
                200,
                r#"{"success":true,"orderID":"0x44ae","status":"matched","errorMsg":"settlement is slow","makingAmount":"5","takingAmount":"9.5"}"#,
            ),
            (
                200,
                r#"{"success":false,"orderID":"0x44ae","status":"live","errorMsg":"busy"}"#,
            ),
            (520, r#"{"status":"matched","orderID":"0x44ae","success":true}"#),
            (503, r#"{"success":true,"orderID":"0x44ae","status":"matched"}"#),
            (200, ""),
            (200, r#"{"success":true,"#),
            (200, "[]"),
            (200, r#"{"success":true,"orderID":"","errorMsg":""}"#),
            (200, r#"{"success":false,"orderID":"0x44ae","errorMsg":""}"#),
            (200, r#"{"success":true,"orderID":"0x44ae","status":"brand new"}"#),
        ];
        for (status, body) in cases {
            assert!(
                matches!(outcome(status, body, BUY), PlaceOutcome::Unknown { .. }),
                "{status} {body}"
            );
        }
    }
}
