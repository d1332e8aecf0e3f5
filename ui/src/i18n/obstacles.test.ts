/**
 * What can stand between the program and trading: the window has a text for each that says what happened, and one that says what to do, in
 * both languages. The list itself is the engine's side's (`api/src/obstacles`), where each has a test that shows it.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fr } from "./fr";

/** Where the window's texts of each obstacle are: what happened, what to do. */
const TEXTS: Record<string, [what: string, todo: string]> = {
  ExchangeRestart: ["words.halt.venue_mode", "halts.venue_mode"],
  SilentStream: ["feeds.sourceDown", "feeds.sourceDownTodo"],
  HalfOpenStream: ["feeds.sourceDown", "feeds.sourceDownTodo"],
  StaleFeed: ["feeds.verdict.late", "feeds.verdict.late"],
  RevokedKey: ["words.halt.authentication", "halts.authentication"],
  LostAllowance: ["words.wait.allowance", "words.waitTodo.allowance"],
  Banned: ["words.halt.banned", "halts.banned"],
  ClosedOnly: ["words.halt.closed_only", "halts.closed_only"],
  BlockedRegion: ["words.halt.region", "halts.region"],
  ClockOff: ["errors.clock_off.what", "errors.clock_off.todo"],
  TickChange: ["words.wait.market_facts", "words.waitTodo.market_facts"],
  MarketClosing: ["words.end.market_closed", "words.endTodo.market_closed"],
  KeychainLocked: ["errors.key_locked.what", "errors.key_locked.todo"],
  KeyGone: ["errors.key_gone.what", "errors.key_gone.todo"],
  WrongWallet: ["errors.wrong_wallet.what", "errors.wrong_wallet.todo"],
  NoBalance: ["words.wait.balance", "words.waitTodo.balance"],
  OwnLimits: ["errors.limit_reached.what", "errors.limit_reached.todo"],
  ApiKeyTrap: ["setupFacts.testFailed.key_trap", "setupFacts.remedy.cure_api_key"],
  VersionChanged: ["words.halt.version", "halts.version"],
};

const textAt = (texts: object, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((at, key) => (at === null || at === undefined ? at : (at as never)[key]), texts);

describe("what stands between the program and trading", () => {
  it("is the same list as the engine's", () => {
    const file = join(import.meta.dirname, "../../../src-tauri/api/src/obstacles/mod.rs");
    if (!existsSync(file)) return;
    const source = readFileSync(file, "utf8");
    const list = source.slice(source.indexOf("pub enum Obstacle {"));
    const kinds = [...list.slice(0, list.indexOf("\n}")).matchAll(/^ {4}(\w+),$/gm)].map((found) => found[1]);
    expect(kinds.sort()).toEqual(Object.keys(TEXTS).sort());
  });

  it.each(Object.entries(TEXTS))(
    "%s says what happened and what to do in both languages",
    (_, [what, todo]) => {
      for (const key of [what, todo]) {
        const [english, french] = [textAt(en, key), textAt(fr, key)];
        expect(english, key).toBeTypeOf("string");
        expect(french, key).toBeTypeOf("string");
        expect(french, key).not.toBe(english);
      }
      // What to do is a sentence.
      expect(String(textAt(en, todo)), todo).toMatch(/[.)]$/);
      expect(String(textAt(fr, todo)), todo).toMatch(/[.)]$/);
    },
  );
});
