//! The lines of a question: whom it is about, what is allowed from then on, and amounts, in both languages.

use pilotfish_copy::entity::{BelowMinimum, FollowSettings, GlobalLimits, HaltReason, Style};
use pilotfish_copy::money::{Percentage, Price, Usd};
use pilotfish_vault::words::Said;

use crate::obstacles::of_halt;
use crate::remote_text::{plain_market, plain_name};
use crate::risk::weigh::Who;
use crate::risk::widened::{WiderFollow, buys, sells};

pub(super) fn said(en: impl Into<String>, fr: impl Into<String>) -> Said {
    Said::new(en, fr)
}

pub(super) fn trader_lines(who: Who<'_>) -> Vec<Said> {
    let name = plain_name(who.name);
    let mut lines = Vec::new();
    if !name.is_empty() && !who.wallet.as_str().eq_ignore_ascii_case(&name) {
        lines.push(said(
            format!("Trader: “{name}” (self-chosen name)"),
            format!("Trader : « {name} » (nom choisi par lui)"),
        ));
    }
    lines.push(said(
        format!("Address: {}", who.wallet),
        format!("Adresse : {}", who.wallet),
    ));
    lines
}

pub(super) fn market_line(market: Option<&str>) -> Option<Said> {
    let market = plain_market(market?);
    (!market.is_empty()).then(|| said(format!("Market: “{market}”"), format!("Marché : « {market} »")))
}

pub(super) fn limit_lines(limits: &GlobalLimits) -> Vec<Said> {
    let (exposure, daily) = (usd(limits.max_exposure), usd(limits.max_daily_spend));
    let loss = loss(limits.max_daily_loss);
    vec![
        said(
            format!("Limits: {} in total, {} a day", exposure.en, daily.en),
            format!("Limites : {} au total, {} par jour", exposure.fr, daily.fr),
        ),
        said(
            format!("Daily loss stop: {}", loss.en),
            format!("Stop sur perte quotidienne : {}", loss.fr),
        ),
    ]
}

pub(super) fn settings_lines(settings: &FollowSettings) -> Vec<Said> {
    let share = percentage(settings.percentage);
    let (order, market, total) = (
        usd(settings.max_order),
        usd(settings.max_market),
        usd(settings.max_total),
    );
    let (slippage, least, most) = (
        price(settings.max_slippage),
        price(settings.price_min),
        price(settings.price_max),
    );
    let mut lines = vec![
        said(
            format!("Copy size: {} of each trade", share.en),
            format!("Taille de copie : {} de chaque trade", share.fr),
        ),
        said(
            format!(
                "Limits: {} per order, {} per market, {} in total",
                order.en, market.en, total.en
            ),
            format!(
                "Limites : {} par ordre, {} par marché, {} au total",
                order.fr, market.fr, total.fr
            ),
        ),
        said(
            format!(
                "Prices from {} to {}, up to {} worse than theirs",
                least.en, most.en, slippage.en
            ),
            format!(
                "Prix de {} à {}, jusqu’à {} de moins bien que les siens",
                least.fr, most.fr, slippage.fr
            ),
        ),
    ];
    if settings.style == Style::Fast {
        lines.push(wider_line(&WiderFollow::Fast));
    }
    if !sells(settings.copy) {
        lines.push(wider_line(&WiderFollow::NoSales));
    }
    if !buys(settings.copy) {
        lines.push(said("Only their sells are copied.", "Seules ses ventes sont copiées."));
    }
    if settings.below_minimum == BelowMinimum::Accumulate {
        lines.push(wider_line(&WiderFollow::Accumulates));
    }
    if settings.copy_existing {
        lines.push(wider_line(&WiderFollow::CopyExisting));
    }
    lines
}

pub(super) fn wider_line(wider: &WiderFollow) -> Said {
    let minutes = |minutes: i64| said(format!("{minutes} min"), format!("{minutes} min"));
    match wider {
        WiderFollow::Percentage(old, new) => {
            change("Copy size", "Taille de copie", (&percentage(*old), &percentage(*new)))
        }
        WiderFollow::MaxOrder(old, new) => change("Limit per order", "Limite par ordre", (&usd(*old), &usd(*new))),
        WiderFollow::MaxMarket(old, new) => change("Limit per market", "Limite par marché", (&usd(*old), &usd(*new))),
        WiderFollow::MaxTotal(old, new) => change("Limit in total", "Limite au total", (&usd(*old), &usd(*new))),
        WiderFollow::MaxSlippage(old, new) => change("Max slippage", "Glissement max.", (&price(*old), &price(*new))),
        WiderFollow::PriceMin(old, new) => change("Min price", "Prix min.", (&price(*old), &price(*new))),
        WiderFollow::PriceMax(old, new) => change("Max price", "Prix max.", (&price(*old), &price(*new))),
        WiderFollow::MinutesToResolution(old, new) => change(
            "No buys this close to a market’s resolution",
            "Pas d’achat à moins de ce délai de la résolution",
            (&minutes(*old), &minutes(*new)),
        ),
        WiderFollow::PurchaseAge(old, new) => change(
            "Max age of a copied trade",
            "Âge max. d’un trade copié",
            (&minutes(*old), &minutes(*new)),
        ),
        WiderFollow::PurchaseEnds(old, new) => change(
            "Buys are abandoned after",
            "Les achats sont abandonnés après",
            (&minutes(*old), &minutes(*new)),
        ),
        WiderFollow::Fast => said(
            "Orders go to market straight away.",
            "Les ordres partent directement au marché.",
        ),
        WiderFollow::Buys => said(
            "Their buys are copied from now on.",
            "Ses achats sont copiés à partir de maintenant.",
        ),
        WiderFollow::NoSales => said(
            "Their sells are not copied: you keep your position.",
            "Ses ventes ne sont pas copiées : vous gardez votre position.",
        ),
        WiderFollow::Accumulates => said(
            "Trades too small to copy are combined and bought.",
            "Les trades trop petits pour être copiés sont cumulés et achetés.",
        ),
        WiderFollow::Categories => said(
            "Markets in more categories are bought.",
            "Des marchés de plus de catégories sont achetés.",
        ),
        WiderFollow::Keywords => said(
            "Fewer keywords exclude a market.",
            "Moins de mots-clés excluent un marché.",
        ),
        WiderFollow::CopyExisting => said(
            "Their current positions are bought too.",
            "Ses positions actuelles sont achetées aussi.",
        ),
    }
}

/// What stands in the way.
pub(super) fn held_back_by(halt: &HaltReason) -> Said {
    of_halt(halt).what.into()
}

pub(super) fn change(en: &str, fr: &str, (old, new): (&Said, &Said)) -> Said {
    said(
        format!("{en}: {} instead of {}", new.en, old.en),
        format!("{fr} : {} au lieu de {}", new.fr, old.fr),
    )
}

pub(super) fn loss(limit: Option<Usd>) -> Said {
    limit.map_or_else(|| said("no limit", "aucune limite"), usd)
}

/// $1,500 and 1 500 $; cents where there are some, rounded up: more is never said to be less.
pub(super) fn usd(amount: Usd) -> Said {
    let cents = amount.micros().max(0).saturating_add(9_999) / 10_000;
    let (whole, rest) = (cents / 100, cents % 100);
    let figure = |between: &str, point: &str| {
        let whole = grouped(whole, between);
        if rest == 0 {
            whole
        } else {
            format!("{whole}{point}{rest:02}")
        }
    };
    said(
        format!("${}", figure(",", ".")),
        format!("{}\u{a0}$", figure("\u{202f}", ",")),
    )
}

fn grouped(whole: i64, between: &str) -> String {
    let digits = whole.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(between);
        }
        text.push(digit);
    }
    text
}

/// 2¢ and 2 ¢; fractions as they are.
fn price(price: Price) -> Said {
    let cents = rust_decimal::Decimal::new(price.micros(), 4).normalize().to_string();
    said(format!("{cents}¢"), format!("{}\u{a0}¢", comma(&cents)))
}

fn percentage(share: Percentage) -> Said {
    percent(share.tenths())
}

/// Tenths of a percent.
pub(super) fn percent(tenths: u16) -> Said {
    let text = rust_decimal::Decimal::new(i64::from(tenths), 1).normalize().to_string();
    said(format!("{text}%"), format!("{}\u{a0}%", comma(&text)))
}

pub(super) fn comma(number: &str) -> String {
    number.replace('.', ",")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn amounts_are_said_in_both_languages_and_never_as_less() {
        assert_eq!(usd(Usd::dollars(1_500)), said("$1,500", "1\u{202f}500\u{a0}$"));
        assert_eq!(usd(Usd::from_micros(1_000_001)), said("$1.01", "1,01\u{a0}$"));
        assert_eq!(usd(Usd::dollars(12_345_678)).en, "$12,345,678");
        assert_eq!(price(Price::from_micros(20_000)), said("2¢", "2\u{a0}¢"));
        assert_eq!(price(Price::from_micros(1_500)), said("0.15¢", "0,15\u{a0}¢"));
        assert_eq!(percent(51), said("5.1%", "5,1\u{a0}%"));
        assert_eq!(percent(200).en, "20%");
    }
}
