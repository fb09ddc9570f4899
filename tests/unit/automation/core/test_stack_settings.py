"""Settings of a run: the release's own values, today's secrets and today's governance."""

from automation.core.stack_settings import settings_for

RELEASE = {
    "config": {
        "p:memory": "256",
        "p:pagingUrl": {"secure": "v1:old"},
        "p:roles": {"team-lead": ["somebody-who-left"]},
        "p:dropped": {"secure": "v1:no-longer-set"},
    },
    "encryptionsalt": "old-salt",
}
TODAY = {
    "config": {
        "p:memory": "512",
        "p:pagingUrl": {"secure": "v1:rotated"},
        "p:roles": {"team-lead": ["ann"]},
        "p:allowedAccountIds": ["1"],
        "p:nested": {"token": {"secure": "v1:in-a-mapping"}},
        "p:listed": [{"secure": "v1:in-a-list"}],
        "p:new": "a plain value that the old program does not know",
    },
    "secretsprovider": "awskms://alias/pulumi",
    "encryptedkey": "key",
}


def test_plain_values_are_the_releases_own() -> None:
    assert settings_for(RELEASE, TODAY, "release")["config"]["p:memory"] == "256"


def test_a_secret_that_was_rotated_does_not_come_back() -> None:
    merged = settings_for(RELEASE, TODAY, "release")["config"]

    assert merged["p:pagingUrl"] == {"secure": "v1:rotated"}
    assert merged["p:nested"] == {"token": {"secure": "v1:in-a-mapping"}}
    assert merged["p:listed"] == [{"secure": "v1:in-a-list"}]


def test_a_secret_that_is_no_longer_set_is_left_out() -> None:
    assert "p:dropped" not in settings_for(RELEASE, TODAY, "release")["config"]


def test_who_may_approve_and_which_accounts_may_be_touched_is_todays() -> None:
    merged = settings_for(RELEASE, TODAY, "release")["config"]

    assert merged["p:roles"] == {"team-lead": ["ann"]}
    assert merged["p:allowedAccountIds"] == ["1"]


def test_who_is_told_is_todays_as_far_as_the_old_program_knows_it() -> None:
    today = {"config": {"p:notifications": {"sns": {"topicArn": "today"}}}}
    knowing = {"config": {"p:notifications": {"sns": {"topicArn": "then"}}}}

    told = settings_for(knowing, today, "release")["config"]["p:notifications"]
    assert told == {"sns": {"topicArn": "today"}}
    assert "p:notifications" not in settings_for(RELEASE, today, "release")["config"]


def test_secrets_are_decrypted_with_todays_key() -> None:
    merged = settings_for(RELEASE, TODAY, "release")

    assert merged["secretsprovider"] == "awskms://alias/pulumi"
    assert merged["encryptedkey"] == "key"
    assert "encryptionsalt" not in merged


def test_a_plain_value_that_is_new_since_the_release_is_left_out() -> None:
    assert "p:new" not in settings_for(RELEASE, TODAY, "release")["config"]


def test_todays_settings_can_be_chosen_whole() -> None:
    assert settings_for(RELEASE, TODAY, "today") == TODAY


def test_files_without_settings_are_no_error() -> None:
    assert settings_for({}, {}, "release") == {"config": {}}


def test_who_is_who_in_github_is_todays_as_far_as_the_old_program_knows_it() -> None:
    release = {"config": {"p:githubPeople": {"left": "left"}, "p:githubRepository": "o/old"}}
    today = {"config": {"p:githubPeople": {"ada-l": "ada"}, "p:githubProviderArn": "arn"}}

    assert settings_for(release, today, "release")["config"] == {"p:githubPeople": {"ada-l": "ada"}}
