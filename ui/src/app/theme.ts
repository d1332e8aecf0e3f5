/** Language, theme and colours, applied to the page. `system` follows the computer while the window is open. */
import { languageOf, showIn } from "@/i18n";
import type { Settings } from "@/platform";

const light = () => window.matchMedia?.("(prefers-color-scheme: light)");
let chosen = "system";

function paint(): void {
  const theme = chosen === "light" || chosen === "dark" ? chosen : light()?.matches ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
}

/** Where the last choice is kept, so that the window opens in it before the engine has answered. */
const KEPT = "pilotfish.appearance";

type Appearance = Pick<Settings, "language" | "theme" | "colours">;

/** The last choice, or the computer's own; before the settings are there. Resolves when its texts are. */
export function applyKeptAppearance(): Promise<void> {
  let kept: Partial<Appearance> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Appearance>;
  } catch {
    // Unreadable or not allowed: begin as the computer does.
  }
  return applyAppearance({
    language: kept.language ?? "system",
    theme: kept.theme ?? "system",
    colours: kept.colours ?? "standard",
  });
}

export function applyAppearance({ language, theme, colours }: Appearance): Promise<void> {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ language, theme, colours }));
  } catch {
    // Not allowed: the next start begins as the computer does.
  }
  chosen = theme;
  document.documentElement.dataset.colours = colours;
  paint();
  const next = languageOf(language);
  document.documentElement.lang = next;
  return showIn(next);
}

/** Follows the computer's own theme; call once. */
export function watchSystemTheme(): void {
  light()?.addEventListener("change", paint);
}
