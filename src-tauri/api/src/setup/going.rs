//! Limits, a person's word, and the way in and out.

use pilotfish_copy::entity::{Follow, FollowSettings, GlobalLimits};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::money::Usd;
use pilotfish_engine::{EngineError, EngineHandle, Home, Mode, going_live};

use super::carried::{self, Carried};
use super::checking::not_passed;
use super::way::Way;
use crate::program::settings;
use crate::risk::weigh::{Change, weigh};
use crate::types::{ErrorCode, Frame, LimitsView, Mode as Shown};
use crate::{Api, ApiResult, problem};

/// Above this total exposure the amount is typed to confirm, USD.
pub(super) const TYPED_ABOVE: Usd = Usd::dollars(500);

/// What is offered before the user has set any: low, to be raised by who wants to.
pub(super) fn offered() -> GlobalLimits {
    GlobalLimits {
        max_exposure: Usd::dollars(500),
        max_daily_spend: Usd::dollars(150),
        max_open_orders: 12,
        reserve_tenths: 100,
        max_daily_loss: Some(Usd::dollars(75)),
    }
}

impl Api {
    /// Saves the limits that live begins with. Once it is confirmed, it asks before one allows more.
    pub(super) async fn save_limits_of_live(&self, way: &Way, limits: &LimitsView) -> ApiResult<()> {
        let limits = settings::limits(limits)?;
        let own = way.own()?;
        let standing = way.standing().await?;
        if standing.confirmed_at.is_some() {
            let old = standing.limits.unwrap_or_else(offered);
            let change = Change::Limits {
                old: &old,
                new: &limits,
            };
            self.allow(|| weigh(Mode::Live, &change)).await?;
        }
        going_live::save_limits(&way.home, &own, &limits).await?;
        Ok(())
    }

    /// Asks a person for live trading, and keeps the word: when every check has passed lately, with the limits that are saved, and
    /// the amount typed where it is large.
    pub(super) async fn confirm_going_live(&self, way: &Way, typed: Option<&str>) -> ApiResult<()> {
        let own = way.own()?;
        let missing = way.missing_checks();
        if !missing.is_empty() {
            return Err(not_passed(&missing));
        }
        let standing = way.standing().await?;
        let limits = standing.limits.ok_or_else(|| {
            problem(
                ErrorCode::LimitsNotSaved,
                "the limits of live trading were not saved yet",
            )
        })?;
        if limits.max_exposure > TYPED_ABOVE {
            let typed = typed.map(str::trim).unwrap_or_default();
            let amount: Option<Usd> = typed.trim_start_matches('$').replace([',', ' '], "").parse().ok();
            if amount != Some(limits.max_exposure) {
                return Err(problem(
                    ErrorCode::AmountNotTyped,
                    format!("type the total exposure, {}, to confirm it", limits.max_exposure),
                ));
            }
        }
        // Whoever was copied when live was left is copied again: the word goes for them too.
        let (carried, copied) = if standing.has_followed {
            (Vec::new(), on_in_live(way).await?)
        } else {
            let carried = of_paper(way).await?;
            (carried.clone(), carried)
        };
        // What an earlier word went for is not what this one goes for.
        carried::forget(&way.home)?;
        self.go_live_with(&own, &limits, &copied).await?;
        if let Err(error) = self.keep_carried(way, carried).await {
            // The word stands. Who is not taken over can be followed by hand.
            tracing::error!(
                code = error.code.as_str(),
                detail = error.detail,
                "the follows that go along to live are not kept"
            );
        }
        Ok(())
    }

    /// Keeps whom the word went for, but those who left their wallet, or whom the user gave up in paper, while it was asked for: the
    /// word was for that wallet.
    async fn keep_carried(&self, way: &Way, carried: Vec<Carried>) -> ApiResult<()> {
        let _alone = self.shared.together.carrying.lock().await;
        let now = if carried.is_empty() {
            Vec::new()
        } else {
            of_paper(way).await?
        };
        let stays = |carried: &Carried| now.iter().any(|follow| follow.trader == carried.trader);
        let carried: Vec<Carried> = carried.into_iter().filter(stays).collect();
        Ok(carried::keep(&way.home, &carried)?)
    }

    /// Starts the live engine and shows it. Where it stands confirmed and tested, nothing more is asked: that word holds.
    pub(super) async fn begin_live(&self, way: &Way) -> ApiResult<Frame> {
        let host = self.host()?.clone();
        let standing = way.standing().await?;
        if standing.confirmed_at.is_none() {
            return Err(problem(
                ErrorCode::LiveNotConfirmed,
                "live trading was not confirmed for this folder",
            ));
        }
        if standing.tested_at.is_none() {
            return Err(problem(
                ErrorCode::LiveNotTested,
                "the test order has not been there and back",
            ));
        }
        if way.memory.lock().testing {
            return Err(problem(ErrorCode::Busy, "a test order is under way"));
        }
        host.start_live().await?;
        let frame = self.show_mode(Shown::Live).await?;
        if let Some(live) = self.list_of(Mode::Live) {
            live.take_over().await;
        }
        Ok(frame)
    }

    /// Follows whom a person's word for live went for, once, by the list of a live engine: whoever starts one calls it. Those that cannot
    /// be followed now are kept for the next start, and told in the log. Whom the user followed meanwhile stays as they left it, also
    /// where that was to follow them no more. A wallet that its trader has left is not followed: what is traded there from then on is
    /// nobody's that the word went for.
    pub async fn take_over(&self) {
        let Ok(engine) = self.engine() else { return };
        let home = &self.shared.home;
        if engine.mode() != Mode::Live {
            return;
        }
        let _alone = self.shared.together.carrying.lock().await;
        let Some(carried) = carried::kept(home) else { return };
        let moved = match moved_in_paper(home).await {
            Ok(moved) => moved,
            Err(error) => {
                tracing::warn!(%error, "whether a follow of paper left its wallet is not known: none is taken over now");
                return;
            }
        };
        let mut left = Vec::new();
        for carried in carried {
            if was_followed(&engine, &carried.trader) {
                continue;
            }
            if moved.contains(&carried.trader) {
                tracing::warn!(trader = %carried.trader, "a follow of paper left this wallet and is not taken over");
                continue;
            }
            if engine.wallet().as_ref() == Some(&carried.trader) {
                tracing::warn!("a follow of paper is of the account's own wallet and is not taken over");
                continue;
            }
            let Carried { trader, name, settings } = carried.clone();
            let settings = in_live(settings);
            let follow = UserInput::Follow { trader, name, settings };
            if let Err(error) = engine.ask(follow).await {
                tracing::warn!(%error, trader = %carried.trader, "a follow of paper was not taken over");
                left.push(carried);
            }
        }
        let done = if left.is_empty() {
            carried::forget(home)
        } else {
            carried::keep(home, &left)
        };
        if let Err(error) = done {
            tracing::error!(%error, "who was taken over is not written down");
        }
    }

    /// Ends live: what is at work is cancelled and over, the engine ends, and the confirmation is taken back. Where that cannot be
    /// written, the next engine is stopped.
    pub(super) async fn end_live(&self, way: &Way) -> ApiResult<Frame> {
        let host = self.host()?.clone();
        // As it is now: ending the engine shows another mode in its place.
        let shown = *self.shared.together.shown.borrow();
        let live = self.list_of(Mode::Live);
        if let Some(live) = &live {
            // Until it has ended: what a trader does in between is not copied any more.
            let held = live.cancel_before_ending().await?;
            host.end(Mode::Live).await?;
            drop(held);
        }
        if let Err(error) = way.withdraw().await {
            // The word stands, and the next start of the program would go on by it: not with what the user has just ended here.
            if live.is_some()
                && let Err(trouble) = going_live::stop_the_next(&way.home)
            {
                tracing::error!(%trouble, "live has ended, and the next start is not kept from going on");
            }
            return Err(error);
        }
        if shown != Mode::Live {
            // Whoever looks at another mode goes on doing so.
            return Ok(self.frame_of_shown());
        }
        let back = [Mode::Paper, Mode::Demo]
            .into_iter()
            .find_map(|mode| self.list_of(mode));
        match back {
            Some(list) => self.show_mode(list.mode().into()).await,
            None => Ok(self.frame_now()),
        }
    }

    /// How things stand with the mode that the window shows.
    fn frame_of_shown(&self) -> Frame {
        let shown = *self.shared.together.shown.borrow();
        self.list_of(shown)
            .map_or_else(|| self.frame_now(), |list| list.frame_now())
    }

    /// The program's list of that mode.
    pub(super) fn list_of(&self, mode: Mode) -> Option<Self> {
        self.shared
            .together
            .lists()
            .into_iter()
            .find(|list| list.mode() == mode)
    }
}

/// Whether that trader is followed, or was and was removed.
fn was_followed(engine: &EngineHandle, trader: &WalletAddress) -> bool {
    let core = engine.core();
    core.state().follows.values().any(|follow| &follow.trader == trader)
}

/// The follows of paper that are on, as they are set; but for those whose trader left the wallet, of whom nothing more is bought there
/// until the user follows them to the new one, and for the account's own wallet, which paper may look at and live would chase.
pub(super) async fn of_paper(way: &Way) -> ApiResult<Vec<Carried>> {
    let follows = going_live::follows(&way.home, Mode::Paper).await?;
    let own = way.own().ok().map(|own| own.account.funder);
    let stays = |follow: &Follow| {
        let is_own = own.as_ref() == Some(&follow.trader);
        follow.status.is_on() && follow.moved_to.is_none() && !is_own
    };
    Ok(follows.into_iter().filter(stays).map(carried).collect())
}

/// The follows of live that are on: an engine goes on with them.
async fn on_in_live(way: &Way) -> ApiResult<Vec<Carried>> {
    let follows = going_live::follows(&way.home, Mode::Live).await?;
    let on = follows.into_iter().filter(|follow| follow.status.is_on());
    Ok(on.map(carried).collect())
}

/// The wallets that traders followed in paper have left.
async fn moved_in_paper(home: &Home) -> Result<Vec<WalletAddress>, EngineError> {
    let follows = going_live::follows(home, Mode::Paper).await?;
    let moved = follows.into_iter().filter(|follow| follow.moved_to.is_some());
    Ok(moved.map(|follow| follow.trader).collect())
}

fn carried(follow: Follow) -> Carried {
    let Follow {
        trader, name, settings, ..
    } = follow;
    Carried { trader, name, settings }
}

/// With what a follow of paper goes on in live: what its trader holds already was asked for with pretend money, and is not bought with real.
fn in_live(settings: FollowSettings) -> FollowSettings {
    FollowSettings {
        copy_existing: false,
        ..settings
    }
}
