//! Which markets a made-up world has: their shapes, their places, their questions, and what opens when one ends.

pub(crate) mod contests;
pub(crate) mod openings;
pub(crate) mod shapes;
pub(crate) mod slots;
