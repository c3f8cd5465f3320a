"""Accounts that were deactivated while cases are still assigned to them: whoever did it is led to the 交接."""

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.module_loading import import_string

# Accounts that are named one by one.
MOST_NAMED = 5


def count_open_work(accounts) -> dict[int, int]:
    """By the key of the account; those without open cases are not there."""
    # What is counted lies in apps above this one.
    return import_string(settings.OPEN_WORK_COUNTS)([account.pk for account in accounts])


def lead_to_hand_over(request, accounts) -> None:
    counts = count_open_work(accounts)
    leaving = [account for account in accounts if account.pk in counts]
    for account in leaving[:MOST_NAMED]:
        address = reverse("account_hand_over", args=[account.pk])
        sentence = '账号 {} 已停用，名下还有 {} 个跟进个案没有办完：<a href="{}">办理交接</a>'
        messages.warning(request, format_html(sentence, account, counts[account.pk], address))
    if others := leaving[MOST_NAMED:]:
        messages.warning(request, f"另有 {len(others)} 个停用的账号也还有没办完的个案，请逐个打开账号办理交接。")
