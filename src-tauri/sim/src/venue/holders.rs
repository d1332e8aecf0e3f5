//! Who holds a market, and what is held of it: the traders' and clients' ledgers, market by market.

use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::money::Shares;

use crate::venue::Venue;
use crate::venue::rows::PositionRow;

/// Somebody who holds an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The position, whole.
    pub position: PositionRow,
    /// Its shares, or (netted) how many more than of the other outcome.
    pub amount: Shares,
}

impl Venue {
    /// Who holds a market's outcomes, the first outcome's holders first, most shares first. With `net`, who holds both
    /// outcomes is shown once, with the difference (a fully hedged one under the first outcome, with nothing).
    #[must_use]
    pub fn holders(&self, condition: &ConditionId, net: bool) -> Vec<Holder> {
        let held = self.positions_in(condition);
        let other = |row: &PositionRow| {
            let opposite = |other: &&PositionRow| other.wallet == row.wallet && other.token == row.opposite_token;
            held.iter().find(opposite).map_or(Shares::ZERO, |other| other.shares)
        };
        let mut found: Vec<Holder> = held
            .iter()
            .filter_map(|row| {
                let hedged = if net { other(row) } else { Shares::ZERO };
                let amount = row.shares - hedged;
                let shown = amount > Shares::ZERO || (amount.is_zero() && row.outcome_index == 0);
                shown.then(|| Holder {
                    position: row.clone(),
                    amount,
                })
            })
            .collect();
        found.sort_by(|a, b| {
            (a.position.outcome_index, b.amount, &a.position.wallet).cmp(&(
                b.position.outcome_index,
                a.amount,
                &b.position.wallet,
            ))
        });
        found
    }

    /// Everybody's open and redeemable positions in a market.
    fn positions_in(&self, condition: &ConditionId) -> Vec<PositionRow> {
        let record = &self.state.record;
        let Some(file) = record.market(condition).and_then(|place| record.files.get(place)) else {
            return Vec::new();
        };
        let tokens = [file.token(0), file.token(1)];
        let people = record.people.iter();
        let held = people.flat_map(|person| {
            let holdings = tokens
                .iter()
                .filter_map(|token| Some((*token, person.ledger.holdings().get(*token)?)));
            holdings
                .filter(|(_, holding)| !holding.shares.is_zero())
                .filter_map(|(token, holding)| self.position_row(person, token, holding))
                .collect::<Vec<_>>()
        });
        held.collect()
    }
}
