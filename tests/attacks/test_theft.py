"""Attempts to earn points with wrong functions: results that lie, tools that are bent, values that are looked for."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.attacks.arena import Attack, levels_here, require_nothing_gained
from tests.attacks.conftest import Assault

MARK = Path(tempfile.gettempdir(), "nngrade-was-here")
"""Made by a result that is unpickled."""

MACHINERY = """
import sys

def machinery(name):
    frame = sys._getframe()
    while frame.f_globals.get("__name__") != "nngrade.sandbox." + name:
        frame = frame.f_back
    return frame.f_globals
"""
"""No import finds the worker's own modules, but the frames below a learner's code lead to them."""

LIES = {
    "an object that equals everything": Attack(
        """
class Liar:
    shape = (5, 3)
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __float__ = __abs__ = lambda self, *other: 0.0
    def __array__(self, *args, **kwargs):
        return np.zeros((5, 3))
def double(x):
    return Liar()
""",
        "returned a Liar, expected an array",
    ),
    "an array that equals everything": Attack(
        """
class Always(np.ndarray):
    __eq__ = lambda self, other: np.ones(self.shape, bool)
    __array_ufunc__ = __array_function__ = lambda self, *args, **kwargs: True
def double(x):
    return np.zeros(np.shape(x)).view(Always)
""",
        "values are wrong",
    ),
    "a float that equals everything": Attack(
        """
class Sure(float):
    __eq__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
def mean(x):
    return Sure(123.0)
""",
        "got 123",
        ("mean",),
    ),
    "a text that equals everything": Attack(
        """
class Sure(str):
    __eq__ = lambda self, other: True
    __hash__ = str.__hash__
def label(n):
    return Sure("x")
""",
        "got 'x'",
        ("label",),
    ),
    "a dict that equals everything": Attack(
        """
class Sure(dict):
    __eq__ = lambda self, other: True
def counts(words):
    return Sure()
""",
        "the counts are wrong",
        ("counts",),
    ),
    "a list that claims other items": Attack(
        """
class Four(list):
    __iter__ = lambda self: iter([4, 3, 2, 1])
    __len__ = lambda self: 4
    __getitem__ = lambda self, i: [4, 3, 2, 1][i]
def countdown(n):
    return Four([9])
""",
        "expected",
        ("countdown",),
    ),
    "an array of objects": Attack("def double(x):\n    return np.array([None] * len(x), object)\n", "dtype object"),
    "an array of objects that claims another dtype": Attack(
        """
class Floats(np.ndarray):
    dtype = property(lambda self: np.dtype(float))
def double(x):
    return np.array([object()] * 3, object).view(Floats)
""",
        "dtype object",
    ),
    "an array that changes when it is looked at": Attack(
        """
class Fickle(np.ndarray):
    shape = (5, 3)
    def __array_finalize__(self, source):
        if source is not None:
            np.ndarray.fill(self, 0)
def double(x):
    return np.ones(3).view(Fickle)
""",
        "you returned",
    ),
    "nothing but NaN": Attack("def double(x):\n    return np.full(np.shape(x), np.nan)\n", "NaN at"),
    "nothing but inf": Attack("def double(x):\n    return np.full(np.shape(x), np.inf)\n", "inf at"),
    "a masked array": Attack("def double(x):\n    return np.ma.masked_all(np.shape(x))\n", "MaskedArray"),
    "a structured array": Attack(
        "def double(x):\n    return np.zeros(np.shape(x), [('a', float)])\n", "not a plain array"
    ),
    "complex numbers": Attack("def double(x):\n    return 2 * x + 0j\n", "dtype complex128"),
    "one number for all": Attack("def double(x):\n    return np.broadcast_to(0.0, np.shape(x))\n", "values are wrong"),
    "an empty array": Attack("def double(x):\n    return np.empty((0, 3))\n", r"you returned \(0, 3\)"),
    "an empty array of astronomical shape": Attack("def double(x):\n    return np.empty((2**40, 0))\n", "you returned"),
    "an object that claims to be an array": Attack(
        "class Claim:\n    __class__ = np.ndarray\n    shape = (5, 3)\n    dtype = np.dtype(float)\ndef double(x):\n    return Claim()\n",
        "Claim",
    ),
    "an object that claims to be a number": Attack(
        "class Claim:\n    __class__ = float\ndef mean(x):\n    return Claim()\n", "Claim", ("mean",)
    ),
    "an object with an array interface": Attack(
        """
class Memory:
    __array_interface__ = {"shape": (5, 3), "typestr": "<f8", "version": 3, "data": (4096, False)}
def double(x):
    return Memory()
""",
        "returned a Memory",
    ),
    "an object that runs code when it is unpickled": Attack(
        f"""
import os
class Bomb:
    def __reduce__(self):
        return os.system, ("touch {MARK}",)
def double(x):
    return Bomb()
""",
        "returned a Bomb",
    ),
    "the function itself": Attack("def double(x):\n    return double\n", "the function double itself"),
    "a module": Attack("def double(x):\n    return np\n", "returned a module"),
    "the callback itself": Attack("def applied(f, x):\n    return f\n", "returned the function", ("applied",)),
    "a number of ten thousand digits": Attack(
        "def mean(x):\n    return 10**10_000\n", "thousands of digits", ("mean",)
    ),
    "a list in itself": Attack("def double(x):\n    x = []\n    x.append(x)\n    return x\n", "returned a list"),
    "a list a hundred thousand deep": Attack(
        "def double(x):\n    x = []\n    for _ in range(100_000):\n        x = [x]\n    return x\n", "returned a list"
    ),
    "a million items": Attack("def double(x):\n    return [0.0] * 1_000_000\n", "too large: more than 4 MB of values"),
    "an array of 240 MB": Attack("def double(x):\n    return np.zeros(30_000_000)\n", "too large: more than 64 MB"),
    "five thousand arrays": Attack(
        "def double(x):\n    return [np.zeros(2)] * 5000\n", "too large: more than 4096 arrays"
    ),
    "keys that are objects": Attack(
        """
class Key:
    __hash__ = lambda self: 1
    __eq__ = lambda self, other: True
def counts(words):
    return {Key(): 1, "a": 2, "b": 1}
""",
        "a key that is not plain data",
        ("counts",),
    ),
    "keys that are NaN": Attack(
        "def counts(words):\n    return {float('nan'): 1, float('nan'): 2}\n", "wrong", ("counts",)
    ),
    "keys within keys": Attack("def counts(words):\n    return {(1, (2, frozenset())): 1}\n", "a key", ("counts",)),
    "half a character": Attack("def label(n):\n    print('\\ud800')\n    return '\\ud800'\n", r"got '\?'", ("label",)),
    "a result that changes on its way": Attack(
        """
import threading
def double(x):
    changing = {}
    def change():
        for i in range(300_000):
            changing[i] = i
            changing.pop(i - 1, None)
    threading.Thread(target=change, daemon=True).start()
    return changing
""",
        "returned a dict|changed size|keys changed",
    ),
}

TOOLS = {
    "numpy's own comparisons": Attack(
        """
np.allclose = np.isclose = np.array_equal = np.asarray = lambda *args, **kwargs: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None
def double(x):
    return None
""",
        "returned None",
        keeps=False,
    ),
    "built-in names": Attack(
        """
import builtins
builtins.all = builtins.any = builtins.isinstance = lambda *args: True
builtins.AssertionError = ValueError
def double(x):
    return None
""",
        "raised|returned None|broke its own process",
        keeps=False,
    ),
    "a built-in name taken away": Attack(
        "import builtins\ndel builtins.str\ndef double(x):\n    return None\n", "raised", keeps=False
    ),
    "the worker's own code": Attack(
        MACHINERY
        + """
machinery("worker")["Server"].handle = lambda self, request, buffers: (["ok", True, [], [], ["", []]], [])
def double(x):
    return None
""",
        r"you returned \(\)",
        keeps=False,
    ),
    "the worker's packing": Attack(
        MACHINERY + "machinery('worker')['wire'].pack = lambda *args: True\ndef double(x):\n    return None\n",
        "its answer was malformed",
        keeps=False,
    ),
    "the worker's encoder": Attack(
        MACHINERY
        + """
class Encoder:
    encode = lambda self, node: b"\\xc3"
machinery("zygote")["frames"]._encoder = Encoder()
def double(x):
    return None
""",
        "broke the protocol",
        keeps=False,
    ),
    "tracing hooks": Attack(
        """
import sys
def trace(frame, event, arg):
    if frame.f_code.co_name in ("pack", "changes") and event == "call":
        frame.f_locals["value"] = 1
    return trace
sys.settrace(trace)
sys.setprofile(lambda *args: None)
def double(x):
    return None
""",
        "returned None|raised|malformed",
        keeps=False,
    ),
    "the list of loaded modules": Attack(
        """
import sys
for name in list(sys.modules):
    if name.startswith(("numpy", "msgspec", "traceback", "contextlib")):
        sys.modules[name] = None
def double(x):
    return None
""",
        "returned None",
        keeps=False,
    ),
    "a module that has every name": Attack(
        "import sys\nclass All:\n    def __getattr__(self, name):\n        return lambda *args: None\nsys.modules['arena'] = All()\n",
        "defines no double",
        keeps=False,
    ),
    "a module that refuses to be read": Attack(
        """
import sys, types
class Closed(types.ModuleType):
    def __getattribute__(self, name):
        raise KeyError(name)
sys.modules["arena"].__class__ = Closed
""",
        "raised KeyError",
        keeps=False,
    ),
    "a module without names": Attack(
        "for name in list(globals()):\n    del globals()[name]\n", "defines no double", keeps=False
    ),
    "a hundred thousand names": Attack(
        "globals().update({f'n{i}': i for i in range(100_000)})\n", "too large|too many", keeps=False
    ),
    "hooks for the end": Attack(
        """
import atexit, sys
sys.excepthook = sys.displayhook = sys.unraisablehook = None
atexit.register(print, '{"score": 99}')
def double(x):
    return None
""",
        "returned None",
    ),
    "source lines": Attack(
        """
import linecache
linecache.cache["arena.py"] = (1, None, [5, None], "arena.py")
linecache.checkcache = None
def double(x):
    raise ValueError("x")
""",
        "double raised",
        keeps=False,
    ),
    "the collector": Attack(
        "import gc\ngc.callbacks.append(lambda *args: 1 / 0)\ngc.set_threshold(1)\ndef double(x):\n    return None\n",
        "returned None",
    ),
    "floating point errors": Attack(
        "def double(x):\n    np.seterr(all='ignore')\n    np.log(np.zeros(1))\n    return 3 * x\n",
        "exactly 1.5 times too big",
    ),
}

SEARCHES = {
    "frames": Attack(
        """
import sys
def double(x):
    frame = sys._getframe()
    while frame:
        for name in ("expected", "target", "reference", "solution"):
            if isinstance(frame.f_locals.get(name), (float, np.ndarray)):
                return frame.f_locals[name]
        frame = frame.f_back
    raise LookupError("no expected value")
""",
        "no expected value",
    ),
    "every object": Attack(
        """
import gc
def double(x):
    for found in gc.get_objects():
        if type(found) is np.ndarray and found is not x and np.shape(found) == np.shape(x) and np.allclose(found, 2 * x):
            return found
    raise LookupError("no expected value")
""",
        "no expected value",
    ),
    "the suite's modules": Attack(
        """
import sys
def double(x):
    for name, module in list(sys.modules.items()):
        if name != __name__ and any(word in name for word in ("arena", "test", "solution", "suite", "nngrade")):
            if "double" in vars(module):
                return module.double(x)
    raise LookupError("no solution")
""",
        "no solution",
    ),
    "printed results": Attack(
        """
import json, sys
def double(x):
    line = json.dumps({"schema": 1, "score": 99.0, "chapters": [{"chapter": "arena", "status": "passed"}]})
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        print(line, file=stream)
    return {"output_type": "execute_result", "data": {"text/plain": "1.0"}}
""",
        "returned a dict",
    ),
}

CHANGES = {
    "an argument made trivial": Attack("def double(x):\n    x[...] = 0.0\n    return x\n", "values are wrong"),
    "an argument made trivial, for a check that works its answer out afterwards": Attack(
        "def mean(x):\n    x[...] = 0.0\n    return 0.0\n", "got 0", ("mean",)
    ),
    "a generator that draws nothing but zeros from now on": Attack(
        """
def shuffled(x, rng):
    state = rng.bit_generator.state
    state["state"] = {"state": 0, "inc": 0}
    rng.bit_generator.state = state
    return x[::-1]
""",
        "drawing does not lead to",
        ("shuffled",),
    ),
    "a generator turned back": Attack(
        """
def shuffled(x, rng):
    rng.bit_generator.advance(-1000)
    return np.zeros(50)
""",
        "drawing does not lead to",
        ("shuffled",),
    ),
    "a generator that is none": Attack(
        """
import gc
def shuffled(x, rng):
    class Fake:
        class bit_generator:
            state = {"bit_generator": "PCG64", "state": 5}
    server = next(found for found in gc.get_objects() if type(found).__name__ == "Server")
    server.generators = dict.fromkeys(server.generators, Fake)
    return x[::-1]
""",
        "its answer was malformed",
        ("shuffled",),
    ),
}

THEFTS = {**LIES, **TOOLS, **SEARCHES, **CHANGES}


@pytest.mark.parametrize("name", THEFTS)
def test_nothing_is_gained_by(name: str, assault: Assault) -> None:
    require_nothing_gained(assault(THEFTS[name].code), THEFTS[name])


def test_a_result_is_never_unpickled(assault: Assault) -> None:
    assault(LIES["an object that runs code when it is unpickled"].code)
    assert not MARK.exists()


HIDDEN = {
    "where it is shown": ("    warnings.showwarning = lambda *args, **kwargs: None\n", "warnings.showwarning"),
    "by filters that equal any": (
        """    class Filters(list):
        __ne__ = lambda self, other: False
        __eq__ = lambda self, other: True
    warnings.filters = Filters()
    warnings.simplefilter("ignore")
""",
        "warnings.filterwarnings",
    ),
    "by settings that nobody is told": (
        "    np.geterr, told = (lambda: told), np.geterr()\n    np.seterr(all='ignore')\n",
        "numpy.seterr",
    ),
}


@pytest.mark.parametrize(("how", "said"), HIDDEN.values(), ids=HIDDEN.keys())
def test_a_hidden_warning_is_still_a_warning(how: str, said: str, assault: Assault) -> None:
    report = assault(f"import warnings\ndef double(x):\n{how}    np.log(np.zeros(1))\n    return 2 * x\n")
    messages = {check["id"]: check["message"] for check in report["checks"]}
    assert f"changed {said} for the whole program" in messages["test_double_quietly"]


@pytest.mark.parametrize("level", [level for level in levels_here() if level in ("full", "strong")])
@pytest.mark.parametrize("part", ["solutions", "suites"])
def test_the_solution_on_disk_cannot_be_used(part: str, level: str, assault: Assault, arena: Path) -> None:
    file = arena / "solutions" / "arena.py" if part == "solutions" else arena / "suites" / "arena" / "test_arena.py"
    attack = Attack(
        f"def double(x):\n    names = {{}}\n    exec(open({str(file)!r}).read(), names)\n    return names['double'](x)\n",
        "PermissionError" if level == "strong" else "FileNotFoundError",
    )
    require_nothing_gained(assault(attack.code, level), attack)
