//! Which lists are left out while the demo's clock runs fast, and that nothing else is.

use std::time::Duration;

use pilotfish_copy::entity::{CashDifference, Change, Control, Difference, Halt, HaltReason};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_copy::{Core, Intervals};

use super::carrying_out::{Bench, bench_of};
use crate::executor::Job;
use crate::feed_health::FeedKind;
use crate::testing::venue::{Script, condition, trader, yes};

/// What is left out, by the call that the venue sees of it, and for how long at 600×.
fn lists() -> [(&'static str, Job, Duration); 3] {
    let (trader, since, condition) = (trader(), VenueMs(0), condition());
    [
        ("activity", Job::Activity { trader, since }, Duration::from_millis(400)),
        ("own_trades", Job::Account { since }, Duration::from_secs(1)),
        ("market", Job::Market { condition }, Duration::from_secs(1)),
    ]
}

/// An executor whose streams are up, in a demo that runs so fast.
async fn at(speed: u64, core: Core) -> Bench {
    let bench = bench_of(Script::at_speed(speed), core);
    for feed in [FeedKind::Trades, FeedKind::Books, FeedKind::Account] {
        bench.feed_health.up(feed);
    }
    bench.asked("clock", &Job::Time).await;
    bench
}

fn blank() -> Core {
    Core::new(Intervals::default())
}

impl Bench {
    /// How often the venue is asked for it when the core wants that done.
    async fn asked(&self, call: &str, job: &Job) -> u32 {
        let calls = || self.script.scene(|scene| scene.calls.get(call).copied().unwrap_or(0));
        let before = calls();
        self.executor.take_due(job.clone());
        while self.executor.queues()[0].waiting > 0 {
            tokio::task::yield_now().await;
        }
        calls() - before
    }
}

#[tokio::test(start_paused = true)]
async fn while_the_demo_runs_fast_a_list_that_was_just_read_is_left_out_until_a_little_later() {
    let bench = at(600, blank()).await;
    for (call, job, apart) in lists() {
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
        assert_eq!(bench.asked(call, &job).await, 0, "{call}");
        tokio::time::sleep(apart).await;
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
    }
}

#[tokio::test(start_paused = true)]
async fn in_venue_time_no_list_is_left_out_for_longer_however_fast_the_clock_runs() {
    let bench = at(3_600, blank()).await;
    for (call, job, apart) in lists() {
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
        tokio::time::sleep(apart / 6).await;
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
    }
}

#[tokio::test(start_paused = true)]
async fn at_lower_speeds_and_while_the_clock_stands_every_list_is_read() {
    for speed in [1, 60, 299] {
        let bench = at(speed, blank()).await;
        for (call, job, _) in lists() {
            assert_eq!(bench.asked(call, &job).await, 1, "{call}");
            assert_eq!(bench.asked(call, &job).await, 1, "{call} at {speed}");
        }
    }
    let bench = at(600, blank()).await;
    bench.script.stand_still();
    bench.asked("clock", &Job::Time).await;
    for (call, job, _) in lists() {
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_order_needs_and_what_a_signal_is_made_of_is_never_left_out() {
    let bench = at(600, blank()).await;
    let (token, trader) = (yes(), trader());
    for (call, job) in [
        ("book", Job::Book { token }),
        (
            "positions",
            Job::Positions {
                trader: trader.clone(),
                uncached: true,
            },
        ),
        (
            "positions",
            Job::Positions {
                trader,
                uncached: false,
            },
        ),
        ("clock", Job::Time),
    ] {
        assert!(bench.asked(call, &job).await >= 1, "{call}");
        assert!(bench.asked(call, &job).await >= 1, "{call}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_stream_that_stands_before_it_a_list_is_read_each_time() {
    let bench = at(600, blank()).await;
    for feed in [FeedKind::Trades, FeedKind::Books, FeedKind::Account] {
        bench.feed_health.failed(feed);
    }
    for (call, job, _) in lists() {
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
        if call != "own_trades" {
            assert_eq!(bench.asked(call, &job).await, 1, "{call}");
        }
    }
    // A whole reading of the account is what brings that feed up again.
    assert!(bench.feed_health.is_up(FeedKind::Account));
}

#[tokio::test(start_paused = true)]
async fn a_list_that_could_not_be_read_is_asked_for_again_at_once() {
    for (call, job, _) in lists() {
        let bench = at(600, blank()).await;
        bench.asked(call, &job).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        bench.script.scene(|scene| scene.unreachable = true);
        bench.asked(call, &job).await;
        bench.script.scene(|scene| scene.unreachable = false);
        assert_eq!(bench.asked(call, &job).await, 1, "{call}");
    }
}

#[tokio::test(start_paused = true)]
async fn while_books_and_venue_differ_or_something_is_halted_the_account_is_read_each_time() {
    let cash_differs = Control {
        cash_difference: Some(CashDifference {
            usd: Usd::dollars(-5),
            since: VenueMs(1),
        }),
        ..Control::default()
    };
    for doubt in [
        Change::Halt(Halt::new(HaltReason::CashMissing, VenueMs(1))),
        Change::Control(cash_differs),
        Change::Difference(Difference {
            token: yes(),
            shares: "7".parse().unwrap(),
            since: VenueMs(1),
            accepted: Shares::ZERO,
        }),
    ] {
        let bench = at(600, Core::restore(Intervals::default(), std::slice::from_ref(&doubt))).await;
        let job = Job::Account { since: VenueMs(0) };
        for _ in 0..3 {
            assert_eq!(bench.asked("own_trades", &job).await, 1, "{doubt:?}");
        }
    }
}
