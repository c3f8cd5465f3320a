"""The manual as pages of staff: its contents with a search, and a page per chapter, which prints as it is."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from organization.manual.chapters import chapters_for, find_chapter
from organization.manual.searching import LONGEST, search_manual


@require_safe
def help_page(request, context):
    typed = request.GET.get("q", "").strip()
    role = request.user.role
    context |= {
        "title": "帮助",
        "typed": typed,
        "longest": LONGEST,
        "found": search_manual(typed, role),
        "chapters": [(chapter, role in chapter.roles) for chapter in chapters_for(role)],
    }
    return TemplateResponse(request, "staff/help.html", context)


@require_safe
def chapter_page(request, context, key):
    chapter = find_chapter(key)
    if chapter is None:
        raise Http404
    context |= {"title": chapter.title, "chapter": chapter}
    return TemplateResponse(request, "staff/help_chapter.html", context)
