//! A trader's profit over one period, from nothing at its beginning.

use pilotfish_copy::ids::WalletAddress;
use pilotfish_polymarket::public::Window;

use crate::numbers::drawn;
use crate::traders::statistics::rebased;
use crate::types::{CurvePoint, ErrorCode, Ms, Period, TraderCurve};
use crate::{Api, ApiResult, problem};

/// How many points it has at most.
const POINTS_MOST: usize = 400;

impl Api {
    /// A trader's profit over a period; `address` is their wallet.
    ///
    /// # Errors
    /// `unknown_trader` for what is no wallet, and the venue's.
    pub async fn trader_curve(&self, address: String, period: Period) -> ApiResult<TraderCurve> {
        let wallet = WalletAddress::parse(&address)
            .map_err(|_| problem(ErrorCode::UnknownTrader, format!("{address:?} is no wallet")))?;
        let engine = self.engine()?;
        let profit = engine.traders().profit(&wallet, window_of(period)).await?;
        let points: Vec<_> = rebased(&profit, POINTS_MOST).collect();
        Ok(TraderCurve {
            made: points.last().map(|(_, made)| made.to_string()),
            points: points
                .into_iter()
                .map(|(at, made)| CurvePoint {
                    at: Ms(at.0),
                    value: drawn(made),
                })
                .collect(),
        })
    }
}

const fn window_of(period: Period) -> Window {
    match period {
        Period::Day => Window::Day,
        Period::Week => Window::Week,
        Period::Month => Window::Month,
        Period::All => Window::All,
    }
}
