"""Giving up rights: rlimits, the user, Landlock and seccomp. Runs in the zygote (to prepare) and in each worker (to lock)."""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

if sys.platform != "win32":
    import resource

NOBODY = 65534

_SYSTEM_CALLS = """
read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64 readv writev access
poll ppoll select pselect6 sched_yield mremap dup dup2 dup3 nanosleep clock_nanosleep getpid gettid getppid
exit exit_group uname getcwd gettimeofday getrlimit getrusage sysinfo times getuid geteuid
getgid getegid getgroups sigaltstack arch_prctl futex set_tid_address sched_getaffinity sched_getscheduler sched_getparam
getdents64 clock_gettime clock_getres time getcpu stat lstat newfstatat statx faccessat faccessat2 set_robust_list getrandom
rseq pipe2 epoll_create1 epoll_ctl epoll_wait eventfd2 recvfrom sendto recvmsg sendmsg shutdown getsockopt get_robust_list
sched_get_priority_max sched_get_priority_min getpgrp getsid restart_syscall membarrier
rt_sigtimedwait rt_sigsuspend rt_sigpending
""".split()
"""All that NumPy and the standard library need to compute. Writing, links, sockets, new and other processes are absent."""

_CLONE_THREAD = 0x10000
_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC of fcntl; F_SETFL outlives the process, others let a socket send signals."""
_MEMORY_ADVICE = (0, 1, 2, 3, 4, 8, 14, 15)
"""NORMAL, RANDOM, SEQUENTIAL, WILLNEED, DONTNEED, FREE, HUGEPAGE and NOHUGEPAGE of madvise; others take pages of files out of the
memory that all processes share, where the next worker would find a message: so do `fadvise64` and, to read it, `mincore`."""
_TERMINAL_QUERIES = (0x5401, 0x5450, 0x5451)  # TCGETS, FIONCLEX, FIOCLEX
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_LANDLOCK_RESTRICT_SELF = 446
_CAPABILITY_VERSION_3 = 0x20080522
_THIS_PROCESS = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
_NO_CAPABILITIES = (ctypes.c_uint32 * 6)()


class _Program(ctypes.Structure):
    """A compiled filter, as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


class Locks:
    """What is prepared once in the zygote and applied in each worker.

    A worker copies every page of memory that it touches, so `apply` makes bare system calls on what lies ready; through
    the libraries' own methods it would take twice as long.

    Args:
        readable: paths that stay readable.
        layers: which layers are wanted.
    """

    def __init__(self, readable: Iterable[str], layers: Iterable[str]) -> None:
        self.layers = tuple(layers)
        self.off: dict[str, str] = {}
        paths = list(readable)
        self.stays_readable = _readable_by_all({os.__file__, __file__, np.__file__, *paths})
        self.libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
        with _library_at_hand():
            self.ruleset = self._prepare("landlock", lambda: _ruleset(paths))
            self.filter = self._prepare("seccomp", _filter)
        self.program = None if self.filter is None else _Program(len(self.filter.program) // 8, self.filter.program)
        self.size = _virtual_size()  # a fork is as large as its zygote

    def _prepare(self, layer: str, make: Any) -> Any:
        if layer not in self.layers:
            self.off[layer] = "not asked for"
            return None
        try:
            return make()
        except Exception as error:  # any trouble means that the layer is off, which the report then says
            self.off[layer] = f"{type(error).__name__}: {error}"[:200]
            return None

    def descriptors(self) -> list[int]:
        """The open files that `apply` still needs."""
        return [] if self.ruleset is None else [int(self.ruleset.fileno())]

    def apply(self, limits: dict[str, float]) -> dict[str, str]:
        """Lock the calling process for good; the order matters, seccomp comes last.

        Args:
            limits: `cpu_seconds` and `memory_mb`.

        Returns:
            Each layer with `on`, or why it is off.
        """
        state = dict(self.off)
        libc = self.libc
        state["rlimits"] = set_limits(self.size, **limits) if "rlimits" in self.layers else "not asked for"
        if libc is not None:
            state["user"] = drop_user(libc, self.stays_readable) if "user" in self.layers else "not asked for"
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of user, which takes it back
            libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            if self.ruleset is not None:
                _done(libc.syscall(_LANDLOCK_RESTRICT_SELF, self.ruleset.fileno(), 0))
                os.close(self.ruleset.fileno())
                state["landlock"] = "on"
            if self.program is not None:
                _done(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(self.program), 0, 0))
                state["seccomp"] = "on"
        return state


def _done(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def hide_from_neighbours() -> None:
    """Make this process unreadable for others of the same user: no ptrace, no `/proc/<pid>/mem`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)


def set_limits(size: int, cpu_seconds: float, memory_mb: float) -> str:
    """Set resource limits; memory counts from the size of an idle worker, in bytes."""
    threads = 64 + 4 * (os.cpu_count() or 1)  # workers of other graders, some forked ahead, count towards the same user
    wanted = {
        "RLIMIT_CPU": (int(cpu_seconds) + 1, int(cpu_seconds) + 2),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NOFILE": (64, 64),
        "RLIMIT_NPROC": (threads, threads),
    }
    if size:
        wanted["RLIMIT_AS"] = (size + (int(memory_mb) << 20),) * 2
    failed = []
    for name, (soft, hard) in wanted.items():
        try:
            resource.setrlimit(getattr(resource, name), (soft, hard))
        except (ValueError, OSError, AttributeError):
            failed.append(name)
    return f"without {', '.join(failed)}" if failed else "on"


def _virtual_size() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def drop_user(libc: Any, stays_readable: bool) -> str:
    """As root: become nobody where all that is needed stays readable, else give up every capability."""
    if os.geteuid() != 0:
        return "on"
    if stays_readable:
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            return "on"
        except OSError:  # inside a user namespace there is no nobody to become
            pass
    return "on" if libc.capset(_THIS_PROCESS, _NO_CAPABILITIES) == 0 else f"capset failed ({ctypes.get_errno()})"


def _readable_by_all(paths: Iterable[str]) -> bool:
    """Whether any user may read the paths and enter the folders above them."""
    real = {os.path.realpath(path) for path in paths}
    folders = {str(folder) for path in real for folder in Path(path).parents}
    return all(os.stat(path).st_mode & 0o004 for path in real) and all(
        os.stat(path).st_mode & 0o001 for path in folders
    )


@contextmanager
def _library_at_hand() -> Iterator[None]:
    """Landlockpy and seccompy look for the C library with ldconfig, a compiler and temporary files; it is loaded already."""
    searching = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = searching


def _ruleset(readable: Iterable[str]) -> Any:
    from landlockpy import AccessFS, Ruleset, Scope, abi_version

    if not abi_version():
        raise OSError("this kernel has no Landlock")
    ruleset = Ruleset(scoped=Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET)
    for path in readable:
        access = AccessFS.READ_FILE | AccessFS.READ_DIR if os.path.isdir(path) else AccessFS.READ_FILE
        ruleset.allow_path(path, access)
    return ruleset


def _filter() -> Any:
    from seccompy import Action, ArgCmp, CmpOp, Filter, supported

    if not supported():
        raise OSError("this kernel has no seccomp filters")
    made = Filter(default=int(Action.ERRNO) | errno.EPERM)
    for name in _SYSTEM_CALLS:
        try:
            made.allow(name)
        except (ValueError, KeyError):
            continue  # not on this architecture
    made.errno("clone3", errno.ENOSYS)  # libc then falls back to clone, whose flags a filter can read
    made.allow("clone", args=[ArgCmp(0, CmpOp.MASKED_EQ, _CLONE_THREAD, mask=_CLONE_THREAD)])  # threads, no processes
    made.allow("prlimit64", args={0: 0, 2: 0})  # reading one's own limits
    for query in _TERMINAL_QUERIES:
        made.allow("ioctl", args={1: query})
    for command in _DESCRIPTOR_COMMANDS:
        made.allow("fcntl", args={1: command})
    for advice in _MEMORY_ADVICE:
        made.allow("madvise", args={2: advice})
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
    for name, position in (("open", 1), ("openat", 2)):
        try:
            made.allow(name, args=[ArgCmp(position, CmpOp.MASKED_EQ, 0, mask=writing)])
        except (ValueError, KeyError):
            continue  # not on this architecture
    _ = made.program  # compiled here, once
    return made
