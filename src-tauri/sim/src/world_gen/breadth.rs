//! Breadth: how many markets and traders a made-up world has.

use crate::error::SimError;

/// How many markets are open in a made-up world, and how many traders have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breadth {
    /// Open markets, [`Breadth::LEAST`]'s to [`Breadth::MOST`]'s; each that ends is followed by another.
    pub markets: usize,
    /// Named traders, likewise.
    pub traders: usize,
}

impl Breadth {
    /// The least, and what a world has unless told otherwise: the markets that the first trader's script plays in,
    /// one neg-risk event, one game, and the twenty traders.
    pub const LEAST: Self = Self {
        markets: 36,
        traders: 20,
    };

    /// The most: far more than anybody looks at, and no more than memory takes.
    pub const MOST: Self = Self {
        markets: 1_000,
        traders: 2_000,
    };

    /// That both numbers are within their bounds.
    ///
    /// # Errors
    /// [`SimError::Options`] when one is not.
    pub fn check(self) -> Result<(), SimError> {
        let within = |what: &str, number: usize, least: usize, most: usize| {
            if (least..=most).contains(&number) {
                return Ok(());
            }
            Err(SimError::Options(format!(
                "a world has {least} to {most} {what}, not {number}"
            )))
        };
        within("markets", self.markets, Self::LEAST.markets, Self::MOST.markets)?;
        within("traders", self.traders, Self::LEAST.traders, Self::MOST.traders)
    }
}

impl Default for Breadth {
    fn default() -> Self {
        Self::LEAST
    }
}
