"""Alarms on what the written procedure names as triggers, and the topics that they reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import pulumi
import pulumi_aws as aws

from automation.core.names import PROJECT
from components.dashboard import DashboardArgs, dashboard_body
from components.firewall import GLOBAL_REGION
from components.triggers import Trigger, TriggerSources, triggers

HEALTH_PATH = "/api/health"
HEALTH_SECONDS = 30
HEALTH_FAILURES = 3


@dataclass(frozen=True)
class AlarmsArgs:
    """What is watched and who is told."""

    environment: str
    region: str
    api_name: str
    stage: str
    distribution_id: pulumi.Input[str]
    site_host: pulumi.Input[str]
    cluster_id: pulumi.Input[str]
    acl_name: str
    functions: Mapping[str, str]
    dead_letter_queues: Mapping[str, str]
    email: str | None
    paging_url: pulumi.Output[str] | None


@dataclass(frozen=True)
class Topics:
    """Where a region's alarms are sent: to whoever is on call at once, or to be read."""

    urgent: aws.sns.Topic
    notice: aws.sns.Topic


@final
class Alarms(pulumi.ComponentResource):
    """Topics, health check, alarms and the on-call dashboard."""

    def __init__(
        self, name: str, args: AlarmsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("clinicaltrial:alarms:Alarms", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self.topics = self._create_topics_by_region(name, args)
        self.health_check = self._create_health_check(name, args)
        self.alarms = self._create_alarms(name, args)
        self.dashboard = self._create_dashboard(name, args)
        self.register_outputs({"dashboard": self.dashboard.dashboard_name})

    def _create_topics_by_region(self, name: str, args: AlarmsArgs) -> dict[str, Topics]:
        """An alarm reaches topics of its own region only, and global metrics lie in us-east-1."""
        return {
            region: self._create_topics(
                name if region == args.region else f"{name}-global", region, args
            )
            for region in sorted({args.region, GLOBAL_REGION})
        }

    def _create_topics(self, name: str, region: str, args: AlarmsArgs) -> Topics:
        urgent, notice = (
            self._create_topic(f"{name}-{kind}", kind, region, args)
            for kind in ("urgent", "notice")
        )
        if args.paging_url is not None:
            self._subscribe(f"{name}-urgent-paging", urgent, region, "https", args.paging_url)
        return Topics(urgent, notice)

    def _create_topic(self, name: str, kind: str, region: str, args: AlarmsArgs) -> aws.sns.Topic:
        topic = aws.sns.Topic(
            name,
            name=f"{PROJECT}-{args.environment}-{kind}",
            region=region,
            opts=self._child,
        )
        if args.email is not None:
            self._subscribe(f"{name}-email", topic, region, "email", args.email)
        return topic

    def _subscribe(
        self, name: str, topic: aws.sns.Topic, region: str, protocol: str, to: pulumi.Input[str]
    ) -> None:
        aws.sns.TopicSubscription(
            name, topic=topic.arn, protocol=protocol, endpoint=to, region=region, opts=self._child
        )

    def _create_health_check(self, name: str, args: AlarmsArgs) -> aws.route53.HealthCheck:
        return aws.route53.HealthCheck(
            f"{name}-health",
            type="HTTPS",
            fqdn=args.site_host,
            port=443,
            resource_path=HEALTH_PATH,
            request_interval=HEALTH_SECONDS,
            failure_threshold=HEALTH_FAILURES,
            tags={"Name": f"{PROJECT}-{args.environment}"},
            opts=self._child,
        )

    def _create_alarms(self, name: str, args: AlarmsArgs) -> dict[str, aws.cloudwatch.MetricAlarm]:
        sources = TriggerSources(
            region=args.region,
            api_name=args.api_name,
            stage=args.stage,
            distribution_id=args.distribution_id,
            health_check_id=self.health_check.id,
            acl_name=args.acl_name,
            dead_letter_queues=args.dead_letter_queues,
        )
        return {
            trigger.name: self._create_alarm(name, trigger, args) for trigger in triggers(sources)
        }

    def _create_alarm(
        self, name: str, trigger: Trigger, args: AlarmsArgs
    ) -> aws.cloudwatch.MetricAlarm:
        topics = self.topics[trigger.region]
        topic = topics.urgent if trigger.urgent else topics.notice
        return aws.cloudwatch.MetricAlarm(
            f"{name}-{trigger.name}",
            name=f"{PROJECT}-{args.environment}-{trigger.name}",
            alarm_description=trigger.description,
            comparison_operator=trigger.comparison,
            threshold=trigger.threshold,
            evaluation_periods=trigger.minutes,
            datapoints_to_alarm=trigger.minutes,
            metric_queries=list(trigger.queries),
            treat_missing_data="notBreaching",
            alarm_actions=[topic.arn],
            ok_actions=[topic.arn],
            region=trigger.region,
            opts=self._child,
        )

    def _create_dashboard(self, name: str, args: AlarmsArgs) -> aws.cloudwatch.Dashboard:
        return aws.cloudwatch.Dashboard(
            f"{name}-dashboard",
            dashboard_name=f"{PROJECT}-{args.environment}",
            dashboard_body=dashboard_body(
                DashboardArgs(
                    environment=args.environment,
                    region=args.region,
                    api_name=args.api_name,
                    stage=args.stage,
                    distribution_id=args.distribution_id,
                    cluster_id=args.cluster_id,
                    acl_name=args.acl_name,
                    functions=args.functions,
                    dead_letter_queues=args.dead_letter_queues,
                    alarm_arns=[alarm.arn for alarm in self.alarms.values()],
                )
            ),
            opts=self._child,
        )
