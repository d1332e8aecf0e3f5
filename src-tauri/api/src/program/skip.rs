//! In the demo: the clock runs as fast as it can until the next trade of a followed trader is seen, then as before.

use std::sync::PoisonError;
use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::EngineHandle;
use pilotfish_engine::view::Phase;
use tokio_util::sync::CancellationToken;

use crate::frame::is_on;
use crate::program::control::SPEED_MOST;
use crate::types::{ErrorCode, Frame, Ms, Skip};
use crate::{Api, ApiResult, problem};

/// How often is looked whether a trade was seen, real time: half a minute of the demo at its fastest.
const LOOKED_AFTER: Duration = Duration::from_millis(50);

/// A skip that is under way. Whoever takes it out of its place ends it, and sets the clock.
#[derive(Debug)]
pub(crate) struct Skipping {
    since: VenueMs,
    /// What the clock goes back to, venue seconds a real second.
    pub(crate) speed: u32,
    paused: bool,
    ended: CancellationToken,
}

impl Api {
    /// Runs the demo's clock at its fastest until the next trade of a followed trader is seen; answers at once. Where that is under
    /// way already, nothing more happens.
    ///
    /// # Errors
    /// `not_demo`, `nobody_followed` where no trade could be seen, and the venue's.
    pub async fn skip_to_next_trade(&self) -> ApiResult<Frame> {
        self.only_in_demo()?;
        let engine = self.engine()?;
        let follows = engine
            .core()
            .state()
            .follows
            .values()
            .any(|follow| is_on(follow.status));
        if !follows {
            return Err(problem(
                ErrorCode::NobodyFollowed,
                "no follow is on, so no trade would be seen",
            ));
        }
        let alone = self.shared.setting_clock.lock().await;
        let Some((reading, since)) = engine.clock().zip(engine.now()) else {
            return Err(pilotfish_engine::EngineError::NotReady.into());
        };
        let ended = CancellationToken::new();
        let speed = u32::try_from(reading.speed_thousandths / 1_000)
            .unwrap_or(1)
            .clamp(1, SPEED_MOST);
        {
            let mut skipping = self.shared.skipping.lock().unwrap_or_else(PoisonError::into_inner);
            if skipping.is_some() {
                drop(skipping);
                return Ok(self.frame_now());
            }
            *skipping = Some(Skipping {
                since,
                speed,
                paused: reading.paused,
                ended: ended.clone(),
            });
        }
        let seen = engine.last_trade_seen();
        if let Err(error) = engine.set_clock(Some(SPEED_MOST), Some(false)).await {
            drop(self.end_skip());
            return Err(error.into());
        }
        if ended.is_cancelled() {
            // Another engine is spoken for by now: the clock of this one does not stay as fast.
            engine.set_clock(Some(speed), Some(reading.paused)).await?;
            return Ok(self.frame_now());
        }
        drop(alone);
        let (api, watched) = (self.clone(), engine.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = ended.cancelled() => return,
                () = next_trade(&watched, seen) => {}
            }
            let _alone = api.shared.setting_clock.lock().await;
            if ended.is_cancelled() {
                return; // Somebody set the clock meanwhile.
            }
            if let Some(skip) = api.end_skip()
                && let Err(error) = watched.set_clock(Some(skip.speed), Some(skip.paused)).await
            {
                tracing::warn!(%error, "the demo's clock was not set back");
            }
        });
        Ok(self.frame_now())
    }

    /// Ends a skip: the clock goes on as before it. Without one, nothing happens.
    ///
    /// # Errors
    /// `not_demo`, and the venue's.
    pub async fn cancel_skip(&self) -> ApiResult<Frame> {
        self.only_in_demo()?;
        let _alone = self.shared.setting_clock.lock().await;
        if let Some(skip) = self.skip_now() {
            self.engine()?.set_clock(Some(skip.speed), Some(skip.paused)).await?;
            drop(self.end_skip());
        }
        Ok(self.frame_now())
    }

    /// Takes the skip that is under way out of its place, so that nobody else sets the clock for it.
    pub(crate) fn end_skip(&self) -> Option<Skipping> {
        let skip = self
            .shared
            .skipping
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(skip) = &skip {
            skip.ended.cancel();
        }
        skip
    }

    /// The same as the window shows it.
    pub(crate) fn skip_now(&self) -> Option<Skip> {
        let skipping = self.shared.skipping.lock().unwrap_or_else(PoisonError::into_inner);
        skipping.as_ref().map(|skip| Skip {
            since: Ms(skip.since.0),
            speed: skip.speed,
            paused: skip.paused,
        })
    }
}

/// Returns when a trade after that one was seen, or the engine has failed.
async fn next_trade(engine: &EngineHandle, seen: Option<VenueMs>) {
    let mut looks = tokio::time::interval(LOOKED_AFTER);
    while engine.last_trade_seen() <= seen && !matches!(engine.view().phase, Phase::Failed(_)) {
        looks.tick().await;
    }
}
