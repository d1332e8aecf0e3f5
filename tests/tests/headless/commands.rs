//! Whom to copy, how, and what comes of it, from another terminal: each command's effect, its code and the shape of its JSON.

use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::lines::json_lines;
use pilotfish_tests::process::{Running, run};
use pilotfish_tests::wait::{wait_for, wait_until};
use serde_json::json;

use crate::{LIMIT, Place, assert_has, fields};

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const SEED: u64 = 7;

/// A follow as it is told to programs: the documented fields.
const FOLLOW: [&str; 17] = [
    "id",
    "address",
    "name",
    "status",
    "settings",
    "since",
    "pnl",
    "realised",
    "unrealised",
    "exposure",
    "workingOrders",
    "fills",
    "signals",
    "skips",
    "slippageBps",
    "fees",
    "lastEventAt",
];
const SETTINGS: [&str; 14] = [
    "percentage",
    "style",
    "maxSlippage",
    "maxOrder",
    "maxMarket",
    "maxTotal",
    "priceMin",
    "priceMax",
    "minMinutesToResolution",
    "copy",
    "belowMinimum",
    "copyExisting",
    "categories",
    "excludeKeywords",
];

pub(crate) async fn venue() -> ServerHandle {
    serve(ServerOptions {
        speed: Speed::times(60),
        ..ServerOptions::new(VenueOptions::seeded(SEED, START))
    })
    .await
    .expect("a venue")
}

/// A program at that venue that copies nobody yet.
pub(crate) fn running(place: &Place, venue: &ServerHandle) -> Running {
    let (url, seed) = (venue.http_url(), SEED.to_string());
    let program = Running::start(&mut place.command(&["run", "--venue", &url, "--seed", &seed, "--json"]));
    let runs = || {
        let frame = pilotfish_tests::commands::frame(place.home.path());
        frame.is_some_and(|frame| frame["state"] == "running")
    };
    wait_until(LIMIT, "it runs", runs);
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_is_made_changed_closed_exported_and_removed_from_another_terminal() {
    let (place, venue) = (Place::new(), venue().await);
    place.ends(&["follow", "25usdc"], 3);
    let program = running(&place, &venue);

    // Followed, once.
    let made = place.object(&["follow", "25usdc", "-p", "5", "--max-order", "50", "--json"]);
    assert_eq!(made["kind"], "follow");
    assert_has(&made["follow"], &FOLLOW);
    assert_has(&made["follow"]["settings"], &SETTINGS);
    assert_eq!(fields(&made["follow"]["settings"]).len(), SETTINGS.len());
    assert_eq!(made["follow"]["settings"]["percentage"], "5");
    assert_eq!(made["follow"]["settings"]["maxOrder"], "50");
    let again = place.ends(&["follow", "25usdc", "-p", "9"], 1);
    assert!(again.stderr.contains("already followed"), "{}", again.stderr);
    place.ends(&["follow", "nobody-of-that-name"], 1);

    // Changed: what is named, and nothing else; by name, by number, by address.
    let address = made["follow"]["address"].as_str().unwrap().to_owned();
    let number = made["follow"]["id"].to_string();
    let changed = place.object(&["set", "25USDC", "-p", "6", "--style", "fast", "--json"]);
    assert_eq!(changed["follow"]["settings"]["percentage"], "6");
    assert_eq!(changed["follow"]["settings"]["style"], "fast");
    assert_eq!(changed["follow"]["settings"]["maxOrder"], "50");
    let off = place.object(&["set", &number, "--off", "--json"]);
    assert_eq!(off["follow"]["status"], "off");
    let on = place.object(&[
        "set",
        &address,
        "--on",
        "--max-order",
        "400",
        "--max-market",
        "400",
        "--json",
    ]);
    assert_ne!(on["follow"]["status"], "off");
    assert_eq!(on["follow"]["settings"]["percentage"], "6");

    // Refused, with every option that is wrong; and what is no word of the list is not understood.
    let wrong = place.ends(&["set", "25usdc", "-p", "50", "--max-slippage", "some"], 1);
    for option in ["--percentage: Between 0.1 and 20.", "--max-slippage: "] {
        assert!(wrong.stderr.contains(option), "{}", wrong.stderr);
    }
    let french = place.ends(&["set", "25usdc", "-p", "50", "--language", "fr"], 1);
    assert!(
        french.stderr.contains("--percentage : Entre 0.1 et 20."),
        "{}",
        french.stderr
    );
    place.ends(&["set", "25usdc", "--style", "slow"], 2);
    place.ends(&["set", "somebody", "-p", "5"], 1);
    place.ends(&["run", "--mode", "live", "--speed", "60"], 2);
    let kept = place.object(&["set", "25usdc", "--json"]);
    assert_eq!(
        kept["follow"]["settings"], on["follow"]["settings"],
        "nothing of it was taken"
    );

    let limits = place.object(&["limits", "--max-open-orders", "77", "--json"]);
    assert_eq!(limits["kind"], "limits");
    assert_eq!(
        fields(&limits["limits"]),
        [
            "maxDailyLoss",
            "maxDailySpend",
            "maxExposure",
            "maxOpenOrders",
            "reserve"
        ]
    );
    assert_eq!(limits["limits"]["maxOpenOrders"], 77);

    // Something is held, and shown before it is sold.
    venue.set_clock(Some(Speed::times(600)), None).expect("a faster clock");
    wait_until(LIMIT, "something is held", || {
        !place.objects(&["positions", "--json"]).is_empty()
    });
    venue.set_clock(Some(Speed::times(60)), None).expect("a slower clock");
    let held = wait_for(LIMIT, "a position is told", || {
        place.objects(&["positions", "--json"]).into_iter().next()
    });
    assert_eq!((&held["kind"], &held["recorded"]), (&json!("position"), &json!(false)));
    assert_has(
        &held["position"],
        &[
            "follow",
            "token",
            "trader",
            "market",
            "outcome",
            "shares",
            "averageCost",
            "price",
            "value",
            "pnl",
        ],
    );
    // The trader may sell all of it between two looks.
    let shown = wait_for(LIMIT, "a close is shown", || {
        let shown = place.ends(&["close", "--follow", "25usdc", "--json"], 1);
        json_lines(&shown.stdout).into_iter().next()
    });
    assert_eq!(shown["kind"], "close_preview");
    assert_has(
        &shown["preview"],
        &[
            "closed",
            "unpriced",
            "proceeds",
            "fee",
            "received",
            "result",
            "foreignOrders",
            "each",
        ],
    );
    wait_until(LIMIT, "a close is shown with names, and how it is confirmed", || {
        let table = place.ends(&["close", "--follow", "25usdc"], 1);
        table.stdout.contains("25usdc") && table.stderr.contains("--yes")
    });
    place.ends(&["close", "--follow", "25usdc", "--percent", "0"], 2);
    let sold = wait_for(LIMIT, "it is sold", || {
        let sold = place.run(&["close", "--follow", "25usdc", "--yes", "--json"]);
        assert!(matches!(sold.code, Some(0 | 1)), "{}", sold.stderr);
        (sold.code == Some(0)).then(|| json_lines(&sold.stdout).remove(0))
    });
    assert_eq!(sold["kind"], "closed");
    assert!(
        !sold["closed"]["orders"].as_array().expect("orders").is_empty(),
        "{sold}"
    );

    exports(&place);
    tables(&place);

    // Removed, once; what is recorded can be read without anybody running.
    let removed = place.object(&["unfollow", "25usdc", "--json"]);
    assert_eq!(
        fields(&removed),
        ["address", "exposure", "follow", "kind", "name", "working_orders"]
    );
    assert_eq!(removed["address"], json!(address));
    place.ends(&["unfollow", "25usdc"], 1);
    program.terminate();
    program.finish(LIMIT).assert_success();
    for command in [
        &["follow", "25usdc"][..],
        &["unfollow", "25usdc"],
        &["set", "25usdc"],
        &["limits"],
        &["close", "--everything"],
    ] {
        place.ends(command, 3);
    }
    let recorded = place.objects(&["positions", "--json"]);
    assert!(recorded.iter().all(|row| row["recorded"] == true), "{recorded:?}");
    place.ends(&["orders"], 0);
    exports(&place);
}

/// Ledger, fills and orders as files: made once, never written over, the same rows either way.
fn exports(place: &Place) {
    for (what, kind, row, names) in [
        (
            "ledger",
            "ledger_row",
            "row",
            &["seq", "at", "what", "cash", "balance", "market"][..],
        ),
        (
            "fills",
            "fill",
            "fill",
            &["id", "at", "side", "shares", "price", "trader", "market", "fee"],
        ),
        (
            "orders",
            "order",
            "order",
            &["id", "side", "shares", "filled", "status", "trader", "market", "end"],
        ),
    ] {
        let lines = place.objects(&["export", what, "--format", "json"]);
        assert!(!lines.is_empty(), "{what}");
        assert!(lines.iter().all(|line| line["kind"] == kind), "{what}");
        assert_has(&lines[0][row], names);

        let path = place.user.path().join(format!("{what}.csv"));
        // Of an earlier call.
        let _ = std::fs::remove_file(&path);
        let file = path.to_str().unwrap();
        let told = place.object(&["export", what, "--output", file, "--json"]);
        assert_eq!((&told["kind"], &told["path"]), (&json!("exported"), &json!(file)));
        let written = std::fs::read(&path).expect("a file");
        let mut reader = csv::Reader::from_reader(written.strip_prefix("\u{feff}".as_bytes()).expect("the mark"));
        assert_eq!(reader.headers().expect("a heading").get(0), Some("money"));
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len() as u64, told["rows"].as_u64().expect("a number"), "{what}");
        assert!(
            rows.iter()
                .all(|row| row.get(0).is_some_and(|money| money.eq_ignore_ascii_case("demo")))
        );
        let over = place.ends(&["export", what, "--output", file], 1);
        assert!(over.stderr.contains("already exists"), "{}", over.stderr);
        assert_eq!(
            std::fs::read(&path).expect("a file"),
            written,
            "nothing is written over"
        );
    }
    let of_nobody = [
        "export",
        "fills",
        "--format",
        "json",
        "--trader",
        "0x00000000219ab540356cbb839cbe05303d7705fa",
    ];
    assert!(place.objects(&of_nobody).is_empty());
    place.ends(&["export", "everything"], 2);
}

/// What people see: names and columns, colours only where they are wanted, both languages.
fn tables(place: &Place) {
    let plain = place.ends(&["status"], 0);
    assert!(
        plain.stdout.contains("25usdc") && plain.stdout.contains("Exposure"),
        "{}",
        plain.stdout
    );
    assert!(!plain.stdout.contains('\u{1b}'), "no terminal, no colours");
    let coloured = |no_colour: bool| {
        let mut command = place.command(&["status"]);
        command.env("CLICOLOR_FORCE", "1");
        if no_colour {
            command.env("NO_COLOR", "1");
        }
        run(&mut command, LIMIT).stdout.contains('\u{1b}')
    };
    assert!(coloured(false), "where they are asked for");
    assert!(!coloured(true), "NO_COLOR stands above everything");
    let french = place.ends(&["--language", "fr", "status"], 0);
    assert!(french.stdout.contains("Exposition"), "{}", french.stdout);
    for command in ["orders", "positions", "history", "performance"] {
        place.ends(&[command], 0);
        place.objects(&[command, "--json"]);
    }
}
