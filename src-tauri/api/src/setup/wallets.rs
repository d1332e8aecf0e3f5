//! Which key is traded, and through which wallet.

use pilotfish_copy::ids::WalletAddress;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::live::{ChosenAccount, ChosenWallet, Evidence};
use pilotfish_engine::{EngineError, Mode, going_live};
use pilotfish_polymarket::{Advice, Error};
use pilotfish_store::Store;
use pilotfish_vault::WalletEvidence;
use pilotfish_vault::accounts::is_delete_word;
use pilotfish_vault::store::StoreError;
use pilotfish_vault::wallets::with_checksum;

use super::carried;
use super::views;
use super::way::Way;
use crate::types::{ApiError, ErrorCode, ErrorReason, WalletKind, WalletSearch};
use crate::{ApiResult, problem};

impl Way {
    /// Chooses one of the kept keys. Another one than before has no wallet yet, and nothing that was found holds for it.
    ///
    /// # Errors
    /// `unknown_account` for a key that is not kept, `address` for what is no address, `account_in_use` while live runs; the key store's.
    pub async fn choose(&self, owner: &str) -> ApiResult<()> {
        let owner = parse(owner)?;
        let kept = self.asking_keys(|accounts| accounts.list()).await.map_err(key_error)?;
        if !kept.contains(&owner) {
            return Err(problem(
                ErrorCode::UnknownAccount,
                format!("no key of {owner} is kept here"),
            ));
        }
        let before = ChosenAccount::load(&self.home)?;
        if before.as_ref().is_some_and(|before| before.owner == owner) {
            return Ok(());
        }
        self.nobody_trades()?;
        let chosen = ChosenAccount {
            owner,
            wallet: None,
            chosen_at: system_ms(),
        };
        chosen.save(&self.home)?;
        self.memory.forget();
        Ok(())
    }

    /// That no engine has the live data.
    fn nobody_trades(&self) -> ApiResult<()> {
        let holder = Store::holder(&self.home.mode(Mode::Live)).map_err(EngineError::from)?;
        match holder {
            None => Ok(()),
            Some(holder) => Err(problem(
                ErrorCode::AccountInUse,
                format!("live trading goes on ({holder}): leave it first"),
            )),
        }
    }

    /// The key that is to be deleted, where the word for it was typed.
    ///
    /// # Errors
    /// `address` for what is none, `key_not_confirmed` for another word.
    pub(crate) fn deletes(&self, owner: &str, typed: &str) -> ApiResult<WalletAddress> {
        let owner = parse(owner)?;
        if is_delete_word(typed) {
            Ok(owner)
        } else {
            Err(key_error(StoreError::NotConfirmed))
        }
    }

    /// Deletes a key with everything that is kept of it. `typed` is the word that confirms it. Live trading of it is not confirmed any
    /// more.
    ///
    /// # Errors
    /// `key_not_confirmed` for another word; `account_in_use` while an engine trades it; the key store's, and then some may be left.
    pub async fn delete_key(&self, owner: &WalletAddress, typed: String) -> ApiResult<()> {
        let is_chosen = ChosenAccount::load(&self.home)?.is_some_and(|chosen| chosen.owner == *owner);
        if is_chosen {
            self.nobody_trades()?;
        }
        let deleted = owner.clone();
        self.asking_keys(move |accounts| accounts.delete(&deleted, &typed))
            .await
            .map_err(key_error)?;
        if is_chosen {
            self.withdraw().await?;
            ChosenAccount::remove(&self.home)?;
            self.memory.forget();
        }
        Ok(())
    }

    /// Takes the confirmation back, where there are data that could have one.
    ///
    /// # Errors
    /// `account_in_use` while an engine has the account; the store's.
    pub async fn withdraw(&self) -> ApiResult<()> {
        let standing = self.standing().await?;
        if standing.account.is_none() {
            return Ok(());
        }
        let own = match self.own() {
            Ok(own) => own,
            // Without a wallet nothing can have been confirmed for it.
            Err(error) if matches!(error.code, ErrorCode::WalletNotChosen | ErrorCode::NoAccountChosen) => {
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        match going_live::withdraw(&self.home, &own).await {
            Ok(()) => {}
            // The data are another account's: this one was never confirmed here.
            Err(error) if error.code() == ErrorCode::OtherAccount => {}
            Err(error) => return Err(error.into()),
        }
        carried::forget(&self.home)?;
        Ok(())
    }

    /// Asks everybody about the wallets of the chosen key.
    ///
    /// # Errors
    /// `no_account_chosen`; the key store's. What is not answered is in the search as unknown.
    pub async fn find_wallets(&self) -> ApiResult<WalletSearch> {
        let chosen = self.chosen()?;
        let signer = self.signer(&chosen.owner).await.map_err(key_error)?;
        let found = self.venue()?.lookups.find(&signer).await.map_err(wire_error)?;
        Ok(views::search(found, system_ms()))
    }

    /// Takes a wallet for the account's, found or entered by hand: it must be one that the key controls, or a deposit wallet that the
    /// venue's profile of the key names. The signer's rule decides.
    ///
    /// # Errors
    /// `wrong_wallet` where the evidence does not hold, `address` and `address_checksum` for a text that is none or mistyped,
    /// `other_account` where the live data of this folder are another's, `no_account_chosen`; the key store's and the venue's.
    pub async fn confirm_wallet(&self, kind: WalletKind, address: &str) -> ApiResult<()> {
        let chosen = self.chosen()?;
        let wallet = parse(address)?;
        let signer = self.signer(&chosen.owner).await.map_err(key_error)?;
        let (kind, mut evidence) = (kind.into(), Evidence::Derived);
        if let Err(error) = signer.confirm_wallet(kind, &wallet, WalletEvidence::Derived) {
            let named = match self.venue()?.lookups.profile(&chosen.owner).await {
                Ok(named) => named,
                Err(Error::NotFound(_)) => return Err(EngineError::from(error).into()),
                Err(error) => return Err(wire_error(error)),
            };
            let confirmed = WalletEvidence::ConfirmedByUser { profile: &named };
            signer
                .confirm_wallet(kind, &wallet, confirmed)
                .map_err(EngineError::from)?;
            evidence = Evidence::Profile;
        }
        let standing = self.standing().await?;
        let is_blank = standing.is_blank;
        if let Some(kept) = standing.account.filter(|kept| kept.funder != wallet) {
            if !is_blank {
                return Err(problem(
                    ErrorCode::OtherAccount,
                    format!("the live data of this folder belong to {kept}: name another folder for this one"),
                ));
            }
            // Limits alone are nobody's history: a wallet that was taken by mistake does not keep the folder.
            going_live::remove_blank(&self.home).await?;
        }
        let wallet = ChosenWallet {
            wallet_type: kind,
            address: wallet,
            evidence,
        };
        if chosen.wallet.as_ref() != Some(&wallet) {
            let chosen = ChosenAccount {
                wallet: Some(wallet),
                chosen_at: system_ms(),
                ..chosen
            };
            chosen.save(&self.home)?;
            self.memory.forget();
        }
        Ok(())
    }
}

/// An address as somebody wrote it. One with letters of both cases carries a checksum, which is held to.
fn parse(text: &str) -> ApiResult<WalletAddress> {
    let text = text.trim();
    let address = WalletAddress::parse(text)
        .map_err(|_| problem(ErrorCode::Address, "an address is 0x and 40 hexadecimal digits"))?;
    let digits = text.get(2..).unwrap_or_default();
    let is_mixed = digits.chars().any(char::is_uppercase) && digits.chars().any(char::is_lowercase);
    let shown = with_checksum(&address);
    if is_mixed && shown.get(2..).unwrap_or_default() != digits {
        return Err(problem(
            ErrorCode::AddressChecksum,
            "a letter or digit of this address is mistyped: its checksum does not fit",
        ));
    }
    Ok(address)
}

pub(super) fn key_error(error: StoreError) -> ApiError {
    EngineError::from(error).into()
}

pub(super) fn wire_error(error: Error) -> ApiError {
    let advice = error.advice();
    let code = match (&error, advice) {
        (Error::Unreachable(_) | Error::NoAnswer(_) | Error::Unknown(_), _) => ErrorCode::VenueUnreachable,
        (Error::Paced { .. }, _) => ErrorCode::RateLimited,
        (Error::Wait { .. }, _) | (Error::Refused { .. }, Advice::TryLater(_)) => ErrorCode::VenueBusy,
        (Error::Refused { .. }, _) => ErrorCode::VenueDenied,
        _ => ErrorCode::VenueAnswer,
    };
    let wait = match advice {
        Advice::TryLater(wait) => wait,
        _ => None,
    };
    ApiError {
        reason: wait.map(ErrorReason::again_in),
        ..problem(code, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use pilotfish_copy::input::{Refusal, RefusalCode};

    use super::*;

    #[test]
    fn what_the_wire_says_is_told_for_what_it_is() {
        let wait = Some(Duration::from_secs(5));
        let asks = Error::Wait {
            status: 429,
            text: "slow down".to_owned(),
            retry_after: wait,
        };
        let paced = Error::Paced {
            wait: Duration::from_secs(5),
            status: None,
        };
        let refused = |code| Error::Refused {
            status: 400,
            refusal: Refusal {
                code,
                text: "no".to_owned(),
                retry_after_ms: None,
            },
        };
        let told = |error| {
            let error = wire_error(error);
            (error.code, error.reason)
        };
        let again = Some(ErrorReason::AgainIn(5));
        assert_eq!(told(asks), (ErrorCode::VenueBusy, again));
        assert_eq!(told(paced), (ErrorCode::RateLimited, again));
        assert_eq!(told(refused(RefusalCode::Unavailable)), (ErrorCode::VenueBusy, None));
        assert_eq!(told(refused(RefusalCode::Region)), (ErrorCode::VenueDenied, None));
    }

    #[test]
    fn an_address_with_a_mistyped_letter_is_refused() {
        let good = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        assert!(parse(good).is_ok());
        assert!(parse(&good.to_lowercase()).is_ok(), "no checksum in it");
        let wrong = good.replace("BeAed", "BeAeD");
        assert_eq!(
            parse(&wrong).map_err(|error| error.code),
            Err(ErrorCode::AddressChecksum)
        );
        assert_eq!(parse("0x12").map_err(|error| error.code), Err(ErrorCode::Address));
    }
}
