"""Arabic."""

from __future__ import annotations

import re

from site_builder.languages._base import Language

ARABIC = Language(
    code="ar",
    direction="rtl",
    months=(
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    day="{d} {month_name} {y}",
    month="{month_name} {y}",
    by="{end} أو قبله",
    between="بين {start} و{end}",
    uncertain="{date} (غير مؤكد)",
    unknown_date="التاريخ غير معروف",
    list_separator="؛ ",
    gap="[سقط: {reason}]",
    counted_gap="[سقط: {n} حرفًا، {reason}]",
    gap_pattern=re.compile(r"\[سقط: (?:(?P<n>[\d,]+) حرفًا، )?(?P<reason>[^\]]+)\]"),
    reasons={
        "paywall": "الصفحة المصدر مدفوعة",
        "cut": "تنتهي الصفحة هنا",
        "cut-of": "تنتهي الصفحة هنا وتذكر أن النص كله {total} حرفًا",
        "cut-shown": "تنتهي الصفحة هنا وتذكر أنها تعرض {shown} من {total}",
    },
)
