//! The SQLite store: it writes the core's rows, its journal and the signed intents in one transaction, loads the live
//! state again, and answers the questions of the window and the command line.
//!
//! It decides nothing. What it holds to is durability (a commit is on the disk, whole, or it never was) and the
//! invariants in the schema (one open child a copy order, an append-only journal, signed orders that never change).
//! It deliberately has no venue, no key, no clock of its own, and no way to delete a database.

mod ahead;
mod batch;
mod codec;
mod connect;
mod error;
mod filesystem;
mod folder;
mod going_live;
mod identity;
mod journal;
mod kill_points;
mod load;
mod lock;
mod model;
mod paper_file;
#[cfg(test)]
mod plans;
pub mod private;
pub mod promises;
pub mod read;
mod reader;
mod readings;
mod relayer_requests;
mod rows;
mod schema;
mod scratch;
mod snapshots;
mod statements;
mod store;
mod test_orders;
mod write_back;
mod writer;

pub use ahead::Ahead;
pub use batch::{Batch, Intent, OrderType, WriteRows};
pub use error::{Remedy, StoreError};
pub use identity::{Identity, KeptIdentity, Mode};
pub use kill_points::{KILL_POINT_VARIABLE, KillPoint, MORE_MIGRATIONS_VARIABLE};
pub use lock::{AccountLock, Holder};
pub use model::ModelStore;
pub use paper_file::{PaperFile, PaperRow};
pub use reader::Reader;
pub use readings::{EquityPoint, FollowPoint, Readings};
pub use relayer_requests::{
    KeptCall, KeptClaim, NewRelayerRequest, RelayerRequestRow, RequestProgress, RequestPurpose, RequestState,
};
pub use schema::copy_database;
pub use scratch::ScratchStore;
pub use snapshots::{PositionPage, Snapshots};
#[cfg(any(test, feature = "test-util"))]
pub use store::Hindrance;
pub use store::{Migrated, OpenIntent, Store};
pub use test_orders::{KeptTestOrder, TestEnding, TestOrder};
