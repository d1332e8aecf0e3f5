//! The venue's clock, whether it lives, and whether it serves the place we are at.

use pilotfish_copy::ids::VenueMs;

use super::PublicApi;
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::transport::{system_ms, with_query};

/// A clock further from ours is read twice, ms.
const FAR_OFF_MS: i64 = 600_000;
/// Two readings of one clock differ by no more, ms.
const SAME_MS: i64 = 5_000;
/// 2024: before the venue had this interface.
const EARLIEST: VenueMs = VenueMs(1_704_067_200_000);

/// What the venue says of where we are (polymarket-api §1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geoblock {
    /// Whether orders are refused from here. It does not say whether positions may still be closed.
    pub blocked: bool,
    /// The address it sees, as it writes it.
    pub ip: String,
    /// Two letters, empty where unknown.
    pub country: String,
    /// A region's code, empty where unknown.
    pub region: String,
}

impl PublicApi {
    /// The venue's own clock, whole seconds, real time. Measures the skew that [`crate::Transport::stamp_s`] corrects. One that is
    /// far from ours counts only where a second reading says the same: everything that is due hangs on it.
    ///
    /// # Errors
    /// As every read: try later; [`Error::Unreadable`] for a clock that does not agree with itself.
    pub async fn server_time(&self) -> Result<VenueMs, Error> {
        let (mut at, mut skew_ms) = self.read_time().await?;
        if skew_ms.abs() > FAR_OFF_MS {
            let first_ms = skew_ms;
            (at, skew_ms) = self.read_time().await?;
            if (skew_ms - first_ms).abs() > SAME_MS {
                return Err(Error::Unreadable(
                    "the venue's time, which does not agree with itself".to_owned(),
                ));
            }
        }
        self.transport.set_skew_ms(skew_ms);
        Ok(at)
    }

    /// What the venue's clock says, and how far it is ahead of ours, ms.
    async fn read_time(&self) -> Result<(VenueMs, i64), Error> {
        let before = system_ms();
        // Past every cache, whose copy would be a clock that lags.
        let unknown = before.to_string();
        let url = with_query(self.transport.clob("time")?, &[("_", unknown.as_str())]);
        let body = self.transport.get(url, Lane::Other, None).await?;
        let after = system_ms();
        let text = body
            .as_i64()
            .map(|seconds| seconds.to_string())
            .or_else(|| body.as_str().map(str::to_owned));
        let at = text.as_deref().and_then(crate::instants::from_text);
        let at = at.filter(|at| *at >= EARLIEST);
        let at = at.ok_or_else(|| Error::Unreadable("the venue's time".to_owned()))?;
        // It cuts to whole seconds, so on average the answer was half a second further.
        let middle = before + (after - before) / 2;
        Ok((at, at.plus(500).0 - middle))
    }

    /// How far the venue's clock is ahead of the system's in ms, measured now; the venue's whole seconds leave ±500 ms.
    ///
    /// # Errors
    /// As every read: try later.
    pub async fn clock_skew_ms(&self) -> Result<i64, Error> {
        self.server_time().await?;
        Ok(self.transport.skew_ms())
    }

    /// The version of orders that the venue takes.
    ///
    /// # Errors
    /// As every read: try later.
    pub async fn exchange_version(&self) -> Result<u64, Error> {
        let body = self
            .transport
            .get(self.transport.clob("version")?, Lane::Other, None)
            .await?;
        let fields = Fields::of(&body, "the version")?;
        fields.need("version", fields.whole("version"))
    }

    /// Whether the venue serves the place we are at.
    ///
    /// # Errors
    /// As every read: try later.
    pub async fn geoblock(&self) -> Result<Geoblock, Error> {
        let body = self
            .transport
            .get(self.transport.endpoints().geoblock.clone(), Lane::Other, None)
            .await?;
        let fields = Fields::of(&body, "the geoblock answer")?;
        Ok(Geoblock {
            blocked: fields.need("blocked", fields.flag("blocked"))?,
            ip: fields.words("ip"),
            country: fields.words("country"),
            region: fields.words("region"),
        })
    }
}
