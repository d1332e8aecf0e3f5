/** The window on a recorded scene in a browser: `?scene=demo`, and how it looks: `language`, `theme`, `colours`. */
import type { Platform, Settings } from "../types";
import { Recorded } from "./playback";

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
  return recorded.platform;
}
