//! Pause, the kill switch, the demo's clock, and its reset.

use std::sync::PoisonError;

use pilotfish_copy::entity::GlobalLimits;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::money::Percentage;
use pilotfish_engine::home::DemoSpeed;
use pilotfish_engine::port::PortError;
use pilotfish_engine::{Engine, EngineError, Mode, OwnAccount, StopReport, Topic, going_live};

use crate::numbers::count;
use crate::risk::weigh::{Change, Who, weigh};
use crate::setup::carried::Carried;
use crate::types::{ErrorCode, Frame, StopOutcome};
use crate::{Api, ApiResult, Attached, problem};

/// The fastest the demo's clock is set to (product.md §2).
pub(super) const SPEED_MOST: u32 = 600;

impl Api {
    /// Takes no new copies; what works is worked on.
    ///
    /// # Errors
    /// The engine's.
    pub async fn pause(&self) -> ApiResult<Frame> {
        self.ask(UserInput::Pause).await
    }

    /// Undoes a pause. In live it asks first.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, and the engine's.
    pub async fn resume(&self) -> ApiResult<Frame> {
        let engine = self.engine()?;
        self.allow(|| {
            let core = engine.core();
            let limits = &core.state().control.limits;
            let paused = core.state().is_paused();
            paused
                .then(|| weigh(self.at_stake(), &Change::Resume { limits }))
                .flatten()
        })
        .await?;
        self.ask(UserInput::Resume).await
    }

    /// The kill switch: nothing more is sent from this moment on, every order is cancelled, until started again. In every
    /// state: where the engine has failed or did not start, what is open at the venue is cancelled without it. What it came to
    /// is in the frame.
    ///
    /// # Errors
    /// The engine's where there is nothing to stop with.
    pub async fn stop_all(&self) -> ApiResult<Frame> {
        // Real money of an account that is on its way to live, whichever engine is shown.
        self.shared.together.way.lock().cut.short();
        let report = match self.attached() {
            Attached::Engine(engine) => engine.stop_all().await,
            Attached::Failure(_, Some(options)) => Engine::stop_without(&options).await?,
            Attached::Failure(error, None) => return Err(error),
            Attached::Nothing => return Err(EngineError::NotReady.into()),
        };
        self.set_stopped(Some(report));
        Ok(self.frame_now())
    }

    /// Undoes the kill switch. In live it asks first.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, and the engine's.
    pub async fn start_again(&self) -> ApiResult<Frame> {
        let engine = self.engine()?;
        self.allow(|| {
            let core = engine.core();
            let limits = &core.state().control.limits;
            weigh(self.at_stake(), &Change::StartAgain { limits })
        })
        .await?;
        engine.start_again().await?;
        self.set_stopped(None);
        Ok(self.frame_now())
    }

    fn set_stopped(&self, report: Option<StopReport>) {
        *self.shared.stopped.lock().unwrap_or_else(PoisonError::into_inner) = report;
        self.shared.bus.nudge();
    }

    /// What the last stop came to, as long as it stands.
    pub(crate) fn last_stop(&self) -> Option<StopReport> {
        self.shared
            .stopped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The same as the window shows it.
    pub(crate) fn stop_outcome(&self) -> Option<StopOutcome> {
        self.last_stop().map(|report| StopOutcome {
            cancelled: count(report.cancelled),
            open: report.open.map(count),
            account_wide: report.account_wide,
            trouble: report.trouble,
        })
    }

    /// A person's word that live trading of that account begins with these data, within those limits: asked outside of every web
    /// view, and kept. No command does this alone; the last step towards live does, when every check before it has passed.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes: nothing is kept then; `account_in_use`, `other_account`, and the store's.
    pub async fn go_live(&self, own: &OwnAccount, limits: &GlobalLimits) -> ApiResult<()> {
        self.go_live_with(own, limits, &[]).await
    }

    /// The same, with follows that are copied from the start: they are in the question.
    pub(crate) async fn go_live_with(
        &self,
        own: &OwnAccount,
        limits: &GlobalLimits,
        carried: &[Carried],
    ) -> ApiResult<()> {
        let account = &own.account;
        let follows: Vec<(Who<'_>, Percentage)> = carried
            .iter()
            .map(|follow| {
                let who = Who {
                    name: &follow.name,
                    wallet: &follow.trader,
                };
                (who, follow.settings.percentage)
            })
            .collect();
        let change = Change::GoLive {
            account,
            limits,
            follows: &follows,
        };
        self.allow(|| weigh(Mode::Live, &change)).await?;
        Ok(going_live::confirm(&self.shared.home, own).await?)
    }

    /// Sets the demo's clock; what is `None` stays.
    ///
    /// # Errors
    /// `not_demo`, `speed_out_of_range`, and the venue's.
    pub async fn set_clock(&self, speed: Option<u32>, paused: Option<bool>) -> ApiResult<Frame> {
        self.only_in_demo()?;
        if speed.is_some_and(|speed| !(1..=SPEED_MOST).contains(&speed)) {
            return Err(problem(
                ErrorCode::SpeedOutOfRange,
                format!("the speed must be from 1 to {SPEED_MOST}"),
            ));
        }
        let engine = self.engine()?;
        let _alone = self.shared.setting_clock.lock().await;
        // Who sets the clock takes it over from a skip; of what they leave open, its speed was nobody's choice.
        let speed = speed.or_else(|| self.skip_now().map(|skip| skip.speed));
        engine.set_clock(speed, paused).await.map_err(|error| match error {
            EngineError::Venue(PortError::Unusable(text)) => problem(ErrorCode::SpeedOutOfRange, text),
            other => other.into(),
        })?;
        drop(self.end_skip());
        let frame = self.frame_now();
        if let Some(clock) = &frame.clock {
            let set = DemoSpeed {
                speed: clock.speed,
                paused: clock.paused,
            };
            if let Err(error) = self.shared.home.keep_demo_clock(set) {
                // It runs as it was set; only the next start will not know.
                tracing::warn!(%error, "how the clock is set could not be kept");
            }
        }
        Ok(frame)
    }

    /// Another demo: the engine and its server end, the demo's folder goes, and both start as another world.
    ///
    /// # Errors
    /// `not_demo`, `busy` while another reset runs, `cannot_reset` where nobody can, and the new engine's.
    pub async fn reset_demo(&self) -> ApiResult<Frame> {
        self.only_in_demo()?;
        let Ok(_one) = self.shared.resetting.try_lock() else {
            return Err(problem(ErrorCode::Busy, "the demo is being reset already"));
        };
        let host = self
            .shared
            .host
            .clone()
            .ok_or_else(|| problem(ErrorCode::CannotReset, "this program does not run the demo's server"))?;
        match host.reset().await {
            Ok(engine) => {
                self.attach(engine);
                // It is another world, whose clock begins anew: nothing of it was read or opened yet.
                if let Err(error) = self.keep(|kept| *kept.of_mut(crate::types::Mode::Demo) = Default::default()) {
                    tracing::warn!(detail = %error.detail, "what was remembered of the demo stays");
                }
                self.shared.bus.touch([Topic::All]);
                Ok(self.frame_now())
            }
            Err(error) => {
                self.attach_failure(&error, None);
                Err(error.into())
            }
        }
    }

    async fn ask(&self, ask: UserInput) -> ApiResult<Frame> {
        self.engine()?.ask(ask).await?;
        Ok(self.frame_now())
    }

    pub(super) fn only_in_demo(&self) -> ApiResult<()> {
        match self.shared.mode {
            Mode::Demo => Ok(()),
            Mode::Paper | Mode::Live => Err(problem(
                ErrorCode::NotDemo,
                "only the demo has a clock and can be reset",
            )),
        }
    }
}
