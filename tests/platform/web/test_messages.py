"""Every sentence is translated, with the placeholders it has, and what is compiled is what is written."""

from django.utils.translation import gettext, override

from scripts.messages import catalogue, merged, missing


def test_every_sentence_of_code_and_templates_is_in_the_catalogue_and_translated() -> None:
    assert missing(merged(catalogue())) == []


def test_the_catalogue_holds_nothing_that_is_not_asked_for() -> None:
    kept = {message.id for message in catalogue() if message.id}
    asked = {message.id for message in merged(catalogue()) if message.id}
    assert kept - asked == set()


def test_chinese_is_compiled() -> None:
    with override("zh-hans"):
        assert gettext("Sign in") == "登录"
