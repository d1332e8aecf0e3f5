//! The stores of the simulation: the model, and the SQLite schema itself.

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::Change;
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Rounding, Usd};
use pilotfish_store::{Batch, Intent, ModelStore, OrderType, ScratchStore};

/// A store: takes the rows and events of steps in one transaction, and gives back what a start loads.
pub trait Durable {
    /// Makes them durable, all or nothing.
    ///
    /// # Errors
    /// When the store refuses a row: the core promised never to write such a one.
    fn commit(&mut self, changes: &[Change], events: &[Event], intents: &[Intent], at: VenueMs) -> Result<(), String>;

    /// The rows that a start loads.
    ///
    /// # Errors
    /// When they cannot be read.
    fn load(&mut self) -> Result<Vec<Change>, String>;
}

impl Durable for ModelStore {
    fn commit(&mut self, changes: &[Change], events: &[Event], intents: &[Intent], at: VenueMs) -> Result<(), String> {
        let batch = Batch {
            changes,
            events,
            intents,
            at,
        };
        Self::commit(self, batch).map_err(|broken| broken.to_string())?;
        self.sync();
        Ok(())
    }

    fn load(&mut self) -> Result<Vec<Change>, String> {
        Ok(Self::load(self))
    }
}

impl Durable for ScratchStore {
    fn commit(&mut self, changes: &[Change], events: &[Event], intents: &[Intent], at: VenueMs) -> Result<(), String> {
        let batch = Batch {
            changes,
            events,
            intents,
            at,
        };
        Self::commit(self, batch).map_err(|error| error.to_string())?;
        self.sync().map_err(|error| error.to_string())
    }

    fn load(&mut self) -> Result<Vec<Change>, String> {
        Self::load(self).map_err(|error| error.to_string())
    }
}

/// The schema checked against the model: each commit must be taken or refused by both, and both must give the same back.
#[derive(Debug)]
pub(super) struct Both {
    schema: ScratchStore,
    model: ModelStore,
}

impl Both {
    /// Two empty ones.
    ///
    /// # Errors
    /// When SQLite cannot be had.
    pub(super) fn new() -> Result<Self, String> {
        Ok(Self {
            schema: ScratchStore::new().map_err(|error| error.to_string())?,
            model: ModelStore::default(),
        })
    }
}

impl Durable for Both {
    fn commit(&mut self, changes: &[Change], events: &[Event], intents: &[Intent], at: VenueMs) -> Result<(), String> {
        let schema = Durable::commit(&mut self.schema, changes, events, intents, at);
        let model = Durable::commit(&mut self.model, changes, events, intents, at);
        match (schema, model) {
            (Ok(()), Ok(())) => Ok(()),
            (Err(schema), Err(_)) => Err(schema),
            (Err(schema), Ok(())) => Err(format!("the schema refuses what the model takes: {schema}")),
            (Ok(()), Err(model)) => Err(format!("the model refuses what the schema takes: {model}")),
        }
    }

    fn load(&mut self) -> Result<Vec<Change>, String> {
        let schema = Durable::load(&mut self.schema)?;
        let model = Durable::load(&mut self.model)?;
        let sorted = |rows: &[Change]| {
            let mut texts: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
            texts.sort();
            texts
        };
        if sorted(&schema) != sorted(&model) {
            let (schema, model) = (sorted(&schema), sorted(&model));
            let only = |one: &[String], other: &[String]| {
                one.iter()
                    .filter(|row| other.binary_search(row).is_err())
                    .take(2)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            return Err(format!(
                "schema and model give other rows back: only the schema {:?}, only the model {:?}",
                only(&schema, &model),
                only(&model, &schema)
            ));
        }
        Ok(schema)
    }
}

/// The signed order of a child, as far as a store keeps it.
pub(crate) fn intent_of(changes: &[Change], child: pilotfish_copy::ids::ChildId) -> Option<Intent> {
    let row = changes.iter().rev().find_map(|change| match change {
        Change::Child(row) if row.id == child => Some(row),
        _ => None,
    })?;
    let hash = row.hash.clone()?;
    let (order_type, expires_at) = match row.kind {
        ChildKind::Resting { expires_at, .. } => (OrderType::Gtd, Some(expires_at)),
        ChildKind::BuyNow { .. } | ChildKind::SellNow { .. } => (OrderType::Fak, None),
    };
    let reservation = match (row.side, row.kind) {
        (Side::Sell, _) => Usd::ZERO,
        (Side::Buy, ChildKind::BuyNow { budget, .. }) => budget,
        (Side::Buy, kind) => row.size().value(kind.price(), Rounding::Up),
    };
    Some(Intent {
        child,
        body: format!("{{\"order\":{{\"hash\":\"{hash}\"}}}}"),
        hash,
        order_type,
        expires_at,
        reservation,
    })
}
