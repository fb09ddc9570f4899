"""Physical names of what the platform runs on. Pure.

The names are those of the written procedure (sections "Manual Rollback Commands" and
"Component-Specific Rollbacks"), so that its commands still find what they name.
"""

from typing import Final, Literal, get_args

Environment = Literal["dev", "staging", "prod"]
ENVIRONMENTS: Final[tuple[Environment, ...]] = get_args(Environment)

PROJECT: Final = "clinical-trial"
ALIAS: Final = "PROD"
# The site of the checks after a deployment: no patients, and in no report.
VERIFICATION_SITE: Final = "VERIFY"
VERIFICATION_USER: Final = "verification"
# In the names of what goes back by itself; its own alarms say nothing about a release.
AUTOMATIC_ROLLBACK: Final = "automatic-rollback"
SERVICES: Final = ("api", "auth", "reports", "files", "notifications")


def function_name(service: str, environment: str) -> str:
    """Lambda function of a service, `clinical-trial-api-prod`."""
    return f"{PROJECT}-{service}-{environment}"


def rollback_function(environment: str) -> str:
    """Lambda function that an alarm starts, `clinical-trial-rollback-prod`."""
    return function_name("rollback", environment)


def automatic_rollback(environment: str, what: str = "") -> str:
    """What belongs to that function: `clinical-trial-automatic-rollback-prod`, or with what it is
    at its end. The workflows' role for rollbacks has the function's name already."""
    return f"{PROJECT}-{AUTOMATIC_ROLLBACK}-{environment}" + (f"-{what}" if what else "")


def messages(environment: str, what: str = "") -> str:
    """The function that delivers messages, its role and its rule, `clinical-trial-messages-prod`;
    or with what belongs to it at the end."""
    return function_name("messages", environment) + (f"-{what}" if what else "")


def alarm_forwarding(environment: str) -> str:
    """Role by which alarms of us-east-1 reach a platform elsewhere."""
    return f"{PROJECT}-alarm-forwarding-{environment}"


def automation_alarm(environment: str, what: str) -> str:
    """An alarm about that function, `clinical-trial-prod-automatic-rollback-failed`."""
    return f"{PROJECT}-{environment}-{AUTOMATIC_ROLLBACK}-{what}"


def frontend_bucket(environment: str) -> str:
    """Bucket of the site's files, `clinical-trial-frontend-prod`."""
    return f"{PROJECT}-frontend-{environment}"


def web_acl(environment: str) -> str:
    """Web ACL of the distribution, in us-east-1."""
    return f"{PROJECT}-{environment}"


def rest_api(environment: str) -> str:
    """REST API; its stage is named as the environment."""
    return f"{PROJECT}-{environment}"


def cluster_id(environment: str) -> str:
    """Aurora cluster as first created, `clinical-trial-prod`."""
    return f"{PROJECT}-{environment}"


def releases_bucket(environment: str) -> str:
    """Bucket of the release records."""
    return f"{PROJECT}-releases-{environment}"


def audit_bucket(environment: str) -> str:
    """Object-locked bucket of the audit chain."""
    return f"{PROJECT}-audit-{environment}"


def documents_bucket(environment: str) -> str:
    """Bucket of the trial's files."""
    return f"{PROJECT}-documents-{environment}"


def notifications_topic(environment: str) -> str:
    """Topic that the platform tells its people through."""
    return f"{PROJECT}-notifications-{environment}"


def verification_secret(environment: str) -> str:
    """Secret with the user that the checks after a deployment sign in as."""
    return f"{PROJECT}/{environment}/verification"


def ledger_table(environment: str) -> str:
    """DynamoDB table with hold, lease, journal, approvals and release health."""
    return f"{PROJECT}-ledger-{environment}"


def release_key(commit: str) -> str:
    """Key of a release's record in the releases bucket."""
    return f"releases/{commit}.json"
