/**
 * The simulated platform: the whole window without a shell or an engine. Used by tests, by the end-to-end tests and by
 * `vite dev`. What it starts with is chosen in the address: `?mock=first|fresh|idle|stopped|disconnected|failed|paused|down|orphans|many|halts|late|differences|region|keyless|locked|locked-refused|no-passphrase|update|update-refused|update-packaged` or one of
 * the way to live (`setup-…`, see `setup/`), `?mode=demo|paper|live`, `?beside=demo|paper|live`, `?speed=60`, `?clock=paused`, `?language=fr`, `?theme=light`,
 * `?colours=colourblind`, `?density=compact`. With `?thread=own` it runs beside the window: see `afar.ts`.
 */
import { commands } from "../../bindings";
import type {
  ActivityQuery,
  Colours,
  CommandList,
  Density,
  ErrorCode,
  FollowView,
  HaltView,
  LanguageChoice,
  Mode,
  OrderRow,
  OrdersQuery,
  Platform,
  Remembered,
  Theme,
  Update,
} from "../types";
import { PlatformError } from "../types";
import { claimsOf } from "./claims";
import { decisionCountsOf, decisionsOf } from "./decisions";
import { diagnosticsOf } from "./diagnostics";
import { differencesOf, differingHalts, give } from "./differences";
import type { MockFollow, MockOrder } from "./entities";
import { address } from "./entities";
import { feedReportOf } from "./feeds";
import { TRADERS } from "./fixture/traders";
import { found } from "./found";
import { haltsAt, regionHalt } from "./halts";
import { takePreviewOf } from "./holdings";
import { lockOf } from "./lock";
import { fillUp } from "./many";
import { marketsOf } from "./market";
import { noticesOf } from "./notices";
import { cancelPreviewOf, rowOf } from "./order-rows";
import { placesOf } from "./places";
import { recordsOf } from "./records-commands";
import { roomsOf } from "./rooms";
import { setupOf } from "./setup";
import { sumsOf } from "./sums";
import { updatesOf } from "./updates";
import { draftFor, followListOf, followView, frameOf, leaderboardOf, previewOf, traderOf } from "./views";
import { World } from "./world";

/** As often as the real one at most, and no oftener than a person can read. */
const TICK_MS = 250;

export interface Mock extends Platform {
  readonly world: World;
  /** Lets time pass and sends the update of it: for tests with a hand on the clock. */
  advance(realMs: number): void;
  /** The follows that stand and the orders, without what stands beside them. */
  follows(): Promise<FollowView[]>;
  orders(query: OrdersQuery): Promise<OrderRow[]>;
  /** Sends an update with that number, whatever came before: for tests of gaps. */
  send(seq: number): void;
}

interface MockOptions {
  scenario: string;
  mode: Mode;
  /** The program's other engine. */
  beside: Mode | null;
  speed: number;
  clockPaused: boolean;
  language: LanguageChoice;
  theme: Theme;
  colours: Colours;
  density: Density;
  /** Whether its clock runs by itself. */
  living: boolean;
}

const refuse = (code: ErrorCode, detail: string): never => {
  throw new PlatformError({ code, detail });
};

/** What the simulation does not have says so, as a program without it does. */
const notSimulated = Object.fromEntries(
  Object.keys(commands).map((name) => [name, async () => refuse("cannot_here", `${name} is not simulated`)]),
) as unknown as CommandList;

export function openMock(params: URLSearchParams): Mock {
  return createMock({
    scenario: params.get("mock") ?? "",
    mode: (params.get("mode") ?? "demo") as Mode,
    beside: params.get("beside") as Mode | null,
    speed: Number(params.get("speed") ?? 60),
    clockPaused: params.get("clock") === "paused",
    language: (params.get("language") ?? "en") as LanguageChoice,
    theme: (params.get("theme") ?? "dark") as Theme,
    colours: (params.get("colours") ?? "standard") as Colours,
    density: (params.get("density") ?? "default") as Density,
    living: true,
  });
}

export function createMock(given: Partial<MockOptions> = {}): Mock {
  const options: MockOptions = {
    scenario: "",
    mode: "demo",
    beside: null,
    speed: 60,
    clockPaused: false,
    language: "en",
    theme: "dark",
    colours: "standard",
    density: "default",
    living: false,
    ...given,
  };
  let world = newWorld(options, 7);
  let seq = 0;
  let sentAt = 0;
  let noticesRead: number | null = null;
  let remembered: Remembered = { tables: [], views: [], recents: [] };
  const listeners = new Set<(update: Update) => void>();

  const send = (number: number) => {
    seq = number;
    sentAt = Date.now();
    const update: Update = {
      seq,
      frame: frameOf(world),
      touched: [...world.touched],
      announcements: world.announcements,
    };
    world.touched.clear();
    world.announcements = [];
    for (const each of listeners) each(update);
  };
  const advance = (realMs: number) => {
    world.tick(realMs);
    send(seq + 1);
  };
  if (options.living) {
    setInterval(() => {
      world.tick(TICK_MS);
      if (world.touched.size > 0 || world.announcements.length > 0 || Date.now() - sentAt >= 1000)
        send(seq + 1);
    }, TICK_MS);
  }
  const down = options.scenario === "down";
  /** Answers a little later, as a real one does; refuses everything that needs the venue while it is down. */
  const answer = async <T>(give: () => T, needsVenue = false): Promise<T> => {
    if (options.living) await new Promise((done) => setTimeout(done, 40));
    if (down && needsVenue) refuse("venue_unreachable", "no answer in 10 s, tried 4 times");
    return give();
  };
  const changed = <T>(value: T): T => {
    queueMicrotask(() => send(seq + 1));
    return value;
  };
  const seed = (who: string) => {
    const wanted = who
      .trim()
      .toLowerCase()
      .replace(/^.*\/(@|profile\/)?/, "");
    const found = TRADERS.find((one) => one.name.toLowerCase() === wanted || address(one.name) === wanted);
    return found ?? refuse("unknown_trader", `no trader "${who}"`);
  };
  const follow = (id: number): MockFollow =>
    world.follows.find((one) => one.id === id && one.status !== "removed") ??
    refuse("not_found", `no follow ${id}`);
  const order = (id: number): MockOrder =>
    world.orders.find((one) => one.id === id) ?? refuse("not_found", `no order ${id}`);
  const orderRows = (ended: boolean): OrderRow[] =>
    world.orders
      .filter((one) => ended || one.status !== "ended")
      .map((one) => rowOf(world, one))
      .sort((a, b) => b.signalAt - a.signalAt);
  const entries = (query: ActivityQuery) => {
    const text = query.text?.toLowerCase() ?? "";
    const of = query.follow === null ? null : follow(query.follow).trader;
    return world.journal
      .filter((entry) => query.before === null || entry.seq < query.before)
      .filter((entry) => of === null || entry.trader === of)
      .filter((entry) => query.kinds.length === 0 || query.kinds.includes(entry.event.kind))
      .filter((entry) => !text || `${entry.market ?? ""} ${entry.trader ?? ""}`.toLowerCase().includes(text))
      .reverse();
  };

  return {
    ...notSimulated,
    get world() {
      return world;
    },
    advance,
    send,
    ...recordsOf({ world: () => world, answer, changed, refuse, order }),
    ...placesOf({ world: () => world, answer, changed, refuse }),
    ...marketsOf({ world: () => world, answer, refuse }),
    ...claimsOf({ world: () => world, scenario: options.scenario, answer, changed, refuse }),
    ...lockOf({ world: () => world, scenario: options.scenario, answer, changed, refuse }),
    ...diagnosticsOf({ world: () => world, answer, changed, refuse }),
    ...updatesOf({ world: () => world, scenario: options.scenario, answer }),
    ...setupOf({
      world: () => world,
      scenario: options.scenario,
      living: options.living,
      answer,
      changed,
      refuse,
    }),
    frame: () => answer(() => frameOf(world)),
    leaderboard: (query) => answer(() => leaderboardOf(world, query), true),
    trader: (who) => answer(() => traderOf(world, seed(who)), true),
    previewFollow: (who, draft) => answer(() => previewOf(world, seed(who), draft)),
    followDefaults: (who) => answer(() => draftFor(world, seed(who).name)),
    follow: (who, draft) =>
      answer(() => {
        const { name } = seed(who);
        if (previewOf(world, seed(who), draft).problems.length > 0) refuse("out_of_range", "see the fields");
        return changed(followView(world, world.follow(name, draft)));
      }),
    switchFollow: (id, on) =>
      answer(() => {
        world.switchFollow(follow(id), on);
        return changed(followView(world, follow(id)));
      }),
    unfollow: (id) =>
      answer(() => {
        world.unfollow(follow(id));
        changed(null);
      }),
    follows: () => answer(() => followListOf(world).rows),
    followList: () => answer(() => followListOf(world)),
    orders: ({ ended }) => answer(() => orderRows(ended)),
    orderList: ({ ended }) => answer(() => ({ rows: orderRows(ended), sums: sumsOf(world) })),
    order: (id) =>
      answer(() => ({
        order: rowOf(world, order(id)),
        events: world.journal.filter((entry) => entry.order === id).reverse(),
        hashes: [`0x${address(`order ${id}`).slice(2)}${address(`child ${id}`).slice(2, 26)}`],
      })),
    previewTake: (id) =>
      answer(() => {
        const one = order(id);
        if (one.status !== "working" || one.stage === 5) refuse("not_found", `order ${id} cannot be taken`);
        return takePreviewOf(world, one);
      }),
    takeNow: (id) =>
      answer(() => {
        const one = order(id);
        one.hastened = true;
        world.log.write({ kind: "order", step: { name: "hastened" } }, one);
        changed(null);
      }),
    cancelOrder: (id) =>
      answer(() => {
        if (order(id).status === "ended") refuse("not_found", `order ${id} has ended`);
        world.endWhere((one) => one.id === id, "cancelled_by_user");
        changed(null);
      }),
    previewCancel: (ids) => answer(() => cancelPreviewOf(world, ids)),
    cancelOrders: (ids) =>
      answer(() => {
        const chosen = new Set(ids);
        return changed(world.endWhere((one) => chosen.has(one.id), "cancelled_by_user"));
      }),
    activity: (query) =>
      answer(() => {
        const all = entries(query);
        const page = all.slice(0, query.limit);
        return { entries: page, next: all.length > page.length ? (page.at(-1)?.seq ?? null) : null };
      }),
    decisions: (query) => answer(() => decisionsOf(world, query)),
    decisionCounts: (filter) => answer(() => decisionCountsOf(world, filter)),
    exportDecisions: (filter) =>
      answer(() => ({
        path: `~/Downloads/pilotfish-${world.mode}-decisions.csv`,
        rows: decisionsOf(world, { ...filter, before: null, limit: Number.POSITIVE_INFINITY }).rows.length,
      })),
    quit: () =>
      answer(() => {
        world.quitting = true;
        changed(null);
      }),
    answerQuit: (choice) =>
      answer(() => {
        if (choice === "cancel") world.endWhere(() => true, "cancelled_by_user");
        world.quitting = false;
        changed(null);
      }),
    noteEdits: (unsaved) =>
      answer(() => {
        world.edits = unsaved;
      }),
    answerClosing: () =>
      answer(() => {
        world.closing = false;
        changed(null);
      }),
    pause: () =>
      answer(() => {
        world.paused = true;
        world.control("paused");
        return changed(frameOf(world));
      }),
    resume: () =>
      answer(() => {
        world.paused = false;
        world.control("resumed");
        return changed(frameOf(world));
      }),
    stopAll: () =>
      answer(() => {
        world.stop();
        return changed(frameOf(world));
      }),
    startAgain: () =>
      answer(() => {
        world.stopped = false;
        world.control("started");
        return changed(frameOf(world));
      }),
    setClock: (speed, paused) =>
      answer(() => {
        if (world.mode !== "demo") refuse("not_demo", "no clock here");
        world.endSkip();
        if (speed !== null) world.speed = speed;
        if (paused !== null) world.clockPaused = paused;
        return changed(frameOf(world));
      }),
    notices: () => answer(() => noticesOf(world, noticesRead ?? world.began - 18 * 3_600_000)),
    readNotices: (until) =>
      answer(() => {
        noticesRead = Math.max(noticesRead ?? 0, until);
        return noticesOf(world, noticesRead);
      }),
    previewLimits: (limits) => answer(() => roomsOf(world, limits)),
    skipToNextTrade: () =>
      answer(() => {
        world.skip ??= { since: world.now, speed: world.speed, paused: world.clockPaused };
        world.speed = 600;
        world.clockPaused = false;
        return changed(frameOf(world));
      }),
    cancelSkip: () =>
      answer(() => {
        world.endSkip();
        return changed(frameOf(world));
      }),
    search: (text) => answer(() => found(world, text)),
    settings: () =>
      answer(() => (world.locked ? refuse("window_locked", "the window is locked") : world.settings)),
    saveSettings: (settings) =>
      answer(() => {
        if (settings.limits !== world.settings.limits) world.control("limits");
        world.settings = settings;
        world.touched.add("settings");
        return changed(settings);
      }),
    remembered: () => answer(() => remembered),
    rememberTable: (layout) =>
      answer(() => {
        const others = remembered.tables.filter(({ table }) => table !== layout.table);
        const tables = layout.columns.length > 0 ? [...others, layout] : others;
        remembered = { ...remembered, tables };
      }),
    rememberView: (view) =>
      answer(() => {
        const others = remembered.views.filter(
          ({ table, name }) => table !== view.table || name !== view.name,
        );
        remembered = { ...remembered, views: view.columns.length > 0 ? [...others, view] : others };
      }),
    rememberRecent: (recent) =>
      answer(() => {
        remembered = { ...remembered, recents: [recent, ...remembered.recents].slice(0, 12) };
      }),
    liftHalt: (halt, token, order) =>
      answer(() => {
        const stands = (one: HaltView) => one.halt === halt && one.token === token && one.order === order;
        if (!world.halts.some(stands)) refuse("not_found", `no halt ${halt}`);
        world.halts = world.halts.filter((one) => !stands(one));
        return changed(frameOf(world));
      }),
    differences: () => answer(() => differencesOf(world)),
    giveDifference: (token, id) =>
      answer(() => {
        const there = differencesOf(world).rows.some((row) => row.token === token && row.give !== null);
        if (!there) refuse("nothing_to_give", `no shares of ${token} beyond the books`);
        give(world, token, follow(id).id);
        return changed(frameOf(world));
      }),
    lookAgain: () => answer(() => changed(frameOf(world))),
    acceptDifference: (token) =>
      answer(() => {
        world.halts = world.halts.filter((one) => one.remedy !== "accept" || one.token !== token);
        return changed(frameOf(world));
      }),
    feedReport: () =>
      answer(() => feedReportOf(world, options.scenario === "late" || world.disconnectedSince !== null)),
    relink: (id) => answer(() => followView(world, follow(id))),
    resetDemo: () =>
      answer(() => {
        if (world.mode !== "demo") refuse("not_demo", "not a demo");
        const { settings } = world;
        world = newWorld({ ...options, scenario: "fresh" }, world.journal.length + 8);
        world.settings = settings;
        world.touched.add("all");
        return changed(frameOf(world));
      }),
    listen: async (each) => {
      listeners.add(each);
      return () => listeners.delete(each);
    },
    ready: async () => undefined,
  };
}

function newWorld(options: MockOptions, seed: number): World {
  const { scenario } = options;
  const world = new World({
    mode: options.mode,
    fresh: scenario === "fresh" || scenario === "first",
    idle: scenario === "idle",
    speed: options.speed,
    seed,
  });
  world.clockPaused = options.clockPaused;
  world.beside = options.beside;
  const { language, theme, colours, density } = options;
  world.settings = { ...world.settings, language, theme, colours, density, welcomed: scenario !== "first" };
  if (scenario === "many") fillUp(world);
  if (scenario === "orphans") {
    const kestrel = world.follows.find((one) => one.trader === "kestrel");
    if (kestrel) world.unfollow(kestrel);
    world.tick(1000);
    world.touched.clear();
    world.announcements = [];
  }
  if (scenario === "halts") world.halts = haltsAt(world.now);
  if (scenario === "differences") world.halts = differingHalts(world);
  if (scenario === "region") world.halts = regionHalt(world.now);
  if (scenario === "keyless") world.keyTrouble = "key_locked";
  if (scenario === "paused") world.paused = true;
  if (scenario === "no-passphrase") world.passphrase = "not_set";
  if (scenario.startsWith("locked")) world.locked = true;
  if (scenario === "failed") world.failed = true;
  if (scenario === "disconnected" || scenario === "down") world.disconnectedSince = world.now - 48_000;
  if (scenario === "stopped") {
    world.stop();
    world.tick(1000);
    world.touched.clear();
    world.announcements = [];
  }
  return world;
}
