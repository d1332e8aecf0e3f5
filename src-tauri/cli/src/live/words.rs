//! What was found on the way to live, as a person at a terminal reads it. The facts are the window's; these are their sentences.

use pilotfish_api::obstacles::of_limit;
use pilotfish_api::plain;
use pilotfish_api::types::{
    FoundWallet, LimitsView, MarketFigure, SetupCheck, SetupCheckKind, SetupFinding, SetupOutcome, TestFact,
    TestOrderPreview, TestOutcome, TestStep, WalletKind, WalletSaying, WalletVerdict,
};
use pilotfish_engine::{EngineError, ErrorCode};
use pilotfish_vault::store::StoreError;
use pilotfish_vault::words::{Language, Said, Words};

/// So much of a text of somebody else's is shown.
const LETTERS_MOST: usize = 200;

/// A text of somebody else's, as one line.
fn line(text: &str) -> String {
    plain(text, LETTERS_MOST)
}

fn said(en: impl Into<String>, fr: impl Into<String>) -> Said {
    Said::new(en, fr)
}

const fn kind(kind: WalletKind) -> Words {
    match kind {
        WalletKind::Eoa => Words::new("the key’s own address", "l’adresse de la clé"),
        WalletKind::Proxy => Words::new("proxy wallet", "portefeuille proxy"),
        WalletKind::Safe => Words::new("Safe", "Safe"),
        WalletKind::Deposit => Words::new("deposit wallet", "portefeuille de dépôt"),
    }
}

fn saying(saying: &WalletSaying) -> Said {
    match saying {
        WalletSaying::Yes => said("yes", "oui"),
        WalletSaying::No => said("no", "non"),
        WalletSaying::Unknown { .. } => said("unknown", "inconnu"),
    }
}

/// A wallet that the key may control.
pub(super) fn wallet(found: &FoundWallet) -> Said {
    let (profile, code) = (saying(&found.profile), saying(&found.code));
    let cash = found.cash.as_deref().unwrap_or("?");
    let kind = kind(found.kind);
    let address = &found.address.full;
    said(
        format!(
            "{}: {address}  (profile: {}, on chain: {}, pUSD: {cash})",
            kind.en, profile.en, code.en
        ),
        format!(
            "{} : {address}  (profil : {}, sur la chaîne : {}, pUSD : {cash})",
            kind.fr, profile.fr, code.fr
        ),
    )
}

/// Which wallet it is, or why that is not known.
pub(super) fn verdict(verdict: &WalletVerdict) -> Said {
    match verdict {
        WalletVerdict::Recommended { .. } => said(
            "That wallet is not one of this key’s wallets.",
            "Ce portefeuille n’est pas un de ceux de cette clé.",
        ),
        WalletVerdict::AnotherAccount { named } => said(
            format!(
                "The profile of this key names {}, which this key does not control.",
                named.full
            ),
            format!(
                "Le profil de cette clé désigne {}, que cette clé ne contrôle pas.",
                named.full
            ),
        ),
        WalletVerdict::NotDeployed { .. } => said(
            "The profile’s wallet is not on-chain yet: open the account once on polymarket.com.",
            "Le portefeuille du profil n’est pas encore sur la blockchain : ouvrez le compte une fois sur polymarket.com.",
        ),
        WalletVerdict::Several { .. } => said(
            "Several wallets are possible.",
            "Plusieurs portefeuilles sont possibles.",
        ),
        WalletVerdict::NoWallet => said(
            "This key has no wallet: open the account on polymarket.com first.",
            "Cette clé n’a pas de portefeuille : ouvrez d’abord le compte sur polymarket.com.",
        ),
        WalletVerdict::Unanswered { words } => said(
            format!("Some sources did not answer ({}): try again.", line(words)),
            format!("Certaines sources n’ont pas répondu ({}) : réessayez.", line(words)),
        ),
    }
}

const fn check_name(kind: SetupCheckKind) -> Words {
    match kind {
        SetupCheckKind::Key => Words::new("key", "clé"),
        SetupCheckKind::Wallet => Words::new("wallet", "portefeuille"),
        SetupCheckKind::Region => Words::new("region", "région"),
        SetupCheckKind::Standing => Words::new("account", "compte"),
        SetupCheckKind::Clock => Words::new("clock", "horloge"),
        SetupCheckKind::ApiKey => Words::new("API key", "clé d’API"),
        SetupCheckKind::BalanceApprovals => Words::new("balance and approvals", "solde et autorisations"),
        SetupCheckKind::Venue => Words::new("exchange", "plateforme"),
    }
}

const fn outcome(outcome: SetupOutcome) -> Words {
    match outcome {
        SetupOutcome::NotRun => Words::new("not run", "non lancé"),
        SetupOutcome::Ok => Words::new("ok", "ok"),
        SetupOutcome::Warning => Words::new("warning", "attention"),
        SetupOutcome::Unknown => Words::new("unknown", "inconnu"),
        SetupOutcome::Failed => Words::new("failed", "échec"),
    }
}

/// A check, with what it found: its own line, and one for each finding.
pub(super) fn check(check: &SetupCheck, language: Language) -> Vec<String> {
    let mut lines = vec![format!(
        "[{}] {}",
        outcome(check.outcome).text(language),
        check_name(check.kind).text(language)
    )];
    for found in &check.findings {
        lines.push(format!("    {}", finding(found).text(language)));
    }
    lines
}

/// Why the key store gives nothing, and the way out, as everywhere.
fn key_trouble(code: ErrorCode) -> Said {
    let known = StoreError::ALL
        .into_iter()
        .find(|error| EngineError::from(*error).code() == code);
    known.map_or_else(
        || said(format!("cannot be read: {code}"), format!("illisible : {code}")),
        |error| {
            let advice = error.advice();
            said(advice.text(Language::English), advice.text(Language::French))
        },
    )
}

#[allow(clippy::too_many_lines, reason = "one line of words for each finding")]
fn finding(found: &SetupFinding) -> Said {
    match found {
        SetupFinding::KeySigned { entry, .. } => said(
            format!("readable, signed a test message: {entry}"),
            format!("lisible, a signé un message d’essai : {entry}"),
        ),
        SetupFinding::KeyTrouble { code } => key_trouble(*code),
        SetupFinding::NoKey => said("none chosen", "aucune choisie"),
        SetupFinding::WalletConfirmed { address, .. } => said(
            format!("confirmed: {}", address.full),
            format!("confirmé : {}", address.full),
        ),
        SetupFinding::WalletNotConfirmed => said("not confirmed", "non confirmé"),
        SetupFinding::WalletNotThere => said(
            "no contract at its address: open the account once on polymarket.com",
            "aucun contrat à son adresse : ouvrez le compte une fois sur polymarket.com",
        ),
        SetupFinding::WalletMoved { named } => said(
            format!("Polymarket names another wallet for this key now: {}", named.full),
            format!(
                "Polymarket indique désormais un autre portefeuille pour cette clé : {}",
                named.full
            ),
        ),
        SetupFinding::Region { blocked, country, .. } if *blocked => said(
            format!(
                "orders are not accepted from here ({}). Demo and paper keep running",
                line(country)
            ),
            format!(
                "les ordres ne sont pas acceptés d’ici ({}). La démo et la simulation continuent",
                line(country)
            ),
        ),
        SetupFinding::Region { country, .. } => said(
            format!("orders are accepted from here ({})", line(country)),
            format!("les ordres sont acceptés d’ici ({})", line(country)),
        ),
        SetupFinding::Standing { closed_only: true } => said(
            "this account can only close positions: check polymarket.com",
            "ce compte ne peut que clôturer des positions : consultez polymarket.com",
        ),
        SetupFinding::Standing { closed_only: false } => said("may trade", "peut trader"),
        SetupFinding::Refused { words } => {
            said(format!("refused: {}", line(words)), format!("refusé : {}", line(words)))
        }
        SetupFinding::Clock { ahead, most } => said(
            format!(
                "the exchange is {} ms ahead of this computer (safe: up to {} ms)",
                ahead.0, most.0
            ),
            format!(
                "la plateforme a {} ms d’avance sur cet ordinateur (sûr : jusqu’à {} ms)",
                ahead.0, most.0
            ),
        ),
        SetupFinding::KeyTaken => said("accepted", "acceptée"),
        SetupFinding::KeyTrap { words } => said(
            format!(
                "accepted, but the test order was refused because of it: {}",
                line(words)
            ),
            format!(
                "acceptée, mais l’ordre d’essai a été refusé à cause d’elle : {}",
                line(words)
            ),
        ),
        SetupFinding::Cash { cash } => said(format!("{cash} pUSD"), format!("{cash} pUSD")),
        SetupFinding::CashNotShownYet { chain, .. } => said(
            format!(
                "{chain} pUSD are in the wallet but not shown by the exchange yet: usually within 2 minutes, checked again automatically"
            ),
            format!(
                "{chain} pUSD sont dans le portefeuille et n’apparaissent pas encore sur la plateforme : en général sous 2 minutes, vérifié à nouveau automatiquement"
            ),
        ),
        SetupFinding::CashNotSeen { chain } => said(
            format!(
                "{chain} pUSD are in the wallet, but the exchange does not see them: its API key is not linked to the wallet"
            ),
            format!(
                "{chain} pUSD sont dans le portefeuille, et la plateforme ne les voit pas : la clé d’API n’y est pas liée"
            ),
        ),
        SetupFinding::Spending { spenders } => {
            let missing: Vec<&str> = spenders
                .iter()
                .filter(|spender| !spender.may)
                .map(|spender| spender.name.as_deref().unwrap_or(&spender.address))
                .collect();
            if missing.is_empty() {
                said("every contract may spend", "chaque contrat peut dépenser")
            } else {
                let names = missing.join(", ");
                said(
                    format!("not allowed to spend: {names}"),
                    format!("sans autorisation de dépense : {names}"),
                )
            }
        }
        SetupFinding::Version { found, expected } => said(
            format!("version {}, this program supports {expected}", line(found)),
            format!("version {}, ce programme prend en charge {expected}", line(found)),
        ),
        SetupFinding::ContractsMatch => said("contracts as expected", "contrats comme prévu"),
        SetupFinding::ContractDiffers { contract, .. } => said(
            format!("{contract} is not the contract this program signs for"),
            format!("{contract} n’est pas le contrat pour lequel ce programme signe"),
        ),
        SetupFinding::Markets {
            figure,
            count,
            least,
            most,
            unusual,
        } => {
            let name = match figure {
                MarketFigure::Fees => Words::new("fees", "frais"),
                MarketFigure::Sizes => Words::new("minimum sizes", "tailles minimales"),
                MarketFigure::Ticks => Words::new("tick sizes", "pas de cotation"),
            };
            let (odd, etrange) = if *unusual {
                (", unusual", ", inhabituel")
            } else {
                ("", "")
            };
            said(
                format!("{} of {count} markets: {least} to {most}{odd}", name.en),
                format!("{} de {count} marchés : {least} à {most}{etrange}", name.fr),
            )
        }
        SetupFinding::NoMarket => said("no open market was found", "aucun marché ouvert trouvé"),
        SetupFinding::Chain { found, expected } => said(
            format!("the nodes are on chain {}, not {expected}", line(found)),
            format!("les nœuds sont sur la chaîne {}, pas {expected}", line(found)),
        ),
        SetupFinding::NoAnswer { words } => said(
            format!("no answer: {}", line(words)),
            format!("pas de réponse : {}", line(words)),
        ),
        SetupFinding::Needs { check } => {
            let name = check_name(*check);
            said(
                format!("needs this first: {}", name.en),
                format!("il faut d’abord : {}", name.fr),
            )
        }
    }
}

/// The limits that are about to be saved.
pub(super) fn limits(limits: &LimitsView) -> Said {
    let LimitsView {
        max_exposure,
        max_daily_spend,
        max_open_orders,
        max_daily_loss,
        ..
    } = limits;
    said(
        format!(
            "limits: ${max_exposure} total exposure, ${max_daily_spend} spent a day, {max_open_orders} open orders, buying stops after ${max_daily_loss} lost in a day"
        ),
        format!(
            "limites : {max_exposure} $ d’exposition totale, {max_daily_spend} $ dépensés par jour, {max_open_orders} ordres ouverts, achats suspendus après {max_daily_loss} $ perdus dans la journée"
        ),
    )
}

/// The test order's own question.
pub(super) fn test_order(order: &TestOrderPreview, word: &str) -> Said {
    let TestOrderPreview {
        shares,
        price,
        worst_case,
        ..
    } = order;
    let (question, outcome) = (line(&order.question), line(&order.outcome));
    said(
        format!(
            "A real order, far from the market, that is then cancelled:\n  {question}\n  buy {shares} {outcome} at {price}; ${worst_case} if it filled completely\nType {word} to send it: "
        ),
        format!(
            "Un vrai ordre, loin du marché, ensuite annulé :\n  {question}\n  acheter {shares} {outcome} à {price} ; {worst_case} $ s’il était exécuté en entier\nTapez {word} pour l’envoyer : "
        ),
    )
}

/// One thing that happened to the test order.
pub(super) fn test_fact(fact: &TestFact) -> Said {
    match fact {
        TestFact::Written { hash } => said(
            format!("signed and recorded: {hash}"),
            format!("signé et enregistré : {hash}"),
        ),
        TestFact::Accepted { after } => said(
            format!("accepted after {} ms", after.0),
            format!("accepté après {} ms", after.0),
        ),
        TestFact::Refused { words, .. } => {
            said(format!("refused: {}", line(words)), format!("refusé : {}", line(words)))
        }
        TestFact::NotAnswered { words } => said(
            format!("no answer: {}. Looking it up", line(words)),
            format!("pas de réponse : {}. Recherche en cours", line(words)),
        ),
        TestFact::SeenOpen => said("seen among the open orders", "vu parmi les ordres ouverts"),
        TestFact::SeenOnChannel => said("seen on your account feed", "vu sur le flux de votre compte"),
        TestFact::NotSeen { .. } => said("not seen where it should be", "absent de là où il devrait être"),
        TestFact::CancelSent => said("cancelling", "annulation"),
        TestFact::Gone { filled, of } => said(
            format!("ended; {filled} of {of} filled"),
            format!("terminé ; {filled} sur {of} exécutées"),
        ),
        TestFact::CancelUnsure { words } => said(
            format!(
                "the cancellation was not confirmed ({}): all of the account’s orders are being cancelled",
                line(words)
            ),
            format!(
                "annulation non confirmée ({}) : tous les ordres du compte sont annulés",
                line(words)
            ),
        ),
        TestFact::StillOpen { .. } => said(
            "it may still be on the book until it expires: check polymarket.com",
            "il est peut-être encore au carnet, jusqu’à son expiration : vérifiez sur polymarket.com",
        ),
        TestFact::Balance { now, before } => said(
            format!("balance {now}, before {before}"),
            format!("solde {now}, avant {before}"),
        ),
        TestFact::TakenUp => said(
            "an earlier test order was interrupted and has been cleaned up",
            "un ordre d’essai précédent avait été interrompu ; il a été nettoyé",
        ),
        TestFact::Withdrawn => said(
            "the confirmation was withdrawn: live trading is off",
            "la confirmation est retirée : le trading réel est désactivé",
        ),
    }
}

/// Why the test order was not sent, and what to do.
fn not_sent(code: ErrorCode, detail: &str) -> Said {
    let detail = line(detail);
    match of_limit(code) {
        Some(advice) => said(
            format!(
                "the test order was not sent ({detail}). {} {} `pilotfish-cli live enable` takes limits as options: see --help",
                advice.what.en, advice.way_out.en
            ),
            format!(
                "l’ordre d’essai n’a pas été envoyé ({detail}). {} {} `pilotfish-cli live enable` prend les limites en options : voir --help",
                advice.what.fr, advice.way_out.fr
            ),
        ),
        None => said(
            format!(
                "the test order was not sent: {detail}. The confirmation still stands: run it again once this is fixed"
            ),
            format!(
                "l’ordre d’essai n’a pas été envoyé : {detail}. La confirmation reste en vigueur : relancez une fois que c’est réglé"
            ),
        ),
    }
}

/// Why the test order did not pass.
pub(super) fn not_passed(outcome: Option<&TestOutcome>) -> Said {
    let (step, why) = match outcome {
        Some(TestOutcome::Failed { step, why }) => (step, why),
        Some(TestOutcome::NotSent { code, detail }) => return not_sent(*code, detail),
        Some(TestOutcome::Passed) | None => {
            return said(
                "the test order has no result yet: run it again",
                "l’ordre d’essai n’a pas encore de résultat : relancez",
            );
        }
    };
    let step = match step {
        TestStep::Signed => Words::new("sending", "l’envoi"),
        TestStep::Resting => Words::new("resting", "l’attente au carnet"),
        TestStep::Cancelled => Words::new("cancelling", "l’annulation"),
        TestStep::Balanced => Words::new("the balance", "le solde"),
    };
    said(
        format!(
            "the test order failed at {} ({why}): live trading is off. Run the checks again",
            step.en
        ),
        format!(
            "l’ordre d’essai a échoué à {} ({why}) : le trading réel est désactivé. Relancez les contrôles",
            step.fr
        ),
    )
}
