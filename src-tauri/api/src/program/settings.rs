//! Settings: the program's own in their file, the limits in the core.

use std::sync::{MutexGuard, PoisonError};

use pilotfish_copy::Core;
use pilotfish_copy::entity::GlobalLimits;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::money::Usd;
use pilotfish_copy::risk::headroom;
use pilotfish_engine::{Mode, Topic, accounts, log_levels};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::diagnostics::metrics::PORT_LEAST;
use crate::numbers::tenths;
use crate::program::preferences::{Preferences, SettingsFile, minute_of_day};
use crate::risk::weigh::{Change, weigh};
use crate::types::{ErrorCode, GlobalLimit, LimitRoom, LimitsView, LockAfter, Settings};
use crate::window_lock::idle::Moment;
use crate::{Api, ApiResult, problem};

/// The most any limit in USD may be.
pub(crate) const USD_MOST: Usd = Usd::dollars(100_000_000);
/// The most orders that may be open at once.
pub(crate) const ORDERS_MOST: u32 = 10_000;
/// The most of the balance that may be kept back, tenths of a percent.
const RESERVE_MOST: u16 = 1_000;

impl Api {
    /// Everything in Settings.
    ///
    /// Before there is an engine the limits are the defaults; when there is one, `Topic::All` is touched.
    ///
    /// # Errors
    /// Never now: the window's language and theme must be there whatever else is not.
    pub async fn settings(&self) -> ApiResult<Settings> {
        let limits = self
            .engine()
            .map(|engine| engine.core().state().control.limits.clone())
            .unwrap_or_else(|_| first_limits(self.mode()));
        Ok(shown(self.preferences(), &limits))
    }

    /// Saves everything in Settings, and returns it as it is now. In live it asks before a limit allows more.
    ///
    /// # Errors
    /// `unknown_choice`, `invalid_number` and `out_of_range` name the field; `no_app_passphrase` for a lock that nothing would open, the
    /// key store's where nobody can say; those of a question that is not answered with yes; the engine's: nothing is saved then.
    /// `shortcut_taken` and `cannot_here` of the key that stops everything; `metrics` when figures cannot be offered; `folder` when the
    /// file, or the entry that starts with the computer, cannot be written: the limits hold by then.
    pub async fn save_settings(&self, settings: Settings) -> ApiResult<Settings> {
        let engine = self.engine()?;
        let Settings { preferences, limits } = settings;
        check(&preferences)?;
        let limits = self::limits(&limits)?;
        if preferences.lock_after != LockAfter::Never && self.preferences().lock_after != preferences.lock_after {
            self.can_be_opened_again().await?;
        }
        self.allow(|| {
            let core = engine.core();
            let old = &core.state().control.limits;
            weigh(self.at_stake(), &Change::Limits { old, new: &limits })
        })
        .await?;
        if engine.core().state().control.limits != limits {
            engine.ask(UserInput::SetLimits { limits }).await?;
        }
        // Somebody is at it: the time until it locks itself does not begin before it is set.
        self.shared.together.lock.used(Moment::now());
        if self.preferences().start_at_login != preferences.start_at_login {
            self.host()?.start_at_login(preferences.start_at_login)?;
        }
        self.offer_metrics(preferences.metrics_offered()).await?;
        if self.preferences().log_level != preferences.log_level {
            log_levels::set(preferences.log_level.filter());
        }
        if self.preferences().stop_shortcut != preferences.stop_shortcut {
            self.host()?.stop_shortcut(preferences.stop_shortcut).await?;
        }
        if self.preferences() != preferences {
            let mut file = self.settings_file();
            let changed = SettingsFile {
                preferences,
                ..file.clone()
            };
            changed.save(&self.shared.home)?;
            *file = changed;
        }
        self.shared.bus.touch([Topic::Settings]);
        self.settings().await
    }

    /// What other limits over all follows would leave room for: those that differ from the ones that hold. Nothing is saved.
    ///
    /// # Errors
    /// `invalid_number` and `out_of_range` name the field; the engine's.
    pub async fn preview_limits(&self, limits: LimitsView) -> ApiResult<Vec<LimitRoom>> {
        let then = self::limits(&limits)?;
        let engine = self.engine()?;
        let now = engine.now().unwrap_or_default();
        Ok(rooms(&engine.core(), now, &then))
    }

    /// Whether a closed window's leaving the engine running is still to be explained: once, and kept from then on.
    pub fn first_time_in_tray(&self) -> bool {
        let mut file = self.settings_file();
        let first = !file.told_of_tray;
        file.told_of_tray = true;
        if first && let Err(error) = file.save(&self.shared.home) {
            // It is told once more the next time: no harm.
            tracing::warn!(%error, "what was told could not be kept");
        }
        first
    }

    /// The program's own settings, also where no engine runs.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        self.settings_file().preferences.clone()
    }

    pub(crate) fn settings_file(&self) -> MutexGuard<'_, SettingsFile> {
        self.shared
            .together
            .settings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn rooms(core: &Core, now: VenueMs, then: &GlobalLimits) -> Vec<LimitRoom> {
    let held = &core.state().control.limits;
    let money = |limit, before: Usd, after: Usd, used: Usd| {
        let left = |whole: Usd| (whole - used).at_least(Usd::ZERO).to_string();
        (before != after).then(|| LimitRoom {
            limit,
            before: before.to_string(),
            after: after.to_string(),
            used: used.to_string(),
            left_before: left(before),
            left_after: left(after),
        })
    };
    let open = core.state().sums().open_orders();
    let (before, after) = (held.max_open_orders, then.max_open_orders);
    let left = |whole: u32| u64::from(whole).saturating_sub(open).to_string();
    let orders = (before != after).then(|| LimitRoom {
        limit: GlobalLimit::OpenOrders,
        before: before.to_string(),
        after: after.to_string(),
        used: open.to_string(),
        left_before: left(before),
        left_after: left(after),
    });
    let spent = headroom::spent_today(core.state(), now);
    let money = [
        money(
            GlobalLimit::DailySpend,
            held.max_daily_spend,
            then.max_daily_spend,
            spent,
        ),
        money(
            GlobalLimit::Exposure,
            held.max_exposure,
            then.max_exposure,
            accounts::exposure(core, None),
        ),
    ];
    money.into_iter().chain([orders]).flatten().collect()
}

/// With what limits an engine of that mode begins: what is shown while none is there.
fn first_limits(mode: Mode) -> GlobalLimits {
    match mode {
        Mode::Demo => GlobalLimits::of_demo(),
        Mode::Paper | Mode::Live => GlobalLimits::default(),
    }
}

fn shown(preferences: Preferences, limits: &GlobalLimits) -> Settings {
    Settings {
        preferences,
        limits: limits_view(limits),
    }
}

/// The limits as they are shown.
pub(crate) fn limits_view(limits: &GlobalLimits) -> LimitsView {
    LimitsView {
        max_exposure: limits.max_exposure.to_string(),
        max_daily_spend: limits.max_daily_spend.to_string(),
        max_open_orders: limits.max_open_orders,
        reserve: tenths(i64::from(limits.reserve_tenths)),
        max_daily_loss: limits.max_daily_loss.unwrap_or(Usd::ZERO).to_string(),
    }
}

/// That the quiet hours are times, and the port is one that a program may have.
fn check(chosen: &Preferences) -> ApiResult<()> {
    if chosen.metrics_port < PORT_LEAST {
        return Err(problem(
            ErrorCode::OutOfRange,
            format!("metricsPort: from {PORT_LEAST} to {}", u16::MAX),
        ));
    }
    time("quietFrom", &chosen.quiet_from)?;
    time("quietUntil", &chosen.quiet_until)
}

fn time(field: &str, given: &str) -> ApiResult<()> {
    if minute_of_day(given).is_some() {
        return Ok(());
    }
    Err(problem(
        ErrorCode::UnknownChoice,
        format!("{field}: {given:?} is no time of the form HH:MM"),
    ))
}

/// From what the window sends.
pub(crate) fn limits(view: &LimitsView) -> ApiResult<GlobalLimits> {
    if view.max_open_orders > ORDERS_MOST {
        return Err(problem(
            ErrorCode::OutOfRange,
            format!("maxOpenOrders: at most {ORDERS_MOST}"),
        ));
    }
    Ok(GlobalLimits {
        max_exposure: usd("maxExposure", &view.max_exposure)?,
        max_daily_spend: usd("maxDailySpend", &view.max_daily_spend)?,
        max_open_orders: view.max_open_orders,
        reserve_tenths: reserve(&view.reserve)?,
        max_daily_loss: Some(usd("maxDailyLoss", &view.max_daily_loss)?).filter(|usd| *usd > Usd::ZERO),
    })
}

fn usd(field: &str, text: &str) -> ApiResult<Usd> {
    let value: Usd = text
        .parse()
        .map_err(|_| problem(ErrorCode::InvalidNumber, format!("{field}: {text:?} is no amount")))?;
    if value < Usd::ZERO || value > USD_MOST {
        return Err(problem(ErrorCode::OutOfRange, format!("{field}: from 0 to {USD_MOST}")));
    }
    Ok(value)
}

fn reserve(text: &str) -> ApiResult<u16> {
    let bad = || {
        problem(
            ErrorCode::InvalidNumber,
            format!("reserve: {text:?} is no percentage with one decimal"),
        )
    };
    let percent: Decimal = text.trim().trim_end_matches('%').trim().parse().map_err(|_| bad())?;
    let tenths = percent
        .checked_mul(Decimal::TEN)
        .filter(|tenths| tenths.fract().is_zero())
        .ok_or_else(bad)?;
    tenths
        .to_u16()
        .filter(|tenths| *tenths <= RESERVE_MOST)
        .ok_or_else(|| problem(ErrorCode::OutOfRange, "reserve: from 0 to 100 percent".to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn settings() -> Settings {
        shown(Preferences::default(), &GlobalLimits::default())
    }

    #[test]
    fn what_is_shown_reads_back_the_same() {
        let shown = settings();
        assert_eq!(limits(&shown.limits).unwrap(), GlobalLimits::default());
        assert_eq!(shown.preferences, Preferences::default());
        assert!(check(&shown.preferences).is_ok());
        assert_eq!(
            (shown.limits.reserve.as_str(), shown.limits.max_exposure.as_str()),
            ("5.0", "1500")
        );
    }

    #[test]
    fn bad_limits_are_refused_by_name() {
        let with = |change: fn(&mut LimitsView)| {
            let mut view = settings().limits;
            change(&mut view);
            limits(&view).unwrap_err()
        };
        type Change = fn(&mut LimitsView);
        let cases: [(Change, &str, &str); 5] = [
            (
                |view| view.max_exposure = "-1".to_owned(),
                "out_of_range",
                "maxExposure",
            ),
            (
                |view| view.max_daily_spend = "much".to_owned(),
                "invalid_number",
                "maxDailySpend",
            ),
            (|view| view.max_open_orders = 10_001, "out_of_range", "maxOpenOrders"),
            (|view| view.reserve = "5.55".to_owned(), "invalid_number", "reserve"),
            (|view| view.reserve = "101".to_owned(), "out_of_range", "reserve"),
        ];
        for (change, code, field) in cases {
            let error = with(change);
            assert_eq!(error.code, code, "{}", error.detail);
            assert!(error.detail.starts_with(field), "{}", error.detail);
        }
        let low = Preferences {
            metrics_port: 80,
            ..Preferences::default()
        };
        let error = check(&low).unwrap_err();
        assert!(
            error.code == "out_of_range" && error.detail.starts_with("metricsPort"),
            "{}",
            error.detail
        );
        let odd = Preferences {
            quiet_until: "25:00".to_owned(),
            ..Preferences::default()
        };
        let error = check(&odd).unwrap_err();
        assert!(
            error.code == "unknown_choice" && error.detail.starts_with("quietUntil"),
            "{}",
            error.detail
        );
    }
}
