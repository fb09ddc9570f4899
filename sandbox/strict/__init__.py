"""Where moto is more lenient than AWS and it matters here: one subject a file, installed by name.

Each file states the AWS behaviour with its source and has a contract test of its own under
tests/functional/sandbox.
"""

from sandbox.strict import (
    apigateway_stages,
    cloudfront_configuration,
    cloudfront_etags,
    cloudfront_invalidations,
    cloudwatch_alarm_history,
    conditional_writes,
    ec2_security_group_rules,
    lambda_aliases,
    lambda_configuration,
    lambda_event_invoke_config,
    lambda_provisioned_concurrency,
    lambda_states,
    lambda_versions,
    rds_clusters,
    s3_bucket_tags,
    wafv2_web_acls,
)


def install() -> None:
    """Make the moto of this process strict; once, before it serves."""
    # Configuration before states: a change that moto would forget settles as any other.
    lambda_configuration.install()
    lambda_states.install()
    lambda_versions.install()
    lambda_aliases.install()
    lambda_provisioned_concurrency.install()
    lambda_event_invoke_config.install()
    cloudfront_configuration.install()
    cloudfront_etags.install()
    cloudfront_invalidations.install()
    cloudwatch_alarm_history.install()
    apigateway_stages.install()
    wafv2_web_acls.install()
    rds_clusters.install()
    ec2_security_group_rules.install()
    s3_bucket_tags.install()
    conditional_writes.install()
