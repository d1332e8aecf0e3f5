//! The whole main job with real money in the real window, for each kind of wallet, against the simulated venue over TLS with all its
//! habits: a key by the keyboard, the way to live by its pages, a follow from the leaderboard, copies, a turn-round, a settlement that
//! fails, a resolution, the redemption by the relayer from its preview (a plain address is told what it sends itself), and the stop. The
//! venue's own ledger judges. Each kind of wallet has the window in another language or theme.

use std::time::{Duration, Instant};

use pilotfish_copy::market::Market;
use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;
use pilotfish_tests::catalogue::Catalogue;
use pilotfish_tests::display::has;
use pilotfish_tests::keyring::Keyring;
use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::webdriver::{ENTER, Window};
use serde_json::json;

use super::TURN;
use super::key_window::Keyboard;
use super::stage::{Desktop, SOON, START, look_at, picture};
use super::steps::{go_to, wait_for_state};
use super::way::{
    SAYS, STEP, ask, checks_pass, go_on, hold_until_asked, is_asked, key_is_chosen, limits_are_saved, main_windows,
    says_yes, wallet_is_confirmed,
};
use crate::program::{Account, Live};
use crate::trader::Trader;
use crate::venue::Venue;

/// For a busy machine: only a test that fails waits so long.
const COPIED: Duration = Duration::from_secs(240);
/// A resolution is wrong for two minutes and read every five, from what may be five minutes old: it may take twelve and what a refused
/// question adds.
const LONG: Duration = Duration::from_secs(1_200);
/// The test order is tried for so long: the venue restarts, closes and loses answers.
const ON_THE_WAY: Duration = Duration::from_secs(900);

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live-window`"]
async fn a_deposit_wallet_does_the_whole_job_in_the_window() {
    whole_job(11, WalletType::Deposit, "deposit", Catalogue::english(), "dark").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live-window`"]
async fn a_safe_does_the_whole_job_in_the_window() {
    whole_job(12, WalletType::Safe, "safe", Catalogue::french(), "dark").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live-window`"]
async fn a_proxy_does_the_whole_job_in_the_window() {
    whole_job(13, WalletType::Proxy, "proxy", Catalogue::english(), "light").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes of a quiet machine: `cargo xtask prove live-window`"]
async fn a_plain_address_does_the_whole_job_in_the_window_and_is_told_how_it_redeems() {
    whole_job(14, WalletType::Eoa, "account", Catalogue::french(), "light").await;
}

/// The person, their window, and the venue.
struct Scene<'a> {
    desktop: &'a Desktop,
    window: &'a Window,
    venue: &'a Venue,
    live: &'a Live,
    kind: WalletType,
    /// What the window says.
    words: &'a Catalogue,
    /// The windows that are there without a question of the system's.
    main: Vec<String>,
}

async fn whole_job(number: u64, kind: WalletType, name: &str, words: Catalogue, theme: &str) {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    if !has("xdotool") || !has("openbox") {
        println!("skipped: typing into a window takes xdotool and a window manager such as openbox");
        return;
    }
    let Some(_keyring) = Keyring::unlocked(&desktop.bus, &desktop.path("home"), &desktop.path("runtime")) else {
        println!("skipped: gnome-keyring is not installed");
        return;
    };
    let account = Account::new(number, kind);
    let venue = Venue::serve(&account.owner, name).await;
    let live = Live::at(&venue, account, desktop.path("data"));
    let settings = json!({ "language": words.language(), "theme": theme });
    std::fs::write(desktop.path("data").join("settings.json"), settings.to_string()).expect("the settings");
    let endpoints = venue.endpoints();
    let window = desktop
        .open_with(&["--endpoints", endpoints.to_str().expect("a path")])
        .await;
    // Nothing runs before somebody chooses what is to.
    window
        .find(START, "button, a", &words.of("Set up a wallet…"), true)
        .await;
    let scene = Scene {
        desktop: &desktop,
        window: &window,
        venue: &venue,
        live: &live,
        kind,
        words: &words,
        main: main_windows(&desktop),
    };

    scene.comes_to_the_limits().await;
    scene.goes_live().await;
    let market = venue.market_to_trade().await;
    let mut trader = Trader::open(&venue, 910 + number).await;
    // The trader holds something already: an empty list would have to be read twice, a minute apart.
    trader.buys(&market, 0, Usd::dollars(20)).await;
    scene.follows(trader.wallet()).await;
    trader.lets_a_second_pass().await;

    // A purchase is copied.
    trader.buys(&market, 0, Usd::dollars(60)).await;
    let bought = |program: &Live| program.holds(&market, 0);
    live.until(&venue, "the purchase is copied", COPIED, bought).await;
    venue.agrees_with(&live, None).await;
    scene.shows_position(&market, 0, "bought").await;

    // Turned round: out of the one side, into the other.
    trader.sells_all(&market, 0).await;
    trader.buys(&market, 1, Usd::dollars(60)).await;
    let turned = |program: &Live| !program.holds(&market, 0) && program.holds(&market, 1);
    live.until(&venue, "the turn-round is copied", COPIED, turned).await;
    venue.agrees_with(&live, None).await;
    scene.shows_position(&market, 1, "turned-round").await;

    // A settlement fails: what was booked of it is undone, to the share and the cent.
    venue.fails_the_next_settlement_of(live.wallet()).await;
    trader.buys(&market, 1, Usd::dollars(60)).await;
    venue.has_undone_a_fill_of(live.wallet(), COPIED).await;
    venue.agrees_with(&live, None).await;
    scene.goes_to("History").await;
    let undone = words.at("shared.settlement.failed");
    window
        .wait_for(SOON, "the history says that a fill was undone", SAYS, json!([undone]))
        .await;
    look_at(&window, &scene.picture("undone")).await;

    // Held through the end of its market, which is told to pay nothing until that is corrected; what it pays is a claim until it is redeemed.
    venue.has_all_habits().await;
    venue.resolves_wrongly_at_first(&market).await;
    let booked = |program: &Live| !program.holds(&market, 1) && !program.claims().is_empty();
    live.until(&venue, "the resolution is booked", LONG, booked).await;
    if kind == WalletType::Eoa {
        scene.is_told_what_to_send(&market).await;
    } else {
        scene.redeems(&market).await;
    }
    venue.agrees_with(&live, Some(&market)).await;
    scene.stops().await;
    assert_eq!(venue.open_orders_of(live.wallet()).await, 0);
    assert_tidy(&window.stderr());
    live.keeps_nothing_secret(&window.stderr());
}

impl Scene<'_> {
    fn picture(&self, name: &str) -> String {
        format!("whole-job-{}-{name}", format!("{:?}", self.kind).to_lowercase())
    }

    /// What the window says where it says this in English.
    fn say(&self, english: &str) -> String {
        self.words.of(english)
    }

    async fn presses(&self, limit: Duration, english: &str) {
        self.window.press(limit, &self.say(english)).await;
    }

    async fn goes_to(&self, place: &str) {
        go_to(self.window, &self.say(place)).await;
    }

    /// The page's visible text, with one kind of blank.
    async fn text(&self) -> String {
        let text = self.window.text().await;
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Key, wallet, relayer key, checks, limits.
    async fn comes_to_the_limits(&self) {
        let keyboard = Keyboard(self.desktop);
        key_is_chosen(self.window, self.words, &keyboard, &self.live.key()).await;
        wallet_is_confirmed(self.window, self.words).await;
        if self.kind == WalletType::Eoa {
            let none = self.words.at("setup.protect.relayerEoa");
            self.window
                .wait_for(SOON, "a plain address needs no relayer key", SAYS, json!([none]))
                .await;
        } else {
            let opens = async || self.presses(SOON, "Add relayer key…").await;
            keyboard
                .enters_both(opens, self.live.relayer_key(), self.live.owner())
                .await;
            let kept = self.words.at("setup.protect.relayerKept");
            self.window
                .wait_for(SOON, "the relayer key is kept", SAYS, json!([kept]))
                .await;
        }
        look_at(self.window, &self.picture("protect")).await;
        let checks = self.say("Checks before going live");
        go_on(self.window, &self.say("Continue"), &checks).await;
        checks_pass(self.window, self.words, self.venue).await;
        limits_are_saved(self.window, self.words).await;
        look_at(self.window, &self.picture("limits")).await;
    }

    /// The person's word, the test order, live. Where a test order fails, its page leads back, and it is tried again.
    async fn goes_live(&self) {
        let begun = Instant::now();
        loop {
            self.venue.lets_trade(self.live.wallet()).await;
            let title = self.say("One small real order");
            // Where a test order was not sent the confirmation stands, and the checks lead back to it.
            let mut is_confirmed = self.window.has(Duration::ZERO, "h1", &title).await;
            if !is_confirmed {
                hold_until_asked(self.window, self.words, self.desktop, &self.main, self.venue).await;
                self.desktop.picture(&picture(&self.picture("question")));
                let on = format!(
                    "return [...document.querySelectorAll('h1')].some((h1) => h1.innerText === {})",
                    json!(title)
                );
                let hold = self.say("Hold to go live");
                is_confirmed = says_yes(self.window, self.desktop, &self.main, &on, &hold).await;
            }
            if is_confirmed && self.test_order_passes().await {
                break;
            }
            assert!(begun.elapsed() < ON_THE_WAY, "{}", self.window.text().await);
            let checks = self.say("Checks before going live");
            if self.window.has(Duration::from_secs(5), "h1", &checks).await {
                checks_pass(self.window, self.words, self.venue).await;
            }
        }
        look_at(self.window, &self.picture("test-order")).await;
        self.presses(STEP, "Start live trading").await;
        wait_for_state(self.window, STEP, &self.say("LIVE")).await;
        wait_for_state(self.window, STEP, &self.say("Running")).await;
        let has_money = |program: &Live| program.books().0.is_some_and(|cash| cash > 0);
        self.live
            .until(self.venue, "the money is known", COPIED, has_money)
            .await;
        // Until then the rail has the wizard's steps.
        self.presses(SOON, "Go to the dashboard").await;
        let dashboard = self.say("Dashboard");
        self.window.find(SOON, "h1", &dashboard, true).await;
        look_at(self.window, &self.picture("live")).await;
    }

    /// Whether it went there and back; where not, its page has been left by the way that it offers.
    async fn test_order_passes(&self) -> bool {
        /// The first of the named buttons that can be pressed, else one to send with.
        const STANDS: &str = r"const [names, send] = arguments;
            const buttons = [...document.querySelectorAll('main button')].filter((b) => !b.disabled);
            const text = (b) => b.innerText.replace(/\s+/g, ' ').trim();
            const found = names.findIndex((name) => buttons.some((b) => text(b) === name));
            if (found >= 0) return found + 1;
            const sends = buttons.some((b) => b.getAttribute('aria-busy') !== 'true' && text(b).startsWith(send));
            return sends ? names.length + 1 : null;";
        const WAYS: [&str; 5] = [
            "Start live trading",
            "Confirm again",
            "Go to checks",
            "Go to it",
            "Try again",
        ];
        let (ways, send) = (WAYS.map(|way| self.say(way)), self.say("Send, "));
        let begun = Instant::now();
        loop {
            let stands = self
                .window
                .wait_for(
                    STEP,
                    "the test order's page says how it stands",
                    STANDS,
                    json!([ways, send]),
                )
                .await;
            let stands = usize::try_from(stands.as_u64().expect("a number")).expect("a button");
            match (stands, ways.get(stands - 1)) {
                (1, _) => return true,
                (5, Some(again)) => self.window.press(SOON, again).await,
                (_, Some(back)) => {
                    look_at(self.window, &self.picture("test-order-failed")).await;
                    self.window.press(SOON, back).await;
                    return false;
                }
                (_, None) => {
                    let button = self.window.find(SOON, "main button", &send, false).await;
                    look_at(self.window, &self.picture("test-order-shown")).await;
                    self.window.click(&button).await;
                    // An arrow function has the arguments of what is around it.
                    let under_way =
                        format!("const stands = (() => {{ {STANDS} }})(); return stands !== arguments[0].length + 1");
                    self.window
                        .wait_for(STEP, "the test order is under way", &under_way, json!([ways, send]))
                        .await;
                }
            }
            assert!(begun.elapsed() < ON_THE_WAY, "{}", self.window.text().await);
        }
    }

    /// From the leaderboard, by the trader's address.
    async fn follows(&self, address: &str) {
        self.goes_to("Leaderboard").await;
        let search = self.words.at("leaderboard.searchLabel");
        let search = self.window.find(SOON, "input", &search, false).await;
        self.window.fill(&search, &format!("{address}{ENTER}")).await;
        let begun = Instant::now();
        let follow = self.words.at("trader.follow");
        while !self.window.has(Duration::from_secs(20), "main button", &follow).await {
            assert!(begun.elapsed() < STEP, "{}", self.window.text().await);
            // With all its habits the venue refuses a question now and then.
            self.presses(SOON, "Try again").await;
        }
        self.window.press(STEP, &follow).await;
        let share = self.say("Copy size");
        let share = self
            .window
            .find(STEP, "aside input[inputmode=decimal]", &share, false)
            .await;
        self.window.fill(&share, "20").await;
        // What the trader does is copied at once, not by the ladder's stages.
        let fast = self.words.at("follow.fast");
        let fast = self.window.find(SOON, "aside [role=radio]", &fast, false).await;
        self.window.click(&fast).await;
        let slippage = self.words.at("follow.maxSlippage");
        let slippage = self.window.find(SOON, "aside input", &slippage, false).await;
        self.window.fill(&slippage, "10").await;
        look_at(self.window, &self.picture("follow-sheet")).await;
        let start = self.say("Start following with real money");
        let begun = Instant::now();
        loop {
            self.window.press(SOON, &start).await;
            let on = "return !document.querySelector('aside input[inputmode=decimal]')";
            // For some seconds after a no it does not ask.
            if is_asked(self.desktop, &self.main) && says_yes(self.window, self.desktop, &self.main, on, &start).await {
                break;
            }
            assert!(begun.elapsed() < STEP, "{}", self.window.text().await);
        }
        let active = |program: &Live| program.follows().iter().any(|follow| follow["status"] == "active");
        self.live.until(self.venue, "the follow copies", COPIED, active).await;
        self.goes_to("Following").await;
        look_at(self.window, &self.picture("following")).await;
    }

    /// What is held is on its page, by the market's question and the outcome's name.
    async fn shows_position(&self, market: &Market, outcome: usize, name: &str) {
        self.goes_to("Positions").await;
        let row = "return [...document.querySelectorAll('main tr, main li')].some((row) =>\
                   row.innerText.includes(arguments[0]) && row.innerText.toLowerCase().includes(arguments[1].toLowerCase()))";
        // Yes and No are said in the window's language, every other outcome as the exchange writes it.
        let outcome = match market.outcomes[outcome].name.as_str() {
            "Yes" => self.words.at("shared.outcome.yes"),
            "No" => self.words.at("shared.outcome.no"),
            other => other.to_owned(),
        };
        let named = json!([market.question, outcome]);
        self.window.wait_for(SOON, "the position on its page", row, named).await;
        look_at(self.window, &self.picture(name)).await;
    }

    /// The claim on its page, the calls that would redeem it, and nothing sent before they were seen.
    async fn opens_the_calls(&self, market: &Market, button: &str) {
        self.goes_to("Positions").await;
        let claim = self.words.with("claims.redeemLabel", "market", &market.question);
        let selector = format!("main section[aria-label=\"{}\"] button", self.words.at("claims.title"));
        let shown = self.window.find(STEP, &selector, &claim, true).await;
        look_at(self.window, &self.picture("claim")).await;
        let text = self.text().await;
        assert!(
            text.contains(button) && text.contains(&self.words.at("claims.notCash")),
            "{text}"
        );
        self.window.click(&shown).await;
        let exactly = self.words.at("calls.exactly");
        let begun = Instant::now();
        // Relayer and node refuse a question now and then, for minutes: the dialog says so and offers to ask again.
        while !self
            .window
            .has(Duration::from_secs(20), "[role=alertdialog] section", &exactly)
            .await
        {
            assert!(begun.elapsed() < LONG, "{}", self.window.text().await);
            let again = self.words.at("action.retry");
            if self
                .window
                .has(Duration::ZERO, "[role=alertdialog] button", &again)
                .await
            {
                self.window.press(SOON, &again).await;
            }
        }
    }

    async fn is_told_what_to_send(&self, market: &Market) {
        let claims = self.live.claims();
        assert!(claims.iter().all(|claim| claim["way"] == "by_yourself"), "{claims:?}");
        self.opens_the_calls(market, &self.words.at("claims.show")).await;
        let text = self.text().await;
        assert!(
            text.contains(&self.words.at("redeem.text.by_yourself")) && text.contains("redeemPositions"),
            "{text}"
        );
        let title = self.words.at("redeem.titleSent");
        let title = title.split("{{").next().unwrap_or_default();
        assert!(text.contains(title), "no question where nothing is sent: {text}");
        assert!(
            !text.contains(&self.words.at("redeem.send_one")),
            "nothing is sent for a plain address: {text}"
        );
        look_at(self.window, &self.picture("calls")).await;
        self.presses(SOON, "Close").await;
    }

    /// Everything that is owed, by the relayer. A transaction that fails there is sent again, as a new one, after its calls were seen again.
    async fn redeems(&self, market: &Market) {
        let begun = Instant::now();
        while !self.live.claimed().is_empty() {
            assert!(begun.elapsed() < LONG, "not redeemed: {:?}", self.live.claims());
            self.opens_the_calls(market, &self.words.at("claims.redeem")).await;
            look_at(self.window, &self.picture("calls")).await;
            let send = "const send = [...document.querySelectorAll('[role=alertdialog] button')].find((b) => b.innerText.startsWith(arguments[0]));\
                        return send && !send.disabled ? send.innerText.replace(/\\s+/g, ' ').trim() : null";
            let named = self.words.at("redeem.send_one");
            if let Some(send) = self.window.look_for(SOON, send, json!([named])).await {
                self.window.press(SOON, send.as_str().expect("its name")).await;
                let over = r"const text = (document.querySelector('[role=alertdialog]')?.innerText ?? '').replace(/\s+/g, ' ');
                            return arguments[0].some((over) => text.includes(over)) ? text : null";
                let all = ["confirmed", "failed", "refused", "not_sent", "number_used", "lapsed"];
                let all = all.map(|state| self.words.at(&format!("run.redemption.{state}")));
                self.window
                    .wait_for(LONG, "the request to the relayer is over", over, json!([all]))
                    .await;
                look_at(self.window, &self.picture("redeemed")).await;
            }
            let close = "const quiet = [...document.querySelectorAll('[role=alertdialog] button')].find((b) => arguments[0].includes(b.innerText.trim()));\
                         if (quiet) quiet.click(); return !document.querySelector('[role=alertdialog]')";
            let quiet = [self.words.at("redeem.close"), self.words.at("redeem.keep")];
            self.window
                .wait_for(SOON, "the dialog goes", close, json!([quiet]))
                .await;
            // Confirmed is not booked: the account's own movements turn the claim into cash.
            let settled = |program: &Live| {
                let claims = program.claims();
                let is_open =
                    |claim: &serde_json::Value| claim["run"].is_null() || claim["run"]["state"] != "confirmed";
                claims.is_empty() || claims.iter().any(is_open)
            };
            self.live
                .until(self.venue, "what was redeemed is booked", LONG, settled)
                .await;
        }
        self.goes_to("Positions").await;
        let gone = "return !document.querySelector(`main section[aria-label=\"${arguments[0]}\"]`)";
        let claims = self.words.at("claims.title");
        self.window
            .wait_for(SOON, "no claim is shown", gone, json!([claims]))
            .await;
        self.goes_to("History").await;
        look_at(self.window, &self.picture("history")).await;
    }

    async fn stops(&self) {
        self.presses(SOON, "Stop all").await;
        // The one beside "Keep copying", whatever it would cancel.
        let stop = "return [...document.querySelectorAll('[role=alertdialog] button')].find((b) => arguments[0].some((name) => b.innerText.startsWith(name)))";
        let named = ["zero", "one", "other"].map(|count| self.words.at(&format!("frame.stopDialog.confirm_{count}")));
        let confirm = self
            .window
            .wait_for(SOON, "the question of the stop", stop, json!([named]))
            .await;
        look_at(self.window, &self.picture("stop-dialog")).await;
        let press = "arguments[0].click(); return true";
        self.window.script(press, json!([confirm])).await;
        wait_for_state(self.window, SOON, &self.say("Stopped")).await;
        let begun = Instant::now();
        while ask(self.window, "frame", json!({})).await["onExchange"] != 0 {
            assert!(begun.elapsed() < STEP, "something is still on the exchange");
        }
        look_at(self.window, &self.picture("stopped")).await;
    }
}
