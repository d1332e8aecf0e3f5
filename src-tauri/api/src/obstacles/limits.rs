//! The user's own limits, where they leave no room for the test order: which of them, and what to do.

use pilotfish_engine::ErrorCode;
use pilotfish_vault::words::{Advice, Words};

use super::advice;

/// Whichever of them it is.
pub(super) const REACHED: Advice = advice(
    "limit_reached",
    Words::new(
        "Your limits leave no room for an order.",
        "Vos limites ne laissent pas de place à un ordre.",
    ),
    Words::new(
        "Check your limits: raise the one that is used up, or wait until there is room.",
        "Vérifiez vos limites : relevez celle qui est épuisée, ou attendez qu’il y ait de la place.",
    ),
);

/// Why the limits hold the test order back, by the code of its error; none for another code.
#[must_use]
pub fn of_limit(code: ErrorCode) -> Option<Advice> {
    let all = [
        advice(
            "limits_not_saved",
            Words::new(
                "Your live limits have not been saved yet.",
                "Vos limites en réel ne sont pas encore enregistrées.",
            ),
            Words::new(
                "Save them first, then send the test order.",
                "Enregistrez-les d’abord, puis envoyez l’ordre d’essai.",
            ),
        ),
        advice(
            "limit_exposure",
            Words::new(
                "Your total exposure limit leaves no room for the test order.",
                "Votre limite d’exposition totale ne laisse pas de place à l’ordre d’essai.",
            ),
            Words::new(
                "Raise it, or close a position first.",
                "Relevez-la, ou clôturez d’abord une position.",
            ),
        ),
        advice(
            "limit_daily_spend",
            Words::new(
                "Your daily spending limit leaves no room for the test order.",
                "Votre limite de dépense quotidienne ne laisse pas de place à l’ordre d’essai.",
            ),
            Words::new("Raise it, or wait until 0:00 UTC.", "Relevez-la, ou attendez 0 h UTC."),
        ),
        advice(
            "limit_open_orders",
            Words::new(
                "Your open order limit leaves no room for the test order.",
                "Votre limite d’ordres ouverts ne laisse pas de place à l’ordre d’essai.",
            ),
            Words::new(
                "Raise it, or cancel an order first; one that you placed by hand at polymarket.com counts too.",
                "Relevez-la, ou annulez d’abord un ordre ; un ordre passé à la main sur polymarket.com compte aussi.",
            ),
        ),
        advice(
            "limit_reserve",
            Words::new(
                "The test order would eat into your cash reserve.",
                "L’ordre d’essai entamerait votre réserve de liquidités.",
            ),
            Words::new(
                "Lower the reserve, cancel a waiting buy on polymarket.com, or deposit pUSD there.",
                "Baissez la réserve, annulez un achat en attente sur polymarket.com, ou déposez-y des pUSD.",
            ),
        ),
        advice(
            "limit_daily_loss",
            Words::new(
                "Buying has stopped for today: the daily loss limit has been reached.",
                "Les achats sont suspendus pour aujourd’hui : la limite de perte quotidienne est atteinte.",
            ),
            Words::new(
                "Send the test order tomorrow, after 0:00 UTC.",
                "Envoyez l’ordre d’essai demain, après 0 h UTC.",
            ),
        ),
        REACHED,
    ];
    all.into_iter().find(|advice| advice.code == code.as_str())
}
