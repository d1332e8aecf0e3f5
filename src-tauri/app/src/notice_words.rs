//! What a notification says: what happened in its title, where and with whom in its body, in either language.

use std::str::FromStr;

use pilotfish_copy::money::{Price, Rounding, Shares, Usd};
use pilotfish_engine::api::types::Announcement;

use crate::notices::Language;

/// Title and body of a notification: what happened; market, trader, what it came to, why.
pub(crate) fn words(language: Language, announcement: &Announcement) -> (String, String) {
    let event = match announcement.kind.as_str() {
        "filled" => language.pick("Filled", "Exécuté"),
        "partly_filled" => language.pick("Partly filled", "Exécuté en partie"),
        "cancelled" => language.pick("Cancelled", "Annulé"),
        "converted" => language.pick("Sent as a market order", "Envoyé au marché"),
        "refused" => language.pick("Order refused", "Ordre refusé"),
        "limit_reached" => language.pick("Limit reached", "Limite atteinte"),
        "connection_lost" => language.pick("Connection lost", "Connexion perdue"),
        "connection_back" => language.pick("Connected again", "Connexion rétablie"),
        _ => language.pick("Pilotfish needs you", "Pilotfish a besoin de vous"),
    };
    let amounts = Amounts::of(announcement);
    let figures: Vec<String> = [
        announcement.side.clone(),
        announcement.outcome.as_ref().map(|outcome| outcome.to_uppercase()),
        amounts.shares.map(|shares| shown_shares(language, shares)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut title = event.to_owned();
    if !figures.is_empty() {
        title = format!("{title} – {}", figures.join(" "));
    }
    if let Some(price) = amounts.price {
        title = format!("{title} @ {}", shown_price(language, price));
    }
    let total = amounts.total().map(|total| shown_usd(language, total));
    let reason = announcement.reason.as_deref().and_then(|word| reason(language, word));
    let body: Vec<&str> = [
        announcement.market.as_deref(),
        announcement.trader.as_deref(),
        total.as_deref(),
        reason,
    ]
    .into_iter()
    .flatten()
    .collect();
    (title, body.join(" · "))
}

/// The figures of an announcement, as far as it has them.
struct Amounts {
    shares: Option<Shares>,
    price: Option<Price>,
    is_fill: bool,
}

impl Amounts {
    fn of(announcement: &Announcement) -> Self {
        Self {
            shares: parsed(announcement.shares.as_ref()),
            price: parsed(announcement.price.as_ref()),
            is_fill: matches!(announcement.kind.as_str(), "filled" | "partly_filled"),
        }
    }

    /// What a fill cost or brought without its fee, USD. What did not fill came to nothing.
    fn total(&self) -> Option<Usd> {
        let (shares, price) = (self.shares?, self.price?);
        self.is_fill.then(|| shares.value(price, Rounding::HalfUp))
    }
}

fn parsed<T: FromStr>(text: Option<&String>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
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
fn shown_usd(language: Language, usd: Usd) -> String {
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

/// A reason's stable word as a person says it; a word without one is left to the window.
fn reason(language: Language, word: &str) -> Option<&'static str> {
    let (english, french) = match word {
        "turned_round" => ("the trader turned round", "le trader a fait demi-tour"),
        "cancelled_by_user" => ("you cancelled it", "vous l’avez annulé"),
        "follow_off" => ("the follow was switched off", "le suivi a été coupé"),
        "stopped" => ("everything was stopped", "tout a été arrêté"),
        "market_closed" => ("the market closed", "le marché a fermé"),
        "market_resolved" => ("the market resolved", "le marché est résolu"),
        "rest_below_minimum" => ("the rest is below the minimum", "le reste est sous le minimum"),
        "refused" | "other" => ("Polymarket refused it", "Polymarket l’a refusé"),
        "balance" => ("the balance does not do", "le solde ne suffit pas"),
        "allowance" => ("an approval is missing", "une autorisation manque"),
        "minimum_size" | "minimum_value" => ("below Polymarket’s minimum", "sous le minimum de Polymarket"),
        "disconnected" => ("Polymarket does not answer", "Polymarket ne répond pas"),
        "unreconciled" => ("books and Polymarket disagree", "comptes et Polymarket diffèrent"),
        _ => return None,
    };
    Some(match language {
        Language::English => english,
        Language::French => french,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill() -> Announcement {
        Announcement {
            kind: "filled".into(),
            side: Some("BUY".into()),
            shares: Some("10.3043".into()),
            price: Some("0.637".into()),
            outcome: Some("Yes".into()),
            market: Some("Fed rate cut?".into()),
            trader: Some("25usdc".into()),
            ..Announcement::default()
        }
    }

    fn said(language: Language, announcement: &Announcement) -> [String; 2] {
        let (title, body) = words(language, announcement);
        [title, body]
    }

    #[test]
    fn a_fill_is_told_in_cents_with_what_it_came_to() {
        assert_eq!(
            said(Language::English, &fill()),
            ["Filled – BUY YES 10.30 @ 63.7¢", "Fed rate cut? · 25usdc · $6.56"]
        );
        assert_eq!(
            said(Language::French, &fill()),
            [
                "Exécuté – BUY YES 10,30 @ 63,7\u{a0}¢",
                "Fed rate cut? · 25usdc · 6,56\u{a0}$"
            ]
        );
        let round = Announcement {
            shares: Some("12".into()),
            price: Some("0.53".into()),
            ..fill()
        };
        assert_eq!(
            said(Language::English, &round),
            ["Filled – BUY YES 12 @ 53¢", "Fed rate cut? · 25usdc · $6.36"]
        );
    }

    #[test]
    fn a_cancelled_order_says_why_and_came_to_nothing() {
        let cancelled = Announcement {
            kind: "cancelled".into(),
            reason: Some("turned_round".into()),
            ..fill()
        };
        let [_, body] = said(Language::English, &cancelled);
        assert_eq!(body, "Fed rate cut? · 25usdc · the trader turned round");
        assert!(said(Language::French, &cancelled)[1].ends_with("demi-tour"));
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let lost = Announcement {
            kind: "connection_lost".into(),
            ..Announcement::default()
        };
        assert_eq!(said(Language::English, &lost), ["Connection lost", ""]);
    }
}
