//! What the venue is told by somebody next door: faults, and what befalls an account.

use serde_json::{Value, json};

use crate::scene::Scene;

impl Scene {
    /// Tells the venue something.
    pub(crate) async fn control(&self, path: &str, body: &Value) {
        let url = format!("{}{path}", self.server.http_url());
        let answer = self.client().post(url).json(body).send().await.expect("an answer");
        let status = answer.status();
        assert!(status.is_success(), "{path}: {status} {:?}", answer.text().await);
    }

    /// Asks the venue something that the real one is not asked.
    pub(crate) async fn asked(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.server.http_url());
        let answer = self.client().get(url).send().await.expect("an answer");
        answer.json().await.expect("JSON")
    }

    /// From now on requests meet that fault, if they are signed by that key or nobody's is named.
    pub(crate) async fn arm(&self, route: &str, of: Option<&str>, what: &Value) {
        let mut rule = json!({ "where": { "route": route }, "what": what });
        if let Some(of) = of {
            rule["of"] = json!(of);
        }
        self.control("/sim/faults", &rule).await;
    }

    /// No request meets a fault any more.
    pub(crate) async fn disarm(&self) {
        let url = format!("{}/sim/faults", self.server.http_url());
        let answer = self.client().delete(url).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{:?}", answer.text().await);
    }

    /// How many requests have met a fault so far.
    pub(crate) async fn met(&self) -> u64 {
        let shown = self.asked("/sim/faults").await;
        let rules = shown["faults"].as_array().expect("rules");
        rules.iter().map(|rule| rule["hits"].as_u64().expect("a number")).sum()
    }
}
