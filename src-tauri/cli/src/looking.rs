//! Orders, positions and fills: from the program that runs on the data, which knows prices too, else as they are recorded. The same
//! shapes and columns either way.

use pilotfish_api::recorded::Recorded;
use pilotfish_api::types::{HistoryFilter, HistoryRow, OrderRow, OrderStatus, Position, Positions, Settlement, Side};
use pilotfish_api::{plain_market, plain_name, texts};
use pilotfish_copy::ids::VenueMs;
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::Read;
use crate::error::CliError;
use crate::figures::{amount, perhaps, plain, result};
use crate::output::Lines;
use crate::parse::show;
use crate::running::Place;
use crate::spoken::Spoken;
use crate::table::{Cell, Table, Tone};

/// Copy orders at work.
pub(crate) async fn orders(read: Read, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(read.home.as_deref(), read.mode)?.speaking(spoken);
    let asked = json!({ "query": { "ended": false } });
    let running: Option<Vec<OrderRow>> = place.ask_if_running("orders", asked).await?;
    let is_recorded = running.is_none();
    let rows = match running {
        Some(rows) => rows,
        None => Recorded::open(place.folder(), read.mode).await?.working_orders().rows,
    };
    let mut lines = Lines::new(read.json);
    if read.json {
        for row in &rows {
            lines.object(&json!({ "kind": "order", "recorded": is_recorded, "order": row }))?;
        }
        return lines.flush();
    }
    let language = place.language();
    said_if_recorded(&mut lines, is_recorded, language)?;
    if rows.is_empty() {
        lines.text(language.pick("no open orders", "aucun ordre ouvert"))?;
    } else {
        lines.table(&orders_table(&rows, language))?;
    }
    lines.flush()
}

/// What is held.
pub(crate) async fn positions(read: Read, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(read.home.as_deref(), read.mode)?.speaking(spoken);
    let running: Option<Positions> = place.ask_if_running("positions", json!({})).await?;
    let is_recorded = running.is_none();
    let positions = match running {
        Some(positions) => positions,
        None => Recorded::open(place.folder(), read.mode).await?.positions().await?,
    };
    let mut lines = Lines::new(read.json);
    if read.json {
        for row in &positions.rows {
            lines.object(&json!({ "kind": "position", "recorded": is_recorded, "position": row }))?;
        }
        return lines.flush();
    }
    let language = place.language();
    said_if_recorded(&mut lines, is_recorded, language)?;
    if positions.rows.is_empty() {
        lines.text(language.pick("no positions", "aucune position"))?;
    } else {
        lines.table(&positions_table(&positions.rows, language))?;
    }
    lines.flush()
}

/// Every fill, newest first.
pub(crate) async fn history(read: Read, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(read.home.as_deref(), read.mode)?.speaking(spoken);
    let recorded = Recorded::open(place.folder(), read.mode).await?;
    let rows = recorded.history(&HistoryFilter::default()).await?;
    let mut lines = Lines::new(read.json);
    if read.json {
        for row in &rows {
            lines.object(&json!({ "kind": "fill", "fill": row }))?;
        }
        return lines.flush();
    }
    let language = place.language();
    if rows.is_empty() {
        lines.text(language.pick("no fills", "aucune exécution"))?;
    } else {
        lines.table(&history_table(&rows, language))?;
    }
    lines.flush()
}

fn said_if_recorded(lines: &mut Lines, is_recorded: bool, language: Language) -> Result<(), CliError> {
    if !is_recorded {
        return Ok(());
    }
    lines.toned(
        Tone::Faint,
        language.pick(
            "Pilotfish is not running: these are the last recorded figures",
            "Pilotfish n’est pas lancé : voici les derniers chiffres enregistrés",
        ),
    )
}

fn orders_table(rows: &[OrderRow], language: Language) -> Table {
    let mut table = Table::new(&[
        language.pick("Order", "Ordre"),
        language.pick("Side", "Sens"),
        language.pick("Filled", "Exécuté"),
        language.pick("of", "sur"),
        language.pick("Limit", "Limite"),
        language.pick("Trader’s", "Du trader"),
        language.pick("Stage", "Étape"),
        language.pick("State", "État"),
        "Trader",
        language.pick("Market", "Marché"),
    ]);
    for row in rows {
        table.row([
            Cell::figure(row.id.0.to_string()),
            side(row.side, language),
            plain(language, &row.filled),
            plain(language, &row.shares),
            perhaps(row.limit.as_ref(), |limit| plain(language, limit)),
            plain(language, &row.first_price),
            Cell::figure(row.stage.to_string()),
            state(row, language),
            Cell::text(plain_name(&row.trader)),
            market(&row.market, &row.outcome),
        ]);
    }
    table
}

/// What the order waits for, else where its order on the exchange stands.
fn state(row: &OrderRow, language: Language) -> Cell {
    if row.status == OrderStatus::Working
        && let Some(waiting) = row.waiting
    {
        return Cell::text(texts::text(language, "wait", waiting.as_str())).toned(Tone::Faint);
    }
    Cell::text(match row.status {
        OrderStatus::Working => texts::text(language, "child", row.child.as_str()),
        OrderStatus::Ending | OrderStatus::Ended => texts::text(language, "status", row.status.as_str()),
    })
}

fn positions_table(rows: &[Position], language: Language) -> Table {
    let mut table = Table::new(&[
        language.pick("Shares", "Parts"),
        language.pick("Average cost", "Coût moyen"),
        language.pick("Price", "Prix"),
        language.pick("Value", "Valeur"),
        language.pick("Result", "Résultat"),
        language.pick("Follow", "Suivi"),
        "Trader",
        language.pick("Market", "Marché"),
    ]);
    for row in rows {
        table.row([
            plain(language, &row.shares),
            plain(language, &row.average_cost),
            perhaps(row.price.as_ref(), |price| plain(language, price)),
            perhaps(row.value.as_ref(), |value| amount(language, value)),
            perhaps(row.pnl.as_ref(), |pnl| result(language, pnl)),
            Cell::figure(row.follow.0.to_string()),
            Cell::text(plain_name(&row.trader)),
            market(&row.market, &row.outcome),
        ]);
    }
    table
}

fn history_table(rows: &[HistoryRow], language: Language) -> Table {
    let mut table = Table::new(&[
        language.pick("Time (UTC)", "Heure (UTC)"),
        language.pick("Side", "Sens"),
        language.pick("Shares", "Parts"),
        language.pick("Price", "Prix"),
        language.pick("Trader’s", "Du trader"),
        language.pick("Value", "Valeur"),
        language.pick("Fee", "Frais"),
        language.pick("Result", "Résultat"),
        language.pick("Settlement", "Règlement"),
        "Trader",
        language.pick("Market", "Marché"),
    ]);
    for row in rows {
        let settlement = Cell::text(texts::text(language, "settlement", row.settlement.as_str()));
        table.row([
            Cell::text(show(VenueMs(row.at.0))),
            side(row.side, language),
            plain(language, &row.shares),
            plain(language, &row.price),
            plain(language, &row.trader_price),
            amount(language, &row.value),
            amount(language, &row.fee),
            perhaps(row.realised.as_ref(), |usd| result(language, usd)),
            settlement.toned(match row.settlement {
                Settlement::Failed => Tone::Bad,
                Settlement::Matched | Settlement::Mined | Settlement::Retrying | Settlement::Confirmed => Tone::Plain,
            }),
            Cell::text(plain_name(&row.trader)),
            market(&row.market, &row.outcome),
        ]);
    }
    table
}

fn side(side: Side, language: Language) -> Cell {
    Cell::text(texts::text(language, "side", side.as_str()))
}

/// A market and its outcome.
pub(crate) fn market(question: &str, outcome: &str) -> Cell {
    let question = plain_market(question);
    Cell::text(if outcome.is_empty() {
        question
    } else {
        format!("{question} · {}", plain_name(outcome))
    })
}
