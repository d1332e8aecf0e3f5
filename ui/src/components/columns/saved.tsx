/** The layouts of a table that the person named: shown with a click, kept under a name, forgotten. */

import { Check, Trash2 } from "lucide-react";
import type { FormEvent } from "react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { errorText } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import { PlatformError } from "@/platform";
import type { Columns } from "./use-columns";

/** As long as the program keeps one. */
const NAME_MOST = 40;

export function Saved<T>({ of }: { of: Columns<T> }) {
  const t = useText();
  const [naming, setNaming] = useState(false);
  return (
    <section aria-label={t("columns.saved")} className="shrink-0 px-1.5 pt-2">
      {of.saved.length > 0 && (
        <ul className="grid max-h-32 overflow-y-auto pb-1">
          {of.saved.map((view) => (
            <li key={view.name} className="flex h-7 items-center gap-1 rounded-chip px-1.5 hover:bg-raised">
              <button
                type="button"
                aria-pressed={of.savedNow === view.name}
                onClick={() => of.restore(view)}
                className="flex min-w-0 flex-1 items-center gap-2 text-left"
              >
                <span className="w-3.5 shrink-0 text-accent">
                  {of.savedNow === view.name && <Check aria-hidden size={14} />}
                </span>
                <span className="truncate" data-tip={view.name}>
                  {view.name}
                </span>
              </button>
              <IconButton label={t("columns.forget", { name: view.name })} onClick={() => of.forget(view)}>
                <Trash2 aria-hidden size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {naming ? (
        <Name of={of} onDone={() => setNaming(false)} />
      ) : (
        <Button size="sm" look="ghost" onClick={() => setNaming(true)}>
          {t("columns.saveAs")}
        </Button>
      )}
    </section>
  );
}

function Name<T>({ of, onDone }: { of: Columns<T>; onDone(): void }) {
  const t = useText();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const as = name.trim();
    if (!as) return;
    try {
      await of.save(as);
      onDone();
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      setProblem(errorText(t, error).what);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)} className="grid gap-1 px-1.5">
      <div className="flex gap-1.5">
        <input
          ref={field}
          type="text"
          aria-label={t("columns.name")}
          placeholder={t("columns.name")}
          value={name}
          maxLength={NAME_MOST}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            // Of the name alone: the panel stays.
            event.stopPropagation();
            event.preventDefault();
            onDone();
          }}
          className="h-6 min-w-0 flex-1 rounded-control border border-control bg-bg px-2 text-small outline-none focus-visible:outline-2 focus-visible:outline-accent"
        />
        <Button size="sm" type="submit" disabled={!name.trim()}>
          {t("columns.save")}
        </Button>
      </div>
      {problem && (
        <p role="alert" className="text-label text-loss">
          {problem}
        </p>
      )}
    </form>
  );
}
