//! What each address is for, and what is sent there, in both languages.

use pilotfish_vault::words::Words;

use super::Purpose;

impl Purpose {
    /// What for.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::Orders => Words::new("orders, books, balances", "ordres, carnets, soldes"),
            Self::TraderData => Words::new("traders’ trades and positions", "trades et positions des traders"),
            Self::Markets => Words::new(
                "market names, rules, categories",
                "noms, règles et catégories des marchés",
            ),
            Self::Relayer => Words::new("approvals and redemptions", "autorisations et encaissements"),
            Self::Polygon => Words::new("contracts on Polygon", "contrats sur Polygon"),
            Self::MarketStream => Words::new("live order books", "carnets d’ordres en direct"),
            Self::UserStream => Words::new("your own orders, live", "vos propres ordres en direct"),
            Self::ActivityStream => Words::new("all trades, as they happen", "tous les trades, au fur et à mesure"),
            Self::Region => Words::new(
                "whether your region may trade",
                "si l’on peut trader depuis votre région",
            ),
            Self::Updates => Words::new("new versions of Pilotfish", "nouvelles versions de Pilotfish"),
        }
    }

    /// What is sent there.
    #[must_use]
    pub const fn what_is_sent(self) -> Words {
        match self {
            Self::Orders => Words::new(
                "signed orders, wallet address, API sign-in",
                "ordres signés, adresse du portefeuille, identification d’API",
            ),
            Self::TraderData => Words::new(
                "addresses of the traders you follow, and your own",
                "adresses des traders que vous suivez, et la vôtre",
            ),
            Self::Markets => Words::new(
                "market ids, addresses of the profiles shown",
                "identifiants de marchés, adresses des profils affichés",
            ),
            Self::Relayer => Words::new(
                "calls you confirmed, relayer sign-in",
                "appels que vous avez confirmés, identification du relayer",
            ),
            Self::Polygon => Words::new(
                "contract and wallet addresses",
                "adresses de contrats et de portefeuilles",
            ),
            Self::MarketStream => Words::new("token ids", "identifiants de jetons"),
            Self::UserStream => Words::new("API sign-in", "identification d’API"),
            Self::ActivityStream => Words::new("one subscription, no address", "un abonnement, aucune adresse"),
            Self::Region | Self::Updates => Words::new("nothing but the request", "rien d’autre que la requête"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_words_in_both_languages() {
        for purpose in Purpose::ALL {
            for words in [purpose.words(), purpose.what_is_sent()] {
                assert!(!words.en.is_empty() && words.en != words.fr, "{purpose:?}");
            }
        }
    }
}
