//! The venue's refusals, told apart by their words: there is nothing else to tell them by (polymarket-api §1.7, §1.8).

use std::time::Duration;

use pilotfish_copy::input::{Refusal, RefusalCode};

/// Words and what they mean, first match wins. Lower case; parts of the documented texts.
const WORDS: &[(&str, RefusalCode)] = &[
    ("the allowance is not enough", RefusalCode::Allowance),
    ("not enough balance", RefusalCode::Balance),
    ("insufficient balance", RefusalCode::Balance),
    ("breaks minimum tick size rule", RefusalCode::Tick),
    ("lower than the minimum", RefusalCode::MinimumSize),
    ("min size: $1", RefusalCode::MinimumValue),
    ("invalid amount for a marketable", RefusalCode::MinimumValue),
    ("no orders found to match with fak order", RefusalCode::NoMatch),
    ("couldn't be fully filled", RefusalCode::NoMatch),
    ("fok orders are filled or killed", RefusalCode::NoMatch),
    ("there are no matching orders", RefusalCode::NoMatch),
    ("crosses book", RefusalCode::Crosses),
    ("crosses the book", RefusalCode::Crosses),
    ("invalid expiration", RefusalCode::Expiration),
    ("invalid amounts", RefusalCode::Precision),
    ("rounding issues", RefusalCode::Precision),
    ("discrepancy greater than allowed", RefusalCode::Precision),
    ("not yet ready to process new orders", RefusalCode::MarketClosed),
    ("no orderbook exists", RefusalCode::MarketClosed),
    ("does not exist", RefusalCode::MarketClosed),
    ("market is closed", RefusalCode::MarketClosed),
    ("market is not accepting", RefusalCode::MarketClosed),
    ("post-only mode", RefusalCode::Unavailable),
    ("post_only_mode", RefusalCode::Unavailable),
    ("trading is currently disabled", RefusalCode::Unavailable),
    ("cancel-only", RefusalCode::Unavailable),
    ("banned", RefusalCode::Restricted),
    ("closed only mode", RefusalCode::ClosedOnly),
    ("geoblock", RefusalCode::Region),
    ("restricted", RefusalCode::Region),
    ("maker address not allowed", RefusalCode::Authentication),
    ("has to be the owner of the api key", RefusalCode::Authentication),
    ("has to be the address of the api key", RefusalCode::Authentication),
    ("unauthorized", RefusalCode::Authentication),
    ("invalid api key", RefusalCode::Authentication),
    ("invalid l1 request headers", RefusalCode::Authentication),
    ("api key", RefusalCode::Authentication),
    ("invalid signature", RefusalCode::Authentication),
    ("order_version_mismatch", RefusalCode::Version),
    // A remnant of the first version's orders, which had one.
    ("invalid nonce", RefusalCode::Version),
    // What is cancelled on chain is so by the wallet itself, one order or (its kill switch) all of them.
    (
        "order canceled in the ctf exchange contract",
        RefusalCode::Authentication,
    ),
    // We post one at a time: the form is not what the venue takes it for.
    ("too many orders in payload", RefusalCode::Authentication),
    ("invalid order payload", RefusalCode::Authentication),
];

/// Words of the venue's restricted modes: an HTTP 503 with one of them took no order.
const CLOSED_MODES: &[&str] = &[
    "post-only mode",
    "post_only_mode",
    "trading is currently disabled",
    "cancel-only",
];

/// What a refusal means, and how long the venue asks to wait.
pub(crate) fn classify(status: u16, text: &str, retry_after: Option<Duration>) -> Refusal {
    let lower = text.to_lowercase();
    let by_words = WORDS
        .iter()
        .find(|(words, _)| lower.contains(words))
        .map(|(_, code)| *code);
    let code = match status {
        401 => RefusalCode::Authentication,
        // Without words they are what an order from a blocked region is answered (polymarket-api §1.6).
        403 | 451 => by_words.unwrap_or(RefusalCode::Region),
        425 | 503 => RefusalCode::Unavailable,
        429 => RefusalCode::RateLimited,
        _ => by_words.unwrap_or(RefusalCode::Other),
    };
    let text = if text.is_empty() {
        format!("HTTP {status}")
    } else {
        text.to_owned()
    };
    Refusal {
        code,
        text,
        retry_after_ms: retry_after.map(in_ms),
    }
}

pub(crate) fn in_ms(wait: Duration) -> i64 {
    i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
}

/// Whether it says that the order is known already: an earlier sending arrived.
pub(crate) fn is_duplicate(text: &str) -> bool {
    text.to_lowercase().contains("duplicated")
}

/// Whether it says that the order is held by a taker delay.
pub(crate) fn is_delay(text: &str) -> bool {
    text.to_lowercase().contains("order match delayed")
}

/// Whether a 503 is one of the venue's restricted modes, and not a gateway that lost the request.
pub(crate) fn is_closed_mode(text: &str) -> bool {
    let lower = text.to_lowercase();
    CLOSED_MODES.iter().any(|words| lower.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_refusal_has_its_class() {
        let id = "0xab";
        let cases = [
            (
                400,
                "not enough balance / allowance: the balance is not enough -> balance: 1, sum of matched orders: 0",
                RefusalCode::Balance,
            ),
            (
                400,
                "not enough balance / allowance: the allowance is not enough -> spender: 0xd91E, allowance: 0",
                RefusalCode::Allowance,
            ),
            (
                400,
                "order 0xab is invalid. Price (0.515) breaks minimum tick size rule: 0.01",
                RefusalCode::Tick,
            ),
            (
                400,
                "order 0xab is invalid. Size (3) lower than the minimum: 5",
                RefusalCode::MinimumSize,
            ),
            (
                400,
                "invalid amount for a marketable BUY order ($0.5), min size: $1",
                RefusalCode::MinimumValue,
            ),
            (400, "invalid post-only order: order crosses book", RefusalCode::Crosses),
            (400, "order 0xab crosses the book", RefusalCode::Crosses),
            (
                400,
                "order couldn't be fully filled. FOK orders are fully filled or killed.",
                RefusalCode::NoMatch,
            ),
            (
                400,
                "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
                RefusalCode::NoMatch,
            ),
            (400, "invalid expiration", RefusalCode::Expiration),
            (
                400,
                "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals",
                RefusalCode::Precision,
            ),
            (
                400,
                "the market is not yet ready to process new orders",
                RefusalCode::MarketClosed,
            ),
            (400, "'0xf3' address banned", RefusalCode::Restricted),
            (400, "'0xf3' address in closed only mode", RefusalCode::ClosedOnly),
            (400, "order_version_mismatch", RefusalCode::Version),
            (
                400,
                "maker address not allowed, please use the deposit wallet flow",
                RefusalCode::Authentication,
            ),
            (
                400,
                "the order signer address has to be the address of the API KEY",
                RefusalCode::Authentication,
            ),
            (
                400,
                "the order owner has to be the owner of the API KEY",
                RefusalCode::Authentication,
            ),
            (400, "Invalid order payload", RefusalCode::Authentication),
            (400, "invalid nonce", RefusalCode::Version),
            (
                400,
                "order canceled in the CTF exchange contract",
                RefusalCode::Authentication,
            ),
            (
                400,
                "Too many orders in payload: 16, max allowed: 15",
                RefusalCode::Authentication,
            ),
            (400, "Could not create api key", RefusalCode::Authentication),
            (400, "Could not derive api key!", RefusalCode::Authentication),
            (401, "Invalid L1 Request headers", RefusalCode::Authentication),
            (
                400,
                "invalid amounts, the market sell orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
                RefusalCode::Precision,
            ),
            (500, "there are no matching orders", RefusalCode::NoMatch),
            (500, "FOK orders are filled or killed", RefusalCode::NoMatch),
            (500, "the trade contains rounding issues", RefusalCode::Precision),
            (
                500,
                "the price of the taker's order has a discrepancy greater than allowed with the worst maker order",
                RefusalCode::Precision,
            ),
            (
                503,
                "Trading is currently disabled. Check polymarket.com for updates",
                RefusalCode::Unavailable,
            ),
            (401, "Unauthorized/Invalid api key", RefusalCode::Authentication),
            (403, "", RefusalCode::Region),
            (451, "Unavailable For Legal Reasons", RefusalCode::Region),
            (403, "'0xf3' address banned", RefusalCode::Restricted),
            (403, "trading is restricted in your region", RefusalCode::Region),
            (425, "", RefusalCode::Unavailable),
            (429, "slow down", RefusalCode::RateLimited),
            (400, "something new", RefusalCode::Other),
            (200, "Insufficient balance", RefusalCode::Balance),
        ];
        for (status, text, code) in cases {
            assert_eq!(classify(status, text, None).code, code, "{id} {status} {text}");
        }
        let asked = classify(429, "", Some(Duration::from_secs(7)));
        assert_eq!(
            asked.retry_after_ms,
            Some(7_000),
            "how long the venue asks to wait is kept"
        );
        assert!(is_duplicate("order 0xab is invalid. Duplicated.") && !is_duplicate("order 0xab is invalid."));
    }
}
