"""Under each field for Mongolian, what it will look like, and what in it no phone may be able to show."""

from functools import cache
from itertools import groupby

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from organization.models import Campaign
from returnees.entrances.mongolian import missing_glyphs

# Mongolian with what stands around it in a text. Of the rest of Unicode the font has nothing.
LOOKED_AT = (range(0x20, 0x180), range(0x1800, 0x18B0), range(0x2000, 0x2070), range(0x3000, 0x3020))
WARNING = "字库里没有这些字符，手机上可能显示为方框或空白："


class MongolianTextarea(AdminTextareaWidget):
    class Media:
        css = {"all": ["mongolian.css"]}
        js = ["mongolian-preview.js"]

    def __init__(self, label: str, **options):
        super().__init__(**options)
        self.label = label

    def render(self, name, value, attrs=None, renderer=None):
        textarea = super().render(name, value, attrs, renderer)
        missing = missing_glyphs(value or "")
        return format_html(
            '<div data-mongolian-preview="{}">{}<p class="help warning" role="status"{}>{}<b>{}</b></p>'
            '<div class="columns" tabindex="0" role="region" aria-label="预览：{}">'
            '<div class="mongolian" lang="mn-Mong-CN">{}</div></div></div>',
            covered_ranges(),
            textarea,
            "" if missing else mark_safe(" hidden"),  # nosec B308 # a constant
            WARNING,
            missing,
            self.label,
            linebreaks_filter(value or ""),
        )


@cache
def covered_ranges() -> str:
    """The codes that the font has, as `20-7e 1800-1819 …`: with them the page's script warns while one types."""
    codes = [code for codes in LOOKED_AT for code in codes]
    missing = set(missing_glyphs("".join(map(chr, codes))))
    # Blanks and marks without a shape are never missing.
    runs = groupby(enumerate(code for code in codes if chr(code) not in missing), lambda one: one[1] - one[0])
    ends = ([code for _, code in run] for _, run in runs)
    return " ".join(f"{run[0]:x}-{run[-1]:x}" for run in ends)


def mongolian_widgets(names) -> dict[str, forms.Widget]:
    attrs = {"rows": 4, "lang": "mn-Mong-CN"}
    return {name: MongolianTextarea(Campaign._meta.get_field(name).verbose_name, attrs=attrs) for name in names}
