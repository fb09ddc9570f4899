"""What users get from `/api/…`."""

import json

import pytest

from tests.functional.sandbox.deployment import Deployment
from tests.functional.sandbox.functions import answering

pytestmark = pytest.mark.functional


def test_runs_the_version_that_the_alias_points_at(deployment: Deployment) -> None:
    deployment.deploy_function(answering("second"))

    assert deployment.get("/api/health").text == "first"


def test_serves_another_version_as_soon_as_the_alias_moves(deployment: Deployment) -> None:
    version = deployment.deploy_function(answering("second"))
    deployment.point_alias(version)
    assert deployment.get("/api/health").text == "second"

    deployment.point_alias("1")

    assert deployment.get("/api/health").text == "first"


def test_honours_the_alias_weights(deployment: Deployment) -> None:
    version = deployment.deploy_function(answering("second"))
    deployment.point_alias("1", {version: 1.0})
    assert deployment.get("/api/health").text == "second"

    deployment.point_alias("1", {version: 0.0})

    assert deployment.get("/api/health").text == "first"


def test_hands_the_request_to_the_handler(deployment: Deployment) -> None:
    deployment.serve(
        "import json\n"
        "def handle(event, context):\n"
        "    return {'statusCode': 201, 'headers': {'X-Own': 'yes'}, 'body': json.dumps(event)}\n"
    )

    seen = deployment.get(
        "/api/files/a%20b?x=1&x=2", method="POST", body=b"hello", headers={"X-Sent": "s"}
    )

    event = json.loads(seen.text)
    assert (seen.status, seen.headers["x-own"]) == (201, "yes")
    assert event["httpMethod"] == "POST"
    assert event["path"] == "/api/files/a b"
    assert event["pathParameters"] == {"proxy": "files/a b"}
    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"]}
    assert event["headers"]["x-sent"] == "s"
    assert event["body"] == "hello"
    assert event["requestContext"]["stage"] == "dev"


def test_runs_a_version_with_the_settings_it_was_published_with(deployment: Deployment) -> None:
    source = (
        "import os\n"
        "def handle(event, context):\n"
        "    return {'statusCode': 200, 'body': os.environ['GREETING']}\n"
    )
    configure = deployment.clients.lambda_.update_function_configuration
    wait = deployment.clients.lambda_.get_waiter("function_updated_v2").wait
    configure(FunctionName=deployment.function, Environment={"Variables": {"GREETING": "old"}})
    wait(FunctionName=deployment.function, WaiterConfig={"Delay": 0.05})
    deployment.serve(source)
    configure(FunctionName=deployment.function, Environment={"Variables": {"GREETING": "new"}})

    assert deployment.get("/api/health").text == "old"


def test_finds_the_sandbox_from_inside_a_handler(deployment: Deployment) -> None:
    deployment.serve(
        "import boto3\n"
        "def handle(event, context):\n"
        "    buckets = boto3.client('s3').list_buckets()['Buckets']\n"
        "    return {'statusCode': 200, 'body': ' '.join(b['Name'] for b in buckets)}\n"
    )

    assert deployment.bucket in deployment.get("/api/health").text


def test_answers_502_when_the_handler_raises(deployment: Deployment) -> None:
    deployment.serve("def handle(event, context):\n    raise ValueError('no')\n")

    seen = deployment.get("/api/health")

    assert (seen.status, json.loads(seen.text)) == (502, {"message": "Internal server error"})


def test_answers_502_when_the_code_does_not_load(deployment: Deployment) -> None:
    deployment.serve("import nothing_of_that_name\n")

    assert deployment.get("/api/health").status == 502


def test_answers_502_when_the_result_is_no_response(deployment: Deployment) -> None:
    deployment.serve("def handle(event, context):\n    return 'hello'\n")

    assert deployment.get("/api/health").status == 502


def test_what_a_handler_prints_is_not_its_answer(deployment: Deployment) -> None:
    deployment.serve("print('loading')\n" + answering("clean"))

    assert deployment.get("/api/health").text == "clean"


def test_answers_502_when_the_function_runs_past_its_own_time_limit(deployment: Deployment) -> None:
    deployment.clients.lambda_.update_function_configuration(
        FunctionName=deployment.function, Timeout=1
    )
    deployment.clients.lambda_.get_waiter("function_updated_v2").wait(
        FunctionName=deployment.function, WaiterConfig={"Delay": 0.05}
    )
    deployment.serve("import time\ndef handle(event, context):\n    time.sleep(60)\n")

    assert deployment.get("/api/health").status == 502


def test_answers_504_when_the_integration_does_not_wait_that_long(deployment: Deployment) -> None:
    deployment.let_api_wait(2000)
    deployment.serve("import time\ndef handle(event, context):\n    time.sleep(60)\n")

    assert deployment.get("/api/health").status == 504


def test_a_throttle_of_zero_stops_everybody_until_it_is_removed(deployment: Deployment) -> None:
    deployment.patch_stage("/*/*/throttling/rateLimit", "0")
    assert deployment.get("/api/health").status == 429

    deployment.patch_stage("/*/*", "", op="remove")

    assert deployment.get("/api/health").status == 200


def test_a_methods_own_throttle_goes_before_that_of_the_stage(deployment: Deployment) -> None:
    deployment.patch_stage("/~1api~1{proxy+}/ANY/throttling/rateLimit", "50")
    deployment.patch_stage("/*/*/throttling/rateLimit", "0")

    assert deployment.get("/api/health").status == 200


def test_reserved_concurrency_of_zero_switches_the_function_off(deployment: Deployment) -> None:
    deployment.clients.lambda_.put_function_concurrency(
        FunctionName=deployment.function, ReservedConcurrentExecutions=0
    )

    assert deployment.get("/api/health").status == 500


def test_a_path_without_a_resource_is_refused(deployment: Deployment) -> None:
    deployment.configure(CustomErrorResponses={"Quantity": 0})

    assert deployment.get("/api/").status == 403


def test_an_api_without_the_aliass_permission_cannot_run_the_function(
    deployment: Deployment,
) -> None:
    deployment.clients.lambda_.remove_permission(
        FunctionName=deployment.function, Qualifier="PROD", StatementId="api"
    )

    assert deployment.get("/api/health").status == 500


def test_answers_at_its_own_address_past_the_firewall(deployment: Deployment) -> None:
    deployment.set_rules([], default={"Block": {}})

    assert deployment.get("/api/health").status == 403
    assert deployment.get_directly("/api/health") == 200


def test_throttles_at_its_own_address_as_well(deployment: Deployment) -> None:
    deployment.patch_stage("/*/*/throttling/rateLimit", "0")

    assert deployment.get_directly("/api/health") == 429


def test_knows_no_other_stage_at_its_own_address(deployment: Deployment) -> None:
    host = f"{deployment.api_id}.execute-api.us-east-1.amazonaws.com"

    assert deployment.get("/prod/api/health", headers={"Host": host}).status == 403
