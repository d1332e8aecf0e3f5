//! Which of a key's wallets is the account's, by what was said of them.
//!
//! | profile names | exists | recommended |
//! |---|---|---|
//! | one of ours | that one, and no other has money | that one |
//! | one of ours | not that one | none: profile and chain disagree |
//! | one of ours | another has money too | none: several |
//! | another's | – | none: another account's |
//! | nothing | exactly one, or exactly one with money | that one |
//! | nothing | none | none: not made yet |
//! | unknown, or nobody knows what exists | – | none: ask again |

use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;

use super::{ProfileSays, Seen, ShownAddress, WalletCandidate, shown};

/// Which wallet is recommended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// That one: its place in the list.
    Recommended {
        /// From 0.
        place: usize,
    },
    /// None.
    Doubt(Doubt),
}

/// Why none is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum Doubt {
    /// The key's profile names a wallet that this key does not control: it is the key of another account, or a session key.
    AnotherAccount {
        /// The wallet that it names.
        named: ShownAddress,
    },
    /// The profile names a wallet that the chain does not have.
    NotDeployed {
        /// Its place in the list.
        place: usize,
    },
    /// Several could be it: money lies in more than one, or more than one exists.
    Several {
        /// Their places in the list.
        places: Vec<usize>,
    },
    /// No wallet exists: the account was never opened at polymarket.com.
    NoWallet,
    /// Not everybody answered.
    Unanswered {
        /// What is not known.
        words: String,
    },
}

pub(super) fn of(candidates: &[WalletCandidate], profile: &ProfileSays) -> Verdict {
    match judged(candidates, profile) {
        Ok(place) => Verdict::Recommended { place },
        Err(doubt) => Verdict::Doubt(doubt),
    }
}

fn judged(candidates: &[WalletCandidate], profile: &ProfileSays) -> Result<usize, Doubt> {
    if let ProfileSays::Unknown(words) = profile {
        return Err(Doubt::Unanswered { words: words.clone() });
    }
    let contracts = || {
        candidates
            .iter()
            .enumerate()
            .filter(|(_, one)| one.kind != WalletType::Eoa)
    };
    let unsure = contracts().find_map(|(_, one)| is_unsure(one));
    let with_money: Vec<usize> = places(contracts(), |one| one.cash.is_some_and(|cash| cash > Usd::ZERO));
    if let ProfileSays::Wallet(named) = profile {
        let address = shown(*named);
        let Some(place) = candidates.iter().position(|one| one.address == address) else {
            return Err(Doubt::AnotherAccount { named: address });
        };
        let Some(one) = candidates.get(place) else {
            return Err(Doubt::NoWallet);
        };
        if one.kind != WalletType::Eoa && !one.exists() {
            return match is_unsure(one) {
                Some(words) => Err(Doubt::Unanswered { words }),
                None => Err(Doubt::NotDeployed { place }),
            };
        }
        // Money in a wallet from before a migration is worth a question, not a guess.
        let others: Vec<usize> = with_money.into_iter().filter(|other| *other != place).collect();
        if others.is_empty() {
            return Ok(place);
        }
        let mut places = vec![place];
        places.extend(others);
        return Err(Doubt::Several { places });
    }
    if let Some(words) = unsure {
        return Err(Doubt::Unanswered { words });
    }
    let existing = places(contracts(), WalletCandidate::exists);
    match (existing.as_slice(), with_money.as_slice()) {
        ([], _) => Err(Doubt::NoWallet),
        ([one], _) => Ok(*one),
        // What could not be looked into may be the one with the money.
        (several, [rich])
            if several.contains(rich) && contracts().all(|(_, one)| !one.exists() || one.cash.is_some()) =>
        {
            Ok(*rich)
        }
        (several, _) => Err(Doubt::Several {
            places: several.to_vec(),
        }),
    }
}

fn places<'a>(
    of: impl Iterator<Item = (usize, &'a WalletCandidate)>,
    holds: impl Fn(&WalletCandidate) -> bool,
) -> Vec<usize> {
    of.filter(|(_, one)| holds(one)).map(|(place, _)| place).collect()
}

/// Why nobody knows whether it exists, if so.
fn is_unsure(one: &WalletCandidate) -> Option<String> {
    if one.exists() {
        return None;
    }
    match (&one.code, &one.deployed) {
        // The chain's word is enough: what has no code is no wallet.
        (Seen::No | Seen::Yes, _) | (Seen::Unknown(_), Some(Seen::No)) => None,
        (Seen::Unknown(words), _) => Some(words.clone()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use alloy::primitives::Address;

    use super::*;
    use crate::wallets::DepositForm;

    fn address(number: u8) -> Address {
        Address::repeat_byte(number)
    }

    /// Beacon, UUPS, Safe, proxy, plain; nothing exists.
    fn nobody() -> Vec<WalletCandidate> {
        let kinds = [
            (WalletType::Deposit, Some(DepositForm::Beacon)),
            (WalletType::Deposit, Some(DepositForm::Uups)),
            (WalletType::Safe, None),
            (WalletType::Proxy, None),
            (WalletType::Eoa, None),
        ];
        let candidate = |(number, (kind, form)): (u8, (WalletType, Option<DepositForm>))| WalletCandidate {
            kind,
            form,
            address: shown(address(number)),
            profile: Seen::No,
            deployed: (kind != WalletType::Eoa).then_some(Seen::No),
            code: Seen::No,
            cash: Some(Usd::ZERO),
        };
        (0..5).zip(kinds).map(candidate).collect()
    }

    fn with(change: impl FnOnce(&mut Vec<WalletCandidate>)) -> Vec<WalletCandidate> {
        let mut all = nobody();
        change(&mut all);
        all
    }

    fn exists(all: &mut [WalletCandidate], place: usize, cash: i64) {
        all[place].code = Seen::Yes;
        all[place].cash = Some(Usd::from_micros(cash));
    }

    #[test]
    fn what_profile_and_chain_agree_on_is_recommended() {
        for place in 0..4 {
            let all = with(|all| exists(all, place, 0));
            let named = ProfileSays::Wallet(address(u8::try_from(place).unwrap_or_default()));
            assert_eq!(of(&all, &named), Verdict::Recommended { place });
            assert_eq!(of(&all, &ProfileSays::Nothing), Verdict::Recommended { place });
        }
        // A plain address that the venue has grandfathered.
        let all = nobody();
        assert_eq!(
            of(&all, &ProfileSays::Wallet(address(4))),
            Verdict::Recommended { place: 4 }
        );
    }

    #[test]
    fn what_does_not_fit_is_a_doubt_that_says_so() {
        let doubt = |all: &[WalletCandidate], profile: &ProfileSays| match of(all, profile) {
            Verdict::Doubt(doubt) => doubt,
            other => panic!("{other:?}"),
        };
        assert_eq!(doubt(&nobody(), &ProfileSays::Nothing), Doubt::NoWallet);
        let named = shown(address(9));
        assert_eq!(
            doubt(&nobody(), &ProfileSays::Wallet(address(9))),
            Doubt::AnotherAccount { named }
        );
        assert_eq!(
            doubt(&nobody(), &ProfileSays::Wallet(address(0))),
            Doubt::NotDeployed { place: 0 }
        );
        let both = with(|all| {
            exists(all, 0, 0);
            exists(all, 2, 5_000_000);
        });
        assert_eq!(
            doubt(&both, &ProfileSays::Wallet(address(0))),
            Doubt::Several { places: vec![0, 2] },
            "money lies in the one from before"
        );
        assert_eq!(
            of(&both, &ProfileSays::Nothing),
            Verdict::Recommended { place: 2 },
            "only one has money"
        );
        let half_seen = with(|all| {
            exists(all, 0, 0);
            exists(all, 3, 5_000_000);
            all[0].cash = None;
        });
        assert_eq!(
            doubt(&half_seen, &ProfileSays::Nothing),
            Doubt::Several { places: vec![0, 3] },
            "nobody knows what lies in the other"
        );
        let both_rich = with(|all| {
            exists(all, 2, 1);
            exists(all, 3, 5_000_000);
        });
        assert_eq!(
            doubt(&both_rich, &ProfileSays::Nothing),
            Doubt::Several { places: vec![2, 3] },
            "money in both is no reason for the fuller one"
        );
        let both = with(|all| {
            exists(all, 0, 0);
            exists(all, 2, 0);
        });
        assert_eq!(
            doubt(&both, &ProfileSays::Nothing),
            Doubt::Several { places: vec![0, 2] }
        );
    }

    #[test]
    fn what_nobody_knows_recommends_nothing() {
        let silent = |all: &mut Vec<WalletCandidate>| {
            all[1].code = Seen::Unknown("no answer".to_owned());
            all[1].deployed = Some(Seen::Unknown("no answer".to_owned()));
        };
        let unanswered = Verdict::Doubt(Doubt::Unanswered {
            words: "no answer".to_owned(),
        });
        assert_eq!(of(&with(silent), &ProfileSays::Nothing), unanswered);
        assert_eq!(of(&with(silent), &ProfileSays::Wallet(address(1))), unanswered);
        let unknown = ProfileSays::Unknown("no answer".to_owned());
        assert_eq!(of(&with(|all| exists(all, 0, 7)), &unknown), unanswered);
        // The relayer's word stands where the chain is silent.
        let told = with(|all| {
            all[0].code = Seen::Unknown("no answer".to_owned());
            all[0].deployed = Some(Seen::Yes);
        });
        assert_eq!(
            of(&told, &ProfileSays::Wallet(address(0))),
            Verdict::Recommended { place: 0 }
        );
    }
}
