//! The engine's and the store's errors as a person is told them.

use pilotfish_engine::port::PortError;
use pilotfish_engine::{EngineError, Failure};
use pilotfish_store::StoreError;

use crate::types::{ApiError, ErrorReason};

impl From<&Failure> for ApiError {
    fn from(failure: &Failure) -> Self {
        Self::new(failure.code, failure.detail.clone())
    }
}

impl From<&EngineError> for ApiError {
    fn from(error: &EngineError) -> Self {
        let wait = match error {
            EngineError::Venue(error) => error.wait(),
            _ => None,
        };
        Self {
            reason: wait.map(ErrorReason::again_in),
            ..Self::from(&Failure::from(error))
        }
    }
}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        Self::from(&error)
    }
}

impl From<PortError> for ApiError {
    fn from(error: PortError) -> Self {
        EngineError::from(error).into()
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        EngineError::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::types::ErrorCode;

    #[test]
    fn how_long_the_exchange_asks_to_wait_comes_along() {
        let busy = |wait| PortError::Busy {
            text: "maintenance".to_owned(),
            wait,
        };
        let told = ApiError::from(busy(Some(Duration::from_millis(11_200))));
        let expected = (ErrorCode::VenueBusy, Some(ErrorReason::AgainIn(12)));
        assert_eq!((told.code, told.reason), expected, "whole seconds, none too few");
        let told = ApiError::from(busy(None));
        assert_eq!((told.code, told.reason), (ErrorCode::VenueBusy, None));
        let told = ApiError::from(PortError::NotAsked {
            text: "the rate limits leave no turn".to_owned(),
            wait: Duration::from_millis(10),
        });
        let expected = (ErrorCode::RateLimited, Some(ErrorReason::AgainIn(1)));
        assert_eq!((told.code, told.reason), expected);
    }
}
