//! The API key's trap and its cures (polymarket-api §3.3), mildest first. It shows at the test order; whether a cure helped, the next
//! test order says.

use std::collections::BTreeMap;

use pilotfish_engine::EngineError;
use pilotfish_engine::clock::system_ms;
use pilotfish_polymarket::trading::key_trap::Cure;

use super::way::{Trap, Way};
use crate::types::{ApiKeyCure, CureState, CureView, ErrorCode, KeyTrapView, Ms, SetupCheckKind};
use crate::{ApiResult, problem};

impl From<ApiKeyCure> for Cure {
    fn from(cure: ApiKeyCure) -> Self {
        match cure {
            ApiKeyCure::DeriveAgain => Self::DeriveAgain,
            ApiKeyCure::ReadWalletAgain => Self::ReadWalletAgain,
            ApiKeyCure::UsedPolymarket => Self::SignInThere,
            ApiKeyCure::DeleteAndMake => Self::NewKey,
        }
    }
}

impl From<Cure> for ApiKeyCure {
    fn from(cure: Cure) -> Self {
        match cure {
            Cure::DeriveAgain => Self::DeriveAgain,
            Cure::ReadWalletAgain => Self::ReadWalletAgain,
            Cure::SignInThere => Self::UsedPolymarket,
            Cure::NewKey => Self::DeleteAndMake,
        }
    }
}

impl Trap {
    /// The mildest that was not tried.
    fn next(&self) -> Option<ApiKeyCure> {
        let mut all = Cure::ALL.into_iter().map(ApiKeyCure::from);
        all.find(|cure| !self.is_tried(*cure))
    }

    fn is_tried(&self, cure: ApiKeyCure) -> bool {
        let state = self.tried.get(&cure).map(|(state, _)| *state);
        matches!(state, Some(CureState::Done | CureState::RefusedAgain))
    }

    /// Whether a cure was tried that no test order has judged yet.
    fn waits_for_a_test(&self) -> bool {
        self.tried.values().any(|(state, _)| *state == CureState::Done)
    }

    fn view(&self) -> KeyTrapView {
        let view = |cure: ApiKeyCure| {
            let tried = self.tried.get(&cure);
            CureView {
                cure,
                state: tried.map_or(CureState::Waiting, |(state, _)| *state),
                at: tried.map(|(_, at)| *at),
            }
        };
        KeyTrapView {
            words: self.words.clone(),
            cures: Cure::ALL.into_iter().map(|cure| view(cure.into())).collect(),
            next: self.next().filter(|_| !self.waits_for_a_test()),
        }
    }
}

impl Way {
    /// The venue's words, while the trap stands in the way: from the test order that showed it until a cure was tried.
    pub(super) fn trapped(&self) -> Option<String> {
        let remembered = self.memory.lock();
        let trap = remembered.trap.as_ref().filter(|trap| !trap.waits_for_a_test());
        trap.map(|trap| trap.words.clone())
    }

    /// The trap with its cures, after a test order showed it.
    #[must_use]
    pub fn key_trap(&self) -> Option<KeyTrapView> {
        self.memory.lock().trap.as_ref().map(Trap::view)
    }

    /// A test order was refused over the API key, in these words; or, without any, the venue does not see the wallet's money.
    pub(super) fn fell_into_trap(&self, words: String) {
        let mut remembered = self.memory.lock();
        let trap = remembered.trap.get_or_insert_with(|| Trap {
            words: String::new(),
            tried: BTreeMap::new(),
        });
        if !words.is_empty() || trap.words.is_empty() {
            trap.words = words;
        }
        for (state, _) in trap.tried.values_mut() {
            if *state == CureState::Done {
                *state = CureState::RefusedAgain;
            }
        }
        remembered.checks.remove(&SetupCheckKind::ApiKey);
    }

    /// The venue sees the wallet's money: a trap that showed by that alone is over.
    pub(super) fn money_is_seen(&self) {
        let mut remembered = self.memory.lock();
        if remembered.trap.as_ref().is_some_and(|trap| trap.words.is_empty()) {
            remembered.trap = None;
        }
    }

    /// A test order passed.
    pub(super) fn is_out_of_trap(&self) {
        self.memory.lock().trap = None;
    }

    /// Tries a cure: the mildest that was not tried, or one before it again.
    ///
    /// # Errors
    /// `no_key_trap` where nothing showed it; `cure_too_early` for one that skips a milder one; `busy` while one runs; what stands
    /// in the way of a login, and the venue's: the cure counts as failed then, and may be tried again.
    pub async fn fix_api_key(&self, cure: ApiKeyCure) -> ApiResult<()> {
        self.begin_cure(cure)?;
        let tried = self.try_cure(cure).await;
        let state = if tried.is_ok() {
            CureState::Done
        } else {
            CureState::Failed
        };
        {
            let mut remembered = self.memory.lock();
            if let Some(trap) = &mut remembered.trap {
                trap.tried.insert(cure, (state, Ms(system_ms())));
            }
        }
        tried?;
        // What it changed is seen in more than one of them.
        self.checks().await?;
        Ok(())
    }

    fn begin_cure(&self, cure: ApiKeyCure) -> ApiResult<()> {
        let mut remembered = self.memory.lock();
        let trap = remembered.trap.as_mut().ok_or_else(|| {
            problem(
                ErrorCode::NoKeyTrap,
                "neither a test order nor the balance showed the trap of the API key",
            )
        })?;
        if trap.tried.values().any(|(state, _)| *state == CureState::Running) {
            return Err(problem(ErrorCode::Busy, "another cure is under way"));
        }
        if trap.next().is_some_and(|next| cure > next) {
            return Err(problem(ErrorCode::CureTooEarly, "a milder cure was not tried yet"));
        }
        trap.tried.insert(cure, (CureState::Running, Ms(system_ms())));
        Ok(())
    }

    async fn try_cure(&self, cure: ApiKeyCure) -> ApiResult<()> {
        let own = self.own()?;
        let signer = own.signer().await?;
        let standing = self.venue()?.ports.standing;
        if !self.memory.lock().logged_in {
            let account = &own.account;
            let login = standing.connect(&signer, account.wallet_type, &account.funder);
            login.await.map_err(EngineError::from)?;
            self.memory.lock().logged_in = true;
        }
        standing
            .cure_key(cure.into(), &signer)
            .await
            .map_err(EngineError::from)?;
        Ok(())
    }
}
