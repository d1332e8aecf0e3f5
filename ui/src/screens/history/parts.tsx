/** The three parts of the history: fills, the ledger, and where books and exchange differ. */

import { useNavigate } from "@tanstack/react-router";
import { Segmented } from "@/components/ui/segmented";
import { useText } from "@/i18n/use-text";
import { useDifferences } from "@/live/queries-more";

const PARTS = { fills: "/history", ledger: "/history/ledger", differences: "/differences" } as const;
type Part = keyof typeof PARTS;

export function HistoryParts({ here }: { here: Part }) {
  const t = useText();
  const navigate = useNavigate();
  const count = useDifferences().data?.rows.length ?? 0;
  return (
    <Segmented<Part>
      size="sm"
      label={t("differences.which")}
      value={here}
      options={[
        { value: "fills", label: t("differences.fills") },
        { value: "ledger", label: t("ledger.name") },
        {
          value: "differences",
          label: count > 0 ? t("differences.tab", { n: count }) : t("differences.name"),
        },
      ]}
      onChange={(to) => void navigate({ to: PARTS[to] })}
    />
  );
}
