-- What each entry of the ledger realised, fees not in it: over all of them it is what the books realised, also where a purchase
-- covers shares that were sold too much, a fill fails whose shares were sold, or shares are written off. Of entries from before,
-- what such a failure and a write-off realised is not known any more: zero.
ALTER TABLE ledger ADD COLUMN realised INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER ledger_is_not_changed;
UPDATE ledger SET realised = COALESCE(CASE movement
    WHEN 'fill' THEN (SELECT f.effect_realised FROM executed_copy_trades f WHERE f.trade = ledger.trade AND f.hash = ledger.hash)
    WHEN 'reversal' THEN (SELECT -f.effect_realised FROM executed_copy_trades f
        WHERE f.trade = ledger.trade AND f.hash = ledger.hash)
    WHEN 'payout' THEN (SELECT CAST(ROUND(json_extract(e.body, '$.realised') * 1000000) AS INTEGER)
        FROM events e INDEXED BY events_by_kind
        WHERE e.kind = 'resolution' AND e.at = ledger.at AND e.follow = ledger.follow AND e.token = ledger.token LIMIT 1)
    WHEN 'payout_correction' THEN claim
    END, 0)
    WHERE movement IN ('fill', 'reversal', 'payout', 'payout_correction');
CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
