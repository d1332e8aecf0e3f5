//! What was recorded: activity, decisions, history, and their exports.

pub(crate) mod activity;
pub(crate) mod csv;
pub(crate) mod decisions;
pub(crate) mod event;
pub(crate) mod export;
pub(crate) mod history;
mod other_results;
pub(crate) mod shapes;
pub(crate) mod telling;
