//! `doctor`: a table for people, lines of JSON for programs. It changes nothing, in no mode.

use pilotfish_api::doctor::{CheckView, Diagnosis, HostView, Target, Verdict, diagnose};
use pilotfish_engine::{Home, Mode, live};
use pilotfish_vault::words::{Language, Said};
use serde_json::json;

use crate::args::Doctor;
use crate::error::CliError;
use crate::key;
use crate::output::Lines;
use crate::spoken::Spoken;

/// Looks at everything; an error where something failed or is not known, so that scripts see it.
pub(crate) async fn run(asked: Doctor, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(asked.home.as_deref())?;
    let language = spoken.language(&home);
    let target = match (asked.endpoints, asked.venue) {
        (Some(path), _) => Target::File(path),
        (None, Some(url)) => Target::Simulated(url),
        (None, None) => Target::Polymarket,
    };
    let own = match asked.store {
        Some(store) => Some(live::account(&home, key::live_store(store, asked.home.as_deref())?)?),
        None => None,
    };
    let found = diagnose(&target, &home, own.as_ref()).await?;
    let mut lines = Lines::new(asked.json);
    if asked.json {
        objects(&mut lines, &found)?;
    } else {
        table(&mut lines, &found, language)?;
    }
    lines.flush()?;
    match trouble(&found) {
        0 => Ok(()),
        count => Err(CliError::Refused(match language {
            Language::English => {
                format!("checks that failed or are unknown: {count}; do not trade live until they pass")
            }
            Language::French => {
                format!(
                    "vérifications échouées ou sans réponse : {count} ; ne tradez pas en réel avant qu’elles passent"
                )
            }
        })),
    }
}

fn verdicts(found: &Diagnosis) -> impl Iterator<Item = Verdict> {
    let checks = found.checks.iter().map(|check| check.verdict);
    let checks = checks.chain(found.login.iter().map(|login| login.verdict));
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
    if let Some(login) = &found.login {
        lines.object(&json!({ "kind": "login", "login": login }))?;
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
    if let Some(authority) = &found.authority {
        lines.object(&json!({ "kind": "authority", "file": authority }))?;
    }
    let of = |wanted: Verdict| verdicts(found).filter(|verdict| *verdict == wanted).count();
    lines.object(&json!({
        "kind": "summary", "ok": of(Verdict::Ok), "warnings": of(Verdict::Warning), "unknown": of(Verdict::Unknown),
        "failed": of(Verdict::Failed),
    }))
}

pub(crate) fn table(lines: &mut Lines, found: &Diagnosis, language: Language) -> Result<(), CliError> {
    let width = found
        .checks
        .iter()
        .map(|check| check.name.text(language).chars().count())
        .max()
        .unwrap_or(0);
    for check in &found.checks {
        row(lines, width, check, language)?;
    }
    if let Some(login) = &found.login {
        let name = language.pick("Login", "Compte");
        let words = login.words.text(language);
        lines.text(&format!("{:<8} {name:<width$}  {words}", word(login.verdict, language)))?;
    }
    if found.data.is_empty() {
        lines.text(language.pick(
            "no data yet: nothing has been started in this folder",
            "pas encore de données : rien n’a été démarré dans ce dossier",
        ))?;
    }
    for data in &found.data {
        let name = format!("{} ({})", language.pick("Data", "Données"), Mode::from(data.mode));
        let words = data.words.text(language);
        lines.text(&format!("{:<8} {name:<width$}  {words}", word(data.verdict, language)))?;
    }
    lines.text("")?;
    lines.text(language.pick(
        "Hosts that may be contacted, and what was sent to them for these checks:",
        "Hôtes qui peuvent être contactés, et ce qui leur a été envoyé pour ces vérifications :",
    ))?;
    for host in &found.hosts {
        lines.text(&host_line(host, language))?;
    }
    if let Some(authority) = &found.authority {
        let trusted = language.pick(
            "Certificates from this authority are trusted in addition to the system's:",
            "Les certificats de cette autorité sont acceptés en plus de ceux du système :",
        );
        lines.text(&format!("{trusted} {authority}"))?;
    }
    let refused_word = language.pick("refused", "refusé");
    for refused in &found.refused {
        lines.text(&format!("  {refused_word}  {}: {:?}", refused.host, refused.because))?;
    }
    Ok(())
}

fn row(lines: &mut Lines, width: usize, check: &CheckView, language: Language) -> Result<(), CliError> {
    let (name, words) = (check.name.text(language), check.words.text(language));
    lines.text(&format!("{:<8} {name:<width$}  {words}", word(check.verdict, language)))?;
    match &check.remedy {
        Some(remedy) => lines.text(&format!("{:<8} {:<width$}  {}", "", "", remedy.text(language))),
        None => Ok(()),
    }
}

fn host_line(host: &HostView, language: Language) -> String {
    let usage = &host.usage;
    let tls = if usage.encrypted {
        ""
    } else {
        language.pick(", this machine", ", cette machine")
    };
    let joined = |texts: &[Said]| {
        let texts: Vec<&str> = texts.iter().map(|text| text.text(language)).collect();
        texts.join("; ")
    };
    let (what_for, what_is_sent) = (joined(&host.what_for), joined(&host.what_is_sent));
    let (name, requests) = (&usage.host, usage.requests);
    let (bytes_sent, bytes_received) = (usage.bytes_sent, usage.bytes_received);
    match language {
        Language::English => format!(
            "  {name} ({what_for}{tls}): {requests} requests, {bytes_sent} bytes sent, {bytes_received} received; may be sent: {what_is_sent}"
        ),
        Language::French => format!(
            "  {name} ({what_for}{tls}) : {requests} requêtes, {bytes_sent} octets envoyés, {bytes_received} reçus ; peut y partir : {what_is_sent}"
        ),
    }
}

fn word(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Warning => language.pick("warning", "alerte"),
        Verdict::Unknown => language.pick("unknown", "inconnu"),
        Verdict::Failed => language.pick("FAILED", "ÉCHEC"),
    }
}
