/** The ledger's totals, which are its filter: one sum from what there was at first to what there is. */
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useTranslation } from "react-i18next";
import { cn } from "@/components/ui/cn";
import { useFormat } from "@/format/use-format";
import type { LedgerBook, LedgerKind } from "@/platform";

interface TilesProps {
  book: LedgerBook;
  kind: LedgerKind | null;
  onChange(kind: LedgerKind | null): void;
}

/** Of kinds of which most accounts have none at all. */
const RARE: LedgerKind[] = ["withdrawal"];

const TILE =
  "grid min-w-0 content-center gap-0.5 border-hairline border-r px-2.5 py-1.5 text-left wide:px-3 first:rounded-l-card";

export function Tiles({ book, kind, onChange }: TilesProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const shown = book.kinds.filter((sum) => sum.entries > 0 || sum.kind === kind || !RARE.includes(sum.kind));
  return (
    <div className="mx-4 mb-2 flex shrink-0 overflow-hidden rounded-card border border-border bg-surface wide:mx-6">
      <RadioGroup
        aria-label={t("ledger.totals")}
        value={kind ?? "all"}
        onValueChange={(next) => onChange(next === "all" ? null : (next as LedgerKind))}
        className="flex min-w-0 flex-1"
      >
        <Tile value="all" label={t("ledger.all")} count={n.count(book.entries)}>
          {n.plain(book.start)}{" "}
          <span className="font-normal text-small text-text-2">{t("ledger.start")}</span>
        </Tile>
        {shown.map((sum) => (
          <Tile
            key={sum.kind}
            value={sum.kind}
            label={t(`ledger.kinds.${sum.kind}`)}
            count={n.count(sum.entries)}
          >
            {sum.kind === "payout" ? (
              <span className="font-normal text-text-3">{t("ledger.noCash")}</span>
            ) : (
              n.signed(sum.cash)
            )}
          </Tile>
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
  children: React.ReactNode;
}

function Tile({ value, label, count, children }: TileProps) {
  return (
    <Radio.Root
      value={value}
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
      <span className="numeric truncate font-medium">{children}</span>
    </Radio.Root>
  );
}
