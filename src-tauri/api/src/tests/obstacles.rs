//! What stands between the program and trading: each has words in both languages, and a test that shows it. The refusals among them
//! are met here by an engine, shown by the window's own list, and got over.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::event::WaitReason;
use pilotfish_copy::ids::{OrderHash, TokenId};
use pilotfish_copy::input::{Refusal, RefusalCode};
use pilotfish_copy::market::Side;
use pilotfish_engine::testing::{PATIENCE, is_live, until};
use pilotfish_engine::{DownCause, EngineHandle};
use pilotfish_vault::store::StoreError as KeyStoreError;
use pilotfish_vault::words::{Advice, Language};

use super::Stage;
use crate::Api;
use crate::obstacles::{Obstacle, of_down, of_halt, of_refusal};
use crate::types::{HaltKind, HaltRemedy};

/// A test that shows an obstacle: its file from the repository's root, and its name there.
type Shown = (&'static str, &'static str);

/// The tests that show each: what is seen of it, and what the program does. Another obstacle does not compile without.
const fn shown_by(obstacle: Obstacle) -> &'static [Shown] {
    match obstacle {
        Obstacle::ExchangeRestart => &[
            (WIRE, WIRE_REFUSALS),
            (HERE, REFUSALS),
            (
                "src-tauri/copy/tests/review/children.rs",
                "d15_a_venue_that_restarts_does_not_turn_fast_into_36_hours",
            ),
        ],
        Obstacle::SilentStream => &[
            (
                "src-tauri/polymarket/tests/stream_life.rs",
                "a_firehose_that_only_answers_pings_is_dead_and_a_quiet_channel_is_not",
            ),
            (
                "src-tauri/polymarket/tests/stream_news.rs",
                "a_token_that_stops_on_a_healthy_connection_is_taken_from_http_and_subscribed_anew",
            ),
            (
                "src-tauri/engine/src/tests/gaps.rs",
                "while_the_traders_stream_is_down_their_activity_is_read_every_fifteen_seconds_and_once_more_when_it_is_back",
            ),
        ],
        Obstacle::HalfOpenStream => &[
            (
                WIRE,
                "connections_that_are_half_open_while_it_recovers_hold_no_stop_up_and_lose_nothing",
            ),
            (
                "tests/tests/network/troubles.rs",
                "silence_and_stalls_lose_and_double_nothing",
            ),
            (
                "src-tauri/polymarket/tests/stream_life.rs",
                "a_socket_that_answers_nothing_is_given_up_and_opened_again",
            ),
            (
                "src-tauri/polymarket/tests/connections.rs",
                "what_waits_on_a_dropped_connection_is_given_up_at_once_and_the_next_request_is_answered",
            ),
        ],
        Obstacle::StaleFeed => &[
            (
                "src-tauri/engine/src/feed_quality.rs",
                "a_feed_that_is_half_an_hour_behind_is_seen_to_be_late",
            ),
            (
                "src-tauri/copy/tests/time.rs",
                "a_purchase_seen_too_late_is_skipped_with_its_reason_and_an_exit_never",
            ),
            (
                "src-tauri/copy/tests/lists.rs",
                "a_list_older_than_a_row_proves_nothing",
            ),
        ],
        Obstacle::RevokedKey => &[
            (WIRE, WIRE_REFUSALS),
            (HERE, REFUSALS),
            (
                "src-tauri/engine/src/tests/stopping.rs",
                "a_revoked_key_is_derived_again_and_the_stop_goes_on",
            ),
            (
                "src-tauri/api/src/tests/halts.rs",
                "a_refused_key_halts_until_it_is_taken_again",
            ),
        ],
        Obstacle::LostAllowance => &[
            (WIRE, WIRE_ACCOUNT),
            (HERE, REFUSALS),
            (
                "src-tauri/copy/tests/refusals.rs",
                "a_missing_approval_is_not_told_as_a_balance_that_is_too_low",
            ),
            (
                "src-tauri/polymarket/src/checks/account.rs",
                "approvals_are_those_that_the_venue_lists",
            ),
        ],
        Obstacle::Banned => &[
            (WIRE, WIRE_ACCOUNT),
            (HERE, REFUSALS),
            (
                "src-tauri/copy/tests/review/children.rs",
                "d16_a_banned_account_is_not_tried_every_five_minutes_for_ever",
            ),
        ],
        Obstacle::ClosedOnly => &[
            (WIRE, WIRE_ACCOUNT),
            (HERE, REFUSALS),
            (
                "src-tauri/copy/tests/halts.rs",
                "closed_only_ends_purchases_and_lets_exits_go_on",
            ),
        ],
        Obstacle::BlockedRegion => &[
            (WIRE, WIRE_REFUSALS),
            (WIRE, WIRE_START),
            (HERE, REFUSALS),
            (
                "src-tauri/engine/src/tests/region.rs",
                "a_blocked_region_is_a_halt_that_stands_again_however_often_it_is_lifted",
            ),
        ],
        Obstacle::ClockOff => &[
            (WIRE, WIRE_START),
            (
                "src-tauri/engine/src/live_watch.rs",
                "a_clock_that_is_far_off_is_waited_for",
            ),
            (
                "ui/src/app/halts.test.tsx",
                "are not told as an exchange that does not answer where the clock is off",
            ),
        ],
        Obstacle::TickChange => &[
            (WIRE, WIRE_REFUSALS),
            (HERE, REFUSALS),
            (
                "src-tauri/copy/tests/signals.rs",
                "a_tick_that_changes_is_taken_from_the_book_before_the_facts_say_so",
            ),
        ],
        Obstacle::MarketClosing => &[
            (WIRE, "a_market_that_closes_under_an_order_ends_it_with_its_reason"),
            (HERE, REFUSALS),
            (
                "src-tauri/copy/tests/second_sales.rs",
                "an_order_says_whether_its_market_closed_or_resolved",
            ),
        ],
        Obstacle::KeychainLocked => &[
            (
                "src-tauri/engine/src/tests/keys.rs",
                "an_engine_without_its_key_can_be_looked_at_and_goes_on_when_it_is_there",
            ),
            (
                "src-tauri/vault/src/store/keychain_session.rs",
                "a_real_keychain_keeps_what_it_is_given_and_each_obstacle_is_named",
            ),
        ],
        Obstacle::KeyGone => &[(
            "src-tauri/engine/src/tests/keys.rs",
            "an_engine_without_its_key_can_be_looked_at_and_goes_on_when_it_is_there",
        )],
        Obstacle::WrongWallet => &[
            (
                "src-tauri/engine/src/tests/keys.rs",
                "a_wallet_that_is_not_the_keys_fails_the_engine_in_words_of_its_own",
            ),
            (
                "src-tauri/polymarket/src/wallets/verdict.rs",
                "what_does_not_fit_is_a_doubt_that_says_so",
            ),
        ],
        Obstacle::NoBalance => &[
            (HERE, REFUSALS),
            (
                "src-tauri/copy/tests/sizing.rs",
                "a_purchase_that_lost_its_money_before_it_had_a_child_waits_for_the_balance",
            ),
        ],
        Obstacle::OwnLimits => &[
            (
                "src-tauri/engine/src/tests/test_order_limits.rs",
                "exposure_counts_what_is_held_already",
            ),
            (
                "src-tauri/api/src/tests/setup.rs",
                "a_test_order_that_the_saved_limits_do_not_allow_is_not_sent_and_goes_once_they_do",
            ),
            (
                "src-tauri/copy/tests/limits.rs",
                "two_orders_of_one_instant_keep_every_limit_together",
            ),
        ],
        Obstacle::ApiKeyTrap => &[
            (
                "src-tauri/engine/src/tests/test_order.rs",
                "a_refusal_says_its_step_and_takes_the_confirmation_back",
            ),
            (
                "src-tauri/polymarket/src/trading/key_trap.rs",
                "the_trap_is_known_by_its_words_and_the_cures_come_mildest_first",
            ),
        ],
        Obstacle::VersionChanged => &[
            (WIRE, WIRE_REFUSALS),
            (WIRE, WIRE_START),
            (HERE, REFUSALS),
            (
                "src-tauri/engine/src/live_watch.rs",
                "a_changed_platform_halts_and_says_what_changed",
            ),
        ],
    }
}

const HERE: &str = "src-tauri/api/src/tests/obstacles.rs";
/// Met by a live engine over TLS and a proxy.
const WIRE: &str = "tests/tests/network/obstacles.rs";
const WIRE_REFUSALS: &str = "what_the_venue_refuses_is_named_and_holds_and_is_got_over";
const WIRE_ACCOUNT: &str = "an_account_that_is_banned_lacks_an_approval_or_may_only_close_goes_on_when_that_is_over";
const WIRE_START: &str =
    "a_clock_a_region_and_a_version_are_looked_at_before_anything_is_sent_and_a_region_may_change_again";
const REFUSALS: &str = "a_refusal_that_is_an_obstacle_is_shown_as_such_and_got_over";

#[test]
fn each_obstacle_has_a_test_that_shows_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for obstacle in Obstacle::ALL {
        let tests = shown_by(obstacle);
        assert!(!tests.is_empty(), "{obstacle:?}");
        for (file, test) in tests {
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
            let named = [format!("fn {test}("), format!("it(\"{test}\"")];
            assert!(
                named.iter().any(|name| text.contains(name)),
                "{obstacle:?}: {test} is not in {file}"
            );
        }
    }
}

fn has_words(
    what: &str,
    Advice {
        code,
        what: said,
        way_out,
    }: Advice,
) {
    assert!(!code.is_empty(), "{what}");
    for words in [said, way_out] {
        assert!(words.en.ends_with('.') && words.fr.ends_with('.'), "{what}: {words:?}");
        assert_ne!(words.en, words.fr, "{what}");
        assert!(
            !words.en.contains('\'') && !words.fr.contains('\''),
            "{what}: an apostrophe is ’"
        );
    }
    assert_ne!(said, way_out, "{what}");
}

#[test]
fn each_obstacle_each_halt_and_each_reason_not_to_trade_says_what_happened_and_what_to_do() {
    let mut codes = BTreeSet::new();
    for obstacle in Obstacle::ALL {
        let advice = obstacle.advice();
        assert!(codes.insert(advice.code), "{} twice", advice.code);
        has_words(&format!("{obstacle:?}"), advice);
    }
    let (token, order) = (TokenId::new("7"), OrderHash::new("0x7"));
    let halts = [
        HaltReason::Stopped,
        HaltReason::Paused,
        HaltReason::DailyLoss,
        HaltReason::CashMissing,
        HaltReason::SharesMissing { token: token.clone() },
        HaltReason::SharesUnexplained { token: token.clone() },
        HaltReason::ForeignOrder { token, order },
        HaltReason::VenueMode,
        HaltReason::Clock,
        HaltReason::ClosedOnly,
        HaltReason::Authentication,
        HaltReason::Banned,
        HaltReason::Region,
        HaltReason::Version,
        HaltReason::DiskLow,
        HaltReason::NotWritten,
    ];
    let mut said = BTreeSet::new();
    for halt in &halts {
        has_words(halt.word(), of_halt(halt));
        assert!(said.insert(of_halt(halt).what.en), "{halt:?} is said as another is");
    }
    for cause in DownCause::ALL {
        has_words(cause.code().as_str(), of_down(cause));
    }
    for trouble in KeyStoreError::ALL {
        has_words(trouble.advice().code, trouble.advice());
    }
    let french = Obstacle::NoBalance.advice().text(Language::French);
    assert!(french.starts_with("Il n’y a pas assez d’argent"), "{french}");
}

/// As what a refusal is shown.
#[derive(Debug, Clone, Copy)]
enum Seen {
    Halt(HaltKind),
    Wait(WaitReason),
}

fn is_seen(api: &Api, engine: &EngineHandle, seen: Seen) -> bool {
    match seen {
        Seen::Halt(kind) => api.frame_now().halts.iter().any(|halt| halt.halt == kind),
        Seen::Wait(reason) => {
            let core = engine.core();
            let mut orders = core.state().orders.values();
            orders.any(|order| order.waiting == Some(reason))
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_that_is_an_obstacle_is_shown_as_such_and_got_over() {
    use Seen::{Halt, Wait};
    for (code, seen) in [
        (RefusalCode::Unavailable, Halt(HaltKind::VenueMode)),
        (RefusalCode::Authentication, Halt(HaltKind::Authentication)),
        (RefusalCode::Restricted, Halt(HaltKind::Banned)),
        (RefusalCode::ClosedOnly, Halt(HaltKind::ClosedOnly)),
        (RefusalCode::Region, Halt(HaltKind::Region)),
        (RefusalCode::Version, Halt(HaltKind::Version)),
        (RefusalCode::Balance, Wait(WaitReason::Balance)),
        (RefusalCode::Allowance, Wait(WaitReason::Allowance)),
        (RefusalCode::Tick, Wait(WaitReason::MarketFacts)),
        (RefusalCode::MarketClosed, Wait(WaitReason::MarketFacts)),
    ] {
        assert!(of_refusal(code).is_some(), "{code:?}");
        let stage = Stage::new();
        let engine = stage.0.copying().await;
        let api = stage.api(&engine);
        let refusal = Refusal {
            code,
            text: "as the venue says it".to_owned(),
            retry_after_ms: None,
        };
        stage.script.scene(|scene| scene.refusal = Some(refusal));
        stage.script.trades(Side::Buy, "100", "0.58").await;
        let begun = Instant::now();
        while !is_seen(&api, &engine, seen) {
            assert!(begun.elapsed() < PATIENCE, "{code:?} is not shown as {seen:?}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        stage.script.scene(|scene| scene.refusal = None);
        lift(&api, seen).await;
        // An account that may only close ends what it was to buy; everything else goes on by itself or once it is lifted.
        if code == RefusalCode::ClosedOnly {
            until(&engine, "the purchase has ended", |core| {
                core.state().orders.values().all(|order| order.end.is_some())
            })
            .await;
        } else {
            until(&engine, "the copy rests", is_live).await;
        }
        engine.shutdown().await;
    }
}

/// Lifts the halt by hand where that is how it goes; evidence may have been faster.
async fn lift(api: &Api, seen: Seen) {
    let Seen::Halt(kind) = seen else { return };
    let stands = api.frame_now().halts.into_iter().find(|halt| halt.halt == kind);
    if stands.is_some_and(|halt| halt.remedy == HaltRemedy::Lift) {
        let lifted = api.lift_halt(kind, None, None).await;
        assert!(
            lifted.as_ref().is_ok() || lifted.as_ref().is_err_and(|error| error.code == "not_found"),
            "{lifted:?}"
        );
    }
}
