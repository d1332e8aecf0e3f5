/** The desktop window's platform: the generated commands and the one event channel. */
import { listen } from "@tauri-apps/api/event";
import { commands } from "../bindings";
import { asShown } from "./as-shown";
import type { ApiError, CommandList, Platform, Update } from "./types";
import { PlatformError } from "./types";

type Answer = { status: "ok"; data: unknown } | { status: "error"; error: ApiError };
type Command = (...given: unknown[]) => Promise<Answer>;

/** Turns an answer into data or a {@link PlatformError}; a broken bridge counts as the engine not answering. */
async function data(answer: Promise<Answer>): Promise<unknown> {
  let got: Answer;
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

/** The list as it is, each command with its answer unpacked, in the figures that are shown. */
const unpacked = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    async (...given: unknown[]) => asShown(name, await data((command as Command)(...given)), given),
  ]),
) as unknown as CommandList;

export const tauri: Platform = {
  ...unpacked,
  beats: true,
  listen: (each) => listen<Update>("update", ({ payload }) => each(payload)),
};
