"""Looks into the stores from outside: what is there, and how it was committed."""

import importlib.machinery
import importlib.util
import os
import pathlib
import sqlite3
import subprocess

from .processes import ROOT, Failure, free_port


def test_postgres():
    """scripts/test-postgres as a module: it knows where the server's programs are and whom to run them as."""
    path = str(ROOT / "scripts" / "test-postgres")
    loader = importlib.machinery.SourceFileLoader("test_postgres", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("test_postgres", loader))
    loader.exec_module(module)
    return module


class SQLiteStore:
    """The file of an embedded store."""

    engine = "sqlite"

    def __init__(self, file):
        self.file = pathlib.Path(file)

    def query(self, text):
        """Rows, read beside the running server."""
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(text).fetchall()
        finally:
            connection.close()

    def batches_since(self, event):
        """Leads and batches after an event. A batch has one moment, and takes longer than a millisecond."""
        return self.query(
            f"SELECT count(*), count(DISTINCT at) FROM event WHERE id > {event} AND kind = 'lead.created'")[0]

    def newest_event(self):
        return self.query("SELECT coalesce(max(id), 0) FROM event")[0][0]

    def fault(self):
        """What the engine finds wrong with its file; nothing when all is well."""
        lines = [row[0] for row in self.query("PRAGMA integrity_check")]
        return None if lines == ["ok"] else "; ".join(lines[:5])


class PostgresStore:
    """One database of a cluster."""

    engine = "postgres"

    def __init__(self, url):
        self.url = url

    def query(self, text):
        """Rows as texts."""
        done = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", self.url, "-c", text],
            text=True, capture_output=True)
        if done.returncode != 0:
            raise Failure(done.stderr)
        return [tuple(whole(cell) for cell in line.split("\x1f")) for line in done.stdout.splitlines() if line]

    def batches_since(self, event):
        """Leads and batches after an event. Ids come from blocks, so what is older may lie above: none do here, since
        the server was idle when the event was the newest."""
        return self.query(
            f"SELECT count(*), count(DISTINCT tx) FROM event WHERE id > {event} AND kind = 'lead.created'")[0]

    def newest_event(self):
        return self.query("SELECT coalesce(max(id), 0) FROM event")[0][0]

    def fault(self):
        return None


def whole(cell):
    return int(cell) if cell.lstrip("-").isdigit() else cell


class Cluster:
    """A durable PostgreSQL of our own, whose folder can be kept between runs."""

    SETTINGS = ["shared_buffers=1GB", "max_wal_size=4GB"]

    def __init__(self, folder):
        self.tool = test_postgres()
        self.cluster = self.tool.Cluster(folder)
        self.process = None
        self.port = None
        self.is_new = not (self.cluster.data / "PG_VERSION").exists()

    def start(self):
        self.port = self.port or free_port()
        if self.is_new:
            self.cluster.create()
        command = self.cluster.server(self.port, True, self.SETTINGS)
        with self.cluster.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], cwd=self.cluster.folder, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True, preexec_fn=self.tool.die_with_parent, **self.tool.identity())
        self.cluster.wait_until_ready(self.process, self.port)
        if self.is_new:
            self.cluster.query(self.port, f"CREATE DATABASE {self.tool.USER}")
            self.is_new = False
        return self

    def url(self, database=None):
        return f"postgresql://{self.tool.USER}@127.0.0.1:{self.port}/{database or self.tool.USER}"

    def run(self, text):
        self.cluster.query(self.port, text)

    def kill(self):
        """Takes the whole server away at once: every process of it was started by the one that we started."""
        from .processes import children_of
        import signal
        pids = [self.process.pid, *children_of(self.process.pid)]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def stop(self):
        if self.process is not None:
            self.tool.stop(self.process)
            self.process = None
