//! `live`: real money from a terminal, for servers. The steps and rules are those of the window's way to live, and the same code; here
//! is only what a person reads and types.

pub(crate) mod calls;
pub(crate) mod checklist;
mod host;
mod way;
mod words;

use std::path::Path;
use std::sync::Arc;

use pilotfish_api::{Api, ApiOptions};
use pilotfish_engine::live::{self, ChosenAccount};
use pilotfish_engine::{Bus, EngineOptions, Home, Mode, StopReport, going_live};
use pilotfish_store::Store;
use pilotfish_vault::wallets::with_checksum;
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::{LiveEnable, LiveFolder, LiveRun, LiveVenue};
use crate::attached::Watch;
use crate::error::CliError;
use crate::interrupts::Interrupts;
use crate::key;
use crate::output::Lines;
use crate::parse::show;
use crate::spoken::Spoken;

use host::TerminalHost;
use way::Way;

/// Goes the way to live as far as it goes.
pub(crate) async fn enable(asked: LiveEnable, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(asked.place.home.as_deref())?;
    let language = spoken.language(&home);
    let host = TerminalHost::new(&asked.place, language)?;
    host.asks();
    let api = list(home, Bus::new(), host, false);
    let mut lines = Lines::new(asked.place.json).speaking(language);
    Way::new(&api, &asked, language, &mut lines).go().await?;
    lines.flush()
}

/// Takes the word back. Where a program runs on the data, it is not taken from under it.
pub(crate) async fn disable(asked: LiveFolder, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(asked.home.as_deref())?;
    let language = spoken.language(&home);
    if let Some(holder) = Store::holder(&home.mode(Mode::Live))? {
        return Err(CliError::Refused(match language {
            Language::English => format!(
                "live is running: {holder}. End it first (`pilotfish-cli stop --mode live` cancels its orders), then disable it"
            ),
            Language::French => format!(
                "le réel tourne : {holder}. Terminez-le d’abord (`pilotfish-cli stop --mode live` annule ses ordres), puis désactivez-le"
            ),
        }));
    }
    // No key is needed to take it back: none is read.
    let own = live::account(&home, Arc::new(host::NoKeys))?;
    going_live::withdraw(&home, &own).await?;
    let mut lines = Lines::new(asked.json);
    if asked.json {
        lines.object(&json!({ "kind": "live", "enabled": false }))?;
    } else {
        lines.text(language.pick(
            "Live is disabled in this folder. Open orders at the exchange were not touched.",
            "Le réel est désactivé dans ce dossier. Les ordres ouverts sur la plateforme n’ont pas été touchés.",
        ))?;
    }
    lines.flush()
}

/// How it stands, without the key store being asked.
pub(crate) async fn status(asked: LiveFolder, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(asked.home.as_deref())?;
    let language = spoken.language(&home);
    let folder = home.mode(Mode::Live);
    let chosen = ChosenAccount::load(&home)?;
    let holder = Store::holder(&folder)?;
    let (confirmed, tested) = match Store::open_read_only(&folder).await {
        Ok(reader) => (reader.live_confirmed_at().await?, reader.live_tested_at().await?),
        Err(pilotfish_store::StoreError::Absent(_)) => (None, None),
        Err(error) => return Err(error.into()),
    };
    let mut lines = Lines::new(asked.json);
    let owner = chosen.as_ref().map(|chosen| with_checksum(&chosen.owner));
    let wallet = chosen.as_ref().and_then(|chosen| chosen.wallet.as_ref());
    if asked.json {
        lines.object(&json!({
            "kind": "live_status", "running": holder, "owner": owner, "wallet": wallet, "confirmed_at": confirmed,
            "tested_at": tested, "enabled": confirmed.is_some() && tested.is_some(),
        }))?;
        return lines.flush();
    }
    match &holder {
        Some(holder) => lines.text(&format!("{} {holder}", language.pick("running:", "en marche :")))?,
        None => lines.text(language.pick("not running", "à l’arrêt"))?,
    }
    let account = match (&owner, wallet, language) {
        (None, _, _) => language
            .pick("no account is chosen", "aucun compte n’est choisi")
            .to_owned(),
        (Some(owner), None, Language::English) => format!("account: signer {owner}; its wallet is not confirmed"),
        (Some(owner), None, Language::French) => {
            format!("compte : signataire {owner} ; son portefeuille n’est pas confirmé")
        }
        (Some(owner), Some(wallet), Language::English) => format!(
            "account: signer {owner}, {} wallet {}",
            wallet.wallet_type.word(),
            with_checksum(&wallet.address)
        ),
        (Some(owner), Some(wallet), Language::French) => format!(
            "compte : signataire {owner}, portefeuille {} ({})",
            with_checksum(&wallet.address),
            wallet.wallet_type.word()
        ),
    };
    lines.text(&account)?;
    let at = |at: Option<i64>| {
        at.map_or_else(
            || language.pick("no", "non").to_owned(),
            |ms| show(pilotfish_copy::ids::VenueMs(ms)),
        )
    };
    lines.text(&format!(
        "{} {}",
        language.pick("confirmed:", "confirmé :"),
        at(confirmed)
    ))?;
    let tested_words = language.pick("test order passed:", "ordre d’essai réussi :");
    lines.text(&format!("{tested_words} {}", at(tested)))?;
    lines.text(if confirmed.is_some() && tested.is_some() {
        language.pick(
            "live is enabled: `pilotfish-cli live run` starts it",
            "le réel est activé : `pilotfish-cli live run` le démarre",
        )
    } else {
        language.pick(
            "live is not enabled: enable it with `pilotfish-cli live enable`",
            "le réel n’est pas activé : activez-le avec `pilotfish-cli live enable`",
        )
    })?;
    lines.flush()
}

/// Runs the engine of the chosen account, where it is enabled.
pub(crate) async fn run(asked: LiveRun, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(asked.place.home.as_deref())?;
    let language = spoken.language(&home);
    let host = TerminalHost::new(&asked.place, language)?;
    // Not before the passphrase was typed: whoever is asked for it can leave.
    let mut interrupts = Interrupts::listen()?;
    let bus = Bus::new();
    let mut journal = bus.journal();
    let engine = live::start(home.clone(), host.key_store(), host.addresses(), bus.clone()).await?;
    // What is asked before it copies is asked here; once it runs, whoever gives a command is asked at their own terminal.
    if !asked.follows.is_empty() {
        host.asks();
    }
    let api = list(home, bus, Arc::clone(&host), true);
    api.attach(engine.clone());
    // Whom the word at `live enable` went for.
    api.take_over().await;
    let mut lines = Lines::new(asked.place.json).speaking(language);
    let watch = Watch {
        follows: &asked.follows,
        min_minutes: None,
        length_ms: asked.length_ms,
        served: None,
        on_begun: &|| host.asks_no_more(),
    };
    let outcome = watch
        .run(&api, &engine, &mut journal, &mut lines, &mut interrupts)
        .await;
    engine.shutdown().await;
    outcome?;
    lines.flush()
}

/// Stops the account where no program runs. Orders can be cancelled only with the key.
pub(crate) async fn stop_without(home: Home, named: Option<&Path>, venue: &LiveVenue) -> Result<StopReport, CliError> {
    let keys = key::live_store(venue.store, named)?;
    let endpoints = live::endpoints(venue.endpoints.as_deref())?;
    let options: EngineOptions = live::options(home, keys, endpoints, Bus::new())?;
    Ok(pilotfish_engine::Engine::stop_without(&options).await?)
}

fn list(home: Home, bus: Bus, host: Arc<TerminalHost>, listens: bool) -> Api {
    Api::new(ApiOptions {
        home,
        mode: Mode::Live,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        bus,
        listens,
        host: Some(host),
    })
}
