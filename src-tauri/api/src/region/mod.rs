//! Whether orders are taken from where we are: what the venue answered, and asking it again.
//!
//! A block is honoured. Nothing here helps around it, and an answer that orders are taken lifts no halt: that is the user's.

pub(crate) mod shapes;

use pilotfish_engine::{REGION_EVERY, RegionRecord};

use crate::types::{Ms, RegionStanding};
use crate::{Api, ApiResult};

impl Api {
    /// What the venue last answered. It is not asked.
    ///
    /// # Errors
    /// The engine's.
    pub async fn region_standing(&self) -> ApiResult<RegionStanding> {
        let engine = self.engine()?;
        Ok(shown(engine.region()))
    }

    /// Asks the venue now, and says what it answered. No halt is lifted by it.
    ///
    /// # Errors
    /// `venue_unreachable` where no answer came, and the engine's.
    pub async fn look_at_region(&self) -> ApiResult<RegionStanding> {
        let engine = self.engine()?;
        engine.look_at_region().await?;
        Ok(shown(engine.region()))
    }
}

fn shown(record: Option<RegionRecord>) -> RegionStanding {
    let matters = record.is_some();
    let record = record.unwrap_or_default();
    let last = record.last.as_ref();
    let text = |of: fn(&pilotfish_engine::RegionAnswer) -> &String| last.map(of).cloned().unwrap_or_default();
    RegionStanding {
        matters,
        asked_at: last.map(|answer| Ms(answer.at_ms)),
        blocked: last.map(|answer| answer.blocked),
        country: text(|answer| &answer.country),
        region: text(|answer| &answer.region),
        address: text(|answer| &answer.ip),
        allowed_at: record.allowed_at_ms.map(Ms),
        every: Ms(i64::try_from(REGION_EVERY.as_millis()).unwrap_or(i64::MAX)),
    }
}
