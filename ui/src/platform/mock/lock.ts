/** The lock of the simulated window. Its passphrase is given as soon as it is asked for; `locked-refused` never gives it. */
import type { Frame, Platform } from "../types";
import { frameOf } from "./views";
import type { World } from "./world";

interface Engine {
  world(): World;
  scenario: string;
  answer<T>(give: () => T): Promise<T>;
  changed<T>(value: T): T;
  refuse(code: string, detail: string): never;
}

type Lock = Pick<Platform, "lockStanding" | "lockWindow" | "unlock" | "windowUsed">;

export function lockOf({ world, scenario, answer, changed, refuse }: Engine): Lock {
  const touched = (): Frame => {
    world().touched.add("all");
    return changed(frameOf(world()));
  };
  return {
    lockStanding: () =>
      answer(() => ({
        locked: world().locked,
        after: world().settings.lockAfter,
        passphrase: world().passphrase,
      })),
    lockWindow: () =>
      answer(() => {
        if (world().passphrase !== "set") refuse("no_app_passphrase", "no passphrase");
        world().locked = true;
        return touched();
      }),
    unlock: () =>
      answer(() => {
        if (scenario === "locked-refused") refuse("not_unlocked", "the passphrase was not given");
        world().locked = false;
        return touched();
      }),
    windowUsed: () =>
      answer(() => {
        if (world().locked) refuse("window_locked", "the window is locked");
      }),
  };
}
