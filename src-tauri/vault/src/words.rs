//! Texts for people, in both of the program's languages, side by side.

/// A text in both languages. It never holds a secret: it is written here, not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: &'static str,
    /// French.
    pub fr: &'static str,
}

/// What happened and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// A stable word for programs.
    pub code: &'static str,
    /// What happened.
    pub what: Words,
    /// The way out.
    pub way_out: Words,
}
