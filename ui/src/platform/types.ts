/**
 * The one door between the window and whatever runs the engine.
 *
 * Invariant: every method either resolves with data or rejects with a {@link PlatformError}; no screen sees anything else.
 * The shapes come from the generated bindings and are re-exported here (where there are two, the one that
 * Rust sends, in which nothing is left out), so that nothing outside this folder imports them.
 */
import type {
  ActivityPage_Serialize as ActivityPage,
  ActivityQuery_Serialize as ActivityQuery,
  ApiError,
  CancelPreview,
  CloseDraft_Serialize as CloseDraft,
  Closed,
  ClosesPreview_Serialize as ClosesPreview,
  Dashboard_Serialize as Dashboard,
  DataPaths,
  DecisionCounts,
  DecisionFilter_Serialize as DecisionFilter,
  DecisionsPage_Serialize as DecisionsPage,
  DecisionsQuery_Serialize as DecisionsQuery,
  Differences_Serialize as Differences,
  Exported,
  FeedReport_Serialize as FeedReport,
  FollowDraft,
  FollowList,
  FollowPreview_Serialize as FollowPreview,
  FollowView_Serialize as FollowView,
  Found,
  Frame_Serialize as Frame,
  HistoryFilter_Serialize as HistoryFilter,
  HistoryPage_Serialize as HistoryPage,
  HistoryQuery_Serialize as HistoryQuery,
  HistoryTotals_Serialize as HistoryTotals,
  Hosts_Serialize as Hosts,
  KeyStanding_Serialize as KeyStanding,
  Leaderboard_Serialize as Leaderboard,
  LeaderboardQuery_Serialize as LeaderboardQuery,
  LedgerBook,
  LedgerFilter,
  LedgerRow,
  LedgerRowsQuery,
  Licence,
  Mode,
  OrderDetail_Serialize as OrderDetail,
  OrderList,
  OrderPath_Serialize as OrderPath,
  OrderRow_Serialize as OrderRow,
  OrdersQuery,
  PaperResults_Serialize as PaperResults,
  Performance_Serialize as Performance,
  Period,
  Positions_Serialize as Positions,
  QuitChoice,
  Recent,
  RegionStanding_Serialize as RegionStanding,
  Remembered_Serialize as Remembered,
  Settings,
  Shortfall_Serialize as Shortfall,
  TableLayout_Serialize as TableLayout,
  TakePreview_Serialize as TakePreview,
  TraderPage_Serialize as TraderPage,
  Update_Serialize as Update,
} from "../bindings";

import type { ClaimsPlatform } from "./claims-types";
import type { LockPlatform } from "./lock-types";
import type { SetupPlatform } from "./setup-types";

export type {
  ActivityEntry_Serialize as ActivityEntry,
  ActivityPage_Serialize as ActivityPage,
  ActivityQuery_Serialize as ActivityQuery,
  Announcement_Serialize as Announcement,
  ApiError,
  Attention_Serialize as Attention,
  BesideEngine_Serialize as BesideEngine,
  BindingLimit,
  BudgetName,
  CancelPreview,
  Checked_Serialize as Checked,
  CloseBid,
  CloseDraft_Serialize as CloseDraft,
  Closed,
  ClosePreview_Serialize as ClosePreview,
  ClosesPreview_Serialize as ClosesPreview,
  ColumnLayout_Serialize as ColumnLayout,
  Dashboard_Serialize as Dashboard,
  DataPaths,
  DecisionCounts,
  DecisionFilter_Serialize as DecisionFilter,
  DecisionRow_Serialize as DecisionRow,
  DecisionsPage_Serialize as DecisionsPage,
  DecisionsQuery_Serialize as DecisionsQuery,
  Difference_Serialize as Difference,
  Differences_Serialize as Differences,
  EngineState,
  Exported,
  FeeDay,
  FeedReport_Serialize as FeedReport,
  FeedStatus_Serialize as FeedStatus,
  FeedVerdict,
  FieldProblem_Serialize as FieldProblem,
  FilledFollow,
  FollowDraft,
  FollowList,
  FollowPreview_Serialize as FollowPreview,
  FollowView_Serialize as FollowView,
  Found,
  FoundMarket,
  FoundTrader,
  Frame_Serialize as Frame,
  GateView,
  Give,
  GlobalLimit,
  HaltView_Serialize as HaltView,
  Hedge,
  HistoryCursor,
  HistoryFilter_Serialize as HistoryFilter,
  HistoryPage_Serialize as HistoryPage,
  HistoryQuery_Serialize as HistoryQuery,
  HistoryRow_Serialize as HistoryRow,
  HistoryTotals_Serialize as HistoryTotals,
  HostPurpose,
  Hosts_Serialize as Hosts,
  HostView_Serialize as HostView,
  KeyOutcome,
  KeyProblem,
  KeyRung,
  KeyRungKind,
  KeyStanding_Serialize as KeyStanding,
  Leaderboard_Serialize as Leaderboard,
  LeaderboardQuery_Serialize as LeaderboardQuery,
  LeaderRow_Serialize as LeaderRow,
  LedgerBook,
  LedgerDay,
  LedgerFilter,
  LedgerKind,
  LedgerRow,
  LedgerRowsQuery,
  LedgerSum,
  LedgerWhat,
  Licence,
  LimitsView,
  Mode,
  OrderDetail_Serialize as OrderDetail,
  OrderList,
  OrderPath_Serialize as OrderPath,
  OrderRow_Serialize as OrderRow,
  PaperDoubt_Serialize as PaperDoubt,
  PaperFollow_Serialize as PaperFollow,
  PaperRange_Serialize as PaperRange,
  PaperReading,
  PaperResults_Serialize as PaperResults,
  PaperTrader_Serialize as PaperTrader,
  PathAhead_Serialize as PathAhead,
  PathPoint_Serialize as PathPoint,
  Performance_Serialize as Performance,
  Period,
  PeriodFigures_Serialize as PeriodFigures,
  Position_Serialize as Position,
  Positions_Serialize as Positions,
  QuitChoice,
  QuitQuestion_Serialize as QuitQuestion,
  Recent,
  RefusedHost,
  RegionStanding_Serialize as RegionStanding,
  Remembered,
  RemovedFollows,
  Remembered_Serialize as Remembered,
  RemovedFollows,
  RequestBudget_Serialize as RequestBudget,
  RestingOrder_Serialize as RestingOrder,
  Settings,
  Shortfall_Serialize as Shortfall,
  ShortfallPart,
  SlippageBin,
  SourceFeed_Serialize as SourceFeed,
  StageResult_Serialize as StageResult,
  StageWork,
  Sums,
  TableLayout_Serialize as TableLayout,
  TableName,
  TakePreview_Serialize as TakePreview,
  Topic,
  TraderFeed_Serialize as TraderFeed,
  TraderPage_Serialize as TraderPage,
  TraderPosition,
  TraderResult_Serialize as TraderResult,
  TraderTrade_Serialize as TraderTrade,
  UnreadableSource,
  Update_Serialize as Update,
  WinRate_Serialize as WinRate,
} from "../bindings";
export type * from "./claims-types";
export type { LockAfter, LockStanding, PassphraseStanding } from "./lock-types";
export type * from "./setup-types";

/** An {@link ApiError} that can be thrown; `code` is the key of the text the person reads. */
export class PlatformError extends Error {
  readonly code: string;
  readonly detail: string;

  constructor(error: ApiError) {
    super(error.detail);
    this.name = "PlatformError";
    this.code = error.code;
    this.detail = error.detail;
  }
}

/** What the window can ask for. Times are venue ms; money and percentages are decimal strings. */
export interface Platform extends ClaimsPlatform, LockPlatform, SetupPlatform {
  frame(): Promise<Frame>;
  leaderboard(query: LeaderboardQuery): Promise<Leaderboard>;
  /** `who` is an address, a unique name, or a profile URL. */
  trader(who: string): Promise<TraderPage>;
  previewFollow(address: string, draft: FollowDraft): Promise<FollowPreview>;
  followDefaults(address: string): Promise<FollowDraft>;
  follow(address: string, draft: FollowDraft): Promise<FollowView>;
  switchFollow(follow: number, on: boolean): Promise<FollowView>;
  unfollow(follow: number): Promise<void>;
  followList(): Promise<FollowList>;
  orderList(query: OrdersQuery): Promise<OrderList>;
  order(order: number): Promise<OrderDetail>;
  /** What taking the other side of the book would do now for what is left of an order. Nothing is sent. */
  previewTake(order: number): Promise<TakePreview>;
  /** Does not wait for the ladder; what is not filled goes on with it. */
  takeNow(order: number): Promise<void>;
  cancelOrder(order: number): Promise<void>;
  /** What cancelling these would take back; one that is over or ends already is not counted. Nothing is sent. */
  previewCancel(orders: number[]): Promise<CancelPreview>;
  /** How many of them were asked to end. */
  cancelOrders(orders: number[]): Promise<number>;
  /** One order's prices over its life, and the ladder ahead. */
  orderPath(order: number): Promise<OrderPath>;
  positions(): Promise<Positions>;
  /** What a close would do now. Nothing is sent. */
  previewClose(close: CloseDraft): Promise<ClosesPreview>;
  /** Sells all or a part of one position, of a follow or of everything, at the market or at a limit. */
  close(close: CloseDraft): Promise<Closed>;
  /** Lifts a halt by hand. */
  liftHalt(halt: string, token: string | null, order: string | null): Promise<Frame>;
  /** Sets the books to what the exchange shows of a token, or without one of the cash. */
  acceptDifference(token: string | null): Promise<Frame>;
  /** Books the shares that the account has of a token beyond the books to a follow. */
  giveDifference(token: string, follow: number): Promise<Frame>;
  /** What the books and the exchange say of the account, side by side. */
  differences(): Promise<Differences>;
  /** Reads the account at the exchange now; answers when that is done. */
  lookAgain(): Promise<Frame>;
  /** How well each copied trader is seen, and what could not be read. */
  feedReport(): Promise<FeedReport>;
  /** Follows a trader to the wallet that they moved to. */
  relink(follow: number): Promise<FollowView>;
  /** Whether an update comes at least once a second, so that silence means that nobody is there. */
  readonly beats?: boolean;
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** The ledger's sums and days, of one instant. */
  ledger(filter: LedgerFilter): Promise<LedgerBook>;
  /** Rows of one of its days, oldest first. */
  ledgerRows(query: LedgerRowsQuery): Promise<LedgerRow[]>;
  /** All its rows that the filter finds, as a file among the downloads; null where the person gave no place. */
  exportLedger(filter: LedgerFilter): Promise<Exported | null>;
  historyTotals(filter: HistoryFilter): Promise<HistoryTotals>;
  exportHistory(filter: HistoryFilter): Promise<Exported>;
  performance(period: Period): Promise<Performance>;
  /** The results by trader, as a file. */
  exportPerformance(period: Period): Promise<Exported>;
  /** Where the rest of the trader's profit went, over the whole life of a follow. */
  shortfall(follow: number): Promise<Shortfall>;
  dashboard(period: Period): Promise<Dashboard>;
  /** Shows one, whatever is switched off and at whatever hour. */
  testNotification(): Promise<void>;
  dataPaths(): Promise<DataPaths>;
  /** In the computer's file manager. */
  openFolder(which: "data" | "logs"): Promise<void>;
  licences(): Promise<Licence[]>;
  activity(query: ActivityQuery): Promise<ActivityPage>;
  decisions(query: DecisionsQuery): Promise<DecisionsPage>;
  decisionCounts(filter: DecisionFilter): Promise<DecisionCounts>;
  exportDecisions(filter: DecisionFilter): Promise<Exported>;
  pause(): Promise<Frame>;
  resume(): Promise<Frame>;
  stopAll(): Promise<Frame>;
  startAgain(): Promise<Frame>;
  /** Demo only. What is null stays as it is. */
  setClock(speed: number | null, paused: boolean | null): Promise<Frame>;
  /** Demo only: runs the clock fast until the next trade of a followed trader is seen, then as before. */
  skipToNextTrade(): Promise<Frame>;
  /** Ends that: the clock goes on as before it. */
  cancelSkip(): Promise<Frame>;
  /** Traders and markets by their names; the trader of an address or a profile. */
  search(text: string): Promise<Found>;
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<Settings>;
  /** How tables are laid out, and what was opened last. */
  remembered(): Promise<Remembered>;
  /** Lays a table out; without columns, as the program does. */
  rememberTable(layout: TableLayout): Promise<void>;
  /** Puts it before what was opened last. */
  rememberRecent(recent: Recent): Promise<void>;
  /** Asks to quit: ends the program, or asks in the frame (`quit`) while orders work. */
  quit(): Promise<void>;
  answerQuit(choice: QuitChoice): Promise<void>;
  /** Demo only. */
  resetDemo(): Promise<Frame>;
  /** Shows the engine of that mode; the one that was shown goes on. */
  showMode(mode: Mode): Promise<Frame>;
  /** Starts paper where it does not run, and shows it; a new account opens with so many dollars. */
  enterPaper(opening: string | null): Promise<Frame>;
  /** Starts live where it was confirmed and tested, and shows it. */
  enterLive(): Promise<Frame>;
  /** Ends live, takes its confirmation back, and shows paper or the demo. */
  leaveLive(): Promise<Frame>;
  /** What the paper account came to, with both ends. */
  paperResults(): Promise<PaperResults>;
  /** Where the engine that is shown speaks to, and what went there. */
  hosts(): Promise<Hosts>;
  /** How it stood when the key was last looked for, and what rests. The keychain is not asked. */
  keyStanding(): Promise<KeyStanding>;
  /** Looks for the key now; the system may ask to unlock the keychain. */
  lookForKey(): Promise<KeyStanding>;
  /** What Polymarket last answered of where we are. */
  regionStanding(): Promise<RegionStanding>;
  /** Asks it now. No halt is lifted by the answer. */
  lookAtRegion(): Promise<RegionStanding>;
  /** Every update, in order of `seq`. Resolves once it listens; call the result to stop. */
  listen(each: (update: Update) => void): Promise<() => void>;
  /** The window has painted for the first time. */
  ready(): Promise<void>;
}
