//! Whether the platform is the one that this program was made for, takes orders from here, and has our time.

use alloy::primitives::U256;
use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::{Price, Tick};
use pilotfish_vault::Chain;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Check, CheckKind, Found, Outcome, Remedy, Unusual};
use crate::chain::contracts::Contract;
use crate::fields::{Fields, rows};
use crate::pacing::Lane;
use crate::{ChainApi, Error, PublicApi};

/// The most that this computer's clock may be off, ms. Requests are stamped with the venue's time, and expire after 30 s; what is
/// told of ages and deadlines is this computer's.
const CLOCK_MOST_MS: i64 = 2_000;

/// The version of orders that is signed here (polymarket-api §1.5).
const VERSION: u64 = 2;

/// So many open markets are looked at.
const MARKETS: usize = 3;
/// Of so many in Gamma's list.
const MARKETS_LISTED: &str = "20";

/// The rates that were ever published are below (polymarket-api §5); a higher one is a change of the platform.
const RATE_MOST: Decimal = Decimal::from_parts(7, 0, 0, false, 2);
/// The exponent of the fee's formula on every market of 2026.
const EXPONENT: Decimal = Decimal::ONE;
/// The usual least size, shares (polymarket-api §4.4).
const SIZE_USUAL: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// The exchanges and the version that each has in the domain of its signatures.
const EXCHANGES: [(Contract, Exchange, &str); 3] = [
    (Contract::ExchangeV2, Exchange::StandardV2, "2"),
    (Contract::NegRiskExchangeV2, Exchange::NegRiskV2, "2"),
    (Contract::ExchangeV3, Exchange::PositionsV3, "3"),
];
/// The name in it, of all three.
const DOMAIN_NAME: &str = "Polymarket CTF Exchange";

pub(super) async fn clock(public: &PublicApi) -> Vec<Check> {
    let kind = CheckKind::Clock;
    vec![match public.clock_skew_ms().await {
        Ok(ahead_ms) => {
            let found = Found::Clock {
                ahead_ms,
                most_ms: CLOCK_MOST_MS,
            };
            if ahead_ms.abs() > CLOCK_MOST_MS {
                Check::of(kind, Outcome::Failed, found, Remedy::SetClock)
            } else {
                Check::ok(kind, found)
            }
        }
        Err(error) => Check::unknown(kind, &error),
    }]
}

pub(super) async fn region(public: &PublicApi) -> Vec<Check> {
    let kind = CheckKind::Region;
    vec![match public.geoblock().await {
        Ok(answer) => {
            let found = Found::Region {
                blocked: answer.blocked,
                country: answer.country,
                region: answer.region,
            };
            if answer.blocked {
                Check::of(kind, Outcome::Failed, found, Remedy::NotFromHere)
            } else {
                Check::ok(kind, found)
            }
        }
        Err(error) => Check::unknown(kind, &error),
    }]
}

pub(super) async fn version(public: &PublicApi) -> Vec<Check> {
    let kind = CheckKind::Version;
    vec![match public.exchange_version().await {
        Ok(found) => {
            let told = Found::Version {
                found,
                expected: VERSION,
            };
            if found == VERSION {
                Check::ok(kind, told)
            } else {
                Check::of(kind, Outcome::Failed, told, Remedy::Update)
            }
        }
        Err(error) => Check::unknown(kind, &error),
    }]
}

/// What the contracts themselves say that they check signatures for.
pub(super) async fn domains(chain: &ChainApi) -> Vec<Check> {
    let kind = CheckKind::Domains;
    let expected_chain = U256::from(Chain::Polygon.id());
    for (contract, exchange, version) in EXCHANGES {
        let domain = match chain.signing_domain(contract.address()).await {
            Ok(domain) => domain,
            Err(error) => return vec![Check::unknown(kind, &error)],
        };
        let address = Chain::Polygon.exchange(exchange);
        let is_ours = domain.name == DOMAIN_NAME
            && domain.version == version
            && domain.chain_id == expected_chain
            && domain.contract == address;
        if !is_ours {
            let shown =
                |name: &str, version: &str, chain: U256, at| format!("{name}, version {version}, chain {chain}, {at}");
            let found = Found::Domain {
                contract,
                says: shown(&domain.name, &domain.version, domain.chain_id, domain.contract),
                expected: shown(DOMAIN_NAME, version, expected_chain, address),
            };
            return vec![Check::of(kind, Outcome::Failed, found, Remedy::Update)];
        }
    }
    vec![Check::ok(kind, Found::DomainsMatch)]
}

/// What some open markets ask of an order.
struct Asked {
    rates: Vec<Decimal>,
    sizes: Vec<Decimal>,
    ticks: Vec<Decimal>,
    /// A formula of fees that is not ours.
    other_formula: Option<Unusual>,
}

pub(super) async fn markets(public: &PublicApi) -> Vec<Check> {
    let kinds = [CheckKind::Fees, CheckKind::Sizes, CheckKind::Ticks];
    let asked = match asked(public).await {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            let none = |kind| Check::of(kind, Outcome::Unknown, Found::NoMarket, Remedy::TryAgain);
            return kinds.map(none).to_vec();
        }
        Err(error) => return kinds.map(|kind| Check::unknown(kind, &error)).to_vec(),
    };
    vec![fees(&asked), sizes(&asked.sizes), ticks(&asked.ticks)]
}

async fn asked(public: &PublicApi) -> Result<Option<Asked>, Error> {
    let query = [("closed", "false"), ("limit", MARKETS_LISTED)];
    let transport = public.transport();
    let listed = transport
        .get(transport.gamma("markets/keyset", &query)?, Lane::Gamma, None)
        .await?;
    let mut asked = Asked {
        rates: Vec::new(),
        sizes: Vec::new(),
        ticks: Vec::new(),
        other_formula: None,
    };
    for row in rows(&listed, &["markets", "data"])? {
        let fields = Fields::of(row, "a market")?;
        let takes_orders = fields.flag("acceptingOrders").unwrap_or(false);
        let Some(condition) = fields.condition("conditionId").filter(|_| takes_orders) else {
            continue;
        };
        let url = transport.clob(&format!("clob-markets/{condition}"))?;
        match transport.get(url, Lane::Other, None).await {
            Ok(facts) => asked.take_in(&facts)?,
            // A market may be in one list and not yet, or no more, in the other.
            Err(Error::NotFound(_)) => continue,
            Err(error) => return Err(error),
        }
        if asked.sizes.len() >= MARKETS {
            break;
        }
    }
    Ok((!asked.sizes.is_empty()).then_some(asked))
}

impl Asked {
    fn take_in(&mut self, facts: &Value) -> Result<(), Error> {
        let fields = Fields::of(facts, "a market's trading facts")?;
        self.sizes.push(fields.need("mos", fields.decimal("mos"))?);
        self.ticks.push(fields.need("mts", fields.decimal("mts"))?);
        let Some(fee) = fields.object("fd", "a fee") else {
            // A market without a fee has none written down.
            self.rates.push(Decimal::ZERO);
            return Ok(());
        };
        let rate = fee.need("r", fee.decimal("r"))?;
        self.rates.push(rate);
        let exponent = fee.decimal("e").unwrap_or(EXPONENT);
        let takers_only = fee.flag("to").unwrap_or(true);
        if !rate.is_zero() && (exponent != EXPONENT || !takers_only) {
            self.other_formula = Some(Unusual::FeeFormula { exponent, takers_only });
        }
        Ok(())
    }
}

fn range(of: &[Decimal]) -> (Decimal, Decimal) {
    let least = of.iter().min().copied().unwrap_or_default();
    (least, of.iter().max().copied().unwrap_or_default())
}

fn fees(asked: &Asked) -> Check {
    let (least, most) = range(&asked.rates);
    let strange = most > RATE_MOST || least.is_sign_negative();
    let unusual = asked
        .other_formula
        .or_else(|| strange.then_some(Unusual::FeeRate { most: RATE_MOST }));
    let is_unusual = unusual.is_some();
    let found = Found::Markets {
        count: asked.rates.len(),
        range: (least, most),
        unusual,
    };
    if is_unusual {
        Check::of(CheckKind::Fees, Outcome::Failed, found, Remedy::Update)
    } else {
        Check::ok(CheckKind::Fees, found)
    }
}

/// Each market's own least size is kept, so another one than usual is worth a look and no more.
fn sizes(of: &[Decimal]) -> Check {
    let unusual = of.iter().any(|size| *size != SIZE_USUAL);
    let found = Found::Markets {
        count: of.len(),
        range: range(of),
        unusual: unusual.then_some(Unusual::LeastSize { usual: SIZE_USUAL }),
    };
    if of.iter().any(|size| size.is_sign_negative()) {
        Check::of(CheckKind::Sizes, Outcome::Failed, found, Remedy::Update)
    } else if unusual {
        Check::of(CheckKind::Sizes, Outcome::Warning, found, Remedy::HaveALook)
    } else {
        Check::ok(CheckKind::Sizes, found)
    }
}

fn known_tick(tick: Decimal) -> Option<Tick> {
    Tick::from_micros(Price::from_decimal(tick)?.micros())
}

fn ticks(of: &[Decimal]) -> Check {
    let unknown = of.iter().find(|tick| known_tick(**tick).is_none());
    let found = Found::Markets {
        count: of.len(),
        range: range(of),
        unusual: unknown.map(|step| Unusual::PriceStep { step: *step }),
    };
    if unknown.is_some() {
        Check::of(CheckKind::Ticks, Outcome::Failed, found, Remedy::Update)
    } else {
        Check::ok(CheckKind::Ticks, found)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    fn of(facts: &[Value]) -> Asked {
        let mut asked = Asked {
            rates: Vec::new(),
            sizes: Vec::new(),
            ticks: Vec::new(),
            other_formula: None,
        };
        for facts in facts {
            asked.take_in(facts).unwrap();
        }
        asked
    }

    #[test]
    fn a_platform_as_it_is_known_passes() {
        let asked = of(&[
            json!({"mos": 5, "mts": "0.01", "fd": {"r": 0.07, "e": 1, "to": true}}),
            json!({"mos": "5", "mts": 0.0025}),
        ]);
        assert_eq!(fees(&asked).outcome, Outcome::Ok);
        assert_eq!(fees(&asked).sentence(), "Fees: 0 to 0.07 in 2 markets");
        assert_eq!(sizes(&asked.sizes).outcome, Outcome::Ok);
        assert_eq!(ticks(&asked.ticks).outcome, Outcome::Ok);
    }

    #[test]
    fn another_formula_of_fees_and_another_step_are_a_changed_platform() {
        for fee in [
            json!({"r": 0.08, "e": 1, "to": true}),
            json!({"r": 0.04, "e": 2, "to": true}),
            json!({"r": 0.04, "e": 1, "to": false}),
            json!({"r": -0.04, "e": 1, "to": true}),
        ] {
            let asked = of(&[json!({"mos": 5, "mts": 0.01, "fd": fee})]);
            assert_eq!(fees(&asked).outcome, Outcome::Failed, "{fee}");
            assert_eq!(fees(&asked).remedy, Some(Remedy::Update));
        }
        let asked = of(&[json!({"mos": 10, "mts": 0.003})]);
        assert_eq!(sizes(&asked.sizes).outcome, Outcome::Warning);
        assert_eq!(ticks(&asked.ticks).outcome, Outcome::Failed);
    }
}
