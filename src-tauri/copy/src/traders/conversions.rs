//! Conversions of neg-risk shares, as far as lists show them.
//!
//! A conversion is one row: it names one NO token and how many shares of each leg moved. The other NO tokens that it took, and the
//! YES tokens that it brought, show in lists only.

use super::lists::AFTERMATH_MS;
use super::{ROW_MEMORY_MS, Watch};
use crate::entity::{KnownPosition, SeenKind};
use crate::ids::{FollowId, TokenId, VenueMs};
use crate::market::{Exchange, Market};
use crate::money::Shares;
use crate::state::State;
use crate::traders::TRADER_DUST;

/// What one row of a conversion tells.
#[derive(Debug, Clone)]
pub(super) struct Conversion {
    pub(super) token: TokenId,
    /// Of each leg.
    pub(super) shares: Shares,
    pub(super) at: VenueMs,
    /// When it was read. After a pause of the program that is hours later, and lists show its legs only from then on.
    pub(super) read_at: VenueMs,
}

impl Watch {
    pub(super) fn has_converted(&mut self, conversion: Conversion) {
        let now = conversion.read_at;
        self.conversions.retain(|past| now.since(past.read_at) < ROW_MEMORY_MS);
        self.conversions.push(conversion);
    }

    /// After a start: rows are not read twice, and what they moved may not have been in a list yet.
    pub(super) fn recall_conversions(&mut self, state: &State, follow: FollowId, started_at: VenueMs, now: VenueMs) {
        let rows = state.seen.get(&follow).into_iter().flatten();
        self.conversions = rows
            .filter(|(key, row)| key.kind == SeenKind::Conversion && row.at > started_at)
            .map(|(key, row)| Conversion {
                token: key.token.clone(),
                shares: Shares::from_micros(key.shares.micros().saturating_mul(i64::from(row.count))),
                at: row.at,
                read_at: now,
            })
            .collect();
        self.conversions.sort_by_key(|conversion| conversion.at);
    }

    /// Whether a conversion may have brought shares of that token by a list of that instant.
    pub(super) fn conversion_brought(&self, state: &State, known: &KnownPosition, listed_at: VenueMs) -> bool {
        self.conversions
            .iter()
            .any(|past| past.is_near(listed_at) && past.has_leg(state, &known.token, 0))
    }

    /// Whether conversions took that many shares of that token by a list of that instant: each takes as many of every NO token
    /// as its row says, and the row's own token has moved with the row. Anything else that went was sold or moved away.
    pub(super) fn conversion_took(
        &self,
        state: &State,
        known: &KnownPosition,
        less: Shares,
        listed_at: VenueMs,
    ) -> bool {
        let taken: Vec<Shares> = self
            .conversions
            .iter()
            .filter(|past| past.is_near(listed_at) && past.token != known.token && past.has_leg(state, &known.token, 1))
            .map(|past| past.shares)
            .collect();
        // Several that came one after the other may be in one list.
        (0..taken.len()).any(|first| {
            let mut sum = Shares::ZERO;
            taken.iter().skip(first).any(|shares| {
                sum += *shares;
                (sum - less).abs() <= TRADER_DUST
            })
        })
    }
}

impl Conversion {
    fn is_near(&self, listed_at: VenueMs) -> bool {
        self.at.since(listed_at) < AFTERMATH_MS && listed_at.since(self.read_at) < AFTERMATH_MS
    }

    /// Whether that outcome's token may be one of its legs. What is not known of a market rules nothing out.
    fn has_leg(&self, state: &State, token: &TokenId, outcome: usize) -> bool {
        let own = state.market_of(&self.token);
        state.market_of(token).is_none_or(|market| {
            market.exchange != Exchange::StandardV2
                && market.outcome_index(token) == Some(outcome)
                && own.is_none_or(|own| is_one_event(own, market))
        })
    }
}

fn is_one_event(one: &Market, other: &Market) -> bool {
    one.event_slug == other.event_slug || one.event_slug.is_empty() || other.event_slug.is_empty()
}
