"""The demo's returnees: through which entrance they came, and their rows."""

import uuid
from collections import Counter, defaultdict
from random import Random

from django.utils.timezone import localdate

from demo.accounts import DARHAN_MUMINGGAN
from demo.answers import Youth, answer, invent_youth
from demo.people import Phones
from demo.season import Season
from organization.choices import Level
from returnees.choices import ConsentProof, EntranceChannel, FilledBy, QuarantineReason, ReturneeState
from returnees.content_digest import content_digest
from returnees.models import Entrance, EntranceDay, Returnee, ReturneeAnswer
from returnees.receipt_codes import submission_digest

RETURNEE_COUNT = 1200
QUARANTINED_SHARE = 0.006
STAFF_FILLED_AT = (DARHAN_MUMINGGAN, "150422", "152222", "150921")
WECHAT_GROUPS = (
    (DARHAN_MUMINGGAN, "在外创业务工青年群"),
    (DARHAN_MUMINGGAN, "在外学生群"),
    ("150122", "团员青年群"),
    ("150222", "在外创业务工青年群"),
    ("150783", "在外学生群"),
    ("150781", "团员青年群"),
    ("152223", "在外创业务工青年群"),
    ("150525", "在外学生群"),
    ("150430", "在外创业务工青年群"),
    ("152501", "团员青年群"),
    ("152525", "嘎查村团支部负责人群"),
    ("150923", "在外创业务工青年群"),
    ("150622", "团员青年群"),
    ("150821", "在外学生群"),
)


class Entrances:
    """The ways into the questionnaire: the home page, a poster per league-city, groups and 代填 in some counties."""

    def __init__(self, rng: Random, *, campaign, committees, season: Season):
        self.rng, self.campaign, self.season = rng, campaign, season
        self.homepage = Entrance.objects.homepage_of(campaign)
        self.local = defaultdict(list)
        self.posters = {
            league_city.pk: self.new(league_city, EntranceChannel.POSTER)
            for league_city in committees
            if league_city.level == Level.LEAGUE_CITY
        }
        at = {committee.gb_code: committee for committee in committees}
        for code in STAFF_FILLED_AT:
            self.local[at[code].pk].append(self.new(at[code], EntranceChannel.STAFF_FILLED))
        for code, label in WECHAT_GROUPS:
            self.local[at[code].pk].append(self.new(at[code], EntranceChannel.WECHAT_GROUP, label))
        made = [*self.posters.values(), *(entrance for local in self.local.values() for entrance in local)]
        Entrance.objects.bulk_create(made)

    def new(self, committee, channel, label="") -> Entrance:
        return Entrance(
            campaign=self.campaign,
            committee=committee,
            channel=channel,
            label=label,
            created_at=self.season.early_moment(self.rng),
        )

    def of(self, home) -> Entrance:
        if self.local[home.pk] and self.rng.random() < 0.6:
            return self.rng.choice(self.local[home.pk])
        chance = self.rng.random()
        if chance < 0.55:
            return self.posters[home.parent_id]
        return self.rng.choice(list(self.posters.values())) if chance < 0.59 else self.homepage


def home_weights(rng: Random, counties) -> list[int]:
    weights = rng.choices((0, 3, 6, 10, 15, 22), (1, 4, 5, 5, 3, 1), k=len(counties))
    return [
        30 if county.gb_code == DARHAN_MUMINGGAN else weight for county, weight in zip(counties, weights, strict=True)
    ]


def invent_youths(rng: Random, *, committees, season: Season) -> list[Youth]:
    """County by county, so that neighbours share a shared number; then in the order of submission."""
    counties = [committee for committee in committees if committee.level == Level.COUNTY]
    homes = rng.choices(counties, home_weights(rng, counties), k=RETURNEE_COUNT)
    phones = Phones(rng)
    youths = [
        invent_youth(rng, home=home, phone=phones.next(), submitted_at=season.questionnaire_moment(rng))
        for home in sorted(homes, key=lambda home: home.path)
    ]
    return sorted(youths, key=lambda youth: youth.submitted_at)


def fill_in_questionnaires(rng: Random, *, campaign, committees, season: Season) -> list[tuple[Returnee, dict]]:
    """The same rows as `Returnee.objects.accept` would store one by one, stored at once; each with its selections."""
    entrances = Entrances(rng, campaign=campaign, committees=committees, season=season)
    notice = campaign.privacy_notice()
    returnees, selections = [], []
    for youth in invent_youths(rng, committees=committees, season=season):
        columns, chosen = answer(rng, youth)
        returnees.append(_returnee(rng, notice, entrances.of(youth.home), youth, columns, chosen))
        selections.append(chosen)
    Returnee.objects.bulk_create(returnees)
    EntranceDay.objects.bulk_create(openings(rng, returnees))
    ReturneeAnswer.objects.bulk_create(
        ReturneeAnswer(returnee=returnee, question=question, code=code)
        for returnee, chosen in zip(returnees, selections, strict=True)
        for question, codes in chosen.items()
        for code in codes
    )
    return list(zip(returnees, selections, strict=True))


def openings(rng: Random, returnees) -> list[EntranceDay]:
    submitted = Counter((returnee.entrance, localdate(returnee.submitted_at)) for returnee in returnees)
    return [
        EntranceDay(entrance=entrance, day=day, open_count=count + rng.randint(0, 2 * count))
        for (entrance, day), count in submitted.items()
    ]


def _consent(entrance: Entrance, youth: Youth) -> dict:
    """Of those for whom staff fill in, some have no phone at hand and sign."""
    if not entrance.is_staff_filled:
        return {"consent_proof": ConsentProof.OWN_TICK}
    if youth.phone[-1] in "02468":
        return {"consent_proof": ConsentProof.OWN_PHONE}
    number = f"{youth.submitted_at:%m%d}-{youth.phone[-2:]}"
    signed_on = localdate(youth.submitted_at)
    return {"consent_proof": ConsentProof.PAPER, "consent_paper_on": signed_on, "consent_paper_number": number}


def _returnee(rng: Random, notice, entrance: Entrance, youth: Youth, columns: dict, chosen: dict) -> Returnee:
    is_quarantined = rng.random() < QUARANTINED_SHARE
    reason = QuarantineReason.HONEYPOT if youth.phone[-1] in "02468" else QuarantineReason.TOO_FAST
    submission_uuid = uuid.UUID(int=rng.getrandbits(128), version=4)
    return Returnee(
        campaign=entrance.campaign,
        entrance=entrance,
        state=ReturneeState.QUARANTINED if is_quarantined else ReturneeState.ACCEPTED,
        quarantine_reason=reason if is_quarantined else "",
        filled_by=FilledBy.STAFF if entrance.is_staff_filled else FilledBy.SELF,
        **_consent(entrance, youth),
        submission_uuid=submission_uuid,
        receipt_digest=submission_digest(submission_uuid),
        content_digest=content_digest(columns | chosen),
        consent_version=notice.version,
        submitted_at=youth.submitted_at,
        **columns,
    )
