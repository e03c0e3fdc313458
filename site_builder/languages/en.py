"""English."""

from __future__ import annotations

from site_builder.languages._base import Language

ENGLISH = Language(
    code="en",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day="{d} {month_name} {y}",
    month="{month_name} {y}",
)
