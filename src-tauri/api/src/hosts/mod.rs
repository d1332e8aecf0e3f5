//! Every host that may be contacted, and what went there: the page "What it sends, and where".
//!
//! It is the transport's own list, which refuses everything that is not on it, so that nothing can be contacted and not be here. What
//! each host is for crosses as a kind; its words are the window's.

pub(crate) mod shapes;

use std::time::{SystemTime, UNIX_EPOCH};

use pilotfish_engine::Mode;
use pilotfish_polymarket::{HostUse, Purpose, RefusedBecause, RefusedContact};

use crate::numbers::few;
use crate::types::{HostPurpose, HostView, Hosts, Ms, RefusedHost, RefusedWhy};
use crate::{Api, ApiResult};

impl Api {
    /// Where the engine that is shown speaks to.
    ///
    /// # Errors
    /// The engine's.
    pub async fn hosts(&self) -> ApiResult<Hosts> {
        let engine = self.engine()?;
        let host = self.shared.host.as_ref();
        // The demo goes to its own venue, whatever a file says.
        let file = host.filter(|_| self.mode() != Mode::Demo);
        // The program's own go out beside the engine's, whichever is shown.
        let (mut hosts, mut refused) = (engine.hosts(), engine.refused_contacts());
        if let Some(versions) = host.and_then(|host| host.new_versions()) {
            hosts.extend(versions.hosts());
            refused.extend(versions.refused_contacts());
            refused.sort_by_key(|contact| contact.at_ms);
        }
        Ok(Hosts {
            endpoints_file: file
                .and_then(|host| host.endpoints_file())
                .map(|file| file.display().to_string()),
            ..shown(&hosts, &refused, system_ms())
        })
    }
}

fn shown(hosts: &[HostUse], refused: &[RefusedContact], now: i64) -> Hosts {
    let mut listed: Vec<HostView> = hosts.iter().map(|usage| view(usage, now)).collect();
    listed.sort_by(|one, other| (one.purposes.first(), &one.host).cmp(&(other.purposes.first(), &other.host)));
    Hosts {
        hosts: listed,
        refused: refused.iter().rev().map(refusal).collect(),
        since: hosts.iter().map(|usage| usage.since_ms).min().map(Ms),
        now: Ms(now),
        endpoints_file: None,
    }
}

fn view(usage: &HostUse, now: i64) -> HostView {
    let mut purposes: Vec<HostPurpose> = usage.purposes.iter().map(|purpose| kind(*purpose)).collect();
    purposes.sort_unstable();
    HostView {
        host: usage.host.clone(),
        purposes,
        encrypted: usage.encrypted,
        own: usage.is_own,
        requests: few(usage.requests),
        last_hour: few(usage.requests_last_hour),
        last_day: few(usage.requests_last_day),
        signed_in: few(usage.signed_in),
        kilobytes_sent: few(usage.bytes_sent.div_ceil(1_000)),
        kilobytes_received: few(usage.bytes_received.div_ceil(1_000)),
        open_streams: usage.open_streams,
        last_ago: usage.last_ms.map(|at| Ms(now.saturating_sub(at).max(0))),
        proxy: usage.proxy.clone(),
    }
}

const fn kind(purpose: Purpose) -> HostPurpose {
    match purpose {
        Purpose::Orders => HostPurpose::Orders,
        Purpose::TraderData => HostPurpose::TraderData,
        Purpose::Markets => HostPurpose::Markets,
        Purpose::MarketStream => HostPurpose::MarketStream,
        Purpose::UserStream => HostPurpose::UserStream,
        Purpose::ActivityStream => HostPurpose::ActivityStream,
        Purpose::Relayer => HostPurpose::Relayer,
        Purpose::Region => HostPurpose::Region,
        Purpose::Polygon => HostPurpose::Polygon,
        Purpose::Updates => HostPurpose::Updates,
    }
}

fn refusal(contact: &RefusedContact) -> RefusedHost {
    RefusedHost {
        at: Ms(contact.at_ms),
        host: contact.host.clone(),
        why: match contact.because {
            RefusedBecause::NotListed => RefusedWhy::NotListed,
            RefusedBecause::Redirect => RefusedWhy::Redirect,
        },
    }
}

/// This computer's clock, which stamps what goes out.
pub(crate) fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn usage(host: &str, purposes: &[Purpose], requests: u64, last_ms: Option<i64>) -> HostUse {
        HostUse {
            host: host.to_owned(),
            purposes: purposes.to_vec(),
            encrypted: true,
            is_own: host.ends_with(".example"),
            requests,
            requests_last_hour: requests,
            requests_last_day: requests,
            signed_in: 0,
            bytes_sent: 10,
            bytes_received: 20,
            open_streams: 0,
            last_ms,
            since_ms: 1_000,
            proxy: None,
        }
    }

    #[test]
    fn hosts_stand_by_what_they_are_for_with_ages_and_refusals_newest_first() {
        let hosts = [
            usage("rpc.example", &[Purpose::Polygon], 2, None),
            usage(
                "ws.polymarket.com",
                &[Purpose::UserStream, Purpose::MarketStream],
                1,
                Some(9_000),
            ),
            usage("clob.polymarket.com", &[Purpose::Orders], 7, Some(11_000)),
        ];
        let contact = |at_ms, because| RefusedContact {
            at_ms,
            host: "img.example".to_owned(),
            because,
        };
        let refused = [
            contact(3_000, RefusedBecause::NotListed),
            contact(4_000, RefusedBecause::Redirect),
        ];
        let shown = shown(&hosts, &refused, 10_000);
        let names: Vec<&str> = shown.hosts.iter().map(|host| host.host.as_str()).collect();
        assert_eq!(names, ["clob.polymarket.com", "ws.polymarket.com", "rpc.example"]);
        assert_eq!(
            shown.hosts[1].purposes,
            [HostPurpose::MarketStream, HostPurpose::UserStream]
        );
        let ages: Vec<Option<Ms>> = shown.hosts.iter().map(|host| host.last_ago).collect();
        assert_eq!(
            ages,
            [Some(Ms(0)), Some(Ms(1_000)), None],
            "a clock that went back is no age below zero"
        );
        assert!(shown.hosts[2].own && !shown.hosts[0].own);
        assert_eq!(
            (shown.since, shown.refused[0].why),
            (Some(Ms(1_000)), RefusedWhy::Redirect)
        );
    }
}
