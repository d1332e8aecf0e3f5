//! The steps that cost something, each with its own question.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use pilotfish_api::types::{
    CallsPreview, Id, OrderRow, OrdersQuery, RelayerRun, RelayerRunState, SetupStep, TestFact, TestOutcome,
};
use pilotfish_copy::ids::FollowId;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::{EngineHandle, live};
use pilotfish_vault::words::Said;
use serde_json::{Value, json};

use super::report::{Outcome, Step};
use super::{Checklist, Done};
use crate::attached::follow;
use crate::error::CliError;
use crate::interrupts::Interrupts;
use crate::live::way::typed;
use crate::live::words;

/// How often it is looked how far something is.
const LOOK: Duration = Duration::from_millis(500);
/// An engine that does not trade after this does not begin to.
const BEGIN_WITHIN: Duration = Duration::from_secs(180);
/// What was cancelled must be over after this.
const OVER_WITHIN: Duration = Duration::from_secs(180);

const SEND: &str = "send";
const APPROVE: &str = "approve";
const COPY: &str = "copy";
const CANCEL: &str = "cancel";
const REDEEM: &str = "redeem";

fn skipped(why: &str) -> Done {
    (Outcome::Skipped, Some(why.to_owned()), Value::Null)
}

impl Checklist<'_> {
    /// The test order, there and back.
    pub(super) async fn test_order(&mut self) -> Result<Done, CliError> {
        let setup = self.api.setup().await?;
        if setup.confirmed_at.is_none() {
            return Ok(skipped("live_not_confirmed"));
        }
        let preview = self.api.preview_test_order().await?;
        self.lines.flush()?;
        // What is shown says itself what to type; anything else leaves it out.
        let question = words::test_order(&preview, SEND).text(self.language).to_owned();
        if typed(question).await? != SEND {
            return Ok(skipped("not_wanted"));
        }
        let mut run = self.api.send_test_order().await?;
        while run.running {
            tokio::time::sleep(LOOK).await;
            run = self.api.test_order().await?;
        }
        for line in &run.log {
            self.say(&words::test_fact(&line.fact))?;
        }
        let answered = run.log.iter().find_map(|line| match &line.fact {
            TestFact::Accepted { after } => Some(after.0),
            _ => None,
        });
        let steps: Vec<Value> = run
            .steps
            .iter()
            .map(|step| json!({ "step": step.step, "state": step.state }))
            .collect();
        let facts = json!({ "answered_ms": answered, "steps": steps });
        Ok(match run.outcome {
            Some(TestOutcome::Passed) => (Outcome::Passed, None, facts),
            Some(TestOutcome::Failed { why, .. }) => (Outcome::Failed, Some(why.to_string()), facts),
            Some(TestOutcome::NotSent { code, .. }) => (Outcome::Failed, Some(code.to_string()), facts),
            None => (Outcome::Failed, Some("no_outcome".to_owned()), facts),
        })
    }

    /// What is missing of approvals, through the relayer.
    pub(super) async fn approvals(&mut self) -> Result<Done, CliError> {
        let preview = self.api.preview_approvals().await?;
        let question = Said::new(
            "The wallet grants these contracts a right. It costs no gas and can be revoked.",
            "Le portefeuille accorde un droit à ces contrats. Cela ne coûte pas de gaz et reste révocable.",
        );
        let Some(id) = self.asked_to_send(&preview, question, APPROVE).await? else {
            return Ok(not_sent(&preview));
        };
        let run = self.api.send_approvals(id).await?;
        self.followed(run).await
    }

    /// What resolved markets owe, through the relayer.
    pub(super) async fn redemption(&mut self) -> Result<Done, CliError> {
        let preview = self.api.preview_redeem(Vec::new()).await?;
        let question = Said::new(
            "The wallet’s shares in resolved markets become pUSD. It costs no gas and no fee.",
            "Les parts du portefeuille dans les marchés résolus deviennent des pUSD. Cela ne coûte ni gaz ni frais.",
        );
        let Some(id) = self.asked_to_send(&preview, question, REDEEM).await? else {
            return Ok(not_sent(&preview));
        };
        let run = self.api.send_redeem(id).await?;
        self.followed(run).await
    }

    /// The number by which the calls are sent, where there are some and the person wants it.
    async fn asked_to_send(
        &mut self,
        preview: &CallsPreview,
        question: Said,
        word: &str,
    ) -> Result<Option<Id>, CliError> {
        let Some(id) = preview.id.filter(|_| !preview.calls.is_empty()) else {
            return Ok(None);
        };
        self.show_calls(preview)?;
        Ok(self.wants(question, word).await?.then_some(id))
    }

    /// To the end of a request.
    async fn followed(&mut self, mut run: RelayerRun) -> Result<Done, CliError> {
        let began = Instant::now();
        while !run.over {
            tokio::time::sleep(LOOK).await;
            run = self.api.relayer_run(run.id).await?;
        }
        let facts = json!({ "calls": run.calls, "state": run.state, "took_ms": ms(began.elapsed()) });
        Ok(if run.state == RelayerRunState::Confirmed {
            (Outcome::Passed, None, facts)
        } else {
            (Outcome::Failed, Some("not_confirmed_on_chain".to_owned()), facts)
        })
    }

    /// One copy by an engine that runs for as long as that takes, and its cancellation. Whether to go on.
    pub(super) async fn copy_and_cancel(&mut self) -> Result<bool, CliError> {
        let began = system_ms();
        let setup = self.api.setup().await?;
        let why_not = match &self.asked.follow {
            None => Some("no_trader_named"),
            Some(_) if setup.step < SetupStep::Done => Some("live_not_enabled"),
            Some(_) => None,
        };
        if let Some(why) = why_not {
            self.note(Step::Copy, began, Ok(skipped(why)))?;
            return self.note(Step::Cancel, began, Ok(skipped(why)));
        }
        let question = Said::new(
            format!(
                "A live engine runs for up to {} minutes and copies that trader within your limits. It ends after the first copy.",
                self.asked.wait_minutes
            ),
            format!(
                "Un moteur réel tourne pendant {} minutes au plus et copie ce trader dans vos limites. Il s’arrête après la première copie.",
                self.asked.wait_minutes
            ),
        );
        if !self.wants(question, COPY).await? {
            self.note(Step::Copy, began, Ok(skipped("not_wanted")))?;
            return self.note(Step::Cancel, began, Ok(skipped("not_wanted")));
        }
        let started = live::start(
            self.home.clone(),
            self.host.key_store(),
            self.host.addresses(),
            self.bus.clone(),
        );
        let engine = match started.await {
            Ok(engine) => engine,
            Err(error) => return self.note(Step::Copy, began, Err(error.into())),
        };
        self.api.attach(engine.clone());
        let goes_on = self.with_engine(&engine, began).await;
        // What comes after this is done without an engine: nothing is asked of one that has ended.
        self.api.detach();
        engine.shutdown().await;
        goes_on
    }

    async fn with_engine(&mut self, engine: &EngineHandle, began: i64) -> Result<bool, CliError> {
        let before = copied_now(engine);
        let copied = self.copy(engine).await;
        let order = copied.as_ref().ok().and_then(|(order, _)| order.clone());
        let goes_on = self.note(Step::Copy, began, copied.map(|(_, done)| done))?;
        if order.is_none() {
            // One copy was asked about: what did not come now is not copied by an engine that is started later.
            for follow in copied_now(engine).difference(&before) {
                self.api.switch_follow(Id(follow.0), false).await?;
            }
        }
        if !goes_on {
            return Ok(false);
        }
        let began = system_ms();
        let cancelled = match order {
            Some(order) => self.cancel(order).await,
            None => Ok(skipped("no_copy")),
        };
        self.note(Step::Cancel, began, cancelled)
    }

    /// Follows the trader and waits for the first copy.
    async fn copy(&mut self, engine: &EngineHandle) -> Result<(Option<OrderRow>, Done), CliError> {
        let Some(ask) = &self.asked.follow else {
            return Ok((None, skipped("no_trader_named")));
        };
        match tokio::time::timeout(BEGIN_WITHIN, engine.trading()).await {
            Ok(begun) => begun?,
            Err(_) => return Ok((None, failed("does_not_trade"))),
        }
        let before: Vec<Id> = self.orders().await?.iter().map(|order| order.id).collect();
        follow(self.api, ask, None).await?;
        self.say(&Said::new(
            "Waiting for one of their trades…",
            "En attente d’un de ses trades…",
        ))?;
        self.lines.flush()?;
        let wait = Duration::from_secs(u64::from(self.asked.wait_minutes) * 60);
        let began = Instant::now();
        let mut interrupts = Interrupts::listen()?;
        while began.elapsed() < wait {
            let orders = self.orders().await?;
            let ours = orders
                .into_iter()
                .find(|order| !before.contains(&order.id) && is_at_the_exchange(order));
            if let Some(order) = ours {
                let facts = json!({
                    "side": order.side, "stage": order.stage, "status": order.status, "child": order.child,
                    "filled_percent": order.filled_percent, "slippage": order.slippage,
                    "signal_to_order_ms": order.created_at.0 - order.signal_at.0,
                });
                return Ok((Some(order), (Outcome::Passed, None, facts)));
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = interrupts.come() => {
                    return Ok((None, skipped("interrupted")));
                }
            }
        }
        Ok((
            None,
            (Outcome::NothingToDo, Some("no_trade_in_time".to_owned()), Value::Null),
        ))
    }

    async fn orders(&self) -> Result<Vec<OrderRow>, CliError> {
        Ok(self.api.orders(OrdersQuery { ended: true }).await?)
    }

    /// Cancels what still works of it, and switches the follow off, which ends what is left of it.
    async fn cancel(&mut self, order: OrderRow) -> Result<Done, CliError> {
        let works = |row: &OrderRow| row.status == "working";
        let wanted = match self.order(order.id).await? {
            Some(row) if works(&row) => {
                let question = Said::new(
                    "The copy is at the exchange. Cancelling it takes back whatever has not filled.",
                    "La copie est sur la plateforme. L’annuler retire ce qui n’est pas exécuté.",
                );
                Some(self.wants(question, CANCEL).await?)
            }
            _ => None,
        };
        if wanted == Some(true) {
            self.api.cancel_order(order.id).await?;
        }
        let began = Instant::now();
        self.api.switch_follow(order.follow, false).await?;
        while began.elapsed() < OVER_WITHIN {
            let row = self.order(order.id).await?;
            if let Some(row) = row.filter(|row| row.status == "ended") {
                let facts = json!({
                    "took_ms": ms(began.elapsed()), "filled_percent": row.filled_percent, "end": row.end,
                    "on_exchange": self.api.frame_now().on_exchange,
                });
                return Ok(match wanted {
                    Some(true) => (Outcome::Passed, None, facts),
                    Some(false) => (Outcome::Skipped, Some("not_wanted".to_owned()), facts),
                    None => (Outcome::NothingToDo, Some("over_already".to_owned()), facts),
                });
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(failed("not_over_in_time"))
    }

    async fn order(&self, id: Id) -> Result<Option<OrderRow>, CliError> {
        Ok(self.orders().await?.into_iter().find(|row| row.id == id))
    }
}

/// The follows that are on.
fn copied_now(engine: &EngineHandle) -> BTreeSet<FollowId> {
    let core = engine.core();
    let follows = core.state().follows.values();
    follows
        .filter(|follow| follow.status.is_on())
        .map(|follow| follow.id)
        .collect()
}

fn failed(why: &str) -> Done {
    (Outcome::Failed, Some(why.to_owned()), Value::Null)
}

/// Why calls were not sent: there are none, this program does not send them for such a wallet, or the person did not want it.
fn not_sent(preview: &CallsPreview) -> Done {
    match (preview.id, preview.calls.is_empty()) {
        (_, true) => (Outcome::NothingToDo, Some("nothing_missing".to_owned()), Value::Null),
        (None, false) => skipped("by_yourself"),
        (Some(_), false) => skipped("not_wanted"),
    }
}

/// It rests there, or something of it was executed.
fn is_at_the_exchange(order: &OrderRow) -> bool {
    order.child == "resting" || order.filled_percent > 0
}

fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
