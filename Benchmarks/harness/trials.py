"""What can go wrong, done on purpose. Each trial returns its faults in words; none is a pass."""

import http.client
import random
import shutil
import sqlite3
import subprocess
import threading
import time

from .audit import Audit
from .databases import Cluster, PostgresStore, SQLiteStore
from .load import form
from .posts import Crowd, Ledger, Told, send
from .processes import Failure, Sluice


class Site:
    """One store with one server, or with two that share a PostgreSQL database."""

    def __init__(self, folder, is_postgres, seed):
        self.folder = folder
        self.cluster = Cluster(folder / "cluster").start() if is_postgres else None
        self.first = folder / "data"
        self.second = folder / "second"
        self.servers = []
        self.ledger = Ledger(seed)
        self.seed = seed
        self.store = PostgresStore(self.cluster.url()) if is_postgres else SQLiteStore(self.first / "sluice.sqlite")
        self.audit = Audit(self.store)
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self, **options):
        """Starts what does not run."""
        database = self.cluster and self.cluster.url()
        folders = [self.first, self.second] if self.cluster else [self.first]
        running = {server.data: server for server in self.servers if server.process.poll() is None}
        self.servers = list(running.values())
        started = []
        for folder in folders:
            if folder == self.second and not folder.exists():
                folder.mkdir()  # the same secrets, so the same account
                shutil.copy(self.first / "demo-secrets.json", folder)
            if folder not in running:
                self.servers.append(Sluice(folder, database, **options))
            started += [server for server in self.servers if server.data == folder]
        self.servers = started
        return self

    def post(self, number=None, server=None, key=None):
        """One post, noted in the ledger."""
        server = server or self.servers[0]
        number = number or self.ledger.fresh()
        told = Told(number, key, form(server.token, server.list_id, number))
        self.ledger.note(told)
        connection = http.client.HTTPConnection(*server.address, timeout=60)
        try:
            return send(connection, told)
        except (OSError, http.client.HTTPException):
            return told
        finally:
            connection.close()

    def resumes(self, seconds=30):
        """The faults where posts are not accepted again, by every server, within the time."""
        faults = []
        for server in self.servers:
            deadline = time.monotonic() + seconds
            while self.post(server=server).lead is None:
                if time.monotonic() > deadline:
                    faults.append(f"no lead was accepted within {seconds} s")
                    break
                time.sleep(0.1)
        return faults

    def check(self):
        return self.audit.check(self.ledger.take(), self.servers)

    def close(self):
        for server in self.servers:
            server.stop()
        if self.cluster:
            self.cluster.stop()


def kill(site, dice):
    """kill -9 at some moment under load, of one server or all of them; then start again."""
    crowd = Crowd(site.servers, site.ledger, dice.random())
    time.sleep(dice.uniform(0.15, 1.5))
    victims = dice.sample(site.servers, dice.randint(1, len(site.servers)))
    for server in victims:
        server.kill()
    faults = crowd.stop()
    site.start()
    told = len(site.ledger.told)
    found = faults + site.check()
    return found, f"{told} posts, {len(site.audit.acknowledged)} leads acknowledged so far"


def crowd(site, dice):
    """64 posts of one phone at the same moment make one lead."""
    faults = []
    number = site.ledger.fresh()
    gate = threading.Barrier(64)
    answers = []

    def post(server):
        told = Told(number, None, form(server.token, server.list_id, number))
        connection = http.client.HTTPConnection(*server.address, timeout=60)
        connection.connect()
        gate.wait(timeout=30)
        answers.append(send(connection, told))
        connection.close()

    threads = [
        threading.Thread(target=post, args=(site.servers[index % len(site.servers)],)) for index in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    accepted = [told for told in answers if told.lead is not None]
    refused = [told for told in answers if told.is_duplicate]
    for told in answers:
        site.ledger.note(told)
    if (len(accepted), len(refused)) != (1, 63):
        faults.append(f"{len(accepted)} accepted and {len(refused)} refused of 64")
    return faults + site.check(), "1 of 64"


def locked(site, dice):
    """Another process holds the write lock, first for three seconds, then for as long as it takes to be told."""
    faults = []
    waits = []
    for seconds in (3, 25):
        holder = sqlite3.connect(site.store.file, timeout=30, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        told = []
        threads = [threading.Thread(target=lambda: told.append(site.post()), daemon=True) for _ in range(8)]
        for thread in threads:
            thread.start()
        while time.monotonic() < began + seconds and not (seconds > 3 and len(told) == len(threads)):
            time.sleep(0.05)
        holder.execute("ROLLBACK")
        holder.close()
        for thread in threads:
            thread.join(timeout=60)
        waits.append(time.monotonic() - began)
        if len(told) != len(threads):
            faults.append("a post was never answered")
        if seconds > 3 and not any(post.is_turned_away for post in told):
            faults.append("nobody was told to come again")
        faults += [f"answered {post.status} {post.answer!r}" for post in told
                   if post.lead is None and not post.is_turned_away]
    return faults + site.resumes() + site.check(), "answered after " + " and ".join(f"{wait:.1f} s" for wait in waits)


def lost(site, dice):
    """PostgreSQL is killed under load and started again; the servers stay up."""
    load = Crowd(site.servers, site.ledger, dice.random())
    time.sleep(dice.uniform(0.3, 1.0))
    site.cluster.kill()
    time.sleep(1.0)
    told = [site.post(server=server) for server in site.servers for _ in range(3)]
    faults = [f"without a database: answered {post.status} {post.answer!r}" for post in told if not post.is_turned_away]
    faults += load.stop()
    site.cluster.start()
    faults += site.resumes()
    for server in site.servers:
        server.check()
    return faults + site.check(), ""


class SmallDisk:
    """A disk of a few megabytes: a tmpfs where we may mount one."""

    def __init__(self, folder, megabytes):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "sluice-chaos", str(folder)], capture_output=True)
        self.is_mounted = done.returncode == 0

    def fill(self):
        with (self.folder / "ballast").open("wb", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while file.write(b"\0" * size) == size:
                        pass
                except OSError:
                    pass

    def empty(self):
        (self.folder / "ballast").unlink(missing_ok=True)

    def close(self):
        if self.is_mounted:
            subprocess.run(["umount", str(self.folder)], check=False)


def disk_full(folder, seed):
    """The disk fills up and is emptied: 503 in between, nothing lost, and service resumes without a restart."""
    disk = SmallDisk(folder, 64)
    if not disk.is_mounted:
        return None, "skipped: a small disk could not be mounted (root may)"
    site = None
    try:
        site = Site(folder, False, seed)
        faults = site.resumes()
        for _ in range(50):
            site.post()
        disk.fill()
        turned_away = 0
        for _ in range(5000):
            told = site.post()
            turned_away += told.is_turned_away
            if told.lead is None and not told.is_turned_away:
                faults.append(f"on a full disk: answered {told.status} {told.answer!r}")
                break
            if turned_away >= 20:
                break
        if turned_away < 20:
            faults.append(f"only {turned_away} posts were told to come again")
        disk.empty()
        faults += site.resumes()
        site.servers[0].check()
        faults += site.check()
        fault = site.store.fault()
        if fault:
            faults.append(f"integrity_check: {fault}")
        return faults, f"{turned_away} posts turned away"
    finally:
        if site:
            site.close()
        disk.close()
