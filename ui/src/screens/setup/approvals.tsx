/** What is in the wallet, and which contracts may take what of it, as Polymarket lists them. */
import { Check, TriangleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { FailureLine } from "@/components/ui/states";
import { shortAddress } from "@/format/address";
import { useFormat } from "@/format/use-format";
import type { Setup, SpenderView, WalletSearch } from "@/platform";
import type { Looked } from "./addresses";
import { useCheckAgain } from "./use-setup";

interface ApprovalsProps {
  setup: Setup;
  confirmed: boolean;
  search: WalletSearch | undefined;
  looked: Looked | null;
}

export function ApprovalsCard({ setup, confirmed, search, looked }: ApprovalsProps) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const { mutate, isPending, error } = useCheckAgain();
  const check = setup.checks.find((one) => one.kind === "balance_approvals");
  const spending = check?.findings.find((one) => one.what === "spending");
  const read = check?.findings.find((one) => one.what === "cash");
  const found = search?.wallets.find((one) => one.address.full === looked?.address.full);
  const cash = (confirmed ? (read?.cash ?? setup.cash) : null) ?? found?.cash ?? null;
  const unread = confirmed && check?.outcome === "not_run";
  const asked = useRef(false);
  useEffect(() => {
    if (!unread || asked.current) return;
    asked.current = true;
    mutate("balance_approvals");
  }, [unread, mutate]);
  const missing = spending?.spenders.filter((one) => !one.may).length ?? 0;
  return (
    <Card
      title={t("setup.addresses.balance")}
      aside={
        cash !== null && (
          <span className="whitespace-nowrap">
            <b className="numeric font-semibold">{n.usd(cash)}</b> <span className="text-text-3">pUSD</span>
          </span>
        )
      }
    >
      <div className="grid gap-2 border-hairline border-t px-4 py-3">
        {!confirmed ? (
          <p className="text-small text-text-2">{t("setup.addresses.approvalsLater")}</p>
        ) : isPending ? (
          <p role="status" className="text-small text-text-2">
            {t("setup.addresses.approvalsReading")}
          </p>
        ) : spending ? (
          <ul>
            {spending.spenders.map((one) => (
              <Spender key={one.address} one={one} />
            ))}
          </ul>
        ) : (
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 text-small text-text-2">{t("setup.addresses.approvalsUnread")}</p>
            <Button size="sm" onClick={() => mutate("balance_approvals")}>
              {t("setup.checks.checkAgain")}
            </Button>
          </div>
        )}
        {confirmed && missing > 0 && (
          <p className="text-small text-text-2">{t("setup.addresses.missing", { count: missing })}</p>
        )}
        <FailureLine error={error} />
      </div>
    </Card>
  );
}

function Spender({ one }: { one: SpenderView }) {
  const { t } = useTranslation();
  const Icon = one.may ? Check : TriangleAlert;
  return (
    <li
      className={cn(
        "grid grid-cols-[14px_minmax(0,1fr)_auto] items-center gap-x-2.5 py-0.5 text-small",
        !one.may && "font-medium text-warn",
      )}
    >
      <Icon aria-hidden size={14} className={one.may ? "text-accent" : "text-warn"} />
      <span title={one.address}>
        {one.name ?? <span className="font-mono">{shortAddress(one.address)}</span>}
      </span>
      <span className={one.may ? "text-text-2" : ""}>
        {t(one.may ? "setup.addresses.may" : "setup.addresses.mayNot")}
      </span>
    </li>
  );
}
