//! Paper trading: what would have become of our orders on the real books, by the real trades. Pure: no I/O, no clock, no chance.
//!
//! The part of an order that meets the book when it arrives takes the shares that are shown there, best price first, at those
//! prices and with the market's fee. What our earlier orders took stays taken for as long as the venue goes on showing it, so that
//! no share is used twice. What is left of a resting order waits behind the shares that were shown at its price, and is filled
//! only by trades at its price, once as many shares as lay ahead of it were traded there, or by a trade beyond it.
//!
//! # Two figures
//!
//! Nobody outside the venue knows who of a level cancels. So each resting order is followed twice:
//!
//! | | cautious | optimistic |
//! |---|---|---|
//! | ahead of it at first | everything shown at its price, by the first book after its arrival too, and whatever lies ahead of our earlier orders there | what was shown when it arrived |
//! | cancellations at its price | were all behind it | were spread evenly |
//! | trades that count | of takers on the other side | of takers on either side: an ask at our bid would have met us |
//! | our other orders | take from the same trade first where they come first | are not there |
//!
//! What an order takes on its arrival is seen, and the same in both views.
//!
//! The cautious figure is what is booked: cash, shares and trades of the account. The optimistic one is kept beside it, by order.
//! For every order and at any moment, the cautious fill is at most the optimistic one: in each view only the shares that have to
//! be traded until the order is filled whole are kept ([`Queue`]), and no step makes the optimistic number the larger one.
//!
//! Of a result, shares that only the optimistic view filled may have gained or lost. [`Figures`] counts what they would have lost
//! to the cautious result and what they would have gained to the optimistic one, so that what was booked lies between.
//!
//! # What it cannot know
//!
//! - Our orders are not in the real book: nobody reacts to them, and no taker is stopped by them.
//! - A book that shows the other side at our price fills nothing by itself; the real venue would have matched us there.
//! - Trades while nobody listened (the program was off, the stream was down) fill nothing. Such gaps are counted.
//! - Hidden priority, speed bumps, settlements that fail, and rebates are not played.
//! - Our own orders on both sides of one market do not meet; the core keeps them apart.

mod account;
mod book;
mod bounds;
mod checks;
mod order;
mod queue;
mod rows;
mod venue;

pub use account::{Account, Counts};
pub use book::{Print, YesBook};
pub use bounds::{Bounds, Figures, OrderDoubt, Range};
pub use order::{Amount, CancelRefused, EndReason, Lifetime, NewOrder, PaperOrder, Placed, Reject};
pub use queue::{Queue, Trading};
pub use rows::{Row, RowChange, UnreadableRow};
pub use venue::{PaperEvent, PaperVenue};
