//! What must hold between record and exchange. Checked from scratch, so not for the hot path.

use std::collections::BTreeMap;

use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use crate::venue::record::{Person, Record};
use crate::venue::rows::{ActivityKind, ActivityRecord};
use pilotfish_exchange::Exchange;

impl Record {
    /// Everything that does not hold, in words; empty when all is well.
    pub(crate) fn check(&self, exchange: &Exchange) -> Vec<String> {
        let mut wrong = Vec::new();
        for person in &self.people {
            let name = &person.profile.name;
            let told = self.shares_told(person);
            for (token, holding) in person.ledger.holdings() {
                let sum = told.get(token).copied().unwrap_or_default();
                if sum != holding.shares {
                    wrong.push(format!(
                        "{name}: activity adds up to {sum} of {token}, the ledger holds {}",
                        holding.shares
                    ));
                }
                if holding.shares.is_zero() && !(holding.cost.is_zero() && holding.cost_fees.is_zero()) {
                    wrong.push(format!(
                        "{name}: nothing held of {token}, but a cost of {}",
                        holding.cost
                    ));
                }
            }
            let Some(account) = exchange.account(&person.profile.wallet) else {
                continue;
            };
            for (token, holding) in person.ledger.holdings() {
                if account.shares(token) != holding.shares {
                    wrong.push(format!(
                        "{name}: the exchange holds {} of {token}, the ledger {}",
                        account.shares(token),
                        holding.shares
                    ));
                }
            }
        }
        wrong.extend(self.check_order());
        wrong
    }

    /// The shares that a person's rows add up to.
    fn shares_told(&self, person: &Person) -> BTreeMap<TokenId, Shares> {
        let mut told = person.carried.clone();
        for row in person.rows.iter().filter_map(|place| self.rows.get(*place)) {
            for (token, change) in self.changes_of(row) {
                *told.entry(token).or_default() += change;
            }
        }
        told
    }

    fn check_order(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut last: Option<&ActivityRecord> = None;
        for row in &self.rows {
            if last.is_some_and(|last| last.at > row.at || last.sequence >= row.sequence) {
                wrong.push(format!("activity row {} is out of order", row.sequence));
            }
            if row.usdc_size < Usd::ZERO || row.size < Shares::ZERO {
                wrong.push(format!("activity row {} is negative", row.sequence));
            }
            last = Some(row);
        }
        wrong
    }

    /// How a row changes what its owner holds; a struck-out row does not.
    fn changes_of(&self, row: &ActivityRecord) -> Vec<(TokenId, Shares)> {
        if !self.stands(row) {
            return Vec::new();
        }
        let pair = || row.card.market.outcomes.iter().map(|outcome| outcome.token.clone());
        match (row.kind, &row.token) {
            (ActivityKind::Trade, Some(token)) => {
                let change = if row.side == Some(Side::Sell) {
                    -row.size
                } else {
                    row.size
                };
                vec![(token.clone(), change)]
            }
            (ActivityKind::Redeem, Some(token)) => vec![(token.clone(), -row.size)],
            (ActivityKind::Split, _) => pair().map(|token| (token, row.size)).collect(),
            (ActivityKind::Merge, _) => pair().map(|token| (token, -row.size)).collect(),
            (ActivityKind::Conversion, _) => self.moved_by(row).to_vec(),
            _ => Vec::new(),
        }
    }
}
