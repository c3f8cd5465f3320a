"""The demo's persons responsible: most committees have named one, some have yet to; a third let youths call them."""

from demo.people import Phones, han_name, mongolian_name
from organization.models import Responsible
from returnees.choices import Gender

NAMED_SHARE = 0.85
PUBLIC_ONE_IN = 3


def name_responsibles(rng, *, campaign, committees):
    phones = Phones(rng, shared_share=0)
    responsibles = [
        Responsible(
            campaign=campaign,
            committee=committee,
            name=rng.choice((han_name, mongolian_name))(rng, rng.choice((Gender.MALE, Gender.FEMALE))),
            phone=phones.next(),
        )
        for committee in committees
        if rng.random() < NAMED_SHARE
    ]
    for responsible in rng.sample(responsibles, k=len(responsibles) // PUBLIC_ONE_IN):
        responsible.is_public = True
    Responsible.objects.bulk_create(responsibles)
