/** The eight checks. All of them run, whatever one says; nobody goes on before all have passed. */

import { useNavigate } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { CircleX } from "lucide-react";
import { useEffect, useRef } from "react";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { listed } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { Setup, SetupCheck, SetupCheckKind } from "@/platform";
import { CheckRow } from "./check-row";
import { KeyTrap } from "./key-trap";
import { Column, Columns, Notice, Remark, SetupPage, TextButton } from "./setup-page";
import { hasWallet } from "./steps";
import { useCheckAgain, useRunChecks } from "./use-setup";

/** As often a check that passes by itself is looked at again. */
const WAIT_MS = 10_000;

export const passes = ({ outcome }: SetupCheck): boolean => outcome === "ok" || outcome === "warning";

export function ChecksPage({ setup }: { setup: Setup }) {
  const t = useText();
  const navigate = useNavigate();
  const { language } = useFormat();
  const mode = useFrame((frame) => frame.mode);
  const all = useRunChecks();
  const one = useCheckAgain();
  const { mutate } = all;
  const ready = hasWallet(setup);
  // What passed in an earlier run of the program is looked at again.
  const never = ready && setup.checks.some((check) => check.outcome === "not_run");
  const begun = useRef(false);
  useEffect(() => {
    if (!never || begun.current) return;
    begun.current = true;
    mutate();
  }, [never, mutate]);

  // What passes by itself is looked at again by itself.
  const waits = setup.checks.find(({ remedy }) => remedy === "wait")?.kind;
  const { mutate: again } = one;
  useEffect(() => {
    if (waits === undefined) return;
    const timer = setInterval(() => again(waits), WAIT_MS);
    return () => clearInterval(timer);
  }, [waits, again]);

  const runs = (kind: SetupCheckKind) => all.isPending || (one.isPending && one.variables === kind);
  const left = setup.checks.filter((check) => !passes(check));
  const done = left.length === 0;
  // A cure is proven by the test order: its check waits for that.
  const proven = setup.keyTrap !== null && left.every((check) => check.kind === "api_key");
  const toTest = proven && setup.keyTrap?.cures.some((cure) => cure.state === "done");
  // A test order that was not sent leads back here, and the confirmation stands.
  const confirmed = setup.confirmedAt !== null && setup.limitsSaved;
  const go = (page: string) => void navigate({ to: "/setup/$page", params: { page } });
  return (
    <SetupPage
      title={t("setup.checks.title")}
      lead={t("setup.checks.lead")}
      note={
        all.isPending ? (
          t("setup.checks.looking")
        ) : done ? (
          t("setup.checks.ready")
        ) : (
          <span className="inline-flex items-start gap-2">
            <CircleX aria-hidden size={14} className="mt-px shrink-0 text-loss" />
            {t("setup.checks.must", {
              left: listed(
                language,
                left.map(({ kind }) => t(`setupFacts.checkLow.${kind}`)),
              ),
            })}
          </span>
        )
      }
      buttons={
        <>
          <Button size="lg" onClick={() => void navigate({ to: "/" })}>
            {t(`setup.stay.${mode}`)}
          </Button>
          <Button
            size="lg"
            look="primary"
            disabled={!(done || toTest) || all.isPending}
            onClick={() => go(confirmed ? "test" : "limits")}
          >
            {t(
              toTest && !done
                ? "setup.checks.toTest"
                : confirmed
                  ? "setup.limits.toTest"
                  : "setup.checks.toLimits",
            )}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {!ready && (
          <Notice
            title={t("setup.missing")}
            action={<Button onClick={() => go("addresses")}>{t("setup.goThere")}</Button>}
          />
        )}
        <Columns side="narrow">
          <Card
            title={t("setup.checks.card")}
            note={counts(t, setup.checks, runs)}
            aside={
              <TextButton disabled={!ready || all.isPending} onClick={() => mutate()}>
                {t("setup.checks.again")}
              </TextButton>
            }
          >
            <ol className="pb-1">
              {setup.checks.map((check) => (
                <CheckRow
                  key={check.kind}
                  check={check}
                  running={runs(check.kind)}
                  onAgain={() => one.mutate(check.kind)}
                  onGo={go}
                />
              ))}
            </ol>
          </Card>
          <Column>
            <FailureLine error={all.error ?? one.error} />
            {setup.keyTrap && <KeyTrap trap={setup.keyTrap} setup={setup} />}
            <Remark>{t("setup.checks.info")}</Remark>
          </Column>
        </Columns>
      </div>
    </SetupPage>
  );
}

/** How many came out how; those that are under way are not counted as what they were. */
function counts(t: TFunction, checks: SetupCheck[], runs: (kind: SetupCheckKind) => boolean): string {
  const still = checks.filter(({ kind }) => !runs(kind));
  const count = (of: (check: SetupCheck) => boolean) => still.filter(of).length;
  const all = [
    ["passed", count(passes)],
    ["failed", count(({ outcome }) => outcome === "failed")],
    ["unknown", count(({ outcome }) => outcome === "unknown")],
    ["notRun", count(({ outcome }) => outcome === "not_run")],
    ["running", checks.length - still.length],
  ] as const;
  return all
    .filter(([, number]) => number > 0)
    .map(([what, number]) => t(`setup.checks.${what}`, { count: number }))
    .join(", ");
}
