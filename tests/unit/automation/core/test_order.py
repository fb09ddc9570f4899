"""Whose approval an order needs, and when."""

import pytest

from tests.builders import order

URN = "urn:pulumi:prod::clinical-trial::aws:s3/bucket:Bucket::audit"


@pytest.mark.parametrize(
    ("scenario", "role"), [("performance", "on-call-engineer"), ("partial-loss", "team-lead")]
)
def test_manual_rows_need_an_approval_in_prod_only(scenario: str, role: str) -> None:
    asked = order(scenario=scenario)

    assert asked.role == role
    assert not asked.is_approved_afterwards
    assert order(environment="staging", scenario=scenario).role is None
    assert order(environment="dev", scenario=scenario).role is None


@pytest.mark.parametrize("scenario", ["security", "data-corruption"])
def test_emergencies_are_approved_afterwards(scenario: str) -> None:
    assert order(scenario=scenario).is_approved_afterwards
    assert not order(scenario=scenario, environment="dev").is_approved_afterwards


def test_nobody_is_asked_for_the_automatic_row() -> None:
    assert order(scenario="error-rate").role is None
    assert not order(scenario="error-rate").is_approved_afterwards


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
@pytest.mark.parametrize("scenario", ["error-rate", "performance", "security", "data-corruption"])
def test_data_is_given_up_by_the_database_role_and_never_before_it_agreed(
    environment: str, scenario: str
) -> None:
    asked = order(environment=environment, scenario=scenario, data_loss=(URN,))

    assert asked.role == "database-administrator"
    assert not asked.is_approved_afterwards
