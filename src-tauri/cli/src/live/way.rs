//! The way to live at a terminal, step after step: what is shown, what is typed. Each step is a command of the window's way; where it
//! stands is asked of it after each.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use pilotfish_api::Api;
use pilotfish_api::types::{
    AddressView, FoundWallet, LimitsView, Setup, SetupCheck, SetupOutcome, SetupRemedy, SetupStep, TestOrderRun,
    TestOutcome, WalletVerdict,
};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_vault::words::Language;
use serde_json::json;

use super::words;
use crate::args::LiveEnable;
use crate::error::CliError;
use crate::output::Lines;

/// How often it is looked how far the test order is.
const LOOK: Duration = Duration::from_millis(200);
/// How often it is looked whether a deposit shows.
const LOOK_AT_DEPOSIT: Duration = Duration::from_secs(10);
/// What is typed to send the test order.
const SEND: &str = "send";
/// So many of an address's last digits are typed to confirm it.
const DIGITS: usize = 6;

/// One person on their way.
pub(super) struct Way<'a> {
    api: &'a Api,
    asked: &'a LiveEnable,
    language: Language,
    lines: &'a mut Lines,
    json: bool,
}

impl<'a> Way<'a> {
    pub(super) fn new(api: &'a Api, asked: &'a LiveEnable, language: Language, lines: &'a mut Lines) -> Self {
        Self {
            api,
            asked,
            language,
            lines,
            json: asked.place.json,
        }
    }

    /// Goes on from where it stands to the end.
    pub(super) async fn go(mut self) -> Result<(), CliError> {
        let mut setup = self.choose(self.api.setup().await?).await?;
        if setup.limits_saved && self.names_limits() {
            // Before anything goes on with the ones that are saved.
            self.limits(&setup.limits).await?;
            setup = self.api.setup().await?;
        }
        loop {
            let step = setup.step;
            match step {
                SetupStep::Key => {
                    return Err(CliError::Refused(self.pick(
                        "there is no usable key here: import one first with `pilotfish-cli key import`",
                        "aucune clé utilisable ici : importez-en une d’abord avec `pilotfish-cli key import`",
                    )));
                }
                SetupStep::Wallet => self.wallet().await?,
                SetupStep::Checks => self.checks().await?,
                SetupStep::Limits => self.limits(&setup.limits).await?,
                SetupStep::Confirmation => self.confirm(&setup).await?,
                SetupStep::TestOrder => self.test().await?,
                SetupStep::Done => break,
            }
            setup = self.api.setup().await?;
            if setup.step <= step {
                return Err(CliError::Refused(self.pick(
                    "this step is not complete: the steps after it were not started",
                    "cette étape n’est pas terminée : les suivantes n’ont pas été lancées",
                )));
            }
        }
        if self.json {
            self.lines.object(&json!({ "kind": "live", "enabled": true }))
        } else {
            let done = self.pick(
                "Live is enabled. `pilotfish-cli live run` starts it.",
                "Le réel est activé. `pilotfish-cli live run` le lance.",
            );
            self.lines.text(&done)
        }
    }

    fn pick(&self, english: &str, french: &str) -> String {
        self.language.pick(english, french).to_owned()
    }

    /// The account that was named, or the only one there is.
    async fn choose(&mut self, setup: Setup) -> Result<Setup, CliError> {
        let wanted = match (&self.asked.account, setup.keys.as_slice()) {
            (Some(account), _) => account.to_string(),
            (None, [only]) => only.owner.full.clone(),
            // The one that was chosen before, or none.
            (None, _) if setup.account.is_some() => return Ok(setup),
            (None, []) => return Ok(setup),
            (None, several) => {
                let addresses: Vec<&str> = several.iter().map(|key| key.owner.full.as_str()).collect();
                return Err(CliError::Refused(format!(
                    "{} {}",
                    self.pick(
                        "which account? Specify it with --account:",
                        "quel compte ? Précisez-le avec --account :"
                    ),
                    addresses.join(", ")
                )));
            }
        };
        let chosen = setup.account.as_ref().map(|account| account.owner.full.to_lowercase());
        if chosen.as_deref() == Some(wanted.to_lowercase().as_str()) {
            return Ok(setup);
        }
        Ok(self.api.choose_account(wanted).await?)
    }

    async fn wallet(&mut self) -> Result<(), CliError> {
        let found = self.api.find_wallets().await?;
        for wallet in &found.wallets {
            let line = words::wallet(wallet).text(self.language).to_owned();
            self.lines.text(&line)?;
        }
        self.lines.flush()?;
        let wallet = self.wallet_of(&found.wallets, &found.verdict)?;
        self.compared(&wallet.address).await?;
        self.api
            .confirm_wallet(wallet.kind, wallet.address.full.clone())
            .await?;
        Ok(())
    }

    fn wallet_of<'w>(&self, wallets: &'w [FoundWallet], verdict: &WalletVerdict) -> Result<&'w FoundWallet, CliError> {
        let named = |address: &WalletAddress| {
            let same = |wallet: &&FoundWallet| wallet.address.full.eq_ignore_ascii_case(address.as_str());
            wallets.iter().find(same)
        };
        let found = match (&self.asked.wallet, verdict) {
            (Some(address), _) => named(address),
            (None, WalletVerdict::Recommended { place }) => {
                usize::try_from(*place).ok().and_then(|place| wallets.get(place))
            }
            (None, _) => None,
        };
        found.ok_or_else(|| {
            let why = words::verdict(verdict).text(self.language).to_owned();
            let how = self.pick(
                "Give the wallet of your Polymarket profile with --wallet.",
                "Indiquez le portefeuille de votre profil Polymarket avec --wallet.",
            );
            CliError::Refused(format!("{why} {how}"))
        })
    }

    /// The person compares the address with their profile.
    async fn compared(&self, address: &AddressView) -> Result<(), CliError> {
        let shown = address.groups.join(" ");
        let last: String = address
            .full
            .chars()
            .rev()
            .take(DIGITS)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let question = self.pick(
            &format!(
                "Compare this full address with the one on your Polymarket profile:\n  {}\n  {shown}\nIf they match, type its last {DIGITS} characters: ",
                address.full
            ),
            &format!(
                "Comparez cette adresse, en entier, avec celle de votre profil Polymarket :\n  {}\n  {shown}\nSi elles sont identiques, tapez ses {DIGITS} derniers caractères : ",
                address.full
            ),
        );
        if typed(question).await?.eq_ignore_ascii_case(&last) {
            Ok(())
        } else {
            Err(self.nothing_changed())
        }
    }

    async fn checks(&mut self) -> Result<(), CliError> {
        let mut checks = self.api.setup_checks().await?;
        self.told(&checks)?;
        while only_waits(&checks) {
            tokio::time::sleep(LOOK_AT_DEPOSIT).await;
            checks = self.api.setup_checks().await?;
            if !only_waits(&checks) {
                self.told(&checks)?;
            }
        }
        match checks.iter().filter(is_in_the_way).count() {
            0 => Ok(()),
            count => Err(CliError::Refused(self.pick(
                &format!("checks that must pass first: {count}; the steps after them were not started"),
                &format!("vérifications encore à réussir : {count} ; les étapes suivantes n’ont pas été lancées"),
            ))),
        }
    }

    fn told(&mut self, checks: &[SetupCheck]) -> Result<(), CliError> {
        for check in checks {
            self.check(check)?;
        }
        self.lines.flush()
    }

    fn check(&mut self, check: &SetupCheck) -> Result<(), CliError> {
        if self.json {
            return self.lines.object(&json!({ "kind": "check", "check": check }));
        }
        for line in words::check(check, self.language) {
            self.lines.text(&line)?;
        }
        Ok(())
    }

    fn names_limits(&self) -> bool {
        let LiveEnable {
            max_exposure,
            max_daily_spend,
            max_daily_loss,
            max_open_orders,
            ..
        } = self.asked;
        let usd = [max_exposure, max_daily_spend, max_daily_loss];
        max_open_orders.is_some() || usd.iter().any(|limit| limit.is_some())
    }

    async fn limits(&mut self, offered: &LimitsView) -> Result<(), CliError> {
        let or = |asked: Option<pilotfish_copy::money::Usd>, offered: &str| {
            asked.map_or_else(|| offered.to_owned(), |usd| usd.to_string())
        };
        let limits = LimitsView {
            max_exposure: or(self.asked.max_exposure, &offered.max_exposure),
            max_daily_spend: or(self.asked.max_daily_spend, &offered.max_daily_spend),
            max_open_orders: self.asked.max_open_orders.unwrap_or(offered.max_open_orders),
            reserve: offered.reserve.clone(),
            max_daily_loss: or(self.asked.max_daily_loss, &offered.max_daily_loss),
        };
        if self.json {
            self.lines.object(&json!({ "kind": "limits", "limits": limits }))?;
        } else {
            let line = words::limits(&limits).text(self.language).to_owned();
            self.lines.text(&line)?;
        }
        self.lines.flush()?;
        self.api.save_live_limits(limits).await?;
        Ok(())
    }

    /// The question itself is the command's, asked at this terminal ([`Person`](super::host)).
    async fn confirm(&mut self, setup: &Setup) -> Result<(), CliError> {
        let amount = |text: &str| text.parse::<pilotfish_copy::money::Usd>().ok();
        let most = &setup.limits.max_exposure;
        let is_much = amount(most) > amount(&setup.typed_above);
        let typed = if is_much {
            let question = self.pick(
                &format!("With these limits, at most ${most} is at risk. Type that amount: "),
                &format!("Avec ces limites, vous risquez au plus {most} $. Tapez ce montant : "),
            );
            Some(typed(question).await?)
        } else {
            None
        };
        self.api.confirm_live(typed).await?;
        Ok(())
    }

    async fn test(&mut self) -> Result<(), CliError> {
        let preview = self.api.preview_test_order().await?;
        if self.json {
            self.lines
                .object(&json!({ "kind": "test_order_preview", "order": preview }))?;
        }
        self.lines.flush()?;
        let question = words::test_order(&preview, SEND).text(self.language).to_owned();
        if typed(question).await? != SEND {
            return Err(self.nothing_changed());
        }
        let mut run = self.api.send_test_order().await?;
        let mut told = 0;
        loop {
            told = self.tell(&run, told)?;
            if !run.running {
                break;
            }
            tokio::time::sleep(LOOK).await;
            run = self.api.test_order().await?;
        }
        match run.outcome {
            Some(TestOutcome::Passed) => Ok(()),
            outcome => Err(CliError::Refused(
                words::not_passed(outcome.as_ref()).text(self.language).to_owned(),
            )),
        }
    }

    /// What happened since; returns how many lines are told.
    fn tell(&mut self, run: &TestOrderRun, told: usize) -> Result<usize, CliError> {
        for line in run.log.iter().skip(told) {
            if self.json {
                self.lines.object(&json!({ "kind": "test_order", "line": line }))?;
            } else {
                let text = words::test_fact(&line.fact).text(self.language).to_owned();
                self.lines.text(&text)?;
            }
        }
        self.lines.flush()?;
        Ok(run.log.len())
    }

    fn nothing_changed(&self) -> CliError {
        CliError::Refused(self.pick(
            "not confirmed: nothing was changed",
            "non confirmé : rien n’a été changé",
        ))
    }
}

fn is_in_the_way(check: &&SetupCheck) -> bool {
    !matches!(check.outcome, SetupOutcome::Ok | SetupOutcome::Warning)
}

/// Whether nothing is in the way but a deposit that does not show yet: it is looked at again by itself.
fn only_waits(checks: &[SetupCheck]) -> bool {
    let waits = |check: &SetupCheck| check.remedy == Some(SetupRemedy::Wait);
    let mut in_the_way = checks.iter().filter(is_in_the_way).peekable();
    in_the_way.peek().is_some() && in_the_way.all(waits)
}

/// What the person at this terminal types.
pub(super) async fn typed(question: String) -> Result<String, CliError> {
    // A word that comes out of a pipe was typed by nobody.
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(CliError::Refused(
            "going live must be confirmed at a terminal, and there is none: nothing was changed".to_owned(),
        ));
    }
    let read = tokio::task::spawn_blocking(move || {
        eprint!("{question}");
        std::io::stderr().flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok::<_, std::io::Error>(line.trim().to_owned())
    });
    let line = read.await.map_err(|error| CliError::Refused(error.to_string()))?;
    line.map_err(CliError::Input)
}
