//! What the user asks: follows, switches, limits, cancellations. Asking twice changes nothing the second time.

use crate::core::Core;
use crate::entity::{Change, Follow, FollowSettings, FollowStatus, OrderStatus};
use crate::event::{ControlAction, EndReason, FollowAction, What};
use crate::ids::{CopyOrderId, FollowId, TokenId, WalletAddress};
use crate::input::UserInput;
use crate::state::Pair;

impl Core {
    pub(crate) fn take_user(&mut self, ask: UserInput) {
        match ask {
            UserInput::Follow { trader, name, settings } => self.follow(trader, name, settings),
            UserInput::UpdateFollow { follow, settings } => self.update_follow(follow, settings),
            UserInput::SwitchFollow { follow, on } => self.switch_follow(follow, on),
            UserInput::Unfollow { follow } => self.unfollow(follow),
            UserInput::CancelOrder { order } => self.end_order(order, EndReason::CancelledByUser),
            UserInput::CancelOrders { orders } => {
                self.end_orders(EndReason::CancelledByUser, |order| orders.contains(&order.id));
            }
            UserInput::CancelAll => self.end_orders(EndReason::CancelledByUser, |_| true),
            UserInput::TakeNow { order } => self.take_now(order),
            UserInput::ClosePosition { follow, token } => self.close_position(follow, &token),
            UserInput::Pause => self.control(ControlAction::Paused, |control| control.paused = true),
            UserInput::Resume => self.control(ControlAction::Resumed, |control| control.paused = false),
            UserInput::StopAll => {
                // The halt is in the rows before anything else; nothing is placed from here on.
                self.control(ControlAction::Stopped, |control| control.stopped = true);
                self.end_orders(EndReason::Stopped, |_| true);
            }
            UserInput::StartAgain => self.control(ControlAction::Started, |control| control.stopped = false),
            UserInput::SetLimits { limits } => self.control(ControlAction::Limits, |control| control.limits = limits),
        }
    }

    fn control(&mut self, action: ControlAction, change: impl FnOnce(&mut crate::entity::Control)) {
        let before = self.state.control.clone();
        self.with_control(change);
        if self.state.control != before {
            self.tell(What::Control { action });
        }
    }

    fn follow(&mut self, trader: WalletAddress, name: String, settings: FollowSettings) {
        if let Some(standing) = self.state.follow_of(&trader).map(|follow| follow.id) {
            self.update_follow(standing, settings);
            return;
        }
        let id = self.next_follow_id();
        let follow = Follow {
            id,
            trader,
            name,
            settings,
            status: FollowStatus::Starting,
            created_at: self.now,
            baseline_at: None,
            next_positions_poll: self.now,
            next_activity_poll: self.now,
            activity_through: self.now,
        };
        self.put(Change::Follow(follow.clone()));
        self.tell_follow(&follow, FollowAction::Started);
    }

    fn update_follow(&mut self, id: FollowId, settings: FollowSettings) {
        let Some(mut follow) = self.state.follows.get(&id).cloned() else {
            return;
        };
        if follow.settings == settings || follow.status == FollowStatus::Removed {
            return;
        }
        follow.settings = settings;
        self.put(Change::Follow(follow.clone()));
        self.tell_follow(&follow, FollowAction::Changed);
    }

    fn switch_follow(&mut self, id: FollowId, on: bool) {
        let Some(mut follow) = self.state.follows.get(&id).cloned() else {
            return;
        };
        if follow.status == FollowStatus::Removed || Self::is_on(follow.status) == on {
            return;
        }
        if on {
            // What happened meanwhile is not copied: a new baseline is taken first.
            follow.status = FollowStatus::Starting;
            follow.created_at = self.now;
            follow.next_positions_poll = self.now;
            follow.settings.copy_existing = false;
        } else {
            follow.status = FollowStatus::Off;
        }
        self.put(Change::Follow(follow.clone()));
        self.tell_follow(&follow, if on { FollowAction::On } else { FollowAction::Off });
        if !on {
            self.quieten(id);
        }
    }

    fn unfollow(&mut self, id: FollowId) {
        let Some(mut follow) = self.state.follows.get(&id).cloned() else {
            return;
        };
        if follow.status == FollowStatus::Removed {
            return;
        }
        follow.status = FollowStatus::Removed;
        self.put(Change::Follow(follow.clone()));
        self.tell_follow(&follow, FollowAction::Removed);
        self.quieten(id);
    }

    /// Off means off at once: working orders are cancelled, what was gathering or waiting is dropped.
    fn quieten(&mut self, id: FollowId) {
        let tokens = |pairs: Vec<&Pair>| -> Vec<TokenId> {
            pairs
                .into_iter()
                .filter(|(follow, _)| *follow == id)
                .map(|(_, token)| token.clone())
                .collect()
        };
        let gathers = tokens(self.state.gathers.keys().collect());
        let waiting = tokens(self.state.accumulated.keys().collect());
        for token in gathers {
            self.put(Change::GatherGone { follow: id, token });
        }
        for token in waiting {
            self.put(Change::AccumulatedGone { follow: id, token });
        }
        self.end_orders(EndReason::FollowOff, |order| order.follow == id);
    }

    fn end_orders(&mut self, reason: EndReason, which: impl Fn(&crate::entity::CopyOrder) -> bool) {
        let orders: Vec<CopyOrderId> = self
            .state
            .orders
            .values()
            .filter(|order| order.status == OrderStatus::Working && which(order))
            .map(|order| order.id)
            .collect();
        for id in orders {
            self.end_order(id, reason);
        }
    }

    pub(crate) fn tell_follow(&mut self, follow: &Follow, action: FollowAction) {
        self.tell(What::Follow {
            follow: follow.id,
            trader: follow.trader.clone(),
            name: follow.name.clone(),
            action,
            percentage: follow.settings.percentage,
        });
    }
}
