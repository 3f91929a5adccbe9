"""Load: wrk for many posts at once, one socket for a lone post, and the disk by itself."""

import os
import pathlib
import re
import socket
import statistics
import subprocess
import threading
import time
import urllib.parse

from .phones import phone
from .processes import ROOT, Failure, anonymous_megabytes, processor_seconds

UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 60e3}


class Round:
    """One run of wrk against one server."""

    def __init__(self, text, processor, store_processor, anonymous):
        self.text = text
        self.requests = int(find(r"(\d+) requests in", text))
        self.rate = float(find(r"Requests/sec:\s+([\d.]+)", text))
        self.p50 = milliseconds(find(r"50%\s+([\d.]+\w+)", text))
        self.p99 = milliseconds(find(r"99%\s+([\d.]+\w+)", text))
        self.cpu = processor * 1e6 / max(1, self.requests)
        self.store_cpu = store_processor * 1e6 / max(1, self.requests)
        self.anonymous = anonymous
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        broken = re.search(r"Socket errors: (.*)", text)
        self.faults = [found[0] for found in (refused, broken) if found]


def find(pattern, text):
    found = re.search(pattern, text)
    if not found:
        raise Failure(f"wrk said nothing like {pattern}:\n{text}")
    return found[1]


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", text).groups()
    return float(number) * UNITS[unit]


def wrk(server, url, token, list_id, run, seconds, connections=64, store_pid=None):
    """Posts leads for some seconds; `run` picks the phones."""
    script = ROOT / "Benchmarks" / "intake.lua"
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, url, "--", token, list_id]
    highest = [0.0]
    over = threading.Event()

    def watch():
        while not over.wait(0.25):
            highest[0] = max(highest[0], anonymous_megabytes(server))

    watcher = threading.Thread(target=watch)
    before = processor_seconds(server)
    store_before = processor_seconds(store_pid, children=True) if store_pid else 0.0
    watcher.start()
    try:
        done = subprocess.run([str(word) for word in command + [run]], text=True, capture_output=True)
    finally:
        over.set()
        watcher.join()
    spent = processor_seconds(server) - before
    store_spent = processor_seconds(store_pid, children=True) - store_before if store_pid else 0.0
    if done.returncode != 0:
        raise Failure(done.stderr or done.stdout)
    return Round(done.stdout, spent, store_spent, max(highest[0], anonymous_megabytes(server)))


def form(token, list_id, number, **more):
    """A plain post with duplicates and Do Not Call checked."""
    fields = {
        "auth_token": token, "list_id": list_id, "phone_number": number, "check_dup": "1", "check_dnc": "1",
        "first_name": "Maria", "last_name": "Lopez", "city": "Los Angeles", "state": "CA", "postal_code": "90012",
        "email": f"lead.{number}@mail.example.com", **more,
    }
    return urllib.parse.urlencode(fields)


def lone_posts(address, token, list_id, count, start):
    """Milliseconds that each of some posts took, one after the other on one connection."""
    taken = []
    with socket.create_connection(address, timeout=30) as channel:
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index in range(count):
            body = form(token, list_id, phone(start + index)).encode()
            head = (
                "POST /v1/leads/insert HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
            began = time.perf_counter()
            channel.sendall(head + body)
            answer = b""
            while b'"lead_id"' not in answer or not answer.rstrip().endswith(b"}"):
                part = channel.recv(65536)
                if not part or b"HTTP/1.1 4" in part or b"HTTP/1.1 5" in part:
                    raise Failure(f"a lone post was not accepted: {(answer + part)[:400]}")
                answer += part
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def sync_milliseconds(folder, count=300):
    """The median of one fdatasync after an append of 8 KiB, in this folder."""
    path = pathlib.Path(folder) / "sync-probe"
    page = b"\1" * 8192
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(count):
            file.write(page)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return statistics.median(taken)
