/** What stands between Pilotfish and the keys, and the way out. */

import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { troubleText } from "@/i18n/setup";
import { useText } from "@/i18n/use-text";
import type { ErrorCode } from "@/platform";
import { Notice } from "./setup-page";
import { useSetup } from "./use-setup";

export function KeyTrouble({ code }: { code: ErrorCode }) {
  const t = useText();
  const navigate = useNavigate();
  const { refetch, isFetching } = useSetup();
  const { what, todo } = troubleText(t, code);
  return (
    <Notice
      alert
      title={what}
      action={
        <span className="flex flex-wrap gap-2">
          <Button look="ghost" onClick={() => void navigate({ to: "/key" })}>
            {t("setupFacts.remedyGo.open_key_store")}
          </Button>
          <Button busy={isFetching} onClick={() => void refetch()}>
            {t("setup.checks.checkAgain")}
          </Button>
        </span>
      }
    >
      {todo}
    </Notice>
  );
}
