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
  FollowDraft,
  FollowPreview_Serialize as FollowPreview,
  FollowView_Serialize as FollowView,
  Frame_Serialize as Frame,
  Leaderboard_Serialize as Leaderboard,
  LeaderboardQuery_Serialize as LeaderboardQuery,
  OrderDetail_Serialize as OrderDetail,
  OrderRow_Serialize as OrderRow,
  OrdersQuery,
  TraderPage_Serialize as TraderPage,
  Update_Serialize as Update,
} from "../bindings";
import type { Settings, WantedPlatform } from "./wanted";

export type {
  ActivityEntry_Serialize as ActivityEntry,
  ActivityPage_Serialize as ActivityPage,
  ActivityQuery_Serialize as ActivityQuery,
  Announcement_Serialize as Announcement,
  ApiError,
  EngineState,
  FeedStatus_Serialize as FeedStatus,
  FieldProblem_Serialize as FieldProblem,
  FollowDraft,
  FollowPreview_Serialize as FollowPreview,
  FollowView_Serialize as FollowView,
  Frame_Serialize as Frame,
  GateView,
  Leaderboard_Serialize as Leaderboard,
  LeaderboardQuery_Serialize as LeaderboardQuery,
  LeaderRow_Serialize as LeaderRow,
  LimitsView,
  Mode,
  OrderDetail_Serialize as OrderDetail,
  OrderRow_Serialize as OrderRow,
  Topic,
  TraderPage_Serialize as TraderPage,
  TraderPosition,
  TraderTrade_Serialize as TraderTrade,
  Update_Serialize as Update,
} from "../bindings";
export type * from "./wanted";

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
export interface Platform extends WantedPlatform {
  frame(): Promise<Frame>;
  leaderboard(query: LeaderboardQuery): Promise<Leaderboard>;
  /** `who` is an address, a unique name, or a profile URL. */
  trader(who: string): Promise<TraderPage>;
  previewFollow(address: string, draft: FollowDraft): Promise<FollowPreview>;
  followDefaults(address: string): Promise<FollowDraft>;
  follow(address: string, draft: FollowDraft): Promise<FollowView>;
  switchFollow(follow: number, on: boolean): Promise<FollowView>;
  unfollow(follow: number): Promise<void>;
  follows(): Promise<FollowView[]>;
  orders(query: OrdersQuery): Promise<OrderRow[]>;
  order(order: number): Promise<OrderDetail>;
  cancelOrder(order: number): Promise<void>;
  /** How many orders were asked to end. */
  cancelAllOrders(): Promise<number>;
  activity(query: ActivityQuery): Promise<ActivityPage>;
  pause(): Promise<Frame>;
  resume(): Promise<Frame>;
  stopAll(): Promise<Frame>;
  startAgain(): Promise<Frame>;
  /** Demo only. What is null stays as it is. */
  setClock(speed: number | null, paused: boolean | null): Promise<Frame>;
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<Settings>;
  /** Demo only. */
  resetDemo(): Promise<Frame>;
  /** Every update, in order of `seq`. Resolves once it listens; call the result to stop. */
  listen(each: (update: Update) => void): Promise<() => void>;
  /** The window has painted for the first time. */
  ready(): Promise<void>;
}
