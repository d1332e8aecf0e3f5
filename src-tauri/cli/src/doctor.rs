//! `doctor`: a table for people, lines of JSON for programs. It changes nothing, in no mode.

use pilotfish_api::doctor::{CheckView, Diagnosis, HostView, Target, Verdict, diagnose};
use pilotfish_engine::Home;
use serde_json::json;

use crate::args::Doctor;
use crate::error::CliError;
use crate::output::Lines;

/// Looks at everything; an error where something failed or is not known, so that scripts see it.
pub(crate) async fn run(asked: Doctor) -> Result<(), CliError> {
    let home = Home::resolve(asked.home.as_deref())?;
    let target = match (asked.endpoints, asked.venue) {
        (Some(path), _) => Target::File(path),
        (None, Some(url)) => Target::Simulated(url),
        (None, None) => Target::Polymarket,
    };
    let found = diagnose(&target, &home).await?;
    let mut lines = Lines::new(asked.json);
    if asked.json {
        objects(&mut lines, &found)?;
    } else {
        table(&mut lines, &found)?;
    }
    lines.flush()?;
    match trouble(&found) {
        0 => Ok(()),
        count => Err(CliError::Usage(format!(
            "{count} of these are a reason not to trade live: what failed, and what is not known"
        ))),
    }
}

fn verdicts(found: &Diagnosis) -> impl Iterator<Item = Verdict> {
    let checks = found.checks.iter().map(|check| check.verdict);
    checks.chain(found.data.iter().map(|data| data.verdict))
}

fn trouble(found: &Diagnosis) -> usize {
    verdicts(found)
        .filter(|verdict| matches!(verdict, Verdict::Unknown | Verdict::Failed))
        .count()
}

fn objects(lines: &mut Lines, found: &Diagnosis) -> Result<(), CliError> {
    for check in &found.checks {
        lines.object(&json!({ "kind": "check", "check": check }))?;
    }
    for data in &found.data {
        lines.object(&json!({ "kind": "data", "data": data }))?;
    }
    for host in &found.hosts {
        lines.object(&json!({ "kind": "host", "host": host }))?;
    }
    for refused in &found.refused {
        lines.object(&json!({ "kind": "refused", "refused": refused }))?;
    }
    let of = |wanted: Verdict| verdicts(found).filter(|verdict| *verdict == wanted).count();
    lines.object(&json!({
        "kind": "summary", "ok": of(Verdict::Ok), "warnings": of(Verdict::Warning), "unknown": of(Verdict::Unknown),
        "failed": of(Verdict::Failed),
    }))
}

fn table(lines: &mut Lines, found: &Diagnosis) -> Result<(), CliError> {
    let width = found
        .checks
        .iter()
        .map(|check| check.name.chars().count())
        .max()
        .unwrap_or(0);
    for check in &found.checks {
        row(lines, width, check)?;
    }
    if found.data.is_empty() {
        lines.text("no data yet: nothing was started in this folder")?;
    }
    for data in &found.data {
        let name = format!("Data, {}", data.mode);
        lines.text(&format!("{:<8} {name:<width$}  {}", word(data.verdict), data.words))?;
    }
    lines.text("")?;
    lines.text("Hosts that may be contacted, and what went there for this:")?;
    for host in &found.hosts {
        lines.text(&host_line(host))?;
    }
    for refused in &found.refused {
        lines.text(&format!("  refused  {}: {:?}", refused.host, refused.because))?;
    }
    Ok(())
}

fn row(lines: &mut Lines, width: usize, check: &CheckView) -> Result<(), CliError> {
    let CheckView {
        verdict,
        name,
        words,
        remedy,
        ..
    } = check;
    lines.text(&format!("{:<8} {name:<width$}  {words}", word(*verdict)))?;
    match remedy {
        Some(remedy) => lines.text(&format!("{:<8} {:<width$}  {remedy}", "", "")),
        None => Ok(()),
    }
}

fn host_line(host: &HostView) -> String {
    let usage = &host.usage;
    let tls = if usage.encrypted { "" } else { ", this machine" };
    format!(
        "  {} ({}{tls}): {} requests, {} bytes sent, {} received; may be sent: {}",
        usage.host,
        host.what_for.join("; "),
        usage.requests,
        usage.bytes_sent,
        usage.bytes_received,
        host.what_is_sent.join("; "),
    )
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Warning => "warning",
        Verdict::Unknown => "unknown",
        Verdict::Failed => "FAILED",
    }
}
