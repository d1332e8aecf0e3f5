//! Every promise, broken once: the model names it, and the schema refuses the same batch.

use std::collections::BTreeSet;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::*;
use pilotfish_copy::event::{ControlAction, EndReason, Event, EventKind};
use pilotfish_copy::ids::*;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_store::promises::Broken;
use pilotfish_store::{Batch, Intent, ModelStore, ScratchStore};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnectOptions;

use crate::common::*;

/// What a batch holds.
#[derive(Debug, Default)]
struct Case {
    rows: Vec<Change>,
    events: Vec<Event>,
    intents: Vec<Intent>,
}

impl Case {
    fn of(row: Change) -> Self {
        Self {
            rows: vec![row],
            ..Self::default()
        }
    }

    fn child(row: ChildOrder) -> Self {
        Self::of(Change::Child(row))
    }

    fn batch(&self) -> Batch<'_> {
        Batch {
            changes: &self.rows,
            events: &self.events,
            intents: &self.intents,
            at: VenueMs(50_000_000),
        }
    }
}

fn told(seq: u64) -> Event {
    let action = ControlAction::Paused;
    event(seq, 1, EventKind::Control { action })
}

fn entry(seq: u64, movement: Movement) -> LedgerEntry {
    LedgerEntry {
        seq,
        at: VenueMs(1),
        movement,
        follow: Some(FollowId(1)),
        token: Some(token(2)),
        condition: Some(condition(1)),
        shares: shares("5"),
        cash: usd("-2.95"),
        claim: Usd::ZERO,
        realised: Usd::ZERO,
    }
}

fn booked() -> Movement {
    Movement::Fill {
        trade: TradeId::new("t"),
        hash: hash(1),
    }
}

fn decided(id: u64) -> Signal {
    let gate = Gate {
        gate: GateName::DailySpend,
        asked: shares("5"),
        allowed: shares("2"),
        basis: GateBasis::Switch,
    };
    Signal {
        decision: Some(Decision {
            asked: shares("5"),
            allowed: shares("2"),
            order: Some(CopyOrderId(id)),
            skipped: None,
            price: price("0.58"),
            at: VenueMs(10_000),
            gates: [gate].into(),
        }),
        ..signal(id, 1)
    }
}

/// An order with a signed child that holds its slot and a fill that is booked; an event; and a second order.
fn standing() -> Case {
    let mut rows = basis(1);
    rows.extend([Change::Signal(decided(2)), Change::Order(order(2, 1))]);
    rows.push(Change::Child(ChildOrder {
        evidence: Evidence {
            answered: shares("5"),
            reported: shares("5"),
            traded: shares("5"),
            failed: shares("5"),
            seen_live: true,
            over: true,
            cancel_answered: true,
            missing_since: Some(RealMs(1)),
        },
        ..child(1, 1, ChildState::Closing)
    }));
    rows.push(Change::Fill(fill("t", 1, 1, 1)));
    rows.push(Change::Ledger(entry(1, booked())));
    Case {
        rows,
        events: vec![told(1)],
        intents: vec![intent(1)],
    }
}

/// Each with the name of the promise it breaks.
fn cases() -> Vec<(&'static str, Case)> {
    let second = |state| child(2, 2, state);
    let known = match &standing().rows[7] {
        Change::Child(known) => known.clone(),
        other => panic!("{other:?}"),
    };
    let kind = |kind| {
        Case::child(ChildOrder {
            kind,
            ..second(ChildState::Prepared)
        })
    };
    let (half, nothing) = (price("0.5"), Shares::ZERO);
    let ends = CopyOrder {
        status: OrderStatus::Ending,
        ..order(1, 1)
    };
    let ended = CopyOrder {
        status: OrderStatus::Ended,
        end: Some(EndReason::Filled),
        ..order(1, 1)
    };
    let lower: [fn(&mut Evidence); 6] = [
        |known| known.answered = shares("4.999999"),
        |known| known.reported = shares("4.999999"),
        |known| known.traded = shares("4.999999"),
        |known| known.failed = shares("4.999999"),
        |known| known.seen_live = false,
        |known| known.over = false,
    ];
    let lowered = lower.map(|lower| {
        let mut child = known.clone();
        lower(&mut child.evidence);
        ("EvidenceLowered", Case::child(child))
    });
    let signed = |intent| Case {
        intents: vec![intent],
        ..Case::child(second(ChildState::Prepared))
    };
    let mut cases = vec![
        (
            "SignalKeyTwice",
            Case::of(Change::Signal(Signal {
                key: "key-1".to_owned(),
                ..signal(3, 1)
            })),
        ),
        (
            "DecidedAgain",
            Case::of(Change::Signal(Signal {
                decision: None,
                ..decided(2)
            })),
        ),
        (
            "DecidedAgain",
            Case::of(Change::Signal(Signal {
                decision: decided(2).decision.map(|decision| Decision {
                    gates: [].into(),
                    ..decision
                }),
                ..decided(2)
            })),
        ),
        ("EndsWithoutReason", Case::of(Change::Order(ends))),
        ("EndedWithoutTime", Case::of(Change::Order(ended))),
        ("SecondOpenChild", Case::child(child(2, 1, ChildState::Prepared))),
        (
            "HashChanged",
            Case::child(ChildOrder {
                hash: Some(hash(99)),
                ..known.clone()
            }),
        ),
        (
            "HashChanged",
            Case::child(ChildOrder {
                hash: None,
                ..known.clone()
            }),
        ),
        (
            "HashTwice",
            Case::child(ChildOrder {
                hash: Some(hash(1)),
                ..second(ChildState::Prepared)
            }),
        ),
        (
            "WithoutHash",
            Case::child(ChildOrder {
                hash: None,
                ..second(ChildState::Unknown)
            }),
        ),
        (
            "PriceOutOfRange",
            kind(ChildKind::SellNow {
                price: Price::ONE,
                shares: shares("1"),
            }),
        ),
        (
            "PriceOutOfRange",
            kind(ChildKind::BuyNow {
                price: Price::ZERO,
                budget: Usd::ONE,
            }),
        ),
        (
            "ForNothing",
            kind(ChildKind::Resting {
                price: half,
                shares: nothing,
                expires_at: VenueMs(1),
            }),
        ),
        (
            "ForNothing",
            kind(ChildKind::BuyNow {
                price: half,
                budget: Usd::ZERO,
            }),
        ),
        (
            "WrongSide",
            kind(ChildKind::SellNow {
                price: half,
                shares: shares("1"),
            }),
        ),
        (
            "WrongSide",
            Case::child(ChildOrder {
                side: Side::Sell,
                kind: ChildKind::BuyNow {
                    price: half,
                    budget: Usd::ONE,
                },
                ..second(ChildState::Prepared)
            }),
        ),
        (
            "FillMoved",
            Case::of(Change::Fill(Fill {
                token: token(3),
                ..fill("t", 1, 1, 1)
            })),
        ),
        ("LedgerGap", Case::of(Change::Ledger(entry(3, Movement::Deposit)))),
        ("LedgerGap", Case::of(Change::Ledger(entry(1, Movement::Deposit)))),
        ("BookedTwice", Case::of(Change::Ledger(entry(2, booked())))),
        (
            "JournalGap",
            Case {
                events: vec![told(3)],
                ..Case::default()
            },
        ),
        (
            "JournalGap",
            Case {
                events: vec![told(1)],
                ..Case::default()
            },
        ),
        (
            "SignedTwice",
            Case {
                intents: vec![intent(1)],
                ..Case::default()
            },
        ),
        (
            "NamesOwner",
            signed(Intent {
                body: "{\"owner\":\"b0\"}".to_owned(),
                ..intent(2)
            }),
        ),
        (
            "Dangling",
            signed(Intent {
                hash: hash(77),
                ..intent(2)
            }),
        ),
        ("Dangling", Case::of(Change::Order(order(3, 1)))),
        ("Dangling", Case::child(child(3, 9, ChildState::Final))),
        ("Dangling", Case::of(Change::Holding(holding(9, 2)))),
        ("Dangling", Case::of(Change::Fill(fill("u", 9, 1, 1)))),
        ("TooLarge", Case::of(Change::Follow(follow(u64::MAX)))),
    ];
    cases.extend(lowered);
    cases
}

#[test]
fn every_promise_is_named_by_the_model_and_held_by_the_schema() {
    let mut named = BTreeSet::new();
    for (name, case) in cases() {
        let mut model = ModelStore::default();
        let mut schema = ScratchStore::new().unwrap();
        model.commit(standing().batch()).unwrap();
        schema.commit(standing().batch()).unwrap();
        schema.sync().unwrap();
        let before = model.load();

        let promise = model.commit(case.batch()).unwrap_err();
        assert!(format!("{promise:?}").starts_with(name), "{name}: {promise:?}");
        let fault = schema.commit(case.batch()).and_then(|()| schema.sync());
        assert!(fault.is_err(), "{name}: the schema takes {case:?}");
        assert_eq!(model.load(), before, "{name}: a refused batch leaves nothing");
        assert_eq!(schema.load().unwrap().len(), before.len(), "{name}");
        named.insert(name);
    }
    // Every variant of `Broken` has its case: this match must be extended with the enum.
    let all = |promise: &Broken| match promise {
        Broken::SignalKeyTwice { .. }
        | Broken::DecidedAgain(_)
        | Broken::EndsWithoutReason(_)
        | Broken::EndedWithoutTime(_)
        | Broken::SecondOpenChild { .. }
        | Broken::HashChanged(_)
        | Broken::HashTwice { .. }
        | Broken::WithoutHash { .. }
        | Broken::PriceOutOfRange { .. }
        | Broken::ForNothing(_)
        | Broken::WrongSide(_)
        | Broken::EvidenceLowered(_)
        | Broken::FillMoved { .. }
        | Broken::LedgerGap { .. }
        | Broken::BookedTwice { .. }
        | Broken::JournalGap { .. }
        | Broken::SignedTwice(_)
        | Broken::NamesOwner(_)
        | Broken::Dangling { .. }
        | Broken::TooLarge(_) => 20,
    };
    assert_eq!(named.len(), all(&Broken::TooLarge(0)));
}

/// The rules that the schema has. One that is added needs its twin among the promises, and a case above.
#[tokio::test]
async fn the_schema_has_no_rule_without_a_twin() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).await.close().await.unwrap();
    let options = SqliteConnectOptions::new().filename(home.path().join("pilotfish.db"));
    let mut conn = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    let objects: Vec<(String, String, String)> =
        sqlx::query_as("SELECT type, name, COALESCE(sql, '') FROM sqlite_schema WHERE name NOT LIKE '%sqlx%'")
            .fetch_all(&mut conn)
            .await
            .unwrap();
    let mut rules = BTreeSet::new();
    for (kind, name, sql) in &objects {
        match kind.as_str() {
            "trigger" => {
                rules.insert(name.clone());
            }
            "index" if sql.contains("UNIQUE") => {
                rules.insert(name.clone());
            }
            "table" => {
                let checks = sql.matches("CHECK (").count();
                let uniques = sql.matches(" UNIQUE").count();
                for (what, count) in [("checks", checks), ("uniques", uniques)] {
                    if count > 0 {
                        rules.insert(format!("{name}: {count} {what}"));
                    }
                }
            }
            _ => {}
        }
    }
    // Counters refuse nothing.
    rules.retain(|rule| !rule.contains("_are_counted"));
    let expected = [
        "a_fill_is_booked_once",
        "child_orders: 4 checks",
        "child_orders: 2 uniques",
        "child_orders_keep_their_hash",
        // One row each, the three modes, that only live is confirmed, and only then tested: the identity is no row of the core.
        "control: 1 checks",
        "events_are_not_changed",
        "events_are_not_deleted",
        "events_have_no_gaps",
        "evidence_is_never_lowered",
        "executed_copy_trades: 1 uniques",
        "fills_keep_their_place",
        "identity: 5 checks",
        "ledger_has_no_gaps",
        "ledger_is_not_changed",
        "ledger_is_not_deleted",
        "one_open_child_per_copy_order",
        "order_intents: 1 checks",
        "order_intents: 1 uniques",
        "order_intents_are_not_changed",
        "order_intents_are_not_deleted",
        "pending_copy_orders: 2 checks",
        "price_decisions_are_not_changed",
        "price_decisions_are_not_deleted",
        "progress: 1 checks",
        "settlements_are_not_changed",
        "settlements_are_not_deleted",
        "signals: 1 uniques",
        "signals_keep_their_gates",
        // Nor are test orders rows of the core: they are gone before it begins.
        "ended_test_orders_are_not_changed",
        "one_open_test_order",
        "test_orders: 3 checks",
        "test_orders_are_not_changed",
        "test_orders_are_not_deleted",
        // Requests to the relayer are no rows of the core: `store/src/relayer_requests.rs` has a test for each.
        "a_wallets_number_is_confirmed_once",
        "one_open_relayer_request_a_wallet",
        "relayer_requests: 7 checks",
        "relayer_requests_are_kept",
        "relayer_requests_are_lives",
        "relayer_requests_are_not_rewritten",
        "relayer_requests_begin_unsent",
        "relayer_requests_end_once",
    ];
    assert_eq!(rules, expected.into_iter().map(str::to_owned).collect());
}
