/** What an order brings or costs, line by line down to what changes hands: amount, fee, sum. */

import type { ReactNode } from "react";
import { Made } from "@/components/amounts";
import { cn } from "@/components/ui/cn";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";

interface SumsProps {
  /** What is bought or sold, and at which price. */
  what: string;
  /** Before the fee. */
  amount: string;
  fee: string;
  side: "buy" | "sell";
  /** With the fee. */
  total: string;
  /** What comes in less what was paid; none for a purchase. */
  result?: string | null;
}

export function Sums({ what, amount, fee, side, total, result = null }: SumsProps) {
  const t = useText();
  const { n } = useFormat();
  const charged = signOf(fee) === 0 ? n.usd(fee) : n.usdSigned(side === "sell" ? `-${fee}` : fee);
  return (
    <dl className="grid gap-1 rounded-card bg-bg px-3 py-2 text-text-2">
      <Line what={what}>{n.usd(amount)}</Line>
      <Line what={t("sums.fee")}>{charged}</Line>
      <Line strong what={t(`sums.total.${side}`)}>
        {n.usd(total)}
      </Line>
      {result !== null && (
        <Line strong what={t(signOf(result) < 0 ? "sums.loss" : "sums.profit")}>
          <Made value={result} unit />
        </Line>
      )}
    </dl>
  );
}

function Line({ what, strong = false, children }: { what: string; strong?: boolean; children: ReactNode }) {
  return (
    <div
      className={cn(
        "flex justify-between gap-3",
        strong && "border-hairline border-t pt-1 font-medium text-text",
      )}
    >
      <dt className="min-w-0">{what}</dt>
      <dd className="numeric whitespace-nowrap">{children}</dd>
    </div>
  );
}
