/** The ledger's totals, which are its filter: one sum from what there was at first to what there is. */

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { cn } from "@/components/ui/cn";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { LedgerBook, LedgerKind } from "@/platform";

interface TilesProps {
  book: LedgerBook;
  kind: LedgerKind | null;
  onChange(kind: LedgerKind | null): void;
}

/** Of kinds of which most accounts have none at all. */
const RARE: LedgerKind[] = ["withdrawal"];

const TILE =
  "grid content-center gap-0.5 border-hairline border-r px-2.5 py-1.5 text-left wide:px-3 first:rounded-l-card";

export function Tiles({ book, kind, onChange }: TilesProps) {
  const t = useText();
  const { n } = useFormat();
  const shown = book.kinds.filter((sum) => sum.entries > 0 || sum.kind === kind || !RARE.includes(sum.kind));
  return (
    <div className="mx-4 mb-2 flex shrink-0 overflow-hidden rounded-card border border-border bg-surface wide:mx-6">
      <RadioGroup
        aria-label={t("ledger.totals")}
        value={kind ?? "all"}
        onValueChange={(next) => onChange(next === "all" ? null : (next as LedgerKind))}
        className="flex min-w-0 flex-1 max-[899px]:flex-wrap"
      >
        <Tile
          value="all"
          label={t("ledger.all")}
          count={n.count(book.entries)}
          amount={n.plain(book.start)}
          note={t("ledger.start")}
        />
        {shown.map(({ kind: one, entries, cash }) => (
          <Tile
            key={one}
            value={one}
            label={t(`ledger.kinds.${one}`)}
            count={n.count(entries)}
            amount={one === "payout" ? t("ledger.noCash") : n.signed(cash)}
            quiet={one === "payout"}
          />
        ))}
      </RadioGroup>
      <div
        className="grid min-w-0 shrink-0 content-center gap-0.5 bg-raised px-3 py-1.5"
        data-tip={t(book.whole ? "ledger.balanceTitle" : "ledger.netTitle")}
      >
        <span className="truncate text-small text-text-2">
          {t(book.whole ? "ledger.balance" : "ledger.net")}
        </span>
        <span data-ledger-end className="numeric truncate font-semibold">
          {n.plain(book.end)}
        </span>
      </div>
    </div>
  );
}

interface TileProps {
  value: string;
  label: string;
  count: string;
  /** What its rows moved; it is never cut, the label is. */
  amount: string;
  /** A word after the amount. */
  note?: string;
  /** Words in the place of an amount. */
  quiet?: boolean;
}

function Tile({ value, label, count, amount, note, quiet = false }: TileProps) {
  const letters = amount.length + (note ? note.length + 1 : 0);
  return (
    <Radio.Root
      value={value}
      style={{ minWidth: `calc(${letters}ch + 20px)` }}
      className={cn(
        TILE,
        "flex-auto cursor-pointer transition-colors duration-120 hover:bg-raised data-checked:shadow-[inset_0_-2px_var(--accent)]",
      )}
    >
      <span className="flex min-w-0 gap-1 text-small text-text-2">
        <span className="truncate" data-tip={label}>
          {label}
        </span>
        <span className="numeric shrink-0 text-text-3">{count}</span>
      </span>
      <span className={cn("numeric truncate", quiet ? "text-text-3" : "font-medium")}>
        {amount}
        {note && <span className="font-normal text-small text-text-2"> {note}</span>}
      </span>
    </Radio.Root>
  );
}
