-- The store of one mode: the core's rows as they stand, and the append-only record of how they came to be.
--
-- Money, prices and shares are whole micro-units (10^-6); times are UTC milliseconds of the venue's clock (`void_after` and
-- `missing_since` of real time). Foreign keys are checked at commit, so that the rows of one batch may come in any order.
--
-- What may be refused here: the core's own promises, and nothing else. Figures of the venue (a price, a holding, how much was
-- filled) are facts, however odd, and are written down. Every rule below has its twin in `promises.rs`, where the simulation
-- tests it on each change; a rule that is added here is added there.
--
-- Names. Four tables are called as the first request called them:
--   copy_trading_config   Follow        pending_copy_orders   CopyOrder (ended ones too)
--   executed_copy_trades  Fill          position_snapshots    what the lists of traders' positions showed (in `snapshots.db`)

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
    commits INTEGER NOT NULL
) STRICT;

-- Global limits, our account and the next ids. At most one row. `spend` is a list: the last days with what each spent.
CREATE TABLE control (
    id                    INTEGER PRIMARY KEY CHECK (id = 1),
    max_exposure          INTEGER NOT NULL,
    max_daily_spend       INTEGER NOT NULL,
    max_open_orders       INTEGER NOT NULL,
    reserve_tenths        INTEGER NOT NULL,
    max_daily_loss        INTEGER,
    cash                  INTEGER,
    cash_at               INTEGER,
    cash_difference       INTEGER,
    cash_difference_since INTEGER,
    spend                 TEXT NOT NULL,
    opening_day           INTEGER,
    opening_equity        INTEGER,
    next_follow           INTEGER NOT NULL,
    next_signal           INTEGER NOT NULL,
    next_order            INTEGER NOT NULL,
    next_child            INTEGER NOT NULL,
    next_event            INTEGER NOT NULL,
    next_ledger           INTEGER NOT NULL
) STRICT;

-- The halts that stand. `token` and `order_hash` are empty where the reason has no such subject.
CREATE TABLE halts (
    reason     TEXT NOT NULL,
    token      TEXT NOT NULL,
    order_hash TEXT NOT NULL,
    since      INTEGER NOT NULL,
    until      INTEGER,
    shares     INTEGER,
    usd        INTEGER,
    words      TEXT,
    PRIMARY KEY (reason, token, order_hash)
) STRICT, WITHOUT ROWID;

-- Differences between the venue's list of our shares and the books.
CREATE TABLE differences (
    token    TEXT PRIMARY KEY,
    shares   INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    accepted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Markets. One that the core has forgotten (`needed` = 0) stays for what is read about the past.
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
    tick             INTEGER NOT NULL,
    min_size         INTEGER NOT NULL,
    fee_rate         INTEGER NOT NULL,
    fee_exponent     INTEGER NOT NULL,
    exchange         TEXT NOT NULL,
    end_at           INTEGER,
    accepting_orders INTEGER NOT NULL,
    closed           INTEGER NOT NULL,
    payout_0         INTEGER,
    payout_1         INTEGER,
    needed           INTEGER NOT NULL
) STRICT;
CREATE INDEX markets_by_token_0 ON markets (token_0);
CREATE INDEX markets_by_token_1 ON markets (token_1);
CREATE INDEX markets_needed ON markets (condition_id) WHERE needed = 1;

-- The follows. `settings` is the whole of the settings.
CREATE TABLE copy_trading_config (
    id               INTEGER PRIMARY KEY,
    trader           TEXT NOT NULL,
    name             TEXT NOT NULL,
    status           TEXT NOT NULL,
    created_at       INTEGER NOT NULL,
    started_at       INTEGER NOT NULL,
    baseline_at      INTEGER,
    activity_through INTEGER NOT NULL,
    activity_gap_at  INTEGER,
    moved_to         TEXT,
    settings         TEXT NOT NULL
) STRICT;

-- What is known of a followed trader's position now: baseline and every recorded change. `pending` is a difference that one
-- list showed and a second has to confirm.
CREATE TABLE known_positions (
    follow        INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token         TEXT NOT NULL,
    condition_id  TEXT NOT NULL,
    shares        INTEGER NOT NULL,
    covered_until INTEGER NOT NULL,
    last_row_at   INTEGER,
    settled       INTEGER NOT NULL,
    moved_away    INTEGER NOT NULL,
    pending       TEXT,
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Positions of traders that moved from one token to another.
CREATE TABLE migrated_tokens (
    follow     INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    to_token   TEXT NOT NULL,
    from_token TEXT NOT NULL,
    PRIMARY KEY (follow, to_token)
) STRICT, WITHOUT ROWID;

-- Rows of activity already seen: the memory that makes one change one signal. The key is that of the core (`SeenKey`): the
-- price in it is cut to four decimals, since the venue's sources print the same price differently. Follow 0 is no follow but
-- our own account, whose movements are remembered here too.
CREATE TABLE seen_rows (
    follow            INTEGER NOT NULL,
    tx                TEXT NOT NULL,
    token             TEXT NOT NULL,
    kind              TEXT NOT NULL,
    shares            INTEGER NOT NULL,
    price_tenth_milli INTEGER NOT NULL,
    price             INTEGER NOT NULL,
    at                INTEGER NOT NULL,
    times             INTEGER NOT NULL,
    PRIMARY KEY (follow, tx, token, kind, shares, price_tenth_milli)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_rows_by_time ON seen_rows (follow, at);

-- Rows on their way to a signal.
CREATE TABLE pending_changes (
    follow            INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token             TEXT NOT NULL,
    condition_id      TEXT NOT NULL,
    side              TEXT NOT NULL,
    shares_before     INTEGER NOT NULL,
    shares_after      INTEGER NOT NULL,
    shares            INTEGER NOT NULL,
    value             INTEGER NOT NULL,
    row_count         INTEGER NOT NULL,
    first_tx          TEXT NOT NULL,
    first_shares      INTEGER NOT NULL,
    first_seen_before INTEGER NOT NULL,
    traded_at         INTEGER NOT NULL,
    due               INTEGER NOT NULL,
    price_source      TEXT NOT NULL,
    by_conversion     INTEGER NOT NULL,
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Detected changes and what was decided on them. `asked` is empty while the decision is. `price` and `at` are the trader's own
-- and never change; `decided_price` and `decided_at` are what the decision went by. `gates` is the list of checks.
CREATE TABLE signals (
    id                INTEGER PRIMARY KEY,
    signal_key        TEXT NOT NULL UNIQUE,
    follow            INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    trader            TEXT NOT NULL,
    token             TEXT NOT NULL,
    condition_id      TEXT NOT NULL,
    kind              TEXT NOT NULL,
    side              TEXT NOT NULL,
    shares_before     INTEGER NOT NULL,
    shares_after      INTEGER NOT NULL,
    price             INTEGER NOT NULL,
    price_source      TEXT NOT NULL,
    origin            TEXT NOT NULL,
    at                INTEGER NOT NULL,
    seen_at           INTEGER NOT NULL,
    percentage_tenths INTEGER NOT NULL,
    asked             INTEGER,
    allowed           INTEGER,
    copy_order        INTEGER,
    skip_reason       TEXT,
    decided_price     INTEGER,
    decided_at        INTEGER,
    gates             TEXT,
    -- What became of it, as `decision_totals` counts it.
    outcome           TEXT NOT NULL AS (CASE WHEN asked IS NULL THEN 'waiting'
        WHEN copy_order IS NULL THEN 'skip:' || COALESCE(skip_reason, '')
        WHEN allowed < asked THEN 'adjusted' ELSE 'copied' END) VIRTUAL
) STRICT;
-- The journal shows the gates of its events from here.
CREATE TRIGGER signals_keep_their_gates BEFORE UPDATE OF gates ON signals WHEN OLD.gates IS NOT NULL AND NEW.gates IS NOT OLD.gates
BEGIN SELECT RAISE(ABORT, 'a signal is decided once'); END;
CREATE INDEX signals_undecided ON signals (id) WHERE asked IS NULL;
CREATE INDEX signals_by_follow ON signals (follow, id);

-- The shares each follow wants to hold of a token.
CREATE TABLE targets (
    follow       INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT NOT NULL,
    condition_id TEXT NOT NULL,
    shares       INTEGER NOT NULL,
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Sales that wait for the final fills of the purchases they cancelled. `signals` is the list of waiting signals, in order.
CREATE TABLE reversals (
    follow  INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token   TEXT NOT NULL,
    signals TEXT NOT NULL,
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Changes too small for an order that wait for more.
CREATE TABLE carried_over (
    follow INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token  TEXT NOT NULL,
    shares INTEGER NOT NULL,
    price  INTEGER NOT NULL,
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- Copy orders, working and ended. `execution_price` is the user's own limit, where the execution has one. `stage`, `regime`,
-- `decided_limit` and `held_short` are the last price decision that was recorded; `limit_price` is what last rested.
CREATE TABLE pending_copy_orders (
    id                    INTEGER PRIMARY KEY,
    follow                INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    signal                INTEGER NOT NULL REFERENCES signals (id) DEFERRABLE INITIALLY DEFERRED,
    trader                TEXT NOT NULL,
    token                 TEXT NOT NULL,
    condition_id          TEXT NOT NULL,
    side                  TEXT NOT NULL,
    by_user               INTEGER NOT NULL,
    trader_price          INTEGER NOT NULL,
    shares                INTEGER NOT NULL,
    released              INTEGER NOT NULL,
    filled                INTEGER NOT NULL,
    value                 INTEGER NOT NULL,
    fees                  INTEGER NOT NULL,
    style                 TEXT NOT NULL,
    execution             TEXT NOT NULL,
    execution_price       INTEGER,
    max_slippage          INTEGER NOT NULL,
    signal_at             INTEGER NOT NULL,
    age_from              INTEGER NOT NULL,
    time_to_resolution_ms INTEGER,
    status                TEXT NOT NULL,
    end_reason            TEXT,
    limit_price           INTEGER,
    stage                 INTEGER NOT NULL,
    regime                TEXT,
    decided_limit         INTEGER,
    held_short            INTEGER NOT NULL,
    waiting               TEXT,
    attempts              INTEGER NOT NULL,
    refusals              INTEGER NOT NULL,
    created_at            INTEGER NOT NULL,
    ended_at              INTEGER,
    CONSTRAINT an_order_that_ends_says_why CHECK (status = 'working' OR end_reason IS NOT NULL),
    CONSTRAINT an_order_that_ended_says_when CHECK (status <> 'ended' OR ended_at IS NOT NULL)
) STRICT;
CREATE INDEX copy_orders_working ON pending_copy_orders (id) WHERE status <> 'ended';
-- How many orders ended in a period, and how many of them with a fill, without touching the orders themselves.
CREATE INDEX copy_orders_by_end ON pending_copy_orders (ended_at, filled) WHERE status = 'ended';
CREATE INDEX copy_orders_by_follow ON pending_copy_orders (follow, status);
CREATE INDEX copy_orders_by_signal ON pending_copy_orders (signal);

-- Orders on the venue, and what is known of each by rank. The partial unique index is the slot: a copy order has at most one
-- child whose fate is open.
CREATE TABLE child_orders (
    id              INTEGER PRIMARY KEY,
    copy_order      INTEGER NOT NULL REFERENCES pending_copy_orders (id) DEFERRABLE INITIALLY DEFERRED,
    token           TEXT NOT NULL,
    side            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    price           INTEGER NOT NULL,
    shares          INTEGER,
    budget          INTEGER,
    expires_at      INTEGER,
    hash            TEXT UNIQUE,
    void_after      INTEGER,
    state           TEXT NOT NULL,
    answered        INTEGER NOT NULL,
    reported        INTEGER NOT NULL,
    traded          INTEGER NOT NULL,
    failed          INTEGER NOT NULL,
    seen_live       INTEGER NOT NULL,
    over            INTEGER NOT NULL,
    cancel_answered INTEGER NOT NULL,
    missing_since   INTEGER,
    filled          INTEGER NOT NULL,
    value           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    stage           INTEGER NOT NULL,
    last            INTEGER NOT NULL,
    UNIQUE (id, hash),
    CONSTRAINT a_price_lies_between_nothing_and_one CHECK (price > 0 AND price < 1000000),
    CONSTRAINT an_order_is_for_something CHECK (COALESCE(shares, budget) > 0),
    CONSTRAINT a_budget_buys_and_a_sale_sells CHECK (kind = 'resting' OR side = CASE kind WHEN 'buy_now' THEN 'BUY' ELSE 'SELL' END),
    CONSTRAINT what_was_sent_has_its_hash CHECK (state NOT IN ('live', 'unknown') OR hash IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_open_child_per_copy_order ON child_orders (copy_order) WHERE state NOT IN ('final', 'refused');
CREATE INDEX child_orders_by_copy_order ON child_orders (copy_order, id);
CREATE TRIGGER child_orders_keep_their_hash BEFORE UPDATE OF hash ON child_orders
    WHEN OLD.hash IS NOT NULL AND NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'a child order keeps the hash it was signed with'); END;
-- But for an answer to a cancellation, which is of its moment: an order that is found open later was booked after it.
CREATE TRIGGER evidence_is_never_lowered BEFORE UPDATE ON child_orders
    WHEN NEW.answered < OLD.answered OR NEW.reported < OLD.reported OR NEW.traded < OLD.traded OR NEW.failed < OLD.failed
        OR NEW.seen_live < OLD.seen_live OR NEW.over < OLD.over
BEGIN SELECT RAISE(ABORT, 'what is known of a child order is never lowered'); END;

-- The signed orders, word for word as they are sent (without the API key's owner), committed before they are sent.
CREATE TABLE order_intents (
    hash        TEXT PRIMARY KEY,
    child       INTEGER NOT NULL UNIQUE,
    body        TEXT NOT NULL CONSTRAINT the_api_keys_owner_is_not_kept CHECK (instr(body, '"owner"') = 0),
    order_type  TEXT NOT NULL,
    expires_at  INTEGER,
    reservation INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    FOREIGN KEY (child, hash) REFERENCES child_orders (id, hash) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TRIGGER order_intents_are_not_changed BEFORE UPDATE ON order_intents
BEGIN SELECT RAISE(ABORT, 'a signed order is never changed'); END;
CREATE TRIGGER order_intents_are_not_deleted BEFORE DELETE ON order_intents
BEGIN SELECT RAISE(ABORT, 'a signed order is never deleted'); END;

-- Fills: one row a trade and order of ours, in the order in which they were first booked. `effect_…` is what a fill did to the
-- books, which a failed settlement undoes.
CREATE TABLE executed_copy_trades (
    id               INTEGER PRIMARY KEY,
    trade            TEXT NOT NULL,
    hash             TEXT NOT NULL,
    child            INTEGER NOT NULL REFERENCES child_orders (id) DEFERRABLE INITIALLY DEFERRED,
    copy_order       INTEGER NOT NULL REFERENCES pending_copy_orders (id) DEFERRABLE INITIALLY DEFERRED,
    follow           INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token            TEXT NOT NULL,
    condition_id     TEXT NOT NULL,
    side             TEXT NOT NULL,
    shares           INTEGER NOT NULL,
    price            INTEGER NOT NULL,
    trader_price     INTEGER NOT NULL,
    fee              INTEGER NOT NULL,
    liquidity        TEXT NOT NULL,
    settlement       TEXT NOT NULL,
    at               INTEGER NOT NULL,
    realised         INTEGER NOT NULL,
    effect_shares    INTEGER NOT NULL,
    effect_cost      INTEGER NOT NULL,
    effect_realised  INTEGER NOT NULL,
    effect_fee       INTEGER NOT NULL,
    effect_cash      INTEGER NOT NULL,
    effect_spend_day INTEGER,
    stage            INTEGER NOT NULL,
    -- What `follow_totals` sums. A product is kept as the whole shares' part and the rest's, which is exact; what is beyond 64
    -- bits stays at their end, since a venue's figure, however odd, is no reason to refuse a fill.
    value            INTEGER NOT NULL AS (CAST((shares / 1000000) * price + ((shares % 1000000) * price) / 1000000
        + (side = 'BUY' AND ((shares % 1000000) * price) % 1000000 > 0) AS INTEGER)) VIRTUAL,
    slippage         INTEGER NOT NULL AS (CAST(CASE side WHEN 'BUY' THEN price - trader_price
        ELSE trader_price - price END AS INTEGER)) VIRTUAL,
    counts           INTEGER NOT NULL AS (settlement <> 'failed') VIRTUAL,
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

-- Counts and sums of each follow, kept by the transaction that changes what they count, so that no figure of the window is read
-- from all there ever was. Fills that failed count in `failed` only. Nothing rests on them: they can be made anew.
CREATE TABLE follow_totals (
    follow        INTEGER PRIMARY KEY,
    signals       INTEGER NOT NULL DEFAULT 0,
    skips         INTEGER NOT NULL DEFAULT 0,
    last_event_at INTEGER,
    fills         INTEGER NOT NULL DEFAULT 0,
    failed        INTEGER NOT NULL DEFAULT 0,
    bought        INTEGER NOT NULL DEFAULT 0,
    sold          INTEGER NOT NULL DEFAULT 0,
    fees          INTEGER NOT NULL DEFAULT 0,
    realised      INTEGER NOT NULL DEFAULT 0,
    shares        INTEGER NOT NULL DEFAULT 0,
    slip_whole    INTEGER NOT NULL DEFAULT 0,
    slip_rest     INTEGER NOT NULL DEFAULT 0,
    base_whole    INTEGER NOT NULL DEFAULT 0,
    base_rest     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER fills_are_counted AFTER INSERT ON executed_copy_trades
BEGIN
    INSERT INTO follow_totals (follow) VALUES (NEW.follow) ON CONFLICT DO NOTHING;
    UPDATE follow_totals SET
        failed     = failed + 1 - NEW.counts,
        fills      = fills + NEW.counts,
        bought     = CAST(bought + NEW.counts * (NEW.side = 'BUY') * NEW.value AS INTEGER),
        sold       = CAST(sold + NEW.counts * (NEW.side = 'SELL') * NEW.value AS INTEGER),
        fees       = CAST(fees + NEW.counts * NEW.fee AS INTEGER),
        realised   = CAST(realised + NEW.counts * NEW.realised AS INTEGER),
        shares     = CAST(shares + NEW.counts * NEW.shares AS INTEGER),
        slip_whole = CAST(slip_whole + NEW.counts * (NEW.shares / 1000000) * NEW.slippage AS INTEGER),
        slip_rest  = CAST(slip_rest + NEW.counts * (NEW.shares % 1000000) * NEW.slippage AS INTEGER),
        base_whole = CAST(base_whole + NEW.counts * (NEW.shares / 1000000) * NEW.trader_price AS INTEGER),
        base_rest  = CAST(base_rest + NEW.counts * (NEW.shares % 1000000) * NEW.trader_price AS INTEGER)
    WHERE follow = NEW.follow;
END;
-- A fill keeps its follow and its side.
CREATE TRIGGER fills_are_counted_again AFTER UPDATE ON executed_copy_trades
    WHEN NEW.counts <> OLD.counts OR NEW.shares <> OLD.shares OR NEW.price <> OLD.price OR NEW.fee <> OLD.fee
        OR NEW.realised <> OLD.realised OR NEW.trader_price <> OLD.trader_price
BEGIN
    UPDATE follow_totals SET
        failed     = failed + OLD.counts - NEW.counts,
        fills      = fills + NEW.counts - OLD.counts,
        bought     = CAST(bought + (NEW.side = 'BUY') * (NEW.counts * NEW.value - OLD.counts * OLD.value) AS INTEGER),
        sold       = CAST(sold + (NEW.side = 'SELL') * (NEW.counts * NEW.value - OLD.counts * OLD.value) AS INTEGER),
        fees       = CAST(fees + NEW.counts * NEW.fee - OLD.counts * OLD.fee AS INTEGER),
        realised   = CAST(realised + NEW.counts * NEW.realised - OLD.counts * OLD.realised AS INTEGER),
        shares     = CAST(shares + NEW.counts * NEW.shares - OLD.counts * OLD.shares AS INTEGER),
        slip_whole = CAST(slip_whole + NEW.counts * (NEW.shares / 1000000) * NEW.slippage
            - OLD.counts * (OLD.shares / 1000000) * OLD.slippage AS INTEGER),
        slip_rest  = CAST(slip_rest + NEW.counts * (NEW.shares % 1000000) * NEW.slippage
            - OLD.counts * (OLD.shares % 1000000) * OLD.slippage AS INTEGER),
        base_whole = CAST(base_whole + NEW.counts * (NEW.shares / 1000000) * NEW.trader_price
            - OLD.counts * (OLD.shares / 1000000) * OLD.trader_price AS INTEGER),
        base_rest  = CAST(base_rest + NEW.counts * (NEW.shares % 1000000) * NEW.trader_price
            - OLD.counts * (OLD.shares % 1000000) * OLD.trader_price AS INTEGER)
    WHERE follow = NEW.follow;
END;

-- How many changes of each follow's trader came to what: signals by their outcome, and activity that led to none by its reason.
CREATE TABLE decision_totals (
    follow  INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (follow, outcome)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER signals_are_counted AFTER INSERT ON signals
BEGIN
    INSERT INTO decision_totals (follow, outcome, n) VALUES (NEW.follow, NEW.outcome, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER signals_are_counted_again AFTER UPDATE ON signals WHEN NEW.outcome <> OLD.outcome OR NEW.follow <> OLD.follow
BEGIN
    UPDATE decision_totals SET n = n - 1 WHERE follow = OLD.follow AND outcome = OLD.outcome;
    INSERT INTO decision_totals (follow, outcome, n) VALUES (NEW.follow, NEW.outcome, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TABLE holdings (
    follow       INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT NOT NULL,
    condition_id TEXT NOT NULL,
    shares       INTEGER NOT NULL,
    cost         INTEGER NOT NULL,
    realised     INTEGER NOT NULL,
    fees         INTEGER NOT NULL,
    episode_base INTEGER NOT NULL,
    payout       INTEGER,
    paid_shares  INTEGER NOT NULL,
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;

-- What resolved markets owe us, and what of it was redeemed.
CREATE TABLE claims (
    follow       INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT NOT NULL,
    condition_id TEXT NOT NULL,
    shares       INTEGER NOT NULL,
    usd          INTEGER NOT NULL,
    redeemed     INTEGER NOT NULL,
    since        INTEGER NOT NULL,
    PRIMARY KEY (follow, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_open ON claims (follow, token) WHERE redeemed <> usd;

-- The ledger: every movement of cash, shares and claims. Append-only, numbered from 1 without gaps. A fill is booked once and
-- reversed at most once.
CREATE TABLE ledger (
    seq          INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    movement     TEXT NOT NULL,
    trade        TEXT,
    hash         TEXT,
    follow       INTEGER REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    token        TEXT,
    condition_id TEXT,
    shares       INTEGER NOT NULL,
    cash         INTEGER NOT NULL,
    claim        INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX a_fill_is_booked_once ON ledger (trade, hash, movement) WHERE trade IS NOT NULL;
CREATE INDEX ledger_by_time ON ledger (at, seq);
CREATE INDEX ledger_by_follow ON ledger (follow, token, seq) WHERE follow IS NOT NULL;
CREATE TRIGGER ledger_has_no_gaps BEFORE INSERT ON ledger
    WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'the ledger is numbered without gaps'); END;
CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- The journal. Append-only, numbered without gaps. `body` is the event; the columns before it are for filters. `gates_of` is the
-- signal whose gates are the event's: they stand in its row, and not in the body again. The view `journal` puts them together.
CREATE TABLE events (
    seq        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    follow     INTEGER,
    signal     INTEGER,
    copy_order INTEGER,
    token      TEXT,
    reason     TEXT,
    gates_of   INTEGER REFERENCES signals (id) DEFERRABLE INITIALLY DEFERRED,
    body       TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_kind ON events (kind, seq);
CREATE INDEX events_by_follow ON events (follow, seq) WHERE follow IS NOT NULL;
CREATE INDEX events_by_order ON events (copy_order, seq) WHERE copy_order IS NOT NULL;
CREATE INDEX events_by_signal ON events (signal, seq) WHERE signal IS NOT NULL;
-- What the list of decisions goes through, by number and by time.
CREATE INDEX events_of_decisions ON events (seq) WHERE kind IN ('signal', 'noted');
CREATE INDEX events_of_decisions_by_time ON events (at) WHERE kind IN ('signal', 'noted');
-- What befalls an order is told of the order; the other events of a follow are counted.
CREATE TRIGGER events_are_counted AFTER INSERT ON events
    WHEN NEW.follow IS NOT NULL AND NEW.kind NOT IN ('price', 'cancel', 'conversion', 'settlement')
BEGIN
    INSERT INTO follow_totals (follow) VALUES (NEW.follow) ON CONFLICT DO NOTHING;
    UPDATE follow_totals SET
        signals       = signals + (NEW.kind = 'signal'),
        skips         = skips + (NEW.kind = 'skip'),
        last_event_at = MAX(COALESCE(last_event_at, NEW.at), NEW.at)
    WHERE follow = NEW.follow;
END;
CREATE TRIGGER noted_changes_are_counted AFTER INSERT ON events WHEN NEW.kind = 'noted' AND NEW.follow IS NOT NULL
BEGIN
    INSERT INTO decision_totals (follow, outcome, n) VALUES (NEW.follow, 'noted:' || COALESCE(NEW.reason, ''), 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER events_have_no_gaps BEFORE INSERT ON events
    WHEN NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, NEW.seq) FROM events)
BEGIN SELECT RAISE(ABORT, 'the journal is numbered without gaps'); END;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE VIEW journal AS SELECT e.*, g.gates FROM events e LEFT JOIN signals g ON g.id = e.gates_of;

-- Every price decision that was another than the one before it, with its inputs (from the journal, as columns).
CREATE TABLE price_decisions (
    seq            INTEGER PRIMARY KEY REFERENCES events (seq),
    at             INTEGER NOT NULL,
    copy_order     INTEGER NOT NULL,
    age_ms         INTEGER NOT NULL,
    stage          INTEGER NOT NULL,
    previous_stage INTEGER,
    regime         TEXT NOT NULL,
    trader_price   INTEGER NOT NULL,
    bid            INTEGER,
    ask            INTEGER,
    tick           INTEGER NOT NULL,
    limit_price    INTEGER NOT NULL,
    previous_limit INTEGER,
    held_short     INTEGER NOT NULL
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
    settlement TEXT NOT NULL,
    shares     INTEGER NOT NULL
) STRICT;
CREATE INDEX settlements_by_trade ON settlements (trade, hash, seq);
CREATE INDEX settlements_failed ON settlements (seq, at) WHERE settlement = 'failed';
CREATE TRIGGER settlements_are_not_changed BEFORE UPDATE ON settlements
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER settlements_are_not_deleted BEFORE DELETE ON settlements
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- What the account was worth over time, at most one point a minute.
CREATE TABLE equity_points (
    minute         INTEGER PRIMARY KEY,
    at             INTEGER NOT NULL,
    cash           INTEGER NOT NULL,
    claims         INTEGER NOT NULL,
    holdings_value INTEGER NOT NULL,
    realised       INTEGER NOT NULL,
    unrealised     INTEGER NOT NULL,
    fees           INTEGER NOT NULL
) STRICT;

-- What each follow had made by the hour: the difference of two of them is what it made in between. Of an hour the first reading stands.
CREATE TABLE follow_points (
    hour       INTEGER NOT NULL,
    follow     INTEGER NOT NULL REFERENCES copy_trading_config (id) DEFERRABLE INITIALLY DEFERRED,
    at         INTEGER NOT NULL,
    realised   INTEGER NOT NULL,
    unrealised INTEGER NOT NULL,
    fees       INTEGER NOT NULL,
    PRIMARY KEY (hour, follow)
) STRICT, WITHOUT ROWID;

-- The copy orders the core still needs: not ended, or with a child or a fill whose fate is open (however old), or ended so
-- lately (61 minutes before the last commit) that the venue may still report a trade of it.
CREATE VIEW live_orders AS
    SELECT id FROM pending_copy_orders WHERE status <> 'ended'
    UNION SELECT id FROM pending_copy_orders WHERE status = 'ended' AND ended_at >= (SELECT at FROM progress) - 3660000
    UNION SELECT copy_order FROM child_orders WHERE state NOT IN ('final', 'refused')
    UNION SELECT copy_order FROM executed_copy_trades WHERE settlement NOT IN ('confirmed', 'failed');
