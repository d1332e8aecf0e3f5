/** The desktop window's platform: the generated commands and the one event channel. */
import { listen } from "@tauri-apps/api/event";
import { commands } from "../bindings";
import { claimsOf } from "./tauri-claims";
import { lockOf } from "./tauri-lock";
import { setupOf } from "./tauri-setup";
import type { ApiError, Platform, Update } from "./types";
import { PlatformError } from "./types";

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

export const tauri: Platform = {
  beats: true,
  ...claimsOf(data),
  ...lockOf(data),
  ...setupOf(data),
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
  followList: () => data(commands.followList()),
  orderList: (query) => data(commands.orderList(query)),
  order: (order) => data(commands.order(order)),
  previewTake: (order) => data(commands.previewTake(order)),
  takeNow: async (order) => {
    await data(commands.takeNow(order));
  },
  cancelOrder: async (order) => {
    await data(commands.cancelOrder(order));
  },
  previewCancel: (orders) => data(commands.previewCancel(orders)),
  cancelOrders: (orders) => data(commands.cancelOrders(orders)),
  orderPath: (order) => data(commands.orderPath(order)),
  positions: () => data(commands.positions()),
  previewClose: (close) => data(commands.previewClose(close)),
  close: (close) => data(commands.close(close)),
  liftHalt: (halt, token, order) => data(commands.liftHalt(halt, token, order)),
  acceptDifference: (token) => data(commands.acceptDifference(token)),
  giveDifference: (token, follow) => data(commands.giveDifference(token, follow)),
  differences: () => data(commands.differences()),
  lookAgain: () => data(commands.lookAgain()),
  feedReport: () => data(commands.feedReport()),
  relink: (follow) => data(commands.relink(follow)),
  history: (query) => data(commands.history(query)),
  historyTotals: (filter) => data(commands.historyTotals(filter)),
  exportHistory: (filter) => data(commands.exportHistory(filter)),
  ledger: (filter) => data(commands.ledger(filter)),
  ledgerRows: (query) => data(commands.ledgerRows(query)),
  exportLedger: (filter) => data(commands.exportLedger(filter)),
  performance: (period) => data(commands.performance(period)),
  exportPerformance: (period) => data(commands.exportPerformance(period)),
  shortfall: (follow) => data(commands.shortfall(follow)),
  dashboard: (period) => data(commands.dashboard(period)),
  testNotification: async () => {
    await data(commands.testNotification());
  },
  dataPaths: () => data(commands.dataPaths()),
  openFolder: async (which) => {
    await data(commands.openFolder(which));
  },
  licences: () => data(commands.licences()),
  activity: (query) => data(commands.activity(query)),
  decisions: (query) => data(commands.decisions(query)),
  decisionCounts: (filter) => data(commands.decisionCounts(filter)),
  exportDecisions: (filter) => data(commands.exportDecisions(filter)),
  pause: () => data(commands.pause()),
  resume: () => data(commands.resume()),
  stopAll: () => data(commands.stopAll()),
  startAgain: () => data(commands.startAgain()),
  setClock: (speed, paused) => data(commands.setClock(speed, paused)),
  skipToNextTrade: () => data(commands.skipToNextTrade()),
  cancelSkip: () => data(commands.cancelSkip()),
  search: (text) => data(commands.search(text)),
  settings: () => data(commands.settings()),
  saveSettings: (settings) => data(commands.saveSettings(settings)),
  remembered: () => data(commands.remembered()),
  rememberTable: async (layout) => {
    await data(commands.rememberTable(layout));
  },
  rememberRecent: async (recent) => {
    await data(commands.rememberRecent(recent));
  },
  quit: async () => {
    await data(commands.quit());
  },
  answerQuit: async (choice) => {
    await data(commands.answerQuit(choice));
  },
  showMode: (mode) => data(commands.showMode(mode)),
  enterPaper: (opening) => data(commands.enterPaper(opening)),
  enterLive: () => data(commands.enterLive()),
  leaveLive: () => data(commands.leaveLive()),
  paperResults: () => data(commands.paperResults()),
  hosts: () => data(commands.hosts()),
  keyStanding: () => data(commands.keyStanding()),
  lookForKey: () => data(commands.lookForKey()),
  regionStanding: () => data(commands.regionStanding()),
  lookAtRegion: () => data(commands.lookAtRegion()),
  resetDemo: () => data(commands.resetDemo()),
  listen: (each) => listen<Update>("update", (event) => each(event.payload)),
  ready: async () => {
    await commands.ready();
  },
};
