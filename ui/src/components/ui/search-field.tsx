/** The field that `/` jumps to: finds or filters what is on the screen. */

import { Search, X } from "lucide-react";
import type { RefObject } from "react";
import { dialogOpen } from "@/app/hotkeys";
import { useText } from "@/i18n/use-text";
import { cn } from "./cn";
import { Kbd } from "./kbd";

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange(value: string): void;
  onEnter?(): void;
  input?: RefObject<HTMLInputElement | null>;
  className?: string;
}

export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  onEnter,
  input,
  className,
}: SearchFieldProps) {
  const t = useText();
  return (
    <span
      className={cn(
        "flex h-7 min-w-0 items-center gap-2 rounded-control border border-border bg-surface px-2 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent",
        className,
      )}
    >
      <Search aria-hidden size={14} className="shrink-0 text-text-2" />
      <input
        ref={input}
        type="text"
        data-filter
        aria-label={label}
        placeholder={placeholder}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onEnter?.();
          // Under a question that has just opened, and has not taken the focus yet, the key is the question's.
          if (event.key === "Escape" && !dialogOpen()) {
            event.stopPropagation();
            if (value) onChange("");
            else event.currentTarget.blur();
          }
        }}
        data-tip={placeholder}
        // Of words for which there is no room no letter stands for the rest.
        className="w-full min-w-0 text-ellipsis bg-transparent outline-none placeholder:text-text-3 @max-[88px]:placeholder:text-transparent"
      />
      {value ? (
        <button
          type="button"
          data-tip={t("action.clear")}
          aria-label={t("action.clear")}
          className="shrink-0 text-text-3 hover:text-text"
          onClick={() => onChange("")}
        >
          <X aria-hidden size={14} />
        </button>
      ) : (
        // Only in the narrow of a container that says it is one.
        <span className="contents @max-[72px]:hidden">
          <Kbd>/</Kbd>
        </span>
      )}
    </span>
  );
}
