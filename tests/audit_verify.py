#!/usr/bin/env python3
"""Verifies an export of the audit without any code of the product: chain, tree, signatures, copies.

usage: audit_verify.py EXPORT... PUBLIC_KEY.pub...
Prints one JSON object for each export; exit code 0 where all logs are intact, 2 where one is not.
"""
import base64, hashlib, json, sys

# P-256 (FIPS 186-5, SP 800-186)
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


def integers(der):  # SEQUENCE { INTEGER r, INTEGER s }
    r_length = der[3]
    s_length = der[5 + r_length]
    if der[0] != 0x30 or der[1] != len(der) - 2 or der[2] != 2 or der[4 + r_length] != 2 or 6 + r_length + s_length != len(der):
        raise ValueError("no signature")
    return int.from_bytes(der[4:4 + r_length], "big"), int.from_bytes(der[6 + r_length:], "big")


def is_signed(text, signature, point):
    r, s = integers(signature)
    if not (0 < r < N and 0 < s < N):
        return False
    digest, w = int.from_bytes(hashlib.sha256(text).digest(), "big"), pow(s, -1, N)
    at = add(times(digest * w % N, G), times(r * w % N, point))
    return at is not None and at[0] % N == r


def public_key(pem):
    der = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-----")))
    return hashlib.sha256(der).digest()[:4], (int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big"))


def opened(note, keys):
    """The checkpoint of a note, or None where none of the keys has signed it."""
    try:
        text, rest = note.split("\n\n", 1)
        dash, name, encoded = rest.rstrip("\n").split(" ")
        signature = base64.b64decode(encoded, validate=True)
        lines = (text + "\n").split("\n")
        if dash != "\u2014" or name != "practice-audit" or len(lines) != 6 or not lines[3].startswith("head ") or not lines[4].startswith("time "):
            return None
        if not any(k == signature[:4] and is_signed((text + "\n").encode(), signature[4:], point) for k, point in keys):
            return None
        return lines[0].removeprefix("practice-audit/"), int(lines[1]), base64.b64decode(lines[2]), base64.b64decode(lines[3][5:])
    except (ValueError, IndexError):
        return None


def canonical(fields):
    parts = [b"22:practice-audit-event-1"]
    for field in fields:
        data = None if field is None else field.encode()
        parts.append(b"-" if data is None else str(len(data)).encode() + b":" + data)
    return b"".join(parts)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def verify(lines, keys):
    head = json.loads(lines[0])
    log, faults = head["log"], []
    entries, stored, copies = [], {}, {}
    for line in lines[1:]:
        row = json.loads(line)
        if "sequence" in row:
            entries.append(row)
        else:
            place = copies.setdefault(row["copy"], {}) if "copy" in row else stored
            checkpoint = opened(row["checkpoint"], keys)
            if checkpoint is None:
                faults.append((None, "a checkpoint is not signed"))
            elif checkpoint[0] != log:
                faults.append((1, "a checkpoint is of another log"))
            else:
                place.setdefault(checkpoint[1], []).append(checkpoint)
    signed = {}
    for place in [stored, *copies.values()]:
        for size, notes in place.items():
            signed.setdefault(size, []).extend(notes)
    missing = []
    for place in copies.values():
        missing += [size for size in place if size not in stored]
        missing += [size for size in stored if size not in place and size < max(place, default=0)]
    expected = sha(b"practice-audit-log", bytes.fromhex(log.replace("-", "")))
    edge, size, proven = [], 0, 0
    for row in entries:
        if row["sequence"] != size + 1:
            faults.append((size + 1, "is missing"))
            break
        size += 1
        stored_hash = base64.b64decode(row["hash"])
        if row.get("event") is None:
            faults.append((size, "has no event"))
        else:
            data = canonical(row["event"])
            if sha(b"\0", size.to_bytes(8, "big"), len(data).to_bytes(4, "big"), data, expected) != stored_hash:
                faults.append((size, "is not what was sealed"))
        expected, node, rest = stored_hash, sha(b"\0", stored_hash), size - 1
        while rest & 1:
            node, rest = sha(b"\1", edge.pop(), node), rest >> 1
        edge.append(node)
        if size in signed:
            root = edge[-1]
            for left in reversed(edge[:-1]):
                root = sha(b"\1", left, root)
            if any(c[2] != root or c[3] != stored_hash for c in signed.pop(size)):
                if not any(f[0] is not None and f[0] > proven for f in faults):
                    faults.append((proven + 1, "is not what was signed"))
            elif not faults:
                proven = size
    if any(s > size for s in signed):
        faults.append((None if any(f[0] is not None and f[0] > proven for f in faults) else proven + 1, "is not vouched for"))
    faults += [(s if s <= size else None, "its checkpoint is not everywhere") for s in missing]
    if head["written"] != sum(row.get("event") is not None for row in entries) + head["waiting"]:
        faults.append((None, "events are outside of the sequence"))
    if head["lost"]:
        faults.append((None, "events that waited for their place are gone"))
    first = min((f[0] for f in faults if f[0] is not None), default=None)
    return {"intact": not faults, "firstBad": first, "events": size, "faults": faults[:20]}


def main(arguments):
    keys = [public_key(open(name).read()) for name in arguments if name.endswith(".pub")]
    code = 0
    for name in arguments:
        if not name.endswith(".pub"):
            with open(name, encoding="utf-8") as export:
                verdict = verify(export.read().split("\n")[:-1], keys)
            print(json.dumps(verdict))
            code = code if verdict["intact"] else 2
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
