/** One market of the ledger: those that are held, or whatever is found by its name. */
import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronDown } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFound } from "@/live/found";
import { useMarket } from "@/live/market";
import { usePositions } from "@/live/queries-more";

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

/** The markets to choose from: all and those that are held, or what is found by its name. */
function useChoices(text: string): Choice[] {
  const { t } = useTranslation();
  const positions = usePositions();
  const found = useFound(text);
  const typed = text.trim().length > 1;
  const held = positions.data?.rows;
  const markets = typed ? found.data?.markets : undefined;
  return useMemo(() => {
    const choices: Choice[] = typed ? [] : [{ condition: "", question: t("ledger.everyMarket") }];
    const others = typed
      ? (markets ?? [])
      : (held ?? []).map(({ condition, market }) => ({ condition, question: market }));
    for (const { condition, question } of others) {
      if (condition && !choices.some((one) => one.condition === condition))
        choices.push({ condition, question });
    }
    return choices;
  }, [t, typed, markets, held]);
}

export function MarketPicker({ value, onChange }: MarketPickerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const choices = useChoices(text);
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
      onOpenChange={(open) => {
        if (!open) setText("");
      }}
      filter={null}
      autoHighlight
      itemToStringLabel={(one) => one.question}
      isItemEqualToValue={(one, other) => one.condition === other.condition}
    >
      <Combobox.Trigger
        aria-label={t("ledger.market")}
        className="inline-flex h-7 max-w-28 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-control border border-border bg-surface px-2 text-body hover:bg-raised huge:max-w-56"
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
              <p className="px-2 py-1.5 text-small text-text-2">{t("ledger.noMarket")}</p>
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

/** The name of a market that is in no list here: of one that is not held any more, after a restart. */
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
