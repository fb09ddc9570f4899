"""Functions beside the API's own, behind `/api/<service>` and below it. Makes them by boto3."""

from automation.core.names import ALIAS
from tests.functional.automation.miniature.handlers import well
from tests.functional.sandbox import functions
from tests.functional.sandbox.deployment import LONGEST_RUN, Deployment, integrate


def add_function(deployment: Deployment, service: str, name: str) -> None:
    """Create a function with an alias, and let the REST API call it."""
    clients = deployment.clients
    functions.create(clients, name, well(service, "first"), Publish=True, Timeout=LONGEST_RUN)
    alias = clients.lambda_.create_alias(FunctionName=name, Name=ALIAS, FunctionVersion="1")
    _route(deployment, service, alias["AliasArn"])
    clients.lambda_.add_permission(
        FunctionName=name,
        Qualifier=ALIAS,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:123456789012:{deployment.api_id}/*/*/api/*",
    )


def _route(deployment: Deployment, service: str, alias_arn: str) -> None:
    api, api_id = deployment.clients.apigateway, deployment.api_id
    resources = api.get_resources(restApiId=api_id, limit=500)["items"]
    parent = next(item["id"] for item in resources if item["path"] == "/api")
    for part in (service, "{proxy+}"):
        made = api.create_resource(restApiId=api_id, parentId=parent, pathPart=part)
        parent = made["id"]
        _integrate(deployment, parent, alias_arn)


def _integrate(deployment: Deployment, resource_id: str, alias_arn: str) -> None:
    api = deployment.clients.apigateway
    where = {"restApiId": deployment.api_id, "resourceId": resource_id, "httpMethod": "ANY"}
    api.put_method(**where, authorizationType="NONE")
    integrate(deployment.clients, where, alias_arn)
