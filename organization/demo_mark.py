"""How a site knows that it holds the invented campaign, and nobody's own values."""

from organization.models import Account

# Made with the demo, in a database that was empty before.
DEMO_ACCOUNT = "demo-region"


def holds_demo() -> bool:
    return Account.objects.filter(username=DEMO_ACCOUNT).exists()
