"""The Clinical Trial Platform: settings -> guard -> components -> release record -> exports."""

from datetime import UTC, datetime
from pathlib import Path

import pulumi

from automation.core.names import PROJECT
from automation.core.telling import is_anything_set_up
from automation.gateways.identity import caller_arn
from automation.gateways.ledger import LedgerGateway
from automation.gateways.releases import ReleasesGateway
from automation.gateways.repository import Repository
from components import configuration, guard, site, tool_code
from components.access import Access, AccessArgs
from components.access_policies import Parts, Place
from components.alarms import Alarms, AlarmsArgs
from components.api import Api, ApiArgs
from components.auto_rollback import AutoRollback, AutoRollbackArgs
from components.database import Database, DatabaseArgs
from components.documents import Documents, DocumentsArgs
from components.firewall import Firewall, FirewallArgs
from components.frontend import Frontend, FrontendArgs
from components.functions import Functions, FunctionsArgs
from components.ledger import Ledger, LedgerArgs
from components.message_delivery import MessageDelivery, MessageDeliveryArgs
from components.migrations import Migrations, MigrationsArgs
from components.network import Network, NetworkArgs
from components.notifications import Notifications, NotificationsArgs
from components.provider import account_of, create_provider
from components.records import Records, RecordsArgs
from components.release import ReleaseArgs, ReleaseRecord
from components.verification import Verification, VerificationArgs

config = configuration.load()
environment = config.environment
repository = Repository(Path.cwd())
caller = caller_arn()
commit, dirty = repository.head(), repository.is_dirty()
ledger_reader = LedgerGateway(environment)
hold = ledger_reader.read_hold()
guard.refuse_while_locked(ledger_reader.closings(), environment)
guard.refuse_while_held(hold, environment)
guard.refuse_uncommitted(dirty, environment)

files = site.read_site()
prefix = f"{PROJECT}-{environment}"
on_aws = pulumi.ResourceOptions(providers=[create_provider(config)])

network = Network(
    prefix,
    NetworkArgs(region=config.region, cidr=config.vpc_cidr, zones=config.availability_zones),
    on_aws,
)
ledger = Ledger(f"{prefix}-ledger", LedgerArgs(environment, keep=config.keeps_data), on_aws)
records = Records(
    f"{prefix}-records",
    RecordsArgs(
        environment=environment,
        audit_retention_days=config.audit_retention_days,
        keep=config.keeps_data,
    ),
    on_aws,
)
database = Database(
    f"{prefix}-database",
    DatabaseArgs(
        environment=environment,
        subnet_ids=network.subnet_ids,
        security_group_id=network.database_group.id,
        instances=config.database_instances,
        min_capacity=config.database_min_capacity,
        max_capacity=config.database_max_capacity,
        keep=config.keeps_data,
    ),
    on_aws,
)
migrations = Migrations(
    f"{prefix}-migrations",
    MigrationsArgs(
        environment=environment,
        region=config.region,
        subnet_ids=network.subnet_ids,
        security_group_id=network.function_group.id,
        database=database,
        log_retention_days=config.log_retention_days,
    ),
    on_aws,
)
documents = Documents(
    f"{prefix}-documents", DocumentsArgs(environment, keep=config.keeps_data), on_aws
)
notifications = Notifications(f"{prefix}-notifications", NotificationsArgs(environment), on_aws)
verification = Verification(
    f"{prefix}-verification", VerificationArgs(environment, keep=config.keeps_data), on_aws
)
functions = Functions(
    f"{prefix}-functions",
    FunctionsArgs(
        environment=environment,
        region=config.region,
        subnet_ids=network.subnet_ids,
        security_group_id=network.function_group.id,
        connection_secret_arn=database.connection_secret.arn,
        login_secret_arn=database.login_secret.arn,
        connection_key_arn=database.key.arn,
        memory=config.function_memory,
        timeout=config.function_timeout,
        reserved_concurrency=config.function_reserved_concurrency,
        log_retention_days=config.log_retention_days,
        pins=guard.pins_for(hold),
        keep=config.keeps_data,
        grants={
            "auth": verification.grant,
            "files": documents.grant,
            "notifications": notifications.grant,
        },
        after=[migrations.run],
    ),
    on_aws,
)
api = Api(
    f"{prefix}-api",
    ApiArgs(
        environment=environment,
        account_id=account_of(caller),
        functions=functions.by_service,
        throttle_rate=config.throttle_rate,
        throttle_burst=config.throttle_burst,
        log_retention_days=config.log_retention_days,
        manage_account=config.manage_api_gateway_account,
    ),
    on_aws,
)
firewall = Firewall(
    f"{prefix}-firewall",
    FirewallArgs(
        environment=environment,
        blocked_cidrs=config.blocked_cidrs,
        rate_limit=config.firewall_rate_limit,
    ),
    on_aws,
)
frontend = Frontend(
    f"{prefix}-frontend",
    FrontendArgs(
        environment=environment,
        files=files,
        api_domain=api.domain,
        web_acl_arn=firewall.web_acl.arn,
        domain=config.site_domain,
        certificate_arn=config.site_certificate_arn,
        noncurrent_retention_days=config.noncurrent_retention_days,
        keep=config.keeps_data,
    ),
    on_aws,
)
alarms = Alarms(
    f"{prefix}-alarms",
    AlarmsArgs(
        environment=environment,
        region=config.region,
        api_name=api.name,
        stage=environment,
        distribution_id=frontend.distribution.id,
        site_host=frontend.host,
        cluster_id=database.cluster.id,
        acl_name=firewall.acl_name,
        functions=functions.names,
        dead_letter_queues=functions.dead_letter_queues,
        email=config.alarm_email,
        paging_url=config.paging_url,
    ),
    on_aws,
)
place = Place(
    environment=environment,
    region=config.region,
    account=account_of(caller),
    state_bucket=config.state_bucket or "",
    state_key_arn=config.state_key_arn or "",
)
messages = (
    MessageDelivery(
        f"{prefix}-messages",
        MessageDeliveryArgs(
            place=place,
            settings=config.notifications,
            urgent_topic=alarms.topics[config.region].urgent.arn,
            log_retention_days=config.log_retention_days,
            code=tool_code.archive(tool_code.MESSAGES),
        ),
        on_aws,
    )
    if is_anything_set_up(config.notifications)
    else None
)
auto_rollback = AutoRollback(
    f"{prefix}-auto-rollback",
    AutoRollbackArgs(
        place=place,
        distribution=frontend.distribution.arn,
        urgent_topics={region: topics.urgent.arn for region, topics in alarms.topics.items()},
        log_retention_days=config.log_retention_days,
        code=tool_code.archive(tool_code.ROLLBACK),
        messages=messages.function if messages else None,
    ),
    on_aws,
)
if config.github_repository is not None:
    access = Access(
        f"{prefix}-access",
        AccessArgs(
            place=place,
            parts=Parts(
                distribution=frontend.distribution.arn,
                web_acl=firewall.web_acl.arn,
                stage=api.stage.arn,
                connection_secret=database.connection_secret.arn,
                connection_key=database.key.arn,
            ),
            repository=config.github_repository,
            branch=config.protected_branch,
            logins=list(config.github_people),
            provider_arn=config.github_provider_arn,
            emergency=config.people_of("security-team", "database-administrator"),
            notifications=config.notifications,
        ),
        on_aws,
    )
after_everything = pulumi.ResourceOptions(
    depends_on=[
        *(network, ledger, records, database, migrations),
        *(functions, api, firewall, frontend, alarms, auto_rollback),
    ]
)
release = ReleaseRecord(
    f"{prefix}-release",
    ReleaseArgs(
        commit=commit,
        dirty=dirty,
        environment=environment,
        settings_digest=config.digest,
        roles=config.roles,
        decision_matrix=config.decision_matrix,
        notifications=config.notifications,
        contacts=config.contacts,
        rollback_window_days=config.rollback_window_days,
        automatic_rollback=config.automatic_rollback,
        bake_minutes=config.bake_minutes,
        protected_branch=config.protected_branch,
        functions=functions.by_service,
        files=files,
        objects=frontend.objects,
        bucket=records.releases.name,
        frontend_bucket=frontend.storage.name,
        distribution_id=frontend.distribution.id,
        cluster_id=database.cluster.id,
        db_schema=migrations.schema,
        site_url=frontend.site_url,
        rest_api_id=api.rest_api.id,
        web_acl_id=firewall.web_acl.id,
        earlier=ReleasesGateway(environment).read(commit),
        deployed_by=caller,
        now=datetime.now(UTC),
    ),
    pulumi.ResourceOptions.merge(on_aws, after_everything),
)

pulumi.export("siteUrl", frontend.site_url)
pulumi.export("distributionId", frontend.distribution.id)
pulumi.export("restApiId", api.rest_api.id)
pulumi.export("apiStage", api.stage.stage_name)
pulumi.export("frontendBucket", frontend.storage.name)
pulumi.export("frontendManifest", frontend.manifest)
pulumi.export("functionVersions", functions.versions)
pulumi.export("ledgerTable", ledger.table.name)
pulumi.export("releasesBucket", records.releases.name)
pulumi.export("auditBucket", records.audit.name)
pulumi.export("documentsBucket", documents.storage.name)
pulumi.export("clusterId", database.cluster.id)
pulumi.export("webAclId", firewall.web_acl.id)
pulumi.export("releaseCommit", commit)
