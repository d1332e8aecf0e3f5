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
import type { Platform } from "@/platform";
import { Crash } from "./crash";
import { Shell } from "./shell";

export interface RouterContext {
  client: QueryClient;
  platform: Platform;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
const number = (value: unknown): number | undefined =>
  Number.isInteger(Number(value)) && value !== "" ? Number(value) : undefined;

const root = createRootRouteWithContext<RouterContext>()({ component: Shell, notFoundComponent: () => null });

/** While nothing is followed the leaderboard is the place to begin; after that, the orders. */
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async ({ context: { client, platform } }) => {
    const follows = await client
      .fetchQuery({ queryKey: ["follows"], queryFn: () => platform.follows() })
      .catch(() => []);
    throw redirect({ to: follows.length > 0 ? "/orders" : "/leaderboard", replace: true });
  },
});

export interface LeaderboardSearch {
  window?: string | undefined;
  order?: string | undefined;
  category?: string | undefined;
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
    category: text(search.category),
    q: text(search.q),
    hide: search.hide === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("@/screens/leaderboard"), "LeaderboardScreen"),
});

const trader = createRoute({
  getParentRoute: () => root,
  path: "/trader/$address",
  validateSearch: (search: Record<string, unknown>): { follow?: boolean | undefined } => ({
    follow: search.follow === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("@/screens/trader"), "TraderScreen"),
});

const following = createRoute({
  getParentRoute: () => root,
  path: "/following",
  component: lazyRouteComponent(() => import("@/screens/following"), "FollowingScreen"),
});

export interface OrdersSearch {
  ended?: boolean | undefined;
  order?: number | undefined;
}

const orders = createRoute({
  getParentRoute: () => root,
  path: "/orders",
  validateSearch: (search: Record<string, unknown>): OrdersSearch => ({
    ended: search.ended === true ? true : undefined,
    order: number(search.order),
  }),
  component: lazyRouteComponent(() => import("@/screens/orders"), "OrdersScreen"),
});

export interface ActivitySearch {
  show?: string | undefined;
  q?: string | undefined;
}

const activity = createRoute({
  getParentRoute: () => root,
  path: "/activity",
  validateSearch: (search: Record<string, unknown>): ActivitySearch => ({
    show: text(search.show),
    q: text(search.q),
  }),
  component: lazyRouteComponent(() => import("@/screens/activity"), "ActivityScreen"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/screens/settings"), "SettingsScreen"),
});

const routeTree = root.addChildren([home, leaderboard, trader, following, orders, activity, settings]);

export const makeRouter = (context: RouterContext) =>
  createRouter({
    routeTree,
    context,
    history: createHashHistory(),
    defaultErrorComponent: Crash,
    defaultPendingMs: 200,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
