/**
 * The window on a recorded scene in a browser: `?scene=demo`, how it looks (`language`, `theme`, `colours`), and what a test says in the
 * place of what was recorded (`says`).
 */
import type { CommandList, Platform, Settings } from "../types";
import { Recorded } from "./playback";

/** By command, what it is answered with, whatever it is given. */
export type Says = { [N in keyof CommandList]?: Awaited<ReturnType<CommandList[N]>> };

/** `loud`: a question that was not recorded is an error of the page. */
export async function openRecorded(params: URLSearchParams, loud: boolean): Promise<Platform> {
  const recorded = await Recorded.at(params.get("scene") ?? "demo");
  recorded.loud = loud;
  const look = Object.fromEntries(
    ["language", "theme", "colours"].flatMap((name) => {
      const value = params.get(name);
      return value === null ? [] : [[name, value]];
    }),
  ) as Partial<Settings>;
  recorded.changes("settings", (settings) => ({ ...settings, ...look }));
  const says = JSON.parse(params.get("says") ?? "{}") as Says;
  for (const [name, answer] of Object.entries(says))
    recorded.says(name as keyof CommandList, answer as never);
  return recorded.platform;
}
