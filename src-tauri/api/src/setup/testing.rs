//! The test order: shown, then sent by itself, and told as it goes.

use std::sync::Arc;

use pilotfish_copy::market::Level;
use pilotfish_copy::money::Price;
use pilotfish_engine::clock::system_ms;
use pilotfish_engine::test_order::{
    Cut, EXPIRES_AFTER_MS, TestFact, TestFailure, TestPlan, TestRecord, TestStep as Step, failed,
};
use pilotfish_store::TestEnding;

use super::way::Way;
use crate::numbers::count;
use crate::types::{
    ErrorCode, Ms, SetupCheckKind, TestBookLevel, TestFact as Fact, TestLogLine, TestOrderPreview, TestOrderRun,
    TestOutcome, TestStep, TestStepState, TestStepView,
};
use crate::{ApiResult, problem};

/// So many levels of each side are drawn.
const LEVELS_MOST: usize = 40;

impl Way {
    /// The order that would be sent. It is remembered: it is the one that [`Way::begin_test`] sends.
    ///
    /// # Errors
    /// `no_test_market`; `wallet_not_chosen` and the like; the venue's.
    pub async fn preview_test(&self) -> ApiResult<TestOrderPreview> {
        let plan = self.drive()?.plan().await?;
        let shown = preview(&plan);
        self.memory.lock().plan = Some(plan);
        Ok(shown)
    }

    /// Sends the order that was shown, in a task of its own; `touch` is called whenever there is something new to read. Returns when
    /// it is under way.
    ///
    /// # Errors
    /// `preview_first` where none was shown, `busy` while one is under way, `live_not_confirmed`; nothing is sent then. What happens
    /// later is in the run.
    pub async fn begin_test(&self, touch: Arc<dyn Fn() + Send + Sync>) -> ApiResult<()> {
        let mut drive = self.drive()?;
        if self.standing().await?.confirmed_at.is_none() {
            return Err(problem(
                ErrorCode::LiveNotConfirmed,
                "live trading has to be confirmed before its test order is sent",
            ));
        }
        let plan = {
            let mut remembered = self.memory.lock();
            if remembered.testing {
                return Err(problem(ErrorCode::Busy, "a test order is under way"));
            }
            let plan = remembered.plan.take();
            let plan =
                plan.ok_or_else(|| problem(ErrorCode::PreviewFirst, "look at the test order before it is sent"))?;
            remembered.testing = true;
            // What cut an earlier one short is over.
            remembered.cut = Cut::default();
            drive.cut = remembered.cut.clone();
            plan
        };
        self.memory.test.send_replace(TestRecord::planned(&plan));
        let way = self.clone();
        let mut told = self.memory.test.subscribe();
        told.mark_unchanged();
        let touched = Arc::clone(&touch);
        let telling = tokio::spawn(async move {
            while told.changed().await.is_ok() {
                touched();
            }
        });
        tokio::spawn(async move {
            let outcome = drive.run(&plan, &way.memory.test).await;
            way.take_in(outcome);
            way.memory.lock().testing = false;
            telling.abort();
            touch();
        });
        Ok(())
    }

    fn take_in(&self, outcome: Result<TestRecord, pilotfish_engine::EngineError>) {
        match outcome {
            Ok(record) => {
                match &record.ended {
                    Some((_, TestEnding::Passed)) => self.is_out_of_trap(),
                    Some((_, TestEnding::Failed { code, .. }))
                        if TestFailure::of_word(code) == TestFailure::KeyTrap =>
                    {
                        self.fell_into_trap(refusal(&record).unwrap_or_default());
                    }
                    _ => {}
                }
                self.memory.test.send_replace(record);
            }
            Err(error) => {
                tracing::warn!(%error, "the test order was not sent, or its end is not written down");
                let at = system_ms();
                // What it met is not what a check says that passed before: that is looked at again.
                if let Some(kind) = looked_at_by(error.code()) {
                    self.memory.lock().checks.remove(&kind);
                }
                self.memory.test.send_modify(|record| {
                    if record.log.is_empty() {
                        record.not_sent = Some((at, error.into()));
                        return;
                    }
                    let ending = failed(record.reached(), TestFailure::Other);
                    record.ended.get_or_insert((at, ending));
                });
            }
        }
    }

    /// The test order under way, or the last one.
    ///
    /// # Errors
    /// The store's.
    pub async fn test_run(&self) -> ApiResult<TestOrderRun> {
        let running = self.memory.lock().testing;
        let record = self.memory.test.borrow().clone();
        if running || record.began.is_some() {
            return Ok(run(&record, running));
        }
        let kept = self.standing().await?.last_test.unwrap_or_default();
        Ok(run(&kept, false))
    }
}

/// The check that looks at what kept a test order from being sent.
fn looked_at_by(code: pilotfish_engine::ErrorCode) -> Option<SetupCheckKind> {
    use pilotfish_engine::ErrorCode as Code;
    match code {
        Code::NoBalance => Some(SetupCheckKind::BalanceApprovals),
        Code::RegionBlocked => Some(SetupCheckKind::Region),
        Code::VenueDenied => Some(SetupCheckKind::ApiKey),
        _ => None,
    }
}

/// The venue's words of a refusal.
fn refusal(record: &TestRecord) -> Option<String> {
    record.log.iter().rev().find_map(|line| match &line.fact {
        TestFact::Refused { words, .. } => Some(words.clone()),
        _ => None,
    })
}

fn preview(plan: &TestPlan) -> TestOrderPreview {
    let levels = |levels: &[Level]| {
        let shown = levels.iter().take(LEVELS_MOST);
        shown
            .map(|level| TestBookLevel {
                price: level.price.to_string(),
                shares: level.shares.to_string(),
            })
            .collect()
    };
    let shown = |price: Option<Price>| price.map(|price| price.to_string());
    TestOrderPreview {
        question: plan.market.question.clone(),
        token: plan.outcome().token.to_string(),
        outcome: plan.outcome().name.clone(),
        outcome_index: count(plan.outcome_index),
        shares: plan.shares.to_string(),
        price: plan.price.to_string(),
        worst_case: plan.worst_case().to_string(),
        tick: plan.market.tick.lowest().to_string(),
        best_bid: shown(plan.book.best_bid()),
        best_ask: shown(plan.book.best_ask()),
        distance: plan.distance().unwrap_or_default().to_string(),
        bids: levels(&plan.book.bids),
        asks: levels(&plan.book.asks),
        expires_after: Ms(EXPIRES_AFTER_MS),
    }
}

fn run(record: &TestRecord, running: bool) -> TestOrderRun {
    let known = record.began.is_some();
    let text = |text: &str| (known && !text.is_empty()).then(|| text.to_owned());
    TestOrderRun {
        running,
        began: record.began.map(Ms),
        ended: ended_at(record).map(Ms),
        question: text(&record.question),
        order_outcome: text(&record.outcome),
        shares: known.then(|| record.shares.to_string()),
        price: known.then(|| record.price.to_string()),
        steps: steps(record, running),
        log: record
            .log
            .iter()
            .map(|line| TestLogLine {
                at: Ms(line.at),
                fact: fact(&line.fact),
            })
            .collect(),
        outcome: outcome(record),
    }
}

fn ended_at(record: &TestRecord) -> Option<i64> {
    let ended = record.ended.as_ref().map(|(at, _)| *at);
    ended.or(record.not_sent.as_ref().map(|(at, _)| *at))
}

fn outcome(record: &TestRecord) -> Option<TestOutcome> {
    let not_sent = || {
        let (_, why) = record.not_sent.as_ref()?;
        Some(TestOutcome::NotSent {
            code: why.code,
            detail: why.detail.clone(),
        })
    };
    match &record.ended {
        Some((_, TestEnding::Passed)) => Some(TestOutcome::Passed),
        Some((_, TestEnding::Failed { step, code })) => Some(TestOutcome::Failed {
            step: shown_step(Step::of_word(step).unwrap_or(Step::Signed)),
            why: TestFailure::of_word(code).into(),
        }),
        None => not_sent(),
    }
}

/// A step is done by what was seen; the one that failed is named by the ending; of the others the first is under way.
fn steps(record: &TestRecord, running: bool) -> Vec<TestStepView> {
    let failed = record.ended.as_ref().and_then(|(_, ending)| match ending {
        TestEnding::Failed { step, .. } => Step::of_word(step),
        TestEnding::Passed => None,
    });
    let mut under_way = running;
    let view = |step: Step| {
        let state = if failed == Some(step) {
            under_way = false;
            TestStepState::Failed
        } else if record.is_done(step) {
            TestStepState::Done
        } else if std::mem::take(&mut under_way) {
            TestStepState::Running
        } else {
            TestStepState::Waiting
        };
        TestStepView {
            step: shown_step(step),
            state,
            at: record.step_at(step).map(Ms),
        }
    };
    Step::ALL.into_iter().map(view).collect()
}

const fn shown_step(step: Step) -> TestStep {
    match step {
        Step::Signed => TestStep::Signed,
        Step::Resting => TestStep::Resting,
        Step::Cancelled => TestStep::Cancelled,
        Step::Balanced => TestStep::Balanced,
    }
}

fn fact(fact: &TestFact) -> Fact {
    match fact {
        TestFact::Written { hash } => Fact::Written { hash: hash.clone() },
        TestFact::Accepted { after_ms } => Fact::Accepted { after: Ms(*after_ms) },
        TestFact::Refused { words, .. } => Fact::Refused { words: words.clone() },
        TestFact::NotAnswered { words } => Fact::NotAnswered { words: words.clone() },
        TestFact::SeenOpen => Fact::SeenOpen,
        TestFact::SeenOnChannel => Fact::SeenOnChannel,
        TestFact::NotSeen { open, channel } => Fact::NotSeen {
            open: *open,
            channel: *channel,
        },
        TestFact::CancelSent => Fact::CancelSent,
        TestFact::Gone { filled, of } => Fact::Gone {
            filled: filled.to_string(),
            of: of.to_string(),
        },
        TestFact::CancelUnsure { words } => Fact::CancelUnsure { words: words.clone() },
        TestFact::StillOpen { until } => Fact::StillOpen { until: Ms(*until) },
        TestFact::Balance { now, before } => Fact::Balance {
            now: now.to_string(),
            before: before.to_string(),
        },
        TestFact::TakenUp => Fact::TakenUp,
        TestFact::Withdrawn => Fact::Withdrawn,
    }
}
