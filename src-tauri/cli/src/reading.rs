//! Commands that only read (and `migrate`): they work while another process runs, and say which.

use pilotfish_api::obstacles::of_halt;
use pilotfish_api::recorded::Recorded;
use pilotfish_api::types::HaltKind;
use pilotfish_api::{percent, plain_name, texts};
use pilotfish_copy::entity::{Halt, HaltReason};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Usd;
use pilotfish_engine::Home;
use pilotfish_store::{Reader, Store};
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::Read;
use crate::error::CliError;
use crate::figures::{amount, figure, perhaps, plain, result, usd};
use crate::following::follows_table;
use crate::output::Lines;
use crate::parse::show;
use crate::running;
use crate::spoken::Spoken;
use crate::table::{Cell, Table, Tone};

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
    // What a full disk keeps out of the database, the program that runs knows.
    let beside = running::not_written(&read).await;
    let mut lines = Lines::new(read.json);
    if read.json {
        lines.object(&json!({
            "kind": "status", "running": holder, "summary": summary, "follows": reader.follows().await?,
            "orders": reader.working_orders().await?, "not_written": beside,
        }))?;
        return lines.flush();
    }
    match &holder {
        Some(holder) => lines.toned(
            Tone::Good,
            &match language {
                Language::English => format!("running: {holder}"),
                Language::French => format!("en marche : {holder}"),
            },
        )?,
        None => lines.toned(Tone::Faint, language.pick("not running", "à l’arrêt"))?,
    }
    let at = summary
        .at
        .map_or_else(|| language.pick("never", "jamais").to_owned(), show);
    let mode = texts::text(language, "mode", read.mode.as_str());
    lines.text(&match language {
        Language::English => format!("{mode}, last commit at {at} (venue time)"),
        Language::French => format!("{mode}, dernière écriture à {at} (heure de la plateforme)"),
    })?;
    if let Some(control) = &summary.control {
        let stands = |reason: &HaltReason| summary.halts.iter().any(|halt| halt.reason == *reason);
        let state = if stands(&HaltReason::Stopped) {
            "stopped"
        } else if stands(&HaltReason::Paused) {
            "paused"
        } else {
            "running"
        };
        let state = texts::text(language, "state", state);
        let cash = control.cash.map_or_else(
            || language.pick("unknown", "inconnu").to_owned(),
            |cash| format!("{} pUSD", usd(language, &cash.to_string())),
        );
        let spent = control.spent_on(summary.at.unwrap_or_default().utc_day());
        let spent = usd(language, &spent.to_string());
        lines.text(&match language {
            Language::English => format!("state: {state}, balance {cash}, spent today {spent}"),
            Language::French => format!("état : {state}, solde {cash}, dépensé aujourd’hui {spent}"),
        })?;
    }
    for halt in &summary.halts {
        lines.toned(Tone::Bad, &halt_line(halt, language))?;
        lines.text(&format!("  {}", of_halt(&halt.reason).text(language)))?;
    }
    if let Some(halt) = beside {
        let words = halt.words.unwrap_or_default();
        let name = texts::text(language, "halt", halt.halt.as_str());
        lines.toned(
            Tone::Bad,
            &since(language, name, show(VenueMs(halt.since.0)), Some(words)),
        )?;
        lines.text(&format!("  {}", of_halt(&HaltReason::NotWritten).text(language)))?;
    }
    let recorded = Recorded::open(&folder, read.mode).await?;
    let (follows, orders) = (recorded.follows().await?, recorded.working_orders());
    if !follows.rows.is_empty() {
        lines.text("")?;
        lines.table(&follows_table(&follows.rows, language))?;
    }
    lines.text("")?;
    let working = u32::try_from(orders.rows.len()).unwrap_or(u32::MAX);
    lines.text(&texts::counted(language, "tray", "orders_one", "orders_other", working))?;
    lines.flush()
}

fn halt_line(halt: &Halt, language: Language) -> String {
    let name = texts::text(language, "halt", HaltKind::from(&halt.reason).as_str());
    let token = halt.reason.token().map(|token| format!(" (token {token})"));
    let name = format!("{name}{}", token.unwrap_or_default());
    since(language, &name, show(halt.since), halt.words.clone())
}

fn since(language: Language, name: &str, at: String, words: Option<String>) -> String {
    let words = words.filter(|words| !words.is_empty());
    let said = words.map(|words| format!("{}{words}", language.pick(": ", " : ")));
    match language {
        Language::English => format!("{name}, since {at}{}", said.unwrap_or_default()),
        Language::French => format!("{name}, depuis {at}{}", said.unwrap_or_default()),
    }
}

/// Attribution, fees, slippage, stages.
pub(crate) async fn performance(read: Read, spoken: &Spoken) -> Result<(), CliError> {
    let language = spoken.language(&Home::resolve(read.home.as_deref())?);
    let reader = open(&read).await?;
    let performance = reader.performance(POINTS).await?;
    let mut lines = Lines::new(read.json);
    if read.json {
        lines.object(&json!({ "kind": "performance", "performance": performance }))?;
        return lines.flush();
    }
    let mut traders = Table::new(&[
        "Trader",
        language.pick("Realised after fees", "Réalisé après frais"),
        language.pick("Fees", "Frais"),
        language.pick("Fills", "Exécutions"),
        language.pick("Slippage, bps", "Glissement, pb"),
    ]);
    for trader in &performance.traders {
        let figures = &trader.figures;
        let net = figures.realised - figures.fees;
        traders.row([
            Cell::text(plain_name(&trader.name)),
            result(language, &net.to_string()),
            amount(language, &figures.fees.to_string()),
            Cell::figure(figures.fills.to_string()),
            perhaps(figures.slippage_bps.map(|bps| bps.round_dp(1).to_string()), |bps| {
                plain(language, bps)
            }),
        ]);
    }
    let mut stages = Table::new(&[
        language.pick("Stage", "Étape"),
        language.pick("Fills", "Exécutions"),
        language.pick("Slippage, bps", "Glissement, pb"),
    ]);
    for stage in &performance.stages {
        stages.row([
            Cell::figure(stage.stage.number().to_string()),
            Cell::figure(stage.fills.to_string()),
            perhaps(stage.slippage_bps.map(|bps| bps.round_dp(1).to_string()), |bps| {
                plain(language, bps)
            }),
        ]);
    }
    for table in [&traders, &stages] {
        if !table.is_empty() {
            lines.table(table)?;
            lines.text("")?;
        }
    }
    lines.text(&drawdown_line(
        performance.drawdown,
        performance.drawdown_from,
        language,
    ))?;
    lines.flush()
}

/// As the window shows it: USD, and percent of the equity at the peak.
fn drawdown_line(fall: Usd, from: Usd, language: Language) -> String {
    let shown = usd(language, &fall.to_string());
    match (language, percent(fall, from)) {
        (Language::English, Some(percent)) => format!("max drawdown {shown} ({percent}% of the equity at its peak)"),
        (Language::English, None) => format!("max drawdown {shown}"),
        (Language::French, Some(percent)) => {
            let percent = figure(language, &percent);
            format!("drawdown maximal {shown} ({percent} % du capital à son sommet)")
        }
        (Language::French, None) => format!("drawdown maximal {shown}"),
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
