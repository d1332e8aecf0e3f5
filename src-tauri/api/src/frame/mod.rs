//! The frame: what is always on the screen.

pub(crate) mod announcement;
pub(crate) mod halts;
pub(crate) mod shapes;

use pilotfish_copy::Core;
use pilotfish_copy::entity::FollowStatus;
use pilotfish_copy::money::Usd;

use crate::cents::Account;
use crate::numbers::{count, ratio_tenths, tenths};
use crate::risk::Caller;
use crate::types::{
    ApiError, BesideEngine, BudgetName, DemoClock, EngineState, FeedStatus, Frame, Mode, Ms, RequestBudget, Sums,
};
use crate::{Api, ApiResult, Attached};
use pilotfish_engine::accounts;
use pilotfish_engine::view::{Phase, View};
use pilotfish_engine::{EngineError, EngineHandle, FeedStanding};
use pilotfish_polymarket::{Budget, BudgetKind};

/// The frame of an engine that is not there yet.
#[must_use]
pub fn blank_frame(mode: Mode, version: &str) -> Frame {
    Frame {
        mode,
        modes: vec![mode],
        state: EngineState::Starting,
        disconnected_since: None,
        trouble: None,
        halts: Vec::new(),
        now: Ms(0),
        clock: None,
        sums: Sums {
            balance: None,
            exposure: "0".to_owned(),
            exposure_limit: "0".to_owned(),
            exposure_percent: "0.0".to_owned(),
            held: "0".to_owned(),
            reserved: "0".to_owned(),
            pnl: "0".to_owned(),
            working_orders: 0,
        },
        follows: 0,
        on_exchange: 0,
        copied_sales: 0,
        last_trade_seen: None,
        feeds: Vec::new(),
        budgets: Vec::new(),
        wallet: None,
        beside: Vec::new(),
        version: version.to_owned(),
        stop: None,
        quit: None,
        closing: false,
        open: None,
        not_shown: None,
        testing: false,
        locked: false,
    }
}

impl Api {
    /// The frame.
    ///
    /// # Errors
    /// Never: an engine that is not there or has failed is in the frame.
    pub async fn frame(&self) -> ApiResult<Frame> {
        Ok(self.frame_now())
    }

    /// The frame, without waiting for anything.
    #[must_use]
    pub fn frame_now(&self) -> Frame {
        let frame = Frame {
            quit: self.quit_question(),
            closing: self.is_closing(),
            open: self.shared.together.openings.waiting(),
            not_shown: self.notification_trouble(),
            modes: self.modes(),
            beside: self.beside_now(),
            testing: self.shared.together.way.lock().testing,
            ..self.own_frame()
        };
        match self.caller {
            Caller::Window => self.veiled(frame),
            Caller::Program | Caller::Process(_) => frame,
        }
    }

    /// What it alone is about: nothing of the program's other engine is asked.
    fn own_frame(&self) -> Frame {
        let blank = blank_frame(self.shared.mode.into(), &self.shared.version);
        let blank = Frame {
            stop: self.stop_outcome(),
            ..blank
        };
        match self.attached() {
            Attached::Nothing => blank,
            Attached::Failure(error, _) => Frame {
                state: EngineState::Failed,
                trouble: Some(error),
                ..blank
            },
            Attached::Engine(engine) => {
                let frame = frame_of(&engine, blank);
                let clock = frame.clock.map(|clock| DemoClock {
                    skip: self.skip_now(),
                    ..clock
                });
                Frame { clock, ..frame }
            }
        }
    }

    /// How the program's other engines stand, those that run or failed.
    fn beside_now(&self) -> Vec<BesideEngine> {
        let others = self.shared.together.lists().into_iter();
        others
            .filter(|list| list.mode() != self.mode() && list.speaks())
            .map(|list| {
                let frame = list.own_frame();
                BesideEngine {
                    mode: frame.mode,
                    state: frame.state,
                    halt: frame.halts.into_iter().next().map(|halt| halt.halt),
                    trouble: frame.trouble,
                    working_orders: frame.sums.working_orders,
                }
            })
            .collect()
    }

    /// Which engines the program has.
    fn modes(&self) -> Vec<Mode> {
        let lists = self.shared.together.lists();
        lists.iter().map(|list| list.mode().into()).collect()
    }
}

fn frame_of(engine: &EngineHandle, blank: Frame) -> Frame {
    let view = engine.view();
    let core = &view.core;
    let (state, disconnected_since, trouble) = standing(engine, &view);
    let on = core
        .state()
        .follows
        .values()
        .filter(|follow| is_on(follow.status))
        .count();
    Frame {
        state,
        disconnected_since,
        trouble,
        halts: crate::frame::halts::views(core.state(), engine.not_written().as_ref()),
        now: engine.now().map_or(Ms(0), |now| Ms(now.0)),
        clock: demo_clock(engine),
        sums: sums(core, Account::of(core)),
        follows: count(on),
        on_exchange: count(accounts::on_exchange(core)),
        copied_sales: count(accounts::copied_sales(core)),
        last_trade_seen: engine.last_trade_seen().map(|at| Ms(at.0)),
        feeds: engine.feeds().into_iter().map(feed_status).collect(),
        budgets: engine.budgets().iter().map(budget).collect(),
        wallet: (engine.mode() != pilotfish_engine::Mode::Demo)
            .then(|| engine.wallet())
            .flatten()
            .map(|wallet| wallet.to_string()),
        ..blank
    }
}

/// The account's figures as this core has them.
pub(crate) fn sums(core: &Core, Account { made, committed }: Account) -> Sums {
    let control = &core.state().control;
    let limit = control.limits.max_exposure;
    Sums {
        balance: control.cash.map(|cash| cash.to_string()),
        exposure: committed.exposure().to_string(),
        exposure_limit: limit.to_string(),
        exposure_percent: percent(accounts::exposure(core, None), limit),
        held: committed.held.to_string(),
        reserved: committed.reserved.to_string(),
        pnl: made.net().to_string(),
        working_orders: count(accounts::working(core, None)),
    }
}

/// Whether a follow is switched on.
pub(crate) const fn is_on(status: FollowStatus) -> bool {
    matches!(status, FollowStatus::Active | FollowStatus::Starting)
}

fn percent(part: Usd, whole: Usd) -> String {
    tenths(ratio_tenths(part, whole).unwrap_or(0))
}

/// What the engine is doing, since when the venue is away, and what is wrong. A stop or a pause is shown before an
/// outage's word, because it is what the user did.
fn standing(engine: &EngineHandle, view: &View) -> (EngineState, Option<Ms>, Option<ApiError>) {
    if let Phase::Failed(error) = &view.phase {
        return (EngineState::Failed, None, Some(error.into()));
    }
    let core = view.core.state();
    let down = engine.down();
    let no_key = match &view.phase {
        Phase::WaitingForKey(missing) => Some(ApiError::from(EngineError::from(missing.reason))),
        _ => None,
    };
    let has_no_key = no_key.is_some();
    let not_trading = || {
        let down = down.as_ref()?;
        Some(crate::problem(down.cause.code(), down.words.clone()))
    };
    let trouble = no_key.or_else(not_trading);
    let stop_is_under_way = engine.is_stopping();
    let since = down.as_ref().map(|down| Ms(down.since.0));
    let state = if core.is_stopped() || stop_is_under_way {
        EngineState::Stopped
    } else if has_no_key {
        EngineState::NoKey
    } else if down.is_some() {
        EngineState::Disconnected
    } else if matches!(view.phase, Phase::Starting) {
        EngineState::Starting
    } else if core.is_paused() {
        EngineState::Paused
    } else {
        EngineState::Running
    };
    (state, since, trouble)
}

fn feed_status(standing: FeedStanding) -> FeedStatus {
    FeedStatus {
        feed: standing.feed.into(),
        up: standing.up,
        last: standing.last.map(|at| Ms(at.0)),
        age: standing
            .age
            .map(|age| Ms(i64::try_from(age.as_millis()).unwrap_or(i64::MAX))),
    }
}

fn budget(budget: &Budget) -> RequestBudget {
    RequestBudget {
        budget: match budget.kind {
            BudgetKind::Data => BudgetName::Data,
            BudgetKind::Orders => BudgetName::Orders,
        },
        used: budget.used,
        planned: budget.planned,
        closed: budget.closed_ms.map(Ms),
    }
}

fn demo_clock(engine: &EngineHandle) -> Option<DemoClock> {
    let reading = engine.clock()?;
    // A speed under 1× (only a program sets that) is shown as 1×.
    let speed = u32::try_from(reading.speed_thousandths / 1_000)
        .unwrap_or(u32::MAX)
        .max(1);
    Some(DemoClock {
        speed,
        paused: reading.paused,
        skip: None,
    })
}
