/** The desktop window's platform: the generated commands and the one event channel. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { commands } from "../bindings";
import type { ApiError, Platform, Update } from "./types";
import { PlatformError } from "./types";
import type { Settings, WantedPlatform } from "./wanted";
import { MORE_SETTINGS } from "./wanted";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: ApiError };

/** Turns an answer into data or a {@link PlatformError}; a broken bridge counts as the engine not answering. */
async function data<T>(answer: Promise<Answer<T>>): Promise<T> {
  let got: Answer<T>;
  try {
    got = await answer;
  } catch (cause) {
    throw new PlatformError({ code: "engine_unreachable", detail: String(cause) });
  }
  if (got.status === "ok") return got.data;
  const { error } = got;
  // A command that refuses its arguments answers with a bare string.
  if (typeof error === "string") throw new PlatformError({ code: "engine_unreachable", detail: error });
  throw new PlatformError(error);
}

/** A command that the bindings do not have yet, by its name in Rust. */
async function ask<T>(command: string, given: Record<string, unknown> = {}): Promise<T> {
  try {
    return await invoke<T>(command, given);
  } catch (cause) {
    const known = typeof cause === "object" && cause !== null && "code" in cause && "detail" in cause;
    throw new PlatformError(
      known ? (cause as ApiError) : { code: "engine_unreachable", detail: String(cause) },
    );
  }
}

const wanted: WantedPlatform = {
  orderPath: (order) => ask("order_path", { order }),
  positions: () => ask("positions"),
  previewClose: (follow, token) => ask("preview_close", { follow, token }),
  closePosition: (follow, token) => ask("close_position", { follow, token }),
  history: (query) => ask("history", { query }),
  historyTotals: (filter) => ask("history_totals", { filter }),
  exportHistory: (filter) => ask("export_history", { filter }),
  performance: (period) => ask("performance", { period }),
  dashboard: (period) => ask("dashboard", { period }),
  testNotification: () => ask("test_notification"),
  dataPaths: () => ask("data_paths"),
  openFolder: (which) => ask("open_folder", { which }),
  licences: () => ask("licences"),
};

/** The engine's settings, and the defaults of those it does not know yet. */
const whole = (known: Partial<Settings>): Settings => ({ ...MORE_SETTINGS, ...known }) as Settings;

export const tauri: Platform = {
  ...wanted,
  frame: () => data(commands.frame()),
  leaderboard: (query) => data(commands.leaderboard(query)),
  trader: (who) => data(commands.trader(who)),
  previewFollow: (address, draft) => data(commands.previewFollow(address, draft)),
  followDefaults: (address) => data(commands.followDefaults(address)),
  follow: (address, draft) => data(commands.follow(address, draft)),
  switchFollow: (follow, on) => data(commands.switchFollow(follow, on)),
  unfollow: async (follow) => {
    await data(commands.unfollow(follow));
  },
  follows: () => data(commands.follows()),
  orders: (query) => data(commands.orders(query)),
  order: (order) => data(commands.order(order)),
  cancelOrder: async (order) => {
    await data(commands.cancelOrder(order));
  },
  cancelAllOrders: () => data(commands.cancelAllOrders()),
  activity: (query) => data(commands.activity(query)),
  pause: () => data(commands.pause()),
  resume: () => data(commands.resume()),
  stopAll: () => data(commands.stopAll()),
  startAgain: () => data(commands.startAgain()),
  setClock: (speed, paused) => data(commands.setClock(speed, paused)),
  settings: async () => whole(await data(commands.settings())),
  // What is not known there yet holds until the window closes.
  saveSettings: async (settings) => ({ ...settings, ...(await data(commands.saveSettings(settings))) }),
  resetDemo: () => data(commands.resetDemo()),
  listen: (each) => listen<Update>("update", (event) => each(event.payload)),
  ready: async () => {
    await commands.ready();
  },
};
