"""The API against its own description: schemathesis asks a real server whatever the description allows, and much that it does not.

    tests/api/run.py SCHEMATHESIS      needs NULPUNKT_BINARY; tests/run installs the one and sets the other

It fails on an answer of 500 or more, on a status, a type or a body that the description does not tell, and where it cannot run. The
first pass asks with keys that exist, so that answers with content are held against their schemas; the second with whatever.
"""

import html
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

PROJECT = Path(__file__).resolve().parents[2]
PASSWORD = "korrekt hest batteri hæfteklamme"
CHECKS = ",".join([
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
])
KNOWN = {
    "path.trial": "ledighedsydelse",
    "path.round": "later",
    "path.key": "ledighedsydelse-caseworkers",
    "path.version": 1,
    "query.trial": "ledighedsydelse",
    "query.rounds": "earlier,later",
    "query.by": "municipality",
}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class House:
    """A fresh installation in a folder of its own, served."""

    def __init__(self, folder, binary):
        self.folder, self.binary, self.port, self.cookie = folder, binary, free_port(), ""
        (folder / "nulpunkt.toml").write_text(f'public_url = "http://127.0.0.1:{self.port}"\n[desk]\ntwo_factors = "offered"\n')

    def run(self, *arguments):
        done = subprocess.run([self.binary, *arguments], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"nulpunkt {' '.join(arguments)}: {done.stdout}{done.stderr}")

    def file(self, name, lines):
        (self.folder / name).write_text("\n".join(lines) + "\n")
        return name

    def fill(self):
        """Two closed rounds with answers, one that runs, and one that waits for a file."""
        questionnaire = ["--questionnaire", "ledighedsydelse-caseworkers", "--version", "1", "--mode", "pseudonymous"]
        self.run("publish", str(PROJECT / "surveys/ledighedsydelse-caseworkers"))
        rounds = [("earlier", "2019-01-07", "2019-01-31"), ("later", "2020-01-07", "2020-01-31"), ("empty", "2018-01-07", "2018-01-31"),
                  ("running", "2020-06-01", "2099-12-31")]
        for at, (key, opens, closes) in enumerate(rounds):
            self.run("round", "add", "--key", key, "--opens", opens, "--closes", closes, *questionnaire)
            if at < 2:
                rows = [f"{unit},{1 + (place * (at + 2)) % 5},{1 + (place + at) % 4}" for place in range(12) for unit in ("Thisted", "Rebild")]
                self.run("responses", "import", "--round", key, self.file(f"{key}.csv", ["municipality,simplified,quality", *rows]))
        people = [f"T-{at},t{at}@example.dk,{('Thisted', 'Rebild')[at % 2]}" for at in range(50)]
        self.run("recipients", "import", "--round", "running", self.file("people.csv", ["person_key,email,municipality", *people]))
        self.run("invite", "--round", "running")

    def serve(self):
        self.server = subprocess.Popen(
            [self.binary, "serve", "--listen", f"127.0.0.1:{self.port}"], cwd=self.folder, stdout=open(self.folder / "out", "w"),
            stderr=open(self.folder / "log", "w"))
        for _ in range(200):
            found = re.search(r"/desk/sign-in/[a-z2-7]+", (self.folder / "out").read_text())
            if found:
                return found.group()
            time.sleep(0.05)
        sys.exit("the server says no address to sign in at: " + (self.folder / "log").read_text())

    def ask(self, method, path, fields=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = urlencode(fields) if fields else None
        headers = {"Cookie": self.cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).split(";")[0]
        return html.unescape(answer.read().decode())

    def token(self, first):
        """A token that may write, made as a person makes one."""
        self.ask("POST", first, {"name": "Kirsten Koordinator", "password": PASSWORD, "again": PASSWORD})
        mark = re.search(r'name="form" value="([a-z2-7]+)"', self.ask("GET", "/desk/account/tokens")).group(1)
        fields = {"form": mark, "name": "schemathesis", "days": "30", "rights": "write", "current": PASSWORD}
        made = re.search(r"nulpunkt_[a-z2-7]{26}", self.ask("POST", "/desk/account/tokens", fields))
        return made.group() if made else sys.exit("no token was made")


def schemathesis(program, house, token, name, settings, *options):
    config = house.file(f"{name}.toml", settings)
    base = f"http://127.0.0.1:{house.port}/api/v1"
    print(f"-- {name}", flush=True)
    done = subprocess.run(
        [program, "--config-file", str(house.folder / config), "run", f"{base}/openapi.json", "--url", base, "--header",
         f"Authorization: Bearer {token}", "--checks", CHECKS, "--phases", "coverage,fuzzing", "--seed", "20190107", "--continue-on-failure",
         "--warnings", "off", "--request-timeout", "20", *options],
        cwd=house.folder, text=True, capture_output=True)
    counted = re.search(r"\d+ generated.*", done.stdout)
    print(counted.group() if counted and done.returncode == 0 else done.stdout + done.stderr, flush=True)
    # Where nothing was tried nothing was held against the description.
    return done.returncode == 0 and counted is not None


def main():
    program, binary = sys.argv[1], os.environ["NULPUNKT_BINARY"]
    with tempfile.TemporaryDirectory(prefix="nulpunkt-api.") as folder:
        house = House(Path(folder), binary)
        house.fill()
        try:
            token = house.token(house.serve())
            known = ["[parameters]", *(f'"{name}" = {value!r}'.replace("'", '"') for name, value in KNOWN.items())]
            passed = [
                schemathesis(program, house, token, "with-keys-that-exist", known, "--mode", "positive", "--max-examples", "12"),
                schemathesis(program, house, token, "with-anything", [""], "--max-examples", "20"),
            ]
        finally:
            house.server.kill()
            house.server.wait()
        broken = [line for line in (house.folder / "log").read_text().splitlines() if " ERROR " in line or "panicked" in line]
        for line in broken:
            print(line)
        sys.exit(0 if all(passed) and not broken else 1)


main()
