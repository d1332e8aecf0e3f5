// The key window's theme, colours and language: it keeps nothing, so the program names them in its address.
(() => {
  const asked = new URLSearchParams(location.search);
  const theme = asked.get("theme");
  const light =
    theme === "light" || (theme !== "dark" && matchMedia("(prefers-color-scheme: light)").matches);
  const page = document.documentElement;
  page.dataset.theme = light ? "light" : "dark";
  page.dataset.colours = asked.get("colours") === "colourblind" ? "colourblind" : "standard";
  const language = asked.get("language");
  const chosen =
    language === "fr" || language === "en" ? language : navigator.language.slice(0, 2).toLowerCase();
  page.lang = chosen === "fr" ? "fr" : "en";
})();
