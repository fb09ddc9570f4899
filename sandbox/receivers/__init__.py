"""Receivers of messages on loopback: what Slack, PagerDuty, Statuspage and a mail server take."""
