"""Posters that remember what they were told, for comparing it with what is there."""

import http.client
import json
import random
import threading

from .load import form
from .phones import phone

PATH = "/v1/leads/insert"


class Told:
    """One post and the answer to it; no status where none came."""

    def __init__(self, number, key, body):
        self.number = number
        self.key = key
        self.body = body
        self.status = None
        self.answer = None
        self.retry_after = None

    @property
    def json(self):
        try:
            return json.loads(self.answer)
        except (TypeError, ValueError):
            return {}

    @property
    def lead(self):
        """The lead that was acknowledged."""
        found = self.json
        return found["data"]["lead_id"] if self.status == 200 and found.get("success") is True else None

    @property
    def is_duplicate(self):
        found = self.json
        return self.status == 200 and found.get("success") is False and "duplicate" in found.get("reason", "")

    @property
    def is_turned_away(self):
        """503 with a moment to come again: nothing was promised."""
        return self.status == 503 and (self.retry_after or "").isdigit() and int(self.retry_after) > 0


def send(connection, told):
    """Sends a post and notes its answer; raises OSError or HTTPException when none comes."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if told.key:
        headers["Idempotency-Key"] = told.key
    connection.request("POST", PATH, told.body, headers)
    response = connection.getresponse()
    told.answer = response.read()
    told.retry_after = response.getheader("Retry-After")
    told.status = response.status
    return told


class Ledger:
    """Everything that was posted, with what was answered. Phones never repeat but on purpose."""

    def __init__(self, seed):
        self.lock = threading.Lock()
        self.told = []
        self.position = 0
        self.seed = seed

    def fresh(self):
        with self.lock:
            self.position += 1
            return phone(self.position, digit=0)

    def note(self, told):
        with self.lock:
            self.told.append(told)

    def take(self):
        """What came since the last call."""
        with self.lock:
            told, self.told = self.told, []
            return told


class Poster(threading.Thread):
    """One sender on a connection of its own: new phones, contested ones, keys, repetitions, hang-ups."""

    def __init__(self, number, servers, ledger, contested, stopping, seed):
        super().__init__(daemon=True)
        self.number = number
        self.servers = servers
        self.ledger = ledger
        self.contested = contested
        self.stopping = stopping
        self.dice = random.Random(seed)
        self.made = 0
        self.mine = []
        self.faults = []
        self.seed = seed

    def run(self):
        while not self.stopping.is_set():
            server = self.dice.choice(self.servers)
            connection = http.client.HTTPConnection(*server.address, timeout=30)
            try:
                while not self.stopping.is_set():
                    if not self.post(connection, server):
                        break
            except (OSError, http.client.HTTPException):
                self.stopping.wait(0.05)
            finally:
                connection.close()

    def post(self, connection, server):
        if self.mine and self.dice.random() < 0.1:
            return self.repeat(connection)
        number = self.dice.choice(self.contested) if self.dice.random() < 0.3 else self.ledger.fresh()
        self.made += 1
        key = f"{self.seed}-{self.made}" if self.dice.random() < 0.4 else None
        told = Told(number, key, form(server.token, server.list_id, number, source_id=f"{self.number}-{self.made}"))
        self.ledger.note(told)
        if self.dice.random() < 0.02:
            connection.request("POST", PATH, told.body, {"Content-Type": "application/x-www-form-urlencoded"})
            told.key = None
            return False  # hangs up without waiting
        send(connection, told)
        if key and told.status == 200:
            self.mine.append(told)
        return True

    def repeat(self, connection):
        first = self.dice.choice(self.mine)
        again = send(connection, Told(first.number, first.key, first.body))
        if again.status == 200 and again.answer != first.answer:
            self.faults.append(f"a repeated key was answered differently: {first.answer!r}, {again.answer!r}")
        return True


class Crowd:
    """Posters under way against some servers."""

    def __init__(self, servers, ledger, seed, count=8, contested=150):
        self.stopping = threading.Event()
        pool = [ledger.fresh() for _ in range(contested)]
        self.posters = [
            Poster(number, servers, ledger, pool, self.stopping, f"{seed}-{number}") for number in range(count)]
        for poster in self.posters:
            poster.start()

    def stop(self):
        """Ends them and returns what they found wrong."""
        self.stopping.set()
        for poster in self.posters:
            poster.join(timeout=40)
        return [fault for poster in self.posters for fault in poster.faults] + [
            "a poster never ended" for poster in self.posters if poster.is_alive()]
