import pytest
from django.core import signing

from returnees.signing import PreparedSigner, signer

TEXTS = ["", "12.uuid.1580515200.2020-1", "乌云:其其格"]


@pytest.mark.parametrize("text", TEXTS)
def test_signs_as_django_does(text):
    djangos = signing.Signer(key="k" * 40, salt="returnees.any")
    ours = PreparedSigner(key="k" * 40, salt="returnees.any")
    assert ours.sign(text) == djangos.sign(text)
    assert ours.unsign(djangos.sign(text)) == text


def test_a_changed_text_or_salt_is_refused():
    signed = signer("one").sign("text")
    for changed in (signed.replace("text", "next"), signed[:-1], signer("other").sign("text")):
        with pytest.raises(signing.BadSignature):
            signer("one").unsign(changed)


def test_what_an_old_key_signed_holds(settings):
    signed = signer("one").sign("text")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 40, [settings.SECRET_KEY]
    assert signer("one").unsign(signed) == "text"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(signing.BadSignature):
        signer("one").unsign(signed)
