/** The test order as it will be sent, with the worst that it can cost, and how far from the book it stands. */

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useState } from "react";
import { Card } from "@/components/card";
import { OutcomeChip } from "@/components/outcome";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine, Skeleton } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { PlatformError, Setup, TestOrderPreview, TestOrderRun } from "@/platform";
import { TestBook } from "./test-book";
import { useSendTest } from "./use-setup";

interface TestOrderCardProps {
  setup: Setup;
  preview: UseQueryResult<TestOrderPreview, PlatformError>;
  run: TestOrderRun | undefined;
}

export function TestOrderCard({ setup, preview, run }: TestOrderCardProps) {
  const t = useText();
  const { n, time } = useFormat();
  const order = preview.data;
  return (
    <Card title={t("setup.test.card")} note={t("setup.test.cardNote")}>
      {order ? (
        <>
          <dl className="px-4 pb-1">
            <Fact term={t("setup.test.market")}>{order.question}</Fact>
            <Fact term={t("setup.test.buy")}>
              <span className="inline-flex flex-wrap items-center justify-end gap-1.5">
                <OutcomeChip name={order.outcome} index={order.outcomeIndex} />
                {t("setup.test.buyIs", { shares: n.shares(order.shares), price: n.cents(order.price) })}
              </span>
            </Fact>
            <Fact term={t("setup.test.worst")}>
              <b className="font-semibold">{n.usd(order.worstCase)}</b>, {t("setup.test.worstIs")}
            </Fact>
            <Fact term={t("setup.test.kind")}>{t("setup.test.kindIs")}</Fact>
            <Fact term={t("setup.test.ends")}>
              {t("setup.test.endsIs", { span: time.rough(order.expiresAfter) })}
            </Fact>
          </dl>
          <TestBook order={order} />
          <Send setup={setup} order={order} run={run} />
        </>
      ) : preview.isError ? (
        <div className="grid justify-items-start gap-2 border-hairline border-t px-4 py-3">
          <FailureLine error={preview.error} />
          <Button onClick={() => void preview.refetch()}>{t("action.retry")}</Button>
        </div>
      ) : preview.isLoading ? (
        <Skeleton rows={5} className="px-4 py-3" />
      ) : (
        <p className="border-hairline border-t px-4 py-3 text-small text-text-2">
          {t("setup.test.notConfirmed")}
        </p>
      )}
    </Card>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8.5 items-center justify-between gap-4 border-hairline border-t py-1">
      <dt className="shrink-0 text-text-2">{term}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}

function Send({
  setup,
  order,
  run,
}: {
  setup: Setup;
  order: TestOrderPreview;
  run: TestOrderRun | undefined;
}) {
  const t = useText();
  const { n, time } = useFormat();
  const [asking, setAsking] = useState(false);
  const send = useSendTest();
  const running = run?.running ?? false;
  const passed = run?.outcome?.outcome === "passed";
  const tested = (setup.testedAt !== null && setup.confirmedAt !== null) || passed;
  // A failed one takes the confirmation back: the next one is sent after the next confirmation.
  const withdrawn = run?.outcome?.outcome === "failed" && (setup.confirmedAt ?? 0) <= (run.began ?? 0);
  const amount = n.usd(order.worstCase);
  return (
    <div className="grid gap-2 px-4 pt-2 pb-3.5">
      <FailureLine error={send.error} />
      {tested ? (
        <div className="flex flex-wrap gap-2">
          <Button disabled className="flex-1">
            {t("setup.test.sentAt", { when: time.second(run?.began ?? setup.testedAt ?? 0) })}
          </Button>
          <Button look="ghost" disabled={running || setup.runs} onClick={() => setAsking(true)}>
            {t("setup.test.another")}
          </Button>
        </div>
      ) : (
        <Button
          size="lg"
          look="primary"
          disabled={setup.confirmedAt === null || withdrawn}
          busy={send.isPending || running}
          onClick={() => send.mutate()}
        >
          {t("setup.test.send", { amount })}
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("setup.test.anotherTitle")}
        keep={t("setup.test.anotherKeep")}
        confirm={t("setup.test.send", { amount })}
        danger={false}
        onConfirm={() => {
          setAsking(false);
          send.mutate();
        }}
      >
        <p>
          {t("setup.test.anotherText", {
            shares: n.shares(order.shares),
            price: n.cents(order.price),
            amount,
          })}
        </p>
      </Confirm>
    </div>
  );
}
