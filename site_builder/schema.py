"""Data held against a JSON Schema of the package, with each fault as a person would say it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from site_builder.errors import nearest

Where = tuple[str | int, ...]
"""The keys, and positions in lists, that lead to a value."""


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema that comes with the package: `speech`, `names` or `editions`."""
    text = resources.files("site_builder").joinpath(f"{name}.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def _validator(name: str, part: str) -> Draft202012Validator:
    whole = schema(name)
    return Draft202012Validator({**whole, "$ref": f"#/$defs/{part}"} if part else whole)


def faults(name: str, data: Any, part: str = "") -> Iterator[tuple[Where, str]]:
    """What is wrong with data, each with its place; `part` is one of the schema's `$defs`."""
    for error in sorted(
        _validator(name, part).iter_errors(data), key=lambda e: list(map(str, e.absolute_path))
    ):
        where = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and error.validator_value is False:
            rules: Any = error.schema
            instance: Any = error.instance
            known = list(rules["properties"])
            for key in instance:
                if key not in known:
                    yield (*where, key), f'unknown key "{key}"{nearest(key, known)}'
        elif "propertyNames" in error.absolute_schema_path:
            example = error.schema["examples"][0] if isinstance(error.schema, dict) else ""
            key = str(error.instance)
            yield (*where, key), f'"{key}" is no id; it must look like {example}'
        else:
            yield where, _in_words(error)


def _in_words(error: ValidationError) -> str:
    name = dotted(error.absolute_path)
    rule: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            missing = next(key for key in rule if key not in instance)
            return f'"{dotted([*error.absolute_path, missing])}" is missing'
        case "type":
            kinds = {"string": "text", "array": "a list", "object": "keys and values"}
            kind = kinds.get(rule, "a whole number")
            return f'"{name}" must be {kind}'
        case "enum":
            guess = nearest(str(instance), rule)
            return f'"{name}" is "{instance}"{guess}; it must be one of {", ".join(rule)}'
        case "minLength":
            return f'"{name}" is empty'
        case "pattern":
            rules: Any = error.schema
            return f'"{name}" is "{instance}"; it must look like {rules["examples"][0]}'
    return f'"{name}": {error.message}'


def dotted(where: Iterable[str | int]) -> str:
    """The place of a value as a person would write it.

    >>> dotted(("speakers", 0, "name"))
    'speakers.0.name'
    """
    return ".".join(str(part) for part in where)
