//! The checks before live, and the cures of the API key.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AddressView, KeyPlace, WalletKind};
use crate::types::{ErrorCode, Ms};

/// What is looked at before live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SetupCheckKind {
    /// The key can be read, is the right one, and signs.
    Key,
    /// The wallet is confirmed and exists.
    Wallet,
    /// Orders are taken from where we are.
    Region,
    /// The account is neither banned nor closed-only.
    Standing,
    /// The computer's clock.
    Clock,
    /// The venue takes the API key.
    ApiKey,
    /// Money, and what may spend it.
    BalanceApprovals,
    /// Version, contracts, fees, least sizes and price steps.
    Venue,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SetupOutcome {
    /// Not looked at since the program started.
    NotRun,
    /// As it should be.
    Ok,
    /// Not as usual, and no reason not to trade.
    Warning,
    /// It could not be found out: no reason to trade.
    Unknown,
    /// A reason not to trade.
    Failed,
}

/// A check, as it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SetupCheck {
    /// What was looked at.
    pub kind: SetupCheckKind,
    /// How it came out: the worst of what was found.
    pub outcome: SetupOutcome,
    /// What was found, the worst first.
    pub findings: Vec<SetupFinding>,
    /// What to do; none where it is as it should be.
    pub remedy: Option<SetupRemedy>,
    /// When it was looked at.
    pub at: Option<Ms>,
}

/// Which of the venue's figures were looked at, of some open markets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MarketFigure {
    /// Rates of fees.
    Fees,
    /// The least sizes of orders, shares.
    Sizes,
    /// The steps of prices.
    Ticks,
}

/// What one contract may spend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SpenderView {
    /// Its address.
    pub address: String,
    /// What people call it, where it is known.
    pub name: Option<String>,
    /// Whether it may spend anything.
    pub may: bool,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SetupFinding {
    /// The key was read and has signed.
    KeySigned {
        /// Where it lies.
        place: KeyPlace,
        /// The entry's name there.
        entry: String,
    },
    /// It cannot be read.
    KeyTrouble {
        /// Why: one of the key store's, `key_locked`, `key_gone` and the like.
        code: ErrorCode,
    },
    /// No key is chosen.
    NoKey,
    /// The wallet is confirmed and exists.
    WalletConfirmed {
        /// Its kind.
        kind: WalletKind,
        /// Its address.
        address: AddressView,
        /// When a person confirmed it.
        confirmed: Ms,
    },
    /// None is confirmed.
    WalletNotConfirmed,
    /// Nothing is at its address.
    WalletNotThere,
    /// The exchange's profile of the key names another wallet than the confirmed one.
    WalletMoved {
        /// That one.
        named: AddressView,
    },
    /// What the venue says of where we are.
    Region {
        /// Whether orders are refused.
        blocked: bool,
        /// Two letters, empty where unknown.
        country: String,
        /// A region's code, empty where unknown.
        region: String,
    },
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
    /// How far the venue's clock is ahead of this computer's.
    Clock {
        /// ms; less than 0 where this computer is ahead.
        ahead: Ms,
        /// The most that is safe, ms.
        most: Ms,
    },
    /// The venue takes the API key.
    KeyTaken,
    /// The last test order was refused over the API key, though the key is taken: the trap, until a test order passes.
    KeyTrap {
        /// The venue's words.
        words: String,
    },
    /// Money.
    Cash {
        /// pUSD.
        cash: String,
    },
    /// Money that lies in the wallet by the chain does not show at the venue yet: a deposit takes a while, usually less than two
    /// minutes. It is looked at again by itself.
    CashNotShownYet {
        /// pUSD by the chain.
        chain: String,
        /// From then on it is taken for the trap of the API key, ms of the computer's clock.
        until: Ms,
    },
    /// The venue does not see money that lies in the wallet by the chain: its API key is not bound to the wallet. The same trap, seen
    /// before any order.
    CashNotSeen {
        /// pUSD by the chain.
        chain: String,
    },
    /// Which contracts may spend it, as the venue lists them.
    Spending {
        /// By contract.
        spenders: Vec<SpenderView>,
    },
    /// A number that the venue's interface has, and the one this program knows.
    Version {
        /// The venue's.
        found: String,
        /// Ours.
        expected: String,
    },
    /// Every exchange contract checks signatures for what is signed here.
    ContractsMatch,
    /// One does not.
    ContractDiffers {
        /// The contract that was asked.
        contract: String,
        /// What it says.
        says: String,
        /// What is signed here.
        expected: String,
    },
    /// What markets ask for, of some that are open.
    Markets {
        /// Of which figures.
        figure: MarketFigure,
        /// How many were looked at.
        count: u32,
        /// The least.
        least: String,
        /// The most.
        most: String,
        /// Whether something is unusual.
        unusual: bool,
    },
    /// No open market was found to look at.
    NoMarket,
    /// The nodes are on another chain.
    Chain {
        /// The nodes'.
        found: String,
        /// The right one.
        expected: String,
    },
    /// It could not be asked, or not answered as it should.
    NoAnswer {
        /// What stood in the way, in the transport's words.
        words: String,
    },
    /// It needs another check to pass first.
    Needs {
        /// The check that must pass first.
        check: SetupCheckKind,
    },
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SetupRemedy {
    /// Import or choose a key.
    ImportKey,
    /// The page of the key store says what to do.
    OpenKeyStore,
    /// Compare and confirm the wallet.
    ConfirmWallet,
    /// Open the account at polymarket.com, which makes the wallet.
    OpenAccount,
    /// It may be passing: try again.
    TryAgain,
    /// It passes by itself, and is looked at again by itself.
    Wait,
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
    /// Go through the cures of the API key.
    CureApiKey,
    /// Mend the check that it needs.
    MendOther,
}

/// What may help against the API key's trap, in the order in which it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ApiKeyCure {
    /// The API key is derived again.
    DeriveAgain,
    /// The venue reads the wallet again.
    ReadWalletAgain,
    /// The user signed in at polymarket.com and did one thing there.
    UsedPolymarket,
    /// The API key is deleted and a new one made. Other programs that use it must be set up again.
    DeleteAndMake,
}

/// How far one cure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CureState {
    /// Not tried yet.
    Waiting,
    /// Under way.
    Running,
    /// Done: the test order is to be sent again.
    Done,
    /// Done, and the test order was refused again.
    RefusedAgain,
    /// It could not be done.
    Failed,
}

/// One cure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CureView {
    /// What is done about the API key.
    pub cure: ApiKeyCure,
    /// How far it is.
    pub state: CureState,
    /// Since when.
    pub at: Option<Ms>,
}

/// The API key's trap, with its cures, mildest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyTrapView {
    /// The venue's words; empty where no order was refused, but the venue does not see the wallet's money.
    pub words: String,
    /// The cures.
    pub cures: Vec<CureView>,
    /// The next one to try; none where the test order is to be sent first, or all were tried.
    pub next: Option<ApiKeyCure>,
}
