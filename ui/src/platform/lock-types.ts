/** The lock of the window: the program's, not the page's. */
import type { LockStanding } from "../bindings";
import type { Frame } from "./types";

export type { LockAfter, LockStanding, PassphraseStanding } from "../bindings";

export interface LockPlatform {
  /** Whether it is locked, when it locks itself, and whether there is a passphrase to open it with. */
  lockStanding(): Promise<LockStanding>;
  /** Locks it now. Refused without a passphrase. */
  lockWindow(): Promise<Frame>;
  /** Asks for the passphrase in a window of its own, and opens this one with it. */
  unlock(): Promise<Frame>;
  /** Somebody is at it: the time until it locks itself begins anew. */
  windowUsed(): Promise<void>;
}
