-- What is read again and again without growing with all there ever was.

-- A follow's fills since the last one that was read.
CREATE INDEX fills_by_follow_and_number ON executed_copy_trades (follow, id);

-- What is held now, beside everything that was ever held.
CREATE INDEX holdings_open ON holdings (follow, token) WHERE shares > 0 AND payout IS NULL;

-- As before, found by the indexes that hold only what is at work: SQLite would rather go through every order there ever was.
DROP VIEW live_orders;
CREATE VIEW live_orders AS
    SELECT id FROM pending_copy_orders INDEXED BY copy_orders_working WHERE status <> 'ended'
    UNION SELECT id FROM pending_copy_orders INDEXED BY copy_orders_by_end
        WHERE status = 'ended' AND ended_at >= (SELECT at FROM progress) - 3660000
    UNION SELECT copy_order FROM child_orders INDEXED BY one_open_child_per_copy_order WHERE state NOT IN ('final', 'refused')
    UNION SELECT copy_order FROM executed_copy_trades INDEXED BY fills_provisional
        WHERE settlement NOT IN ('confirmed', 'failed');

-- What the ledger came to at the end of each thousand of its entries, kept by the transaction that books them: the balance after
-- an entry is a sum over its thousand, not over all there ever was. Nothing rests on it: it can be made anew.
CREATE TABLE ledger_sums (
    thousand INTEGER PRIMARY KEY,
    cash     INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_sums (thousand, cash)
    SELECT thousand, SUM(cash) OVER (ORDER BY thousand)
    FROM (SELECT seq / 1000 AS thousand, SUM(cash) AS cash FROM ledger GROUP BY seq / 1000);
CREATE TRIGGER ledger_entries_are_counted AFTER INSERT ON ledger
BEGIN
    INSERT INTO ledger_sums (thousand, cash) VALUES (NEW.seq / 1000,
        CAST(COALESCE((SELECT cash FROM ledger_sums WHERE thousand = NEW.seq / 1000 - 1), 0) + NEW.cash AS INTEGER))
        ON CONFLICT (thousand) DO UPDATE SET cash = CAST(cash + NEW.cash AS INTEGER);
END;
