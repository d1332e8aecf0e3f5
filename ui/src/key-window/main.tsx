/** The key window's start. It loads nothing of the main window's: no router, no list of commands, no store. */
import { createRoot } from "react-dom/client";
import { importKey } from "@/platform/key-window";
import { KeyWindow } from "./key-window";
import { PassphraseWindow } from "./passphrase-window";
import "@/styles/base.css";

const FIRST_WAYS = ["key", "keystore", "generate"] as const;

function start(): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  const asked = new URLSearchParams(location.search);
  const way = asked.get("way");
  const given = { importKey, language: document.documentElement.lang === "fr" ? "fr" : "en" } as const;
  createRoot(root).render(
    way === "passphrase" || way === "proof" ? (
      <PassphraseWindow {...given} proof={way === "proof"} isSet={asked.has("passphrase")} />
    ) : (
      <KeyWindow
        {...given}
        first={way === "relayer_key" ? "relayer" : (FIRST_WAYS.find((known) => known === way) ?? "key")}
        readsClipboard={asked.has("clipboard")}
      />
    ),
  );
}

start();
