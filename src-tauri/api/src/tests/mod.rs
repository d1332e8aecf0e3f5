//! The command list over the whole engine and a scripted venue.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod cancelling;
mod centre;
mod commands;
mod diagnostics;
mod differences;
mod engines;
mod feeds;
mod halts;
mod history_file;
mod key_texts;
mod ledger;
mod locking;
mod markets;
mod metrics;
mod obstacles;
mod outages;
mod program;
mod quitting;
mod recorded;
mod risk;
mod screens;
mod setup;
mod shortfall;
mod socket;
mod sums;
mod support;
mod updating;

use std::ops::Deref;

use pilotfish_engine::testing::venue::trader;
use pilotfish_engine::{EngineHandle, Mode, testing};

use crate::types::{ApiError, FollowDraft};
use crate::{Api, ApiOptions};

/// An engine's stage, with the command list beside it.
struct Stage(testing::Stage);

impl Deref for Stage {
    type Target = testing::Stage;

    fn deref(&self) -> &testing::Stage {
        &self.0
    }
}

impl Stage {
    fn new() -> Self {
        Self(testing::Stage::new())
    }

    /// A list that speaks for that engine.
    fn api(&self, engine: &EngineHandle) -> Api {
        let api = Api::new(ApiOptions {
            home: self.home(),
            mode: Mode::Demo,
            version: "0.0.0".to_owned(),
            bus: self.bus.clone(),
            listens: false,
            host: None,
        });
        api.attach(engine.clone());
        api
    }

    /// An engine that copies 5 % of the trader and knows its cash.
    async fn copying(&self) -> (EngineHandle, Api) {
        let engine = self.trading().await;
        let api = self.api(&engine);
        follow(&api, "5").await.unwrap();
        self.copies(&engine).await;
        (engine, api)
    }
}

async fn follow(api: &Api, percentage: &str) -> Result<(), ApiError> {
    let draft = api.follow_defaults(trader().to_string()).await?;
    let draft = FollowDraft {
        percentage: percentage.to_owned(),
        ..draft
    };
    api.follow(trader().to_string(), draft).await.map(|_| ())
}
