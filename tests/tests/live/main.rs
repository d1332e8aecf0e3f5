//! The whole main job with real orders, without a window: the real programs over TLS, against a venue with all its habits. A key is imported
//! into an encrypted keystore, live is enabled at a terminal, a trader is followed and copied, turned round, met by a settlement that
//! fails, held through a resolution that is wrong at first, redeemed through the relayer, and stopped; the venue's own ledger judges.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

mod checklist;
mod clients;
mod program;
mod trader;
mod venue;

use std::time::Duration;

use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;
use pilotfish_tests::process::assert_tidy;
use serde_json::json;

use clients::Clients;
use program::{Account, Live};
use trader::Trader;
use venue::Venue;

/// For a busy machine: only a test that fails waits so long.
const SOON: Duration = Duration::from_secs(180);
/// A resolution is read every five minutes, from what may be five minutes old: it may take ten and what a refused question adds.
const LONG: Duration = Duration::from_secs(1_200);

/// Whoever goes through the checklist takes turns: each has four programs at work.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live`"]
async fn a_deposit_wallet_copies_real_orders_from_key_to_redemption() {
    whole_job(1, WalletType::Deposit, "deposit").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live`"]
async fn a_safe_copies_real_orders_from_key_to_redemption() {
    whole_job(2, WalletType::Safe, "safe").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live`"]
async fn a_proxy_copies_real_orders_from_key_to_redemption() {
    whole_job(3, WalletType::Proxy, "proxy").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live`"]
async fn a_plain_address_copies_real_orders_and_is_told_how_it_redeems() {
    whole_job(4, WalletType::Eoa, "account").await;
}

async fn whole_job(number: u64, kind: WalletType, name: &str) {
    let clients = Clients::prepared().await;
    let account = Account::new(number, kind);
    let venue = Venue::serve(&account.owner, name).await;
    let live = Live::prepare(&venue, account);
    live.import_key();
    venue.shows_the_opening_balance().await;
    live.enable(&venue).await;
    assert_eq!(live.status()["enabled"], json!(true));

    let market = venue.market_to_trade().await;
    let mut trader = Trader::open(&venue, 900 + number).await;
    // The trader holds something already: an empty list would have to be read twice, a minute apart.
    trader.buys(&market, 0, Usd::dollars(20)).await;

    let running = live.run(trader.wallet());
    let active = |program: &Live| program.follows().iter().any(|follow| follow["status"] == "active");
    live.until(&venue, "the follow copies", SOON, active).await;
    let has_money = |program: &Live| program.books().0.is_some_and(|cash| cash > 0);
    live.until(&venue, "the money is known", SOON, has_money).await;
    live.copies_fast();
    trader.lets_a_second_pass().await;

    // A purchase is copied.
    trader.buys(&market, 0, Usd::dollars(60)).await;
    let bought = |program: &Live| program.holds(&market, 0);
    live.until(&venue, "the purchase is copied", SOON, bought).await;
    venue.agrees_with(&live, None).await;

    // Turned round: out of the one side, into the other.
    trader.sells_all(&market, 0).await;
    trader.buys(&market, 1, Usd::dollars(60)).await;
    let turned = |program: &Live| !program.holds(&market, 0) && program.holds(&market, 1);
    live.until(&venue, "the turn-round is copied", SOON, turned).await;
    venue.agrees_with(&live, None).await;
    clients.agree(&venue, &live, &market).await;

    // A settlement fails: what was booked of it is undone, to the share and the cent.
    venue.fails_the_next_settlement_of(live.wallet()).await;
    trader.buys(&market, 1, Usd::dollars(60)).await;
    venue.has_undone_a_fill_of(live.wallet(), SOON).await;
    venue.agrees_with(&live, None).await;
    clients.agree(&venue, &live, &market).await;

    // Held through the end of its market, which is told to pay nothing until that is corrected; what it pays is a claim until it is redeemed.
    venue.has_all_habits().await;
    venue.resolves_wrongly_at_first(&market).await;
    live.until(&venue, "the resolution is booked", LONG, |program| {
        !program.holds(&market, 1)
    })
    .await;
    live.until(
        &venue,
        "the resolution is booked as it was corrected",
        LONG,
        |program| !program.claims().is_empty(),
    )
    .await;
    let claims = live.claims();
    if kind == WalletType::Eoa {
        assert!(claims.iter().all(|claim| claim["way"] == "by_yourself"), "{claims:?}");
    } else {
        live.redeems(&venue, LONG).await;
    }
    venue.agrees_with(&live, Some(&market)).await;

    live.stops();
    assert_eq!(venue.open_orders_of(live.wallet()).await, 0);
    running.terminate();
    let ended = running.finish(SOON);
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.stderr, ended.stdout);
    assert_tidy(&ended.stderr);
    live.keeps_nothing_secret(&format!("{}{}", ended.stdout, ended.stderr));
}
