//! Why a secret could not be read, kept or removed, with the words for it and the way out, in both languages.

use std::fmt;

use crate::words::{Advice, Words};

/// What stands between the program and a secret. None of it holds a secret, or a text of the system's that might.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreError {
    /// There is no session bus to reach the keychain by.
    NoBus,
    /// No program serves as keychain.
    NoProvider,
    /// The keychain is locked, and nobody unlocked it.
    Locked,
    /// The user, or a rule of the system's, said no.
    Denied,
    /// The keychain's program went away or was replaced while it was asked.
    OwnerChanged,
    /// The keychain did not answer in time.
    TimedOut,
    /// There is no such entry.
    Gone,
    /// There is more than one entry of that name.
    Ambiguous,
    /// What was kept could not be read back as it was written. It was removed again.
    NotKept,
    /// The entry is not of the form it should have.
    Damaged,
    /// The entry's key is of another address than its name says.
    WrongKey,
    /// The passphrase does not open the file.
    WrongPassphrase,
    /// The file is no Ethereum keystore of version 3.
    NotKeystore,
    /// The keystore file asks for more memory or time than one may, or for a method that nobody uses.
    KeystoreTooCostly,
    /// The folder or file cannot be read or written.
    Folder,
    /// Others than the user can read the folder or file, or it is somebody else's.
    NotPrivate,
    /// No passphrase was given, and the service manager has none for the program.
    NoPassphrase,
    /// The passphrase is empty or absurdly long.
    BadPassphrase,
    /// The word that confirms a removal was not typed.
    NotConfirmed,
    /// The system provided no random numbers.
    Random,
    /// Something else failed in the keychain.
    Other,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = self.advice();
        write!(f, "{} {}", advice.what.en, advice.way_out.en)
    }
}

impl std::error::Error for StoreError {}

impl StoreError {
    /// Every one, for tests and lists.
    pub const ALL: [Self; 21] = [
        Self::NoBus,
        Self::NoProvider,
        Self::Locked,
        Self::Denied,
        Self::OwnerChanged,
        Self::TimedOut,
        Self::Gone,
        Self::Ambiguous,
        Self::NotKept,
        Self::Damaged,
        Self::WrongKey,
        Self::WrongPassphrase,
        Self::NotKeystore,
        Self::KeystoreTooCostly,
        Self::Folder,
        Self::NotPrivate,
        Self::NoPassphrase,
        Self::BadPassphrase,
        Self::NotConfirmed,
        Self::Random,
        Self::Other,
    ];

    /// What happened, and what to do.
    #[must_use]
    pub const fn advice(self) -> Advice {
        match self {
            Self::NoBus
            | Self::NoProvider
            | Self::Locked
            | Self::Denied
            | Self::OwnerChanged
            | Self::TimedOut
            | Self::Other => of_the_keychain(self),
            Self::Gone | Self::Ambiguous | Self::NotKept | Self::Damaged | Self::WrongKey => of_an_entry(self),
            _ => of_a_file(self),
        }
    }
}

const fn advice(code: &'static str, what: Words, way_out: Words) -> Advice {
    Advice { code, what, way_out }
}

const fn words(en: &'static str, fr: &'static str) -> Words {
    Words { en, fr }
}

const fn of_the_keychain(error: StoreError) -> Advice {
    match error {
        StoreError::NoBus => advice(
            "no_bus",
            words(
                "The keychain cannot be reached: this session has no message bus.",
                "Le trousseau est inaccessible : cette session n’a pas de bus de messages.",
            ),
            words(
                "Start Pilotfish from a desktop session. On a server, use the encrypted keystore instead.",
                "Lancez Pilotfish depuis une session de bureau. Sur un serveur, utilisez plutôt le keystore chiffré.",
            ),
        ),
        StoreError::NoProvider => advice(
            "no_provider",
            words("No keychain is running.", "Aucun trousseau n’est actif."),
            words(
                "Install and start one, such as GNOME Keyring, KWallet or KeePassXC, and try again. On a server, use the encrypted keystore instead.",
                "Installez-en un et démarrez-le (GNOME Keyring, KWallet ou KeePassXC), puis réessayez. Sur un serveur, utilisez plutôt le keystore chiffré.",
            ),
        ),
        StoreError::Locked => advice(
            "locked",
            words("The keychain is locked.", "Le trousseau est verrouillé."),
            words(
                "Unlock it with its password, then try again. It often unlocks automatically when you log in with a password.",
                "Déverrouillez-le avec son mot de passe, puis réessayez. Il se déverrouille souvent automatiquement à l’ouverture de session par mot de passe.",
            ),
        ),
        StoreError::Denied => advice(
            "denied",
            words(
                "Access to the keychain was refused.",
                "L’accès au trousseau a été refusé.",
            ),
            words(
                "Try again, and allow Pilotfish access when the system asks.",
                "Réessayez, et autorisez Pilotfish quand le système le demande.",
            ),
        ),
        StoreError::OwnerChanged => advice(
            "owner_changed",
            words(
                "The keychain app was closed or replaced in the meantime.",
                "L’application de trousseau a été fermée ou remplacée entre-temps.",
            ),
            words(
                "Try again. If your key is in another app’s keychain, start that one.",
                "Réessayez. Si votre clé est dans le trousseau d’une autre application, démarrez celle-ci.",
            ),
        ),
        StoreError::TimedOut => advice(
            "timed_out",
            words("The keychain did not respond.", "Le trousseau n’a pas répondu."),
            words(
                "Look for a system window asking for your password, answer it, then try again.",
                "Cherchez une fenêtre du système qui demande votre mot de passe, répondez-y, puis réessayez.",
            ),
        ),
        _ => advice(
            "keychain",
            words("The keychain reported an error.", "Le trousseau a signalé une erreur."),
            words(
                "Open the system’s keychain app and check that it works, then try again.",
                "Ouvrez l’application de trousseau du système et vérifiez qu’elle fonctionne, puis réessayez.",
            ),
        ),
    }
}

const fn of_an_entry(error: StoreError) -> Advice {
    match error {
        StoreError::Gone => advice(
            "gone",
            words(
                "The key is no longer there, or never was.",
                "La clé n’est plus là, ou n’y a jamais été.",
            ),
            words(
                "If you used a different desktop or keychain before, start the one that held the key. Otherwise import it again, and make sure no one else uses this computer.",
                "Si vous utilisiez auparavant un autre bureau ou un autre trousseau, démarrez celui qui contenait la clé. Sinon, importez-la de nouveau et assurez-vous que personne d’autre n’utilise cet ordinateur.",
            ),
        ),
        StoreError::Ambiguous => advice(
            "ambiguous",
            words(
                "The keychain has more than one entry with this name.",
                "Le trousseau contient plusieurs entrées de ce nom.",
            ),
            words(
                "In the system’s keychain app, remove the entries that Pilotfish did not create, or remove them all and import the key again.",
                "Dans l’application de trousseau du système, supprimez les entrées que Pilotfish n’a pas créées, ou supprimez-les toutes et importez la clé de nouveau.",
            ),
        ),
        StoreError::NotKept => advice(
            "not_kept",
            words(
                "The key was not stored: reading it back gave something different. Nothing was left behind.",
                "La clé n’a pas été enregistrée : la relecture a donné autre chose. Rien n’est resté.",
            ),
            words(
                "Check whether the keychain works with other apps, then try again.",
                "Vérifiez que le trousseau fonctionne avec d’autres applications, puis réessayez.",
            ),
        ),
        StoreError::WrongKey => advice(
            "wrong_key",
            words(
                "The stored key belongs to another address.",
                "La clé enregistrée appartient à une autre adresse.",
            ),
            words(
                "Delete it in Pilotfish and import the right one.",
                "Supprimez-la dans Pilotfish, puis importez la bonne.",
            ),
        ),
        _ => advice(
            "damaged",
            words(
                "The stored entry cannot be read.",
                "L’entrée enregistrée est illisible.",
            ),
            words(
                "Delete it in Pilotfish and import it again.",
                "Supprimez-la dans Pilotfish, puis importez-la de nouveau.",
            ),
        ),
    }
}

const fn of_a_file(error: StoreError) -> Advice {
    match error {
        StoreError::WrongPassphrase => advice(
            "wrong_passphrase",
            words(
                "The passphrase does not open this file.",
                "La phrase secrète n’ouvre pas ce fichier.",
            ),
            words(
                "Enter it again. Without it no one can open the file, not even Pilotfish.",
                "Saisissez-la de nouveau. Sans elle, personne ne peut ouvrir le fichier, pas même Pilotfish.",
            ),
        ),
        StoreError::NotKeystore => advice(
            "not_keystore",
            words(
                "This is not an Ethereum keystore file (version 3).",
                "Ce n’est pas un fichier keystore Ethereum (version 3).",
            ),
            words(
                "Choose the JSON file that your wallet exported, or import the private key itself.",
                "Choisissez le fichier JSON exporté par votre portefeuille, ou importez la clé privée elle-même.",
            ),
        ),
        StoreError::KeystoreTooCostly => advice(
            "keystore_too_costly",
            words(
                "This keystore file needs too much memory or time, or uses an unknown method.",
                "Ce fichier keystore demande trop de mémoire ou de temps, ou utilise une méthode inconnue.",
            ),
            words(
                "Export the key again with your wallet’s default settings, or import the private key itself.",
                "Exportez la clé de nouveau avec les réglages par défaut de votre portefeuille, ou importez la clé privée elle-même.",
            ),
        ),
        StoreError::Folder => advice(
            "folder",
            words(
                "The file cannot be read or written.",
                "Le fichier n’est pas accessible en lecture ou en écriture.",
            ),
            words(
                "Check that it exists, that you own it and that the disk is not full.",
                "Vérifiez qu’il existe, qu’il vous appartient et que le disque n’est pas plein.",
            ),
        ),
        StoreError::NotPrivate => advice(
            "not_private",
            words(
                "Other users can read this file or folder, or you don’t own it.",
                "D’autres utilisateurs peuvent lire ce fichier ou ce dossier, ou il ne vous appartient pas.",
            ),
            words(
                "Restrict it to yourself: 0700 for the folder, 0600 for the file. If others could have read it, use another key.",
                "Réservez-le à votre seul compte : 0700 pour le dossier, 0600 pour le fichier. Si d’autres ont pu le lire, changez de clé.",
            ),
        ),
        StoreError::NoPassphrase => advice(
            "no_passphrase",
            words(
                "No passphrase was given for the keystore.",
                "Aucune phrase secrète n’a été fournie pour le keystore.",
            ),
            words(
                "Start it from a terminal, or give the service the credential pilotfish-keystore (LoadCredential= in systemd).",
                "Lancez-le dans un terminal, ou donnez au service le credential pilotfish-keystore (LoadCredential= dans systemd).",
            ),
        ),
        StoreError::BadPassphrase => advice(
            "bad_passphrase",
            words(
                "This passphrase can’t be used: it is empty, too short or too long.",
                "Cette phrase secrète ne convient pas : elle est vide, trop courte ou trop longue.",
            ),
            words(
                "Use at least 12 characters; several words are easier to remember.",
                "Utilisez au moins 12 caractères ; plusieurs mots se retiennent mieux.",
            ),
        ),
        StoreError::NotConfirmed => advice(
            "not_confirmed",
            words(
                "Nothing was deleted: the word was not entered.",
                "Rien n’a été supprimé : le mot n’a pas été saisi.",
            ),
            words(
                "Type the word “delete” to delete the key.",
                "Tapez le mot « supprimer » pour supprimer la clé.",
            ),
        ),
        _ => advice(
            "random",
            words(
                "The system provided no random numbers.",
                "Le système n’a pas fourni de nombres aléatoires.",
            ),
            words("Try again.", "Réessayez."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_a_code_of_its_own_and_words_in_both_languages() {
        let mut codes = BTreeSet::new();
        for error in StoreError::ALL {
            let Advice { code, what, way_out } = error.advice();
            assert!(codes.insert(code), "{code} twice");
            for words in [what, way_out] {
                assert!(words.en.ends_with('.') && words.fr.ends_with('.'), "{code}");
                assert_ne!(words.en, words.fr, "{code}");
            }
        }
    }
}
