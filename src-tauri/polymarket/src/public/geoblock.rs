//! The venue's clock, whether it lives, and whether it serves the place we are at.

use pilotfish_copy::ids::VenueMs;

use super::PublicApi;
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::transport::system_ms;

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
    /// The venue's own clock, whole seconds, real time. Measures the skew that [`crate::Transport::stamp_s`] corrects.
    ///
    /// # Errors
    /// As every read: try later.
    pub async fn server_time(&self) -> Result<VenueMs, Error> {
        let before = system_ms();
        let body = self
            .transport
            .get(self.transport.clob("time")?, Lane::Other, None)
            .await?;
        let after = system_ms();
        let text = body
            .as_i64()
            .map(|seconds| seconds.to_string())
            .or_else(|| body.as_str().map(str::to_owned));
        let at = text.as_deref().and_then(crate::instants::from_text);
        let at = at.ok_or_else(|| Error::Unreadable("the venue's time".to_owned()))?;
        // It cuts to whole seconds, so on average the answer was half a second further.
        let middle = before + (after - before) / 2;
        self.transport.set_skew_ms(at.plus(500).0 - middle);
        Ok(at)
    }

    /// How far the venue's clock is ahead of the system's in ms, measured now; the venue's whole seconds leave ±500 ms.
    ///
    /// # Errors
    /// As every read: try later.
    pub async fn clock_skew_ms(&self) -> Result<i64, Error> {
        self.server_time().await?;
        Ok(self.transport.skew_ms())
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
