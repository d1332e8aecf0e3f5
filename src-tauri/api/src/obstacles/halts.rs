//! Halts in words: what happened, and what the user can do. The figures of one that stands (shares, dollars, market) are beside it.

use pilotfish_copy::entity::HaltReason;
use pilotfish_vault::words::{Advice, Words};

/// What happened and what to do about it.
#[must_use]
pub const fn of_halt(reason: &HaltReason) -> Advice {
    let (what, way_out) = match reason {
        HaltReason::Stopped | HaltReason::Paused | HaltReason::DailyLoss => by_the_user(reason),
        HaltReason::CashMissing
        | HaltReason::SharesMissing { .. }
        | HaltReason::SharesUnexplained { .. }
        | HaltReason::ForeignOrder { .. } => of_the_books(reason),
        HaltReason::VenueMode
        | HaltReason::Clock
        | HaltReason::ClosedOnly
        | HaltReason::Authentication
        | HaltReason::Banned
        | HaltReason::Region
        | HaltReason::Version => of_the_venue(reason),
        HaltReason::DiskLow => (
            Words::new("The disk is almost full.", "Le disque est presque plein."),
            Words::new(
                "Buying is on hold; sells continue. Free up some disk space and it resumes automatically.",
                "Les achats sont suspendus ; les ventes continuent. Libérez de l’espace disque : ils reprendront automatiquement.",
            ),
        ),
        HaltReason::NotWritten => (
            Words::new(
                "The disk is not accepting data.",
                "Le disque n’accepte plus de données.",
            ),
            Words::new(
                "No order is placed, moved or cancelled until it does; stopping still cancels. Free up space or check the disk.",
                "Aucun ordre n’est passé, déplacé ni annulé d’ici là ; l’arrêt annule tout de même. Libérez de l’espace ou vérifiez le disque.",
            ),
        ),
    };
    Advice {
        code: reason.word(),
        what,
        way_out,
    }
}

const fn by_the_user(reason: &HaltReason) -> (Words, Words) {
    match reason {
        HaltReason::Paused => (
            Words::new("Copying is paused.", "La copie est en pause."),
            Words::new(
                "Resume when you like; open orders are still managed.",
                "Reprenez quand vous voulez ; les ordres ouverts restent gérés.",
            ),
        ),
        HaltReason::DailyLoss => (
            Words::new(
                "The daily loss limit has been reached.",
                "La limite de perte quotidienne est atteinte.",
            ),
            Words::new(
                "Buying stops until 0:00 UTC unless you raise the limit; sells continue.",
                "Les achats sont suspendus jusqu’à 0 h UTC, sauf si vous relevez la limite ; les ventes continuent.",
            ),
        ),
        _ => (
            Words::new("Copying is stopped.", "La copie est arrêtée."),
            Words::new(
                "No orders are placed until you start again.",
                "Aucun ordre n’est passé jusqu’à la reprise.",
            ),
        ),
    }
}

const fn of_the_books(reason: &HaltReason) -> (Words, Words) {
    match reason {
        HaltReason::CashMissing => (
            Words::new(
                "Polymarket shows less cash than Pilotfish’s records.",
                "Polymarket affiche moins de liquidités que les comptes de Pilotfish.",
            ),
            Words::new(
                "Buying is on hold; sells continue. Check what else used the account, then accept the difference.",
                "Les achats sont suspendus ; les ventes continuent. Vérifiez ce qui d’autre a utilisé le compte, puis acceptez l’écart.",
            ),
        ),
        HaltReason::SharesMissing { .. } => (
            Words::new(
                "Polymarket shows fewer shares than Pilotfish’s records.",
                "Polymarket affiche moins de parts que les comptes de Pilotfish.",
            ),
            Words::new(
                "Buying is on hold, and only the shares that are there can be sold. Check what else used the account, then accept the difference.",
                "Les achats sont suspendus, et seules les parts présentes peuvent être vendues. Vérifiez ce qui d’autre a utilisé le compte, puis acceptez l’écart.",
            ),
        ),
        HaltReason::SharesUnexplained { .. } => (
            Words::new(
                "Polymarket shows shares Pilotfish did not buy.",
                "Polymarket affiche des parts que Pilotfish n’a pas achetées.",
            ),
            Words::new(
                "No more are bought; sells continue. Assign them to a follow, or accept them as your own.",
                "Plus aucun achat n’y est fait ; les ventes continuent. Attribuez-les à un suivi, ou acceptez-les comme vôtres.",
            ),
        ),
        _ => (
            Words::new(
                "The account has an order Pilotfish did not place.",
                "Le compte a un ordre que Pilotfish n’a pas passé.",
            ),
            Words::new(
                "Pilotfish does not trade there until it is gone. Cancel it on Polymarket, or wait.",
                "Pilotfish n’y trade pas tant qu’il est ouvert. Annulez-le sur Polymarket, ou attendez.",
            ),
        ),
    }
}

const fn of_the_venue(reason: &HaltReason) -> (Words, Words) {
    match reason {
        HaltReason::VenueMode => (
            Words::new(
                "Polymarket isn’t accepting orders right now.",
                "Polymarket n’accepte pas d’ordres pour l’instant.",
            ),
            Words::new(
                "It is restarting or limiting requests. Nothing to do: everything waits and resumes automatically.",
                "Il redémarre ou limite les requêtes. Rien à faire : tout attend et reprend automatiquement.",
            ),
        ),
        HaltReason::Clock => (
            Words::new(
                "This computer’s clock and Polymarket’s disagree.",
                "L’horloge de cet ordinateur et celle de Polymarket diffèrent.",
            ),
            Words::new(
                "Everything waits until Polymarket’s clock has been read. Turn on automatic time in the system’s settings.",
                "Tout attend la lecture de l’horloge de Polymarket. Activez l’heure automatique dans les réglages du système.",
            ),
        ),
        HaltReason::ClosedOnly => (
            Words::new(
                "The account can only close positions.",
                "Le compte ne peut que clôturer des positions.",
            ),
            Words::new(
                "Buying is off; sells continue. Check your Polymarket profile for the reason.",
                "Les achats sont suspendus ; les ventes continuent. Consultez votre profil Polymarket pour en connaître la raison.",
            ),
        ),
        HaltReason::Authentication => (
            Words::new("Polymarket refused the key.", "Polymarket a refusé la clé."),
            Words::new(
                "No orders are placed. Sign in on Polymarket once, check the key and wallet, then continue.",
                "Aucun ordre n’est passé. Connectez-vous une fois sur Polymarket, vérifiez la clé et le portefeuille, puis continuez.",
            ),
        ),
        HaltReason::Banned => (
            Words::new("The account is banned.", "Le compte est banni."),
            Words::new(
                "No orders are placed. Contact Polymarket support.",
                "Aucun ordre n’est passé. Contactez l’assistance de Polymarket.",
            ),
        ),
        HaltReason::Region => (
            Words::new(
                "Trading is not allowed in your region.",
                "Le trading n’est pas autorisé dans votre région.",
            ),
            Words::new(
                "No real-money orders are placed; demo and paper keep running. Continue where trading is allowed.",
                "Aucun ordre en argent réel n’est passé ; la démo et la simulation continuent. Continuez là où le trading est autorisé.",
            ),
        ),
        _ => (
            Words::new(
                "Polymarket has changed and requires a newer version of Pilotfish.",
                "Polymarket a changé et exige une version plus récente de Pilotfish.",
            ),
            Words::new(
                "No orders are placed. Install the latest version of Pilotfish, then continue.",
                "Aucun ordre n’est passé. Installez la dernière version de Pilotfish, puis continuez.",
            ),
        ),
    }
}
