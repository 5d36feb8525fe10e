"""Answers questions about Python's own re, datetime and str: one JSON document in, one out.

In:  {"patterns": [[pattern, value], ...], "dates": [[format, text], ...], "prints": [[format, iso], ...],
      "values": [json text, ...], "records": [{...}, ...], "submissions": [{...}, ...]}
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


def submission(question):
    """Files and stored records of one submission: the rules, written down a second time."""
    rules = sorted(question["definitions"], key=lambda rule: rule["order"])
    files, sets, faults = question["files"], question["metadatasets"], []
    places = [
        (one["uuid"], rule["name"], one["record"][rule["name"]])
        for one in sets
        for rule in rules
        if rule["isFile"] and one["record"].get(rule["name"])
    ]
    names, named = [one["name"] for one in files], [name for _, _, name in places]
    faults += [fault(one["uuid"], None, "No data uploaded") for one in files if not one["contentUploaded"]]
    faults += [fault(one["uuid"], None, "Already submitted") for one in files if one["submitted"]]
    faults += [fault(one["uuid"], None, "Already submitted") for one in sets if one["submitted"]]
    for one in files:
        if names.count(one["name"]) > 1:
            faults.append(fault(one["uuid"], None, "Filename occurs multiple times among provided files"))
    for entity, field, name in places:
        if named.count(name) > 1:
            faults.append(fault(entity, field, "Filename occurs multiple times in metadata"))
    for one in files:
        if one["name"] not in named:
            faults.append(fault(one["uuid"], None, "File included without reference in metadata"))
    for entity, field, name in places:
        if name not in names:
            faults.append(fault(entity, field, "Referenced file not provided"))
    for one in sets:
        faults += [fault(one["uuid"], *rest) for rest in stored_faults(one["record"], rules)]
    for rule in rules:
        if not (rule["isSubmissionUnique"] or rule["isSiteUnique"]):
            continue
        values = [one["record"].get(rule["name"]) for one in sets]
        for value in dict.fromkeys(values):
            if value and values.count(value) > 1:
                for one in sets:
                    if one["record"].get(rule["name"]) == value:
                        message = "Violation of intra-submission unique constraint"
                        faults.append(fault(one["uuid"], rule["name"], message))
    return faults


def stored_faults(record, rules):
    for rule in rules:
        name = rule["name"]
        if name not in record:
            if rule["isMandatory"]:
                yield name, "Field was not specified but is mandatory"
        elif record[name] is None:
            if rule["isMandatory"]:
                yield name, "Field value was null, but the field is mandatory"
        elif rule["regExp"] is not None and re.fullmatch(rule["regExp"], record[name]) is None:
            yield name, rule["regexDescription"]


def main():
    questions = json.load(sys.stdin)
    answer = {
        "patterns": pattern,
        "dates": parsed,
        "prints": printed,
        "values": lambda text: str(json.loads(text)),
        "records": lint,
        "submissions": submission,
    }
    json.dump({name: [answer[name](one) for one in many] for name, many in questions.items()}, sys.stdout)


main()
