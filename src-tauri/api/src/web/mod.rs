//! "Open on Polymarket": the few pages that the system's browser is asked to open, and nothing else.
//!
//! An address is made here from an id, a slug or a hash, each of letters that can be nothing but that, under one of two fixed
//! beginnings. The web view names what it wants and never an address: it may be anybody's.

pub(crate) mod shapes;

use std::fmt;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Market;
use pilotfish_engine::Mode;

use crate::markets::market_and_facts;
use crate::types::{ErrorCode, OpenedPage, WebPage};
use crate::{Api, ApiResult, problem};

/// Where the exchange shows its markets and traders.
const EXCHANGE: &str = "https://polymarket.com/";
/// Where a transaction of its chain is shown.
const TRANSACTIONS: &str = "https://polygonscan.com/tx/";
/// The longest slug that is taken.
const SLUG_MOST: usize = 200;

/// An address that a browser may be asked to open. There is no other way to one than the three below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// A market's page; none where its slug is not one.
    fn of_market(market: &Market) -> Option<Self> {
        if !is_slug(&market.slug) {
            return None;
        }
        let path = if is_slug(&market.event_slug) {
            format!("event/{}/{}", market.event_slug, market.slug)
        } else {
            format!("market/{}", market.slug)
        };
        Some(Self(format!("{EXCHANGE}{path}")))
    }

    /// A trader's page; none where that is no wallet's address.
    fn of_trader(address: &str) -> Option<Self> {
        let wallet = WalletAddress::parse(address).ok()?;
        Some(Self(format!("{EXCHANGE}profile/{}", wallet.as_str())))
    }

    /// A transaction's page; none where that is no hash.
    fn of_transaction(hash: &str) -> Option<Self> {
        let digits = hash.strip_prefix("0x")?;
        let is_hash = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then(|| Self(format!("{TRANSACTIONS}0x{}", digits.to_ascii_lowercase())))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The exchange's slugs are small letters, digits and dashes.
fn is_slug(text: &str) -> bool {
    let letters = text.bytes();
    (1..=SLUG_MOST).contains(&text.len())
        && letters
            .clone()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
}

impl Api {
    /// Asks the system's browser to open a page. Where there is no browser, or none can be started, the address comes back to be
    /// copied.
    ///
    /// # Errors
    /// `no_page` in the demo, whose markets are on no web page, and for what has no page; `unknown_market` and the venue's.
    pub async fn open_page(&self, page: WebPage) -> ApiResult<OpenedPage> {
        if self.mode() == Mode::Demo {
            let text = "the demo's markets, traders and transactions are on no web page";
            return Err(problem(ErrorCode::NoPage, text));
        }
        let address = match &page {
            WebPage::Market { market } => {
                let engine = self.engine()?;
                WebAddress::of_market(&market_and_facts(self, &engine, market).await?.market)
            }
            WebPage::Trader { address } => WebAddress::of_trader(address),
            WebPage::Transaction { hash } => WebAddress::of_transaction(hash),
        };
        let address = address.ok_or_else(|| problem(ErrorCode::NoPage, format!("{page:?} has no page")))?;
        let asked = match self.host() {
            Ok(host) => host.open_page(&address).await,
            Err(error) => Err(error),
        };
        let opened = match asked {
            Ok(()) => true,
            Err(error) => {
                tracing::info!(detail = %error.detail, "no browser");
                false
            }
        };
        Ok(OpenedPage {
            address: address.0,
            opened,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_engine::testing::venue::market;

    use super::*;

    fn of_slugs(event: &str, slug: &str) -> Option<String> {
        let market = Market {
            slug: slug.to_owned(),
            event_slug: event.to_owned(),
            ..market()
        };
        WebAddress::of_market(&market).map(|address| address.0)
    }

    #[test]
    fn a_markets_page_is_made_of_its_slugs() {
        assert_eq!(
            of_slugs("fed-december", "fed-rate-cut-2026").as_deref(),
            Some("https://polymarket.com/event/fed-december/fed-rate-cut-2026")
        );
        assert_eq!(
            of_slugs("", "fed-rate-cut").as_deref(),
            Some("https://polymarket.com/market/fed-rate-cut")
        );
    }

    /// What others wrote leads nowhere else.
    #[test]
    fn what_is_no_slug_has_no_page() {
        let long = "a".repeat(SLUG_MOST + 1);
        for slug in [
            "",
            "..",
            "../../login",
            "a/b",
            "a?redirect=https://evil.example",
            "a#b",
            "a b",
            "a%2f",
            "@evil.example",
            "Fed",
            "é",
            "-flag",
            "a\n",
            long.as_str(),
        ] {
            assert_eq!(of_slugs("it", slug), None, "{slug:?}");
            // An event that cannot be named is left out; the market's own slug is enough.
            assert_eq!(
                of_slugs(slug, "fed").as_deref(),
                Some("https://polymarket.com/market/fed"),
                "{slug:?}"
            );
        }
    }

    #[test]
    fn a_traders_page_is_their_wallets_and_a_transactions_its_hashs() {
        let trader = |text: &str| WebAddress::of_trader(text).map(|address| address.0);
        assert_eq!(
            trader("0x7A3e90C17027a1f24D862f8B6f6d234452F841Bd").as_deref(),
            Some("https://polymarket.com/profile/0x7a3e90c17027a1f24d862f8b6f6d234452f841bd")
        );
        for wrong in [
            "",
            "https://evil.example",
            "0x7A3e",
            "0x7A3e90C17027a1f24D862f8B6f6d234452F841Bd/..",
            "@name",
        ] {
            assert_eq!(trader(wrong), None, "{wrong}");
        }
        let hash = format!("0x{}", "Ab".repeat(32));
        let transaction = |text: &str| WebAddress::of_transaction(text).map(|address| address.0);
        assert_eq!(
            transaction(&hash),
            Some(format!("https://polygonscan.com/tx/0x{}", "ab".repeat(32)))
        );
        for wrong in [
            "",
            "0x",
            "javascript:alert(1)",
            "file:///etc/passwd",
            &hash[2..],
            &format!("{hash}?"),
        ] {
            assert_eq!(transaction(wrong), None, "{wrong}");
        }
    }
}
