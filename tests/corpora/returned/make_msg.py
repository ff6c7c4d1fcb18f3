"""Writes the .msg files beside it: compound files (MS-CFB) with the properties of a mail (MS-OXMSG). Needs nothing but Python.

`make_msg.py FOLDER ADDRESS MESSAGE-ID` writes them into that folder, about the letter with this return address and Message-ID.
"""

import pathlib
import struct
import sys

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def wide(words):
    return words.replace("\n", "\r\n").encode("utf-16-le")


def compound(root):
    """A compound file of nested dicts: storages are dicts, streams bytes."""
    entries, mini, big = [], bytearray(), []

    def add(name, value, kind):
        at = len(entries)
        entries.append(None)
        if kind == 2:
            size = len(value)
            if size < 4096:
                start = len(mini) // 64 if size else END
                mini.extend(value + b"\0" * (-size % 64))
            else:
                start = ("big", len(big))
                big.append(value)
            entries[at] = [name, kind, FREE, FREE, FREE, start, size]
            return at
        entries[at] = [name, kind, FREE, FREE, FREE, 0, 0]
        children = sorted(value, key=lambda name: (len(name), name.upper()))
        numbers = [add(child, value[child], 1 if isinstance(value[child], dict) else 2) for child in children]
        # A balanced tree of siblings, as readers that search it expect.
        def tree(low, high):
            if low >= high:
                return FREE
            middle = (low + high) // 2
            entries[numbers[middle]][2:4] = [tree(low, middle), tree(middle + 1, high)]
            return numbers[middle]
        entries[at][4] = tree(0, len(numbers))
        return at

    add("Root Entry", root, 5)
    while len(entries) % 4:
        entries.append(["", 0, FREE, FREE, FREE, 0, 0])
    sectors, chains = [], []

    def place(content):
        first = len(sectors)
        pieces = [content[at:at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        sectors.extend(pieces)
        chains.extend(list(range(first + 1, first + len(pieces))) + [END])
        return first

    starts = [place(value) for value in big]
    count = len(mini) // 64
    of_small = {}
    for name, kind, *_, start, size in entries:
        if kind == 2 and 0 < size < 4096:
            last = start + (size + 63) // 64 - 1
            of_small.update({number: number + 1 for number in range(start, last)})
            of_small[last] = END
    small = b"".join(struct.pack("<I", of_small.get(number, FREE)) for number in range(count))
    mini_start = place(bytes(mini)) if mini else END
    small_start = place(small + b"\xff" * (-len(small) % 512)) if small else END
    entries[0][5:7] = [mini_start, len(mini)]
    directory = b""
    for name, kind, left, right, child, start, size in entries:
        encoded = (name + "\0").encode("utf-16-le") if name else b""
        start = starts[start[1]] if isinstance(start, tuple) else start
        directory += encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, left, right, child)
        directory += b"\0" * 36 + struct.pack("<IQ", start, size)
    directory_start = place(directory)
    # The table of sectors lists itself too.
    tables = 1
    while tables * 128 < len(chains) + tables:
        tables += 1
    table_start = len(chains)
    table = chains + [FAT] * tables
    table += [FREE] * (tables * 128 - len(table))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, tables, directory_start, 0, 4096, small_start, (len(small) + 511) // 512, END, 0)
    listed = [table_start + at for at in range(tables)]
    head += b"".join(struct.pack("<I", number) for number in listed + [FREE] * (109 - tables))
    return head + b"".join(sectors) + b"".join(struct.pack("<I", number) for number in table)


def properties(head, words, numbers=()):
    """The stream of properties: each with its type and size."""
    rows = b""
    for number, value in words.items():
        rows += struct.pack("<HHIII", 0x001F, number, 6, len(wide(value)) + 2, 0)
    for number, value in numbers:
        rows += struct.pack("<HHIII", 0x0003, number, 6, value, 0)
    return b"\0" * head + rows


def streams(head, words, numbers=()):
    out = {"__substg1.0_%04X001F" % number: wide(value) for number, value in words.items()}
    out["__properties_version1.0"] = properties(head, words, numbers)
    return out


def message(words, recipients=(), attachments=()):
    root = streams(32, words)
    root["__nameid_version1.0"] = {name: b"" for name in ("__substg1.0_00020102", "__substg1.0_00030102", "__substg1.0_00040102")}
    for at, (own, numbers) in enumerate(recipients):
        root["__recip_version1.0_#%08X" % at] = streams(8, own, [(0x0C15, 1)] + list(numbers))
    for at, attached in enumerate(attachments):
        if isinstance(attached, dict):
            storage = streams(8, {0x3001: "Brev"}, [(0x3705, 5)])
            storage["__substg1.0_3701000D"] = streams(24, attached)
        else:
            kind, name, content = attached
            storage = streams(8, {0x370E: kind, 0x3707: name}, [(0x3705, 1)])
            storage["__substg1.0_37010102"] = content
        root["__attach_version1.0_#%08X" % at] = storage
    return compound(root)


FOLDER, OWN, LETTER = pathlib.Path(__file__).parent, "retur+17-abcdefghijklmnop@svar.example.dk", "0123456789abcdef@svar.example.dk"
if len(sys.argv) == 4:
    FOLDER, OWN, LETTER = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
ORIGINAL = {
    0x001A: "IPM.Note",
    0x0037: "Dine samtaler med kommunen",
    0x1035: f"<{LETTER}>",
    0x0E04: "aase@rebild.example.dk",
}
HEADERS = f"""Received: from DB9PR01CA0012.eurprd01.prod.exchangelabs.com by AM0PR01MB1234.eurprd01.prod.exchangelabs.com
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@rebild.example.dk>
To: <{OWN}>
Date: Mon, 7 Jan 2019 07:00:12 +0000
Content-Type: multipart/report; report-type=delivery-status; boundary="lost"
X-MS-Exchange-Message-Is-Ndr:
Subject: =?utf-8?B?SWtrZSBsZXZlcmV0OiBEaW5lIHNhbXRhbGVyIG1lZCBrb21tdW5lbg==?=
"""
WORDS = """Din meddelelse til aase@rebild.example.dk kunne ikke leveres.

Diagnosticeringsoplysninger til administratorer:
Fjernserveren returnerede '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient aase@rebild.example.dk not found by SMTP address lookup'
"""
ADDRESS = {0x3001: "aase@rebild.example.dk", 0x3003: "aase@rebild.example.dk", 0x39FE: "aase@rebild.example.dk"}
INFO = "<AM0PR01MB1234.eurprd01.prod.exchangelabs.com #5.1.10 smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient aase@rebild.example.dk not found by SMTP address lookup>"

FILES = {
    "exchange-report": message(
        {0x001A: "REPORT.IPM.Note.NDR", 0x0037: "Ikke leveret: Dine samtaler med kommunen", 0x007D: HEADERS, 0x1001: WORDS},
        [({**ADDRESS, 0x0C1B: INFO}, [])],
        [ORIGINAL],
    ),
    # The mailbox lies with the sender, so there are no headers: the status is a number, and the original tells which letter it was.
    "exchange-code": message(
        {0x001A: "REPORT.IPM.Note.NDR", 0x0037: "Undeliverable: Dine samtaler med kommunen", 0x1042: f"<{LETTER}>"},
        [(ADDRESS, [(0x0C20, 511)])],
        [ORIGINAL],
    ),
    # Forwarded once: what is left is a mail with words, and the original attached.
    "exchange-words": message(
        {
            0x001A: "IPM.Note",
            0x0037: "Kan ikke leveres: Dine samtaler med kommunen",
            0x007D: HEADERS.replace("X-MS-Exchange-Message-Is-Ndr:\n", ""),
            0x1000: WORDS,
        },
        [({0x3001: OWN, 0x39FE: OWN}, [])],
        [ORIGINAL],
    ),
    "automatic": message(
        {
            0x001A: "IPM.Note.Rules.OofTemplate.Microsoft",
            0x0037: "Automatisk svar: Dine samtaler med kommunen",
            0x5D01: "joergen@thisted.example.dk",
            0x0E04: OWN,
            0x1000: "Jeg er på ferie til og med uge 7. 550 5.1.1 er mit lokalnummer.",
        }
    ),
    "answer": message(
        {
            0x001A: "IPM.Note",
            0x0037: "SV: Dine samtaler med kommunen",
            0x5D01: "fatma@aalborg.example.dk",
            0x0E04: OWN,
            0x1000: "Hvorfor fik jeg denne?",
        }
    ),
    # A report of another server in a file as it came, and words longer than a small sector takes.
    "attached-report": message(
        {
            0x001A: "IPM.Note",
            0x0037: "Undelivered Mail Returned to Sender",
            0x007D: f"From: MAILER-DAEMON@mail.svar.example.dk\nTo: {OWN}\n",
            0x1000: "I'm sorry to have to inform you that your message could not be delivered.\n" * 100,
        },
        [],
        [
            (
                "message/delivery-status",
                "details.txt",
                b"Reporting-MTA: dns; mail.svar.example.dk\r\n\r\nFinal-Recipient: rfc822; aase@rebild.example.dk\r\n"
                b"Action: failed\r\nStatus: 4.4.1\r\nDiagnostic-Code: X-Postfix; connect to mx.rebild.example.dk: timed out\r\n",
            ),
            ORIGINAL,
        ],
    ),
}

if __name__ == "__main__":
    for name, content in FILES.items():
        (FOLDER / f"{name}.msg").write_bytes(content)
