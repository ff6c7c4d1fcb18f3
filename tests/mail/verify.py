"""Checks the signature of every letter of a folder with dkimpy, and that no letter which was changed on its way passes.

    verify.py FOLDER NAME RECORD

NAME is where the public key is looked for, RECORD what stands there: no name server is asked. One JSON object a line.
"""

import json
import pathlib
import re
import sys

import dkim

folder, name, record = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]


def look_up(asked, timeout=5):
    return record.encode() if asked.decode().rstrip(".") == name else None


def passes(message):
    try:
        return dkim.verify(message, dnsfunc=look_up)
    except (dkim.DKIMException, ValueError):
        # The latter where signature and key are of different kinds.
        return False


for path in sorted(path for path in folder.rglob("*") if path.is_file()):
    # A mailbox keeps lines as its machine does; on the wire they end in CRLF.
    message = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, body = message.split(b"\r\n\r\n", 1)
    start = head.index(b"DKIM-Signature:")
    listed = re.search(rb"[\s;]h=([^;]*);", head[start:]).group(1)
    more = ("From", "Subject", "To", "Reply-To")
    added = {field: message[:start] + field.encode() + b": x <x@x.example>\r\n" + message[start:] for field in more}
    print(
        json.dumps(
            {
                "file": path.name,
                "passes": passes(message),
                "headers": [field.decode().lower() for field in re.split(rb"[\s:]+", listed.strip())],
                "changed_subject": passes(message.replace(b"\r\nSubject: ", b"\r\nSubject: x", 1)),
                "changed_body": passes(head + b"\r\n\r\n" + body.replace(b"a", b"b", 1)),
                "changed_way_out": passes(message.replace(b"List-Unsubscribe: <https://", b"List-Unsubscribe: <https://x", 1)),
                "added": [field for field, changed in added.items() if passes(changed)],
                # What relays may do to it.
                "refolded": passes(message.replace(b"\r\nSubject: ", b"\r\nSubject:\t ", 1)),
            }
        )
    )
