/** A check as it was last looked at. One that failed stands open, with its reason and what to do. */

import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, CircleX, LoaderCircle } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { ErrorDetails } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { checkText, detailsOf, remedyText, saidDetails, troubleText } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import type { SetupCheck, SetupOutcome, SetupRemedy } from "@/platform";
import type { SetupPage } from "./steps";

const ICONS = {
  not_run: { icon: CircleDashed, tone: "text-text-3" },
  ok: { icon: CircleCheck, tone: "text-accent" },
  warning: { icon: CircleAlert, tone: "text-warn" },
  unknown: { icon: CircleHelp, tone: "text-warn" },
  failed: { icon: CircleX, tone: "text-loss" },
} as const satisfies Record<SetupOutcome, object>;

/** Where what a remedy asks for is done. */
const PLACES: Partial<Record<SetupRemedy, SetupPage>> = {
  import_key: "key",
  open_key_store: "protect",
  confirm_wallet: "addresses",
  approve: "addresses",
};

interface CheckRowProps {
  check: SetupCheck;
  running: boolean;
  onAgain(): void;
  onGo(page: SetupPage): void;
}

export function CheckRow({ check, running, onAgain, onGo }: CheckRowProps) {
  const t = useText();
  const format = useFormat();
  const { icon: Icon, tone } = ICONS[check.outcome];
  const open = !running && check.remedy !== null;
  const wrong = open && (check.outcome === "failed" || check.outcome === "unknown");
  return (
    <li
      className={cn(
        "grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-2.5 border-hairline border-t px-4 py-2",
        wrong && check.outcome === "failed" && "bg-[color-mix(in_srgb,var(--loss)_8%,transparent)]",
      )}
    >
      <span className={cn("mt-0.5", running ? "text-text-2" : tone)}>
        {running ? (
          <LoaderCircle aria-hidden size={16} className="animate-[spin_1s_linear_infinite]" />
        ) : (
          <Icon aria-hidden size={16} />
        )}
        <span className="sr-only">
          {t(running ? "setup.checks.looking" : `words.check.${check.outcome}`)}
        </span>
      </span>
      <div className="min-w-0">
        <h3 className="font-medium">{t(`setupFacts.check.${check.kind}`)}</h3>
        <p className="break-words text-small text-text-2" data-tip={detailsOf(t, format, check)}>
          {running ? t("setup.checks.looking") : checkText(t, format, check)}
        </p>
        {!running && <ErrorDetails>{saidDetails(check)}</ErrorDetails>}
        {open && check.remedy && (
          <>
            <p className="mt-1.5 max-w-100 text-small text-text-2">{remedyOf(t, check)}</p>
            <div className="mt-2 flex flex-wrap gap-2">
              <Button
                size="sm"
                aria-label={`${t("setup.checks.checkAgain")}: ${t(`setupFacts.check.${check.kind}`)}`}
                onClick={onAgain}
              >
                {t("setup.checks.checkAgain")}
              </Button>
              <GoButton remedy={check.remedy} onGo={onGo} />
            </div>
          </>
        )}
      </div>
      <time className="text-small text-text-3">
        {check.at === null || running ? "" : format.time.second(check.at)}
      </time>
    </li>
  );
}

/** What to do; of a key store the way out of its very trouble. */
function remedyOf(t: Parameters<typeof troubleText>[0], check: SetupCheck): string {
  const trouble = check.findings.find((finding) => finding.what === "key_trouble");
  if (trouble) return troubleText(t, trouble.code).todo;
  return check.remedy ? remedyText(t, check.remedy) : "";
}

function GoButton({ remedy, onGo }: { remedy: SetupRemedy; onGo(page: SetupPage): void }) {
  const t = useText();
  const page = PLACES[remedy];
  if (!page) return null;
  const key = remedy as "import_key" | "open_key_store" | "confirm_wallet" | "approve";
  return (
    <Button size="sm" look="ghost" onClick={() => onGo(page)}>
      {t(`setupFacts.remedyGo.${key}`)}
    </Button>
  );
}
