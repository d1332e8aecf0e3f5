//! Putting a new version in place: orders are held back, none is on its way, the data are copied, and only then is it installed.
//!
//! What rests on the exchange stays there: the program that starts after it finds it, as after any start. Where a step fails nothing was
//! changed, and the engines go on.

use std::sync::Arc;

use pilotfish_copy::Core;
use pilotfish_copy::entity::ChildState;
use pilotfish_engine::HeldOrders;
use pilotfish_engine::view::Phase;

use super::{NewVersions, backups};
use crate::types::{UpdateRefusal, UpdateStanding};
use crate::{Api, ApiResult, Attached};

impl Api {
    /// A person's word that the new version is put in place now. The program starts anew after it.
    ///
    /// # Errors
    /// `cannot_here` in a program that cannot replace itself. Why it was not put in place is in what it returns.
    pub async fn install_update(&self) -> ApiResult<UpdateStanding> {
        let versions = self.versions()?;
        if versions.begin_to_install() {
            let mut held = Vec::new();
            match self.put_in_place(versions.as_ref(), &mut held).await {
                // Nothing leaves any more: the program is about to end.
                Ok(()) => held.into_iter().for_each(HeldOrders::for_good),
                Err((why, detail)) => {
                    tracing::warn!(?why, detail, "the new version was not put in place");
                    versions.not_installed(why, detail);
                }
            }
        }
        self.update_standing().await
    }

    async fn put_in_place(
        &self,
        versions: &dyn NewVersions,
        held: &mut Vec<HeldOrders>,
    ) -> Result<(), (UpdateRefusal, String)> {
        let still_sending = |what: &str| (UpdateRefusal::StillSending, what.to_owned());
        if self.shared.together.way.lock().testing {
            return Err(still_sending("the test order is on its way"));
        }
        let mut engines = Vec::new();
        for list in self.shared.together.lists() {
            if let Attached::Engine(engine) = list.attached() {
                held.extend(engine.hold_orders());
                engines.push(engine);
            }
        }
        for engine in &engines {
            let mut views = engine.views();
            let answered =
                views.wait_for(|view| !matches!(view.phase, Phase::Running) || on_their_way(&view.core) == 0);
            if tokio::time::timeout(versions.answered_within(), answered)
                .await
                .is_err()
            {
                let orders = on_their_way(&engine.core());
                return Err(still_sending(&format!("{orders} orders are not answered yet")));
            }
        }
        let to = versions.known().found.map(|found| found.version).unwrap_or_default();
        backups::make(&self.shared.home, &self.shared.version, &to)
            .await
            .map_err(|error| (UpdateRefusal::NoBackup, error.to_string()))?;
        versions.install().await
    }

    pub(super) fn versions(&self) -> ApiResult<Arc<dyn NewVersions>> {
        self.host()?.new_versions().ok_or_else(|| {
            crate::problem(
                crate::types::ErrorCode::CannotHere,
                "this program does not replace itself",
            )
        })
    }
}

/// Orders that were decided or are being taken back, and of which no answer has come.
fn on_their_way(core: &Core) -> usize {
    let children = core.state().children.values();
    children
        .filter(|child| matches!(child.state, ChildState::Prepared | ChildState::Cancelling))
        .count()
}
