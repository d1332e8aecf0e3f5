//! Booking neg-risk conversions: one row, in the first market given, and the legs it moved beside it.

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::money::Shares;

use crate::exchange::NegRiskConversion;
use crate::life::ledger::Spot;
use crate::venue::record::Record;
use crate::venue::rows::{ActivityKind, ActivityRecord};

/// A leg's market, outcome and token.
type Leg = (usize, usize, TokenId);

impl Record {
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
