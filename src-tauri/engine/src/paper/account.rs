//! Whose account a paper account is: nobody's. Its key is made with it and controls nothing.

use std::sync::Arc;

use pilotfish_copy::wallet::WalletType;
use pilotfish_store::Mode;
use pilotfish_vault::Signer;
use rand::Rng;

use crate::error::EngineError;
use crate::home::{Home, account_locks, write_atomically};
use crate::order_signer::OwnAccount;

/// The kind of wallet that new accounts have had since May 2026.
const WALLET: WalletType = WalletType::Deposit;
/// Keeps a paper account's key apart from a demo's of the same seed.
const WORLD: &str = "paper";

/// The account that signs in paper mode. Its key comes from a number that is drawn when the account is made and kept in the mode's
/// folder. The key is worthless, as the demo's is: whoever has the folder can compute it, and no money is where it points.
///
/// # Errors
/// When the folder or the file cannot be made or read, or the platform has no place for locks.
pub fn paper_account(home: &Home) -> Result<OwnAccount, EngineError> {
    let folder = home.prepare(Mode::Paper)?;
    let path = folder.join("seed");
    let seed = match std::fs::read_to_string(&path) {
        Ok(text) => text
            .trim()
            .parse()
            .map_err(|_| EngineError::PaperSeedUnreadable { path: path.clone() })?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let seed: u64 = rand::rng().random();
            write_atomically(&path, format!("{seed}\n").as_bytes())?;
            seed
        }
        Err(source) => return Err(EngineError::Folder { path, source }),
    };
    OwnAccount::derived(Arc::new(Signer::demo(seed, WORLD)?), WALLET, account_locks()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_folder_has_one_account_and_each_folder_another() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let of = |folder: &tempfile::TempDir| paper_account(&Home::at(folder.path())).unwrap().account;
        let account = of(&first);
        assert_eq!(of(&first), account);
        assert_ne!(of(&second), account);
        std::fs::write(first.path().join("paper/seed"), "seven").unwrap();
        let refused = paper_account(&Home::at(first.path())).unwrap_err();
        assert_eq!(refused.code(), "paper_seed_unreadable");
        assert!(!refused.to_string().contains("demo"), "{refused}");
    }
}
