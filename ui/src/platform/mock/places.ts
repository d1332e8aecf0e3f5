/** Modes, paper's two figures, hosts, the key and the region of the simulated engine. */
import type {
  HostPurpose,
  HostView,
  KeyOutcome,
  KeyStanding,
  Mode,
  PaperRange,
  PaperReading,
  PaperResults,
  Platform,
  RegionStanding,
} from "../types";
import { address, amount, money, price } from "./entities";
import { START } from "./fixture/follows";
import { MARKETS } from "./fixture/markets";
import { HOUR } from "./ladder";
import { periodOf } from "./period";
import { frameOf } from "./views";
import type { World } from "./world";

interface Engine {
  world(): World;
  answer<T>(give: () => T): Promise<T>;
  changed<T>(value: T): T;
  refuse(code: string, detail: string): never;
}

type Places = Pick<
  Platform,
  | "showMode"
  | "enterPaper"
  | "enterLive"
  | "leaveLive"
  | "paperResults"
  | "hosts"
  | "keyStanding"
  | "lookForKey"
  | "regionStanding"
  | "lookAtRegion"
>;

export function placesOf({ world, answer, changed, refuse }: Engine): Places {
  let looked = 0;
  const show = (mode: Mode, goesOn: boolean) => {
    const here = world();
    if (here.mode !== mode) {
      here.beside = goesOn ? here.mode : null;
      here.mode = mode;
      here.touched.add("all");
    }
    return changed(frameOf(here));
  };
  return {
    showMode: (mode) =>
      answer(() => {
        const { beside, mode: shown } = world();
        if (mode !== shown && mode !== beside && mode !== "demo")
          refuse("no_such_mode", `nothing runs in ${mode} mode`);
        return show(mode, true);
      }),
    enterPaper: () =>
      answer(() => {
        if (world().mode === "live" || world().beside === "live")
          refuse("one_account", "this program runs one demo and one account of paper or live");
        return show("paper", true);
      }),
    enterLive: () => answer(() => show("live", world().mode === "demo")),
    leaveLive: () => answer(() => show("paper", false)),
    paperResults: () =>
      answer(() =>
        world().mode === "paper" ? paperOf(world()) : refuse("not_paper", "not a paper account"),
      ),
    hosts: () =>
      answer(() => ({
        hosts: hostsOf(world().mode),
        refused:
          world().mode === "demo"
            ? []
            : [
                { at: START - 5 * HOUR, host: "img.example.net", why: "redirect" as const },
                { at: START - 5 * HOUR - 1000, host: "img.example.net", why: "redirect" as const },
              ],
        since: START - 31 * HOUR,
        now: world().now,
        endpointsFile: world().mode === "demo" ? null : "~/.config/pilotfish/endpoints.json",
      })),
    keyStanding: () => answer(() => keyOf(world(), looked === 0 ? START : looked)),
    lookForKey: () =>
      answer(() => {
        looked = world().now;
        return keyOf(world(), looked);
      }),
    regionStanding: () => answer(() => regionOf(world())),
    lookAtRegion: () => answer(() => regionOf(world())),
  };
}

const reading = (cautious: number, optimistic: number): PaperReading =>
  cautious > 0 ? "gained" : optimistic < 0 ? "lost" : cautious === optimistic ? "even" : "cannot_tell";

const range = (cautious: number, optimistic: number): PaperRange => ({
  cautious: money(cautious),
  booked: money(cautious + (optimistic - cautious) * 0.2),
  optimistic: money(optimistic),
  reading: reading(cautious, optimistic),
});

/** How far each end lies from what is booked, USD, and how many orders are in doubt. */
const AROUND: Record<string, [number, number, number]> = {
  "25usdc": [17.2, 4.3, 6],
  denizz: [8.55, 2.1, 3],
  kestrel: [6.4, 3.65, 4],
  northbound: [12.15, 5.3, 1],
  slippage: [9.6, 14.2, 2],
};

/** Trader, market, outcome, price in cents, shares in doubt, shares ahead. */
const IN_DOUBT: [string, number, 0 | 1, number, number, number][] = [
  ["25usdc", 0, 0, 58, 64, 310],
  ["kestrel", 1, 0, 52.4, 35, 140],
  ["denizz", 2, 1, 61.2, 120, 95],
  ["slippage", 3, 0, 31.5, 90, 820],
];

function paperOf(world: World): PaperResults {
  const fresh = world.follows.length === 0;
  const { traders: booked } = periodOf(world, "all");
  const traders = booked.map(({ name, pnl }) => {
    const [below, above, inDoubt] = AROUND[name] ?? [0, 0, 0];
    return { name, low: Number(pnl) - below, high: Number(pnl) + above, inDoubt };
  });
  traders.sort((one, other) => other.low - one.low);
  const cautious = traders.reduce((all, one) => all + one.low, 0);
  const optimistic = traders.reduce((all, one) => all + one.high, 0);
  const followOf = (name: string) => world.follows.find((one) => one.trader === name);
  return {
    openedAt: START - 23 * 24 * HOUR,
    opening: "2000",
    cash: fresh ? "2000" : money(world.cash),
    fees: fresh ? "0" : "9.84",
    result: range(cautious, optimistic),
    cautiousPercent: (cautious / 20).toFixed(1),
    optimisticPercent: (optimistic / 20).toFixed(1),
    orders: fresh ? 0 : 70,
    asked: fresh ? "0" : "8420",
    filled: fresh ? "0" : "3250",
    filledOptimistic: fresh ? "0" : "5170",
    filledPercent: fresh ? null : "38.6",
    filledOptimisticPercent: fresh ? null : "61.4",
    traders: traders.map(({ name, low, high, inDoubt }) => ({
      address: address(name),
      name,
      result: range(low, high),
      inDoubt,
    })),
    follows: traders.flatMap(({ name, low, high, inDoubt }) => {
      const follow = followOf(name);
      return follow ? [{ follow: follow.id, result: range(low, high), inDoubt }] : [];
    }),
    apart: null,
    doubts: fresh
      ? []
      : IN_DOUBT.map(([trader, market, outcome, at, shares, ahead], i) => ({
          order: world.orders[i]?.id ?? i + 1,
          address: address(trader),
          trader,
          market: MARKETS[market]?.question ?? "",
          outcome: outcome === 0 ? "Yes" : "No",
          side: "BUY",
          price: price(at),
          shares: amount(shares),
          ahead: amount(ahead),
          works: i % 2 === 0,
        })),
    doubtsCount: fresh ? 0 : 16,
    delay: 250,
    unwatched: fresh ? 0 : 44 * 60_000,
  };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Host, purposes, requests since the start, signed in, open streams, how long ago. */
const HOSTS: [string, HostPurpose[], number, number, number, number][] = [
  ["clob.polymarket.com", ["orders"], 14_820, 2_310, 0, 4 * SECOND],
  ["data-api.polymarket.com", ["trader_data"], 318_240, 0, 0, 2 * SECOND],
  ["gamma-api.polymarket.com", ["markets"], 2_104, 0, 0, MINUTE],
  ["ws-subscriptions-clob.polymarket.com", ["market_stream", "user_stream"], 6, 2, 2, 1 * SECOND],
  ["ws-live-data.polymarket.com", ["activity_stream"], 3, 0, 1, 0],
  ["relayer-v2.polymarket.com", ["relayer"], 4, 4, 0, 2 * HOUR],
  ["polymarket.com", ["region"], 147, 0, 0, 8 * MINUTE],
  ["rpc.example.net", ["polygon"], 212, 0, 0, 6 * MINUTE],
];

function hostsOf(mode: Mode): HostView[] {
  if (mode === "demo") {
    const purposes: HostPurpose[] = ["orders", "trader_data", "markets", "market_stream", "user_stream"];
    return [hostOf("127.0.0.1:40123", [...purposes, "activity_stream"], 5_210, 310, 3, SECOND, false)];
  }
  const listed = mode === "paper" ? HOSTS.filter(([, purposes]) => !purposes.includes("relayer")) : HOSTS;
  return listed.map(([host, purposes, requests, signedIn, open, ago]) =>
    hostOf(host, purposes, requests, mode === "paper" ? 0 : signedIn, open, ago, true),
  );
}

function hostOf(
  host: string,
  purposes: HostPurpose[],
  requests: number,
  signedIn: number,
  openStreams: number,
  ago: number,
  encrypted: boolean,
): HostView {
  return {
    host,
    purposes,
    encrypted,
    own: host.includes("example") || !encrypted,
    requests,
    lastHour: Math.ceil(requests / 31),
    lastDay: Math.ceil((requests * 24) / 31),
    signedIn,
    kilobytesSent: Math.ceil(requests * 0.4),
    kilobytesReceived: requests * 3,
    openStreams,
    lastAgo: ago,
    proxy: null,
  };
}

function keyOf(world: World, lookedAt: number): KeyStanding {
  const locked = world.keyTrouble !== null;
  const outcomes: KeyOutcome[] = locked
    ? ["passed", "failed", "unseen", "unseen"]
    : ["passed", "passed", "passed", "passed"];
  const working = world.orders
    .filter((order) => order.status === "working" && order.limit !== null)
    .slice(0, 6);
  return {
    owner: "0x2cE49E1f2b82Bb3AB365A7972502E148C3be9d07",
    keeper: "keychain",
    entry: "live-private-key-0x2ce49e1f2b82bb3ab365a7972502e148c3be9d07",
    lookedAt,
    since: locked ? START - 8000 : null,
    every: locked ? 30 * SECOND : null,
    rungs: (["running", "unlocked", "entry", "right_key"] as const).map((rung, i) => ({
      rung,
      outcome: outcomes[i] ?? "unseen",
    })),
    problem: locked ? "key_locked" : null,
    resting: working.map((order, i) => ({
      order: order.id,
      address: address(order.trader),
      trader: order.trader,
      market: MARKETS[order.market]?.question ?? "",
      outcome: order.outcome === 0 ? "Yes" : "No",
      side: order.side,
      left: amount(order.shares - order.filled),
      limit: price(order.limit ?? order.first),
      expires: world.now + (i + 2) * 74 * MINUTE,
    })),
    restingBuys: money(
      working.reduce(
        (sum, order) =>
          order.side === "BUY"
            ? sum + ((order.shares - order.filled) * (order.limit ?? order.first)) / 100
            : sum,
        0,
      ),
    ),
  };
}

function regionOf(world: World): RegionStanding {
  const blocked = world.halts.some((halt) => halt.halt === "region");
  return {
    matters: world.mode === "live",
    askedAt: world.mode === "live" ? world.now - 10_000 : null,
    blocked: world.mode === "live" ? blocked : null,
    country: blocked ? "BE" : "CH",
    region: "",
    address: "203.0.113.42",
    allowedAt: blocked ? world.now - 6.5 * HOUR : world.now - 10_000,
    every: 10 * MINUTE,
  };
}
