"""Physical names are those of the written procedure, so that its commands find what they name."""

from automation.core import names


def test_the_procedures_names() -> None:
    assert names.function_name("api", "prod") == "clinical-trial-api-prod"
    assert names.frontend_bucket("prod") == "clinical-trial-frontend-prod"
    assert names.cluster_id("prod") == "clinical-trial-prod"
    assert names.ALIAS == "PROD"


def test_buckets_of_one_environment_are_three() -> None:
    buckets = {
        names.frontend_bucket("dev"),
        names.releases_bucket("dev"),
        names.audit_bucket("dev"),
    }

    assert len(buckets) == 3


def test_a_records_key_is_its_commit() -> None:
    assert names.release_key("a" * 40) == f"releases/{'a' * 40}.json"
