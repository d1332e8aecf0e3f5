//! Whoever makes the venue move beside its clients: a made-up world, or a recording.

use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};

use crate::venue::VenueState;

/// Acts at its own times, through the venue's state only.
pub(crate) trait Actor: std::fmt::Debug + Send {
    /// When it acts next, if it does.
    fn next_at(&self) -> Option<VenueMs>;

    /// Lets it do what is due first.
    fn step(&mut self, state: &mut VenueState);

    /// When it has done all that it ever will; a made-up world goes on for ever.
    fn end(&self) -> Option<VenueMs> {
        None
    }

    /// A trader goes on with another wallet, `person` in the record; whether it is one of this actor's.
    fn moved(&mut self, _old: &WalletAddress, _new: &WalletAddress, _person: usize) -> bool {
        false
    }

    /// Lists the same question on the contract that follows, if it is not listed there yet; `None` where there is no such.
    fn successor(&mut self, _state: &mut VenueState, _condition: &ConditionId) -> Option<ConditionId> {
        None
    }

    /// How often the exchange refused its quotes.
    #[cfg(test)]
    fn refused(&self) -> u64;
}
