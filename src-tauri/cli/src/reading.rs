//! Commands that only read (and `migrate`): they work while another process runs, and say which.

use pilotfish_api::obstacles::of_halt;
use pilotfish_api::percent;
use pilotfish_copy::entity::{Halt, HaltReason};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Usd;
use pilotfish_engine::Home;
use pilotfish_store::read::history::{HistoryFilter, HistoryItem, HistoryPlace};
use pilotfish_store::{Reader, Store};
use serde_json::json;

use crate::args::Read;
use crate::error::CliError;
use crate::output::Lines;
use crate::parse::show;
use crate::running;
use crate::spoken::Spoken;

/// Fills read at a time.
const PAGE: u32 = 500;
/// Points of the equity curve.
const POINTS: u32 = 500;

async fn open(read: &Read) -> Result<Reader, CliError> {
    let home = Home::resolve(read.home.as_deref())?;
    Ok(Store::open_read_only(&home.mode(read.mode)).await?)
}

/// One page about everything, and who runs.
pub(crate) async fn status(read: Read, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(read.home.as_deref())?;
    let language = spoken.language(&home);
    let folder = home.mode(read.mode);
    let holder = Store::holder(&folder)?;
    let reader = open(&read).await?;
    let summary = reader.summary().await?;
    let follows = reader.follows().await?;
    let orders = reader.working_orders().await?;
    // What a full disk keeps out of the database, the program that runs knows.
    let beside = running::not_written(&read).await;
    let mut lines = Lines::new(read.json);
    if read.json {
        lines.object(&json!({
            "kind": "status", "running": holder, "summary": summary, "follows": follows, "orders": orders,
            "not_written": beside,
        }))?;
        return lines.flush();
    }
    match &holder {
        Some(holder) => lines.text(&format!("running: {holder}"))?,
        None => lines.text("not running")?,
    }
    let at = summary.at.map_or_else(|| "never".to_owned(), show);
    lines.text(&format!("{}, last commit at {at} (venue time)", read.mode))?;
    if let Some(control) = &summary.control {
        let stands = |reason: &HaltReason| summary.halts.iter().any(|halt| halt.reason == *reason);
        let state = if stands(&HaltReason::Stopped) {
            "stopped"
        } else if stands(&HaltReason::Paused) {
            "paused"
        } else {
            "copying"
        };
        let cash = control
            .cash
            .map_or_else(|| "unknown".to_owned(), |cash| format!("{cash} pUSD"));
        let spent = control.spent_on(summary.at.unwrap_or_default().utc_day());
        lines.text(&format!("state {state}, balance {cash}, spent today {spent}"))?;
    }
    for halt in &summary.halts {
        lines.text(&halt_line(halt))?;
        lines.text(&format!("  {}", of_halt(&halt.reason).text(language)))?;
    }
    if let Some(halt) = beside {
        let words = halt.words.unwrap_or_default();
        lines.text(&format!(
            "halt {} since {}: {words}",
            halt.halt,
            show(VenueMs(halt.since.0))
        ))?;
        lines.text(&format!("  {}", of_halt(&HaltReason::NotWritten).text(language)))?;
    }
    for view in &follows {
        let figures = &view.figures;
        lines.text(&format!(
            "follow {} {} at {} %: {:?}, realised {}, fees {}, {} working",
            view.follow.id,
            view.follow.name,
            view.follow.settings.percentage,
            view.follow.status,
            figures.realised,
            figures.fees,
            figures.working_orders
        ))?;
    }
    lines.text(&format!("{} working orders", orders.len()))?;
    lines.flush()
}

fn halt_line(halt: &Halt) -> String {
    let token = halt.reason.token().map(|token| format!(" of token {token}"));
    let words = halt.words.as_ref().map(|words| format!(": {words}"));
    format!(
        "halt {}{} since {}{}",
        halt.reason.word(),
        token.unwrap_or_default(),
        show(halt.since),
        words.unwrap_or_default()
    )
}

/// Every fill, newest first.
pub(crate) async fn history(read: Read) -> Result<(), CliError> {
    let reader = open(&read).await?;
    let mut lines = Lines::new(read.json);
    let mut after: Option<HistoryPlace> = None;
    loop {
        let page = reader.history(&HistoryFilter::default(), after, PAGE).await?;
        for item in &page.items {
            if read.json {
                lines.object(item)?;
            } else {
                lines.text(&fill_line(item))?;
            }
        }
        match page.next {
            Some(place) => after = Some(place),
            None => return lines.flush(),
        }
    }
}

fn fill_line(item: &HistoryItem) -> String {
    let fill = &item.fill;
    let market = item
        .market
        .as_ref()
        .map_or_else(|| fill.token.to_string(), |words| words.question.clone());
    format!(
        "{}  {} {} at {} (trader {}, slippage {}), fee {}, realised {}  {}  {}",
        show(fill.at),
        fill.side.as_str(),
        fill.shares,
        fill.price,
        fill.trader_price,
        item.slippage,
        fill.fee,
        fill.realised,
        item.trader_name,
        market
    )
}

/// Attribution, fees, slippage, stages.
pub(crate) async fn performance(read: Read) -> Result<(), CliError> {
    let reader = open(&read).await?;
    let performance = reader.performance(POINTS).await?;
    let mut lines = Lines::new(read.json);
    if read.json {
        lines.object(&performance)?;
        return lines.flush();
    }
    for result in &performance.traders {
        let figures = &result.figures;
        let net = figures.realised - figures.fees;
        let verb = if net < Usd::ZERO { "cost you" } else { "earned you" };
        lines.text(&format!(
            "{} {verb} {net} realised after fees, {} fills",
            result.name, figures.fills
        ))?;
    }
    for stage in &performance.stages {
        let bps = stage
            .slippage_bps
            .map_or_else(|| "-".to_owned(), |bps| bps.round_dp(1).to_string());
        lines.text(&format!(
            "stage {}: {} fills, slippage {bps} bps",
            stage.stage.number(),
            stage.fills
        ))?;
    }
    lines.text(&drawdown_line(performance.drawdown, performance.drawdown_from))?;
    lines.flush()
}

/// As the window shows it: USD, and percent of the equity at the peak.
fn drawdown_line(fall: Usd, from: Usd) -> String {
    match percent(fall, from) {
        Some(percent) => format!("max drawdown {fall} ({percent}% of the equity at its peak)"),
        None => format!("max drawdown {fall}"),
    }
}

/// Brings the demo's database to this version.
pub(crate) async fn migrate(read: Read) -> Result<(), CliError> {
    let home = Home::resolve(read.home.as_deref())?;
    let migrated = Store::migrate(&home.mode(read.mode)).await?;
    let mut lines = Lines::new(read.json);
    lines.text(&format!("{migrated:?}"))?;
    lines.flush()
}
