#!/usr/bin/env python3
"""Verify an archive of delivery proofs offline, without the program that made it.

    python3 verify_proofs.py ARCHIVE.zip [--seal HEX] [--head DEVICE:COUNTER:HASH]

Needs Python 3.9 or newer and nothing else; with the package `cryptography` it is much faster.
Exit code 0: everything holds. 1: something does not, with its place. 2: this is no such archive.

What holds the proofs together: a phone signs each act (ECDSA P-256) over the hash of its content (SHA-256
of canonical JSON, RFC 8785), its number and the hash of its act before; pictures are named by the SHA-256
that the act lists; `manifest.json` lists the SHA-256 of every other member; its own SHA-256 is the seal.
Acts about other deliveries are sealed: their hashes and signatures are there, their content is not.
"""

# One file on purpose, for Pythons of other people: it shares nothing with the program that made the archive.

import argparse
import base64
import hashlib
import json
import sys
import zipfile
import zlib
from datetime import datetime, timedelta, timezone

GENESIS = "0" * 64
FORMAT = "waybill-proofs/1"
SEALED = {"counter", "previous_hash", "hash", "signature", "sealed"}
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
KINDS = {"DELIVERED": ("stop.deliver", "stop.partial"), "FAILED": ("stop.fail",)}


class Findings(list):
    """What does not hold: (place, sentence)."""

    def add(self, place, sentence):
        """One more."""
        self.append((place, sentence))


def verify(path, *, seal="", heads=()):
    """The findings of an archive and what is in it. Raises ValueError where it is none."""
    found, counts = Findings(), {"deliveries": 0, "visits": 0, "acts": 0, "sealed": 0, "pictures": 0}
    try:
        archive = zipfile.ZipFile(path)
        names = archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"this is no archive: {error}") from error
    with archive:
        manifest, members = _members(archive, names, seal, found)
        devices = _json(members, "devices.json", found) or []
        acts = {}
        for device in devices:
            try:
                acts |= _chain(device, members, manifest, heads, found, counts)
            except UNREADABLE:
                found.add("devices.json", "it cannot be read")
        for name in sorted(members):
            if name.startswith("deliveries/"):
                try:
                    _delivery(name, members, acts, set(names), manifest, found, counts)
                except UNREADABLE:
                    found.add(name, "it cannot be read")
    return found, counts


def _members(archive, names, seal, found):
    """Every member, its bytes checked against the manifest; pictures against their own name."""
    members = {}
    for name in names:
        try:
            members[name] = archive.read(name)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError) as error:
            found.add(name, f"its bytes are damaged: {error}")
    if "manifest.json" not in names:
        raise ValueError("there is no manifest.json in it")
    manifest = _json(members, "manifest.json", found) or {}
    told = hashlib.sha256(members.get("manifest.json", b"")).hexdigest()
    if members.get("seal.txt", b"").decode("ascii", "replace").strip() != told:
        found.add("manifest.json", "it is not what seal.txt says")
    if seal and seal.lower() != told:
        found.add("manifest.json", "its seal is another one than you were given")
    if manifest.get("format") != FORMAT:
        found.add("manifest.json", "its format is not known to this program")
    listed = manifest.get("members", {})
    if len(set(names)) != len(names):
        found.add("manifest.json", "a name stands twice in the archive")
    for name, digest in listed.items():
        if name not in names:
            found.add(name, "it is missing")
        elif name in members and hashlib.sha256(members[name]).hexdigest() != digest:
            found.add(name, "it was changed after the export")
    for name in set(names) - set(listed) - {"manifest.json", "seal.txt"}:
        found.add(name, "it does not belong to the export")
    return manifest, members


def _json(members, name, found):
    try:
        return json.loads(members[name].decode("utf-8"))
    except KeyError:
        found.add(name, "it is missing or damaged")
    except ValueError:
        found.add(name, "it cannot be read")
    return None


def _chain(device, members, manifest, heads, found, counts):
    """A phone's acts from the first on; those with their content, by id."""
    name, acts, before, expected, last = f"chains/{device['id']}.jsonl", {}, GENESIS, 1, None
    try:
        key = load_key(device["public_key"])
    except ValueError:
        found.add("devices.json", f"the key of {device['id']} is none")
        return acts
    for number, line in enumerate(members.get(name, b"").decode("utf-8", "replace").splitlines(), 1):
        place = f"{name} line {number}"
        try:
            last = json.loads(line)
            _act(last, place, expected, before, device, key, found)
            counts["acts"] += 1
            counts["sealed"] += bool(last.get("sealed"))
            if not last.get("sealed"):
                acts[last["id"]] = dict(last, place=place)
            before, expected = last["hash"], last["counter"] + 1
        except UNREADABLE:
            found.add(place, "it cannot be read")
            before, expected, last = None, expected + 1, None
    _check_heads(device, name, last, manifest, heads, found)
    return acts


def _act(act, place, expected, before, device, key, found):
    """One act: its place, what it follows, its content, its signature."""
    counter, digest = act["counter"], act["hash"]
    if counter != expected:
        found.add(place, f"act {expected} was expected here, and this is act {counter}")
    if before is not None and act["previous_hash"] != before and counter not in device["noted_breaks"]:
        found.add(place, f"act {counter} does not follow the act before it")
    if act.get("sealed"):
        if set(act) != SEALED:
            found.add(place, "a sealed act has other fields than it should")
    else:
        content = {k: v for k, v in act.items() if k not in ("hash", "signature", "received_at")}
        if hashlib.sha256(canonical(content).encode("utf-8", "surrogatepass")).hexdigest() != digest:
            found.add(place, f"the content of act {counter} is not what the phone signed")
    if not is_signed(digest, act["signature"], key):
        found.add(place, f"the signature of act {counter} is not the phone's")


def _check_heads(device, name, last, manifest, heads, found):
    end = (last["counter"], last["hash"]) if last else (0, "")
    told = manifest.get("heads", {}).get(device["id"])
    if told is None or tuple(told) != end:
        found.add(name, "the chain does not end where the manifest says")
    for known in heads:
        who, counter, digest = known.split(":")
        if who == device["id"] and end[0] <= int(counter) and end != (int(counter), digest):
            found.add(name, f"the chain does not reach act {counter}, which you know")


def _delivery(name, members, acts, names, manifest, found, counts):
    delivery = _json(members, name, found)
    if delivery is None:
        return
    counts["deliveries"] += 1
    absent = set(manifest.get("absent_pictures", ()))
    for visit in delivery["visits"]:
        counts["visits"] += 1
        place = f"{name} visit {visit['number']}"
        if not visit["act"]:
            continue
        act = acts.get(visit["act"])
        if act is None:
            found.add(place, "the act that tells of it is missing")
            continue
        if act["kind"] not in KINDS.get(visit["outcome"], ()) or act["subject"] != visit["task"]:
            found.add(place, f"its act ({act['place']}) tells of something else")
        if visit["occurred_at"] != happened_at(act):
            found.add(place, "its time is not the one that the phone signed")
        for proof in visit["proofs"]:
            _proof(place, proof, act, found)
            for picture in proof["pictures"]:
                member = next((one for one in names if one.startswith(f"pictures/{picture}")), None)
                if member is None and picture not in absent:
                    found.add(place, f"picture {picture} is missing")
                elif member in members:
                    counts["pictures"] += 1
                    if hashlib.sha256(members[member]).hexdigest() != picture:
                        found.add(member, "the picture is not the one that the phone signed")


def _proof(place, proof, act, found):
    said, kind = act["payload"], proof["kind"]
    if not set(proof["pictures"]) <= set(act["files"]):
        found.add(place, f"a picture of {kind} is not among those that the phone signed")
    if proof["waived"]:
        fits = said.get("waived", {}).get(kind) == proof["waived"]
    else:
        signed = said.get("signature") or {}
        facts = {
            "SIGNATURE": {
                "name": str(signed.get("name", "")).strip(),
                "relationship": signed.get("relationship", "RECIPIENT"),
                "strokes": signed.get("strokes"),
            },
            "SCAN": {"codes": list(dict.fromkeys(said.get("scans", [])))},
            "NOTE": {"text": str(said.get("note", "")).strip()},
            "AGE": {"old_enough": said.get("age_checked") is True},
        }
        fits = proof["facts"] == facts.get(kind, proof["facts"])
    if not fits:
        found.add(place, f"{kind} says something else than the phone signed")


def happened_at(act):
    """When it happened: the phone's clock put right by its offset, and never after it was received."""
    told = datetime.fromisoformat(act["device_at"].replace("Z", "+00:00"))
    right = told.astimezone(timezone.utc) + timedelta(milliseconds=act["clock_offset_ms"])
    return min(right, datetime.fromisoformat(act["received_at"])).isoformat()


def canonical(value):
    """RFC 8785: keys sorted by UTF-16, no spaces, numbers as JavaScript writes them."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_quoted(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return _number(value) if isinstance(value, float) else _quoted(value)


def _quoted(value):
    return json.dumps(value, ensure_ascii=False)


def _number(value):
    if value == 0:
        return "0"
    sign, (number, _e, exponent) = "-" if value < 0 else "", repr(abs(value)).partition("e")
    whole, _dot, fraction = number.partition(".")
    digits, point = whole + fraction, len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point, digits = point - (len(digits) - len(stripped)), stripped.rstrip("0") or "0"
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if point > 1 else '-'}{abs(point - 1)}"


# --- ECDSA on P-256 (FIPS 186-5) ------------------------------------------------------------------

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200" + "04")


def load_key(text):
    """The point of a public key in base64 SPKI. Raises ValueError for anything but P-256."""
    raw = base64.b64decode(text, validate=True)
    if len(raw) != len(SPKI) + 64 or not raw.startswith(SPKI):
        raise ValueError("not a P-256 key")
    x, y = int.from_bytes(raw[-64:-32], "big"), int.from_bytes(raw[-32:], "big")
    if x >= P or y >= P or (y * y - x**3 + 3 * x - B) % P:
        raise ValueError("not a point of P-256")
    return x, y


def is_signed(digest, signature, key):
    """Whether the signature over the hash, given as hex, is of this key."""
    try:
        raw, message = base64.b64decode(signature, validate=True), bytes.fromhex(digest)
    except (ValueError, TypeError):
        return False
    if len(raw) != 64 or len(message) != 32:
        return False
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    if _library is not None:
        return _library(message, r, s, key)
    return _is_signed_slowly(message, r, s, key)


def _is_signed_slowly(message, r, s, key):
    # the phone signs the 32 bytes of the hash, and signing hashes once more
    e, w = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, N)
    point = _twice_multiplied(e * w % N, G, r * w % N, key)
    return point is not None and point[0] % N == r


def _twice_multiplied(u, one, v, two):
    """u one + v two, in Jacobian coordinates, both at once; None: the point at infinity."""
    table = {(1, 0): (*one, 1), (0, 1): (*two, 1), (1, 1): _add((*one, 1), (*two, 1))}
    total = None
    for bit in range(max(u.bit_length(), v.bit_length()) - 1, -1, -1):
        total = _double(total)
        bits = u >> bit & 1, v >> bit & 1
        if bits != (0, 0):
            total = _add(total, table[bits])
    if total is None:
        return None
    inverse = pow(total[2], -1, P)
    return total[0] * inverse**2 % P, total[1] * inverse**3 % P


def _double(point):
    if point is None or point[1] == 0:
        return None
    x, y, z = point
    delta, gamma = z * z % P, y * y % P
    beta, alpha = x * gamma % P, 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, 2 * y * z % P


def _add(one, two):
    if one is None or two is None:
        return one or two
    (x1, y1, z1), (x2, y2, z2) = one, two
    u1, u2 = x1 * z2 * z2 % P, x2 * z1 * z1 % P
    s1, s2 = y1 * z2**3 % P, y2 * z1**3 % P
    if u1 == u2:
        return _double(one) if s1 == s2 else None
    h, r = (u2 - u1) % P, (s2 - s1) % P
    h2, h3 = h * h % P, h**3 % P
    x3 = (r * r - h3 - 2 * u1 * h2) % P
    return x3, (r * (u1 * h2 - x3) - s1 * h3) % P, h * z1 * z2 % P


def _from_library():
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, utils
    except ImportError:
        return None

    def check(message, r, s, key):
        public = ec.EllipticCurvePublicNumbers(*key, ec.SECP256R1()).public_key()
        try:
            public.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True

    return check


_library = _from_library()


def main(arguments=None):
    """The command."""
    parser = argparse.ArgumentParser(description="Verify an archive of delivery proofs offline.")
    parser.add_argument("archive")
    parser.add_argument("--seal", default="", help="the seal that you were given apart from the archive")
    parser.add_argument("--head", action="append", default=[], metavar="DEVICE:COUNTER:HASH",
                        help="an act that you know the chain to have reached")  # fmt: skip
    asked = parser.parse_args(arguments)
    try:
        found, counts = verify(asked.archive, seal=asked.seal, heads=asked.head)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"This is no archive of proofs: {error}", file=sys.stderr)
        return 2
    for place, sentence in found:
        print(f"{place}: {sentence}")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    print("NOT GENUINE" if found else "GENUINE")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
