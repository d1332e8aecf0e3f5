/** The eight checks in brief, beside the limits. */

import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { Card } from "@/components/card";
import { useFormat } from "@/format/use-format";
import { checkText } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import type { SetupCheck } from "@/platform";
import { passes } from "./checks";
import { TextButton } from "./setup-page";

export function CheckSummary({ checks, onAgain }: { checks: SetupCheck[]; onAgain(): void }) {
  const t = useText();
  const format = useFormat();
  const passed = checks.filter(passes).length;
  return (
    <Card
      title={t("setup.checks.card")}
      note={t("setup.checks.passedOf", { passed, of: checks.length })}
      aside={<TextButton onClick={onAgain}>{t("setup.limits.toChecks")}</TextButton>}
    >
      <ul className="px-4 pb-1">
        {checks.map((check) => {
          const Icon = passes(check) ? CircleCheck : check.outcome === "not_run" ? CircleDashed : CircleX;
          const tone = passes(check)
            ? "text-accent"
            : check.outcome === "not_run"
              ? "text-text-3"
              : "text-loss";
          return (
            <li
              key={check.kind}
              className="grid grid-cols-[16px_minmax(0,1fr)] items-start gap-x-2.5 border-hairline border-t py-1"
            >
              <Icon aria-hidden size={16} className={`mt-0.5 ${tone}`} />
              <div className="min-w-0">
                <span className="font-medium">{t(`setupFacts.check.${check.kind}`)}</span>
                <span className="sr-only"> {t(`words.check.${check.outcome}`)}</span>
                <p className="break-words text-small text-text-2">{checkText(t, format, check)}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
