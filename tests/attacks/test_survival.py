"""Attempts to break, stop or mislead the grader through the process and the socket: it goes on, in time, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.arena import HONEST, Attack, graded, levels_here, put, require_nothing_gained
from tests.attacks.conftest import Assault

SOCKET = """
import gc, os, socket, struct, sys, threading, time
import msgspec
from msgspec.msgpack import encode

def own_socket():
    return next(found for found in gc.get_objects() if type(found) is socket.socket and found.fileno() >= 0)

def frame(header, sizes=(), body=b""):
    return struct.pack(f"<II{len(sizes)}Q", len(header), len(sizes), *sizes) + header + body

def number():
    frame = sys._getframe()
    while type(frame.f_locals.get("number")) is not int:
        frame = frame.f_back
    return frame.f_locals["number"]

def answer(value, changes=(), states=(), prints="", notes=()):
    return encode([number(), ["ok", value, list(changes), list(states), [prints, list(notes)]]])

def forge(*args, buffer=None, **kwargs):
    data = frame(answer(*args, **kwargs), () if buffer is None else (len(buffer),), buffer or b"")
    own_socket().sendall(data)
"""

ENDS = {
    "an exit in a call": Attack(
        "import os\ndef double(x):\n    os._exit(0)\n", r"ended its own process \(exit code 0\)"
    ),
    "an exit at import": Attack("import os\nos._exit(0)\n", r"ended its own process \(exit code 0\)", keeps=False),
    "sys.exit at import": Attack("import sys\nsys.exit(0)\n", "raised SystemExit", keeps=False),
    "sys.exit in a call": Attack("import sys\ndef double(x):\n    sys.exit(0)\n", "double raised SystemExit"),
    "an abort": Attack("import os\ndef double(x):\n    os.abort()\n", "ended by SIG(ABRT|SEGV)"),
    "a segmentation fault": Attack("import ctypes\ndef double(x):\n    ctypes.string_at(0)\n", "ended by SIGSEGV"),
    "endless recursion": Attack("def double(x):\n    return double(x)\n", "RecursionError"),
    "endless recursion in C": Attack(
        """
import sys
sys.setrecursionlimit(10**8)
class Deep:
    def __getattr__(self, name):
        return getattr(self, name)
def double(x):
    return Deep().x
""",
        "ended by SIGSEGV|RecursionError|processor time|MemoryError",
    ),
    "more memory than there is": Attack("def double(x):\n    return bytearray(10**11)\n", "MemoryError"),
    "five hundred threads": Attack(
        """
import threading, time
def double(x):
    for _ in range(500):
        threading.Thread(target=time.sleep, args=(100,)).start()
    return None
""",
        "can't start new thread|returned None",
    ),
    "a hundred megabytes of prints": Attack(
        "def double(x):\n    for _ in range(100):\n        print('x' * 1_000_000)\n    return None\n", "returned None"
    ),
    "a stream that cannot be written to": Attack(
        "import sys\nsys.stdout.parts = 5\nprint(1)\n", "raised|broke its own process", keeps=False
    ),
    "a text that cannot be cut": Attack(
        """
import sys
class Odd(str):
    __getitem__ = lambda self, part: 5
def double(x):
    sys.stdout.write(Odd("x"))
    return None
""",
        "broke its own process",
    ),
    "an exception with a text of ten megabytes": Attack(
        "def double(x):\n    raise ValueError('x' * 10_000_000)\n", "ValueError: xxx"
    ),
    "an exception that cannot be named": Attack(
        """
class Nameless(type):
    __name__ = __module__ = property(lambda cls: 1 / 0)
class Odd(Exception, metaclass=Nameless):
    pass
def double(x):
    raise Odd
""",
        "double raised Exception",
    ),
    "an exception that cannot be read": Attack(
        """
class Odd(Exception):
    def __str__(self):
        raise KeyboardInterrupt
def double(x):
    raise Odd
""",
        "double raised Odd",
    ),
    "a syntax error of strange parts": Attack(
        """
def double(x):
    error = SyntaxError("x")
    error.filename, error.lineno, error.msg, error.text = "arena.py", "abc", 5, object()
    raise error
""",
        "double raised Exception",
    ),
    "a group of exceptions": Attack(
        "def double(x):\n    raise ExceptionGroup('g', [ValueError('x')])\n", "ExceptionGroup"
    ),
    "an interrupt": Attack("def double(x):\n    raise KeyboardInterrupt\n", "raised KeyboardInterrupt"),
    "the end of an iteration": Attack("def double(x):\n    raise StopIteration(5)\n", "raised StopIteration"),
    "the end of a generator": Attack("def double(x):\n    raise GeneratorExit\n", "raised GeneratorExit"),
    "an alarm": Attack(
        """
import signal
def double(x):
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    return None
""",
        "Operation not permitted",
    ),
    "code for another numbering of system calls": Attack(
        """
import ctypes, mmap
def double(x):
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(bytes.fromhex("53 b827000000 bb00000000 cd80 5b c3"))
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    return None
""",
        "SIGSYS: it made a system call|returned None|SIGILL",
    ),
    "a program that does not parse": Attack("x = " + "(" * 200_000 + "\n", "SyntaxError|MemoryError", keeps=False),
    "a signal to everybody": Attack(
        """
import os
def double(x):
    for reach in (lambda: os.kill(0, 9), lambda: os.kill(-1, 9), lambda: os.kill(os.getppid(), 9)):
        try:
            reach()
        except OSError:
            pass
    return None
""",
        "returned None",
    ),
}

FORGERIES = {
    "a closed socket": Attack("def double(x):\n    own_socket().close()\n", "broke its own process"),
    "all descriptors closed": Attack("def double(x):\n    os.closerange(0, 100)\n", "broke its own process"),
    "a socket that hangs up": Attack(
        "def double(x):\n    own_socket().shutdown(socket.SHUT_RDWR)\n", "broke its own process"
    ),
    "a socket that hangs up and waits": Attack(
        "def double(x):\n    own_socket().shutdown(socket.SHUT_WR)\n    time.sleep(100)\n", "closed its connection"
    ),
    "something else in the socket's place": Attack(
        "def double(x):\n    os.dup2(os.open('/dev/null', os.O_RDONLY), own_socket().fileno())\n",
        "broke its own process",
    ),
    "garbage": Attack("def double(x):\n    own_socket().sendall(b'\\xff' * 100_000)\n", "broke the protocol"),
    "zeros": Attack("def double(x):\n    own_socket().sendall(bytes(100_000))\n", "broke the protocol"),
    "an endless stream": Attack(
        "def double(x):\n    while True:\n        own_socket().sendall(bytes(1 << 20))\n", "broke the protocol"
    ),
    "a claim of ten terabytes": Attack(
        "def double(x):\n    own_socket().sendall(struct.pack('<IIQ', 10, 1, 10**13))\n    time.sleep(100)\n",
        "frame too large",
    ),
    "a claim of four billion buffers": Attack(
        "def double(x):\n    own_socket().sendall(struct.pack('<II', 10, 2**32 - 1))\n    time.sleep(100)\n",
        "out of bounds",
    ),
    "sizes that overflow": Attack(
        "def double(x):\n    own_socket().sendall(struct.pack('<IIQQ', 9, 2, 2**64 - 1, 2))\n    time.sleep(100)\n",
        "frame too large",
    ),
    "three million levels": Attack(
        "def double(x):\n    own_socket().sendall(frame(b'\\x91' * 3_000_000))\n    time.sleep(100)\n", "not msgpack"
    ),
    "four million empty lists": Attack(
        "def double(x):\n    own_socket().sendall(frame(b'\\xdd\\x00\\x3f\\xff\\x00' + b'\\x90' * 0x3fff00))\n    time.sleep(100)\n",
        "not a message",
    ),
    "another number": Attack(
        "def double(x):\n    own_socket().sendall(frame(encode([999, ['ok', 1.0, [], [], ['', []]]])))\n    time.sleep(100)\n",
        "a question that was not asked",
    ),
    "a number that is True": Attack(
        "def double(x):\n    own_socket().sendall(frame(encode([True, ['ok', 1.0, [], [], ['', []]]])))\n    time.sleep(100)\n",
        "a question that was not asked",
    ),
    "its own answer": Attack("def double(x):\n    forge(None)\n", "returned None"),
    "its own answer and the next ones": Attack(
        """
def double(x):
    first = number()
    for i in range(9):
        own_socket().sendall(frame(encode([first + i, ["ok", True, [], [], ["", []]]])))
""",
        "you returned",
        keeps=False,
    ),
    "answers ahead of time, from a thread": Attack(
        """
def double(x):
    first, sock = number(), own_socket()
    def later():
        time.sleep(0.02)
        for i in range(1, 50):
            sock.sendall(frame(encode([first + i, ["ok", True, [], [], ["", []]]])))
    threading.Thread(target=later, daemon=True).start()
    return None
""",
        "returned None",
        keeps=False,
    ),
    "a thread that writes for ever": Attack(
        """
def double(x):
    sock = own_socket()
    def later():
        while True:
            sock.sendall(os.urandom(100))
            time.sleep(0.001)
    threading.Thread(target=later, daemon=True).start()
    return None
""",
        "returned None|broke the protocol",
        keeps=False,
    ),
    "a greeting": Attack("def double(x):\n    own_socket().sendall(frame(encode(['ready', {}])))\n", "not asked"),
    "an exception of the grader": Attack(
        """
def double(x):
    forged = ["exc", ["Skipped", "KeyboardInterrupt", "SystemExit", "StopIteration"], "m", "t", ["f", 1, "l"], [], ["", []]]
    own_socket().sendall(frame(encode([number(), forged])))
""",
        "raised Skipped",
    ),
    "an exception of strange parts": Attack(
        """
def double(x):
    forged = ["exc", 5, {"a": 1}, None, ["f", 10**18, 7], [], [None, [None] * 100_000]]
    own_socket().sendall(frame(encode([number(), forged])))
""",
        "double raised Exception",
    ),
    "an opaque value of a long name": Attack(
        "def double(x):\n    forge(['o', 'x' * 100_000, 'y'])\n", "returned a xxx"
    ),
    "a handle on nothing": Attack("def double(x):\n    forge(['h', -5, 'object', 'Dense'])\n", "returned a Dense"),
    "a name of numpy": Attack("def double(x):\n    forge(['n', 'load'])\n", "malformed"),
    "a function of the grader": Attack("def double(x):\n    forge(['f', 0])\n", "malformed"),
    "changes of nothing": Attack(
        "def double(x):\n    forge(1.0, [[0, 5], [-1, None], ['x', []], [99, 1]])\n", "malformed|returned"
    ),
    "states of nothing": Attack("def double(x):\n    forge(1.0, (), [[1, {}], ['a', 5], [[], []]])\n", "malformed"),
    "changes without end": Attack(
        "def double(x):\n    forge(1.0, [[0, ['a', '|b1', [10_000_000], 0, 'C']]] * 300, buffer=bytes(10_000_000))\n",
        "changes of arguments that it was not given",
    ),
    "states without end": Attack(
        "def double(x):\n    forge(1.0, (), [[0, ['a', '|b1', [10_000_000], 0, 'C']]] * 300, buffer=bytes(10_000_000))\n",
        "generators that it was not given",
    ),
    "objects without end": Attack(
        "def double(x):\n    forge(['l', *[['h', 0, 'o', 'x']] * 150_000])\n", "too many objects"
    ),
    "a thousand arrays in one buffer": Attack(
        "def double(x):\n    forge(['l', *[['a', '<f8', [1000], 0, 'C']] * 1000], buffer=bytes(8000))\n", "bad array"
    ),
    "keys that collide": Attack(
        "def double(x):\n    forge(['d', *[[['i', hex((k + 16) * (2**61 - 1))], 0] for k in range(60_000)]])\n",
        "too many keys",
    ),
    "members that collide": Attack(
        "def double(x):\n    forge(['e', *[['c', -1000003.0 * k, float(k)] for k in range(60_000)]])\n", "too many keys"
    ),
    "an array of objects": Attack(
        "def double(x):\n    forge(['a', '|O', [1], 0, 'C'], buffer=bytes(8))\n", "bad dtype"
    ),
    "an array of impossible shape": Attack(
        "def double(x):\n    forge(['a', '<f8', [2**62, 0, 2**62], 0, 'C'], buffer=b'')\n", "malformed|you returned"
    ),
    "text that is none": Attack(
        "def double(x):\n    forge(['a', '<U1', [2], 0, 'C'], buffer=b'\\xff' * 8)\n", "dtype <U1"
    ),
    "an extension of msgpack": Attack("def double(x):\n    forge(msgspec.msgpack.Ext(5, b'x'))\n", "not a value"),
    "descriptors": Attack(
        """
def double(x):
    descriptors = [os.open("/dev/null", os.O_RDONLY) for _ in range(20)]
    socket.send_fds(own_socket(), [frame(answer(None))], descriptors)
""",
        "returned None",
    ),
    "strange questions": Attack(
        """
def double(x):
    for node in (["back"], ["back", -1, 5, 5], ["back", "x", ["l"], ["d"]], ["back", 10**18, ["l"], ["d"]], ["back", [], {}, {}]):
        own_socket().sendall(frame(encode(["back", node])))
        own_socket().recv(10_000)
    return None
""",
        "returned None|broke the protocol",
    ),
}

CALLBACKS = {
    "called within itself": Attack(
        "def applied(f, x):\n    return [f(f(f(v))) for v in x]\n", "values are wrong", ("applied",)
    ),
    "given an array too large": Attack(
        "def applied(f, x):\n    return f(np.ones(9_000_000))\n", "more than 64 MB", ("applied",)
    ),
    "given a number that grows": Attack(
        "def applied(f, x):\n    v = 3\n    for _ in range(40):\n        v = f(v)\n    return v\n",
        "applied raised TypeError",
        ("applied",),
    ),
    "given an object": Attack(
        "class Odd:\n    __mul__ = lambda self, other: 5\ndef applied(f, x):\n    return [f(Odd()) for _ in x]\n",
        "applied raised TypeError",
        ("applied",),
    ),
    "given itself": Attack("def applied(f, x):\n    return f(f)\n", "applied raised TypeError", ("applied",)),
    "given names it does not have": Attack(
        "def applied(f, x):\n    return f(v=3, w=4, **{'\\ud800': 5})\n", "applied raised TypeError", ("applied",)
    ),
    "called from four threads at once": Attack(
        """
import threading
def applied(f, x):
    threads = [threading.Thread(target=lambda: [f(1.0) for _ in range(200)], daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    return None
""",
        "applied|broke the protocol",
        ("applied",),
        keeps=False,
    ),
    "called later": Attack(
        """
import threading
def applied(f, x):
    def later():
        while True:
            f(1.0)
    threading.Thread(target=later, daemon=True).start()
    return [1.0 for v in x]
""",
        "applied",
        ("applied",),
        keeps=False,
    ),
}

ITERATORS = {
    "one whose items are huge": Attack(
        "def countdown(n):\n    while True:\n        yield np.zeros(4_000_000)\n",
        "more than 128 MB of results",
        ("countdown",),
    ),
    "one that stops in an interrupt": Attack(
        "def countdown(n):\n    yield 4\n    raise KeyboardInterrupt\n", "raised KeyboardInterrupt", ("countdown",)
    ),
    "one that claims a length": Attack(
        """
class Long:
    __len__ = lambda self: 2**62
    __iter__ = lambda self: self
    __next__ = lambda self: 1
def countdown(n):
    return Long()
""",
        "malformed",
        ("countdown",),
    ),
}

FORGERIES = {name: attack._replace(code=SOCKET + attack.code) for name, attack in FORGERIES.items()}
QUICK = {
    **ENDS,
    **FORGERIES,
    **{f"a callback {name}": attack for name, attack in CALLBACKS.items()},
    **{f"an iterator: {name}": attack for name, attack in ITERATORS.items()},
}


@pytest.mark.parametrize("name", QUICK)
def test_the_grader_survives(name: str, assault: Assault) -> None:
    require_nothing_gained(assault(QUICK[name].code), QUICK[name])


@pytest.mark.parametrize(
    "name", ["an exit in a call", "its own answer and the next ones", "garbage", "a closed socket", "an abort"]
)
def test_the_grader_survives_without_isolation_too(name: str, assault: Assault) -> None:
    require_nothing_gained(assault(QUICK[name].code, "basic"), QUICK[name])


LOOP = "processor time: is there an endless loop|does it wait for something"  # which of them depends on how busy the machine is
SLOW = {
    "a loop": Attack("def double(x):\n    while True:\n        pass\n", LOOP),
    "a loop at import": Attack("while True:\n    pass\n", LOOP, keeps=False),
    "a loop that nothing stops": Attack(
        """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
        LOOP,
    ),
    "a loop over too little memory": Attack(
        """
def double(x):
    kept = []
    while True:
        try:
            kept.append(bytearray(10**8))
        except MemoryError:
            pass
""",
        LOOP,
    ),
    "a loop in an exception's text": Attack(
        "class Odd(Exception):\n    def __str__(self):\n        while True:\n            pass\ndef double(x):\n    raise Odd\n",
        LOOP,
    ),
    "a loop when it is thrown away": Attack(
        "class Odd:\n    def __del__(self):\n        while True:\n            pass\ndef double(x):\n    Odd()\n", LOOP
    ),
    "a result that grows while it is packed": Attack(
        "def double(x):\n    x = []\n    x += [x] * 5\n    return x\n", LOOP + "|too large|MemoryError"
    ),
    "a loop within half an answer": Attack(
        SOCKET + "def double(x):\n    own_socket().sendall(frame(b'x' * 10)[:12])\n    while True:\n        pass\n",
        LOOP,
    ),
    "a sleep": Attack("import time\ndef double(x):\n    time.sleep(1000)\n", "does it wait for something"),
    "a sleep within half an answer": Attack(
        SOCKET + "def double(x):\n    own_socket().sendall(b'\\x10')\n    time.sleep(1000)\n",
        "does it wait for something",
    ),
    "an answer in drips": Attack(
        SOCKET
        + """
def double(x):
    own_socket().sendall(struct.pack("<II", 4_000_000, 0))
    while True:
        own_socket().sendall(b"x")
        time.sleep(0.01)
""",
        LOOP,
    ),
    "an answer in drips, deaf to signals": Attack(
        SOCKET
        + """
import signal
signal.signal(signal.SIGXCPU, signal.SIG_IGN)

def double(x):
    own_socket().sendall(struct.pack("<II", 4_000_000, 0))
    while True:
        for _ in range(100_000):
            pass
        own_socket().sendall(b"x")
""",
        "s of processor time",
    ),
    "a million callbacks": Attack(
        "def applied(f, x):\n    for _ in range(1_000_000):\n        f(1.0)\n    return None\n",
        LOOP + "|too many callbacks",
        ("applied",),
    ),
    "a flood of questions": Attack(
        SOCKET
        + """
def double(x):
    question = frame(encode(["back", ["back", 0, ["l"], ["d"]]]))
    while True:
        own_socket().sendall(question)
        own_socket().recv(1000)
""",
        LOOP + "|too many callbacks",
    ),
    "an endless iterator": Attack(
        "def countdown(n):\n    while True:\n        yield n\n", "does something never end", ("countdown",)
    ),
    "an endless iterator that takes its time": Attack(
        "import time\ndef countdown(n):\n    while True:\n        time.sleep(0.05)\n        yield n\n",
        "does it wait for something",
        ("countdown",),
    ),
}
RUNS = [(name, levels_here()[0]) for name in SLOW] + [
    (name, "basic") for name in ("a loop that nothing stops", "a sleep", "an endless iterator")
]


@pytest.fixture(scope="module")
def reports(
    tmp_path_factory: pytest.TempPathFactory, arena: Path
) -> Iterator[dict[tuple[str, str], Future[dict[str, Any]]]]:
    """The slow ones at once, through the real command: they mostly wait."""
    with ThreadPoolExecutor(8) as pool:

        def start(number: int, name: str, level: str) -> Future[dict[str, Any]]:
            folder = put(tmp_path_factory.mktemp("slow") / f"{number}", SLOW[name].code)
            return pool.submit(graded, folder, "--course", arena, "--seed", 7, NNGRADE_ISOLATION=level)

        yield {(name, level): start(number, name, level) for number, (name, level) in enumerate(RUNS)}


@pytest.mark.parametrize(("name", "level"), RUNS)
def test_nothing_lasts_longer_than_its_limit(
    name: str, level: str, reports: dict[tuple[str, str], Future[dict[str, Any]]]
) -> None:
    report = reports[name, level].result(100)
    assert (report["isolation"], report["code"]) == (level, 1)
    require_nothing_gained(report["chapters"][0], SLOW[name])


def test_the_honest_solution_earns_everything(assault: Assault) -> None:
    assert "def double" in HONEST
    assert assault("")["status"] == "passed"
