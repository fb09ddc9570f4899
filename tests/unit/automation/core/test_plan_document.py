"""A plan as a document: what is written can be read, and nothing else can."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.errors import OtherVersionError
from automation.core.plan import (
    COMPONENTS,
    DeleteObject,
    HoldEnvironment,
    InvalidateCdn,
    ReconcileInfrastructure,
    ResourceChange,
    RestoreObject,
    RollbackPlan,
    SettleReleases,
    ShiftAlias,
    Step,
    VerifyHealth,
)
from automation.core.plan_document import FORMAT, plan_document, plan_from_json, plan_to_json
from automation.core.release import Metadata
from tests.builders import COMMIT_A, COMMIT_B

_TEXT = st.text(max_size=6)
_PAIRS = st.tuples(_TEXT, _TEXT)
_WEIGHTS = st.lists(st.tuples(_TEXT, st.floats(0, 1)), max_size=2).map(tuple)
_CHANGES = st.builds(
    ResourceChange,
    urn=_TEXT,
    type=_TEXT,
    operation=_TEXT,
    properties=st.lists(_TEXT, max_size=3).map(tuple),
)
_METADATA = st.none() | st.builds(Metadata, _TEXT, _TEXT)
_STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(HoldEnvironment, _TEXT, st.lists(_PAIRS, max_size=3).map(tuple)),
    st.builds(ShiftAlias, _TEXT, _TEXT, _TEXT, _TEXT, _WEIGHTS, _WEIGHTS),
    st.builds(
        RestoreObject,
        _TEXT,
        _TEXT,
        _TEXT,
        st.integers(0, 10**12),
        st.none() | _TEXT,
        st.none() | _TEXT,
        _METADATA,
        _METADATA,
    ),
    st.builds(DeleteObject, _TEXT, _TEXT, _TEXT),
    st.builds(InvalidateCdn, _TEXT),
    st.builds(VerifyHealth, _TEXT, st.lists(_TEXT, max_size=3).map(tuple), st.none() | _TEXT),
    st.builds(ReconcileInfrastructure, _TEXT, st.lists(_CHANGES, max_size=3).map(tuple)),
    st.builds(SettleReleases, st.none() | _TEXT, _TEXT),
)
_PLANS = st.builds(
    RollbackPlan,
    environment=st.sampled_from(("dev", "staging", "prod")),
    target_commit=st.just(COMMIT_A),
    from_commit=st.sampled_from((None, COMMIT_B)),
    components=st.sampled_from((COMPONENTS, COMPONENTS[:1], COMPONENTS[1:])),
    steps=st.lists(_STEPS, max_size=8).map(tuple),
)


@given(_PLANS)
def test_a_plan_survives_its_document(plan: RollbackPlan) -> None:
    assert plan_from_json(plan_to_json(plan)) == plan


@given(_PLANS)
def test_equal_plans_give_equal_texts(plan: RollbackPlan) -> None:
    assert plan_to_json(plan_from_json(plan_to_json(plan))) == plan_to_json(plan)


def test_the_document_names_its_format_and_each_steps_phase() -> None:
    plan = RollbackPlan("prod", COMMIT_A, None, COMPONENTS, (InvalidateCdn("E2"),))

    document = plan_document(plan)

    assert document["format"] == FORMAT == "clinical-trial/rollback-plan/2"
    assert document["steps"] == [
        {"phase": "traffic", "step": "InvalidateCdn", "distribution_id": "E2"}
    ]


@pytest.mark.parametrize(
    "document",
    [{}, {"format": "clinical-trial/rollback-plan/1"}, {"format": None}],
)
def test_another_format_is_refused(document: dict[str, str | None]) -> None:
    with pytest.raises(OtherVersionError, match="another version of this tool"):
        plan_from_json(json.dumps(document))
