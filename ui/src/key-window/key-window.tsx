/** The window in which a secret is entered: the ways in, what the program says of it, what the window can and cannot do. */
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import type { ImportKey } from "@/platform/key-window";
import type { Entry } from "./frame";
import { Limits } from "./limits";
import { Outcome } from "./outcome";
import { type Language, textsOf } from "./texts";
import { useEntering } from "./use-entering";
import { BuilderWay, GenerateWay, KeystoreWay, KeyWay, type Ready, RelayerWay, type WayProps } from "./ways";

/** A way in; the clipboard is the key's, by its button. */
export type Way = Exclude<Entry["way"], "clipboard">;

const KEYS: Way[] = ["key", "keystore", "generate"];
const RELAYER: Way[] = ["relayer", "builder"];

const BOTH = { en: textsOf("en"), fr: textsOf("fr") };

interface KeyWindowProps {
  importKey: ImportKey;
  language: Language;
  first: Way;
  readsClipboard: boolean;
}

export function KeyWindow({ importKey, language, first, readsClipboard }: KeyWindowProps) {
  const texts = BOTH[language];
  const [way, setWay] = useState<Way>(first);
  // Asked for by the primary button; kept as a value, not called to be set.
  const [ready, setReady] = useState<{ take: NonNullable<Ready> } | null>(null);
  const [clears, setClears] = useState(true);
  const { standing, look, keep, changed, forget, leave, refuse } = useEntering(importKey, BOTH);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") leave();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  // A way without a field begins at its button.
  const submit = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (way === "generate" && ready) submit.current?.focus();
  }, [way, ready]);

  const isRelayer = RELAYER.includes(way);
  const title = way === "generate" ? texts.titleGenerate : isRelayer ? texts.titleRelayer : texts.title;
  const entered = standing.is === "seen" || standing.is === "keeping" || standing.is === "kept";
  const canKeep = standing.is === "seen" || (standing.is === "refused" && standing.address !== undefined);
  const offersClearing =
    readsClipboard &&
    "way" in standing &&
    (standing.way === "key" || standing.way === "clipboard") &&
    canKeep;

  const primary = () => {
    if (canKeep) void keep(clears && offersClearing);
    else if (ready) void look(ready.take());
  };

  const props: WayProps = {
    texts,
    held: entered || canKeep,
    invalid: standing.is === "refused" && standing.address === undefined,
    onReady: (take) => setReady(take && { take }),
    onEntry: (entry) => void look(entry),
    onChanged: () => {
      if (standing.is !== "nothing") changed();
    },
    onClear: forget,
    onRefused: refuse,
  };

  return (
    <form
      className="flex h-full flex-col border-border border-t-[3px]"
      onSubmit={(event) => {
        event.preventDefault();
        primary();
      }}
    >
      <main className="grid min-h-0 flex-1 content-start gap-2.5 overflow-y-auto px-6 pt-3.5 pb-3">
        <header>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h1 className="font-semibold text-page">{title}</h1>
            <Segmented
              label={texts.ways}
              value={way}
              options={(isRelayer ? RELAYER : KEYS).map((value) => ({ value, label: texts[value] }))}
              onChange={(next) => {
                setWay(next);
                setReady(null);
                forget();
              }}
            />
          </div>
          <p className="mt-1.5 text-small text-text-2">{isRelayer ? texts.leadRelayer : texts.lead}</p>
        </header>
        {way === "key" && <KeyWay {...props} readsClipboard={readsClipboard} />}
        {way === "keystore" && <KeystoreWay {...props} />}
        {way === "generate" && <GenerateWay {...props} />}
        {way === "relayer" && <RelayerWay {...props} />}
        {way === "builder" && <BuilderWay {...props} />}
        <Outcome standing={standing} language={language} texts={texts} />
        {offersClearing && (
          <label className="flex w-fit cursor-pointer items-center gap-2 text-small">
            <input
              type="checkbox"
              checked={clears}
              onChange={(event) => setClears(event.currentTarget.checked)}
              className="size-4 accent-fill"
            />
            {texts.clearClipboard}
          </label>
        )}
        <Limits texts={texts} />
      </main>
      <footer className="flex h-15 shrink-0 items-center justify-end gap-2 border-hairline border-t px-6">
        <Button size="lg" onClick={leave}>
          {texts.cancel}
        </Button>
        <Button
          size="lg"
          look="primary"
          type="submit"
          ref={submit}
          busy={standing.is === "looking" || standing.is === "keeping"}
          disabled={!canKeep && !ready}
        >
          {canKeep || standing.is === "keeping" ? texts.store : way === "generate" ? texts.make : texts.check}
        </Button>
      </footer>
    </form>
  );
}
