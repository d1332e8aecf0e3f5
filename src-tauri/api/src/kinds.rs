//! The closed lists that the window knows, one enum each: those of the core under the words that cross to it, and our own.
//!
//! The core itself knows nothing of the window. Each of its lists stands here once more; one that has a kind more there does not
//! compile here, nor, once the bindings are written, does the window without its texts.

use pilotfish_copy::entity::{ChildState, Execution, HaltReason, Movement};
use pilotfish_copy::event::TraderNews;
use pilotfish_copy::input::RowKind;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A closed list with the word of each of its kinds: as it crosses, as it stands in files and at a terminal.
macro_rules! kinds {
    ($($(#[$of:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),* $(,)? })*) => {$(
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
        $(#[$of])*
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, word: &&str) -> bool {
                self.as_str() == *word
            }
        }
    )*};
}

/// The same of an enum of the core's, kind by kind, and the ways there and back.
macro_rules! of_the_core {
    ($($(#[$of:meta])* $name:ident = $core:ty { $($variant:ident = $word:literal),* $(,)? })*) => {$(
        kinds! {
            $(#[$of])* $name { $($variant = $word),* }
        }

        impl From<$core> for $name {
            fn from(kind: $core) -> Self {
                match kind {
                    $(<$core>::$variant => Self::$variant,)*
                }
            }
        }

        impl From<$name> for $core {
            fn from(kind: $name) -> Self {
                match kind {
                    $($name::$variant => Self::$variant,)*
                }
            }
        }
    )*};
}

of_the_core! {
    /// Why a test order did not pass.
    #[serde(rename_all = "snake_case")]
    TestFailure = pilotfish_engine::test_order::TestFailure {
        Refused = "refused",
        KeyTrap = "key_trap",
        NotSent = "not_sent",
        Misnamed = "misnamed",
        NotAnswered = "not_answered",
        NotSeen = "not_seen",
        NotCancelled = "not_cancelled",
        Filled = "filled",
        BalanceChanged = "balance_changed",
        BalanceUnread = "balance_unread",
        Interrupted = "interrupted",
        Stopped = "stopped",
        Other = "other",
    }

    /// The list or stream that rows which cannot be read come from.
    #[serde(rename_all = "snake_case")]
    RowSource = pilotfish_polymarket::RowSource {
        Activity = "activity",
        ActivityStream = "activity_stream",
        Leaderboard = "leaderboard",
        MarketStream = "market_stream",
        MarketTrades = "market_trades",
        Markets = "markets",
        OwnMovements = "own_movements",
        OwnOrders = "own_orders",
        OwnTrades = "own_trades",
        Positions = "positions",
        Prices = "prices",
        Relayer = "relayer",
        UserStream = "user_stream",
    }

    /// Which side of the book an order is on.
    #[serde(rename_all = "UPPERCASE")]
    Side = pilotfish_copy::market::Side {
        Buy = "BUY",
        Sell = "SELL",
    }

    /// How a copy order is worked.
    #[serde(rename_all = "snake_case")]
    Style = pilotfish_copy::entity::Style {
        Ladder = "ladder",
        Fast = "fast",
    }

    /// Which of the trader's changes are copied.
    #[serde(rename_all = "snake_case")]
    CopySides = pilotfish_copy::entity::CopySides {
        Both = "both",
        Buys = "buys",
        Sells = "sells",
    }

    /// What a follow does with an order below the minimum.
    #[serde(rename_all = "snake_case")]
    BelowMinimum = pilotfish_copy::entity::BelowMinimum {
        Ignore = "ignore",
        Accumulate = "accumulate",
    }

    /// Where a follow stands.
    #[serde(rename_all = "snake_case")]
    FollowStatus = pilotfish_copy::entity::FollowStatus {
        Starting = "starting",
        Active = "active",
        Off = "off",
        Removed = "removed",
    }

    /// How a copy order stands.
    #[serde(rename_all = "snake_case")]
    OrderStatus = pilotfish_copy::entity::OrderStatus {
        Working = "working",
        Ending = "ending",
        Ended = "ended",
    }

    /// How far apart the book's sides are, relative to their middle.
    #[serde(rename_all = "snake_case")]
    Regime = pilotfish_copy::ladder::Regime {
        Tight = "tight",
        Normal = "normal",
        Wide = "wide",
    }

    /// Whether we made or took in a trade.
    #[serde(rename_all = "snake_case")]
    Liquidity = pilotfish_copy::input::Liquidity {
        Maker = "maker",
        Taker = "taker",
    }

    /// How far a trade has settled. Provisional until `Confirmed`.
    #[serde(rename_all = "snake_case")]
    Settlement = pilotfish_copy::input::Settlement {
        Matched = "matched",
        Mined = "mined",
        Retrying = "retrying",
        Confirmed = "confirmed",
        Failed = "failed",
    }

    /// Classes of refusals by what can be done.
    #[serde(rename_all = "snake_case")]
    RefusalCode = pilotfish_copy::input::RefusalCode {
        Balance = "balance",
        Allowance = "allowance",
        Tick = "tick",
        MinimumSize = "minimum_size",
        MinimumValue = "minimum_value",
        NoMatch = "no_match",
        Crosses = "crosses",
        Expiration = "expiration",
        Precision = "precision",
        MarketClosed = "market_closed",
        Unavailable = "unavailable",
        RateLimited = "rate_limited",
        Authentication = "authentication",
        ClosedOnly = "closed_only",
        Restricted = "restricted",
        Region = "region",
        Version = "version",
        Local = "local",
        Other = "other",
    }

    /// The four kinds of change.
    #[serde(rename_all = "snake_case")]
    SignalKind = pilotfish_copy::entity::SignalKind {
        NewPosition = "new_position",
        SizeIncrease = "size_increase",
        SizeDecrease = "size_decrease",
        PositionClosed = "position_closed",
    }

    /// What a signal came from.
    #[serde(rename_all = "snake_case")]
    SignalOrigin = pilotfish_copy::entity::SignalOrigin {
        Trades = "trades",
        Merge = "merge",
        Conversion = "conversion",
        Snapshot = "snapshot",
        Baseline = "baseline",
        User = "user",
    }

    /// How a signal's price is known.
    #[serde(rename_all = "snake_case")]
    PriceSource = pilotfish_copy::entity::PriceSource {
        Traded = "traded",
        Derived = "derived",
        Estimated = "estimated",
    }

    /// The checks, in the order in which they are passed.
    #[serde(rename_all = "snake_case")]
    GateName = pilotfish_copy::entity::GateName {
        Stopped = "stopped",
        Paused = "paused",
        FollowOff = "follow_off",
        Sides = "sides",
        Age = "age",
        MarketOpen = "market_open",
        Filter = "filter",
        PriceBand = "price_band",
        TimeToResolution = "time_to_resolution",
        Held = "held",
        OrderLimit = "order_limit",
        MarketLimit = "market_limit",
        FollowLimit = "follow_limit",
        ExposureLimit = "exposure_limit",
        DailySpend = "daily_spend",
        OpenOrders = "open_orders",
        Balance = "balance",
        Slippage = "slippage",
        SelfCross = "self_cross",
        Minimum = "minimum",
        DailyLoss = "daily_loss",
        Halted = "halted",
    }

    /// Why something was not copied.
    #[serde(rename_all = "snake_case")]
    SkipReason = pilotfish_copy::event::SkipReason {
        UnderOneDollar = "under_one_dollar",
        UnderMinimumSize = "under_minimum_size",
        Accumulating = "accumulating",
        NothingHeld = "nothing_held",
        NothingToSell = "nothing_to_sell",
        RoundsToNothing = "rounds_to_nothing",
        Limit = "limit",
        Paused = "paused",
        Stopped = "stopped",
        FollowOff = "follow_off",
        SideNotCopied = "side_not_copied",
        PriceBand = "price_band",
        TooCloseToResolution = "too_close_to_resolution",
        Filtered = "filtered",
        MarketClosed = "market_closed",
        MarketUnknown = "market_unknown",
        Resolved = "resolved",
        Split = "split",
        Redemption = "redemption",
        TurnedRound = "turned_round",
        AlreadyCounted = "already_counted",
        TooOld = "too_old",
        RoundTrip = "round_trip",
        Malformed = "malformed",
        CameIn = "came_in",
        MovedAway = "moved_away",
        Migrated = "migrated",
        WalletMoved = "wallet_moved",
        DailyLoss = "daily_loss",
        ClosedOnly = "closed_only",
        Halted = "halted",
    }

    /// Why a copy order has no child for now.
    #[serde(rename_all = "snake_case")]
    WaitReason = pilotfish_copy::event::WaitReason {
        NoBook = "no_book",
        Disconnected = "disconnected",
        Limit = "limit",
        RestBelowMinimum = "rest_below_minimum",
        BeyondBound = "beyond_bound",
        VenueUnavailable = "venue_unavailable",
        Balance = "balance",
        Allowance = "allowance",
        Stopped = "stopped",
        Refused = "refused",
        Paused = "paused",
        VenueMode = "venue_mode",
        Clock = "clock",
        SharesMissing = "shares_missing",
        SharesUnexplained = "shares_unexplained",
        CashMissing = "cash_missing",
        ForeignOrder = "foreign_order",
        Authentication = "authentication",
        Banned = "banned",
        Region = "region",
        Version = "version",
        MarketFacts = "market_facts",
        SharesBusy = "shares_busy",
        DiskLow = "disk_low",
        NotWritten = "not_written",
    }

    /// Why a copy order ended.
    #[serde(rename_all = "snake_case")]
    EndReason = pilotfish_copy::event::EndReason {
        Filled = "filled",
        RestBelowMinimum = "rest_below_minimum",
        TurnedRound = "turned_round",
        CancelledByUser = "cancelled_by_user",
        FollowOff = "follow_off",
        Stopped = "stopped",
        MarketClosed = "market_closed",
        MarketResolved = "market_resolved",
        Refused = "refused",
        Expired = "expired",
        LimitUsedUp = "limit_used_up",
        PriceBand = "price_band",
        TooCloseToResolution = "too_close_to_resolution",
        Filtered = "filtered",
        SideNotCopied = "side_not_copied",
        ClosedByUser = "closed_by_user",
        NothingLeft = "nothing_left",
        DailyLoss = "daily_loss",
        ClosedOnly = "closed_only",
        WalletMoved = "wallet_moved",
    }

    /// Why a child order's end was asked for.
    #[serde(rename_all = "snake_case")]
    CancelReason = pilotfish_copy::event::CancelReason {
        Repriced = "repriced",
        Converting = "converting",
        TurnedRound = "turned_round",
        User = "user",
        FollowOff = "follow_off",
        Stopped = "stopped",
        Market = "market",
        Cut = "cut",
        Rule = "rule",
    }

    /// Why an order is for fewer shares.
    #[serde(rename_all = "snake_case")]
    CutReason = pilotfish_copy::event::CutReason {
        TargetRaised = "target_raised",
        TakenOver = "taken_over",
        NotHeld = "not_held",
        SaleFailed = "sale_failed",
    }

    /// How it is known what shares cost that are given to a follow.
    #[serde(rename_all = "snake_case")]
    CostBasis = pilotfish_copy::event::CostBasis {
        Trades = "trades",
        Market = "market",
    }

    /// What happened to a follow.
    #[serde(rename_all = "snake_case")]
    FollowAction = pilotfish_copy::event::FollowAction {
        Started = "started",
        Baseline = "baseline",
        Changed = "changed",
        On = "on",
        Off = "off",
        Removed = "removed",
    }

    /// What happened to the engine.
    #[serde(rename_all = "snake_case")]
    ControlAction = pilotfish_copy::event::ControlAction {
        Paused = "paused",
        Resumed = "resumed",
        Stopped = "stopped",
        Started = "started",
        Limits = "limits",
    }

    /// What the user should know.
    #[serde(rename_all = "snake_case")]
    IncidentCode = pilotfish_copy::event::IncidentCode {
        Disconnected = "disconnected",
        Reconnected = "reconnected",
        OrderUnknown = "order_unknown",
        TradeDisputed = "trade_disputed",
        MarketDisputed = "market_disputed",
    }

    /// Where a part of the profit went.
    #[serde(rename_all = "snake_case")]
    ShortfallPartName = pilotfish_copy::accounts::Part {
        Waiting = "waiting",
        Crossing = "crossing",
        Fees = "fees",
        Limits = "limits",
        Rounding = "rounding",
        Unfilled = "unfilled",
        Exit = "exit",
        Unsold = "unsold",
        Closed = "closed",
    }

    /// A feed of the venue's, as the status bar shows it.
    #[serde(rename_all = "snake_case")]
    FeedName = pilotfish_engine::FeedKind {
        Trades = "trades",
        Books = "books",
        Positions = "positions",
        Account = "account",
        Markets = "markets",
    }

    /// What became of a change.
    #[serde(rename_all = "snake_case")]
    DecisionVerdict = pilotfish_store::read::decisions::Verdict {
        Copied = "copied",
        Adjusted = "adjusted",
        Skipped = "skipped",
        Refused = "refused",
        Waiting = "waiting",
        Yours = "yours",
    }
}

kinds! {
    /// What is new of a trader.
    #[serde(rename_all = "snake_case")]
    TraderNewsKind {
        MovedAway = "moved_away",
        CameIn = "came_in",
        ListDoubted = "list_doubted",
        TokenMigrated = "token_migrated",
        WalletMigrated = "wallet_migrated",
    }

    /// A stage of an order's way inside the program, or of what it waits for.
    #[serde(rename_all = "snake_case")]
    StageName {
        /// The core decides.
        Decide = "decide",
        /// It is signed.
        Sign = "sign",
        /// It is written and on the disk; every commit counts.
        Commit = "commit",
        /// It waits for its turn among the orders that leave.
        Turn = "turn",
        /// It waits for its place in the plan of requests.
        Leave = "leave",
        /// It is under way to the venue and back.
        Answer = "answer",
    }

    /// A place where something waits.
    #[serde(rename_all = "snake_case")]
    QueueName {
        /// Messages for the core.
        Messages = "messages",
        /// Books of the stream.
        Books = "books",
        /// Questions and orders for the venue.
        Jobs = "jobs",
        /// Orders that are being sent.
        Orders = "orders",
    }

    /// What a file of a support bundle is about.
    #[serde(rename_all = "snake_case")]
    SupportPart {
        /// The program and its system.
        About = "about",
        /// What is chosen in the settings.
        Settings = "settings",
        /// How the engines stand.
        Standing = "standing",
        /// What the program measures of itself.
        Diagnostics = "diagnostics",
        /// Where they speak to.
        Hosts = "hosts",
        /// A log.
        Log = "log",
    }

    /// How much is written into the log.
    #[serde(rename_all = "snake_case")]
    LogLevel {
        /// Warnings and errors.
        Warnings = "warnings",
        /// What the program does, in a few lines.
        Normal = "normal",
        /// Each step of it.
        Detailed = "detailed",
        /// Everything that may be written.
        Everything = "everything",
    }

    /// Why a notification was not shown.
    #[serde(rename_all = "snake_case")]
    NotShown {
        /// There is no bus to ask on.
        NoBus = "no_bus",
        /// Nobody on it shows notifications.
        NoServer = "no_server",
        /// Whoever shows them refused this one.
        Refused = "refused",
        /// They did not answer in time.
        Silent = "silent",
        /// The system took none.
        System = "system",
    }

    /// A movement of cash or shares.
    #[serde(rename_all = "snake_case")]
    MovementKind {
        Opening = "opening",
        Fill = "fill",
        Fee = "fee",
        Reversal = "reversal",
        Payout = "payout",
        Redemption = "redemption",
        PayoutCorrection = "payout_correction",
        Deposit = "deposit",
        Withdrawal = "withdrawal",
        Correction = "correction",
    }

    /// What a row of the ledger says it is: its kind, but for two kinds that have two rows each.
    #[serde(rename_all = "snake_case")]
    LedgerWhat {
        /// The first balance that was read.
        Opening = "opening",
        /// Cash from outside.
        Deposit = "deposit",
        /// Cash to outside.
        Withdrawal = "withdrawal",
        /// A purchase.
        Buy = "buy",
        /// A sale.
        Sell = "sell",
        /// A fee.
        Fee = "fee",
        /// A resolution gave a claim.
        Payout = "payout",
        /// A resolution was corrected.
        PayoutCorrection = "payout_correction",
        /// A claim became cash.
        Redemption = "redemption",
        /// A failed fill was taken back.
        Reversal = "reversal",
        /// A difference was accepted.
        Correction = "correction",
    }

    /// What a check did.
    #[serde(rename_all = "snake_case")]
    GateOutcome {
        /// Let everything through.
        Passed = "passed",
        /// Let less through.
        Cut = "cut",
        /// The same, and nothing after it let less through.
        Bound = "bound",
    }

    /// A kind of the journal's events.
    #[serde(rename_all = "snake_case")]
    ActivityKind {
        Follow = "follow",
        Control = "control",
        Signal = "signal",
        Noted = "noted",
        Skip = "skip",
        Order = "order",
        Price = "price",
        Fill = "fill",
        Cancel = "cancel",
        Conversion = "conversion",
        Settlement = "settlement",
        Resolution = "resolution",
        Redeemed = "redeemed",
        ResolutionCorrected = "resolution_corrected",
        Moved = "moved",
        Given = "given",
        Halted = "halted",
        Lifted = "lifted",
        TraderMoved = "trader_moved",
        Trouble = "trouble",
    }

    /// Why something is not done now.
    #[serde(rename_all = "snake_case")]
    HaltKind {
        Stopped = "stopped",
        Paused = "paused",
        DailyLoss = "daily_loss",
        CashMissing = "cash_missing",
        SharesMissing = "shares_missing",
        SharesUnexplained = "shares_unexplained",
        ForeignOrder = "foreign_order",
        VenueMode = "venue_mode",
        Clock = "clock",
        ClosedOnly = "closed_only",
        Authentication = "authentication",
        Banned = "banned",
        Region = "region",
        Version = "version",
        DiskLow = "disk_low",
        NotWritten = "not_written",
    }

    /// Where a copy order's order on the exchange stands.
    #[serde(rename_all = "snake_case")]
    ChildStanding {
        /// There is none.
        None = "none",
        /// It is being sent.
        Sending = "sending",
        /// It rests on the book.
        Resting = "resting",
        /// Nobody knows; it is being looked up.
        Unknown = "unknown",
        /// Its end was asked for.
        Cancelling = "cancelling",
        /// It is over, and its last fills are awaited.
        Settling = "settling",
    }

    /// How a copy order is executed.
    #[serde(rename_all = "snake_case")]
    ExecutionKind {
        /// By the ladder.
        Ladder = "ladder",
        /// At once what the book gives, the rest by the ladder.
        TakeThenLadder = "take_then_ladder",
        /// The user's own close at the market.
        Market = "market",
        /// The user's own close at a limit.
        Limit = "limit",
    }

    /// What a trader did.
    #[serde(rename_all = "UPPERCASE")]
    TraderDeed {
        Buy = "BUY",
        Sell = "SELL",
        Split = "SPLIT",
        Merge = "MERGE",
        Redeem = "REDEEM",
        Conversion = "CONVERSION",
    }

    /// Something to know about a trader before copying them.
    #[serde(rename_all = "snake_case")]
    TraderFlag {
        /// Trades both sides all the time: the profit comes from the spread.
        MarketMaker = "market_maker",
        /// Too few closed positions to tell skill from luck.
        FewTrades = "few_trades",
        /// Lost more than half within 30 days.
        Drawdown = "drawdown",
    }

    /// A stretch of time up to now.
    #[serde(rename_all = "snake_case")]
    Period {
        /// 24 hours.
        Day = "day",
        /// 7 days.
        Week = "week",
        /// 30 days.
        Month = "month",
        /// From the beginning.
        All = "all",
    }

    /// What a leaderboard ranks by.
    #[serde(rename_all = "snake_case")]
    LeaderOrder {
        /// Profit.
        Pnl = "pnl",
        /// Volume.
        Vol = "vol",
    }

    /// A category that the venue keeps a leaderboard of.
    #[serde(rename_all = "snake_case")]
    LeaderCategory {
        Politics = "politics",
        Sports = "sports",
        Crypto = "crypto",
        Culture = "culture",
        Mentions = "mentions",
        Weather = "weather",
        Economics = "economics",
        Tech = "tech",
        Finance = "finance",
    }

    /// A folder of the program's.
    #[serde(rename_all = "snake_case")]
    FolderName {
        /// This mode's data.
        Data = "data",
        /// The logs.
        Logs = "logs",
    }

    /// The program's language.
    #[serde(rename_all = "snake_case")]
    LanguageChoice {
        /// The computer's.
        System = "system",
        /// English.
        En = "en",
        /// French.
        Fr = "fr",
    }

    /// The window's colours.
    #[serde(rename_all = "snake_case")]
    Theme {
        /// The computer's.
        System = "system",
        /// Dark.
        Dark = "dark",
        /// Light.
        Light = "light",
    }

    /// The height of rows.
    #[serde(rename_all = "snake_case")]
    Density {
        /// Low.
        Compact = "compact",
        /// As it comes.
        Default = "default",
        /// High.
        Comfortable = "comfortable",
    }

    /// After how long without anybody at it the window locks itself.
    #[serde(rename_all = "snake_case")]
    LockAfter {
        /// Never.
        Never = "never",
        /// 5 min.
        FiveMinutes = "five_minutes",
        /// 15 min.
        FifteenMinutes = "fifteen_minutes",
        /// 60 min.
        SixtyMinutes = "sixty_minutes",
    }

    /// Whether the app has a passphrase, without which the window cannot be locked.
    #[serde(rename_all = "snake_case")]
    PassphraseStanding {
        /// It has one.
        Set = "set",
        /// It has none.
        NotSet = "not_set",
        /// The key store does not say.
        Unknown = "unknown",
        /// This program keeps none.
        CannotHere = "cannot_here",
    }

    /// Gain and loss: in green and red, or in blue and orange.
    #[serde(rename_all = "snake_case")]
    Colours {
        /// Green and red.
        Standard = "standard",
        /// Blue and orange.
        Colourblind = "colourblind",
    }

    /// A field of the follow sheet.
    #[serde(rename_all = "camelCase")]
    FollowField {
        Percentage = "percentage",
        MaxSlippage = "maxSlippage",
        MaxOrder = "maxOrder",
        MaxMarket = "maxMarket",
        MaxTotal = "maxTotal",
        PriceMin = "priceMin",
        PriceMax = "priceMax",
        MinMinutesToResolution = "minMinutesToResolution",
        ExcludeKeywords = "excludeKeywords",
    }
}

impl From<&HaltReason> for HaltKind {
    fn from(reason: &HaltReason) -> Self {
        match reason {
            HaltReason::Stopped => Self::Stopped,
            HaltReason::Paused => Self::Paused,
            HaltReason::DailyLoss => Self::DailyLoss,
            HaltReason::CashMissing => Self::CashMissing,
            HaltReason::SharesMissing { .. } => Self::SharesMissing,
            HaltReason::SharesUnexplained { .. } => Self::SharesUnexplained,
            HaltReason::ForeignOrder { .. } => Self::ForeignOrder,
            HaltReason::VenueMode => Self::VenueMode,
            HaltReason::Clock => Self::Clock,
            HaltReason::ClosedOnly => Self::ClosedOnly,
            HaltReason::Authentication => Self::Authentication,
            HaltReason::Banned => Self::Banned,
            HaltReason::Region => Self::Region,
            HaltReason::Version => Self::Version,
            HaltReason::DiskLow => Self::DiskLow,
            HaltReason::NotWritten => Self::NotWritten,
        }
    }
}

impl From<&TraderNews> for TraderNewsKind {
    fn from(news: &TraderNews) -> Self {
        match news {
            TraderNews::MovedAway { .. } => Self::MovedAway,
            TraderNews::CameIn { .. } => Self::CameIn,
            TraderNews::ListDoubted { .. } => Self::ListDoubted,
            TraderNews::TokenMigrated { .. } => Self::TokenMigrated,
            TraderNews::WalletMigrated { .. } => Self::WalletMigrated,
        }
    }
}

impl From<&Movement> for MovementKind {
    fn from(movement: &Movement) -> Self {
        match movement {
            Movement::Opening => Self::Opening,
            Movement::Fill { .. } => Self::Fill,
            Movement::Fee { .. } => Self::Fee,
            Movement::Reversal { .. } => Self::Reversal,
            Movement::Payout => Self::Payout,
            Movement::Redemption => Self::Redemption,
            Movement::PayoutCorrection => Self::PayoutCorrection,
            Movement::Deposit => Self::Deposit,
            Movement::Withdrawal => Self::Withdrawal,
            Movement::Correction => Self::Correction,
        }
    }
}

impl From<Option<ChildState>> for ChildStanding {
    fn from(child: Option<ChildState>) -> Self {
        match child {
            Some(ChildState::Prepared) => Self::Sending,
            Some(ChildState::Live) => Self::Resting,
            Some(ChildState::Unknown) => Self::Unknown,
            Some(ChildState::Cancelling) => Self::Cancelling,
            Some(ChildState::Closing) => Self::Settling,
            Some(ChildState::Final | ChildState::Refused) | None => Self::None,
        }
    }
}

impl From<Execution> for ExecutionKind {
    fn from(execution: Execution) -> Self {
        match execution {
            Execution::Ladder => Self::Ladder,
            Execution::TakeThenLadder => Self::TakeThenLadder,
            Execution::Market => Self::Market,
            Execution::Limit { .. } => Self::Limit,
        }
    }
}

impl From<RowKind> for TraderDeed {
    fn from(kind: RowKind) -> Self {
        match kind {
            RowKind::Trade(pilotfish_copy::market::Side::Buy) => Self::Buy,
            RowKind::Trade(pilotfish_copy::market::Side::Sell) => Self::Sell,
            RowKind::Split => Self::Split,
            RowKind::Merge => Self::Merge,
            RowKind::Redeem => Self::Redeem,
            RowKind::Conversion => Self::Conversion,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_kind_is_the_same_word_on_the_wire_in_files_and_at_a_terminal() {
        macro_rules! same {
            ($($name:ident),* $(,)?) => {$(
                for kind in $name::ALL {
                    assert_eq!(serde_json::to_value(kind).unwrap().as_str(), Some(kind.as_str()));
                }
            )*};
        }
        same!(
            TestFailure,
            RowSource,
            Side,
            Style,
            CopySides,
            BelowMinimum,
            FollowStatus,
            OrderStatus,
            Regime,
            Liquidity,
            Settlement,
            RefusalCode,
            SignalKind,
            SignalOrigin,
            PriceSource,
            GateName,
            SkipReason,
            WaitReason,
            EndReason,
            CancelReason,
            CutReason,
            CostBasis,
            FollowAction,
            ControlAction,
            IncidentCode,
            ShortfallPartName,
            DecisionVerdict,
            HaltKind,
            ChildStanding,
            ExecutionKind,
            TraderDeed,
            TraderFlag,
            Period,
            LeaderOrder,
            LeaderCategory,
            FeedName,
            FolderName,
            LanguageChoice,
            Theme,
            Density,
            LockAfter,
            PassphraseStanding,
            Colours,
            FollowField,
            TraderNewsKind,
            StageName,
            QueueName,
            SupportPart,
            LogLevel,
            NotShown,
            MovementKind,
            LedgerWhat,
            GateOutcome,
            ActivityKind,
        );
    }
}
