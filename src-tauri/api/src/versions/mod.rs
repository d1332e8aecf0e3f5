//! New versions of the program: how things stand, looking for one, and putting one in place when nothing is on its way.
//!
//! The program around the list fetches and installs ([`NewVersions`]). What is decided here is when: on a person's word, with no order
//! being sent, and with the data copied before.

pub(crate) mod backups;
mod installing;
pub(crate) mod shapes;

use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_engine::accounts;
use pilotfish_polymarket::{HostUse, RefusedContact};

use crate::numbers::{count, few};
use crate::types::{FoundVersion, Ms, UpdateChannel, UpdatePhase, UpdateRefusal, UpdateStanding, UpdatesOff};
use crate::{Api, ApiResult, Attached};

/// See [`NewVersions::answered_within`].
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);

/// What the program around the list knows of new versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionsKnown {
    /// Why it looks for none.
    pub off: Option<UpdatesOff>,
    /// What it does.
    pub phase: UpdatePhase,
    /// What it found.
    pub found: Option<FoundVersion>,
    /// What of its file is here, bytes.
    pub received: u64,
    /// The whole of it, bytes.
    pub whole: Option<u64>,
    /// Why the last try came to nothing, and in words with figures.
    pub refused: Option<(UpdateRefusal, String)>,
    /// How long ago it last asked.
    pub looked_ago: Option<Duration>,
}

impl VersionsKnown {
    /// Of a program that looks for none.
    #[must_use]
    pub fn off(why: UpdatesOff) -> Self {
        Self {
            off: Some(why),
            phase: UpdatePhase::Idle,
            found: None,
            received: 0,
            whole: None,
            refused: None,
            looked_ago: None,
        }
    }
}

/// Who looks for new versions of this program, fetches them and puts them in place.
pub trait NewVersions: Send + Sync + 'static {
    /// What is known now.
    fn known(&self) -> VersionsKnown;
    /// Asks whether there is one on that channel, and fetches it, beside everything else. Where that is under way, or one is being put
    /// in place, nothing more happens.
    fn look(&self, channel: UpdateChannel);
    /// Nobody else puts one in place from now on; whether there is one to.
    fn begin_to_install(&self) -> bool;
    /// Puts it in place and has the program start anew. Orders are held back and the data copied by then. Where it returns `Ok` the
    /// program is about to end.
    fn install(&self) -> BoxFuture<'_, Result<(), (UpdateRefusal, String)>>;
    /// How long what is on its way may take to be answered before that, real time. An order of unknown fate takes longer: then nothing
    /// is put in place.
    fn answered_within(&self) -> Duration {
        ANSWERED_WITHIN
    }
    /// It was not put in place; it can be tried again.
    fn not_installed(&self, why: UpdateRefusal, detail: String);
    /// What went to the hosts that new versions come from.
    fn hosts(&self) -> Vec<HostUse>;
    /// The requests that were not made.
    fn refused_contacts(&self) -> Vec<RefusedContact>;
}

impl Api {
    /// How things stand with new versions.
    ///
    /// # Errors
    /// Never: a program that cannot replace itself says so in it.
    pub async fn update_standing(&self) -> ApiResult<UpdateStanding> {
        let versions = self.shared.host.as_ref().and_then(|host| host.new_versions());
        let known = match versions {
            Some(versions) => versions.known(),
            None => VersionsKnown::off(UpdatesOff::CannotHere),
        };
        let kilobytes = |bytes: u64| few(bytes.div_ceil(1_000));
        let (refusal, detail) = known.refused.unzip();
        Ok(UpdateStanding {
            version: self.shared.version.clone(),
            off: known.off,
            phase: known.phase,
            found: known.found,
            received: kilobytes(known.received),
            whole: known.whole.map(kilobytes),
            refusal,
            detail: detail.unwrap_or_default(),
            looked_ago: known
                .looked_ago
                .map(|ago| Ms(i64::try_from(ago.as_millis()).unwrap_or(i64::MAX))),
            resting: self.resting_in_all(),
            backups: backups::found(&self.shared.home),
        })
    }

    /// Asks now whether there is a newer version, and fetches it. It does not wait for what comes of it.
    ///
    /// # Errors
    /// `cannot_here` in a program that cannot replace itself.
    pub async fn look_for_update(&self) -> ApiResult<UpdateStanding> {
        self.versions()?.look(self.preferences().update_channel);
        self.update_standing().await
    }

    /// Copy orders of every engine that have an order on the exchange.
    fn resting_in_all(&self) -> u32 {
        let resting = self
            .shared
            .together
            .lists()
            .into_iter()
            .map(|list| match list.attached() {
                Attached::Engine(engine) => accounts::on_exchange(&engine.core()),
                Attached::Failure(..) | Attached::Nothing => 0,
            });
        count(resting.sum())
    }
}
