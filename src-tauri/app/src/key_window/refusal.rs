//! Why nothing was kept: in words, in both languages, with the way out. None of it holds anything of what was entered.

use std::time::Duration;

use pilotfish_vault::KeyTextError;
use pilotfish_vault::app_passphrase::Rejected;
use pilotfish_vault::store::StoreError;
use pilotfish_vault::words::{Advice, Said, Words};
use serde::Serialize;

/// A refusal, as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Refusal {
    /// A stable word.
    pub(super) code: &'static str,
    /// What happened. In a box, as an error is handed on by value.
    pub(super) what: Box<Said>,
    /// The way out.
    pub(super) way_out: Said,
    /// The address that a keystore file says it is of: nothing proves it before it opens.
    pub(super) claimed: Option<String>,
}

impl Refusal {
    pub(super) fn of(advice: Advice) -> Self {
        Self {
            code: advice.code,
            what: Box::new(advice.what.into()),
            way_out: advice.way_out.into(),
            claimed: None,
        }
    }

    /// The window asked for what the program does not know.
    pub(super) fn not_understood() -> Self {
        Self::of(NOT_UNDERSTOOD)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::of(error.advice())
    }
}

impl From<KeyTextError> for Refusal {
    fn from(error: KeyTextError) -> Self {
        Self::of(error.advice())
    }
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Unknown(error) => error.into(),
            Rejected::Wrong { wait } => Self {
                way_out: in_so_long(wait),
                ..Self::of(WRONG_APP_PASSPHRASE)
            },
            Rejected::TooSoon { wait } => Self {
                way_out: in_so_long(wait),
                ..Self::of(TOO_MANY_TRIES)
            },
        }
    }
}

fn in_so_long(wait: Duration) -> Said {
    // Rounded up: never a moment before it is true.
    let seconds = wait.as_millis().div_ceil(1_000);
    if seconds == 0 {
        return Said::new("Enter it again.", "Saisissez-la de nouveau.");
    }
    Said::new(
        format!("Enter it again in {seconds} s."),
        format!("Saisissez-la de nouveau dans {seconds} s."),
    )
}

const fn advice(
    code: &'static str,
    what: (&'static str, &'static str),
    way_out: (&'static str, &'static str),
) -> Advice {
    Advice {
        code,
        what: Words { en: what.0, fr: what.1 },
        way_out: Words {
            en: way_out.0,
            fr: way_out.1,
        },
    }
}

const CLOSE: (&str, &str) = (
    "Nothing was stored. Close this window and open it again.",
    "Rien n’a été enregistré. Fermez cette fenêtre et ouvrez-la de nouveau.",
);

pub(super) const NOT_UNDERSTOOD: Advice = advice(
    "not_understood",
    (
        "The program did not understand this window.",
        "Le programme n’a pas compris cette fenêtre.",
    ),
    CLOSE,
);

pub(super) const LOCKED: Advice = advice(
    "window_locked",
    (
        "Pilotfish is locked: nothing was stored.",
        "Pilotfish est verrouillé : rien n’a été enregistré.",
    ),
    (
        "Close this window and unlock Pilotfish in its main window, then enter it again.",
        "Fermez cette fenêtre, déverrouillez Pilotfish dans sa fenêtre principale, puis recommencez la saisie.",
    ),
);

pub(super) const NOTHING_LOOKED_AT: Advice = advice(
    "nothing_looked_at",
    (
        "There is nothing to store: no key was checked, or a different one.",
        "Il n’y a rien à enregistrer : aucune clé n’a été vérifiée, ou bien une autre.",
    ),
    (
        "Enter the key again, and compare the address.",
        "Saisissez la clé de nouveau et comparez l’adresse.",
    ),
);

pub(super) const CLIPBOARD: Advice = advice(
    "clipboard",
    (
        "There is no text on the clipboard.",
        "Le presse-papiers ne contient pas de texte.",
    ),
    (
        "Copy the key in your wallet, then press Paste again.",
        "Copiez la clé dans votre portefeuille, puis appuyez de nouveau sur Coller.",
    ),
);

pub(super) const NO_SUCH_ACCOUNT: Advice = advice(
    "no_such_account",
    (
        "No key stored here belongs to this address.",
        "Aucune clé enregistrée ici n’appartient à cette adresse.",
    ),
    (
        "Import the account’s private key first, or check the address.",
        "Importez d’abord la clé privée du compte, ou vérifiez l’adresse.",
    ),
);

pub(super) const NOT_CREDENTIALS: Advice = advice(
    "not_credentials",
    (
        "This is not what polymarket.com shows under API keys.",
        "Ce n’est pas ce que polymarket.com affiche sous les clés d’API.",
    ),
    (
        "Copy each field again in full: the key and the address shown beside it.",
        "Copiez de nouveau chaque champ, en entier : la clé et ce qui figure à côté.",
    ),
);

const WRONG_APP_PASSPHRASE: Advice = advice(
    "wrong_app_passphrase",
    (
        "This is not the Pilotfish passphrase.",
        "Ce n’est pas la phrase secrète de Pilotfish.",
    ),
    ("Enter it again.", "Saisissez-la de nouveau."),
);

const TOO_MANY_TRIES: Advice = advice(
    "too_many_tries",
    (
        "Too many wrong passphrases: this one was not checked.",
        "Trop de phrases secrètes fausses : celle-ci n’a pas été examinée.",
    ),
    ("Enter it again.", "Saisissez-la de nouveau."),
);

pub(super) const NOBODY_ASKED: Advice = advice(
    "nobody_asked",
    (
        "The passphrase is no longer needed.",
        "La phrase secrète n’est plus attendue.",
    ),
    (
        "Close this window and start again from the main window.",
        "Fermez cette fenêtre et recommencez depuis la fenêtre principale.",
    ),
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_what_to_do_in_both_languages() {
        for advice in [
            NOT_UNDERSTOOD,
            LOCKED,
            NOTHING_LOOKED_AT,
            CLIPBOARD,
            NO_SUCH_ACCOUNT,
            NOT_CREDENTIALS,
        ] {
            for words in [advice.what, advice.way_out] {
                assert!(words.en.ends_with('.') && words.fr.ends_with('.'), "{}", advice.code);
                assert_ne!(words.en, words.fr, "{}", advice.code);
            }
        }
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_that_are_long_enough() {
        let told = |ms| {
            Refusal::from(Rejected::TooSoon {
                wait: Duration::from_millis(ms),
            })
            .way_out
            .en
        };
        assert_eq!(told(0), "Enter it again.");
        assert_eq!(told(1), "Enter it again in 1 s.");
        assert_eq!(told(2_001), "Enter it again in 3 s.");
    }
}
