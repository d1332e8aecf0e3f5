/** The support bundle: gathered, shown file by file, and only then written. */

import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { FailureLine } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { usePlatform } from "@/live/queries";
import { useLive } from "@/live/store";
import type { Exported, PlatformError, SupportFile, SupportPreview } from "@/platform";
import { Row, Section } from "@/screens/settings/parts";

export function Support() {
  const t = useText();
  const platform = usePlatform();
  const say = useLive((live) => live.say);
  const prepare = useMutation<SupportPreview, PlatformError, void>({
    mutationFn: () => platform.previewSupport(),
  });
  const write = useMutation<Exported, PlatformError, number>({
    mutationFn: (number) => platform.writeSupport(number),
    onSuccess: ({ path }) => {
      say((t) => t("diagnostics.written", { path }));
      // What is written next is shown first.
      prepare.reset();
    },
  });
  const preview = prepare.data;
  return (
    <Section title={t("diagnostics.support")} note={t("diagnostics.supportAbout")}>
      <Row label={preview ? t("diagnostics.files") : t("diagnostics.support")}>
        <span className="flex gap-2">
          <Button
            busy={prepare.isPending}
            onClick={() => {
              write.reset();
              prepare.mutate();
            }}
          >
            {t(preview ? "diagnostics.again" : "diagnostics.prepare")}
          </Button>
          {preview && (
            <Button look="primary" busy={write.isPending} onClick={() => write.mutate(preview.number)}>
              {t("diagnostics.write", { count: preview.files.length })}
            </Button>
          )}
        </span>
      </Row>
      <FailureLine error={prepare.error ?? write.error} />
      {preview?.files.map((file) => (
        <File key={file.name} file={file} />
      ))}
    </Section>
  );
}

function File({ file }: { file: SupportFile }) {
  const t = useText();
  const { n } = useFormat();
  const size = n.plain(String(file.bytes / 1000), 1, 1);
  return (
    <details className="border-hairline border-t py-2">
      <summary className="cursor-pointer">
        {word(t, "supportPart", file.part)}{" "}
        <span className="numeric text-small text-text-3">
          {t("diagnostics.file", { name: file.name, size })}
          {file.hidden > 0 && ` · ${t("diagnostics.hidden", { count: file.hidden })}`}
        </span>
      </summary>
      {file.cut && <p className="pt-1 text-small text-text-3">{t("diagnostics.cut")}</p>}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard
        tabIndex={0}
        className="selectable mt-1 max-h-80 overflow-auto whitespace-pre-wrap break-words rounded-control bg-bg p-2 font-mono text-label"
      >
        {file.text}
      </pre>
    </details>
  );
}
