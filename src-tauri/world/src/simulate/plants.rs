//! Deliberate faults, for proving that the simulation finds them.

/// Their names.
pub const NAMES: &[&str] = &[];

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
