/** The key window's start. It loads nothing of the main window's: no router, no list of commands, no store. */
import { createRoot } from "react-dom/client";
import { importKey } from "@/platform/key-window";
import { KeyWindow } from "./key-window";
import "@/styles/base.css";

const FIRST_WAYS = ["key", "keystore", "generate"] as const;

function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  const asked = new URLSearchParams(location.search);
  const way = asked.get("way");
  createRoot(root).render(
    <KeyWindow
      importKey={importKey}
      language={document.documentElement.lang === "fr" ? "fr" : "en"}
      first={way === "relayer_key" ? "relayer" : (FIRST_WAYS.find((known) => known === way) ?? "key")}
      readsClipboard={asked.has("clipboard")}
    />,
  );
}

start();
