/** The commands about what is held, what happened, what it brought and where things are, on the simulated engine. */
import type { CloseDraft, Platform } from "../types";
import { dashboardOf } from "./attention";
import type { MockOrder, MockPosition } from "./entities";
import { closeNow, closePreviewOf, closesPreviewOf, positionsOf, tokenOf } from "./holdings";
import { bookFile, bookMarketsOf, bookOf, bookRowsOf } from "./ledger";
import { exportOf, historyOf, save, totalsOf } from "./past-fills";
import { pathOf } from "./path";
import { performanceOf } from "./period";
import { filledFollows, resultsTable, shortfallOf } from "./shortfall";
import { sumsOf } from "./sums";
import type { World } from "./world";

interface Engine {
  world(): World;
  answer<T>(give: () => T): Promise<T>;
  changed<T>(value: T): T;
  refuse(code: string, detail: string): never;
  order(id: number): MockOrder;
}

type Records = Pick<
  Platform,
  | "orderPath"
  | "positions"
  | "previewClose"
  | "close"
  | "history"
  | "historyTotals"
  | "exportHistory"
  | "ledger"
  | "ledgerRows"
  | "ledgerMarkets"
  | "exportLedger"
  | "performance"
  | "exportPerformance"
  | "shortfall"
  | "dashboard"
  | "testNotification"
  | "opened"
  | "dataPaths"
  | "openFolder"
  | "licences"
>;

export function recordsOf({ world, answer, changed, refuse, order }: Engine): Records {
  const position = (follow: number, token: string): MockPosition =>
    world().positions.find((one) => one.follow === follow && tokenOf(one) === token) ??
    refuse("not_found", `no position ${follow}/${token}`);
  const meant = ({ target }: CloseDraft): MockPosition[] => {
    if (target.scope === "position") return [position(target.follow, target.token)];
    return world().positions.filter((one) => target.scope === "everything" || one.follow === target.follow);
  };
  return {
    orderPath: (id) => answer(() => pathOf(world(), order(id))),
    positions: () => answer(() => positionsOf(world())),
    previewClose: (close) => answer(() => closesPreviewOf(world(), meant(close), close)),
    close: (close) =>
      answer(() => {
        const plans = meant(close).map((held) => ({ held, plan: closePreviewOf(world(), held, close) }));
        const skipped = plans.flatMap(({ plan }) => (plan.problem === null ? [] : [plan.problem]));
        const [problem] = skipped;
        if (problem !== undefined && skipped.length === plans.length) refuse("cannot_close", problem);
        const orders = plans
          .filter(({ plan }) => plan.problem === null)
          .map(({ held, plan }) => closeNow(world(), held, Number(plan.shares), close));
        return changed({ orders, skipped });
      }),
    history: (query) => answer(() => historyOf(world(), query)),
    historyTotals: (filter) => answer(() => totalsOf(world(), filter)),
    exportHistory: (filter) => answer(() => exportOf(world(), filter)),
    ledger: (filter) => answer(() => bookOf(world(), filter, sumsOf(world()))),
    ledgerRows: (query) => answer(() => bookRowsOf(world(), query)),
    ledgerMarkets: () => answer(() => bookMarketsOf(world())),
    exportLedger: (filter) => answer(() => bookFile(world(), filter)),
    performance: (period) =>
      answer(() => ({ ...performanceOf(world(), period), follows: filledFollows(world()) })),
    exportPerformance: (period) =>
      answer(() => {
        const { text, rows } = resultsTable(world(), period);
        return { path: save(world(), "performance", text), rows };
      }),
    shortfall: (follow) =>
      answer(() => {
        const found = world().follows.find((one) => one.id === follow);
        return found ? shortfallOf(world(), found) : refuse("not_found", `no follow ${follow}`);
      }),
    dashboard: (period) => answer(() => dashboardOf(world(), period)),
    testNotification: () =>
      answer(() => (world().notShown === null ? "taken" : refuse("notification", String(world().notShown)))),
    opened: (number) =>
      answer(() => {
        if (world().opening?.number === number) world().opening = null;
        return undefined;
      }),
    dataPaths: () =>
      answer(() => ({
        data: `~/.local/share/pilotfish/${world().mode}`,
        database: "pilotfish.db",
        databaseBytes: 4_812_800,
        logs: "~/.local/state/pilotfish/logs",
        tray: true,
        keys: true,
      })),
    openFolder: () => answer(() => undefined),
    licences: () =>
      answer(() => [
        { name: "react", version: "19.3.1", licence: "MIT" },
        { name: "rusqlite", version: "0.40.0", licence: "MIT" },
        { name: "sqlx", version: "0.9.0", licence: "MIT OR Apache-2.0" },
        { name: "tauri", version: "2.12.5", licence: "MIT OR Apache-2.0" },
        { name: "tokio", version: "1.52.0", licence: "MIT" },
      ]),
  };
}
