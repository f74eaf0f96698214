"""A submission that tries doors. Each function returns evidence that one was open, or raises OSError where it was not."""

import contextlib
import ctypes
import fcntl
import gc
import hashlib
import mmap
import os
import resource
import shutil
import signal
import socket
import stat
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
X86 = os.uname().machine == "x86_64"


def checked(result):
    """A C function's result; raises what errno says where it is negative."""
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def raw(number, *args):
    """A system call by its x86-64 number."""
    if not X86:
        raise OSError("numbers of another machine")
    return checked(
        libc.syscall(ctypes.c_long(number), *(ctypes.c_long(arg) if type(arg) is int else arg for arg in args))
    )


def inherited():
    """Open files, folders and devices that were here before this module; the socket to the grader is none of them."""
    kinds = (stat.S_IFREG, stat.S_IFDIR, stat.S_IFCHR)
    found = []
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            found += [number] if stat.S_IFMT(os.fstat(number).st_mode) in kinds else []
    return found


INHERITED = inherited()

# Files: `hidden` is the suite itself, `victim` a file that the grader's user may write.


def read_file(facts):
    with open(facts["hidden"], "rb") as file:
        return file.read(20).decode()


def list_folder(facts):
    return ",".join(os.listdir(os.path.dirname(facts["hidden"])))


def scan_folder(facts):
    return ",".join(entry.name for entry in os.scandir(os.path.dirname(facts["hidden"])))


def stat_file(facts):
    return str(os.stat(facts["hidden"]).st_size)


def read_link(facts):
    return os.readlink(facts["link"])


def read_by_mmap(facts):
    descriptor = os.open(facts["hidden"], os.O_RDONLY)
    return mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)[:20].decode()


def read_through_path_descriptor(facts):
    descriptor = os.open(facts["hidden"], os.O_PATH)
    with open(f"/proc/self/fd/{descriptor}", "rb") as file:
        return file.read(20).decode()


def read_from_folder_descriptor(facts):
    folder = os.open(os.path.dirname(facts["hidden"]), os.O_PATH | os.O_DIRECTORY)
    descriptor = os.open(os.path.basename(facts["hidden"]), os.O_RDONLY, dir_fd=folder)
    return os.read(descriptor, 20).decode()


def read_climbing_from_readable(facts):
    path = os.path.relpath(facts["hidden"], os.path.dirname(os.__file__))
    with open(os.path.join(os.path.dirname(os.__file__), path), "rb") as file:
        return file.read(20).decode()


def read_by_import(facts):
    import importlib.util

    spec = importlib.util.spec_from_file_location("stolen", facts["hidden"])
    return spec.loader.get_data(facts["hidden"])[:20].decode()


def read_by_linecache(facts):
    import linecache

    text = linecache.getline(facts["hidden"], 1)
    if not text:
        raise OSError("nothing")
    return text


def read_solution(facts):
    with open(facts["solution"], "rb") as file:
        return file.read(20).decode()


def read_password_file(facts):
    with open("/etc/passwd") as file:
        return file.read(20)


def watch_by_inotify(facts):
    descriptor = checked(libc.inotify_init())
    return str(checked(libc.inotify_add_watch(descriptor, facts["hidden"].encode(), 1)))


def handle_of_file(facts):
    handle, mount = (ctypes.c_uint * 64)(128), ctypes.c_int()
    return str(checked(libc.name_to_handle_at(-100, facts["hidden"].encode(), handle, ctypes.byref(mount), 0)) + 1)


def write_file(facts):
    with open(facts["victim"], "r+") as file:
        file.write("x")
    return "written"


def empty_by_open(facts):
    os.close(os.open(facts["victim"], os.O_WRONLY | os.O_TRUNC))
    return "emptied"


def empty_by_read_open(facts):
    os.close(os.open(facts["victim"], os.O_RDONLY | os.O_TRUNC))
    return "emptied"


def truncate_file(facts):
    os.truncate(facts["victim"], 0)
    return "truncated"


def make_file(facts):
    os.close(os.open(facts["victim"] + ".new", os.O_RDONLY | os.O_CREAT))
    return "made"


def make_unnamed_file(facts):
    os.close(os.open(os.path.dirname(facts["victim"]), os.O_RDWR | os.O_TMPFILE))
    return "made"


def make_folder(facts):
    os.mkdir(facts["victim"] + ".folder")
    return "made"


def make_link(facts):
    os.symlink(facts["hidden"], facts["victim"] + ".symlink")
    return "made"


def make_hard_link(facts):
    os.link(facts["victim"], facts["victim"] + ".hard")
    return "made"


def make_fifo(facts):
    os.mkfifo(facts["victim"] + ".fifo")
    return "made"


def rename_file(facts):
    os.rename(facts["victim"], facts["victim"] + ".away")
    os.rename(facts["victim"] + ".away", facts["victim"])
    return "renamed"


def remove_file(facts):
    os.unlink(facts["victim"] + ".spare")
    return "removed"


def change_mode(facts):
    os.chmod(facts["victim"], 0o777)
    return "changed"


def change_times(facts):
    os.utime(facts["victim"], (1, 1))
    return "changed"


def change_owner(facts):
    os.chown(facts["victim"], os.getuid(), os.getgid())
    return "changed"


def change_attribute(facts):
    os.setxattr(facts["victim"], "user.seen", b"1")
    return "changed"


def write_shared_memory_folder(facts):
    path = f"/dev/shm/nngrade-probe-{os.getpid()}"
    os.close(os.open(path, os.O_RDWR | os.O_CREAT))
    os.unlink(path)
    return "made"


def write_temporary_folder(facts):
    path = os.path.join(facts["temporary"], f"nngrade-probe-{os.getpid()}")
    os.close(os.open(path, os.O_RDWR | os.O_CREAT))
    os.unlink(path)
    return "made"


# Other processes: `grader` grades, `bystander` belongs to the same user.


def signal_grader(facts):
    os.kill(facts["grader"], 0)
    return "reached"


def signal_parent(facts):
    if os.getppid() == 0:
        raise OSError("the parent lives in another namespace")
    os.kill(os.getppid(), 0)
    return "reached"


def signal_through_socket(facts):
    ours, _ = socket.socketpair()
    fcntl.fcntl(ours, 8, facts["grader"])  # F_SETOWN: whose signal it is when data come
    return "owned"


def signal_of_choice(facts):
    ours, _ = socket.socketpair()
    fcntl.fcntl(ours, 10, signal.SIGKILL)  # F_SETSIG
    return "chosen"


def signal_everybody(facts):
    os.kill(-1, 0)
    return "reached"


def signal_by_descriptor(facts):
    signal.pidfd_send_signal(os.pidfd_open(facts["grader"]), 0)
    return "reached"


def take_graders_descriptor(facts):
    return str(raw(438, os.pidfd_open(facts["grader"]), 0, 0) + 1)


def read_graders_memory(facts):
    with open(f"/proc/{facts['grader']}/maps") as file:
        start = int(file.readline().split("-")[0], 16)
    with open(f"/proc/{facts['grader']}/mem", "rb", buffering=0) as file:
        file.seek(start)
        return file.read(4).hex()


def read_graders_environment(facts):
    with open(f"/proc/{facts['grader']}/environ", "rb") as file:
        return str(len(file.read()) + 1)


def read_graders_command(facts):
    with open(f"/proc/{facts['grader']}/cmdline", "rb") as file:
        return file.read(20).decode()


def list_graders_descriptors(facts):
    return ",".join(os.listdir(f"/proc/{facts['grader']}/fd"))


def peek_by_system_call(facts):
    local, remote = ctypes.create_string_buffer(8), ctypes.create_string_buffer(8)
    here = struct.pack("NN", ctypes.addressof(local), 8)
    there = struct.pack("NN", ctypes.addressof(remote), 8)
    result = libc.process_vm_readv(facts["bystander"], here, 1, there, 1, 0)
    if result < 0 and ctypes.get_errno() == 14:  # a bad address there: we were let in
        return "reached"
    return str(checked(result))


def trace_bystander(facts):
    checked(libc.ptrace(16, facts["bystander"], 0, 0))
    os.waitpid(facts["bystander"], 0)
    libc.ptrace(17, facts["bystander"], 0, 0)
    return "attached"


def stop_bystander(facts):
    os.kill(facts["bystander"], signal.SIGTERM)
    return "stopped"


def limit_grader(facts):
    return str(resource.prlimit(facts["grader"], resource.RLIMIT_NOFILE))


def slow_grader_down(facts):
    os.setpriority(os.PRIO_PROCESS, facts["grader"], os.getpriority(os.PRIO_PROCESS, facts["grader"]))
    return "changed"


def pin_grader(facts):
    os.sched_setaffinity(facts["grader"], os.sched_getaffinity(facts["grader"]))
    return "changed"


def fork(facts):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "forked"


def fork_by_clone3(facts):
    arguments = ctypes.create_string_buffer(struct.pack("8Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0), 64)
    child = raw(435, arguments, 64)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "forked"


def spawn(facts):
    child = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(child, 0)
    return "spawned"


def run_shell(facts):
    if os.system("exit 7") >> 8 != 7:
        raise OSError("no shell")
    return "ran"


def execute_unnamed(facts):
    descriptor = os.memfd_create("program")
    return str(descriptor)


def become_root(facts):
    if os.getuid() == 0:
        os.chown(facts["victim"], 1, 1)  # root by number, but with no power
        os.chown(facts["victim"], 0, 0)
        return "root"
    os.setuid(0)
    return "root"


# Networks


def connect(facts):
    socket.create_connection(("127.0.0.1", facts["port"]), 1)
    return "connected"


def send_datagram(facts):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.sendto(b"secret", ("127.0.0.1", facts["udp"]))
    return "sent"


def connect_abstract(facts):
    socket.socket(socket.AF_UNIX).connect("\0" + facts["abstract"])
    return "connected"


def connect_by_path(facts):
    socket.socket(socket.AF_UNIX).connect(facts["socket"])
    return "connected"


def listen(facts):
    return str(socket.create_server(("127.0.0.1", 0)).getsockname()[1])


def pair_of_sockets(facts):
    return str(socket.socketpair()[0].fileno())


def netlink(facts):
    return str(socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).fileno())


def look_up_name(facts):
    return socket.getaddrinfo("localhost", 80, proto=socket.IPPROTO_TCP)[0][4][0] if listen(facts) else ""


# The kernel


def shared_memory(facts):
    return str(checked(libc.shmget(0, 4096, 0o1600)) + 1)


def message_queue(facts):
    return str(checked(libc.msgget(0, 0o1600)) + 1)


def unnamed_file(facts):
    return str(os.memfd_create("x"))


def new_user_namespace(facts):
    return str(checked(libc.unshare(0x10000000)) + 1)


def io_uring(facts):
    return str(raw(425, 4, ctypes.create_string_buffer(256)))


def kernel_key(facts):
    return str(raw(250, 0, -3, 0))


def load_bpf(facts):
    return str(raw(321, 0, struct.pack("IIII", 2, 4, 4, 1) + bytes(56), 72))


def performance_counters(facts):
    return str(raw(298, struct.pack("IIQ", 1, 128, 0) + bytes(112), 0, -1, -1, 0))


def fault_handler(facts):
    return str(raw(323, 1))


def change_root(facts):
    os.chroot("/")
    return "changed"


def mount(facts):
    result = libc.mount(b"none", b"/tmp", b"no-such-filesystem", 0, None)
    if result < 0 and ctypes.get_errno() == 19:  # it looked for that filesystem: we were let in
        return "let in"
    return str(checked(result))


def open_terminal(facts):
    return str(os.open("/dev/tty", os.O_RDWR))


def other_numbering(facts):
    return str(raw(0x40000000 | 39))


# What is here already


def environment(facts):
    found = [value for value in os.environ.values() if hashlib.sha256(value.encode()).hexdigest() == facts["secret"]]
    if not found:
        raise OSError("not here")
    return found[0]


def secret_in_memory(facts):
    frame, seen = sys._getframe(), list(gc.get_objects())
    while frame is not None:
        seen += [frame.f_locals, frame.f_globals]
        frame = frame.f_back
    texts = {text for held in seen for text in texts_of(held)}
    found = [text for text in texts if hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() == facts["secret"]]
    if not found:
        raise OSError("not here")
    return found[0]


def texts_of(held):
    parts = held.values() if type(held) is dict else held if type(held) in (list, tuple, set) else ()
    return [part for part in list(parts) if type(part) is str and len(part) < 200]


def inherited_descriptors(facts):
    if not INHERITED:
        raise OSError("none")
    return str(INHERITED)


def modules_of_grader(facts):
    found = [
        name
        for name in sys.modules
        if name.startswith(("nngrade.suite", "nngrade.judge", "nngrade.compare", "_pytest"))
    ]
    if not found:
        raise OSError("none")
    return ",".join(found)


def import_suite(facts):
    sys.meta_path[:] = [finder for finder in sys.meta_path if "nngrade" not in type(finder).__module__]
    sys.path.insert(0, os.path.dirname(facts["hidden"]))
    try:
        import test_probe
    except ImportError as error:
        raise OSError(str(error)) from None
    return test_probe.__file__


def disk_usage(facts):
    return str(shutil.disk_usage(facts["hidden"]).total)
