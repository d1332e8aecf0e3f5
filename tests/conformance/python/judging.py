"""What every group of checks uses: named checks that go on after a failure, shapes, expected refusals."""

import json
import traceback
import urllib.request

from py_clob_client_v2.exceptions import PolyApiException

# JSON types as the client hands them on.
TEXT, YES_NO, COUNT, LIST, TABLE = str, bool, int, list, dict
NUMBER = (int, float)


class Judge:
    """Counts what holds and prints what does not."""

    def __init__(self):
        self.passed = 0
        self.failed = []

    def check(self, name, holds, seen=None):
        """One thing that must hold; `seen` is shown when it does not."""
        if holds:
            self.passed += 1
        else:
            self.failed.append(name)
            print(f"FAIL {name}: {brief(seen)}", flush=True)
        return bool(holds)

    def equal(self, name, seen, expected):
        return self.check(name, seen == expected, f"{brief(seen)} instead of {brief(expected)}")

    def shape(self, name, value, fields):
        """A table with at least these fields, each of its type. A field `x?` may be null or missing."""
        if not self.check(f"{name} is a table", isinstance(value, dict), value):
            return
        for field, kind in fields.items():
            optional = field.endswith("?")
            field = field.rstrip("?")
            seen = value.get(field)
            if optional and seen is None:
                continue
            # In Python a yes or no is a number too; on the wire it is not.
            fits = isinstance(seen, kind) and (kind is bool or not isinstance(seen, bool))
            self.check(f"{name}.{field}", field in value and fits, f"{brief(seen)} in {brief(value)}")

    def refused(self, name, status, text, call):
        """A call that must be refused with that status and that text in the body's `error`."""
        try:
            answer = call()
        except PolyApiException as refusal:
            body = refusal.error_msg
            error = body.get("error", "") if isinstance(body, dict) else str(body)
            self.check(name, refusal.status_code == status and text in error, f"{refusal.status_code} {brief(body)}")
            return body
        self.check(name, False, f"answered {brief(answer)}")
        return None

    def group(self, name, checks, *arguments):
        """A group of checks; one that breaks off fails, the others go on."""
        try:
            return checks(self, *arguments)
        except Exception as error:  # Whatever a client throws is a finding.
            last = traceback.extract_tb(error.__traceback__)
            ours = [frame for frame in last if "site-packages" not in frame.filename][-1]
            self.check(f"{name} runs to its end", False, f"line {ours.lineno} `{ours.line}`: {error!r}")
            return None


def brief(value):
    text = value if isinstance(value, str) else json.dumps(value, default=repr)
    return text if len(text) <= 600 else text[:600] + "…"


def fetch(url, body=None):
    """What no official trading client asks for: Gamma's lists, and the simulator's clock."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
