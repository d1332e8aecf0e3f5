//! Claims, the exact calls of an approval or a redemption, and how far a request is, as they are shown.
//!
//! What a call brings about is a fact with figures, never a sentence: the window has the words, in both languages. Times of requests are
//! those of the computer's clock, ms since 1970; a claim's is venue time.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{AddressView, Id, Ms, WalletKind};

/// How a claim becomes cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ClaimWay {
    /// By itself: in the demo and on paper.
    Automatic,
    /// Polymarket may do it by itself; else it is sent through the relayer, which costs no gas and no fee.
    Relayer,
    /// A plain address sends it itself, and pays for the gas.
    ByYourself,
}

/// What a resolved market owes one follow for one token. It is no cash, and not in the balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// The follow it was held through; removed ones too.
    pub follow: Id,
    /// The token: with `follow` the key of the row. It is redeemed for all follows at once.
    pub token: String,
    /// Trader's wallet.
    pub trader_address: String,
    /// Trader's name.
    pub trader: String,
    /// Market's question.
    pub market: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares that are paid out on.
    pub shares: String,
    /// What a share pays, a price from 0 to 1; none where it is not known.
    pub payout: Option<String>,
    /// Average cost a share; none where it is not known any more.
    pub average_cost: Option<String>,
    /// What is still owed, USD.
    pub usd: String,
    /// What was realised by the resolution, USD, signed; none where it is not known any more.
    pub pnl: Option<String>,
    /// When the market resolved, as far as was seen.
    pub since: Ms,
    /// How it becomes cash.
    pub way: ClaimWay,
    /// The last request that was to redeem it; none where none was sent.
    pub run: Option<RelayerRun>,
}

/// What calls are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CallsPurpose {
    /// Contracts get a right to spend pUSD or to move shares.
    Approvals,
    /// Shares of resolved markets become pUSD.
    Redemption,
}

/// Who sends calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CallsThrough {
    /// Polymarket's relayer, which pays for the gas.
    Relayer,
    /// The user, from a wallet of their own: this program sends no transactions of a plain address.
    ByYourself,
}

/// One argument of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallArgument {
    /// Its name.
    pub name: String,
    /// Its value, in full.
    pub value: String,
    /// What people call the contract that it names.
    pub contract_name: Option<String>,
}

/// What a call brings about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum CallEffect {
    /// A contract may spend pUSD of the wallet.
    MaySpend {
        /// The contract that may spend it, by its name, or its address where it is not a known one.
        spender: String,
        /// How much, pUSD; none for without limit.
        most: Option<String>,
    },
    /// A contract may move every share of that kind that the wallet has.
    MayMoveShares {
        /// What keeps the shares.
        keeper: String,
        /// The contract that may move them, by its name, or its address where it is not a known one.
        operator: String,
    },
    /// A contract may do that no more.
    MayNoMore {
        /// What keeps the shares, or the money.
        keeper: String,
        /// The contract whose right ends, by its name, or its address where it is not a known one.
        spender: String,
    },
    /// Everything that the wallet has of a resolved market becomes pUSD.
    RedeemsMarket {
        /// The market's question, where the books have it.
        market: Option<String>,
        /// The market's condition.
        condition: String,
        /// Whether it is one of several outcomes.
        neg_risk: bool,
    },
    /// Shares of one outcome of a resolved market become pUSD.
    RedeemsPosition {
        /// The market's question, where the books have it.
        market: Option<String>,
        /// The market's condition.
        condition: String,
        /// The outcome, from 0.
        outcome: String,
        /// Shares.
        shares: String,
    },
}

/// A call, exactly as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// The contract that is called.
    pub contract: AddressView,
    /// What people call it.
    pub contract_name: String,
    /// Name and types of the function.
    pub function: String,
    /// Its arguments, in order.
    pub arguments: Vec<CallArgument>,
    /// What it brings about.
    pub effect: CallEffect,
    /// The bytes, selector first, as `0x` and hex digits.
    pub data: String,
}

/// Why something is not among the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CallLeftOutWhy {
    /// The spender is none of the venue's contracts that this program gives rights to.
    NotKnown,
    /// The venue named something that is no address.
    NoAddress,
    /// More than fit one request: it is for the next one.
    NextTime,
    /// The wallet has none of these shares: they were redeemed already.
    NotHeld,
}

/// Something that is not among the calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallLeftOut {
    /// The spender's address, or the token.
    pub what: String,
    /// What keeps it out of the calls.
    pub why: CallLeftOutWhy,
}

/// What may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalAsset {
    /// pUSD.
    Cash,
    /// Shares of standard and multi-outcome markets.
    Shares,
    /// Shares of markets of the positions kind.
    Positions,
}

/// How much may be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "most", rename_all = "snake_case")]
pub enum ApprovalMost {
    /// Nothing.
    Nothing,
    /// So much pUSD.
    Amount {
        /// USD.
        usd: String,
    },
    /// Everything.
    Everything,
}

/// What one contract may take, as the venue lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalView {
    /// Of what.
    pub asset: ApprovalAsset,
    /// The contract.
    pub spender: String,
    /// What people call it, where it is known.
    pub name: Option<String>,
    /// How much.
    pub may: ApprovalMost,
}

/// Exactly what would be sent. It holds for what was read: sending it fails where something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallsPreview {
    /// By this it is sent; none where nothing is to be sent, or not by this program.
    pub id: Option<Id>,
    /// What it is for.
    pub purpose: CallsPurpose,
    /// The key's own address: who signs.
    pub owner: AddressView,
    /// Whose calls.
    pub wallet: AddressView,
    /// Its kind.
    pub wallet_kind: WalletKind,
    /// Who sends them.
    pub through: CallsThrough,
    /// The wallet's number that the request carries.
    pub nonce: Option<String>,
    /// How long the wallet takes it once it is signed, seconds; none where it has no such end.
    pub good_for_s: Option<u32>,
    /// The calls, in their order. They happen together or not at all.
    pub calls: Vec<CallView>,
    /// What is not among them.
    pub left_out: Vec<CallLeftOut>,
    /// What becomes cash by it, USD; 0 of approvals.
    pub usd: String,
    /// The tokens that it redeems.
    pub tokens: Vec<String>,
    /// Who may take what now; empty of a redemption.
    pub approvals: Vec<ApprovalView>,
    /// Whether a relayer key is kept for the account; none where that could not be read, or none is needed.
    pub relayer_key: Option<bool>,
    /// A request of this wallet that is not over: another is sent only after it.
    pub open: Option<RelayerRun>,
}

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RelayerRunState {
    /// Written down; perhaps sent. It is looked up.
    Committed,
    /// Sent and not answered. It is looked up, and not sent again.
    Unknown,
    /// The relayer has it.
    Taken,
    /// It happened.
    Confirmed,
    /// The relayer or the chain gave it up: nothing happened.
    Failed,
    /// The relayer refused it: nothing happened.
    Refused,
    /// It never left this computer: nothing happened.
    NotSent,
    /// Another transaction used the wallet's number. What the account shows says whether it was this one.
    NumberUsed,
    /// Nobody has it, and it is not waited for any more.
    Lapsed,
}

/// A request to the relayer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RelayerRun {
    /// Its number.
    pub id: Id,
    /// What it is for.
    pub purpose: CallsPurpose,
    /// How far it is.
    pub state: RelayerRunState,
    /// Whether nothing more is waited for.
    pub over: bool,
    /// Calls in it.
    pub calls: u32,
    /// The wallet's number that it carries.
    pub nonce: String,
    /// What becomes cash by it, USD; 0 of approvals.
    pub usd: String,
    /// The tokens that it redeems.
    pub tokens: Vec<String>,
    /// Why it ended so, in the relayer's words.
    pub words: Option<String>,
    /// The relayer's name for it.
    pub transaction: Option<String>,
    /// Its hash on the chain.
    pub hash: Option<String>,
    /// When it was signed.
    pub began: Ms,
    /// When something was last learnt of it.
    pub updated: Ms,
}
