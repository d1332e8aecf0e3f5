//! Deliberate faults, for proving that the simulation finds them. Each is one switch in the core (or, the first, in the program around it)
//! at the place of the rule that it breaks; without the feature `planted-faults` nothing of it is compiled.

/// Their names.
pub const NAMES: &[&str] = &[
    "send-before-commit",
    "hash-not-stored",
    "resign-on-timeout",
    "two-looks-in-one-instant",
    "unknown-ages-into-refused",
    "reported-match-lowered",
    "cancel-error-is-an-answer",
    "asks-for-a-share-more",
    "slippage-bound-ignored",
    "band-binds-the-signal-only",
    "limits-ignore-reservations",
    "reserve-not-kept",
    "fee-not-in-daily-spend",
    "restart-resets-daily-spend",
    "old-purchase-copied",
    "share-of-the-whole-position",
    "signal-key-collides",
    "row-counted-twice",
    "round-trip-copied",
    "empty-list-is-a-sale",
    "stale-list-believed",
    "transferred-in-is-bought",
    "exit-lost-on-turn",
    "turn-does-not-end-purchases",
    "close-is-bought-back",
    "sells-what-another-follow-holds",
    "stop-spares-exits",
    "pause-lets-purchases-through",
    "foreign-order-ignored",
    "clock-jump-believed",
    "failed-sale-lost-when-forgotten",
    "failure-reversed-twice",
    "provisional-fills-not-asked",
    "payout-correction-ignored",
    "movement-booked-twice",
];

/// Plants one, in a program that was built for it.
///
/// # Errors
/// When there is none of that name, or the program was not built with the feature.
pub fn plant(name: &str) -> Result<(), String> {
    if !NAMES.contains(&name) {
        return Err(format!("no fault is called {name:?}; --plant list names them"));
    }
    #[cfg(feature = "planted-faults")]
    {
        pilotfish_copy::planted::plant(name);
        Ok(())
    }
    #[cfg(not(feature = "planted-faults"))]
    Err("this program was built without planted faults: cargo xtask simulate --plant builds one".to_owned())
}
