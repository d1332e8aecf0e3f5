//! Our account as it is asked about and told: fills until they are final, movements once, payouts as they stand.

use pilotfish_copy::Step;
use pilotfish_copy::command::Command;
use pilotfish_copy::entity::{Change, Fill, LedgerEntry, Movement};
use pilotfish_copy::input::{OwnMovement, OwnMovementKind, Settlement};
use pilotfish_copy::market::Market;
use pilotfish_copy::money::{Price, Usd};

use super::{Oracle, Pair};

impl Oracle {
    /// Whoever asks about our trades asks far enough back for every fill that is not final.
    pub(super) fn check_asked(&mut self, now: i64, step: &Step) {
        for command in &step.commands {
            let Command::PollAccount { since } = command else {
                continue;
            };
            let open = |fill: &&Fill| !matches!(fill.settlement, Settlement::Confirmed | Settlement::Failed);
            let missed = self
                .said
                .fills
                .values()
                .filter(open)
                .find(|fill| fill.at < *since)
                .map(|fill| {
                    format!(
                        "trade {} of {:?} is not final, and asked is since {since:?}",
                        fill.trade, fill.at
                    )
                });
            if let Some(what) = missed {
                self.found(now, "asked", what);
            }
        }
    }

    /// A movement of the account is booked when it is first told, and for no more than it was.
    pub(super) fn check_movements(&mut self, now: i64, told: &[OwnMovement], step: &Step) {
        let mut news = Usd::ZERO;
        for movement in told {
            if self.rows.movements.insert(movement.id.clone()) {
                news += match movement.kind {
                    OwnMovementKind::Redemption { usd, .. }
                    | OwnMovementKind::Deposit { usd }
                    | OwnMovementKind::Withdrawal { usd } => usd,
                };
            }
        }
        let is_movement = |entry: &&LedgerEntry| {
            matches!(
                entry.movement,
                Movement::Redemption | Movement::Deposit | Movement::Withdrawal
            )
        };
        let entries = step.changes.iter().filter_map(|change| match change {
            Change::Ledger(entry) => Some(entry),
            _ => None,
        });
        let booked: Usd = entries
            .filter(is_movement)
            .map(|entry| entry.cash.max(-entry.cash))
            .sum();
        if booked > news {
            self.found(
                now,
                "once",
                format!("movements of {news} are new, and {booked} are booked"),
            );
        }
    }

    /// What was held of a market is paid at what its facts last said, a corrected resolution included.
    pub(super) fn check_payouts(&mut self, now: i64, market: &Market) {
        let Some(payouts) = market
            .payouts
            .filter(|[first, second]| (first.micros() + second.micros()).abs_diff(Price::ONE.micros()) <= 1)
        else {
            return;
        };
        let mut wrong = Vec::new();
        for (outcome, payout) in market.outcomes.iter().zip(payouts) {
            let of = |pair: &Pair| pair.1 == outcome.token;
            for (pair, holding) in self.said.holdings.iter().filter(|(pair, _)| of(pair)) {
                let paid = holding.payout.is_none_or(|paid| paid == payout);
                let open = holding.payout.is_none() && !holding.shares.is_zero();
                if !paid || open {
                    wrong.push(format!(
                        "follow {} was paid {:?} a share of {}, which pays {payout}",
                        pair.0, holding.payout, pair.1
                    ));
                }
            }
        }
        for what in wrong {
            self.found(now, "payout", what);
        }
    }
}
