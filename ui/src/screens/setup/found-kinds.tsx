/** The four kinds that were looked at; they stay visible, so that "none" is seen to have been asked. */

import { CircleCheck, CircleHelp, Minus } from "lucide-react";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { signOf } from "@/format/decimal";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import type { FoundWallet, WalletSearch, WalletView } from "@/platform";
import type { Looked } from "./addresses";
import { TextButton } from "./setup-page";

type Saying =
  | "all"
  | "profileChain"
  | "deployedChain"
  | "profileOnly"
  | "chainOnly"
  | "none"
  | "plain"
  | "plainProfile"
  | "unknown";

/** What speaks for a wallet, in one word. */
export function sayingOf({ kind, profile, deployed, code }: FoundWallet): Saying {
  const yes = {
    profile: profile.seen === "yes",
    deployed: deployed?.seen === "yes",
    code: code.seen === "yes",
  };
  if (kind === "eoa") return yes.profile ? "plainProfile" : "plain";
  if (yes.profile && yes.deployed && yes.code) return "all";
  if (yes.profile && yes.code) return "profileChain";
  if (yes.deployed && yes.code) return "deployedChain";
  if (profile.seen === "unknown" || code.seen === "unknown" || deployed?.seen === "unknown") return "unknown";
  if (yes.profile) return "profileOnly";
  return yes.code ? "chainOnly" : "none";
}

const exists = (one: FoundWallet) => one.code.seen === "yes" || one.deployed?.seen === "yes";

interface FoundKindsProps {
  search: WalletSearch;
  looked: Looked | null;
  confirmed: WalletView | null;
  onLook(looked: Looked): void;
  onNotMine(): void;
}

export function FoundKinds({ search, looked, confirmed, onLook, onNotMine }: FoundKindsProps) {
  const t = useText();
  return (
    <Card
      title={t("setup.addresses.found")}
      aside={<TextButton onClick={onNotMine}>{t("setup.addresses.notMine")}</TextButton>}
    >
      <ul className="px-4 pb-1">
        {search.wallets
          // The older form of a deposit wallet is of interest where there is one.
          .filter((one) => one.form !== "uups" || exists(one))
          .map((one) => (
            <Row
              key={one.address.full}
              one={one}
              shown={looked?.address.full === one.address.full}
              yours={confirmed?.address.full === one.address.full}
              onLook={() => onLook({ kind: one.kind, address: one.address, byHand: false })}
            />
          ))}
      </ul>
    </Card>
  );
}

function Row({
  one,
  shown,
  yours,
  onLook,
}: {
  one: FoundWallet;
  shown: boolean;
  yours: boolean;
  onLook(): void;
}) {
  const t = useText();
  const { n } = useFormat();
  const saying = sayingOf(one);
  const there = exists(one) || one.profile.seen === "yes";
  const look = { "aria-hidden": true, size: 14, className: "mt-0.5 shrink-0" } as const;
  const name = t(`setup.addresses.kind.${one.kind}`);
  return (
    <li className="grid grid-cols-[14px_minmax(0,1fr)_auto] gap-x-2.5 border-hairline border-t py-1">
      {there ? (
        <CircleCheck {...look} className={cn(look.className, "text-accent")} />
      ) : saying === "unknown" ? (
        <CircleHelp {...look} className={cn(look.className, "text-warn")} />
      ) : (
        <Minus {...look} className={cn(look.className, "text-text-3")} />
      )}
      <span className="min-w-0">
        <b className={there ? "font-semibold" : "font-medium text-text-2"}>{name}</b>
        {one.form === "uups" && <span className="text-small text-text-2"> {t("setup.addresses.older")}</span>}
        <span className="block text-small text-text-2">
          {t(`setup.addresses.saying.${saying}`)}
          {one.cash !== null && signOf(one.cash) > 0 && (
            <span className="numeric">, {t("setup.addresses.cashIn", { amount: n.usd(one.cash) })}</span>
          )}
        </span>
      </span>
      <span className="text-small">
        {yours ? (
          <b className="font-semibold">{t("setup.addresses.yours")}</b>
        ) : shown ? (
          <b className="font-semibold">{t("setup.addresses.shown")}</b>
        ) : there ? (
          <Button size="sm" onClick={onLook} aria-label={`${t("setup.addresses.look")}: ${name}`}>
            {t("setup.addresses.look")}
          </Button>
        ) : (
          <span className="text-text-3">
            {saying === "unknown"
              ? t("setup.addresses.unknown")
              : t(one.kind === "eoa" ? "setup.addresses.unused" : "setup.addresses.noneFound")}
          </span>
        )}
      </span>
    </li>
  );
}
