import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { i18n } from ".";
import { en } from "./en";
import { fr } from "./fr";

function flat(texts: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(at, value);
    else for (const [inner, text] of flat(value, at)) found.set(inner, text);
  }
  return found;
}

const english = flat(en);
const french = flat(fr);
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe("the catalogues", () => {
  it("have the same keys", () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("have the same figures in the same texts", () => {
    for (const [key, text] of english) {
      // A plural form may say its number in words, or leave it out.
      const left = holes(text).filter((hole) => hole !== "count");
      const right = holes(french.get(key) ?? "").filter((hole) => hole !== "count");
      expect(right, key).toEqual(left);
    }
  });

  it("have no empty text", () => {
    const empty = [...english, ...french].filter(([, text]) => text.trim() === "").map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it("are typeset: no straight apostrophes, no hyphen for a minus", () => {
    for (const [key, text] of [...english, ...french]) {
      expect(text, key).not.toMatch(/'/);
      expect(text, key).not.toMatch(/ - /);
    }
  });

  it("say one and many rightly", () => {
    const say = (language: string, key: string, values: object) =>
      (i18n.getFixedT(language) as (key: string, values: object) => string)(key, values);
    expect(say("en", "follow.existing", { count: 1 })).toBe("Also copy their current position");
    expect(say("en", "follow.existing", { count: 3 })).toBe("Also copy their 3 current positions");
    expect(say("fr", "follow.existing", { count: 1 })).toBe("Copier aussi sa position actuelle");
    expect(say("fr", "follow.existing", { count: 3 })).toBe("Copier aussi ses 3 positions actuelles");
    const following = (language: string, count: number, on: number) =>
      say(language, "following.count", { count, on: say(language, "following.on", { count: on }) });
    expect(following("fr", 5, 1)).toBe("5 traders, 1 actif");
    expect(following("fr", 5, 0)).toBe("5 traders, aucun actif");
    expect(following("en", 1, 1)).toBe("1 trader, 1 active");
  });

  it("have both forms of whatever is counted", () => {
    for (const texts of [english, french]) {
      const lonely = [...texts.keys()].filter(
        (key) =>
          (key.endsWith("_one") && !texts.has(key.replace(/_one$/, "_other"))) ||
          (key.endsWith("_other") && !texts.has(key.replace(/_other$/, "_one"))),
      );
      expect(lonely).toEqual([]);
    }
  });

  it("put narrow no-break spaces into French", () => {
    const t = i18n.getFixedT("fr");
    expect(t("stopDialog.title")).toBe("Tout arrêter\u202f?");
  });
});

describe("the texts", () => {
  it("are all used", () => {
    const source = sources(join(import.meta.dirname, ".."))
      .filter((file) => !/i18n\/(en|fr)\//.test(file) && !file.includes(".test."))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const named = new Set([...source.matchAll(/"([\w.]+)"/g)].map((found) => found[1]));
    // Put together from a part that is known only when it runs: `words.${group}.${key}`.
    const begun = new Set([...source.matchAll(/`([\w.]+)\.\$\{/g)].map((found) => found[1]));
    const unused = [...english.keys()].filter((key) => {
      const base = key.replace(/_(zero|one|other)$/, "");
      const parts = base.split(".");
      return !named.has(base) && !parts.some((_, i) => begun.has(parts.slice(0, i).join(".")));
    });
    expect(unused).toEqual([]);
  });
});

function sources(folder: string, ending = /\.tsx?$/): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path, ending);
    return ending.test(name) ? [path] : [];
  });
}

describe("the engine's words", () => {
  const folders = ["copy", "api"].map((crate) =>
    join(import.meta.dirname, `../../../src-tauri/${crate}/src`),
  );
  // In whatever file of the crates an enum stands.
  const rust = folders.every((folder) => existsSync(folder))
    ? folders.flatMap((folder) => sources(folder, /\.rs$/)).map((file) => readFileSync(file, "utf8"))
    : null;
  const cases = [
    ["FeedVerdict", "feeds.verdict"],
    ["HostPurpose", "hosts.purpose"],
    ["HostPurpose", "hosts.sent"],
    ["RefusedWhy", "hosts.refused"],
    ["KeyRungKind", "keyPage.rung"],
    ["KeyOutcome", "keyPage.outcome"],
    ["SetupCheckKind", "setupFacts.check"],
    ["SetupCheckKind", "setupFacts.checkLow"],
    ["SetupOutcome", "words.check"],
    ["ApiKeyCure", "setup.checks.cure"],
    ["ApiKeyCure", "setup.checks.cureDo"],
    ["RelayerRunState", "run.approvals"],
    ["RelayerRunState", "run.redemption"],
    ["RelayerRunState", "run.about"],
  ] as const;

  it.each(cases)("%s each have a text under %s", (name, group) => {
    if (!rust) return;
    const variants = rust.flatMap((source) => variantsOf(source, name));
    expect(variants.length).toBeGreaterThan(1);
    for (const variant of variants) {
      const key = `${group}.${variant.replace(/(?<!^)(?=[A-Z])/g, "_").toLowerCase()}`;
      expect(english.has(key), key).toBe(true);
      expect(french.has(key), key).toBe(true);
    }
  });
});

/** The words of an enum's variants on the wire, whatever they carry. */
function variantsOf(source: string, name: string): string[] {
  const start = source.indexOf(`pub enum ${name} {`);
  if (start < 0) return [];
  const lines = source.slice(start).split("\n").slice(1);
  const end = lines.indexOf("}");
  return lines.slice(0, end).flatMap((line, at) => {
    const variant = /^ {4}([A-Z]\w*)(?: \{|\(|,)/.exec(line)?.[1];
    const renamed = /#\[serde\(rename = "(\w+)"\)\]/.exec(lines[at - 1] ?? "")?.[1];
    return variant ? [renamed ?? variant] : [];
  });
}
