//! The model of the store and the schema itself, driven with the same batches: both take or refuse the same, load the same rows,
//! and lose the same in a crash. What was committed to a real file comes back from it.

use std::collections::BTreeMap;

use pilotfish_copy::entity::*;
use pilotfish_copy::event::{ControlAction, Event, EventKind};
use pilotfish_copy::ids::*;
use pilotfish_store::{Batch, Identity, Intent, ModelStore, ScratchStore, Store};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::common;
use crate::generated::{AT, histories, wild_rows};

/// The rows by what they are about, so that two loads can be compared whatever their order.
fn by_key(rows: &[Change]) -> Result<BTreeMap<String, Change>, TestCaseError> {
    let keyed: BTreeMap<String, Change> = rows.iter().map(|row| (key(row), row.clone())).collect();
    prop_assert_eq!(keyed.len(), rows.len(), "no row comes twice");
    Ok(keyed)
}

fn key(change: &Change) -> String {
    match change {
        Change::Control(_) => "control".to_owned(),
        Change::Halt(row) => format!("halt {:?}", row.reason),
        Change::Difference(row) => format!("difference {}", row.token),
        Change::Market(row) => format!("market {}", row.condition),
        Change::Follow(row) => format!("follow {}", row.id),
        Change::Known(row) => format!("known {} {}", row.follow, row.token),
        Change::Migrated(row) => format!("migrated {} {}", row.follow, row.to),
        Change::Seen(row) => format!(
            "seen {} {} {} {:?} {} {}",
            row.follow,
            row.tx,
            row.token,
            row.kind,
            row.shares,
            (row.price.micros() + 50) / 100
        ),
        Change::Pending(row) => format!("pending {} {}", row.follow, row.token),
        Change::Signal(row) => format!("signal {}", row.id),
        Change::Target(row) => format!("target {} {}", row.follow, row.token),
        Change::Reversal(row) => format!("reversal {} {}", row.follow, row.token),
        Change::CarriedOver(row) => format!("carried over {} {}", row.follow, row.token),
        Change::Order(row) => format!("order {}", row.id),
        Change::Child(row) => format!("child {}", row.id),
        Change::Fill(row) => format!("fill {} {}", row.trade, row.hash),
        Change::Holding(row) => format!("holding {} {}", row.follow, row.token),
        Change::Claim(row) => format!("claim {} {}", row.follow, row.token),
        gone => panic!("{gone:?} is not loaded"),
    }
}

fn same(loaded: &[Change], model: &ModelStore) -> Result<(), TestCaseError> {
    let (found, expected) = (by_key(loaded)?, by_key(&model.load())?);
    for (key, row) in &expected {
        prop_assert_eq!(found.get(key), Some(row), "{}", key);
    }
    let more: Vec<&String> = found.keys().filter(|key| !expected.contains_key(*key)).collect();
    prop_assert!(more.is_empty(), "the database loads more: {:?}", more);
    Ok(())
}

const fn batch<'a>(changes: &'a [Change], events: &'a [Event], intents: &'a [Intent]) -> Batch<'a> {
    Batch {
        changes,
        events,
        intents,
        at: VenueMs(AT),
    }
}

/// A history, cut into batches.
fn cut<'a>(history: &'a [Change], cuts: &[usize]) -> Vec<&'a [Change]> {
    let mut rest = history;
    let mut batches = Vec::new();
    for cut in cuts.iter().copied().chain([usize::MAX]) {
        let (changes, later) = rest.split_at(cut.min(rest.len()));
        batches.push(changes);
        rest = later;
    }
    batches
}

async fn through_a_file(history: &[Change], cuts: &[usize]) -> Result<(), TestCaseError> {
    let home = tempfile::tempdir().unwrap();
    let identity = Identity::Paper {
        account: common::account(),
    };
    let store = Store::open(home.path(), identity.clone()).await.unwrap();
    let mut model = ModelStore::default();
    for changes in cut(history, cuts) {
        let fault = |error: &dyn std::fmt::Display| TestCaseError::fail(error.to_string());
        store
            .commit(batch(changes, &[], &[]))
            .await
            .map_err(|error| fault(&error))?;
        model
            .commit(batch(changes, &[], &[]))
            .map_err(|promise| fault(&promise))?;
        same(&store.load().await.unwrap(), &model)?;
    }
    store.close().await.unwrap();
    let again = Store::open(home.path(), identity).await.unwrap();
    same(&again.load().await.unwrap(), &model)?;
    prop_assert_eq!(again.integrity_check().await.unwrap(), Vec::<String>::new());
    Ok(())
}

/// What a wild batch holds besides rows.
#[derive(Debug, Clone)]
struct Wild {
    rows: Vec<Change>,
    event: Option<u64>,
    signed: Option<(u64, u64, bool)>,
    crash: bool,
}

fn wild() -> impl Strategy<Value = Wild> {
    let event = prop_oneof![3 => Just(None), 1 => (1..6_u64).prop_map(Some)];
    let signed = prop_oneof![3 => Just(None), 1 => (1..10_u64, 1..10_u64, any::<bool>()).prop_map(Some)];
    let crash = prop::bool::weighted(0.1);
    (vec(wild_rows(), 1..3), event, signed, crash).prop_map(|(rows, event, signed, crash)| Wild {
        rows,
        event,
        signed,
        crash,
    })
}

fn events(wild: &Wild) -> Vec<Event> {
    let action = ControlAction::Paused;
    let told = |seq| common::event(seq, 1, EventKind::Control { action });
    wild.event.map(told).into_iter().collect()
}

fn intents(wild: &Wild) -> Vec<Intent> {
    let signed = |(child, of, owned): (u64, u64, bool)| Intent {
        hash: common::hash(of),
        body: if owned { "{\"owner\":1}" } else { "{}" }.to_owned(),
        ..common::intent(child)
    };
    wild.signed.map(signed).into_iter().collect()
}

fn against_the_schema(history: &[Change], cuts: &[usize], wild: &[Wild]) -> Result<(), TestCaseError> {
    let mut schema = ScratchStore::new().unwrap();
    let mut model = ModelStore::default();
    for changes in cut(history, cuts) {
        let taken = model.commit(batch(changes, &[], &[]));
        prop_assert_eq!(taken, Ok(()));
        schema.commit(batch(changes, &[], &[])).unwrap();
    }
    schema.sync().unwrap();
    model.sync();
    for one in wild {
        let (events, intents) = (events(one), intents(one));
        let batch = batch(&one.rows, &events, &intents);
        let promise = model.commit(batch);
        if one.crash {
            model.crash();
            // A refused batch leaves nothing, so there may be nothing to lose.
            let _ = schema.commit(batch);
            schema.crash().unwrap();
        } else {
            let fault = schema.commit(batch).and_then(|()| schema.sync());
            prop_assert_eq!(
                promise.is_ok(),
                fault.is_ok(),
                "{:?} but {:?}: {:?}",
                promise,
                fault,
                one
            );
            model.sync();
        }
        same(&schema.load().unwrap(), &model)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_was_committed_and_is_live_comes_back_from_the_file(
        history in histories(),
        cuts in vec(1..40_usize, 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(through_a_file(&history, &cuts))?;
    }

    #[test]
    fn the_model_and_the_schema_take_refuse_and_lose_the_same(
        history in histories(),
        cuts in vec(1..40_usize, 0..4),
        wild in vec(wild(), 60),
    ) {
        against_the_schema(&history, &cuts, &wild)?;
    }
}

/// The simulation writes through the model: it must not be what the simulation waits for.
#[test]
fn the_model_takes_tens_of_thousands_of_rows_a_second() {
    let rows: Vec<Change> = (0..40_000_u64)
        .flat_map(|n| {
            let (order, child) = (common::order(1, 1), common::child(n, 1, ChildState::Final));
            [Change::Order(order), Change::Child(child)]
        })
        .collect();
    let mut model = ModelStore::default();
    model.commit(batch(&common::basis(1), &[], &[])).unwrap();
    let started = std::time::Instant::now();
    for changes in rows.chunks(4) {
        model.commit(batch(changes, &[], &[])).unwrap();
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{:.0} rows a second", 80_000.0 / seconds);
    // Ten times slower than an unoptimised build on a busy machine.
    assert!(seconds < 8.0, "{seconds} s for 80,000 rows");
}
