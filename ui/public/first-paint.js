// The theme of the first paint, before anything else is read. What is kept, and under which name: src/app/theme.ts.
(() => {
  let theme = "system";
  try {
    theme = JSON.parse(localStorage.getItem("pilotfish.appearance") ?? "{}").theme ?? "system";
  } catch {
    // Unreadable or not allowed: as the computer does.
  }
  const light =
    theme === "light" || (theme !== "dark" && matchMedia("(prefers-color-scheme: light)").matches);
  document.documentElement.dataset.theme = light ? "light" : "dark";
})();
