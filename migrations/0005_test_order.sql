-- When the test order of the confirmed account had been to the exchange and back, ms of the computer's clock. A confirmation that is
-- taken back takes this with it.
ALTER TABLE identity ADD COLUMN live_tested_at INTEGER CHECK (live_tested_at IS NULL OR live_confirmed_at IS NOT NULL);

-- Test orders: one small order that only rests, sent before a live engine starts. A row is written before its order leaves, with the
-- bytes that leave; an order without an end is looked up by its hash and cancelled before anything else is sent. They are no orders
-- of the core's and in none of its sums.
CREATE TABLE test_orders (
    hash         TEXT PRIMARY KEY,
    condition_id TEXT NOT NULL,
    token        TEXT NOT NULL,
    question     TEXT NOT NULL,
    outcome      TEXT NOT NULL,
    price        INTEGER NOT NULL,
    shares       INTEGER NOT NULL,
    body         TEXT NOT NULL CONSTRAINT a_test_order_keeps_no_api_key CHECK (instr(body, '"owner"') = 0),
    expires_at   INTEGER NOT NULL,
    cash_before  INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    -- What happened so far, a list as JSON.
    log          TEXT NOT NULL DEFAULT '[]',
    ended_at     INTEGER,
    -- `passed`, or the word for why not; with the step that failed then.
    ending       TEXT,
    failed_step  TEXT,
    CHECK ((ended_at IS NULL) = (ending IS NULL)),
    CHECK (failed_step IS NULL OR ending <> 'passed')
) STRICT;
CREATE UNIQUE INDEX one_open_test_order ON test_orders (ended_at IS NULL) WHERE ended_at IS NULL;
CREATE TRIGGER test_orders_are_not_changed BEFORE UPDATE OF hash, condition_id, token, price, shares, body, expires_at, cash_before, created_at
    ON test_orders
BEGIN SELECT RAISE(ABORT, 'a signed order is never changed'); END;
CREATE TRIGGER ended_test_orders_are_not_changed BEFORE UPDATE ON test_orders WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a test order that ended stays as it is'); END;
CREATE TRIGGER test_orders_are_not_deleted BEFORE DELETE ON test_orders
BEGIN SELECT RAISE(ABORT, 'a signed order is never deleted'); END;
