"""Files in and out, and searches, on a store with many leads."""

import http.client
import json
import random
import re
import statistics
import subprocess
import threading
import time
import urllib.parse

from .measures import OnData
from .phones import phone
from .processes import SLUICE, TOOLS, Failure, anonymous_megabytes

BATCH = 16  # leads a commit of the intake benchmark


class Files(OnData):
    """An import of a CSV file against the rows alone, and an export of every lead."""

    def __init__(self, engine, folder, options, report):
        super().__init__(engine, folder, options, report)
        self.rows = 20_000 if options.quick else 200_000

    def run(self):
        server = self.data.serve()
        rates, peak = [], 0.0
        try:
            for turn in range(3):
                rate, high = self.take_in(server, turn)
                rates.append(rate)
                peak = max(peak, high)
            exported = [self.take_out(server) for _ in range(3)]
        finally:
            server.stop()
        ceilings = [self.alone(turn) for turn in range(3)]
        bounds = self.report.thresholds("files")
        binding = not self.options.quick
        self.report.note(
            f"{self.engine} files: imports of {self.rows:,} rows at {', '.join(f'{rate:,.0f}' for rate in rates)} rows/s, "
            f"{peak:.0f} MB anonymous at the peak; rows alone at {', '.join(f'{rate:,.0f}' for rate in ceilings)} leads/s; "
            f"exports at {', '.join(f'{rate:,.0f}' for rate in exported)} rows/s")
        ceiling = statistics.median(ceilings)
        part = f"{self.engine}"
        self.report.add(part, "import, quotient", [rate / ceiling for rate in rates], bounds["import_quotient"], binding)
        self.report.add(part, "import's peak, MB", [peak], bounds["import_mb"], binding)
        self.report.add(part, "export, rows/s", exported, bounds["export_rows"], binding)

    def take_in(self, server, turn):
        """Rows a second of one import, and the most anonymous memory of the server meanwhile."""
        file = self.data.folder / "leads.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            out.write("phone_number,first_name,last_name,email,address1,city,state,postal_code,country,source_id,"
                      "remote_id,date_of_birth,notes\r\n")
            for index in range(turn * self.rows, (turn + 1) * self.rows):
                out.write(
                    f"{phone(30_000_000 + index)},Maria,Lopez,lead.{index}@mail.example.com,{index % 9900} Main Street,"
                    f"Los Angeles,CA,90012,US,campaign-{index % 300},file-{turn}-{index},1970-01-02,"
                    "\"Asked for a quote on the comparison page, and ticked the box to be called.\"\r\n")
        highest, over = [0.0], threading.Event()

        def watch():
            while not over.wait(0.2):
                highest[0] = max(highest[0], anonymous_megabytes(server.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        began = time.monotonic()
        done = subprocess.run(
            [str(SLUICE), "import", "start", "leads", str(file), "--list", server.list_id, "--data", str(server.data),
             "--json"], text=True, capture_output=True)
        spent = time.monotonic() - began
        over.set()
        watcher.join()
        file.unlink()
        if done.returncode != 0:
            raise Failure(f"import: {done.stdout}{done.stderr}")
        taken = re.search(r'"accepted"\s*:\s*(\d+)', done.stdout)
        if not taken or int(taken[1]) != self.rows:
            raise Failure(f"import took {taken and taken[1]} of {self.rows}: {done.stdout[-500:]}")
        return self.rows / spent, highest[0]

    def take_out(self, server):
        """Rows a second of an export of every lead."""
        connection = http.client.HTTPConnection(*server.address, timeout=600)
        began = time.monotonic()
        connection.request("GET", "/api/v1/exports/leads", headers={"Authorization": f"Bearer {server.token}"})
        answer = connection.getresponse()
        lines = 0
        while block := answer.read(1 << 20):
            lines += block.count(b"\n")
        spent = time.monotonic() - began
        connection.close()
        if lines <= self.options.leads:
            raise Failure(f"an export of {lines} lines")
        return (lines - 1) / spent

    def alone(self, turn):
        done = subprocess.run(
            [str(word) for word in (TOOLS / "rows-bench", self.data.place, BATCH, 5, 500_000 + turn * 1_000_000)],
            text=True, capture_output=True)
        if done.returncode != 0:
            raise Failure(f"rows-bench: {done.stdout}{done.stderr}")
        return float(re.search(r"leads_per_second ([\d.]+)", done.stdout)[1])


class Searches(OnData):
    """`leads/search` by what people look for, one after the other on one connection."""

    def run(self):
        server = self.data.serve()
        bounds = self.report.thresholds("files")
        binding = not self.options.quick
        try:
            connection = http.client.HTTPConnection(*server.address, timeout=120)
            for name, asked in self.questions(server, connection):
                times = sorted(self.ask(server, connection, fields)[0] for fields in asked)
                p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
                self.report.note(
                    f"{self.engine} search by {name}: median {statistics.median(times):.2f}, p99 {p99:.2f} ms of "
                    f"{len(times)} at {self.options.leads:,} leads")
                self.report.add(self.engine, f"search by {name}, ms", [p99], bounds["search_ms"], binding)
        finally:
            server.stop()

    def questions(self, server, connection):
        """What to ask, made of leads that are there."""
        dice = random.Random(7)
        leads = []
        for _ in range(100):
            found = self.ask(server, connection, {"lead_id": dice.randrange(1, self.options.leads)})[1]
            leads += found["data"]["entries"]
        if len(leads) < 50:
            raise Failure("the store has too few leads to search")
        count = 100 if self.options.quick else 400
        pick = lambda make: [make(dice.choice(leads)) for _ in range(count)]
        yield "id", pick(lambda lead: {"lead_id": lead["id"]})
        yield "phone", pick(lambda lead: {"phone_number": lead["phone_number"]})
        yield "e-mail", pick(lambda lead: {"email": lead["email"]})
        yield "last name", pick(lambda lead: {"last_name": lead["last_name"], "limit": 20})
        yield "list and status", pick(lambda lead: {"list_id": lead["list_id"], "status": lead["status"], "limit": 20})
        yield "dates", pick(lambda lead: {
            "created_at_start_date": lead["created_at"][:10], "created_at_end_date": lead["created_at"][:10], "limit": 20})

    def ask(self, server, connection, fields):
        body = urllib.parse.urlencode({"auth_token": server.token, **fields})
        began = time.monotonic()
        connection.request(
            "POST", "/v1/leads/search", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse().read()
        spent = (time.monotonic() - began) * 1000
        found = json.loads(answer)
        if not found.get("success"):
            raise Failure(f"search {fields}: {answer[:300]}")
        return spent, found
