//! `export`: the ledger, fills or orders as a file for a spreadsheet or a program. It reads what is recorded, whoever runs.

use std::io::Write;
use std::path::Path;

use pilotfish_api::recorded::Recorded;
use pilotfish_api::types::{HistoryFilter, LedgerFilter, Ms, OrderRow};
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::{Export, Exported, FileFormat};
use crate::error::CliError;
use crate::output::Lines;
use crate::running::Place;
use crate::spoken::Spoken;

/// Writes what was asked for.
pub(crate) async fn export(asked: Export, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.home.as_deref(), asked.mode)?.speaking(spoken);
    if let Some(path) = asked.output.as_deref().filter(|path| path.exists()) {
        // Before anything is read: nothing is ever written over.
        return Err(there_already(path, place.language()));
    }
    let recorded = Recorded::open(place.folder(), asked.mode).await?;
    let (text, rows) = written(&recorded, &asked, place.language()).await?;
    let Some(path) = &asked.output else {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(());
    };
    save(path, &text, place.language())?;
    let mut lines = Lines::new(asked.json);
    if asked.json {
        lines.object(&json!({ "kind": "exported", "path": path, "rows": rows }))?;
    } else {
        let path = path.display();
        lines.text(&match place.language() {
            Language::English => format!("{rows} rows written to {path}"),
            Language::French => format!("{rows} lignes écrites dans {path}"),
        })?;
    }
    lines.flush()
}

/// The file's text, and how many rows it has.
async fn written(recorded: &Recorded, asked: &Export, language: Language) -> Result<(String, u32), CliError> {
    Ok(match (asked.what, asked.format) {
        (Exported::Ledger, FileFormat::Csv) => recorded.ledger_csv(&ledger_filter(asked), language).await?,
        (Exported::Fills, FileFormat::Csv) => recorded.history_csv(&fills_filter(asked), language).await?,
        (Exported::Orders, FileFormat::Csv) => recorded.orders_csv(orders(recorded, asked).await?, language),
        (Exported::Ledger, FileFormat::Json) => {
            let rows = recorded.ledger(&ledger_filter(asked)).await?;
            objects(rows.iter().map(|row| json!({ "kind": "ledger_row", "row": row })))?
        }
        (Exported::Fills, FileFormat::Json) => {
            let rows = recorded.history(&fills_filter(asked)).await?;
            objects(rows.iter().map(|row| json!({ "kind": "fill", "fill": row })))?
        }
        (Exported::Orders, FileFormat::Json) => {
            let rows = orders(recorded, asked).await?;
            objects(
                rows.iter()
                    .map(|row| json!({ "kind": "order", "recorded": true, "order": row })),
            )?
        }
    })
}

fn objects(all: impl Iterator<Item = serde_json::Value>) -> Result<(String, u32), CliError> {
    let (mut text, mut rows) = (String::new(), 0);
    for object in all {
        text.push_str(&serde_json::to_string(&object)?);
        text.push('\n');
        rows += 1;
    }
    Ok((text, rows))
}

fn ledger_filter(asked: &Export) -> LedgerFilter {
    LedgerFilter {
        trader: asked.trader.as_ref().map(ToString::to_string),
        from: asked.from.map(|at| Ms(at.0)),
        until: asked.until.map(|at| Ms(at.0)),
        ..LedgerFilter::default()
    }
}

fn fills_filter(asked: &Export) -> HistoryFilter {
    HistoryFilter {
        trader: asked.trader.as_ref().map(ToString::to_string),
        from: asked.from.map(|at| Ms(at.0)),
        until: asked.until.map(|at| Ms(at.0)),
        ..HistoryFilter::default()
    }
}

/// Orders by the instant at which they were made.
async fn orders(recorded: &Recorded, asked: &Export) -> Result<Vec<OrderRow>, CliError> {
    let trader = asked.trader.as_ref().map(ToString::to_string);
    let mut rows = recorded.orders().await?;
    rows.retain(|row| {
        trader.as_ref().is_none_or(|trader| *trader == row.trader_address)
            && asked.from.is_none_or(|from| row.created_at.0 >= from.0)
            && asked.until.is_none_or(|until| row.created_at.0 < until.0)
    });
    Ok(rows)
}

fn there_already(path: &Path, language: Language) -> CliError {
    let path = path.display();
    CliError::Refused(match language {
        Language::English => format!("{path} already exists: name another file"),
        Language::French => format!("{path} existe déjà : nommez un autre fichier"),
    })
}

/// Writes a file that is not there yet; what could not be finished is taken away again.
fn save(path: &Path, text: &str, language: Language) -> Result<(), CliError> {
    let failed = |error: std::io::Error| {
        let path = path.display();
        CliError::Refused(match language {
            Language::English => format!("{path} could not be written: {error}"),
            Language::French => format!("{path} n’a pas pu être écrit : {error}"),
        })
    };
    let mut file = match std::fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(there_already(path, language)),
        opened => opened.map_err(failed)?,
    };
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = written {
        drop(file);
        // What stays behind is named by the error.
        let _ = std::fs::remove_file(path);
        return Err(failed(error));
    }
    Ok(())
}
