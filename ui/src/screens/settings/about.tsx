/** What this is, of which version, and under which terms its parts are. */

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FailureLine, Skeleton } from "@/components/ui/states";
import { useText } from "@/i18n/use-text";
import { useLicences } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import { Section } from "./parts";

export function About() {
  const t = useText();
  const version = useFrame((frame) => frame.version);
  const [open, setOpen] = useState(false);
  return (
    <Section title={t("settings.about")}>
      <div className="flex items-start justify-between gap-6 border-hairline border-t pt-2">
        <div className="min-w-0">
          <p className="selectable numeric">{t("settings.version", { version })}</p>
          <p className="text-small text-text-2">{t("settings.aboutText")}</p>
          <p className="text-small text-text-3">{t("settings.licence")}</p>
          <p className="text-small text-text-3">{t("settings.font")}</p>
        </div>
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("settings.licences")}
        </Button>
      </div>
      {open && <Licences />}
    </Section>
  );
}

function Licences() {
  const t = useText();
  const licences = useLicences();
  if (licences.isPending) return <Skeleton rows={4} className="py-3" />;
  if (licences.isError) return <FailureLine error={licences.error} />;
  return (
    <section
      aria-label={t("settings.licences")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached with the keyboard
      tabIndex={0}
      className="mt-3 max-h-64 overflow-y-auto rounded-control border border-hairline px-3 py-1"
    >
      <table className="w-full border-collapse text-small">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t("settings.part")}</th>
            <th scope="col">{t("settings.partVersion")}</th>
            <th scope="col">{t("settings.terms")}</th>
          </tr>
        </thead>
        <tbody>
          {licences.data.map((one) => (
            <tr key={`${one.name}${one.version}`} className="border-hairline border-t first:border-t-0">
              <td className="selectable h-6">{one.name}</td>
              <td className="text-text-2">{one.version}</td>
              <td className="text-right text-text-2">{one.licence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
