/** One market of the ledger: any with entries in it, the latest first, found by its name. */
import { Popover } from "@base-ui/react/popover";
import { Check, ChevronDown } from "lucide-react";
import type { KeyboardEvent, RefObject } from "react";
import { useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/ui/cn";
import { useLedgerMarkets } from "@/live/ledger";
import { useMarket } from "@/live/market";

interface Choice {
  /** A condition id; nothing for all markets. */
  condition: string;
  question: string;
}

interface MarketPickerProps {
  /** The chosen market's condition id. */
  value: string | undefined;
  onChange(market: string | undefined): void;
}

/** The markets to choose from: all, and each with entries whose name has what is typed. */
function useChoices(text: string, open: boolean): { choices: Choice[]; reading: boolean } {
  const { t } = useTranslation();
  const markets = useLedgerMarkets(open);
  const { data } = markets;
  const typed = text.trim().toLowerCase();
  const choices = useMemo(() => {
    const every = { condition: "", question: t("ledger.everyMarket") };
    const found = (data ?? []).filter(({ question }) => question.toLowerCase().includes(typed));
    return typed === "" ? [every, ...found] : found;
  }, [t, typed, data]);
  return { choices, reading: data === undefined && !markets.isError };
}

export function MarketPicker({ value, onChange }: MarketPickerProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const known = useLedgerMarkets(open).data?.find((one) => one.condition === value)?.question;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        role="combobox"
        aria-label={t("ledger.market")}
        aria-haspopup="dialog"
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          setOpen(true);
        }}
        className="inline-flex h-7 max-w-36 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-control border border-border bg-surface px-2 text-body hover:bg-raised huge:max-w-56"
      >
        {value === undefined ? (
          <span className="min-w-0 flex-1 truncate text-left">{t("ledger.everyMarket")}</span>
        ) : known !== undefined ? (
          <span className="min-w-0 flex-1 truncate text-left" data-tip={known}>
            {known}
          </span>
        ) : (
          <Question condition={value} />
        )}
        <ChevronDown aria-hidden size={12} strokeWidth={2.25} className="shrink-0" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" className="z-30">
          <Popover.Popup
            aria-label={t("ledger.market")}
            initialFocus={field}
            className="w-80 rounded-card border border-border bg-raised p-1 shadow-float outline-none"
          >
            <Choices
              field={field}
              value={value}
              onLeave={() => setOpen(false)}
              onChoose={(market) => {
                setOpen(false);
                onChange(market);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ChoicesProps {
  field: RefObject<HTMLInputElement | null>;
  value: string | undefined;
  onChoose(market: string | undefined): void;
  onLeave(): void;
}

/**
 * A field to find one, and those that are found; Enter takes the marked one. On the library's popover: its box for finding in lists is as
 * large as five screens, and this is the only one.
 */
function Choices({ field, value, onChoose, onLeave }: ChoicesProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [marked, setMarked] = useState(0);
  const list = useId();
  const { choices, reading } = useChoices(text, true);
  const at = Math.min(marked, choices.length - 1);
  const lineId = (place: number) => `${list}-${place}`;
  // By the keys; a pointer marks only what is in view.
  const mark = (next: number) => {
    const to = (next + choices.length) % choices.length;
    setMarked(to);
    document.getElementById(lineId(to))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const choice = choices[at];
    // Tab goes on from where the list belongs.
    if (event.key === "Tab") onLeave();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" && choice) mark(at + 1);
    else if (event.key === "ArrowUp" && choice) mark(at - 1);
    else if (event.key === "Enter" && choice) onChoose(choice.condition || undefined);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        ref={field}
        role="combobox"
        aria-label={t("ledger.findMarket")}
        aria-expanded={choices.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={choices.length > 0 ? lineId(at) : undefined}
        placeholder={t("ledger.findMarket")}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMarked(0);
        }}
        onKeyDown={onKeyDown}
        className="mb-1 h-7 w-full rounded-chip border border-control bg-bg px-2 outline-none focus-visible:outline-2 focus-visible:outline-accent"
      />
      <p role="status" className={choices.length === 0 ? "px-2 py-1.5 text-small text-text-2" : "sr-only"}>
        {choices.length === 0 && t(reading ? "ledger.readingMarkets" : "ledger.noMarket")}
      </p>
      <div
        id={list}
        role="listbox"
        aria-label={t("ledger.market")}
        tabIndex={-1}
        hidden={choices.length === 0}
        className="max-h-80 overflow-y-auto"
      >
        {choices.map((one, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's above
          <div
            key={one.condition}
            id={lineId(place)}
            role="option"
            tabIndex={-1}
            aria-selected={one.condition === (value ?? "")}
            onClick={() => onChoose(one.condition || undefined)}
            onPointerMove={() => setMarked(place)}
            className={cn(
              "flex min-h-7 cursor-pointer items-center gap-2 rounded-chip px-2 py-1",
              place === at && "bg-border",
            )}
          >
            <span className="min-w-0 flex-1">{one.question}</span>
            {one.condition === (value ?? "") && <Check aria-hidden size={14} className="text-accent" />}
          </div>
        ))}
      </div>
    </>
  );
}

/** The name of the chosen market before the list was read. */
function Question({ condition }: { condition: string }) {
  const { t } = useTranslation();
  const market = useMarket(condition);
  const name = market.data?.question ?? t("ledger.ofMarket");
  return (
    <span className="min-w-0 flex-1 truncate text-left" data-tip={name}>
      {name}
    </span>
  );
}
