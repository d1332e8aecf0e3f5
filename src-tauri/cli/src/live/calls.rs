//! `redeem` and `approvals`: the wallet's calls through the relayer from a terminal. What would be sent is printed whole first, then a
//! person types a word, and the request is followed until nothing more can become of it.
//!
//! Where a program runs on the live data, it is the one that sends; else this one does, for the account that was chosen.

use std::io::{BufRead, IsTerminal, Write};
use std::time::Duration;

use pilotfish_api::types::{
    ApprovalAsset, ApprovalMost, CallEffect, CallLeftOutWhy, CallsPreview, CallsThrough, Claim, RelayerRun,
    RelayerRunState,
};
use pilotfish_api::{Api, CallError};
use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::{Bus, Home, Mode};
use pilotfish_store::Store;
use pilotfish_vault::words::Language;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::host::TerminalHost;
use super::list;
use crate::args::{Approvals, LivePlace, Redeem};
use crate::error::CliError;
use crate::output::Lines;
use crate::parse::show;
use crate::running::Place;
use crate::spoken::Spoken;

/// How often it is asked how far a request is.
const LOOK: Duration = Duration::from_secs(2);
/// What is typed to send.
const SEND: &str = "send";

/// Who carries the commands out.
enum Program {
    /// The one that runs.
    Running(Place),
    /// This one.
    This(Api),
}

impl Program {
    fn reached(place: &LivePlace, spoken: &Spoken) -> Result<Self, CliError> {
        let home = Home::resolve(place.home.as_deref())?;
        if Store::holder(&home.mode(Mode::Live))?.is_some() {
            let running = Place::of(place.home.as_deref(), Mode::Live)?;
            return Ok(Self::Running(running.speaking(spoken)));
        }
        let host = TerminalHost::new(place, spoken.language(&home))?;
        host.asks();
        Ok(Self::This(list(home, Bus::new(), host, false)))
    }

    async fn ask<T: DeserializeOwned>(&self, command: &str, arguments: Value) -> Result<T, CliError> {
        match self {
            Self::Running(place) => place.ask(command, arguments).await,
            Self::This(api) => {
                let answer = api.call(command, arguments).await.map_err(|error| match error {
                    CallError::Refused(error) => CliError::from(error),
                    other => CliError::Refused(other.to_string()),
                })?;
                Ok(serde_json::from_value(answer)?)
            }
        }
    }
}

/// Shows what is owed and what would redeem it, asks, and sends it.
pub(crate) async fn redeem(asked: Redeem, spoken: &Spoken) -> Result<(), CliError> {
    let language = spoken.language(&Home::resolve(asked.place.home.as_deref())?);
    let program = Program::reached(&asked.place, spoken)?;
    let mut told = Told::new(&asked.place, language);
    let claims: Vec<Claim> = program.ask("claims", json!({})).await?;
    told.claims(&claims)?;
    if claims.is_empty() {
        return told.lines.flush();
    }
    let preview: CallsPreview = program.ask("preview_redeem", json!({ "tokens": asked.tokens })).await?;
    told.preview(&preview)?;
    let Some(id) = preview.id.filter(|_| !asked.show) else {
        return told.lines.flush();
    };
    told.lines.flush()?;
    let_through(&preview, language)?;
    typed(language).await?;
    let run: RelayerRun = program.ask("send_redeem", json!({ "preview": id })).await?;
    told.follow(&program, run).await
}

/// Shows who may take what and what would give the missing rights, asks, and sends it.
pub(crate) async fn approvals(asked: Approvals, spoken: &Spoken) -> Result<(), CliError> {
    let language = spoken.language(&Home::resolve(asked.place.home.as_deref())?);
    let program = Program::reached(&asked.place, spoken)?;
    let mut told = Told::new(&asked.place, language);
    let preview: CallsPreview = program.ask("preview_approvals", json!({})).await?;
    told.approvals(&preview)?;
    told.preview(&preview)?;
    let Some(id) = preview.id.filter(|_| !asked.show) else {
        return told.lines.flush();
    };
    told.lines.flush()?;
    let_through(&preview, language)?;
    // Asked about there, as from the window: a right over the wallet is given.
    let run: RelayerRun = program.ask("send_approvals", json!({ "preview": id })).await?;
    told.follow(&program, run).await
}

/// Nobody is asked about what cannot be sent: without a relayer key nothing can, and not before the request that is open is over.
fn let_through(preview: &CallsPreview, language: Language) -> Result<(), CliError> {
    if preview.relayer_key == Some(false) {
        let missing = language.pick(
            "nothing was sent: store a relayer key first (`pilotfish-cli key relayer`)",
            "rien n’a été envoyé : enregistrez d’abord une clé du relayer (`pilotfish-cli key relayer`)",
        );
        return Err(CliError::Refused(missing.to_owned()));
    }
    if preview.open.is_some() {
        let open = language.pick(
            "nothing was sent: another request for this wallet is still open; wait for it to finish",
            "rien n’a été envoyé : une autre demande de ce portefeuille est en cours ; attendez qu’elle se termine",
        );
        return Err(CliError::Refused(open.to_owned()));
    }
    Ok(())
}

/// Waits for the word at this terminal.
async fn typed(language: Language) -> Result<(), CliError> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let none = language.pick(
            "this must be confirmed at a terminal, and there is none: nothing was sent (--show only shows it)",
            "il faut confirmer dans un terminal, et il n’y en a pas ici : rien n’a été envoyé (--show ne fait qu’afficher)",
        );
        return Err(CliError::Refused(none.to_owned()));
    }
    let ask = language.pick("Type", "Tapez").to_owned();
    let to = language
        .pick("to sign and send these calls:", "pour signer et envoyer ces appels :")
        .to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut shown = std::io::stderr();
        write!(shown, "\n{ask} \"{SEND}\" {to} ")?;
        shown.flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        Ok::<_, std::io::Error>(answer)
    });
    let answer = answer.await.map_err(|error| CliError::Refused(error.to_string()))??;
    if answer.trim() == SEND {
        return Ok(());
    }
    let not = language.pick("nothing was sent", "rien n’a été envoyé");
    Err(CliError::Refused(not.to_owned()))
}

/// What is printed.
struct Told {
    lines: Lines,
    json: bool,
    language: Language,
}

impl Told {
    fn new(place: &LivePlace, language: Language) -> Self {
        Self {
            lines: Lines::new(place.json).speaking(language),
            json: place.json,
            language,
        }
    }

    fn say(&mut self, english: &str, french: &str) -> Result<(), CliError> {
        let text = self.language.pick(english, french).to_owned();
        self.lines.text(&text)
    }

    fn claims(&mut self, claims: &[Claim]) -> Result<(), CliError> {
        if self.json {
            return self.lines.object(&json!({ "kind": "claims", "claims": claims }));
        }
        if claims.is_empty() {
            return self.say("nothing is owed", "rien n’est dû");
        }
        for claim in claims {
            self.lines.text(&format!(
                "{} pUSD  {} {}  {}  {}",
                claim.usd,
                claim.shares,
                claim.outcome,
                pilotfish_api::plain_market(&claim.market),
                show(VenueMs(claim.since.0)),
            ))?;
            self.lines.text(&format!("  token {}", claim.token))?;
            if let Some(run) = &claim.run {
                let line = self.run_line(run);
                self.lines.text(&format!("  {line}"))?;
            }
        }
        Ok(())
    }

    fn approvals(&mut self, preview: &CallsPreview) -> Result<(), CliError> {
        if self.json {
            return Ok(());
        }
        for approval in &preview.approvals {
            let most = match &approval.may {
                ApprovalMost::Nothing => self.language.pick("nothing", "rien").to_owned(),
                ApprovalMost::Everything => self.language.pick("everything", "tout").to_owned(),
                ApprovalMost::Amount { usd } => format!("{usd} pUSD"),
            };
            let asset = match approval.asset {
                ApprovalAsset::Cash => "pUSD",
                ApprovalAsset::Shares | ApprovalAsset::Positions => self.language.pick("shares", "parts"),
            };
            let name = approval.name.as_deref().unwrap_or("?");
            let spender = &approval.spender;
            self.lines.text(&format!("{asset}  {name} {spender}: {most}"))?;
        }
        Ok(())
    }

    fn preview(&mut self, preview: &CallsPreview) -> Result<(), CliError> {
        if self.json {
            return self.lines.object(&json!({ "kind": "calls", "preview": preview }));
        }
        if preview.calls.is_empty() {
            self.say("nothing is to be sent", "il n’y a rien à envoyer")?;
        } else {
            self.lines.text("")?;
            self.say("Exactly what will be sent:", "Exactement ce qui sera envoyé :")?;
            self.lines.text(&format!("from {}", preview.wallet.full))?;
            match (&preview.nonce, preview.through) {
                (_, CallsThrough::ByYourself) => self.say(
                    "for you to send yourself, with gas: Pilotfish sends no transactions from a plain address",
                    "à envoyer vous-même, avec du gaz : Pilotfish n’envoie aucune transaction depuis une adresse simple",
                )?,
                (Some(nonce), CallsThrough::Relayer) => {
                    let until = preview
                        .good_for_s
                        .map_or_else(String::new, |s| format!(", valid for {s} s"));
                    self.lines
                        .text(&format!("through the relayer, no gas, nonce {nonce}{until}"))?;
                }
                (None, CallsThrough::Relayer) => {}
            }
        }
        for (place, call) in preview.calls.iter().enumerate() {
            let (name, contract) = (&call.contract_name, &call.contract.full);
            let of = preview.calls.len();
            self.lines.text(&format!(
                "call {} of {of}: {name} {contract} {}",
                place + 1,
                call.function
            ))?;
            for argument in &call.arguments {
                let without_limit =
                    matches!(call.effect, CallEffect::MaySpend { most: None, .. }) && argument.name == "amount";
                let known = match &argument.contract_name {
                    Some(name) => Some(format!(" ({name})")),
                    None if without_limit => Some(self.language.pick(" (without limit)", " (sans limite)").to_owned()),
                    None => None,
                };
                let (name, value) = (&argument.name, &argument.value);
                self.lines
                    .text(&format!("  {name} {value}{}", known.unwrap_or_default()))?;
            }
            self.lines.text(&format!("  data {}", call.data))?;
        }
        for left in &preview.left_out {
            let why = match left.why {
                CallLeftOutWhy::NotKnown => self.language.pick(
                    "is left out: Pilotfish does not know this contract and grants it no rights",
                    "est laissé de côté : Pilotfish ne connaît pas ce contrat et ne lui accorde aucun droit",
                ),
                CallLeftOutWhy::NoAddress => self.language.pick(
                    "is left out: it is not an address",
                    "est laissé de côté : ce n’est pas une adresse",
                ),
                CallLeftOutWhy::NextTime => self.language.pick(
                    "is left out: it does not fit into this request; run the command again afterwards",
                    "est laissé de côté : il ne tient pas dans cette demande ; relancez la commande ensuite",
                ),
                CallLeftOutWhy::NotHeld => self.language.pick(
                    "is left out: the wallet no longer has shares of it; they have already been redeemed",
                    "est laissé de côté : le portefeuille n’en a plus aucune part, elles ont déjà été encaissées",
                ),
            };
            self.lines.text(&format!("{} {why}", left.what))?;
        }
        if preview.relayer_key == Some(false) && !preview.calls.is_empty() {
            self.say(
                "no relayer key is stored for this account: store one with `pilotfish-cli key relayer`",
                "aucune clé du relayer n’est enregistrée pour ce compte : enregistrez-en une avec `pilotfish-cli key relayer`",
            )?;
        }
        Ok(())
    }

    /// Follows a request until it is over.
    async fn follow(&mut self, program: &Program, mut run: RelayerRun) -> Result<(), CliError> {
        loop {
            if self.json {
                self.lines.object(&json!({ "kind": "relayer_run", "run": run }))?;
            } else {
                let line = self.run_line(&run);
                self.lines.text(&line)?;
            }
            self.lines.flush()?;
            if run.over {
                break;
            }
            let before = run.clone();
            while run == before {
                tokio::time::sleep(LOOK).await;
                run = program.ask("relayer_run", json!({ "id": run.id })).await?;
            }
        }
        if run.state == RelayerRunState::Confirmed {
            return Ok(());
        }
        Err(CliError::Refused(self.run_line(&run)))
    }

    fn run_line(&self, run: &RelayerRun) -> String {
        let pick = |english, french| self.language.pick(english, french);
        let said = match run.state {
            RelayerRunState::Committed => pick(
                "recorded, perhaps sent: being looked up, never sent twice",
                "enregistré, peut-être envoyé : recherche en cours, jamais envoyé deux fois",
            ),
            RelayerRunState::Unknown => pick(
                "sent, no answer: being looked up, never sent twice",
                "envoyé, sans réponse : recherche en cours, jamais envoyé deux fois",
            ),
            RelayerRunState::Taken => pick("in progress: the relayer has it", "en cours : le relayer l’a reçu"),
            RelayerRunState::Confirmed => pick("confirmed on-chain", "confirmé sur la blockchain"),
            RelayerRunState::Failed => pick("failed: nothing happened", "échec : rien ne s’est passé"),
            RelayerRunState::Refused => pick(
                "refused by the relayer: nothing happened",
                "refusé par le relayer : rien ne s’est passé",
            ),
            RelayerRunState::NotSent => pick("not sent: nothing happened", "pas envoyé : rien ne s’est passé"),
            RelayerRunState::NumberUsed => pick(
                "another transaction used the wallet's nonce: the account shows what happened",
                "une autre transaction a utilisé le nonce du portefeuille : le compte montre le résultat",
            ),
            RelayerRunState::Lapsed => pick(
                "no longer pending anywhere: nothing happened",
                "introuvable désormais : rien ne s’est passé",
            ),
        };
        let words = run
            .words
            .as_ref()
            .filter(|_| run.over && run.state != RelayerRunState::Confirmed);
        let words = words.map(|words| format!(" ({})", pilotfish_api::plain(words, 300)));
        let hash = run.hash.as_ref().map(|hash| format!(" {hash}"));
        format!("{said}{}{}", words.unwrap_or_default(), hash.unwrap_or_default())
    }
}
