//! What the user asks for, from a script's names to the core's ids.

use pilotfish_copy::entity::{CopyOrder, FollowSettings, HaltReason, OrderStatus};
use pilotfish_copy::ids::{CopyOrderId, FollowId};
use pilotfish_copy::input::{CloseAmount, CloseHow, CloseRequest, CloseScope, UserInput};
use pilotfish_copy::market::Side;

use super::Process;
use crate::simulate::script::{CloseAct, FollowAct, SettingsAct, Size, UserAct};

impl Process {
    /// The user asks. What names nothing is not asked.
    pub(super) fn user_asks(&mut self, act: &UserAct) {
        // What the user sees is what was committed.
        self.flush();
        let asks: Vec<UserInput> = match act {
            UserAct::Follow(follow) => {
                let trader = self.venue.wallet_of(&follow.trader);
                vec![UserInput::Follow {
                    trader,
                    name: follow.trader.clone(),
                    settings: settings(follow),
                }]
            }
            UserAct::Update(follow) => self
                .follow(&follow.trader)
                .map(|id| UserInput::UpdateFollow {
                    follow: id,
                    settings: settings(follow),
                })
                .into_iter()
                .collect(),
            UserAct::Switch { trader, on } => self
                .follow(trader)
                .map(|follow| UserInput::SwitchFollow { follow, on: *on })
                .into_iter()
                .collect(),
            UserAct::Unfollow { trader } => self
                .follow(trader)
                .map(|follow| UserInput::Unfollow { follow })
                .into_iter()
                .collect(),
            UserAct::Relink { trader } => self
                .follow(trader)
                .map(|follow| UserInput::Relink { follow })
                .into_iter()
                .collect(),
            UserAct::Cancel { trader, side } => self
                .oldest_order(trader.as_deref(), *side)
                .map(|order| UserInput::CancelOrder { order })
                .into_iter()
                .collect(),
            UserAct::TakeNow { trader, side } => self
                .oldest_order(trader.as_deref(), *side)
                .map(|order| UserInput::TakeNow { order })
                .into_iter()
                .collect(),
            UserAct::CancelAll {} => vec![UserInput::CancelAll],
            UserAct::Close(close) => self.close(close).into_iter().collect(),
            UserAct::LiftHalts {} => self.liftable(),
            UserAct::Accept { market, outcome } => {
                let token = match (market, outcome) {
                    (Some(market), Some(outcome)) => match self.venue.token(market, *outcome) {
                        Some(token) => Some(token),
                        None => return,
                    },
                    _ => None,
                };
                vec![UserInput::AcceptDifference { token }]
            }
            UserAct::Give {
                trader,
                market,
                outcome,
            } => {
                let Some(token) = self.venue.token(market, *outcome) else {
                    return;
                };
                self.follow(trader)
                    .map(|follow| UserInput::GiveDifference { token, follow })
                    .into_iter()
                    .collect()
            }
            UserAct::Pause {} => vec![UserInput::Pause],
            UserAct::Resume {} => vec![UserInput::Resume],
            UserAct::Stop {} => vec![UserInput::StopAll],
            UserAct::Start {} => vec![UserInput::StartAgain],
            UserAct::Limits(limits) => vec![UserInput::SetLimits { limits: limits.clone() }],
        };
        for ask in asks {
            self.tell_user(ask);
        }
    }

    fn follow(&mut self, trader: &str) -> Option<FollowId> {
        let wallet = self.venue.wallet_of(trader);
        self.oracle.said().follow_of(&wallet).map(|follow| follow.id)
    }

    fn oldest_order(&mut self, trader: Option<&str>, side: Option<Side>) -> Option<CopyOrderId> {
        let follow = match trader {
            Some(trader) => Some(self.follow(trader)?),
            None => None,
        };
        let wanted = |order: &&CopyOrder| {
            order.status == OrderStatus::Working
                && follow.is_none_or(|follow| order.follow == follow)
                && side.is_none_or(|side| order.side == side)
        };
        self.oracle.said().orders.values().find(wanted).map(|order| order.id)
    }

    fn close(&mut self, act: &CloseAct) -> Option<UserInput> {
        let scope = match (&act.trader, &act.market) {
            (None, _) => CloseScope::Everything,
            (Some(trader), None) => CloseScope::Follow {
                follow: self.follow(trader)?,
            },
            (Some(trader), Some(market)) => CloseScope::Position {
                follow: self.follow(trader)?,
                token: self.venue.token(market, act.outcome?)?,
            },
        };
        let amount = match act.size {
            Size::Percent(percent) => CloseAmount::Percent { percent },
            Size::Shares(shares) => CloseAmount::Shares { shares },
        };
        let how = match act.limit {
            Some(price) => CloseHow::Limit { price },
            None => CloseHow::Market {
                max_slippage: act.max_slippage,
            },
        };
        Some(UserInput::Close(CloseRequest {
            scope,
            amount,
            how,
            despite_foreign_orders: act.despite_foreign_orders,
        }))
    }

    /// Halts that the user may lift by hand.
    fn liftable(&self) -> Vec<UserInput> {
        self.oracle
            .said()
            .halts
            .keys()
            .filter(|reason| !matches!(reason, HaltReason::Stopped | HaltReason::Paused))
            .cloned()
            .map(|reason| UserInput::LiftHalt { reason })
            .collect()
    }
}

/// The settings that a script asks for: the defaults but for what it says.
fn settings(act: &FollowAct) -> FollowSettings {
    let mut settings = FollowSettings::at(act.percentage);
    let SettingsAct {
        style,
        max_slippage,
        max_order,
        max_market,
        max_total,
        price_min,
        price_max,
        copy,
        below_minimum,
        min_time_to_resolution,
        copy_existing,
        max_purchase_age,
        exclude_keywords,
    } = act.settings.clone();
    settings.style = style.unwrap_or(settings.style);
    settings.max_slippage = max_slippage.unwrap_or(settings.max_slippage);
    settings.max_order = max_order.unwrap_or(settings.max_order);
    settings.max_market = max_market.unwrap_or(settings.max_market);
    settings.max_total = max_total.unwrap_or(settings.max_total);
    settings.price_min = price_min.unwrap_or(settings.price_min);
    settings.price_max = price_max.unwrap_or(settings.price_max);
    settings.copy = copy.unwrap_or(settings.copy);
    settings.below_minimum = below_minimum.unwrap_or(settings.below_minimum);
    if let Some(least) = min_time_to_resolution {
        settings.min_time_to_resolution_ms = least.0;
    }
    settings.copy_existing = copy_existing;
    settings.max_purchase_age_ms = max_purchase_age.map(|age| age.0);
    settings.exclude_keywords = exclude_keywords;
    settings
}
