//! Which wallet an account has: the four kinds that one key may control, what the venue and the chain say of each, and one that
//! is recommended, or a doubt that says why none is.
//!
//! Nothing here is believed alone. The user compares the address with the one on their own profile page and confirms it; what is
//! found only says which one to show, and what does not fit.

mod display;
mod verdict;

use alloy::primitives::{Address, U256};
use futures_util::future::{join_all, join3};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::Signer;

use crate::relayer::RelayerApi;
use crate::{ChainApi, Error, PublicApi};

pub use display::{ShownAddress, shown};
pub use verdict::{Doubt, Verdict};

/// Which of the two forms a deposit wallet has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DepositForm {
    /// As the factory made them first.
    Uups,
    /// As it makes them since it has a beacon.
    Beacon,
}

/// What was said to a question about a wallet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "seen", content = "words", rename_all = "snake_case")]
pub enum Seen {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody knows; why.
    Unknown(String),
}

/// A wallet that the key may control, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WalletCandidate {
    /// Its kind.
    pub kind: WalletType,
    /// Its form, of a deposit wallet.
    pub form: Option<DepositForm>,
    /// Its address, as it is shown.
    pub address: ShownAddress,
    /// Whether the venue's public profile of this key names it.
    pub profile: Seen,
    /// Whether the relayer says that it is deployed; never asked of a plain address.
    pub deployed: Option<Seen>,
    /// Whether there is code at its address. A plain address has none.
    pub code: Seen,
    /// pUSD in it, by the chain; none where nobody knows.
    pub cash: Option<Usd>,
}

/// What was found of a key's wallets.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct WalletCandidates {
    /// The key's own address.
    pub owner: ShownAddress,
    /// The wallets, in the order in which they are likely.
    pub candidates: Vec<WalletCandidate>,
    /// Which one is recommended, or why none is.
    pub verdict: Verdict,
}

impl WalletCandidate {
    /// Whether anything says that it exists: code, or the relayer's word.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.code == Seen::Yes || self.deployed == Some(Seen::Yes)
    }

    /// Its address as the rest of the program has it.
    #[must_use]
    pub fn wallet(&self) -> Option<WalletAddress> {
        WalletAddress::parse(&self.address.full).ok()
    }
}

/// Asks everybody about the wallets of `signer`. Questions that nobody answers are in it as unknown.
///
/// # Errors
/// [`Error::Vault`] where the signer's chain has no such wallets.
pub async fn find_wallets(
    public: &PublicApi,
    relayer: &RelayerApi,
    chain: &ChainApi,
    signer: &Signer,
) -> Result<WalletCandidates, Error> {
    let owner: Address = signer
        .address()
        .parse()
        .map_err(|_| Error::Setup("the signer's address".to_owned()))?;
    let deposit = signer.deposit_wallets();
    let derived = |kind| -> Result<Address, Error> { address_of(&signer.wallet(kind)?) };
    let likely = [
        (WalletType::Deposit, Some(DepositForm::Beacon), deposit.beacon),
        (WalletType::Deposit, Some(DepositForm::Uups), deposit.uups),
        (WalletType::Safe, None, derived(WalletType::Safe)?),
        (WalletType::Proxy, None, derived(WalletType::Proxy)?),
        (WalletType::Eoa, None, owner),
    ];
    let addresses: Vec<Address> = likely.iter().map(|(.., address)| *address).collect();
    let profile = profile_of(public, owner, &addresses).await;
    let candidates = likely.map(|(kind, form, address)| candidate(relayer, chain, &profile, kind, form, address));
    let candidates = join_all(candidates).await;
    let verdict = verdict::of(&candidates, &profile);
    Ok(WalletCandidates {
        owner: shown(owner),
        candidates,
        verdict,
    })
}

/// Whether a wallet of that kind is there, by the chain's word, or the relayer's where the chain gives none. A plain address always is.
///
/// # Errors
/// As every read: nobody says.
pub async fn exists(
    relayer: &RelayerApi,
    chain: &ChainApi,
    kind: WalletType,
    wallet: &WalletAddress,
) -> Result<bool, Error> {
    if kind == WalletType::Eoa {
        return Ok(true);
    }
    let address = address_of(wallet)?;
    match chain.has_code(address).await {
        Ok(there) => Ok(there),
        Err(_) => relayer.deployed(address, kind).await,
    }
}

/// pUSD in a wallet, by the chain's word.
///
/// # Errors
/// As every read.
pub async fn cash(chain: &ChainApi, wallet: &WalletAddress) -> Result<Usd, Error> {
    let base = chain.cash(address_of(wallet)?).await?;
    usd(base).ok_or_else(|| Error::Unreadable(format!("{base} base units of pUSD")))
}

/// What the venue's public profile of a key says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProfileSays {
    /// This wallet.
    Wallet(Address),
    /// There is no profile.
    Nothing,
    /// Nobody knows.
    Unknown(String),
}

/// The profile that the key's address leads to; else the one of a wallet that it may control, which has it by its own address.
async fn profile_of(public: &PublicApi, owner: Address, wallets: &[Address]) -> ProfileSays {
    for address in std::iter::once(&owner).chain(wallets) {
        let Ok(asked) = WalletAddress::parse(&address.to_checksum(None)) else {
            continue;
        };
        match public.profile_wallet(&asked).await {
            Ok(wallet) => {
                return address_of(&wallet)
                    .map_or_else(|error| ProfileSays::Unknown(error.to_string()), ProfileSays::Wallet);
            }
            Err(Error::NotFound(_)) => {}
            Err(error) => return ProfileSays::Unknown(error.to_string()),
        }
    }
    ProfileSays::Nothing
}

async fn candidate(
    relayer: &RelayerApi,
    chain: &ChainApi,
    profile: &ProfileSays,
    kind: WalletType,
    form: Option<DepositForm>,
    address: Address,
) -> WalletCandidate {
    let deployed = async {
        match kind {
            WalletType::Eoa => None,
            _ => Some(seen(relayer.deployed(address, kind).await)),
        }
    };
    let (deployed, code, cash) = join3(deployed, chain.has_code(address), chain.cash(address)).await;
    WalletCandidate {
        kind,
        form,
        address: shown(address),
        profile: match profile {
            ProfileSays::Wallet(named) if *named == address => Seen::Yes,
            ProfileSays::Wallet(_) | ProfileSays::Nothing => Seen::No,
            ProfileSays::Unknown(words) => Seen::Unknown(words.clone()),
        },
        deployed,
        code: seen(code),
        cash: cash.ok().and_then(usd),
    }
}

fn seen(answer: Result<bool, Error>) -> Seen {
    match answer {
        Ok(true) => Seen::Yes,
        Ok(false) => Seen::No,
        Err(error) => Seen::Unknown(error.to_string()),
    }
}

/// Base units of pUSD are micro-dollars.
fn usd(base: U256) -> Option<Usd> {
    i64::try_from(base).ok().map(Usd::from_micros)
}

fn address_of(wallet: &WalletAddress) -> Result<Address, Error> {
    wallet
        .as_str()
        .parse()
        .map_err(|_| Error::Unreadable(format!("the wallet {wallet}")))
}
