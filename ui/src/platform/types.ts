/**
 * The one door between the window and whatever runs the engine.
 *
 * Invariant: every method either resolves with data or rejects with a {@link PlatformError}; no screen sees anything else.
 * The shapes come from the generated bindings and are re-exported here, so that nothing outside this folder imports them.
 */
import type {
  ActivityPage,
  ActivityQuery,
  ApiError,
  FollowDraft,
  FollowPreview,
  FollowView,
  Frame,
  Leaderboard,
  LeaderboardQuery,
  OrderDetail,
  OrderRow,
  OrdersQuery,
  Settings,
  TraderPage,
  Update,
} from "../bindings";

export type {
  ActivityEntry,
  ActivityPage,
  ActivityQuery,
  Announcement,
  ApiError,
  EngineState,
  FeedStatus,
  FieldProblem,
  FollowDraft,
  FollowPreview,
  FollowView,
  Frame,
  GateView,
  Leaderboard,
  LeaderboardQuery,
  LeaderRow,
  LimitsView,
  Mode,
  OrderDetail,
  OrderRow,
  Settings,
  Topic,
  TraderPage,
  TraderPosition,
  TraderTrade,
  Update,
} from "../bindings";

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
export interface Platform {
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
