//! The official clients as judges: their programs under `tests/conformance/`, prepared outside the checkout, run against a
//! served venue.
//!
//! Packages are at exact versions and are installed once for each list of versions, into a folder that is thrown away when
//! the installation was not finished. What cannot be had (no Python, no Node, no network for the first time) is told in
//! words: [`Unavailable`] is for skipping, never for passing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use alloy::primitives::{hex, keccak256};
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::Signer;
use serde_json::Value;

use crate::account::DEMO_LABEL;
use crate::process::{Ended, run};
use crate::programs::repository;

/// How long an installation may take: it happens once, perhaps over a slow line.
const INSTALLED_WITHIN: Duration = Duration::from_secs(300);

/// How long one judgement may take.
const JUDGED_WITHIN: Duration = Duration::from_secs(120);

/// Written last into a finished installation.
const FINISHED: &str = "finished";

/// Why a judge cannot be heard here.
#[derive(Debug)]
pub struct Unavailable(String);

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A program that judges.
#[derive(Debug)]
pub struct Judge {
    program: PathBuf,
    script: PathBuf,
}

/// Whom a venue is judged for: a worthless key and its wallet of one type.
#[derive(Debug, Clone)]
pub struct Party {
    key: String,
    wallet_type: WalletType,
    funder: String,
}

impl Party {
    /// The party of that number; every number has a key of its own.
    ///
    /// # Panics
    /// When the wallet cannot be derived.
    #[must_use]
    pub fn new(number: u64, wallet_type: WalletType) -> Self {
        let (key, signer) = worthless(number);
        let funder = match wallet_type {
            WalletType::Eoa => signer.address(),
            other => signer.wallet(other).expect("a wallet of that type").to_string(),
        };
        Self::of(&key, wallet_type, &funder)
    }

    /// The same with the wallet that the venue opens for a key which comes to it today: of deposit wallets, the one of the beacon.
    ///
    /// # Panics
    /// As [`Party::new`].
    #[must_use]
    pub fn opened_today(number: u64, wallet_type: WalletType) -> Self {
        if wallet_type != WalletType::Deposit {
            return Self::new(number, wallet_type);
        }
        let (key, signer) = worthless(number);
        Self::of(&key, wallet_type, &signer.deposit_wallets().beacon.to_string())
    }
}

/// The key of that number, and its signer.
fn worthless(number: u64) -> ([u8; 32], Signer) {
    const WORLD: &str = "conformance";
    let signer = Signer::demo(number, WORLD).expect("a worthless key");
    let key = keccak256(format!("{DEMO_LABEL}/{number}/{WORLD}"));
    let same = alloy::signers::local::PrivateKeySigner::from_bytes(&key).expect("a key");
    assert_eq!(
        same.address().to_checksum(None),
        signer.address(),
        "worthless keys are made another way now"
    );
    (key.0, signer)
}

impl Party {
    /// The holder of that worthless key, with that wallet.
    #[must_use]
    pub fn of(key: &[u8; 32], wallet_type: WalletType, funder: &str) -> Self {
        Self {
            key: format!("0x{}", hex::encode(key)),
            wallet_type,
            funder: funder.to_owned(),
        }
    }
}

impl Judge {
    /// The official Python client of the CLOB, in a virtual environment under `cache`.
    ///
    /// # Errors
    /// [`Unavailable`] when there is no Python, or its packages cannot be installed.
    pub fn python(cache: &Path) -> Result<Self, Unavailable> {
        Self::in_python(cache, "python", &first_of(&["python3", "python"])?)
    }

    /// The official unified Python client (CLOB, Gamma, Data API and sockets in one), likewise.
    ///
    /// # Errors
    /// [`Unavailable`] when there is no Python of 3.12 or later, which is what it asks for, or its packages cannot be
    /// installed.
    pub fn unified_python(cache: &Path) -> Result<Self, Unavailable> {
        let new_enough = |python: &PathBuf| {
            let asked = ["-c", "import sys; sys.exit(sys.version_info < (3, 12))"];
            let version = Command::new(python).args(asked).output();
            version.is_ok_and(|version| version.status.success())
        };
        let names = ["python3", "python", "python3.12", "python3.13", "python3.14"];
        let mut pythons = names.into_iter().map(PathBuf::from).chain(kept_by_pyenv());
        let found = pythons.find(new_enough);
        let python = found.ok_or_else(|| Unavailable("there is no Python of 3.12 or later".to_owned()))?;
        Self::in_python(cache, "unified", &python)
    }

    /// The judge in that folder under `tests/conformance`, run by a Python of its own.
    fn in_python(cache: &Path, kind: &str, python: &Path) -> Result<Self, Unavailable> {
        let source = repository().join("tests/conformance").join(kind);
        let folder = prepared(cache, kind, &[&source.join("requirements.txt")], |folder| {
            install(Command::new(python).args(["-m", "venv"]).arg(folder))?;
            let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "-r"];
            install(
                Command::new(in_environment(folder))
                    .args(pip)
                    .arg(source.join("requirements.txt")),
            )
        })?;
        Ok(Self {
            program: in_environment(&folder),
            script: source.join("judge.py"),
        })
    }

    /// The official TypeScript client, with its packages in a folder under `cache`.
    ///
    /// # Errors
    /// [`Unavailable`] when there is no Node, or its packages cannot be installed.
    pub fn node(cache: &Path) -> Result<Self, Unavailable> {
        let source = repository().join("tests/conformance/node");
        let (node, npm) = (first_of(&["node"])?, first_of(&["npm", "npm.cmd"])?);
        let lists = [source.join("package.json"), source.join("package-lock.json")];
        let folder = prepared(cache, "node", &[&lists[0], &lists[1]], |folder| {
            for list in &lists {
                copy_into(list, folder);
            }
            let ci = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
            install(Command::new(&npm).args(ci).current_dir(folder))
        })?;
        // Node looks for packages beside the program that asks for them.
        for program in std::fs::read_dir(&source).expect("the programs").filter_map(Result::ok) {
            if program.path().extension().is_some_and(|ending| ending == "mjs") {
                copy_into(&program.path(), &folder);
            }
        }
        Ok(Self {
            program: node,
            script: folder.join("judge.mjs"),
        })
    }

    /// Judges the venue at `url` for one party. `balance` is what the venue gives a new account, in pUSD; `kinds` are the
    /// kinds of markets that must be there; `more` goes to the program as it is.
    ///
    /// # Panics
    /// When the program does not end in time.
    #[must_use]
    pub fn judge(&self, url: &str, party: &Party, balance: u32, kinds: &str, more: &[&str]) -> Ended {
        let mut command = self.command(&self.script, url, party);
        command
            .args(["--balance", &balance.to_string(), "--require", kinds])
            .args(more);
        run(&mut command, JUDGED_WITHIN)
    }

    /// What the client sees of the party's account at a venue whose authority's certificate lies in that file: its open orders, its
    /// trades, its cash, and its shares of those tokens.
    ///
    /// # Panics
    /// When the program fails or does not end in time.
    #[must_use]
    pub fn sees(&self, url: &str, authority: &Path, party: &Party, tokens: &[&str]) -> Value {
        self.try_sees(url, authority, party, tokens)
            .unwrap_or_else(|said| panic!("{said}"))
    }

    /// The same of a venue that may refuse to be asked.
    ///
    /// # Errors
    /// What the program said where it failed.
    ///
    /// # Panics
    /// When it does not end in time, or says what is no JSON.
    pub fn try_sees(&self, url: &str, authority: &Path, party: &Party, tokens: &[&str]) -> Result<Value, String> {
        let ending = self.script.extension().and_then(|ending| ending.to_str());
        let script = self
            .script
            .with_file_name("seen")
            .with_extension(ending.unwrap_or_default());
        let mut command = self.command(&script, url, party);
        command
            .args(["--tokens", &tokens.join(",")])
            // How each of them is told of an authority.
            .env("SSL_CERT_FILE", authority)
            .env("NODE_EXTRA_CA_CERTS", authority);
        let ended = run(&mut command, JUDGED_WITHIN);
        if ended.code != Some(0) {
            return Err(format!("{}{}", ended.stdout, ended.stderr));
        }
        let line = ended.stdout.lines().last().unwrap_or_default();
        Ok(serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
    }

    fn command(&self, script: &Path, url: &str, party: &Party) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg(script)
            .args(["--url", url, "--key", &party.key, "--funder", &party.funder])
            .args(["--wallet-type", &party.wallet_type.signature_type().to_string()])
            // The checkout stays as it is.
            .env("PYTHONDONTWRITEBYTECODE", "1");
        for proxy in [
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
        ] {
            command.env_remove(proxy);
        }
        command
    }
}

/// The interpreters that pyenv keeps, by their own paths: the names that it puts on the path start only the version which is chosen.
fn kept_by_pyenv() -> Vec<PathBuf> {
    let Ok(told) = Command::new("pyenv").arg("root").output() else {
        return Vec::new();
    };
    let root = String::from_utf8_lossy(&told.stdout).trim().to_owned();
    let Ok(versions) = std::fs::read_dir(Path::new(&root).join("versions")) else {
        return Vec::new();
    };
    let mut pythons: Vec<PathBuf> = versions
        .filter_map(Result::ok)
        .map(|version| version.path().join("bin").join("python3"))
        .filter(|python| python.is_file())
        .collect();
    pythons.sort();
    pythons
}

/// The first of these programs that can be run.
fn first_of(names: &[&str]) -> Result<PathBuf, Unavailable> {
    let runs = |name: &&&str| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|version| version.status.success())
    };
    let found = names.iter().find(runs);
    found
        .map(PathBuf::from)
        .ok_or_else(|| Unavailable(format!("there is no {}", names[0])))
}

/// The folder of an installation that fits these lists of versions, made if there is none.
fn prepared(
    cache: &Path,
    kind: &str,
    lists: &[&Path],
    make: impl FnOnce(&Path) -> Result<(), Unavailable>,
) -> Result<PathBuf, Unavailable> {
    let content: Vec<u8> = lists
        .iter()
        .flat_map(|list| std::fs::read(list).expect("a list of versions"))
        .collect();
    let digest = hex::encode(keccak256(content));
    let folder = cache.join(format!("conformance-{kind}-{}", &digest[..16]));
    if folder.join(FINISHED).is_file() {
        return Ok(folder);
    }
    // Whatever lies there was not finished.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder under cargo's");
    make(&folder)?;
    std::fs::write(folder.join(FINISHED), "").expect("the mark of a finished installation");
    Ok(folder)
}

fn install(command: &mut Command) -> Result<(), Unavailable> {
    let ended = run(command, INSTALLED_WITHIN);
    if ended.code == Some(0) {
        return Ok(());
    }
    let last = ended.stderr.lines().last().unwrap_or("no word why").to_owned();
    Err(Unavailable(format!("the packages cannot be had: {last}")))
}

fn in_environment(folder: &Path) -> PathBuf {
    if cfg!(windows) {
        folder.join("Scripts").join("python.exe")
    } else {
        folder.join("bin").join("python")
    }
}

fn copy_into(file: &Path, folder: &Path) {
    let name = file.file_name().expect("a file's name");
    std::fs::copy(file, folder.join(name)).expect("a copy of a program");
}
