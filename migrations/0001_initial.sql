-- The store of one mode: the core's rows as they stand, and the append-only record of how they came to be.
-- Money, prices and shares are whole micro-units (10^-6); times are UTC milliseconds of the venue's clock.
-- Foreign keys are checked at commit, so that the rows of one batch may come in any order.

-- Whose data this is. Exactly one row.
CREATE TABLE identity (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    mode    TEXT NOT NULL CHECK (mode IN ('demo', 'paper', 'live')),
    world   TEXT
) STRICT;

-- How far the record goes: the venue time of the last commit. At most one row.
CREATE TABLE progress (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    at      INTEGER NOT NULL,
    commits INTEGER NOT NULL CHECK (commits > 0)
) STRICT;

-- Switches, global limits, our account and the next ids. At most one row.
CREATE TABLE control (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    paused          INTEGER NOT NULL CHECK (paused IN (0, 1)),
    stopped         INTEGER NOT NULL CHECK (stopped IN (0, 1)),
    max_exposure    INTEGER NOT NULL,
    max_daily_spend INTEGER NOT NULL,
    max_open_orders INTEGER NOT NULL CHECK (max_open_orders >= 0),
    reserve_tenths  INTEGER NOT NULL CHECK (reserve_tenths >= 0),
    cash            INTEGER,
    cash_at         INTEGER,
    unreconciled    TEXT,
    spend_day       INTEGER NOT NULL,
    spent_today     INTEGER NOT NULL,
    next_follow     INTEGER NOT NULL CHECK (next_follow >= 0),
    next_signal     INTEGER NOT NULL CHECK (next_signal >= 0),
    next_order      INTEGER NOT NULL CHECK (next_order >= 0),
    next_child      INTEGER NOT NULL CHECK (next_child >= 0),
    next_event      INTEGER NOT NULL CHECK (next_event >= 0)
) STRICT;

CREATE TABLE markets (
    condition_id     TEXT PRIMARY KEY,
    question         TEXT NOT NULL,
    slug             TEXT NOT NULL,
    event_slug       TEXT NOT NULL,
    category         TEXT NOT NULL,
    token_0          TEXT NOT NULL,
    name_0           TEXT NOT NULL,
    token_1          TEXT NOT NULL,
    name_1           TEXT NOT NULL,
    tick             INTEGER NOT NULL CHECK (tick IN (100000, 10000, 5000, 2500, 1000, 100)),
    min_size         INTEGER NOT NULL CHECK (min_size >= 0),
    fee_rate         INTEGER NOT NULL CHECK (fee_rate >= 0),
    fee_exponent     INTEGER NOT NULL CHECK (fee_exponent >= 0),
    exchange         TEXT NOT NULL CHECK (exchange IN ('standard_v2', 'neg_risk_v2', 'positions_v3')),
    end_at           INTEGER,
    accepting_orders INTEGER NOT NULL CHECK (accepting_orders IN (0, 1)),
    closed           INTEGER NOT NULL CHECK (closed IN (0, 1)),
    payout_0         INTEGER CHECK (payout_0 BETWEEN 0 AND 1000000),
    payout_1         INTEGER CHECK (payout_1 BETWEEN 0 AND 1000000),
    CHECK (token_0 <> token_1),
    CHECK ((payout_0 IS NULL) = (payout_1 IS NULL))
) STRICT;
CREATE INDEX markets_by_token_0 ON markets (token_0);
CREATE INDEX markets_by_token_1 ON markets (token_1);

-- The follows. `detail` is the whole of the settings; the columns before it are what queries and constraints need of them.
CREATE TABLE copy_trading_config (
    id                  INTEGER PRIMARY KEY,
    trader              TEXT NOT NULL,
    name                TEXT NOT NULL,
    percentage_tenths   INTEGER NOT NULL CHECK (percentage_tenths BETWEEN 1 AND 200),
    status              TEXT NOT NULL CHECK (status IN ('starting', 'active', 'off', 'removed')),
    created_at          INTEGER NOT NULL,
    baseline_at         INTEGER,
    next_positions_poll INTEGER NOT NULL,
    next_activity_poll  INTEGER NOT NULL,
    activity_through    INTEGER NOT NULL,
    detail              TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;

-- What is known of a followed trader's position now: baseline and signals. `detail` is a difference that waits for a second poll.
CREATE TABLE known_positions (
    follow        INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token         TEXT NOT NULL,
    condition_id  TEXT NOT NULL,
    shares        INTEGER NOT NULL CHECK (shares >= 0),
    average_cost  INTEGER,
    last_price    INTEGER,
    covered_until INTEGER NOT NULL,
    last_row_at   INTEGER,
    detail        TEXT CHECK (detail IS NULL OR json_valid(detail)),
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Every poll of a trader's positions, and of each poll the rows that differ from the poll before (no shares: the position is gone).
CREATE TABLE position_polls (
    follow    INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    at        INTEGER NOT NULL,
    positions INTEGER NOT NULL CHECK (positions >= 0),
    PRIMARY KEY (follow, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE position_snapshots (
    follow       INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT NOT NULL,
    at           INTEGER NOT NULL,
    shares       INTEGER NOT NULL CHECK (shares >= 0),
    average_cost INTEGER,
    price        INTEGER,
    PRIMARY KEY (follow, token, at)
) STRICT, WITHOUT ROWID;

-- Rows of activity already seen: the memory that makes one change one signal.
CREATE TABLE seen_rows (
    follow INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    tx     TEXT NOT NULL,
    token  TEXT NOT NULL,
    kind   TEXT NOT NULL,
    shares INTEGER NOT NULL,
    price  INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    times  INTEGER NOT NULL CHECK (times >= 0),
    PRIMARY KEY (follow, tx, token, kind, shares, price, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_rows_by_time ON seen_rows (follow, at);

CREATE TABLE gathers (
    follow       INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT NOT NULL,
    condition_id TEXT NOT NULL,
    side         TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
    shares_before INTEGER NOT NULL,
    shares       INTEGER NOT NULL,
    value        INTEGER NOT NULL,
    row_count    INTEGER NOT NULL CHECK (row_count >= 0),
    first_tx     TEXT NOT NULL,
    traded_at    INTEGER NOT NULL,
    due          INTEGER NOT NULL,
    price_source TEXT NOT NULL CHECK (price_source IN ('traded', 'derived', 'estimated')),
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Detected changes and what was decided on them. `asked` is empty while the decision is.
CREATE TABLE signals (
    id            INTEGER PRIMARY KEY,
    signal_key    TEXT NOT NULL UNIQUE,
    follow        INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    trader        TEXT NOT NULL,
    token         TEXT NOT NULL,
    condition_id  TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('NewPosition', 'SizeIncrease', 'SizeDecrease', 'PositionClosed')),
    side          TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
    shares_before INTEGER NOT NULL CHECK (shares_before >= 0),
    shares_after  INTEGER NOT NULL CHECK (shares_after >= 0),
    price         INTEGER NOT NULL CHECK (price BETWEEN 0 AND 1000000),
    price_source  TEXT NOT NULL CHECK (price_source IN ('traded', 'derived', 'estimated')),
    origin        TEXT NOT NULL CHECK (origin IN ('trades', 'merge', 'conversion', 'snapshot', 'baseline', 'user')),
    at            INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL,
    asked         INTEGER,
    allowed       INTEGER,
    copy_order    INTEGER,
    skipped       TEXT,
    detail        TEXT CHECK (detail IS NULL OR json_valid(detail)),
    CHECK ((asked IS NULL) = (allowed IS NULL)),
    CHECK ((asked IS NULL) = (detail IS NULL)),
    CHECK (asked IS NOT NULL OR (copy_order IS NULL AND skipped IS NULL))
) STRICT;
CREATE INDEX signals_undecided ON signals (id) WHERE asked IS NULL;

-- Copy orders, working and ended.
CREATE TABLE pending_copy_orders (
    id             INTEGER PRIMARY KEY,
    follow         INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    signal         INTEGER NOT NULL REFERENCES signals (id) DEFERRABLE INITIALLY DEFERRED,
    trader         TEXT NOT NULL,
    token          TEXT NOT NULL,
    condition_id   TEXT NOT NULL,
    side           TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
    trader_price   INTEGER NOT NULL CHECK (trader_price BETWEEN 0 AND 1000000),
    shares         INTEGER NOT NULL CHECK (shares > 0),
    filled         INTEGER NOT NULL CHECK (filled >= 0),
    value          INTEGER NOT NULL CHECK (value >= 0),
    fees           INTEGER NOT NULL CHECK (fees >= 0),
    style          TEXT NOT NULL CHECK (style IN ('ladder', 'fast')),
    max_slippage   INTEGER NOT NULL CHECK (max_slippage >= 0),
    signal_at      INTEGER NOT NULL,
    time_to_resolution_ms INTEGER,
    status         TEXT NOT NULL CHECK (status IN ('working', 'ending', 'ended')),
    end_reason     TEXT,
    limit_price    INTEGER CHECK (limit_price BETWEEN 0 AND 1000000),
    stage          INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 5),
    regime         TEXT CHECK (regime IN ('tight', 'normal', 'wide')),
    waiting        TEXT,
    next_look      INTEGER NOT NULL,
    attempts       INTEGER NOT NULL CHECK (attempts >= 0),
    created_at     INTEGER NOT NULL,
    ended_at       INTEGER,
    -- More than was wanted can only come from a purchase whose budget bought at a better price; a sale is held to one lot.
    CHECK (side = 'BUY' OR filled <= shares + 10000),
    CHECK (status = 'working' OR end_reason IS NOT NULL),
    CHECK (status <> 'ended' OR ended_at IS NOT NULL)
) STRICT;
CREATE INDEX copy_orders_working ON pending_copy_orders (id) WHERE status <> 'ended';
CREATE INDEX copy_orders_by_end ON pending_copy_orders (ended_at) WHERE status = 'ended';
CREATE INDEX copy_orders_by_follow ON pending_copy_orders (follow, status);
CREATE INDEX copy_orders_by_signal ON pending_copy_orders (signal);

-- Orders on the venue. The partial unique index is the slot: a copy order has at most one child whose fate is open.
CREATE TABLE child_orders (
    id         INTEGER PRIMARY KEY,
    copy_order INTEGER NOT NULL REFERENCES pending_copy_orders (id) DEFERRABLE INITIALLY DEFERRED,
    token      TEXT NOT NULL,
    side       TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
    kind       TEXT NOT NULL CHECK (kind IN ('resting', 'buy_now', 'sell_now')),
    price      INTEGER NOT NULL CHECK (price BETWEEN 0 AND 1000000),
    shares     INTEGER CHECK (shares > 0),
    budget     INTEGER CHECK (budget > 0),
    expires_at INTEGER,
    hash       TEXT UNIQUE,
    state      TEXT NOT NULL CHECK (state IN ('prepared', 'live', 'unknown', 'cancelling', 'closing', 'final', 'refused')),
    matched    INTEGER NOT NULL CHECK (matched >= 0),
    filled     INTEGER NOT NULL CHECK (filled >= 0),
    created_at INTEGER NOT NULL,
    next_look  INTEGER NOT NULL,
    missing    INTEGER NOT NULL CHECK (missing >= 0),
    stage      INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 5),
    last       INTEGER NOT NULL CHECK (last IN (0, 1)),
    UNIQUE (id, hash),
    CHECK ((kind = 'buy_now') = (shares IS NULL)),
    CHECK ((kind = 'buy_now') = (budget IS NOT NULL)),
    CHECK ((kind = 'resting') = (expires_at IS NOT NULL)),
    CHECK (kind = 'resting' OR side = CASE kind WHEN 'buy_now' THEN 'BUY' ELSE 'SELL' END),
    CHECK (shares IS NULL OR filled <= shares + 10000),
    CHECK (state NOT IN ('live', 'unknown') OR hash IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_open_child_per_copy_order ON child_orders (copy_order) WHERE state NOT IN ('final', 'refused');
CREATE INDEX child_orders_by_copy_order ON child_orders (copy_order, id);
CREATE TRIGGER child_orders_keep_their_hash BEFORE UPDATE OF hash ON child_orders
    WHEN OLD.hash IS NOT NULL AND NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'a child order keeps the hash it was signed with'); END;

-- The signed orders, word for word as they are sent (without the API key's owner), committed before they are sent.
CREATE TABLE order_intents (
    hash        TEXT PRIMARY KEY,
    child       INTEGER NOT NULL UNIQUE,
    body        TEXT NOT NULL CHECK (json_valid(body) AND json_extract(body, '$.owner') IS NULL),
    order_type  TEXT NOT NULL CHECK (order_type IN ('GTC', 'GTD', 'FAK', 'FOK')),
    expires_at  INTEGER,
    reservation INTEGER NOT NULL CHECK (reservation >= 0),
    created_at  INTEGER NOT NULL,
    FOREIGN KEY (child, hash) REFERENCES child_orders (id, hash) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TRIGGER order_intents_are_not_changed BEFORE UPDATE ON order_intents
BEGIN SELECT RAISE(ABORT, 'a signed order is never changed'); END;
CREATE TRIGGER order_intents_are_not_deleted BEFORE DELETE ON order_intents
BEGIN SELECT RAISE(ABORT, 'a signed order is never deleted'); END;

-- Fills: one row a trade and order of ours, in the order in which they were first booked.
CREATE TABLE executed_copy_trades (
    id           INTEGER PRIMARY KEY,
    trade        TEXT NOT NULL,
    hash         TEXT NOT NULL,
    child        INTEGER NOT NULL REFERENCES child_orders (id) DEFERRABLE INITIALLY DEFERRED,
    copy_order   INTEGER NOT NULL REFERENCES pending_copy_orders (id) DEFERRABLE INITIALLY DEFERRED,
    follow       INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT NOT NULL,
    condition_id TEXT NOT NULL,
    side         TEXT NOT NULL CHECK (side IN ('BUY', 'SELL')),
    shares       INTEGER NOT NULL CHECK (shares > 0),
    price        INTEGER NOT NULL CHECK (price BETWEEN 0 AND 1000000),
    trader_price INTEGER NOT NULL CHECK (trader_price BETWEEN 0 AND 1000000),
    fee          INTEGER NOT NULL CHECK (fee >= 0),
    liquidity    TEXT NOT NULL CHECK (liquidity IN ('maker', 'taker')),
    settlement   TEXT NOT NULL CHECK (settlement IN ('matched', 'mined', 'retrying', 'confirmed', 'failed')),
    at           INTEGER NOT NULL,
    realised     INTEGER NOT NULL,
    stage        INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 5),
    UNIQUE (trade, hash)
) STRICT;
CREATE INDEX fills_provisional ON executed_copy_trades (copy_order) WHERE settlement NOT IN ('confirmed', 'failed');
CREATE INDEX fills_by_order ON executed_copy_trades (copy_order, id);
CREATE INDEX fills_by_follow ON executed_copy_trades (follow, token, id);
CREATE INDEX fills_by_time ON executed_copy_trades (at, id);
CREATE TRIGGER fills_keep_their_place BEFORE UPDATE ON executed_copy_trades
    WHEN NEW.child <> OLD.child OR NEW.copy_order <> OLD.copy_order OR NEW.follow <> OLD.follow
        OR NEW.token <> OLD.token OR NEW.side <> OLD.side
BEGIN SELECT RAISE(ABORT, 'a fill keeps its order, token and side'); END;

CREATE TABLE holdings (
    follow       INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT NOT NULL,
    condition_id TEXT NOT NULL,
    shares       INTEGER NOT NULL CHECK (shares >= 0),
    cost         INTEGER NOT NULL,
    realised     INTEGER NOT NULL,
    fees         INTEGER NOT NULL CHECK (fees >= 0),
    episode_base INTEGER NOT NULL,
    payout       INTEGER CHECK (payout BETWEEN 0 AND 1000000),
    paid_shares  INTEGER NOT NULL CHECK (paid_shares >= 0),
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

CREATE TABLE accumulated (
    follow INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token  TEXT NOT NULL,
    shares INTEGER NOT NULL,
    price  INTEGER NOT NULL CHECK (price BETWEEN 0 AND 1000000),
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Turn-rounds that wait for final fills. `detail` is the list of waiting signals.
CREATE TABLE turn_rounds (
    follow INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token  TEXT NOT NULL,
    target INTEGER NOT NULL CHECK (target >= 0),
    detail TEXT NOT NULL CHECK (json_valid(detail)),
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- The journal. Append-only, numbered without gaps. `body` is the event; the columns before it are for filters.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    follow     INTEGER,
    signal     INTEGER,
    copy_order INTEGER,
    token      TEXT,
    body       TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX events_by_kind ON events (kind, seq);
CREATE INDEX events_by_follow ON events (follow, seq) WHERE follow IS NOT NULL;
CREATE INDEX events_by_order ON events (copy_order, seq) WHERE copy_order IS NOT NULL;
CREATE INDEX events_by_signal ON events (signal, seq) WHERE signal IS NOT NULL;
CREATE TRIGGER events_have_no_gaps BEFORE INSERT ON events
    WHEN NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, NEW.seq) FROM events)
BEGIN SELECT RAISE(ABORT, 'the journal is numbered without gaps'); END;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Every price decision with its inputs (from the journal, as columns).
CREATE TABLE price_decisions (
    seq            INTEGER PRIMARY KEY REFERENCES events (seq),
    at             INTEGER NOT NULL,
    copy_order     INTEGER NOT NULL REFERENCES pending_copy_orders (id) DEFERRABLE INITIALLY DEFERRED,
    age_ms         INTEGER NOT NULL,
    stage          INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 5),
    previous_stage INTEGER CHECK (previous_stage BETWEEN 1 AND 5),
    regime         TEXT NOT NULL CHECK (regime IN ('tight', 'normal', 'wide')),
    trader_price   INTEGER NOT NULL,
    bid            INTEGER,
    ask            INTEGER,
    tick           INTEGER NOT NULL CHECK (tick > 0),
    limit_price    INTEGER NOT NULL CHECK (limit_price BETWEEN 0 AND 1000000),
    previous_limit INTEGER,
    held_short     INTEGER NOT NULL CHECK (held_short IN (0, 1))
) STRICT;
CREATE INDEX price_decisions_by_order ON price_decisions (copy_order, seq);
CREATE TRIGGER price_decisions_are_not_changed BEFORE UPDATE ON price_decisions
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER price_decisions_are_not_deleted BEFORE DELETE ON price_decisions
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- How each fill settled, step by step (from the journal, as columns).
CREATE TABLE settlements (
    seq        INTEGER PRIMARY KEY REFERENCES events (seq),
    at         INTEGER NOT NULL,
    trade      TEXT NOT NULL,
    hash       TEXT NOT NULL,
    copy_order INTEGER NOT NULL,
    settlement TEXT NOT NULL CHECK (settlement IN ('matched', 'mined', 'retrying', 'confirmed', 'failed')),
    shares     INTEGER NOT NULL
) STRICT;
CREATE INDEX settlements_by_trade ON settlements (trade, hash, seq);
CREATE TRIGGER settlements_are_not_changed BEFORE UPDATE ON settlements
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER settlements_are_not_deleted BEFORE DELETE ON settlements
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Equity over time, at most one point a minute.
CREATE TABLE equity_points (
    minute         INTEGER PRIMARY KEY,
    at             INTEGER NOT NULL,
    cash           INTEGER NOT NULL,
    holdings_value INTEGER NOT NULL,
    realised       INTEGER NOT NULL,
    unrealised     INTEGER NOT NULL,
    fees           INTEGER NOT NULL
) STRICT;

-- The copy orders the core still needs: not ended, or with a child or a fill whose fate is open, or ended so lately (11 minutes
-- before the last commit) that the venue may still report a trade of it.
CREATE VIEW live_orders AS
    SELECT id FROM pending_copy_orders WHERE status <> 'ended'
    UNION SELECT id FROM pending_copy_orders WHERE status = 'ended' AND ended_at >= (SELECT at FROM progress) - 660000
    UNION SELECT copy_order FROM child_orders WHERE state NOT IN ('final', 'refused')
    UNION SELECT copy_order FROM executed_copy_trades WHERE settlement NOT IN ('confirmed', 'failed');
