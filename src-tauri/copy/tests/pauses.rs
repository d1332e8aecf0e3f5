//! What a pause or a stop leaves of an order's age: exits that were first decided while it stood begin their ladder when it ends.

use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;

use crate::common::{AT_MARKET, Desk, HOUR, close, no, percent, yes};

#[test]
fn an_exit_of_the_instant_of_the_pause_begins_its_ladder_when_it_ends() {
    for later_ms in [0, 1_000] {
        let mut desk = Desk::holding();
        desk.trades(Side::Sell, &yes(), "50", "0.60");
        desk.now = desk.now.plus(20_000 - later_ms);
        desk.user(UserInput::Pause);
        desk.pass(later_ms + 10_000);
        let order = desk.last_order();
        assert_eq!((order.side, order.limit), (Side::Sell, None), "{later_ms}: it waits");
        desk.pass(3 * HOUR);
        desk.user(UserInput::Resume);
        assert_eq!(desk.last_order().age_from, desk.now, "{later_ms}");
    }
}

#[test]
fn purchases_and_the_users_closes_keep_their_age() {
    let mut desk = Desk::holding();
    desk.books.clear();
    desk.trades(Side::Buy, &no(), "100", "0.42");
    desk.pass(20_000);
    let bought = desk.last_order();
    assert_eq!(bought.created_at, desk.now, "decided in this instant");
    desk.user(UserInput::Pause);
    desk.pass(1_000);
    desk.user(close(1, &yes(), percent(100), AT_MARKET));
    let closed = desk.last_order();
    desk.pass(HOUR / 2);
    desk.user(UserInput::Resume);
    for before in [bought, closed] {
        let now = desk.core.state().orders[&before.id].clone();
        assert_eq!((now.limit, now.age_from), (None, before.age_from), "{:?}", now.side);
    }
}
