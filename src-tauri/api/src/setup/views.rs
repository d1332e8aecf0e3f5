//! What the rest of the program says, as it is shown.

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::live::{ChosenWallet, Evidence};
use pilotfish_polymarket::wallets::{
    DepositForm, Doubt, Seen, ShownAddress, Verdict, WalletCandidate, WalletCandidates,
};
use pilotfish_vault::store::{KeyStore, StorePlace};
use pilotfish_vault::wallets::with_checksum;

use crate::numbers::count;
use crate::types::{
    AddressView, DepositWalletForm, EvidenceKind, FoundWallet, KeyPlace, Ms, WalletKind, WalletSaying, WalletSearch,
    WalletVerdict, WalletView,
};

/// Characters in a group.
const GROUP: usize = 4;

impl From<WalletType> for WalletKind {
    fn from(kind: WalletType) -> Self {
        match kind {
            WalletType::Eoa => Self::Eoa,
            WalletType::Proxy => Self::Proxy,
            WalletType::Safe => Self::Safe,
            WalletType::Deposit => Self::Deposit,
        }
    }
}

impl From<WalletKind> for WalletType {
    fn from(kind: WalletKind) -> Self {
        match kind {
            WalletKind::Eoa => Self::Eoa,
            WalletKind::Proxy => Self::Proxy,
            WalletKind::Safe => Self::Safe,
            WalletKind::Deposit => Self::Deposit,
        }
    }
}

impl From<ShownAddress> for AddressView {
    fn from(address: ShownAddress) -> Self {
        Self {
            full: address.full,
            groups: address.groups,
        }
    }
}

/// An address of ours as a person compares it.
pub(super) fn address(of: &WalletAddress) -> AddressView {
    let full = with_checksum(of);
    let digits: Vec<char> = full.chars().skip(2).collect();
    let groups = digits.chunks(GROUP).map(|group| group.iter().collect()).collect();
    AddressView { full, groups }
}

/// Where a store keeps its secrets.
pub(super) fn place(keys: &dyn KeyStore) -> KeyPlace {
    match keys.place() {
        StorePlace::Keychain => KeyPlace::Keychain,
        StorePlace::EncryptedFolder => KeyPlace::EncryptedFolder,
    }
}

pub(super) fn wallet(chosen: &ChosenWallet, at: i64) -> WalletView {
    WalletView {
        kind: chosen.wallet_type.into(),
        address: address(&chosen.address),
        evidence: match chosen.evidence {
            Evidence::Derived => EvidenceKind::Derived,
            Evidence::Profile => EvidenceKind::Profile,
        },
        at: Ms(at),
    }
}

pub(super) fn search(found: WalletCandidates, at: i64) -> WalletSearch {
    WalletSearch {
        owner: found.owner.into(),
        wallets: found.candidates.into_iter().map(candidate).collect(),
        verdict: verdict(found.verdict),
        at: Ms(at),
    }
}

fn candidate(one: WalletCandidate) -> FoundWallet {
    FoundWallet {
        kind: one.kind.into(),
        form: one.form.map(|form| match form {
            DepositForm::Uups => DepositWalletForm::Uups,
            DepositForm::Beacon => DepositWalletForm::Beacon,
        }),
        address: one.address.into(),
        profile: saying(one.profile),
        deployed: one.deployed.map(saying),
        code: saying(one.code),
        cash: one.cash.map(|cash| cash.to_string()),
    }
}

fn saying(seen: Seen) -> WalletSaying {
    match seen {
        Seen::Yes => WalletSaying::Yes,
        Seen::No => WalletSaying::No,
        Seen::Unknown(words) => WalletSaying::Unknown { words },
    }
}

fn verdict(verdict: Verdict) -> WalletVerdict {
    match verdict {
        Verdict::Recommended { place } => WalletVerdict::Recommended { place: count(place) },
        Verdict::Doubt(Doubt::AnotherAccount { named }) => WalletVerdict::AnotherAccount { named: named.into() },
        Verdict::Doubt(Doubt::NotDeployed { place }) => WalletVerdict::NotDeployed { place: count(place) },
        Verdict::Doubt(Doubt::Several { places }) => WalletVerdict::Several {
            places: places.into_iter().map(count).collect(),
        },
        Verdict::Doubt(Doubt::NoWallet) => WalletVerdict::NoWallet,
        Verdict::Doubt(Doubt::Unanswered { words }) => WalletVerdict::Unanswered { words },
    }
}
