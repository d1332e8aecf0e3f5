//! What a notification says: what happened in its title, where and with whom in its body, in either language.

use std::str::FromStr;

use pilotfish_api::plain;
use pilotfish_api::types::Announcement;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};
use pilotfish_vault::words::Language;

/// The most letters of a name and of a market's question.
const NAME_MOST: usize = 40;
const MARKET_MOST: usize = 140;

/// Title and body of a notification: what happened; market, trader, what it came to, why. What others wrote is one line of letters.
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
        "halted" => language.pick("Something is held back", "Quelque chose est retenu"),
        "lifted" => language.pick("It goes on", "Cela reprend"),
        "trader_moved" => language.pick("A trader moved something", "Un trader a déplacé quelque chose"),
        _ => language.pick("Pilotfish needs you", "Pilotfish a besoin de vous"),
    };
    let amounts = Amounts::of(announcement);
    let figures: Vec<String> = [
        announcement.side.clone(),
        announcement
            .outcome
            .as_ref()
            .map(|outcome| plain(outcome, NAME_MOST).to_uppercase()),
        amounts.shares.map(|shares| shown_shares(language, shares)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let named = limit_reached(language, announcement);
    let mut title = named.unwrap_or_else(|| event.to_owned());
    if !figures.is_empty() {
        title = format!("{title} – {}", figures.join(" "));
    }
    if let Some(price) = amounts.price {
        title = format!("{title} @ {}", shown_price(language, price));
    }
    let total = amounts.total().map(|total| shown_usd(language, total));
    let reason = announcement.reason.as_deref().and_then(|word| reason(language, word));
    let also = (announcement.also > 0).then(|| others(language, announcement.also));
    let market = announcement.market.as_deref().map(|market| plain(market, MARKET_MOST));
    let trader = announcement.trader.as_deref().map(|trader| plain(trader, NAME_MOST));
    let body: Vec<&str> = [
        market.as_deref(),
        trader.as_deref(),
        total.as_deref(),
        reason,
        also.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect();
    (title, body.join(" · "))
}

/// Which limit was reached, and how much it is: "Daily spending limit of $300 reached".
fn limit_reached(language: Language, announcement: &Announcement) -> Option<String> {
    if announcement.kind != "limit_reached" {
        return None;
    }
    let figure = announcement.limit.as_ref();
    let usd = || parsed(figure).map(|usd| shown_usd(language, usd));
    let (english, french, value) = match announcement.reason.as_deref()? {
        "order_limit" => ("Limit per order", "Limite par ordre", usd()),
        "market_limit" => ("Limit per market", "Limite par marché", usd()),
        "follow_limit" => ("Limit of this follow", "Limite de ce suivi", usd()),
        "exposure_limit" => ("Total exposure limit", "Limite d’exposition totale", usd()),
        "daily_spend" => ("Daily spending limit", "Limite de dépense par jour", usd()),
        "open_orders" => ("Limit of open orders", "Limite d’ordres ouverts", figure.cloned()),
        "balance" => {
            let what = language.pick("Balance used up down to its reserve", "Solde épuisé jusqu’à la réserve");
            return Some(what.to_owned());
        }
        _ => return None,
    };
    Some(match (language, value) {
        (Language::English, Some(value)) => format!("{english} of {value} reached"),
        (Language::English, None) => format!("{english} reached"),
        (Language::French, Some(value)) => format!("{french} de {value} atteinte"),
        (Language::French, None) => format!("{french} atteinte"),
    })
}

/// What else one cause moved.
fn others(language: Language, count: u32) -> String {
    match (language, count) {
        (Language::English, _) => format!("and {count} more"),
        (Language::French, 1) => "et 1 autre".to_owned(),
        (Language::French, _) => format!("et {count} autres"),
    }
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
        "expired" => ("it was not filled in its time", "il n’a pas été exécuté à temps"),
        "limit_used_up" => ("its own limit is used up", "sa limite est épuisée"),
        "price_band" => ("the price is outside the band", "le prix est hors de la bande"),
        "too_close_to_resolution" => ("the market resolves too soon", "le marché se résout trop tôt"),
        "filtered" => (
            "its category or words are left out",
            "sa catégorie ou ses mots sont exclus",
        ),
        "side_not_copied" => ("purchases are not copied any more", "les achats ne sont plus copiés"),
        "closed_by_user" => ("you closed the position", "vous avez fermé la position"),
        "nothing_left" => ("nothing is left to sell", "il ne reste rien à vendre"),
        "wallet_moved" | "wallet_migrated" => (
            "the trader moved to another wallet",
            "le trader a changé de portefeuille",
        ),
        "daily_loss" => (
            "the day’s loss limit is reached",
            "la limite de perte du jour est atteinte",
        ),
        "cash_missing" => ("cash is missing at Polymarket", "de l’argent manque à Polymarket"),
        "shares_missing" => ("shares are missing at Polymarket", "des parts manquent à Polymarket"),
        "shares_unexplained" => (
            "Polymarket shows shares that Pilotfish did not buy",
            "Polymarket montre des parts que Pilotfish n’a pas achetées",
        ),
        "foreign_order" => (
            "an order in the account is not Pilotfish’s",
            "un ordre du compte ne vient pas de Pilotfish",
        ),
        "venue_mode" => (
            "Polymarket takes no orders for now",
            "Polymarket ne prend pas d’ordres pour l’instant",
        ),
        "clock" => ("the clocks disagree", "les horloges diffèrent"),
        "closed_only" => (
            "the account may only close positions",
            "le compte ne peut que fermer des positions",
        ),
        "authentication" => ("Polymarket refuses the key", "Polymarket refuse la clé"),
        "banned" | "restricted" => ("the account is banned", "le compte est banni"),
        "region" => (
            "trading is not allowed where you are",
            "le trading n’est pas permis là où vous êtes",
        ),
        "version" => (
            "Polymarket wants a newer Pilotfish",
            "Polymarket exige un Pilotfish plus récent",
        ),
        "disk_low" => ("the disk is nearly full", "le disque est presque plein"),
        "not_written" => ("the disk takes nothing any more", "le disque n’accepte plus rien"),
        "moved_away" => (
            "shares left without a trade; your copy is not sold",
            "des parts sont parties sans trade ; votre copie n’est pas vendue",
        ),
        "came_in" => (
            "shares came without a trade; they are not copied",
            "des parts sont venues sans trade ; elles ne sont pas copiées",
        ),
        "list_doubted" => (
            "a list of their positions is doubted",
            "une liste de ses positions est mise en doute",
        ),
        "token_migrated" => (
            "a position moved to another token",
            "une position est passée à un autre jeton",
        ),
        "order_unknown" => ("an order’s fate is unknown", "le sort d’un ordre est inconnu"),
        "trade_disputed" => ("a trade cannot be booked", "un trade ne peut être comptabilisé"),
        "market_disputed" => (
            "facts of a market cannot be true",
            "des données d’un marché sont impossibles",
        ),
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
    fn a_limit_that_was_reached_is_named_with_its_figure() {
        let of = |reason: &str, limit: Option<&str>| Announcement {
            kind: "limit_reached".into(),
            reason: Some(reason.into()),
            limit: limit.map(str::to_owned),
            trader: Some("fadethis".into()),
            ..Announcement::default()
        };
        let daily = of("daily_spend", Some("300"));
        assert_eq!(
            said(Language::English, &daily),
            ["Daily spending limit of $300.00 reached", "fadethis"]
        );
        assert_eq!(
            said(Language::French, &daily)[0],
            "Limite de dépense par jour de 300,00\u{a0}$ atteinte"
        );
        assert_eq!(
            said(Language::English, &of("open_orders", Some("50")))[0],
            "Limit of open orders of 50 reached"
        );
        assert_eq!(
            said(Language::English, &of("balance", Some("0.40")))[0],
            "Balance used up down to its reserve"
        );
        let limits = pilotfish_copy::entity::GateName::ALL_LIMITS;
        for gate in limits {
            let word = serde_json::to_value(gate).ok();
            let word = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
            for language in [Language::English, Language::French] {
                let [title, _] = said(language, &of(word, None));
                assert!(
                    !["Limit reached", "Limite atteinte"].contains(&title.as_str()),
                    "{word} is not named"
                );
            }
        }
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
    fn a_halt_and_a_traders_move_say_why() {
        let halted = Announcement {
            kind: "halted".into(),
            reason: Some("shares_missing".into()),
            market: Some("Fed rate cut?".into()),
            ..Announcement::default()
        };
        assert_eq!(
            said(Language::English, &halted),
            [
                "Something is held back",
                "Fed rate cut? · shares are missing at Polymarket"
            ]
        );
        let moved = Announcement {
            kind: "trader_moved".into(),
            reason: Some("wallet_migrated".into()),
            trader: Some("25usdc".into()),
            ..Announcement::default()
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
    fn what_others_wrote_is_one_short_line() {
        let odd = Announcement {
            market: Some("Will it\nrain?\u{202e}".into()),
            trader: Some("x".repeat(500)),
            outcome: Some("y\te\u{200b}s".into()),
            ..fill()
        };
        let [title, body] = said(Language::English, &odd);
        assert_eq!(title, "Filled – BUY Y ES 10.30 @ 63.7¢");
        assert_eq!(body, format!("Will it rain? · {}… · $6.56", "x".repeat(39)));
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
