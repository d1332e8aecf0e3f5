//! The questions' words, in both languages. Amounts are said as they will hold; who is copied is said by the address in full, since
//! anybody may take anybody's name.

use pilotfish_copy::entity::{BelowMinimum, FollowSettings, GlobalLimits, HaltReason, Style};
use pilotfish_copy::money::{Percentage, Price, Shares, Usd};
use pilotfish_copy::wallet::{TradingAccount, WalletType};

use crate::remote_text::plain;
use crate::risk::weigh::Who;
use crate::risk::widened::{WiderFollow, WiderLimit, buys, sells};
use crate::risk::{Question, Said};

/// The most letters of a name.
const NAME_MOST: usize = 40;
/// The most letters of a market's question.
const MARKET_MOST: usize = 90;

fn said(en: impl Into<String>, fr: impl Into<String>) -> Said {
    Said {
        en: en.into(),
        fr: fr.into(),
    }
}

/// A question with its lines and the word that goes on.
fn question(title: Said, lines: Vec<Said>, yes: Said) -> Question {
    let text = |of: fn(&Said) -> &str| lines.iter().map(of).collect::<Vec<_>>().join("\n");
    Question {
        text: said(text(|line| &line.en), text(|line| &line.fr)),
        title,
        yes,
        no: said("Change nothing", "Ne rien changer"),
    }
}

pub(super) fn go_live(account: &TradingAccount, limits: &GlobalLimits) -> Question {
    let kind = match account.wallet_type {
        WalletType::Eoa => said("a plain account", "un compte simple"),
        WalletType::Proxy => said("a proxy wallet", "un portefeuille proxy"),
        WalletType::Safe => said("a Safe", "un Safe"),
        WalletType::Deposit => said("a deposit wallet", "un portefeuille de dépôt"),
    };
    let mut lines = vec![
        said(
            format!("Account: {} ({})", account.funder, kind.en),
            format!("Compte : {} ({})", account.funder, kind.fr),
        ),
        said(
            "Pilotfish then places orders with the money in it, also while its window is closed.",
            "Pilotfish place alors des ordres avec cet argent, même fenêtre fermée.",
        ),
    ];
    lines.extend(limit_lines(limits));
    question(
        said(
            "Trade with real money from now on?",
            "Trader désormais avec de l’argent réel ?",
        ),
        lines,
        said("Go live", "Passer au réel"),
    )
}

pub(super) fn start_again(limits: &GlobalLimits) -> Question {
    let mut lines = vec![said(
        "Everything was stopped. Traders are copied with real money again, and copied sales that waited go on.",
        "Tout était arrêté. Les traders sont de nouveau copiés avec de l’argent réel, et les ventes copiées en attente reprennent.",
    )];
    lines.extend(limit_lines(limits));
    question(
        said("Start again with real money?", "Reprendre avec de l’argent réel ?"),
        lines,
        said("Start again", "Reprendre"),
    )
}

pub(super) fn resume(limits: &GlobalLimits) -> Question {
    let mut lines = vec![said(
        "New copies were paused. They are bought with real money again.",
        "Les nouvelles copies étaient suspendues. Elles sont de nouveau achetées avec de l’argent réel.",
    )];
    lines.extend(limit_lines(limits));
    question(
        said(
            "Resume new copies with real money?",
            "Reprendre les copies avec de l’argent réel ?",
        ),
        lines,
        said("Resume", "Reprendre"),
    )
}

pub(super) fn lift_halt(halt: &HaltReason, market: Option<&str>) -> Question {
    let mut lines = vec![held_back_by(halt)];
    lines.extend(market_line(market));
    lines.push(said(
        "Orders with real money go on where it held them back. It comes back when its cause is seen again.",
        "Les ordres en argent réel qu’il retenait reprennent. Il revient si sa cause est vue de nouveau.",
    ));
    question(
        said("Lift what holds orders back?", "Lever ce qui retient des ordres ?"),
        lines,
        said("Lift it", "Lever"),
    )
}

pub(super) fn accept_difference(market: Option<&str>) -> Question {
    let mut lines = vec![match market {
        Some(_) => said(
            "Pilotfish’s books take over the number of shares that Polymarket shows.",
            "Les livres de Pilotfish reprennent le nombre de parts que montre Polymarket.",
        ),
        None => said(
            "Pilotfish’s books take over the cash that Polymarket shows.",
            "Les livres de Pilotfish reprennent l’argent que montre Polymarket.",
        ),
    }];
    lines.extend(market_line(market));
    lines.push(said(
        "Orders with real money that were held back by the difference go on.",
        "Les ordres en argent réel que la différence retenait reprennent.",
    ));
    question(
        said("Accept what Polymarket shows?", "Accepter ce que montre Polymarket ?"),
        lines,
        said("Accept", "Accepter"),
    )
}

pub(super) fn give_difference(to: Who<'_>, market: Option<&str>, shares: Shares, cost: Usd) -> Question {
    let mut lines = trader_lines(to);
    lines.extend(market_line(market));
    lines.push(said(
        format!("Shares: {shares}, booked for {}", usd(cost).en),
        format!("Parts : {}, comptées {}", comma(&shares.to_string()), usd(cost).fr),
    ));
    lines.push(said(
        "They are sold as this trader sells.",
        "Elles sont vendues quand ce trader vend.",
    ));
    question(
        said("Give these shares to a follow?", "Attribuer ces parts à un suivi ?"),
        lines,
        said("Give them", "Attribuer"),
    )
}

pub(super) fn follow(who: Who<'_>, settings: &FollowSettings) -> Question {
    let mut lines = trader_lines(who);
    lines.extend(settings_lines(settings));
    question(
        said(
            "Copy this trader with real money?",
            "Copier ce trader avec de l’argent réel ?",
        ),
        lines,
        said("Copy", "Copier"),
    )
}

pub(super) fn switch_on(who: Who<'_>, settings: &FollowSettings) -> Question {
    let mut lines = trader_lines(who);
    lines.extend(settings_lines(settings));
    question(
        said(
            "Copy this trader with real money again?",
            "Copier de nouveau ce trader avec de l’argent réel ?",
        ),
        lines,
        said("Copy again", "Copier de nouveau"),
    )
}

pub(super) fn relink(who: Who<'_>, settings: &FollowSettings) -> Question {
    let mut lines = trader_lines(who);
    lines.extend(settings_lines(settings));
    question(
        said(
            "Copy this trader’s other wallet with real money?",
            "Copier l’autre portefeuille de ce trader avec de l’argent réel ?",
        ),
        lines,
        said("Copy it", "Copier"),
    )
}

pub(super) fn widen_follow(who: Who<'_>, wider: &[WiderFollow]) -> Question {
    let mut lines = trader_lines(who);
    lines.extend(wider.iter().map(wider_line));
    question(
        said(
            "Let this trader’s copies risk more real money?",
            "Laisser les copies de ce trader risquer plus d’argent réel ?",
        ),
        lines,
        said("Allow it", "Autoriser"),
    )
}

pub(super) fn raise_limits(wider: &[WiderLimit]) -> Question {
    let lines = wider.iter().map(|limit| match limit {
        WiderLimit::Exposure(old, new) => change(
            "At most at risk in all",
            "Au plus en jeu en tout",
            (&usd(*old), &usd(*new)),
        ),
        WiderLimit::DailySpend(old, new) => change("At most a day", "Au plus par jour", (&usd(*old), &usd(*new))),
        WiderLimit::OpenOrders(old, new) => {
            let number = |number: &u32| said(number.to_string(), number.to_string());
            change(
                "Open orders at most",
                "Ordres ouverts au plus",
                (&number(old), &number(new)),
            )
        }
        WiderLimit::Reserve(old, new) => change("Kept back", "Gardé en réserve", (&percent(*old), &percent(*new))),
        WiderLimit::DailyLoss(old, new) => change(
            "Purchases stop at a day’s loss of",
            "Les achats s’arrêtent à une perte du jour de",
            (&loss(*old), &loss(*new)),
        ),
    });
    question(
        said("Raise what real money may be risked?", "Risquer plus d’argent réel ?"),
        lines.collect(),
        said("Raise", "Relever"),
    )
}

/// The same question where another process gave the command.
pub(super) fn of_another_process(asked: &Question) -> Question {
    let line = said(
        "Another program of this computer asks for it, as the command line does.",
        "Un autre programme de cet ordinateur le demande, comme le fait la ligne de commande.",
    );
    Question {
        text: said(
            format!("{}\n{}", line.en, asked.text.en),
            format!("{}\n{}", line.fr, asked.text.fr),
        ),
        ..asked.clone()
    }
}

fn trader_lines(who: Who<'_>) -> Vec<Said> {
    let name = plain(who.name, NAME_MOST);
    let mut lines = Vec::new();
    if !name.is_empty() && !who.wallet.as_str().eq_ignore_ascii_case(&name) {
        lines.push(said(
            format!("Trader: “{name}”, as they call themselves"),
            format!("Trader : « {name} », nom choisi par lui-même"),
        ));
    }
    lines.push(said(
        format!("Address: {}", who.wallet),
        format!("Adresse : {}", who.wallet),
    ));
    lines
}

fn market_line(market: Option<&str>) -> Option<Said> {
    let market = plain(market?, MARKET_MOST);
    (!market.is_empty()).then(|| said(format!("Market: “{market}”"), format!("Marché : « {market} »")))
}

fn limit_lines(limits: &GlobalLimits) -> Vec<Said> {
    let (exposure, daily) = (usd(limits.max_exposure), usd(limits.max_daily_spend));
    let loss = loss(limits.max_daily_loss);
    vec![
        said(
            format!("At most at risk in all: {}, a day: {}", exposure.en, daily.en),
            format!("Au plus en jeu en tout : {}, par jour : {}", exposure.fr, daily.fr),
        ),
        said(
            format!("Purchases stop at a day’s loss of: {}", loss.en),
            format!("Les achats s’arrêtent à une perte du jour de : {}", loss.fr),
        ),
    ]
}

fn settings_lines(settings: &FollowSettings) -> Vec<Said> {
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
            format!("Share of each of their trades: {}", share.en),
            format!("Part de chacun de ses trades : {}", share.fr),
        ),
        said(
            format!(
                "At most an order: {}, a market: {}, in all: {}",
                order.en, market.en, total.en
            ),
            format!(
                "Au plus par ordre : {}, par marché : {}, en tout : {}",
                order.fr, market.fr, total.fr
            ),
        ),
        said(
            format!(
                "Prices from {} to {}, up to {} worse than theirs",
                least.en, most.en, slippage.en
            ),
            format!(
                "Prix de {} à {}, jusqu’à {} moins bons que les siens",
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
        lines.push(said("Only their sales are copied.", "Seules ses ventes sont copiées."));
    }
    if settings.below_minimum == BelowMinimum::Accumulate {
        lines.push(wider_line(&WiderFollow::Accumulates));
    }
    if settings.copy_existing {
        lines.push(wider_line(&WiderFollow::CopyExisting));
    }
    lines
}

fn wider_line(wider: &WiderFollow) -> Said {
    let minutes = |minutes: i64| said(format!("{minutes} min"), format!("{minutes} min"));
    match wider {
        WiderFollow::Percentage(old, new) => change(
            "Share of each of their trades",
            "Part de chacun de ses trades",
            (&percentage(*old), &percentage(*new)),
        ),
        WiderFollow::MaxOrder(old, new) => change("At most an order", "Au plus par ordre", (&usd(*old), &usd(*new))),
        WiderFollow::MaxMarket(old, new) => change("At most a market", "Au plus par marché", (&usd(*old), &usd(*new))),
        WiderFollow::MaxTotal(old, new) => change("At most in all", "Au plus en tout", (&usd(*old), &usd(*new))),
        WiderFollow::MaxSlippage(old, new) => change(
            "Prices worse than theirs by up to",
            "Prix moins bons que les siens jusqu’à",
            (&price(*old), &price(*new)),
        ),
        WiderFollow::PriceMin(old, new) => change("Lowest price", "Prix le plus bas", (&price(*old), &price(*new))),
        WiderFollow::PriceMax(old, new) => change("Highest price", "Prix le plus haut", (&price(*old), &price(*new))),
        WiderFollow::MinutesToResolution(old, new) => change(
            "Nothing is bought this long before a market resolves",
            "Rien n’est acheté à moins de ce délai de la résolution",
            (&minutes(*old), &minutes(*new)),
        ),
        WiderFollow::PurchaseAge(old, new) => change(
            "Age of a trade that is still copied",
            "Âge d’un trade encore copié",
            (&minutes(*old), &minutes(*new)),
        ),
        WiderFollow::PurchaseEnds(old, new) => change(
            "A purchase is given up after",
            "Un achat est abandonné après",
            (&minutes(*old), &minutes(*new)),
        ),
        WiderFollow::Fast => said(
            "Orders take the other side of the book at once.",
            "Les ordres prennent tout de suite l’autre côté du carnet.",
        ),
        WiderFollow::Buys => said(
            "Their purchases are copied from now on.",
            "Ses achats sont désormais copiés.",
        ),
        WiderFollow::NoSales => said(
            "Their sales are not copied: what you hold stays.",
            "Ses ventes ne sont pas copiées : ce que vous détenez reste.",
        ),
        WiderFollow::Accumulates => said(
            "Trades that are too small to copy are gathered and bought.",
            "Les trades trop petits pour être copiés sont cumulés et achetés.",
        ),
        WiderFollow::Categories => said(
            "Markets of more categories are bought.",
            "Des marchés de plus de catégories sont achetés.",
        ),
        WiderFollow::Keywords => said("Fewer words leave a market out.", "Moins de mots excluent un marché."),
        WiderFollow::CopyExisting => said(
            "What they hold already is bought too.",
            "Ce qu’il détient déjà est acheté aussi.",
        ),
    }
}

/// What stands in the way, as far as a person can lift it.
fn held_back_by(halt: &HaltReason) -> Said {
    match halt {
        HaltReason::DailyLoss => said(
            "The day’s loss limit is reached.",
            "La limite de perte du jour est atteinte.",
        ),
        HaltReason::CashMissing => said(
            "Polymarket shows less cash than Pilotfish’s books.",
            "Polymarket montre moins d’argent que les livres de Pilotfish.",
        ),
        HaltReason::SharesMissing { .. } => said(
            "Polymarket shows fewer shares than Pilotfish’s books.",
            "Polymarket montre moins de parts que les livres de Pilotfish.",
        ),
        HaltReason::SharesUnexplained { .. } => said(
            "Polymarket shows shares that Pilotfish did not buy.",
            "Polymarket montre des parts que Pilotfish n’a pas achetées.",
        ),
        HaltReason::ForeignOrder { .. } => said(
            "An order in the account is not Pilotfish’s.",
            "Un ordre du compte ne vient pas de Pilotfish.",
        ),
        HaltReason::Authentication => said("Polymarket refuses the key.", "Polymarket refuse la clé."),
        HaltReason::Banned => said("The account is banned.", "Le compte est banni."),
        HaltReason::Region => said(
            "Trading is not allowed where you are.",
            "Le trading n’est pas permis là où vous êtes.",
        ),
        HaltReason::Version => said(
            "Polymarket wants a newer Pilotfish.",
            "Polymarket exige un Pilotfish plus récent.",
        ),
        HaltReason::ClosedOnly => said(
            "The account may only close positions.",
            "Le compte ne peut que fermer des positions.",
        ),
        other => said(
            format!("Orders are held back: {}.", other.word()),
            format!("Des ordres sont retenus : {}.", other.word()),
        ),
    }
}

fn change(en: &str, fr: &str, (old, new): (&Said, &Said)) -> Said {
    said(
        format!("{en}: {} instead of {}", new.en, old.en),
        format!("{fr} : {} au lieu de {}", new.fr, old.fr),
    )
}

fn loss(limit: Option<Usd>) -> Said {
    limit.map_or_else(|| said("no such limit", "aucune limite"), usd)
}

/// $1,500 and 1 500 $; cents where there are some, rounded up: more is never said to be less.
fn usd(amount: Usd) -> Said {
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
fn percent(tenths: u16) -> Said {
    let text = rust_decimal::Decimal::new(i64::from(tenths), 1).normalize().to_string();
    said(format!("{text}%"), format!("{}\u{a0}%", comma(&text)))
}

fn comma(number: &str) -> String {
    number.replace('.', ",")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::WalletAddress;

    use super::*;

    const WALLET: &str = "0x56687bf447db6ffa42ffe2204a05edaa20f55839";

    fn wallet() -> WalletAddress {
        WalletAddress::parse(WALLET).unwrap()
    }

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

    #[test]
    fn a_new_follow_names_the_trader_by_address_and_every_limit() {
        let settings = FollowSettings::at(Percentage::from_tenths(50).unwrap());
        let wallet = wallet();
        let asked = follow(
            Who {
                name: "Go live\u{202e}\n<b>Yes</b>",
                wallet: &wallet,
            },
            &settings,
        );
        assert_eq!(
            asked.text.en.lines().collect::<Vec<_>>(),
            [
                "Trader: “Go live <b>Yes</b>”, as they call themselves",
                &format!("Address: {WALLET}"),
                "Share of each of their trades: 5%",
                "At most an order: $100, a market: $250, in all: $500",
                "Prices from 2¢ to 98¢, up to 10¢ worse than theirs",
            ]
        );
        assert_eq!(asked.text.fr.lines().count(), 5);
        assert!(
            asked.text.fr.contains("Part de chacun de ses trades : 5\u{a0}%"),
            "{}",
            asked.text.fr
        );
    }

    #[test]
    fn a_change_says_what_holds_then_and_what_held() {
        let old = Percentage::from_tenths(20).unwrap();
        let asked = widen_follow(
            Who {
                name: "",
                wallet: &wallet(),
            },
            &[
                WiderFollow::Percentage(old, Percentage::MOST),
                WiderFollow::MaxOrder(Usd::dollars(100), Usd::dollars(1_000)),
                WiderFollow::NoSales,
            ],
        );
        assert_eq!(
            asked.text.en.lines().collect::<Vec<_>>(),
            [
                &format!("Address: {WALLET}"),
                "Share of each of their trades: 20% instead of 2%",
                "At most an order: $1,000 instead of $100",
                "Their sales are not copied: what you hold stays.",
            ]
        );
        let asked = raise_limits(&[WiderLimit::DailyLoss(Some(Usd::dollars(50)), None)]);
        assert_eq!(
            asked.text.en,
            "Purchases stop at a day’s loss of: no such limit instead of $50"
        );
        assert!(asked.text.fr.ends_with("aucune limite au lieu de 50\u{a0}$"));
    }

    #[test]
    fn a_long_name_and_a_long_market_are_shortened() {
        let asked = give_difference(
            Who {
                name: &"n".repeat(500),
                wallet: &wallet(),
            },
            Some(&"Will it rain? ".repeat(100)),
            Shares::from_micros(2_500_000),
            Usd::dollars(1),
        );
        let lines: Vec<&str> = asked.text.en.lines().collect();
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|line| line.chars().count() < 130), "{lines:?}");
        assert_eq!(lines[3], "Shares: 2.5, booked for $1");
    }
}
