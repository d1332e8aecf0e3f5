//! What a notification's body may hold. Whoever shows it may read it as markup, and a trader may be called like a link.

/// How whoever shows notifications reads their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reads {
    /// As it stands.
    Letters,
    /// As markup.
    Markup,
    /// Nobody says.
    Unknown,
}

impl Reads {
    /// As they say of themselves that they do: their capabilities, where they named any.
    pub(crate) fn said(capabilities: Option<&[String]>) -> Self {
        match capabilities {
            Some(all) if all.iter().any(|one| one.starts_with("body-markup")) => Self::Markup,
            Some(_) => Self::Letters,
            None => Self::Unknown,
        }
    }

    /// The text as it has to be written, so that just its letters are shown.
    pub(crate) fn fit(self, text: &str) -> String {
        match self {
            Self::Letters => text.to_owned(),
            Self::Markup => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
            // Letters that look alike and mean nothing to anybody.
            Self::Unknown => text.replace('&', "＆").replace('<', "‹").replace('>', "›"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trader_called_like_a_link_is_shown_as_letters() {
        let name = "<a href=\"https://x\">A&B</a>";
        assert_eq!(Reads::Letters.fit(name), name);
        assert_eq!(Reads::Markup.fit(name), "&lt;a href=\"https://x\"&gt;A&amp;B&lt;/a&gt;");
        // Entities are letters too: they do not become the signs that they name.
        assert_eq!(Reads::Markup.fit("&lt;b&gt;"), "&amp;lt;b&amp;gt;");
        assert!(!Reads::Unknown.fit(name).contains(['<', '>', '&']));
        assert!(!Reads::Unknown.fit("&lt;b&gt;").contains('&'));
    }
}
