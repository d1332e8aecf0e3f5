//! The ledger as it is shown: sums that read as one, days, and rows.

use pilotfish_store::read::ledger_book::LedgerKind as Kind;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{Id, LedgerWhat, Ms, Settlement, Sums, TraderName};

/// What a row of the ledger is to whoever reads it, in the order in which they lead from the first balance to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// Cash that was there at first, or came from outside.
    Deposit,
    /// Cash that went outside.
    Withdrawal,
    /// A fill that bought.
    Buy,
    /// A fill that sold.
    Sell,
    /// A fill's fee.
    Fee,
    /// Shares that a resolution turned into a claim, or the correction of such a claim.
    Payout,
    /// A claim that became cash.
    Redemption,
    /// A fill that failed to settle, taken back.
    Reversal,
    /// A difference between books and exchange that was accepted.
    Correction,
}

impl LedgerKind {
    pub(super) const ALL: [Self; 9] = [
        Self::Deposit,
        Self::Withdrawal,
        Self::Buy,
        Self::Sell,
        Self::Fee,
        Self::Payout,
        Self::Redemption,
        Self::Reversal,
        Self::Correction,
    ];
}

impl From<Kind> for LedgerKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Deposit => Self::Deposit,
            Kind::Withdrawal => Self::Withdrawal,
            Kind::Buy => Self::Buy,
            Kind::Sell => Self::Sell,
            Kind::Fee => Self::Fee,
            Kind::Payout => Self::Payout,
            Kind::Redemption => Self::Redemption,
            Kind::Reversal => Self::Reversal,
            Kind::Correction => Self::Correction,
        }
    }
}

impl From<LedgerKind> for Kind {
    fn from(kind: LedgerKind) -> Self {
        match kind {
            LedgerKind::Deposit => Self::Deposit,
            LedgerKind::Withdrawal => Self::Withdrawal,
            LedgerKind::Buy => Self::Buy,
            LedgerKind::Sell => Self::Sell,
            LedgerKind::Fee => Self::Fee,
            LedgerKind::Payout => Self::Payout,
            LedgerKind::Redemption => Self::Redemption,
            LedgerKind::Reversal => Self::Reversal,
            LedgerKind::Correction => Self::Correction,
        }
    }
}

/// Which rows of the ledger. What is none filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerFilter {
    /// Of this kind. The sums by kind are of all kinds all the same.
    pub kind: Option<LedgerKind>,
    /// Through follows of this trader's wallet.
    pub trader: Option<String>,
    /// In this market (its condition id).
    pub market: Option<String>,
    /// In this calendar year, by the computer's own clock.
    pub year: Option<i32>,
    /// From then on.
    pub from: Option<Ms>,
    /// Before then.
    pub until: Option<Ms>,
    /// With this text in the market's question or the trader's name.
    pub text: Option<String>,
}

/// The sum of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerSum {
    /// The kind.
    pub kind: LedgerKind,
    /// How many rows.
    pub entries: u32,
    /// Cash that they moved, USD, signed.
    pub cash: String,
    /// Claims that they moved, USD, signed.
    pub claims: String,
}

/// A day with rows, by the computer's own calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerDay {
    /// `2026-11-22`.
    pub day: String,
    /// How many rows the filter finds.
    pub entries: u32,
    /// Cash that those moved, USD, signed.
    pub cash: String,
    /// Cash that it and all days before it moved, of the rows that the filter finds, USD, signed.
    pub cash_so_far: String,
    /// The account's balance at its end, USD, whatever the filter.
    pub balance: String,
    /// The number of its first row that is found.
    pub first: Id,
    /// The number of its last.
    pub last: Id,
}

/// Sums and days of the ledger at one instant: `start` and the sums are `end`, and each day's balance is the one before it and what the
/// day moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerBook {
    /// The account's figures at the same instant.
    pub sums: Sums,
    /// The number of the last row there was at that instant.
    pub through: Id,
    /// Whether everything of its span is found, kinds apart: then `start` and `end` are balances of the account.
    pub whole: bool,
    /// The balance before, USD; zero where only a part is found.
    pub start: String,
    /// `start` and all sums, USD.
    pub end: String,
    /// How many rows of any kind.
    pub entries: u32,
    /// How many the filter finds, its kind included.
    pub found: u32,
    /// All nine kinds, in the order of [`LedgerKind`].
    pub kinds: Vec<LedgerSum>,
    /// The days on which the filter finds something, newest first.
    pub days: Vec<LedgerDay>,
    /// Calendar years with rows, newest first.
    pub years: Vec<i32>,
    /// Through whose follows there are rows, by name.
    pub traders: Vec<TraderName>,
}

/// Which rows of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerRowsQuery {
    /// Of which filter.
    pub filter: LedgerFilter,
    /// The day, as the book has it.
    pub day: String,
    /// Its first row.
    pub first: Id,
    /// Its last row.
    pub last: Id,
    /// So many of its oldest rows are left out.
    pub skip: u32,
    /// 1 to 500.
    pub limit: u32,
}

/// A row of the ledger. It is never changed, but for how far its fill is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerRow {
    /// Its number: from 1, without gaps.
    pub seq: Id,
    /// When it was booked.
    pub at: Ms,
    /// Its kind.
    pub kind: LedgerKind,
    /// What it says it is.
    pub what: LedgerWhat,
    /// Through whose follow; none of cash alone.
    pub trader: Option<TraderName>,
    /// Its market's question, or its id where nothing is known of it; none of cash alone.
    pub market: Option<String>,
    /// Its market's condition id.
    pub condition: Option<String>,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares moved, signed; none where none did.
    pub shares: Option<String>,
    /// A fill's price, or what a share paid.
    pub price: Option<String>,
    /// Cash moved, USD, signed.
    pub cash: String,
    /// Claims moved, USD, signed; none where none did.
    pub claim: Option<String>,
    /// The account's balance after it, USD.
    pub balance: String,
    /// Profit that it realised, USD, signed: a fee is a loss of its own, and a reversal takes back what its fill had realised, and what
    /// came of its shares since. None of what realises nothing.
    pub realised: Option<String>,
    /// What was paid for the shares that left, USD.
    pub cost: Option<String>,
    /// The trader's price.
    pub trader_price: Option<String>,
    /// How far its fill is settled.
    pub settlement: Option<Settlement>,
    /// The copy order.
    pub order: Option<Id>,
    /// The trade's id at the exchange.
    pub trade: Option<String>,
    /// When the fill matched that a reversal takes back.
    pub undoes: Option<Ms>,
}

/// A market with entries in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerMarket {
    /// Its condition id.
    pub condition: String,
    /// Its question.
    pub question: String,
}
