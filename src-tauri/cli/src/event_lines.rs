//! A line for each event of the journal, as `run` and `demo` print it for a person, in both languages: a kind without its line in either
//! does not compile. Programs read the events themselves (`--json`).

use std::fmt::Display;

use pilotfish_api::{texts, types};
use pilotfish_copy::entity::{HaltReason, Movement, SignalKind};
use pilotfish_copy::event::{
    CancelReason, ControlAction, CostBasis, CutReason, EventKind, FollowAction, OrderStep, SkipReason, TraderNews,
};
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_vault::words::{Language, Said, Words};

use crate::figures::figure;

/// One line for a person; the repeated price decisions in between are left to `--json`.
pub(crate) fn line(language: Language, what: &EventKind) -> Option<String> {
    Some(said(language, what)?.text(language).to_owned())
}

/// The line in both languages; its figures are those of the one that is asked for.
fn said(language: Language, what: &EventKind) -> Option<Said> {
    let n = |value: &dyn Display| figure(language, &value.to_string());
    Some(match what {
        EventKind::Follow {
            name,
            action,
            percentage,
            ..
        } => follow(*action, name, &n(percentage)),
        EventKind::Control { action } => control(*action).into(),
        EventKind::Signal {
            change,
            before,
            after,
            price,
            ..
        } => signal(*change, &n(before), &n(after), &n(price)),
        EventKind::Ignored { reason, shares, .. } => {
            let (shares, why) = (n(shares), why_not(*reason));
            Said::new(
                format!("Not copied, {shares} shares: {}", why.en),
                format!("Non copié, {shares} parts : {}", why.fr),
            )
        }
        EventKind::Skip { reason, asked, .. } => {
            let (asked, why) = (n(asked), why_not(*reason));
            Said::new(
                format!("Not copied, {asked} shares: {}", why.en),
                format!("Non copié, {asked} parts : {}", why.fr),
            )
        }
        EventKind::Order { order, step, side, .. } => {
            let side = shared("side", types::Side::from(*side).as_str());
            let step = step_of(language, step);
            Said::new(
                format!("Order {order}, {}: {}", side.en, step.en),
                format!("Ordre {order}, {} : {}", side.fr, step.fr),
            )
        }
        EventKind::Price {
            order,
            stage,
            previous_stage,
            limit,
            previous,
            ..
        } => {
            let is_same = *previous == Some(*limit) && *previous_stage == Some(*stage);
            if is_same {
                return None;
            }
            let (stage, limit) = (stage.number(), n(limit));
            Said::new(
                format!("Order {order}: stage {stage}, limit {limit}"),
                format!("Ordre {order} : étape {stage}, limite {limit}"),
            )
        }
        EventKind::Fill {
            order,
            shares,
            price,
            filled,
            of,
            ..
        } => {
            let (shares, price, filled, of) = (n(shares), n(price), n(filled), n(of));
            Said::new(
                format!("Order {order}: filled {shares} at {price} ({filled} of {of})"),
                format!("Ordre {order} : {shares} exécutées à {price} ({filled} sur {of})"),
            )
        }
        EventKind::Cancel {
            order, reason, open, ..
        } => {
            let (open, why) = (n(open), why_cancelled(*reason));
            Said::new(
                format!("Order {order}: cancelling, {open} open; {}", why.en),
                format!("Ordre {order} : annulation, {open} ouvertes ; {}", why.fr),
            )
        }
        EventKind::Sweep {
            order, worst, bound, ..
        } => {
            let (worst, bound) = (n(worst), n(bound));
            Said::new(
                format!("Order {order}: at market; the book needs {worst}, the bound is {bound}"),
                format!("Ordre {order} : au marché ; le carnet demande {worst}, la borne est à {bound}"),
            )
        }
        EventKind::Settlement {
            order,
            settlement,
            shares,
            ..
        } => {
            let (shares, how) = (
                n(shares),
                shared("settlement", types::Settlement::from(*settlement).as_str()),
            );
            Said::new(
                format!("Order {order}: {shares} shares {}", how.en),
                format!("Ordre {order}, règlement de {shares} parts : {}", how.fr),
            )
        }
        EventKind::Resolution {
            shares,
            payout,
            realised,
            ..
        } => {
            let (shares, payout, realised) = (n(shares), n(payout), n(realised));
            Said::new(
                format!("Market resolved: {shares} shares pay {payout} each, {realised} pUSD realised"),
                format!("Marché résolu : {shares} parts versent {payout} chacune, {realised} pUSD réalisés"),
            )
        }
        EventKind::Redeemed { usd, .. } => {
            let usd = n(usd);
            Said::new(format!("Paid out: {usd} pUSD"), format!("Encaissé : {usd} pUSD"))
        }
        EventKind::ResolutionCorrected { payout, difference, .. } => {
            let (payout, difference) = (n(payout), n(difference));
            Said::new(
                format!("Resolution corrected: pays {payout} a share, {difference} pUSD against what was booked"),
                format!("Résolution corrigée : verse {payout} par part, {difference} pUSD par rapport aux comptes"),
            )
        }
        EventKind::Moved {
            movement, shares, usd, ..
        } => moved(language, movement, *shares, *usd),
        EventKind::Given {
            follow,
            shares,
            cost,
            fee,
            basis,
            ..
        } => {
            let (shares, cost, fee) = (n(shares), n(cost), n(fee));
            let how = match basis {
                CostBasis::Trades => Words::new("as paid", "prix payé"),
                CostBasis::Market => Words::new("at the market’s price then", "au prix du marché à ce moment"),
            };
            Said::new(
                format!(
                    "{shares} shares assigned to follow {follow} for {cost} pUSD ({}), fee {fee}",
                    how.en
                ),
                format!(
                    "{shares} parts attribuées au suivi {follow} pour {cost} pUSD ({}), frais {fee}",
                    how.fr
                ),
            )
        }
        EventKind::Halted {
            reason,
            shares,
            usd,
            words,
        } => halted(language, reason, *shares, *usd, words.as_deref()),
        EventKind::Lifted { reason, by_user } => {
            let halt = halt_words(reason);
            let by = if *by_user {
                Words::new("cleared by you", "levé par vous")
            } else {
                Words::new("no longer the case", "la cause a disparu")
            };
            Said::new(
                format!("Trading resumed, {}: {}", by.en, halt.en),
                format!("Reprise, {} : {}", by.fr, halt.fr),
            )
        }
        EventKind::TraderMoved { news, .. } => trader_moved(language, news),
        EventKind::Incident { code, detail } => {
            let what = shared("trouble", types::IncidentCode::from(*code).as_str());
            if detail.is_empty() {
                what.into()
            } else {
                Said::new(format!("{} ({detail})", what.en), format!("{} ({detail})", what.fr))
            }
        }
    })
}

/// A text of the catalogue that window, notifications and command line share.
fn shared(group: &str, name: &'static str) -> Words {
    Words::new(
        texts::text(Language::English, group, name),
        texts::text(Language::French, group, name),
    )
}

fn halt_words(reason: &HaltReason) -> Words {
    shared("halt", types::HaltKind::from(reason).as_str())
}

fn follow(action: FollowAction, name: &str, percentage: &str) -> Said {
    match action {
        FollowAction::Started => Said::new(
            format!("Now following {name} at {percentage}%; their positions are read first"),
            format!("Vous suivez {name} à {percentage} % ; ses positions sont d’abord lues"),
        ),
        FollowAction::Baseline => Said::new(
            format!("Copying {name} from now on"),
            format!("{name} est copié à partir de maintenant"),
        ),
        FollowAction::Changed => Said::new(
            format!("Settings for {name} changed, {percentage}%"),
            format!("Réglages de {name} modifiés, {percentage} %"),
        ),
        FollowAction::On => Said::new(
            format!("Copying {name} turned on, {percentage}%"),
            format!("Copie de {name} activée, {percentage} %"),
        ),
        FollowAction::Off => Said::new(
            format!("Copying {name} turned off"),
            format!("Copie de {name} désactivée"),
        ),
        FollowAction::Removed => Said::new(
            format!("No longer following {name}"),
            format!("Vous ne suivez plus {name}"),
        ),
    }
}

const fn control(action: ControlAction) -> Words {
    match action {
        ControlAction::Paused => Words::new(
            "Paused: no new copies, open orders continue",
            "En pause : pas de nouvelles copies, les ordres ouverts continuent",
        ),
        ControlAction::Resumed => Words::new("Resumed", "Reprise"),
        ControlAction::Stopped => Words::new("Stopped all", "Tout arrêté"),
        ControlAction::Started => Words::new("Started again", "Reprise après arrêt"),
        ControlAction::Limits => Words::new("Limits changed", "Limites modifiées"),
    }
}

fn signal(change: SignalKind, before: &str, after: &str, price: &str) -> Said {
    let what = match change {
        SignalKind::NewPosition => Words::new("Position opened", "Position ouverte"),
        SignalKind::SizeIncrease => Words::new("Position increased", "Position renforcée"),
        SignalKind::SizeDecrease => Words::new("Position reduced", "Position réduite"),
        SignalKind::PositionClosed => Words::new("Position closed", "Position clôturée"),
    };
    Said::new(
        format!("{}: {before} → {after} at {price}", what.en),
        format!("{} : {before} → {after} à {price}", what.fr),
    )
}

/// Why something is not copied, as the end of a sentence.
const fn why_not(reason: SkipReason) -> Words {
    match reason {
        SkipReason::UnderOneDollar => Words::new("worth less than $1", "moins de 1 $"),
        SkipReason::UnderMinimumSize => {
            Words::new("below the market’s minimum size", "sous la taille minimale du marché")
        }
        SkipReason::Accumulating => Words::new(
            "too few on their own, combined with later trades",
            "trop peu, cumulées avec les trades suivants",
        ),
        SkipReason::NothingHeld => Words::new("you hold none of it", "vous n’en détenez pas"),
        SkipReason::NothingToSell => Words::new("everything is being sold already", "tout est déjà en cours de vente"),
        SkipReason::RoundsToNothing => Words::new("your size rounds down to zero", "votre taille s’arrondit à zéro"),
        SkipReason::Limit => Words::new("a limit leaves no room", "une limite ne laisse pas de place"),
        SkipReason::Paused => Words::new("copying is paused", "la copie est en pause"),
        SkipReason::Stopped => Words::new("copying is stopped", "la copie est arrêtée"),
        SkipReason::FollowOff => Words::new("this follow is turned off", "ce suivi est désactivé"),
        SkipReason::SideNotCopied => Words::new("this follow does not copy that side", "ce suivi ne copie pas ce sens"),
        SkipReason::PriceBand => Words::new("outside your price range", "hors de votre fourchette de prix"),
        SkipReason::TooCloseToResolution => Words::new("the market resolves too soon", "le marché se résout trop tôt"),
        SkipReason::Filtered => Words::new(
            "its category or keywords are excluded",
            "sa catégorie ou ses mots-clés sont exclus",
        ),
        SkipReason::MarketClosed => Words::new("the market isn’t accepting orders", "le marché n’accepte pas d’ordres"),
        SkipReason::MarketUnknown => Words::new(
            "the market’s details could not be read",
            "les données du marché n’ont pas pu être lues",
        ),
        SkipReason::Resolved => Words::new("the market has resolved", "le marché est résolu"),
        SkipReason::Split => Words::new("a split is not a trade", "une division n’est pas un trade"),
        SkipReason::Redemption => Words::new("a payout is not a trade", "un encaissement n’est pas un trade"),
        SkipReason::TurnedRound => Words::new(
            "the trader reversed, and there was nothing left to sell",
            "le trader a inversé sa position, et il n’y avait plus rien à vendre",
        ),
        SkipReason::AlreadyCounted => Words::new(
            "already counted when their positions were read",
            "déjà comptées lors d’une lecture de ses positions",
        ),
        SkipReason::TooOld => Words::new("too old to copy", "trop ancien pour être copié"),
        SkipReason::RoundTrip => Words::new(
            "bought and sold again before it was seen",
            "achetées puis revendues avant d’être vues",
        ),
        SkipReason::Malformed => Words::new(
            "the exchange listed it with impossible figures",
            "la plateforme les a indiquées avec des chiffres impossibles",
        ),
        SkipReason::CameIn => Words::new("received without a trade", "reçues sans trade"),
        SkipReason::MovedAway => Words::new(
            "left the trader’s wallet without a trade",
            "parties du portefeuille du trader sans trade",
        ),
        SkipReason::Migrated => Words::new(
            "moved to another token or wallet, which is not a trade",
            "passées sur un autre jeton ou portefeuille, ce qui n’est pas un trade",
        ),
        SkipReason::WalletMoved => Words::new(
            "the trader moved to another wallet",
            "le trader a changé de portefeuille",
        ),
        SkipReason::DailyLoss => Words::new(
            "the daily loss limit has been reached",
            "la limite de perte quotidienne est atteinte",
        ),
        SkipReason::ClosedOnly => Words::new(
            "the account can only close positions",
            "le compte ne peut que clôturer des positions",
        ),
        SkipReason::Halted => Words::new(
            "copying was blocked until the trade was too old to copy",
            "la copie est restée bloquée jusqu’à ce que le trade soit trop ancien",
        ),
    }
}

/// Why an order on the exchange is cancelled, as the end of a sentence.
const fn why_cancelled(reason: CancelReason) -> Words {
    match reason {
        CancelReason::Repriced => Words::new("replaced at a new limit", "remplacé à une nouvelle limite"),
        CancelReason::Converting => Words::new(
            "end of the ladder, goes to market",
            "fin de l’échelle, passage au marché",
        ),
        CancelReason::TurnedRound => Words::new("the trader reversed", "le trader a inversé sa position"),
        CancelReason::User => Words::new("you asked for it", "à votre demande"),
        CancelReason::FollowOff => Words::new(
            "the follow was turned off or removed",
            "le suivi a été désactivé ou supprimé",
        ),
        CancelReason::Stopped => Words::new("you stopped everything", "vous avez tout arrêté"),
        CancelReason::Market => Words::new("the market closed or resolved", "le marché a fermé ou s’est résolu"),
        CancelReason::Cut => Words::new("it now covers fewer shares", "il porte désormais sur moins de parts"),
        CancelReason::Rule => Words::new(
            "a limit, a rule or its time limit ended it",
            "une limite, une règle ou sa durée maximale y a mis fin",
        ),
    }
}

/// Why an order is for fewer shares, as the end of a sentence.
const fn why_cut(reason: CutReason) -> Words {
    match reason {
        CutReason::TargetRaised => Words::new(
            "the trader bought again, so there is less to sell",
            "le trader a racheté, il y a moins à vendre",
        ),
        CutReason::TakenOver => Words::new("your own close sells the rest", "votre propre clôture vend le reste"),
        CutReason::NotHeld => Words::new(
            "you don’t hold the rest, a buy failed to settle",
            "vous ne détenez pas le reste, le règlement d’un achat a échoué",
        ),
        CutReason::SaleFailed => Words::new(
            "you hold the rest again, a sell failed to settle",
            "vous détenez de nouveau le reste, le règlement d’une vente a échoué",
        ),
    }
}

fn step_of(language: Language, step: &OrderStep) -> Said {
    let n = |value: &dyn Display| figure(language, &value.to_string());
    match step {
        OrderStep::Opened {
            shares, trader_price, ..
        } => {
            let (shares, price) = (n(shares), n(trader_price));
            Said::new(
                format!("copy created for {shares}, the trader’s price is {price}"),
                format!("copie créée pour {shares} parts, prix du trader {price}"),
            )
        }
        OrderStep::Placed { limit, shares, .. } => {
            let (shares, limit) = (n(shares), n(limit));
            Said::new(
                format!("sent, {shares} at {limit}"),
                format!("envoyé, {shares} à {limit}"),
            )
        }
        OrderStep::Live { .. } => Words::new("live on the book", "au carnet").into(),
        OrderStep::Refused { code, text, .. } => {
            let why = shared("refusal", types::RefusalCode::from(*code).as_str());
            Said::new(
                format!("refused by the exchange, {}{}", why.en, quoted(text, "“", "”")),
                format!("refusé par la plateforme, {}{}", why.fr, quoted(text, "« ", " »")),
            )
        }
        OrderStep::Unknown { reason, .. } => Said::new(
            format!("status unknown, checking with the exchange{}", quoted(reason, "“", "”")),
            format!(
                "statut inconnu, vérification auprès de la plateforme{}",
                quoted(reason, "« ", " »")
            ),
        ),
        OrderStep::Closed { filled, .. } => {
            let filled = n(filled);
            Said::new(
                format!("order on the exchange closed, {filled} filled"),
                format!("ordre clos sur la plateforme, {filled} exécutées"),
            )
        }
        OrderStep::TakenNow {} => Words::new("you chose not to wait", "vous avez choisi de ne pas attendre").into(),
        OrderStep::Cut { shares, reason } => {
            let (shares, why) = (n(shares), why_cut(*reason));
            Said::new(
                format!("reduced to {shares}, {}", why.en),
                format!("réduit à {shares}, {}", why.fr),
            )
        }
        OrderStep::Waiting { reason, .. } => {
            let why = shared("wait", types::WaitReason::from(*reason).as_str());
            Said::new(format!("on hold, {}", why.en), format!("en attente, {}", why.fr))
        }
        OrderStep::Ended { reason, filled, of } => {
            let (filled, of) = (n(filled), n(of));
            let why = shared("end", types::EndReason::from(*reason).as_str());
            Said::new(
                format!("ended, {filled} of {of} filled: {}", why.en),
                format!("terminé, {filled} exécutées sur {of} : {}", why.fr),
            )
        }
    }
}

/// What somebody else wrote, after what we say of it.
fn quoted(text: &str, open: &str, close: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({open}{text}{close})")
    }
}

fn moved(language: Language, movement: &Movement, shares: Shares, usd: Usd) -> Said {
    let usd = figure(language, &usd.to_string());
    let what = match movement {
        Movement::Opening => Words::new("Balance read", "Solde lu"),
        Movement::Deposit => Words::new("Deposit", "Dépôt"),
        Movement::Withdrawal => Words::new("Withdrawal", "Retrait"),
        Movement::Correction => Words::new(
            "Our records were corrected to match the exchange",
            "Nos comptes ont été corrigés pour concorder avec la plateforme",
        ),
        Movement::Fill { .. } => Words::new("Fill", "Exécution"),
        Movement::Fee { .. } => Words::new("Fee", "Frais"),
        Movement::Reversal { .. } => Words::new("Fill reversed", "Exécution annulée"),
        Movement::Payout => Words::new("Payout", "Créance"),
        Movement::Redemption => Words::new("Redemption", "Encaissement"),
        Movement::PayoutCorrection => Words::new("Payout corrected", "Créance corrigée"),
    };
    if shares == Shares::ZERO {
        return Said::new(format!("{}: {usd} pUSD", what.en), format!("{} : {usd} pUSD", what.fr));
    }
    let shares = figure(language, &shares.to_string());
    Said::new(
        format!("{}: {shares} shares, {usd} pUSD", what.en),
        format!("{} : {shares} parts, {usd} pUSD", what.fr),
    )
}

fn halted(
    language: Language,
    reason: &HaltReason,
    shares: Option<Shares>,
    usd: Option<Usd>,
    words: Option<&str>,
) -> Said {
    let what = halt_words(reason);
    let (mut en, mut fr) = (format!("Halted: {}", what.en), format!("Suspendu : {}", what.fr));
    if let Some(shares) = shares {
        let shares = figure(language, &shares.to_string());
        en.push_str(&format!(", {shares} shares"));
        fr.push_str(&format!(", {shares} parts"));
    }
    if let Some(usd) = usd {
        let usd = figure(language, &usd.to_string());
        en.push_str(&format!(", {usd} pUSD"));
        fr.push_str(&format!(", {usd} pUSD"));
    }
    if let Some(words) = words {
        en.push_str(&quoted(words, "“", "”"));
        fr.push_str(&quoted(words, "« ", " »"));
    }
    Said::new(en, fr)
}

fn trader_moved(language: Language, news: &TraderNews) -> Said {
    let n = |value: &Shares| figure(language, &value.to_string());
    match news {
        TraderNews::MovedAway { shares, .. } => {
            let shares = n(shares);
            Said::new(
                format!("{shares} shares left the trader without a trade; your copy is not sold"),
                format!("{shares} parts ont quitté le trader sans trade ; votre copie n’est pas vendue"),
            )
        }
        TraderNews::CameIn { shares, .. } => {
            let shares = n(shares);
            Said::new(
                format!("The trader received {shares} shares without a trade; they are not copied"),
                format!("Le trader a reçu {shares} parts sans trade ; elles ne sont pas copiées"),
            )
        }
        TraderNews::ListDoubted { known, missing } => Said::new(
            format!("A list of the trader’s positions looks wrong: {missing} of {known} vanished at once"),
            format!("Une liste des positions du trader semble erronée : {missing} sur {known} ont disparu d’un coup"),
        ),
        TraderNews::TokenMigrated { shares, .. } => {
            let shares = n(shares);
            Said::new(
                format!("{shares} shares of the trader moved to another token, which is not a sell"),
                format!("{shares} parts du trader sont passées sur un autre jeton, ce qui n’est pas une vente"),
            )
        }
        TraderNews::WalletMigrated { to } => Said::new(
            format!("The trader moved to the wallet {to}; nothing more is bought until you follow them there"),
            format!(
                "Le trader a changé de portefeuille : {to} ; plus rien n’est acheté tant que vous ne l’y suivez pas"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use pilotfish_copy::event::EndReason;
    use pilotfish_copy::ids::CopyOrderId;
    use pilotfish_copy::money::Price;
    use serde_json::json;

    use super::*;

    fn both(what: &EventKind) -> (String, String) {
        (
            line(Language::English, what).unwrap(),
            line(Language::French, what).unwrap(),
        )
    }

    #[test]
    fn a_line_is_a_sentence_of_the_language_with_its_own_decimals() {
        let fill: EventKind = serde_json::from_value(json!({
            "kind": "fill", "trade": "t", "hash": format!("0x{:064x}", 1), "order": 7, "follow": 1, "token": "5", "side": "BUY",
            "shares": "12.5", "price": "0.53", "trader_price": "0.53", "slippage": "0", "fee": "0", "liquidity": "maker",
            "stage": 1, "filled": "12.5", "of": "40", "realised": "0"
        }))
        .unwrap();
        assert_eq!(
            both(&fill),
            (
                "Order 7: filled 12.5 at 0.53 (12.5 of 40)".to_owned(),
                "Ordre 7 : 12,5 exécutées à 0,53 (12,5 sur 40)".to_owned()
            )
        );
    }

    #[test]
    fn no_word_of_the_programs_own_is_shown_for_a_step_or_a_reason() {
        let step = OrderStep::Ended {
            reason: EndReason::RestBelowMinimum,
            filled: "3".parse().unwrap(),
            of: "5".parse().unwrap(),
        };
        let said = step_of(Language::French, &step);
        assert_eq!(said.en, "ended, 3 of 5 filled: Partly filled, rest below minimum");
        assert_eq!(
            said.fr,
            "terminé, 3 exécutées sur 5 : Exécuté en partie, reste sous le minimum"
        );
        let skip: EventKind = serde_json::from_value(json!({
            "kind": "noted", "follow": 1, "token": "5", "reason": "already_counted", "shares": "2.5"
        }))
        .unwrap();
        assert_eq!(
            both(&skip),
            (
                "Not copied, 2.5 shares: already counted when their positions were read".to_owned(),
                "Non copié, 2,5 parts : déjà comptées lors d’une lecture de ses positions".to_owned()
            )
        );
    }

    #[test]
    fn a_price_that_stays_says_nothing() {
        let price = |previous: &str| -> EventKind {
            serde_json::from_value(json!({
                "kind": "price", "order": CopyOrderId(3), "token": "5", "side": "BUY", "age_ms": 1, "stage": 1,
                "previous_stage": 1, "regime": "tight", "trader_price": "0.5", "bid": null, "ask": null,
                "tick": "0.01", "limit": Price::from_micros(500_000), "previous": previous, "held_short": false
            }))
            .unwrap()
        };
        assert_eq!(line(Language::English, &price("0.5")), None);
        assert_eq!(
            line(Language::French, &price("0.49")).unwrap(),
            "Ordre 3 : étape 1, limite 0,5"
        );
    }
}
