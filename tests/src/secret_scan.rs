//! Looks for secrets in whatever a program left or showed: every form in which bytes or a text usually lie about, in one pass.

use std::collections::HashMap;

use alloy::hex;
use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// Forms are found by their first bytes; a shorter one would be found by chance.
const HEAD: usize = 8;

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub secret: &'static str,
    /// How it was written.
    pub form: &'static str,
    /// Where it begins.
    pub at: usize,
}

#[derive(Debug, Clone)]
struct Form {
    secret: &'static str,
    form: &'static str,
    bytes: Vec<u8>,
}

/// The secrets that are looked for, in all their forms.
#[derive(Debug, Clone, Default)]
pub struct SecretScan {
    exact: Vec<Form>,
    /// In small letters, for what is written in any case.
    folded: Vec<Form>,
}

impl SecretScan {
    /// Looks for these bytes too: a private key, the bytes of an API secret.
    ///
    /// # Panics
    /// For fewer than 16 bytes, which lie about by chance.
    #[must_use]
    pub fn bytes(mut self, secret: &'static str, bytes: &[u8]) -> Self {
        assert!(bytes.len() >= 16, "{secret} is too short to be looked for");
        let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
        self.add(secret, "raw", bytes.to_vec());
        self.add(secret, "raw, turned round", reversed);
        self.add_folded_text(secret, "hex", &hex::encode(bytes));
        self.add_base64(secret, bytes);
        for (form, between) in [("a list of bytes", ", "), ("a list of bytes without blanks", ",")] {
            let listed: Vec<String> = bytes.iter().map(u8::to_string).collect();
            self.add_text(secret, form, &listed.join(between));
        }
        let listed: Vec<String> = bytes.iter().map(|byte| format!("0x{byte:02x}")).collect();
        self.add_folded_text(secret, "a list of bytes in hex", &listed.join(", "));
        self
    }

    /// Looks for this text too: a passphrase, an API key's parts as the venue writes them.
    ///
    /// # Panics
    /// For fewer than 12 bytes, which lie about by chance.
    #[must_use]
    pub fn text(mut self, secret: &'static str, text: &str) -> Self {
        assert!(text.len() >= 12, "{secret} is too short to be looked for");
        self.add_text(secret, "as it is", text);
        let quoted = serde_json::Value::from(text).to_string();
        let inner = quoted.trim_matches('"');
        if inner != text {
            self.add_text(secret, "escaped for JSON", inner);
        }
        let escaped: String = url_escaped(text);
        if escaped != text {
            self.add_text(secret, "escaped for an address", &escaped);
        }
        self.add_folded_text(secret, "its letters in hex", &hex::encode(text));
        self.add_base64(secret, text.as_bytes());
        self
    }

    /// Everything that is found, one entry a form.
    #[must_use]
    pub fn find(&self, content: &[u8]) -> Vec<Found> {
        let mut found = search(&self.exact, content);
        found.extend(search(&self.folded, &content.to_ascii_lowercase()));
        found
    }

    /// That nothing is found in any of these places.
    ///
    /// # Panics
    /// When something is.
    pub fn assert_clean(&self, places: &[(String, Vec<u8>)]) {
        for (place, content) in places {
            // Said without the content, which would repeat the secret.
            let found = self.find(content);
            assert!(found.is_empty(), "{place}: {found:?}");
        }
    }

    fn add(&mut self, secret: &'static str, form: &'static str, bytes: Vec<u8>) {
        assert!(bytes.len() >= HEAD, "{secret} {form} is too short to be looked for");
        self.exact.push(Form { secret, form, bytes });
    }

    fn add_text(&mut self, secret: &'static str, form: &'static str, text: &str) {
        self.add(secret, form, text.as_bytes().to_vec());
        for wide in utf16(text) {
            self.add(secret, form, wide);
        }
    }

    fn add_folded_text(&mut self, secret: &'static str, form: &'static str, text: &str) {
        let text = text.to_ascii_lowercase();
        let narrow = text.as_bytes().to_vec();
        for bytes in std::iter::once(narrow).chain(utf16(&text)) {
            self.folded.push(Form { secret, form, bytes });
        }
    }

    /// As it lies within something longer that is written in base64: at each of three places in a group, without the letters that
    /// what stands before and after has a share in.
    fn add_base64(&mut self, secret: &'static str, bytes: &[u8]) {
        let engines: [(&str, &GeneralPurpose); 2] = [("base64", &STANDARD), ("base64url", &URL_SAFE)];
        for (form, engine) in engines {
            for before in 0..3 {
                let padded = [vec![0; before], bytes.to_vec()].concat();
                let written = engine.encode(&padded);
                let (from, to) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
                self.add_text(secret, form, &written[from..to]);
            }
        }
    }
}

fn utf16(text: &str) -> [Vec<u8>; 2] {
    let units = || text.encode_utf16();
    [
        units().flat_map(u16::to_le_bytes).collect(),
        units().flat_map(u16::to_be_bytes).collect(),
    ]
}

fn url_escaped(text: &str) -> String {
    let letters = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    letters.collect()
}

/// One pass over the content, however many forms there are.
fn search(forms: &[Form], content: &[u8]) -> Vec<Found> {
    let mut by_head: HashMap<&[u8], Vec<&Form>> = HashMap::new();
    // Most places of a content are passed over by their first two bytes.
    let mut begins = vec![false; 65_536];
    let pair = |bytes: &[u8]| usize::from(u16::from_be_bytes([bytes[0], bytes[1]]));
    for form in forms {
        by_head.entry(&form.bytes[..HEAD]).or_default().push(form);
        begins[pair(&form.bytes)] = true;
    }
    let mut found: Vec<Found> = Vec::new();
    for (at, head) in content.windows(HEAD).enumerate() {
        if !begins[pair(head)] {
            continue;
        }
        for form in by_head.get(head).into_iter().flatten() {
            let is_new = !found
                .iter()
                .any(|known| (known.secret, known.form) == (form.secret, form.form));
            if is_new && content[at..].starts_with(&form.bytes) {
                let Form { secret, form, .. } = form;
                found.push(Found { secret, form, at });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes with every kind of difficulty: high bits, zeros, letters that JSON escapes.
    fn key() -> Vec<u8> {
        (0..32_u8)
            .map(|number| number.wrapping_mul(41).wrapping_add(250))
            .collect()
    }

    const PASSPHRASE: &str = "marked \"passphrase\" + ünïcode / 1";

    fn scan() -> SecretScan {
        SecretScan::default()
            .bytes("the key", &key())
            .text("the passphrase", PASSPHRASE)
    }

    fn finds(what: &str, content: &[u8]) {
        let around = [b"some text before ", content, b" and after"].concat();
        assert!(!scan().find(&around).is_empty(), "{what} is not found");
        assert!(!scan().find(content).is_empty(), "{what} alone is not found");
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn every_form_of_a_key_is_found_where_it_is_planted() {
        let key = key();
        let small = hex::encode(&key);
        finds("raw", &key);
        let turned: Vec<u8> = key.iter().rev().copied().collect();
        finds("raw, turned round", &turned);
        finds("hex", small.as_bytes());
        finds("hex in capitals", small.to_uppercase().as_bytes());
        finds("hex with its prefix", format!("0x{small}").as_bytes());
        let mixed: String = small
            .chars()
            .enumerate()
            .map(|(place, letter)| {
                if place % 3 == 0 {
                    letter.to_ascii_uppercase()
                } else {
                    letter
                }
            })
            .collect();
        finds("hex in both cases", mixed.as_bytes());
        finds("hex in UTF-16", &wide(&format!("0x{small}")));
        finds(
            "hex in a JSON text",
            serde_json::json!({ "key": small }).to_string().as_bytes(),
        );
        finds("printed bytes", format!("{key:?}").as_bytes());
        finds(
            "printed bytes in hex",
            format!("{key:#04x?}").replace(",\n    ", ", ").as_bytes(),
        );
        finds("bytes as JSON", serde_json::json!(key).to_string().as_bytes());
    }

    #[test]
    fn base64_is_found_at_each_place_in_a_longer_text() {
        for engine in [&STANDARD, &URL_SAFE] {
            for before in 0..7 {
                for after in 0..4 {
                    let long = [vec![0xA5; before], key(), vec![0x5A; after]].concat();
                    let written = engine.encode(long);
                    finds("base64", written.as_bytes());
                    finds("base64 without its padding", written.trim_end_matches('=').as_bytes());
                    finds("base64 in UTF-16", &wide(&written));
                }
            }
        }
    }

    #[test]
    fn every_form_of_a_text_is_found() {
        finds("as it is", PASSPHRASE.as_bytes());
        finds("in UTF-16", &wide(PASSPHRASE));
        finds("in JSON", serde_json::json!([PASSPHRASE]).to_string().as_bytes());
        let twice = serde_json::json!({ "inner": serde_json::json!({ "p": "plain passphrase 12" }).to_string() });
        let plain = SecretScan::default().text("plain", "plain passphrase 12");
        assert!(!plain.find(twice.to_string().as_bytes()).is_empty(), "JSON within JSON");
        finds("in an address", url_escaped(PASSPHRASE).as_bytes());
        finds("in base64", STANDARD.encode(format!("me:{PASSPHRASE}")).as_bytes());
        finds("in hex", hex::encode_upper(PASSPHRASE).as_bytes());
    }

    #[test]
    fn what_is_not_there_is_not_found_and_what_is_found_says_where() {
        assert!(scan().find(b"").is_empty());
        assert!(scan().find(&vec![0; 100_000]).is_empty());
        let other: Vec<u8> = key().iter().map(|byte| byte ^ 1).collect();
        assert!(scan().find(hex::encode(other).as_bytes()).is_empty());
        let found = scan().find(&[vec![b' '; 77], key()].concat());
        assert_eq!((found[0].secret, found[0].form, found[0].at), ("the key", "raw", 77));
        let half = &key()[..31];
        assert!(scan().find(half).is_empty(), "a part is not the whole");
    }

    #[test]
    #[should_panic(expected = "a log: [Found { secret: \"the key\", form: \"hex\", at: 4 }]")]
    fn a_place_with_a_secret_is_named_without_repeating_it() {
        let log = format!("key {}", hex::encode(key()));
        scan().assert_clean(&[("a log".to_owned(), log.into_bytes())]);
    }
}
