//! `key`: the private key comes in by standard input or an unseen prompt, and never goes out.
//!
//! It is never an argument and never in the environment, which other programs can read. What is printed is addresses.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pilotfish_api::texts;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_engine::{Home, Mode};
use pilotfish_vault::accounts::{Accounts, DELETE_WORD};
use pilotfish_vault::keystore_file::Keystore;
use pilotfish_vault::passphrase::Passphrase;
use pilotfish_vault::store::encrypted_folder::{EncryptedFolder, read_any_file};
use pilotfish_vault::store::keychain::Keychain;
use pilotfish_vault::store::{KeyStore, SecretMode, StoreError};
use pilotfish_vault::wallets::with_checksum;
use pilotfish_vault::words::Language;
use pilotfish_vault::{RelayerCredentials, SecretKey};
use serde_json::json;
use zeroize::Zeroizing;

use crate::args::{Key, KeyMode, KeyPlace, StoreChoice};
use crate::error::CliError;
use crate::output::Lines;
use crate::spoken::Spoken;

/// More of standard input is not read: a key has 66 characters.
const INPUT_BYTES_MOST: u64 = 4_096;
/// The folder of encrypted files, in a mode's folder.
const KEYSTORE_FOLDER: &str = "keystore";

/// Whoever answers: the person at the terminal, or a script by standard input.
trait Answers {
    /// In which language they are asked.
    fn language(&self) -> Language;
    /// A key: what is typed unseen, or all of standard input.
    fn key(&mut self, prompt: &str) -> Result<Zeroizing<String>, CliError>;
    /// A passphrase, typed unseen at the terminal, whatever standard input is.
    fn passphrase(&mut self, prompt: &str) -> Result<Zeroizing<String>, CliError>;
    /// One line, seen.
    fn line(&mut self, prompt: &str) -> Result<String, CliError>;
}

/// The real ones.
struct Person(Language);

impl Answers for Person {
    fn language(&self) -> Language {
        self.0
    }

    fn key(&mut self, prompt: &str) -> Result<Zeroizing<String>, CliError> {
        if std::io::stdin().is_terminal() {
            let typed = rpassword::prompt_password(prompt);
            return typed.map(Zeroizing::new).map_err(CliError::Input);
        }
        // Room is made at once: a buffer that grows leaves what it held behind.
        let mut text = Zeroizing::new(String::with_capacity(8_192));
        std::io::stdin()
            .take(INPUT_BYTES_MOST)
            .read_to_string(&mut text)
            .map_err(CliError::Input)?;
        Ok(text)
    }

    fn passphrase(&mut self, prompt: &str) -> Result<Zeroizing<String>, CliError> {
        // It opens the terminal itself; without one there is nobody to ask.
        let typed = rpassword::prompt_password(prompt).map_err(|_| StoreError::NoPassphrase)?;
        Ok(Zeroizing::new(typed))
    }

    fn line(&mut self, prompt: &str) -> Result<String, CliError> {
        eprint!("{prompt}");
        std::io::stderr().flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(CliError::Input)?;
        Ok(line)
    }
}

/// Carries out a `key` command.
pub(crate) fn run(command: Key, spoken: &Spoken) -> Result<(), CliError> {
    let place = match &command {
        Key::Import(place) | Key::Generate(place) | Key::Show(place) => place,
        Key::ImportKeystore { place, .. } | Key::Relayer { place, .. } | Key::Delete { place, .. } => place,
    };
    let person = &mut Person(spoken.language(&Home::resolve(place.home.as_deref())?));
    match command {
        Key::Import(place) => import(&place, person),
        Key::ImportKeystore { file, place } => import_keystore(&file, &place, person),
        Key::Generate(place) => generate(&place, person),
        Key::Relayer { account, place } => relayer(account, &place, person),
        Key::Show(place) => show(&place, person),
        Key::Delete { account, place } => delete(account, &place, person),
    }
}

fn import(place: &KeyPlace, answers: &mut dyn Answers) -> Result<(), CliError> {
    let prompt = answers.language().pick(
        "Private key (hidden while you type or paste): ",
        "Clé privée (masquée pendant la saisie ou le collage) : ",
    );
    let key = SecretKey::parse(&answers.key(prompt)?)?;
    let done = answers.language().pick("Imported", "Importée");
    keep(&key, place, answers, done)
}

fn import_keystore(file: &Path, place: &KeyPlace, answers: &mut dyn Answers) -> Result<(), CliError> {
    let keystore = Keystore::parse(&read_any_file(file)?)?;
    let prompt = answers
        .language()
        .pick("Passphrase of this file: ", "Phrase de passe de ce fichier : ");
    let mut typed = answers.passphrase(prompt)?;
    let key = keystore.open_key(&Passphrase::of_a_file(std::mem::take(&mut *typed))?)?;
    let done = answers.language().pick("Imported", "Importée");
    keep(&key, place, answers, done)
}

fn generate(place: &KeyPlace, answers: &mut dyn Answers) -> Result<(), CliError> {
    let done = answers.language().pick("Created", "Créée");
    keep(&SecretKey::generate()?, place, answers, done)?;
    if !place.json {
        let once = answers.language().pick(
            "This is the only copy of the key, and Pilotfish never shows it: if it is lost, everything in its account is lost too.",
            "C’est le seul exemplaire de cette clé, et Pilotfish ne la montre jamais : si vous le perdez, tout ce que contient son compte est perdu aussi.",
        );
        eprintln!("{once}");
    }
    Ok(())
}

fn keep(key: &SecretKey, place: &KeyPlace, answers: &mut dyn Answers, done: &str) -> Result<(), CliError> {
    let store = open(place, answers)?;
    if place.store == StoreChoice::Keystore {
        // The folders around it are for their owner only too.
        Home::resolve(place.home.as_deref())?.prepare(mode_of_data(place))?;
    }
    let account = Accounts::of(store.as_ref(), mode(place)).import(key)?;
    let mut lines = Lines::new(place.json);
    if place.json {
        lines.object(&described(&account, place))?;
    } else {
        let address = with_checksum(&account);
        let language = answers.language();
        let (mode, kept) = (said_mode(place, language), said_place(place, language));
        let colon = language.pick(":", " :");
        lines.text(&format!("{done}{colon} {address} ({mode}, {kept})"))?;
        lines.text(language.pick(
            "Compare this full address with the signer in your wallet or on your Polymarket profile.",
            "Comparez cette adresse, en entier, avec le signataire affiché dans votre portefeuille ou sur votre profil Polymarket.",
        ))?;
    }
    lines.flush()
}

/// Keeps a relayer key with the account whose transactions it submits.
fn relayer(account: Option<WalletAddress>, place: &KeyPlace, answers: &mut dyn Answers) -> Result<(), CliError> {
    let store = open(place, answers)?;
    let accounts = Accounts::of(store.as_ref(), mode(place));
    let listed = accounts.list()?;
    let account = account.or_else(|| only(&listed).cloned());
    let account = account
        .filter(|account| listed.contains(account))
        .ok_or(StoreError::Gone)?;
    let language = answers.language();
    let typed = answers.key(language.pick(
        "Relayer API key (hidden while you type or paste): ",
        "Clé d’API du relayer (masquée pendant la saisie ou le collage) : ",
    ))?;
    let credentials = RelayerCredentials::relayer(typed.trim(), &with_checksum(&account))?;
    accounts.keep_relayer_credentials(&account, &credentials)?;
    let mut lines = Lines::new(place.json);
    let address = with_checksum(&account);
    if place.json {
        lines.object(&json!({ "kind": "relayer_key", "address": address, "mode": mode(place).word() }))?;
    } else {
        let kept = language.pick("Stored with the key of", "Enregistrée avec la clé de");
        lines.text(&format!("{kept} {address}"))?;
    }
    lines.flush()
}

fn show(place: &KeyPlace, answers: &mut dyn Answers) -> Result<(), CliError> {
    let mut lines = Lines::new(place.json);
    let accounts = list(place, answers)?.unwrap_or_default();
    for account in &accounts {
        if place.json {
            lines.object(&described(account, place))?;
        } else {
            lines.text(&with_checksum(account))?;
        }
    }
    if accounts.is_empty() && !place.json {
        let language = answers.language();
        let (mode, kept) = (said_mode(place, language), said_place(place, language));
        lines.text(&match language {
            Language::English => format!("no {mode} key in the {kept}"),
            Language::French => format!("aucune clé ({mode}) dans : {kept}"),
        })?;
    }
    lines.flush()
}

fn delete(account: Option<WalletAddress>, place: &KeyPlace, answers: &mut dyn Answers) -> Result<(), CliError> {
    let listed = if place.store == StoreChoice::Keystore && !EncryptedFolder::holds_any(&folder(place)?) {
        Vec::new()
    } else {
        let store = open(place, answers)?;
        let accounts = Accounts::of(store.as_ref(), mode(place));
        let listed = accounts.list()?;
        // An account that is not listed can be named: what an import that was cut off left goes too.
        if let Some(account) = account.clone().or_else(|| only(&listed).cloned()) {
            return delete_one(accounts, &account, place, answers);
        }
        listed
    };
    Err(if listed.is_empty() {
        StoreError::Gone.into()
    } else {
        let addresses: Vec<String> = listed.iter().map(with_checksum).collect();
        let which = answers.language().pick(
            "which one? Specify it with --account:",
            "laquelle ? Précisez-la avec --account :",
        );
        CliError::Refused(format!("{which} {}", addresses.join(", ")))
    })
}

fn delete_one(
    accounts: Accounts<'_>,
    account: &WalletAddress,
    place: &KeyPlace,
    answers: &mut dyn Answers,
) -> Result<(), CliError> {
    let address = with_checksum(account);
    let language = answers.language();
    let typed = answers.line(&match language {
        Language::English => format!(
            "This deletes the key of {address} and the API keys stored with it. Open orders stay at the exchange.\n\
             If you have no other copy of the key, everything in its account is lost. Type {} to continue: ",
            DELETE_WORD.en
        ),
        Language::French => format!(
            "Ceci supprime la clé de {address} et les clés d’API enregistrées avec elle. Les ordres ouverts restent sur la plateforme.\n\
             Sans autre copie de la clé, tout ce que contient son compte est perdu. Tapez {} pour continuer : ",
            DELETE_WORD.fr
        ),
    })?;
    accounts.delete(account, &typed)?;
    let mut lines = Lines::new(place.json);
    if place.json {
        lines.object(&json!({ "kind": "deleted", "address": address, "mode": mode(place).word() }))?;
    } else {
        let deleted = language.pick("Deleted:", "Supprimée :");
        lines.text(&format!("{deleted} {address}"))?;
    }
    lines.flush()
}

fn only(accounts: &[WalletAddress]) -> Option<&WalletAddress> {
    match accounts {
        [one] => Some(one),
        _ => None,
    }
}

/// The accounts there are; nothing where there is no folder to ask a passphrase for.
fn list(place: &KeyPlace, answers: &mut dyn Answers) -> Result<Option<Vec<WalletAddress>>, CliError> {
    if place.store == StoreChoice::Keystore && !EncryptedFolder::holds_any(&folder(place)?) {
        return Ok(None);
    }
    let store = open(place, answers)?;
    Ok(Some(Accounts::of(store.as_ref(), mode(place)).list()?))
}

fn open(place: &KeyPlace, answers: &mut dyn Answers) -> Result<Box<dyn KeyStore>, CliError> {
    Ok(match place.store {
        StoreChoice::Keychain => Box::new(Keychain::default()),
        StoreChoice::Keystore => {
            let folder = folder(place)?;
            let passphrase = passphrase(EncryptedFolder::holds_any(&folder), answers)?;
            Box::new(EncryptedFolder::at(folder, passphrase))
        }
    })
}

/// The store in which the keys of live mode lie. The passphrase of an encrypted folder is the service manager's, or asked for at the
/// terminal; where there is no such folder, none is made.
pub(crate) fn live_store(choice: StoreChoice, home: Option<&Path>) -> Result<Arc<dyn KeyStore>, CliError> {
    let language = Spoken::default().language(&Home::resolve(home)?);
    let place = KeyPlace {
        store: choice,
        mode: KeyMode::Live,
        home: home.map(Path::to_owned),
        json: false,
    };
    if choice == StoreChoice::Keystore && !EncryptedFolder::holds_any(&folder(&place)?) {
        let none = language.pick(
            "there is no encrypted keystore in this folder: `pilotfish-cli key import --store keystore` creates one",
            "ce dossier n’a pas de magasin de clés chiffré : `pilotfish-cli key import --store keystore` en crée un",
        );
        return Err(CliError::Refused(none.to_owned()));
    }
    let store: Arc<dyn KeyStore> = Arc::from(open(&place, &mut Person(language))?);
    // A passphrase that opens nothing is refused here: nobody types another into a program that runs.
    if choice == StoreChoice::Keystore
        && let Err(error @ StoreError::WrongPassphrase) = Accounts::of(store.as_ref(), SecretMode::Live).list()
    {
        return Err(error.into());
    }
    Ok(store)
}

/// The service manager's passphrase, else the user's; a new one is typed twice.
fn passphrase(exists: bool, answers: &mut dyn Answers) -> Result<Passphrase, CliError> {
    match Passphrase::of_the_service() {
        Err(StoreError::NoPassphrase) => {}
        other => return Ok(other?),
    }
    if exists {
        let prompt = answers
            .language()
            .pick("Passphrase of the keystore: ", "Phrase de passe du magasin de clés : ");
        let mut typed = answers.passphrase(prompt)?;
        return Ok(Passphrase::of_a_file(std::mem::take(&mut *typed))?);
    }
    let language = answers.language();
    let mut typed = answers.passphrase(language.pick(
        "New passphrase for the keystore (at least 12 characters): ",
        "Nouvelle phrase de passe du magasin de clés (12 caractères au moins) : ",
    ))?;
    let again = answers.passphrase(language.pick("Repeat the passphrase: ", "Répétez la phrase de passe : "))?;
    if *typed != *again {
        let differ = language.pick(
            "the passphrases do not match: nothing was saved",
            "les phrases de passe ne correspondent pas : rien n’a été enregistré",
        );
        return Err(CliError::Refused(differ.to_owned()));
    }
    Ok(Passphrase::chosen(std::mem::take(&mut *typed))?)
}

fn folder(place: &KeyPlace) -> Result<PathBuf, CliError> {
    let home = Home::resolve(place.home.as_deref())?;
    Ok(home.mode(mode_of_data(place)).join(KEYSTORE_FOLDER))
}

const fn mode_of_data(place: &KeyPlace) -> Mode {
    match place.mode {
        KeyMode::Live => Mode::Live,
        KeyMode::Paper => Mode::Paper,
    }
}

const fn mode(place: &KeyPlace) -> SecretMode {
    match place.mode {
        KeyMode::Live => SecretMode::Live,
        KeyMode::Paper => SecretMode::Paper,
    }
}

const fn where_kept(place: &KeyPlace) -> &'static str {
    match place.store {
        StoreChoice::Keychain => "keychain",
        StoreChoice::Keystore => "encrypted keystore",
    }
}

fn said_mode(place: &KeyPlace, language: Language) -> String {
    texts::text(language, "mode", mode(place).word()).to_lowercase()
}

const fn said_place(place: &KeyPlace, language: Language) -> &'static str {
    match place.store {
        StoreChoice::Keychain => language.pick("keychain", "trousseau"),
        StoreChoice::Keystore => language.pick("encrypted keystore", "magasin de clés chiffré"),
    }
}

fn described(account: &WalletAddress, place: &KeyPlace) -> serde_json::Value {
    json!({
        "kind": "key", "address": with_checksum(account), "mode": mode(place).word(), "store": where_kept(place),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use std::collections::VecDeque;

    use super::*;

    /// The first key of every local test chain: public, and worthless.
    const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    const ADDRESS: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    /// Answers one after the other; asked for more, it fails.
    struct Script(VecDeque<&'static str>);

    impl Script {
        fn of<const N: usize>(lines: [&'static str; N]) -> Self {
            Self(lines.into())
        }

        fn next(&mut self) -> Result<String, CliError> {
            self.0
                .pop_front()
                .map(str::to_owned)
                .ok_or_else(|| StoreError::NoPassphrase.into())
        }
    }

    impl Answers for Script {
        fn language(&self) -> Language {
            Language::English
        }

        fn key(&mut self, _: &str) -> Result<Zeroizing<String>, CliError> {
            self.next().map(Zeroizing::new)
        }

        fn passphrase(&mut self, _: &str) -> Result<Zeroizing<String>, CliError> {
            self.next().map(Zeroizing::new)
        }

        fn line(&mut self, _: &str) -> Result<String, CliError> {
            self.next()
        }
    }

    fn place(home: &Path) -> KeyPlace {
        KeyPlace {
            store: StoreChoice::Keystore,
            mode: KeyMode::Live,
            home: Some(home.to_owned()),
            json: true,
        }
    }

    #[test]
    fn a_key_goes_into_the_keystore_and_out_of_it_only_by_its_word() {
        let home = tempfile::tempdir().unwrap();
        let place = place(home.path());
        let words = "correct horse battery";
        assert_eq!(
            list(&place, &mut Script::of([])).unwrap(),
            None,
            "nobody is asked for nothing"
        );
        import(&place, &mut Script::of([KEY, words, words])).unwrap();
        let listed = list(&place, &mut Script::of([words])).unwrap().unwrap();
        assert_eq!(listed, [WalletAddress::parse(ADDRESS).unwrap()]);
        let wrong = list(&place, &mut Script::of(["another one"]));
        assert!(
            matches!(wrong, Err(CliError::Secrets(StoreError::WrongPassphrase))),
            "{wrong:?}"
        );
        // Another passphrase opens nothing of it, and so adds nothing to it.
        let mixed = generate(&place, &mut Script::of(["another one"]));
        assert!(
            matches!(mixed, Err(CliError::Secrets(StoreError::WrongPassphrase))),
            "{mixed:?}"
        );

        // The file is a standard one: it can be imported elsewhere.
        let file = folder(&place).unwrap().join(format!("live-private-key-{ADDRESS}.json"));
        let other = tempfile::tempdir().unwrap();
        let elsewhere = self::place(other.path());
        import_keystore(
            &file,
            &elsewhere,
            &mut Script::of([words, "battery staple", "battery staple"]),
        )
        .unwrap();
        assert_eq!(
            list(&elsewhere, &mut Script::of(["battery staple"])).unwrap(),
            Some(listed)
        );

        let kept = delete(None, &place, &mut Script::of([words, "no"]));
        assert!(
            matches!(kept, Err(CliError::Secrets(StoreError::NotConfirmed))),
            "{kept:?}"
        );
        delete(None, &place, &mut Script::of([words, "delete\n"])).unwrap();
        let gone = delete(None, &place, &mut Script::of([]));
        assert!(matches!(gone, Err(CliError::Secrets(StoreError::Gone))), "{gone:?}");
    }

    #[test]
    fn what_is_no_key_is_refused_without_repeating_it() {
        let home = tempfile::tempdir().unwrap();
        let refused = import(&place(home.path()), &mut Script::of([&KEY[..50]]))
            .unwrap_err()
            .to_string();
        assert!(refused.contains("64") && !refused.contains(&KEY[2..20]), "{refused}");
        assert!(!folder(&place(home.path())).unwrap().exists());
        let differ = import(
            &place(home.path()),
            &mut Script::of([KEY, "correct horse battery", "correct horse"]),
        );
        assert!(matches!(differ, Err(CliError::Refused(_))), "{differ:?}");
        let short = import(&place(home.path()), &mut Script::of([KEY, "short", "short"]));
        assert!(
            matches!(short, Err(CliError::Secrets(StoreError::BadPassphrase))),
            "{short:?}"
        );
    }
}
