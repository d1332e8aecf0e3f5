/** Puts a text on the clipboard and says so. */
import { useLive } from "@/live/store";

/** The older way, for a web engine that keeps the newer one to itself. */
function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "sr-only";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

export function useCopy(): (text: string) => void {
  const say = useLive((live) => live.say);
  return (text) => {
    void copied(text).then((done) => say((t) => t(done ? "setup.copied" : "setup.notCopied")));
  };
}
