//! Where this program keeps keys: the system's keychain, or, where the user started it with `--keystore`, the encrypted folder that
//! `pilotfish-cli key` writes too. Never one in place of the other by itself.

use std::sync::Arc;

use pilotfish_engine::{Home, Mode};
use pilotfish_vault::passphrase::Passphrase;
use pilotfish_vault::store::encrypted_folder::EncryptedFolder;
use pilotfish_vault::store::keychain::Keychain;
use pilotfish_vault::store::{KeyStore, StoreError};

/// The folder of encrypted files, in live's folder: the command line's has this name too.
const KEYSTORE_FOLDER: &str = "keystore";

/// The store that was chosen.
///
/// # Errors
/// For the encrypted folder: [`StoreError::NoPassphrase`] where the service manager has none for the program.
pub(crate) fn store(home: &Home, encrypted: bool) -> Result<Arc<dyn KeyStore>, StoreError> {
    if !encrypted {
        return Ok(Arc::new(Keychain::default()));
    }
    let folder = home.mode(Mode::Live).join(KEYSTORE_FOLDER);
    Ok(Arc::new(EncryptedFolder::at(folder, Passphrase::of_the_service()?)))
}
