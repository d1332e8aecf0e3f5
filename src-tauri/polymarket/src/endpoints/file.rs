//! Addresses from a file: one JSON object, each key optional, what is left out stays Polymarket's.
//!
//! ```json
//! {"clob": "https://clob.example", "polygon": ["https://rpc.example"], "proxy": "http://127.0.0.1:3128"}
//! ```
//!
//! The keys are those of [`Purpose::key`](super::Purpose::key), and
//!
//! - `proxy`: an address, or `"none"`;
//! - `authority`: the file of a certificate (PEM) that is trusted beside the system's, its path from the endpoints file's folder.
//!   It is for a venue or a proxy of the user's own. Certificates are checked all the same.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use url::Url;

use super::{AddressFault, Authority, Endpoints, EndpointsError, Proxy};

/// The longest file that is read, bytes. Ten addresses are a hundredth of it.
const FILE_BYTES_MAX: u64 = 64 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    clob: Option<String>,
    data: Option<String>,
    gamma: Option<String>,
    relayer: Option<String>,
    polygon: Option<OneOrMore>,
    market_stream: Option<String>,
    user_stream: Option<String>,
    activity_stream: Option<String>,
    geoblock: Option<String>,
    proxy: Option<String>,
    authority: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Endpoints {
    /// Polymarket's addresses with those of a file in their place.
    ///
    /// # Errors
    /// [`EndpointsError`]: the file cannot be read or understood, or an address in it cannot be used.
    pub fn load(path: &Path) -> Result<Self, EndpointsError> {
        let failed = |why: String| EndpointsError::File {
            path: path.display().to_string(),
            why,
        };
        let size = std::fs::metadata(path)
            .map_err(|error| failed(error.to_string()))?
            .len();
        if size > FILE_BYTES_MAX {
            return Err(failed(format!("it has more than {FILE_BYTES_MAX} bytes")));
        }
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        Self::read(&text, path.parent().unwrap_or(Path::new("")))
    }

    /// The same from the text of such a file. A certificate that it names by a relative path is looked for in the working folder.
    ///
    /// # Errors
    /// As [`Endpoints::load`].
    pub fn from_json(text: &str) -> Result<Self, EndpointsError> {
        Self::read(text, Path::new(""))
    }

    fn read(text: &str, folder: &Path) -> Result<Self, EndpointsError> {
        let content = |words: String| EndpointsError::Content(words);
        let written: Written = serde_json::from_str(text).map_err(|error| content(error.to_string()))?;
        let mut all = Self::polymarket().map_err(|error| content(error.to_string()))?;
        let single = [
            ("clob", written.clob, &mut all.clob),
            ("data", written.data, &mut all.data),
            ("gamma", written.gamma, &mut all.gamma),
            ("relayer", written.relayer, &mut all.relayer),
            ("market_stream", written.market_stream, &mut all.market_stream),
            ("user_stream", written.user_stream, &mut all.user_stream),
            ("activity_stream", written.activity_stream, &mut all.activity_stream),
            ("geoblock", written.geoblock, &mut all.geoblock),
        ];
        for (key, text, place) in single {
            if let Some(text) = text {
                *place = address(key, &text)?;
            }
        }
        let nodes = written.polygon.map(|nodes| match nodes {
            OneOrMore::One(node) => vec![node],
            OneOrMore::More(nodes) => nodes,
        });
        if let Some(nodes) = nodes {
            all.polygon = nodes
                .iter()
                .map(|node| address("polygon", node))
                .collect::<Result<_, _>>()?;
        }
        all.proxy = match written.proxy.as_deref() {
            None => Proxy::FromSystem,
            Some("none") => Proxy::Direct,
            Some(text) => Proxy::At(address("proxy", text)?),
        };
        all.authority = written
            .authority
            .map(|path| Authority::load(&folder.join(path)))
            .transpose()?;
        all.check()?;
        Ok(all)
    }
}

fn address(key: &'static str, text: &str) -> Result<Url, EndpointsError> {
    let fault = AddressFault::NotAnAddress;
    Url::parse(text.trim()).map_err(|_| EndpointsError::Address { key, fault })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn what_a_file_leaves_out_stays_polymarkets() {
        let polymarket = Endpoints::polymarket().unwrap();
        assert_eq!(Endpoints::from_json("{}").unwrap(), polymarket);
        let mut expected = polymarket;
        expected.gamma = Url::parse("https://gamma.example/base").unwrap();
        expected.polygon = vec![
            Url::parse("https://one.example/key").unwrap(),
            Url::parse("https://two.example").unwrap(),
        ];
        expected.proxy = Proxy::At(Url::parse("http://127.0.0.1:3128").unwrap());
        let text = r#"{"gamma": "https://gamma.example/base",
            "polygon": ["https://one.example/key", "https://two.example"], "proxy": "http://127.0.0.1:3128"}"#;
        assert_eq!(Endpoints::from_json(text).unwrap(), expected);
        assert_eq!(
            Endpoints::from_json(r#"{"polygon": []}"#).unwrap().polygon,
            Vec::<Url>::new()
        );
        assert_eq!(
            Endpoints::from_json(r#"{"proxy": "none"}"#).unwrap().proxy,
            Proxy::Direct
        );
    }

    #[test]
    fn a_file_that_is_wrong_says_what_and_changes_nothing() {
        for (text, part) in [
            ("", "cannot be understood"),
            ("[]", "cannot be understood"),
            (r#"{"clbo": "https://clob.example"}"#, "clbo"),
            (r#"{"clob": 7}"#, "cannot be understood"),
            (r#"{"clob": "clob.example"}"#, "\"clob\""),
            (r#"{"data": "http://10.1.1.1"}"#, "use https or wss"),
            (r#"{"market_stream": "https://m.example"}"#, "needs a wss"),
            (
                r#"{"polygon": "https://me:secret@rpc.example"}"#,
                "user name or password",
            ),
        ] {
            let words = Endpoints::from_json(text).expect_err(text).to_string();
            assert!(words.contains(part), "{text}: {words}");
            assert!(!words.contains("secret"), "{words}");
        }
    }

    #[test]
    fn a_file_is_read_from_the_disk_and_one_that_is_not_there_is_named() {
        let missing = Endpoints::load(Path::new("/nowhere/endpoints.json")).unwrap_err();
        assert!(missing.to_string().contains("/nowhere/endpoints.json"), "{missing}");
    }
}
