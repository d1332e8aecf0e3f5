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
    /// The system gave no random numbers.
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
                "Start Pilotfish from a desktop session. On a server, choose the encrypted keystore instead.",
                "Lancez Pilotfish depuis une session de bureau. Sur un serveur, choisissez plutôt le keystore chiffré.",
            ),
        ),
        StoreError::NoProvider => advice(
            "no_provider",
            words("No keychain is running.", "Aucun trousseau n’est en service."),
            words(
                "Install and start one, such as GNOME Keyring, KWallet or KeePassXC, and try again. On a server, choose the encrypted keystore instead.",
                "Installez et démarrez-en un (GNOME Keyring, KWallet ou KeePassXC), puis réessayez. Sur un serveur, choisissez plutôt le keystore chiffré.",
            ),
        ),
        StoreError::Locked => advice(
            "locked",
            words("The keychain is locked.", "Le trousseau est verrouillé."),
            words(
                "Unlock it with its password, then try again. It often opens by itself when you log in with a password.",
                "Déverrouillez-le avec son mot de passe, puis réessayez. Il s’ouvre souvent seul quand on ouvre sa session avec un mot de passe.",
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
                "The keychain’s program was closed or replaced meanwhile.",
                "Le programme du trousseau a été fermé ou remplacé entre-temps.",
            ),
            words(
                "Try again. If your key is in the keychain of another program, start that one.",
                "Réessayez. Si votre clé est dans le trousseau d’un autre programme, démarrez celui-ci.",
            ),
        ),
        StoreError::TimedOut => advice(
            "timed_out",
            words("The keychain did not answer.", "Le trousseau n’a pas répondu."),
            words(
                "Look for a window of the system that asks for your password, answer it, and try again.",
                "Cherchez une fenêtre du système qui demande votre mot de passe, répondez-y, puis réessayez.",
            ),
        ),
        _ => advice(
            "keychain",
            words("The keychain reported an error.", "Le trousseau a signalé une erreur."),
            words(
                "Open the system’s keychain program and see whether it works, then try again.",
                "Ouvrez le programme de trousseau du système et vérifiez qu’il fonctionne, puis réessayez.",
            ),
        ),
    }
}

const fn of_an_entry(error: StoreError) -> Advice {
    match error {
        StoreError::Gone => advice(
            "gone",
            words(
                "The key is not there any more, or never was.",
                "La clé n’est plus là, ou n’y a jamais été.",
            ),
            words(
                "If you use another desktop or keychain program than before, start the one that had it. Else import it again, and make sure that nobody else uses this computer.",
                "Si vous utilisez un autre bureau ou un autre trousseau qu’avant, démarrez celui qui l’avait. Sinon importez-la de nouveau, et assurez-vous que personne d’autre n’utilise cet ordinateur.",
            ),
        ),
        StoreError::Ambiguous => advice(
            "ambiguous",
            words(
                "The keychain has more than one entry of this name.",
                "Le trousseau contient plusieurs entrées de ce nom.",
            ),
            words(
                "Remove the ones that Pilotfish did not make in the system’s keychain program, or remove all and import the key again.",
                "Dans le programme de trousseau du système, supprimez celles qui ne viennent pas de Pilotfish, ou supprimez-les toutes et importez la clé de nouveau.",
            ),
        ),
        StoreError::NotKept => advice(
            "not_kept",
            words(
                "The key was not kept: what was read back was not what was written. Nothing was left behind.",
                "La clé n’a pas été conservée : ce qui a été relu n’est pas ce qui avait été écrit. Rien n’a été laissé.",
            ),
            words(
                "Check whether the keychain works with other programs, and try again.",
                "Vérifiez que le trousseau fonctionne avec d’autres programmes, puis réessayez.",
            ),
        ),
        StoreError::WrongKey => advice(
            "wrong_key",
            words(
                "The key that is kept belongs to another address.",
                "La clé conservée appartient à une autre adresse.",
            ),
            words(
                "Delete it in Pilotfish and import the right one.",
                "Supprimez-la dans Pilotfish, puis importez la bonne.",
            ),
        ),
        _ => advice(
            "damaged",
            words("What is kept cannot be read.", "Ce qui est conservé est illisible."),
            words(
                "Delete it in Pilotfish and import it again.",
                "Supprimez-le dans Pilotfish, puis importez-le de nouveau.",
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
                "Type it again. Without it nobody can open the file, and Pilotfish cannot either.",
                "Saisissez-la de nouveau. Sans elle, personne ne peut ouvrir le fichier, Pilotfish non plus.",
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
                "This keystore file asks for too much memory or time, or for an unknown method.",
                "Ce fichier keystore demande trop de mémoire ou de temps, ou une méthode inconnue.",
            ),
            words(
                "Export the key again with the usual settings of your wallet, or import the private key itself.",
                "Exportez la clé de nouveau avec les réglages habituels de votre portefeuille, ou importez la clé privée elle-même.",
            ),
        ),
        StoreError::Folder => advice(
            "folder",
            words(
                "The file cannot be read or written.",
                "Le fichier ne peut être ni lu ni écrit.",
            ),
            words(
                "Check that it exists, that it is yours, and that the disk is not full.",
                "Vérifiez qu’il existe, qu’il vous appartient et que le disque n’est pas plein.",
            ),
        ),
        StoreError::NotPrivate => advice(
            "not_private",
            words(
                "Others can read this file or folder, or it is not yours.",
                "D’autres peuvent lire ce fichier ou dossier, ou il ne vous appartient pas.",
            ),
            words(
                "Make it yours alone: 0700 for the folder, 0600 for the file. If others could read it, use another key.",
                "Rendez-le vôtre seul : 0700 pour le dossier, 0600 pour le fichier. Si d’autres ont pu le lire, changez de clé.",
            ),
        ),
        StoreError::NoPassphrase => advice(
            "no_passphrase",
            words(
                "There is no passphrase for the keystore.",
                "Il n’y a pas de phrase secrète pour le keystore.",
            ),
            words(
                "Start it at a terminal, or give the service the credential pilotfish-keystore (LoadCredential= in systemd).",
                "Lancez-le dans un terminal, ou donnez au service le credential pilotfish-keystore (LoadCredential= dans systemd).",
            ),
        ),
        StoreError::BadPassphrase => advice(
            "bad_passphrase",
            words(
                "This passphrase cannot be used: it is empty, too short or too long.",
                "Cette phrase secrète ne convient pas : elle est vide, trop courte ou trop longue.",
            ),
            words(
                "Take at least 12 characters; several words are easier to remember.",
                "Prenez au moins 12 caractères ; plusieurs mots se retiennent mieux.",
            ),
        ),
        StoreError::NotConfirmed => advice(
            "not_confirmed",
            words(
                "Nothing was deleted: the word was not typed.",
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
                "The system gave no random numbers.",
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
