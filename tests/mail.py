#!/usr/bin/env python3
"""tests/mail.py PROGRAM: `anthology send`, judged by programs that are not ours. Drafts are read by Python's `email`
package with its strict policy. Mails are sent to aiosmtpd on this computer: with STARTTLS and a login, to recipients that
are refused or deferred, with the connection cut after the text, and with the program killed at every command and at many moments; whatever
happens, no mail arrives twice. Is left out, with the reason, where aiosmtpd or openssl isn't there."""

import collections
import email
import email.policy
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    print("skipped: no aiosmtpd here (pip install aiosmtpd)")
    sys.exit(0)
if not shutil.which("openssl"):
    print("skipped: no openssl here, so no certificate for STARTTLS")
    sys.exit(0)

PROGRAM = os.path.abspath(sys.argv[1])
MEMBERS = {
    "Anna Roe": ("anna@example.org", "phone", "", "en"),
    "Ben": ("ben@example.org", "kindle", "ben_1@kindle.com", "de"),
    "Cleo\nBcc: all@example.org": ("cleo@example.org", "kobo", "", "fr"),
    "山田": ("yamada@example.org", "paper", "", "ja"),
}
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED", what)


class Handler:
    """Counts the mails that are taken; at one command, or after the text, does something else."""

    def __init__(self):
        self.taken = collections.Counter()
        self.mails = []
        self.faults = {}
        self.program = None

    def fault(self, at, address=None):
        fault = self.faults.get((at, address)) or self.faults.get((at, None))
        if fault == "kill":
            self.faults.clear()
            os.kill(self.program.pid, signal.SIGKILL)
            self.program.wait()
            return "421 gone"
        return fault

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if answer := self.fault("EHLO"):
            return [answer]
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if answer := self.fault("MAIL"):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := self.fault("RCPT", address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        check(len(envelope.rcpt_tos) == 1, "one mail a person")
        address = envelope.rcpt_tos[0]
        fault = self.faults.get(("TEXT", address)) or self.faults.get(("TEXT", None))
        if fault and fault.startswith(("4", "5")):
            return fault
        self.taken[address] += 1
        self.mails.append(envelope.content)
        if fault == "cut":
            self.faults.clear()
            server.transport.abort()
        elif fault == "kill":
            self.fault("TEXT", address)
        return "250 taken"


def book(folder, port, security):
    folder = pathlib.Path(folder)
    (folder / "groups/circle").mkdir(parents=True)
    (folder / "one.md").write_text('+++\ntitle = "One"\n+++\n\nThe sea comes in.\n')
    (folder / "book.toml").write_text(
        '[book]\ntitle = "Tides"\nlanguage = "en"\nchapters = ["one.md"]\n\n[[group]]\nname = "Circle"\n'
        'starts = 2027-03-04T19:30:00\n\n[mail]\nsender = "Zoë Roe <anna@example.org>"\nserver = "localhost"\n'
        f'port = {port}\nsecurity = "{security}"\nuser = "anna"\ncertificate = "server.pem"\n'
    )
    lines = [f'"{name}",{",".join(cells)}' for name, cells in MEMBERS.items()]
    table = "name,email,reads,kindle-address,language\n" + "\n".join(lines) + "\n"
    (folder / "groups/circle/roster.csv").write_text(table, encoding="utf-8")
    return folder


def send(folder, handler, *args, password="right", kill_after=None):
    environment = {**os.environ, "ANTHOLOGY_MAIL_PASSWORD": password}
    program = subprocess.Popen(
        [PROGRAM, "send", "--book", str(folder), "--smtp", *args],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    handler.program = program
    if kill_after is not None:
        time.sleep(kill_after)
        program.kill()
    try:
        said = program.stdout.read()
    finally:
        program.wait()
    return program.returncode, said


def strict(content, what):
    """Reads a mail with the strict policy, in which every defect is an error."""
    try:
        mail = email.message_from_bytes(content, policy=email.policy.strict)
        for part in mail.walk():
            check(not part.defects, f"{what}: {part.defects}")
            for name, value in part.items():
                check(not value.defects, f"{what}: {name}: {value.defects}")
            part.get_content() if not part.is_multipart() else None
        return mail
    except Exception as error:  # every defect
        check(False, f"{what}: {error!r}")
        return None


def drafts(folder):
    subprocess.run([PROGRAM, "send", "--book", str(folder), "--drafts", str(folder / "mails"), "--yes"],
                   check=True, capture_output=True)
    paths = sorted((folder / "mails").iterdir())
    check(len(paths) == 5, f"5 drafts, not {len(paths)}")
    for path in paths:
        mail = strict(path.read_bytes(), path.name)
        if mail is None:
            continue
        check(mail["Bcc"] is None and len(mail["To"].addresses) == 1, f"{path.name}: one recipient")
        check(mail["From"].addresses[0].display_name == "Zoë Roe", f"{path.name}: the sender")
        for part in mail.iter_attachments():
            check(part.get_content()[:2] in (b"PK", b"%P"), f"{path.name}: the file")
    print(f"drafts: {len(paths)} read by a strict parser")


class Account:
    def __call__(self, server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b"anna" and data.password == b"right")


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, tls_context=self.context, require_starttls=True, authenticator=Account(),
                    auth_required=True, hostname="localhost")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificate(folder):
    key, pem = folder / "key.pem", folder / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", pem,
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-addext", "basicConstraints=critical,CA:FALSE"],
        check=True, capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    return context, pem


def main():
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        context, pem = certificate(work)
        handler = Handler()
        server = Server(handler, hostname="127.0.0.1", port=free_port())
        server.context = context
        server.start()
        port = server.port

        def fresh(name):
            folder = book(work / name, port, "starttls")
            shutil.copy(pem, folder)
            handler.taken.clear(), handler.mails.clear(), handler.faults.clear()
            return folder

        people = ["anna@example.org", "ben@example.org", "cleo@example.org", "yamada@example.org"]
        everybody = sorted([*people, "ben_1@kindle.com"])
        once = {address: 1 for address in everybody}
        try:
            folder = fresh("drafts")
            drafts(folder)

            folder = fresh("plain")
            code, said = send(folder, handler)
            check(code == 0 and not handler.taken, "nothing without --yes")
            code, said = send(folder, handler, "--yes", password="wrong")
            check(code == 1 and not handler.taken and "login" in said, f"a wrong password: {said}")
            code, said = send(folder, handler, "--yes")
            check(code == 0 and sorted(handler.taken) == people, f"the first run: {code} {handler.taken} {said}")
            code, said = send(folder, handler, "--yes")
            check(code == 0 and dict(handler.taken) == once, f"the Kindle's: {handler.taken} {said}")
            code, said = send(folder, handler, "--yes")
            check(code == 0 and dict(handler.taken) == once, f"a third run: {handler.taken} {said}")
            for content in handler.mails:
                strict(content, "a mail")
            print("STARTTLS and login: each mail once in three runs")

            folder = fresh("refused")
            handler.faults = {("RCPT", "anna@example.org"): "550 5.1.1 unknown", ("RCPT", "cleo@example.org"): "451 4.7.1 later",
                              ("TEXT", "yamada@example.org"): "452 4.3.1 full"}
            code, said = send(folder, handler, "--yes")
            check(code == 1 and dict(handler.taken) == {"ben@example.org": 1}, f"refusals: {handler.taken} {said}")
            handler.faults = {}
            for _ in range(2):
                send(folder, handler, "--yes")
            check(dict(handler.taken) == once, f"after refusals: {handler.taken}")
            print("refused and greylisted: sent by a later run, each once")

            folder = fresh("cut")
            handler.faults = {("TEXT", "anna@example.org"): "cut"}
            code, said = send(folder, handler, "--yes")
            check(code == 1 and "unknown" in said, f"a cut: {said}")
            for _ in range(2):
                code, said = send(folder, handler, "--yes")
            check("unknown since" in said and dict(handler.taken) == once, f"after a cut: {handler.taken} {said}")
            print("cut after the text: listed as unknown, sent once")

            points = [("EHLO", None)] + [(at, address) for address in people for at in ("RCPT", "TEXT")] + [("MAIL", None)]
            for number, point in enumerate(points):
                folder = fresh(f"kill{number}")
                handler.faults = {point: "kill"}
                code, said = send(folder, handler, "--yes")
                check(code == -signal.SIGKILL, f"killed at {point}: {code} {said}")
                for _ in range(3):
                    send(folder, handler, "--yes")
                check(all(count == 1 for count in handler.taken.values()), f"killed at {point}: {handler.taken}")
                check(sorted(handler.taken) == everybody, f"killed at {point}: {sorted(handler.taken)}")
            print(f"killed at {len(points)} points: no mail twice, and all arrived")

            moments = 16
            for number in range(moments):
                folder = fresh(f"moment{number}")
                code, said = send(folder, handler, "--yes", kill_after=0.08 * number)
                for _ in range(3):
                    code, said = send(folder, handler, "--yes")
                check(all(count == 1 for count in handler.taken.values()), f"killed after {number}: {handler.taken}")
                missing = [address for address in everybody if address not in handler.taken]
                listed = [line for line in said.splitlines() if "unknown since" in line]
                told = all(any(address in line for line in listed) for address in missing)
                # A Kindle waits for what its owner was asked.
                check(told or missing == ["ben@example.org", "ben_1@kindle.com"], f"killed after {number}: {missing} {said}")
            print(f"killed at {moments} moments: no mail twice, and what didn't arrive is listed as unknown")

            folder = fresh("again")
            for _ in range(2):
                send(folder, handler, "--yes")
            code, said = send(folder, handler, "--yes", "--again")
            twice = {address: 2 for address in everybody if address != "ben@example.org"} | {"ben@example.org": 1}
            check(code == 0 and dict(handler.taken) == twice, f"--again: {handler.taken} {said}")
            code, said = send(folder, handler, "--yes", "--again", "--to", "Ben")
            check(code == 0 and handler.taken["ben@example.org"] == 2 and handler.taken["anna@example.org"] == 2,
                  f"--again --to: {handler.taken} {said}")
            print("--again: everybody once more, and nobody is asked again whom to approve but who is named")
        finally:
            server.stop()
    sys.exit(1 if failures else 0)


main()
