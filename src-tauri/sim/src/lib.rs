//! The simulated Polymarket without its server: a made-up or recorded world, and the venue on its own clock.
//!
//! `world_gen` makes markets, makers, traders and their past from a seed; `replay` plays recordings instead; `venue` puts
//! either around the exchange and lets time pass; `signed_order` takes orders as clients sign them; `relayer` takes
//! transactions of their wallets, and `chain` tells what contracts would; `journal` and
//! `overrides` are what continues a world. Everything is a function of the seed and of what is done at which time: no
//! sockets, no clock of its own, no async.

#![allow(
    missing_docs,
    reason = "nothing here is published: a comment stands where it says more than the name"
)]

pub mod after_purchase;
pub mod chain;
pub mod error;
pub mod habits;
pub mod journal;
pub mod overrides;
pub mod relayer;
pub mod replay;
pub mod signed_order;
pub mod stats;
pub mod venue;
pub mod world_gen;
