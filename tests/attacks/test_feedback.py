"""What a submission can put into a report: nothing that steers a terminal, and nothing hidden where the report is closed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.attacks.arena import command, graded, put
from tests.attacks.conftest import Assault

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

HOSTILE_TEXTS = {
    "terminal escapes": r"\x1b[2J\x1b]0;title\x07\x9b31m\x08\x08\r",
    "marks that turn text around": r"\u202e\u2066\u200f\u061c desrever",
    "marks that cannot be seen": r"\ufeff\u200b\u2060",
    "line separators": r"\u2028\u2029\x85\x0b\x0c",
    "markup": "[bold red]x[/] <script>alert(1)</script>",
}

PLACES = {
    "an exception": "def double(x):\n    raise ValueError('{text}')\n",
    "a class": "Odd = type('{text}', (Exception,), {{}})\ndef double(x):\n    raise Odd\n",
    "a result": "def label(n):\n    return '{text}'\n",
    "a result's class": "Odd = type('{text}', (), {{}})\ndef double(x):\n    return Odd()\n",
    "a key": "def counts(words):\n    return {{'{text}': 1}}\n",
    "prints": "def double(x):\n    print('{text}')\n    return None\n",
    "a warning": "import warnings\ndef double(x):\n    warnings.warn('{text}')\n    return 2 * x\n",
    "a traceback": "def double(x):\n    return [][5]  # {raw}\n",
    "an attribute": "class Counter:\n    total = '{text}'\n    def add(self, n):\n        return '{text}'\n",
}


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
@pytest.mark.parametrize("place", PLACES)
def test_no_text_of_a_submission_steers_a_terminal(
    place: str, text: str, tmp_path: Path, arena: Path, assault: Assault
) -> None:
    raw = HOSTILE_TEXTS[text].encode().decode("unicode_escape").replace("\r", " ").replace("\x0c", " ")
    report = assault(PLACES[place].format(text=HOSTILE_TEXTS[text], raw=raw))
    assert report["status"] == "failed"
    shown = [check["message"] for check in report["checks"]]
    shown += [value for check in report["checks"] for value in check["detail"].values()]
    assert [line for line in shown if STEERING.search(line)] == []
    assert not any("\n" in check["message"] for check in report["checks"])


def test_the_terminal_gets_none_of_it_either(tmp_path: Path, arena: Path) -> None:
    folder = put(
        tmp_path / "sub",
        "def double(x):\n    print('\\x1b[2J\\u202e[bold]hi[/]')\n    raise ValueError('\\x1b[2J[red]no[/]')\n",
    )
    done = command(folder, "--course", arena)
    assert done.returncode == 1
    assert STEERING.search(done.stdout) is None
    assert "[red]no[/]" in done.stdout
    assert "[bold]hi[/]" in done.stdout


def test_a_folder_of_any_name_is_told_in_plain_text(tmp_path: Path, arena: Path) -> None:
    folder = put(Path(f"{tmp_path}/\x1b[2J\u202e\udcff"), "")
    report = graded(folder, "--course", arena)
    assert (report["submission"], report["code"]) == ("?[2J??", 1 if report["score"] < report["max_score"] else 0)


SAYING = {
    "an exception's text": "def mean(x):\n    raise ValueError(str(x))\n",
    "an exception's name": "def mean(x):\n    raise type(str(x), (ValueError,), {})()\n",
    "a name of its own": "def mean(x):\n    raise type(str(x), (Exception,), {})()\n",
    "a result's class": "def mean(x):\n    return type(str(x), (), {})()\n",
    "a function's name": "def mean(x):\n    made = lambda: 0\n    made.__qualname__ = made.__name__ = str(x)\n    return made\n",
    "prints": "def mean(x):\n    print(x)\n    return 0.0\n",
    "a warning": "import warnings\ndef double(x):\n    warnings.warn(f'secret {x}')\n    return 2 * x\n",
    "a warning's class": "import warnings\ndef double(x):\n    warnings.warn('w', type(str(x), (Warning,), {}))\n    return 2 * x\n",
    "a result": "def mean(x):\n    return x\n",
    "a dict": "def counts(words):\n    return {str(words): 1}\n",
    "a list": "def double(x):\n    return [str(x)]\n",
    "an object in place of a number": """
class Counter:
    def __init__(self):
        self.total = object()
    def add(self, n):
        return type(f"secret {n}", (), {})()
""",
    "a forged place": """
import gc, socket, struct, sys
import msgspec
def mean(x):
    frame = sys._getframe()
    while type(frame.f_locals.get("number")) is not int:
        frame = frame.f_back
    forged = ["exc", ["E", "ValueError"], "m", "t", [str(x), int(abs(x[0]) * 10**9), "l"], [], ["", []]]
    data = msgspec.msgpack.encode([frame.f_locals["number"], forged])
    sock = next(found for found in gc.get_objects() if type(found) is socket.socket and found.fileno() >= 0)
    sock.sendall(struct.pack("<II", len(data), 0) + data)
""",
}


@pytest.mark.parametrize("way", SAYING)
def test_a_closed_report_says_nothing_of_the_inputs(way: str, assault: Assault) -> None:
    report = assault(SAYING[way], disclose="closed")
    assert report["status"] == "failed"
    text = json.dumps(report["checks"])
    assert re.search(r"-?\d+\.\d{3}|\d{8}|secret|'a', 'b'", text) is None, text


def test_an_open_report_does_tell_the_inputs(assault: Assault) -> None:
    report = assault(SAYING["an exception's text"])
    assert re.search(r"\d\.\d{3}", json.dumps(report["checks"]))
