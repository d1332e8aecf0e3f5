//! What a script lets traders do.

use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::input::{Migration, RowKind};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Price, Shares};

use super::{ChangeKind, MigrationRow, Venue};
use crate::simulate::script::{Outcome, Size, TraderAct, TraderLine};

/// A market's ids.
type Ids = (ConditionId, [TokenId; 2]);

impl Venue {
    fn ids(&self, market: &str) -> Option<Ids> {
        let record = self.markets.get(market)?;
        Some((record.condition.clone(), record.tokens.clone()))
    }

    fn is_open(&self, condition: &ConditionId) -> bool {
        let shut = self.record_of(condition).is_none_or(|record| record.closed);
        !shut
            && self
                .exchange
                .market(condition)
                .is_some_and(|market| !market.closed && market.payouts.is_none())
    }

    fn size_of(size: Size, held: Shares) -> Shares {
        match size {
            Size::Shares(shares) => shares.at_most(held),
            Size::Percent(100) => held,
            Size::Percent(percent) => {
                let part = held.micros() / 100 * i64::from(percent);
                Shares::from_micros(part / LOT.micros() * LOT.micros())
            }
        }
    }

    /// A trader does something. What makes no sense then (a sale of nothing, a closed market) does nothing.
    pub(crate) fn trader_acts(&mut self, line: &TraderLine) {
        match &line.act {
            TraderAct::Buy {
                market,
                outcome,
                shares,
            } => self.buys(line, market, *outcome, *shares),
            TraderAct::Sell { market, outcome, size } => self.sells(line, market, *outcome, *size),
            TraderAct::Pieces {
                market,
                outcome,
                side,
                shares,
                pieces,
            } => self.trades_pieces(line, market, *outcome, *side, *shares, *pieces),
            TraderAct::Split { market, shares } => self.splits(line, market, *shares),
            TraderAct::Merge { market, size } => self.merges(line, market, *size),
            TraderAct::Convert { market, size } => self.converts(line, market, *size),
            TraderAct::TransferOut { market, outcome, size } => {
                let Some((_, tokens)) = self.ids(market) else { return };
                let Some(token) = tokens.get(outcome.index()) else {
                    return;
                };
                let shares = Self::size_of(*size, self.trader(&line.name).held(token));
                if shares > Shares::ZERO {
                    self.move_position(&line.name, token, ChangeKind::Transfer, -shares, Price::ZERO);
                }
            }
            TraderAct::TransferIn {
                market,
                outcome,
                shares,
            } => {
                let Some((_, tokens)) = self.ids(market) else { return };
                let Some(token) = tokens.get(outcome.index()) else {
                    return;
                };
                let price = self.mid_at(token, self.now);
                self.move_position(&line.name, token, ChangeKind::Transfer, *shares, price);
            }
            TraderAct::MigrateToken { market, to, outcome } => self.migrates_token(line, market, to, *outcome),
            TraderAct::MigrateWallet { to } => self.migrates_wallet(line, to),
            TraderAct::OddRow { market, price, shares } => {
                let Some((condition, [token, _])) = self.ids(market) else {
                    return;
                };
                let tx = self.next_transaction();
                self.add_row(
                    line,
                    &tx,
                    &token,
                    &condition,
                    RowKind::Trade(Side::Buy),
                    *shares,
                    *price,
                );
            }
        }
    }

    fn buys(&mut self, line: &TraderLine, market: &str, outcome: Outcome, shares: Shares) {
        self.trades_pieces(line, market, outcome, Side::Buy, shares, 1);
    }

    fn sells(&mut self, line: &TraderLine, market: &str, outcome: Outcome, size: Size) {
        let Some((_, tokens)) = self.ids(market) else { return };
        let Some(token) = tokens.get(outcome.index()) else {
            return;
        };
        let shares = Self::size_of(size, self.trader(&line.name).held(token));
        self.trades_pieces(line, market, outcome, Side::Sell, shares, 1);
    }

    fn trades_pieces(
        &mut self,
        line: &TraderLine,
        market: &str,
        outcome: Outcome,
        side: Side,
        shares: Shares,
        pieces: u32,
    ) {
        let Some((condition, tokens)) = self.ids(market) else {
            return;
        };
        let Some(token) = tokens.get(outcome.index()) else {
            return;
        };
        if shares <= Shares::ZERO || !self.is_open(&condition) {
            return;
        }
        let price = self.price_for(token, side);
        let tx = self.next_transaction();
        for _ in 0..pieces.clamp(1, 50) {
            if side == Side::Sell && self.trader(&line.name).held(token) < shares {
                break;
            }
            self.trade(line, &tx, token, &condition, side, shares, price);
        }
    }

    fn splits(&mut self, line: &TraderLine, market: &str, shares: Shares) {
        let Some((condition, tokens)) = self.ids(market) else {
            return;
        };
        if !self.is_open(&condition) || shares <= Shares::ZERO {
            return;
        }
        for token in &tokens {
            let price = self.mid_at(token, self.now);
            self.move_position(&line.name, token, ChangeKind::Split, shares, price);
        }
        let tx = self.next_transaction();
        let [token, _] = tokens;
        self.add_row(line, &tx, &token, &condition, RowKind::Split, shares, Price::ZERO);
    }

    fn merges(&mut self, line: &TraderLine, market: &str, size: Size) {
        let Some((condition, [yes, no])) = self.ids(market) else {
            return;
        };
        let trader = self.trader(&line.name);
        let shares = Self::size_of(size, trader.held(&yes).at_most(trader.held(&no)));
        if shares <= Shares::ZERO || !self.is_open(&condition) {
            return;
        }
        for token in [&yes, &no] {
            let price = self.mid_at(token, self.now);
            self.move_position(&line.name, token, ChangeKind::Merge, -shares, price);
        }
        let tx = self.next_transaction();
        self.add_row(line, &tx, &yes, &condition, RowKind::Merge, shares, Price::ZERO);
    }

    fn converts(&mut self, line: &TraderLine, market: &str, size: Size) {
        let Some((condition, [_, no])) = self.ids(market) else {
            return;
        };
        let Some(event) = self.markets.get(market).and_then(|record| record.event.clone()) else {
            return;
        };
        let shares = Self::size_of(size, self.trader(&line.name).held(&no));
        if shares <= Shares::ZERO || !self.is_open(&condition) {
            return;
        }
        let price = self.mid_at(&no, self.now);
        self.move_position(&line.name, &no, ChangeKind::Conversion, -shares, price);
        let others: Vec<(ConditionId, TokenId)> = self
            .markets
            .iter()
            .filter(|(name, record)| name.as_str() != market && record.event.as_ref() == Some(&event))
            .filter_map(|(_, record)| Some((record.condition.clone(), record.tokens.first()?.clone())))
            .collect();
        for (condition, token) in others {
            if self.is_open(&condition) {
                let price = self.mid_at(&token, self.now);
                self.move_position(&line.name, &token, ChangeKind::Conversion, shares, price);
            }
        }
        let tx = self.next_transaction();
        self.add_row(line, &tx, &no, &condition, RowKind::Conversion, shares, Price::ZERO);
    }

    fn migrates_token(&mut self, line: &TraderLine, market: &str, to: &str, outcome: Outcome) {
        let (Some((condition, from)), Some((_, into))) = (self.ids(market), self.ids(to)) else {
            return;
        };
        let (Some(from), Some(into)) = (from.get(outcome.index()), into.get(outcome.index())) else {
            return;
        };
        let shares = self.trader(&line.name).held(from);
        if shares <= Shares::ZERO || from == into {
            return;
        }
        let price = self.mid_at(from, self.now);
        self.move_position(&line.name, from, ChangeKind::Migration, -shares, price);
        self.move_position(&line.name, into, ChangeKind::Migration, shares, price);
        let row = MigrationRow {
            tx: self.next_transaction(),
            at: self.now,
            moved: Migration::Token {
                from: from.clone(),
                to: into.clone(),
                condition,
                shares,
            },
        };
        self.trader(&line.name).migrations.push(row);
    }

    fn migrates_wallet(&mut self, line: &TraderLine, to: &str) {
        if line.name == to {
            return;
        }
        let wallet = self.wallet_of(to);
        let positions = self.trader(&line.name).positions.clone();
        for (token, position) in positions {
            if position.shares > Shares::ZERO {
                let price = self.mid_at(&token, self.now);
                self.move_position(&line.name, &token, ChangeKind::Migration, -position.shares, price);
                self.move_position(to, &token, ChangeKind::Migration, position.shares, price);
            }
        }
        let row = MigrationRow {
            tx: self.next_transaction(),
            at: self.now,
            moved: Migration::Wallet { to: wallet },
        };
        self.trader(&line.name).migrations.push(row);
    }

    /// A trader's shares of a resolved market become cash.
    pub(super) fn traders_redeem(&mut self, market: &str) {
        let Some((condition, tokens)) = self.ids(market) else {
            return;
        };
        let names: Vec<String> = self.traders.keys().cloned().collect();
        for name in names {
            for token in &tokens {
                let shares = self.trader(&name).held(token);
                if shares <= Shares::ZERO {
                    continue;
                }
                self.move_position(&name, token, ChangeKind::Redeem, -shares, Price::ZERO);
                let tx = self.next_transaction();
                let line = TraderLine {
                    name: name.clone(),
                    act: TraderAct::Sell {
                        market: market.to_owned(),
                        outcome: Outcome::Yes,
                        size: Size::Percent(100),
                    },
                    hidden: crate::simulate::script::Hidden::Nowhere,
                    late: crate::simulate::script::Moment(0),
                    shown_times: 1,
                };
                self.add_row(&line, &tx, token, &condition, RowKind::Redeem, shares, Price::ZERO);
            }
        }
    }
}
