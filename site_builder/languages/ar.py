"""Arabic."""

from __future__ import annotations

import re

from site_builder.languages._base import Language

ARABIC = Language(
    code="ar",
    direction="rtl",
    # Assumptions. Aloud, 184 words a minute are read on average of 17 languages (Trauzettel-
    # Klosinski and Dietz, Invest. Ophthalmol. Vis. Sci. 53, 2012), and fewer where a word holds as
    # much as an Arabic one. In English, silent reading is 1.3 times as fast (Brysbaert).
    read_in_a_minute=180,
    spoken_in_a_minute=100,
    months=(
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
    day="{d} {month_name} {y}",
    month="{month_name} {y}",
    seasons=("ربيع", "صيف", "خريف", "شتاء"),
    season="{season_name} {y}",
    some_month="{date}، الشهر غير معروف",
    some_day="{date}، اليوم غير معروف",
    month_and_day="{d} {month_name}",
    month_alone="{month_name}",
    by="{end} أو قبله",
    since="{start} أو بعده",
    approximate="نحو {date}",
    between="بين {start} و{end}",
    uncertain="{date} (غير مؤكد)",
    unknown_date="التاريخ غير معروف",
    list_separator="؛ ",
    stage=re.compile(r"[(\[](?:تصفيق|ضحك|هتافات?)[^()\[\]\n]{0,30}[)\]]"),
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
