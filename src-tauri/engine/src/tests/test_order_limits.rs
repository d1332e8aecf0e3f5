//! The test order within the limits that the user saved: each of them holds it back, and nothing is sent where one is not known.

use pilotfish_copy::entity::{
    Change, Control, DaySpend, Follow, FollowSettings, FollowStatus, GlobalLimits, Halt, HaltReason, Holding,
};
use pilotfish_copy::ids::{FollowId, OrderHash, VenueMs};
use pilotfish_copy::input::OpenOrder;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Price, Shares, Usd};
use pilotfish_store::Batch;

use super::test_order::Driving;
use crate::clock::system_ms;
use crate::going_live;
use crate::testing::venue::{condition, trader, yes};

const DAY_MS: i64 = 86_400_000;

fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

/// Wide: the order of the test costs $0.005 at worst.
fn wide() -> GlobalLimits {
    GlobalLimits {
        max_exposure: Usd::dollars(500),
        max_daily_spend: Usd::dollars(150),
        max_open_orders: 12,
        reserve_tenths: 100,
        max_daily_loss: None,
    }
}

/// Ten dollars at cost through a follow, as an engine would have left them.
fn held() -> [Change; 2] {
    let at = VenueMs(system_ms() - DAY_MS);
    [
        Change::Follow(Follow {
            id: FollowId(1),
            trader: trader(),
            name: "25usdc".to_owned(),
            settings: FollowSettings::at(Percentage::from_tenths(50).unwrap()),
            status: FollowStatus::Active,
            created_at: at,
            started_at: at,
            baseline_at: Some(at),
            activity_through: at,
            activity_gap_at: None,
            moved_to: None,
        }),
        Change::Holding(Holding {
            follow: FollowId(1),
            token: yes(),
            condition: condition(),
            shares: Shares::from_micros(20_000_000),
            cost: Usd::dollars(10),
            realised: Usd::ZERO,
            fees: Usd::ZERO,
            episode_base: Usd::ZERO,
            payout: None,
            paid_shares: Shares::ZERO,
        }),
    ]
}

/// The same day's spend, whichever day it is when it is asked about.
fn spent(usd: Usd) -> Vec<DaySpend> {
    let today = VenueMs(system_ms()).utc_day();
    [today, today + 1].map(|day| DaySpend { day, spent: usd }).to_vec()
}

fn lost_until(until: i64) -> Change {
    let since = VenueMs(system_ms() - DAY_MS);
    Change::Halt(Halt {
        until: Some(VenueMs(until)),
        ..Halt::new(HaltReason::DailyLoss, since)
    })
}

/// Keeps those rows in the live data.
async fn keep(driving: &Driving, changes: &[Change]) {
    let (store, lock) = going_live::open(&driving.drive.home, &driving.drive.own).await.unwrap();
    let batch = Batch {
        changes,
        events: &[],
        intents: &[],
        at: VenueMs::default(),
    };
    store.commit(batch).await.unwrap();
    store.close().await.unwrap();
    drop(lock);
}

/// Live confirmed, with those limits and rows.
async fn confirmed(limits: GlobalLimits, rows: &[Change]) -> Driving {
    let driving = Driving::unconfirmed();
    going_live::confirm(&driving.drive.home, &driving.drive.own)
        .await
        .unwrap();
    let control = Change::Control(Control {
        limits,
        next_follow: 2,
        ..Control::default()
    });
    keep(&driving, &[&[control], rows].concat()).await;
    driving
}

/// That nothing is signed or sent, and the confirmation stands.
async fn refused(driving: &Driving, code: &str) -> String {
    let error = driving.run().await.unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    assert_eq!(driving.stage.posts(), 0, "{code}");
    assert_eq!(
        driving.standing().await,
        (true, false),
        "{code}: nothing was taken back"
    );
    error.to_string()
}

async fn passes(driving: &Driving) {
    driving.run().await.unwrap();
    assert_eq!((driving.stage.posts(), driving.standing().await), (1, (true, true)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_saved_limits_nothing_is_sent() {
    let driving = Driving::unconfirmed();
    going_live::confirm(&driving.drive.home, &driving.drive.own)
        .await
        .unwrap();
    refused(&driving, "limits_not_saved").await;
    going_live::save_limits(&driving.drive.home, &driving.drive.own, &wide())
        .await
        .unwrap();
    passes(&driving).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exposure_counts_what_is_held_already() {
    let with = |text: &str| GlobalLimits {
        max_exposure: usd(text),
        ..wide()
    };
    let words = refused(&confirmed(with("10.004"), &held()).await, "limit_exposure").await;
    assert!(words.contains("$10 of $10.004 are taken"), "{words}");
    passes(&confirmed(with("10.005"), &held()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_days_spend_counts_what_was_bought_today() {
    for (limit, fits) in [("5.004", false), ("5.005", true)] {
        let limits = GlobalLimits {
            max_daily_spend: usd(limit),
            ..wide()
        };
        let driving = confirmed(limits.clone(), &[]).await;
        let control = Control {
            limits,
            spend: spent(usd("5")),
            ..Control::default()
        };
        keep(&driving, &[Change::Control(control)]).await;
        if fits {
            passes(&driving).await;
        } else {
            refused(&driving, "limit_daily_spend").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_order_may_be_open_none_is_sent() {
    let with = |max_open_orders| GlobalLimits {
        max_open_orders,
        ..wide()
    };
    refused(&confirmed(with(0), &[]).await, "limit_open_orders").await;
    passes(&confirmed(with(1), &[]).await).await;
}

/// An order that the user placed at the venue by hand.
fn by_hand(side: Side, price: &str, open: &str) -> OpenOrder {
    OpenOrder {
        hash: OrderHash::new(&format!("0x{}", "e".repeat(64))),
        token: yes(),
        side,
        price: price.parse().unwrap(),
        open: open.parse().unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_placed_by_hand_is_open_and_takes_its_cash() {
    let one = GlobalLimits {
        max_open_orders: 1,
        ..wide()
    };
    let driving = confirmed(one, &[]).await;
    let places =
        |driving: &Driving, order: Option<OpenOrder>| driving.stage.script.scene(|scene| scene.foreign = order);
    places(&driving, Some(by_hand(Side::Sell, "0.9", "10")));
    let words = refused(&driving, "limit_open_orders").await;
    assert!(words.contains("1 of 1 are open"), "{words}");
    places(&driving, None);
    passes(&driving).await;

    // Of $10,000 a tenth is kept, and a purchase by hand takes the rest but half a cent.
    for (open, fits) in [("17999.99", true), ("17999.992", false)] {
        let driving = confirmed(wide(), &[]).await;
        places(&driving, Some(by_hand(Side::Buy, "0.5", open)));
        if fits {
            passes(&driving).await;
        } else {
            let words = refused(&driving, "limit_reserve").await;
            assert!(words.contains("$0.004 of $10000 may be spent"), "{words}");
        }
    }

    // Nobody says what is open: no.
    let driving = confirmed(wide(), &[]).await;
    driving.stage.script.scene(|scene| scene.orders_unsaid = true);
    refused(&driving, "venue_answer").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reserve_is_not_spent() {
    let with = |reserve_tenths| GlobalLimits {
        reserve_tenths,
        ..wide()
    };
    let words = refused(&confirmed(with(1_000), &[]).await, "limit_reserve").await;
    assert!(words.contains("$0 of $10000 may be spent"), "{words}");
    passes(&confirmed(with(999), &[]).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_that_lost_too_much_buys_nothing_and_the_next_one_does() {
    let driving = confirmed(wide(), &[lost_until(system_ms() + DAY_MS)]).await;
    refused(&driving, "limit_daily_loss").await;
    passes(&confirmed(wide(), &[lost_until(system_ms() - 1)]).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_price_step_is_no_way_around_them() {
    // All of it counts, not only what its first share costs.
    let limits = GlobalLimits {
        max_exposure: Usd::from_micros(4_999),
        ..wide()
    };
    let driving = confirmed(limits, &[]).await;
    let plan = driving.drive.plan().await.unwrap();
    assert_eq!(
        (plan.price, plan.worst_case()),
        (Price::from_micros(1_000), usd("0.005"))
    );
    refused(&driving, "limit_exposure").await;
}
