//! The headless program of one account: its commands, as a person at a terminal and a server's administrator give them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use alloy::primitives::hex;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Market;
use pilotfish_copy::money::Shares;
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::{Home, Mode, going_live};
use pilotfish_tests::commands::ask_as_a_person;
use pilotfish_tests::judges::Party;
use pilotfish_tests::lines::{json_lines, micros, parse_micros};
use pilotfish_tests::process::{Ended, assert_tidy, run};
use pilotfish_tests::programs::cli;
use pilotfish_tests::terminal::AtTerminal;
use pilotfish_vault::Signer;
use serde_json::{Value, json};

use crate::venue::Venue;

const PASSPHRASE: &str = "four words of a test";
/// Between two looks at the running program: a halt is read before it is lifted.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// The way to live is tried for so long: a balance is shown up to a minute late, a region may not be known for some.
const ON_THE_WAY: Duration = Duration::from_secs(900);
/// What one command may take.
const COMMAND_WITHIN: Duration = Duration::from_secs(120);
/// A command that waits for something of the venue's says nothing meanwhile: a deposit that does not show is looked for for two minutes,
/// a trader who is to be copied is waited for for five.
const SILENT_MOST: Duration = Duration::from_secs(600);

/// A key and its wallet.
pub(crate) struct Account {
    key: [u8; 32],
    pub(crate) owner: String,
    wallet: String,
    kind: WalletType,
}

impl Account {
    /// Worthless, and the same in every run.
    pub(crate) fn new(number: u64, kind: WalletType) -> Self {
        let key = alloy::primitives::keccak256(format!("a live test's key {number}")).0;
        let signer = Signer::from_key(&key.into()).unwrap();
        // New accounts have the deposit wallet that the factory's beacon gives.
        let wallet = match kind {
            WalletType::Deposit => signer.deposit_wallets().beacon.to_string(),
            other => signer.wallet(other).unwrap().to_string(),
        };
        Self {
            key,
            owner: signer.address(),
            wallet: wallet.to_lowercase(),
            kind,
        }
    }
}

/// The program's folder, and its account.
pub(crate) struct Live {
    account: Account,
    wallet: String,
    folder: PathBuf,
    home: PathBuf,
    endpoints: PathBuf,
    relayer_key: String,
}

impl Live {
    pub(crate) fn prepare(venue: &Venue, account: Account) -> Self {
        Self::at(venue, account, venue.folder.path().join("home"))
    }

    /// The same of a program that has its data elsewhere: a window's.
    pub(crate) fn at(venue: &Venue, account: Account, home: PathBuf) -> Self {
        let folder = venue.folder.path().to_owned();
        std::fs::create_dir_all(folder.join("credentials")).unwrap();
        std::fs::write(folder.join("credentials/pilotfish-keystore"), PASSPHRASE).unwrap();
        let (owner, runtime) = (account.owner.clone(), tokio::runtime::Handle::current());
        let key = tokio::task::block_in_place(|| {
            runtime.block_on(venue.control("/sim/relayer-keys", json!({ "address": owner })))
        });
        Self {
            wallet: account.wallet.clone(),
            account,
            folder,
            home,
            endpoints: venue.endpoints(),
            relayer_key: key["key"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) fn wallet(&self) -> &str {
        &self.wallet
    }

    /// The private key, as it is typed.
    pub(crate) fn key(&self) -> String {
        hex::encode(self.account.key)
    }

    /// Whom the official clients speak for.
    pub(crate) fn party(&self) -> Party {
        Party::of(&self.account.key, self.account.kind, &self.wallet)
    }

    /// Fills that stand: side and micro-shares.
    pub(crate) fn filled(&self) -> Vec<(String, i64)> {
        let page = self.ask(
            "history",
            json!({ "query": { "filter": {}, "after": null, "limit": 500 } }),
        );
        let rows = page["rows"].as_array().unwrap().iter();
        let stands = rows.filter(|row| row["settlement"] != "failed");
        let fill = |row: &Value| (row["side"].as_str().unwrap().to_owned(), micros(row, "shares"));
        stands.map(fill).collect()
    }

    /// How many orders of ours the program knows to be open at the exchange.
    pub(crate) fn on_exchange(&self) -> usize {
        let frame = self.ask("frame", json!({}));
        usize::try_from(frame["onExchange"].as_u64().unwrap()).unwrap()
    }

    /// The key's own address.
    pub(crate) fn owner(&self) -> &str {
        &self.account.owner
    }

    /// The relayer's key, as it is typed.
    pub(crate) fn relayer_key(&self) -> &str {
        &self.relayer_key
    }

    fn data(&self) -> PathBuf {
        self.home.join("live")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = cli(&self.folder);
        command.env("CREDENTIALS_DIRECTORY", self.folder.join("credentials"));
        command.args(words).arg("--home").arg(&self.home);
        command
    }

    fn at_the_venue(&self, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command
            .args(["--store", "keystore"])
            .arg("--endpoints")
            .arg(&self.endpoints);
        command
    }

    /// Gives a secret to a command by its standard input.
    fn tells(&self, words: &[&str], secret: &str) -> Ended {
        let mut command = self.command(words);
        command.args(["--store", "keystore"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The private key and the relayer's, each by standard input.
    pub(crate) fn import_key(&self) {
        let imported = self.tells(&["key", "import"], &format!("0x{}\n", self.key()));
        imported.assert_success();
        assert!(imported.stdout.contains(&self.account.owner), "{}", imported.stdout);
        self.tells(&["key", "relayer"], self.relayer_key()).assert_success();
    }

    /// Goes the whole way at a terminal.
    pub(crate) async fn enable(&self, venue: &Venue) {
        // Before it is enabled nothing runs.
        let early = run(&mut self.at_the_venue(&["live", "run"]), COMMAND_WITHIN);
        early.assert_refused(&["no account was chosen"]);
        // And nobody is asked through a pipe.
        let piped = run(&mut self.at_the_venue(&["live", "enable"]), COMMAND_WITHIN);
        piped.assert_refused(&["terminal"]);
        self.goes_the_way(venue).await;
    }

    /// The way to live at a terminal, from where it stands to its end.
    pub(crate) async fn goes_the_way(&self, venue: &Venue) {
        let last = &self.account.wallet[self.account.wallet.len() - 6..];
        let answers = [
            ("last 6 characters: ", last),
            ("to continue: ", "real money"),
            ("to send it: ", "send"),
        ];
        // The venue restarts, closes and loses answers here: whoever tries again goes on where it stands.
        let mut said = String::new();
        let begun = Instant::now();
        while begun.elapsed() < ON_THE_WAY {
            venue.lets_trade(&self.wallet).await;
            let way = AtTerminal::start(&mut self.at_the_venue(&["live", "enable"]));
            let ended = way.converse(&answers, SILENT_MOST);
            assert_tidy(&ended.stderr);
            if ended.code == Some(0) {
                assert!(ended.stdout.contains("Live is enabled"), "{}", ended.stdout);
                return;
            }
            said = format!("{said}{}\n{}\n", ended.stdout, ended.stderr);
        }
        panic!("not enabled: {said}");
    }

    /// Goes through the checklist at a terminal, without a trader to copy.
    pub(crate) fn checklist(&self, report: &Path) -> Ended {
        self.checklist_copying(report, None)
    }

    /// The same, with a trader to copy once, and how many minutes a trade of theirs is waited for.
    pub(crate) fn checklist_copying(&self, report: &Path, trader: Option<(&str, u32)>) -> Ended {
        let mut command = self.at_the_venue(&["live", "checklist", "--language", "en"]);
        command.arg("--report").arg(report);
        if let Some((trader, minutes)) = trader {
            let (minutes, whom) = (minutes.to_string(), format!("{trader}:20"));
            command.args(["--wait-minutes", &minutes, "--follow", &whom]);
        }
        let answers = [
            ("to send it: ", "send"),
            ("Type approve to do it, or press Enter to leave it out: ", "approve"),
            ("Type copy to do it, or press Enter to leave it out: ", "copy"),
            ("Type cancel to do it, or press Enter to leave it out: ", "cancel"),
            ("Type redeem to do it, or press Enter to leave it out: ", "redeem"),
            ("to continue: ", "real money"),
        ];
        AtTerminal::start(&mut command).converse(&answers, SILENT_MOST)
    }

    /// Whether a program runs that follows somebody and copies them.
    pub(crate) fn copies_somebody(&self) -> bool {
        ask_as_a_person(&self.data(), "follows", &json!({})).is_ok_and(|follows| {
            let follows = follows.as_array().cloned().unwrap_or_default();
            follows.iter().any(|follow| follow["status"] == "active")
        })
    }

    /// Whether somebody would be copied by the next engine, by the data: no program runs.
    pub(crate) async fn would_copy_somebody(&self) -> bool {
        let home = Home::at(&self.home);
        let follows = going_live::follows(&home, Mode::Live).await.unwrap();
        follows.iter().any(|follow| follow.status.is_on())
    }

    /// Nothing in a text says whose account it is, or holds a secret of it.
    pub(crate) fn is_not_named_in(&self, text: &str) {
        let text = text.to_lowercase();
        let key = hex::encode(self.account.key);
        let secrets: [&str; 5] = [&key, &self.relayer_key, self.owner(), &self.wallet, PASSPHRASE];
        for secret in secrets {
            let secret = secret.trim_start_matches("0x").to_lowercase();
            assert!(!text.contains(&secret), "{text}");
        }
    }

    pub(crate) fn status(&self) -> Value {
        let ended = run(&mut self.command(&["live", "status", "--json"]), COMMAND_WITHIN);
        ended.assert_success();
        json_lines(&ended.stdout).remove(0)
    }

    /// Runs it, following that trader, whom it asks about at the terminal.
    pub(crate) fn run(&self, trader: &str) -> AtTerminal {
        let mut command = self.at_the_venue(&["live", "run", "--json"]);
        command.args(["--follow", &format!("{trader}:20")]);
        let mut running = AtTerminal::start(&mut command);
        running.answer("to continue: ", "real money");
        running
    }

    fn ask(&self, command: &str, arguments: Value) -> Value {
        ask_as_a_person(&self.data(), command, &arguments).unwrap_or_else(|refused| panic!("{command}: {refused}"))
    }

    /// Waits for something of the running program, doing meanwhile what a user does about what stands in its way.
    pub(crate) async fn until(&self, venue: &Venue, what: &str, limit: Duration, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(
                begun.elapsed() < limit,
                "{what}: not within {limit:?}; {}",
                self.trouble()
            );
            tokio::time::sleep(BETWEEN_LOOKS).await;
            venue.lets_trade(&self.wallet).await;
            self.answers_halts();
        }
        println!("{what}: after {} s", begun.elapsed().as_secs());
    }

    /// Does what a user does about the halts that stand: accepts what the venue shows, lifts what may be lifted.
    pub(crate) fn answers_halts(&self) {
        let frame = self.ask("frame", json!({}));
        for halt in frame["halts"].as_array().into_iter().flatten() {
            // A halt that went meanwhile is refused, and needs nothing.
            let _ = match halt["remedy"].as_str() {
                Some("accept") => {
                    ask_as_a_person(&self.data(), "accept_difference", &json!({ "token": halt["token"] }))
                }
                Some("lift") => {
                    let named = json!({ "halt": halt["halt"], "token": halt["token"], "order": halt["order"] });
                    ask_as_a_person(&self.data(), "lift_halt", &named)
                }
                _ => Ok(Value::Null),
            };
        }
    }

    /// What stands in the way, for a test that fails.
    pub(crate) fn trouble(&self) -> String {
        let asked = |command: &str, arguments: Value| {
            ask_as_a_person(&self.data(), command, &arguments).unwrap_or_else(|refused| json!(refused))
        };
        let frame = asked("frame", json!({}));
        format!(
            "state {}, trouble {}, halts {}, feeds {}\nfollows {}\norders {}\npositions {}\nclaims {}\ndecisions {}",
            frame["state"],
            frame["trouble"],
            frame["halts"],
            frame["feeds"],
            asked("follows", json!({})),
            asked("orders", json!({ "query": { "ended": true } })),
            asked("positions", json!({})),
            asked("claims", json!({})),
            asked("decisions", json!({ "query": { "limit": 20 } })),
        )
    }

    pub(crate) fn follows(&self) -> Vec<Value> {
        self.ask("follows", json!({})).as_array().unwrap().clone()
    }

    /// What the trader does is copied at once, not by the ladder's stages.
    pub(crate) fn copies_fast(&self) {
        let follow = self.follows().remove(0);
        let mut draft = follow["settings"].clone();
        draft["style"] = json!("fast");
        draft["maxSlippage"] = json!("0.10");
        self.ask("follow", json!({ "address": follow["address"], "draft": draft }));
    }

    fn positions(&self) -> Vec<Value> {
        self.ask("positions", json!({}))["rows"].as_array().unwrap().clone()
    }

    /// Whether it holds what can be sold of that outcome: what is less than a lot stays.
    pub(crate) fn holds(&self, market: &Market, outcome: usize) -> bool {
        let token = market.outcomes[outcome].token.as_str();
        let shares = |row: &Value| Shares::from_micros(parse_micros(row["shares"].as_str().unwrap()).unwrap());
        let rows = self.positions();
        let mut ours = rows.iter().filter(|row| row["token"] == token);
        ours.any(|row| !shares(row).floor_to_lot().is_zero())
    }

    /// Cash, and shares by token, micros.
    pub(crate) fn books(&self) -> (Option<i64>, BTreeMap<TokenId, i64>) {
        let frame = self.ask("frame", json!({}));
        let cash = frame["balance"].as_str().and_then(parse_micros);
        let mut held: BTreeMap<TokenId, i64> = BTreeMap::new();
        for row in self.positions() {
            let token = TokenId::new(row["token"].as_str().unwrap());
            *held.entry(token).or_default() += parse_micros(row["shares"].as_str().unwrap()).unwrap();
        }
        held.retain(|_, shares| *shares != 0);
        (cash, held)
    }

    pub(crate) fn claims(&self) -> Vec<Value> {
        self.ask("claims", json!({})).as_array().unwrap().clone()
    }

    /// Tokens whose market has resolved and which are not redeemed yet.
    pub(crate) fn claimed(&self) -> BTreeSet<TokenId> {
        self.claims()
            .iter()
            .map(|claim| TokenId::new(claim["token"].as_str().unwrap()))
            .collect()
    }

    /// Redeems everything that is owed, through the relayer. A transaction that fails there is sent again, as a new one.
    pub(crate) async fn redeems(&self, venue: &Venue, limit: Duration) {
        assert_ne!(self.account.kind, WalletType::Eoa);
        let begun = Instant::now();
        loop {
            let claimed = self.claimed();
            if claimed.is_empty() {
                return;
            }
            assert!(
                begun.elapsed() < limit,
                "not redeemed within {limit:?}: {:?}",
                self.claims()
            );
            let tokens: Vec<&str> = claimed.iter().map(TokenId::as_str).collect();
            let Some(sent) = self.sends_redemption(&tokens) else {
                tokio::time::sleep(BETWEEN_LOOKS).await;
                continue;
            };
            let id = sent["id"].clone();
            let over = |program: &Self| program.ask("relayer_run", json!({ "id": id }))["over"] == true;
            self.until(venue, "the request to the relayer is over", limit, over)
                .await;
            let run = self.ask("relayer_run", json!({ "id": id }));
            if run["state"] == "confirmed" {
                self.until(venue, "what was redeemed is booked", limit, |program| {
                    !program.claimed().iter().any(|token| claimed.contains(token))
                })
                .await;
            }
        }
    }

    /// The request to the relayer that redeems those tokens; none where nothing was sent: the venue refuses a question now and then, and
    /// whoever redeems looks again.
    fn sends_redemption(&self, tokens: &[&str]) -> Option<Value> {
        let asked = |command: &str, arguments: Value| {
            let answer = ask_as_a_person(&self.data(), command, &arguments);
            answer.map_err(|refused| println!("{command}: {refused}")).ok()
        };
        let preview = asked("preview_redeem", json!({ "tokens": tokens }))?;
        // Without a number there is nothing to send: the venue has redeemed it by itself, and the books do not know yet.
        let id = Some(&preview["id"]).filter(|id| !id.is_null())?;
        asked("send_redeem", json!({ "preview": id }))
    }

    /// Stops everything, as its own command.
    pub(crate) fn stops(&self) {
        let ended = run(&mut self.command(&["stop", "--mode", "live"]), COMMAND_WITHIN);
        ended.assert_success();
        assert!(ended.stdout.starts_with("Stopped"), "{}", ended.stdout);
    }

    /// Neither key nor relayer key stands in what it said or wrote.
    pub(crate) fn keeps_nothing_secret(&self, said: &str) {
        let (key, said) = (self.key(), said.to_lowercase());
        assert!(!said.contains(&key) && !said.contains(&self.relayer_key.to_lowercase()));
        search(
            &self.home,
            &[key.as_bytes(), &self.account.key, self.relayer_key.as_bytes()],
        );
    }
}

fn search(folder: &Path, secrets: &[&[u8]]) {
    for entry in std::fs::read_dir(folder).unwrap().filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            search(&path, secrets);
            continue;
        }
        let Ok(content) = std::fs::read(&path) else { continue };
        for secret in secrets {
            let found = content
                .windows(secret.len())
                .any(|window| window.eq_ignore_ascii_case(secret));
            assert!(!found, "a secret stands in {}", path.display());
        }
    }
}
