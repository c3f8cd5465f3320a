"""The questionnaire's page of a campaign, rendered once for all its entrances, places and visitors."""

import re
from dataclasses import replace
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape

from returnees.prepared_page import Piece, deflated, stored
from returnees.questionnaire import Questionnaire
from returnees.questionnaire_page import City, face_of, page_context

# Stand in the rendered page for what is put in between, in this order; the first twice.
FACE, CODE, PLACE, SUBMISSION, TOKEN = "FACE-MARK", "CODE-MARK", "PLACE-MARK", "SUBMISSION-MARK", "TOKEN-MARK"
UUID_LENGTH = 36
# A hundredth of what the phones' first view weighs. Nothing is filled in on this page that could hold any.
INDENTATION = re.compile(r"\n\s+")
# An option of the homes that is chosen beforehand.
CHOSEN = re.compile(r'(value="([^"]*)") selected')


class CampaignPage:
    """Its constant pieces, and for each place those that differ with it: face and homes.

    Rendered with every county chosen; of these, the page of a place leaves its own.
    """

    def __init__(self, questionnaire: Questionnaire):
        self.questionnaire = questionnaire
        html = render(questionnaire)
        self.has_mongolian = 'class="mongolian"' in html
        head, self.between_faces, html = html.split(FACE)
        to_code, html = html.split(CODE)
        to_homes, html = html.split(PLACE)
        homes_end = max((option.end() for option in CHOSEN.finditer(html)), default=0)
        self.homes, html = html[:homes_end], html[homes_end:]
        to_submission, html = html.split(SUBMISSION)
        to_token, end = html.split(TOKEN)
        codes = ["", *(place.gb_code for place in questionnaire.design.places)]
        self.homes_length = max(len(self.homes_of(code)) for code in codes)
        self.head, self.to_code = deflated(head.encode()), deflated(to_code.encode())
        self.to_homes = deflated(to_homes.encode())
        before = self.to_homes.plain + bytes(self.homes_length)
        self.to_submission = deflated(to_submission.encode(), before=before)
        before += self.to_submission.plain + bytes(UUID_LENGTH)
        self.to_token = deflated(to_token.encode(), before=before)
        self.end = deflated(end.encode(), is_last=True)
        # No more than there are codes.
        self.places: dict[str, tuple[Piece, Piece]] = {}

    def pieces(self, *, code: str, place: str, submission_uuid: UUID, token: str) -> tuple[Piece, ...]:
        face, homes = self.places.get(place) or self.pieces_of(place)
        return (
            *(self.head, face, self.to_code, stored(code.encode()), self.to_homes, homes),
            *(
                self.to_submission,
                stored(str(submission_uuid).encode()),
                self.to_token,
                stored(token.encode()),
                self.end,
            ),
        )

    def pieces_of(self, place: str) -> tuple[Piece, Piece]:
        face = escape(face_of(self.questionnaire, place))
        faces = f"{face}{self.between_faces}{face}".encode()
        # Spaces before the end of a tag mean nothing.
        homes = self.homes_of(place).ljust(self.homes_length)
        pieces = deflated(faces, before=self.head.plain), deflated(homes, before=self.to_homes.plain)
        self.places[place] = pieces
        return pieces

    def homes_of(self, place: str) -> bytes:
        return (place + CHOSEN.sub(lambda option: option[option[2] != place], self.homes)).encode()


def render(questionnaire: Questionnaire) -> str:
    context = page_context(questionnaire)
    marks = {
        "face": FACE,
        "action": reverse("questionnaire", args=[CODE]),
        "cities": [with_all_chosen(city) for city in context["cities"]],
        "home_city": PLACE,
        "submission_uuid": SUBMISSION,
        "form_token": TOKEN,
    }
    return INDENTATION.sub("\n", render_to_string("public/questionnaire.html", context | marks))


def with_all_chosen(city: City) -> City:
    return replace(city, counties=[replace(county, is_chosen=True) for county in city.counties])
