//! What a notification's text may hold. On Linux whoever shows it may read markup, and a trader may be called like a link.

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

/// What whoever shows notifications says of itself.
#[cfg(target_os = "linux")]
pub(crate) async fn asked() -> Reads {
    const NAME: &str = "org.freedesktop.Notifications";
    const PLACE: &str = "/org/freedesktop/Notifications";
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);
    let ask = async {
        let bus = zbus::Connection::session().await?;
        let answer = bus
            .call_method(Some(NAME), PLACE, Some(NAME), "GetCapabilities", &())
            .await?;
        answer.body().deserialize::<Vec<String>>()
    };
    match tokio::time::timeout(PATIENCE, ask).await {
        Ok(Ok(capabilities)) if capabilities.iter().any(|one| one.starts_with("body-markup")) => Reads::Markup,
        Ok(Ok(_)) => Reads::Letters,
        Ok(Err(_)) | Err(_) => Reads::Unknown,
    }
}

/// Elsewhere the text is text.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn asked() -> Reads {
    Reads::Letters
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
