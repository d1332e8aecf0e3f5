//! Deliberate faults, for proving that the simulation finds them. Behind the feature `planted-faults`, which nothing that is shipped
//! has: without it each is the constant `false`, and nothing of it is compiled.

/// Whether that fault is planted in this program.
#[macro_export]
#[doc(hidden)]
macro_rules! planted {
    ($name:literal) => {
        cfg!(feature = "planted-faults") && $crate::planted::is($name)
    };
}

#[cfg(feature = "planted-faults")]
static PLANTED: std::sync::OnceLock<String> = std::sync::OnceLock::new();

/// Plants a fault, once a program.
#[cfg(feature = "planted-faults")]
pub fn plant(name: &str) {
    let _ = PLANTED.set(name.to_owned());
}

/// Whether that fault is planted.
#[cfg(feature = "planted-faults")]
#[must_use]
pub fn is(name: &str) -> bool {
    PLANTED.get().is_some_and(|planted| planted == name)
}

/// Without the feature, none is.
#[cfg(not(feature = "planted-faults"))]
#[must_use]
pub const fn is(_name: &str) -> bool {
    false
}
