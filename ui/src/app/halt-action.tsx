/** What a person can do about a halt: say that its cause is gone, or accept what the exchange shows. */

import { Link, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { namedMarket } from "@/i18n/halt";
import { useText } from "@/i18n/use-text";
import { useAskFrame } from "@/live/queries";
import type { HaltView } from "@/platform";

/** Halts that reading the account again may end, or confirm. */
const OF_DIFFERENCES = ["cash_missing", "shares_missing", "shares_unexplained", "foreign_order"];
const OF_THE_ACCOUNT = [...OF_DIFFERENCES, "authentication"];

/** Where both sides of the difference stand, for halts of one. */
export function HaltDetails({ halt }: { halt: HaltView }) {
  const t = useText();
  const here = useRouterState({ select: (state) => state.location.pathname });
  if (!OF_DIFFERENCES.includes(halt.halt) || here === "/differences") return null;
  return (
    <>
      {" "}
      <Link to="/differences" className="font-medium text-accent underline">
        {t("halts.details")}
      </Link>
    </>
  );
}

export function HaltAction({ halt }: { halt: HaltView }) {
  const looks = OF_THE_ACCOUNT.includes(halt.halt);
  if (!looks && halt.remedy === "wait") return null;
  return (
    <span className="flex flex-wrap gap-2">
      {looks && <LookAgain />}
      {halt.remedy === "lift" && <Lift halt={halt} />}
      {halt.remedy === "accept" && <Accept halt={halt} />}
    </span>
  );
}

/** Reads the account at the exchange now. */
export function LookAgain() {
  const t = useText();
  const look = useAskFrame((platform) => platform.lookAgain());
  return (
    <Button
      size="sm"
      data-tip={t("halts.lookAgainTitle")}
      busy={look.isPending}
      onClick={() => look.mutate()}
    >
      {t("halts.lookAgain")}
    </Button>
  );
}

function Lift({ halt }: { halt: HaltView }) {
  const t = useText();
  const lift = useAskFrame((platform) => platform.liftHalt(halt.halt, halt.token, halt.order));
  return (
    <Button size="sm" busy={lift.isPending} onClick={() => lift.mutate()}>
      {t("halts.lift")}
    </Button>
  );
}

function Accept({ halt }: { halt: HaltView }) {
  const t = useText();
  const { n } = useFormat();
  const [asking, setAsking] = useState(false);
  const accept = useAskFrame((platform) => platform.acceptDifference(halt.token));
  const values = {
    market: namedMarket(t, halt.market, halt.outcome),
    shares: halt.shares === null ? NONE : n.shares(halt.shares),
  };
  const text =
    halt.halt === "cash_missing"
      ? t("halts.acceptCash", { usd: halt.usd === null ? NONE : n.usd(halt.usd) })
      : halt.halt === "shares_missing"
        ? t("halts.acceptMissing", values)
        : t("halts.acceptUnexplained", values);
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)}>
        {t("halts.accept")}
      </Button>
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title={t("halts.acceptTitle")}
          keep={t("halts.keep")}
          confirm={t("halts.confirm")}
          danger={false}
          busy={accept.isPending}
          onConfirm={() => accept.mutate(undefined, { onSuccess: () => setAsking(false) })}
        >
          <p>{text}</p>
          <FailureLine error={accept.error} />
        </Confirm>
      )}
    </>
  );
}
