/** One small real order, there and back, before anything is copied; then live, when the person says so. */

import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { LeaveLive } from "@/app/mode-card";
import { Button } from "@/components/ui/button";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { errorText } from "@/i18n/errors";
import { testFailureText } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Setup, TestOrderRun } from "@/platform";
import { LivePanel } from "./live-panel";
import { Column, Columns, Notice, Remark, SetupPage } from "./setup-page";
import { TestOrderCard } from "./test-order-card";
import { TestWay } from "./test-way";
import { useTestPreview, useTestRun } from "./use-setup";

export function TestPage({ setup }: { setup: Setup }) {
  const t = useText();
  const { n, time } = useFormat();
  const navigate = useNavigate();
  const live = useFrame((frame) => frame.mode === "live");
  const run = useTestRun();
  const preview = useTestPreview(setup.confirmedAt !== null);
  const go = (page: string) => void navigate({ to: "/setup/$page", params: { page } });
  const outcome = run.data?.outcome?.outcome;
  const failed = outcome === "failed" && setup.testedAt === null;
  return (
    <SetupPage
      title={t("setup.test.title")}
      lead={
        setup.confirmedAt === null
          ? t("setup.test.lead")
          : t("setup.test.leadConfirmed", {
              limit: n.usd(setup.limits.maxExposure),
              when: time.second(setup.confirmedAt),
            })
      }
      note={t("setup.test.once")}
      buttons={
        setup.runs && live ? (
          <BackToPaper />
        ) : (
          <Button size="lg" onClick={() => go("limits")}>
            {t("setup.back")}
          </Button>
        )
      }
    >
      <div className="grid gap-4">
        {failed && run.data && <Failed run={run.data} setup={setup} onGo={go} />}
        {outcome === "not_sent" && run.data && <NotSent run={run.data} onGo={go} />}
        {setup.confirmedAt === null && !failed && !run.data?.running && (
          <Notice
            title={t("setup.test.notConfirmed")}
            action={<Button onClick={() => go("limits")}>{t("setup.goThere")}</Button>}
          />
        )}
        <Columns side="wide">
          <TestOrderCard setup={setup} preview={preview} run={run.data} />
          <Column>
            {run.data && <TestWay run={run.data} />}
            <FailureLine error={run.error} />
            {setup.testedAt !== null && setup.confirmedAt !== null && <LivePanel setup={setup} />}
            <Remark>{t("setup.test.info")}</Remark>
          </Column>
        </Columns>
      </div>
    </SetupPage>
  );
}

/** Which step it was, and what to do. */
function Failed({ run, setup, onGo }: { run: TestOrderRun; setup: Setup; onGo(page: string): void }) {
  const t = useText();
  if (run.outcome?.outcome !== "failed") return null;
  const { step, why } = run.outcome;
  const toChecks = why === "key_trap" || setup.step === "checks";
  return (
    <Notice
      alert
      title={t("setup.test.failedTitle", { step: t(`setup.test.steps.${step}`) })}
      action={
        <Button onClick={() => onGo(toChecks ? "checks" : "limits")}>
          {t(toChecks ? "setup.test.toChecks" : "setup.test.toConfirm")}
        </Button>
      }
    >
      {testFailureText(t, why)}
    </Notice>
  );
}

/** Where what stands in the way is mended; none where sending it again is all there is to do. */
const PAGES: Record<string, "limits" | "checks"> = {
  region_blocked: "checks",
  no_balance: "checks",
  wrong_wallet: "checks",
  venue_denied: "checks",
};

/** Nothing was signed: why, and what to do. The confirmation stands. */
function NotSent({ run, onGo }: { run: TestOrderRun; onGo(page: string): void }) {
  const t = useText();
  if (run.outcome?.outcome !== "not_sent") return null;
  const { code } = run.outcome;
  const { what, todo } = errorText(t, run.outcome);
  const page = code.startsWith("limit") ? "limits" : code.startsWith("key_") ? "checks" : PAGES[code];
  return (
    <Notice
      alert
      title={t("setup.test.notSentTitle")}
      action={
        page && (
          <Button onClick={() => onGo(page)}>
            {t(page === "limits" ? "setup.test.toLimits" : "setup.test.toChecks")}
          </Button>
        )
      }
    >
      {what} {todo}
    </Notice>
  );
}

function BackToPaper() {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="lg" onClick={() => setAsking(true)}>
        {t("ways.leaveLive")}
      </Button>
      <LeaveLive open={asking} onOpenChange={setAsking} />
    </>
  );
}
