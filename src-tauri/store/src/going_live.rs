//! That a person confirmed live trading of the account whose data these are: kept beside the account itself, so that it holds for this
//! account in this folder and for nothing else.

use crate::error::StoreError;
use crate::reader::Reader;
use crate::store::Store;

impl Store {
    /// Keeps that live trading was confirmed at that instant, ms of the computer's clock; the first confirmation stays.
    ///
    /// # Errors
    /// `Refused` for data that are not live's; `Busy`, `DiskFull` and the like.
    pub async fn confirm_live(&self, at_ms: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE identity SET live_confirmed_at = COALESCE(live_confirmed_at, ?)")
            .bind(at_ms)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }

    /// For tests of live engines, which send no test order first: as if one had been there and back.
    ///
    /// # Errors
    /// `Refused` where live was not confirmed; `Busy`, `DiskFull` and the like.
    #[cfg(any(test, feature = "test-util"))]
    pub async fn count_as_tested(&self, at_ms: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE identity SET live_tested_at = ?")
            .bind(at_ms)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }

    /// Takes it back: no live engine starts on these data until it is confirmed again, and tested again.
    ///
    /// # Errors
    /// `Busy`, `DiskFull` and the like.
    pub async fn withdraw_live(&self) -> Result<(), StoreError> {
        sqlx::query("UPDATE identity SET live_confirmed_at = NULL, live_tested_at = NULL")
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }
}

impl Reader {
    /// When live trading was confirmed, ms of the computer's clock; none where it was not.
    ///
    /// # Errors
    /// `Busy` and the like.
    pub async fn live_confirmed_at(&self) -> Result<Option<i64>, StoreError> {
        let mut tx = self.instant().await?;
        let at: Option<Option<i64>> = sqlx::query_scalar("SELECT live_confirmed_at FROM identity")
            .fetch_optional(&mut *tx)
            .await?;
        Ok(at.flatten())
    }

    /// When the test order of the confirmed account had been there and back, ms of the computer's clock; none where it was not.
    ///
    /// # Errors
    /// `Busy` and the like.
    pub async fn live_tested_at(&self) -> Result<Option<i64>, StoreError> {
        let mut tx = self.instant().await?;
        let at: Option<Option<i64>> = sqlx::query_scalar("SELECT live_tested_at FROM identity")
            .fetch_optional(&mut *tx)
            .await?;
        Ok(at.flatten())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::WalletAddress;
    use pilotfish_copy::wallet::{TradingAccount, WalletType};

    use super::*;
    use crate::identity::Identity;

    fn account() -> TradingAccount {
        TradingAccount {
            chain_id: 137,
            funder: WalletAddress::parse("0x56687bf447db6ffa42ffe2204a05edaa20f55839").unwrap(),
            wallet_type: WalletType::Deposit,
        }
    }

    #[tokio::test]
    async fn a_confirmation_is_kept_until_it_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let live = Identity::Live { account: account() };
        let store = Store::open(folder.path(), live.clone()).await.unwrap();
        assert_eq!(store.reader().live_confirmed_at().await.unwrap(), None);
        store.confirm_live(5).await.unwrap();
        store.confirm_live(9).await.unwrap();
        store.close().await.unwrap();
        let store = Store::open(folder.path(), live).await.unwrap();
        assert_eq!(
            store.reader().live_confirmed_at().await.unwrap(),
            Some(5),
            "the first one"
        );
        store.withdraw_live().await.unwrap();
        assert_eq!(store.reader().live_confirmed_at().await.unwrap(), None);
    }

    #[tokio::test]
    async fn data_that_are_not_lives_take_none() {
        let folder = tempfile::tempdir().unwrap();
        let paper = Identity::Paper { account: account() };
        let store = Store::open(folder.path(), paper).await.unwrap();
        assert!(store.confirm_live(5).await.is_err());
        assert_eq!(store.reader().live_confirmed_at().await.unwrap(), None);
    }
}
