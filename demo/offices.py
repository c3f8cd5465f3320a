"""The demo's persons responsible: most committees have named one, some have yet to."""

from demo.people import Phones, han_name, mongolian_name
from organization.models import Responsible
from returnees.choices import Gender

NAMED_SHARE = 0.85


def name_responsibles(rng, *, campaign, committees):
    phones = Phones(rng, shared_share=0)
    Responsible.objects.bulk_create(
        Responsible(
            campaign=campaign,
            committee=committee,
            name=rng.choice((han_name, mongolian_name))(rng, rng.choice((Gender.MALE, Gender.FEMALE))),
            phone=phones.next(),
        )
        for committee in committees
        if rng.random() < NAMED_SHARE
    )
