"""Data held against a JSON Schema of the package, with each fault as a person would say it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from site_builder.errors import nearest

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

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
    from jsonschema import Draft202012Validator  # slow to load, and seldom asked

    whole = schema(name)
    return Draft202012Validator({**whole, "$ref": f"#/$defs/{part}"} if part else whole)


def faults(name: str, data: Any, part: str = "") -> Iterator[tuple[Where, str]]:
    """What is wrong with data, each with its place; `part` is one of the schema's `$defs`."""
    if not part and _is_sound(schema(name), data):
        return
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


def _is_sound(rules: Mapping[str, Any], data: Any) -> bool:
    """Whether data is all that a schema asks for; False also where these few rules do not tell.

    Most data is as it should be, and the library takes ten times as long to say so.
    """
    return all(
        keyword in _WORDS or (keyword in _CHECKS and _CHECKS[keyword](rule, data, rules))
        for keyword, rule in rules.items()
    )


_WORDS = frozenset({"$schema", "title", "description", "examples"})
"""What a schema says to people."""
_TYPES = {"string": str, "array": list, "object": dict, "integer": int}
_CHECKS: dict[str, Callable[[Any, Any, Mapping[str, Any]], bool]] = {
    "type": lambda rule, data, _: type(data) is _TYPES.get(rule),
    "enum": lambda rule, data, _: type(data) is str and data in rule,
    "pattern": lambda rule, data, _: type(data) is str and bool(re.search(rule, data)),
    "minLength": lambda rule, data, _: type(data) is str and len(data) >= rule,
    "maxLength": lambda rule, data, _: type(data) is str and len(data) <= rule,
    "minimum": lambda rule, data, _: type(data) is int and data >= rule,
    "required": lambda rule, data, _: type(data) is dict and all(key in data for key in rule),
    "items": lambda rule, data, _: type(data) is list and all(_is_sound(rule, x) for x in data),
    "properties": lambda rule, data, _: (
        type(data) is dict and all(_is_sound(rule[key], data[key]) for key in data if key in rule)
    ),
    "additionalProperties": lambda rule, data, rules: (
        rule is False and type(data) is dict and data.keys() <= rules["properties"].keys()
    ),
}


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
