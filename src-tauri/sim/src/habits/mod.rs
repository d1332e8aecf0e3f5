//! What the real venue does that a program must live with, by name, seeded, and off unless asked for.
//!
//! A habit acts in two places only. [`Shown`] stands between the venue's truth and whoever asks, over sockets or in
//! process: caches, lists cut short, trades listed late, messages twice. `Happenings` stands in the venue's own time:
//! fees, failed settlements, wrong payouts, hands in the client's account; the venue's ledger has all of that.
//! Each decision follows from the world's seed, the habit, the subject and the stretch of time alone: who asks, how often
//! and in which order makes no difference, and no habit's decisions move another's. No habit looks at a real clock.

mod draw;
mod exchange;
mod habit;
mod happenings;
mod set;
mod shown;

pub(crate) use draw::{Draw, Spells};
pub(crate) use exchange::frictions_of;
pub use habit::{Habit, Place};
pub(crate) use happenings::{Happenings, first_payouts};
pub use set::{HabitSet, UnknownHabit};
pub use shown::{ActivityPage, Ask, Call, Listing, LookUp, PositionsPage, RelayerTrouble, Shown, Trouble};
