"""People to tell, on this machine: the settings that name them, and their secrets.

I/O: Secrets Manager of the stage's AWS, the stage's repository.
"""

from typing import Any, Final

from automation.core.names import messages
from sandbox.demo.aws import client
from sandbox.demo.stage import Stage

_NAME: Final = "clinical-trial/demo/{channel}"
_CHANNELS: Final = ("pagerduty", "slack", "statuspage")


def set_up(stage: Stage, environment: str) -> None:
    """Let an environment tell people by every channel but those of AWS itself."""
    secrets = client(stage, "secretsmanager")
    for channel in _CHANNELS:
        secrets.create_secret(Name=_NAME.format(channel=channel), SecretString="not-a-real-one")
    stage.workshop.set_up(environment, notifications=_notifications())


def leave_to_a_person(stage: Stage, environment: str) -> None:
    """Switch off the function that would deliver: the receivers come later, and are not AWS's."""
    client(stage, "lambda").put_function_concurrency(
        FunctionName=messages(environment), ReservedConcurrentExecutions=0
    )


def _notifications() -> dict[str, Any]:
    pagerduty, slack, statuspage = (_NAME.format(channel=channel) for channel in _CHANNELS)
    return {
        "pagerduty": {"routingKeySecret": pagerduty},
        "slack": {"tokenSecret": slack},
        "statuspage": {"pageId": "demo", "apiKeySecret": statuspage},
        "email": {
            "sender": "rollback@clinical-trial.com",
            "development": ["devops@clinical-trial.com"],
            "stakeholders": ["product@clinical-trial.com"],
            "users": ["users@clinical-trial.com"],
            "smtp": {"host": "mail.clinical-trial.com"},
        },
    }
