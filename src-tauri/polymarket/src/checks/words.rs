//! What checks are called, what they found, and what to do about it, in both languages.

use pilotfish_vault::words::{Language, Said, Words};
use rust_decimal::Decimal;

use super::{CheckKind, Found, Remedy, Spending, Unusual};

impl CheckKind {
    /// What it is called.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::Orders => Words::new("Orders and books", "Ordres et carnets"),
            Self::TraderData => Words::new("Trader data", "Données des traders"),
            Self::Markets => Words::new("Market names and rules", "Noms et règles des marchés"),
            Self::MarketStream => Words::new("Live order books", "Carnets d’ordres en direct"),
            Self::UserStream => Words::new("Your own orders, live", "Vos propres ordres en direct"),
            Self::ActivityStream => Words::new("All trades, live", "Tous les trades en direct"),
            Self::Relayer => Words::new("Relayer", "Relayer"),
            Self::Polygon => Words::new("Polygon", "Polygon"),
            Self::Clock => Words::new("Computer clock", "Horloge de l’ordinateur"),
            Self::Region => Words::new("Region", "Région"),
            Self::Version => Words::new("Exchange version", "Version de la plateforme"),
            Self::Domains => Words::new("Exchange contracts", "Contrats de la plateforme"),
            Self::Fees => Words::new("Fees", "Frais"),
            Self::Sizes => Words::new("Minimum order sizes", "Tailles minimales des ordres"),
            Self::Ticks => Words::new("Tick sizes", "Pas de prix"),
            Self::ApiKey => Words::new("API key", "Clé d’API"),
            Self::Standing => Words::new("Account status", "État du compte"),
            Self::Balance => Words::new("Balance", "Solde"),
            Self::Approvals => Words::new("Approvals", "Autorisations"),
        }
    }
}

impl Remedy {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::TryAgain,
        Self::CheckNetwork,
        Self::SetClock,
        Self::NotFromHere,
        Self::Update,
        Self::HaveALook,
        Self::SeeAccount,
        Self::Deposit,
        Self::Approve,
        Self::ChangeEndpoint,
    ];

    /// What to do, in a sentence or two.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::TryAgain => Words::new(
                "Try again in a minute. Until the answer is known, it counts as no.",
                "Réessayez dans une minute. Tant que la réponse n’est pas connue, elle vaut un non.",
            ),
            Self::CheckNetwork => Words::new(
                "Check your connection, and whether a firewall or proxy is blocking it.",
                "Vérifiez votre connexion, et qu’aucun pare-feu ou proxy ne la bloque.",
            ),
            Self::SetClock => Words::new(
                "Turn on automatic time in your system’s date settings, then check again.",
                "Activez l’heure automatique dans les réglages de date du système, puis vérifiez de nouveau.",
            ),
            Self::NotFromHere => Words::new(
                "Polymarket does not accept orders from here. Demo and paper keep running.",
                "Polymarket n’accepte pas d’ordres depuis ici. La démo et la simulation continuent.",
            ),
            Self::Update => Words::new(
                "Polymarket has changed. Update Pilotfish before trading live.",
                "Polymarket a changé. Mettez Pilotfish à jour avant de trader en réel.",
            ),
            Self::HaveALook => Words::new(
                "This is unusual. Check it before trading live.",
                "C’est inhabituel. Vérifiez avant de trader en réel.",
            ),
            Self::SeeAccount => Words::new(
                "Sign in on polymarket.com and check your account.",
                "Connectez-vous sur polymarket.com et vérifiez votre compte.",
            ),
            Self::Deposit => Words::new(
                "Deposit pUSD on polymarket.com first.",
                "Déposez d’abord des pUSD sur polymarket.com.",
            ),
            Self::Approve => Words::new(
                "Grant the missing approvals; until then, markets that need them are skipped.",
                "Accordez les autorisations manquantes : d’ici là, les marchés qui en dépendent sont ignorés.",
            ),
            Self::ChangeEndpoint => Words::new(
                "Correct this address in your endpoints file.",
                "Corrigez cette adresse dans votre fichier d’adresses.",
            ),
        }
    }
}

impl Unusual {
    fn said(self) -> Said {
        match self {
            Self::FeeFormula { exponent, takers_only } => Said::new(
                format!(
                    "exponent {exponent}, takers only: {}",
                    yes(Language::English, takers_only)
                ),
                format!(
                    "exposant {}, preneurs seuls : {}",
                    comma(exponent),
                    yes(Language::French, takers_only)
                ),
            ),
            Self::FeeRate { most } => Said::new(
                format!("the highest known rate is {most}"),
                format!("le taux connu le plus élevé est {}", comma(most)),
            ),
            Self::LeastSize { usual } => Said::new(format!("usually {usual}"), format!("d’habitude {}", comma(usual))),
            Self::PriceStep { step } => Said::new(
                format!("{} is not a known tick size", step.normalize()),
                format!("{} n’est pas un pas connu", comma(step.normalize())),
            ),
        }
    }
}

impl Found {
    /// What was found, as the end of a sentence.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::Answered { ms, proxy: None } => {
                Said::new(format!("answers in {ms} ms"), format!("répond en {ms} ms"))
            }
            Self::Answered { ms, proxy: Some(proxy) } => Said::new(
                format!("answers in {ms} ms, through the proxy {proxy}"),
                format!("répond en {ms} ms, par le proxy {proxy}"),
            ),
            Self::NoAnswer { words } => Said::new(format!("no answer ({words})"), format!("pas de réponse ({words})")),
            Self::Clock { ahead_ms, most_ms } => clock(*ahead_ms, *most_ms),
            Self::Region {
                blocked,
                country,
                region,
            } => place(*blocked, country, region),
            Self::Version { found, expected } => Said::new(
                format!("version {found}; Pilotfish supports {expected}"),
                format!("version {found} ; Pilotfish prend en charge la {expected}"),
            ),
            Self::DomainsMatch => Said::new(
                "the contracts match what is signed here",
                "les contrats sont conformes à ce qui est signé ici",
            ),
            Self::Domain {
                contract,
                says,
                expected,
            } => Said::new(
                format!("{} expects {says}; signed here is {expected}", contract.name()),
                format!("{} attend {says} ; signé ici : {expected}", contract.name()),
            ),
            Self::Markets { count, range, unusual } => markets(*count, *range, *unusual),
            Self::NoMarket => Said::new(
                "no open market was found to check",
                "aucun marché ouvert à vérifier n’a été trouvé",
            ),
            Self::KeyTaken => Said::new("Polymarket accepts it", "Polymarket l’accepte"),
            Self::Standing { closed_only: true } => Said::new(
                "the account can only close positions",
                "le compte ne peut que clôturer des positions",
            ),
            Self::Standing { closed_only: false } => Said::new(
                "neither banned nor limited to closing positions",
                "ni banni, ni limité aux clôtures",
            ),
            Self::Refused { words } => Said::new(
                format!("Polymarket refuses the account ({words})"),
                format!("Polymarket refuse le compte ({words})"),
            ),
            Self::Cash { cash } => Said::new(
                format!("{cash} pUSD"),
                format!("{} pUSD", cash.to_string().replace('.', ",")),
            ),
            Self::Spending { spenders } => spending(spenders),
            Self::Chain { found, expected } => Said::new(
                format!("the node is on chain {found}, not on {expected}"),
                format!("le nœud est sur la chaîne {found}, pas sur {expected}"),
            ),
        }
    }
}

fn clock(ahead_ms: i64, most_ms: i64) -> Said {
    let (off, most) = (seconds(ahead_ms.abs()), seconds(most_ms));
    let side = if ahead_ms < 0 {
        Words::new("ahead of", "d’avance sur")
    } else {
        Words::new("behind", "de retard sur")
    };
    Said::new(
        format!("{off} s {} Polymarket; up to {most} s is safe", side.en),
        format!(
            "{} s {} Polymarket ; jusqu’à {} s, c’est sans risque",
            off.replace('.', ","),
            side.fr,
            most.replace('.', ",")
        ),
    )
}

fn place(blocked: bool, country: &str, region: &str) -> Said {
    let named = [country, region]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let place = if named.is_empty() {
        Said::new("location unknown", "lieu inconnu")
    } else {
        Said::new(named.clone(), named)
    };
    let verb = if blocked {
        Words::new("does not allow", "n’autorise pas")
    } else {
        Words::new("allows", "autorise")
    };
    Said::new(
        format!("Polymarket {} trading from here ({})", verb.en, place.en),
        format!("Polymarket {} le trading ici ({})", verb.fr, place.fr),
    )
}

fn markets(count: usize, (least, most): (Decimal, Decimal), unusual: Option<Unusual>) -> Said {
    let (least, most) = (least.normalize(), most.normalize());
    let told = Said::new(
        format!("{least} to {most} in {count} markets"),
        format!("de {} à {} sur {count} marchés", comma(least), comma(most)),
    );
    match unusual.map(Unusual::said) {
        Some(unusual) => Said::new(
            format!("{}, unusual: {}", told.en, unusual.en),
            format!("{}, inhabituel : {}", told.fr, unusual.fr),
        ),
        None => told,
    }
}

fn spending(spenders: &[Spending]) -> Said {
    let set = spenders.iter().filter(|spender| spender.may).count();
    let all = spenders.len();
    let missing = spenders.iter().filter(|spender| !spender.may);
    let names = missing.map(Spending::name).collect::<Vec<_>>().join("; ");
    let told = Said::new(
        format!("{set} of {all} approvals set"),
        format!("autorisations : {set} sur {all}"),
    );
    if names.is_empty() {
        return told;
    }
    Said::new(
        format!("{}, missing: {names}", told.en),
        format!("{}, manquantes : {names}", told.fr),
    )
}

/// Seconds with one digit after the point.
fn seconds(ms: i64) -> String {
    format!("{}.{}", ms / 1_000, ms % 1_000 / 100)
}

fn comma(figure: Decimal) -> String {
    figure.to_string().replace('.', ",")
}

const fn yes(language: Language, it_is: bool) -> &'static str {
    if it_is {
        language.pick("yes", "oui")
    } else {
        language.pick("no", "non")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::contracts::Contract;

    #[test]
    fn each_kind_and_each_remedy_has_words_in_both_languages() {
        for kind in CheckKind::ALL {
            let words = kind.words();
            assert!(!words.en.is_empty() && !words.fr.is_empty(), "{kind:?}");
        }
        for remedy in Remedy::ALL {
            let words = remedy.words();
            assert!(words.en.ends_with('.') && words.fr.ends_with('.'), "{remedy:?}");
            assert_ne!(words.en, words.fr, "{remedy:?}");
        }
    }

    #[test]
    fn what_was_found_is_said_in_words() {
        let clock = Found::Clock {
            ahead_ms: 4_230,
            most_ms: 2_000,
        };
        assert_eq!(
            clock.said(),
            Said::new(
                "4.2 s behind Polymarket; up to 2.0 s is safe",
                "4,2 s de retard sur Polymarket ; jusqu’à 2,0 s, c’est sans risque"
            )
        );
        let region = Found::Region {
            blocked: true,
            country: "BE".to_owned(),
            region: String::new(),
        };
        assert_eq!(
            region.said(),
            Said::new(
                "Polymarket does not allow trading from here (BE)",
                "Polymarket n’autorise pas le trading ici (BE)"
            )
        );
        let spender = |contract: Contract, may| Spending {
            spender: contract.address().to_string(),
            contract: Some(contract),
            may,
        };
        let spending = Found::Spending {
            spenders: vec![
                spender(Contract::ExchangeV2, true),
                spender(Contract::ExchangeV3, false),
            ],
        };
        assert_eq!(spending.said().en, "1 of 2 approvals set, missing: Exchange V3");
        let fees = Found::Markets {
            count: 3,
            range: (Decimal::ZERO, Decimal::new(7, 2)),
            unusual: Some(Unusual::FeeFormula {
                exponent: Decimal::TWO,
                takers_only: false,
            }),
        };
        assert_eq!(
            fees.said().fr,
            "de 0 à 0,07 sur 3 marchés, inhabituel : exposant 2, preneurs seuls : non"
        );
    }
}
