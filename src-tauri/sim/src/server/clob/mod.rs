//! The CLOB's REST routes (polymarket-api §2, §4, §6.1).

mod account;
mod keys;
pub(crate) mod public;
pub(crate) mod rows;
mod trading;

use axum::Router;

use super::state::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(public::routes())
        .merge(keys::routes())
        .merge(trading::routes())
        .merge(account::routes())
}
