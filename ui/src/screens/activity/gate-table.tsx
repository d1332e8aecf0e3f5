/** The gates of a decision as a table: what each went by, what it was then, what it let through; and which one bound. */

import { Check, ChevronsRight, Scissors } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Bar } from "@/components/ui/meter";
import { useFormat } from "@/format/use-format";
import { boundGate, measureText, ruleText } from "@/i18n/gate";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import type { GateView } from "@/platform";

const SIGNS = {
  passed: <Check aria-hidden size={12} className="text-text-3" />,
  cut: <Scissors aria-hidden size={12} className="text-text-2" />,
  bound: <ChevronsRight aria-hidden size={12} className="text-warn" />,
};

/** The part of what was asked that the gate let through, for its bar; the figures stand beside it. */
const allowedPercent = ({ asked, allowed }: GateView): number =>
  Number(asked) > 0 ? Math.min(100, (100 * Number(allowed)) / Number(asked)) : 100;

/** A switch that stood open: nothing was measured, nobody asks. */
const isOpenSwitch = (gate: GateView): boolean => gate.basis.by === "switch" && gate.outcome === "passed";

interface GateTableProps {
  gates: GateView[];
  /** The trader's price, for the gates that go by it. */
  price?: string | null | undefined;
  /** What the third column is of: "At 13:40:03". */
  when?: ReactNode;
  /** What all began with: the trader's change and our share of it, in shares. */
  size?: { theirs: string; ours: string; percentage: string | null } | undefined;
}

export function GateTable({ gates, price = null, when, size }: GateTableProps) {
  const t = useText();
  const format = useFormat();
  return (
    <table aria-label={t("activity.gates")} className="w-full border-collapse self-start text-small">
      <thead>
        <tr className="text-left text-label text-text-3">
          <td className="h-6 w-6" />
          <th className="font-medium">{t("activity.gate")}</th>
          <th className="font-medium">{t("activity.rule")}</th>
          <th className="font-medium">{when ?? t("activity.measured")}</th>
          <td className="w-28 max-wide:hidden" />
          <th className="w-20 pr-2 text-right font-medium">{t("activity.allows")}</th>
        </tr>
      </thead>
      <tbody>
        {size && (
          <tr>
            <td className="h-[22px] pl-1">{SIGNS.passed}</td>
            <td className="pr-2">{t("decisions.size")}</td>
            <td className="numeric pr-2 text-text-2">
              {size.percentage === null
                ? t("decisions.sizeRule")
                : t("decisions.sizeRuleOf", { percentage: format.n.percent(size.percentage) })}
            </td>
            <td className="numeric pr-2 text-text-2">
              {t("decisions.sizeThen", { shares: format.n.shares(size.theirs) })}
            </td>
            <td className="max-wide:hidden" />
            <td className="pr-2 text-right">{format.n.shares(size.ours)}</td>
          </tr>
        )}
        {gates
          .filter((gate) => !isOpenSwitch(gate))
          .map((gate) => {
            const bound = gate.outcome === "bound";
            const sign = SIGNS[gate.outcome];
            return (
              <tr key={gate.gate} className={bound ? "tint-warn text-warn" : ""}>
                <td className="h-[22px] pl-1">
                  {sign}
                  <span className="sr-only">{word(t, "gateOutcome", gate.outcome)}</span>
                </td>
                <td className="whitespace-nowrap pr-2">{word(t, "gate", gate.gate)}</td>
                <td className={cn("numeric pr-2", !bound && "text-text-2")}>{ruleText(t, format, gate)}</td>
                <td className={cn("numeric pr-2", !bound && "text-text-2")}>
                  {measureText(t, format, gate, price)}
                </td>
                <td className="max-wide:hidden">
                  <Bar
                    percent={gate.outcome === "passed" ? 0 : allowedPercent(gate)}
                    tone={bound ? "warn" : "neutral"}
                  />
                </td>
                <td className={cn("pr-2 text-right", gate.outcome === "passed" && "text-text-3")}>
                  {gate.outcome !== "passed"
                    ? format.n.shares(gate.allowed)
                    : gate.room === null
                      ? t("activity.any")
                      : format.n.shares(gate.room)}
                </td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}

/** Which gate bound, by what rule; `children` say what that came to. */
export function BoundBy({ gates, children }: { gates: GateView[]; children?: ReactNode }) {
  const t = useText();
  const format = useFormat();
  const gate = boundGate(gates);
  if (!gate)
    return (
      <div>
        <h2 className="font-medium text-label text-text-3">{t("activity.boundIs")}</h2>
        <p className="text-text-2">{children ?? t("activity.nothingBound")}</p>
      </div>
    );
  const rule = ruleText(t, format, gate);
  const measure = measureText(t, format, gate, null);
  return (
    <div>
      <h2 className="font-medium text-label text-text-3">{t("activity.boundIs")}</h2>
      <p className="numeric font-semibold text-body text-warn">
        {word(t, "gate", gate.gate)}
        {rule !== "" && `, ${rule}`}
      </p>
      <p className="numeric text-text-2">{children ?? measure}</p>
    </div>
  );
}
