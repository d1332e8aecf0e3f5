/**
 * Commands and shapes that the window uses and the generated bindings do not have yet.
 *
 * As in the bindings: camelCase, money, shares, prices and percentages as decimal strings, times and spans as numbers of ms
 * of venue time, ids as numbers. When Rust declares one of these, it leaves this file. Whatever is computed is computed by
 * the engine; figures that are numbers here are for drawing or are counts.
 */
import type { CurvePoint, Settings as KnownSettings } from "../bindings";

/** A stretch of time up to now. */
export type Period = "day" | "week" | "month" | "all";

/* --- the price path of an order ------------------------------------------------------------------------------------ */

/** What was seen and decided at one moment. It holds until the next point. */
export interface PathPoint {
  /** Venue ms. */
  at: number;
  /** Best bid then; null where there was none. */
  bid: string | null;
  /** Best ask then; null where there was none. */
  ask: string | null;
  /** The limit worked from then on; null while nothing rests. */
  limit: string | null;
  /** 1 to 5. */
  stage: number;
}

/** What the ladder would do from then on, if the book stays as it is. */
export interface PathAhead {
  /** Venue ms. */
  at: number;
  /** The limit; null in stage 5, where there is none but the bound. */
  limit: string | null;
  /** 1 to 5. */
  stage: number;
}

/**
 * `order_path { order }`: one order's prices over its life. From its `price` events (each has age, stage, book and limit)
 * and, where kept, samples of the book in between; at most about 440 points, thinned evenly, the last one always there.
 * A point with neither bid nor ask is a gap in what is known.
 */
export interface OrderPath {
  /** Its copy order. */
  order: number;
  /** Oldest first; the first one is at the signal. */
  points: PathPoint[];
  /** The ladder with today's book, oldest first; empty once the order is over. */
  ahead: PathAhead[];
}

/* --- positions ----------------------------------------------------------------------------------------------------- */

/** What one follow holds of one token. */
export interface Position {
  /** The follow it is held through; removed ones too. */
  follow: number;
  /** The token: with `follow` the key of the row. */
  token: string;
  /** Trader's wallet. */
  traderAddress: string;
  /** Trader's name. */
  trader: string;
  /** `starting`, `active`, `off`, `removed`: a removed one's positions are nobody's to sell but yours. */
  followStatus: string;
  /** Market's question. */
  market: string;
  /** Outcome's name. */
  outcome: string;
  /** 0 (YES) or 1. */
  outcomeIndex: number;
  /** Shares held. */
  shares: string;
  /** Average cost a share. */
  averageCost: string;
  /** Price now: the best bid, or the middle where there is none. Null where neither is known. */
  price: string | null;
  /** What was paid for what is held, USD. */
  cost: string;
  /** What it is worth at that price, USD. */
  value: string | null;
  /** Worth less cost, USD, signed. */
  pnl: string | null;
  /** The same in percent of the cost, one decimal, signed. */
  pnlPercent: string | null;
  /** First fill of what is held, venue ms. */
  since: number;
  /** Shares in working sales of it. */
  selling: string;
  /** The working order that closes it, where the user asked for that. */
  closing: number | null;
}

/** `positions`: all open holdings, largest value first, with their sums. */
export interface Positions {
  rows: Position[];
  /** USD. */
  cost: string;
  /** USD, of those whose price is known. */
  value: string;
  /** USD, signed. */
  pnl: string;
  /** Positions without a price. */
  unpriced: number;
}

/** `preview_close { follow, token }`: what closing would do now. Nothing is sent. */
export interface ClosePreview {
  /** Shares that would be sold: held, less what is in working sales. */
  shares: string;
  /** What the visible book would give for them within the bound, USD; null without a book. */
  proceeds: string | null;
  /** Average price of that. */
  price: string | null;
  /** The least a share may bring. */
  bound: string;
  /** What would be realised, USD, signed, before fees; null without a book. */
  realised: string | null;
  /** Why it cannot be closed now (a `SkipReason`), if it cannot. */
  problem: string | null;
}

/* --- history ------------------------------------------------------------------------------------------------------- */

/** Which fills. What is null filters nothing. */
export interface HistoryFilter {
  /** Trader's wallet, through whichever follow. */
  trader: string | null;
  /** From then on, venue ms. */
  from: number | null;
  /** Before then, venue ms. */
  until: number | null;
  /** `BUY` or `SELL`. */
  side: string | null;
  /** Text in the market's question or the outcome. */
  text: string | null;
}

/** The last row of a page: the next one begins after it. */
export interface HistoryCursor {
  /** Venue ms. */
  at: number;
  /** The fill's number in the store. */
  id: number;
}

/** `history { query }`: a page of fills, newest first. */
export interface HistoryQuery extends HistoryFilter {
  /** Null for the newest page. */
  after: HistoryCursor | null;
  /** 1 to 500. */
  limit: number;
}

/** One fill. */
export interface HistoryRow {
  /** Its number in the store. */
  id: number;
  /** Venue ms. */
  at: number;
  /** Its copy order. */
  order: number;
  /** Its follow. */
  follow: number;
  /** Trader's wallet. */
  traderAddress: string;
  /** Trader's name. */
  trader: string;
  /** Market's question. */
  market: string;
  /** Outcome's name. */
  outcome: string;
  /** 0 (YES) or 1. */
  outcomeIndex: number;
  /** `BUY` or `SELL`. */
  side: string;
  /** Shares. */
  shares: string;
  /** Our price. */
  price: string;
  /** The trader's price. */
  traderPrice: string;
  /** How much worse, a share, signed. */
  slippage: string;
  /** What that came to, USD, signed. */
  slippageUsd: string;
  /** What it cost or brought without the fee, USD. */
  value: string;
  /** USD. */
  fee: string;
  /** Realised profit of a sale, USD, signed; null of a purchase. */
  realised: string | null;
  /** 1 to 5. */
  stage: number;
  /** `maker` or `taker`. */
  liquidity: string;
  /** `matched`, `mined`, `retrying`, `confirmed`, `failed`. */
  settlement: string;
}

export interface HistoryPage {
  rows: HistoryRow[];
  /** Hand this in for the next page; null at the end. */
  next: HistoryCursor | null;
}

/** `history_totals { filter }`: sums over every fill that the filter finds; failed ones count in `failed` only. */
export interface HistoryTotals {
  fills: number;
  /** Fills that were undone. */
  failed: number;
  /** USD. */
  bought: string;
  /** USD. */
  sold: string;
  /** USD. */
  fees: string;
  /** USD, signed, before fees. */
  realised: string;
  /** Σ shares × slippage ÷ Σ shares, a share, signed; null without fills. */
  slippage: string | null;
  /** Σ shares × slippage ÷ Σ shares × p0, one decimal, signed. */
  slippageBps: string | null;
  /** USD, signed. */
  slippageUsd: string;
  /** Whose fills there are at all, for the filter's list; by name. */
  traders: { address: string; name: string }[];
}

/**
 * `export_history { filter }`: writes a CSV of them all (the shell asks where). Null when the person chose no file.
 * In the demo the file's name and its first column carry the word demo.
 */
export interface Exported {
  /** Full path, or the file's name where there is no path. */
  path: string;
  /** Rows without the header. */
  rows: number;
}

/* --- performance --------------------------------------------------------------------------------------------------- */

/** Closed copies: from the first fill of a token through a follow to its last, or to its payout. */
export interface WinRate {
  /** Those that made money after fees. */
  won: number;
  /** All of them. */
  of: number;
  /** Percent, one decimal; null without any. */
  percent: string | null;
  /** 95 % Wilson interval, percent, one decimal; null without any. */
  low: string | null;
  high: string | null;
}

/** What a trader made or lost for the user within the period, over all follows of them. */
export interface TraderResult {
  address: string;
  name: string;
  /** After fees, realised and open, USD, signed. */
  pnl: string;
  /** The part of it that is realised, after fees. */
  realised: string;
  fills: number;
  /** Share-weighted, a share, signed; null without fills. */
  slippage: string | null;
  slippageBps: string | null;
  /** USD. */
  fees: string;
  wins: WinRate;
}

/** Fills of one stage within the period. */
export interface StageResult {
  /** 1 to 5. */
  stage: number;
  fills: number;
  slippage: string | null;
}

/** One bar: fills with a slippage in [from, to). The first and the last take all beyond them. */
export interface SlippageBin {
  /** Price a share, signed. */
  from: string;
  to: string;
  fills: number;
}

/** Fees of one UTC day. */
export interface FeeDay {
  /** Its beginning, venue ms. */
  at: number;
  /** USD. */
  fees: string;
}

/** The figures that the dashboard and the performance screen share. */
export interface PeriodFigures {
  period: Period;
  /** After fees, realised and open, USD, signed. */
  pnl: string;
  /** The same in percent of the equity at the period's beginning, signed. */
  pnlPercent: string | null;
  /** The realised part, after fees. */
  realised: string;
  /** What open positions gained or lost within the period. */
  open: string;
  /** USD paid. */
  fees: string;
  /** Fees in hundredths of a percent of what was traded, one decimal; null where nothing was. */
  feesBps: string | null;
  /** Bought and sold for, USD. */
  traded: string;
  /** Time and USD since the period's beginning, oldest first, at most about 240 points; for drawing. */
  curve: CurvePoint[];
  wins: WinRate;
  /** Share-weighted, a share, signed. */
  slippage: string | null;
  slippageBps: string | null;
  /** USD, signed: what slippage cost in all. */
  slippageUsd: string;
  fills: number;
  /** Copy orders that ended within the period with a fill, of all that ended. */
  ordersFilled: number;
  ordersEnded: number;
  /** Best first. */
  traders: TraderResult[];
}

/** `performance { period }` */
export interface Performance extends PeriodFigures {
  /** The largest fall from a height before it within the period, USD, 0 or negative. */
  drawdown: string;
  drawdownPercent: string | null;
  /** All five, also those without a fill. */
  stages: StageResult[];
  /** Oldest bounds first. */
  slippageBins: SlippageBin[];
  slippageMedian: string | null;
  /** Of each day with a fee, oldest first. */
  feeDays: FeeDay[];
}

/* --- dashboard ----------------------------------------------------------------------------------------------------- */

/** Something to look at. `kind` and the figures make the sentence; the most urgent first. */
export interface Attention {
  /**
   * `beyond_bound` (order, market, outcome, price = the side needed, limit = the bound), `waiting` (order, reason: a
   * `WaitReason`), `skipped` (count, reason: a `SkipReason`, trader when all are one's), `near_limit` (reason: a gate name,
   * used, limit, percent, until), `low_balance` (used = free, limit = the reserve), `orphans` (count, used = worth),
   * `failed_fills` (count), `trader_changed` (trader, reason: a flag).
   */
  kind: string;
  order: number | null;
  market: string | null;
  outcome: string | null;
  side: string | null;
  trader: string | null;
  traderAddress: string | null;
  reason: string | null;
  count: number | null;
  /** A price. */
  price: string | null;
  /** A price, or USD: see `kind`. */
  limit: string | null;
  /** USD. */
  used: string | null;
  percent: string | null;
  /** When it passes by itself, venue ms. */
  until: number | null;
}

/** Working orders of one stage. */
export interface StageWork {
  /** 1 to 5. */
  stage: number;
  orders: number;
  sales: number;
  /** Set aside for the purchases among them, USD. */
  reserved: string;
}

/** `dashboard { period }` */
export interface Dashboard extends PeriodFigures {
  /** Held at cost, USD. */
  held: string;
  /** Set aside for working purchases, USD. */
  working: string;
  attention: Attention[];
  /** All five stages. */
  stages: StageWork[];
  /** The order whose next stage begins first; null where none has one. */
  next: { order: number; stage: number; side: string; trader: string; at: number } | null;
}

/* --- settings ------------------------------------------------------------------------------------------------------ */

/** What Settings has on top of the generated shape, in the same object. */
export interface MoreSettings {
  /** Notify on part fills. */
  notifyPartFills: boolean;
  /** Notify when an order goes to market. */
  notifyConversions: boolean;
  /** Notify when the venue refuses an order. */
  notifyRefusals: boolean;
  /** Notify on a lost connection and when it is back. */
  notifyConnection: boolean;
  /** Notify when a limit cuts or stops a purchase. */
  notifyLimits: boolean;
  /** Notify on a new version. */
  notifyUpdates: boolean;
  /** No notification between these, local time. Stop all, failures and refusals come through. */
  quietHours: boolean;
  /** `HH:MM` */
  quietFrom: string;
  /** `HH:MM`; before `quietFrom` it is the next day's. */
  quietUntil: string;
  /** `compact`, `default`, `comfortable`: the height of rows. */
  density: string;
  /** `standard` or `colourblind`: gain and loss in green and red, or in blue and orange. */
  colours: string;
  /** Start with the computer. */
  startAtLogin: boolean;
  /** Start in the tray, without the window. */
  startHidden: boolean;
  /** Closing the window leaves the engine running in the tray. */
  closeToTray: boolean;
  /** The first step of onboarding has been taken. */
  welcomed: boolean;
}

export type Settings = KnownSettings & MoreSettings;

/** What holds where the engine does not know a setting yet. */
export const MORE_SETTINGS: MoreSettings = {
  notifyPartFills: true,
  notifyConversions: true,
  notifyRefusals: true,
  notifyConnection: true,
  notifyLimits: true,
  notifyUpdates: true,
  quietHours: false,
  quietFrom: "22:00",
  quietUntil: "07:00",
  density: "default",
  colours: "standard",
  startAtLogin: false,
  startHidden: false,
  closeToTray: true,
  welcomed: true,
};

/** `data_paths`: where things are on this computer. */
export interface DataPaths {
  /** The folder of this mode's data. */
  data: string;
  /** The database in it. */
  database: string;
  /** Its size in bytes. */
  databaseBytes: number;
  /** The folder of the logs. */
  logs: string;
  /** Whether there is a tray; without one, closing minimises. */
  tray: boolean;
}

/** One entry of `licences`: what is built in and under which terms. */
export interface Licence {
  name: string;
  version: string;
  licence: string;
}

/** The commands themselves. Each rejects with a `PlatformError` like the others. */
export interface WantedPlatform {
  /** `order_path { order }` */
  orderPath(order: number): Promise<OrderPath>;
  /** `positions` */
  positions(): Promise<Positions>;
  /** `preview_close { follow, token }` */
  previewClose(follow: number, token: string): Promise<ClosePreview>;
  /** `close_position { follow, token }`: makes a `fast` sale of all that is held. The copy order's id. */
  closePosition(follow: number, token: string): Promise<number>;
  /** `history { query }` */
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** `history_totals { filter }` */
  historyTotals(filter: HistoryFilter): Promise<HistoryTotals>;
  /** `export_history { filter }` */
  exportHistory(filter: HistoryFilter): Promise<Exported | null>;
  /** `performance { period }` */
  performance(period: Period): Promise<Performance>;
  /** `dashboard { period }` */
  dashboard(period: Period): Promise<Dashboard>;
  /** `test_notification`: shows one, whatever is switched off and at whatever hour. */
  testNotification(): Promise<void>;
  /** `data_paths` */
  dataPaths(): Promise<DataPaths>;
  /** `open_folder { which }`: `data` or `logs`, in the computer's file manager. */
  openFolder(which: "data" | "logs"): Promise<void>;
  /** `licences`: of the Rust and JavaScript parts that are built in, by name. */
  licences(): Promise<Licence[]>;
}
