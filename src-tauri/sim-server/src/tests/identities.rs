//! The figures of the Data API fit together as the real venue's do (`pnl/official_user_pnl_identities.md` of the test data, and
//! its recorded positions): for every trader of the world, position by position and in all.

use serde_json::Value;

use super::client::{Client, paused};

/// Half a unit of the sixth decimal of each of three numbers.
const NEAR: f64 = 2e-6;

fn number(row: &Value, field: &str) -> f64 {
    row[field].as_f64().unwrap_or_else(|| panic!("{field} of {row}"))
}

fn assert_near(row: &Value, what: &str, left: f64, right: f64, margin: f64) {
    assert!((left - right).abs() <= margin, "{what}: {left} and {right} in {row}");
}

async fn traders(client: &Client) -> Vec<String> {
    let board = client.get("/v2/leaderboard?window=all&limit=50").await.1;
    let rows = board["data"].as_array().unwrap();
    let wallets = rows.iter().map(|row| row["user_id"].as_str().unwrap().to_owned());
    wallets.collect()
}

#[tokio::test]
async fn positions_add_up() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let mut seen = 0;
    for wallet in traders(&client).await {
        for status in ["OPEN", "CLOSED"] {
            let path = format!("/v2/positions?user={wallet}&status={status}&limit=1000");
            let page = client.get(&path).await.1;
            for row in page["data"].as_array().unwrap() {
                let of = |field| number(row, field);
                let cost = of("entry_cost_usdc") + of("entry_fees_usdc");
                assert_near(row, "cost", of("total_cost_usdc"), cost, NEAR);
                assert_near(
                    row,
                    "total",
                    of("total_pnl"),
                    of("realized_pnl") + of("unrealized_pnl"),
                    NEAR,
                );
                // The price has up to four decimals less than the value: their product may differ by that much a share.
                let margin = NEAR + of("current_size").abs() * 1e-6;
                assert_near(
                    row,
                    "value",
                    of("current_value"),
                    of("current_size") * of("current_price"),
                    margin,
                );
                assert_near(
                    row,
                    "open",
                    of("unrealized_pnl"),
                    of("current_value") - of("total_cost_usdc"),
                    NEAR,
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen} positions");
}

#[tokio::test]
async fn profits_add_up() {
    let server = paused(None).await;
    let client = Client::new(&server);
    for wallet in traders(&client).await {
        let stats = client.get(&format!("/v2/user-stats?user={wallet}")).await.1;
        let series = client.get(&format!("/v2/user-pnl?user={wallet}&interval=all")).await.1;
        let points = series["data"]["points"].as_array().unwrap();
        let all_time = &stats["data"]["all_time_pnl"];
        for field in ["trade_count", "volume", "volume_usdc", "realized_pnl", "fees_paid"] {
            assert_eq!(points.last().unwrap()[field], all_time[field], "{field}");
        }
        assert!(
            points
                .iter()
                .all(|point| point["source_block"].is_u64() && point["trade_count"].is_u64()),
            "a point names its block and its counts"
        );
        profit_adds_up(all_time);
        points.iter().for_each(profit_adds_up);
    }
}

fn profit_adds_up(pnl: &Value) {
    let of = |field| number(pnl, field);
    let realised = of("realized_market_pnl") + of("realized_lp_pnl") + of("realized_combo_pnl");
    assert_near(pnl, "realised", of("realized_pnl"), realised, NEAR);
    assert_near(
        pnl,
        "position",
        of("position_pnl"),
        of("realized_pnl") + of("unrealized_pnl"),
        NEAR,
    );
    let rebates = of("maker_rebate") + of("taker_rebate");
    let income = rebates + of("reward_income") + of("yield_income") + of("referral_income");
    assert_near(pnl, "income", of("wallet_income"), income, 2.0 * NEAR);
    assert_near(
        pnl,
        "settled",
        of("settled_pnl"),
        of("realized_pnl") + of("wallet_income"),
        NEAR,
    );
    assert_near(
        pnl,
        "economic",
        of("economic_pnl"),
        of("settled_pnl") + of("unrealized_pnl"),
        NEAR,
    );
    assert_near(pnl, "fees", of("fees_paid"), of("fees") + of("fees_refunded"), NEAR);
    assert_near(
        pnl,
        "trades",
        of("trade_pnl"),
        of("position_pnl") - of("fees_paid"),
        NEAR,
    );
}
