//! The venue's ledger: everything that happened to the clients' accounts, a record each, from the exchange's events alone.
//!
//! Whoever keeps books of their own from it comes to the balances and shares that the exchange holds: the changes of cash
//! and shares of an owner's records add up to them at every instant. It is the simulator's own truth, whatever the venue
//! shows; the real venue has no such thing. Agents' accounts are not in it.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_exchange::{
    AccountKind, AccountStatus, Conversion, Exchange, ExchangeEvent, NegRiskConversion, Order, OrderChange, Spender,
    TokenKind, Trade, VenueMode,
};
use serde::{Deserialize, Serialize};

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRecord {
    /// From 1, without gaps.
    pub sequence: u64,
    /// When, in milliseconds of venue time.
    pub at: VenueMs,
    /// Whose account it is about; `None` for what is about a market or the venue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<WalletAddress>,
    /// By how much it changed the owner's pUSD, fees included.
    pub cash: Usd,
    /// By how much it changed the owner's shares, token by token.
    pub shares: Vec<(TokenId, Shares)>,
    /// What happened.
    #[serde(flatten)]
    pub entry: LedgerEntry,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum LedgerEntry {
    /// An order was taken, filled some more, or ended unfilled.
    Order {
        order: OrderHash,
        /// `PLACEMENT`, `UPDATE` or `CANCELLATION`, as the user channel writes it.
        change: String,
        token: TokenId,
        side: Side,
        price: Price,
        original: Shares,
        matched: Shares,
        /// Of the matched shares, those whose trades failed.
        voided: Shares,
        status: String,
        /// Whether it was placed by hand, not by the client's program.
        by_hand: bool,
    },
    /// A trade filled one of the owner's orders: provisional until it is settled.
    Fill(Fill),
    /// A trade failed: its fill is undone.
    FillUndone(Fill),
    /// A trade that the owner takes part in became more (or less) final.
    Settlement {
        trade: TradeId,
        status: String,
        transaction: TxHash,
    },
    /// A market takes orders again, or not for now.
    Accepting { condition: ConditionId, accepting: bool },
    /// A market resolved: what a share of each outcome pays.
    Resolved {
        condition: ConditionId,
        payouts: [Price; 2],
    },
    /// A resolution was wrong: what a share pays after all.
    PayoutsCorrected {
        condition: ConditionId,
        payouts: [Price; 2],
    },
    /// Shares of a resolved market became what they pay.
    Redeemed {
        condition: ConditionId,
        transaction: TxHash,
    },
    /// pUSD became pairs of shares.
    Split {
        condition: ConditionId,
        transaction: TxHash,
    },
    /// Pairs of shares became pUSD.
    Merged {
        condition: ConditionId,
        transaction: TxHash,
    },
    /// NO shares of some markets of a neg-risk event became YES shares of the others.
    Converted { transaction: TxHash },
    /// Shares came from another wallet, or went to it.
    Transferred { other: WalletAddress },
    /// pUSD came into the account.
    Deposited,
    /// pUSD left the account.
    Withdrawn,
    /// A contract may move one of the account's tokens, or no longer.
    Approved {
        spender: Spender,
        token: TokenKind,
        allowed: bool,
    },
    /// A transaction that the relayer took came further.
    Relayed {
        id: String,
        /// `STATE_NEW` to `STATE_CONFIRMED`, `STATE_INVALID` or `STATE_FAILED`, as the relayer writes it.
        state: String,
        /// Empty until it is sent.
        transaction: TxHash,
    },
    /// The account may do more or less than before.
    Status { status: AccountStatus },
    /// The venue takes more or less than before.
    Mode { mode: VenueMode },
}

/// A fill of one order by one trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    pub trade: TradeId,
    pub order: OrderHash,
    pub token: TokenId,
    pub side: Side,
    pub price: Price,
    /// The filled shares. Written under a name of their own: the record that a fill stands in has `shares` too.
    #[serde(rename = "filled")]
    pub shares: Shares,
    /// What the shares were worth, without the fee.
    pub value: Usd,
    pub fee: Usd,
    /// Whether the order was resting.
    pub maker: bool,
}

/// All records.
#[derive(Debug, Default)]
pub struct VenueLedger {
    records: Vec<LedgerRecord>,
    /// Orders that were placed by hand.
    by_hand: std::collections::BTreeSet<OrderHash>,
}

/// What an event does to an owner: whose, cash, shares, what.
type Part = (Option<WalletAddress>, Usd, Vec<(TokenId, Shares)>, LedgerEntry);

impl VenueLedger {
    /// Every record, oldest first.
    #[must_use]
    pub fn records(&self) -> &[LedgerRecord] {
        &self.records
    }

    /// The records after that one.
    #[must_use]
    pub fn after(&self, sequence: u64) -> &[LedgerRecord] {
        let place = usize::try_from(sequence).unwrap_or(usize::MAX).min(self.records.len());
        self.records.get(place..).unwrap_or(&[])
    }

    /// What an owner has by the records alone: pUSD, and the shares that are not zero.
    #[must_use]
    pub fn books(&self, owner: &WalletAddress) -> (Usd, BTreeMap<TokenId, Shares>) {
        let mut cash = Usd::ZERO;
        let mut shares: BTreeMap<TokenId, Shares> = BTreeMap::new();
        for record in self.of(owner) {
            cash += record.cash;
            for (token, change) in &record.shares {
                *shares.entry(token.clone()).or_default() += *change;
            }
        }
        shares.retain(|_, shares| !shares.is_zero());
        (cash, shares)
    }

    /// By how much an owner's pUSD changed after an instant.
    #[must_use]
    pub fn cash_since(&self, owner: &WalletAddress, at: VenueMs) -> Usd {
        self.later(owner, at).map(|record| record.cash).sum()
    }

    /// By how much an owner's shares of a token changed after an instant.
    #[must_use]
    pub fn shares_since(&self, owner: &WalletAddress, token: &TokenId, at: VenueMs) -> Shares {
        self.later(owner, at)
            .flat_map(|record| &record.shares)
            .filter(|(changed, _)| changed == token)
            .map(|(_, change)| *change)
            .sum()
    }

    /// Notes that an order about to be placed is placed by hand.
    pub(crate) fn note_by_hand(&mut self, order: OrderHash) {
        self.by_hand.insert(order);
    }

    /// Enters what moves neither cash nor shares of an owner's.
    pub(crate) fn note(&mut self, at: VenueMs, owner: &WalletAddress, entry: LedgerEntry) {
        self.push(at, Some(owner.clone()), Usd::ZERO, Vec::new(), entry);
    }

    /// Enters what concerns clients of what the exchange told.
    pub(super) fn enter(&mut self, event: &ExchangeEvent, exchange: &Exchange) {
        let client = |owner: &WalletAddress| {
            let account = exchange.account(owner);
            account.is_some_and(|account| account.kind() == AccountKind::Client)
        };
        let Some((at, parts)) = self.parts(event, exchange) else {
            return;
        };
        for (owner, cash, shares, entry) in parts {
            if owner.as_ref().is_none_or(client) {
                self.push(at, owner, cash, shares, entry);
            }
        }
    }

    fn push(
        &mut self,
        at: VenueMs,
        owner: Option<WalletAddress>,
        cash: Usd,
        shares: Vec<(TokenId, Shares)>,
        entry: LedgerEntry,
    ) {
        self.records.push(LedgerRecord {
            sequence: self.records.len() as u64 + 1,
            at,
            owner,
            cash,
            shares,
            entry,
        });
    }

    fn of(&self, owner: &WalletAddress) -> impl Iterator<Item = &LedgerRecord> {
        self.records
            .iter()
            .filter(move |record| record.owner.as_ref() == Some(owner))
    }

    fn later(&self, owner: &WalletAddress, at: VenueMs) -> impl Iterator<Item = &LedgerRecord> {
        let recent = self.records.iter().rev().take_while(move |record| record.at > at);
        recent.filter(move |record| record.owner.as_ref() == Some(owner))
    }

    fn parts(&self, event: &ExchangeEvent, exchange: &Exchange) -> Option<(VenueMs, Vec<Part>)> {
        let about = |at: &VenueMs, entry| Some((*at, vec![(None, Usd::ZERO, Vec::new(), entry)]));
        let of = |at: &VenueMs, owner: &WalletAddress, cash, shares, entry| {
            Some((*at, vec![(Some(owner.clone()), cash, shares, entry)]))
        };
        match event {
            ExchangeEvent::Trade(trade) => Some((trade.matched_at, fills(trade, false))),
            ExchangeEvent::Voided(trade) => Some((trade.updated_at, fills(trade, true))),
            ExchangeEvent::OrderUpdate { at, change, order } => {
                of(at, &order.owner, Usd::ZERO, Vec::new(), self.order(*change, order))
            }
            ExchangeEvent::Settlement {
                at,
                trade,
                status,
                transaction,
            } => {
                let found = exchange.trade(trade)?;
                let entry = LedgerEntry::Settlement {
                    trade: trade.clone(),
                    status: status.as_str().to_owned(),
                    transaction: transaction.clone(),
                };
                let mut owners: Vec<&WalletAddress> = found.legs.iter().map(|leg| &leg.owner).collect();
                owners.push(&found.taker);
                owners.sort();
                owners.dedup();
                let parts = owners
                    .into_iter()
                    .map(|owner| (Some(owner.clone()), Usd::ZERO, Vec::new(), entry.clone()));
                Some((*at, parts.collect()))
            }
            ExchangeEvent::AcceptingChanged {
                at,
                condition,
                accepting,
            } => about(
                at,
                LedgerEntry::Accepting {
                    condition: condition.clone(),
                    accepting: *accepting,
                },
            ),
            ExchangeEvent::Resolved { at, condition, payouts } => about(
                at,
                LedgerEntry::Resolved {
                    condition: condition.clone(),
                    payouts: *payouts,
                },
            ),
            ExchangeEvent::PayoutsCorrected { at, condition, payouts } => about(
                at,
                LedgerEntry::PayoutsCorrected {
                    condition: condition.clone(),
                    payouts: *payouts,
                },
            ),
            ExchangeEvent::ModeChanged { at, mode, .. } => about(at, LedgerEntry::Mode { mode: *mode }),
            ExchangeEvent::Deposited { at, owner, amount } => {
                of(at, owner, *amount, Vec::new(), LedgerEntry::Deposited)
            }
            ExchangeEvent::Withdrawn { at, owner, amount } => {
                of(at, owner, -*amount, Vec::new(), LedgerEntry::Withdrawn)
            }
            ExchangeEvent::StatusChanged { at, owner, status } => of(
                at,
                owner,
                Usd::ZERO,
                Vec::new(),
                LedgerEntry::Status { status: *status },
            ),
            &ExchangeEvent::Approved {
                ref at,
                ref owner,
                spender,
                token,
                allowed,
            } => {
                let entry = LedgerEntry::Approved {
                    spender,
                    token,
                    allowed,
                };
                of(at, owner, Usd::ZERO, Vec::new(), entry)
            }
            ExchangeEvent::Transferred {
                at,
                from,
                to,
                token,
                shares,
            } => {
                let part = |owner: &WalletAddress, other: &WalletAddress, shares: Shares| {
                    let entry = LedgerEntry::Transferred { other: other.clone() };
                    (Some(owner.clone()), Usd::ZERO, vec![(token.clone(), shares)], entry)
                };
                Some((*at, vec![part(from, to, -*shares), part(to, from, *shares)]))
            }
            ExchangeEvent::Redeemed {
                at,
                owner,
                condition,
                token,
                shares,
                value,
                transaction,
                ..
            } => {
                let entry = LedgerEntry::Redeemed {
                    condition: condition.clone(),
                    transaction: transaction.clone(),
                };
                of(at, owner, *value, vec![(token.clone(), -*shares)], entry)
            }
            ExchangeEvent::Converted {
                at,
                owner,
                condition,
                conversion,
                shares,
                transaction,
            } => {
                let (condition, transaction) = (condition.clone(), transaction.clone());
                let made = match conversion {
                    Conversion::Split => *shares,
                    Conversion::Merge => -*shares,
                };
                let tokens = exchange
                    .market(&condition)?
                    .outcomes
                    .clone()
                    .map(|outcome| outcome.token);
                let entry = match conversion {
                    Conversion::Split => LedgerEntry::Split { condition, transaction },
                    Conversion::Merge => LedgerEntry::Merged { condition, transaction },
                };
                let paid = Usd::from_micros(-made.micros());
                of(
                    at,
                    owner,
                    paid,
                    tokens.into_iter().map(|token| (token, made)).collect(),
                    entry,
                )
            }
            ExchangeEvent::NegRiskConverted(conversion) => {
                let entry = LedgerEntry::Converted {
                    transaction: conversion.transaction.clone(),
                };
                of(
                    &conversion.at,
                    &conversion.owner,
                    conversion.cash,
                    converted_shares(conversion, exchange),
                    entry,
                )
            }
            ExchangeEvent::BookChanged(_)
            | ExchangeEvent::MarketListed { .. }
            | ExchangeEvent::MarketClosed { .. }
            | ExchangeEvent::TickChanged { .. }
            | ExchangeEvent::GameStarted { .. } => None,
        }
    }

    fn order(&self, change: OrderChange, order: &Order) -> LedgerEntry {
        LedgerEntry::Order {
            order: order.id.clone(),
            change: change.as_str().to_owned(),
            token: order.token.clone(),
            side: order.side,
            price: order.price,
            original: order.original,
            matched: order.matched,
            voided: order.voided,
            status: order.status.as_str().to_owned(),
            by_hand: self.by_hand.contains(&order.id),
        }
    }
}

/// Both sides' fills of a trade, or the undoing of them.
fn fills(trade: &Trade, undone: bool) -> Vec<Part> {
    let taken = Fill {
        trade: trade.id.clone(),
        order: trade.taker_order.clone(),
        token: trade.token.clone(),
        side: trade.side,
        price: trade.price,
        shares: trade.shares,
        value: trade.value,
        fee: trade.fee,
        maker: false,
    };
    let made = trade.legs.iter().map(|leg| {
        let fill = Fill {
            trade: trade.id.clone(),
            order: leg.order.clone(),
            token: leg.token.clone(),
            side: leg.side,
            price: leg.price,
            shares: leg.shares,
            value: leg.value,
            fee: Usd::ZERO,
            maker: true,
        };
        (&leg.owner, fill)
    });
    std::iter::once((&trade.taker, taken))
        .chain(made)
        .map(|(owner, fill)| fill_part(owner, fill, undone))
        .collect()
}

fn fill_part(owner: &WalletAddress, fill: Fill, undone: bool) -> Part {
    let (mut cash, mut shares) = match fill.side {
        Side::Buy => (-(fill.value + fill.fee), fill.shares),
        Side::Sell => (fill.value - fill.fee, -fill.shares),
    };
    if undone {
        (cash, shares) = (-cash, -shares);
    }
    let moved = vec![(fill.token.clone(), shares)];
    let entry = if undone {
        LedgerEntry::FillUndone(fill)
    } else {
        LedgerEntry::Fill(fill)
    };
    (Some(owner.clone()), cash, moved, entry)
}

fn converted_shares(conversion: &NegRiskConversion, exchange: &Exchange) -> Vec<(TokenId, Shares)> {
    let token = |condition: &ConditionId, outcome: usize| {
        let market = exchange.market(condition)?;
        market.outcomes.get(outcome).map(|outcome| outcome.token.clone())
    };
    let gave = conversion
        .gave_no_of
        .iter()
        .filter_map(|condition| Some((token(condition, 1)?, -conversion.shares)));
    let got = conversion
        .got_yes_of
        .iter()
        .filter_map(|condition| Some((token(condition, 0)?, conversion.shares)));
    gave.chain(got).collect()
}
