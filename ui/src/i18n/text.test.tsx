import { act, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { i18n } from ".";
import { en } from "./en";
import { fr } from "./fr";
import { texts } from "./fr/in-order";
import { Marked } from "./marked";
import { filled, found, tableOf } from "./text";
import { useText } from "./use-text";

const table = tableOf({
  shares: { held_zero: "none", held_one: "{{count}} share", held_other: "{{count}} shares" },
  plain: "as it is",
});

describe("a text", () => {
  it("is found by its key, and a key without one is shown itself", () => {
    expect(found(table, "en", "plain")).toBe("as it is");
    expect(found(table, "en", "shares.sold")).toBe("shares.sold");
    expect(found(table, "en", "shares")).toBe("shares");
  });

  it("takes the form of its number in each language", () => {
    const held = (language: "en" | "fr", count: number) => found(table, language, "shares.held", count);
    expect([0, 1, 2, 1.5].map((count) => held("en", count))).toEqual([
      "none",
      "{{count}} share",
      "{{count}} shares",
      "{{count}} shares",
    ]);
    // One and a half is singular in French; a million has a form of its own there, which no catalogue has.
    expect(held("fr", 1.5)).toBe("{{count}} share");
    expect(held("fr", 1_000_000)).toBe("{{count}} shares");
    expect(found(table, "en", "plain", 3)).toBe("as it is");
    expect(found(table, "en", "shares.held", "3")).toBe("shares.held");
  });

  it("has its figures put in as they are, whatever they look like", () => {
    const put = (text: string, values: Record<string, string | number | null | undefined>) =>
      filled(text, "en", values);
    expect(put("{{a}} and {{a}} and {{b}}", { a: "$&", b: 0 })).toBe("$& and $& and 0");
    expect(put("by {{name}}", { name: "<b>{{amount}}</b> $t(words.side.BUY)", amount: 5 })).toBe(
      "by <b>{{amount}}</b> $t(words.side.BUY)",
    );
    expect(put("{{gone}}{{none}}|{{missing}}", { gone: undefined, none: null })).toBe("|{{missing}}");
  });

  it("is mended in French where figures make it wrong, and only there", () => {
    expect(filled("jusqu’à {{day}}", "fr", { day: "le 2 novembre" })).toBe("jusqu’au 2 novembre");
    expect(filled("pendant {{span}}.", "fr", { span: "3 min." })).toBe("pendant 3 min.");
    expect(filled("pendant {{span}}…", "fr", { span: "3 min" })).toBe("pendant 3 min…");
    expect(filled("for {{span}}.", "en", { span: "3 min." })).toBe("for 3 min..");
  });
});

describe("the French texts without their keys", () => {
  it("are each at the place of their English one", () => {
    const keys = [...tableOf(en).keys()];
    const french = tableOf(fr);
    expect(texts).toHaveLength(keys.length);
    expect(keys.filter((key, at) => texts[at] !== french.get(key))).toEqual([]);
  });
});

describe("the language on screen", () => {
  afterEach(() => act(() => i18n.changeLanguage("en")));

  it("changes under what is drawn", () => {
    function Page() {
      const t = useText();
      return (
        <p>
          {t("words.side.BUY")}{" "}
          <Marked text="follow.summary" values={{ name: "<b>x</b>", percentage: "5%" }} bold={Bold} />
        </p>
      );
    }
    const Bold = (text: string, key: number) => <b key={key}>{text}</b>;
    render(<Page />);
    const bold = () => screen.getAllByText(/./, { selector: "b" }).map((one) => one.textContent);
    expect(screen.getByText(/^BUY/)).toHaveTextContent("BUY Copies 5% of every");
    // A name is never a mark.
    expect(screen.getByText(/^BUY/)).toHaveTextContent("by <b>x</b>,");
    expect(bold()[0]).toBe("5%");
    const marks = bold().length;
    act(() => i18n.changeLanguage("fr"));
    expect(screen.getByText(/^ACHAT/)).toHaveTextContent("<b>x</b>");
    expect(bold()).toHaveLength(marks);
  });
});
