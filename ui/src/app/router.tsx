/** The screens and their addresses. Hash history: the shell serves one page, and a filter lives in the address. */

import type { QueryClient } from "@tanstack/react-query";
import {
  createHashHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { holdAnswers, screenComes, screenIsThere } from "@/live/screen-first";
import type { LeaderCategory, Period, Platform, Side } from "@/platform";
import type { HistorySearch } from "@/screens/history/filter";
import type { LedgerSearch } from "@/screens/ledger/filter";
import type { OrdersSearch } from "@/screens/orders/filter";
import { Crash } from "./crash";
import { Nowhere } from "./nowhere";
import { Shell } from "./shell";

export interface RouterContext {
  client: QueryClient;
  platform: Platform;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
const number = (value: unknown): number | undefined =>
  value !== undefined && value !== null && Number.isInteger(Number(value)) && value !== ""
    ? Number(value)
    : undefined;

const PERIODS: Period[] = ["day", "week", "month", "all"];
const CATEGORIES: LeaderCategory[] = [
  "politics",
  "sports",
  "crypto",
  "culture",
  "mentions",
  "weather",
  "economics",
  "tech",
  "finance",
];
const SIDES: Side[] = ["BUY", "SELL"];
const period = (search: Record<string, unknown>): { period?: Period | undefined } => ({
  period: PERIODS.find((one) => one === search.period),
});

const root = createRootRouteWithContext<RouterContext>()({ component: Shell, notFoundComponent: Nowhere });

/** Until an engine answers, who is followed is not known: nobody is sent away as one who follows nobody. */
const ENGINE_MS = 15_000;
const AGAIN_MS = 200;

async function followsAnybody(client: QueryClient, platform: Platform): Promise<boolean> {
  const until = Date.now() + ENGINE_MS;
  for (;;) {
    const list = await client
      .fetchQuery({ queryKey: ["follows"], queryFn: () => platform.followList(), staleTime: 0 })
      .catch(() => null);
    // Where nothing answers for long the dashboard says what is wrong.
    if (list) return list.rows.length > 0;
    if (Date.now() > until) return true;
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}

/** The first time the welcome; while nothing is followed the leaderboard is the place to begin; after that, the dashboard. */
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async ({ context: { client, platform } }) => {
    const settings = await platform.settings().catch(() => null);
    if (settings?.welcomed === false) throw redirect({ to: "/welcome", replace: true });
    const follows = await followsAnybody(client, platform);
    throw redirect({ to: follows ? "/dashboard" : "/leaderboard", replace: true });
  },
});

export interface LeaderboardSearch {
  window?: string | undefined;
  order?: string | undefined;
  category?: LeaderCategory | undefined;
  q?: string | undefined;
  /** Market makers are hidden. */
  hide?: boolean | undefined;
}

const leaderboard = createRoute({
  getParentRoute: () => root,
  path: "/leaderboard",
  validateSearch: (search: Record<string, unknown>): LeaderboardSearch => ({
    window: text(search.window),
    order: text(search.order),
    category: CATEGORIES.find((one) => one === search.category),
    q: text(search.q),
    hide: search.hide === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("@/screens/leaderboard"), "LeaderboardScreen"),
});

export interface TraderSearch {
  /** The sheet that follows them is open. */
  follow?: boolean | undefined;
  /** The share that stands in it at first, in percent. */
  share?: string | undefined;
}

const trader = createRoute({
  getParentRoute: () => root,
  path: "/trader/$address",
  validateSearch: (search: Record<string, unknown>): TraderSearch => ({
    follow: search.follow === true ? true : undefined,
    share: text(search.share),
  }),
  component: lazyRouteComponent(() => import("@/screens/trader"), "TraderScreen"),
});

const market = createRoute({
  getParentRoute: () => root,
  path: "/market/$condition",
  component: lazyRouteComponent(() => import("@/screens/market"), "MarketScreen"),
});

const following = createRoute({
  getParentRoute: () => root,
  path: "/following",
  component: lazyRouteComponent(() => import("@/screens/following"), "FollowingScreen"),
});

const orders = createRoute({
  getParentRoute: () => root,
  path: "/orders",
  validateSearch: (search: Record<string, unknown>): OrdersSearch => ({
    show: search.show === "filled" || search.show === "unfilled" ? search.show : undefined,
    trader: text(search.trader),
    stage: [1, 2, 3, 4, 5].find((one) => one === number(search.stage)),
    order: number(search.order),
  }),
  component: lazyRouteComponent(() => import("@/screens/orders"), "OrdersScreen"),
});

export interface PositionsSearch {
  /** The position whose sale is asked about at first: follow/token. */
  close?: string | undefined;
  /** How much of it, in percent. */
  part?: number | undefined;
}

const positions = createRoute({
  getParentRoute: () => root,
  path: "/positions",
  validateSearch: (search: Record<string, unknown>): PositionsSearch => ({
    close: text(search.close),
    part: number(search.part),
  }),
  component: lazyRouteComponent(() => import("@/screens/positions"), "PositionsScreen"),
});

const history = createRoute({
  getParentRoute: () => root,
  path: "/history",
  validateSearch: (search: Record<string, unknown>): HistorySearch => ({
    trader: text(search.trader),
    side: SIDES.find((one) => one === search.side),
    q: text(search.q),
    span: text(search.span),
    from: text(search.from),
    to: text(search.to),
  }),
  component: lazyRouteComponent(() => import("@/screens/history"), "HistoryScreen"),
});

const ledger = createRoute({
  getParentRoute: () => root,
  path: "/history/ledger",
  validateSearch: (search: Record<string, unknown>): LedgerSearch => ({
    kind: text(search.kind),
    trader: text(search.trader),
    market: text(search.market),
    q: text(search.q),
    span: text(search.span),
    year: number(search.year),
    from: text(search.from),
    to: text(search.to),
  }),
  component: lazyRouteComponent(() => import("@/screens/ledger"), "LedgerScreen"),
});

const performance = createRoute({
  getParentRoute: () => root,
  path: "/performance",
  validateSearch: period,
  component: lazyRouteComponent(() => import("@/screens/performance"), "PerformanceScreen"),
});

const dashboard = createRoute({
  getParentRoute: () => root,
  path: "/dashboard",
  validateSearch: period,
  component: lazyRouteComponent(() => import("@/screens/dashboard"), "DashboardScreen"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/screens/welcome"), "WelcomeScreen"),
});

/** The way to live. Without a page: where it stands. */
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("@/screens/setup"), "SetupStart"),
});

const setupPage = createRoute({
  getParentRoute: () => root,
  path: "/setup/$page",
  component: lazyRouteComponent(() => import("@/screens/setup"), "SetupScreen"),
});

export interface ActivitySearch {
  /** A verdict, for decisions of that kind; a group of events, for the journal; nothing for all decisions. */
  show?: string | undefined;
  q?: string | undefined;
  /** A trader's wallet. */
  trader?: string | undefined;
  /** `day`, `week`, `month`; nothing for all. */
  span?: string | undefined;
  /** One decision by its number. */
  decision?: number | undefined;
}

const activity = createRoute({
  getParentRoute: () => root,
  path: "/activity",
  validateSearch: (search: Record<string, unknown>): ActivitySearch => ({
    show: text(search.show),
    q: text(search.q),
    trader: text(search.trader),
    span: text(search.span),
    decision: number(search.decision),
  }),
  component: lazyRouteComponent(() => import("@/screens/activity"), "ActivityScreen"),
});

const differences = createRoute({
  getParentRoute: () => root,
  path: "/differences",
  component: lazyRouteComponent(() => import("@/screens/differences"), "DifferencesScreen"),
});

const connection = createRoute({
  getParentRoute: () => root,
  path: "/connection",
  component: lazyRouteComponent(() => import("@/screens/feeds"), "FeedsScreen"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/screens/settings"), "SettingsScreen"),
});

const diagnostics = createRoute({
  getParentRoute: () => root,
  path: "/diagnostics",
  component: lazyRouteComponent(() => import("@/screens/diagnostics"), "DiagnosticsScreen"),
});

const hosts = createRoute({
  getParentRoute: () => root,
  path: "/hosts",
  component: lazyRouteComponent(() => import("@/screens/hosts"), "HostsScreen"),
});

const key = createRoute({
  getParentRoute: () => root,
  path: "/key",
  component: lazyRouteComponent(() => import("@/screens/key"), "KeyScreen"),
});

const region = createRoute({
  getParentRoute: () => root,
  path: "/region",
  component: lazyRouteComponent(() => import("@/screens/region"), "RegionScreen"),
});

const routeTree = root.addChildren([
  home,
  welcome,
  setup,
  setupPage,
  dashboard,
  leaderboard,
  trader,
  market,
  following,
  orders,
  positions,
  history,
  ledger,
  activity,
  performance,
  differences,
  connection,
  diagnostics,
  hosts,
  key,
  region,
  settings,
]);

export function makeRouter(context: RouterContext) {
  const router = createRouter({
    routeTree,
    context,
    history: createHashHistory(),
    defaultErrorComponent: Crash,
    defaultPendingMs: 200,
  });
  holdAnswers();
  router.subscribe("onBeforeNavigate", ({ pathChanged }) => {
    if (pathChanged) screenComes();
  });
  router.subscribe("onResolved", () => screenIsThere());
  return router;
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
