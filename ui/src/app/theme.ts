/** Language and theme, applied to the page. `system` follows the computer while the window is open. */
import { i18n, languageOf } from "@/i18n";
import type { Settings } from "@/platform";

const light = () => window.matchMedia?.("(prefers-color-scheme: light)");
let chosen = "system";

function paint(): void {
  const theme = chosen === "light" || chosen === "dark" ? chosen : light()?.matches ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
}

export function applyAppearance({ language, theme }: Pick<Settings, "language" | "theme">): void {
  chosen = theme;
  paint();
  const next = languageOf(language);
  document.documentElement.lang = next;
  if (i18n.language !== next) void i18n.changeLanguage(next);
}

/** Follows the computer's own theme; call once. */
export function watchSystemTheme(): void {
  light()?.addEventListener("change", paint);
}
