//! The book without us: what the window shows, and what the distance to a fill is measured on.

use pilotfish_copy::BestPrices;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::input::Input;
use pilotfish_copy::market::Side;

use crate::common::{Desk, HOUR, no, price, yes};

fn touch(bid: &str, ask: &str) -> BestPrices {
    BestPrices {
        bid: Some(price(bid)),
        ask: Some(price(ask)),
    }
}

/// Both ways of asking say the same.
fn seen(desk: &Desk, token: &TokenId) -> BestPrices {
    let one = desk.core.best_prices(token);
    assert_eq!(desk.core.all_best_prices().get(token), Some(&one));
    one
}

#[test]
fn our_own_bid_is_not_in_the_book_that_is_shown() {
    let mut desk = Desk::following("5");
    desk.shows_own = true;
    desk.book("0.55", "0.6");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(HOUR);
    assert_eq!(desk.resting(), [(Side::Buy, "0.58".into(), "5".into())]);
    let raw = desk.core.book(&yes()).expect("a book");
    assert_eq!(raw.best_bid(), Some(price("0.58")), "the venue's book shows our bid");
    assert_eq!(seen(&desk, &yes()), touch("0.55", "0.6"));
    assert_eq!(desk.core.best_prices(&TokenId::new("333")), BestPrices::default());
}

#[test]
fn our_own_bid_shows_as_an_ask_on_the_complement_and_is_not_there_either() {
    let mut desk = Desk::following("5");
    desk.book("0.55", "0.6");
    desk.trades(Side::Buy, &yes(), "100", "0.58");
    desk.pass(HOUR);
    // NO's book as the venue shows it: our bid of 5 YES at 0.58 is an ask of 5 NO at 0.42.
    let mut book = desk.core.book(&yes()).expect("a book").clone();
    book.token = no();
    book.bids[0].price = price("0.4");
    book.asks[0].price = price("0.45");
    let mut ours = book.asks[0];
    ours.price = price("0.42");
    ours.shares = "5".parse().expect("shares");
    book.asks.insert(0, ours);
    desk.give(Input::Book(book));
    assert_eq!(seen(&desk, &no()), touch("0.4", "0.45"));
}
