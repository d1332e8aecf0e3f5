//! The server against the official clients' vectors, against recorded answers, and over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod chain;
pub(super) mod client;
mod clob_routes;
mod closed;
mod continuation;
mod data;
mod faults;
mod feeds;
mod gamma;
mod habits;
mod identities;
mod limits;
mod refusals;
mod relayer;
mod settlements;
mod shapes;
mod socket_style;
mod tls;
mod trading;
mod vectors;
mod wire;
