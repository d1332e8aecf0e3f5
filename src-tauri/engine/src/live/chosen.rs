//! Which of the kept keys is traded live, and through which wallet: `live/account.json`. Nothing in it is secret, and nothing in it
//! lets anything be signed: the signer asks for the evidence again, and the database belongs to one account.
//!
//! A key is chosen first and its wallet is confirmed later, so the wallet may be missing. The file is written whole and for its owner
//! only. One that cannot be understood is an error, never taken for no choice: a damaged file must not lead to another account.

use std::io::Read;
use std::path::PathBuf;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_store::Mode;
use pilotfish_vault::WalletEvidence;
use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::home::{Home, write_atomically};

/// The file's name, in the mode's folder.
const FILE: &str = "account.json";
/// A longer file is none of ours, bytes: one of ours has some 300.
const FILE_BYTES_MOST: u64 = 4_096;
/// The form that this version writes and reads.
const FORM: u32 = 1;

/// Why a wallet is taken for the key's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The contracts derive its address from the key's.
    Derived,
    /// The venue's profile of this key named it, and the user compared it with their own profile and confirmed it.
    Profile,
}

/// A wallet that the user confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenWallet {
    /// Of which kind it is.
    pub wallet_type: WalletType,
    /// Its address.
    pub address: WalletAddress,
    /// Why it is taken for the key's.
    pub evidence: Evidence,
}

impl ChosenWallet {
    /// The evidence as the signer asks for it.
    #[must_use]
    pub const fn for_signer(&self) -> WalletEvidence<'_> {
        match self.evidence {
            Evidence::Derived => WalletEvidence::Derived,
            // It was confirmed as the one that the profile names, so the profile named this one.
            Evidence::Profile => WalletEvidence::ConfirmedByUser { profile: &self.address },
        }
    }
}

/// The account that is traded live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenAccount {
    /// The key's own address: its name in the key store.
    pub owner: WalletAddress,
    /// The wallet that holds the money; none before one is confirmed.
    pub wallet: Option<ChosenWallet>,
    /// When the key was chosen, real time, ms.
    pub chosen_at: i64,
}

/// The file's content.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    form: u32,
    owner: WalletAddress,
    wallet: Option<ChosenWallet>,
    chosen_at: i64,
}

impl ChosenAccount {
    /// The choice that stands in that folder; none where none was made.
    ///
    /// # Errors
    /// [`EngineError::AccountFile`] for a file that cannot be read or understood.
    pub fn load(home: &Home) -> Result<Option<Self>, EngineError> {
        let path = path(home);
        let unreadable = |why: String| EngineError::AccountFile {
            path: path.clone(),
            why,
        };
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error.to_string())),
        };
        let mut text = String::new();
        file.take(FILE_BYTES_MOST + 1)
            .read_to_string(&mut text)
            .map_err(|error| unreadable(error.to_string()))?;
        if text.len() as u64 > FILE_BYTES_MOST {
            return Err(unreadable(format!("it has more than {FILE_BYTES_MOST} bytes")));
        }
        let written: Written = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
        if written.form != FORM {
            return Err(unreadable(format!(
                "it is of form {}, this program knows {FORM}",
                written.form
            )));
        }
        Ok(Some(Self {
            owner: written.owner,
            wallet: written.wallet,
            chosen_at: written.chosen_at,
        }))
    }

    /// Keeps it in place of what stood there.
    ///
    /// # Errors
    /// [`EngineError::Folder`] where it cannot be written; what stood there stays.
    pub fn save(&self, home: &Home) -> Result<(), EngineError> {
        home.prepare(Mode::Live)?;
        let written = Written {
            form: FORM,
            owner: self.owner.clone(),
            wallet: self.wallet.clone(),
            chosen_at: self.chosen_at,
        };
        let text = serde_json::to_vec_pretty(&written).map_err(|error| EngineError::Failed(error.to_string()))?;
        write_atomically(&path(home), &text)
    }

    /// Takes the choice back. Nothing there is no error.
    ///
    /// # Errors
    /// [`EngineError::Folder`] where the file cannot be removed.
    pub fn remove(home: &Home) -> Result<(), EngineError> {
        let path = path(home);
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(EngineError::Folder { path, source }),
            _ => Ok(()),
        }
    }
}

fn path(home: &Home) -> PathBuf {
    home.mode(Mode::Live).join(FILE)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn chosen() -> ChosenAccount {
        let address = |digit: &str| WalletAddress::parse(&format!("0x{}", digit.repeat(40))).unwrap();
        ChosenAccount {
            owner: address("a"),
            wallet: Some(ChosenWallet {
                wallet_type: WalletType::Deposit,
                address: address("b"),
                evidence: Evidence::Profile,
            }),
            chosen_at: 1_793_577_600_000,
        }
    }

    #[test]
    fn a_choice_is_kept_changed_and_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home"));
        assert_eq!(ChosenAccount::load(&home).unwrap(), None);
        ChosenAccount::remove(&home).unwrap();
        let without_wallet = ChosenAccount {
            wallet: None,
            ..chosen()
        };
        for choice in [chosen(), without_wallet] {
            choice.save(&home).unwrap();
            assert_eq!(ChosenAccount::load(&home).unwrap(), Some(choice));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(path(&home)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        ChosenAccount::remove(&home).unwrap();
        assert_eq!(ChosenAccount::load(&home).unwrap(), None);
    }

    #[test]
    fn what_cannot_be_understood_is_no_choice_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        chosen().save(&home).unwrap();
        let good = std::fs::read_to_string(path(&home)).unwrap();
        for bad in [
            String::new(),
            "{}".to_owned(),
            good.replace("\"form\": 1", "\"form\": 2"),
            good.replace("deposit", "savings"),
            good.replace("profile", "hearsay"),
            good.replacen("0xaaaa", "0xaa", 1),
            good.replacen('{', "{\"key\": \"0x1\", ", 1),
            format!("{good}{}", " ".repeat(5_000)),
            good.repeat(2),
        ] {
            assert_ne!(bad, good);
            std::fs::write(path(&home), &bad).unwrap();
            let refused = ChosenAccount::load(&home).unwrap_err();
            assert_eq!(refused.code(), "account_file", "{bad}");
        }
    }
}
