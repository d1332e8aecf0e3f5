/** The commands of the window's lock. */
import { commands } from "../bindings";
import type { LockPlatform } from "./lock-types";
import type { ApiError } from "./types";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: ApiError };

/** `data` turns an answer into what it holds, or rejects. */
export const lockOf = (data: <T>(answer: Promise<Answer<T>>) => Promise<T>): LockPlatform => ({
  lockStanding: () => data(commands.lockStanding()),
  lockWindow: () => data(commands.lockWindow()),
  unlock: () => data(commands.unlock()),
  windowUsed: async () => {
    await data(commands.windowUsed());
  },
});
