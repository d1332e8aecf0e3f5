//! Seeded worlds with faults, judged by an independent oracle.
//!
//! A seed makes a [`script::Script`]; a script drives the real core, the pure exchange and everything that can go wrong between them in
//! virtual time; the oracle judges every step by the venue's own ledger. The same script gives the same bytes. A world that
//! fails is made smaller by leaving lines out ([`shrink`]), so that what is left can be read and kept as a test.

mod chance;
mod command_line;
mod habits;
mod mirror;
mod oracle;
mod plan;
pub mod plants;
mod process;
pub mod script;
mod shrink;
mod soak;
mod stores;
mod trace;
mod venue;

use serde::Serialize;
use serde_json::json;

pub use command_line::command_line;
pub use oracle::Violation;
pub use plan::{PlanOptions, plan};
pub use script::Script;
pub use shrink::shrink;
pub use soak::soak;
pub use stores::Durable;
pub use trace::Detail;

use process::Process;
use trace::Trace;

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Broken rules; none in a world that is right.
    pub violations: Vec<Violation>,
    /// The trace's hash, where one was kept.
    pub hash: u64,
    /// Lines of the trace.
    pub lines: u64,
    /// The trace, as much of it as was asked for.
    pub trace: String,
    /// Venue time that passed, ms.
    pub simulated_ms: i64,
    /// Inputs that the core took.
    pub inputs: u64,
}

/// Plays a script.
///
/// # Errors
/// When its opening is not of the format.
pub fn play(script: &Script, detail: Detail, rows: Box<dyn Durable>) -> Result<Outcome, String> {
    let mut process = Process::new(script, Trace::new(detail), rows)?;
    process.run();
    if detail >= Detail::Decisions {
        tell_end(&mut process);
    }
    let (hash, lines) = process.trace.hash();
    Ok(Outcome {
        violations: process.oracle.violations().to_vec(),
        hash,
        lines,
        trace: process.trace.text().to_owned(),
        simulated_ms: process.simulated_ms(),
        inputs: process.inputs,
    })
}

/// The store that a script asks for: the SQLite schema beside the model, or the model alone.
///
/// # Errors
/// When it cannot be opened.
pub fn rows_for(script: &Script) -> Result<Box<dyn Durable>, String> {
    if script.opening().sqlite {
        return Ok(Box::new(stores::Both::new()?));
    }
    Ok(Box::new(pilotfish_store::ModelStore::default()))
}

/// The final books and the venue's ledger.
fn tell_end(process: &mut Process) {
    #[derive(Serialize)]
    struct Line<'a, T> {
        market: &'a str,
        outcome: usize,
        #[serde(flatten)]
        row: T,
    }
    let now = process.venue.now;
    let said = process.oracle.said().clone();
    for ((_, token), holding) in &said.holdings {
        let (market, outcome) = process
            .venue
            .name_of(token)
            .map(|(name, outcome)| (name.to_owned(), outcome))
            .unwrap_or_default();
        process.trace.value(
            now,
            "holding",
            &Line {
                market: &market,
                outcome,
                row: holding,
            },
        );
    }
    for order in said.orders.values() {
        process.trace.value(now, "order", order);
    }
    if let Some(control) = &said.control {
        process.trace.value(now, "control", control);
    }
    for row in std::mem::take(&mut process.venue.ledger) {
        process.trace.value(row.at.0, "venue_ledger", &row.entry);
    }
    if let Some(account) = process.venue.exchange.account(&process.venue.us) {
        let holdings: Vec<_> = account
            .holdings()
            .map(|(token, shares)| json!([token, shares]))
            .collect();
        let cash = account.cash();
        process
            .trace
            .value(now, "venue_account", &json!({ "cash": cash, "shares": holdings }));
    }
    for violation in process.oracle.violations().to_vec() {
        process.trace.value(now, "violation", &violation);
    }
}
