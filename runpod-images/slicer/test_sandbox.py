"""What the slicer may not do: asked of programs that try."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time

import psutil
import pytest

from harness.links import CancelledError
from slicer.sandbox.run import Limits, own_folder, run_confined, run_module_confined

LIMITS = Limits(timeout_s=20, memory_mb=300, file_mb=10)


def tried(code: str, limits: Limits = LIMITS, cancel: threading.Event | None = None):
    with own_folder() as folder:
        return run_confined(["/usr/bin/python3", "-c", code], folder, limits, cancel or threading.Event())


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"])
def test_no_socket_can_be_opened(family):
    ran = tried(f"import socket; socket.socket(socket.{family}, socket.SOCK_RAW if 'PACKET' in '{family}' else 1)")
    assert ran.status == 1 and "not permitted" in ran.words


def test_there_is_no_network_but_loopback_where_the_kernel_gives_namespaces():
    able = subprocess.run(["unshare", *([] if os.getuid() == 0 else ["-r"]), "-n", "true"], check=False).returncode == 0
    seen = tried("print([line.split(':')[0].strip() for line in open('/proc/net/dev') if ':' in line])").words
    assert (seen.strip() == "['lo']") is able or not able


@pytest.mark.parametrize("code", ["import os; os.fork()", "import subprocess; subprocess.run(['/bin/true'])",
                                  "import os; os.posix_spawn('/bin/true', ['true'], {})",
                                  "import os; assert os.system('/bin/true') == 0, 'not permitted'"])  # fmt: skip
def test_no_process_can_be_started(code):
    ran = tried(code)
    assert ran.status == 1 and "not permitted" in ran.words


def test_threads_can():
    ran = tried("import threading; t = threading.Thread(target=print, args=('from a thread',)); t.start(); t.join()")
    assert (ran.status, ran.words.strip()) == (0, "from a thread")


def test_it_is_nobody_and_knows_nothing_of_the_workers_environment(monkeypatch):
    monkeypatch.setenv("RUNPOD_AI_API_KEY", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://secret")
    ran = tried("import os; print(os.getuid(), sorted(os.environ), os.environ['HOME'] == os.getcwd())")
    user = 65_534 if os.getuid() == 0 else os.getuid()
    assert ran.words.strip() == f"{user} ['HOME', 'LC_ALL', 'OPENBLAS_NUM_THREADS', 'PATH', 'TMPDIR'] True"


def test_a_module_of_ours_is_confined_the_same_way_once_it_is_imported():
    with own_folder() as folder:
        ran = run_module_confined("slicer.sandbox.look_around", [], folder, LIMITS, threading.Event())
    user = 65_534 if os.getuid() == 0 else os.getuid()
    refused = {"socket": "PermissionError", "fork": "PermissionError"}
    assert json.loads(ran.words) == refused | {"user": user, "rights": "1", "filtered": "2"}


def test_it_cannot_gain_rights_by_a_program_that_has_them():
    assert tried("print(open('/proc/self/status').read().split('NoNewPrivs:')[1][:3])").words.strip() == "1"


def test_a_program_that_hangs_is_ended_in_time():
    started = time.monotonic()
    ran = tried("import time; print('asleep', flush=True); time.sleep(60)", Limits(1, 300, 10))
    assert (ran.ended, ran.words.strip()) == ("timeout", "asleep")
    assert time.monotonic() - started < 5


def test_a_program_that_spins_is_ended_by_its_processor_time():
    # Four cores' worth of a second: the watch would come first, so it is given no reason to.
    ran = tried("import resource; print(resource.getrlimit(resource.RLIMIT_CPU)[0])", Limits(7, 300, 10))
    assert int(ran.words) == 7 * os.cpu_count() + 1


def test_memory_has_a_limit():
    ran = tried("import time; kept = b'x' * (200 << 20); time.sleep(20)", Limits(20, 100, 10))
    assert ran.ended == "memory"
    assert ran.peak_mb > 100


def test_a_file_has_a_limit():
    ran = tried("open('large', 'wb').write(bytes(11 << 20))")
    assert ran.status != 0


def test_a_cancelled_job_ends_its_program():
    cancel = threading.Event()
    timer = threading.Timer(0.5, cancel.set)
    timer.start()
    before = set(psutil.Process().children(recursive=True))
    with pytest.raises(CancelledError):
        tried("import time; time.sleep(60)", cancel=cancel)
    assert set(psutil.Process().children(recursive=True)) <= before


def test_its_folder_is_gone_afterwards():
    with own_folder() as folder:
        (folder / "part.stl").write_bytes(b"x")
    assert not folder.exists()
