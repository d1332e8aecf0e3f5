//! A known trap of deposit wallets (polymarket-api §3.3): the venue refuses an order because the API key is of another address, though
//! key and wallet are right. Why is not documented; what has helped others is, mildest first. It shows at the test order.

use pilotfish_vault::Signer;

use super::TradingApi;
use crate::{Error, PublicApi};

/// The venue's words for it, in lower case.
const WORDS: &str = "the order signer address has to be the address of the api key";

/// Whether a refusal's words are those of the trap.
#[must_use]
pub fn is_key_trap(words: &str) -> bool {
    words.to_lowercase().contains(WORDS)
}

/// What may help, in the order in which it is tried. After each the test order is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cure {
    /// The API key is derived again.
    DeriveAgain,
    /// The venue reads the wallet again.
    ReadWalletAgain,
    /// The user signs in at polymarket.com and does one thing there.
    SignInThere,
    /// The API key is deleted and a new one made. Other programs that use it must be set up again.
    NewKey,
}

impl Cure {
    /// All, in their order.
    pub const ALL: [Self; 4] = [
        Self::DeriveAgain,
        Self::ReadWalletAgain,
        Self::SignInThere,
        Self::NewKey,
    ];

    /// The one after it; none after the last: then the venue's support is who can help.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|cure| *cure > self)
    }
}

/// Tries one of them; the account to go on with comes back. What the user does at polymarket.com is the user's: nothing is done here.
///
/// # Errors
/// As every read, and as a login. After a new key was asked for, log in again whatever the error says: the old one may be gone.
pub async fn try_cure(cure: Cure, account: &TradingApi, signer: &Signer) -> Result<TradingApi, Error> {
    match cure {
        Cure::SignInThere => Ok(account.clone()),
        Cure::ReadWalletAgain => {
            account.refresh_balance().await?;
            Ok(account.clone())
        }
        Cure::DeriveAgain => log_in_again(account.public(), account, signer).await,
        Cure::NewKey => {
            account.delete_key().await?;
            log_in_again(account.public(), account, signer).await
        }
    }
}

async fn log_in_again(public: &PublicApi, account: &TradingApi, signer: &Signer) -> Result<TradingApi, Error> {
    TradingApi::log_in(public.clone(), signer, account.wallet_type(), account.funder().clone()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trap_is_known_by_its_words_and_the_cures_come_mildest_first() {
        assert!(is_key_trap(
            "the order signer address has to be the address of the API KEY"
        ));
        assert!(!is_key_trap("Unauthorized/Invalid api key"));
        let mut cures = vec![Cure::DeriveAgain];
        while let Some(next) = cures.last().and_then(|cure| cure.next()) {
            cures.push(next);
        }
        assert_eq!(cures, Cure::ALL);
    }
}
