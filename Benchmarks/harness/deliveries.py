"""Events go to receivers that misbehave, while the server is killed again and again."""

import collections
import http.client
import http.server
import json
import os
import socket
import threading
import time

from .load import form
from .phones import phone
from .processes import Failure

FIRST = 40_000_000  # the position of the first phone: other trials post elsewhere

# What each receiver does, and the fault that its deliveries end with; None where they arrive. Those of HEALED are not well
# as a whole: their breakers leave them alone, and their deliveries wait until somebody mends them.
KINDS = {
    "well": None, "sometimes": None, "slow": None, "refuses": "status_rejected", "moved": "status_rejected",
    "hangs": "timed_out", "drips": "timed_out", "resets": "connection_lost", "nonsense": "answer_unreadable",
    "closed": "connection_refused", "inside": "address_forbidden", "unknown": "name_unresolved", "endless": None,
}

HEALED = {"hangs", "drips", "resets", "nonsense", "closed", "unknown"}


class Receiver(http.server.ThreadingHTTPServer):
    """Behaves as the path says, and remembers which lead was told under which id."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, dice):
        super().__init__(("127.0.0.1", 0), Handler)
        self.dice = dice
        self.lock = threading.Lock()
        self.taken = collections.defaultdict(list)  # (kind, lead) -> ids that were answered with 2xx
        self.ids = collections.defaultdict(set)  # (kind, lead) -> every id
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # the server was killed in the middle, as it should be


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_healed = self.path.startswith("/healed/")
        kind = self.path.rpartition("/")[2]
        place = (kind, body["data"]["lead"]["id"])
        with self.server.lock:
            self.server.ids[place].add(self.headers["webhook-id"])
            chance = self.server.dice.random()
        if is_healed:
            with self.server.lock:
                self.server.taken[place].append(self.headers["webhook-id"])
            return self.say(200)
        if kind == "hangs":
            time.sleep(3)
        elif kind == "drips":
            self.wfile.write(b"HTTP/1.1 500 No\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(30):
                time.sleep(0.1)
                self.wfile.write(b".")
        elif kind == "resets":
            self.wfile.write(b"HTTP/1.1 500 No\r\nContent-Length: 1000\r\n\r\nhalf")
        elif kind == "nonsense":
            self.wfile.write(b"220 mail.example ready\r\n\r\n")
        elif kind == "refuses":
            return self.say(400)
        elif kind == "moved":
            return self.say(301, Location="http://169.254.169.254/")
        elif kind == "sometimes" and chance < 0.3:
            return self.say(503 if chance < 0.15 else 429)
        else:
            if kind == "slow":
                time.sleep(0.2)
            with self.server.lock:
                self.server.taken[place].append(self.headers["webhook-id"])
            if kind == "endless":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                for _ in range(64):
                    self.wfile.write(b"x" * 65_536)
            else:
                return self.say(200)
        self.close_connection = True
        return None

    def say(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


def ask(server, method, path, body=None):
    connection = http.client.HTTPConnection(*server.address, timeout=60)
    try:
        connection.request(
            method, f"/api/v1/{path}", json.dumps(body) if body is not None else None,
            {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Failure(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text) if text else None
    finally:
        connection.close()


def configure(server, port):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    for kind in KINDS:
        url = f"http://127.0.0.1:{port}/{kind}"
        if kind == "closed":
            url = f"http://127.0.0.1:{closed}/"
        if kind == "inside":
            url = "http://169.254.169.254/"
        if kind == "unknown":
            url = "http://nobody.invalid/"
        retries = [0] * 12 if kind == "sometimes" else [1]
        ask(server, "POST", "endpoints", {
            "name": kind, "url": url, "timeout_ms": 1000, "retry_seconds": retries, "concurrency": 64})
        ask(server, "POST", "subscriptions", {"name": kind, "endpoint": kind, "events": ["lead.created"]})


def hostile(site, dice, events, kills):
    """The faults of deliveries to receivers of every kind, with so many kills under way, and a remark."""
    receiver = Receiver(dice)
    ports = os.environ.get("SLUICE_INSIDE_HOSTS")
    os.environ["SLUICE_INSIDE_HOSTS"] = "127.0.0.1"
    try:
        for server in site.servers:
            server.stop()
        site.start()
        configure(site.servers[0], receiver.server_address[1])
        return deliver(site, dice, receiver, events // len(KINDS), kills)
    finally:
        receiver.shutdown()
        if ports is None:
            del os.environ["SLUICE_INSIDE_HOSTS"]


def deliver(site, dice, receiver, count, kills):
    posted, number = [], FIRST
    began = time.monotonic()
    pauses = [dice.uniform(0.3, 1.2) for _ in range(kills)]
    killed, next_kill = 0, began + pauses[0]
    connection = None
    while len(posted) < count or killed < kills:
        server = site.servers[0]
        if killed < kills and time.monotonic() > next_kill:
            server.kill()
            site.start()
            killed += 1
            connection = None
            if killed < kills:
                next_kill = time.monotonic() + pauses[killed]
            continue
        if len(posted) >= count:
            time.sleep(0.05)
            continue
        number += 1
        connection = connection or http.client.HTTPConnection(*server.address, timeout=60)
        connection.request(
            "POST", "/v1/leads/insert", form(server.token, server.list_id, phone(number)),
            {"Content-Type": "application/x-www-form-urlencoded"})
        answer = json.loads(connection.getresponse().read())
        posted.append(answer["data"]["lead_id"])
        time.sleep(0.01)
    wanted = len(posted) * len(KINDS)
    wait_for(site, len(posted) * (len(KINDS) - len(HEALED)))
    server, address = site.servers[0], f"http://127.0.0.1:{receiver.server_address[1]}"
    for number, kind in enumerate(KINDS, 1):
        if kind in HEALED:
            ask(server, "PATCH", f"endpoints/{number}", {"url": f"{address}/healed/{kind}"})
    wait_for(site, wanted)
    return judge(site, receiver, posted, wanted), (
        f"{wanted:,} deliveries of {len(posted)} events to {len(KINDS)} receivers, {kills} kills, "
        f"{time.monotonic() - began:.0f} s")


def wait_for(site, wanted):
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if site.store.query("SELECT count(*) FROM delivery WHERE state IN ('delivered', 'dead')")[0][0] >= wanted:
            return
        time.sleep(0.5)


def judge(site, receiver, posted, wanted):
    rows = site.store.query(
        "SELECT kind, endpoint_id, lead_id, state, reason FROM delivery WHERE kind = 'lead.created'")
    faults = [] if len(rows) == wanted else [f"{len(rows)} deliveries, and {wanted} were to be made"]
    names = dict(enumerate(KINDS, 1))
    for _, endpoint, lead, state, reason in rows:
        name, fault = names[endpoint], KINDS[names[endpoint]]
        if fault is None and state == "dead" and name == "sometimes" and reason == "status_rejected":
            continue  # every attempt met the bad side of the dice
        if name in HEALED and (state, reason) == ("delivered", ""):
            continue
        if (state, reason) != (("delivered", "") if fault is None else ("dead", fault)):
            # A kill between request and answer is no fault of the receiver's; it was tried again.
            faults.append(f"{name}: lead {lead} is {state} {reason}")
        if state == "delivered" and not receiver.taken[(name, lead)]:
            faults.append(f"{name}: lead {lead} is delivered, and nobody took it")
    for (name, lead), ids in receiver.ids.items():
        if len(ids) != 1:
            faults.append(f"{name}: lead {lead} was told under {len(ids)} ids")
    missing = set(posted) - {row[2] for row in rows}
    if missing:
        faults.append(f"{len(missing)} leads were told to nobody")
    return faults
