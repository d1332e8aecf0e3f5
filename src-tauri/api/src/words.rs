//! The stable words of the core's enums, as its journal has them.

use serde::Serialize;

/// The stable word of an enum of the core, as it stands in its JSON.
pub(crate) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
