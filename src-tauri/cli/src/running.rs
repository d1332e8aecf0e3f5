//! Commands to whichever program holds the data, over its socket. Without one, what can be read is read, and `stop` stops the
//! account by itself.

use std::path::PathBuf;

use pilotfish_api::socket::{self, SocketError};
use pilotfish_api::types::{EngineState, Frame, HaltRemedy, HaltView, OrderRow, Positions};
use pilotfish_copy::{Core, Intervals};
use pilotfish_engine::{Bus, Engine, EngineOptions, Home, Mode, StopReport};
use pilotfish_store::Store;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::args::{Read, Reconcile, StartAgain, Stop};
use crate::error::CliError;
use crate::output::Lines;

/// The folder of the data, and who holds it.
struct Place {
    home: Home,
    folder: PathBuf,
}

impl Place {
    fn of(home: Option<&std::path::Path>) -> Result<Self, CliError> {
        let home = Home::resolve(home)?;
        let folder = home.mode(Mode::Demo);
        Ok(Self { home, folder })
    }

    async fn ask<T: DeserializeOwned>(&self, command: &str, arguments: Value) -> Result<T, CliError> {
        let answer = socket::ask(&self.folder, command, arguments).await?;
        Ok(serde_json::from_value(answer)?)
    }

    /// The same, or nothing where no program listens.
    async fn ask_if_running<T: DeserializeOwned>(
        &self,
        command: &str,
        arguments: Value,
    ) -> Result<Option<T>, CliError> {
        match self.ask(command, arguments).await {
            Err(CliError::Socket(SocketError::Nobody(_))) => Ok(None),
            answer => answer.map(Some),
        }
    }
}

/// Stops everything, in whatever state the program is, or without one.
pub(crate) async fn stop(stop: Stop) -> Result<(), CliError> {
    let place = Place::of(stop.home.as_deref())?;
    let mut lines = Lines::new(stop.json);
    if let Some(frame) = place.ask_if_running::<Frame>("stop_all", json!({})).await? {
        return told(&mut lines, stop.json, &frame);
    }
    if Store::holder(&place.folder)?.is_some() {
        return Err(CliError::Usage(
            "another program holds the data and does not listen: stop it there, or end it and try again".to_owned(),
        ));
    }
    let Some(venue) = stop.venue else {
        return Err(CliError::Usage(
            "no program runs: name the venue with --venue to cancel what is open there".to_owned(),
        ));
    };
    let seed = place.home.settle_demo_seed(None)?;
    let options = EngineOptions::demo(place.home.clone(), venue, seed, Bus::new());
    let report = Engine::stop_without(&options).await?;
    report_of(&mut lines, stop.json, &report)
}

fn report_of(lines: &mut Lines, json: bool, report: &StopReport) -> Result<(), CliError> {
    if json {
        lines.object(&json!({
            "kind": "stop", "asked": report.asked, "cancelled": report.cancelled, "open": report.open,
            "account_wide": report.account_wide, "trouble": report.trouble,
        }))?;
    } else {
        lines.text(&format!("stopped: {} orders cancelled", report.cancelled))?;
        if report.account_wide {
            lines.text("everything open in the account was cancelled, orders placed elsewhere with it")?;
        }
        match report.open {
            Some(0) => lines.text("nothing is open at the venue")?,
            Some(open) => lines.text(&format!("{open} orders of the account are still open at the venue"))?,
            None => lines.text("the venue did not say what is still open: look there")?,
        }
        for trouble in &report.trouble {
            lines.text(trouble)?;
        }
    }
    lines.flush()?;
    if report.trouble.is_empty() {
        Ok(())
    } else {
        Err(CliError::Usage("the stop is not complete".to_owned()))
    }
}

/// Takes no new copies.
pub(crate) async fn pause(read: Read) -> Result<(), CliError> {
    let frame: Frame = Place::of(read.home.as_deref())?.ask("pause", json!({})).await?;
    told(&mut Lines::new(read.json), read.json, &frame)
}

/// Undoes a pause, and nothing else.
pub(crate) async fn resume(read: Read) -> Result<(), CliError> {
    let frame: Frame = Place::of(read.home.as_deref())?.ask("resume", json!({})).await?;
    told(&mut Lines::new(read.json), read.json, &frame)
}

/// Undoes a stop, when confirmed; else says what stands.
pub(crate) async fn start(start: StartAgain) -> Result<(), CliError> {
    let place = Place::of(start.home.as_deref())?;
    let mut lines = Lines::new(start.json);
    if !start.confirm {
        let frame: Frame = place.ask("frame", json!({})).await?;
        told(&mut lines, start.json, &frame)?;
        return Err(CliError::Usage(
            "copying starts again with `start --confirm`: look at what happened first".to_owned(),
        ));
    }
    let frame: Frame = place.ask("start_again", json!({})).await?;
    told(&mut lines, start.json, &frame)
}

fn told(lines: &mut Lines, json: bool, frame: &Frame) -> Result<(), CliError> {
    if json {
        lines.object(&json!({ "kind": "frame", "frame": frame }))?;
        return lines.flush();
    }
    let state = match frame.state {
        EngineState::Starting => "starting",
        EngineState::Running => "copying",
        EngineState::Paused => "paused",
        EngineState::Stopped => "stopped",
        EngineState::Disconnected => "disconnected",
        EngineState::Failed => "failed",
    };
    lines.text(&format!(
        "{state}: {} working orders, {} on the exchange",
        frame.working_orders, frame.on_exchange
    ))?;
    if let Some(trouble) = &frame.trouble {
        lines.text(&trouble.detail)?;
    }
    if let Some(stop) = &frame.stop {
        match stop.open {
            Some(0) => lines.text(&format!(
                "{} cancelled, nothing is open at the exchange",
                stop.cancelled
            ))?,
            Some(open) => lines.text(&format!(
                "{} cancelled, {open} of the account were still open at the exchange",
                stop.cancelled
            ))?,
            None => lines.text("the exchange did not say what is still open: look there")?,
        }
        for trouble in &stop.trouble {
            lines.text(trouble)?;
        }
    }
    lines.flush()
}

/// Copy orders at work.
pub(crate) async fn orders(read: Read) -> Result<(), CliError> {
    let place = Place::of(read.home.as_deref())?;
    let mut lines = Lines::new(read.json);
    let asked = json!({ "query": { "ended": false } });
    if let Some(rows) = place.ask_if_running::<Vec<OrderRow>>("orders", asked).await? {
        for row in &rows {
            if read.json {
                lines.object(&json!({ "kind": "order", "order": row }))?;
            } else {
                let limit = row.limit.as_deref().unwrap_or("-");
                let waiting = row.waiting.as_ref().map(|why| format!(", waiting: {why}"));
                lines.text(&format!(
                    "{}  {} {} of {} at {limit} (trader {}), stage {}{}  {}  {} {}",
                    row.id.0,
                    row.side,
                    row.filled,
                    row.shares,
                    row.first_price,
                    row.stage,
                    waiting.unwrap_or_default(),
                    row.trader,
                    row.market,
                    row.outcome
                ))?;
            }
        }
        return lines.flush();
    }
    let reader = Store::open_read_only(&place.folder).await?;
    for view in reader.working_orders().await? {
        if read.json {
            lines.object(&json!({ "kind": "order", "recorded": view }))?;
        } else {
            let order = &view.order;
            lines.text(&format!(
                "{}  {} {} of {}  token {}  (as recorded: no program runs)",
                order.id,
                order.side.as_str(),
                order.filled,
                order.shares,
                order.token
            ))?;
        }
    }
    lines.flush()
}

/// What is held.
pub(crate) async fn positions(read: Read) -> Result<(), CliError> {
    let place = Place::of(read.home.as_deref())?;
    let mut lines = Lines::new(read.json);
    if let Some(positions) = place.ask_if_running::<Positions>("positions", json!({})).await? {
        for row in &positions.rows {
            if read.json {
                lines.object(&json!({ "kind": "position", "position": row }))?;
            } else {
                lines.text(&format!(
                    "{} at {} (worth {}, open result {})  {}  {} {}",
                    row.shares,
                    row.average_cost,
                    row.value.as_deref().unwrap_or("unknown"),
                    row.pnl.as_deref().unwrap_or("unknown"),
                    row.trader,
                    row.market,
                    row.outcome
                ))?;
            }
        }
        return lines.flush();
    }
    let rows = Store::open_read_only(&place.folder).await?.load().await?;
    let core = Core::restore(Intervals::default(), &rows);
    for holding in core
        .state()
        .holdings
        .values()
        .filter(|holding| !holding.shares.is_zero())
    {
        if read.json {
            lines.object(&json!({
                "kind": "position", "follow": holding.follow, "token": holding.token, "shares": holding.shares, "cost": holding.cost,
            }))?;
        } else {
            lines.text(&format!(
                "{} for {}  follow {}  token {}  (as recorded: no program runs)",
                holding.shares, holding.cost, holding.follow, holding.token
            ))?;
        }
    }
    lines.flush()
}

/// What the exchange shows differently from the books, and the ways out of it.
pub(crate) async fn reconcile(asked: Reconcile) -> Result<(), CliError> {
    let place = Place::of(asked.home.as_deref())?;
    let mut lines = Lines::new(asked.json);
    let frame: Frame = match &asked.accept {
        Some(what) => {
            let token = (what != "cash").then_some(what);
            place.ask("accept_difference", json!({ "token": token })).await?
        }
        None => place.ask("look_again", json!({})).await?,
    };
    if asked.json {
        for halt in &frame.halts {
            lines.object(&json!({ "kind": "difference", "halt": halt }))?;
        }
        return lines.flush();
    }
    if frame.halts.is_empty() {
        lines.text("the books and the exchange agree")?;
    }
    for halt in &frame.halts {
        lines.text(&halt_line(halt))?;
    }
    lines.flush()
}

fn halt_line(halt: &HaltView) -> String {
    let amount = halt.shares.as_ref().map(|shares| format!(" {shares} shares"));
    let usd = halt.usd.as_ref().map(|usd| format!(" {usd} pUSD"));
    let of = halt.market.as_ref().map(|market| format!(" of {market}"));
    let outcome = halt.outcome.as_ref().map(|outcome| format!(", {outcome}"));
    let way_out = match halt.remedy {
        HaltRemedy::Wait => "passes by itself, or look again".to_owned(),
        HaltRemedy::Lift => "lift it in the window once its cause is gone".to_owned(),
        HaltRemedy::Accept => format!(
            "accept what the exchange shows with `reconcile --accept {}`, or look again",
            halt.token.as_deref().unwrap_or("cash")
        ),
    };
    format!(
        "{}{}{}{}{} since {}: {way_out}",
        halt.halt,
        amount.unwrap_or_default(),
        usd.unwrap_or_default(),
        of.unwrap_or_default(),
        outcome.unwrap_or_default(),
        crate::parse::show(pilotfish_copy::ids::VenueMs(halt.since.0))
    )
}
