/** The commands of the way to live. */
import { commands } from "../bindings";
import type { ApiError, SetupPlatform } from "./types";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: ApiError };

/** `data` turns an answer into what it holds, or rejects. */
export const setupOf = (data: <T>(answer: Promise<Answer<T>>) => Promise<T>): SetupPlatform => ({
  setup: () => data(commands.setup()),
  openKeyWindow: async (purpose) => {
    await data(commands.openKeyWindow(purpose));
  },
  chooseAccount: (owner) => data(commands.chooseAccount(owner)),
  deleteKey: (owner, typed) => data(commands.deleteKey(owner, typed)),
  findWallets: () => data(commands.findWallets()),
  confirmWallet: (kind, address) => data(commands.confirmWallet(kind, address)),
  setupChecks: () => data(commands.setupChecks()),
  checkAgain: (check) => data(commands.checkAgain(check)),
  fixApiKey: (cure) => data(commands.fixApiKey(cure)),
  saveLiveLimits: (limits) => data(commands.saveLiveLimits(limits)),
  confirmLive: (typed) => data(commands.confirmLive(typed)),
  previewTestOrder: () => data(commands.previewTestOrder()),
  sendTestOrder: () => data(commands.sendTestOrder()),
  testOrder: () => data(commands.testOrder()),
});
