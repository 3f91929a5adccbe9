"""What is measured, and how the figures come about."""

import re
import shutil
import socket
import statistics
import subprocess
import time

from .databases import Cluster, PostgresStore, SQLiteStore
from .load import lone_posts, sync_milliseconds, wrk
from .processes import TOOLS, Failure, Program, Sluice, free_port

CACHE_MEGABYTES = 256  # the standard setting cache_megabytes, which only the embedded store uses


class BodyServer(Program):
    """The handler that only collects the body."""

    def __init__(self, folder):
        port = free_port()
        super().__init__([TOOLS / "body-server", port], folder / "body-server.log")
        self.url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while True:
            self.check()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                return
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise Failure("body-server did not start")
                time.sleep(0.05)


class Data:
    """A store with leads and Do Not Call entries: made once, worked on as a copy."""

    def __init__(self, engine, folder, leads, dnc, report):
        self.engine = engine
        self.report = report
        self.leads = leads
        self.dnc = dnc
        self.folder = folder / f"{engine}-{leads}-{dnc}"
        self.base = self.folder / "base"
        self.work = self.folder / "work"
        self.cluster = Cluster(self.folder / "cluster") if engine == "postgres" else None

    def prepare(self):
        """Starts the cluster, and fills the base unless that was done before."""
        complete = self.folder / "complete"
        if not complete.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.base.mkdir(parents=True)
            self.folder.chmod(0o755)
            self.cluster = Cluster(self.folder / "cluster") if self.cluster else None
        if self.cluster:
            self.cluster.start()
        if not complete.exists():
            self.fill()
            complete.touch()
        self.copy()

    def fill(self):
        Sluice(self.base, self.cluster and self.cluster.url()).stop()
        began = time.monotonic()
        place = self.cluster.url() if self.cluster else self.base / "sluice.sqlite"
        seed = subprocess.run(
            [str(word) for word in (TOOLS / "seed-bench", place, self.leads, self.dnc)], text=True, capture_output=True)
        if seed.returncode != 0:
            raise Failure(f"seed-bench: {seed.stdout}{seed.stderr}")
        if self.cluster:
            tool = self.cluster
            subprocess.run(["psql", "-X", "-q", tool.url(), "-c", "VACUUM ANALYZE"], check=True)
        self.report.note(
            f"{self.engine}: {self.leads:,} leads and {self.dnc:,} Do Not Call entries loaded in "
            f"{time.monotonic() - began:.0f} s")

    def copy(self):
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.base, self.work)
        if self.cluster:
            self.cluster.run("DROP DATABASE IF EXISTS bench")
            self.cluster.run(f"CREATE DATABASE bench TEMPLATE {self.cluster.tool.USER} STRATEGY FILE_COPY")
            self.cluster.run("CHECKPOINT")

    @property
    def place(self):
        return self.cluster.url("bench") if self.cluster else self.work / "sluice.sqlite"

    @property
    def store(self):
        return PostgresStore(self.place) if self.cluster else SQLiteStore(self.place)

    @property
    def store_pid(self):
        return self.cluster.process.pid if self.cluster else None

    def serve(self):
        return Sluice(self.work, self.place if self.cluster else None)

    def close(self):
        if self.cluster:
            self.cluster.run("DROP DATABASE IF EXISTS bench")
            self.cluster.stop()
        shutil.rmtree(self.work, ignore_errors=True)


class Loaded:
    """A server on such data, with the runs of phones that it has had."""

    def __init__(self, data):
        self.data = data
        self.server = data.serve()
        self.run = 0
        self.batches = []

    def round(self, seconds):
        """One run of wrk, whose posts must all have become leads."""
        before = self.data.store.newest_event()
        result = wrk(
            self.server.pid, self.server.url, self.server.token, self.server.list_id, self.run, seconds,
            store_pid=self.data.store_pid)
        self.run += 1
        self.server.check()
        leads, batches = self.data.store.batches_since(before)
        if result.faults or leads < result.requests:
            raise Failure(f"{result.requests} posts, {leads} leads, {result.faults}")
        self.batches.append(leads / batches)
        return result


class OnData:
    """What is measured on one store with data: subclasses say how in `run`."""

    def __init__(self, engine, folder, options, report):
        self.engine = engine
        self.folder = folder
        self.options = options
        self.report = report
        self.data = Data(engine, folder, options.leads, options.dnc, report)

    def measure(self):
        self.data.prepare()
        try:
            if not self.options.seed_only:
                self.run()
        finally:
            self.data.close()


class Engine(OnData):
    """Intake on one engine, against the handler that only collects the body."""

    def run(self):
        options = self.options
        body = BodyServer(self.folder)
        loaded = Loaded(self.data)
        server = loaded.server
        try:
            self.lone(server)
            wrk(body.pid, body.url, "none", "1", 0, 2)
            loaded.round(2)
            rounds = []
            for number in range(options.rounds):
                plain = wrk(body.pid, body.url, "none", "1", number, options.seconds)
                ours = loaded.round(options.seconds)
                rounds.append((plain, ours))
                self.say(number, plain, ours, loaded.batches[-1])
            batch = max(1, round(statistics.median(loaded.batches[1:])))
        finally:
            body.stop()
            server.stop()
        self.judge(rounds, batch, self.rows(batch))

    def say(self, number, plain, ours, batch):
        self.report.note(
            f"{self.engine} round {number + 1}: body {plain.rate:.0f}/s {plain.cpu:.1f} us "
            f"p50 {plain.p50:.2f} p99 {plain.p99:.2f} ms; sluice {ours.rate:.0f}/s {ours.cpu:.1f} us"
            + (f" + {ours.store_cpu:.1f} us in PostgreSQL" if self.data.cluster else "")
            + f" p50 {ours.p50:.2f} p99 {ours.p99:.2f} ms, {batch:.1f} leads a commit, "
            f"{ours.anonymous:.0f} MB anonymous")

    def lone(self, server):
        folder = self.data.cluster.cluster.folder if self.data.cluster else self.data.work
        lone_posts(server.address, server.token, server.list_id, 30, 0)
        syncs, posts = [], []
        for turn in range(3):
            syncs.append(sync_milliseconds(folder))
            posts.append(lone_posts(server.address, server.token, server.list_id, 200, 1000 * (turn + 1)))
        self.report.note(
            f"{self.engine}: a lone post takes {statistics.median(posts):.2f} ms, one fdatasync of its disk "
            f"{statistics.median(syncs):.2f} ms")
        self.report.add(
            self.engine, "lone post, ms", [post - sync for post, sync in zip(posts, syncs)],
            self.report.thresholds("lone-post")["beyond_sync_ms"], binding=not self.options.quick)

    def rows(self, batch):
        """CPU for one lead's rows without HTTP, in microseconds: of the writer, and of PostgreSQL."""
        own, stores = [], []
        for turn in range(3):
            done, spent, store_spent = self.write_rows(batch, turn * 1_000_000)
            own.append(spent)
            stores.append(store_spent)
            self.report.note(
                f"{self.engine} rows alone, {batch} a commit: {done:.0f} leads/s, {spent:.1f} us"
                + (f" + {store_spent:.1f} us in PostgreSQL" if self.data.cluster else ""))
        return statistics.median(own), statistics.median(stores)

    def write_rows(self, batch, start):
        from .processes import processor_seconds
        store = self.data.store_pid
        before = processor_seconds(store, children=True) if store else 0.0
        done = subprocess.run(
            [str(word) for word in (TOOLS / "rows-bench", self.data.place, batch, min(5, self.options.seconds), start)],
            text=True, capture_output=True)
        if done.returncode != 0:
            raise Failure(f"rows-bench: {done.stdout}{done.stderr}")
        found = {name: float(value) for name, value in re.findall(r"(\w+) ([\d.]+)", done.stdout)}
        store_spent = processor_seconds(store, children=True) - before if store else 0.0
        return found["leads_per_second"], found["cpu_us_per_lead"], store_spent * 1e6 / max(1, found["all_leads"])

    def judge(self, rounds, batch, rows):
        bounds = self.report.thresholds("intake", self.engine)
        binding = not self.options.quick
        add = lambda name, values, key: self.report.add(self.engine, name, values, bounds[key], binding)
        yardstick = sum(rows)
        cache = 0 if self.data.cluster else CACHE_MEGABYTES * 1.048576
        add("CPU per post, quotient",
            [(ours.cpu + ours.store_cpu) / (plain.cpu + yardstick) for plain, ours in rounds], "cpu_quotient")
        if self.data.cluster:
            self.report.note("postgres, CPU per post without PostgreSQL's own: quotient " + ", ".join(
                f"{ours.cpu / (plain.cpu + rows[0]):.2f}" for plain, ours in rounds))
        add("posts per second, quotient", [ours.rate / plain.rate for plain, ours in rounds], "rate_quotient")
        add("p99/p50, quotient",
            [(ours.p99 / ours.p50) / (plain.p99 / plain.p50) for plain, ours in rounds], "tail_quotient")
        add("anonymous memory, MB", [ours.anonymous - cache for _, ours in rounds], "anonymous_beyond_cache_mb")


class Flat:
    """The embedded store with ten times the leads, against itself with the usual number."""

    def __init__(self, folder, options, report):
        self.options = options
        self.report = report
        self.few = Data("sqlite", folder, options.leads, options.dnc, report)
        self.many = Data("sqlite", folder, options.leads * 10, options.dnc, report)

    def measure(self):
        loads = []
        try:
            for data in (self.few, self.many):
                data.prepare()
            if self.options.seed_only:
                return
            for data in (self.few, self.many):
                loads.append(Loaded(data))
            self.compare(*loads)
        finally:
            for loaded in loads:
                loaded.server.stop()
            for data in (self.few, self.many):
                data.close()

    def compare(self, few, many):
        for loaded in (few, many):
            loaded.round(3)
        quotients = []
        for number in range(self.options.rounds):
            usual, large = few.round(self.options.seconds), many.round(self.options.seconds)
            quotients.append(large.rate / usual.rate)
            self.report.note(
                f"flat round {number + 1}: {usual.rate:.0f}/s with {self.options.leads:,} leads, "
                f"{large.rate:.0f}/s with {self.options.leads * 10:,}")
        self.report.add(
            "flat", "posts per second, quotient", quotients, self.report.thresholds("flat")["flat_quotient"],
            binding=not self.options.quick)


class Registers:
    """One register at full size; importing and opening are measured in processes of their own."""

    def __init__(self, folder, options, report):
        self.folder = folder / "register"
        self.options = options
        self.report = report

    def measure(self):
        if self.options.seed_only:
            return
        try:
            imported = self.run()
            opened = self.run("--reuse")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
        bounds = self.report.thresholds("registers")
        binding = not self.options.quick
        spent = float(re.search(r"import and publish\s+([\d.]+) s", imported)[1])
        opening = float(re.search(r"opened\s+([\d.]+) ms", opened)[1])
        resident = max(float(found) for found in re.findall(r"([\d.]+) MB resident", opened))
        looks = [float(found) for found in re.findall(r"look-up, .*?([\d.]+) ns", opened)]
        self.report.add("register", "import, s", [spent], bounds["import_s"], binding)
        self.report.add("register", "opening, ms", [opening], bounds["open_ms"], binding)
        self.report.add("register", "resident, MB", [resident], bounds["resident_mb"], binding)
        self.report.add("register", "look-up, ns", [max(looks)], bounds["look_up_ns"], binding)

    def run(self, *more):
        command = [TOOLS / "register-bench", "--numbers", self.options.numbers, "--dir", self.folder, *more]
        done = subprocess.run([str(word) for word in command], text=True, capture_output=True)
        if done.returncode != 0:
            raise Failure(f"register-bench: {done.stdout}{done.stderr}")
        for line in done.stdout.splitlines():
            self.report.note("register: " + re.sub(r"\s+", " ", line))
        return done.stdout
