//! Follows: made, changed, switched, removed, and shown with what came of them.

pub(crate) mod binding;
pub(crate) mod form;
pub(crate) mod preview;
pub(crate) mod shapes;

use std::collections::BTreeMap;

use pilotfish_copy::Core;
use pilotfish_copy::entity::{Follow, FollowSettings, FollowStatus};
use pilotfish_copy::ids::{FollowId, WalletAddress};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::money::{Percentage, Usd};
use pilotfish_store::read::follow_totals::FollowTotals;

use crate::Connected;
use crate::cents::{Made, Shown};
use crate::follows::form::{DEFAULT_TENTHS, check, draft_of};
use crate::frame::sums;
use crate::numbers::count;
use crate::risk::weigh::{Change, Who, weigh};
use crate::types::{ErrorCode, FollowDraft, FollowList, FollowView, Id, Ms, RemovedFollows};
use crate::{Api, ApiResult, problem, reader};
use pilotfish_engine::{Mode, accounts};

impl Api {
    /// An existing follow's settings, else the defaults.
    ///
    /// # Errors
    /// `unknown_trader`, `ambiguous_trader`, and the venue's.
    pub async fn follow_defaults(&self, address: String) -> ApiResult<FollowDraft> {
        let engine = self.engine()?;
        let who = self.resolve(&engine, &address).await?;
        let core = engine.core();
        let percentage = Percentage::from_tenths(DEFAULT_TENTHS).unwrap_or(Percentage::LEAST);
        let settings = core
            .state()
            .follow_of(&who.wallet)
            .map_or_else(|| new_follow(self.mode(), percentage), |follow| follow.settings.clone());
        Ok(draft_of(&settings))
    }

    /// Begins to copy a trader; one that is followed gets these settings, for later signals. In live it asks before somebody is
    /// copied anew or may cost more than until now.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, `own_address`, `unknown_trader`, `ambiguous_trader`, the draft's first problem (`percentage_out_of_range`,
    /// `invalid_number`, `out_of_range`…), and the venue's. Nothing is changed then.
    pub async fn follow(&self, address: String, draft: FollowDraft) -> ApiResult<FollowView> {
        let engine = self.engine()?;
        let settings = check(&draft).accept()?;
        let who = self.resolve(&engine, &address).await?;
        if engine.wallet().as_ref() == Some(&who.wallet) {
            return Err(problem(
                ErrorCode::OwnAddress,
                format!("{} is your own account", who.wallet),
            ));
        }
        self.allow(|| {
            let core = engine.core();
            let standing = core.state().follow_of(&who.wallet);
            let change = Change::Follow {
                who: Who {
                    name: &who.name,
                    wallet: &who.wallet,
                },
                old: standing.map(|follow| &follow.settings),
                new: &settings,
            };
            weigh(self.at_stake(), &change)
        })
        .await?;
        let ask = UserInput::Follow {
            trader: who.wallet.clone(),
            name: who.name,
            settings,
        };
        engine.ask(ask).await?;
        self.follow_of(&engine, &who.wallet).await?.ok_or_else(|| {
            problem(
                ErrorCode::NotFound,
                format!("the follow of {} is not there", who.wallet),
            )
        })
    }

    /// Switches a follow on or off. Off cancels its working orders at once; on asks first in live.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, `not_found`, and the engine's.
    pub async fn switch_follow(&self, follow: Id, on: bool) -> ApiResult<FollowView> {
        let engine = self.engine()?;
        let follow = standing(&engine, follow)?.id;
        if on {
            self.allow(|| {
                let core = engine.core();
                let standing = core.state().follows.get(&follow)?;
                let change = Change::SwitchOn {
                    who: Who {
                        name: &standing.name,
                        wallet: &standing.trader,
                    },
                    settings: &standing.settings,
                };
                (!standing.status.is_on())
                    .then(|| weigh(self.at_stake(), &change))
                    .flatten()
            })
            .await?;
        }
        engine.ask(UserInput::SwitchFollow { follow, on }).await?;
        self.standing_view(&engine, Id(follow.0)).await
    }

    /// A follow that is not removed, with its figures.
    pub(crate) async fn standing_view(&self, engine: &Connected, follow: Id) -> ApiResult<FollowView> {
        let follow = standing(engine, follow)?;
        Ok(self.views(engine, vec![follow]).await?.remove(0))
    }

    /// Removes a follow: its working orders are cancelled, what it holds stays.
    ///
    /// # Errors
    /// `not_found`, and the engine's.
    pub async fn unfollow(&self, follow: Id) -> ApiResult<()> {
        let engine = self.engine()?;
        let follow = standing(&engine, follow)?.id;
        Ok(engine.ask(UserInput::Unfollow { follow }).await?)
    }

    /// The follows that are not removed, oldest first.
    ///
    /// # Errors
    /// The engine's.
    pub async fn follows(&self) -> ApiResult<Vec<FollowView>> {
        Ok(self.follow_list().await?.rows)
    }

    /// The same with what removed ones made and hold, and the account's figures, of one moment.
    ///
    /// # Errors
    /// The engine's.
    pub async fn follow_list(&self) -> ApiResult<FollowList> {
        let engine = self.engine()?;
        let totals = reader(&engine)?.follow_totals().await?;
        Ok(list(&engine.core(), &totals))
    }

    /// The follow of that trader, with its figures.
    pub(crate) async fn follow_of(&self, engine: &Connected, wallet: &WalletAddress) -> ApiResult<Option<FollowView>> {
        let core = engine.core();
        let Some(follow) = core.state().follow_of(wallet).map(|follow| Follow::clone(follow)) else {
            return Ok(None);
        };
        Ok(self.views(engine, vec![follow]).await?.pop())
    }

    async fn views(&self, engine: &Connected, follows: Vec<Follow>) -> ApiResult<Vec<FollowView>> {
        if follows.is_empty() {
            return Ok(Vec::new());
        }
        let reader = reader(engine)?;
        let totals = reader.follow_totals().await?;
        let core = engine.core();
        let shown = Shown::of(&core);
        let nothing = FollowTotals::default();
        let views = follows
            .iter()
            .map(|follow| view(&core, &shown, follow, totals.get(&follow.id).unwrap_or(&nothing)));
        Ok(views.collect())
    }
}

/// What a new follow has, by where it trades.
fn new_follow(mode: Mode, percentage: Percentage) -> FollowSettings {
    match mode {
        Mode::Demo => FollowSettings::of_demo(percentage),
        Mode::Paper | Mode::Live => FollowSettings::at(percentage),
    }
}

fn standing(engine: &Connected, follow: Id) -> ApiResult<Follow> {
    let core = engine.core();
    core.state()
        .follows
        .get(&FollowId(follow.0))
        .filter(|follow| follow.status != FollowStatus::Removed)
        .map(|follow| Follow::clone(follow))
        .ok_or_else(|| problem(ErrorCode::NotFound, format!("there is no follow {}", follow.0)))
}

/// Which follows stand, and what the others made and hold.
pub(crate) fn list(core: &Core, totals: &BTreeMap<FollowId, FollowTotals>) -> FollowList {
    let nothing = FollowTotals::default();
    let totals = |follow: FollowId| totals.get(&follow).unwrap_or(&nothing);
    let (gone, standing): (Vec<&Follow>, Vec<&Follow>) = core
        .state()
        .follows
        .values()
        .map(AsRef::as_ref)
        .partition(|follow| follow.status == FollowStatus::Removed);
    let shown = Shown::of(core);
    FollowList {
        rows: standing
            .iter()
            .map(|follow| view(core, &shown, follow, totals(follow.id)))
            .collect(),
        removed: removed(core, &shown, &standing, &gone, |follow| {
            short(totals(follow).history.fills)
        }),
        sums: sums(core, shown.account),
    }
}

/// What the account has beyond the follows that stand. A trader's exposure is that of all follows of them, so that it is taken
/// from the whole, and not added up.
fn removed(
    core: &Core,
    shown: &Shown,
    standing: &[&Follow],
    gone: &[&Follow],
    fills: impl Fn(FollowId) -> u32,
) -> Option<RemovedFollows> {
    let (mut made, mut fees) = (Made::default(), Usd::ZERO);
    let (mut filled, mut left, mut working) = (0, 0, 0);
    for follow in gone {
        let profit = accounts::profit(core, Some(follow.id));
        let own = (fills(follow.id), accounts::working(core, Some(follow.id)));
        left += u32::from(own != (0, 0) || profit.net() != Usd::ZERO);
        filled += own.0;
        working += own.1;
        made += shown.made(follow.id);
        fees += profit.fees;
    }
    let in_rows: Usd = standing.iter().map(|follow| shown.exposure(core, &follow.trader)).sum();
    (left > 0).then(|| RemovedFollows {
        count: left,
        pnl: made.net().to_string(),
        realised: made.realised.to_string(),
        unrealised: made.open.to_string(),
        exposure: (shown.account.committed.exposure() - in_rows).to_string(),
        working_orders: count(working),
        fills: filled,
        fees: fees.to_string(),
    })
}

fn view(core: &Core, shown: &Shown, follow: &Follow, totals: &FollowTotals) -> FollowView {
    let made = shown.made(follow.id);
    FollowView {
        id: Id(follow.id.0),
        address: follow.trader.to_string(),
        name: follow.name.clone(),
        status: follow.status.into(),
        settings: draft_of(&follow.settings),
        since: Ms(follow.created_at.0),
        pnl: made.net().to_string(),
        realised: made.realised.to_string(),
        unrealised: made.open.to_string(),
        exposure: shown.exposure(core, &follow.trader).to_string(),
        working_orders: count(accounts::working(core, Some(follow.id))),
        fills: short(totals.history.fills),
        signals: short(totals.signals),
        skips: short(totals.skips),
        slippage_bps: totals
            .history
            .slippage
            .bps(2)
            .map(|bps| format!("{:.1}", bps.round_dp(1))),
        fees: accounts::profit(core, Some(follow.id)).fees.to_string(),
        last_event_at: totals.last_event_at.map(|at| Ms(at.0)),
    }
}

fn short(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
