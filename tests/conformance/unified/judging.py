"""What every group of checks uses: named checks that go on after a failure, expected refusals."""

import json
import traceback
import urllib.request

from polymarket.errors import RequestRejectedError


class Judge:
    """Counts what holds and prints what does not. That an answer has its shape is the client's own judgement: it raises
    where a field is missing or of another type."""

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

    def reads(self, name, call):
        """A call whose answer the client must be able to read; gives the answer, or None."""
        try:
            answer = call()
        except Exception as error:  # Whatever a client throws is a finding.
            self.check(name, False, f"{type(error).__name__}: {error}")
            return None
        self.check(name, True)
        return answer

    def refused(self, name, status, text, call):
        """A call that the venue must refuse with that status and that text."""
        try:
            answer = call()
        except RequestRejectedError as refusal:
            self.check(name, refusal.status == status and text in str(refusal), f"{refusal.status} {refusal}")
            return
        self.check(name, False, f"answered {brief(answer)}")

    def group(self, name, checks, *arguments):
        """A group of checks; one that breaks off fails, the others go on."""
        try:
            return checks(self, *arguments)
        except Exception as error:  # As above.
            last = traceback.extract_tb(error.__traceback__)
            ours = [frame for frame in last if "site-packages" not in frame.filename][-1]
            self.check(f"{name} runs to its end", False, f"line {ours.lineno} `{ours.line}`: {error!r}")
            return None


def brief(value):
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 600 else text[:600] + "…"


def fetch(url):
    """What the client does not ask for: Gamma's flat list with the kinds of markets, and the simulator's clock."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)
