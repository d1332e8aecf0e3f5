//! What a check found, and what to do about it: typed, so that every language can say it. The words are in `words`.

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
        /// What is unusual; nothing where all is as usual.
        unusual: Option<Unusual>,
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

/// What is unusual in what markets ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "unusual", rename_all = "snake_case")]
pub enum Unusual {
    /// Fees by another formula than the known one.
    FeeFormula {
        /// The venue's exponent; 1 is known.
        #[serde(serialize_with = "as_text")]
        exponent: Decimal,
        /// Whether takers alone pay, as is known.
        takers_only: bool,
    },
    /// A fee rate that was never published.
    FeeRate {
        /// The highest known.
        #[serde(serialize_with = "as_text")]
        most: Decimal,
    },
    /// Another least size.
    LeastSize {
        /// The usual one, shares.
        #[serde(serialize_with = "as_text")]
        usual: Decimal,
    },
    /// A price step that is not known.
    PriceStep {
        /// The venue's.
        #[serde(serialize_with = "as_text")]
        step: Decimal,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

impl Spending {
    /// What people call it, or its address.
    #[must_use]
    pub fn name(&self) -> &str {
        self.contract.map_or(self.spender.as_str(), |contract| contract.name())
    }
}

fn as_texts<S: Serializer>(range: &(Decimal, Decimal), serializer: S) -> Result<S::Ok, S::Error> {
    [range.0.normalize().to_string(), range.1.normalize().to_string()].serialize(serializer)
}

fn as_text<S: Serializer>(figure: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&figure.normalize().to_string())
}
