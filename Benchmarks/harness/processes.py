"""Starts the programs under test, reads what the kernel says about them, and ends only those."""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(os.environ.get("SLUICE_ROOT", pathlib.Path(__file__).resolve().parent.parent.parent))
SLUICE = ROOT / ".build" / "release" / "sluice"
TOOLS = ROOT / "Benchmarks" / ".build" / "release"
TICK = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """Something that makes going on pointless."""


def build(tools=True):
    """Builds the server, and the benchmarks' own programs, for release."""
    steps = [["swift", "build", "-c", "release", "--product", "sluice"]]
    if tools:
        steps.append(["swift", "build", "-c", "release", "--package-path", "Benchmarks"])
    for step in steps:
        print("bench:", " ".join(step), flush=True)
        if subprocess.run(step, cwd=ROOT).returncode != 0:
            raise Failure("the build failed")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processor_seconds(pid, children=False):
    """Processor time of a process so far; with `children` also of those that ended, and of those that live."""
    try:
        words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    spent = int(words[11]) + int(words[12])
    if children:
        spent += int(words[13]) + int(words[14])
    total = spent / TICK
    if children:
        for child in children_of(pid):
            total += processor_seconds(child, children=True)
    return total


def children_of(pid):
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in task.read_text().split()]
        except OSError:
            pass
    return found


def anonymous_megabytes(pid):
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return 0.0


class Program:
    """One process that was started here."""

    def __init__(self, command, log, environment=None, **options):
        self.log = pathlib.Path(log)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **(environment or {})}, **options)

    @property
    def pid(self):
        return self.process.pid

    def kill(self):
        """kill -9, at once."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=30):
        """Asks it to stop; kills it when it does not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failure(f"{self.log} did not stop within {seconds} s")

    def check(self):
        if self.process.poll() is not None:
            lines = self.log.read_text(errors="replace").splitlines()[-15:]
            raise Failure(f"it ended with {self.process.returncode}:\n" + "\n".join(lines))


class Sluice(Program):
    """A server with the demo account: `sluice demo --quiet`."""

    def __init__(self, data, database=None, flags=(), seconds=120, **options):
        self.data = pathlib.Path(data)
        self.data.mkdir(parents=True, exist_ok=True)
        ready = self.data / "ready.json"
        ready.unlink(missing_ok=True)
        command = [SLUICE, "demo", "--quiet", "--data", self.data, "--port", "0", "--ready-file", ready, *flags]
        environment = {"SLUICE_DATABASE": database} if database else {}
        super().__init__(command, self.data / "server.log", environment, **options)
        try:
            self.facts = self.wait_until_ready(ready, time.monotonic() + seconds)
        except BaseException:
            self.kill()
            raise
        self.url = self.facts["url"]
        self.token = self.facts["token"]
        self.lists = self.facts["lists"]
        parts = urllib.parse.urlsplit(self.url)
        self.address = (parts.hostname, parts.port)

    def wait_until_ready(self, ready, deadline):
        while time.monotonic() < deadline:
            self.check()
            try:
                return json.loads(ready.read_text())
            except (OSError, ValueError):
                time.sleep(0.02)
        raise Failure("the server was not ready in time")

    @property
    def list_id(self):
        """A list that takes leads."""
        return str(sorted(self.lists.values(), key=lambda number: int(number))[0])


class Scratch:
    """A folder that is removed at the end, unless one was named to keep."""

    def __init__(self, keep=None):
        self.kept = keep is not None
        self.path = pathlib.Path(keep).resolve() if keep else pathlib.Path(tempfile.mkdtemp(prefix="sluice-bench-"))
        self.path.mkdir(parents=True, exist_ok=True)
        # PostgreSQL runs as a user of its own when we are root, and must be able to reach its cluster in here.
        self.path.chmod(0o755)

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        if not self.kept:
            shutil.rmtree(self.path, ignore_errors=True)
