//! What moves traders' positions without a trade: transfers, migrations, conversions, splits and merges.

use pilotfish_copy::ids::{ConditionId, TokenId, WalletAddress};
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_copy::money::{MICRO, Rounding, Shares, mul_div};
use pilotfish_exchange::{AccountKind, EventId};

use super::{Ending, Happenings, markets};
use crate::habits::Draw;
use crate::venue::Actor;
use crate::venue::VenueState;
use crate::venue::rows::TraderProfile;
use crate::world_gen::calendar::HOUR;
use crate::world_gen::rng::{tx_of, wallet_of};

/// Whole shares that come, are split or are converted.
const AMOUNT: (i64, i64) = (20, 300);

/// What part of a holding leaves by transfer, in per mille; the whole of it more often than not.
const PART: (i64, i64) = (200, 2_000);

/// How long a pair is kept before it is merged.
const MERGED_AFTER_MS: (i64, i64) = (HOUR, 6 * HOUR);

fn whole(draw: &mut Draw) -> Shares {
    Shares::from_micros(draw.between(AMOUNT.0, AMOUNT.1) * MICRO)
}

/// What a wallet holds of markets that trade, a share or more.
pub(super) fn held_open(state: &VenueState, wallet: &WalletAddress) -> Vec<(TokenId, Shares)> {
    let Some(account) = state.exchange.account(wallet) else {
        return Vec::new();
    };
    let trades = |token: &TokenId| {
        let market = state.exchange.market_of(token);
        market.is_some_and(|(market, _)| !market.closed && market.payouts.is_none())
    };
    account
        .holdings()
        .filter(|(token, shares)| *shares >= Shares::from_micros(MICRO) && trades(token))
        .map(|(token, shares)| (token.clone(), shares))
        .collect()
}

impl Happenings {
    /// Shares come from outside or go there.
    pub(super) fn transfer(&mut self, state: &mut VenueState, wallet: &WalletAddress, mut draw: Draw) {
        let outside = self.outside(state);
        let held = held_open(state, wallet);
        if draw.between(0, 1) == 0
            && let Some((token, shares)) = draw.pick(&held)
        {
            let part = draw.between(PART.0, PART.1).min(1_000);
            let leaving = Shares::from_micros(mul_div(shares.micros(), part, 1_000, Rounding::Up));
            // It is held: it cannot be refused.
            let _ = state.act(|exchange, now| exchange.transfer(now, wallet, &outside, token, leaving));
            return;
        }
        let open = markets::open(state);
        if let Some(condition) = draw.pick(&open) {
            let outcome = usize::from(draw.between(0, 1) == 1);
            self.give(state, &outside, wallet, condition, outcome, whole(&mut draw));
        }
    }

    /// The wallet outside makes pairs and gives one side of them away.
    fn give(
        &self,
        state: &mut VenueState,
        outside: &WalletAddress,
        wallet: &WalletAddress,
        condition: &ConditionId,
        outcome: usize,
        shares: Shares,
    ) {
        let market = state.exchange.market(condition);
        let Some(token) = market.and_then(|market| market.outcomes.get(outcome).map(|outcome| outcome.token.clone()))
        else {
            return;
        };
        // It has more than enough, and the market was open: otherwise nothing comes.
        let _ = state.act(|exchange, now| exchange.split(now, outside, condition, shares));
        let _ = state.act(|exchange, now| exchange.transfer(now, outside, wallet, &token, shares));
    }

    /// A trader's shares of a market become as many of its successor.
    pub(super) fn migrate_token(
        &mut self,
        state: &mut VenueState,
        actor: &mut dyn Actor,
        wallet: &WalletAddress,
        mut draw: Draw,
    ) {
        let plain = |token: &TokenId| {
            let market = state.exchange.market_of(token);
            market
                .filter(|(market, _)| market.exchange == Contract::StandardV2)
                .map(|(market, _)| market.condition.clone())
        };
        let mut conditions: Vec<ConditionId> = held_open(state, wallet)
            .iter()
            .filter_map(|(token, _)| plain(token))
            .collect();
        conditions.dedup();
        let Some(old) = draw.pick(&conditions).cloned() else {
            return;
        };
        let Some(new) = actor.successor(state, &old) else {
            return;
        };
        let outside = self.outside(state);
        self.migrations += 1;
        let tx = tx_of(self.seed, &format!("migration {}", self.migrations));
        for outcome in [0, 1] {
            let token_of = |condition: &ConditionId| {
                let market = state.exchange.market(condition)?;
                market.outcomes.get(outcome).map(|outcome| outcome.token.clone())
            };
            let (Some(from), Some(to)) = (token_of(&old), token_of(&new)) else {
                continue;
            };
            let held = state
                .exchange
                .account(wallet)
                .map_or(Shares::ZERO, |account| account.shares(&from));
            if held.is_zero() {
                continue;
            }
            let _ = state.act(|exchange, now| exchange.transfer(now, wallet, &outside, &from, held));
            self.give(state, &outside, wallet, &new, outcome, held);
            state.migrated(wallet, &from, -held, &tx);
            state.migrated(wallet, &to, held, &tx);
        }
    }

    /// A trader moves everything to another wallet, and goes on there.
    pub(super) fn migrate_wallet(&mut self, state: &mut VenueState, actor: &mut dyn Actor, old: &WalletAddress) {
        let Some(profile) = state.record.profile(old).map(|profile| (**profile).clone()) else {
            return;
        };
        self.migrations += 1;
        let new = wallet_of(self.seed, &format!("after migration {}", self.migrations));
        state.exchange.open_account(&new, AccountKind::Agent);
        let person = state.record.add_person(TraderProfile {
            wallet: new.clone(),
            joined_at: state.now,
            ..profile
        });
        if !actor.moved(old, &new, person) {
            return;
        }
        let tx = tx_of(self.seed, &format!("migration {}", self.migrations));
        // What is cancelled, moved and paid is there: nothing can be refused.
        let _ = state.act(|exchange, now| exchange.cancel_all(now, old));
        let held: Vec<(TokenId, Shares)> = state.exchange.account(old).map_or_else(Vec::new, |account| {
            account
                .holdings()
                .map(|(token, shares)| (token.clone(), shares))
                .collect()
        });
        for (token, shares) in held {
            let _ = state.act(|exchange, now| exchange.transfer(now, old, &new, &token, shares));
            state.migrated(old, &token, -shares, &tx);
            state.migrated(&new, &token, shares, &tx);
        }
        let cash = state
            .exchange
            .account(old)
            .map(|account| account.cash())
            .unwrap_or_default();
        let _ = state.act(|exchange, now| exchange.withdraw(now, old, cash));
        let _ = state.act(|exchange, _| exchange.deposit(&new, cash));
    }

    /// A trader makes pairs in a market of a neg-risk event and turns the NO shares into YES of the others.
    pub(super) fn convert(&mut self, state: &mut VenueState, wallet: &WalletAddress, mut draw: Draw) {
        let events: Vec<EventId> = state.exchange.events().cloned().collect();
        let Some(event) = draw.pick(&events) else { return };
        let open: Vec<ConditionId> = state
            .exchange
            .event_markets(event)
            .filter(|market| !market.closed && market.payouts.is_none())
            .map(|market| market.condition.clone())
            .collect();
        let Some(condition) = draw.pick(&open).filter(|_| open.len() > 1) else {
            return;
        };
        let shares = whole(&mut draw);
        // A trader has the money; an event that is decided meanwhile converts nothing.
        let _ = state.act(|exchange, now| exchange.split(now, wallet, condition, shares));
        let _ =
            state.act(|exchange, now| exchange.convert(now, wallet, event, std::slice::from_ref(condition), shares));
    }

    /// A trader makes pairs, and mostly merges some of them back later.
    pub(super) fn split(&mut self, state: &mut VenueState, wallet: &WalletAddress, mut draw: Draw) {
        let open = markets::open(state);
        let Some(condition) = draw.pick(&open) else { return };
        let shares = whole(&mut draw);
        if state
            .act(|exchange, now| exchange.split(now, wallet, condition, shares))
            .is_err()
        {
            return;
        }
        if draw.chance(750_000) {
            let merged = Shares::from_micros(shares.micros() / draw.between(1, 3)).floor_to_lot();
            let at = state.now.plus(draw.between(MERGED_AFTER_MS.0, MERGED_AFTER_MS.1));
            self.end_at(at, Ending::Merge(wallet.clone(), condition.clone(), merged));
        }
    }
}
