"""Answers questions about Python's own re, datetime and str: one JSON document in, one out.

In:  {"patterns": [[pattern, value], ...], "dates": [[format, text], ...], "prints": [[format, iso], ...],
      "values": [json text, ...], "records": [{...}, ...]}
Out: the answers under the same names; null for a pattern, format or text that Python refuses.
"""
import json
import os
import re
import sys
import time
import warnings
from datetime import datetime

os.environ["TZ"] = "UTC"
time.tzset()
warnings.simplefilter("ignore")
# whatever the version of the interpreter: conversion of long numbers is not what is asked about
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


def pattern(question):
    source, value = question
    try:
        return re.fullmatch(source, value) is not None
    except (re.error, OverflowError, RecursionError):
        return None


def parsed(question):
    form, text = question
    try:
        return datetime.strptime(text, form).isoformat()
    except (ValueError, re.error, OverflowError):
        return None


def printed(question):
    form, iso = question
    return datetime.fromisoformat(iso).strftime(form)


def fault(entity, field, message):
    return {key: value for key, value in (("entity", entity), ("field", field), ("message", message)) if value is not None}


def lint(question):
    """One record against definitions: the rules, written down a second time."""
    faults, record = [], json.loads(question["record"])
    for rule in sorted(question["definitions"], key=lambda rule: rule["order"]):
        name = rule["name"]
        if name not in record:
            if rule["isMandatory"]:
                faults.append(fault(None, name, "Field was not specified but is mandatory"))
            continue
        if record[name] is None:
            if rule["isMandatory"]:
                faults.append(fault(None, name, "Field value was null, but the field is mandatory"))
            continue
        text = str(record[name])
        if rule["regExp"] is not None and re.fullmatch(rule["regExp"], text) is None:
            faults.append(fault(None, name, rule["regexDescription"]))
        if rule["dateTimeFmt"] is not None and parsed([rule["dateTimeFmt"], text]) is None:
            faults.append(fault(None, name, "The field could not be parsed as a valid date / time"))
    names = {rule["name"] for rule in question["definitions"]}
    faults += [fault(None, name, "The field was not expected.") for name in record if name not in names]
    if faults:
        return {"faults": faults}
    stored = {}
    for rule in question["definitions"]:
        value = record.get(rule["name"])
        text = None if value is None else str(value)
        if text is not None and rule["dateTimeFmt"] is not None:
            text = parsed([rule["dateTimeFmt"], text])
        stored[rule["name"]] = text
    return {"stored": stored}


def main():
    questions = json.load(sys.stdin)
    answer = {
        "patterns": pattern,
        "dates": parsed,
        "prints": printed,
        "values": lambda text: str(json.loads(text)),
        "records": lint,
    }
    json.dump({name: [answer[name](one) for one in many] for name, many in questions.items()}, sys.stdout)


main()
