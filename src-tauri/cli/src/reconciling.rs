//! `reconcile`: what the exchange shows differently from the books, looked at now, and the ways out of it.

use pilotfish_api::types::{Difference, DifferenceKind, Differences, Frame, Ms};
use pilotfish_api::{plain_market, plain_name, texts};
use pilotfish_copy::ids::VenueMs;
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::Reconcile;
use crate::error::CliError;
use crate::figures::figure;
use crate::output::Lines;
use crate::parse::show;
use crate::running::Place;
use crate::spoken::Spoken;
use crate::table::Tone;

/// Does what was asked for about a difference, else asks the exchange again; then tells what is left.
pub(crate) async fn reconcile(asked: Reconcile, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(asked.home.as_deref(), asked.mode)?.speaking(spoken);
    let mut lines = Lines::new(asked.json);
    let _: Frame = match (&asked.accept, &asked.give) {
        (Some(what), _) => {
            let token = (what != "cash").then_some(what);
            place.ask("accept_difference", json!({ "token": token })).await?
        }
        (None, Some(token)) => {
            let ask = json!({ "token": token, "follow": asked.to });
            place.ask("give_difference", ask).await?
        }
        (None, None) => place.ask("look_again", json!({})).await?,
    };
    let found: Differences = place.ask("differences", json!({})).await?;
    // Ages count from the venue's time, which the frame says.
    let frame: Frame = place.ask("frame", json!({})).await?;
    if asked.json {
        for difference in &found.rows {
            lines.object(&json!({ "kind": "difference", "difference": difference }))?;
        }
        return lines.flush();
    }
    let told = Told {
        language: place.language(),
        now: frame.now,
    };
    if found.rows.is_empty() {
        let agree = told.language.pick(
            "the books and the exchange agree",
            "les livres et la plateforme concordent",
        );
        lines.toned(Tone::Good, agree)?;
    }
    for difference in &found.rows {
        lines.toned(Tone::Bad, &told.heading(difference))?;
        for line in told.lines(difference) {
            lines.text(&format!("  {line}"))?;
        }
    }
    lines.toned(Tone::Faint, &told.asked(&found))?;
    lines.flush()
}

/// How it is told.
struct Told {
    language: Language,
    /// The venue's time.
    now: Ms,
}

impl Told {
    /// How long ago that was, in seconds of venue time.
    fn age(&self, at: Option<Ms>) -> String {
        let Some(at) = at else {
            return self.language.pick("not yet", "pas encore").to_owned();
        };
        let seconds = self.now.0.saturating_sub(at.0).max(0) / 1_000;
        match self.language {
            Language::English => format!("{seconds} s ago"),
            Language::French => format!("il y a {seconds} s"),
        }
    }

    fn asked(&self, found: &Differences) -> String {
        let (cash, shares, orders) = (
            self.age(found.cash_read),
            self.age(found.shares_read),
            self.age(found.orders_read),
        );
        match self.language {
            Language::English => {
                format!("last read from the exchange: cash {cash}, positions {shares}, orders {orders}")
            }
            Language::French => {
                format!("dernière lecture de la plateforme : liquidités {cash}, positions {shares}, ordres {orders}")
            }
        }
    }

    fn heading(&self, difference: &Difference) -> String {
        let what = texts::text(self.language, "halt", halt_of(difference.kind));
        match (&difference.market, &difference.outcome) {
            (Some(market), Some(outcome)) => format!("{what} · {} · {}", plain_market(market), plain_name(outcome)),
            _ => what.to_owned(),
        }
    }

    fn lines(&self, difference: &Difference) -> Vec<String> {
        let shown = |text: &str| figure(self.language, text);
        let unit = match (difference.token.is_some(), self.language) {
            (true, Language::English) => "shares",
            (true, Language::French) => "parts",
            (false, _) => "pUSD",
        };
        let (by, books) = (shown(&difference.difference), shown(&difference.books));
        let changed = self.age(difference.books_changed);
        let unread = self.language.pick("not read yet", "pas encore lu");
        let exchange = difference.exchange.as_deref().map_or_else(|| unread.to_owned(), shown);
        let read = self.age(difference.exchange_read);
        let since = show(VenueMs(difference.since.0));
        let mut lines = vec![match (self.language, difference.confirmed) {
            (Language::English, true) => {
                format!(
                    "{by} {unit}; books {books} (changed {changed}), exchange {exchange} (read {read}); since {since}"
                )
            }
            (Language::English, false) => format!(
                "{by} {unit}; books {books} (changed {changed}), exchange {exchange} (read {read}); seen once, to be confirmed by a second reading; since {since}"
            ),
            (Language::French, true) => format!(
                "{by} {unit} ; livres {books} (changés {changed}), plateforme {exchange} (lue {read}) ; depuis {since}"
            ),
            (Language::French, false) => format!(
                "{by} {unit} ; livres {books} (changés {changed}), plateforme {exchange} (lue {read}) ; vu une fois, à confirmer par une seconde lecture ; depuis {since}"
            ),
        }];
        for trade in &difference.trades {
            let side = texts::text(self.language, "side", trade.side.as_str());
            let (shares, price) = (shown(&trade.shares), shown(&trade.price));
            lines.push(match self.language {
                Language::English => format!("a trade that is not ours explains it: {side} {shares} at {price}"),
                Language::French => format!("un trade qui n’est pas le nôtre l’explique : {side} {shares} à {price}"),
            });
        }
        let again = self
            .language
            .pick("check again: `reconcile`", "vérifier à nouveau : `reconcile`");
        lines.push(again.to_owned());
        lines.extend(self.ways(difference));
        lines
    }

    /// The ways out that change something.
    fn ways(&self, difference: &Difference) -> Vec<String> {
        let mut ways = Vec::new();
        let named = difference.token.as_deref().unwrap_or("cash");
        if difference.accept {
            let accept = self.language.pick("accept it as it is: ", "l’accepter tel quel : ");
            ways.push(format!("{accept}`reconcile --accept {named}`"));
        }
        if let Some(give) = &difference.give {
            for to in &give.to {
                let (name, cost) = (plain_name(&to.trader), figure(self.language, &give.cost));
                let way = match (self.language, give.known) {
                    (Language::English, true) => format!("assign them to {name} for {cost}, at cost: "),
                    (Language::English, false) => format!("assign them to {name} for {cost}, at the current price: "),
                    (Language::French, true) => format!("les attribuer à {name} pour {cost}, à leur coût : "),
                    (Language::French, false) => format!("les attribuer à {name} pour {cost}, au prix actuel : "),
                };
                ways.push(format!("{way}`reconcile --give {named} --to {}`", to.follow.0));
            }
        }
        if difference.kind == DifferenceKind::ForeignOrder {
            let elsewhere = self.language.pick(
                "cancel it on Polymarket, or wait until it is gone",
                "annulez-le sur Polymarket, ou attendez qu’il disparaisse",
            );
            ways.push(elsewhere.to_owned());
        }
        ways
    }
}

/// The halt that stands for a difference: its words are the catalogue's.
const fn halt_of(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::CashMissing => "cash_missing",
        DifferenceKind::SharesMissing => "shares_missing",
        DifferenceKind::SharesUnexplained => "shares_unexplained",
        DifferenceKind::ForeignOrder => "foreign_order",
    }
}
