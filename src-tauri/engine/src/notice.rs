//! A notice of the core together with what it is about, as that was when the notice was committed.

use pilotfish_copy::entity::CopyOrder;
use pilotfish_copy::event::{Notice, TraderNews};
use pilotfish_copy::ids::{FollowId, TokenId};
use pilotfish_copy::state::State;

/// A notice with the names a person knows things by.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedNotice {
    /// What happened.
    pub notice: Notice,
    /// The copy order it is about.
    pub order: Option<CopyOrder>,
    /// The market's question.
    pub market: Option<String>,
    /// The outcome's name.
    pub outcome: Option<String>,
    /// The trader's name.
    pub trader: Option<String>,
}

impl NamedNotice {
    /// Finds the names. `None` for a notice about an order that is no longer known.
    pub(crate) fn of(notice: &Notice, state: &State) -> Option<Self> {
        let blank = Self {
            notice: notice.clone(),
            order: None,
            market: None,
            outcome: None,
            trader: None,
        };
        Some(match notice {
            Notice::Filled { order, .. }
            | Notice::Cancelled { order, .. }
            | Notice::Converted { order }
            | Notice::Refused { order, .. } => {
                let order = CopyOrder::clone(state.orders.get(order)?);
                let named = blank.in_market(Some(&order.token), state).by(order.follow, state);
                Self {
                    order: Some(order),
                    ..named
                }
            }
            Notice::LimitReached { follow, .. } => blank.by(*follow, state),
            Notice::Halted { reason } | Notice::Lifted { reason } => blank.in_market(reason.token(), state),
            Notice::TraderMoved { follow, news } => blank.in_market(token_of(news), state).by(*follow, state),
            Notice::Skipped { follow, token, .. } | Notice::Redeemed { follow, token, .. } => {
                blank.in_market(Some(token), state).by(*follow, state)
            }
            Notice::Incident { .. } => blank,
        })
    }

    fn in_market(self, token: Option<&TokenId>, state: &State) -> Self {
        let market = token.and_then(|token| state.market_of(token));
        let outcome = market
            .zip(token)
            .and_then(|(market, token)| market.outcome(token))
            .map(|outcome| outcome.name.clone());
        Self {
            market: market.map(|market| market.question.clone()),
            outcome,
            ..self
        }
    }

    fn by(self, follow: FollowId, state: &State) -> Self {
        Self {
            trader: state.follows.get(&follow).map(|follow| follow.name.clone()),
            ..self
        }
    }
}

const fn token_of(news: &TraderNews) -> Option<&TokenId> {
    match news {
        TraderNews::MovedAway { token, .. } | TraderNews::CameIn { token, .. } => Some(token),
        TraderNews::TokenMigrated { from, .. } => Some(from),
        TraderNews::ListDoubted { .. } | TraderNews::WalletMigrated { .. } => None,
    }
}
