"""Holds PDF files against ISO 19005-2, level A (PDF/A-2a): each rule of the standard that such files could break, by its clause.

No validator of the whole standard can be had from the registries that the tests install from, so what the files consist of is read with pikepdf
(qpdf) and fontTools. What they are not to have at all (forms, actions, layers, attachments, transparency) is looked for in every object.
"""

import io
import sys

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

PAINTS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "BI", "EI"}
STANDARD = set(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead "
    "TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby Warichu RB RT RP WT WP Figure Formula Form".split()
)
# What may stand in no dictionary of the file, and the clause that says so.
NEVER = {
    "AA": "6.5.2", "JS": "6.5.1", "OpenAction": "6.5.1", "AcroForm": "6.4.1", "XFA": "6.4.2", "NeedsRendering": "6.4.2", "OCProperties": "6.9",
    "EmbeddedFiles": "6.8", "AFRelationship": "6.8", "SMask": "6.2.10", "TR": "6.2.5", "HTP": "6.2.5", "OPI": "6.2.8", "Alternates": "6.2.8",
    "PS": "6.2.9", "Ref": "6.2.9", "PresSteps": "6.11", "AlternatePresentations": "6.11", "Requirements": "6.11", "Encrypt": "6.1.3",
    "Annots": "6.3 (none are written)", "Perms": "6.1.12",
}
XMP = {
    "pdf": "http://ns.adobe.com/pdf/1.3/", "dc": "http://purl.org/dc/elements/1.1/", "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}


def kept(wrong, is_true, clause, what):
    """One rule: what is not true is a fault with its clause."""
    if not is_true:
        wrong.append(f"{clause}: {what}")


def outer(path, wrong):
    head = open(path, "rb").read(64)
    kept(wrong, head[:7] == b"%PDF-1." and head[7:8] in b"01234567", "6.1.2", "the header")
    second = head.split(b"\n", 1)[1]
    kept(wrong, second[:1] == b"%" and sum(byte > 127 for byte in second[1:5]) == 4, "6.1.2", "no comment of four high bytes")


def objects(pdf, wrong):
    for thing in pdf.objects:
        for one in nested(thing):
            if isinstance(one, (Dictionary, Stream)):
                for key, value in one.items():
                    name = str(key)[1:]
                    if name in NEVER and not (name == "Ref" and one.get("/Type") == Name.StructElem):
                        wrong.append(f"{NEVER[name]}: /{name}")
                    kept(wrong, len(name.encode()) <= 127, "6.1.13", f"a long name: {name}")
            if isinstance(one, Stream):
                filters = one.get("/Filter", [])
                filters = [filters] if isinstance(filters, Name) else list(filters)
                kept(wrong, not {"/LZWDecode", "/Crypt"} & {str(each) for each in filters}, "6.1.7.2", "a filter")
                kept(wrong, not {"/F", "/FFilter", "/FDecodeParms"} & set(one.keys()), "6.1.7.1", "a stream in another file")
            if isinstance(one, pikepdf.String):
                kept(wrong, len(bytes(one)) <= 32767, "6.1.13", "a long string")


def nested(thing, depth=0):
    yield thing
    if depth < 12:
        if isinstance(thing, (Dictionary, Stream)):
            for _, value in thing.items():
                if not getattr(value, "is_indirect", False):
                    yield from nested(value, depth + 1)
        elif isinstance(thing, Array):
            for value in thing:
                if not getattr(value, "is_indirect", False):
                    yield from nested(value, depth + 1)


def colours(pdf, wrong):
    intents = [one for one in pdf.Root.get("/OutputIntents", []) if one.get("/S") == Name("/GTS_PDFA1")]
    kept(wrong, len(intents) == 1, "6.2.3", "not one output intent")
    for intent in intents:
        profile = intent.DestOutputProfile
        icc = profile.read_bytes()
        kept(wrong, icc[36:40] == b"acsp" and icc[8] in (2, 4), "6.2.3", "no ICC profile of version 2 or 4")
        kept(wrong, icc[12:16] in (b"mntr", b"prtr") and icc[16:20] == b"RGB " and profile.N == 3, "6.2.3", "the profile's class")
        kept(wrong, int.from_bytes(icc[:4], "big") == len(icc), "6.2.3", "the profile's length")


def pages(pdf, wrong):
    lines = parents(pdf)
    for number, page in enumerate(pdf.pages, 1):
        where = f"sheet {number}"
        kept(wrong, "/Group" not in page, "6.2.10", f"{where}: a group")
        used = {}
        marks, depth, saved, font = [], 0, 0, None
        for operands, operator in pikepdf.parse_content_stream(page):
            word = str(operator)
            if word in ("BMC", "BDC"):
                depth += 1
                if word == "BDC" and "/MCID" in operands[1]:
                    marks.append(int(operands[1]["/MCID"]))
                    kept(wrong, depth == 1, "6.7.3", f"{where}: a mark within a mark")
            elif word == "EMC":
                depth -= 1
            elif word in PAINTS:
                kept(wrong, depth > 0, "6.7.3", f"{where}: {word} belongs to nothing and is no artifact")
            if word in ("k", "K", "sc", "scn", "SC", "SCN", "cs", "CS", "ri", "gs", "i"):
                wrong.append(f"6.2.4: {where}: the operator {word} is not looked into")
            if word == "q":
                saved += 1
                kept(wrong, saved <= 28, "6.1.13", f"{where}: q within q")
            elif word == "Q":
                saved -= 1
            if word == "Tf":
                font = str(operands[0])
            elif word == "Tj":
                used.setdefault(font, set()).update(bytes(operands[0]))
        kept(wrong, depth == 0 and saved == 0, "6.2.2", f"{where}: what is opened is not closed")
        kept(wrong, len(marks) == len(set(marks)), "6.7.3", f"{where}: a mark twice")
        line = lines.get(int(page.get("/StructParents", -1)))
        kept(wrong, line is not None and len(line) == len(marks), "6.7.3", f"{where}: marks without a part of the document")
        for name, codes in used.items():
            fonts(wrong, page.Resources.Font[name], codes, where)
        for image in page.Resources.get("/XObject", {}).values():
            kept(wrong, image.Subtype == Name.Image, "6.2.9", f"{where}: a form")
            kept(wrong, not image.get("/Interpolate", False), "6.2.8", f"{where}: an interpolated picture")
            kept(wrong, image.ColorSpace in (Name.DeviceRGB, Name.DeviceGray) or image.ColorSpace[0] == Name.Indexed, "6.2.4", f"{where}: a colour space")


def parents(pdf):
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    return {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}


# The fonts that were read, by their bytes: all files have the same two.
READ = {}


def fonts(wrong, font, codes, where):
    """Embedded, with a width for every code that is the font's own, and a glyph and a letter for every code that is written."""
    key = font.BaseFont
    descriptor = font.FontDescriptor
    kept(wrong, font.Subtype == Name.TrueType and "/FontFile2" in descriptor, "6.2.11.4", f"{key} is not embedded")
    if "/FontFile2" not in descriptor:
        return
    kept(wrong, font.Encoding == Name.WinAnsiEncoding and not int(descriptor.Flags) & 4, "6.2.11.6", f"{key}: the encoding")
    data = descriptor.FontFile2.read_bytes()
    if data not in READ:
        READ[data] = TTFont(io.BytesIO(data))
    file = READ[data]
    letters, scale = file.getBestCmap(), 1000 / file["head"].unitsPerEm
    kept(wrong, any(table.platformID == 3 and table.platEncID == 1 for table in file["cmap"].tables), "6.2.11.6", f"{key}: no map of letters")
    for code in codes:
        letter = ord(bytes([code]).decode("cp1252", errors="replace"))
        glyph = letters.get(letter)
        kept(wrong, glyph not in (None, ".notdef"), "6.2.11.8", f"{where}: {key} has no glyph for {code}")
        if glyph:
            wide = float(font.Widths[code - int(font.FirstChar)])
            kept(wrong, abs(wide - file["hmtx"][glyph][0] * scale) <= 1, "6.2.11.5", f"{key}: the width of {code}")


def told(pdf, wrong):
    raw = pdf.Root.Metadata.read_bytes().decode()
    kept(wrong, raw.startswith("<?xpacket begin=") and "bytes=" not in raw.split("?>")[0] and "encoding=" not in raw.split("?>")[0], "6.6.2", "the packet")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        def at(space, name):
            return xmp.get("{%s}%s" % (XMP[space], name))

        kept(wrong, at("pdfaid", "part") == "2" and at("pdfaid", "conformance") == "A", "6.6.4", "part and level")
        info = pdf.docinfo
        same = {"/Title": at("dc", "title"), "/Producer": at("pdf", "Producer"), "/Subject": at("dc", "description")}
        for key, value in info.items():
            kept(wrong, key in same and str(value) == same[key], "6.6.3", f"{key} is {value!r} here and {same.get(key)!r} there")
    kept(wrong, "/ID" in pdf.trailer, "6.1.3", "no identifier")


def structure(pdf, wrong):
    root = pdf.Root
    kept(wrong, bool(root.MarkInfo.Marked), "6.7.2", "not marked")
    kept(wrong, str(root.get("/Lang", "")) in ("da-DK", "en-GB"), "6.7.4", "no language")
    levels, waiting = [], [root.StructTreeRoot.K]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Array):
            waiting.extend(reversed(list(thing)))
        elif isinstance(thing, Dictionary) and "/S" in thing:
            role = str(thing.S)[1:]
            kept(wrong, role in STANDARD, "6.7.3.4", f"the type {role}")
            kept(wrong, "/P" in thing, "6.7.3", f"{role} has no parent")
            if role == "Figure":
                kept(wrong, str(thing.get("/Alt", "")).strip(), "6.7.3", "a figure without words")
            if role == "TH":
                kept(wrong, "/A" in thing, "6.7.3", "a head of a table that says not of what")
            if role[0] == "H" and role[1:].isdigit():
                levels.append(int(role[1:]))
            if "/K" in thing:
                waiting.append(thing.K)
    kept(wrong, levels[:1] == [1], "6.7.3", "the first heading is not the title")
    kept(wrong, all(after <= before + 1 for before, after in zip(levels, levels[1:])), "6.7.3", f"a level of headings is left out: {levels}")


def faults(path):
    wrong = []
    outer(path, wrong)
    with pikepdf.open(path) as pdf:
        for part in (objects, colours, pages, told, structure):
            part(pdf, wrong)
    return list(dict.fromkeys(wrong))


if __name__ == "__main__":
    failed = 0
    for path in sys.argv[1:]:
        wrong = faults(path)
        failed += bool(wrong)
        for fault in wrong[:10]:
            print(f"{path}: {fault}")
    print(f"{len(sys.argv) - 1 - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
