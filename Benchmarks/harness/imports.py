"""A large file is imported, and the server is killed in the middle, twice."""

import http.client
import json
import subprocess
import time

from .phones import phone
from .processes import SLUICE, Failure, anonymous_megabytes

FIRST = 20_000_000  # the position of the first phone: other trials post far below
COLUMNS = "phone_number,first_name,last_name,email,address1,city,state,postal_code,source_id,remote_id,notes"
NOTES = "Asked for a quote on the comparison page, ticked the box, owns the house; the roof is older than ten years"


def write(file, megabytes):
    """A file of about so many megabytes. Returns its rows, and how many of them are leads that can be taken."""
    rows = taken = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(COLUMNS + "\r\n")
        while out.tell() < megabytes * 1_000_000:
            lines = []
            for rows in range(rows + 1, rows + 5001):
                number = phone(FIRST + rows)
                if rows % 100 == 17:
                    number = "12"  # none
                elif rows % 100 == 53:
                    number = phone(FIRST + rows - 5)  # was there already
                else:
                    taken += 1
                lines.append(
                    f"{number},Maria,Lopez,lead.{rows}@mail.example.com,{rows % 9900} Main Street,Los Angeles,CA,90012,"
                    f"campaign-{rows % 300},file-{rows},\"{NOTES}\"\r\n")
            out.writelines(lines)
    return rows, taken


def imported(site, dice, megabytes):
    """The faults of an import that was killed twice under way, and a remark with its figures."""
    server = site.servers[0]
    file = site.folder / "leads.csv"
    rows, taken = write(file, megabytes)
    size = file.stat().st_size
    began = time.monotonic()
    start = subprocess.Popen(
        [str(SLUICE), "import", "start", "leads", str(file), "--list", server.list_id, "--data", str(server.data)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    highest, kills = 0.0, [dice.uniform(0.15, 0.4), dice.uniform(0.5, 0.85)]
    places = []
    job = None
    while job is None or job["state"] not in ("done", "failed", "cancelled", "paused"):
        time.sleep(0.2)
        job = newest(server)
        highest = max(highest, anonymous_megabytes(server.pid))
        if job and kills and job["rows"] > kills[0] * rows:
            kills.pop(0)
            places.append(job["rows"])
            server.kill()
            start.wait()
            site.start()
            server = site.servers[0]
        if time.monotonic() - began > 3600:
            raise Failure(f"the import did not end: {job}")
    spent = time.monotonic() - began
    start.wait()
    file.unlink()
    faults = []
    if kills:
        faults.append("the import was done before it could be killed twice")
    wanted = {"state": "done", "rows": rows, "accepted": taken, "refused": rows - taken}
    faults += [f"{name} is {job[name]} and not {value}" for name, value in wanted.items() if job[name] != value]
    found = site.store.query("SELECT count(*), count(DISTINCT phone) FROM lead")[0]
    others = len(site.audit.acknowledged)
    if found[0] < taken or found[0] != found[1]:
        faults.append(f"{found[0]} leads of {found[1]} phones, {taken} were taken and {others} acknowledged before")
    return faults, (
        f"{size / 1e6:.0f} MB, {rows:,} rows, killed at {' and '.join(f'{place:,}' for place in places)}, done after "
        f"{spent:.0f} s, {highest:.0f} MB anonymous at the peak")


def newest(server):
    """The newest import of the server; nothing before the first."""
    try:
        connection = http.client.HTTPConnection(*server.address, timeout=30)
        connection.request("GET", "/api/v1/imports?limit=1", headers={"Authorization": f"Bearer {server.token}"})
        items = json.loads(connection.getresponse().read())["items"]
        connection.close()
    except (OSError, http.client.HTTPException):
        return None
    return items[0] if items else None
