/** An address that is no screen: said, with a way on. */

import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";

export function Nowhere() {
  const t = useText();
  const navigate = useNavigate();
  return (
    <>
      <h1 className="sr-only">{t("nowhere.title")}</h1>
      <Empty
        title={t("nowhere.title")}
        action={
          <Button look="primary" onClick={() => void navigate({ to: "/dashboard", replace: true })}>
            {t("nowhere.back")}
          </Button>
        }
      >
        {t("nowhere.text")}
      </Empty>
    </>
  );
}
