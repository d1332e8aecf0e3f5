//! The CLOB's REST routes.
//!
//! All of them stand under `/clob` too: on one port some paths are Gamma's as well (`/markets`), and a client that asks
//! the CLOB for its first page of markets without a cursor can only be told apart by its host.

mod account;
mod books;
mod builder_keys;
mod heartbeats;
mod keys;
mod markets;
mod notifications;
mod pages;
mod prices;
pub(crate) mod public;
mod refused;
mod rewards;
pub(crate) mod rows;
mod summary;
mod trading;

use axum::Router;
use axum::routing::get;

use super::state::App;

pub(crate) use markets::markets;

pub(crate) fn routes() -> Router<App> {
    let own = shared()
        .route("/markets", get(markets))
        .route("/markets/{condition}", get(public::market));
    shared().nest("/clob", own)
}

/// The routes whose paths are the CLOB's alone.
fn shared() -> Router<App> {
    Router::new()
        .merge(public::routes())
        .merge(books::routes())
        .merge(prices::routes())
        .merge(markets::routes())
        .merge(keys::routes())
        .merge(builder_keys::routes())
        .merge(trading::routes())
        .merge(account::routes())
        .merge(notifications::routes())
        .merge(heartbeats::routes())
        .merge(rewards::routes())
}
