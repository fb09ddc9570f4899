"""What a lock-down keeps of a door is all that AWS knows of it: compared with the SDK's models."""

from botocore.model import StructureShape
from botocore.session import Session

from automation.core.throttle import PATHS
from automation.core.web_acl import FIELDS


def members(service: str, name: str) -> set[str]:
    shape = Session().get_service_model(service).shape_for(name)
    assert isinstance(shape, StructureShape)
    return set(shape.members)


def test_an_update_of_a_web_acl_names_everything_that_it_can_set() -> None:
    place_and_token = {"Name", "Scope", "Id", "LockToken"}

    assert set(FIELDS) == members("wafv2", "UpdateWebACLRequest") - place_and_token


def test_each_method_setting_has_its_path() -> None:
    assert set(PATHS) == members("apigateway", "MethodSetting")
