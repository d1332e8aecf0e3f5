//! The official clients see of an account what the books of the live engine have, which trades in it by TLS, names and a proxy: open
//! orders, trades, cash and shares.
//!
//! Packages that cannot be had are a reason to skip, with a word; a difference is not.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use pilotfish_copy::Core;
use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::ChildState;
use pilotfish_copy::money::Shares;
use pilotfish_copy::wallet::WalletType;
use pilotfish_tests::judges::{Judge, Party};
use pilotfish_tests::lines::{micros, text};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::copying::Copying;
use crate::scene::{LIMIT, Scene};

/// After so long what the trader did is copied, or had to wait: then they do it again.
const COPIED_WITHIN: Duration = Duration::from_secs(8);

/// So long an account is wanted that has an open order.
const RESTS_WITHIN: Duration = Duration::from_secs(40);

/// An open order: hash, side, price, shares, of them matched.
type Open = (String, String, i64, i64, i64);
/// A fill: trade, order, side, price, shares.
type Filled = (String, String, String, i64, i64);

/// An account as somebody sees it, all figures in millionths.
#[derive(Debug, PartialEq, Eq)]
struct Sight {
    orders: BTreeSet<Open>,
    trades: BTreeSet<Filled>,
    cash: i64,
    shares: i64,
}

/// What the books correct by themselves in cash, micro-dollars: the venue's rounding of fees adds up to it.
const CASH_ROUNDED: i64 = 100_000;

/// The price of a fill without its last digit, which is worked back from what was paid.
const fn quoted(price: i64) -> i64 {
    (price + 5) / 10
}

impl Sight {
    fn agrees(&self, other: &Self) -> bool {
        let all = |sight: &Self| (sight.orders.clone(), sight.trades.clone(), sight.shares);
        all(self) == all(other) && (self.cash - other.cash).abs() <= CASH_ROUNDED
    }

    fn of_client(seen: &Value, token: &str) -> Self {
        let rows = |name: &str| seen[name].as_array().expect("rows").clone();
        let own = |row: &Value, name: &str| text(row, name).to_owned();
        let orders = rows("orders").into_iter().map(|row| {
            let figure = |name: &str| micros(&row, name);
            (
                own(&row, "id"),
                own(&row, "side"),
                figure("price"),
                figure("size"),
                figure("matched"),
            )
        });
        let trades = rows("trades").into_iter().map(|row| {
            let figure = |name: &str| micros(&row, name);
            (
                own(&row, "trade"),
                own(&row, "order"),
                own(&row, "side"),
                quoted(figure("price")),
                figure("shares"),
            )
        });
        let whole = |value: &Value| -> i64 { value.as_str().expect("a figure").parse().expect("a whole figure") };
        Self {
            orders: orders.collect(),
            trades: trades.collect(),
            cash: whole(&seen["cash"]),
            shares: whole(&seen["shares"][token]),
        }
    }

    fn of_books(core: &Core, token: &str) -> Self {
        let state = core.state();
        let side = |side: pilotfish_copy::market::Side| match side {
            pilotfish_copy::market::Side::Buy => "BUY".to_owned(),
            pilotfish_copy::market::Side::Sell => "SELL".to_owned(),
        };
        let orders = state.children.values().filter(|child| child.state == ChildState::Live);
        let orders = orders.filter_map(|child| match &child.kind {
            ChildKind::Resting { price, shares, .. } => Some((
                child.hash.as_ref()?.to_string(),
                side(child.side),
                price.micros(),
                shares.micros(),
                child.filled.micros(),
            )),
            _ => None,
        });
        let trades = state.fills.values().map(|fill| {
            (
                fill.trade.to_string(),
                fill.hash.to_string(),
                side(fill.side),
                quoted(fill.price.micros()),
                fill.shares.micros(),
            )
        });
        let held = state
            .holdings
            .values()
            .filter(|holding| holding.token.to_string() == token);
        Self {
            orders: orders.collect(),
            trades: trades.collect(),
            cash: state.control.cash.expect("cash").micros(),
            shares: held.map(|holding| holding.shares).sum::<Shares>().micros(),
        }
    }
}

/// Prepared once, whichever test is the first: they lie in one folder.
static CLIENTS: OnceCell<Vec<(&str, Judge)>> = OnceCell::const_new();

/// The clients that can be had here.
fn clients() -> Vec<(&'static str, Judge)> {
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
    found.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_clients_see_of_a_deposit_wallet_what_the_books_have() {
    the_clients_see_what_the_books_have(61, WalletType::Deposit).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_clients_see_of_a_safe_what_the_books_have() {
    the_clients_see_what_the_books_have(62, WalletType::Safe).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_clients_see_of_a_proxy_what_the_books_have() {
    the_clients_see_what_the_books_have(63, WalletType::Proxy).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_clients_see_of_a_plain_address_what_the_books_have() {
    the_clients_see_what_the_books_have(64, WalletType::Eoa).await;
}

/// The account has that number, by which the clients have its key too.
async fn the_clients_see_what_the_books_have(account: u64, wallet_type: WalletType) {
    let prepared = async || tokio::task::spawn_blocking(clients).await.expect("the clients");
    let clients = CLIENTS.get_or_init(prepared).await;
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin_with(&scene, account, wallet_type).await;
    copying.trader_buys().await;
    copying.is_copied(LIMIT).await;
    // One more that rests.
    copying.copies_rest().await;
    let rests = |copying: &Copying| {
        let core = copying.engine.core();
        let mut children = core.state().children.values();
        children.any(|child| child.state == ChildState::Live)
    };
    let begun = Instant::now();
    while !rests(&copying) {
        assert!(begun.elapsed() < LIMIT, "no copy rests");
        copying.trader_empties_the_best_price().await;
        let emptied = Instant::now();
        while !rests(&copying) && emptied.elapsed() < COPIED_WITHIN {
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
    let token = copying.market.outcomes[0].token.to_string();
    let authority = scene.folder.path().join("authority.pem");
    let party = Party::new(account, wallet_type);
    for (name, client) in clients {
        let begun = Instant::now();
        loop {
            // What moves while a client looks is looked at again.
            let before = Sight::of_books(&copying.engine.core(), &token);
            let seen =
                tokio::task::block_in_place(|| client.sees(&scene.server.http_url(), &authority, &party, &[&token]));
            let seen = Sight::of_client(&seen, &token);
            let after = Sight::of_books(&copying.engine.core(), &token);
            // What rests may be filled before it is looked at; then it is copied anew, for some time.
            let rests = !seen.orders.is_empty() || begun.elapsed() > RESTS_WITHIN;
            if seen.agrees(&before) && seen.agrees(&after) && rests && !seen.trades.is_empty() {
                println!(
                    "{wallet_type:?}, {name}: {} open orders, {} trades",
                    seen.orders.len(),
                    seen.trades.len()
                );
                break;
            }
            if !rests {
                copying.trader_empties_the_best_price().await;
            }
            assert!(
                begun.elapsed() < LIMIT,
                "{name} sees of {wallet_type:?} {seen:#?}\nthe books have {after:#?}"
            );
        }
    }
    copying.engine.shutdown().await;
    scene.server.shutdown().await;
}
