"""The learner's module as a suite sees it: as if it were local, only that nothing of the suite is within its reach."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nngrade.sandbox import wire
from nngrade.sandbox.errors import LearnerError, MissingName, NotAFunction, WorkerDied
from nngrade.sandbox.house import House
from nngrade.sandbox.limits import Limits
from nngrade.sandbox.proxies import RemoteObject
from nngrade.suite import Mismatch, each, each_unchanged
from tests.sandbox.conftest import Load

ECHO = "import numpy as np\n\ndef echo(*args, **kwargs):\n    return [list(args), kwargs] if kwargs or len(args) != 1 else args[0]\n"

DENSE = """
import numpy as np


class Layer:
    pass


class Dense(Layer):
    kind = "dense"

    def __init__(self, W, b=0.0):
        self.W, self.b, self.steps = W, b, []

    def forward(self, x):
        self.steps.append(x.shape)
        return x @ self.W + self.b

    def __len__(self):
        return len(self.steps)

    def __getitem__(self, i):
        return self.steps[i]

    def __call__(self, x):
        return self.forward(x)


def make(n):
    return [Dense(np.eye(i + 1)) for i in range(n)]


def run(layers, x):
    for layer in layers:
        x = layer.forward(x)
    return x
"""


def for_ever(function: Any, argument: Any) -> None:
    while True:
        function(argument)


def last(module: Any) -> Any:
    """The record of the last call."""
    return module._worker.calls[-1]


# Values


def test_values_arrive_as_they_are(load: Load) -> None:
    module = load(ECHO)
    for value in (None, True, 3, 2**80, 1.5, math.inf, "größe", b"x", (1, (2.0,)), [], {"a": {1: 2}}, {1, 2}, 1 + 2j):
        assert module.echo(value) == value
        assert type(module.echo(value)) is type(value)
    assert math.isnan(module.echo(math.nan))
    assert math.copysign(1, module.echo(-0.0)) == -1
    assert module.echo(1, b=2) == [[1], {"b": 2}]
    for array in (np.zeros((0, 3)), np.float32([1.5]), np.arange(6).reshape(2, 3).T, np.array(2.0), np.float32(0.1)):
        assert module.echo(array).dtype == array.dtype
        assert np.array_equal(module.echo(array), array)


def test_what_is_not_plain_data_raises_when_it_is_touched(load: Load) -> None:
    module = load(
        "import numpy as np\nclass Own:\n    pass\ndef own():\n    return Own()\ndef objects():\n    return np.array([None])\n"
    )
    for value in (module.own(), module.objects()):
        for touch in (bool, float, int, np.asarray, np.sum):
            with pytest.raises(TypeError):
                touch(value)
        with pytest.raises(TypeError, match="where a plain value is needed"):
            assert value == value


def test_a_float_with_opinions_is_a_float(load: Load) -> None:
    module = load(
        "class Sure(float):\n    __eq__ = lambda self, other: True\n    __hash__ = None\ndef sure():\n    return Sure(1.0)\n"
    )
    assert type(module.sure()) is float
    assert module.sure() != 2.0


def test_a_result_that_is_too_large_is_an_error_and_the_worker_lives(load: Load) -> None:
    module = load("import numpy as np\ndef big(n):\n    return np.zeros(n)\n")
    with pytest.raises(ValueError, match="too large"):
        module.big(20_000_000)
    assert module.big(3).tolist() == [0, 0, 0]


def test_values_outside_of_arrays_have_a_limit_of_their_own(load: Load) -> None:
    module = load("def text(n):\n    return 'x' * n\n", limits=Limits(cpu_seconds=60))
    with pytest.raises(WorkerDied, match="outside of arrays"):
        for_ever(module.text, 3_000_000)


def test_everything_together_has_a_limit_too(load: Load) -> None:
    module = load("import numpy as np\ndef big(n):\n    return np.zeros(n)\n")
    with pytest.raises(WorkerDied, match="128 MB of results in all"):
        for_ever(module.big, 5_000_000)


# Classes and state


def test_instances_keep_their_state(load: Load) -> None:
    module = load(DENSE)
    layer = module.Dense(np.eye(2), b=1.0)
    assert layer.forward(np.ones((3, 2))).tolist() == [[2, 2]] * 3
    assert layer(np.ones((1, 2))).tolist() == [[2, 2]]
    assert layer.steps == [(3, 2), (1, 2)]
    assert (len(layer), layer[1], list(layer)) == (2, (1, 2), [(3, 2), (1, 2)])
    assert isinstance(layer, module.Dense)
    assert isinstance(layer, module.Layer)
    assert not isinstance(3, module.Dense)
    assert layer.kind == "dense"
    layer.b = 5.0
    assert layer.forward(np.zeros((1, 2))).tolist() == [[5, 5]]


def test_instances_go_into_functions_and_come_out_of_lists(load: Load) -> None:
    module = load(DENSE)
    first, second = module.make(2)
    assert isinstance(first, RemoteObject)
    assert second.W.tolist() == np.eye(2).tolist()
    assert module.run([second, second], np.ones((1, 2))).tolist() == [[1, 1]]


def test_attributes_are_copies_that_cannot_be_written_into(load: Load) -> None:
    module = load(DENSE)
    layer = module.Dense(np.eye(2), b=[np.zeros(2), {"a": np.zeros(1)}])
    for array in (layer.W, layer.b[0], layer.b[1]["a"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9
    assert layer.W.tolist() == np.eye(2).tolist()


def test_an_attribute_that_is_missing_is_the_learners_error(load: Load) -> None:
    module = load(DENSE)
    with pytest.raises(AttributeError, match="'Dense' object has no attribute 'bias'") as caught:
        _ = module.Dense(np.eye(1)).bias
    assert isinstance(caught.value, LearnerError)


def test_iterators_are_drawn_from_one_by_one(load: Load) -> None:
    module = load(
        "def up(n):\n    for i in range(n):\n        yield i, [i]\ndef never():\n    while True:\n        yield 1\n"
    )
    assert list(module.up(3)) == [(0, [0]), (1, [1]), (2, [2])]
    assert next(iter(module.never())) == 1


# Changes in place


def test_changes_in_place_come_back(load: Load) -> None:
    module = load(
        """
def change(x, items, table):
    x[...] = 7
    items.append(1)
    table["new"] = x
    return x

def keep(x):
    return x + 1
"""
    )
    x, items, table = np.zeros(2), [0], {"old": 1}
    module.change(x, items, table)
    assert (x.tolist(), items) == ([7, 7], [0, 1])
    assert table["new"].tolist() == [7, 7]
    assert len(last(module).changes) == 3
    module.keep(x)
    assert last(module).changes == {}


def test_changes_within_changes_come_back(load: Load) -> None:
    module = load("def step(params, lr):\n    for W, b in params:\n        W -= lr\n        b -= lr\n")
    params = [(np.ones((2, 2)), np.ones(2)), (np.ones((2, 1)), np.ones(1))]
    module.step(params, lr=0.5)
    assert all(array.min() == array.max() == 0.5 for pair in params for array in pair)


def test_changes_stay_behind_where_the_contract_allows_none(load: Load) -> None:
    module = load("def spoil(x, y):\n    x[...] = 0\n    y[...] = 0\n    return 0.0\n")
    module._worker.may_change = lambda calls, held: frozenset({2})  # the list of arguments is the first container
    x, y = np.ones(2), np.ones(2)
    module.spoil(x, y)
    assert (x.tolist(), y.tolist()) == ([1, 1], [0, 0])
    assert len(last(module).changes) == 2


def test_an_argument_is_the_workers_own(load: Load) -> None:
    module = load("kept = []\ndef keep(x):\n    kept.append(x)\n    return x\ndef again():\n    return kept[0]\n")
    x = np.zeros(2)
    module.keep(x)[0] = 5
    x[1] = 5
    assert module.again().tolist() == [0, 0]


def test_a_shared_value_is_the_same_object_in_every_call(load: Load) -> None:
    module = load("seen = []\ndef see(p):\n    seen.append(p)\n    return [one is p for one in seen]\n")
    shared = module._worker.share([np.zeros(2)])
    module.see(shared)
    assert module.see(shared) == [True, True]
    shared.write([np.ones(2)])
    assert shared.value()[0].tolist() == [1, 1]


def test_a_held_result_is_the_object_that_the_caller_got(load: Load) -> None:
    module = load(
        """
import numpy as np
kept = [np.zeros(2), [1, 2], {"loss": [1.0]}]
def give():
    return kept
def add(x, by=1):
    kept[0] += by
    return x + by
def nothing():
    return None
def itself():
    return itself
"""
    )
    held = module.give.hold()
    assert held.value()[0].tolist() == [0, 0]
    assert module.add.hold(np.ones(2), by=2).value().tolist() == [3, 3]
    assert held.value()[0].tolist() == [2, 2]
    held.write([np.ones(2), [3, 4], {"loss": [0.5]}])
    assert module.give()[1:] == [[3, 4], {"loss": [0.5]}]
    assert module.nothing.hold().value() is None
    assert module.itself.hold().value().__name__ == "itself"


def test_what_a_held_call_changes_and_raises_is_recorded(load: Load) -> None:
    module = load("def spoil(x):\n    x[0] = 5\n    return x\ndef fail():\n    raise ValueError('no')\n")
    x = np.zeros(2)
    assert module.spoil.hold(x).value().tolist() == [5, 0]
    assert x.tolist() == [5, 0]
    with pytest.raises(ValueError, match="no"):
        module.fail.hold()


def test_only_what_has_places_is_overwritten(load: Load) -> None:
    module = load("def give(x):\n    return x\n")
    for value, new in [((1.0, 2.0), (3.0, 4.0)), (5, 6), ([1, 2], [1]), ({"a": 1}, {"b": 1})]:
        held = module._worker.share(value)
        with pytest.raises(TypeError):
            held.write(new)
        assert held.value() == value


# Several calls at once


def test_calls_together_give_what_they_give_one_by_one(load: Load) -> None:
    module = load(
        "seen = []\ndef double(x):\n    seen.append(x)\n    return 2 * x\ndef count():\n    return len(seen)\n"
    )
    large = np.arange(40_000.0)  # each fills the socket
    cases = [[1], [2.5], [large], [large + 1], [3], [large + 2]]
    results = each(module.double, cases)
    assert [np.asarray(result).max() for result in results] == [2, 5, 79_998, 80_000, 6, 80_002]
    assert [call.args for call in module._worker.calls[:2]] == [[1], [2.5]]
    assert module.count() == 6
    assert each(module.double, []) == []


def test_calls_together_may_call_back(load: Load) -> None:
    module = load("def apply(f, x):\n    return f(x) + f(x + 1)\n")
    assert each(module.apply, [(lambda x, n=n: n * x, 1) for n in range(20)]) == [3 * n for n in range(20)]


def test_all_calls_are_made_before_the_first_exception_is_raised(load: Load) -> None:
    module = load("def invert(x):\n    print(x)\n    return 1 / x\n")
    with pytest.raises(ZeroDivisionError):
        each(module.invert, [[2], [0], [4]])
    calls = module._worker.calls
    assert [(call.value, isinstance(call.error, ZeroDivisionError)) for call in calls] == [
        (0.5, False),
        (None, True),
        (0.25, False),
    ]
    assert [call.prints for call in calls] == ["2\n", "0\n", "4\n"]


def test_of_calls_together_the_one_that_ended_the_process_is_the_last_in_the_record(load: Load) -> None:
    module = load("def run(x):\n    while x == 3:\n        pass\n    return x\n", limits=Limits(cpu_seconds=1))
    with pytest.raises(WorkerDied, match="endless loop"):
        each(module.run, [[1], [2], [3], [4]])
    assert [call.args for call in module._worker.calls] == [[1], [2], [3]]


def test_each_of_calls_together_must_leave_its_arguments(load: Load) -> None:
    module = load("def spoil(x):\n    x[0] = max(x)\n    return x\n")
    each_unchanged(module.spoil, [[[2, 1]], [[3, 3]]])
    with pytest.raises(Mismatch, match="changed its caller's data"):
        each_unchanged(module.spoil, [[[2, 1]], [[1, 2]], [[3, 3]]])


def test_calls_together_count_towards_the_bound(load: Load) -> None:
    module = load("def same(x):\n    return x\n")
    with pytest.raises(WorkerDied, match="5000 times"):
        each(module.same, [[1]] * 5001)


# Exceptions, prints, warnings


def test_exceptions_are_those_of_the_learner_and_the_built_in_ones_they_derive_from(load: Load) -> None:
    module = load("class Own(ValueError):\n    pass\ndef fail(x):\n    raise Own(f'bad {x}')\n")
    with pytest.raises(ValueError, match="bad 3") as caught:
        module.fail(3)
    error = caught.value
    assert isinstance(error, LearnerError)
    assert (error.type_name, error.place) == ("Own", ("module.py", 4, "raise Own(f'bad {x}')"))
    assert "module.py" in error.traceback
    assert "worker.py" not in error.traceback


@pytest.mark.parametrize(
    "raised", ["KeyboardInterrupt", "SystemExit(3)", "GeneratorExit", "StopIteration", "BaseException('x')"]
)
def test_what_would_stop_the_grader_is_only_an_error(raised: str, load: Load) -> None:
    module = load(f"def fail():\n    raise {raised}\ndef fine():\n    return 1\n")
    with pytest.raises(LearnerError) as caught:
        module.fail()
    assert isinstance(caught.value, Exception)
    assert module.fine() == 1


def test_prints_are_kept_up_to_a_bound(load: Load) -> None:
    module = load("import sys\ndef talk(n):\n    print('x' * n)\n    print('err', file=sys.stderr)\n")
    module.talk(5)
    assert last(module).prints == "xxxxx\nerr\n"
    module.talk(10**7)
    assert len(last(module).prints) < 25_000
    assert "more characters" in last(module).prints


def test_warnings_and_settings_are_noticed_and_undone(load: Load) -> None:
    module = load(
        """
import numpy as np, warnings

def log(x):
    return np.log(x)

def hide():
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
"""
    )
    module.hide()
    assert last(module).settings == ["numpy.seterr", "warnings.filterwarnings"]
    module.log(0.0)
    assert last(module).warnings[0].startswith("RuntimeWarning: divide by zero")


def test_a_warning_cannot_be_hidden_on_its_way(load: Load) -> None:
    module = load(
        """
import warnings

def hide(name):
    setattr(warnings, name, lambda *args, **kwargs: None)
"""
    )
    for name in ("warn", "warn_explicit", "_showwarnmsg", "_showwarnmsg_impl"):
        module.hide(name)
        assert last(module).settings == [f"warnings.{name}"]


def test_a_warning_with_a_text_that_raises_is_a_warning(load: Load) -> None:
    module = load(
        """
import warnings

class Odd(UserWarning):
    broken = False
    def __str__(self):
        return {False: "odd"}[self.broken]

def warn():
    warnings.warn(Odd())
    Odd.broken = True
    return 1
"""
    )
    assert module.warn() == 1
    assert last(module).warnings == ["Odd: its text raised KeyError"]


def test_streams_and_filters_of_another_kind_are_put_back(load: Load) -> None:
    module = load(
        """
import sys, warnings

def replace():
    warnings.filters = ()
    sys.stdout = sys.stderr = None

def talk():
    print("heard")
    warnings.warn("seen")
"""
    )
    module.replace()
    assert last(module).settings == ["warnings.filterwarnings"]
    module.talk()
    assert (last(module).prints, last(module).warnings) == ("heard\n", ["UserWarning: seen"])


# Random generators


@pytest.mark.parametrize(
    "kind", [np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64]
)
def test_a_generator_goes_on_as_if_the_call_had_been_local(kind: type[Any], load: Load) -> None:
    module = load("def draw(rng, n):\n    return rng.normal(size=n)\ndef look(x):\n    return x\n")
    mine, local = np.random.Generator(kind(3)), np.random.Generator(kind(3))
    for n in (1, 3, 0, 700):
        assert np.array_equal(module.draw(mine, n), local.normal(size=n))
    assert mine.random() == local.random()
    module.look(1)  # the worker's own copy has not drawn the last number: it must not turn the suite's back
    assert mine.random() == local.random()
    assert np.array_equal(module.draw(mine, 2), local.normal(size=2))


def test_a_generator_can_only_go_on(load: Load) -> None:
    module = load("def turn(rng, n):\n    rng.bit_generator.advance(n)\n")
    rng = np.random.default_rng(3)
    module.turn(rng, 10**6)
    before = rng.bit_generator.state
    with pytest.raises(WorkerDied, match="drawing does not lead to"):
        module.turn(rng, -1)
    assert rng.bit_generator.state == before


# Functions that go in


def test_functions_go_in_and_are_called_back(load: Load) -> None:
    module = load(
        "def apply(f, *x):\n    return f(*x)\ndef use(thing, x):\n    return thing.step(x) + thing.twice(x)\n"
    )
    assert module.apply(np.tanh, 0.5) == np.tanh(0.5)
    assert module.apply(np.linalg.norm, [3.0, 4.0]) == 5
    assert module.apply(lambda a, b: a + b, np.ones(2), 1).tolist() == [2, 2]
    assert module.use(SimpleNamespace(step=lambda x: x + 1, twice=lambda x: 2 * x), 5) == 16
    with pytest.raises(ZeroDivisionError):
        module.apply(lambda x: 1 / x, 0)


def test_the_learners_own_functions_go_in_too(load: Load) -> None:
    module = load(
        "def apply(f, x):\n    return f(x)\ndef triple(x):\n    return 3 * x\ndef maker():\n    return lambda x: x + 1\n"
    )
    assert module.apply(module.triple, 2) == 6
    assert module.maker()(1) == 2
    assert module.apply(module.maker(), 5) == 6


def test_a_callback_sees_plain_values_only(load: Load) -> None:
    module = load("class Own:\n    shape = 3\ndef apply(f):\n    return f(Own())\n")
    for function in (lambda value: value.shape, lambda value: bool(value), lambda value: value + 1, list):
        with pytest.raises(LearnerError):
            module.apply(function)
    assert module._worker.transport.dead is None


KEEPING = """
kept = []

def keep(f):
    kept.append(f)
    return f(1)

def call():
    return kept[0](1)
"""


def test_a_function_cannot_be_called_once_its_check_is_over(load: Load, house: House) -> None:
    module = load(KEEPING)
    assert module.keep(lambda x: x + 1) == 2
    assert module.call() == 2
    module._worker.begin()
    with pytest.raises(LearnerError):
        module.call()
    assert module.keep(lambda x: x + 5) == 6
    with pytest.raises(LearnerError):  # the first one's number is not used again
        module.call()
    module._worker.transport.end()
    module._worker.restart(house.spawn(Limits(cpu_seconds=5)))
    assert module.keep(lambda x: x + 7) == 8


def test_a_callback_is_not_given_more_than_a_suite_can_bear(load: Load) -> None:
    module = load("import numpy as np\ndef apply(f, n):\n    return f(np.zeros((n, 1, 1), np.uint8))\n")
    weights = np.ones((13, 9))
    assert module.apply(lambda v: float((weights * v).sum()), 1000) == 0
    with pytest.raises(ValueError, match="at most"):
        module.apply(lambda v: float((weights * v).sum()), 5_000_000)


def test_a_check_ends_where_something_never_does(load: Load) -> None:
    module = load("import itertools\ndef numbers():\n    return itertools.count()\n")
    with pytest.raises(WorkerDied, match="times in one check"):
        list(module.numbers())


# Names and imports


def test_names_that_are_no_functions_say_so(load: Load) -> None:
    module = load("number = 7\n")
    with pytest.raises(MissingName, match=r"module\.py defines no other"):
        _ = module.other
    with pytest.raises(NotAFunction, match=r"number in module\.py is a int, not a function"):
        module.number(1)


def test_only_what_is_allowed_can_be_imported(load: Load) -> None:
    module = load(
        "import importlib, helper\nfrom helper import five\ndef bring(name):\n    return importlib.import_module(name).__name__\n"
        "def bring_late():\n    import sklearn\n",
        beside={"helper": "import math\nfive = 5\n"},
        later=["digits"],
    )
    assert module.bring("statistics") == "statistics"
    with pytest.raises(ImportError, match="build it yourself: sklearn cannot be imported here"):
        module.bring_late()
    with pytest.raises(ImportError, match="build it yourself: tensorflow cannot be imported here"):
        load("import tensorflow\n")
    with pytest.raises(ImportError, match=r"build it yourself: email\.mime cannot be imported here"):
        load("import email.message\nfrom email import mime\n", refused=["email.mime"])
    with pytest.raises(ImportError, match="digits comes in a later chapter"):
        load("import digits\n", later=["digits"])


def test_the_source_of_a_secret_module_is_nowhere(load: Load) -> None:
    module = load(
        """
import inspect, sys

def texts():
    frame, found = sys._getframe(), [str(vars(finder)) for finder in sys.meta_path if hasattr(finder, "sources")]
    while frame:
        found.append(str(frame.f_locals))
        frame = frame.f_back
    return "".join(found)

at_import = texts()
import lent

def source():
    return inspect.getsource(lent)

def seen():
    return "another " + "mark" in at_import + texts(), lent.five
""",
        beside={"lent": "five = 5  # another mark\n"},
        secret=["lent"],
    )
    with pytest.raises(OSError, match="source"):
        module.source()
    assert module.seen() == (False, 5)


# Order in the worker


def test_two_workers_behave_alike(load: Load) -> None:
    source = (
        "import random\nimport numpy as np\ndef all():\n"
        "    return [hash('a'), random.random(), np.random.rand(), list({'b', 'a', 'c', 'd'})]\n"
    )
    assert load(source).all() == load(source).all()


def test_a_worker_that_ended_stays_ended_and_another_takes_over(load: Load, house: House) -> None:
    module = load(
        "import os\ncount = [0]\ndef end():\n    os._exit(3)\ndef up():\n    count[0] += 1\n    return count[0]\n"
    )
    assert module.up() == 1
    for _ in range(2):
        with pytest.raises(WorkerDied, match="exit code 3"):
            module.end()
    module._worker.restart(house.spawn(Limits(cpu_seconds=5)))
    assert [module.up(), module.up()] == [1, 2]
    module._worker.transport.end()


def test_processor_time_counts_over_all_calls(load: Load) -> None:
    module = load(
        "import time\ndef burn(seconds):\n    end = time.process_time() + seconds\n    while time.process_time() < end:\n        pass\n",
        limits=Limits(cpu_seconds=0.6, wall_factor=50),
    )
    with pytest.raises(WorkerDied, match="processor time: is there an endless loop"):
        for_ever(module.burn, 0.15)


def test_a_frame_for_nobody_ends_the_worker(load: Load) -> None:
    module = load(ECHO)
    transport = module._worker.transport
    with pytest.raises(wire.WireError):
        transport.connection.send([0.5] * 2_000_000, [])
    assert module.echo(1) == 1
