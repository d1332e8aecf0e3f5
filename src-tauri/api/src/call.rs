//! Commands by name with JSON arguments: for adapters that have no types of their own.

use serde::Deserialize;
use serde_json::Value;

use crate::Api;
use crate::types::*;

/// Why a command by name was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No command is called so.
    #[error("no command is called {0:?}")]
    Unknown(String),
    /// The arguments are not the command's.
    #[error("{0}")]
    Arguments(String),
    /// The command refuses.
    #[error("{}", .0.detail)]
    Refused(ApiError),
}

impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

/// One arm per line of the list.
macro_rules! dispatch {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty: $risk:ident;)*) => {
        impl Api {
            /// Carries out the command of that name, with its arguments as the fields of a JSON object (in camel case).
            ///
            /// # Errors
            /// When there is no such command, the arguments are not its, or it refuses.
            pub async fn call(&self, command: &str, arguments: Value) -> Result<Value, CallError> {
                match command {
                    $(stringify!($name) => {
                        #[derive(Deserialize)]
                        #[serde(rename_all = "camelCase")]
                        struct Given { $($argument: $type),* }
                        let Given { $($argument),* } = serde_json::from_value(arguments)
                            .map_err(|error| CallError::Arguments(error.to_string()))?;
                        let answer: $answer = Box::pin(self.$name($($argument),*)).await?;
                        serde_json::to_value(answer).map_err(|error| CallError::Arguments(error.to_string()))
                    })*
                    _ => Err(CallError::Unknown(command.to_owned())),
                }
            }
        }
    };
}

crate::command_list!(dispatch);
