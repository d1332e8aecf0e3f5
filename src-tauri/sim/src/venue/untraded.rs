//! Booking what moves positions without a trade: splits, merges, redemptions, neg-risk conversions.
//!
//! A conversion is one row, in the first market given, and the legs it moved beside it.

use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::money::{Shares, Usd};

use crate::venue::record::Record;
use crate::venue::rows::{ActivityKind, ActivityRecord};
use crate::world_gen::ledger::Spot;
use pilotfish_exchange::{Conversion, NegRiskConversion};

/// A leg's market, outcome and token.
type Leg = (usize, usize, TokenId);

impl Record {
    pub(super) fn redeemed(
        &mut self,
        at: VenueMs,
        owner: &WalletAddress,
        token: &TokenId,
        shares: Shares,
        value: Usd,
        tx: &TxHash,
    ) -> Option<ActivityRecord> {
        let (market, outcome) = self.token(token)?;
        let person = self
            .by_wallet
            .get(owner)
            .and_then(|place| self.people.get_mut(*place))?;
        person.ledger.redeem(
            Spot {
                token,
                market,
                outcome,
                at,
            },
            shares,
            value,
        );
        let row = self.plain_row(market, ActivityKind::Redeem, owner, shares, value, tx, at)?;
        Some(self.keep(ActivityRecord {
            token: Some(token.clone()),
            outcome_index: Some(outcome),
            ..row
        }))
    }

    pub(super) fn converted(
        &mut self,
        at: VenueMs,
        owner: &WalletAddress,
        condition: &ConditionId,
        conversion: Conversion,
        shares: Shares,
        tx: &TxHash,
    ) -> Option<ActivityRecord> {
        let market = self.market(condition)?;
        let file = self.files.get(market)?;
        let tokens = [file.token(0).clone(), file.token(1).clone()];
        let person = self
            .by_wallet
            .get(owner)
            .and_then(|place| self.people.get_mut(*place))?;
        for (outcome, token) in tokens.iter().enumerate() {
            let spot = Spot {
                token,
                market,
                outcome,
                at,
            };
            match conversion {
                Conversion::Split => person.ledger.split(spot, shares),
                Conversion::Merge => person.ledger.merge(spot, shares),
            }
        }
        let kind = match conversion {
            Conversion::Split => ActivityKind::Split,
            Conversion::Merge => ActivityKind::Merge,
        };
        let row = self.plain_row(market, kind, owner, shares, Usd::from_micros(shares.micros()), tx, at)?;
        Some(self.keep(row))
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of one row")]
    fn plain_row(
        &self,
        market: usize,
        kind: ActivityKind,
        owner: &WalletAddress,
        size: Shares,
        usdc_size: Usd,
        tx: &TxHash,
        at: VenueMs,
    ) -> Option<ActivityRecord> {
        Some(ActivityRecord {
            sequence: 0,
            kind,
            wallet: owner.clone(),
            name: Arc::clone(&self.profile(owner)?.name),
            card: Arc::clone(&self.files.get(market)?.card),
            token: None,
            outcome_index: None,
            side: None,
            size,
            price: None,
            usdc_size,
            fee: Usd::ZERO,
            maker: false,
            tx: tx.clone(),
            at,
            recorded_row: None,
        })
    }

    pub(super) fn neg_risk_converted(&mut self, conversion: &NegRiskConversion) -> Option<ActivityRecord> {
        let gave = self.legs(&conversion.gave_no_of, 1);
        let got = self.legs(&conversion.got_yes_of, 0);
        let (first, _, _) = gave.first()?;
        let row = self.plain_row(
            *first,
            ActivityKind::Conversion,
            &conversion.owner,
            conversion.shares,
            conversion.cash,
            &conversion.transaction,
            conversion.at,
        )?;
        let place = self.person_place(&conversion.owner)?;
        let person = self.people.get_mut(place)?;
        let gave_spots: Vec<Spot<'_>> = gave.iter().map(|leg| spot(leg, conversion.at)).collect();
        let got_spots: Vec<Spot<'_>> = got.iter().map(|leg| spot(leg, conversion.at)).collect();
        person
            .ledger
            .convert(&gave_spots, &got_spots, conversion.shares, conversion.cash);
        let kept = self.keep(row);
        let moved = gave
            .into_iter()
            .map(|(_, _, token)| (token, -conversion.shares))
            .chain(got.into_iter().map(|(_, _, token)| (token, conversion.shares)))
            .collect();
        self.conversions.insert(kept.sequence, moved);
        Some(kept)
    }

    /// Shares that went from one wallet to another without a trade: they leave and come at what they had cost, and no row
    /// says so.
    pub(super) fn transferred(
        &mut self,
        at: VenueMs,
        from: &WalletAddress,
        to: &WalletAddress,
        token: &TokenId,
        shares: Shares,
    ) {
        let Some((market, outcome)) = self.token(token) else {
            return;
        };
        let spot = Spot {
            token,
            market,
            outcome,
            at,
        };
        let price = self.price(market, outcome);
        if let Some(giver) = self.person_place(from) {
            self.carry_out(giver, spot, shares);
        }
        if let Some(taker) = self.person_place(to) {
            self.carry_in(taker, spot, shares, price);
        }
    }

    /// A row of a migration: one token that left (or, positive, came). What it moved is booked with the transfer.
    pub(super) fn migrated(
        &mut self,
        at: VenueMs,
        wallet: &WalletAddress,
        token: &TokenId,
        shares: Shares,
        tx: &TxHash,
    ) -> Option<ActivityRecord> {
        let (market, outcome) = self.token(token)?;
        let size = shares.at_least(-shares);
        let row = self.plain_row(market, ActivityKind::Migration, wallet, size, Usd::ZERO, tx, at)?;
        let kept = self.keep(ActivityRecord {
            token: Some(token.clone()),
            outcome_index: Some(outcome),
            ..row
        });
        self.conversions.insert(kept.sequence, vec![(token.clone(), shares)]);
        Some(kept)
    }

    /// What a conversion's row moved, token by token.
    pub(super) fn moved_by(&self, row: &ActivityRecord) -> &[(TokenId, Shares)] {
        self.conversions.get(&row.sequence).map_or(&[], Vec::as_slice)
    }

    fn legs(&self, conditions: &[ConditionId], outcome: usize) -> Vec<Leg> {
        conditions
            .iter()
            .filter_map(|condition| {
                let market = self.market(condition)?;
                let file = self.files.get(market)?;
                Some((market, outcome, file.token(outcome).clone()))
            })
            .collect()
    }
}

fn spot((market, outcome, token): &Leg, at: VenueMs) -> Spot<'_> {
    Spot {
        token,
        market: *market,
        outcome: *outcome,
        at,
    }
}
