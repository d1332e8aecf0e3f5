//! Whether each of the venue's services can be reached, and how fast it answers.

use std::time::Instant;

use alloy::primitives::U256;
use futures_util::future::{join, join_all};
use pilotfish_vault::Chain;
use url::Url;

use super::{Check, CheckKind, Found, Outcome, Remedy};
use crate::endpoints::{Purpose, join as join_path};
use crate::pacing::Lane;
use crate::{ChainApi, Error, PublicApi, Transport};

/// An address that nobody's profile has: whatever answers it, answers.
const NOBODY: &str = "0x0000000000000000000000000000000000000001";

pub(super) async fn services(public: &PublicApi, chain: &ChainApi) -> Vec<Check> {
    let transport = public.transport();
    let relayer = &transport.endpoints().relayer;
    let questions = [
        (CheckKind::Orders, transport.clob("time"), Lane::Other),
        (
            CheckKind::TraderData,
            transport.data("v2/positions", &[("user", NOBODY), ("limit", "1")]),
            Lane::Positions,
        ),
        (
            CheckKind::Markets,
            transport.gamma("markets/keyset", &[("limit", "1")]),
            Lane::Gamma,
        ),
        (
            CheckKind::Relayer,
            join_path(relayer, "deployed").map(|url| crate::transport::with_query(url, &[("address", NOBODY)])),
            Lane::Relayer,
        ),
    ];
    let asked = questions.map(|(kind, url, lane)| service(transport, kind, url, lane));
    let (mut checks, polygon) = join(join_all(asked), polygon(transport, chain)).await;
    checks.push(polygon);
    checks
}

/// A refusal is an answer: the service is there.
async fn service(transport: &Transport, kind: CheckKind, url: Result<Url, Error>, lane: Lane) -> Check {
    let url = match url {
        Ok(url) => url,
        Err(error) => return unreached(kind, &error),
    };
    let proxy = transport.proxy_for(&url);
    let began = Instant::now();
    match transport.get(url, lane, None).await {
        Ok(_) | Err(Error::NotFound(_) | Error::Refused { .. }) => answered(kind, began, proxy),
        Err(error) => unreached(kind, &error),
    }
}

async fn polygon(transport: &Transport, chain: &ChainApi) -> Check {
    let kind = CheckKind::Polygon;
    let proxy = transport
        .endpoints()
        .polygon
        .first()
        .and_then(|node| transport.proxy_for(node));
    let began = Instant::now();
    match chain.chain_id().await {
        Ok(id) if id == U256::from(Chain::Polygon.id()) => answered(kind, began, proxy),
        Ok(id) => {
            let found = Found::Chain {
                found: id.to_string(),
                expected: Chain::Polygon.id(),
            };
            Check::of(kind, Outcome::Failed, found, Remedy::ChangeEndpoint)
        }
        Err(error) => unreached(kind, &error),
    }
}

/// That each stream's connection stands. Nothing is subscribed, and it is closed again.
pub(super) async fn streams(transport: &Transport) -> Vec<Check> {
    let streams = [
        (CheckKind::MarketStream, Purpose::MarketStream),
        (CheckKind::UserStream, Purpose::UserStream),
        (CheckKind::ActivityStream, Purpose::ActivityStream),
    ];
    let connections = streams.map(|(kind, purpose)| async move {
        let Some(url) = transport.endpoints().of(purpose).first() else {
            return unreached(kind, &Error::Setup("no address".to_owned()));
        };
        let began = Instant::now();
        match transport.egress().connect(url).await {
            Ok(mut socket) => {
                let check = answered(kind, began, transport.proxy_for(url));
                socket.close().await;
                check
            }
            Err(words) => unreached(kind, &Error::Unreachable(words)),
        }
    });
    join_all(connections).await
}

fn answered(kind: CheckKind, began: Instant, proxy: Option<String>) -> Check {
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Check::ok(kind, Found::Answered { ms, proxy })
}

/// Without it something does not work, so it is no mere unknown.
fn unreached(kind: CheckKind, error: &Error) -> Check {
    let words = error.to_string();
    let (outcome, remedy) = match (kind, error) {
        // Look-ups and approvals need these two; trading does not.
        (CheckKind::Relayer | CheckKind::Polygon, _) => (Outcome::Warning, Remedy::CheckNetwork),
        (_, Error::Wait { .. } | Error::Paced { .. }) => (Outcome::Unknown, Remedy::TryAgain),
        _ => (Outcome::Failed, Remedy::CheckNetwork),
    };
    Check::of(kind, outcome, Found::NoAnswer { words }, remedy)
}
