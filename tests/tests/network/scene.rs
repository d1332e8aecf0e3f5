//! The venue under its names, the network before it, and what a program is told of both.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pilotfish_copy::ids::VenueMs;
use pilotfish_polymarket::{Endpoints, PublicApi, RateLimits, RequestTimeouts, Transport};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, TlsOptions, serve};
use pilotfish_tests::network::{Network, NetworkOptions};
use serde_json::{Value, json};
use tempfile::TempDir;

/// For a busy machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(120);
const SEED: u64 = 7;

/// One name for each service, as the real ones have; the first takes orders.
pub(crate) const NAMES: [&str; 7] = [
    "clob.test",
    "data.test",
    "gamma.test",
    "relayer.test",
    "node.test",
    "streams.test",
    "site.test",
];

/// A name that leads to the venue, and that its certificate has not.
pub(crate) const UNCERTIFIED: &str = "other.test";

/// See the module.
pub(crate) struct Scene {
    pub(crate) server: ServerHandle,
    pub(crate) network: Network,
    pub(crate) folder: TempDir,
}

/// Now, by the system's clock: a live engine's venue has the same time.
pub(crate) fn now() -> VenueMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock past 1970");
    VenueMs(i64::try_from(since.as_millis()).expect("a time"))
}

/// A served world in real time, encrypted, and its authority's certificate in `folder`.
pub(crate) async fn served(listen: SocketAddr, folder: &TempDir) -> ServerHandle {
    let options = ServerOptions {
        listen,
        speed: Speed::REAL,
        real_time: true,
        tls: Some(TlsOptions {
            names: NAMES.map(str::to_owned).to_vec(),
            authority: Some(folder.path().join("authority.pem")),
        }),
        ..ServerOptions::new(VenueOptions::seeded(SEED, now()))
    };
    serve(options).await.expect("a served world")
}

impl Scene {
    /// A venue behind a network that asks for that name and password.
    pub(crate) async fn new(sign_in: Option<(&str, &str)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = served(SocketAddr::from(([127, 0, 0, 1], 0)), &folder).await;
        let mut options = NetworkOptions::to(server.addr(), &NAMES);
        options.names.insert(UNCERTIFIED.to_owned(), server.addr());
        options.sign_in = sign_in.map(|(name, password)| (name.to_owned(), password.to_owned()));
        let network = Network::start(options).await;
        Self {
            server,
            network,
            folder,
        }
    }

    /// An endpoints file with every name, and this in it besides.
    pub(crate) fn endpoints_file(&self, name: &str, more: &Value) -> PathBuf {
        let mut content = json!({
            "clob": "https://clob.test",
            "data": "https://data.test",
            "gamma": "https://gamma.test",
            "relayer": "https://relayer.test",
            "polygon": "https://node.test/rpc",
            "market_stream": "wss://streams.test/ws/market",
            "user_stream": "wss://streams.test/ws/user",
            "activity_stream": "wss://streams.test/rtds",
            "geoblock": "https://site.test/api/geoblock",
            "authority": "authority.pem",
        });
        let keys = content.as_object_mut().expect("an object");
        for (key, value) in more.as_object().expect("an object") {
            if value.is_null() {
                keys.remove(key);
            } else {
                keys.insert(key.clone(), value.clone());
            }
        }
        let path = self.folder.path().join(name);
        std::fs::write(&path, content.to_string()).expect("a file");
        path
    }

    /// The usual file: through the network without a sign-in.
    pub(crate) fn endpoints(&self) -> Endpoints {
        let file = self.endpoints_file("endpoints.json", &json!({ "proxy": self.network.url() }));
        Endpoints::load(&file).expect("endpoints")
    }

    /// The venue as somebody next door reaches it, by no network.
    pub(crate) fn next_door(&self) -> PublicApi {
        let mut endpoints = Endpoints::local_at(&self.server.http_url()).expect("loopback");
        endpoints.authority = self.endpoints().authority;
        public(endpoints)
    }

    /// Somebody next door, who may tell the venue what the real one cannot be told.
    pub(crate) fn client(&self) -> reqwest::Client {
        let pem = self.server.authority().expect("an authority");
        reqwest::Client::builder()
            .no_proxy()
            .tls_certs_merge([reqwest::Certificate::from_pem(pem.as_bytes()).expect("a certificate")])
            .build()
            .expect("a client")
    }

    /// Everything that happened to that wallet, as the venue has it.
    pub(crate) async fn ledger(&self, wallet: &str) -> Vec<Value> {
        let client = self.client();
        let (mut after, mut ours) = (0, Vec::new());
        loop {
            let url = format!("{}/sim/ledger?after={after}", self.server.http_url());
            let page: Value = client
                .get(url)
                .send()
                .await
                .expect("an answer")
                .json()
                .await
                .expect("JSON");
            let records = page["records"].as_array().expect("records");
            after = records
                .last()
                .map_or(after, |last| last["sequence"].as_u64().expect("a number"));
            let is_ours = |record: &&Value| {
                let owner = record["owner"].as_str().unwrap_or_default();
                owner.eq_ignore_ascii_case(wallet)
            };
            ours.extend(records.iter().filter(is_ours).cloned());
            if page["more"] != true {
                return ours;
            }
        }
    }
}

/// The program's own client of those addresses.
pub(crate) fn public(endpoints: Endpoints) -> PublicApi {
    let transport = Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).expect("a transport");
    PublicApi::new(transport)
}
