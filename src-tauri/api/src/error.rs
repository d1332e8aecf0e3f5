//! The engine's and the store's errors as a person is told them.

use pilotfish_engine::port::PortError;
use pilotfish_engine::{EngineError, Failure};
use pilotfish_store::StoreError;

use crate::types::ApiError;

impl From<&Failure> for ApiError {
    fn from(failure: &Failure) -> Self {
        Self::new(failure.code, failure.detail.clone())
    }
}

impl From<&EngineError> for ApiError {
    fn from(error: &EngineError) -> Self {
        Self::from(&Failure::from(error))
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
