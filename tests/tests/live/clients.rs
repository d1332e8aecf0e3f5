//! What the official clients see of the account that the program trades with, against what the program says of it: open orders, trades,
//! cash and shares.

use std::path::Path;
use std::time::{Duration, Instant};

use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Market;
use pilotfish_tests::judges::Judge;
use pilotfish_tests::lines::{micros, text};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::program::Live;
use crate::venue::Venue;

/// A venue with all its habits refuses, restarts and lags: both are asked again for so long.
const AGREE_WITHIN: Duration = Duration::from_secs(240);
/// What the books correct by themselves in cash, micro-dollars: the venue's rounding of fees adds up to it.
const CASH_ROUNDED: i64 = 100_000;

/// Those that can be had here.
pub(crate) struct Clients(Vec<(&'static str, Judge)>);

/// An account as somebody sees it.
#[derive(Debug, PartialEq, Eq)]
struct Sight {
    open: usize,
    /// Side and shares of each fill that stands, micro-shares.
    trades: Vec<(String, i64)>,
    /// Micro-shares of each outcome.
    shares: [i64; 2],
}

impl Clients {
    /// Prepared once, whichever test is the first: they lie in one folder.
    pub(crate) async fn prepared() -> &'static Self {
        static CLIENTS: OnceCell<Clients> = OnceCell::const_new();
        let prepare = async || tokio::task::spawn_blocking(Self::prepare).await.expect("the clients");
        CLIENTS.get_or_init(prepare).await
    }

    /// Packages that cannot be had are a reason to skip, with a word.
    fn prepare() -> Self {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let all = [
            ("Python", Judge::python(cache)),
            ("unified Python", Judge::unified_python(cache)),
            ("TypeScript", Judge::node(cache)),
        ];
        let found = all.into_iter().filter_map(|(name, judge)| match judge {
            Ok(judge) => Some((name, judge)),
            Err(unavailable) => {
                println!("skipped: {name}: {unavailable}");
                None
            }
        });
        Self(found.collect())
    }

    /// Waits until each of them sees of the account, with both outcomes of that market, what the program says.
    pub(crate) async fn agree(&self, venue: &Venue, live: &Live, market: &Market) {
        let tokens = [0, 1].map(|place: usize| market.outcomes[place].token.clone());
        for (name, client) in &self.0 {
            let begun = Instant::now();
            loop {
                venue.lets_trade(live.wallet()).await;
                live.answers_halts();
                // What moves while a client looks is looked at again.
                let (before, cash) = of_program(live, &tokens);
                let seen = tokio::task::block_in_place(|| {
                    client.try_sees(
                        venue.url(),
                        &venue.authority(),
                        &live.party(),
                        &[tokens[0].as_str(), tokens[1].as_str()],
                    )
                });
                let seen = seen.map(|seen| of_client(&seen, &tokens));
                let (after, _) = of_program(live, &tokens);
                let agrees = seen.as_ref().is_ok_and(|(seen, theirs)| {
                    *seen == before && *seen == after && (cash - theirs).abs() <= CASH_ROUNDED
                });
                if agrees {
                    println!("{name} sees what the program has: {} trades", before.trades.len());
                    break;
                }
                assert!(
                    begun.elapsed() < AGREE_WITHIN,
                    "{name} sees {seen:#?}, the program {after:#?} and {cash}"
                );
            }
        }
    }
}

fn of_program(live: &Live, tokens: &[TokenId; 2]) -> (Sight, i64) {
    let (cash, held) = live.books();
    let mut trades = live.filled();
    trades.sort();
    let shares = [0, 1].map(|place: usize| held.get(&tokens[place]).copied().unwrap_or_default());
    let open = live.on_exchange();
    (Sight { open, trades, shares }, cash.unwrap_or_default())
}

fn of_client(seen: &Value, tokens: &[TokenId; 2]) -> (Sight, i64) {
    let rows = |name: &str| seen[name].as_array().expect("rows").clone();
    let stands = |row: &Value| !text(row, "status").ends_with("FAILED");
    let fill = |row: &Value| (text(row, "side").to_owned(), micros(row, "shares"));
    let mut trades: Vec<(String, i64)> = rows("trades").iter().filter(|row| stands(row)).map(fill).collect();
    trades.sort();
    let whole = |value: &Value| -> i64 { value.as_str().expect("a figure").parse().expect("a whole figure") };
    let shares = [0, 1].map(|place: usize| whole(&seen["shares"][tokens[place].as_str()]));
    let open = rows("orders").len();
    (Sight { open, trades, shares }, whole(&seen["cash"]))
}
