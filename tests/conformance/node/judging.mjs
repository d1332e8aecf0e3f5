// What every group of checks uses: named checks that go on after a failure, shapes, expected refusals.
import { ApiError } from "@polymarket/clob-client-v2";

const LONGEST = 600;

export function brief(value) {
  const text = value instanceof Error ? String(value.stack) : typeof value === "string" ? value : JSON.stringify(value);
  return text !== undefined && text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : String(text);
}

/** Counts what holds and prints what does not. */
export class Judge {
  passed = 0;
  failed = [];

  /** One thing that must hold; `seen` is shown when it does not. */
  check(name, holds, seen) {
    if (holds) {
      this.passed += 1;
    } else {
      this.failed.push(name);
      console.log(`FAIL ${name}: ${brief(seen)}`);
    }
    return Boolean(holds);
  }

  equal(name, seen, expected) {
    const same = JSON.stringify(seen) === JSON.stringify(expected);
    return this.check(name, same, `${brief(seen)} instead of ${brief(expected)}`);
  }

  /** An object with at least these fields, each of its type. A field `x?` may be null or missing. */
  shape(name, value, fields) {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!this.check(`${name} is an object`, isObject, value)) return;
    for (const [field, kind] of Object.entries(fields)) {
      const seen = value[field.replace("?", "")];
      if (field.endsWith("?") && (seen === null || seen === undefined)) continue;
      const found = Array.isArray(seen) ? "array" : seen === null ? "null" : typeof seen;
      this.check(`${name}.${field}`, found === kind, `${found} in ${brief(value)}`);
    }
  }

  /** A call that must be refused with that status and that text. The client throws what the body says. */
  async refused(name, status, text, call) {
    try {
      const answer = await call();
      this.check(name, false, `answered ${brief(answer)}`);
    } catch (refusal) {
      const fits = refusal instanceof ApiError && refusal.status === status && refusal.message.includes(text);
      this.check(name, fits, `${refusal.status} ${brief(refusal)}`);
      return refusal.data;
    }
    return undefined;
  }

  /** A group of checks; one that breaks off fails, the others go on. */
  async group(name, checks, ...given) {
    try {
      await checks(this, ...given);
    } catch (error) {
      this.check(`${name} runs to its end`, false, error);
    }
  }
}

/** What no official trading client asks for: Gamma's lists, and the simulator's clock. */
export async function ask(url, body) {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(url, body === undefined ? undefined : post);
  return answer.json();
}
