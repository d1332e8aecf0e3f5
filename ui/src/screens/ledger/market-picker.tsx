/** One market of the ledger: any with entries in it, the latest first, found by its name. */

import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronDown } from "lucide-react";
import { useMemo, useState } from "react";
import { useText } from "@/i18n/use-text";
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
  const t = useText();
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
  const t = useText();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const { choices, reading } = useChoices(text, open);
  const known = choices.find((one) => one.condition === (value ?? ""))?.question;
  return (
    <Combobox.Root<Choice>
      items={choices}
      value={{ condition: value ?? "", question: known ?? "" }}
      onValueChange={(next) => {
        setText("");
        onChange(next?.condition || undefined);
      }}
      inputValue={text}
      onInputValueChange={setText}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setText("");
      }}
      filter={null}
      autoHighlight
      itemToStringLabel={(one) => one.question}
      isItemEqualToValue={(one, other) => one.condition === other.condition}
    >
      <Combobox.Trigger
        aria-label={t("ledger.market")}
        className="inline-flex h-7 max-w-44 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-control border border-border bg-surface px-2 text-body hover:bg-raised huge:max-w-56"
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
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} align="start" className="z-30">
          <Combobox.Popup
            aria-label={t("ledger.market")}
            className="w-80 rounded-card border border-border bg-raised p-1 shadow-float outline-none"
          >
            <Combobox.Input
              aria-label={t("ledger.findMarket")}
              placeholder={t("ledger.findMarket")}
              spellCheck={false}
              className="mb-1 h-7 w-full rounded-chip border border-control bg-bg px-2 outline-none focus-visible:outline-2 focus-visible:outline-accent"
            />
            <Combobox.Empty>
              <p className="px-2 py-1.5 text-small text-text-2">
                {reading ? t("ledger.readingMarkets") : t("ledger.noMarket")}
              </p>
            </Combobox.Empty>
            <Combobox.List className="max-h-80 overflow-y-auto">
              {(one: Choice) => (
                <Combobox.Item
                  key={one.condition}
                  value={one}
                  className="flex min-h-7 cursor-pointer items-center gap-2 rounded-chip px-2 py-1 outline-none data-highlighted:bg-border"
                >
                  <span className="min-w-0 flex-1">{one.question}</span>
                  <Combobox.ItemIndicator>
                    <Check aria-hidden size={14} className="text-accent" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

/** The name of the chosen market before the list was read. */
function Question({ condition }: { condition: string }) {
  const t = useText();
  const market = useMarket(condition);
  const name = market.data?.question ?? t("ledger.ofMarket");
  return (
    <span className="min-w-0 flex-1 truncate text-left" data-tip={name}>
      {name}
    </span>
  );
}
