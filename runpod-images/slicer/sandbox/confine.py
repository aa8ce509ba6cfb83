"""Becomes another program that can reach no network, start no process and use no more than it is given.

``python -I -S confine.py LIMITS PROGRAM ARGUMENTS…``; LIMITS is the JSON of ``Limits``. It uses Python's own library
alone, and no privilege it does not have: the network is cut by a namespace where the kernel allows one, and by a filter
of system calls always. That holds in a container that may neither unshare nor change its user.

``python -I confine.py LIMITS :MODULE ARGUMENTS…`` stays itself: it imports a module of the worker's own, confines
itself and only then calls the module's ``main(arguments)``: the user it becomes need not be able to read Python.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import platform
import resource
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType

NOBODY = 65_534

_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_THREAD = 0x10000000, 0x40000000, 0x00010000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_FILTER = 1, 38, 22, 2
_AF_UNIX, _EPERM, _ENOSYS, _SIGKILL = 1, 1, 38, 9

#: Classic BPF: load a word of seccomp_data, compare, answer.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCHITECTURE, _AT_FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_X32_BIT = 0x40000000

#: (audit architecture, numbers of socket, clone, and of what is never needed).
_CALLS = {
    "x86_64": (0xC000003E, 41, 56, (57, 58, 101)),  # fork, vfork, ptrace
    "aarch64": (0xC00000B7, 198, 220, (117,)),  # ptrace
}
_CLONE3, _IO_URING_SETUP = 435, 425


def main() -> None:
    limits, program, *arguments = json.loads(sys.argv[1]), *sys.argv[2:]
    module = _imported(program[1:]) if program.startswith(":") else None
    _confine(limits)
    if module is not None:
        sys.exit(module.main(arguments))
    os.execv(program, [program, *arguments])  # noqa: S606 - that is what this is for


def _imported(name: str) -> ModuleType:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    module = importlib.import_module(name)
    # A filter of system calls, and a namespace, are a thread's own: what runs beside this one would be free.
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208 - counted only
        raise RuntimeError(f"{name} starts threads when it is imported")
    return module


def _confine(limits: dict[str, int]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    _leave_network(libc)
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    for name, most in (("CPU", limits["cpuS"]), ("AS", limits["addressBytes"]), ("FSIZE", limits["fileBytes"]),
                       ("CORE", 0), ("NOFILE", 256)):  # fmt: skip
        # A limit that already stands may be lower, and cannot be raised.
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    os.umask(0o077)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    _filter_calls(libc)


def _leave_network(libc: ctypes.CDLL) -> None:
    """Best effort: the filter of calls is what is relied upon. A user namespace is for those who are not root."""
    if os.getuid() == 0:
        libc.unshare(_CLONE_NEWNET)
    else:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _filter_calls(libc: ctypes.CDLL) -> None:
    architecture, socket, clone, never = _CALLS[platform.machine()]
    program = _program(architecture, socket, clone, (*never, _IO_URING_SETUP))
    packed = (ctypes.c_uint64 * len(program))(*(
        code | jump_true << 16 | jump_false << 24 | value << 32 for code, jump_true, jump_false, value in program
    ))  # fmt: skip

    class Fprog(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    given = Fprog(len(program), ctypes.addressof(packed))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.byref(given), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the filter of system calls was refused")


def _program(architecture: int, socket: int, clone: int, never: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Jumps count the instructions to pass over. Threads are clones with CLONE_THREAD; clone3 hides its flags."""
    refuse, absent = (_ANSWER, 0, 0, _ERROR | _EPERM), (_ANSWER, 0, 0, _ERROR | _ENOSYS)
    return [
        (_LOAD, 0, 0, _AT_ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_ANSWER, 0, 0, _KILL),
        (_LOAD, 0, 0, _AT_NUMBER),
        (_AT_LEAST, 0, 1, _X32_BIT),
        refuse,
        *(part for number in never for part in ((_EQUAL, 0, 1, number), refuse)),
        (_EQUAL, 0, 1, _CLONE3),
        absent,
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, _AT_FIRST_ARGUMENT),
        (_ANY_BIT, 5, 0, _CLONE_THREAD),
        refuse,
        (_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, _AT_FIRST_ARGUMENT),
        (_EQUAL, 1, 0, _AF_UNIX),
        refuse,
        (_ANSWER, 0, 0, _ALLOW),
    ]


if __name__ == "__main__":
    main()
