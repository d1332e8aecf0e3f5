/** What this window can do with a secret, what it cannot, and what no window can. */
import { Check, Info, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Texts } from "./texts";

export function Limits({ texts }: { texts: Texts }) {
  return (
    <>
      <div className="grid grid-cols-2 gap-x-5 border-hairline border-t pt-2.5 text-small">
        <Side
          heading={texts.can}
          icon={<Check aria-hidden size={12} className="mt-0.5 text-accent" />}
          lines={[texts.canCheck, texts.canStore, texts.canTell]}
        />
        <Side
          heading={texts.cannot}
          icon={<X aria-hidden size={12} className="mt-0.5 text-text-3" />}
          lines={[texts.cannotShow, texts.cannotReach, texts.cannotStay]}
        />
      </div>
      <p className="grid grid-cols-[14px_minmax(0,1fr)] gap-1.5 text-small text-text-3">
        <Info aria-hidden size={14} className="mt-0.5" />
        {texts.noWindow}
      </p>
    </>
  );
}

function Side({ heading, icon, lines }: { heading: string; icon: ReactNode; lines: string[] }) {
  return (
    <section>
      <h2 className="mb-1 font-semibold text-small">{heading}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line} className="grid grid-cols-[14px_minmax(0,1fr)] gap-1.5 py-0.5 text-text-2">
            {icon}
            {line}
          </li>
        ))}
      </ul>
    </section>
  );
}
