import type { PlatformErrorCode } from "@/platform";
import told from "./errors.json";
import keyStore from "./key-store.json";
import shared from "./shared.json";

/** What happened and what to do, for every error code. */
export const errors = {
  // Those of the key store are told elsewhere too: their owner is the vault (`vault/src/store/error.rs`).
  ...keyStore,
  ...told,
} satisfies Record<PlatformErrorCode, { what: string; todo: string }>;

/** What is wrong with a field. */
export const problems = shared.problems;
