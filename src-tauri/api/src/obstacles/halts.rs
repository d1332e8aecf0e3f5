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
            Words::new(
                "Hardly any room is left on the disk.",
                "Il ne reste presque plus de place sur le disque.",
            ),
            Words::new(
                "Purchases wait; sales go on. Make room: it goes on by itself.",
                "Les achats attendent, les ventes continuent. Faites de la place : cela reprend tout seul.",
            ),
        ),
        HaltReason::NotWritten => (
            Words::new("The disk takes nothing any more.", "Le disque n’accepte plus rien."),
            Words::new(
                "Nothing is placed, moved or cancelled until it does; stopping still cancels. Make room, or see to the disk.",
                "Rien n’est placé, déplacé ni annulé d’ici là ; l’arrêt annule tout de même. Faites de la place, ou voyez le disque.",
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
                "Resume it when you like; orders at work are managed meanwhile.",
                "Reprenez quand vous voulez ; les ordres en cours restent gérés.",
            ),
        ),
        HaltReason::DailyLoss => (
            Words::new(
                "The day’s loss limit is reached.",
                "La limite de perte du jour est atteinte.",
            ),
            Words::new(
                "Nothing is bought until 0:00 UTC; sales go on. Or raise the limit.",
                "Rien n’est acheté avant 0 h UTC ; les ventes continuent. Ou relevez la limite.",
            ),
        ),
        _ => (
            Words::new("Everything is stopped.", "Tout est arrêté."),
            Words::new(
                "Nothing is placed until you start again.",
                "Rien n’est placé tant que vous ne redémarrez pas.",
            ),
        ),
    }
}

const fn of_the_books(reason: &HaltReason) -> (Words, Words) {
    match reason {
        HaltReason::CashMissing => (
            Words::new(
                "Polymarket shows less cash than Pilotfish’s books.",
                "Polymarket montre moins d’argent que les livres de Pilotfish.",
            ),
            Words::new(
                "Purchases wait; sales go on. Check what else used the account, then accept the difference.",
                "Les achats attendent, les ventes continuent. Cherchez ce qui a utilisé le compte, puis acceptez l’écart.",
            ),
        ),
        HaltReason::SharesMissing { .. } => (
            Words::new(
                "Polymarket shows fewer shares than Pilotfish’s books.",
                "Polymarket montre moins de parts que les livres de Pilotfish.",
            ),
            Words::new(
                "Purchases wait, and only what is there is sold. Check what else used the account, then accept the difference.",
                "Les achats attendent, et seul ce qui s’y trouve est vendu. Cherchez ce qui a utilisé le compte, puis acceptez l’écart.",
            ),
        ),
        HaltReason::SharesUnexplained { .. } => (
            Words::new(
                "Polymarket shows shares that Pilotfish did not buy.",
                "Polymarket montre des parts que Pilotfish n’a pas achetées.",
            ),
            Words::new(
                "No more of it is bought; sales go on. Give them to a follow, or accept them as your own.",
                "Il n’en est plus acheté, les ventes continuent. Attribuez-les à un suivi, ou acceptez-les comme vôtres.",
            ),
        ),
        _ => (
            Words::new(
                "An order in the account is not Pilotfish’s.",
                "Un ordre du compte ne vient pas de Pilotfish.",
            ),
            Words::new(
                "Nothing is bought or sold there until it is gone. Cancel it on Polymarket, or wait.",
                "Rien n’y est acheté ni vendu tant qu’il est là. Annulez-le sur Polymarket, ou attendez.",
            ),
        ),
    }
}

const fn of_the_venue(reason: &HaltReason) -> (Words, Words) {
    match reason {
        HaltReason::VenueMode => (
            Words::new(
                "Polymarket takes no orders for now.",
                "Polymarket ne prend pas d’ordres pour l’instant.",
            ),
            Words::new(
                "It restarts, or asks for fewer requests. Nothing to do: everything waits and goes on by itself.",
                "Il redémarre, ou demande moins de requêtes. Rien à faire : tout attend et reprend tout seul.",
            ),
        ),
        HaltReason::Clock => (
            Words::new(
                "This computer’s clock and Polymarket’s disagree.",
                "L’horloge de cet ordinateur et celle de Polymarket diffèrent.",
            ),
            Words::new(
                "Everything waits until Polymarket’s clock has been read. Turn on automatic time in the system’s settings.",
                "Tout attend que l’horloge de Polymarket soit lue. Activez l’heure automatique dans les réglages du système.",
            ),
        ),
        HaltReason::ClosedOnly => (
            Words::new(
                "The account may only close positions.",
                "Le compte ne peut que fermer des positions.",
            ),
            Words::new(
                "Nothing is bought; sales go on. See your profile on Polymarket for the reason.",
                "Rien n’est acheté, les ventes continuent. Voyez la raison sur votre profil Polymarket.",
            ),
        ),
        HaltReason::Authentication => (
            Words::new("Polymarket refuses the key.", "Polymarket refuse la clé."),
            Words::new(
                "Nothing is placed. Sign in on Polymarket once, check the key and the wallet, then lift the halt.",
                "Rien n’est placé. Connectez-vous une fois sur Polymarket, vérifiez la clé et le portefeuille, puis levez l’arrêt.",
            ),
        ),
        HaltReason::Banned => (
            Words::new("The account is banned.", "Le compte est banni."),
            Words::new(
                "Nothing is placed. Write to Polymarket’s support.",
                "Rien n’est placé. Écrivez à l’assistance de Polymarket.",
            ),
        ),
        HaltReason::Region => (
            Words::new(
                "Trading is not allowed where you are.",
                "Le trading n’est pas permis là où vous êtes.",
            ),
            Words::new(
                "Nothing is placed with real money; demo and paper go on. Lift the halt where trading is allowed.",
                "Rien n’est placé en argent réel ; la démo et le papier continuent. Levez l’arrêt là où le trading est permis.",
            ),
        ),
        _ => (
            Words::new(
                "Polymarket changed, and wants a newer Pilotfish.",
                "Polymarket a changé et exige un Pilotfish plus récent.",
            ),
            Words::new(
                "Nothing is placed. Install the newest Pilotfish, then lift the halt.",
                "Rien n’est placé. Installez le dernier Pilotfish, puis levez l’arrêt.",
            ),
        ),
    }
}
