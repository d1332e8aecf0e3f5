//! The texts of the key store have one owner, the vault: the window's are written from it.

use std::collections::BTreeMap;
use std::path::Path;

use pilotfish_engine::EngineError;
use pilotfish_vault::store::StoreError;
use pilotfish_vault::words::Language;

type Texts = BTreeMap<String, BTreeMap<String, String>>;

fn of_the_vault(language: Language) -> Texts {
    let text = |error: StoreError| {
        let advice = error.advice();
        let said = [("what", advice.what), ("todo", advice.way_out)];
        let said = said.map(|(name, words)| (name.to_owned(), words.text(language).to_owned()));
        (EngineError::from(error).code().to_string(), BTreeMap::from(said))
    };
    StoreError::ALL.into_iter().map(text).collect()
}

/// `PILOTFISH_WRITE_TEXTS` writes them; everywhere else they must be what is committed.
#[test]
fn the_windows_texts_of_the_key_store_are_the_vaults() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/i18n");
    for (language, name) in [(Language::English, "en"), (Language::French, "fr")] {
        let file = folder.join(name).join("key-store.json");
        let texts = of_the_vault(language);
        if std::env::var_os("PILOTFISH_WRITE_TEXTS").is_some() {
            let text = serde_json::to_string_pretty(&texts).unwrap();
            std::fs::write(&file, format!("{text}\n")).unwrap();
        }
        let kept: Texts = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(kept, texts, "{name}: run this test with PILOTFISH_WRITE_TEXTS=1");
    }
}
