//! What a check found, and what to do about it: typed, so that every language can say it, with English words at hand.

use std::fmt;

use pilotfish_copy::money::Usd;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::chain::contracts::Contract;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Found {
    /// It answered.
    Answered {
        /// How long that took, real ms.
        ms: u64,
        /// Through which proxy, host and port.
        proxy: Option<String>,
    },
    /// It did not answer, or not as it should.
    NoAnswer {
        /// What stood in the way, in the transport's words.
        words: String,
    },
    /// How far the venue's clock is ahead of this computer's, to half a second.
    Clock {
        /// ms; less than 0 where this computer is ahead.
        ahead_ms: i64,
        /// The most that is safe, ms.
        most_ms: i64,
    },
    /// What the venue says of where we are. Our own address is not written down.
    Region {
        /// Whether orders are refused.
        blocked: bool,
        /// Two letters, empty where unknown.
        country: String,
        /// A region's code, empty where unknown.
        region: String,
    },
    /// A number that the venue's interface has, and the one this program knows.
    Version {
        /// The venue's.
        found: u64,
        /// Ours.
        expected: u64,
    },
    /// Every exchange contract checks signatures for what is signed here.
    DomainsMatch,
    /// One does not.
    Domain {
        /// The contract that was asked.
        contract: Contract,
        /// What it says: name, version, chain, address.
        says: String,
        /// What is signed here.
        expected: String,
    },
    /// What markets ask for, of some that are open.
    Markets {
        /// How many were looked at.
        count: usize,
        /// The least and the most of it: fee rates, sizes, price steps.
        #[serde(serialize_with = "as_texts")]
        range: (Decimal, Decimal),
        /// What is unusual, in the venue's own figures; nothing where all is as usual.
        unusual: Option<String>,
    },
    /// No open market was found to look at.
    NoMarket,
    /// The API key is taken.
    KeyTaken,
    /// Whether the account may only close positions.
    Standing {
        /// Whether.
        closed_only: bool,
    },
    /// The account is banned, or the key is refused.
    Refused {
        /// The venue's words.
        words: String,
    },
    /// Money.
    Cash {
        /// pUSD.
        cash: Usd,
    },
    /// Which contracts may spend it, as the venue lists them.
    Spending {
        /// By contract.
        spenders: Vec<Spending>,
    },
    /// The chain that the nodes are on, and the right one.
    Chain {
        /// The nodes'.
        found: String,
        /// The right one.
        expected: u64,
    },
}

/// What one contract may spend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spending {
    /// Its address as the venue writes it.
    pub spender: String,
    /// What people call it, where it is known.
    pub contract: Option<Contract>,
    /// Whether it may spend anything.
    pub may: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// It may be passing: try again.
    TryAgain,
    /// The network, a firewall or a proxy may be in the way.
    CheckNetwork,
    /// Turn on automatic time.
    SetClock,
    /// Live trading is not offered here.
    NotFromHere,
    /// The platform changed: a newer version of this program is needed.
    Update,
    /// Have a look before trading; it is not as usual.
    HaveALook,
    /// Log in at polymarket.com: it says there what is wrong with the account.
    SeeAccount,
    /// Put money into the wallet.
    Deposit,
    /// Allow the contracts to spend it.
    Approve,
    /// Change the address in the endpoints.
    ChangeEndpoint,
}

impl Remedy {
    /// In English.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TryAgain => "Try again in a minute. What is not known counts as no.",
            Self::CheckNetwork => "Check your connection, and whether a firewall or proxy stops it.",
            Self::SetClock => "Turn on automatic time in your system's date settings, then check again.",
            Self::NotFromHere => "Polymarket does not take orders from here. Demo and paper go on.",
            Self::Update => "Polymarket changed. Update Pilotfish before you trade live.",
            Self::HaveALook => "Not as usual. Look at it before you trade live.",
            Self::SeeAccount => "Sign in at polymarket.com and look at your account there.",
            Self::Deposit => "Deposit pUSD at polymarket.com first.",
            Self::Approve => "Set the missing approvals: until then, markets that trade there are skipped.",
            Self::ChangeEndpoint => "Correct this address in your endpoints.",
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { ms, proxy: None } => write!(f, "answers in {ms} ms"),
            Self::Answered { ms, proxy: Some(proxy) } => write!(f, "answers in {ms} ms, through the proxy {proxy}"),
            Self::NoAnswer { words } => write!(f, "no answer ({words})"),
            Self::Clock { ahead_ms, most_ms } => {
                let (off, most) = (seconds(ahead_ms.abs()), seconds(*most_ms));
                let side = if *ahead_ms < 0 { "ahead of" } else { "behind" };
                write!(f, "{off} s {side} Polymarket; at most {most} s is safe")
            }
            Self::Region {
                blocked,
                country,
                region,
            } => {
                let place = [country.as_str(), region.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ");
                let place = if place.is_empty() {
                    "place unknown".to_owned()
                } else {
                    place
                };
                let verb = if *blocked { "does not allow" } else { "allows" };
                write!(f, "Polymarket {verb} trading from here ({place})")
            }
            Self::Version { found, expected } => write!(f, "version {found}, this program knows {expected}"),
            Self::DomainsMatch => f.write_str("the contracts check what is signed here"),
            Self::Domain {
                contract,
                says,
                expected,
            } => write!(f, "{} checks for {says}, signed is {expected}", contract.name()),
            Self::Markets { count, range, unusual } => {
                let (least, most) = range;
                write!(f, "{} to {} in {count} markets", least.normalize(), most.normalize())?;
                unusual
                    .as_ref()
                    .map_or(Ok(()), |unusual| write!(f, ", unusual: {unusual}"))
            }
            Self::NoMarket => f.write_str("no open market to look at"),
            Self::KeyTaken => f.write_str("the venue takes it"),
            Self::Standing { closed_only: true } => f.write_str("the account may only close positions"),
            Self::Standing { closed_only: false } => f.write_str("not banned, not closed-only"),
            Self::Refused { words } => write!(f, "the account is refused ({words})"),
            Self::Cash { cash } => write!(f, "{cash} pUSD"),
            Self::Spending { spenders } => {
                let set = spenders.iter().filter(|spender| spender.may).count();
                write!(f, "{set} of {} approvals set", spenders.len())?;
                let missing = spenders.iter().filter(|spender| !spender.may);
                let names: Vec<&str> = missing.map(Spending::name).collect();
                if names.is_empty() {
                    return Ok(());
                }
                write!(f, ", missing: {}", names.join("; "))
            }
            Self::Chain { found, expected } => write!(f, "the node is on chain {found}, not on {expected}"),
        }
    }
}

impl Spending {
    /// What people call it, or its address.
    #[must_use]
    pub fn name(&self) -> &str {
        self.contract.map_or(self.spender.as_str(), |contract| contract.name())
    }
}

/// Seconds with one digit after the point.
fn seconds(ms: i64) -> String {
    format!("{}.{}", ms / 1_000, ms % 1_000 / 100)
}

fn as_texts<S: Serializer>(range: &(Decimal, Decimal), serializer: S) -> Result<S::Ok, S::Error> {
    [range.0.normalize().to_string(), range.1.normalize().to_string()].serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_said_in_words() {
        let clock = Found::Clock {
            ahead_ms: 4_230,
            most_ms: 2_000,
        };
        assert_eq!(clock.to_string(), "4.2 s behind Polymarket; at most 2.0 s is safe");
        let region = Found::Region {
            blocked: true,
            country: "BE".to_owned(),
            region: String::new(),
        };
        assert_eq!(region.to_string(), "Polymarket does not allow trading from here (BE)");
        let spender = |contract: Contract, may| Spending {
            spender: contract.address().to_string(),
            contract: Some(contract),
            may,
        };
        let spending = Found::Spending {
            spenders: vec![
                spender(Contract::ExchangeV2, true),
                spender(Contract::ExchangeV3, false),
            ],
        };
        assert_eq!(spending.to_string(), "1 of 2 approvals set, missing: Exchange V3");
    }
}
