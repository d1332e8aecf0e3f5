//! The eight checks before live. None of them sends an order or changes anything; what could not be found out is no reason to trade.
//! All of them run, also where one fails, so that everything is seen at once.

use std::sync::Arc;

use pilotfish_copy::money::Usd;
use pilotfish_engine::EngineError;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::live::{ChosenAccount, ChosenWallet};
use pilotfish_engine::port::PortError;
use pilotfish_polymarket::checks::{Check, CheckKind, Depth, Found};
use pilotfish_vault::Signer;
use pilotfish_vault::store::{EntryName, SecretKind, SecretMode, StoreError};

use super::findings::{finding, gathered};
use super::views;
use super::way::{Venue, Way};
use crate::ApiResult;
use crate::types::{
    ErrorCode, Ms, SetupCheck, SetupCheckKind, SetupFinding as Finding, SetupOutcome as Outcome, SetupRemedy as Remedy,
};

/// So long a check that passed counts for the confirmation, ms of the computer's clock.
const FRESH_MS: i64 = 10 * 60_000;

/// What one look found: how it came out, what it was, what to do.
pub(super) type Look = (Outcome, Finding, Option<Remedy>);

impl SetupCheckKind {
    /// All, in their order.
    pub(crate) const ALL: [Self; 8] = [
        Self::Key,
        Self::Wallet,
        Self::Region,
        Self::Standing,
        Self::Clock,
        Self::ApiKey,
        Self::BalanceApprovals,
        Self::Venue,
    ];

    /// Which of the venue's checks belong to it.
    fn takes(self, kind: CheckKind) -> bool {
        let of = match kind {
            CheckKind::Region => Self::Region,
            CheckKind::Standing => Self::Standing,
            CheckKind::Clock => Self::Clock,
            CheckKind::ApiKey => Self::ApiKey,
            CheckKind::Balance | CheckKind::Approvals => Self::BalanceApprovals,
            _ => Self::Venue,
        };
        of == self
    }

    /// Whether it can only be asked with a login.
    const fn needs_login(self) -> bool {
        matches!(self, Self::Standing | Self::ApiKey | Self::BalanceApprovals)
    }
}

impl SetupCheck {
    fn not_run(kind: SetupCheckKind) -> Self {
        Self {
            kind,
            outcome: Outcome::NotRun,
            findings: Vec::new(),
            remedy: None,
            at: None,
        }
    }

    /// Whether it is no obstacle, and was looked at lately.
    fn passes(&self, now: i64) -> bool {
        let is_fresh = self.at.is_some_and(|at| (0..=FRESH_MS).contains(&(now - at.0)));
        is_fresh && matches!(self.outcome, Outcome::Ok | Outcome::Warning)
    }
}

impl Way {
    /// All eight, as they were last looked at.
    #[must_use]
    pub fn last_checks(&self) -> Vec<SetupCheck> {
        let remembered = self.memory.lock();
        SetupCheckKind::ALL
            .into_iter()
            .map(|kind| {
                let kept = remembered.checks.get(&kind).cloned();
                kept.unwrap_or_else(|| SetupCheck::not_run(kind))
            })
            .collect()
    }

    /// Those that stand in the way of a confirmation: failed, unknown, not looked at, or not lately.
    #[must_use]
    pub fn missing_checks(&self) -> Vec<SetupCheckKind> {
        let now = system_ms();
        let missing = |check: &SetupCheck| !check.passes(now);
        self.last_checks()
            .iter()
            .filter(|check| missing(check))
            .map(|check| check.kind)
            .collect()
    }

    /// Looks at everything. A test order that an earlier run of the program left open is cleared up on the way.
    ///
    /// # Errors
    /// Addresses that may not be used, and an account file that cannot be read. What is wrong is in the checks.
    pub async fn checks(&self) -> ApiResult<Vec<SetupCheck>> {
        let checks = self.look().await?;
        let mut remembered = self.memory.lock();
        remembered.checks = checks.iter().map(|check| (check.kind, check.clone())).collect();
        drop(remembered);
        Ok(checks)
    }

    /// Looks at one again. The others stay as they were seen, but for those that a login tells of too.
    ///
    /// # Errors
    /// As [`Way::checks`].
    pub async fn check_again(&self, kind: SetupCheckKind) -> ApiResult<SetupCheck> {
        let mut wanted = None;
        for check in self.look().await? {
            if check.kind == kind {
                self.memory.lock().checks.insert(kind, check.clone());
                wanted = Some(check);
            }
        }
        Ok(wanted.unwrap_or_else(|| SetupCheck::not_run(kind)))
    }

    async fn look(&self) -> ApiResult<Vec<SetupCheck>> {
        let venue = self.venue()?;
        let chosen = ChosenAccount::load(&self.home)?;
        let (key, signer) = self.look_at_key(chosen.as_ref()).await;
        let wallet = chosen.as_ref().and_then(|chosen| chosen.wallet.clone());
        let at_wallet = self.look_at_wallet(&venue, chosen.as_ref(), wallet.as_ref()).await;
        let login = match (&signer, &wallet) {
            (Some(signer), Some(wallet)) => self.log_in(&venue, signer, wallet).await,
            (None, _) => Err(needs(SetupCheckKind::Key)),
            (Some(_), None) => Err(needs(SetupCheckKind::Wallet)),
        };
        if login.is_ok() {
            self.clear_up().await;
        }
        let found = venue.ports.standing.checks(Depth::Everything).await;
        self.note_cash(&found);
        let unseen = match &wallet {
            Some(wallet) if login.is_ok() => self.unseen_cash(&venue, wallet, &found).await,
            _ => None,
        };
        let at = Ms(system_ms());
        let looked = SetupCheckKind::ALL.map(|kind| {
            let looks = match kind {
                SetupCheckKind::Key => vec![key.clone()],
                SetupCheckKind::Wallet => vec![at_wallet.clone()],
                SetupCheckKind::ApiKey => self.looks_at_api_key(&login, &found),
                SetupCheckKind::BalanceApprovals if unseen.is_some() => unseen.iter().cloned().collect(),
                _ => match &login {
                    Err(_) if kind.needs_login() => vec![needs(SetupCheckKind::ApiKey)],
                    _ => of_venue(kind, &found),
                },
            };
            gathered(kind, looks, at)
        });
        Ok(looked.to_vec())
    }

    /// The key can be read, is that of its address, and signs: a proof of its own address, which is not sent.
    async fn look_at_key(&self, chosen: Option<&ChosenAccount>) -> (Look, Option<Arc<Signer>>) {
        let Some(chosen) = chosen else {
            return ((Outcome::Failed, Finding::NoKey, Some(Remedy::ImportKey)), None);
        };
        let trouble = |error: StoreError| {
            let code = EngineError::from(error).code();
            let outcome = match error {
                StoreError::Gone | StoreError::WrongKey | StoreError::Damaged => Outcome::Failed,
                _ => Outcome::Unknown,
            };
            (outcome, Finding::KeyTrouble { code }, Some(Remedy::OpenKeyStore))
        };
        match self.signer(&chosen.owner).await {
            Ok(signer) if signer.l1_headers(system_ms() / 1_000, 0).is_ok() => {
                let name = EntryName::Secret {
                    mode: SecretMode::Live,
                    account: chosen.owner.clone(),
                    kind: SecretKind::PrivateKey,
                };
                let signed = Finding::KeySigned {
                    place: views::place(self.keys.as_ref()),
                    entry: name.to_string(),
                };
                ((Outcome::Ok, signed, None), Some(Arc::new(signer)))
            }
            Ok(_) => (trouble(StoreError::Damaged), None),
            Err(error) => (trouble(error), None),
        }
    }

    async fn look_at_wallet(
        &self,
        venue: &Venue,
        chosen: Option<&ChosenAccount>,
        wallet: Option<&ChosenWallet>,
    ) -> Look {
        let (Some(chosen), Some(wallet)) = (chosen, wallet) else {
            let remedy = Some(Remedy::ConfirmWallet);
            return (Outcome::Failed, Finding::WalletNotConfirmed, remedy);
        };
        match venue.lookups.exists(wallet.wallet_type, &wallet.address).await {
            Ok(true) => {
                if let Some(moved) = moved(venue, chosen, wallet).await {
                    return moved;
                }
                let found = Finding::WalletConfirmed {
                    kind: wallet.wallet_type.into(),
                    address: views::address(&wallet.address),
                    confirmed: Ms(chosen.chosen_at),
                };
                (Outcome::Ok, found, None)
            }
            Ok(false) => (Outcome::Failed, Finding::WalletNotThere, Some(Remedy::OpenAccount)),
            Err(error) => no_answer(error.to_string()),
        }
    }

    /// Logs in, once: what stands after it is asked with the other checks.
    async fn log_in(&self, venue: &Venue, signer: &Arc<Signer>, wallet: &ChosenWallet) -> Result<(), Look> {
        let refused = |words: String| (Outcome::Failed, Finding::Refused { words }, Some(Remedy::SeeAccount));
        signer
            .confirm_wallet(wallet.wallet_type, &wallet.address, wallet.for_signer())
            .map_err(|_| needs(SetupCheckKind::Wallet))?;
        if self.memory.lock().logged_in {
            return Ok(());
        }
        let standing = &venue.ports.standing;
        match standing.connect(signer, wallet.wallet_type, &wallet.address).await {
            Ok(_) => {
                self.memory.lock().logged_in = true;
                Ok(())
            }
            Err(PortError::Denied(words)) => Err(refused(words)),
            Err(error) => Err(no_answer(error.to_string())),
        }
    }

    /// The key is taken; and where a test order showed the trap, that is what counts until one passes or a cure was tried.
    fn looks_at_api_key(&self, login: &Result<(), Look>, found: &[Check]) -> Vec<Look> {
        if let Err(look) = login {
            return vec![look.clone()];
        }
        let mut looks = of_venue(SetupCheckKind::ApiKey, found);
        if let Some(words) = self.trapped().filter(|words| !words.is_empty()) {
            looks.push((Outcome::Failed, Finding::KeyTrap { words }, Some(Remedy::CureApiKey)));
        }
        looks
    }

    /// A wallet that has money on the chain and none at the venue: a deposit that is on its way, for the first two minutes; after that
    /// the API key's trap (polymarket-api §3.3), which shows like this too, and then no test order could show it.
    async fn unseen_cash(&self, venue: &Venue, wallet: &ChosenWallet, found: &[Check]) -> Option<Look> {
        let nothing = |check: &Check| matches!(check.found, Found::Cash { cash } if cash <= Usd::ZERO);
        if !found.iter().any(nothing) {
            return None;
        }
        let chain = venue
            .lookups
            .cash(&wallet.address)
            .await
            .ok()
            .filter(|cash| *cash > Usd::ZERO)?;
        if let Some(look) = self.deposit_on_its_way(chain, found) {
            return Some(look);
        }
        self.fell_into_trap(String::new());
        let unseen = Finding::CashNotSeen {
            chain: chain.to_string(),
        };
        Some((Outcome::Failed, unseen, Some(Remedy::CureApiKey)))
    }

    /// For so long after it was first seen, and where no trap is known, it is a deposit that does not show yet.
    fn deposit_on_its_way(&self, chain: Usd, found: &[Check]) -> Option<Look> {
        let ahead = found.iter().find_map(|check| match check.found {
            Found::Clock { ahead_ms, .. } => Some(ahead_ms),
            _ => None,
        });
        let here = system_ms();
        let now = here.saturating_add(ahead.unwrap_or(0));
        let mut remembered = self.memory.lock();
        let since = remembered.unseen_since.map_or(now, |since| since.min(now));
        remembered.unseen_since = Some(since);
        let is_trapped = remembered.trap.is_some();
        drop(remembered);
        let patience = i64::try_from(self.deposit_shows_within.as_millis()).unwrap_or(i64::MAX);
        let left = patience.saturating_sub(now.saturating_sub(since));
        if is_trapped || left <= 0 {
            return None;
        }
        let late = Finding::CashNotShownYet {
            chain: chain.to_string(),
            until: Ms(here.saturating_add(left)),
        };
        Some((Outcome::Unknown, late, Some(Remedy::Wait)))
    }

    /// An order that a crash left open. What cannot be cleared up now stays open, and keeps live from starting.
    async fn clear_up(&self) {
        let open = self.standing().await.ok().and_then(|standing| standing.last_test);
        let is_open = open.is_some_and(|test| test.ended.is_none());
        if !is_open || self.memory.lock().testing {
            return;
        }
        let Ok(drive) = self.drive() else { return };
        if let Err(error) = drive.clear_up(&self.memory.test).await {
            tracing::warn!(%error, "a test order of an earlier run is still open");
        }
    }

    fn note_cash(&self, found: &[Check]) {
        let cash: Option<Usd> = found.iter().find_map(|check| match check.found {
            Found::Cash { cash } => Some(cash),
            _ => None,
        });
        if cash.is_some() {
            self.memory.lock().cash = cash;
        }
        if cash.is_some_and(|cash| cash > Usd::ZERO) {
            self.memory.lock().unseen_since = None;
            self.money_is_seen();
        }
    }
}

/// What the venue's checks of that kind say.
fn of_venue(kind: SetupCheckKind, found: &[Check]) -> Vec<Look> {
    let ours = found.iter().filter(|check| kind.takes(check.kind));
    ours.filter_map(finding).collect()
}

fn needs(check: SetupCheckKind) -> Look {
    (Outcome::Unknown, Finding::Needs { check }, Some(Remedy::MendOther))
}

/// Where the venue's profile of the key names another wallet than the confirmed one: an account that was migrated at the exchange. A
/// profile that cannot be had says nothing.
async fn moved(venue: &Venue, chosen: &ChosenAccount, wallet: &ChosenWallet) -> Option<Look> {
    let named = venue.lookups.profile(&chosen.owner).await.ok()?;
    (named != wallet.address).then(|| {
        let found = Finding::WalletMoved {
            named: views::address(&named),
        };
        (Outcome::Warning, found, Some(Remedy::ConfirmWallet))
    })
}

fn no_answer(words: String) -> Look {
    (Outcome::Unknown, Finding::NoAnswer { words }, Some(Remedy::TryAgain))
}

/// What stands in the way of going live, in words.
pub(super) fn not_passed(missing: &[SetupCheckKind]) -> crate::types::ApiError {
    let names: Vec<String> = missing
        .iter()
        .filter_map(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned))
        .collect();
    crate::problem(
        ErrorCode::ChecksNotPassed,
        format!(
            "every check has to have passed within ten minutes; missing: {}",
            names.join(", ")
        ),
    )
}
