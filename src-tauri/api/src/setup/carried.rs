//! The follows of paper that a person's word for live went for: kept from that word until live has begun, so that a program that ends in
//! between does not lose them. Nothing in the file is secret, and nothing in it is worth anything without the word: live begins only where
//! that stands.

use std::io::ErrorKind;
use std::path::PathBuf;

use pilotfish_copy::entity::FollowSettings;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_engine::home::write_atomically;
use pilotfish_engine::{EngineError, Home, Mode};
use serde::{Deserialize, Serialize};

/// The file, in live's folder.
const FILE: &str = "carried.json";

/// A follow that goes along from paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Carried {
    pub(crate) trader: WalletAddress,
    pub(crate) name: String,
    pub(crate) settings: FollowSettings,
}

/// Those that a word went for; none where none did. A file that cannot be understood is none: they can be followed by hand.
pub(crate) fn kept(home: &Home) -> Option<Vec<Carried>> {
    let path = path(home);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "the follows that go along to live cannot be read");
            return None;
        }
    };
    let read = serde_json::from_str(&text);
    read.inspect_err(|error| tracing::warn!(%error, path = %path.display(), "no list of follows"))
        .ok()
}

/// Keeps those that a word went for.
///
/// # Errors
/// [`EngineError::Folder`] where they cannot be written.
pub(crate) fn keep(home: &Home, carried: &[Carried]) -> Result<(), EngineError> {
    let text = serde_json::to_vec_pretty(carried).map_err(|error| EngineError::Failed(error.to_string()))?;
    write_atomically(&path(home), &text)
}

/// Forgets them: live has begun with them, or the word was taken back.
///
/// # Errors
/// [`EngineError::Folder`] where the file cannot be removed.
pub(crate) fn forget(home: &Home) -> Result<(), EngineError> {
    let path = path(home);
    match std::fs::remove_file(&path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(EngineError::Folder { path, source }),
        _ => Ok(()),
    }
}

/// Leaves a wallet out, for good: the user follows its trader to another one. A list that cannot be read goes whole, since that wallet
/// may be in it.
///
/// # Errors
/// [`EngineError::Folder`] where what is left cannot be written: the wallet may still be in it.
pub(crate) fn leave_out(home: &Home, wallet: &WalletAddress) -> Result<(), EngineError> {
    match kept(home) {
        Some(mut carried) if carried.iter().any(|carried| &carried.trader == wallet) => {
            carried.retain(|carried| &carried.trader != wallet);
            keep(home, &carried)
        }
        Some(_) => Ok(()),
        None => forget(home),
    }
}

fn path(home: &Home) -> PathBuf {
    home.mode(Mode::Live).join(FILE)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::money::Percentage;

    use super::*;

    #[test]
    fn they_are_kept_and_forgotten_and_a_damaged_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(kept(&home), None);
        forget(&home).unwrap();
        let one = Carried {
            trader: WalletAddress::parse(&format!("0x{}", "a".repeat(40))).unwrap(),
            name: "25usdc".to_owned(),
            settings: FollowSettings::at(Percentage::from_tenths(20).unwrap()),
        };
        keep(&home, std::slice::from_ref(&one)).unwrap();
        assert_eq!(kept(&home), Some(vec![one.clone()]));
        std::fs::write(path(&home), "{").unwrap();
        assert_eq!(kept(&home), None);
        leave_out(&home, &one.trader).unwrap();
        assert!(!path(&home).exists(), "it may have been in it");
        let other = Carried {
            trader: WalletAddress::parse(&format!("0x{}", "b".repeat(40))).unwrap(),
            ..one.clone()
        };
        keep(&home, &[one.clone(), other.clone()]).unwrap();
        leave_out(&home, &one.trader).unwrap();
        leave_out(&home, &one.trader).unwrap();
        assert_eq!(kept(&home), Some(vec![other]));
        keep(&home, &[]).unwrap();
        assert_eq!(kept(&home), Some(Vec::new()));
        forget(&home).unwrap();
        assert_eq!(kept(&home), None);
    }
}
