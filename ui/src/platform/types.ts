/**
 * The one door between the window and whatever runs the engine.
 *
 * Invariant: every method either resolves with data or rejects with a {@link PlatformError}; no screen sees anything else.
 * Shapes and commands are those of the generated bindings, each under its own name; nothing outside this folder imports those.
 */
import type { ApiError, commands, ErrorCode, Update } from "../bindings";

export type * from "../bindings";

/** A code of the engine's one list, or that nobody answered at all. */
export type PlatformErrorCode = ErrorCode | "engine_unreachable";

/** What can be said of an error. */
export interface Failure {
  code: PlatformErrorCode;
  detail: string;
  reason?: ApiError["reason"];
}

/** An error that can be thrown; `code` is the key of the text the person reads. */
export class PlatformError extends Error implements Failure {
  readonly code: PlatformErrorCode;
  readonly detail: string;
  readonly reason: ApiError["reason"];

  constructor({ code, detail, reason = null }: Failure) {
    super(detail);
    this.name = "PlatformError";
    this.code = code;
    this.detail = detail;
    this.reason = reason;
  }
}

type Commands = typeof commands;
/** What a command resolves with; nothing where it answers nothing. */
type Data<Answer> =
  Extract<Answer, { status: "ok" }> extends { data: infer Held }
    ? [Held] extends [null]
      ? // biome-ignore lint/suspicious/noConfusingVoidType: what a command without an answer resolves with.
        void
      : Held
    : never;

/** Every command of the list (`src-tauri/api/src/commands.rs`), with its answer, or its refusal as an exception. */
export type CommandList = {
  [Name in keyof Commands]: (
    ...given: Parameters<Commands[Name]>
  ) => Promise<Data<Awaited<ReturnType<Commands[Name]>>>>;
};

/** What the window can ask for. Times are venue ms; money and percentages are decimal strings. */
export interface Platform extends CommandList {
  /** Every update, in order of `seq`. Resolves once it listens; call the result to stop. */
  listen(each: (update: Update) => void): Promise<() => void>;
  /** Whether an update comes at least once a second, so that silence means that nobody is there. */
  readonly beats?: boolean;
}
