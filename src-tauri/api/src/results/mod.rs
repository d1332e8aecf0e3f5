//! What came of it: performance over a period, the dashboard, shortfall.

pub(crate) mod attention;
pub(crate) mod dashboard;
pub(crate) mod performance;
pub(crate) mod period;
pub(crate) mod shapes;
pub(crate) mod shortfall;
