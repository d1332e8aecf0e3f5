//! Submissions as the venue's own clients made them, and what becomes of transactions in the ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use alloy::primitives::{B256, Bytes, U256, eip191_hash_message, hex};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use pilotfish_copy::ids::{ConditionId, WalletAddress};
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_exchange::{Spender, TokenKind};
use serde_json::{Value, json};

use super::*;
use crate::chain::abi::{adapter, erc20, erc1155, router};
use crate::chain::contracts::{CTF, POSITION_MANAGER, PUSD, WALLET_FACTORY, spender_address};
use crate::habits::{Habit, HabitSet};
use crate::venue::VenueOptions;
use crate::venue::venue_ledger::LedgerEntry;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

/// A Unix second before every deadline here.
const NOW_S: i64 = 1_800_000_000;

fn key() -> PrivateKeySigner {
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
        .parse()
        .unwrap()
}

fn world(habits: &[Habit]) -> Venue {
    let mut venue = Venue::new(VenueOptions::seeded(7, START)).unwrap();
    venue.set_habits(habits.iter().copied().collect::<HabitSet>());
    venue.enroll_owner(key().address(), None);
    venue
}

/// Made with the official clients: polymarket-client 0.14.0, py-builder-relayer-client 0.0.3 (`safe_create`).
fn official(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("official_bodies.json")).unwrap();
    all[name].clone()
}

fn read(body: &Value) -> Result<Submission, RelayRefused> {
    Submission::read(&body.to_string())
}

#[test]
fn what_the_official_clients_sign_is_accepted_and_one_change_is_refused() {
    let cases = [
        (
            "wallet",
            RelayKind::Wallet,
            3,
            vec!["/nonce", "/depositWalletParams/deadline"],
        ),
        (
            "proxy",
            RelayKind::Proxy,
            3,
            vec!["/nonce", "/signatureParams/gasLimit"],
        ),
        (
            "safe_one",
            RelayKind::Safe,
            1,
            vec!["/nonce", "/signatureParams/baseGas"],
        ),
        (
            "safe_many",
            RelayKind::Safe,
            3,
            vec!["/nonce", "/signatureParams/safeTxnGas"],
        ),
        (
            "safe_create",
            RelayKind::SafeCreate,
            0,
            vec!["/signatureParams/payment"],
        ),
    ];
    for (name, kind, calls, signed) in cases {
        let body = official(name);
        let submission = read(&body).unwrap();
        assert_eq!((submission.kind, submission.calls.len()), (kind, calls), "{name}");
        assert_eq!(submission.from, key().address());
        assert_eq!(signing::check(&submission), Ok(()), "{name}");
        for field in signed {
            let mut changed = body.clone();
            *changed.pointer_mut(field).unwrap() = json!("77");
            let refused = signing::check(&read(&changed).unwrap());
            assert_eq!(refused, Err(RelayRefused::Signature), "{name} {field}");
        }
        let mut other = body.clone();
        let signature = body["signature"].as_str().unwrap();
        let flipped = if signature.as_bytes()[20] == b'0' { "1" } else { "0" };
        other["signature"] = json!(format!("{}{flipped}{}", &signature[..20], &signature[21..]));
        assert!(signing::check(&read(&other).unwrap()).is_err(), "{name}");
    }
}

#[test]
fn the_official_calls_are_read_as_what_they_do() {
    let condition = ConditionId::new(&format!("0x{}", "ab".repeat(32)));
    let expected = [
        Action::Approve {
            spender: Spender::Standard,
            token: TokenKind::Collateral,
            allowed: true,
        },
        Action::Approve {
            spender: Spender::NegRiskAdapter,
            token: TokenKind::Ctf,
            allowed: true,
        },
        Action::Redeem {
            adapter: Spender::CtfAdapter,
            condition,
        },
    ];
    for name in ["wallet", "proxy", "safe_many"] {
        assert_eq!(read(&official(name)).unwrap().actions, expected, "{name}");
    }
}

fn call(target: Address, data: impl SolCall) -> Call {
    Call {
        target,
        data: data.abi_encode().into(),
    }
}

fn redeem(through: Spender, condition: &ConditionId) -> Call {
    let condition: B256 = condition.as_str().parse().unwrap();
    let asked = adapter::redeemPositionsCall {
        _0: PUSD,
        _1: B256::ZERO,
        conditionId: condition,
        _3: vec![U256::from(1), U256::from(2)],
    };
    call(spender_address(through), asked)
}

fn approve_shares(token: Address, operator: Spender, approved: bool) -> Call {
    let operator = spender_address(operator);
    call(token, erc1155::setApprovalForAllCall { operator, approved })
}

/// A batch of the deposit wallet behind the beacon, signed.
fn batch(nonce: u64, calls: &[Call]) -> Submission {
    let wallet = WalletKind::Deposit.of(&crate::signed_order::KeyHolder::of(key().address()));
    let rows: Vec<Value> = calls
        .iter()
        .map(|call| json!({ "target": call.target, "value": "0", "data": call.data }))
        .collect();
    let mut body = json!({
        "type": "WALLET",
        "from": key().address(),
        "to": WALLET_FACTORY,
        "nonce": nonce.to_string(),
        "signature": "0x",
        "depositWalletParams": { "depositWallet": wallet, "deadline": "1900000000", "calls": rows },
    });
    let hash = batch_hash(&read(&body).unwrap());
    let signature = key().sign_hash_sync(&hash).unwrap();
    body["signature"] = json!(format!("0x{}", hex::encode(signature.as_bytes())));
    read(&body).unwrap()
}

fn deposit_wallet(venue: &Venue) -> WalletAddress {
    venue.owner_of(key().address()).unwrap().account()
}

/// Submits what must be accepted; gives the transaction's id.
fn submit(venue: &mut Venue, submission: Submission) -> String {
    venue.check_submission(&submission, NOW_S).unwrap();
    venue.relay(submission)
}

fn state(venue: &Venue, id: &str) -> RelayState {
    venue.relayer().transaction(id).unwrap().state
}

fn pass(venue: &mut Venue, ms: i64) {
    venue.advance_to(venue.now().plus(ms));
}

/// A market of that contract that stays open for a day, with ten pairs of it in the deposit wallet.
fn market_with_shares(venue: &mut Venue, contract: Contract) -> ConditionId {
    let late = venue.now().plus(86_400_000);
    let rows = venue.markets();
    let fits = rows.iter().find(|row| {
        row.market.exchange == contract && !row.market.closed && row.market.end.is_some_and(|end| end > late)
    });
    let condition = fits.unwrap().market.condition.clone();
    let wallet = deposit_wallet(venue);
    venue
        .split(&wallet, &condition, Shares::from_micros(10_000_000))
        .unwrap();
    condition
}

/// The deposit wallet's cash; its books by the ledger alone are what the exchange holds.
fn cash(venue: &Venue) -> Usd {
    let wallet = deposit_wallet(venue);
    let account = venue.exchange().account(&wallet).unwrap();
    let (cash, shares) = venue.ledger().books(&wallet);
    assert_eq!(cash, account.cash());
    let held: std::collections::BTreeMap<_, _> = account
        .holdings()
        .map(|(token, shares)| (token.clone(), shares))
        .collect();
    assert_eq!(shares, held);
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    cash
}

fn keep_shares(venue: &mut Venue) {
    let wallet = deposit_wallet(venue);
    venue.set_auto_redeem(&wallet, false).unwrap();
}

#[test]
fn a_redemption_pays_once_it_is_mined_and_the_ledger_says_so() {
    for (contract, through) in [
        (Contract::StandardV2, Spender::CtfAdapter),
        (Contract::NegRiskV2, Spender::NegRiskAdapter),
    ] {
        let mut venue = world(&[]);
        keep_shares(&mut venue);
        let condition = market_with_shares(&mut venue, contract);
        venue.state.resolve(&condition, 0);
        let before = cash(&venue);
        let id = submit(&mut venue, batch(0, &[redeem(through, &condition)]));
        assert_eq!(state(&venue, &id), RelayState::New);
        pass(&mut venue, EXECUTED_AFTER_MS);
        assert_eq!(state(&venue, &id), RelayState::Executed);
        assert_eq!(cash(&venue), before, "nothing is paid before it is mined");
        pass(&mut venue, MINED_AFTER_MS - EXECUTED_AFTER_MS);
        assert_eq!(state(&venue, &id), RelayState::Mined);
        assert_eq!(cash(&venue) - before, Usd::dollars(10), "{contract:?}");
        pass(&mut venue, CONFIRMED_AFTER_MS);
        assert_eq!(state(&venue, &id), RelayState::Confirmed);
        let hash = venue.relayer().transaction(&id).unwrap().hash.clone();
        let redeemed = |record: &&crate::venue::venue_ledger::LedgerRecord| matches!(&record.entry, LedgerEntry::Redeemed { transaction, .. } if *transaction == hash);
        assert_eq!(venue.ledger().records().iter().filter(redeemed).count(), 2);
        let states = venue
            .ledger()
            .records()
            .iter()
            .filter_map(|record| match &record.entry {
                LedgerEntry::Relayed { state, .. } => Some(state.as_str()),
                _ => None,
            });
        let all = ["STATE_NEW", "STATE_EXECUTED", "STATE_MINED", "STATE_CONFIRMED"];
        assert_eq!(states.collect::<Vec<_>>(), all);
    }
}

#[test]
fn protocol_v2_positions_are_redeemed_by_outcome_and_amount() {
    let mut venue = world(&[]);
    keep_shares(&mut venue);
    let condition = market_with_shares(&mut venue, Contract::PositionsV3);
    let market = venue.exchange().market(&condition).unwrap().clone();
    venue.state.resolve(&condition, 1);
    let before = cash(&venue);
    let id: U256 = market.outcomes[1].token.as_str().parse().unwrap();
    let bytes = id.to_be_bytes::<32>();
    let redeem = |micros: u64| {
        let asked = router::redeemCall {
            conditionId: alloy::primitives::FixedBytes::from_slice(&bytes[..31]),
            outcomeIndex: U256::from(1),
            amount: U256::from(micros),
        };
        call(spender_address(Spender::Router), asked)
    };
    let too_much = submit(&mut venue, batch(0, &[redeem(6_000_000), redeem(6_000_000)]));
    pass(&mut venue, 60_000);
    assert_eq!(state(&venue, &too_much), RelayState::Failed);
    assert_eq!(cash(&venue), before);
    submit(&mut venue, batch(0, &[redeem(4_000_000)]));
    pass(&mut venue, 60_000);
    assert_eq!(cash(&venue) - before, Usd::dollars(4));
}

#[test]
fn a_transaction_does_all_of_its_calls_or_none() {
    let mut venue = world(&[]);
    keep_shares(&mut venue);
    let condition = market_with_shares(&mut venue, Contract::StandardV2);
    let wallet = deposit_wallet(&venue);
    venue
        .approve(&wallet, Spender::CtfAdapter, TokenKind::Ctf, false)
        .unwrap();
    let approved = |venue: &Venue| {
        let account = venue.exchange().account(&wallet).unwrap();
        account.approves(Spender::CtfAdapter, TokenKind::Ctf)
    };
    let both = [
        approve_shares(CTF, Spender::CtfAdapter, true),
        redeem(Spender::CtfAdapter, &condition),
    ];
    let early = submit(&mut venue, batch(0, &both));
    pass(&mut venue, 60_000);
    let failed = venue.relayer().transaction(&early).unwrap();
    assert_eq!(failed.state, RelayState::Failed);
    assert!(
        failed.error.as_ref().unwrap().contains("not received yet"),
        "{failed:?}"
    );
    assert!(!approved(&venue), "a reverted approval is none");
    venue.state.resolve(&condition, 0);
    let before = cash(&venue);
    let bare = submit(&mut venue, batch(0, &both[1..]));
    pass(&mut venue, 60_000);
    assert_eq!(state(&venue, &bare), RelayState::Failed, "the adapter is not approved");
    submit(&mut venue, batch(0, &both));
    pass(&mut venue, 60_000);
    assert!(approved(&venue));
    assert_eq!(cash(&venue) - before, Usd::dollars(10));
}

#[test]
fn the_adapter_of_the_other_kind_of_market_redeems_nothing() {
    let mut venue = world(&[]);
    keep_shares(&mut venue);
    let condition = market_with_shares(&mut venue, Contract::NegRiskV2);
    venue.state.resolve(&condition, 0);
    let before = cash(&venue);
    let id = submit(&mut venue, batch(0, &[redeem(Spender::CtfAdapter, &condition)]));
    pass(&mut venue, 60_000);
    assert_eq!((state(&venue, &id), cash(&venue)), (RelayState::Confirmed, before));
}

#[test]
fn a_wallet_has_one_transaction_at_a_time_and_uses_each_nonce_once() {
    let mut venue = world(&[]);
    let approval = [approve_shares(POSITION_MANAGER, Spender::Router, true)];
    let first = batch(0, &approval);
    submit(&mut venue, first.clone());
    assert_eq!(venue.check_submission(&first, NOW_S), Err(RelayRefused::Busy));
    pass(&mut venue, MINED_AFTER_MS);
    let refused = venue.check_submission(&first, NOW_S).unwrap_err();
    assert_eq!(refused.to_string(), "batch nonce 0 does not match on-chain nonce 1");
    let ahead = venue.check_submission(&batch(5, &approval), NOW_S).unwrap_err();
    assert_eq!(ahead, RelayRefused::Nonce { nonce: 5, current: 1 });
    assert_eq!(venue.check_submission(&batch(1, &approval), NOW_S), Ok(()));
    let late = venue.check_submission(&batch(1, &approval), 1_900_000_000);
    assert_eq!(late, Err(RelayRefused::Deadline));
}

#[test]
fn what_the_relayer_does_not_pass_on_is_blocked() {
    let spender = Address::repeat_byte(9);
    let approve = |spender, amount| call(PUSD, erc20::approveCall { spender, amount });
    let exchange = spender_address(Spender::Standard);
    let blocked = [
        approve(spender, U256::MAX),
        approve(spender_address(Spender::AutoRedeemer), U256::MAX),
        approve_shares(CTF, Spender::Router, true),
        Call {
            target: spender,
            data: Bytes::new(),
        },
        Call {
            target: PUSD,
            // transfer(address,uint256)
            data: hex!("a9059cbb").into(),
        },
    ];
    for (place, call) in blocked.iter().enumerate() {
        let refused = Action::read(1, call).unwrap_err();
        assert!(
            refused
                .to_string()
                .starts_with("call blocked: call[1] blocked: calls to 0x"),
            "{place}: {refused}"
        );
    }
    assert!(Action::read(0, &approve(exchange, U256::MAX)).is_ok());
    let finite = Action::read(0, &approve(exchange, U256::from(5)));
    assert!(matches!(finite, Err(RelayRefused::Body(_))), "{finite:?}");
}

#[test]
fn a_deposit_wallet_is_deployed_once_with_nothing_in_it() {
    let mut venue = Venue::new(VenueOptions::seeded(7, START)).unwrap();
    let create = json!({ "type": "WALLET-CREATE", "from": key().address(), "to": WALLET_FACTORY });
    let approval = batch(0, &[approve_shares(CTF, Spender::Standard, true)]);
    let early = venue.check_submission(&approval, NOW_S).unwrap_err();
    assert!(early.to_string().ends_with("is not registered"), "{early}");
    submit(&mut venue, read(&create).unwrap());
    pass(&mut venue, CONFIRMED_AFTER_MS);
    let wallet = deposit_wallet(&venue);
    let account = venue.exchange().account(&wallet).unwrap();
    assert_eq!(account.cash(), Usd::ZERO);
    assert!(!account.approved(Contract::StandardV2));
    assert!(!crate::chain::code::code_at(&venue, approval.wallet).is_empty());
    let again = venue.check_submission(&read(&create).unwrap(), NOW_S);
    assert_eq!(again, Err(RelayRefused::AlreadyDeployed(approval.wallet)));
    submit(&mut venue, approval);
    pass(&mut venue, CONFIRMED_AFTER_MS);
    let account = venue.exchange().account(&wallet).unwrap();
    assert!(account.approves(Spender::Standard, TokenKind::Ctf));
}

#[test]
fn with_its_habits_some_transactions_fail_and_some_wait() {
    let run = || {
        let mut venue = world(&[Habit::FailedTransactions, Habit::StuckTransactions]);
        let wallet = WalletKind::Deposit.of(&crate::signed_order::KeyHolder::of(key().address()));
        let mut ends = Vec::new();
        for round in 0..60 {
            let nonce = venue.relayer().nonce(wallet);
            let calls = [approve_shares(CTF, Spender::Standard, round % 2 == 0)];
            let id = submit(&mut venue, batch(nonce, &calls));
            while !state(&venue, &id).is_final() {
                pass(&mut venue, 10_000);
            }
            let transaction = venue.relayer().transaction(&id).unwrap();
            ends.push((
                transaction.state,
                transaction.updated_at.since(transaction.created_at),
                transaction.hash.clone(),
            ));
        }
        ends
    };
    let ends = run();
    let count = |wanted| ends.iter().filter(|(state, ..)| *state == wanted).count();
    assert!(
        count(RelayState::Failed) > 0 && count(RelayState::Invalid) > 0,
        "{ends:?}"
    );
    assert!(count(RelayState::Confirmed) > 40, "{ends:?}");
    let waited = ends.iter().filter(|(_, took, _)| *took > 120_000).count();
    assert!((5..30).contains(&waited), "{waited} waited");
    assert!(
        ends.iter()
            .all(|(state, _, hash)| hash.as_str().is_empty() == (*state == RelayState::Invalid))
    );
    assert_eq!(ends, run(), "the same world, the same fates");
}

#[test]
fn a_stuck_transaction_waits_no_longer_than_it_is_let() {
    let longest = |most_ms| {
        let mut venue = world(&[Habit::StuckTransactions]);
        venue.set_habit_waits_most(most_ms);
        let wallet = WalletKind::Deposit.of(&crate::signed_order::KeyHolder::of(key().address()));
        let took = (0..30).map(|round| {
            let nonce = venue.relayer().nonce(wallet);
            let calls = [approve_shares(CTF, Spender::Standard, round % 2 == 0)];
            let id = submit(&mut venue, batch(nonce, &calls));
            while !state(&venue, &id).is_final() {
                pass(&mut venue, 10_000);
            }
            let transaction = venue.relayer().transaction(&id).unwrap();
            transaction.updated_at.since(transaction.created_at)
        });
        took.max().unwrap()
    };
    assert!(longest(None) > 600_000, "else it may wait for half an hour");
    let bounded = longest(Some(180_000));
    assert!(bounded > 180_000, "it still waits: {bounded}");
    assert!(bounded <= 180_000 + CONFIRMED_AFTER_MS, "{bounded}");
}

#[test]
fn a_safe_takes_its_transaction_hash_signed_as_itself_too() {
    let body = official("safe_one");
    let submission = read(&body).unwrap();
    let hash = safe_hash(&submission).unwrap();
    assert_ne!(hash, eip191_hash_message(hash));
    let signature = key().sign_hash_sync(&hash).unwrap();
    let plain = Submission {
        signature: signature.as_bytes().to_vec().into(),
        ..submission
    };
    assert_eq!(signing::check(&plain), Ok(()));
}
