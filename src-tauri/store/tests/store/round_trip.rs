//! What was committed and is live comes back equal: generated rows through a real database, compared one by one.

use std::collections::BTreeMap;

use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::Settlement;
use pilotfish_store::{Batch, Identity, Mode, Store};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::generated::{AT, LATE_MS, histories};

/// The rows as the core would have them, by key, and what of them is live.
#[derive(Default)]
struct Model {
    rows: BTreeMap<String, Change>,
}

fn key(change: &Change) -> String {
    match change {
        Change::Control(_) => "control".to_owned(),
        Change::Market(row) => format!("market {}", row.condition),
        Change::Follow(row) => format!("follow {}", row.id),
        Change::Known(row) => format!("known {} {}", row.follow, row.token),
        Change::Seen(row) => {
            format!(
                "seen {} {} {} {} {} {} {}",
                row.follow, row.tx, row.token, row.kind, row.shares, row.price, row.at.0
            )
        }
        Change::Gather(row) => format!("gather {} {}", row.follow, row.token),
        Change::Signal(row) => format!("signal {}", row.id),
        Change::Order(row) => format!("order {}", row.id),
        Change::Child(row) => format!("child {}", row.id),
        Change::Fill(row) => format!("fill {} {}", row.trade, row.hash),
        Change::Holding(row) => format!("holding {} {}", row.follow, row.token),
        Change::Accumulated(row) => format!("accumulated {} {}", row.follow, row.token),
        Change::TurnRound(row) => format!("turn {} {}", row.follow, row.token),
        Change::KnownGone { follow, token } => format!("known {follow} {token}"),
        Change::GatherGone { follow, token } => format!("gather {follow} {token}"),
        Change::AccumulatedGone { follow, token } => format!("accumulated {follow} {token}"),
        Change::TurnRoundGone { follow, token } => format!("turn {follow} {token}"),
        Change::SeenGone { .. } => String::new(),
    }
}

impl Model {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::KnownGone { .. }
            | Change::GatherGone { .. }
            | Change::AccumulatedGone { .. }
            | Change::TurnRoundGone { .. } => {
                self.rows.remove(&key(change));
            }
            Change::SeenGone { follow, before } => {
                self.rows.retain(|_, row| match row {
                    Change::Seen(seen) => seen.follow != *follow || seen.at >= *before,
                    _ => true,
                });
            }
            row => {
                self.rows.insert(key(row), row.clone());
            }
        }
    }

    fn live_order(&self, id: CopyOrderId) -> bool {
        self.rows.values().any(|row| match row {
            Change::Order(order) => {
                order.id == id
                    && (order.status != OrderStatus::Ended || order.ended_at.is_some_and(|at| at.0 >= AT - LATE_MS))
            }
            Change::Child(child) => child.order == id && child.state.holds_slot(),
            Change::Fill(fill) => {
                fill.order == id && !matches!(fill.settlement, Settlement::Confirmed | Settlement::Failed)
            }
            _ => false,
        })
    }

    fn needed(&self, signal: SignalId) -> bool {
        self.rows.values().any(|row| match row {
            Change::Order(order) => order.signal == signal && self.live_order(order.id),
            Change::TurnRound(turn) => turn.signals.contains(&signal),
            _ => false,
        })
    }

    fn held(&self, fill: &Fill) -> bool {
        let key = format!("holding {} {}", fill.follow, fill.token);
        matches!(self.rows.get(&key), Some(Change::Holding(holding)) if !holding.shares.is_zero())
    }

    fn live(&self) -> BTreeMap<String, Change> {
        let live = |row: &Change| match row {
            Change::Signal(signal) => signal.decision.is_none() || self.needed(signal.id),
            Change::Order(order) => self.live_order(order.id),
            Change::Child(child) => self.live_order(child.order),
            Change::Fill(fill) => self.live_order(fill.order) || self.held(fill),
            _ => true,
        };
        self.rows
            .iter()
            .filter(|(_, row)| live(row))
            .map(|(key, row)| (key.clone(), row.clone()))
            .collect()
    }
}

async fn check(history: &[Change], cuts: &[usize]) -> Result<(), TestCaseError> {
    let home = tempfile::tempdir().unwrap();
    let identity = Identity {
        mode: Mode::Paper,
        world: None,
    };
    let store = Store::open(home.path(), identity.clone()).await.unwrap();
    let mut model = Model::default();
    let mut rest = history;
    for cut in cuts.iter().copied().chain([usize::MAX]) {
        let (changes, later) = rest.split_at(cut.min(rest.len()));
        rest = later;
        let batch = Batch {
            changes,
            events: &[],
            intents: &[],
            at: VenueMs(AT),
        };
        store
            .commit(batch)
            .await
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        changes.iter().for_each(|change| model.apply(change));
        same(&store.load().await.unwrap(), &model)?;
    }
    store.close().await.unwrap();
    let again = Store::open(home.path(), identity).await.unwrap();
    same(&again.load().await.unwrap(), &model)?;
    prop_assert_eq!(again.integrity_check().await.unwrap(), Vec::<String>::new());
    Ok(())
}

fn same(loaded: &[Change], model: &Model) -> Result<(), TestCaseError> {
    let found: BTreeMap<String, Change> = loaded.iter().map(|row| (key(row), row.clone())).collect();
    prop_assert_eq!(found.len(), loaded.len(), "no row comes twice");
    let expected = model.live();
    for (key, row) in &expected {
        prop_assert_eq!(found.get(key), Some(row), "{}", key);
    }
    prop_assert_eq!(found.len(), expected.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn live_rows_come_back_equal(history in histories(), cuts in vec(1..40_usize, 0..4)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&history, &cuts))?;
    }
}
