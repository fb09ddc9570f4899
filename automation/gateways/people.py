"""Who is who in GitHub and in AWS, by the checked out commit's settings. I/O: git."""

import yaml

from automation.core.names import PROJECT
from automation.gateways.repository import Repository


def github_people(repository: Repository, environment: str) -> dict[str, str]:
    """GitHub login -> name in AWS; as committed, not as it lies in the work tree."""
    text = repository.show(repository.head(), f"Pulumi.{environment}.yaml")
    config = (yaml.safe_load(text) or {}).get("config") or {}
    return dict(config.get(f"{PROJECT}:githubPeople") or {})
