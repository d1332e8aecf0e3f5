/** Over the orders: which of them, and what takes them back. Narrow beside the detail of one. */

import { ClockAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Foot } from "@/components/ui/foot";
import { SearchField } from "@/components/ui/search-field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { stageOf, word } from "@/i18n/words";
import { useCancelPreview } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import { useSums } from "@/live/sums";
import type { OrdersSearch, OrdersTab } from "./filter";

const TABS = ["working", "filled", "unfilled"] as const;
const STAGES = ["1", "2", "3", "4", "5"] as const;

/** Gives way only in a zoomed window, where even a line of its own is too short for its words. */
const CHOICE = "min-w-20 max-w-44 shrink!";

interface BarProps {
  tab: OrdersTab;
  search: OrdersSearch;
  traders: { address: string; name: string }[];
  /** How many are in this list, and how many of them the filters leave. */
  count: number;
  shown: number;
  /** How many could be cancelled, and which are chosen for it. */
  cancellable: number;
  chosen: number[];
  narrow: boolean;
  /** The button of the table's columns. */
  columns: ReactNode;
  text: string;
  onText(text: string): void;
  onChange(next: OrdersSearch): void;
  onCancelAll(): void;
  onCancelChosen(): void;
}

export function Bar(props: BarProps) {
  const { tab, search, traders, count, shown, cancellable, chosen, text, onText, onChange } = props;
  const t = useText();
  const { n } = useFormat();
  const working = useSums((sums) => sums.workingOrders);
  const stale = useFrame((frame) => frame.state === "disconnected");
  const filter = (className: string) => (
    <SearchField
      label={t("orders.filter")}
      placeholder={t("orders.filter")}
      value={text}
      onChange={onText}
      className={className}
    />
  );
  if (props.narrow) {
    return (
      <div className="flex h-13 shrink-0 items-center gap-3 px-4 wide:pl-6">
        <h1 className="font-semibold text-page tracking-[-.015em]">{t("orders.title")}</h1>
        <span className="numeric shrink-0 text-text-3">
          {shown < count ? t("orders.ofAll", { shown, count }) : t(`orders.subtitle.${tab}`, { count })}
        </span>
        {filter("min-w-0 flex-1")}
      </div>
    );
  }
  return (
    // In one line where its words fit; longer ones, and what is said of old prices, take a second one.
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2 wide:px-6">
      <h1 className="mr-2 font-semibold text-page tracking-[-.015em]">{t("orders.title")}</h1>
      <Segmented
        label={t("orders.tabs")}
        value={tab}
        options={TABS.map((value) => ({
          value,
          title: t(`orders.tabTitle.${value}`),
          label:
            value === "working" ? `${t("orders.tab.working")} ${n.count(working)}` : t(`orders.tab.${value}`),
        }))}
        onChange={(next) =>
          onChange({ ...search, order: undefined, show: next === "working" ? undefined : next })
        }
      />
      {stale && <StaleBook />}
      {filter(
        cn(
          "@container ml-auto max-w-52 flex-1 basis-10",
          // Where there is little room, only its sign is there; somebody types, or has typed, and it is a field again.
          text ? "min-w-30" : "min-w-10 focus-within:min-w-30",
        ),
      )}
      <div className="flex min-w-0 items-center gap-2">
        <Select
          label={t("orders.trader")}
          value={search.trader ?? "all"}
          options={[
            { value: "all", label: t("orders.everyTrader") },
            ...traders.map(({ address, name }) => ({ value: address, label: name })),
          ]}
          onChange={(next) => onChange({ ...search, trader: next === "all" ? undefined : next })}
          className={CHOICE}
        />
        <Select
          label={t("orders.stage")}
          value={search.stage === undefined ? "all" : String(search.stage)}
          options={[
            { value: "all", label: t("orders.everyStage") },
            ...STAGES.map((stage) => ({
              value: stage,
              label: `${stage} ${word(t, "stageEither", stageOf(stage))}`,
            })),
          ]}
          onChange={(next) => onChange({ ...search, stage: next === "all" ? undefined : Number(next) })}
          className={CHOICE}
        />
        {props.columns}
        {chosen.length > 0 ? (
          <CancelChosen ids={chosen} onCancel={props.onCancelChosen} />
        ) : (
          cancellable > 0 && <CancelAll count={cancellable} onCancel={props.onCancelAll} />
        )}
      </div>
    </div>
  );
}

function CancelAll({ count, onCancel }: { count: number; onCancel(): void }) {
  const t = useText();
  const { n } = useFormat();
  const reserved = useSums((sums) => sums.reserved);
  return (
    <Button look="danger" onClick={onCancel}>
      {signOf(reserved) > 0
        ? t("orders.cancelAllAmount", { count, amount: n.usd(reserved) })
        : t("orders.cancelAll", { count })}
    </Button>
  );
}

/** The number and the amount are of one reading, also while the next one is under way. */
function CancelChosen({ ids, onCancel }: { ids: number[]; onCancel(): void }) {
  const t = useText();
  const { n } = useFormat();
  const known = useCancelPreview(ids, true).data;
  return (
    <Button look="danger" onClick={onCancel}>
      {known && signOf(known.reserved) > 0
        ? t("orders.cancelSomeAmount", { count: known.orders, amount: n.usd(known.reserved) })
        : t("orders.cancelSome", { count: known?.orders ?? ids.length })}
    </Button>
  );
}

/** While the venue does not answer, prices are old, and say how old. */
function StaleBook() {
  const t = useText();
  const { time } = useFormat();
  const age = useFrame((frame) =>
    frame.state === "disconnected" && frame.disconnectedSince !== null
      ? time.rough(frame.now - frame.disconnectedSince)
      : null,
  );
  if (age === null) return null;
  return (
    <span className="numeric inline-flex h-5 items-center gap-1 rounded-chip bg-raised px-1.5 font-medium text-label text-warn">
      <ClockAlert aria-hidden size={12} />
      {t("orders.staleBook", { age })}
    </span>
  );
}

/** Under the list beside the detail. What is chosen in the table is out of sight here, and is left alone. */
export function ListFoot({ count, onCancelAll }: { count: number; onCancelAll(): void }) {
  const t = useText();
  const { n } = useFormat();
  const reserved = useSums((sums) => sums.reserved);
  return (
    <Foot className="flex shrink-0 items-center gap-2 border-hairline border-t px-4 py-3 wide:pl-6">
      <span
        className="numeric min-w-0 truncate text-small text-text-2"
        data-tip={t("orders.setAside", { amount: n.usd(reserved) })}
      >
        {t("orders.setAside", { amount: n.usd(reserved) })}
      </span>
      <span className="flex-1" />
      <Button size="sm" look="danger" onClick={onCancelAll}>
        {t("orders.cancelAll", { count })}
      </Button>
    </Foot>
  );
}
