"""Compares what senders were told with what the store holds."""

import http.client
import json
import urllib.parse

from .posts import Told, send

UNPAIRED = """
    SELECT count(*) FROM lead l WHERE l.id > {since} AND (
        NOT EXISTS (SELECT 1 FROM lead_phone p
                    WHERE p.account_id = l.account_id AND p.phone = l.phone AND p.lead_id = l.id)
        OR NOT EXISTS (SELECT 1 FROM receipt r WHERE r.account_id = l.account_id AND r.lead_id = l.id))
"""
EVENTLESS = """
    SELECT count(*) FROM lead l WHERE l.id > {since} AND l.id NOT IN (
        SELECT lead_id FROM event WHERE kind = 'lead.created' AND lead_id > {since})
"""
TWICE = "SELECT count(*) FROM (SELECT account_id, phone FROM lead_phone GROUP BY account_id, phone HAVING count(*) > 1) t"


class Audit:
    """One store over many rounds: everything ever acknowledged must stay true."""

    def __init__(self, store):
        self.store = store
        self.acknowledged = {}  # lead id → phone, of all rounds
        self.checked = 0  # rows up to this lead are known to be whole
        self.has_search = True

    def check(self, told, servers):
        """The faults after a round, in words."""
        faults = []
        leads = {row[0]: str(row[1])[1:] for row in self.store.query("SELECT id, phone FROM lead")}
        live = {}
        for identity, number in leads.items():
            live.setdefault(number, []).append(identity)
        for post in told:
            if post.lead is not None:
                self.acknowledged[post.lead] = post.number
            elif post.is_duplicate:
                if post.number not in live:
                    faults.append(f"refused as a duplicate of nothing: {post.answer!r}")
            elif post.status is not None and not post.is_turned_away:
                faults.append(f"answered {post.status} {post.answer!r}, Retry-After {post.retry_after}")
        lost = [lead for lead, number in self.acknowledged.items() if leads.get(lead) != number]
        if lost:
            faults.append(f"{len(lost)} acknowledged leads are lost, {lost[0]} among them")
        twice = [number for number, found in live.items() if len(found) > 1]
        if twice:
            faults.append(f"{len(twice)} phones have two leads")
        faults += self.rows(max(leads, default=0))
        faults += self.repeat(told, servers)
        faults += self.search(told, servers[0])
        return faults

    def rows(self, newest):
        faults = []
        checks = (("leads without phone row or receipt", UNPAIRED), ("leads without event", EVENTLESS),
                  ("phones with two live rows", TWICE))
        for what, text in checks:
            found = self.store.query(text.format(since=self.checked))[0][0]
            if found:
                faults.append(f"{found} {what}")
        self.checked = newest
        return faults

    def repeat(self, told, servers):
        """Keys: those answered get the same answer, those whose answer never came get one, and then the same."""
        faults = []
        answered = [post for post in told if post.key and post.status == 200][-60:]
        open_ones = [post for post in told if post.key and post.status is None][:30]
        for number, post in enumerate(answered + open_ones):
            connection = http.client.HTTPConnection(*servers[number % len(servers)].address, timeout=30)
            again = send(connection, Told(post.number, post.key, post.body))
            once_more = send(connection, Told(post.number, post.key, post.body))
            connection.close()
            if post.status == 200 and again.answer != post.answer:
                faults.append(f"the key's answer changed from {post.answer!r} to {again.answer!r}")
            if again.status != 200 or once_more.answer != again.answer:
                faults.append(f"a key was answered {again.answer!r}, then {once_more.answer!r}")
            if again.lead is not None:
                self.acknowledged[again.lead] = post.number
        return faults

    def search(self, told, server):
        """The API finds the acknowledged leads as well."""
        faults = []
        for post in [post for post in told if post.lead is not None][-10:] if self.has_search else []:
            connection = http.client.HTTPConnection(*server.address, timeout=30)
            fields = urllib.parse.urlencode({"auth_token": server.token, "lead_id": post.lead})
            connection.request("GET", f"/v1/leads/search?{fields}")
            response = connection.getresponse()
            body = response.read()
            connection.close()
            if response.status == 404:
                self.has_search = False
                print("chaos: this server has no leads/search; the rows alone were compared", flush=True)
                break
            found = json.loads(body)
            entries = found.get("data", {}).get("entries", []) if response.status == 200 else []
            if [str(entry.get("id", entry.get("lead_id"))) for entry in entries] != [str(post.lead)]:
                faults.append(f"leads/search does not find lead {post.lead}: {body[:200]!r}")
        return faults
