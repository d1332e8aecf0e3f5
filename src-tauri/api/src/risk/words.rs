//! The questions' words, in both languages. Amounts are said as they will hold; who is copied is said by the address in full, since
//! anybody may take anybody's name.

use pilotfish_copy::entity::{FollowSettings, GlobalLimits, HaltReason};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::{Percentage, Shares, Usd};
use pilotfish_copy::wallet::{TradingAccount, WalletType};
use pilotfish_vault::words::Said;

use crate::risk::Question;
use crate::risk::lines::{
    change, comma, held_back_by, limit_lines, loss, market_line, percent, said, settings_lines, trader_lines, usd,
    wider_line,
};
use crate::risk::weigh::{Right, Who};
use crate::risk::widened::{WiderFollow, WiderLimit};

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

pub(super) fn go_live(account: &TradingAccount, limits: &GlobalLimits, follows: &[(Who<'_>, Percentage)]) -> Question {
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
            "Pilotfish then places orders with the money in it, even while its window is closed.",
            "Pilotfish passe alors des ordres avec cet argent, même fenêtre fermée.",
        ),
    ];
    lines.extend(limit_lines(limits));
    for (who, share) in follows {
        let share = percent(share.tenths());
        lines.push(said(
            format!("Copied from the start, at {}:", share.en),
            format!("Copié dès le début, à {} :", share.fr),
        ));
        lines.extend(trader_lines(*who));
    }
    question(
        said(
            "Trade with real money from now on?",
            "Trader avec de l’argent réel à partir de maintenant ?",
        ),
        lines,
        said("Go live", "Passer en réel"),
    )
}

pub(super) fn delete_key(owner: &WalletAddress) -> Question {
    let lines = vec![
        said(format!("Key: {owner}"), format!("Clé : {owner}")),
        said(
            "Without another copy, no one can reach the money in its wallet. Pilotfish cannot recover it.",
            "Sans une autre copie, personne ne pourra plus accéder à l’argent de son portefeuille. Pilotfish ne peut pas la récupérer.",
        ),
    ];
    question(
        said(
            "Delete this private key from this computer?",
            "Supprimer cette clé privée de cet ordinateur ?",
        ),
        lines,
        said("Delete the key", "Supprimer la clé"),
    )
}

pub(super) fn start_again(limits: &GlobalLimits) -> Question {
    let mut lines = vec![said(
        "Copying was stopped. Traders are copied with real money again, and copied sell orders on hold continue.",
        "La copie était arrêtée. Les traders sont de nouveau copiés avec de l’argent réel, et les ventes copiées en attente reprennent.",
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
        "New copies were paused. Trades are copied with real money again.",
        "Les nouvelles copies étaient suspendues. Les trades sont de nouveau copiés avec de l’argent réel.",
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
        "Real-money orders it held back continue. It returns if its cause is seen again.",
        "Les ordres en argent réel qu’il bloquait continuent. Il revient si sa cause est constatée de nouveau.",
    ));
    question(
        said("Clear what is blocking orders?", "Lever ce qui bloque des ordres ?"),
        lines,
        said("Clear it", "Lever"),
    )
}

pub(super) fn accept_difference(market: Option<&str>) -> Question {
    let mut lines = vec![match market {
        Some(_) => said(
            "Pilotfish’s records are adjusted to the number of shares Polymarket shows.",
            "Les comptes de Pilotfish sont alignés sur le nombre de parts affiché par Polymarket.",
        ),
        None => said(
            "Pilotfish’s records are adjusted to the cash Polymarket shows.",
            "Les comptes de Pilotfish sont alignés sur les liquidités affichées par Polymarket.",
        ),
    }];
    lines.extend(market_line(market));
    lines.push(said(
        "Real-money orders held back by the difference continue.",
        "Les ordres en argent réel bloqués par l’écart continuent.",
    ));
    question(
        said("Accept what Polymarket shows?", "Accepter ce qu’affiche Polymarket ?"),
        lines,
        said("Accept", "Accepter"),
    )
}

pub(super) fn give_difference(to: Who<'_>, market: Option<&str>, shares: Shares, cost: Usd) -> Question {
    let mut lines = trader_lines(to);
    lines.extend(market_line(market));
    lines.push(said(
        format!("Shares: {shares}, booked at {}", usd(cost).en),
        format!(
            "Parts : {}, comptabilisées pour {}",
            comma(&shares.to_string()),
            usd(cost).fr
        ),
    ));
    lines.push(said(
        "They are sold when this trader sells.",
        "Elles seront vendues quand ce trader vendra.",
    ));
    question(
        said("Assign these shares to a follow?", "Attribuer ces parts à un suivi ?"),
        lines,
        said("Assign", "Attribuer"),
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
        said("Copy", "Copier"),
    )
}

pub(super) fn widen_follow(who: Who<'_>, wider: &[WiderFollow]) -> Question {
    let mut lines = trader_lines(who);
    lines.extend(wider.iter().map(wider_line));
    question(
        said(
            "Risk more real money copying this trader?",
            "Risquer plus d’argent réel en copiant ce trader ?",
        ),
        lines,
        said("Allow", "Autoriser"),
    )
}

pub(super) fn approve(wallet: &str, rights: &[Right]) -> Question {
    let mut lines = vec![said(format!("Wallet: {wallet}"), format!("Portefeuille : {wallet}"))];
    lines.extend(rights.iter().map(|right| match right {
        Right::Spend { who, most: None } => said(
            format!("{who} may spend all its pUSD."),
            format!("{who} peut dépenser tous ses pUSD."),
        ),
        Right::Spend { who, most: Some(most) } => said(
            format!("{who} may spend {most} of its pUSD."),
            format!("{who} peut dépenser {} de ses pUSD.", comma(most)),
        ),
        Right::MoveShares { who } => said(
            format!("{who} may move all its shares."),
            format!("{who} peut déplacer toutes ses parts."),
        ),
    }));
    lines.push(said(
        "These are Polymarket’s own contracts. Only you can revoke an approval.",
        "Ce sont les contrats de Polymarket. Vous seul pouvez révoquer une autorisation.",
    ));
    question(
        said(
            "Grant these approvals for your wallet?",
            "Accorder ces autorisations sur votre portefeuille ?",
        ),
        lines,
        said("Grant", "Accorder"),
    )
}

pub(super) fn raise_limits(wider: &[WiderLimit]) -> Question {
    let lines = wider.iter().map(|limit| match limit {
        WiderLimit::Exposure(old, new) => change(
            "Total exposure limit",
            "Limite d’exposition totale",
            (&usd(*old), &usd(*new)),
        ),
        WiderLimit::DailySpend(old, new) => change(
            "Daily spending limit",
            "Limite de dépense quotidienne",
            (&usd(*old), &usd(*new)),
        ),
        WiderLimit::OpenOrders(old, new) => {
            let number = |number: &u32| said(number.to_string(), number.to_string());
            change("Max open orders", "Ordres ouverts max.", (&number(old), &number(new)))
        }
        WiderLimit::Reserve(old, new) => change(
            "Cash reserve",
            "Réserve de liquidités",
            (&percent(*old), &percent(*new)),
        ),
        WiderLimit::DailyLoss(old, new) => change(
            "Daily loss stop",
            "Stop sur perte quotidienne",
            (&loss(*old), &loss(*new)),
        ),
    });
    question(
        said(
            "Raise these limits with real money?",
            "Relever ces limites en argent réel ?",
        ),
        lines.collect(),
        said("Raise", "Relever"),
    )
}

/// The same question where another process gave the command.
pub(super) fn of_another_process(asked: &Question) -> Question {
    let line = said(
        "Another program on this computer, such as the command line, is asking for this.",
        "Un autre programme de cet ordinateur, comme la ligne de commande, le demande.",
    );
    Question {
        text: said(
            format!("{}\n{}", line.en, asked.text.en),
            format!("{}\n{}", line.fr, asked.text.fr),
        ),
        ..asked.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::money::Percentage;

    use super::*;

    const WALLET: &str = "0x56687bf447db6ffa42ffe2204a05edaa20f55839";

    fn wallet() -> WalletAddress {
        WalletAddress::parse(WALLET).unwrap()
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
                "Trader: “Go live <b>Yes</b>” (self-chosen name)",
                &format!("Address: {WALLET}"),
                "Copy size: 5% of each trade",
                "Limits: $100 per order, $250 per market, $500 in total",
                "Prices from 2¢ to 98¢, up to 10¢ worse than theirs",
            ]
        );
        assert_eq!(asked.text.fr.lines().count(), 5);
        assert!(
            asked.text.fr.contains("Taille de copie : 5\u{a0}% de chaque trade"),
            "{}",
            asked.text.fr
        );
    }

    #[test]
    fn a_right_over_the_wallet_names_the_wallet_in_full_and_each_contract() {
        let rights = [
            Right::Spend {
                who: "Exchange V3".to_owned(),
                most: None,
            },
            Right::MoveShares {
                who: "Collateral adapter".to_owned(),
            },
        ];
        let asked = approve(WALLET, &rights);
        assert_eq!(
            asked.text.en.lines().collect::<Vec<_>>(),
            [
                format!("Wallet: {WALLET}").as_str(),
                "Exchange V3 may spend all its pUSD.",
                "Collateral adapter may move all its shares.",
                "These are Polymarket’s own contracts. Only you can revoke an approval.",
            ]
        );
        assert_eq!(asked.text.fr.lines().count(), 4);
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
                "Copy size: 20% instead of 2%",
                "Limit per order: $1,000 instead of $100",
                "Their sells are not copied: you keep your position.",
            ]
        );
        let asked = raise_limits(&[WiderLimit::DailyLoss(Some(Usd::dollars(50)), None)]);
        assert_eq!(asked.text.en, "Daily loss stop: no limit instead of $50");
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
        assert_eq!(lines[3], "Shares: 2.5, booked at $1");
    }
}
