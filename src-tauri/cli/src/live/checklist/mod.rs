//! `live checklist`: what only a real account can show, step after step: everything that can be looked at, the test order, approvals,
//! one small copy and its cancellation, redemption. Each step that costs something is asked about by itself, and may be left out.
//!
//! Each is done by the commands of the window's way, with their own rules and questions; here is only what a person reads and types,
//! and the report. A step that fails ends it.

mod report;
mod steps;

use std::sync::Arc;

use pilotfish_api::Api;
use pilotfish_api::doctor::{Target, Verdict, diagnose};
use pilotfish_api::types::{CallView, CallsPreview, SetupCheck, SetupCheckKind, SetupOutcome, SetupStep};
use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::{Bus, Home, Mode};
use pilotfish_vault::words::{Language, Said};
use serde_json::{Value, json};

use super::host::TerminalHost;
use super::way::typed;
use super::{list, words};
use crate::args::LiveChecklist;
use crate::doctor;
use crate::error::CliError;
use crate::output::Lines;
use crate::parse::show;
use crate::spoken::Spoken;

use report::{Line, Outcome, Report, Step};

/// How a step came out, why, and its figures.
type Done = (Outcome, Option<String>, Value);

/// Goes through the list.
pub(crate) async fn run(asked: LiveChecklist, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(asked.place.home.as_deref())?;
    let language = spoken.language(&home);
    let host = TerminalHost::new(&asked.place, language)?;
    host.asks();
    let bus = Bus::new();
    let api = list(home.clone(), bus.clone(), Arc::clone(&host), true);
    let lines = Lines::new(asked.place.json).speaking(language);
    let folder = home.prepare(Mode::Live)?;
    let is_polymarket = asked.place.venue.endpoints.is_none();
    let mut checklist = Checklist {
        report: Report::begin(asked.report.clone(), &folder, is_polymarket)?,
        api: &api,
        asked: &asked,
        home,
        host,
        bus,
        language,
        lines,
    };
    let gone = checklist.go().await;
    let failed = checklist.report.end()?;
    let path = checklist.report.path().display().to_string();
    checklist.say(&Said::new(
        format!("The report is in {path}. It contains no secret and no address."),
        format!("Le rapport est dans {path}. Il ne contient ni secret ni adresse."),
    ))?;
    checklist.lines.flush()?;
    gone?;
    match failed {
        0 => Ok(()),
        count => Err(CliError::Refused(
            language
                .pick(
                    &format!("failed steps: {count}; do not release this version, and do not trade with it"),
                    &format!("étapes échouées : {count} ; ne publiez pas cette version et ne tradez pas avec"),
                )
                .to_owned(),
        )),
    }
}

struct Checklist<'a> {
    report: Report,
    api: &'a Api,
    asked: &'a LiveChecklist,
    home: Home,
    host: Arc<TerminalHost>,
    bus: Bus,
    language: Language,
    lines: Lines,
}

impl Checklist<'_> {
    async fn go(&mut self) -> Result<(), CliError> {
        let setup = self.api.setup().await?;
        if setup.step <= SetupStep::Wallet {
            return Err(CliError::Refused(
                self.language
                    .pick(
                        "no wallet is confirmed yet: run `pilotfish-cli live enable` first, as far as you like",
                        "aucun portefeuille n’est confirmé : lancez d’abord `pilotfish-cli live enable`, jusqu’à l’étape que vous voulez",
                    )
                    .to_owned(),
            ));
        }
        let wallet = setup.account.as_ref().and_then(|account| account.wallet.as_ref());
        if let Some(wallet) = wallet {
            self.report.wallet_kind(&format!("{:?}", wallet.kind).to_lowercase());
        }
        let began = system_ms();
        let looked = self.look().await;
        if !self.note(Step::ReadOnly, began, looked)? {
            return Ok(());
        }
        let began = system_ms();
        let tested = self.test_order().await;
        if !self.note(Step::TestOrder, began, tested)? {
            return Ok(());
        }
        let began = system_ms();
        let approved = self.approvals().await;
        if !self.note(Step::Approval, began, approved)? {
            return Ok(());
        }
        if !self.copy_and_cancel().await? {
            return Ok(());
        }
        let began = system_ms();
        let redeemed = self.redemption().await;
        self.note(Step::Redemption, began, redeemed)?;
        Ok(())
    }

    /// Notes a step; whether to go on.
    fn note(&mut self, step: Step, began: i64, done: Result<Done, CliError>) -> Result<bool, CliError> {
        let (outcome, why, facts) = match done {
            Ok(done) => done,
            // What the text of an error repeats is not known, so its stable word alone is kept.
            Err(error) => {
                self.lines.text(&error.text(self.language))?;
                (Outcome::Failed, Some(error.word().to_owned()), Value::Null)
            }
        };
        let line = Line {
            step,
            outcome,
            began: show(VenueMs(began)),
            took_ms: system_ms() - began,
            why,
            facts,
        };
        if self.asked.place.json {
            self.lines.object(&json!({ "kind": "checklist", "line": line }))?;
        } else {
            let text = told(step, outcome).text(self.language).to_owned();
            self.lines.text(&text)?;
        }
        self.lines.flush()?;
        self.report.note(line)?;
        Ok(outcome != Outcome::Failed)
    }

    fn say(&mut self, said: &Said) -> Result<(), CliError> {
        if self.asked.place.json {
            return Ok(());
        }
        self.lines.text(said.text(self.language))
    }

    /// Whether the person types the word; anything else leaves the step out.
    async fn wants(&mut self, question: Said, word: &str) -> Result<bool, CliError> {
        self.lines.flush()?;
        let how = Said::new(
            format!("Type {word} to do it, or press Enter to leave it out: "),
            format!("Tapez {word} pour le faire, ou Entrée pour passer : "),
        );
        let text = format!("\n{}\n{}", question.text(self.language), how.text(self.language));
        Ok(typed(text).await? == word)
    }

    /// Everything that can be looked at without changing anything: hosts, streams, platform, and the account with its stored key.
    async fn look(&mut self) -> Result<Done, CliError> {
        let target = match &self.asked.place.venue.endpoints {
            Some(file) => Target::File(file.clone()),
            None => Target::Polymarket,
        };
        let found = diagnose(&target, &self.home, None).await?;
        if !self.asked.place.json {
            doctor::table(&mut self.lines, &found, self.language)?;
        }
        let checks = self.api.setup_checks().await?;
        for check in &checks {
            if self.asked.place.json {
                self.lines.object(&json!({ "kind": "check", "check": check }))?;
                continue;
            }
            for line in words::check(check, self.language) {
                self.lines.text(&line)?;
            }
        }
        let is_bad = |verdict: Verdict| matches!(verdict, Verdict::Failed | Verdict::Unknown);
        let reached = found.checks.iter().filter(|check| is_bad(check.verdict)).count();
        let in_the_way = checks
            .iter()
            .filter(|check| !matches!(check.outcome, SetupOutcome::Ok | SetupOutcome::Warning))
            .count();
        let platform: Vec<Value> = found
            .checks
            .iter()
            .map(|check| json!({ "check": check.check.kind, "outcome": check.verdict }))
            .collect();
        let account: Vec<Value> = checks.iter().map(of_account).collect();
        let facts = json!({ "platform": platform, "account": account });
        if reached + in_the_way == 0 {
            Ok((Outcome::Passed, None, facts))
        } else {
            Ok((Outcome::Failed, Some("checks".to_owned()), facts))
        }
    }

    /// What calls would be sent, each in its own line.
    fn show_calls(&mut self, preview: &CallsPreview) -> Result<(), CliError> {
        for call in &preview.calls {
            let CallView {
                contract,
                contract_name,
                function,
                ..
            } = call;
            self.say(&Said::new(
                format!("  {contract_name} ({}): {function}", contract.full),
                format!("  {contract_name} ({}) : {function}", contract.full),
            ))?;
        }
        Ok(())
    }
}

/// A check of the account without what says whose it is or how much there is: what was found is kept of the platform's own figures.
fn of_account(check: &SetupCheck) -> Value {
    let is_of_the_platform = matches!(check.kind, SetupCheckKind::Clock | SetupCheckKind::Venue);
    let findings = if is_of_the_platform {
        json!(check.findings)
    } else {
        Value::Null
    };
    json!({ "check": check.kind, "outcome": check.outcome, "findings": findings })
}

/// A step and how it came out, for a person.
fn told(step: Step, outcome: Outcome) -> Said {
    let name = match step {
        Step::ReadOnly => Said::new("Looked at", "Regardé"),
        Step::TestOrder => Said::new("Test order", "Ordre d’essai"),
        Step::Approval => Said::new("Approvals", "Autorisations"),
        Step::Copy => Said::new("One small copy", "Une petite copie"),
        Step::Cancel => Said::new("Cancelling it", "Son annulation"),
        Step::Redemption => Said::new("Redemption", "Encaissement"),
    };
    let how = match outcome {
        Outcome::Passed => Said::new("passed", "réussi"),
        Outcome::Failed => Said::new("FAILED", "ÉCHEC"),
        Outcome::Skipped => Said::new("left out", "passé"),
        Outcome::NothingToDo => Said::new("nothing to do it with", "rien pour le faire"),
        Outcome::NotReached => Said::new("not reached", "pas atteint"),
    };
    Said::new(format!("{}: {}", name.en, how.en), format!("{} : {}", name.fr, how.fr))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_and_outcome_is_said_in_both_languages() {
        for step in Step::ALL {
            for outcome in [
                Outcome::Passed,
                Outcome::Failed,
                Outcome::Skipped,
                Outcome::NothingToDo,
                Outcome::NotReached,
            ] {
                let said = told(step, outcome);
                assert_ne!(said.en, said.fr, "{step:?} {outcome:?}");
            }
        }
    }
}
