"""The helpers of a hidden suite that need no suite around them."""

from __future__ import annotations

import time
import types
from typing import Any

import numpy as np
import pytest

from nngrade.sandbox.errors import WorkerDied
from nngrade.sandbox.local import LocalTransport, local_worker
from nngrade.suite import Mismatch, stands_alone
from nngrade.suite.bench import Bench

RIGHT = {
    "new arrays": "def f(x, w):\n    return x + w, [w > 0], {'sum': float(x.sum()), 'all': [1, 2.5]}",
    "the argument": "def f(x, w):\n    return x",
    "views": "def f(x, w):\n    return x[:2], w.T",
    "lists": "def f(x, w):\n    return (x + w).tolist()",
    "a number": "def f(x, w):\n    return float(x.sum())",
    "whole numbers and text": "def f(x, w):\n    return (x > 0).astype(np.uint8), 'text', None",
    "not numbers": "def f(x, w):\n    return 0 * x / 0",
    "kept by contents, and copied": (
        "kept = {}\ndef f(x, w):\n"
        "    key = x.tobytes(), w.tobytes()\n    kept.setdefault(key, x + w)\n    return kept[key].copy()"
    ),
    "kept by contents, and read-only": (
        "kept = {}\ndef f(x, w):\n    key = x.tobytes(), w.tobytes()\n    if key not in kept:\n"
        "        kept[key] = x + w\n        kept[key].flags.writeable = False\n    return kept[key]"
    ),
}
REMEMBERED = {
    "by identity": (
        "kept = {}\ndef f(x, w):\n    key = id(x), id(w)\n    if key not in kept:\n"
        "        kept[key] = x + w, x, w\n    return kept[key][0].copy()"
    ),
    "of one number": (
        "kept = {}\ndef f(x, w):\n    if id(x) not in kept:\n"
        "        kept[id(x)] = float(x.sum()), x\n    return kept[id(x)][0]"
    ),
}
REUSED = {
    "one room": "room = np.empty((4, 3))\ndef f(x, w):\n    return np.add(x, w, out=room)",
    "two rooms": (
        "rooms = [np.empty((4, 3)), np.empty((4, 3))]\ndef f(x, w):\n"
        "    rooms.reverse()\n    return np.add(x, w, out=rooms[0])"
    ),
    "kept by contents": ("kept = {}\ndef f(x, w):\n    return kept.setdefault((x.tobytes(), w.tobytes()), x + w)"),
    "a dict": "kept = {}\ndef f(x, w):\n    kept.update(a=[float(x.sum())], b=1)\n    return kept",
}


def function(text: str) -> Any:
    module = types.ModuleType("m")
    module.__file__ = "m.py"
    exec("import numpy as np\n" + text, module.__dict__)
    return local_worker({"m": module}, "m")[1].f


def ask(text: str, **facts: Any) -> None:
    rng = np.random.default_rng(3)
    first, second = (list(rng.normal(size=(2, 4, 3))) for _ in range(2))
    with np.errstate(invalid="ignore"):
        stands_alone(function(text), first, second, remembered="REM", reused="REU", **facts)


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_a_caller_cannot_tell_from_fresh_work_passes(text: str) -> None:
    ask(text)


@pytest.mark.parametrize("text", REMEMBERED.values(), ids=REMEMBERED.keys())
def test_old_answers_for_changed_arguments_fail(text: str) -> None:
    with pytest.raises(Mismatch, match="in place") as caught:
        ask(text)
    assert caught.value.mistake == "REM"


@pytest.mark.parametrize("text", REUSED.values(), ids=REUSED.keys())
def test_results_that_callers_share_fail(text: str) -> None:
    with pytest.raises(Mismatch, match="new result") as caught:
        ask(text)
    assert caught.value.mistake == "REU"


def test_an_iterator_is_right_where_one_may_be_returned() -> None:
    ask("def f(x, w):\n    yield x + w", iterates=True)
    ask("def f(x, w):\n    return f", iterates=True)


@pytest.mark.parametrize("text", ["yield x + w", "return f", "return object()"])
def test_an_object_is_no_value(text: str) -> None:
    with pytest.raises(Mismatch, match="an object where a plain value is needed"):
        ask(f"def f(x, w):\n    {text}")


def test_nothing_is_no_result() -> None:
    with pytest.raises(Mismatch, match="returned None"):
        ask("def f(x, w):\n    x + w", iterates=True)


@pytest.mark.parametrize("slip", ["x.pop()", "x.append(1.0)"])
def test_a_caller_must_be_able_to_write_into_its_own_list(slip: str) -> None:
    with pytest.raises(Mismatch, match="leave arguments as they are"):
        stands_alone(function(f"def f(x):\n    {slip}\n    return sum(x)"), [[1.0, 2.0]], [[3.0, 5.0]])


def test_very_long_lists_take_no_longer_to_compare_than_some_calls() -> None:
    text = "seen = []\ndef f(x, w):\n    seen.append(1)\n    return [len(seen)] * 150_000"
    began = time.process_time()
    function(text)(1.0, 2.0)
    called = time.process_time()
    with pytest.raises(Mismatch, match="start every call anew"):
        ask(text)
    assert time.process_time() - called < 200 * (called - began)  # 27 calls; number by number through NumPy it was 800


def test_numbers_lists_and_generators_are_arguments_too() -> None:
    draw = "def f(x, n, rng, scale=1):\n    return [scale * (a + n) for a in x], rng.normal(size=2)"
    first, second = ([[1.0, 2.0], n, np.random.default_rng(n)] for n in (3, 4))
    stands_alone(function(draw), first, second, named={"scale": 2})


def test_a_function_that_counts_its_calls_fails() -> None:
    with pytest.raises(Mismatch, match="start every call anew"):
        ask("seen = []\ndef f(x, w):\n    seen.append(1)\n    return x + len(seen)")


def test_a_module_that_does_not_load_again_says_so_for_all_that_follow() -> None:
    module = types.ModuleType("m")
    module.__file__ = "m.py"
    worker, learner = local_worker({"m": module}, "m")
    worker.transport.dead = WorkerDied("exit", "it ended its own process")  # type: ignore[attr-defined]  # as a real one's
    bench = Bench(worker, learner, {}, "m", 7, lambda: LocalTransport({}))
    for function in ("f", "g", "h"):
        with pytest.raises(KeyError, match="'m'"):
            bench.begin(function, f"test_{function}")
