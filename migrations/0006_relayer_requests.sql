-- Requests to the venue's relayer: calls of our own wallet (approvals, redemptions) that a person saw and sent. The row is on the disk
-- before its request leaves, so that what became of one that was not answered is looked up by the wallet's number, and nothing is
-- sent twice. Only live's data have any.
CREATE TABLE relayer_requests (
    id               INTEGER PRIMARY KEY,
    purpose          TEXT NOT NULL CHECK (purpose IN ('approvals', 'redemption')),
    wallet           TEXT NOT NULL,
    wallet_type      TEXT NOT NULL CONSTRAINT a_plain_address_has_no_relayer CHECK (wallet_type IN ('proxy', 'safe', 'deposit')),
    -- The wallet's number: a decimal of up to 256 bits. One transaction alone can use it up.
    nonce            TEXT NOT NULL CHECK (nonce <> '' AND nonce NOT GLOB '*[^0-9]*'),
    -- The calls as they were shown (JSON: contract, data), and what of the books they redeem (JSON: token, condition, USD).
    calls            TEXT NOT NULL CHECK (json_type(calls) = 'array'),
    claims           TEXT NOT NULL CHECK (json_type(claims) = 'array'),
    -- The signed request, exactly as it is posted. The relayer key is in its headers, never here.
    body             TEXT NOT NULL,
    -- Milliseconds of the computer's clock from which on the wallet does not take it any more. NULL: it has no such end.
    good_until       INTEGER,
    -- committed: written, and perhaps sent. unknown: sent and not answered. taken: the relayer has it. The others are over.
    state            TEXT NOT NULL CHECK (state IN
        ('committed', 'unknown', 'taken', 'confirmed', 'failed', 'refused', 'not_sent', 'number_used', 'lapsed')),
    transaction_id   TEXT,
    transaction_hash TEXT,
    words            TEXT,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    CONSTRAINT what_the_relayer_has_has_a_name
        CHECK (state NOT IN ('taken', 'confirmed', 'failed') OR transaction_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX one_open_relayer_request_a_wallet ON relayer_requests (wallet) WHERE state IN ('committed', 'unknown', 'taken');
CREATE UNIQUE INDEX a_wallets_number_is_confirmed_once ON relayer_requests (wallet, nonce) WHERE state = 'confirmed';
CREATE TRIGGER relayer_requests_are_lives BEFORE INSERT ON relayer_requests
WHEN (SELECT mode FROM identity) IS NOT 'live'
BEGIN SELECT RAISE(ABORT, 'only a live account has requests to the relayer'); END;
CREATE TRIGGER relayer_requests_begin_unsent BEFORE INSERT ON relayer_requests WHEN NEW.state <> 'committed'
BEGIN SELECT RAISE(ABORT, 'a request is written before it is sent'); END;
CREATE TRIGGER relayer_requests_are_not_rewritten BEFORE UPDATE ON relayer_requests
WHEN NEW.id <> OLD.id OR NEW.purpose <> OLD.purpose OR NEW.wallet <> OLD.wallet OR NEW.wallet_type <> OLD.wallet_type
    OR NEW.nonce <> OLD.nonce OR NEW.calls <> OLD.calls OR NEW.claims <> OLD.claims OR NEW.body <> OLD.body
    OR NEW.good_until IS NOT OLD.good_until OR NEW.created_at <> OLD.created_at
BEGIN SELECT RAISE(ABORT, 'a signed request is never changed'); END;
CREATE TRIGGER relayer_requests_end_once BEFORE UPDATE ON relayer_requests
WHEN OLD.state NOT IN ('committed', 'unknown', 'taken')
BEGIN SELECT RAISE(ABORT, 'a request that is over stays as it ended'); END;
CREATE TRIGGER relayer_requests_are_kept BEFORE DELETE ON relayer_requests
BEGIN SELECT RAISE(ABORT, 'a signed request is never deleted'); END;
