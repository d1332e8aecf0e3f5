//! The copy core through its public interface. One binary, since linking costs more than running: a file beside this one is a
//! module of it, and runs only if it is named here.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on panics"
)]

mod account_readings;
mod at_once;
mod bookings;
mod cancellations;
mod children;
mod closes;
mod common;
mod cut_sales;
mod ends;
mod evidence;
mod functions;
mod giving;
mod growth;
mod halts;
mod inventory;
mod limits;
mod lists;
mod moved;
mod once;
mod order_rows;
mod own_orders;
mod pauses;
mod payouts;
mod prices;
mod random_days;
mod reconciliation;
mod refusals;
mod review;
mod second_sales;
mod seed_examples;
mod signals;
mod sizing;
mod slack;
mod small_rests;
mod target_days;
mod targets;
mod time;
mod views;
mod waiting_changes;
