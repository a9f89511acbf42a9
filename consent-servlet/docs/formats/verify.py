#!/usr/bin/env python3
"""Reads the vectors beside this file as another language would, by README.md alone. Ends with 1 if one does not hold."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import sys
from datetime import datetime
from pathlib import Path

FOLDER = Path(__file__).parent
LABELS = {"cookie": b"eu-consent cookie", "record": b"consent record", "checkpoint": b"consent checkpoint",
          "account": b"consent account"}
DECISION = re.compile(r"([a-z][a-z0-9-]{0,23}):(?:(0)|1([A-Za-z0-9_-]{8}))")


def hmac256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def read_keys(lines):
    keys = {}
    for line in lines:
        key_id, secret = line.split(":", 1)
        keys[key_id] = {purpose: hmac256(base64.b64decode(secret), label) for purpose, label in LABELS.items()}
    return keys


def unpadded(text):
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_decisions(text):
    decisions = {}
    for part in text.split("!") if text else []:
        match = DECISION.fullmatch(part)
        if not match or match[1] in decisions:
            raise ValueError("not a decision")
        decisions[match[1]] = "refused" if match[2] else "granted " + match[3]
    return decisions


def read_cookie(value, site, keys):
    """What a cookie says, or None where it is no choice."""
    signed, _, mac = value.rpartition(".")
    parts = signed.split(".")
    if len(parts) != 7 or parts[0] != "1" or parts[1] not in keys:
        return None
    try:
        expected = hmac256(keys[parts[1]]["cookie"], (site + "\n" + signed).encode())
        if not hmac.compare_digest(expected, unpadded(mac)):
            return None
        return {"decidedAt": int(parts[2]), "expiresAt": int(parts[3]), "id": parts[4] or None,
                "notice": unpadded(parts[5]).hex() if parts[5] else None, "decisions": read_decisions(parts[6])}
    except (ValueError, binascii.Error):
        return None


def seconds(instant):
    return int(datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp())


def signed_text(record):
    return (f"format=1\nrecord={record['record']}\nconsent={record['consent']}\nsequence={record['sequence']}\n"
            f"event={record['event']}\nrecorded={seconds(record['recordedAt'])}\n"
            f"valid-until={seconds(record['validUntil'])}\ndecisions={record['decisions']}\nnotice={record['notice']}\n"
            f"method={record['method']}\nlanguage={record['language']}\ngpc={int(record['gpc'])}\nsite={record['site']}\n"
            f"previous={record['previousHash'] or ''}\nkey={record['keyId']}\n")


def fingerprint(category, elements):
    text = "\n".join([category, *elements]).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(text).digest()[:6]).decode()


def load(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


class Checks:
    def __init__(self):
        self.held = 0
        self.failed = 0

    def that(self, holds, about):
        self.held += bool(holds)
        self.failed += not holds
        if not holds:
            print("does not hold:", about)


def main():
    check = Checks()

    cookies = load("cookie.json")
    keys = read_keys(cookies["keys"])
    for key_id, derived in cookies["derivedKeys"].items():
        for purpose, key in derived.items():
            check.that(keys[key_id][purpose].hex() == key, f"the {purpose} key of {key_id}")
    for vector in cookies["vectors"]:
        said = {name: vector[name] for name in ("decidedAt", "expiresAt", "id", "notice", "decisions")} \
            if vector["valid"] else None
        check.that(read_cookie(vector["value"], vector["site"], keys) == said, "cookie: " + vector["about"])

    records = load("record.json")
    keys = read_keys(records["keys"])
    previous = None
    total = 0
    for vector in records["vectors"]:
        record = vector["record"]
        text = signed_text(record)
        record_hash = hashlib.sha256((text + record["mac"]).encode()).hexdigest()
        mac = hmac256(keys[record["keyId"]]["record"], text.encode()).hex()
        check.that(text == vector["signedText"], "signed text: " + vector["about"])
        check.that(record_hash == vector["hash"], "hash: " + vector["about"])
        check.that((mac == record["mac"]) == vector["valid"], "signature: " + vector["about"])
        if vector["valid"]:
            check.that(record["previousHash"] == previous, "chain: " + vector["about"])
            previous = record_hash
            element = hmac256(keys[record["keyId"]]["checkpoint"], b"element=" + record_hash.encode())
            total = (total + int.from_bytes(element, "big")) % 2**256
    checkpoint = records["checkpoint"]
    mac = hmac256(keys[checkpoint["keyId"]]["checkpoint"], checkpoint["signedText"].encode()).hex()
    check.that(f"{total:064x}" == checkpoint["total"], "the total of the checkpoint")
    check.that(mac == checkpoint["mac"], "the signature of the checkpoint")

    expected = load("notice-vector.json")
    notice = (FOLDER / expected["file"]).read_bytes()
    check.that(hashlib.sha256(notice).hexdigest() == expected["hash"], "the hash of the notice")
    for category in json.loads(notice)["categories"]:
        computed = fingerprint(category["id"], category["declares"])
        check.that(computed == category["fingerprint"] == expected["fingerprints"][category["id"]],
                   "the fingerprint of " + category["id"])

    print(f"{check.held} hold, {check.failed} do not")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
