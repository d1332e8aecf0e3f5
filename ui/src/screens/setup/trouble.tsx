/** What stands between Pilotfish and the keys, and the way out. */
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { troubleText } from "@/i18n/setup";
import { Notice } from "./setup-page";
import { useSetup } from "./use-setup";

export function KeyTrouble({ code }: { code: string }) {
  const { t } = useTranslation();
  const { refetch, isFetching } = useSetup();
  const { what, todo } = troubleText(t, code);
  return (
    <Notice
      alert
      title={what}
      action={
        <Button busy={isFetching} onClick={() => void refetch()}>
          {t("setup.checks.checkAgain")}
        </Button>
      }
    >
      {todo}
    </Notice>
  );
}
