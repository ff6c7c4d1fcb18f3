"""Reads every letter of a folder with Python's own mail reader and prints what it found, one JSON object a line.

The stories hold their letters against it: a letter that only our own code can read is not tested.
"""

import email
import email.policy
import json
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
    raw = path.read_bytes()
    # Of bytes Python reads only ASCII in a head; an address with other letters stands there as UTF-8 (RFC 6532).
    if raw.isascii():
        letter = email.message_from_bytes(raw, policy=email.policy.default)
    else:
        letter = email.message_from_string(raw.decode("utf-8"), policy=email.policy.default)
    text = letter.get_body(("plain",))
    page = letter.get_body(("html",))
    sender = letter["From"].addresses[0]
    print(
        json.dumps(
            {
                "file": path.name,
                "from": [sender.display_name, sender.addr_spec],
                "to": [[one.display_name, one.addr_spec] for one in letter["To"].addresses],
                "reply_to": [one.addr_spec for one in letter["Reply-To"].addresses],
                "subject": letter["Subject"],
                "date": letter["Date"].datetime.isoformat(),
                "message_id": letter["Message-ID"],
                "automatic": letter["Auto-Submitted"],
                "unsubscribe": letter["List-Unsubscribe"],
                "unsubscribe_post": letter["List-Unsubscribe-Post"],
                "kind": letter.get_content_type(),
                "text": text.get_content(),
                "html": page.get_content(),
                "calendars": [
                    {
                        "kind": part.get_content_type(),
                        "method": part.get_param("method"),
                        "charset": part.get_content_charset(),
                        "file": part.get_filename(),
                        "content": part.get_payload(decode=True).decode("utf-8"),
                    }
                    for part in letter.walk()
                    if part.get_content_type() in ("text/calendar", "application/ics")
                ],
                "defects": [str(defect) for part in letter.walk() for defect in part.defects]
                + [str(defect) for value in letter.values() for defect in value.defects],
            }
        )
    )
