"""Every kind of PDF that is written for an archive, from the whole demonstration, against the rules of PDF/A-2a.

    tests/archive/run.py      needs NULPUNKT_BINARY and pikepdf; tests/run installs the one and sets the other

It fails on a file that breaks a rule, and where it cannot run. It spoils a file in ways that the rules forbid too, and fails where that
is not seen.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

import check

BINARY = os.environ.get("NULPUNKT_BINARY") or sys.exit("NULPUNKT_BINARY is not set")
READY = "Stop med Ctrl-C"


def demonstration(folder):
    """The server of the demonstration, once it has filled its database, which lies below the folder."""
    server = subprocess.Popen(
        [BINARY, "demo", "--full", "--port", "0"], cwd=folder, env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    for line in server.stdout:
        if READY in line:
            return server
    sys.exit("the demonstration ended before it was ready")


def written(folder):
    """All files: the joint report with its two folders, a status note, and the documents on data protection."""
    database = next(folder.glob("nulpunkt-demo-*/demo.db"))

    def run(*arguments, to=None):
        done = subprocess.run([BINARY, "--database", f"sqlite:{database}", *arguments], cwd=folder, capture_output=True)
        if done.returncode != 0:
            sys.exit(f"nulpunkt {' '.join(arguments)}: {done.stderr.decode()}")
        if to:
            (folder / to).write_bytes(done.stdout)

    run("report", "--all", "--to", "ud")
    run("report", "--status", "--on", "2020-08-01", "--format", "pdf", to="ud/status.pdf")
    run("report", "--trial", "ledighedsydelse", "--unit", "aalborg", "--format", "pdf", to="ud/unit.pdf")
    for document in ("record", "impact"):
        run("evidence", document, "--round", "ledighedsydelse-2020-06", "--format", "pdf", to=f"ud/{document}.pdf")
    return sorted((folder / "ud").rglob("*.pdf"))


def no_language(pdf):
    del pdf.Root.Lang


def no_profile(pdf):
    del pdf.Root.OutputIntents


def no_font(pdf):
    del pdf.pages[0].Resources.Font.R.FontDescriptor.FontFile2


def a_script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="x")


def another_width(pdf):
    pdf.pages[0].Resources.Font.R.Widths[33] = 900


def text_of_nothing(pdf):
    pdf.pages[0].contents_add(b"BT /R 10 Tf (A) Tj ET")


def printers_colours(pdf):
    pdf.pages[0].contents_add(b"/Artifact BMC 0 0 0 1 k 0 0 1 1 re f EMC")


def a_shine(pdf):
    pdf.pages[0].Group = Dictionary(S=Name.Transparency)


def another_title(pdf):
    pdf.docinfo["/Title"] = "Noget andet"


SPOILS = (no_language, no_profile, no_font, a_script, another_width, text_of_nothing, printers_colours, a_shine, another_title)


def unseen(path, folder):
    """The ways of spoiling a sound file that the rules do not notice."""
    spoilt = folder / "spoilt.pdf"
    for spoil in SPOILS:
        with pikepdf.open(path) as pdf:
            spoil(pdf)
            pdf.save(spoilt)
        if not check.faults(spoilt):
            yield spoil.__name__


def main():
    with tempfile.TemporaryDirectory(prefix="nulpunkt-archive.") as name:
        folder = Path(name)
        server = demonstration(folder)
        try:
            files = written(folder)
        finally:
            server.terminate()
            server.wait(timeout=30)
        failed = 0
        for path in files:
            wrong = check.faults(path)
            failed += bool(wrong)
            for fault in wrong[:10]:
                print(f"{path.relative_to(folder)}: {fault}")
        missed = list(unseen(folder / "ud/status.pdf", folder))
        for name in missed:
            print(f"a file spoilt by {name} passes")
        failed += len(missed)
        print(f"{len(files) + len(SPOILS) - failed} passed, {failed} failed")
        return 1 if failed or len(files) < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
