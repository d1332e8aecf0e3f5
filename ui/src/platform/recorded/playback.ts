/**
 * The window on answers that the real engine gave (`cargo xtask fixtures` records them): for tests of pages, in the place of the engine.
 *
 * Invariant: it decides nothing. A question is answered by what was recorded for exactly that question, by what the test says it is answered
 * with, or by nothing: then {@link Recorded.missing} names it, and the test fails.
 */
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import { tauri } from "../tauri";
import type { CommandList, ErrorCode, Frame, Platform, Update } from "../types";

type Given = Record<string, unknown>;
type Name = keyof CommandList;
type Answer<N extends Name> = Awaited<ReturnType<CommandList[N]>>;
type Said = { answer?: unknown; refusal?: unknown; then?: string };

/** A file of `scenes/`: what differs from the scene under it. */
interface File {
  over: string | null;
  entries: [command: string, given: Given, said: Said][];
}

const files = import.meta.glob<File>("./scenes/*.json", { import: "default" });

/** Told to the engine in passing; nothing comes back. */
const QUIET = new Set(["ready", "window_used", "note_edits", "opened", "remember_recent"]);

/** As the command is called between window and engine. */
const onWire = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** JSON with sorted keys, decimals without zeros at their end: the same question is the same text. */
function canonical(value: unknown): string {
  if (typeof value === "string" && /^\d+\.\d*0$/.test(value)) return canonical(value.replace(/\.?0+$/, ""));
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
}

const keyOf = (command: string, given: Given): string => `${command} ${canonical(given)}`;

async function answersOf(scene: string): Promise<Map<string, Said>> {
  const load = files[`./scenes/${scene}.json`];
  if (!load) throw new Error(`no scene is called ${scene}`);
  const { over, entries } = await load();
  const answers = over ? await answersOf(over) : new Map<string, Said>();
  for (const [command, given, said] of entries) answers.set(keyOf(command, given), said);
  return answers;
}

export class Recorded {
  /** What was asked and is not recorded. */
  readonly missing: string[] = [];
  readonly platform: Platform = { ...tauri, beats: false };
  /** Where no test reads {@link missing}: what is not recorded is an error of the page. */
  loud = false;
  private answers = new Map<string, Said>();
  private readonly instead = new Map<string, (given: Given) => unknown>();
  private readonly changed = new Map<string, ((answer: never, given: Given) => unknown)[]>();
  private readonly log: [command: string, given: Given][] = [];
  private seq = 0;

  /** The window's bridge leads here from now on. */
  static async at(scene: string): Promise<Recorded> {
    const recorded = new Recorded();
    recorded.answers = await answersOf(scene);
    mockIPC((command, given) => recorded.asked(command, (given ?? {}) as Given), { shouldMockEvents: true });
    return recorded;
  }

  /** The arguments with which that command was sent, oldest first. */
  sent(name: Name): Given[] {
    return this.log.filter(([command]) => command === onWire(name)).map(([, given]) => given);
  }

  /** Answers that command with this from now on, whatever it is given. */
  says<N extends Name>(
    name: N,
    answer: Answer<N> | ((given: Given) => Answer<N> | Promise<Answer<N>>),
  ): this {
    this.instead.set(onWire(name), typeof answer === "function" ? (answer as never) : () => answer);
    return this;
  }

  refuses(name: Name, code: ErrorCode, detail = ""): this {
    this.instead.set(onWire(name), () => Promise.reject({ code, detail, reason: null }));
    return this;
  }

  /** Changes what was recorded of that command before the window has it. */
  changes<N extends Name>(name: N, change: (answer: Answer<N>, given: Given) => Answer<N>): this {
    const changes = this.changed.get(onWire(name)) ?? [];
    this.changed.set(onWire(name), [...changes, change as never]);
    return this;
  }

  /** Whether an answer was recorded for exactly that question. */
  has(name: Name, given: Given = {}): boolean {
    return this.answers.get(keyOf(onWire(name), given))?.answer !== undefined;
  }

  /** What was recorded for exactly that question, and what the test made of it. */
  read<N extends Name>(name: N, given: Given = {}): Answer<N> {
    const said = this.answers.get(keyOf(onWire(name), given));
    if (!said || !("answer" in said)) throw new Error(`not recorded: ${keyOf(onWire(name), given)}`);
    return this.withChanges(onWire(name), given, said.answer) as Answer<N>;
  }

  /** The engine is in that scene from now on, and says so. */
  async becomes(scene: string): Promise<void> {
    this.answers = await answersOf(scene);
    await this.tells({ touched: ["all"] });
  }

  /** Sends the window an update: the frame as it is now, with what is given. */
  async tells(update: Partial<Omit<Update, "frame">> & { frame?: Partial<Frame> } = {}): Promise<void> {
    this.seq = update.seq ?? this.seq + 1;
    const frame = { ...this.read("frame"), ...update.frame };
    await emit("update", {
      touched: [],
      announcements: [],
      ...update,
      seq: this.seq,
      frame,
    } satisfies Update);
  }

  private withChanges(command: string, given: Given, answer: unknown): unknown {
    const changes = this.changed.get(command) ?? [];
    return changes.reduce((so, change) => change(so as never, given), answer);
  }

  private async asked(command: string, given: Given): Promise<unknown> {
    this.log.push([command, given]);
    const instead = this.instead.get(command);
    if (instead) return instead(given);
    const said = this.answers.get(keyOf(command, given));
    if (!said && QUIET.has(command)) return null;
    if (!said) {
      this.missing.push(keyOf(command, given));
      if (this.loud) reportError(new Error(`not recorded: ${keyOf(command, given)}`));
      throw new Error(`not recorded: ${keyOf(command, given)}`);
    }
    if (said.then) await this.becomes(said.then);
    if ("refusal" in said) throw said.refusal;
    return this.withChanges(command, given, said.answer);
  }
}
