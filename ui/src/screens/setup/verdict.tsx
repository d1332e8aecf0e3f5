/** Why no wallet is recommended, where none is. */

import { AddressGroups } from "@/components/address-groups";
import { Button } from "@/components/ui/button";
import { ErrorDetails } from "@/components/ui/states";
import { calm } from "@/i18n/errors";
import { useText } from "@/i18n/use-text";
import type { WalletSearch } from "@/platform";
import { Notice } from "./setup-page";

export function Verdict({
  search: { verdict },
  busy,
  onAgain,
}: {
  search: WalletSearch;
  busy: boolean;
  onAgain(): void;
}) {
  const t = useText();
  if (verdict.verdict === "recommended") return null;
  const [what, ...rest] = t(`setup.addresses.verdict.${verdict.verdict}`).split(/(?<=\.) /);
  return (
    <Notice
      alert
      title={what ?? ""}
      action={
        <Button busy={busy} onClick={onAgain}>
          {t("setup.addresses.askAgain")}
        </Button>
      }
    >
      <p>{rest.join(" ")}</p>
      {verdict.verdict === "unanswered" && <ErrorDetails>{calm(verdict.words)}</ErrorDetails>}
      {verdict.verdict === "another_account" && (
        <div className="mt-2 grid gap-0.5">
          <span>{t("setup.addresses.named")}</span>
          <AddressGroups address={verdict.named.full} size="medium" unproven />
        </div>
      )}
    </Notice>
  );
}
