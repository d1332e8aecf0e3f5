//! What a notification says: what happened in its title, where and with whom in its body, in either language.

use pilotfish_api::plain;
use pilotfish_api::texts::{counted, filled, text};
use pilotfish_api::types::{AnnouncedEvent, Announcement, GateName, LimitFigure};
use pilotfish_copy::accounts::fill_value;
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_vault::words::Language;

/// The most letters of a name and of a market's question.
const NAME_MOST: usize = 40;
const MARKET_MOST: usize = 140;

/// Title and body of a notification: what happened; market, trader, what it came to, why. What others wrote is one line of letters.
pub(crate) fn words(language: Language, announcement: &Announcement) -> (String, String) {
    let figures: Vec<String> = [
        announcement
            .side
            .map(|side| text(language, "side", side.as_str()).to_owned()),
        announcement
            .outcome
            .as_ref()
            .map(|outcome| outcome_name(language, outcome).to_uppercase()),
        announcement.shares.map(|shares| shown_shares(language, shares)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut title = what(language, &announcement.event);
    if !figures.is_empty() {
        title = format!("{title} – {}", figures.join(" "));
    }
    if let Some(price) = announcement.price {
        title = format!("{title} @ {}", shown_price(language, price));
    }
    let total = total(announcement).map(|total| shown_usd(language, total));
    let also =
        (announcement.also > 0).then(|| counted(language, "notice", "also_one", "also_other", announcement.also));
    let market = announcement.market.as_deref().map(|market| plain(market, MARKET_MOST));
    let trader = announcement.trader.as_deref().map(|trader| plain(trader, NAME_MOST));
    let body: Vec<&str> = [
        market.as_deref(),
        trader.as_deref(),
        total.as_deref(),
        why(language, &announcement.event),
        also.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    (title, body.join(" · "))
}

/// "Yes" and "No" in the language; a name that somebody made up as one line of letters.
fn outcome_name(language: Language, outcome: &str) -> String {
    match outcome.to_lowercase().as_str() {
        "yes" => text(language, "outcome", "yes").to_owned(),
        "no" => text(language, "outcome", "no").to_owned(),
        _ => plain(outcome, NAME_MOST),
    }
}

/// What happened.
fn what(language: Language, event: &AnnouncedEvent) -> String {
    if let AnnouncedEvent::LimitReached { gate, limit } = event {
        return limit_reached(language, *gate, *limit);
    }
    kind(language, event).to_owned()
}

/// What kind of thing happened, with nothing of the account: all that is said while the window is locked.
pub(crate) fn kind(language: Language, event: &AnnouncedEvent) -> &'static str {
    let name = match event {
        AnnouncedEvent::Filled => "filled",
        AnnouncedEvent::PartlyFilled => "partly_filled",
        AnnouncedEvent::Cancelled { .. } => "cancelled",
        AnnouncedEvent::Converted => "converted",
        AnnouncedEvent::Refused { .. } => "refused",
        AnnouncedEvent::LimitReached { .. } => "limit_reached",
        AnnouncedEvent::Skipped { .. } => "skipped",
        AnnouncedEvent::ConnectionLost => "connection_lost",
        AnnouncedEvent::ConnectionBack => "connection_back",
        AnnouncedEvent::Halted { .. } => "halted",
        AnnouncedEvent::Lifted { .. } => "lifted",
        AnnouncedEvent::TraderMoved { .. } => "trader_moved",
        AnnouncedEvent::Redeemed { .. } => "redeemed",
        AnnouncedEvent::Trouble { .. } => "trouble",
    };
    text(language, "notice", name)
}

/// Why it happened, where that is not clear by itself.
fn why(language: Language, event: &AnnouncedEvent) -> Option<&'static str> {
    match event {
        AnnouncedEvent::Cancelled { reason } => Some(text(language, "end", reason.as_str())),
        AnnouncedEvent::Refused { reason } => Some(text(language, "refusal", reason.as_str())),
        AnnouncedEvent::Halted { halt } | AnnouncedEvent::Lifted { halt } => {
            Some(text(language, "halt", halt.as_str()))
        }
        AnnouncedEvent::Skipped { reason } => Some(text(language, "skip", reason.as_str())),
        AnnouncedEvent::TraderMoved { news } => Some(text(language, "news", news.as_str())),
        AnnouncedEvent::Trouble { code } => Some(text(language, "trouble", code.as_str())),
        AnnouncedEvent::Filled
        | AnnouncedEvent::PartlyFilled
        | AnnouncedEvent::Converted
        | AnnouncedEvent::LimitReached { .. }
        | AnnouncedEvent::Redeemed { .. }
        | AnnouncedEvent::ConnectionLost
        | AnnouncedEvent::ConnectionBack => None,
    }
}

/// Which limit was reached, and how much it is: "Daily spending limit of $300.00 reached".
fn limit_reached(language: Language, gate: GateName, limit: Option<LimitFigure>) -> String {
    let name = match gate {
        GateName::Balance => return text(language, "limit", "balance_used").to_owned(),
        GateName::OrderLimit
        | GateName::MarketLimit
        | GateName::FollowLimit
        | GateName::ExposureLimit
        | GateName::DailySpend
        | GateName::OpenOrders => text(language, "limit", gate.as_str()),
        // None of these is a limit that the core announces.
        GateName::Stopped
        | GateName::Paused
        | GateName::FollowOff
        | GateName::Sides
        | GateName::Age
        | GateName::MarketOpen
        | GateName::Filter
        | GateName::PriceBand
        | GateName::TimeToResolution
        | GateName::Held
        | GateName::Slippage
        | GateName::SelfCross
        | GateName::Minimum
        | GateName::DailyLoss
        | GateName::Halted => return text(language, "notice", "limit_reached").to_owned(),
    };
    let value = match limit {
        Some(LimitFigure::Usd { usd } | LimitFigure::Free { usd }) => shown_usd(language, usd),
        Some(LimitFigure::Orders { count }) => count.to_string(),
        None => return filled(language, "limit", "reached", &[("limit", name)]),
    };
    filled(language, "limit", "reached_at", &[("limit", name), ("value", &value)])
}

/// What a fill cost or brought without its fee, as the books have it, and what a redemption brought, USD. What did not fill came to
/// nothing.
fn total(announcement: &Announcement) -> Option<Usd> {
    if let AnnouncedEvent::Redeemed { usd } = announcement.event {
        return Some(usd);
    }
    let is_fill = matches!(
        announcement.event,
        AnnouncedEvent::Filled | AnnouncedEvent::PartlyFilled
    );
    let (side, shares, price) = (announcement.side?, announcement.shares?, announcement.price?);
    is_fill.then(|| fill_value(side.into(), shares, price))
}

/// 12, 10.30: to the hundredth, half up; whole ones without it.
fn shown_shares(language: Language, shares: Shares) -> String {
    let hundredths = (shares.micros() + 5_000).div_euclid(10_000);
    if hundredths % 100 == 0 {
        (hundredths / 100).to_string()
    } else {
        format!("{}{}{:02}", hundredths / 100, point(language), hundredths % 100)
    }
}

/// 53¢, 63.7¢: in cents to the tenth, half up, as prices are said; whole ones without it.
fn shown_price(language: Language, price: Price) -> String {
    let tenths = (price.micros() + 500).div_euclid(1_000);
    let unit = language.pick("¢", "\u{a0}¢");
    if tenths % 10 == 0 {
        format!("{}{unit}", tenths / 10)
    } else {
        format!("{}{}{}{unit}", tenths / 10, point(language), tenths % 10)
    }
}

/// $3.71, 3,71 $: to the cent, half up.
pub(crate) fn shown_usd(language: Language, usd: Usd) -> String {
    let cents = (usd.micros() + 5_000).div_euclid(10_000);
    let figure = format!("{}{}{:02}", cents / 100, point(language), cents % 100);
    match language {
        Language::English => format!("${figure}"),
        Language::French => format!("{figure}\u{a0}$"),
    }
}

const fn point(language: Language) -> char {
    match language {
        Language::English => '.',
        Language::French => ',',
    }
}

#[cfg(test)]
mod tests {
    use pilotfish_api::texts::has;
    use pilotfish_api::types::{EndReason, HaltKind, Side, SkipReason, TraderNewsKind};

    use super::*;

    fn of(event: AnnouncedEvent) -> Announcement {
        Announcement {
            event,
            order: None,
            side: None,
            shares: None,
            price: None,
            outcome: None,
            market: None,
            trader: None,
            follow: None,
            also: 0,
        }
    }

    fn fill() -> Announcement {
        Announcement {
            side: Some(Side::Buy),
            shares: "10.3043".parse().ok(),
            price: "0.637".parse().ok(),
            outcome: Some("Yes".into()),
            market: Some("Fed rate cut?".into()),
            trader: Some("25usdc".into()),
            ..of(AnnouncedEvent::Filled)
        }
    }

    fn said(language: Language, announcement: &Announcement) -> [String; 2] {
        let (title, body) = words(language, announcement);
        [title, body]
    }

    /// Half a millionth more, and the notice said a cent more than the history does.
    #[test]
    fn what_a_fill_came_to_is_what_the_books_say() {
        let sale = Announcement {
            side: Some(Side::Sell),
            shares: "2.009999".parse().ok(),
            price: "0.5".parse().ok(),
            ..fill()
        };
        let [_, body] = said(Language::English, &sale);
        assert!(body.ends_with("$1.00"), "{body}");
    }

    #[test]
    fn a_fill_is_told_in_cents_with_what_it_came_to() {
        let (buy, achat) = (
            text(Language::English, "side", "BUY"),
            text(Language::French, "side", "BUY"),
        );
        assert_eq!(
            said(Language::English, &fill()),
            [
                format!("Filled – {buy} YES 10.30 @ 63.7¢").as_str(),
                "Fed rate cut? · 25usdc · $6.56"
            ]
        );
        assert_eq!(
            said(Language::French, &fill()),
            [
                format!("Exécuté – {achat} OUI 10,30 @ 63,7\u{a0}¢").as_str(),
                "Fed rate cut? · 25usdc · 6,56\u{a0}$"
            ]
        );
        let round = Announcement {
            shares: "12".parse().ok(),
            price: "0.53".parse().ok(),
            ..fill()
        };
        assert_eq!(
            said(Language::English, &round),
            [
                format!("Filled – {buy} YES 12 @ 53¢").as_str(),
                "Fed rate cut? · 25usdc · $6.36"
            ]
        );
    }

    #[test]
    fn the_kind_of_what_happened_holds_nothing_of_the_account() {
        let limit = AnnouncedEvent::LimitReached {
            gate: GateName::DailySpend,
            limit: Some(LimitFigure::Usd { usd: Usd::dollars(300) }),
        };
        assert_eq!(kind(Language::English, &fill().event), "Filled");
        for language in [Language::English, Language::French] {
            let said = kind(language, &limit);
            assert_eq!(said, text(language, "notice", "limit_reached"));
            assert!(!said.chars().any(|letter| letter.is_ascii_digit()), "{said}");
        }
    }

    #[test]
    fn a_limit_that_was_reached_is_named_with_its_figure() {
        let of = |gate, limit| Announcement {
            trader: Some("fadethis".into()),
            ..of(AnnouncedEvent::LimitReached { gate, limit })
        };
        let usd = |dollars| LimitFigure::Usd {
            usd: Usd::dollars(dollars),
        };
        let daily = of(GateName::DailySpend, Some(usd(300)));
        assert_eq!(
            said(Language::English, &daily),
            ["Daily spending limit of $300.00 reached", "fadethis"]
        );
        assert_eq!(
            said(Language::French, &daily)[0],
            "Limite de dépense quotidienne de 300,00\u{a0}$ atteinte"
        );
        assert_eq!(
            said(
                Language::English,
                &of(GateName::OpenOrders, Some(LimitFigure::Orders { count: 50 }))
            )[0],
            "Open order limit of 50 reached"
        );
        assert_eq!(
            said(Language::English, &of(GateName::Balance, Some(usd(1))))[0],
            "Balance used down to the reserve"
        );
        for gate in pilotfish_copy::entity::GateName::ALL_LIMITS {
            for language in [Language::English, Language::French] {
                let [title, _] = said(language, &of(gate.into(), None));
                assert_ne!(
                    title,
                    text(language, "notice", "limit_reached"),
                    "{gate:?} is not named"
                );
                assert!(!title.contains('_'), "{title}");
            }
        }
    }

    #[test]
    fn a_cancelled_order_says_why_and_came_to_nothing() {
        let cancelled = Announcement {
            event: AnnouncedEvent::Cancelled {
                reason: EndReason::TurnedRound,
            },
            ..fill()
        };
        for language in [Language::English, Language::French] {
            let why = text(language, "end", "turned_round");
            assert_eq!(said(language, &cancelled)[1], format!("Fed rate cut? · 25usdc · {why}"));
        }
    }

    #[test]
    fn a_halt_and_a_traders_move_say_why() {
        let halted = Announcement {
            market: Some("Fed rate cut?".into()),
            ..of(AnnouncedEvent::Halted {
                halt: HaltKind::SharesMissing,
            })
        };
        let why = text(Language::English, "halt", "shares_missing");
        assert_eq!(
            said(Language::English, &halted),
            [
                text(Language::English, "notice", "halted").to_owned(),
                format!("Fed rate cut? · {why}")
            ]
        );
        let moved = Announcement {
            trader: Some("25usdc".into()),
            ..of(AnnouncedEvent::TraderMoved {
                news: TraderNewsKind::WalletMigrated,
            })
        };
        assert_eq!(
            said(Language::French, &moved)[1],
            "25usdc · le trader a changé de portefeuille"
        );
        let several = Announcement { also: 2, ..moved };
        assert!(said(Language::English, &several)[1].ends_with(" · and 2 more"));
        assert!(said(Language::French, &several)[1].ends_with(" · et 2 autres"));
    }

    #[test]
    fn a_missed_copy_says_what_was_missed_and_why() {
        let skipped = Announcement {
            side: Some(Side::Buy),
            outcome: Some("Yes".into()),
            market: Some("Fed rate cut?".into()),
            trader: Some("25usdc".into()),
            also: 2,
            ..of(AnnouncedEvent::Skipped {
                reason: SkipReason::TooOld,
            })
        };
        assert_eq!(
            said(Language::English, &skipped),
            [
                "Trade not copied – BUY YES",
                "Fed rate cut? · 25usdc · seen too late · and 2 more"
            ]
        );
        assert_eq!(
            said(Language::French, &skipped),
            [
                "Trade non copié – ACHAT OUI",
                "Fed rate cut? · 25usdc · vu trop tard · et 2 autres"
            ]
        );
        // Whatever the core tells has its words.
        for reason in pilotfish_copy::event::SkipReason::REFUSALS
            .into_iter()
            .chain([pilotfish_copy::event::SkipReason::TooOld])
            .filter(|reason| reason.is_missed())
        {
            for language in [Language::English, Language::French] {
                let reason = SkipReason::from(reason);
                assert!(has(language, "skip", reason.as_str()), "{reason:?}");
            }
        }
    }

    #[test]
    fn what_others_wrote_is_one_short_line() {
        let odd = Announcement {
            market: Some("Will it\nrain?\u{202e}".into()),
            trader: Some("x".repeat(500)),
            outcome: Some("y\te\u{200b}s".into()),
            ..fill()
        };
        let [title, body] = said(Language::English, &odd);
        let buy = text(Language::English, "side", "BUY");
        assert_eq!(title, format!("Filled – {buy} Y ES 10.30 @ 63.7¢"));
        assert_eq!(body, format!("Will it rain? · {}… · $6.56", "x".repeat(39)));
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let lost = of(AnnouncedEvent::ConnectionLost);
        assert_eq!(said(Language::English, &lost), ["Connection lost", ""]);
    }
}
