//! The way to live: key, wallet, checks, limits, a person's word, the test order, and then the engine.
//!
//! What is kept of it is the chosen account (`live/account.json`) and the live database (limits, confirmation, test order), and nothing
//! else: what a check found holds for as long as the program runs, so that every start looks again. [`Way`] is all of it but for a
//! person's word, and needs no window; the commands here are the window's.

pub(crate) mod carried;
mod checking;
mod findings;
mod going;
pub(crate) mod shapes;
mod testing;
mod trap;
mod views;
mod wallets;
pub(crate) mod way;

use std::sync::Arc;

use pilotfish_engine::live::ChosenAccount;
use pilotfish_engine::{EngineError, Mode, Topic};
use pilotfish_vault::accounts::DELETE_WORD;

pub use way::Way;

use crate::numbers::tenths;
use crate::program::settings;
use crate::risk::weigh::{Change, weigh};
use crate::types::{
    ApiKeyCure, CarriedFollow, ChosenAccountView, Frame, KeyPlace, KeyPurpose, KeyView, LimitsView, Ms, Setup,
    SetupCheck, SetupCheckKind, SetupStep, TestOrderPreview, TestOrderRun, WalletKind, WalletSearch,
};
use crate::{Api, ApiResult};
use carried::Carried;
use going::{TYPED_ABOVE, offered};

impl Api {
    /// Opens the window in which secrets are entered, which is no part of this one.
    ///
    /// # Errors
    /// `cannot_here` without a desktop.
    pub async fn open_key_window(&self, purpose: KeyPurpose) -> ApiResult<()> {
        self.host()?.open_key_window(purpose)
    }

    /// The way to live, and where it stands. Nothing is asked of the network.
    ///
    /// # Errors
    /// `account_file` for an account file that cannot be read; the store's. Keys that cannot be read are told in it.
    pub async fn setup(&self) -> ApiResult<Setup> {
        match self.way() {
            Ok(way) => self.setup_of(&way).await,
            Err(_) => Ok(nowhere()),
        }
    }

    /// Chooses one of the imported keys, by its address. Another one than before has no wallet yet, and nothing that was found holds
    /// for it.
    ///
    /// # Errors
    /// `unknown_account`, `address`, `account_in_use` while live runs; the key store's.
    pub async fn choose_account(&self, owner: String) -> ApiResult<Setup> {
        let way = self.way()?;
        way.choose(&owner).await?;
        self.set_up(&way).await
    }

    /// Deletes a key with everything that is kept of it; `typed` is the word that confirms it, and a person is asked outside of the
    /// window.
    ///
    /// # Errors
    /// `key_not_confirmed` for another word, those of a question that is not answered with yes, `account_in_use` while live runs; the key store's.
    pub async fn delete_key(&self, owner: String, typed: String) -> ApiResult<Setup> {
        let way = self.way()?;
        let key = way.deletes(&owner, &typed)?;
        // A page may be anybody's, and there may be no other copy of the key: whichever mode is shown, it is asked outside of it.
        self.allow(|| weigh(Mode::Live, &Change::DeleteKey { owner: &key }))
            .await?;
        way.delete_key(&key, typed).await?;
        self.set_up(&way).await
    }

    /// Asks the venue, its relayer and the chain which wallet the chosen key has.
    ///
    /// # Errors
    /// `no_account_chosen`; the key store's. What is not answered is in it as unknown.
    pub async fn find_wallets(&self) -> ApiResult<WalletSearch> {
        self.way()?.find_wallets().await
    }

    /// Takes a wallet for the account's, found or entered by hand: the signer's rule decides.
    ///
    /// # Errors
    /// `wrong_wallet`, `address`, `address_checksum`, `other_account`, `no_account_chosen`; the key store's and the venue's.
    pub async fn confirm_wallet(&self, kind: WalletKind, address: String) -> ApiResult<Setup> {
        let way = self.way()?;
        way.confirm_wallet(kind, &address).await?;
        self.set_up(&way).await
    }

    /// Runs all eight checks. A test order that an earlier run left open is cleared up on the way.
    ///
    /// # Errors
    /// Addresses that may not be used, an account file that cannot be read. What is wrong is in the checks.
    pub async fn setup_checks(&self) -> ApiResult<Vec<SetupCheck>> {
        let checks = self.way()?.checks().await?;
        self.touch_setup();
        Ok(checks)
    }

    /// Runs one of them again.
    ///
    /// # Errors
    /// As [`Api::setup_checks`].
    pub async fn check_again(&self, check: SetupCheckKind) -> ApiResult<SetupCheck> {
        let check = self.way()?.check_again(check).await?;
        self.touch_setup();
        Ok(check)
    }

    /// Tries a cure for the API key's trap, in the order of the list; whether it helped, the next test order says.
    ///
    /// # Errors
    /// `no_key_trap`, `cure_too_early`, `busy`; the venue's.
    pub async fn fix_api_key(&self, cure: ApiKeyCure) -> ApiResult<Setup> {
        let way = self.way()?;
        let tried = way.fix_api_key(cure).await;
        self.touch_setup();
        tried?;
        self.setup_of(&way).await
    }

    /// Saves the limits that live begins with; once it is confirmed, it asks before one allows more.
    ///
    /// # Errors
    /// `invalid_number` and `out_of_range` name the field; `wallet_not_chosen`; `account_in_use` while live runs, whose limits are in
    /// Settings; those of a question that is not answered with yes.
    pub async fn save_live_limits(&self, limits: LimitsView) -> ApiResult<Setup> {
        let way = self.way()?;
        self.save_limits_of_live(&way, &limits).await?;
        self.set_up(&way).await
    }

    /// Asks a person for live trading, outside of the window, and keeps the word. `typed` is the total exposure, where it is above
    /// $500.
    ///
    /// # Errors
    /// `checks_not_passed` names those that are missing, `limits_not_saved`, `amount_not_typed`, `account_in_use`; those of a question
    /// that is not answered with yes: nothing is kept then.
    pub async fn confirm_live(&self, typed: Option<String>) -> ApiResult<Setup> {
        let way = self.way()?;
        self.confirm_going_live(&way, typed.as_deref()).await?;
        self.set_up(&way).await
    }

    /// The test order as it would be sent.
    ///
    /// # Errors
    /// `no_test_market`, `wallet_not_chosen`; the venue's.
    pub async fn preview_test_order(&self) -> ApiResult<TestOrderPreview> {
        self.way()?.preview_test().await
    }

    /// Sends the test order that was shown. Returns when it is under way: [`Api::test_order`] tells of it, and the settings are touched
    /// as it goes on.
    ///
    /// # Errors
    /// `preview_first`, `busy`, `live_not_confirmed`: nothing is sent then. What happens later is in the run.
    pub async fn send_test_order(&self) -> ApiResult<TestOrderRun> {
        let way = self.way()?;
        let api = self.clone();
        way.begin_test(Arc::new(move || api.touch_setup())).await?;
        way.test_run().await
    }

    /// The test order under way, or the last one.
    ///
    /// # Errors
    /// The store's.
    pub async fn test_order(&self) -> ApiResult<TestOrderRun> {
        self.way()?.test_run().await
    }

    /// Starts the live engine and shows it, where it stands confirmed and tested. That word is not asked for again.
    ///
    /// # Errors
    /// `live_not_confirmed`, `live_not_tested`, `busy`, `no_live_here`; the key store's and the engine's.
    pub async fn enter_live(&self) -> ApiResult<Frame> {
        let way = self.way()?;
        self.begin_live(&way).await
    }

    /// Leaves live: what is at work is cancelled and over, the engine ends, the confirmation is taken back, and paper or the demo is
    /// shown.
    ///
    /// # Errors
    /// Those of [`Api::answer_quit`] where something may still be open: live goes on then.
    pub async fn leave_live(&self) -> ApiResult<Frame> {
        let way = self.way()?;
        let frame = self.end_live(&way).await?;
        self.touch_setup();
        Ok(frame)
    }

    /// The way to live of this program.
    ///
    /// # Errors
    /// `cannot_here` where it holds no keys or reaches the demo alone.
    pub fn way(&self) -> ApiResult<Way> {
        let host = self.host()?;
        let (keys, endpoints) = (host.keys()?, host.endpoints()?);
        let memory = Arc::clone(&self.shared.together.way);
        let way = Way::remembering(self.shared.home.clone(), keys, endpoints, memory);
        Ok(way.with_deposits_within(host.deposit_shows_within()))
    }

    async fn set_up(&self, way: &Way) -> ApiResult<Setup> {
        self.touch_setup();
        self.setup_of(way).await
    }

    /// Whichever is shown reads its settings again, and the way to live with them.
    fn touch_setup(&self) {
        for list in self.shared.together.lists() {
            list.shared.bus.touch([Topic::Settings]);
        }
    }

    async fn setup_of(&self, way: &Way) -> ApiResult<Setup> {
        let chosen = ChosenAccount::load(&way.home)?;
        let owner = chosen.as_ref().map(|chosen| chosen.owner.clone());
        let (keys, key_trouble) = match keys_of(way).await {
            Ok(keys) => (keys, None),
            Err(error) => (Vec::new(), Some(EngineError::from(error).code())),
        };
        let standing = way.standing().await?;
        let limits = standing.limits.clone().unwrap_or_else(offered);
        let carried = if standing.has_followed {
            Vec::new()
        } else {
            let confirmed = standing.confirmed_at.and_then(|_| carried::kept(&way.home));
            match confirmed {
                Some(confirmed) => confirmed,
                None => going::of_paper(way).await?,
            }
        };
        let mut setup = Setup {
            step: SetupStep::Done,
            key_place: views::place(way.keys.as_ref()),
            keys: keys
                .into_iter()
                .map(|(key, relayer_key)| KeyView {
                    owner: views::address(&key),
                    chosen: owner.as_ref() == Some(&key),
                    relayer_key,
                })
                .collect(),
            key_trouble,
            delete_words: vec![DELETE_WORD.en.to_owned(), DELETE_WORD.fr.to_owned()],
            account: chosen.as_ref().map(|chosen| ChosenAccountView {
                owner: views::address(&chosen.owner),
                wallet: chosen
                    .wallet
                    .as_ref()
                    .map(|wallet| views::wallet(wallet, chosen.chosen_at)),
            }),
            checks: way.last_checks(),
            key_trap: way.key_trap(),
            limits: settings::limits_view(&limits),
            limits_saved: standing.limits.is_some(),
            at_risk: limits.max_exposure.to_string(),
            cash: way.memory.lock().cash.map(|cash| cash.to_string()),
            typed_above: TYPED_ABOVE.to_string(),
            confirmed_at: standing.confirmed_at.map(Ms),
            tested_at: standing.tested_at.map(Ms),
            runs: self.list_of(Mode::Live).is_some_and(|live| live.engine().is_ok()),
            carried_over: carried.iter().map(shown).collect(),
        };
        setup.step = step(&setup, &way.missing_checks());
        Ok(setup)
    }
}

/// The first step that is not done. What was confirmed and tested stays so, whatever was looked at since the program began: the engine
/// looks for itself.
fn step(setup: &Setup, missing: &[SetupCheckKind]) -> SetupStep {
    let Some(account) = &setup.account else {
        return SetupStep::Key;
    };
    let is_confirmed = setup.confirmed_at.is_some();
    if account.wallet.is_none() {
        SetupStep::Wallet
    } else if is_confirmed && setup.tested_at.is_some() {
        SetupStep::Done
    } else if !is_confirmed && !missing.is_empty() {
        SetupStep::Checks
    } else if !setup.limits_saved {
        SetupStep::Limits
    } else if !is_confirmed {
        SetupStep::Confirmation
    } else {
        SetupStep::TestOrder
    }
}

/// The kept keys, and whether a relayer key lies beside each. A page that is open asks nobody to unlock anything.
async fn keys_of(
    way: &Way,
) -> Result<Vec<(pilotfish_copy::ids::WalletAddress, Option<bool>)>, pilotfish_vault::store::StoreError> {
    way.asking_keys_quietly(|accounts| {
        let keys = accounts.list()?.into_iter().map(|key| {
            let relayer = accounts.relayer_credentials(&key).ok().map(|kept| kept.is_some());
            (key, relayer)
        });
        Ok(keys.collect())
    })
    .await
}

fn shown(carried: &Carried) -> CarriedFollow {
    CarriedFollow {
        trader: carried.name.clone(),
        address: carried.trader.to_string(),
        percentage: tenths(i64::from(carried.settings.percentage.tenths())),
    }
}

/// A program that takes no keys.
fn nowhere() -> Setup {
    let limits = offered();
    Setup {
        step: SetupStep::Key,
        key_place: KeyPlace::Nowhere,
        keys: Vec::new(),
        key_trouble: None,
        delete_words: Vec::new(),
        account: None,
        checks: Vec::new(),
        key_trap: None,
        limits: settings::limits_view(&limits),
        limits_saved: false,
        at_risk: limits.max_exposure.to_string(),
        cash: None,
        typed_above: TYPED_ABOVE.to_string(),
        confirmed_at: None,
        tested_at: None,
        runs: false,
        carried_over: Vec::new(),
    }
}
