//! The checklist of a release, gone through at a terminal: what it tries, what it leaves out, and what its report does not say.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;
use pilotfish_tests::process::assert_tidy;
use serde_json::{Value, json};

use crate::TURN;
use crate::program::{Account, Live};
use crate::trader::Trader;
use crate::venue::Venue;

/// So often it is gone through: the venue restarts, closes and loses answers.
const TRIES: u32 = 6;
/// How often it is looked whether it copies.
const LOOK: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes with all habits: `cargo xtask prove live`"]
async fn the_checklist_of_a_release_is_gone_through_and_its_report_holds_no_secret_and_no_address() {
    let _turn = TURN.lock().await;
    let account = Account::new(5, WalletType::Deposit);
    let venue = Venue::serve(&account.owner, "deposit").await;
    let live = Live::prepare(&venue, account);
    live.import_key();
    // Before a wallet is confirmed there is nothing to go through.
    let early = live.checklist(&venue.folder.path().join("early.json"));
    early.assert_refused(&["live enable"]);

    let mut said = String::new();
    for number in 0..TRIES {
        // A test order that fails takes the word back: it is given again.
        live.goes_the_way(&venue).await;
        let file = venue.folder.path().join(format!("report-{number}.json"));
        let ended = live.checklist(&file);
        assert_tidy(&ended.stderr);
        let text = std::fs::read_to_string(&file).unwrap();
        live.is_not_named_in(&text);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for its owner only");
        let report: Value = serde_json::from_str(&text).unwrap();
        if ended.code != Some(0) {
            said = format!("{said}{}\n{}\n{text}\n", ended.stdout, ended.stderr);
            continue;
        }
        let outcome = |step: &str| {
            let steps = report["steps"].as_array().unwrap();
            let line = steps.iter().find(|line| line["step"] == step).unwrap();
            (
                line["outcome"].as_str().unwrap().to_owned(),
                line["why"].as_str().unwrap_or_default().to_owned(),
            )
        };
        assert_eq!(outcome("read_only").0, "passed");
        assert_eq!(outcome("test_order").0, "passed");
        assert!(["passed", "nothing_to_do"].contains(&outcome("approval").0.as_str()));
        let left_out = ("skipped".to_owned(), "no_trader_named".to_owned());
        assert_eq!((outcome("copy"), outcome("cancel")), (left_out.clone(), left_out));
        assert_eq!(outcome("redemption").0, "nothing_to_do");
        assert_eq!(report["wallet_kind"], json!("deposit"));
        assert!(report["ended"].is_string());
        // What there is is never written over.
        live.checklist(&file).assert_refused(&["already exists"]);
        return;
    }
    panic!("never passed: {said}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes with all habits: `cargo xtask prove live`"]
async fn the_checklist_copies_a_trader_once_and_takes_back_what_is_left() {
    let _turn = TURN.lock().await;
    let account = Account::new(6, WalletType::Deposit);
    let venue = Venue::serve(&account.owner, "deposit").await;
    let live = Arc::new(Live::prepare(&venue, account));
    live.import_key();
    let market = venue.market_to_trade().await;
    let mut trader = Trader::open(&venue, 906).await;
    // The trader holds something already: an empty list would have to be read twice, a minute apart.
    trader.buys(&market, 0, Usd::dollars(20)).await;

    let mut said = String::new();
    for number in 0..TRIES {
        live.goes_the_way(&venue).await;
        let file = venue.folder.path().join(format!("copied-{number}.json"));
        let (program, report, whom) = (Arc::clone(&live), file.clone(), trader.wallet().to_owned());
        let goes = tokio::task::spawn_blocking(move || program.checklist_copying(&report, Some((&whom, 5))));
        while !goes.is_finished() && !live.copies_somebody() {
            tokio::time::sleep(LOOK).await;
        }
        if !goes.is_finished() {
            trader.lets_a_second_pass().await;
            trader.buys(&market, 0, Usd::dollars(60)).await;
        }
        let ended = goes.await.unwrap();
        assert_tidy(&ended.stderr);
        let text = std::fs::read_to_string(&file).unwrap();
        live.is_not_named_in(&text);
        if ended.code != Some(0) {
            said = format!("{said}{}\n{}\n{text}\n", ended.stdout, ended.stderr);
            continue;
        }
        let report: Value = serde_json::from_str(&text).unwrap();
        let steps = report["steps"].as_array().unwrap();
        let line = |step: &str| steps.iter().find(|line| line["step"] == step).unwrap();
        assert_eq!(line("copy")["outcome"], "passed", "{text}");
        let taken_back = line("cancel")["outcome"].as_str().unwrap();
        assert!(["passed", "nothing_to_do"].contains(&taken_back), "{text}");
        assert_eq!(line("cancel")["facts"]["on_exchange"], 0, "{text}");
        assert_eq!(venue.open_orders_of(live.wallet()).await, 0);
        assert!(!live.would_copy_somebody().await, "one copy was asked about");
        return;
    }
    panic!("never passed: {said}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes with all habits: `cargo xtask prove live`"]
async fn a_trader_who_did_not_trade_in_time_is_not_copied_by_what_is_started_later() {
    let _turn = TURN.lock().await;
    let account = Account::new(7, WalletType::Deposit);
    let venue = Venue::serve(&account.owner, "deposit").await;
    let live = Arc::new(Live::prepare(&venue, account));
    live.import_key();
    let market = venue.market_to_trade().await;
    let mut trader = Trader::open(&venue, 907).await;
    trader.buys(&market, 0, Usd::dollars(20)).await;

    let mut said = String::new();
    for number in 0..TRIES {
        live.goes_the_way(&venue).await;
        let file = venue.folder.path().join(format!("waited-{number}.json"));
        let (program, report, whom) = (Arc::clone(&live), file.clone(), trader.wallet().to_owned());
        let goes = tokio::task::spawn_blocking(move || program.checklist_copying(&report, Some((&whom, 1))));
        let ended = goes.await.unwrap();
        assert!(!live.would_copy_somebody().await, "however it ended: {}", ended.stdout);
        let report: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let steps = report["steps"].as_array().unwrap();
        let copy = steps.iter().find(|line| line["step"] == "copy").unwrap();
        if copy["why"] == "no_trade_in_time" {
            return;
        }
        said = format!("{said}{}\n{}\n{report}\n", ended.stdout, ended.stderr);
    }
    panic!("never waited: {said}");
}
